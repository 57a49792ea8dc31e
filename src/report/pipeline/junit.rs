//! JUnit's XML: a suite for each draft, a failed case for each diagnostic; a draft without any is one case that passed.

use super::{Pipeline, xml};
use crate::report::{Checked, Options};
use std::io::{self, Write};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dinggao\">\n";

pub(super) fn write(p: &mut Pipeline, out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    begin(p, out)?;
    let name = xml(&checked.doc.source.name);
    let failures = checked.shown(options).count();
    let tests = failures.max(1);
    writeln!(out, "<testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    if failures == 0 {
        writeln!(out, "<testcase name=\"核稿\" classname=\"{name}\"/>")?;
    }
    for d in checked.shown(options) {
        let at = checked.doc.position(d.span.start);
        let case = format!("{} {}:{}", d.rule, at.line, at.column);
        let (case, level, message) = (xml(&case), d.level.name(), xml(&d.message));
        let text = xml(&format!("{}:{}:{}: {}", checked.doc.source.name, at.line, at.column, d.why));
        writeln!(
            out,
            "<testcase name=\"{case}\" classname=\"{name}\"><failure type=\"{level}\" message=\"{message}\">{text}</failure></testcase>"
        )?;
    }
    writeln!(out, "</testsuite>")
}

pub(super) fn end(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    begin(p, out)?;
    for (name, reason) in &p.failed {
        let (name, reason) = (xml(name), xml(reason));
        writeln!(out, "<testsuite name=\"{name}\" tests=\"1\" failures=\"0\" errors=\"1\">")?;
        writeln!(
            out,
            "<testcase name=\"核稿\" classname=\"{name}\"><error type=\"unreadable\" message=\"无法核稿：{reason}\"/></testcase>"
        )?;
        writeln!(out, "</testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn begin(p: &mut Pipeline, out: &mut dyn Write) -> io::Result<()> {
    if std::mem::replace(&mut p.begun, true) { Ok(()) } else { write!(out, "{HEAD}") }
}
