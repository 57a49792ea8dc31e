//! What must hold for any bytes whatever. The programs beside this file give each function what libFuzzer thinks up;
//! `tests/corpus.rs` gives it all that was ever found, on every `cargo test`.

use dinggao::check::{Checker, Config, Setting};
use dinggao::diagnostic::{Applicability, Diagnostic, Fix, Level, RuleId};
use dinggao::document::Document;
use dinggao::fix;
use dinggao::pack::Pack;
use dinggao::report::{Checked, Format, Options, Reporter};
use dinggao::source::{Remark, Source};
use dinggao::span::{Edit, Span};
use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Every built-in pack, also the one that sleeps.
static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let rules = [("typo".to_owned(), Setting::On)].into();
    Checker::new(dinggao::pack::builtin(), Config { rules, ..Config::default() })
});

/// Takes what it wants from the front of the bytes; zeros when there are none left.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn one(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().map_or((0, &[][..]), |(first, rest)| (*first, rest));
        self.0 = rest;
        first
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn number(&mut self) -> usize {
        usize::from(self.one()) << 8 | usize::from(self.one())
    }
}

fn lies_on_characters(doc: &Document, found: &[Diagnostic]) {
    let fits = |span: Span| assert!(doc.text().get(span.range()).is_some(), "{span:?} cuts a character");
    for d in found {
        fits(d.span);
        d.related.iter().for_each(|(span, _)| fits(*span));
        for fix in &d.fixes {
            fix.edits.iter().for_each(|edit| fits(edit.span));
            assert!(fix.edits.is_sorted_by(|a, b| a.span.end <= b.span.start), "{d:?}");
        }
    }
    assert!(found.is_sorted_by_key(|d| (d.span.start, d.span.end)));
}

/// Bytes → a refusal, or findings that lie on characters and a report without control characters. The first byte
/// chooses the format of the draft and of the report.
pub(crate) fn check(data: &[u8]) {
    let mut bytes = Bytes(data);
    let choice = usize::from(bytes.one());
    let name = if choice % 2 == 0 { "稿.txt" } else { "稿.md" };
    let Ok(source) = Source::from_bytes(name, bytes.0) else { return };
    // Nothing to change: the same bytes, or a refusal.
    if let Ok(same) = source.write(&[]) {
        assert_eq!(same, bytes.0);
    }
    let doc = Document::new(source);
    let found = CHECKER.check(&doc);
    lies_on_characters(&doc, &found);
    let Some(&(_, format)) = Format::ALL.get(choice / 2 % Format::ALL.len()) else { return };
    let checked = Checked::new(doc, found);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let options = Options { level: Level::Info, width: 20 + choice, unicode: choice % 3 > 0, ..Options::plain(format) };
    let mut reporter = Reporter::new(format, options, &mut out, &mut err);
    reporter.checked(&checked).expect("a Vec takes all");
    reporter.finish().expect("a Vec takes all");
    let out = String::from_utf8(out).expect("a report is UTF-8");
    let raw = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!out.contains(raw), "a control character reaches the report");
}

const SAMPLE: &str = "在全县工作会议上的讲话\n（2025年3月1日）\n\n同志们：\n截止目前，aaaaaaaaaaaaaaaaaaaa，完成投资XX亿元。\n\
    下面，我讲三点意见。\n一、提高认识\n一是早谋划；二是早安排。\n三、抓好落实\n要学习《关于做好工作的通知，坚决做到“连个确立”。\n谢谢大家！\n";

/// TOML → a pack, or every problem of it at its place. A pack that loads finds what it finds in a draft, and its fixes
/// come to an end.
pub(crate) fn pack(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Pack::load("own.toml", text) {
        Ok(pack) => {
            let checker = Checker::new(vec![pack], Config::default());
            let doc = Document::new(Source::from_text("稿.txt", SAMPLE));
            let found = checker.check(&doc);
            lies_on_characters(&doc, &found);
            let _ = fix::run(doc.source, Applicability::Unsafe, &mut |doc| checker.check(doc));
        }
        Err(errors) => {
            assert!(!errors.problems.is_empty());
            for problem in &errors.problems {
                let end = problem.span.offset() + problem.span.len();
                assert!(end <= text.len(), "{problem:?} lies outside the file");
                assert!(!problem.message.trim().is_empty());
            }
        }
    }
}

/// A stored entry of an archive.
fn entry(name: &str, content: &[u8], out: &mut Vec<u8>, list: &mut Vec<u8>) {
    let at = out.len() as u32;
    let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    head.extend(crc32(content).to_le_bytes());
    head.extend((content.len() as u32).to_le_bytes());
    head.extend((content.len() as u32).to_le_bytes());
    head.extend((name.len() as u16).to_le_bytes());
    head.extend([0, 0]);
    out.extend(b"PK\x03\x04");
    out.extend(&head);
    out.extend(name.as_bytes());
    out.extend(content);
    list.extend(b"PK\x01\x02\x14\0");
    list.extend(&head);
    list.extend([0; 10]);
    list.extend(at.to_le_bytes());
    list.extend(name.as_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

const PARTS: [&str; 6] = [
    "word/document.xml",
    "word/numbering.xml",
    "word/styles.xml",
    "word/footnotes.xml",
    "word/header1.xml",
    "word/comments.xml",
];

/// A Word package whose parts are the bytes between `0xFF`s.
fn package(data: &[u8]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let (mut out, mut list) = (Vec::new(), Vec::new());
    let types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{MAIN}\"/></Types>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
         Target=\"word/document.xml\"/></Relationships>"
    );
    let mut own = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (i, part) in PARTS.iter().enumerate().skip(1) {
        let name = part.trim_start_matches("word/");
        let kind = name.trim_end_matches(|c: char| !c.is_ascii_lowercase()).trim_end_matches(".xml");
        let kind = kind.trim_end_matches('1');
        own.push_str(&format!("<Relationship Id=\"rId{i}\" Type=\"{OFFICE}/{kind}\" Target=\"{name}\"/>"));
    }
    own.push_str("</Relationships>");
    entry("[Content_Types].xml", types.as_bytes(), &mut out, &mut list);
    entry("_rels/.rels", relations.as_bytes(), &mut out, &mut list);
    entry("word/_rels/document.xml.rels", own.as_bytes(), &mut out, &mut list);
    let mut count = 3_u16;
    for (name, content) in PARTS.iter().zip(data.split(|byte| *byte == 0xFF)) {
        entry(name, content, &mut out, &mut list);
        count += 1;
    }
    let at = out.len() as u32;
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([(list.len() as u32).to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

/// Bytes → a Word draft or a refusal; of a draft, whatever can be done with it. An even first byte: the rest is the file;
/// an odd one: the rest are parts of a sound package.
pub(crate) fn docx(data: &[u8]) {
    let mut bytes = Bytes(data);
    let choice = bytes.one();
    let file = if choice % 2 == 0 { bytes.0.to_vec() } else { package(bytes.0) };
    let source = match Source::from_bytes("稿.docx", file.as_slice()) {
        Ok(source) => source,
        Err(refusal) => return assert!(!refusal.to_string().is_empty()),
    };
    if let Ok(same) = source.write(&[]) {
        assert_eq!(same, file, "no edit, another package");
    }
    let places: Vec<usize> = source.text.char_indices().map(|(at, _)| at).chain([source.text.len()]).collect();
    let place = |n: u8| places.get(usize::from(n) % places.len()).copied().unwrap_or(0);
    let (a, b) = (place(choice / 2), place(bytes.0.last().copied().unwrap_or(0)));
    let span = Span::new(a.min(b), a.max(b));
    let edits = [Edit::new(span, "改")];
    let _ = source.editable(&edits);
    if let Ok(edited) = source.edited(&edits) {
        assert_eq!(edited.text, dinggao::span::apply(&source.text, &edits));
    }
    let _ = source.track(&edits, "定稿", "2026-03-01T09:00:00Z");
    if let Ok(noted) = source.annotate(&[Remark { span, text: "改".to_owned() }], "定稿", "") {
        assert_eq!(Source::from_bytes("稿.docx", noted).expect("reads").text, source.text);
    }
    let _ = source.whereabouts(a as u32);
    let doc = Document::new(source);
    let found = CHECKER.check(&doc);
    lies_on_characters(&doc, &found);
}

/// Text outside the edits does not change, in whatever encoding it stands; fixes that are planned together do not touch;
/// what the rules propose comes to rest.
pub(crate) fn fix(data: &[u8]) {
    let mut bytes = Bytes(data);
    let (choice, count) = (bytes.one(), usize::from(bytes.one() % 16));
    let raw: Vec<(usize, usize, u8, u8)> =
        (0..count).map(|_| (bytes.number(), usize::from(bytes.one() % 32), bytes.one(), bytes.one())).collect();
    let Ok(source) = Source::from_bytes("稿.txt", bytes.0) else { return };
    let places: Vec<usize> = source.text.char_indices().map(|(at, _)| at).chain([source.text.len()]).collect();
    const WORDS: [&str; 8] = ["", "至", "两个确立", "，", "\r\n", "𠮷", "们", "a"];
    let diagnostics = raw.iter().map(|&(at, len, word, trust)| {
        let at = at % places.len();
        let end = (at + len).min(places.len() - 1);
        let span = Span::new(places[at], places[end]);
        let word = WORDS[usize::from(word) % WORDS.len()];
        let trust = [Applicability::Safe, Applicability::Unsafe, Applicability::Manual][usize::from(trust % 3)];
        Diagnostic {
            rule: RuleId::new("own", "fuzz"),
            level: Level::Error,
            span,
            message: String::new(),
            why: "".into(),
            related: Vec::new(),
            fixes: vec![Fix { title: String::new(), edits: vec![Edit::new(span, word)], applicability: trust }],
            also: Vec::new(),
        }
    });
    let diagnostics: Vec<Diagnostic> = diagnostics.collect();
    let plan = fix::plan(&diagnostics, Applicability::Unsafe);
    assert!(plan.edits.is_sorted_by(|a, b| a.span.end <= b.span.start));
    if let Ok(written) = source.write(&plan.edits) {
        let origin = source.origin();
        // Piece by piece: what is kept, and what is put in.
        let mut wanted = origin.encode("").unwrap_or_default();
        let mark = wanted.len();
        let mut add =
            |text: &str| wanted.extend(origin.encode(text).unwrap_or_default().get(mark..).unwrap_or_default());
        let mut at = 0;
        for edit in &plan.edits {
            add(source.text.get(at..edit.span.start()).expect("on characters"));
            add(&edit.text);
            at = edit.span.end();
        }
        add(source.text.get(at..).expect("on characters"));
        assert_eq!(written, wanted, "{origin:?}");
        if plan.edits.is_empty() {
            assert_eq!(written, bytes.0);
        }
    }
    let trust = if choice % 2 == 0 { Applicability::Safe } else { Applicability::Unsafe };
    let before = source.text.clone();
    match fix::run(source, trust, &mut |doc| CHECKER.check(doc)) {
        Ok(fixed) => {
            assert_eq!(dinggao::span::apply(&before, &fixed.edits), fixed.source.text);
            let again = fix::run(fixed.source, trust, &mut |doc| CHECKER.check(doc)).expect("stable");
            assert_eq!(again.count(), 0, "fixing twice is fixing once");
        }
        Err(fix::FixError::Write(_)) => {}
        Err(unstable) => panic!("{unstable}"),
    }
}

const METHODS: [&str; 18] = [
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didSave",
    "workspace/didChangeWatchedFiles",
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/documentSymbol",
    "textDocument/willSaveWaitUntil",
    "textDocument/didChange",
    "textDocument/didChange",
    "initialize",
    "initialized",
    "$/cancelRequest",
    "",
    "exit",
    "无",
];

/// One message: a method, and parameters that are well formed (a change, an open, a question) or any JSON.
fn message(bytes: &mut Bytes<'_>, id: i32) -> Message {
    let (method, shape) = (bytes.one(), bytes.one());
    let method = METHODS[usize::from(method) % METHODS.len()];
    let uri = ["file:///no/%E7%A8%BF.txt", "file:///no/a.md", "untitled:Untitled-1", "file:///no/dinggao.toml"]
        [usize::from(shape >> 6)];
    let mut place = || json!({ "line": bytes.one() % 8, "character": bytes.one() });
    let range = json!({ "start": place(), "end": place() });
    let position = place();
    let text = String::from_utf8_lossy(bytes.take(usize::from(shape & 31) * 6)).into_owned();
    let change = if shape & 32 == 0 { json!({ "range": range, "text": text }) } else { json!({ "text": text }) };
    let mut params = json!({
        "textDocument": { "uri": uri, "languageId": "plaintext", "version": id, "text": text },
        "contentChanges": [change],
        "position": position,
        "range": range,
        "context": { "diagnostics": [] },
        "reason": 1,
        "changes": [],
    });
    if shape == 255 {
        params = serde_json::from_str(&text).unwrap_or(Value::String(text));
    }
    if id % 2 == 0 || method.contains("/did") {
        Notification::new(method.to_owned(), params).into()
    } else {
        Request::new(id.into(), method.to_owned(), params).into()
    }
}

/// A server answers whatever it is sent, and ends when it is told to. An odd first byte: the bytes are what comes over
/// the pipe; an even one: messages in an opened session.
pub(crate) fn lsp(data: &[u8]) {
    let mut bytes = Bytes(data);
    let choice = bytes.one();
    let mut messages = Vec::new();
    if choice % 2 == 1 {
        while let Ok(Some(message)) = Message::read(&mut bytes.0) {
            messages.push(message);
        }
        if messages.is_empty() {
            return;
        }
    } else {
        let general = if choice & 2 == 0 { json!({}) } else { json!({ "positionEncodings": ["utf-8"] }) };
        let params =
            json!({ "capabilities": { "general": general }, "initializationOptions": { "fixOnSave": choice & 4 > 0 } });
        messages.push(Request::new(0.into(), "initialize".to_owned(), params).into());
        messages.push(Notification::new("initialized".to_owned(), json!({})).into());
        for id in 1..40 {
            if bytes.0.is_empty() {
                break;
            }
            messages.push(message(&mut bytes, id));
        }
        messages.push(Request::new(99.into(), "shutdown".to_owned(), Value::Null).into());
        messages.push(Notification::new("exit".to_owned(), Value::Null).into());
    }
    let (server, editor) = Connection::memory();
    let server = std::thread::spawn(move || {
        // A breach of the protocol is an error; a panic is not.
        let _ = dinggao::lsp::serve(server);
    });
    let Connection { sender, receiver, .. } = editor;
    let reader = std::thread::spawn(move || receiver.into_iter().count());
    for message in messages {
        if sender.send(message).is_err() {
            break;
        }
    }
    drop(sender);
    server.join().expect("the server does not panic");
    reader.join().expect("reads to the end");
}
