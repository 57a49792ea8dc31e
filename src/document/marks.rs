//! Blocks → brackets, quotes and book-title marks, matched with a stack inside each block.

use super::block::Block;
use crate::span::Span;

/// Which marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// `“”`
    Quote,
    /// `‘’`
    InnerQuote,
    /// `《》`
    Book,
    /// `〈〉`
    InnerBook,
    /// `（）` and `()`
    Paren,
    /// `〔〕`
    Tortoise,
    /// `【】`
    Lenticular,
    /// `[]` and `［］`
    Square,
}

/// Two marks that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Which marks.
    pub kind: MarkKind,
    /// The opening mark.
    pub open: Span,
    /// The closing mark.
    pub close: Span,
    /// Index of the block.
    pub block: u32,
}

impl Pair {
    /// What stands between the marks.
    #[must_use]
    pub fn inner(&self) -> Span {
        Span { start: self.open.end, end: self.close.start }
    }

    /// From the opening to the closing mark.
    #[must_use]
    pub fn outer(&self) -> Span {
        self.open.join(self.close)
    }
}

/// What is wrong with a mark left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrayKind {
    /// Opened and never closed in its block.
    Unclosed,
    /// Closed and never opened.
    Unopened,
    /// Matched, but one half is full-width and the other half-width: `（二)`. The span is the half-width one.
    Width,
    /// Points the wrong way: `”…“`, or the same direction twice: `“…“`.
    Reversed,
}

/// A mark that found no partner, or a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stray {
    /// Which mark.
    pub kind: MarkKind,
    /// What is wrong.
    pub problem: StrayKind,
    /// The mark itself.
    pub span: Span,
    /// Index of the block.
    pub block: u32,
}

/// All marks of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Matched pairs, sorted by the opening mark. A pair of mixed width is here and in `strays`.
    pub pairs: Vec<Pair>,
    /// Marks left over, sorted by place.
    pub strays: Vec<Stray>,
}

impl Marks {
    /// The innermost pair of one of `kinds` whose inside holds `span`.
    #[must_use]
    pub fn around(&self, span: Span, kinds: &[MarkKind]) -> Option<&Pair> {
        // Pairs are sorted by their opening mark; the nearest one before that still holds the span is the innermost.
        let end = self.pairs.partition_point(|p| p.open.start < span.start);
        let block = self.pairs[..end].last().map(|p| p.block)?;
        self.pairs[..end]
            .iter()
            .rev()
            .take_while(|p| p.block == block)
            .find(|p| kinds.contains(&p.kind) && p.inner().contains(span))
    }
}

/// Matches the marks of every block.
#[must_use]
pub fn pair(text: &str, blocks: &[Block]) -> Marks {
    let _ = (text, blocks);
    Marks::default()
}
