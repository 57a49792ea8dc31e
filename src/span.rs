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
    #[inline]
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { start: start as u32, end: end as u32 }
    }

    /// An empty span at one place.
    #[must_use]
    #[inline]
    pub fn at(offset: usize) -> Span {
        Span::new(offset, offset)
    }

    /// First byte as `usize`.
    #[must_use]
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte as `usize`.
    #[must_use]
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The same range for slicing.
    #[must_use]
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Length in bytes.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing lies in it.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    #[inline]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    #[inline]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    #[inline]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same length, moved right by `by` bytes.
    #[must_use]
    #[inline]
    pub fn shift(self, by: usize) -> Span {
        Span::new(self.start() + by, self.end() + by)
    }

    /// The text it covers; empty where it does not fit `text`, so that no caller can panic.
    #[must_use]
    #[inline]
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

/// Edits that do at once what `first` and then `second` do; both must be sorted and not overlap. `between` is the text
/// after `first`.
#[must_use]
pub fn compose(first: &[Edit], between: &str, second: &[Edit]) -> Vec<Edit> {
    let mut out = Vec::new();
    // How much further right a place lies in `between` than in the text before.
    let mut moved = 0_i64;
    let (mut firsts, mut seconds) = (first.iter().peekable(), second.iter().peekable());
    let placed = |edit: &Edit, moved: i64| (edit.span.start as i64 + moved) as usize;
    loop {
        let a = firsts.peek().map(|edit| placed(edit, moved));
        let b = seconds.peek().map(|edit| edit.span.start());
        let Some(start) = a.into_iter().chain(b).min() else { return out };
        let (mut end, before) = (start, moved);
        let mut own = Vec::new();
        // Edits that touch become one.
        loop {
            if let Some(edit) = firsts.next_if(|edit| placed(edit, moved) <= end) {
                end = end.max(placed(edit, moved) + edit.text.len());
                moved += edit.text.len() as i64 - edit.span.len() as i64;
            } else if let Some(edit) = seconds.next_if(|edit| edit.span.start() <= end) {
                end = end.max(edit.span.end());
                own.push(Edit::new(Span::new(edit.span.start() - start, edit.span.end() - start), edit.text.as_str()));
            } else {
                break;
            }
        }
        let text = apply(between.get(start..end).unwrap_or(""), &own);
        let span = Span { start: (start as i64 - before) as u32, end: (end as i64 - moved) as u32 };
        out.push(Edit { span, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sorted edits that do not overlap, made from gaps, lengths and texts.
    fn edits(text: &str, parts: &[(usize, usize, String)]) -> Vec<Edit> {
        let (mut at, mut out) = (0, Vec::new());
        for (gap, len, new) in parts {
            let (start, end) = (at + gap, at + gap + len);
            if end > text.len() {
                break;
            }
            out.push(Edit::new(Span::new(start, end), new.as_str()));
            at = end + 1;
        }
        out
    }

    proptest! {
        #[test]
        fn composed_edits_do_what_both_do(
            a in proptest::collection::vec((0_usize..6, 0_usize..4, "[x-z]{0,3}"), 0..6),
            b in proptest::collection::vec((0_usize..6, 0_usize..4, "[X-Z]{0,3}"), 0..6),
        ) {
            let text = "abcdefghijklmnopqrstuvw";
            let first = edits(text, &a);
            let between = apply(text, &first);
            let second = edits(&between, &b);
            let both = compose(&first, &between, &second);
            prop_assert!(both.is_sorted_by(|a, b| a.span.end < b.span.start));
            prop_assert_eq!(apply(text, &both), apply(&between, &second));
        }
    }

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
