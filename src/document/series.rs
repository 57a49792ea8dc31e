//! Blocks and sentences → series: numbered runs inside a paragraph (`一是…；二是…`) and across paragraphs, nested.
//!
//! Finds the items and which of them belong together; says nothing about gaps. The traps (`五要工程`, `十分`, `2.5`,
//! `第三条`, dates) are handled here once, for all rules.

use super::block::{Block, Marker};
use super::sentence::Sentence;
use crate::span::Span;

/// The form of a numbering mark.
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
}

impl Series {
    /// Whether the numbers run 1, 2, 3, … without gap or repeat.
    #[must_use]
    pub fn is_continuous(&self) -> bool {
        self.items.iter().zip(1..).all(|(item, n)| item.number == n)
    }
}

/// The numbering mark at the head of a block, if it has one.
#[must_use]
pub fn marker_at_head(text: &str, span: Span) -> Option<Marker> {
    let _ = (text, span);
    None
}

/// Finds all series of a draft.
#[must_use]
pub fn find(text: &str, blocks: &[Block], sentences: &[Sentence]) -> Vec<Series> {
    let _ = (text, blocks, sentences);
    Vec::new()
}
