//! Blocks and sentences → series: numbered runs inside a paragraph (`一是…；二是…`) and across paragraphs, nested.
//!
//! Finds the items and which of them belong together; says nothing about gaps. The traps (`五要工程`, `十分`, `2.5`,
//! `第三条`, dates) are handled here once, for all rules.

mod collect;
mod marker;

pub use collect::find;
pub use marker::{inline_marker, marker_at_head};

use crate::span::Span;

/// The form of a numbering mark. The order is the order of nesting: an outer style comes before an inner one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeriesStyle {
    /// `第一部分`
    Part,
    /// `一、`
    HanDun,
    /// `（一）`
    HanParen,
    /// `1.`
    ArabicDot,
    /// `（1）`
    ArabicParen,
    /// `①`
    Circled,
    /// `第一，`
    Ordinal,
    /// `一是`
    Shi,
    /// `一要`
    Yao,
    /// `其一，`
    Qi,
    /// `首先，…其次，…再次，…最后，…`
    First,
    /// `一方面，…另一方面，…`
    Aspect,
}

/// One item of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its number as written.
    pub number: u32,
    /// The numbering mark (`二是`, `（三）`).
    pub marker: Span,
    /// From its mark to the next item or the end of the series' scope.
    pub span: Span,
    /// Index of the block the mark stands in.
    pub block: u32,
    /// Whether the mark is written otherwise than its style asks; see [`super::Marker::malformed`].
    pub malformed: bool,
    /// Whether the mark opens its block.
    pub at_head: bool,
}

/// Items that belong together, in order of place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The form of its marks.
    pub style: SeriesStyle,
    /// Whether its items stand at the head of blocks (true) or inside one paragraph.
    pub across_blocks: bool,
    /// The items as they stand, whatever their numbers.
    pub items: Vec<Item>,
    /// The item (series index, item index) inside which this series lies.
    pub parent: Option<(u32, u32)>,
    /// How far a gap in it is to be doubted: 0 not, 1 somewhat (items far apart, numbers run on over a heading),
    /// 2 much (an item in running text with nothing before it).
    pub doubt: u8,
}

/// How many styles there are.
pub(super) const STYLES: usize = 12;

impl SeriesStyle {
    /// Whether it numbers headings (`一、` `（一）` `1.` `（1）` `第一部分`); the others number clauses and paragraphs.
    #[must_use]
    pub fn is_structural(self) -> bool {
        self <= SeriesStyle::ArabicParen
    }
}

impl Series {
    /// Whether the numbers run 1, 2, 3, … without gap or repeat.
    #[must_use]
    pub fn is_continuous(&self) -> bool {
        self.items.iter().zip(1..).all(|(item, n)| item.number == n)
    }
}
