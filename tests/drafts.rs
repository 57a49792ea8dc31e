//! Whole drafts: what is said of each file in `examples`, as snapshots; and the drafts of `tests/drafts`, of which the
//! clean ones must stay clean and the dirty ones give up the faults planted in them. After a change that is meant,
//! `INSTA_UPDATE=always cargo test --test drafts` writes the snapshots anew.

use dinggao::check::Checker;
use dinggao::diagnostic::Level;
use dinggao::document::Document;
use dinggao::report::{Checked, Format, Options, Reporter};
use dinggao::source::Source;
use std::fs;
use std::path::{Path, PathBuf};

fn read(path: &Path) -> Document {
    let bytes = fs::read(path).expect("the draft is there");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Document::new(Source::from_bytes(&name, bytes).expect("the draft is text"))
}

/// What `check --format short` prints with the default config.
fn said(file: &str) -> String {
    let doc = read(&Path::new("examples").join(file));
    let diagnostics = Checker::builtin().check(&doc);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut reporter = Reporter::new(Format::Short, Options::plain(Format::Short), &mut out, &mut err);
    reporter.checked(&Checked::new(doc, diagnostics)).expect("writes");
    reporter.finish().expect("writes");
    String::from_utf8(out).expect("is UTF-8")
}

#[track_caller]
fn assert_clean(said: &str) {
    assert!(!said.contains(": error ") && !said.contains(": warning "), "{said}");
}

#[test]
fn dirty() {
    insta::assert_snapshot!("dirty", said("脏稿.txt"));
}

#[test]
fn clean() {
    let said = said("净稿.txt");
    assert_clean(&said);
    insta::assert_snapshot!("clean", said);
}

#[test]
fn markdown() {
    insta::assert_snapshot!("markdown", said("动员讲话.md"));
}

#[test]
fn host() {
    let said = said("主持词.txt");
    assert_clean(&said);
    insta::assert_snapshot!("host", said);
}

/// The drafts of a folder of `tests/drafts`, by name.
fn drafts(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new("tests/drafts").join(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("is readable").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    paths
}

/// `line:column level rule 「text」` of what is at warning or above.
fn serious(checker: &Checker, doc: &Document) -> Vec<(usize, String, String)> {
    let all = checker.check(doc).into_iter().filter(|d| d.level >= Level::Warning);
    let line = |at: usize| doc.text().get(..at).unwrap_or("").matches('\n').count() + 1;
    all.map(|d| (line(d.span.start()), d.rule.to_string(), doc.slice(d.span).to_owned())).collect()
}

#[test]
fn nothing_is_wrong_with_clean_drafts() {
    let checker = Checker::builtin();
    let mut wrong = Vec::new();
    for path in drafts("clean") {
        for (line, rule, text) in serious(&checker, &read(&path)) {
            wrong.push(format!("{}:{line} {rule} “{text}”", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Beside each dirty draft lies what was planted in it, a line each: the line of the draft, a pack (or `*` for any),
/// and the words. The words of a finding and those of the plant must overlap; `^` stands for a missing part. Nothing
/// but what was planted may be found. A line that begins with `?` is a fault that is not yet found.
#[test]
fn what_was_planted_in_dirty_drafts_is_found() {
    let checker = Checker::builtin();
    let mut wrong = Vec::new();
    for path in drafts("dirty") {
        let found = serious(&checker, &read(&path));
        let mut expected = vec![false; found.len()];
        let planted = fs::read_to_string(path.with_extension("expect")).expect("has a list of its faults");
        for plant in planted.lines().filter(|line| !line.trim().is_empty()) {
            let parts: Vec<_> = plant.trim_start_matches('?').splitn(3, ' ').collect();
            let &[line, pack, words] = parts.as_slice() else { panic!("{plant}") };
            let mut hit = false;
            for (one, known) in found.iter().zip(&mut expected) {
                let near = one.0.to_string() == line && (pack == "*" || one.1.split('/').next() == Some(pack));
                let same = words == "^" || overlap(words, &one.2);
                *known |= near && same;
                hit |= near && same;
            }
            if hit == plant.starts_with('?') {
                wrong.push(format!("{} {plant}: {}", path.display(), if hit { "is found now" } else { "is missed" }));
            }
        }
        for ((line, rule, text), _) in found.iter().zip(&expected).filter(|(_, known)| !**known) {
            wrong.push(format!("{}:{line} {rule} “{text}” was not planted", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether one holds the other, or the end of one is the beginning of the other.
fn overlap(a: &str, b: &str) -> bool {
    let joins = |x: &str, y: &str| x.char_indices().any(|(i, _)| x.get(i..).is_some_and(|tail| y.starts_with(tail)));
    a.contains(b) || b.contains(a) || joins(a, b) || joins(b, a)
}
