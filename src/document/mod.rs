//! Text → structure: a draft as blocks with roles, sentences, marks in pairs, an outline, series and promises.
//!
//! Reads the decoded text of a [`Source`] once and cannot fail: what it does not recognise is a paragraph.
//! It knows the form of Chinese official speeches, but no rule: whether something is wrong is for
//! [`crate::kind`] to say. Spans point into [`Source::text`], which is never normalised.

pub mod block;
pub mod glyph;
pub mod lines;
mod markdown;
pub mod marks;
pub mod numeral;
pub mod outline;
pub mod promise;
pub mod role;
pub mod sentence;
pub mod series;
pub mod word;

pub use block::{Block, Marker, Role};
pub use lines::{LineIndex, Position};
pub use marks::{MarkKind, Marks, Pair, Stray, StrayKind};
pub use outline::{Node, Outline};
pub use promise::Promise;
pub use sentence::Sentence;
pub use series::{Item, Series, SeriesStyle};

use crate::source::Source;
use crate::span::Span;
use std::ops::Range;

/// One draft, read and taken apart.
#[derive(Debug)]
pub struct Document {
    /// The text and where it came from.
    pub source: Source,
    /// Non-empty lines in order; in plain text a paragraph is one line.
    pub blocks: Vec<Block>,
    /// All sentences of all blocks, in order of place.
    pub sentences: Vec<Sentence>,
    /// Brackets, quotes and book-title marks: those in pairs, and those left over.
    pub marks: Marks,
    /// Numbered runs: `一是…二是…`, `（一）…（二）…`, `第一，…`.
    pub series: Vec<Series>,
    /// Announced counts: `讲三点意见`.
    pub promises: Vec<Promise>,
    lines: LineIndex,
}

impl Document {
    /// Takes a source apart.
    #[must_use]
    pub fn new(source: Source) -> Document {
        let text = &source.text;
        let lines = LineIndex::new(text);
        let mut blocks = block::split(text, &lines, source.format);
        let sentences = sentence::split(text, &mut blocks);
        role::assign(text, &mut blocks, source.format);
        let marks = marks::pair(text, &blocks);
        let series = series::find(text, &blocks, &sentences);
        let promises = promise::find(text, &blocks, &sentences, &series);
        Document { blocks, sentences, marks, series, promises, lines, source }
    }

    /// A plain-text draft from a string; for tests, examples and the editor.
    #[must_use]
    pub fn from_text(text: &str) -> Document {
        Document::new(Source::from_text("文稿.txt", text))
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.source.text)
    }

    /// Line and column (1-based, in characters) of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(&self.source.text, offset)
    }

    /// The line index, for those who walk lines.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Index of the block that holds `offset`, or of the last one before it.
    #[must_use]
    pub fn block_at(&self, offset: u32) -> Option<usize> {
        self.blocks.partition_point(|b| b.span.start <= offset).checked_sub(1)
    }

    /// Index of the sentence that holds `offset`, or of the last one before it.
    #[must_use]
    pub fn sentence_at(&self, offset: u32) -> Option<usize> {
        self.sentences.partition_point(|s| s.span.start <= offset).checked_sub(1)
    }

    /// The blocks of the title, from the first to the last, in one span.
    #[must_use]
    pub fn title(&self) -> Option<Span> {
        let titles = self.blocks.iter().filter(|b| b.role == Role::Title).map(|b| b.span);
        titles.reduce(Span::join)
    }

    /// Index of the block that addresses the audience on a line of its own.
    #[must_use]
    pub fn salutation(&self) -> Option<usize> {
        self.blocks.iter().position(|b| b.role == Role::Salutation)
    }

    /// The words that address the audience, also where the first paragraph begins with them (`同志们，今天……`).
    #[must_use]
    pub fn salutation_span(&self) -> Option<Span> {
        if let Some(block) = self.salutation() {
            return self.blocks.get(block).map(|b| b.span);
        }
        let first = self.blocks.get(self.body().start)?;
        let len = role::salutation_prefix(self.slice(first.span))?;
        Some(Span { start: first.span.start, end: first.span.start + len as u32 })
    }

    /// The blocks between title or salutation and the closing: what the speech has to say.
    #[must_use]
    pub fn body(&self) -> Range<usize> {
        let said = |b: &Block| !matches!(b.role, Role::Boilerplate | Role::Title | Role::Byline | Role::Date | Role::Salutation | Role::Code);
        let start = self.blocks.iter().position(said).unwrap_or(self.blocks.len());
        let over = |b: &Block| matches!(b.role, Role::Closing | Role::Thanks);
        let end = self.blocks.iter().skip(start).position(over).map_or(self.blocks.len(), |i| start + i);
        start..end
    }

    /// The headings as a tree in reading order.
    #[must_use]
    pub fn outline(&self) -> Outline {
        outline::build(self)
    }
}
