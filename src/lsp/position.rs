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
    pub(super) fn agree(offered: Option<&[String]>) -> Units {
        if offered.is_some_and(|kinds| kinds.iter().any(|kind| kind == "utf-8")) { Units::Utf8 } else { Units::Utf16 }
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Units::Utf16 => PositionEncodingKind::UTF16,
            Units::Utf8 => PositionEncodingKind::UTF8,
        }
    }

    /// Units of the characters that begin in a piece of UTF-8.
    fn of(self, bytes: &[u8]) -> u32 {
        match self {
            // Many bytes are looked at together, as long as their sum fits into one.
            Units::Utf16 => {
                let wide = |b: &u8| u8::from(b & 0xC0 != 0x80) + u8::from(*b >= 0xF0);
                bytes.chunks(64).map(|chunk| u32::from(chunk.iter().map(wide).sum::<u8>())).sum()
            }
            Units::Utf8 => bytes.len() as u32,
        }
    }

    fn of_char(self, c: char) -> u32 {
        match self {
            Units::Utf16 => c.len_utf16() as u32,
            Units::Utf8 => c.len_utf8() as u32,
        }
    }
}

/// Bytes between two places where the units so far are known.
const STRIDE: usize = 512;

/// A place of the protocol in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// The byte offset; the nearest one where the place is not in the text or inside a character.
    pub(super) at: usize,
    /// The length of the character that the place lies inside of: an editor that counts in UTF-16 can cut one in halves.
    pub(super) cut: Option<usize>,
}

/// Finds a place.
pub(super) fn spot(text: &str, units: Units, place: Position) -> Spot {
    let bytes = text.as_bytes();
    let mut at = 0;
    for _ in 0..place.line {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(end) = memchr::memchr2(b'\n', b'\r', rest) else {
            return Spot { at: text.len(), cut: None };
        };
        at += end + if rest.get(end..end + 2) == Some(b"\r\n") { 2 } else { 1 };
    }
    let mut left = place.character;
    // Whole strides of a long line, then the rest by characters.
    while let Some(stride) = bytes.get(at..at + STRIDE) {
        let width = units.of(stride);
        if width > left || stride.contains(&b'\n') || stride.contains(&b'\r') {
            break;
        }
        left -= width;
        at += STRIDE;
    }
    // The character that a stride ended in has been counted.
    while !text.is_char_boundary(at) {
        at += 1;
        if units == Units::Utf8 {
            left = left.saturating_sub(1);
        }
    }
    for c in text.get(at..).unwrap_or("").chars() {
        let width = units.of_char(c);
        if c == '\n' || c == '\r' || left == 0 {
            break;
        }
        if width > left {
            return Spot { at, cut: Some(c.len_utf8()) };
        }
        left -= width;
        at += c.len_utf8();
    }
    Spot { at, cut: None }
}

/// What makes places in a text quick to find, however long its lines are.
#[derive(Debug)]
pub(super) struct Ruler {
    units: Units,
    /// Units before every [`STRIDE`]-th byte.
    known: Vec<u32>,
}

impl Ruler {
    pub(super) fn new(text: &str, units: Units) -> Ruler {
        let widths = text.as_bytes().chunks(STRIDE).scan(0, |so_far, chunk| {
            let before = *so_far;
            *so_far += units.of(chunk);
            Some(before)
        });
        Ruler { units, known: widths.collect() }
    }

    fn before(&self, text: &str, offset: usize) -> u32 {
        let stride = (offset / STRIDE).min(self.known.len().saturating_sub(1));
        let rest = text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        self.known.get(stride).copied().unwrap_or(0) + self.units.of(rest)
    }
}

/// Makes places of offsets and ranges of spans.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    ruler: &'a Ruler,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, lines: &'a LineIndex, ruler: &'a Ruler) -> Places<'a> {
        Places { text, lines, ruler }
    }

    /// The place of an offset.
    pub(super) fn place(self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.lines.line_of(offset as u32);
        let start = self.lines.span(line).start();
        Position::new(line as u32, self.ruler.before(self.text, offset) - self.ruler.before(self.text, start))
    }

    /// The range of a span.
    pub(super) fn range(self, span: Span) -> Range {
        Range::new(self.place(span.start()), self.place(span.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_in_both_units() {
        let short = "同志们：\r\n𠮷a，\n\n完";
        let long = format!("{short}{}\r一", "𠮷a，".repeat(400));
        for (text, units) in [(short, Units::Utf16), (short, Units::Utf8), (&long, Units::Utf16), (&long, Units::Utf8)]
        {
            let (lines, ruler) = (LineIndex::new(text), Ruler::new(text, units));
            let places = Places::new(text, &lines, &ruler);
            for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                // Between \r and \n there is no place.
                if text.get(at.wrapping_sub(1)..at + 1) == Some("\r\n") {
                    continue;
                }
                let place = places.place(at);
                assert_eq!(spot(text, units, place), Spot { at, cut: None }, "{at} {place:?}");
            }
        }
        let (lines, ruler) = (LineIndex::new(short), Ruler::new(short, Units::Utf16));
        let at = short.find('a').unwrap_or(0);
        assert_eq!(Places::new(short, &lines, &ruler).place(at), Position::new(1, 2));
    }

    #[test]
    fn places_outside_the_text_become_the_nearest() {
        let whole = |at| Spot { at, cut: None };
        assert_eq!(spot("一二\n三", Units::Utf16, Position::new(0, 99)), whole(6));
        assert_eq!(spot("一二\r\n三", Units::Utf16, Position::new(0, u32::MAX)), whole(6));
        assert_eq!(spot("一二\n三", Units::Utf16, Position::new(9, 0)), whole(10));
        assert_eq!(spot("一二\n三", Units::Utf16, Position::new(u32::MAX, u32::MAX)), whole(10));
        assert_eq!(spot("", Units::Utf16, Position::new(3, 3)), whole(0));
    }

    #[test]
    fn half_a_character_is_told() {
        assert_eq!(spot("一𠮷", Units::Utf16, Position::new(0, 2)), Spot { at: 3, cut: Some(4) });
        assert_eq!(spot("一", Units::Utf8, Position::new(0, 1)), Spot { at: 0, cut: Some(3) });
    }
}
