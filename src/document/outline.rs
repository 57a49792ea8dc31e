//! Document → outline: headings and numbered lead sentences as a list of nodes with depth and character counts.

use super::Document;
use crate::span::Span;

/// One heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The heading's text with its number.
    pub span: Span,
    /// 1 for the outermost.
    pub depth: u8,
    /// What it heads: from the heading to the next one of the same or a lesser depth.
    pub body: Span,
    /// Characters read aloud in the body (Han characters, letters and digits).
    pub chars: usize,
}

/// The headings of a draft in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// All nodes.
    pub nodes: Vec<Node>,
}

/// Builds it.
#[must_use]
pub fn build(doc: &Document) -> Outline {
    let _ = doc;
    Outline::default()
}
