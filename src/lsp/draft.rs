//! A draft as the editor holds it: the text after every change, and what was found in it.

use super::position::{Places, Ruler, Spot, Units, spot};
use crate::check::Checker;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::{Format, Source};
use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// One open draft.
#[derive(Debug)]
pub(super) struct Draft {
    /// Where it is, or would be.
    pub(super) path: PathBuf,
    /// Whether it has a place on the disk; one that was not saved yet has none.
    pub(super) named: bool,
    /// The editor's number for this state of the text.
    pub(super) version: i32,
    markdown: bool,
    text: String,
    /// What was found in the text as it is now; nothing while it was not looked at.
    pub(super) seen: Option<Seen>,
    /// What was found in it before.
    pub(super) last: Option<Seen>,
}

/// A checked state of a draft.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) doc: Document,
    pub(super) diagnostics: Vec<Diagnostic>,
    ruler: Ruler,
    /// Which setup checked it, and its reading speed in characters a minute.
    pub(super) setup: usize,
    pub(super) speed: u32,
}

impl Draft {
    pub(super) fn open(path: PathBuf, named: bool, item: TextDocumentItem) -> Draft {
        let markdown = item.language_id == "markdown";
        Draft { path, named, version: item.version, markdown, text: item.text, seen: None, last: None }
    }

    /// Takes over changes, in their order.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, units: Units) {
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let start = spot(&self.text, units, range.start);
                    let end = spot(&self.text, units, range.end);
                    self.replace(start, if end.at < start.at { start } else { end }, &change.text, units);
                }
            }
        }
        self.version = version;
        self.last = self.seen.take().or(self.last.take());
    }

    /// Replaces what stands between two places. What is left of a character cut in halves becomes U+FFFD, one unit wide as
    /// the half the editor still holds, so that all later places are the same for both.
    fn replace(&mut self, start: Spot, end: Spot, by: &str, units: Units) {
        let halves = |spot: Spot| spot.cut.filter(|_| units == Units::Utf16);
        let mut new = String::with_capacity(by.len() + 6);
        if halves(start).is_some() {
            new.push(char::REPLACEMENT_CHARACTER);
        }
        new.push_str(by);
        let mut to = end.at;
        if let Some(length) = halves(end) {
            new.push(char::REPLACEMENT_CHARACTER);
            to += length;
        }
        self.text.replace_range(start.at..to, &new);
    }

    /// The text as a source of its own.
    fn source(&self) -> Source {
        let mut source = Source::from_text(&self.path.to_string_lossy(), self.text.clone());
        if self.markdown {
            source.format = Format::Markdown;
        }
        source
    }

    /// Checks the text. A fault of the program does not end the server; it is reported as such.
    /// On so many threads; with what setup, and with what reading speed.
    pub(super) fn check(
        &mut self,
        checker: &Checker,
        units: Units,
        threads: usize,
        (setup, speed): (usize, u32),
    ) -> Result<&Seen, String> {
        let (doc, diagnostics) = catch_unwind(AssertUnwindSafe(|| {
            checker.remember();
            let (doc, outcome) = checker.read(self.source(), threads);
            (doc, outcome.diagnostics)
        }))
        .map_err(|_| "程序内部出错，这份文稿没有核完；请反馈给开发者".to_owned())?;
        let ruler = Ruler::new(doc.text(), units);
        Ok(self.seen.insert(Seen { doc, diagnostics, ruler, setup, speed }))
    }
}

impl Seen {
    pub(super) fn places(&self) -> Places<'_> {
        Places::new(self.doc.text(), self.doc.lines(), &self.ruler)
    }
}
