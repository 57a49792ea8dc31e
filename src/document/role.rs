//! Blocks → blocks with roles: title, byline, date, salutation, headings, closing, thanks, boilerplate.
//!
//! Works from form and position alone; word lists of watermarks belong to the rule packs.

use super::block::Block;
use crate::source::Format;

/// Gives every block its role, its marker and its lead.
pub fn assign(text: &str, blocks: &mut [Block], format: Format) {
    let _ = (text, blocks, format);
}
