//! Workflow commands of GitHub Actions: a line for each diagnostic, which the service shows beside the changed lines.

use super::Pipeline;
use crate::diagnostic::Level;
use crate::report::visible::visible;
use crate::report::{Checked, Options};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let name = property(&checked.doc.source.name);
    for d in checked.shown(options) {
        let command = match d.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let (start, end) = (checked.doc.position(d.span.start), checked.doc.position(d.span.end));
        let (line, column, rule) = (start.line, start.column, property(d.rule.as_str()));
        write!(out, "::{command} file={name},line={line},endLine={},col={column}", end.line)?;
        // The service takes an end column only within one line.
        if end.line == start.line {
            write!(out, ",endColumn={}", end.column)?;
        }
        writeln!(out, ",title={rule}::{}", message(&d.message))?;
    }
    Ok(())
}

pub(super) fn end(p: &Pipeline, out: &mut dyn Write) -> io::Result<()> {
    for (name, reason) in &p.failed {
        writeln!(out, "::error file={},title=dinggao::{}", property(name), message(&format!("无法核稿：{reason}")))?;
    }
    Ok(())
}

/// A message ends at the line's end unless that is escaped. A log is read in terminals, too.
fn message(text: &str) -> String {
    visible(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"), true).into_owned()
}

/// A property ends at a colon or comma, too.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
