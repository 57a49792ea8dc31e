//! Blocks → blocks with roles: title, byline, date, salutation, headings, closing, thanks, boilerplate.
//!
//! Works from form and position alone; word lists of watermarks belong to the rule packs.

mod ends;
mod line;
mod salutation;

use super::block::{Block, Role};
use super::glyph::{is_stop, within};
use super::outline::Nesting;
use super::series::{SeriesStyle, dotted_after, marker_at_head};
use crate::source::Format;
use crate::span::Span;

/// Longer than this, what stands on a line is text, not a heading. Characters.
const HEADING: usize = 50;
/// A lead longer than this names nothing. Characters.
const LEAD: usize = 60;

/// Gives every block its role, its marker and its lead.
pub fn assign(text: &str, blocks: &mut [Block], format: Format) {
    let mut dotted = None;
    for block in blocks.iter_mut().filter(|b| matches!(b.role, Role::Paragraph | Role::Heading(_))) {
        block.marker = marker_at_head(text, block.span);
        if let (None, Some(last)) = (block.marker, dotted) {
            block.marker = dotted_after(text, block.span, last);
        }
        if let Some(marker) = block.marker {
            // Only a list in progress says what such a number means.
            dotted = (marker.style >= SeriesStyle::ArabicDot).then_some(()).and(match marker.style {
                SeriesStyle::ArabicDot => Some(marker.number),
                _ => dotted,
            });
        }
    }
    let body = ends::opening(text, blocks);
    let end = ends::ending(text, blocks, body);
    headings(text, blocks, body..end, format);
    for block in blocks.iter_mut() {
        block.lead = lead(text, block);
    }
}

/// How long the salutation is that a running paragraph begins with, in bytes.
pub(super) fn salutation_prefix(paragraph: &str) -> Option<usize> {
    salutation::salutation_prefix(paragraph)
}

/// Marks whole-line headings of the body and gives them levels: the order in which the draft itself nests its styles.
fn headings(text: &str, blocks: &mut [Block], body: std::ops::Range<usize>, format: Format) {
    let mut nesting = Nesting::default();
    for index in body {
        let Some(block) = blocks.get(index) else { break };
        if format == Format::Markdown && matches!(block.role, Role::Heading(_)) || block.role != Role::Paragraph {
            continue;
        }
        let content = block.span.of(text);
        let role = match block.marker {
            Some(marker) if heading_style(marker.style) => {
                let depth = nesting.enter(10 + marker.style as u8);
                let next = blocks.get(index + 1).is_some_and(|b| b.role == Role::Paragraph && b.marker.is_none());
                if is_heading(content, marker.style.is_structural() && next) {
                    Role::Heading(depth)
                } else {
                    Role::Paragraph
                }
            }
            None if stands_alone(text, blocks, index) => Role::Heading(nesting.enter(UNNUMBERED)),
            _ => Role::Paragraph,
        };
        blocks[index].role = role;
    }
}

/// The nesting key of headings without a number: within those with one.
pub(super) const UNNUMBERED: u8 = 40;

/// Whether a mark of this style can number a heading.
pub(super) fn heading_style(style: SeriesStyle) -> bool {
    !matches!(style, SeriesStyle::First | SeriesStyle::Aspect)
}

/// Whether a numbered line is a heading of its own rather than a paragraph. `titled` says that one which ends like a
/// sentence may still be one: text without a number follows it, so it is no item of a list.
fn is_heading(content: &str, titled: bool) -> bool {
    if !within(content, HEADING) || content.ends_with(['；', ';', '，', '：', ':']) {
        return false;
    }
    let inner = content.strip_suffix(is_stop).unwrap_or(content);
    let ended = inner.len() < content.len();
    // A short numbered sentence on its own line heads nothing if it has the commas of one.
    !inner.contains(['。', '；', '！', '？'])
        && (!ended || titled && within(content, 30) && content.matches('，').count() < 2)
}

/// A short line between two long paragraphs.
fn stands_alone(text: &str, blocks: &[Block], index: usize) -> bool {
    let long = |b: Option<&Block>| {
        b.is_some_and(|b| {
            let s = b.span.of(text);
            b.role == Role::Paragraph
                && b.marker.is_none()
                && s.len() > 150
                && s.ends_with(['。', '！', '？', '”', '…'])
        })
    };
    let Some(block) = blocks.get(index) else { return false };
    line::could_be_heading(block.span.of(text))
        && long(index.checked_sub(1).and_then(|i| blocks.get(i)))
        && long(blocks.get(index + 1))
}

/// What names the section that a block opens.
fn lead(text: &str, block: &Block) -> Option<Span> {
    match (block.role, block.marker) {
        (Role::Heading(_), _) => Some(block.span),
        (Role::Paragraph, Some(marker)) if heading_style(marker.style) => {
            let rest = Span { start: marker.span.end, end: block.span.end }.of(text);
            let mut comma = None;
            for (count, (at, c)) in rest.char_indices().enumerate() {
                let here = Span { start: marker.span.start, end: marker.span.end + at as u32 };
                if is_stop(c) || c == '；' {
                    return Some(here);
                }
                if count > LEAD {
                    return comma;
                }
                // A sentence too long to name anything still has a first clause.
                if comma.is_none() && count > 3 && matches!(c, '，' | '：') {
                    comma = Some(here);
                }
            }
            Some(Span { start: marker.span.start, end: block.span.end })
        }
        _ => None,
    }
}
