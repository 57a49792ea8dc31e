//! What may be done to a draft without changing what is found in it: other line ends, encodings and marks, paragraphs
//! put after one another or in another order, files named in another order, fixing before or after. Over the drafts in
//! `tests/drafts`; `tests/invariants.rs` does the like with drafts made by chance.

use dinggao::check::{Checker, Config};
use dinggao::diagnostic::Applicability;
use dinggao::document::{Document, Role};
use dinggao::fix;
use dinggao::source::Source;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::builtin);

fn files() -> Vec<PathBuf> {
    let folders = ["clean", "dirty"].map(|name| format!("{}/tests/drafts/{name}", env!("CARGO_MANIFEST_DIR")));
    let all = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("drafts"));
    let mut all: Vec<PathBuf> = all.map(|entry| entry.expect("an entry").path()).collect();
    all.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    all.sort();
    assert!(all.len() > 20);
    all
}

fn drafts() -> Vec<(String, String)> {
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).expect("reads"));
    files().into_iter().map(read).collect()
}

/// The same text as bytes of other encodings, each with what it is called.
fn disguises(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| {
        let mark = if mark { Some(0xFEFF) } else { None };
        mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
    };
    let (gb18030, _, lost) = encoding_rs::GB18030.encode(text);
    let mut all = vec![
        ("UTF-8 with a mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("UTF-16LE", utf16(true, u16::to_le_bytes)),
        ("UTF-16BE", utf16(true, u16::to_be_bytes)),
        ("UTF-16LE without a mark", utf16(false, u16::to_le_bytes)),
    ];
    if !lost {
        all.push(("GB18030", gb18030.into_owned()));
    }
    all
}

/// Findings as a person would tell them, without byte offsets.
fn said(source: Source) -> Vec<String> {
    let doc = Document::new(source);
    let found = CHECKER.check(&doc);
    let place = |at: u32| {
        let place = doc.position(at);
        format!("{}:{}", place.line, place.column)
    };
    let line = |d: &dinggao::diagnostic::Diagnostic| {
        let fixes: Vec<String> = d.fixes.iter().map(|fix| format!("{:?} {}", fix.applicability, fix.title)).collect();
        let said = format!(
            "{}-{} {} {} {} {fixes:?}",
            place(d.span.start),
            place(d.span.end),
            d.rule,
            d.level.name(),
            d.message
        );
        said.replace("\r\n", "\n").replace('\r', "\n")
    };
    found.iter().map(line).collect()
}

#[test]
fn encodings_marks_and_line_ends_change_nothing() {
    for (name, text) in drafts() {
        let plain = said(Source::from_text("a.txt", text.as_str()));
        assert!(!name.contains("dirty") || !plain.is_empty());
        for (what, bytes) in disguises(&text) {
            let source = Source::from_bytes("a.txt", bytes).unwrap_or_else(|e| panic!("{name} {what}: {e}"));
            assert_eq!(source.text, text, "{name} {what}");
            assert_eq!(said(source), plain, "{name} {what}");
        }
        for ends in ["\r\n", "\r"] {
            assert_eq!(said(Source::from_text("a.txt", text.replace('\n', ends))), plain, "{name} {ends:?}");
        }
        for end in ["", "\n", "\n\n\n"] {
            let text = format!("{}{end}", text.trim_end_matches('\n'));
            assert_eq!(said(Source::from_text("a.txt", text)), plain, "{name} {end:?}");
        }
    }
}

fn fixed(source: Source, trust: Applicability) -> (usize, Vec<u8>) {
    let fixed = fix::run(source, trust, &mut |doc| CHECKER.check(doc)).expect("comes to rest");
    (fixed.count(), fixed.bytes().expect("writes"))
}

#[test]
fn fixing_and_converting_can_be_done_in_either_order_and_twice_is_once() {
    for (name, text) in drafts().into_iter().filter(|(name, _)| name.contains("dirty")) {
        for trust in [Applicability::Safe, Applicability::Unsafe] {
            let (count, bytes) = fixed(Source::from_text("a.txt", text.as_str()), trust);
            let right = String::from_utf8(bytes).expect("is UTF-8");
            assert_eq!(
                fixed(Source::from_text("a.txt", right.as_str()), trust),
                (0, right.clone().into_bytes()),
                "{name}"
            );
            for ((what, before), (_, after)) in disguises(&text).into_iter().zip(disguises(&right)) {
                let source = Source::from_bytes("a.txt", before).expect("reads");
                assert_eq!(fixed(source, trust), (count, after), "{name} {what}");
            }
            let ends = |text: &str| text.replace('\n', "\r\n");
            let (_, bytes) = fixed(Source::from_text("a.txt", ends(&text)), trust);
            assert_eq!(String::from_utf8(bytes).expect("is UTF-8"), ends(&right), "{name}");
        }
    }
}

/// Packs whose rules look at words, phrases and sentences, wherever in a draft they stand.
const LOCAL: [&str; 8] = ["idiom", "slip", "quotation", "regulation", "invisible", "slogan", "wording", "placeholder"];

/// Rules of theirs that look further: at the whole draft, or at what kind of a line it is.
const FAR: [&str; 2] = ["placeholder/left-place", "invisible/broken-line"];

/// Running text of a draft, a paragraph each.
fn paragraphs(text: &str) -> Vec<String> {
    let doc = Document::from_text(text);
    let running = doc.blocks.iter().filter(|block| block.role == Role::Paragraph);
    running.map(|block| doc.slice(block.span).to_owned()).collect()
}

/// Rule and words of what local rules find, by paragraph.
fn local(checker: &Checker, paragraphs: &[&String]) -> Vec<Vec<(String, String)>> {
    // A salutation in front, so that the first paragraph is one wherever it comes from.
    let mut text = "同志们：\n".to_owned();
    let mut starts = Vec::new();
    for paragraph in paragraphs {
        starts.push(text.len());
        text.push_str(paragraph);
        text.push('\n');
    }
    let doc = Document::from_text(&text);
    let mut all = vec![Vec::new(); paragraphs.len()];
    for d in checker.check(&doc) {
        let Some(of) = starts.partition_point(|&at| at <= d.span.start()).checked_sub(1) else { continue };
        if !FAR.contains(&d.rule.as_str()) {
            all[of].push((d.rule.to_string(), doc.slice(d.span).to_owned()));
        }
    }
    all
}

#[test]
fn paragraphs_in_company_get_what_each_gets_alone() {
    let only = LOCAL.map(str::to_owned).to_vec();
    // A date of its own, so that no paragraph tells the others when they were spoken.
    let date = Some("2025-03-12".to_owned());
    let checker = Checker::new(dinggao::pack::builtin(), Config { only, date, ..Config::default() });
    let all: Vec<String> = drafts().iter().flat_map(|(_, text)| paragraphs(text)).collect();
    assert!(all.len() > 200);
    let alone: Vec<Vec<(String, String)>> = all.iter().flat_map(|one| local(&checker, &[one])).collect();
    assert!(alone.iter().filter(|found| !found.is_empty()).count() > 30);
    // All after one another, the other way round, and shuffled.
    let order: Vec<usize> = (0..all.len()).collect();
    let back: Vec<usize> = order.iter().rev().copied().collect();
    let shuffled: Vec<usize> = order.iter().map(|n| n * 101 % all.len()).collect();
    assert!(!all.len().is_multiple_of(101));
    for order in [order, back, shuffled] {
        for group in order.chunks(40) {
            let found = local(&checker, &group.iter().map(|&n| &all[n]).collect::<Vec<_>>());
            for (&n, found) in group.iter().zip(found) {
                assert_eq!(found, alone[n], "{}", all[n]);
            }
        }
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_order_of_files_and_the_number_of_threads_change_nothing() {
    use std::process::Command;
    let run = |files: &[PathBuf], threads: &str| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_dinggao"));
        run.args(["check", "--no-config", "--format", "jsonl"]).args(files).env("DINGGAO_THREADS", threads);
        run.output().expect("runs").stdout
    };
    let mut files = files();
    let usual = run(&files, "1");
    assert!(usual.len() > 10_000);
    files.reverse();
    assert_eq!(run(&files, "4"), usual);
    files.rotate_left(7);
    files.push(files[0].clone());
    assert_eq!(run(&files, "2"), usual);
}
