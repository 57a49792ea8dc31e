//! Which marks belong together.
//!
//! One walk over the draft. For every style there is at most one series open at the head of blocks (`slots`) and one
//! inside a paragraph (`inline`); number 1 opens a series, any other number goes to an open one. So the work is the
//! same for three items and for a hundred thousand.

use super::marker::{begins, inline_marker};
use super::scope::close;
use super::{Item, STYLES, Series, SeriesStyle};
use crate::document::block::{Block, Marker, Role};
use crate::document::glyph::{char_at, char_before, is_blank};
use crate::document::signs::Signs;
use crate::span::Span;

/// Further apart than this, two items are no sure neighbours any more. Blocks.
const FAR: u32 = 40;
/// So many blocks may lie between a paragraph's inline items and those that go on with them.
const NEAR: u32 = 3;

/// The mark that needs no clause head.
const ASPECT: &str = "一方面";

/// Finds all series of a draft.
#[must_use]
pub fn find(text: &str, signs: &Signs, blocks: &[Block]) -> Vec<Series> {
    let places = places(text, signs, blocks);
    let mut collector = Collector::new(text, blocks, &places);
    for index in 0..blocks.len() {
        collector.block(index);
    }
    close(text, blocks, collector.series, &collector.ends)
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
    /// See [`places`].
    places: &'a [u32],
    series: Vec<Series>,
    /// Where each series' scope ended, if something ended it.
    ends: Vec<Option<u32>>,
    slots: [Option<Open>; STYLES],
    inline: [Option<Open>; STYLES],
    closed: [Option<Open>; STYLES],
    /// What a series of the same style broke off by beginning anew under no other heading: `二、` with `一、二、三、`
    /// of its own inside.
    broken: [Option<Open>; STYLES],
    /// Whether the speech has ended; what follows is annexes.
    over: bool,
}

impl<'a> Collector<'a> {
    fn new(text: &'a str, blocks: &'a [Block], places: &'a [u32]) -> Collector<'a> {
        Collector {
            text,
            blocks,
            places,
            series: Vec::new(),
            ends: Vec::new(),
            slots: [None; STYLES],
            inline: [None; STYLES],
            closed: [None; STYLES],
            broken: [None; STYLES],
            over: false,
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
            Role::Thanks => {
                self.over = true;
                self.end_all(number);
            }
            Role::Closing => {
                self.over = true;
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
        self.broken[style + 1..].fill(None);
        match (marker.number, self.slots[style]) {
            (1, Some(old)) => {
                self.close_if(block, |_, open| open.start >= old.start);
                // One level of numbers inside its own like is all that happens.
                self.broken[style] = self.broken[style].or(Some(old));
                self.open(marker, block, true, 0);
            }
            (1, None) => {
                self.close_if(block, |s, _| s > style);
                self.open(marker, block, true, 0);
            }
            (n, Some(open)) if open.last + 1 != n && self.broken[style].is_some_and(|b| b.last + 1 == n) => {
                self.close_if(block, |s, _| s >= style);
                if let Some(outer) = self.broken[style].take() {
                    self.attach(outer, marker, block, true, 1);
                }
            }
            (_, Some(open)) => {
                self.close_if(block, |s, other| s != style && other.start > open.at);
                // Whole sections lie between headings; only lists have to stay together.
                let list = marker.style > SeriesStyle::HanParen;
                self.attach(open, marker, block, true, u8::from(list && block - open.block > FAR));
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
            let doubt = if self.goes_on(marker.number, block) { 2 } else { 1 };
            self.open(marker, block, true, doubt);
        }
    }

    /// A mark inside a paragraph.
    fn inside(&mut self, marker: Marker, block: u32, before: char) {
        let style = marker.style as usize;
        let Some(marker) = self.soft_number(marker, block) else { return };
        let structural = marker.style <= SeriesStyle::Circled;
        if structural
            && !matches!(before, '。' | '；' | '：' | '？' | '！' | '…' | ';' | ':' | '，' | '”')
            && !is_blank(before)
        {
            return;
        }
        if marker.number == 1 {
            // `一是……；一是……` in one sentence: the same number twice, in old drafts on purpose.
            if let Some(open) = self.inline[style].filter(|o| o.last == 1 && o.block == block && !structural) {
                let between = Span { start: open.at, end: marker.span.start };
                if between.len() < 600 && !between.of(self.text).contains('。') {
                    self.attach(open, marker, block, false, 2);
                    return;
                }
            }
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

    /// Whether a series of another style near by has the number before: `首先……；第二……`.
    fn goes_on(&self, number: u32, block: u32) -> bool {
        let before = |o: &&Open| o.last + 1 == number && block - o.block <= NEAR;
        let places = self.slots.iter().chain(&self.inline).flatten();
        places.filter(before).count() > 0
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
        let doubt = doubt.max(u8::from(self.over));
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
        // A second run of the same style in the same paragraph ends the first.
        if let Some(old) = self.inline[marker.style as usize].filter(|o| !at_head && o.block == block) {
            self.ends[old.series as usize] = Some(marker.span.start);
        }
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

    /// Looks for marks inside a block.
    fn scan(&mut self, block: &Block, number: u32) {
        let (mut at, end) = (block.marker.map_or(block.span.start, |m| m.span.end), block.span.end);
        let inside = Span { start: at, end };
        let from = self.places.partition_point(|place| *place < at);
        for &place in self.places.iter().skip(from).take_while(|place| **place < end) {
            // Part of the mark before it.
            if place < at {
                continue;
            }
            let before = follows(self.text, inside, place, block.marker);
            let found = match before {
                Some(_) => inline_marker(self.text, place as usize, end as usize),
                None => aspect(self.text, place as usize),
            };
            if let Some(marker) = found {
                at = marker.span.end;
                self.inside(marker, number, before.unwrap_or('，'));
            }
        }
    }
}

/// Where a mark may stand inside a block: after another mark, after what ends a clause or makes room, and wherever
/// [`ASPECT`] does.
fn places(text: &str, signs: &Signs, blocks: &[Block]) -> Vec<u32> {
    let bytes = text.as_bytes();
    let marks = blocks.iter().filter_map(|block| block.marker).map(|marker| marker.span.end);
    let stops = signs
        .all()
        .iter()
        .filter(|sign| sign.c != ')' && opens_clause(sign.c) || is_blank(sign.c))
        .map(|sign| sign.span().end);
    let blanks = memchr::memchr_iter(b' ', bytes).map(|at| at as u32 + 1);
    let aspect = |at: &u32| bytes.get(*at as usize..).is_some_and(|rest| rest.starts_with(ASPECT.as_bytes()));
    let mut places: Vec<u32> = signs.numerals().iter().copied().filter(aspect).collect();
    marks.chain(stops).chain(blanks).for_each(|at| {
        if char_at(text, at as usize).is_some_and(begins) {
            places.push(at);
        }
    });
    places.sort();
    places
}

/// What the clause that begins at `at` follows: the mark that ends another one, a blank, or the block's own number.
fn follows(text: &str, inside: Span, at: u32, own: Option<Marker>) -> Option<char> {
    let head = Span { end: at, ..inside }.of(text);
    let before = head.trim_end_matches(is_blank);
    match before.chars().next_back() {
        None => own.map(|_| '。'),
        Some(c) if opens_clause(c) => Some(c),
        Some(_) => head.get(before.len()..)?.chars().next(),
    }
}

/// `我们一方面要…，另一方面要…`: this style needs no clause head.
fn aspect(text: &str, at: usize) -> Option<Marker> {
    let here = text.get(at..)?.starts_with(ASPECT);
    let other = || char_before(text, at).is_some_and(|c| "这那每某哪任同此另单".contains(c));
    let span = Span::new(at, at + ASPECT.len());
    (here && !other()).then_some(Marker { style: SeriesStyle::Aspect, number: 1, span, malformed: false })
}

fn item(marker: Marker, block: u32, at_head: bool) -> Item {
    Item { number: marker.number, marker: marker.span, span: marker.span, block, malformed: marker.malformed, at_head }
}

/// Whether a clause begins after `c`.
fn opens_clause(c: char) -> bool {
    matches!(c, '。' | '；' | '，' | '：' | '、' | '？' | '！' | '”' | '“' | '）' | '…' | '—' | ';' | ',' | ':' | ')')
}
