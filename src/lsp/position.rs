//! Byte offsets ↔ the places of the protocol: 0-based lines, and characters counted in UTF-16 or UTF-8 units as the
//! editor and the server agreed. The only module that knows these units.

use crate::document::lines::LineIndex;
use crate::span::Span;
use lsp_types::{Position, PositionEncodingKind, Range};

/// In what a character is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    /// The protocol's default.
    Utf16,
    /// Bytes: what the text is held in.
    Utf8,
}

impl Units {
    /// The best of those an editor offers.
    pub(super) fn agree(offered: Option<&[PositionEncodingKind]>) -> Units {
        if offered.is_some_and(|kinds| kinds.contains(&PositionEncodingKind::UTF8)) {
            Units::Utf8
        } else {
            Units::Utf16
        }
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Units::Utf16 => PositionEncodingKind::UTF16,
            Units::Utf8 => PositionEncodingKind::UTF8,
        }
    }

    fn of(self, text: &str) -> u32 {
        match self {
            Units::Utf16 => text.chars().map(|c| c.len_utf16() as u32).sum(),
            Units::Utf8 => text.len() as u32,
        }
    }
}

/// The byte offset of a place; the nearest one where the place is not in the text or inside a character.
pub(super) fn offset(text: &str, lines: &LineIndex, units: Units, place: Position) -> usize {
    if place.line as usize >= lines.count() {
        return text.len();
    }
    let line = lines.content(text, place.line as usize);
    let mut left = place.character;
    let mut at = line.start();
    for c in line.of(text).chars() {
        let width = match units {
            Units::Utf16 => c.len_utf16() as u32,
            Units::Utf8 => c.len_utf8() as u32,
        };
        if width > left {
            break;
        }
        left -= width;
        at += c.len_utf8();
    }
    at
}

/// Makes ranges of spans. Going forward costs no more than the text in between, also within one endless line; going back
/// there, no more than a [`STRIDE`].
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    units: Units,
    /// Line, offset and character of the last place asked for.
    last: (usize, usize, u32),
    /// Offsets and characters of places passed in the last line, a stride apart.
    passed: Vec<(usize, u32)>,
}

/// How far apart places are remembered, in bytes.
const STRIDE: usize = 4 << 10;

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, lines: &'a LineIndex, units: Units) -> Places<'a> {
        Places { text, lines, units, last: (0, 0, 0), passed: Vec::new() }
    }

    /// The place of an offset.
    pub(super) fn place(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.lines.line_of(offset as u32);
        let (last_line, last_offset, last_character) = self.last;
        if line != last_line {
            self.passed.clear();
        }
        let (mut from, mut before) = if line == last_line && last_offset <= offset {
            (last_offset, last_character)
        } else {
            let passed = self.passed.partition_point(|&(at, _)| at <= offset).checked_sub(1);
            passed.and_then(|i| self.passed.get(i)).copied().unwrap_or((self.lines.span(line).start(), 0))
        };
        while offset - from > STRIDE {
            let next = (from + 1..=from + STRIDE).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(offset);
            before += self.units.of(self.text.get(from..next).unwrap_or(""));
            from = next;
            if self.passed.last().is_none_or(|&(at, _)| at < next) {
                self.passed.push((next, before));
            }
        }
        let character = before + self.units.of(self.text.get(from..offset).unwrap_or(""));
        self.last = (line, offset, character);
        Position::new(line as u32, character)
    }

    /// The range of a span. The next one may begin anywhere from this one's start on at no extra cost.
    pub(super) fn range(&mut self, span: Span) -> Range {
        let start = self.place(span.start());
        let kept = self.last;
        let end = self.place(span.end());
        self.last = kept;
        Range::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_in_both_units() {
        let text = "同志们：\r\n𠮷a，\n\n完";
        let lines = LineIndex::new(text);
        for units in [Units::Utf16, Units::Utf8] {
            let mut places = Places::new(text, &lines, units);
            for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                // Between \r and \n there is no place.
                if text.get(..at).is_some_and(|before| before.ends_with('\r')) {
                    continue;
                }
                let place = places.place(at);
                assert_eq!(offset(text, &lines, units, place), at, "{at} {place:?}");
            }
        }
        let mut places = Places::new(text, &lines, Units::Utf16);
        assert_eq!(places.place(text.find('a').unwrap_or(0)), Position::new(1, 2));
    }

    #[test]
    fn back_and_forth_in_an_endless_line() {
        let text = format!("甲\n{}", "𠮷a一".repeat(10_000));
        let lines = LineIndex::new(&text);
        let at: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut places = Places::new(&text, &lines, Units::Utf16);
        for n in [29_000, 5, 20_000, 1, 0, 28_999, 3, 15_000, 14_000, 29_900] {
            let here = places.place(at[n]);
            assert_eq!(here, Places::new(&text, &lines, Units::Utf16).place(at[n]));
            assert_eq!(offset(&text, &lines, Units::Utf16, here), at[n]);
        }
    }

    #[test]
    fn places_outside_the_text_become_the_nearest() {
        let text = "一二\n三";
        let lines = LineIndex::new(text);
        assert_eq!(offset(text, &lines, Units::Utf16, Position::new(0, 99)), 6);
        assert_eq!(offset(text, &lines, Units::Utf16, Position::new(9, 0)), text.len());
        assert_eq!(offset("𠮷", &LineIndex::new("𠮷"), Units::Utf16, Position::new(0, 1)), 0);
    }
}
