//! An earlier state of a draft → which of its paragraphs are new, and only what is found there.
//!
//! Paragraphs are compared as whole lines, as often as they stand there: one that has only moved is not new. That takes
//! linear time on any text, which the shortest list of changes does not.

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::span::Span;
use std::collections::BTreeMap;

/// What has become of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Was {
    /// It was not there.
    New,
    /// It is as it was.
    Same,
    /// It read like this.
    Text(String),
}

/// Keeps what is found in paragraphs that were not there. Something missing (it has a place, but no text) is kept where
/// a paragraph is gone.
#[must_use]
pub fn keep_new(was: &Was, doc: &Document, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let before = match was {
        Was::New => return diagnostics,
        Was::Same => return Vec::new(),
        Was::Text(before) => before,
    };
    let mut old: BTreeMap<&str, usize> = BTreeMap::new();
    for line in before.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        *old.entry(line).or_insert(0) += 1;
    }
    let lines = doc.lines();
    let new: Vec<usize> = (0..lines.count())
        .filter(|&line| match doc.slice(lines.span(line)).trim() {
            "" => false,
            text => match old.get_mut(text) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            },
        })
        .collect();
    let gone = old.values().any(|&count| count > 0);
    let touched = |span: Span| {
        let block = doc.block_at(span.start).and_then(|i| doc.blocks.get(i)).map(|b| b.span);
        let area = block.filter(|block| block.overlaps(span)).map_or(span, |block| block.join(span));
        let (first, last) = (lines.line_of(area.start), lines.line_of(area.end.saturating_sub(1).max(area.start)));
        new.get(new.partition_point(|&line| line < first)).is_some_and(|&line| line <= last)
    };
    diagnostics
        .retain(|d| touched(d.span) || d.span.is_empty() && gone || d.related.iter().any(|(span, _)| touched(*span)));
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Checker, Config};

    fn lines(before: &str, after: &str) -> Vec<u32> {
        let config = Config { only: vec!["placeholder".into()], ..Config::default() };
        let doc = Document::from_text(after);
        let found = Checker::new(crate::pack::builtin(), config).check(&doc);
        let kept = keep_new(&Was::Text(before.to_owned()), &doc, found);
        kept.iter().map(|d| doc.position(d.span.start).line).collect()
    }

    #[test]
    fn only_new_paragraphs_count() {
        let old = "同志们：\r\n今年减税XX万元。\r\n明年再看。\r\n";
        assert_eq!(lines(old, old), [] as [u32; 0]);
        assert_eq!(lines(old, "同志们：\n明年再看。\n今年减税XX万元。\n"), [] as [u32; 0]);
        assert_eq!(lines(old, "同志们：\n今年减税XX万元。\n明年减税XX万元。\n"), [3]);
        assert_eq!(lines(old, "同志们：\n今年减税XX万元。\n今年减税XX万元。\n"), [3]);
        assert_eq!(lines("", "同志们：\n今年减税XX万元。\n"), [2]);
    }

    #[test]
    fn a_draft_that_was_not_there_is_new_altogether() {
        let doc = Document::from_text("今年减税XX万元。\n");
        let found = Checker::builtin().check(&doc);
        assert_eq!(keep_new(&Was::New, &doc, found.clone()), found);
        assert!(keep_new(&Was::Same, &doc, found).is_empty());
    }
}
