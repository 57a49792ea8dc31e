//! Each format as text, with hostile names and messages. That other programs can read them is shown by
//! `tests/integration/formats.sh`, with readers that are not ours.

use super::super::{Checked, Format, Options, Reporter, example};
use super::{Reader, reference, xml};

fn report(reader: Reader, clean: bool) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let format = Format::Pipeline(reader);
    let mut reporter = Reporter::new(format, Options::plain(format), &mut out, &mut err);
    let doc = example::doc("同志们：\r\n坚决捍卫连个确立，坚决捍卫连个确立。\n");
    let mut all = Vec::new();
    if !clean {
        let mut first = example::fixed(&doc, "连个确立", 0, "两个确立");
        first.message.push_str("，<b>&\"'\n::error::%");
        first.related = vec![(crate::span::Span::new(0, 9), "称谓".to_owned())];
        all = vec![first, example::fixed(&doc, "连个确立", 1, "两个确立")];
    }
    reporter.checked(&Checked::new(doc, all)).expect("writes");
    if !clean {
        reporter.failed("坏,稿:一.doc", &"这是 Word 97—2003 文档").expect("writes");
    }
    reporter.finish().expect("writes");
    String::from_utf8(out).expect("is UTF-8")
}

#[test]
fn json_formats_are_json_with_every_finding_and_every_failure() {
    for (reader, list) in [(Reader::Sarif, "/runs/0/results"), (Reader::Gitlab, ""), (Reader::Rdjson, "/diagnostics")] {
        let found: serde_json::Value = serde_json::from_str(&report(reader, false)).expect("JSON");
        let count = if reader == Reader::Sarif { 2 } else { 3 };
        assert_eq!(found.pointer(list).and_then(|l| l.as_array()).map(Vec::len), Some(count), "{reader:?} {found}");
        let none: serde_json::Value = serde_json::from_str(&report(reader, true)).expect("JSON");
        assert_eq!(none.pointer(list).and_then(|l| l.as_array()).map(Vec::len), Some(0));
    }
}

#[test]
fn a_file_that_could_not_be_checked_is_no_success() {
    let sarif: serde_json::Value = serde_json::from_str(&report(Reader::Sarif, false)).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    for reader in [Reader::Github, Reader::Gitlab, Reader::Rdjson, Reader::Checkstyle, Reader::Junit] {
        assert!(report(reader, false).contains("无法核稿"), "{reader:?}");
        assert!(!report(reader, true).contains("无法核稿"), "{reader:?}");
    }
}

#[test]
fn twins_have_marks_of_their_own() {
    let found: serde_json::Value = serde_json::from_str(&report(Reader::Gitlab, false)).expect("JSON");
    assert_ne!(found[0]["fingerprint"], found[1]["fingerprint"]);
}

#[test]
fn paths_for_gitlab_begin_in_the_repository() {
    let doc = crate::document::Document::new(crate::source::Source::from_text("./稿/a.txt", "连个确立"));
    let d = example::at(&doc, "连个确立", 0, "错");
    let said =
        example::printed(Format::Pipeline(Reader::Gitlab), Options::plain(Format::Json), &Checked::new(doc, vec![d]));
    assert!(said.contains("\"稿/a.txt\"") && !said.contains("./稿"), "{said}");
}

#[test]
fn columns_of_rdjson_count_bytes() {
    let found: serde_json::Value = serde_json::from_str(&report(Reader::Rdjson, false)).expect("JSON");
    assert_eq!(found["diagnostics"][0]["location"]["range"]["start"], serde_json::json!({ "line": 2, "column": 13 }));
}

#[test]
fn a_message_cannot_give_commands() {
    let said = report(Reader::Github, false);
    assert_eq!(said.lines().filter(|line| line.starts_with("::error")).count(), 3, "{said}");
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(said.contains("file=坏%2C稿%3A一.doc"), "{said}");
}

#[test]
fn xml_is_escaped() {
    for reader in [Reader::Checkstyle, Reader::Junit] {
        let said = report(reader, false);
        assert!(!said.contains("<b>") && said.contains("&lt;b&gt;&amp;&quot;"), "{said}");
    }
    assert_eq!(xml("a\u{1}<\t"), "a\u{fffd}&lt;&#9;");
    assert_eq!(reference("稿\\a b.txt"), "%E7%A8%BF/a%20b.txt");
}
