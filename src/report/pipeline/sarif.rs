//! SARIF 2.1.0 (OASIS, 2020): one run, results first, the rules that were met at its end. Columns count characters,
//! which the run says (`columnKind`).

use super::{Pipeline, fingerprint, reference};
use crate::diagnostic::{Applicability, Diagnostic, Level};
use crate::document::Document;
use crate::report::json::write_item;
use crate::report::{Checked, Options};
use crate::span::Span;
use serde_json::{Value, json};
use std::io::{self, Write};

const HEAD: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","results":["#;

pub(super) fn write(p: &mut Pipeline, out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    for d in checked.shown(options) {
        p.rules.entry(d.rule.to_string()).or_insert_with(|| d.why.clone());
        p.comma(out, HEAD)?;
        write_item(out, &result(p, &checked.doc, d))?;
    }
    Ok(())
}

pub(super) fn end(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    if !p.begun {
        write!(out, "{HEAD}")?;
    }
    let rules: Vec<Value> =
        p.rules.iter().map(|(id, why)| json!({ "id": id, "fullDescription": { "text": &**why } })).collect();
    let notes: Vec<Value> = p
        .failed
        .iter()
        .map(|(name, reason)| {
            json!({
                "level": "error",
                "message": { "text": format!("无法核稿：{reason}") },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": reference(name) } } }],
            })
        })
        .collect();
    let tool = json!({ "driver": { "name": "dinggao", "version": env!("CARGO_PKG_VERSION"), "rules": rules } });
    let ran = json!([{ "executionSuccessful": notes.is_empty(), "toolExecutionNotifications": notes }]);
    writeln!(out, "],\"tool\":{tool},\"invocations\":{ran}}}]}}")
}

fn result(p: &mut Pipeline, doc: &Document, d: &Diagnostic) -> Value {
    let level = match d.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    };
    let name = &doc.source.name;
    let mark = fingerprint(p, [name, d.rule.as_str(), doc.slice(d.span)]);
    let mut result = json!({
        "ruleId": d.rule.as_str(),
        "level": level,
        "message": { "text": d.message },
        "locations": [location(doc, d.span, None)],
        "partialFingerprints": { "dinggao/v1": mark },
    });
    if !d.related.is_empty() {
        result["relatedLocations"] =
            d.related.iter().map(|(span, message)| location(doc, *span, Some(message))).collect();
    }
    let fixes: Vec<Value> = d
        .fixes
        .iter()
        .filter(|fix| fix.applicability != Applicability::Manual)
        .map(|fix| {
            let edits: Vec<Value> = fix
                .edits
                .iter()
                .map(|e| json!({ "deletedRegion": region(doc, e.span), "insertedContent": { "text": e.text } }))
                .collect();
            let change = json!({ "artifactLocation": { "uri": reference(name) }, "replacements": edits });
            json!({ "description": { "text": fix.title }, "artifactChanges": [change] })
        })
        .collect();
    if !fixes.is_empty() {
        result["fixes"] = Value::Array(fixes);
    }
    result
}

fn location(doc: &Document, span: Span, message: Option<&str>) -> Value {
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": { "uri": reference(&doc.source.name) },
        "region": region(doc, span),
    }});
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    location
}

fn region(doc: &Document, span: Span) -> Value {
    let (start, end) = (doc.position(span.start), doc.position(span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}
