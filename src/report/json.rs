//! Diagnostics → JSON: one array, or one object a line.
//!
//! A contract that other programs rely on: lines and columns are 1-based and columns count characters, `offset` counts
//! UTF-8 bytes of the decoded text, `end` is exclusive. Fields are added, never renamed.

use super::{Checked, Options};
use crate::diagnostic::{Diagnostic, Fix, RuleId};
use crate::document::Document;
use crate::span::{Edit, Span};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use std::io::{self, Write};

#[derive(Serialize)]
struct Item<'a> {
    path: &'a str,
    rule: &'a str,
    level: &'static str,
    message: &'a str,
    why: &'a str,
    text: &'a str,
    start: Place,
    end: Place,
    related: Vec<Related<'a>>,
    fixes: Vec<Change<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<&'a str>,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    start: Place,
    end: Place,
    message: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    start: Place,
    end: Place,
    text: &'a str,
}

/// One object a line.
///
/// # Errors
/// What writing gives.
pub fn lines(out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    for d in checked.shown(options) {
        write_item(out, &item(&checked.doc, d))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The next elements of the one array; `first` until something has been written. [`end`] closes it.
///
/// # Errors
/// What writing gives.
pub fn array(out: &mut dyn Write, checked: &Checked, options: &Options, mut first: bool) -> io::Result<()> {
    for d in checked.shown(options) {
        out.write_all(if first { b"[\n" } else { b",\n" })?;
        write_item(out, &item(&checked.doc, d))?;
        first = false;
    }
    Ok(())
}

/// The end of the array.
///
/// # Errors
/// What writing gives.
pub fn end(out: &mut dyn Write, empty: bool) -> io::Result<()> {
    out.write_all(if empty { b"[]\n" } else { b"\n]\n" })
}

fn item<'a>(doc: &'a Document, d: &'a Diagnostic) -> Item<'a> {
    let related = d.related.iter().map(|(span, message)| Related {
        start: place(doc, span.start),
        end: place(doc, span.end),
        message,
    });
    Item {
        path: &doc.source.name,
        rule: d.rule.as_str(),
        level: d.level.name(),
        message: &d.message,
        why: &d.why,
        text: doc.slice(d.span),
        start: place(doc, d.span.start),
        end: place(doc, d.span.end),
        related: related.collect(),
        fixes: d.fixes.iter().map(|fix| change(doc, fix)).collect(),
        also: d.also.iter().map(RuleId::as_str).collect(),
    }
}

fn change<'a>(doc: &Document, fix: &'a Fix) -> Change<'a> {
    let edit = |Edit { span: Span { start, end }, text }: &'a Edit| Replacement {
        start: place(doc, *start),
        end: place(doc, *end),
        text,
    };
    Change { title: &fix.title, applicability: fix.applicability.name(), edits: fix.edits.iter().map(edit).collect() }
}

fn place(doc: &Document, offset: u32) -> Place {
    let at = doc.position(offset);
    Place { line: at.line, column: at.column, offset }
}

/// One value as compact JSON that is safe on a terminal.
pub(crate) fn write_item(out: &mut dyn Write, item: &impl Serialize) -> io::Result<()> {
    // Written piece by piece, many of them a byte long: into memory first.
    let mut text = Vec::with_capacity(1024);
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Escaped);
    item.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(&text)
}

/// Compact, with `\u` escapes also for what JSON allows but a terminal obeys or hides.
struct Escaped;

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = CompactFormatter;
        let mut rest = fragment;
        // Ideographs are told first: they are most of it.
        let hidden = |c| !('\u{4e00}'..='\u{9fff}').contains(&c) && (c == '\u{7f}' || super::visible::is_hidden(c));
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| hidden(c)) {
            plain.write_string_fragment(out, rest.get(..at).unwrap_or_default())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = rest.get(at + c.len_utf8()..).unwrap_or_default();
        }
        plain.write_string_fragment(out, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Reporter, example};
    use super::*;
    use crate::diagnostic::Level;

    #[test]
    fn the_contract() {
        let doc = example::doc("同志们：\r\n坚决捍卫连个确立。\n");
        let mut d = example::fixed(&doc, "连个确立", 0, "两个确立");
        d.related = vec![(Span::new(0, 9), "称谓".to_owned())];
        let checked = Checked::new(doc, vec![d]);
        let options = Options::plain(Format::Json);
        insta::assert_snapshot!(example::printed(Format::Json, options, &checked), @r#"
        [
        {"path":"a.txt","rule":"slogan/near-miss","level":"error","message":"“连个确立”应为“两个确立”","why":"固定表述不能错一个字。","text":"连个确立","start":{"line":2,"column":5,"offset":26},"end":{"line":2,"column":9,"offset":38},"related":[{"start":{"line":1,"column":1,"offset":0},"end":{"line":1,"column":4,"offset":9},"message":"称谓"}],"fixes":[{"title":"改为“两个确立”","applicability":"safe","edits":[{"start":{"line":2,"column":5,"offset":26},"end":{"line":2,"column":9,"offset":38},"text":"两个确立"}]}]}
        ]
        "#);
    }

    #[test]
    fn an_array_over_several_files_and_an_empty_one() {
        let doc = |text| {
            let doc = example::doc(text);
            let d = vec![example::at(&doc, "甲", 0, "一"), example::at(&doc, "乙", 0, "二")];
            Checked::new(doc, d)
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut reporter = Reporter::new(Format::Json, Options::plain(Format::Json), &mut out, &mut err);
        for text in ["乙甲", "甲乙"] {
            reporter.checked(&Checked::new(example::doc(text), Vec::new())).expect("writes");
            reporter.checked(&doc(text)).expect("writes");
        }
        reporter.finish().expect("writes");
        let all: Vec<serde_json::Value> = serde_json::from_slice(&out).expect("one array");
        let order: Vec<_> = all.iter().map(|d| d["text"].as_str().unwrap_or("")).collect();
        assert_eq!(order, ["乙", "甲", "甲", "乙"]);
        assert!(all.iter().all(|d| d.get("also").is_none()));

        let empty = Checked::new(example::doc("甲"), Vec::new());
        assert_eq!(example::printed(Format::Json, Options::plain(Format::Json), &empty), "[]\n");
        assert_eq!(example::printed(Format::Jsonl, Options::plain(Format::Jsonl), &empty), "");
    }

    #[test]
    fn one_object_a_line_and_a_least_level() {
        let doc = example::doc("甲\n乙");
        let mut diagnostics = vec![example::at(&doc, "甲", 0, "一"), example::at(&doc, "乙", 0, "二\n行")];
        diagnostics[0].level = Level::Info;
        diagnostics[1].also = vec![RuleId::new("a", "b")];
        let checked = Checked::new(doc, diagnostics);
        let options = Options::plain(Format::Jsonl);
        let all = example::printed(Format::Jsonl, options, &checked);
        assert_eq!(all.lines().count(), 2);
        let one = example::printed(Format::Jsonl, Options { level: Level::Warning, ..options }, &checked);
        assert_eq!(one.lines().count(), 1);
        assert!(one.contains(r#""also":["a/b"]"#));
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_comes_back() {
        let doc = example::doc("甲\u{1b}[31m\u{9b}\u{202e}\u{e0041}乙");
        let d = example::at(&doc, "甲\u{1b}[31m\u{9b}\u{202e}\u{e0041}乙", 0, "一");
        let checked = Checked::new(doc, vec![d]);
        let json = example::printed(Format::Jsonl, Options::plain(Format::Jsonl), &checked);
        assert!(json.contains(r"甲\u001b[31m\u009b\u202e\udb40\udc41乙"), "{json}");
        let back: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(back["text"], "甲\u{1b}[31m\u{9b}\u{202e}\u{e0041}乙");
    }

    #[test]
    fn ten_thousand_in_one_line_of_a_megabyte() {
        let doc = example::doc(&"坚决捍卫连个确立，努力工作；各位同志们好。".repeat(17_000));
        let one = example::fixed(&doc, "连个确立", 0, "两个确立");
        let all = (0..10_000_usize).map(|i| {
            let mut d = one.clone();
            d.span = one.span.shift(i * 63);
            d.fixes[0].edits[0].span = d.span;
            d
        });
        let checked = Checked::new(doc, all.collect());
        let json = example::printed(Format::Jsonl, Options::plain(Format::Jsonl), &checked);
        assert_eq!(json.lines().count(), 10_000);
    }
}
