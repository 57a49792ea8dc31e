//! Blocks → brackets, quotes and book-title marks, matched with a stack inside each block.

mod matching;

pub use matching::pair;

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
    /// For each pair the index of the pair right around it, or `NONE`: what [`Marks::around`] climbs.
    parents: Vec<u32>,
}

/// No parent.
const NONE: u32 = u32::MAX;

impl Marks {
    /// The innermost pair of one of `kinds` whose inside holds `span`.
    #[must_use]
    pub fn around(&self, span: Span, kinds: &[MarkKind]) -> Option<&Pair> {
        // The last pair opened before the span is around it, or its parents are: no other pair can be.
        let mut at = self.pairs.partition_point(|p| p.open.start < span.start).checked_sub(1)?;
        loop {
            let pair = self.pairs.get(at)?;
            if kinds.contains(&pair.kind) && pair.inner().contains(span) {
                return Some(pair);
            }
            at = *self.parents.get(at)? as usize;
        }
    }

    /// Finds the parent of every pair; the pairs must be sorted.
    fn link(&mut self) {
        let mut open: Vec<u32> = Vec::new();
        self.parents.reserve(self.pairs.len());
        for (index, pair) in self.pairs.iter().enumerate() {
            while open.last().is_some_and(|&o| self.pairs[o as usize].close.start <= pair.open.start) {
                open.pop();
            }
            self.parents.push(open.last().copied().unwrap_or(NONE));
            open.push(index as u32);
        }
    }
}
