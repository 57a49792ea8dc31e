//! Byte offsets ↔ lines and columns.
//!
//! `\n`, `\r\n` and `\r` end a line, nothing else does. Columns count Unicode scalar values.

use super::glyph::count_bytes;
use crate::span::Span;
use std::sync::OnceLock;

/// Bytes between two places where the characters so far are known.
const STRIDE: usize = 512;

/// A place as a person counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in characters.
    pub column: u32,
}

/// Where each line begins.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
    /// Characters before every [`STRIDE`]-th byte, counted when the first position is asked for: a column in the middle
    /// of a line of a megabyte then costs no more than one in a short line.
    chars: OnceLock<Vec<u32>>,
}

impl LineIndex {
    /// Scans a text once.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for i in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes.get(i) == Some(&b'\n') || bytes.get(i + 1) != Some(&b'\n') {
                starts.push(i as u32 + 1);
            }
        }
        LineIndex { starts, len: bytes.len() as u32, chars: OnceLock::new() }
    }

    /// How many lines there are; a final line end opens one more, empty line.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// A line (0-based) with its line end.
    #[must_use]
    pub fn span(&self, line: usize) -> Span {
        let start = self.starts.get(line).copied().unwrap_or(self.len);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        Span { start, end }
    }

    /// The line (0-based) that holds a byte offset.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&s| s <= offset).saturating_sub(1)
    }

    /// A line (0-based) without its line end.
    #[must_use]
    pub fn content(&self, text: &str, line: usize) -> Span {
        let span = self.span(line);
        let kept = span.of(text).trim_end_matches(['\r', '\n']).len();
        Span::new(span.start(), span.start() + kept)
    }

    /// Line and column of a byte offset, both 1-based.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(self.len);
        let line = self.line_of(offset);
        let column = self.chars_before(text, offset).saturating_sub(self.chars_before(text, self.span(line).start));
        Position { line: line as u32 + 1, column: column + 1 }
    }

    fn chars_before(&self, text: &str, offset: u32) -> u32 {
        let bytes = text.as_bytes();
        let known = self.chars.get_or_init(|| {
            let mut known = Vec::with_capacity(bytes.len() / STRIDE + 1);
            let mut so_far = 0;
            for chunk in bytes.chunks(STRIDE) {
                known.push(so_far);
                so_far += count(chunk);
            }
            known
        });
        let stride = (offset as usize / STRIDE).min(known.len().saturating_sub(1));
        let rest = bytes.get(stride * STRIDE..offset as usize).unwrap_or_default();
        known.get(stride).copied().unwrap_or(0) + count(rest)
    }
}

/// Characters that begin in a piece of UTF-8.
fn count(bytes: &[u8]) -> u32 {
    count_bytes(bytes, |byte| byte & 0xC0 != 0x80) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_line_ends() {
        let text = "一\r\n二\r三\n";
        let index = LineIndex::new(text);
        assert_eq!(index.count(), 4);
        assert_eq!(index.position(text, 5), Position { line: 2, column: 1 });
        assert_eq!(index.position(text, 9), Position { line: 3, column: 1 });
        assert_eq!(index.position(text, 12), Position { line: 3, column: 2 });
    }

    #[test]
    fn columns_in_long_lines_agree_with_counting() {
        let text = format!("一a\r\n{}\n二", "同志们，ab😀".repeat(400));
        let index = LineIndex::new(&text);
        let (mut line, mut column, mut last) = (1, 1, ' ');
        for (at, c) in text.char_indices() {
            if last == '\n' {
                (line, column) = (line + 1, 1);
            }
            assert_eq!(index.position(&text, at as u32), Position { line, column });
            (column, last) = (column + 1, c);
        }
        assert_eq!(index.position(&text, u32::MAX), Position { line: 3, column: 2 });
        assert_eq!(index.content(&text, 0).of(&text), "一a");
    }

    #[test]
    fn ten_thousand_places_in_one_line_of_a_megabyte() {
        let text = "同志们，".repeat(90_000);
        let index = LineIndex::new(&text);
        let last = (0..10_000).map(|i| index.position(&text, i * 108).column).max();
        assert_eq!(last, Some(9_999 * 36 + 1));
    }

    #[test]
    fn an_empty_text_has_one_place() {
        assert_eq!(LineIndex::new("").position("", 0), Position { line: 1, column: 1 });
    }
}
