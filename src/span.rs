//! Places in a text and changes to it: the only arithmetic on offsets.
//!
//! Offsets are bytes into [`Source::text`](crate::source::Source::text), 0-based, end exclusive, always on
//! character boundaries. Lines and columns are made from them in [`crate::document::lines`], nowhere else.

use std::ops::Range;

/// A half-open range of bytes in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets. Texts are limited to 4 GiB when they are read, so `usize` fits.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { start: start as u32, end: end as u32 }
    }

    /// An empty span at one place.
    #[must_use]
    pub fn at(offset: usize) -> Span {
        Span::new(offset, offset)
    }

    /// First byte as `usize`.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte as `usize`.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The same range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing lies in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same length, moved right by `by` bytes.
    #[must_use]
    pub fn shift(self, by: usize) -> Span {
        Span::new(self.start() + by, self.end() + by)
    }

    /// The text it covers; empty where it does not fit `text`, so that no caller can panic.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

/// One replacement: the bytes of `span` become `text`. Both may be empty (insertion, deletion).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// A replacement of `span` by `text`.
    #[must_use]
    pub fn new(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }
}

/// The text after all `edits`, which must be sorted, must not overlap and must lie on character boundaries; others are
/// left out.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if text.get(edit.span.range()).is_none() {
            continue;
        }
        let Some(kept) = text.get(at..edit.span.start()) else {
            continue;
        };
        out.push_str(kept);
        out.push_str(&edit.text);
        at = edit.span.end();
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apply_replaces_inserts_and_deletes() {
        let edits = [Edit::new(Span::at(0), "甲"), Edit::new(Span::new(3, 6), ""), Edit::new(Span::new(6, 9), "丁")];
        assert_eq!(apply("一二三四", &edits), "甲一丁四");
    }

    #[test]
    fn an_overlapping_edit_is_left_out() {
        let edits = [Edit::new(Span::new(0, 6), "甲"), Edit::new(Span::new(3, 9), "乙")];
        assert_eq!(apply("一二三", &edits), "甲三");
    }

    #[test]
    fn an_edit_inside_a_character_or_past_the_end_is_left_out() {
        let edits =
            [Edit::new(Span::new(0, 4), "甲"), Edit::new(Span::new(3, 6), "乙"), Edit::new(Span::new(6, 12), "丙")];
        assert_eq!(apply("一二三", &edits), "一乙三");
    }
}
