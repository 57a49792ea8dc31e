//! What holds for every draft: spans lie on characters, edits change nothing beside them, fixes come to rest, and the
//! same words get the same findings whatever encoding, line ends or mark the file has.

use dinggao::check::Checker;
use dinggao::diagnostic::{Applicability, Diagnostic};
use dinggao::document::Document;
use dinggao::fix;
use dinggao::source::Source;
use proptest::prelude::*;
use std::sync::LazyLock;

static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::builtin);

/// Pieces that drafts are made of here: sound ones and faulty ones of every pack.
const PIECES: [&str; 30] = [
    "同志们：",
    "今天，我们召开全县春耕生产工作会议，主要任务是总结工作、部署任务。",
    "下面，我讲三点意见。",
    "一、提高认识，增强责任感",
    "二、突出重点，抓好落实",
    "四、加强领导，严明纪律",
    "（一）抓播种。要把面积落实到田块。",
    "（三）抓管护。要早动手。",
    "一是早谋划；三是早安排。",
    "截止目前，完成投资XX亿元，",
    "化肥到位率达到____%。",
    "要深刻领悟“连个确立”的决定性意义，",
    "做到“两个维护”，，把责任扛起来。",
    "要清醒的看到，困难还不少。",
    "要发扬再接再励的精神。",
    "对全县的的水库逐一排查。",
    "要落实好《关于做好春耕工作的通知，",
    "各级各部门要把春耕生产摆上重要议事日程，主要负责同志要亲自抓、具体抓、一抓到底。",
    "更多公文材料，请加微信公众号“机关笔杆子”",
    "未经许可不得转载",
    "ＡＢＣ公司２０２５年",
    "增长3.5%,占比12%.",
    "零\u{200b}宽",
    "\u{1b}[31m红",
    "😀👨\u{200d}👩\u{200d}👧",
    "某某同志，××镇，",
    "谢谢大家！",
    "\n",
    "\n\n",
    "　　",
];

fn check(source: Source) -> (Document, Vec<Diagnostic>) {
    let doc = Document::new(source);
    let found = CHECKER.check(&doc);
    (doc, found)
}

/// Findings without their offsets: rule, level, line, column, what is said and what is proposed.
fn said(source: Source, line_ends: &str) -> Vec<String> {
    let (doc, found) = check(source);
    let at = |offset: u32| {
        let place = doc.position(offset);
        format!("{}:{}", place.line, place.column)
    };
    let one = |d: &Diagnostic| {
        let mut fixes: Vec<String> = Vec::new();
        for fix in &d.fixes {
            for edit in &fix.edits {
                // What reaches over a line end takes more bytes or fewer with it.
                let text = edit.text.replace(line_ends, "\n");
                fixes.push(format!("{}={text}/{:?}", at(edit.span.start), fix.applicability));
            }
        }
        let related: Vec<String> = d.related.iter().map(|(span, _)| at(span.start)).collect();
        format!("{} {} {} {} {fixes:?} {related:?}", at(d.span.start), d.rule, d.level.name(), d.message)
    };
    found.iter().map(one).map(|line| line.replace(line_ends, "\n")).collect()
}

fn draft() -> impl Strategy<Value = String> {
    let piece = (proptest::sample::select(&PIECES[..]), proptest::sample::select(&["", "\n", "\n\n"][..]));
    proptest::collection::vec(piece, 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, end)| format!("{piece}{end}")).collect())
}

fn bytes_of(text: &str, encoding: usize) -> Option<Vec<u8>> {
    Some(match encoding {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        2 => [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        3 => [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        _ => {
            let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
            (!lost).then(|| bytes.into_owned())?
        }
    })
}

/// Few cases by default; PROPTEST_CASES asks for more.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn places_lie_on_characters_and_in_order(text in draft()) {
        let (doc, found) = check(Source::from_text("a.txt", text));
        let fits = |span: dinggao::span::Span| doc.text().get(span.range()).is_some();
        for d in &found {
            prop_assert!(fits(d.span) && d.related.iter().all(|(span, _)| fits(*span)), "{d:?}");
            for fix in &d.fixes {
                prop_assert!(fix.edits.iter().all(|edit| fits(edit.span)), "{d:?}");
                prop_assert!(fix.edits.is_sorted_by(|a, b| a.span.end <= b.span.start), "{d:?}");
            }
        }
        prop_assert!(found.is_sorted_by_key(|d| (d.span.start, d.span.end)));
    }

    #[test]
    fn nothing_beside_an_edit_changes(text in draft(), encoding in 0_usize..5) {
        let Some(bytes) = bytes_of(&text, encoding) else { return Ok(()) };
        let Ok(source) = Source::from_bytes("a.txt", bytes.as_slice()) else { return Ok(()) };
        // Nothing to change: the very same bytes.
        if let Ok(same) = source.write(&[]) {
            prop_assert_eq!(&same, &bytes);
        }
        let (doc, found) = check(source);
        let plan = fix::plan(&found, Applicability::Unsafe);
        let Ok(written) = doc.source.write(&plan.edits) else { return Ok(()) };
        let encode = |text: &str| doc.source.origin().encode(text).map(|b| b.len()).unwrap_or(0);
        let mark = encode("");
        let (mut old, mut new, mut at) = (0, 0, 0);
        for edit in &plan.edits {
            let kept = doc.text().get(at..edit.span.start()).unwrap_or_default();
            let len = encode(kept) - mark + if at == 0 { mark } else { 0 };
            prop_assert_eq!(bytes.get(old..old + len), written.get(new..new + len));
            old += len + encode(edit.span.of(doc.text())) - mark;
            new += len + encode(&edit.text) - mark;
            at = edit.span.end();
            if at == 0 {
                // An edit at the very start stands behind the mark.
                (old, new) = (old + mark, new + mark);
            }
        }
        prop_assert_eq!(bytes.get(old..), written.get(new..));
    }

    #[test]
    fn fixes_come_to_rest(text in draft()) {
        for trust in [Applicability::Safe, Applicability::Unsafe] {
            let fixed = fix::run(Source::from_text("a.txt", text.as_str()), trust, &mut |doc| CHECKER.check(doc));
            let fixed = fixed.map_err(|e| TestCaseError::fail(e.to_string()))?;
            let again = fix::run(fixed.source.clone(), trust, &mut |doc| CHECKER.check(doc));
            prop_assert_eq!(again.map(|f| f.count()).ok(), Some(0));
        }
    }

    #[test]
    fn encodings_marks_and_line_ends_change_nothing(text in draft()) {
        let plain = said(Source::from_text("a.txt", text.as_str()), "\n");
        for encoding in 1..5 {
            let Some(bytes) = bytes_of(&text, encoding) else { continue };
            // Too few words to tell an encoding by are no draft.
            let Ok(source) = Source::from_bytes("a.txt", bytes) else { continue };
            if source.text == text {
                prop_assert_eq!(&said(source, "\n"), &plain, "encoding {}", encoding);
            }
        }
        for ends in ["\r\n", "\r"] {
            let other = said(Source::from_text("a.txt", text.replace('\n', ends)), ends);
            prop_assert_eq!(&other, &plain, "{:?}", ends);
        }
    }

    #[test]
    fn a_line_end_at_the_end_changes_nothing(text in draft()) {
        let text = text.trim_end_matches('\n');
        let plain = said(Source::from_text("a.txt", text), "\n");
        prop_assert_eq!(said(Source::from_text("a.txt", format!("{text}\n")), "\n"), plain);
    }

    /// A wrong word is wrong in whatever draft it stands: of rules that look at single words, two drafts one after the
    /// other get what each of them gets alone.
    #[test]
    fn two_drafts_in_one_get_what_each_gets(a in draft(), b in draft()) {
        let local = |text: &str, from: u32| -> Vec<(u32, String)> {
            let (_, found) = check(Source::from_text("a.txt", text));
            let words = found.iter().filter(|d| matches!(d.rule.pack(), "idiom" | "slip") || d.rule.as_str() == "placeholder/letter-x");
            words.map(|d| (d.span.start + from, d.rule.to_string())).collect()
        };
        let mut apart = local(&a, 0);
        apart.extend(local(&b, a.len() as u32 + 2));
        prop_assert_eq!(local(&format!("{a}\n\n{b}"), 0), apart);
    }
}
