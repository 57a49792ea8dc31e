//! Reviewdog Diagnostic Format, one JSON object. Its columns count UTF-8 bytes from 1, unlike all our others.

use super::Pipeline;
use crate::diagnostic::{Applicability, Level};
use crate::document::Document;
use crate::report::json::write_item;
use crate::report::{Checked, Options};
use crate::span::Span;
use serde_json::{Value, json};
use std::io::{self, Write};

const HEAD: &str = r#"{"source":{"name":"dinggao"},"diagnostics":["#;

pub(super) fn write(p: &mut Pipeline, out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let doc = &checked.doc;
    for d in checked.shown(options) {
        let severity = match d.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info => "INFO",
        };
        // A suggestion replaces one range.
        let suggestions: Vec<Value> = d
            .fixes
            .iter()
            .filter(|fix| fix.applicability != Applicability::Manual)
            .filter_map(|fix| match fix.edits.as_slice() {
                [edit] => Some(json!({ "range": range(doc, edit.span), "text": edit.text })),
                _ => None,
            })
            .collect();
        p.comma(out, HEAD)?;
        let item = json!({
            "message": d.message,
            "location": { "path": doc.source.name, "range": range(doc, d.span) },
            "severity": severity,
            "code": { "value": d.rule.as_str() },
            "suggestions": suggestions,
        });
        write_item(out, &item)?;
    }
    Ok(())
}

pub(super) fn end(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    for (name, reason) in std::mem::take(&mut p.failed) {
        p.comma(out, HEAD)?;
        let message = format!("无法核稿：{reason}");
        let item = json!({ "message": message, "location": { "path": name }, "severity": "ERROR" });
        write_item(out, &item)?;
    }
    if !p.begun {
        write!(out, "{HEAD}")?;
    }
    writeln!(out, "]}}")
}

fn range(doc: &Document, span: Span) -> Value {
    let place = |offset: u32| {
        let line = doc.lines().line_of(offset);
        json!({ "line": line + 1, "column": offset - doc.lines().span(line).start + 1 })
    };
    json!({ "start": place(span.start), "end": place(span.end) })
}
