//! Text → blocks: one non-empty line each, without indent, Markdown marks and line end.
//!
//! Roles are given afterwards by [`super::role`]; here everything is a paragraph, except what Markdown says.

use super::glyph::is_blank;
use super::lines::LineIndex;
use super::markdown;
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
    /// Whether it is written otherwise than its style asks: `（二)` `（一）、` `1、` `一.` `第一、`.
    pub malformed: bool,
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
    /// (`（一）完善决策制度。要在……`) without its full stop.
    pub lead: Option<Span>,
    /// Its sentences, as indices into [`super::Document::sentences`].
    pub sentences: Range<usize>,
}

/// Cuts the text into blocks.
#[must_use]
pub fn split(text: &str, lines: &LineIndex, format: Format) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(lines.count());
    for line in 0..lines.count() {
        let span = trim(text, lines.span(line));
        if !span.is_empty() {
            blocks.push(Block {
                span,
                line: line as u32,
                role: Role::Paragraph,
                marker: None,
                lead: None,
                sentences: 0..0,
            });
        }
    }
    if format == Format::Markdown {
        markdown::read(text, lines, &mut blocks);
    }
    blocks
}

/// A span without white space and zero-width characters at its ends.
#[must_use]
pub fn trim(text: &str, span: Span) -> Span {
    let s = span.of(text);
    let head = s.trim_start_matches(is_blank);
    let start = span.end() - head.len();
    Span::new(start, start + head.trim_end_matches(is_blank).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_plain(text: &str) -> Vec<(u32, &str)> {
        let lines = LineIndex::new(text);
        split(text, &lines, Format::Plain).iter().map(|b| (b.line, b.span.of(text))).collect()
    }

    #[test]
    fn a_block_is_a_line_without_its_margins() {
        let text = "\u{FEFF}　　同志们：\r\n\r\n \t今天开会。 　\n\u{200B}\n第一\r第二";
        assert_eq!(split_plain(text), [(0, "同志们："), (2, "今天开会。"), (4, "第一"), (5, "第二")]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(split_plain("").is_empty());
        assert!(split_plain(" \n　\r\n\t").is_empty());
    }
}
