//! A draft as the editor holds it: the text after every change, and what was found in it.

use super::position::{Places, Units, offset};
use crate::check::Checker;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::lines::LineIndex;
use crate::source::{Format, Source};
use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// One open draft.
#[derive(Debug)]
pub(super) struct Draft {
    /// Where it is, or would be.
    pub(super) path: PathBuf,
    /// The editor's number for this state of the text.
    pub(super) version: i32,
    markdown: bool,
    text: String,
    /// What was found in the text as it is now; nothing while it was not looked at.
    pub(super) seen: Option<Seen>,
}

/// A checked state of a draft.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) doc: Document,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Which setup checked it, and its reading speed in characters a minute.
    pub(super) setup: usize,
    pub(super) speed: u32,
}

impl Draft {
    pub(super) fn open(path: PathBuf, item: TextDocumentItem) -> Draft {
        let markdown = item.language_id == "markdown";
        Draft { path, version: item.version, markdown, text: item.text, seen: None }
    }

    /// Takes over changes, in their order.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, units: Units) {
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let lines = LineIndex::new(&self.text);
                    let start = offset(&self.text, &lines, units, range.start);
                    let end = offset(&self.text, &lines, units, range.end).max(start);
                    self.text.replace_range(start..end, &change.text);
                }
            }
        }
        self.version = version;
        self.seen = None;
    }

    /// The text as a document of its own.
    pub(super) fn document(&self) -> Document {
        let mut source = Source::from_text(&self.path.to_string_lossy(), self.text.clone());
        if self.markdown {
            source.format = Format::Markdown;
        }
        Document::new(source)
    }

    /// Checks the text. A fault of the program does not end the server; it is reported as such.
    pub(super) fn check(&mut self, checker: &Checker, setup: usize, speed: u32) -> Result<&Seen, String> {
        let (doc, diagnostics) = catch_unwind(AssertUnwindSafe(|| {
            let doc = self.document();
            checker.remember();
            let diagnostics = checker.check(&doc);
            (doc, diagnostics)
        }))
        .map_err(|_| "程序内部出错，这份文稿没有核完；请反馈给开发者".to_owned())?;
        Ok(self.seen.insert(Seen { doc, diagnostics, setup, speed }))
    }
}

impl Seen {
    pub(super) fn places(&self, units: Units) -> Places<'_> {
        Places::new(self.doc.text(), self.doc.lines(), units)
    }
}
