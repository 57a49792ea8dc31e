//! Text → blocks: one non-empty line each, without indent, Markdown marks and line end.
//!
//! Roles are given afterwards by [`super::role`]; here everything is a paragraph, except what Markdown says.

use super::lines::LineIndex;
use super::series::SeriesStyle;
use crate::source::Format;
use crate::span::Span;
use std::ops::Range;

/// What a block is in a speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Outside the speech proper: before the title or after the closing (watermarks live here).
    Boilerplate,
    /// The title; a title broken over two lines is two blocks of this role.
    Title,
    /// Who speaks: `县长 张××`.
    Byline,
    /// When: `（2024年3月5日）`.
    Date,
    /// Who is addressed: `同志们：`.
    Salutation,
    /// A heading on a line of its own; 1 is the outermost level.
    Heading(u8),
    /// Running text, also when it begins with a numbered lead sentence.
    Paragraph,
    /// The call at the end: `同志们，让我们……`.
    Closing,
    /// `谢谢大家！`
    Thanks,
    /// A Markdown quotation.
    Quote,
    /// A Markdown table row.
    Table,
    /// Markdown code: never checked.
    Code,
}

/// A numbering mark at the head of a block: `一、` `（二）` `3.` `第一，` `一是`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// Its form.
    pub style: SeriesStyle,
    /// Its number, 1-based.
    pub number: u32,
    /// The whole mark with its punctuation.
    pub span: Span,
}

/// One non-empty line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The content, without indent (also `\u{3000}`), Markdown mark and trailing space.
    pub span: Span,
    /// The line it stands on, 0-based.
    pub line: u32,
    /// What it is.
    pub role: Role,
    /// Its numbering mark.
    pub marker: Option<Marker>,
    /// What names the section it opens: the whole of a heading, or the numbered first sentence of a paragraph
    /// (`（一）完善决策制度。要在……`).
    pub lead: Option<Span>,
    /// Its sentences, as indices into [`super::Document::sentences`].
    pub sentences: Range<usize>,
}

/// Cuts the text into blocks.
#[must_use]
pub fn split(text: &str, lines: &LineIndex, format: Format) -> Vec<Block> {
    let _ = (text, lines, format);
    Vec::new()
}
