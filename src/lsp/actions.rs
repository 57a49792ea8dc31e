//! Diagnostics → what an editor offers to do about them: fixes one by one, all safe ones at once, letting one pass.

use super::draft::Seen;
use super::position::{Places, Ruler, Units};
use super::{show, uri};
use crate::check::Checker;
use crate::config::text_of;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::document::lines::LineIndex;
use crate::fix;
use crate::report::visible::stand_in;
use crate::source::Format;
use crate::span::Span;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CreateFile, CreateFileOptions, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// The kind under which editors make all safe fixes on save.
pub(super) const FIX_ALL: &str = "source.fixAll.dinggao";

/// Most diagnostics that actions are offered for at once, as where all of a draft is selected.
const MOST: usize = 100;

/// What can be done about the diagnostics that touch a span.
pub(super) fn quick(
    seen: &Seen,
    uri: &Uri,
    units: Units,
    touched: Span,
    config: Option<&Path>,
) -> Vec<CodeActionOrCommand> {
    let mut all = Vec::new();
    let touches = |d: &&Diagnostic| d.span.start <= touched.end && touched.start <= d.span.end;
    for d in seen.diagnostics.iter().filter(touches).take(MOST) {
        let places = seen.places();
        // The same mark that was published: by it an editor knows what the action is for.
        let mark = show::diagnostic(d, places, uri);
        for fix in &d.fixes {
            let edits = fix.edits.iter().map(|e| TextEdit::new(places.range(e.span), e.text.clone()));
            all.push(CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![mark.clone()]),
                edit: Some(in_draft(uri, edits.collect())),
                is_preferred: Some(fix.applicability == Applicability::Safe),
                ..CodeAction::default()
            });
        }
        all.extend(allow(seen, uri, units, d, config).map(|(title, edit)| CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![mark]),
            edit: Some(edit),
            ..CodeAction::default()
        }));
    }
    all.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// One action that makes all safe fixes; nothing where there are none.
pub(super) fn fix_all_action(seen: &Seen, checker: &Checker, uri: &Uri) -> Option<CodeActionOrCommand> {
    let edits = fix_all(seen, checker);
    (!edits.is_empty()).then(|| {
        CodeActionOrCommand::CodeAction(CodeAction {
            title: "改掉所有有把握的问题".to_owned(),
            kind: Some(CodeActionKind::new(FIX_ALL)),
            edit: Some(in_draft(uri, edits)),
            ..CodeAction::default()
        })
    })
}

/// The edits that all safe fixes come to once nothing more can be fixed; none where rules fight.
pub(super) fn fix_all(seen: &Seen, checker: &Checker) -> Vec<TextEdit> {
    if !seen.diagnostics.iter().any(|d| fix::chosen(d, Applicability::Safe).is_some()) {
        return Vec::new();
    }
    match fix::run(seen.doc.source.clone(), Applicability::Safe, &mut |doc| checker.check(doc)) {
        Ok(fixed) => changed_lines(seen, &fixed.source.text),
        Err(_) => Vec::new(),
    }
}

/// Two texts → an edit for each run of lines that differ, cut down to what differs in them.
fn changed_lines(seen: &Seen, new: &str) -> Vec<TextEdit> {
    let (old, places) = (seen.doc.text(), seen.places());
    let (was, is): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let (old_at, new_at) = (starts(&was), starts(&is));
    let mut edits = Vec::new();
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &was, &is) {
        if op.tag() == similar::DiffTag::Equal {
            continue;
        }
        let bytes = |at: &[usize], range: Range<usize>| {
            at.get(range.start).copied().unwrap_or(0)..at.get(range.end).copied().unwrap_or(0)
        };
        let (from, to) = (bytes(&old_at, op.old_range()), bytes(&new_at, op.new_range()));
        let (was, is) = (old.get(from.clone()).unwrap_or(""), new.get(to).unwrap_or(""));
        let head: usize = was.chars().zip(is.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let (was, is) = (was.get(head..).unwrap_or(""), is.get(head..).unwrap_or(""));
        let tail: usize =
            was.chars().rev().zip(is.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let at = Span::new(from.start + head, from.start + head + was.len() - tail);
        edits.push(TextEdit::new(places.range(at), is.get(..is.len() - tail).unwrap_or("").to_owned()));
    }
    edits
}

/// Where each line begins, and the end.
fn starts(lines: &[&str]) -> Vec<usize> {
    std::iter::once(0)
        .chain(lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }))
        .collect()
}

fn in_draft(uri: &Uri, edits: Vec<TextEdit>) -> WorkspaceEdit {
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type; the key is never changed")]
    let changes = HashMap::from([(uri.clone(), edits)]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// Lets one place pass: a comment in Markdown, else an entry in the office's config, which is made where there is none.
/// With what it is called.
fn allow(
    seen: &Seen,
    draft: &Uri,
    units: Units,
    d: &Diagnostic,
    config: Option<&Path>,
) -> Option<(String, WorkspaceEdit)> {
    if seen.doc.source.format == Format::Markdown {
        let line = seen.doc.lines().span(seen.doc.lines().line_of(d.span.start));
        let at = seen.places().place(line.start());
        let end = if line.of(seen.doc.text()).ends_with("\r\n") { "\r\n" } else { "\n" };
        let comment = format!("<!-- 定稿放行 {}：请写理由 -->{end}", d.rule);
        let title = format!("放行这一处（{}），请补写理由", d.rule);
        return Some((title, in_draft(draft, vec![TextEdit::new(lsp_types::Range::new(at, at), comment)])));
    }
    let text = seen.doc.slice(d.span);
    if text.is_empty() || text.contains(['\n', '\r']) {
        return None;
    }
    let config = config?;
    let held = match config.try_exists() {
        Ok(false) => None,
        // One that cannot be read must not be written into.
        _ => Some(text_of(config).ok()?),
    };
    let mut entry = format!("[[allow]]\nrule = \"{}\"\ntext = {}\nreason = \"请写理由\"\n", d.rule, quoted(text));
    let uri = uri::of(config)?;
    let mut operations = Vec::new();
    let at = match &held {
        Some(held) => {
            entry.insert_str(0, if held.ends_with('\n') || held.is_empty() { "\n" } else { "\n\n" });
            if held.contains("\r\n") {
                entry = entry.replace('\n', "\r\n");
            }
            Places::new(held, &LineIndex::new(held), &Ruler::new(held, units)).place(held.len())
        }
        None => {
            let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
            let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
            operations.push(DocumentChangeOperation::Op(ResourceOp::Create(create)));
            lsp_types::Position::default()
        }
    };
    operations.push(DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![OneOf::Left(TextEdit::new(lsp_types::Range::new(at, at), entry))],
    }));
    let edit =
        WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() };
    Some((format!("放行“{text}”（{}），请补写理由", d.rule), edit))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // TOML holds no control characters, and nobody sees the others.
            c if stand_in(c, true).is_some() => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
