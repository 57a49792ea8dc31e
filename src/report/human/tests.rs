//! What a drafter sees.

use super::super::{Checked, Format, Options, example};
use crate::diagnostic::{Applicability, Fix, Level, RuleId};
use crate::span::Span;

fn printed(checked: &Checked) -> String {
    example::printed(Format::Human, Options::plain(Format::Human), checked)
}

#[test]
fn one_error_with_a_fix() {
    let doc = example::doc("同志们：\n要坚决捍卫“连个确立”，做到“两个维护”。\n");
    let d = example::fixed(&doc, "连个确立", 0, "两个确立");
    insta::assert_snapshot!(printed(&Checked::new(doc, vec![d])), @r#"
      × 错误 “连个确立”应为“两个确立” [slogan/near-miss]
       ╭─[a.txt:2:7]
     2 │ 要坚决捍卫“连个确立”，做到“两个维护”。
       ·            ────────
       ╰────
      说明：固定表述不能错一个字。
      改法：改为“两个确立”（可自动修改）

    核完 1 份：错误 1；--fix 可自动改 1 处；全文约 18 字，按每分钟 180 字念不到 1 分钟。
    "#);
}

#[test]
fn many_of_one_rule_in_one_line_are_one_report() {
    let doc = example::doc(&format!("{}\n", "今年投资XX亿元，建成××项，".repeat(8)));
    let all = (0..8).map(|i| example::at(&doc, "XX", i, "占位符“XX”没有填写")).collect();
    insta::assert_snapshot!(printed(&Checked::new(doc, all)), @r#"
      × 错误 占位符“XX”没有填写（本段共 8 处，列出前 5 处，另有 3 处）
      │ [slogan/near-miss]
       ╭─[a.txt:1:5]
     1 │ 今年投资XX亿元，建成××项，今年投资XX亿元，建成××项，今年投资XX亿元，…
       ·         ──                        ──                        ──
       ╰────
       ╭─[a.txt:1:50]
     1 │ …建成××项，今年投资XX亿元，建成××项，今年投资XX亿元，建成××项，…
       ·                    ──                        ──
       ╰────
      说明：固定表述不能错一个字。

    核完 1 份：错误 8；全文约 88 字，按每分钟 180 字念不到 1 分钟。
    "#);
}

#[test]
fn different_messages_and_related_places_are_labelled() {
    let doc = example::doc("我讲三点意见。一是学，二是做。");
    let mut d = example::at(&doc, "三点", 0, "预告三点，实有两点");
    d.level = Level::Warning;
    d.related = vec![(Span::new(21, 27), "第一点".to_owned()), (Span::new(33, 39), "最后一点".to_owned())];
    d.fixes = vec![
        Fix::replace(d.span, "两点", Applicability::Unsafe),
        Fix { title: "补写第三点".to_owned(), edits: Vec::new(), applicability: Applicability::Manual },
    ];
    d.also = vec![RuleId::new("numbering", "gap")];
    insta::assert_snapshot!(printed(&Checked::new(doc, vec![d])), @r#"
      ⚠ 警告 预告三点，实有两点 [slogan/near-miss，并见 numbering/gap]
       ╭─[a.txt:1:3]
     1 │ 我讲三点意见。一是学，二是做。
       ·     ────      ──┬─    ──┬─
       ·       │         │       ╰── 最后一点
       ·       │         ╰── 第一点
       ╰────
      说明：固定表述不能错一个字。
      改法：改为“两点”（可试改，须人工确认）
      改法：补写第三点（须人工修改）

    核完 1 份：警告 1；--unsafe-fixes 可试改 1 处，改后须人工确认；全文约 12 字，按每分钟 180 字念不到 1 分钟。
    "#);
}

#[test]
fn something_missing_at_the_end_has_a_caret() {
    let doc = example::doc("同志们：\n开会。\n");
    let mut d = example::at(&doc, "", 0, "缺少致谢");
    d.span = Span::at(22);
    insta::assert_snapshot!(printed(&Checked::new(doc, vec![d])), @r#"
      × 错误 缺少致谢 [slogan/near-miss]
       ╭─[a.txt:2:4]
     2 │ 开会。 
       ·       ▲
       ╰────
      说明：固定表述不能错一个字。

    核完 1 份：错误 1；全文约 5 字，按每分钟 180 字念不到 1 分钟。
    "#);
}

#[test]
fn hints_are_folded_into_the_summary() {
    let doc = example::doc("甲\n");
    let mut d = example::at(&doc, "甲", 0, "提示");
    d.level = Level::Info;
    assert_eq!(
        printed(&Checked::new(doc, vec![d])),
        "核完 1 份：提示 1（未列出，加 --level info 查看）；全文约 1 字，按每分钟 180 字念不到 1 分钟。\n"
    );
}

#[test]
fn nothing_in_a_draft_reaches_the_terminal_as_a_command() {
    let text = "坚决\u{1b}[31m捍卫\u{202e}连\u{200b}个确立\u{9b}。";
    let mut doc = example::doc(text);
    doc.source.name = "a\u{1b}]8;;x\u{7}.txt".to_owned();
    let mut d = example::at(&doc, "连\u{200b}个确立", 0, "写错\u{1b}[2J");
    d.why = "因为\u{1b}[0m".into();
    d.related = vec![(Span::new(0, 6), "此处\u{1b}".to_owned())];
    d.fixes = vec![Fix::replace(d.span, "\u{1b}", Applicability::Safe)];
    let checked = Checked::new(doc, vec![d]);
    for unicode in [true, false] {
        let options = Options { unicode, ..Options::plain(Format::Human) };
        let out = example::printed(Format::Human, options, &checked);
        assert!(
            !out.contains(|c: char| c != '\n' && (c.is_control() || c == '\u{202e}' || c == '\u{200b}')),
            "{out:?}"
        );
        assert!(unicode || out.contains("x 错误"), "{out}");
    }
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let doc = example::doc("连个确立");
    let d = example::fixed(&doc, "连个确立", 0, "两个确立");
    let checked = Checked::new(doc, vec![d]);
    assert!(!printed(&checked).contains('\u{1b}'));
    let options = Options { color: true, ..Options::plain(Format::Human) };
    let out = example::printed(Format::Human, options, &checked);
    assert!(out.contains("\u{1b}[31m× 错误"), "{out:?}");
    assert!(!out.contains("\u{1b}]8"), "{out:?}");
}

#[test]
fn underlines_stand_under_wide_characters() {
    let doc = example::doc("a同志b们，连个确立");
    let d = example::at(&doc, "连个确立", 0, "写错");
    let out = printed(&Checked::new(doc, vec![d]));
    let line = out.lines().find(|l| l.contains("连个")).expect("excerpt");
    let under = out.lines().find(|l| l.contains('─') && l.contains('·')).expect("underline");
    let before = |text: &str, stop: &str| super::columns(&text[..text.find(stop).expect("there")]);
    assert_eq!(before(line, "连个"), before(under, "─"));
    assert_eq!(under.matches('─').count(), 8);
}

#[test]
fn a_thousand_in_long_lines_say_little() {
    let doc = example::doc(&format!("{}\n", "坚决捍卫连个确立，努力工作；各位同志们好。".repeat(40)).repeat(25));
    let all = (0..1000).map(|i| example::fixed(&doc, "连个确立", i, "两个确立")).collect();
    let checked = Checked::new(doc, all);
    let out = printed(&checked);
    assert!(out.len() < 200_000);
}
