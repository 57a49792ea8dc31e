//! What is read of each construct of a Word draft.

use super::pack::{Pack, W, p, pack, raw};
use dinggao::source::{Place, Source};

fn source(pack: &Pack) -> Source {
    Source::from_bytes("稿.docx", pack.bytes()).expect("reads")
}

fn text(body: &str) -> String {
    source(&pack(body)).text
}

/// The text of each paragraph that stands in `place`.
fn in_place(source: &Source, place: Place) -> Vec<&str> {
    source.paragraphs().iter().filter(|p| p.place == place).map(|p| p.span.of(&source.text)).collect()
}

#[test]
fn paragraphs_and_runs() {
    let body = "<w:p><w:r><w:t>同志</w:t></w:r><w:proofErr w:type=\"x\"/><w:r><w:rPr><w:b/></w:rPr><w:t>们：</w:t></w:r></w:p>\
                <w:p/><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr></w:p><w:p><w:r><w:t>a &lt;&amp;&#x4E00;&gt; b</w:t></w:r></w:p>";
    assert_eq!(text(body), "同志们：\n\n\na <&一> b");
}

#[test]
fn blanks_are_those_that_word_shows() {
    let body =
        "<w:p>\n  <w:r>\n <w:t>\n 一 二 </w:t>\n</w:r><w:r><w:t xml:space=\"preserve\"> 三\r\n四 </w:t></w:r></w:p>";
    assert_eq!(text(body), "一 二 三 四 ");
}

#[test]
fn tabs_breaks_and_hyphens() {
    let body = "<w:p><w:r><w:tab/><w:t>一</w:t><w:br/><w:t>二</w:t><w:cr/><w:softHyphen/><w:t>三</w:t>\
                <w:noBreakHyphen/><w:br w:type=\"page\"/><w:t>四</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/>\
                <w:sym w:font=\"Arial\" w:char=\"00B7\"/></w:r></w:p>";
    assert_eq!(text(body), "\t一\n二\n三-四·");
}

#[test]
fn names_are_told_apart_by_uri() {
    let document = format!(
        "<x:document xmlns:x=\"{W}\" xmlns:w=\"urn:other\"><x:body><x:p><w:p>不读</w:p><x:r><x:t>读</x:t><w:t>不读</w:t></x:r></x:p></x:body></x:document>"
    );
    assert_eq!(source(&raw(&document)).text, "读");
    let plain = format!("<document xmlns=\"{W}\"><body><p><r><t>读</t></r></p></body></document>");
    assert_eq!(source(&raw(&plain)).text, "读");
    let strict = plain.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main");
    assert_eq!(source(&raw(&strict)).text, "读");
}

#[test]
fn parts_in_utf_16() {
    let document = format!("\u{FEFF}<w:document xmlns:w=\"{W}\"><w:body>{}</w:body></w:document>", p("同志们"));
    let mut pack = raw("");
    pack.entries[0].1 = document.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(source(&pack).text, "同志们");
}

#[test]
fn tables_text_boxes_notes_headers_and_footers() {
    let boxed = |inner: &str| format!("<w:txbxContent>{inner}</w:txbxContent>");
    let shape = format!(
        "<w:p><w:r><w:t>正文</w:t><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        boxed(&p("框内")),
        boxed(&p("框内")),
    );
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("甲"), p("乙"));
    let pack = pack("");
    let (header, pack) = (pack.next_id(), pack.part("header", "hdr", &(p("某县") + &p("某县"))));
    let page =
        "<w:p><w:r><w:t>第</w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>";
    let (footer, pack) = (pack.next_id(), pack.part("footer", "ftr", &(page.to_owned() + &p("内部"))));
    let pack = pack.part("header", "hdr", &p("没有引用"));
    let note = format!(
        "<w:footnote w:type=\"separator\" w:id=\"-1\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote>",
        p("线"),
        p("注")
    );
    let mut pack = pack.part("footnotes", "footnotes", &note);
    let section =
        format!("<w:sectPr><w:headerReference r:id=\"{header}\"/><w:footerReference r:id=\"{footer}\"/></w:sectPr>");
    let document = String::from_utf8(pack.entries[0].1.clone()).expect("UTF-8");
    pack.entries[0].1 = document.replace("<w:body>", &format!("<w:body>{shape}{table}{section}")).into_bytes();
    let source = source(&pack);
    assert_eq!(source.text, "正文\n甲\n乙\n框内\n注\n某县\n内部");
    assert_eq!(in_place(&source, Place::Table), ["甲", "乙"]);
    assert_eq!(in_place(&source, Place::TextBox), ["框内"]);
    assert_eq!(in_place(&source, Place::Footnote), ["注"]);
    assert_eq!(in_place(&source, Place::Header), ["某县"]);
    let at = source.text.find("内部").expect("is there") as u32;
    assert_eq!(source.whereabouts(at + 3).map(|w| w.to_string()).as_deref(), Some("页脚第1段第2字"));
}

#[test]
fn controls_links_and_fields() {
    let run = |inner: &str| format!("<w:r>{inner}</w:r>");
    let field = |code: &str, result: &str| {
        [
            "<w:fldChar w:fldCharType=\"begin\"/>",
            &format!("<w:instrText>{code}</w:instrText>"),
            "<w:fldChar w:fldCharType=\"separate\"/>",
            &format!("<w:t>{result}</w:t>"),
            "<w:fldChar w:fldCharType=\"end\"/>",
        ]
        .map(run)
        .concat()
    };
    let body = format!(
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt><w:p><w:sdt><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt>\
         <w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>{}{}<w:smartTag><w:r><w:t>签</w:t></w:r></w:smartTag>\
         <w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby></w:r>\
         <m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p><w:p>{}</w:p>",
        p("块"),
        field(" HYPERLINK &quot;a&quot;", "网"),
        field(" DATE ", "日"),
        field(" TOC \\o ", "目录不读"),
    );
    assert_eq!(text(&body), "块\n控链网日签音x\n");
}

#[test]
fn tracked_changes_read_as_accepted() {
    let body = "<w:p><w:r><w:t>一</w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins w:id=\"2\"><w:r><w:t>新</w:t></w:r></w:ins>\
        <w:moveFrom w:id=\"3\"><w:r><w:t>走</w:t></w:r></w:moveFrom><w:moveTo w:id=\"4\"><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del w:id=\"5\"/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p><w:p><w:r><w:t>后</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del w:id=\"6\"/></w:trPr><w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>批</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>";
    assert_eq!(text(body), "一新来\n前后\n批");
}

#[test]
fn automatic_numbers_are_read() {
    let level = |at: u32, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"0\">{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>",
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%1.%3"),
        level(0, "bullet", ""),
    );
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"b\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>";
    let item = |num: u32, level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{num}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let styled = "<w:p><w:pPr><w:pStyle w:val=\"a\"/></w:pPr><w:r><w:t>己</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"a\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>庚</w:t></w:r></w:p>";
    let body =
        [item(1, 0, "甲"), item(1, 1, "乙"), item(1, 1, "丙"), item(1, 0, "丁"), item(1, 1, "戊"), item(1, 2, "点")]
            .concat();
    let body = body + styled + &item(2, 0, "圆") + &item(3, 0, "重") + &item(3, 0, "来") + &item(9, 0, "无");
    let pack = pack(&body).part("numbering", "numbering", &numbering).part("styles", "styles", styles);
    assert_eq!(
        source(&pack).text,
        "一、甲\n（一）乙\n（二）丙\n二、丁\n（一）戊\n二.1 点\n三、己\n庚\n圆\n一、重\n二、来\n无"
    );
}

#[test]
fn pages_are_given_where_word_noted_them() {
    let body = p("一") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>二三</w:t></w:r></w:p>";
    let source = source(&pack(&body));
    let at = |c: &str| source.whereabouts(source.text.find(c).expect("is there") as u32).expect("known").to_string();
    assert_eq!((at("一").as_str(), at("三").as_str()), ("第1段第1字（第1页）", "第2段第2字（第2页）"));
}

#[test]
fn a_draft_laid_out_in_a_table_is_the_draft() {
    let long = "今天我们召开全县安全生产工作会议，主要任务是分析形势、部署工作。".repeat(12);
    let source = source(&pack(&format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>{}", p(&long), p("表后"))));
    assert!(source.paragraphs().iter().all(|p| p.place == Place::Body));
}
