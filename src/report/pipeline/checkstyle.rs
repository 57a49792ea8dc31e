//! Checkstyle's XML: files with errors in them. Lines and columns from 1, in characters.

use super::{Pipeline, xml};
use crate::report::{Checked, Options};
use std::io::{self, Write};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";

pub(super) fn write(p: &mut Pipeline, out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    begin(p, out)?;
    let name = xml(&checked.doc.source.name);
    writeln!(out, "<file name=\"{name}\">")?;
    for d in checked.shown(options) {
        let at = checked.doc.position(d.span.start);
        let (line, column, level, rule) = (at.line, at.column, d.level.name(), xml(d.rule.as_str()));
        let message = xml(&d.message);
        writeln!(
            out,
            "<error line=\"{line}\" column=\"{column}\" severity=\"{level}\" message=\"{message}\" source=\"{rule}\"/>"
        )?;
    }
    writeln!(out, "</file>")
}

pub(super) fn end(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    begin(p, out)?;
    for (name, reason) in &p.failed {
        let (name, reason) = (xml(name), xml(reason));
        writeln!(
            out,
            "<file name=\"{name}\">\n<error severity=\"error\" message=\"无法核稿：{reason}\" source=\"dinggao\"/>\n</file>"
        )?;
    }
    writeln!(out, "</checkstyle>")
}

fn begin(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    if std::mem::replace(&mut p.begun, true) { Ok(()) } else { write!(out, "{HEAD}") }
}
