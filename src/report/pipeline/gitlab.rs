//! Code Quality of GitLab: one JSON array in Code Climate's terms. The fingerprint does not hold the line, so that a
//! finding stays the same one when paragraphs are put in above it.

use super::{Pipeline, fingerprint};
use crate::diagnostic::Level;
use crate::report::json::write_item;
use crate::report::{Checked, Options};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(p: &mut Pipeline, out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let name = inside(&checked.doc.source.name);
    for d in checked.shown(options) {
        let severity = match d.level {
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Info => "info",
        };
        let mark = fingerprint(p, [name, d.rule.as_str(), checked.doc.slice(d.span)]);
        let line = checked.doc.position(d.span.start).line;
        p.comma(out, "[")?;
        write_item(out, &item(&d.message, d.rule.as_str(), &mark, severity, name, line))?;
    }
    Ok(())
}

pub(super) fn end(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    for (name, reason) in std::mem::take(&mut p.failed) {
        let name = inside(&name);
        let mark = fingerprint(p, [name, "unreadable", &reason]);
        p.comma(out, "[")?;
        let message = format!("无法核稿：{reason}");
        write_item(out, &item(&message, "dinggao", &mark, "blocker", name, 1))?;
    }
    writeln!(out, "{}", if p.begun { "\n]" } else { "[]" })
}

fn item(message: &str, rule: &str, mark: &str, severity: &str, path: &str, line: u32) -> Value {
    json!({
        "type": "issue",
        "description": message,
        "check_name": rule,
        "fingerprint": mark,
        "severity": severity,
        "location": { "path": path, "lines": { "begin": line } },
    })
}

/// A path as GitLab wants it: from the root of the repository, without `./`.
fn inside(name: &str) -> &str {
    name.trim_start_matches("./")
}
