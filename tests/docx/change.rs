//! Fixes, comments and tracked changes: what they do to the package, and above all what they leave alone.

use super::pack::{Pack, entries, entry, main_part, p, pack, packed};
use dinggao::source::{Editable, Remark, Source};
use dinggao::span::{Edit, Span};
use proptest::prelude::*;

fn source(pack: &Pack) -> Source {
    Source::from_bytes("稿.docx", pack.bytes()).expect("reads")
}

/// `old` → `new`, at the first place where `old` stands.
fn edit(source: &Source, old: &str, new: &str) -> Edit {
    let at = source.text.find(old).expect("stands there");
    Edit::new(Span::new(at, at + old.len()), new)
}

/// The main part after an edit.
fn edited(body: &str, old: &str, new: &str) -> String {
    let source = source(&pack(body));
    let written = source.edited(&[edit(&source, old, new)]).expect("writes").write(&[]).expect("writes");
    main_part(&written)
}

fn refused(body: &str, old: &str, new: &str) -> &'static str {
    let source = source(&pack(body));
    let edit = [edit(&source, old, new)];
    assert!(source.write(&edit).is_err());
    match source.editable(&edit) {
        Editable::No(reason) => reason,
        other => panic!("{other:?}"),
    }
}

const TWO: &str = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>坚决捍卫连</w:t></w:r><w:bookmarkStart w:id=\"9\"/><w:r><w:t>个确立</w:t></w:r></w:p>";

#[test]
fn without_edits_not_one_byte_changes() {
    let bytes = pack(TWO).bytes();
    assert_eq!(Source::from_bytes("a.docx", bytes.as_slice()).expect("reads").write(&[]).expect("writes"), bytes);
}

#[test]
fn an_edit_changes_characters_and_no_tag() {
    assert!(
        edited(TWO, "连个确立", "两个确立")
            .contains("<w:t>坚决捍卫两</w:t></w:r><w:bookmarkStart w:id=\"9\"/><w:r><w:t>个确立</w:t>")
    );
    assert!(edited(&p("a &lt; &amp;b"), "< &", "& <>").contains(">a &amp; &lt;&gt;b<"));
    assert!(edited(&p("截止目前"), "止", "至").contains(">截至目前<"));
}

#[test]
fn a_blank_at_the_end_is_kept() {
    let body = "<w:p><w:r><w:t>一二</w:t></w:r><w:r><w:t>三</w:t></w:r></w:p>";
    assert!(edited(body, "二", "二 ").contains("<w:t xml:space=\"preserve\">一二 </w:t>"));
}

#[test]
fn text_of_several_formats_is_unsafe_to_change() {
    let two = source(&pack(TWO));
    assert_eq!(two.editable(&[edit(&two, "连个", "两")]), Editable::Mixed);
    assert_eq!(two.editable(&[edit(&two, "连个", "两个")]), Editable::Yes);
    let hints = TWO.replace("<w:b/>", "<w:rFonts w:hint=\"eastAsia\"/><w:lang w:val=\"en-US\"/>");
    let hints = source(&pack(&hints));
    assert_eq!(hints.editable(&[edit(&hints, "连个", "两")]), Editable::Yes);
    let written = two.write(&[edit(&two, "连个", "两")]).expect("writes");
    assert!(main_part(&written).contains("坚决捍卫两</w:t></w:r><w:bookmarkStart w:id=\"9\"/><w:r><w:t>确立<"));
}

#[test]
fn what_word_makes_itself_is_not_changed() {
    assert!(refused(&(p("一") + &p("二")), "一\n二", "一二").contains("段落"));
    assert!(refused(&p("一二"), "一", "一\n").contains("换行"));
    assert!(refused("<w:p><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t></w:r></w:p>", "\t", "").contains("制表符"));
    let field = "<w:p><w:fldSimple w:instr=\"DATE\"><w:r><w:t>三月</w:t></w:r></w:fldSimple></w:p>";
    assert!(refused(field, "三", "四").contains("域"));
    let control = "<w:sdt><w:sdtPr><w:lock w:val=\"contentLocked\"/></w:sdtPr><w:sdtContent>";
    assert!(refused(&format!("{control}{}</w:sdtContent></w:sdt>", p("甲")), "甲", "乙").contains("控件"));
    let numbering = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>";
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let source = source(&pack(body).part("numbering", "numbering", numbering));
    assert!(
        matches!(source.editable(&[edit(&source, "一", "二")]), Editable::No(reason) if reason.contains("自动编号"))
    );
    assert_eq!(source.editable(&[edit(&source, "一、甲", "一、乙")]), Editable::Yes);
}

#[test]
fn a_signed_draft_is_checked_but_not_changed() {
    let source = source(&pack(&p("截止")).file("_xmlsignatures/sig1.xml", b"<a/>"));
    let edit = [edit(&source, "截止", "截至")];
    assert!(source.write(&edit).expect_err("refused").to_string().contains("签名"));
    assert!(source.track(&edit, "定稿", "").is_err());
    assert!(source.annotate(&[Remark { span: Span::new(0, 3), text: "甲".to_owned() }], "定稿", "").is_err());
    assert!(source.write(&[]).is_ok());
}

#[test]
fn tracked_changes_are_a_deletion_and_an_insertion() {
    let body = "<w:p><w:r w:rsidR=\"00A\"><w:rPr><w:b/></w:rPr><w:t>甲截止目前乙</w:t></w:r><w:ins w:id=\"0\" w:author=\"某\"><w:r><w:t>截止今天</w:t></w:r></w:ins></w:p>";
    let source = source(&pack(body));
    let second = source.text.rfind("止").expect("is there");
    let edits = [edit(&source, "止", "至"), Edit::new(Span::new(second, second + 3), "至")];
    let written = source.track(&edits, "定稿", "2026-03-01T09:00:00Z").expect("writes");
    let main = main_part(&written);
    let by = "w:author=\"定稿\" w:date=\"2026-03-01T09:00:00Z\"";
    let open = "<w:r w:rsidR=\"00A\"><w:rPr><w:b/></w:rPr>";
    assert!(main.contains(&format!(
        "{open}<w:t xml:space=\"preserve\">甲截</w:t></w:r><w:del w:id=\"2\" {by}>{open}<w:delText xml:space=\"preserve\">止</w:delText></w:r></w:del>\
         <w:ins w:id=\"1\" {by}>{open}<w:t xml:space=\"preserve\">至</w:t></w:r></w:ins>{open}<w:t xml:space=\"preserve\">目前乙</w:t></w:r>"
    )), "{main}");
    // Somebody else's insertion is closed before ours begins.
    assert!(main.contains(&format!("</w:del></w:ins><w:ins w:id=\"3\" {by}>")), "{main}");
    let back = Source::from_bytes("a.docx", written.clone()).expect("reads");
    assert_eq!(back.text, "甲截至目前乙截至今天");
    let (before, after) = (packed(&pack(body).bytes()), packed(&written));
    let changed: Vec<&String> = before.keys().filter(|name| before[*name] != after[*name]).collect();
    assert_eq!(changed, ["word/document.xml"]);
}

#[test]
fn a_whole_run_and_both_ends_of_one_can_be_tracked() {
    for (old, new, deleted, inserted) in [
        ("一二三", "四", "一二三", "四"),
        ("一", "", "一", ""),
        ("三", "", "三", ""),
        ("二", "二又", "", "又"),
        ("三", "三完", "", "完"),
    ] {
        let source = source(&pack("<w:p><w:r><w:t>一二三</w:t></w:r></w:p>"));
        let edits = [edit(&source, old, new)];
        let written = source.track(&edits, "定稿", "").expect("writes");
        let main = main_part(&written);
        assert_eq!(main.contains(&format!(">{deleted}</w:delText>")), !deleted.is_empty(), "{main}");
        assert_eq!(main.matches("<w:ins ").count(), usize::from(!inserted.is_empty()), "{main}");
        assert!(!main.contains("<w:t></w:t>"), "{main}");
    }
}

#[test]
fn a_part_without_prefix_gets_ours_declared() {
    let document = format!("<document xmlns=\"{}\"><body><p><r><t>截止</t></r></p></body></document>", super::pack::W);
    let source = source(&super::pack::raw(&document));
    let written = source.track(&[edit(&source, "止", "至")], "定稿", "").expect("writes");
    assert_eq!(Source::from_bytes("a.docx", written).expect("reads").text, "截至");
    let remark = Remark { span: Span::new(3, 6), text: "甲".to_owned() };
    let written = source.annotate(&[remark], "定稿", "").expect("writes");
    assert!(main_part(&written).contains("<dg:commentRangeStart"));
}

fn remark(source: &Source, at: &str, text: &str) -> Remark {
    let start = source.text.find(at).expect("stands there");
    Remark { span: Span::new(start, start + at.len()), text: text.to_owned() }
}

#[test]
fn remarks_become_comments() {
    let source = source(&pack(TWO));
    let remarks = [
        remark(&source, "连个确立", "写错了\n<&>"),
        remark(&source, "捍卫连", "又一处"),
        Remark { span: Span::at(0), text: "缺标题".to_owned() },
    ];
    let written = source.annotate(&remarks, "定稿", "2026-03-01T09:00:00Z").expect("writes");
    let (main, comments) = (main_part(&written), entry(&written, "word/comments.xml"));
    assert_eq!(comments.matches("<w:comment ").count(), 3);
    assert!(comments.contains("w:author=\"定稿\"") && comments.contains(">&lt;&amp;&gt;<"));
    // Where a comment begins and another ends inside a run, the run is cut, with its format on both sides.
    assert!(
        main.contains(
            "<w:commentRangeStart w:id=\"0\"/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">连</w:t></w:r>"
        ),
        "{main}"
    );
    assert!(
        main.contains(
            "个确立</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>"
        ),
        "{main}"
    );
    assert!(entry(&written, "[Content_Types].xml").contains("/word/comments.xml"));
    assert!(entry(&written, "word/_rels/document.xml.rels").contains("comments.xml"));
    assert_eq!(Source::from_bytes("a.docx", written).expect("reads").text, source.text);
}

#[test]
fn comments_that_are_there_keep_their_ids() {
    let body = "<w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>甲</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r><w:r><w:t>乙</w:t></w:r></w:p>";
    let theirs = "<w:comment w:id=\"0\" w:author=\"某\"><w:p/></w:comment><w:comment w:id=\"1\" w:author=\"某\"><w:p/></w:comment>";
    let pack = pack(body).part("comments", "comments", theirs);
    let name = pack.entries.last().expect("added").0.clone();
    let source = source(&pack);
    let written = source.annotate(&[remark(&source, "乙", "丙")], "定稿", "").expect("writes");
    let comments = entry(&written, &name);
    assert!(comments.contains(theirs) && comments.contains("<w:comment w:id=\"2\" w:author=\"定稿\""), "{comments}");
    let (before, after) = (entries(&pack.bytes()), entries(&written));
    assert_eq!(before.len(), after.len());
    assert_eq!(before.keys().filter(|n| before[*n] != after[*n]).count(), 2);
}

#[test]
fn a_remark_on_a_note_hangs_on_its_mark_and_one_on_a_number_on_the_words() {
    let body = "<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>\
        <w:p><w:fldSimple w:instr=\"DATE\"><w:r><w:t>三月</w:t></w:r></w:fldSimple></w:p>";
    let note = format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("注文"));
    let source = source(&pack(body).part("footnotes", "footnotes", &note));
    let written =
        source.annotate(&[remark(&source, "注文", "甲"), remark(&source, "三月", "乙")], "定稿", "").expect("writes");
    let main = main_part(&written);
    assert!(main.contains("<w:commentRangeStart w:id=\"0\"/><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:commentRangeEnd w:id=\"0\"/>"), "{main}");
    assert!(
        main.contains("<w:commentRangeStart w:id=\"1\"/><w:r><w:t>三月</w:t></w:r><w:commentRangeEnd w:id=\"1\"/>"),
        "{main}"
    );
}

/// A body of paragraphs and runs by chance, with what may stand between them.
fn body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[一二三四五同志们截止目前，。&< ]{1,6}".prop_map(|text| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>")
        }),
        3 => "[甲乙丙丁]{1,6}".prop_map(|text| format!("<w:r><w:t xml:space=\"preserve\">{text} </w:t><w:tab/><w:t>{text}</w:t></w:r>")),
        1 => Just("<w:ins w:id=\"5\" w:author=\"某\"><w:r><w:t>新增</w:t></w:r></w:ins>".to_owned()),
        1 => Just("<w:del w:id=\"6\"><w:r><w:delText>旧</w:delText></w:r></w:del>".to_owned()),
        1 => Just("<w:fldSimple w:instr=\"DATE\"><w:r><w:t>域</w:t></w:r></w:fldSimple>".to_owned()),
        1 => Just("</w:p><w:p>".to_owned()),
        1 => Just("<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>".to_owned()),
    ];
    proptest::collection::vec(piece, 1..12).prop_map(|pieces| format!("<w:p>{}</w:p>", pieces.concat()))
}

/// The part without what stands in `w:t`: what no fix may touch.
fn skeleton(main: &str) -> String {
    let mut out = String::new();
    let mut rest = main;
    while let Some(at) = rest.find("<w:t>").or(None).into_iter().chain(rest.find("<w:t ")).min() {
        out.push_str(&rest[..at]);
        out.push_str("<w:t>");
        let end = rest[at..].find("</w:t>").expect("is closed");
        rest = &rest[at + end..];
    }
    out + rest
}

/// Sorted edits that do not overlap, at characters of the text.
fn edits(text: &str, places: &[(usize, usize, String)]) -> Vec<Edit> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (mut at, mut out) = (0, Vec::new());
    for (gap, len, new) in places {
        let (from, to) = (at + gap, at + gap + len);
        let (Some(&start), Some(&end)) = (starts.get(from), starts.get(to)) else { break };
        out.push(Edit::new(Span::new(start, end), new.as_str()));
        at = to + 1;
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_changes_but_the_text_of_the_edits(
        body in body(),
        places in proptest::collection::vec((0_usize..5, 0_usize..4, "[改写<& ]{0,3}"), 1..5),
    ) {
        let bytes = pack(&body).bytes();
        let source = Source::from_bytes("a.docx", bytes.as_slice()).expect("reads");
        prop_assert_eq!(&source.write(&[]).expect("writes"), &bytes);
        // What can be done is done exactly; what cannot says so beforehand.
        let wanted: Vec<Edit> = edits(&source.text, &places)
            .into_iter()
            .filter(|edit| !matches!(source.editable(std::slice::from_ref(edit)), Editable::No(_)))
            .collect();
        let text = dinggao::span::apply(&source.text, &wanted);
        if let Ok(after) = source.edited(&wanted) {
            prop_assert_eq!(&after.text, &text);
            let written = after.write(&[]).expect("writes");
            prop_assert_eq!(skeleton(&main_part(&written)), skeleton(&main_part(&bytes)));
            let (mut old, mut new) = (packed(&bytes), packed(&written));
            old.remove("word/document.xml");
            new.remove("word/document.xml");
            prop_assert_eq!(old, new);
        } else {
            // Only blanks at the ends of a `w:t` that does not keep them can come out otherwise.
            prop_assert!(body.contains(' '), "{}", body);
        }
        if let Ok(tracked) = source.track(&wanted, "定稿", "") {
            prop_assert_eq!(&Source::from_bytes("a.docx", tracked).expect("reads").text, &text);
        } else {
            prop_assert!(body.contains(' '), "{}", body);
        }
        let remarks: Vec<Remark> = edits(&source.text, &places).into_iter().map(|e| Remark { span: e.span, text: "甲".to_owned() }).collect();
        if let Ok(annotated) = source.annotate(&remarks, "定稿", "") {
            // Where there is no word at all, there is nothing to hang a comment on.
            let made = main_part(&annotated).matches("<w:commentReference").count();
            prop_assert!(made == remarks.len() || source.text.trim().is_empty());
            prop_assert_eq!(Source::from_bytes("a.docx", annotated).expect("reads").text, source.text);
        } else {
            prop_assert!(body.contains(' '), "{}", body);
        }
    }
}
