//! Packages that are damaged, locked or made to do harm: one clear line each, and never a panic.

use super::pack::{W, entries, p, pack, raw};
use dinggao::source::Source;
use proptest::prelude::*;
use std::io::Cursor;

fn said(name: &str, bytes: Vec<u8>) -> String {
    Source::from_bytes(name, bytes).expect_err("refused").to_string()
}

#[test]
fn damaged_files_say_what_they_are() {
    let whole = pack(&p("同志们")).bytes();
    for cut in [whole.len() / 4, whole.len() / 2, whole.len() - 30, whole.len() - 1] {
        assert!(said("a.docx", whole[..cut].to_vec()).contains("不完整"), "{cut}");
    }
    assert!(said("a.docx", Vec::new()).contains("空的"));
    assert!(said("a.docx", "同志们：".as_bytes().to_vec()).contains("不是 Word 文档"));
    assert!(said("~$a.docx", vec![0; 162]).contains("临时文件"));
    assert!(said("稿/~$a.docx", vec![0; 162]).contains("临时文件"));
    let mut broken = whole.clone();
    let at = broken.windows(4).position(|w| w == b"word").expect("a name");
    broken[at + 40] ^= 0xFF;
    assert!(Source::from_bytes("a.docx", broken).is_err());
}

#[test]
fn other_formats_under_the_name_are_named() {
    let ole = |name: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert!(said("a.docx", ole("WordDocument")).contains(".doc、.wps"));
    assert!(said("a.docx", ole("EncryptedPackage")).contains("密码"));
    assert!(said("a.docx", b"%PDF-1.7".to_vec()).contains("PDF"));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.txt", zip::write::SimpleFileOptions::default()).expect("starts");
    let zip = zip.finish().expect("finishes").into_inner();
    assert!(said("a.docx", zip.clone()).contains("压缩文件"));
    assert!(said("a.zip", zip).contains("压缩文件"));
}

#[test]
fn bombs_are_not_unpacked() {
    let document = format!("<w:document xmlns:w=\"{W}\"><w:body>{}</w:body></w:document>", " ".repeat(1 << 20));
    let sized = |size: u32| {
        let mut bytes = raw(&document).bytes();
        let (real, given) = ((document.len() as u32).to_le_bytes(), size.to_le_bytes());
        while let Some(at) = bytes.windows(4).position(|w| w == real) {
            bytes[at..at + 4].copy_from_slice(&given);
        }
        bytes
    };
    assert!(said("a.docx", sized(80 << 20)).contains("过大"));
    // A size that is a lie: no more than it is unpacked.
    assert!(said("a.docx", sized(1000)).contains("损坏"));
    // A table of contents with more entries than any draft has.
    let count = 20_100_u16;
    let mut many = b"PK\x03\x04word/".to_vec();
    let start = many.len() as u32;
    for n in 0..count {
        let mut record = b"PK\x01\x02".to_vec();
        record.resize(46, 0);
        record[28] = 5;
        record.extend_from_slice(format!("{n:05}").as_bytes());
        many.extend_from_slice(&record);
    }
    let size = many.len() as u32 - start;
    many.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    many.extend_from_slice(&[count.to_le_bytes(), count.to_le_bytes()].concat());
    many.extend_from_slice(&[size.to_le_bytes(), start.to_le_bytes()].concat());
    many.extend_from_slice(&[0, 0]);
    assert!(said("a.docx", many).contains("部件过多"));
}

#[test]
fn xml_that_unfolds_or_nests_without_end_is_refused() {
    let laughs = format!(
        "<!DOCTYPE x [<!ENTITY a \"哈\"><!ENTITY b \"&a;&a;\">]><w:document xmlns:w=\"{W}\"><w:body><w:p>&b;</w:p></w:body></w:document>"
    );
    assert!(said("a.docx", raw(&laughs).bytes()).contains("实体"));
    assert!(said("a.docx", pack("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>").bytes()).contains("实体"));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(20_000) + &"</w:tc></w:tr></w:tbl>".repeat(20_000);
    assert!(said("a.docx", pack(&deep).bytes()).contains("嵌套"));
    assert!(said("a.docx", pack("<w:p><w:r>").bytes()).contains("XML"));
    assert!(said("a.docx", raw("").bytes()).contains("XML"));
}

#[test]
fn numbers_and_styles_in_a_circle_come_to_an_end() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:basedOn w:val=\"a\"/></w:style>";
    let level = format!(
        "<w:lvl w:ilvl=\"0\"><w:start w:val=\"4294967295\"/><w:lvlText w:val=\"{}\"/></w:lvl>",
        "%1".repeat(5000)
    );
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"0\">{level}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
    );
    let item = "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let pack = pack(&item.repeat(3)).part("styles", "styles", styles).part("numbering", "numbering", &numbering);
    assert_eq!(Source::from_bytes("a.docx", pack.bytes()).expect("reads").text, "甲\n甲\n甲");
}

/// A package with much of what there is.
fn rich() -> Vec<u8> {
    let body = p("同志们：")
        + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>截止</w:t><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:ins w:id=\"1\"><w:r><w:t>目前&amp;</w:t></w:r></w:ins></w:p>";
    let numbering = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>";
    pack(&body).part("numbering", "numbering", numbering).bytes()
}

/// All that can be done with a source, if it is one.
fn use_it(bytes: Vec<u8>) {
    use dinggao::source::Remark;
    use dinggao::span::{Edit, Span};
    let Ok(source) = Source::from_bytes("a.docx", bytes) else { return };
    let end = source.text.char_indices().nth(2).map_or(source.text.len(), |(at, _)| at);
    let edits = [Edit::new(Span::new(0, end), "改")];
    let _ = source.editable(&edits);
    let _ = source.edited(&edits);
    let _ = source.track(&edits, "定稿", "");
    let _ = source.annotate(&[Remark { span: Span::new(0, end), text: "甲".to_owned() }], "定稿", "");
    let _ = source.whereabouts(0);
    let _ = dinggao::document::Document::new(source);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes_changed_by_chance_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>(), cuts in 0..8) {
        let mut bytes = rich();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cuts == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        use_it(bytes);
    }

    #[test]
    fn xml_changed_by_chance_never_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..12, any::<prop::sample::Index>()), 1..6)) {
        // Past the checksums: the parts themselves are cut up and put together again.
        let mut parts = entries(&rich());
        let mut main = String::from_utf8(parts.remove("word/document.xml").expect("is there")).expect("UTF-8");
        for (at, len, to) in changes {
            let bounds: Vec<usize> = main.match_indices(['<', '>', '"', ' ']).map(|(at, _)| at).collect();
            let (Some(&from), Some(&to)) = (bounds.get(at.index(bounds.len())), bounds.get(to.index(bounds.len()))) else { continue };
            let end = bounds.iter().copied().filter(|&b| b > from).nth(len).unwrap_or(from);
            let piece = main[from..end].to_owned();
            main.insert_str(to, &piece);
        }
        use_it(raw(&main).bytes());
    }
}
