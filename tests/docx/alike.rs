//! The same draft in every format: the same diagnostics.

use super::pack::{p, pack};
use dinggao::check::Checker;
use dinggao::document::Document;
use dinggao::source::Source;

const DRAFT: [&str; 9] = [
    "在全县安全生产工作会议上的讲话",
    "同志们：",
    "今天我们召开全县安全生产工作会议，主要任务是分析形势、部署工作。截止目前，各项工作进展顺利。下面，我讲三点意见。",
    "一、提高认识，坚决捍卫“连个确立”",
    "安全生产责任重于泰山。我们要增强“四个意思”，做到“两个维护”，始终把安全放在心上,抓在手上。",
    "三、压实责任，务求实效",
    "各级各部门要各司其责，层层抓落实。",
    "同志们，让我们迅速行动起来，为建设平安县而努力奋斗！",
    "谢谢大家！",
];

/// Rule and text of all diagnostics.
fn found(checker: &Checker, name: &str, bytes: Vec<u8>) -> Vec<(String, String)> {
    let doc = Document::new(Source::from_bytes(name, bytes).expect("reads"));
    let said = checker.check(&doc).into_iter().map(|d| (d.rule.as_str().to_owned(), d.span.of(doc.text()).to_owned()));
    said.collect()
}

#[test]
fn one_draft_has_one_set_of_diagnostics() {
    let checker = Checker::builtin();
    let text = DRAFT.join("\n");
    let wanted = found(&checker, "a.txt", text.clone().into_bytes());
    assert!(wanted.len() >= 4, "{wanted:?}");
    let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gbk = dinggao::source::Origin::Legacy(encoding_rs::GB18030).encode(&text).expect("encodes");
    let body: String = DRAFT.iter().map(|line| p(&line.replace('&', "&amp;"))).collect();
    // The same with the numbers made by Word, and words cut into runs.
    let numbered: String = DRAFT
        .iter()
        .map(|line| match line.split_once('、').filter(|(number, _)| number.chars().count() == 1) {
            Some((number, rest)) => {
                let id = if number == "一" { 1 } else { 2 };
                format!(
                    "<w:p><w:pPr><w:numPr><w:numId w:val=\"{id}\"/></w:numPr></w:pPr><w:r><w:t>{rest}</w:t></w:r></w:p>"
                )
            }
            None => {
                let runs = line.chars().map(|c| format!("<w:r><w:t>{c}</w:t></w:r>")).collect::<String>();
                format!("<w:p>{runs}</w:p>")
            }
        })
        .collect();
    let list = |id: u32, start: u32| {
        format!(
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum>"
        )
    };
    let number = |id: u32| format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>");
    let numbering = list(1, 1) + &list(2, 3) + &number(1) + &number(2);
    let numbered = pack(&numbered).part("numbering", "numbering", &numbering).bytes();
    for (name, bytes) in [
        ("a.md", text.replace('\n', "\n\n").into_bytes()),
        ("gbk.txt", gbk),
        ("utf16.txt", utf16),
        ("a.docx", pack(&body).bytes()),
        ("numbered.docx", numbered),
    ] {
        assert_eq!(found(&checker, name, bytes), wanted, "{name}");
    }
}
