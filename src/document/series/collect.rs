//! Which marks belong together.
//!
//! One walk over the draft. For every style there is at most one series open at the head of blocks (`slots`) and one
//! inside a paragraph (`inline`); number 1 opens a series, any other number goes to an open one. So the work is the
//! same for three items and for a hundred thousand.

use super::marker::inline_marker;
use super::{Item, STYLES, Series, SeriesStyle};
use crate::document::block::{Block, Marker, Role, trim};
use crate::document::glyph::{char_at, char_before, is_blank, width};
use crate::document::sentence::Sentence;
use crate::span::Span;

/// Further apart than this, two items are no sure neighbours any more. Blocks.
const FAR: u32 = 40;
/// So many blocks may lie between a paragraph's inline items and those that go on with them.
const NEAR: u32 = 3;

/// Finds all series of a draft.
#[must_use]
pub fn find(text: &str, blocks: &[Block], sentences: &[Sentence]) -> Vec<Series> {
    let _ = sentences;
    let mut collector = Collector::new(text, blocks);
    for index in 0..blocks.len() {
        collector.block(index);
    }
    collector.finish()
}

/// A series that can still take items.
#[derive(Debug, Clone, Copy)]
struct Open {
    series: u32,
    /// Its first number's place, to tell what is nested in what.
    start: u32,
    /// Number, block and place of its last item.
    last: u32,
    block: u32,
    at: u32,
}

struct Collector<'a> {
    text: &'a str,
    blocks: &'a [Block],
    series: Vec<Series>,
    /// Where each series' scope ended, if something ended it.
    ends: Vec<Option<u32>>,
    slots: [Option<Open>; STYLES],
    inline: [Option<Open>; STYLES],
    closed: [Option<Open>; STYLES],
}

impl<'a> Collector<'a> {
    fn new(text: &'a str, blocks: &'a [Block]) -> Collector<'a> {
        Collector {
            text,
            blocks,
            series: Vec::new(),
            ends: Vec::new(),
            slots: [None; STYLES],
            inline: [None; STYLES],
            closed: [None; STYLES],
        }
    }

    fn block(&mut self, index: usize) {
        let block = &self.blocks[index];
        let number = index as u32;
        match block.role {
            Role::Heading(_) | Role::Paragraph => {
                match block.marker {
                    Some(marker) if marker.style.is_structural() => self.structural(marker, number),
                    Some(marker) => self.head(marker, number),
                    None if matches!(block.role, Role::Heading(_)) => self.reset_clauses(number),
                    None => {}
                }
                self.scan(block, number);
            }
            Role::Closing => {
                self.end_all(number);
                self.scan(block, number);
            }
            Role::Quote => self.scan(block, number),
            _ => {}
        }
    }

    /// `一、` `（一）` `1.` at the head of a block.
    fn structural(&mut self, marker: Marker, block: u32) {
        self.reset_clauses(block);
        let style = marker.style as usize;
        match (marker.number, self.slots[style]) {
            (1, Some(old)) => {
                self.close_if(block, |_, open| open.start >= old.start);
                self.open(marker, block, true, 0);
            }
            (1, None) => {
                self.close_if(block, |s, _| s > style);
                self.open(marker, block, true, 0);
            }
            (_, Some(open)) => {
                self.close_if(block, |s, other| s != style && other.start > open.at);
                self.attach(open, marker, block, true, u8::from(block - open.block > FAR));
            }
            (n, None) => {
                self.close_if(block, |s, _| s > style);
                match self.closed[style] {
                    // Numbers may run on over an outer heading: `一、（一）（二）二、（三）`.
                    Some(open) if open.last + 1 == n => self.attach(open, marker, block, true, 1),
                    _ => {
                        let doubt = if marker.style <= SeriesStyle::HanParen { 0 } else { 1 };
                        self.open(marker, block, true, doubt);
                    }
                }
            }
        }
    }

    /// `一是` `第一，` and the like at the head of a block.
    fn head(&mut self, marker: Marker, block: u32) {
        let style = marker.style as usize;
        let Some(marker) = self.soft_number(marker, block) else { return };
        if marker.number == 1 {
            self.inline[style] = None;
            self.open(marker, block, true, 0);
            return;
        }
        let next = |open: &&Open| open.last + 1 == marker.number;
        let slot = self.slots[style];
        let inline = self.inline[style];
        let near = |open: &&Open| block - open.block <= NEAR;
        if let Some(open) = slot.as_ref().filter(next) {
            self.attach(*open, marker, block, true, u8::from(block - open.block > FAR));
        } else if let Some(open) = inline.as_ref().filter(next).filter(near) {
            self.attach(*open, marker, block, true, 1);
        } else if let Some(open) = slot {
            self.attach(open, marker, block, true, u8::from(block - open.block > NEAR));
        } else if !matches!(marker.style, SeriesStyle::First | SeriesStyle::Aspect) {
            self.open(marker, block, true, 1);
        }
    }

    /// A mark inside a paragraph.
    fn inside(&mut self, marker: Marker, block: u32, before: char) {
        let style = marker.style as usize;
        let Some(marker) = self.soft_number(marker, block) else { return };
        let structural = marker.style <= SeriesStyle::Circled;
        if structural && !matches!(before, '。' | '；' | '：' | '？' | '！' | '…' | ';' | ':' | '，' | '”') && !is_blank(before) {
            return;
        }
        if marker.number == 1 {
            if !structural || before != '，' {
                self.open(marker, block, false, u8::from(structural));
            }
            return;
        }
        // `“` opens an item only for the first of a quoted list.
        if before == '“' {
            return;
        }
        let next = |open: &&Open| open.last + 1 == marker.number;
        let here = |open: &&Open| open.block == block;
        let (slot, inline) = (self.slots[style], self.inline[style]);
        let (slot, inline) = (slot.as_ref(), inline.as_ref());
        let open = inline
            .filter(here)
            .filter(next)
            .or(slot.filter(here).filter(next))
            .or(inline.filter(here))
            .or(slot.filter(here));
        if let Some(open) = open {
            // An inline `（五）` after `（一）` is rather a citation than a gap of three.
            if !structural || marker.number <= open.last + 2 && marker.number >= open.last {
                self.attach(*open, marker, block, false, 0);
            }
            return;
        }
        if structural {
            return;
        }
        let near = |open: &&Open| block - open.block <= NEAR;
        if let Some(open) = inline.filter(next).filter(near).or(slot.filter(next).filter(near)) {
            self.attach(*open, marker, block, false, 1);
        } else if !matches!(marker.style, SeriesStyle::First | SeriesStyle::Aspect) {
            self.open(marker, block, false, 2);
        }
    }

    /// Numbers what has none: `最后` comes last, and a second `一方面` is the other side.
    fn soft_number(&self, mut marker: Marker, block: u32) -> Option<Marker> {
        let style = marker.style as usize;
        let recent = |open: &Option<Open>| open.filter(|o| block - o.block <= NEAR);
        let open = recent(&self.inline[style]).or(recent(&self.slots[style]));
        match (marker.style, marker.number) {
            (SeriesStyle::First, 0) => marker.number = open?.last + 1,
            (SeriesStyle::Aspect, 1) if open.is_some_and(|o| o.last == 1 && o.block == block) => marker.number = 2,
            _ => {}
        }
        Some(marker)
    }

    fn open(&mut self, marker: Marker, block: u32, at_head: bool, doubt: u8) {
        let open = Open {
            series: self.series.len() as u32,
            start: marker.span.start,
            last: marker.number,
            block,
            at: marker.span.start,
        };
        let items = vec![item(marker, block, at_head)];
        self.series.push(Series { style: marker.style, across_blocks: at_head, items, parent: None, doubt });
        self.ends.push(None);
        let place = if at_head { &mut self.slots } else { &mut self.inline };
        place[marker.style as usize] = Some(open);
    }

    fn attach(&mut self, mut open: Open, marker: Marker, block: u32, at_head: bool, doubt: u8) {
        let style = marker.style as usize;
        let Some(series) = self.series.get_mut(open.series as usize) else { return };
        series.items.push(item(marker, block, at_head));
        series.doubt = series.doubt.max(doubt);
        self.ends[open.series as usize] = None;
        (open.last, open.block, open.at) = (marker.number, block, marker.span.start);
        let same = |place: &Option<Open>| place.is_some_and(|o| o.series == open.series);
        if at_head || same(&self.slots[style]) {
            self.slots[style] = Some(open);
            if same(&self.inline[style]) {
                self.inline[style] = None;
            }
        } else {
            self.inline[style] = Some(open);
        }
    }

    /// Ends the open series that `which` picks; they end where the block before `block` does.
    fn close_if(&mut self, block: u32, which: impl Fn(usize, &Open) -> bool) {
        for style in 0..STYLES {
            if let Some(open) = self.slots[style].filter(|open| which(style, open)) {
                self.slots[style] = None;
                self.closed[style] = Some(open);
                let before = (block as usize).checked_sub(1).and_then(|b| self.blocks.get(b));
                self.ends[open.series as usize] = before.map(|b| b.span.end);
            }
        }
    }

    /// A heading begins: clauses are counted anew.
    fn reset_clauses(&mut self, block: u32) {
        self.close_if(block, |style, _| style > SeriesStyle::ArabicParen as usize);
        self.inline = [None; STYLES];
    }

    fn end_all(&mut self, block: u32) {
        self.close_if(block, |_, _| true);
        self.closed = [None; STYLES];
        self.inline = [None; STYLES];
    }

    /// Looks for marks inside a block, wherever a clause begins.
    fn scan(&mut self, block: &Block, number: u32) {
        let bytes = self.text.as_bytes();
        let end = block.span.end();
        let mut at = block.marker.map_or(block.span.start(), |m| m.span.end());
        // What stood right before; a clause begins after it. A mark may follow a mark: `（一）一是`.
        let mut before = block.marker.map(|_| '。');
        while at < end {
            let lead = bytes[at];
            if before.is_none() && ((0xE4..=0xE9).contains(&lead) || lead < 0x80 && !matches!(lead, b' ' | b',' | b';' | b':')) {
                at += if lead == 0xE4 && self.aspect(at, number, end) { 9 } else { width(lead) };
                continue;
            }
            let Some(c) = char_at(self.text, at) else { break };
            if let Some(b) = before
                && let Some(marker) = inline_marker(self.text, at, end)
            {
                at = marker.span.end();
                self.inside(marker, number, b);
                before = char_before(self.text, at).filter(|&c| opens_clause(c));
                continue;
            }
            before = match c {
                c if opens_clause(c) => Some(c),
                // Space between a stop and the mark hides nothing.
                c if is_blank(c) => before.or(Some(c)),
                _ => None,
            };
            at += c.len_utf8();
        }
    }

    /// `我们一方面要…，另一方面要…`: this style needs no clause head. Whether it stands at `at`.
    fn aspect(&mut self, at: usize, block: u32, end: usize) -> bool {
        let found = self.text.get(at..end).is_some_and(|s| s.starts_with("一方面"));
        let modified = char_before(self.text, at).is_some_and(|c| "这那每某哪任同此另单".contains(c));
        if found && !modified {
            let marker = Marker {
                style: SeriesStyle::Aspect,
                number: 1,
                span: Span::new(at, at + "一方面".len()),
                malformed: false,
            };
            self.inside(marker, block, '，');
        }
        found
    }

    fn finish(mut self) -> Vec<Series> {
        let last = self.blocks.iter().rev().find(|b| !matches!(b.role, Role::Boilerplate | Role::Date | Role::Byline));
        let end_of_text = last.map_or(0, |b| b.span.end);
        for (series, end) in self.series.iter_mut().zip(&self.ends) {
            series.items.sort_by_key(|i| i.marker.start);
            let (first, tail) = match (series.items.first(), series.items.last()) {
                (Some(first), Some(last)) => (first.block, last.block),
                _ => continue,
            };
            series.across_blocks = first != tail || series.items.iter().all(|i| i.at_head);
            let block_end = self.blocks.get(tail as usize).map_or(end_of_text, |b| b.span.end);
            let scoped = series.style.is_structural() && series.across_blocks;
            let mut stop = if scoped { end.unwrap_or(end_of_text).max(block_end) } else { block_end };
            for item in series.items.iter_mut().rev() {
                let span = Span { start: item.marker.start, end: stop.max(item.marker.end) };
                item.span = trim(self.text, span);
                stop = item.marker.start;
            }
        }
        self.series.retain(|s| s.style != SeriesStyle::First || s.items.len() > 1);
        self.series.sort_by_key(|s| s.items.first().map(|i| i.marker.start));
        link(&mut self.series);
        self.series
    }
}

fn item(marker: Marker, block: u32, at_head: bool) -> Item {
    Item { number: marker.number, marker: marker.span, span: marker.span, block, malformed: marker.malformed, at_head }
}

/// Finds the item each series lies in: the last item begun before it that has not ended.
fn link(series: &mut [Series]) {
    let mut items: Vec<(Span, u32, u32)> = Vec::with_capacity(series.iter().map(|s| s.items.len()).sum());
    for (s, one) in series.iter().enumerate() {
        items.extend(one.items.iter().enumerate().map(|(i, item)| (item.span, s as u32, i as u32)));
    }
    items.sort_unstable_by_key(|(span, ..)| span.start);
    let mut open: Vec<(Span, u32, u32)> = Vec::new();
    for item in items {
        while open.last().is_some_and(|o| o.0.end <= item.0.start) {
            open.pop();
        }
        if item.2 == 0
            && let Some(around) = open.last()
            && let Some(one) = series.get_mut(item.1 as usize)
        {
            one.parent = Some((around.1, around.2));
        }
        open.push(item);
    }
}

/// Whether a clause begins after `c`.
fn opens_clause(c: char) -> bool {
    matches!(
        c,
        '。' | '；' | '，' | '：' | '、' | '？' | '！' | '”' | '“' | '）' | '…' | '—' | ';' | ',' | ':' | ')'
    )
}

#[cfg(test)]
mod tests {
    use super::super::SeriesStyle::{self, Aspect, First, HanDun, HanParen, Ordinal, Shi, Yao};
    use crate::document::Document;

    type Found = Vec<(SeriesStyle, Vec<u32>)>;

    fn found(text: &str) -> Found {
        let doc = Document::from_text(text);
        doc.series.iter().map(|s| (s.style, s.items.iter().map(|i| i.number).collect())).collect()
    }

    #[test]
    fn runs_inside_a_paragraph() {
        let cases: &[(&str, &[(SeriesStyle, &[u32])])] = &[
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
        let want: Found =
            vec![(Yao, vec![1, 2, 3, 5]), (Shi, vec![1, 2]), (Shi, vec![1, 2])];
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
        assert!(doc.series.iter().all(super::super::Series::is_continuous), "{:?}", found(text));
    }
}
