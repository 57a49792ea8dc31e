//! Whole sessions between an editor and the server, over a connection in memory.

use crate::check::Checker;
use crate::document::Document;
use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};
use std::thread::JoinHandle;

const URI: &str = "file:///nowhere/%E8%AE%B2%E8%AF%9D.txt";

struct Editor {
    connection: Connection,
    server: Option<JoinHandle<()>>,
    asked: i32,
}

impl Editor {
    fn start(capabilities: &Value, options: &Value) -> Editor {
        let (server, connection) = Connection::memory();
        let server = std::thread::spawn(move || assert!(super::serve(server).expect("serves")));
        let mut editor = Editor { connection, server: Some(server), asked: 0 };
        let params = json!({ "capabilities": capabilities, "initializationOptions": options });
        editor.ask("initialize", params);
        editor.tell("initialized", json!({}));
        editor
    }

    fn tell(&self, method: &str, params: Value) {
        let message = Notification::new(method.to_owned(), params);
        self.connection.sender.send(message.into()).expect("is listened to");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let request = Request::new(self.asked.into(), method.to_owned(), params);
        self.connection.sender.send(request.into()).expect("is listened to");
        loop {
            if let Message::Response(response) = self.connection.receiver.recv().expect("answers") {
                let answer = serde_json::to_value(response).expect("is JSON");
                return answer.get("result").or(answer.get("error")).cloned().unwrap_or(Value::Null);
            }
        }
    }

    fn open(&self, uri: &str, language: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&self, version: i32, change: Value) {
        let document = json!({ "uri": URI, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    }

    /// The diagnostics of the state that is asked for, once they come.
    fn diagnostics(&self, version: i32) -> Vec<Value> {
        loop {
            let Message::Notification(n) = self.connection.receiver.recv().expect("speaks") else { continue };
            if n.method == "textDocument/publishDiagnostics" && n.params["version"] == json!(version) {
                return n.params["diagnostics"].as_array().cloned().unwrap_or_default();
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        if let Some(server) = self.server.take() {
            server.join().expect("ends well");
        }
    }
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

const DRAFT: &str = "在全县工作会议上的讲话\n\n同志们：\n𠮷年，我们要坚决捍卫“连个确立”，新增企业XX户。\n谢谢大家！\n";

#[test]
fn marks_fixes_cards_symbols_and_times() {
    let mut editor = Editor::start(&json!({}), &json!({}));
    editor.open(URI, "plaintext", DRAFT);
    let marks = editor.diagnostics(1);
    let mark = marks.iter().find(|m| m["code"] == "slogan/numeral").expect("the slogan is marked");
    let before = utf16("𠮷年，我们要坚决捍卫“");
    assert_eq!(mark["range"]["start"], json!({ "line": 3, "character": before }));
    assert_eq!(mark["range"]["end"], json!({ "line": 3, "character": before + 4 }));
    assert_eq!(mark["severity"], 1);

    let document = json!({ "uri": URI });
    let context = json!({ "diagnostics": [] });
    let found = editor.ask(
        "textDocument/codeAction",
        json!({ "textDocument": document, "range": mark["range"], "context": context }),
    );
    let titles: Vec<&str> = found.as_array().expect("a list").iter().filter_map(|a| a["title"].as_str()).collect();
    assert!(titles.iter().any(|t| t.contains("两个确立")), "{titles:?}");
    assert!(titles.iter().any(|t| t.contains("放行")), "{titles:?}");
    assert!(titles.iter().any(|t| t.contains("有把握")), "{titles:?}");

    let card = editor.ask(
        "textDocument/hover",
        json!({ "textDocument": document, "position": { "line": 3, "character": before + 1 } }),
    );
    let card = card["contents"]["value"].as_str().expect("a card");
    assert!(card.contains("slogan/numeral") && card.contains("误例"), "{card}");

    let times = editor.ask("textDocument/codeLens", json!({ "textDocument": document }));
    assert!(times[0]["command"]["title"].as_str().is_some_and(|t| t.contains("全文")), "{times}");
    assert!(editor.ask("textDocument/documentSymbol", json!({ "textDocument": document })).is_array());
    let unknown = editor.ask("textDocument/rename", json!({}));
    assert_eq!(unknown["code"], -32601);
    let wrong = editor.ask("textDocument/hover", json!({ "textDocument": 3 }));
    assert_eq!(wrong["code"], -32602);
}

#[test]
fn what_lets_a_control_character_pass_is_toml() {
    let mut editor = Editor::start(&json!({}), &json!({}));
    editor.open(URI, "plaintext", "同志们：\n今天\u{1b}[31m开会\u{200b}，说“\\”。\u{7f}\u{85}\n");
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let ask = json!({ "textDocument": { "uri": URI }, "range": range, "context": { "diagnostics": [] } });
    let mut entries = 0;
    for action in editor.ask("textDocument/codeAction", ask).as_array().expect("a list") {
        for change in action["edit"]["documentChanges"].as_array().into_iter().flatten() {
            let Some(entry) = change["edits"][0]["newText"].as_str() else { continue };
            assert!(entry.parse::<toml::Table>().is_ok(), "{entry:?}");
            assert!(!entry.contains(|c: char| c.is_control() && c != '\n'), "{entry:?}");
            entries += 1;
        }
    }
    assert!(entries > 1, "{entries}");
}

#[test]
fn safe_fixes_on_save_only_where_asked_for() {
    for wanted in [false, true] {
        let mut editor = Editor::start(&json!({}), &json!({ "fixOnSave": wanted }));
        editor.open(URI, "plaintext", DRAFT);
        let edits =
            editor.ask("textDocument/willSaveWaitUntil", json!({ "textDocument": { "uri": URI }, "reason": 1 }));
        let made = edits.as_array().expect("a list").iter().any(|e| e["newText"] == "两");
        assert_eq!(made, wanted, "{edits}");
    }
}

#[test]
fn a_closed_draft_has_no_marks_left() {
    let editor = Editor::start(&json!({}), &json!({}));
    editor.open(URI, "plaintext", DRAFT);
    assert!(!editor.diagnostics(1).is_empty());
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    loop {
        let Message::Notification(n) = editor.connection.receiver.recv().expect("speaks") else { continue };
        if n.params["uri"] == URI {
            assert_eq!(n.params["diagnostics"], json!([]));
            break;
        }
    }
}

#[test]
fn a_broken_config_is_marked_and_the_draft_is_not_called_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("dinggao.toml"), "[draft]\ngenr = \"x\"\n").expect("writes");
    let uri = super::uri::of(&folder.path().join("讲话.txt")).expect("a URI");
    let editor = Editor::start(&json!({}), &json!({}));
    editor.open(uri.as_str(), "plaintext", "同志们：\n");
    let marks = editor.diagnostics(1);
    assert!(marks[0]["message"].as_str().is_some_and(|m| m.contains("没有核稿")), "{marks:?}");
    let Message::Notification(n) = editor.connection.receiver.recv().expect("speaks") else { panic!("no marks") };
    assert!(n.params["uri"].as_str().is_some_and(|uri| uri.ends_with("dinggao.toml")));
    assert_eq!(n.params["diagnostics"][0]["range"]["start"], json!({ "line": 1, "character": 0 }));
}

#[test]
fn configs_are_read_anew_without_an_editor_that_watches_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let uri = super::uri::of(&folder.path().join("讲话.txt")).expect("a URI");
    let editor = Editor::start(&json!({}), &json!({}));
    editor.open(uri.as_str(), "plaintext", "今年减税XX万元。\n");
    let has = |marks: &[Value]| marks.iter().any(|m| m["code"].as_str().is_some_and(|c| c.starts_with("placeholder/")));
    assert!(has(&editor.diagnostics(1)));
    std::fs::write(folder.path().join("dinggao.toml"), "[rules]\nplaceholder = \"off\"\n").expect("writes");
    assert!(!has(&editor.diagnostics(1)), "the marks are published again, without the rule");
}

#[test]
fn half_a_character_deleted_leaves_all_places_right() {
    let editor = Editor::start(&json!({}), &json!({}));
    editor.open(URI, "plaintext", "😀要坚决捍卫“连个确立”。\n");
    let half = json!({ "start": { "line": 0, "character": 1 }, "end": { "line": 0, "character": 2 } });
    editor.change(2, json!({ "range": half, "text": "" }));
    let marks = editor.diagnostics(2);
    let mark = marks.iter().find(|m| m["code"] == "slogan/numeral").expect("the slogan is marked");
    assert_eq!(mark["range"]["start"]["character"], 1 + utf16("要坚决捍卫“"));
}

#[test]
fn a_draft_not_saved_yet_is_checked_and_has_no_config_to_write_to() {
    let mut editor = Editor::start(&json!({}), &json!({}));
    let uri = "untitled:Untitled-1";
    editor.open(uri, "markdown", DRAFT);
    editor.open("untitled:Untitled-2", "plaintext", DRAFT);
    assert!(!editor.diagnostics(1).is_empty());
    let everywhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    for (uri, allows) in [(uri, true), ("untitled:Untitled-2", false)] {
        let params = json!({ "textDocument": { "uri": uri }, "range": everywhere, "context": { "diagnostics": [] } });
        let found = editor.ask("textDocument/codeAction", params);
        let allowed =
            found.as_array().expect("a list").iter().any(|a| a["title"].as_str().is_some_and(|t| t.contains("放行")));
        assert_eq!(allowed, allows, "{found}");
    }
}

/// A stream of numbers that is the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

#[test]
fn after_ten_thousand_edits_all_is_as_if_checked_afresh() {
    const PIECES: [&str; 12] =
        ["连个确立", "XX", "\n", "\r\n", "。", "“", "”", "𠮷", "一是", "（二)", "同志们：", "我们要再接再励，"];
    for (kinds, width) in [(json!(["utf-16"]), true), (json!(["utf-8", "utf-16"]), false)] {
        let editor = Editor::start(&json!({ "general": { "positionEncodings": kinds } }), &json!({}));
        let mut text = DRAFT.to_owned();
        editor.open(URI, "plaintext", &text);
        let mut dice = Dice(7);
        let units = |s: &str| if width { utf16(s) } else { s.len() };
        let place = |text: &str, at: usize| {
            let before = text.get(..at).expect("a boundary");
            let line = before.matches('\n').count();
            json!({ "line": line, "character": units(before.rsplit('\n').next().unwrap_or("")) })
        };
        const EDITS: i32 = 10_000;
        for version in 2..EDITS + 2 {
            // Never between \r and \n, where the protocol knows no place.
            let at: Vec<usize> = (text.char_indices().map(|(at, _)| at).chain([text.len()]))
                .filter(|&at| !text.get(..at).is_some_and(|before| before.ends_with('\r')))
                .collect();
            let from = dice.roll(at.len());
            let long = if text.len() > 3000 { 40 } else { 3 };
            let to = (from + dice.roll(long)).min(at.len() - 1);
            let piece = PIECES[dice.roll(PIECES.len())];
            let range = json!({ "start": place(&text, at[from]), "end": place(&text, at[to]) });
            editor.change(version, json!({ "range": range, "text": piece }));
            text.replace_range(at[from]..at[to], piece);
        }
        let marks = editor.diagnostics(EDITS + 1);
        let doc = Document::from_text(&text);
        let fresh: Vec<(String, Value, Value)> = Checker::builtin()
            .check(&doc)
            .iter()
            .map(|d| (d.rule.to_string(), place(&text, d.span.start()), place(&text, d.span.end())))
            .collect();
        let marks: Vec<(String, Value, Value)> = marks
            .iter()
            .map(|m| {
                let code = m["code"].as_str().unwrap_or("").to_owned();
                (code, m["range"]["start"].clone(), m["range"]["end"].clone())
            })
            .collect();
        assert_eq!(marks, fresh);
    }
}

/// Four drafts in one, long enough for several threads.
fn long_draft() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts/dirty");
    let mut drafts: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    drafts.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    drafts.sort();
    let text: String = drafts.iter().take(4).map(|path| std::fs::read_to_string(path).expect("a draft")).collect();
    assert!(text.len() > 5000, "{}", text.len());
    text
}

#[test]
fn whatever_is_typed_the_marks_are_those_of_a_fresh_check() {
    const PIECES: [&str; 14] = [
        "的",
        "新",
        "\n",
        "。",
        "连个确立",
        "XX",
        "“",
        "》",
        "一是",
        "（二）",
        "2019年",
        "落实落实",
        "机智",
        "，但是，",
    ];
    const EDITS: usize = 2000;
    const BURST: usize = 50;
    let editor = Editor::start(&json!({}), &json!({}));
    let mut text = long_draft();
    editor.open(URI, "plaintext", &text);
    let place = |text: &str, at: usize| {
        let before = text.get(..at).expect("a boundary");
        json!({ "line": before.matches('\n').count(), "character": utf16(before.rsplit('\n').next().unwrap_or("")) })
    };
    let (mut dice, mut version, mut line) = (Dice(11), 1, 0);
    let fresh = Checker::builtin();
    for burst in 0..EDITS / BURST {
        for _ in 0..BURST {
            // Somebody writes in one paragraph for a while, then goes to another one.
            let lines: Vec<(usize, &str)> = text
                .split_inclusive('\n')
                .scan(0, |at, line| {
                    let start = *at;
                    *at += line.len();
                    Some((start, line))
                })
                .collect();
            if dice.roll(8) == 0 {
                line = dice.roll(lines.len());
            }
            let (start, here) = lines[line.min(lines.len() - 1)];
            let at: Vec<usize> = here.char_indices().map(|(at, _)| start + at).collect();
            let from = dice.roll(at.len());
            let to = if dice.roll(3) == 0 { (from + dice.roll(9)).min(at.len() - 1) } else { from };
            let (from, to, piece) = (at[from], at[to], PIECES[dice.roll(PIECES.len())]);
            version += 1;
            editor.change(
                version,
                json!({ "range": { "start": place(&text, from), "end": place(&text, to) }, "text": piece }),
            );
            text.replace_range(from..to, piece);
        }
        let marks = editor.diagnostics(version);
        let doc = Document::from_text(&text);
        let wanted: Vec<Value> = fresh
            .check(&doc)
            .iter()
            .map(|d| {
                let range = |span: crate::span::Span| json!({ "start": place(&text, span.start()), "end": place(&text, span.end()) });
                let mut mark = json!({
                    "range": range(d.span), "severity": 3 - d.level as u8, "code": d.rule.as_str(), "source": "定稿", "message": d.message,
                });
                if !d.related.is_empty() {
                    let related = d.related.iter().map(|(span, said)| json!({ "location": { "uri": URI, "range": range(*span) }, "message": said }));
                    mark["relatedInformation"] = related.collect();
                }
                mark
            })
            .collect();
        assert_eq!(marks, wanted, "after burst {burst}");
    }
}
