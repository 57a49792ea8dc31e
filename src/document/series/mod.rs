//! Blocks and sentences → series: numbered runs inside a paragraph (`一是…；二是…`) and across paragraphs, nested.
//!
//! Finds the items and which of them belong together; says nothing about gaps. The traps (`五要工程`, `十分`, `2.5`,
//! `第三条`, dates) are handled here once, for all rules.

mod collect;
mod marker;
mod scope;

pub use collect::find;
pub(super) use marker::dotted_after;
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

#[cfg(test)]
mod tests {
    use super::SeriesStyle::{self, Aspect, First, HanDun, HanParen, Ordinal, Shi, Yao};
    use crate::document::Document;

    type Found = Vec<(SeriesStyle, Vec<u32>)>;
    type Want = (SeriesStyle, &'static [u32]);

    fn found(text: &str) -> Found {
        let doc = Document::from_text(text);
        doc.series.iter().map(|s| (s.style, s.items.iter().map(|i| i.number).collect())).collect()
    }

    #[test]
    fn runs_inside_a_paragraph() {
        let cases: &[(&str, &[Want])] = &[
            ("问题有三：一是学得少；二是想得浅；三是干得慢。", &[(Shi, &[1, 2, 3])]),
            ("一是学。二是想。四是干。", &[(Shi, &[1, 2, 4])]),
            ("一要严，二要实，三要快。", &[(Yao, &[1, 2, 3])]),
            ("办好“五要工程”，做到一是一、二是二，落实“三要三不要”。", &[]),
            ("第一，看；第二，干；第三，比。", &[(Ordinal, &[1, 2, 3])]),
            ("第一书记抓第一要务，第一季度开好局。", &[]),
            ("首先，讲政治；其次，讲团结；最后，讲作风。", &[(First, &[1, 2, 3])]),
            ("首先，我代表县委向大家问好。", &[]),
            ("我们一方面要管住，另一方面，要服务好。", &[(Aspect, &[1, 2])]),
            ("一方面是学，一方面是干。在这一方面我们有经验。", &[(Aspect, &[1, 2])]),
            ("依照第（三）项、本条（二）办理，PM2.5下降1.8个点。", &[]),
            ("他强调：“一要快，二要好。”大家记住。", &[(Yao, &[1, 2])]),
        ];
        for (text, want) in cases {
            let want: Found = want.iter().map(|(style, items)| (*style, items.to_vec())).collect();
            assert_eq!(found(text), want, "{text}");
        }
    }

    #[test]
    fn headings_nest_and_counting_begins_anew_under_each() {
        let text = "一、认识\n（一）形势。一是甲；二是乙。\n（二）问题。一是丙；二是丁；三是戊。\n二、任务\n（一）抓项目。要快。\n（三）抓招商。要实。";
        let doc = Document::from_text(text);
        let want: Found = vec![
            (HanDun, vec![1, 2]),
            (HanParen, vec![1, 2]),
            (Shi, vec![1, 2]),
            (Shi, vec![1, 2, 3]),
            (HanParen, vec![1, 3]),
        ];
        assert_eq!(found(text), want);
        let parents: Vec<_> = doc.series.iter().map(|s| s.parent).collect();
        assert_eq!(parents, [None, Some((0, 0)), Some((1, 0)), Some((1, 1)), Some((0, 1))]);
        let first = doc.series[0].items[0].span.of(text);
        assert!(first.starts_with("一、认识") && first.ends_with("三是戊。"), "{first}");
        assert!(doc.series[0].across_blocks && !doc.series[2].across_blocks);
    }

    #[test]
    fn paragraphs_go_on_with_a_series() {
        let text = "一要学。一是早学；二是常学。\n二要干。要快干。\n三要比。一是比快；二是比好。\n五要严。";
        let want: Found = vec![(Yao, vec![1, 2, 3, 5]), (Shi, vec![1, 2]), (Shi, vec![1, 2])];
        assert_eq!(found(text), want);
    }

    #[test]
    fn a_series_without_its_first_item_is_an_orphan() {
        assert_eq!(found("二、抓落实\n三、严作风\n"), [(HanDun, vec![2, 3])]);
    }

    #[test]
    fn inverted_nesting_is_legal() {
        let text = "1.抓项目\n（一）要快。\n（二）要好。\n2.抓招商\n（一）要实。";
        let doc = Document::from_text(text);
        assert!(doc.series.iter().all(super::Series::is_continuous), "{:?}", found(text));
    }
}
