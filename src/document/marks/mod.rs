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
    /// For each pair the nearest pair of each kind around it, itself among them, and the one right around it.
    up: Vec<Up>,
    /// Where a pair opens or closes, and the innermost pair that is open from there on.
    open: Vec<(u32, u32)>,
}

/// What is around a pair: by kind, and whatever it is. `NONE` where nothing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Up {
    kinds: [u32; KINDS],
    parent: u32,
}

const KINDS: usize = 8;
const NONE: u32 = u32::MAX;

impl Marks {
    /// The innermost pair of one of `kinds` whose inside holds `span`. However deep the marks are nested, this costs no
    /// more than `span` is long.
    #[must_use]
    pub fn around(&self, span: Span, kinds: &[MarkKind]) -> Option<&Pair> {
        let last = self.open.partition_point(|&(at, _)| at <= span.start).checked_sub(1)?;
        let mut at = self.open.get(last)?.1;
        // Each of those that are left here closes inside the span.
        while !self.pairs.get(at as usize)?.inner().contains(span) {
            at = self.up.get(at as usize)?.parent;
        }
        let up = self.up.get(at as usize)?;
        // Of pairs around one place, the inner one opens later.
        let innermost = kinds.iter().map(|&kind| up.kinds[kind as usize]).filter(|&pair| pair != NONE).max()?;
        self.pairs.get(innermost as usize)
    }

    /// Finds what is around every pair; the pairs must be sorted.
    fn link(&mut self) {
        let mut open: Vec<u32> = Vec::new();
        self.up.reserve_exact(self.pairs.len());
        self.open.reserve_exact(self.pairs.len() * 2);
        for (index, pair) in self.pairs.iter().enumerate() {
            close(&self.pairs, &mut open, pair.open.start, &mut self.open);
            let parent = open.last().copied().unwrap_or(NONE);
            let mut up = self.up.get(parent as usize).copied().unwrap_or(Up { kinds: [NONE; KINDS], parent });
            up.parent = parent;
            up.kinds[pair.kind as usize] = index as u32;
            self.up.push(up);
            self.open.push((pair.open.end, index as u32));
            open.push(index as u32);
        }
        close(&self.pairs, &mut open, u32::MAX, &mut self.open);
    }
}

/// Takes those off the stack that close up to `at`, and notes the end of each with what is open then.
fn close(pairs: &[Pair], open: &mut Vec<u32>, at: u32, ends: &mut Vec<(u32, u32)>) {
    while let Some(pair) = open.last().and_then(|&o| pairs.get(o as usize)).filter(|p| p.close.start <= at) {
        open.pop();
        ends.push((pair.close.end, open.last().copied().unwrap_or(NONE)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use proptest::prelude::*;

    /// Every pair looked at.
    fn slowly<'a>(marks: &'a Marks, span: Span, kinds: &[MarkKind]) -> Option<&'a Pair> {
        let around = marks.pairs.iter().filter(|p| kinds.contains(&p.kind) && p.inner().contains(span));
        around.max_by_key(|p| p.open.start)
    }

    proptest! {
        #[test]
        fn around_is_the_innermost(text in "[“”‘’《》（）()甲\n]{0,40}", from in 0_usize..40, len in 0_usize..6) {
            let doc = Document::from_text(&text);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = |n: usize| places[n.min(places.len() - 1)];
            let span = Span::new(place(from), place(from + len));
            for kinds in [&[MarkKind::Quote][..], &[MarkKind::Book, MarkKind::Paren], &[MarkKind::InnerQuote, MarkKind::Quote]] {
                prop_assert_eq!(doc.marks.around(span, kinds), slowly(&doc.marks, span, kinds));
            }
        }
    }

    #[test]
    fn a_question_about_the_depth_of_a_million_brackets_is_quick() {
        let text = format!("{}{}{}", "（".repeat(100_000), "甲".repeat(100_000), "）".repeat(100_000));
        let doc = Document::from_text(&text);
        for at in (300_000..600_000).step_by(3) {
            assert!(doc.marks.around(Span::new(at, at + 3), &[MarkKind::Quote]).is_none());
            assert!(doc.marks.around(Span::new(at, at + 3), &[MarkKind::Paren]).is_some());
        }
    }
}
