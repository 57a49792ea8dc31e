//! Whole drafts: what is said of each file in `examples`, as snapshots. After a change that is meant,
//! `INSTA_UPDATE=always cargo test --test drafts` writes them anew.

use dinggao::check::Checker;
use dinggao::document::Document;
use dinggao::report::{Checked, Format, Options, Reporter};
use dinggao::source::Source;
use std::fs;

/// What `check --format short` prints with the default config.
fn said(file: &str) -> String {
    let bytes = fs::read(format!("examples/{file}")).expect("the example is there");
    let doc = Document::new(Source::from_bytes(file, bytes).expect("the example is text"));
    let diagnostics = Checker::builtin().check(&doc);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut reporter = Reporter::new(Format::Short, Options::plain(Format::Short), &mut out, &mut err);
    reporter.checked(&Checked::new(doc, diagnostics)).expect("writes");
    reporter.finish().expect("writes");
    String::from_utf8(out).expect("is UTF-8")
}

#[test]
fn dirty() {
    insta::assert_snapshot!("dirty", said("脏稿.txt"));
}

#[test]
fn clean() {
    let said = said("净稿.txt");
    assert!(!said.contains(": error ") && !said.contains(": warning "), "{said}");
    insta::assert_snapshot!("clean", said);
}

#[test]
fn markdown() {
    insta::assert_snapshot!("markdown", said("动员讲话.md"));
}

#[test]
fn host() {
    let said = said("主持词.txt");
    assert!(!said.contains(": error ") && !said.contains(": warning "), "{said}");
    insta::assert_snapshot!("host", said);
}
