//! `dinggao lsp` as an editor starts it: over pipes, with what no editor should send and some do.
#![cfg(feature = "lsp")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn start() -> Editor {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dinggao"));
        command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = command.spawn().expect("starts");
        let (input, output) = (server.stdin.take().expect("a pipe"), server.stdout.take().expect("a pipe"));
        Editor { server, input, output: BufReader::new(output) }
    }

    fn greeted() -> Editor {
        let mut editor = Editor::start();
        editor.send(&json!({ "id": 0, "method": "initialize", "params": { "capabilities": {} } }));
        assert!(editor.answer(0)["result"]["capabilities"].is_object());
        editor.send(&json!({ "method": "initialized", "params": {} }));
        editor
    }

    fn raw(&mut self, body: &[u8]) {
        write!(self.input, "Content-Length: {}\r\n\r\n", body.len()).expect("writes");
        self.input.write_all(body).expect("writes");
        self.input.flush().expect("writes");
    }

    fn send(&mut self, message: &Value) {
        let mut message = message.clone();
        message["jsonrpc"] = json!("2.0");
        self.raw(message.to_string().as_bytes());
    }

    fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "plaintext", "version": 1, "text": text });
        self.send(&json!({ "method": "textDocument/didOpen", "params": { "textDocument": item } }));
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("reads") > 0, "the server is gone");
            match line.trim().split_once(':') {
                Some((_, value)) => length = value.trim().parse().expect("a number"),
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("reads");
        serde_json::from_slice(&body).expect("is JSON")
    }

    /// The first message that fits.
    fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.read();
            if fits(&message) {
                return message;
            }
        }
    }

    fn answer(&mut self, id: i32) -> Value {
        self.until(|m| m["id"] == json!(id))
    }

    fn marks(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.until(|m| m["params"]["uri"] == json!(uri) && m["params"]["version"] == json!(version));
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// What it leaves with, and what it said.
    fn leave(self) -> (Option<i32>, String) {
        let Editor { mut server, input, .. } = self;
        drop(input);
        let mut said = String::new();
        server.stderr.take().expect("a pipe").read_to_string(&mut said).expect("reads");
        (server.wait().expect("ends").code(), said)
    }
}

#[test]
fn what_is_not_understood_costs_that_message_only() {
    let mut editor = Editor::greeted();
    for nonsense in [b"{".as_slice(), b"[]", b"\xFF\xFE", b"{\"jsonrpc\":\"2.0\"}", b""] {
        editor.raw(nonsense);
        let log = editor.until(|m| m["method"] == "window/logMessage");
        assert_eq!(log["params"]["type"], 1);
    }
    // Half a surrogate pair, as JSON can hold and UTF-8 cannot.
    editor.raw(
        br#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///x/a.txt","languageId":"plaintext","version":1,"text":"\ud83d\u575a\u51b3\u634d\u536b\u8fde\u4e2a\u786e\u7acb\u3002"}}}"#,
    );
    let marks = editor.marks("file:///x/a.txt", 1);
    let slogan = marks.iter().find(|m| m["code"] == "slogan/numeral").expect("the slogan is marked");
    assert_eq!(slogan["range"]["start"]["character"], 5);
    // A URI that is not encoded as it should be.
    editor.open("file:///x/稿 件/一.txt", "坚决捍卫“连个确立”。");
    assert!(!editor.marks("file:///x/%E7%A8%BF%20%E4%BB%B6/%E4%B8%80.txt", 1).is_empty());
    // Notifications with parameters that are none.
    for method in ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/unheard-of"] {
        editor.send(&json!({ "method": method, "params": [1, 2] }));
    }
    editor.send(&json!({ "id": 7, "method": "textDocument/hover", "params": { "position": { "line": -1 } } }));
    assert_eq!(editor.answer(7)["error"]["code"], -32602);
}

#[test]
fn places_that_are_not_there_are_no_harm() {
    let mut editor = Editor::greeted();
    let uri = "file:///x/a.txt";
    editor.open(uri, "同志们：\r\n努力工作。\r\n");
    let place = |line: u32, character: u32| json!({ "line": line, "character": character });
    let far = json!({ "start": place(9, 9), "end": place(u32::MAX >> 1, u32::MAX >> 1) });
    let backwards = json!({ "start": place(2, 5), "end": place(0, 0) });
    let changes = json!([{ "range": far, "text": "坚决捍卫“连个确立”。" }, { "range": backwards, "text": "\n" }]);
    let document = json!({ "uri": uri, "version": 2 });
    editor.send(&json!({ "method": "textDocument/didChange", "params": { "textDocument": document, "contentChanges": changes } }));
    assert!(editor.marks(uri, 2).iter().any(|m| m["code"] == "slogan/numeral"));
    for (id, method) in [(1, "hover"), (2, "codeAction"), (3, "codeLens"), (4, "documentSymbol")] {
        let params = json!({ "textDocument": { "uri": uri }, "position": place(99, 99), "range": far, "context": { "diagnostics": [] } });
        editor.send(&json!({ "id": id, "method": format!("textDocument/{method}"), "params": params }));
        assert!(editor.answer(id).get("error").is_none());
    }
    // A draft that is not open.
    let params = json!({ "textDocument": { "uri": "file:///x/b.txt" }, "position": place(0, 0) });
    editor.send(&json!({ "id": 5, "method": "textDocument/hover", "params": params }));
    assert!(editor.answer(5)["result"].is_null());
    // Opened again without being closed, closed twice, changed after.
    editor.open(uri, "净。");
    for _ in 0..2 {
        editor.send(&json!({ "method": "textDocument/didClose", "params": { "textDocument": { "uri": uri } } }));
    }
    editor.send(&json!({ "method": "textDocument/didChange", "params": { "textDocument": document, "contentChanges": [{ "text": "X" }] } }));
    editor.open(uri, "今年减税XX万元。");
    assert!(editor.marks(uri, 1).iter().any(|m| m["code"].as_str().is_some_and(|c| c.starts_with("placeholder/"))));
}

#[test]
fn many_changes_in_one_message_and_a_line_of_half_a_megabyte() {
    let mut editor = Editor::greeted();
    let uri = "file:///x/long.txt";
    let sentence = "我们要努力工作，把为民办实事的承诺落到实处𠮷。";
    editor.open(uri, &sentence.repeat(7000));
    let units = sentence.encode_utf16().count();
    let changes: Vec<Value> = (0..500)
        .rev()
        .map(|nth| {
            let at = json!({ "line": 0, "character": nth * units });
            json!({ "range": { "start": at, "end": at }, "text": "坚决捍卫“连个确立”。" })
        })
        .collect();
    let document = json!({ "uri": uri, "version": 2 });
    editor.send(&json!({ "method": "textDocument/didChange", "params": { "textDocument": document, "contentChanges": changes } }));
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": whole, "context": { "diagnostics": [] } });
    editor.send(&json!({ "id": 1, "method": "textDocument/codeAction", "params": params }));
    let actions = editor.answer(1);
    assert!(actions["result"].as_array().is_some_and(|list| (100..500).contains(&list.len())));
    let marks = editor.marks(uri, 2);
    let slogans: Vec<u64> = marks
        .iter()
        .filter(|m| m["code"] == "slogan/numeral")
        .filter_map(|m| m["range"]["start"]["character"].as_u64())
        .collect();
    let step = (units + "坚决捍卫“连个确立”。".encode_utf16().count()) as u64;
    assert_eq!(slogans, (0..500).map(|nth| nth * step + 5).collect::<Vec<_>>());
}

#[test]
fn what_nobody_waits_for_is_not_worked_at() {
    let mut editor = Editor::greeted();
    editor.open("file:///x/a.txt", &"我们要努力工作，把为民办实事的承诺落到实处。\n".repeat(2000));
    // While the draft is checked for the first request, the second one comes and is taken back.
    let params = json!({ "textDocument": { "uri": "file:///x/a.txt" } });
    for id in [1, 2] {
        editor.send(&json!({ "id": id, "method": "textDocument/codeLens", "params": params }));
    }
    editor.send(&json!({ "method": "$/cancelRequest", "params": { "id": 2 } }));
    assert!(editor.answer(1).get("error").is_none());
    let answer = editor.answer(2);
    assert!(answer["error"]["code"] == -32800 || answer.get("result").is_some(), "{answer}");
    editor.send(&json!({ "method": "$/cancelRequest", "params": { "id": 99 } }));
    editor.send(&json!({ "method": "$/cancelRequest", "params": null }));
    editor.send(&json!({ "id": 3, "method": "textDocument/codeLens", "params": params }));
    assert!(editor.answer(3).get("error").is_none());
}

#[test]
fn hello_and_goodbye() {
    let mut editor = Editor::start();
    editor.send(&json!({ "id": 1, "method": "textDocument/hover", "params": {} }));
    assert_eq!(editor.answer(1)["error"]["code"], -32002);
    assert_eq!(editor.leave(), (Some(0), String::new()));

    let mut editor = Editor::greeted();
    editor.send(&json!({ "id": 1, "method": "initialize", "params": {} }));
    assert_eq!(editor.answer(1)["error"]["code"], -32600);
    editor.send(&json!({ "id": 2, "method": "shutdown" }));
    assert!(editor.answer(2)["result"].is_null());
    editor.open("file:///x/a.txt", "XX");
    editor.send(&json!({ "id": 3, "method": "textDocument/hover", "params": {} }));
    assert_eq!(editor.answer(3)["error"]["code"], -32600);
    editor.send(&json!({ "method": "exit" }));
    assert_eq!(editor.leave(), (Some(0), String::new()));

    let mut editor = Editor::greeted();
    editor.send(&json!({ "method": "exit" }));
    assert_eq!(editor.leave().0, Some(1));
}

#[test]
fn who_is_no_editor_is_told_so() {
    let mut editor = Editor::start();
    editor.input.write_all("同志们：\n努力工作。\n".as_bytes()).expect("writes");
    let (code, said) = editor.leave();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("由编辑器启动"), "{said}");
}
