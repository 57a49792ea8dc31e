//! What a meeting's own papers must agree on: the items of the agenda as the host calls them, the edition that the
//! title names, and the mark behind the salutation.

use super::{Finding, Hit};
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::{char_at, char_before, is_han};
use crate::document::numeral::{arabic_prefix, han_prefix, to_han};
use crate::document::{Document, Role};
use crate::span::Span;

/// A number in ideographs or digits at the head of `s`, and its length.
fn number(s: &str) -> Option<(u32, usize)> {
    han_prefix(s).or_else(|| arabic_prefix(s).map(|(n, len, _)| (n, len)))
}

/// Words by which a host goes on to the next item.
const GOES_ON: [&str; 12] = [
    "进行",
    "进行会议",
    "进行大会",
    "进入",
    "进入会议",
    "会议进行",
    "大会进行",
    "开始",
    "现在进行",
    "下面是",
    "接下来是",
    "进行今天会议的",
];

/// `下面，进行第三项` twice, or the fifth item after the third.
pub(super) fn agenda(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    let mut last: Option<(u32, Span)> = None;
    let mut owed = 0;
    for hit in hits {
        let left = text.get(..hit.span.start()).unwrap_or("");
        let rest = text.get(hit.span.end()..).unwrap_or("");
        let Some((n, len)) = number(rest) else { continue };
        if !rest.get(len..).is_some_and(|r| r.starts_with('项')) || !GOES_ON.iter().any(|w| left.ends_with(w)) {
            continue;
        }
        let span = Span::new(hit.span.start(), hit.span.end() + len + '项'.len_utf8());
        if n == 1 {
            (last, owed) = (Some((1, span)), 1);
            continue;
        }
        if let Some((before, place)) = last
            && n != owed + 1
            && n != before + 1
            && before > 0
        {
            let fix = format!("第{}项", to_han(owed + 1));
            let vars = vec![("fix", fix.clone()), ("n", doc.slice(place).to_owned())];
            let fixes = vec![Fix::replace(span, &fix, Applicability::Unsafe)];
            out.push(Finding { vars, fixes, related: vec![(place, "上一项".to_owned())], ..Finding::at(span) });
        }
        owed = if last.is_some() { owed + 1 } else { n };
        last = Some((n, span));
    }
}

/// What is numbered: `第六届澄湖荷花节`, `第五次会议`.
const COUNTED: [char; 2] = ['届', '次'];

/// Bodies whose earlier sessions are told of.
const BODIES: [&str; 12] =
    ["全国", "人民", "会议", "全体", "中央", "代表", "党代", "党员", "人大", "政协", "常委", "委员"];

/// Words before another edition that make it another one.
const OTHERS: [&str; 14] = ["上", "从", "自", "首", "前", "历", "往", "至", "与", "和", "同", "比", "去年", "上一年"];

/// The title says `第六届`, the text `第五届` of the same.
pub(super) fn edition(doc: &Document, out: &mut Vec<Finding>) {
    let Some(title) = doc.title() else { return };
    let text = doc.text();
    let head = doc.slice(title);
    for (at, mark) in head.match_indices('第') {
        let rest = head.get(at + mark.len()..).unwrap_or("");
        let Some((own, len)) = number(rest) else { continue };
        let after = rest.get(len..).unwrap_or("");
        let Some(kind) = COUNTED.into_iter().find(|c| after.starts_with(*c)) else { continue };
        // Four characters of the name tell it from other meetings.
        let name: String = after.chars().skip(1).take(4).take_while(|c| is_han(*c)).collect();
        // Congresses and sessions tell of those before them.
        let body = BODIES.iter().any(|w| name.starts_with(w));
        if name.chars().count() < 3 || own < 2 || body {
            continue;
        }
        let key = format!("{kind}{name}");
        for (place, _) in text.match_indices(&key) {
            if place < title.end() {
                continue;
            }
            let left = text.get(..place).unwrap_or("");
            // A number is short: nothing further back is looked at.
            let near = left.char_indices().rev().take(5).find(|(_, c)| *c == '第');
            let Some((start, _)) = near else { continue };
            let said = left.get(start + mark.len()..).and_then(number).filter(|(_, l)| start + mark.len() + l == place);
            let before = left.get(..start).unwrap_or("");
            let near: String = before.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
            let Some((n, _)) = said.filter(|(n, _)| *n != own) else { continue };
            // `在2019年第四届……上`: told of another one.
            if n < 2 || OTHERS.iter().any(|w| before.ends_with(w)) || near.contains('年') || near.contains("下一") {
                continue;
            }
            let whole = head.get(at..at + mark.len() + len + kind.len_utf8()).unwrap_or("");
            let span = Span::new(start, place + key.len());
            let fix = format!("{whole}{name}");
            let vars = vec![("fix", fix.clone())];
            let fixes = vec![Fix::replace(span, &fix, Applicability::Unsafe)];
            out.push(Finding { vars, fixes, related: vec![(title, "标题".to_owned())], ..Finding::at(span) });
        }
    }
}

/// `各位领导、同志们，`: a salutation on a line of its own ends in a colon, or in an exclamation mark.
pub(super) fn salutation_mark(doc: &Document, out: &mut Vec<Finding>) {
    let text = doc.text();
    let Some(span) = doc.blocks.iter().find(|b| b.role == Role::Salutation).map(|b| b.span) else { return };
    let Some(last) = char_before(text, span.end()) else { return };
    let follows = doc.blocks.iter().any(|b| b.span.start >= span.end && b.role == Role::Paragraph);
    if !follows || matches!(last, '：' | ':' | '！' | '!' | '”' | '）') || char_at(text, span.start()).is_none() {
        return;
    }
    let (place, doubt) = if is_han(last) {
        (Span::new(span.end(), span.end()), 1)
    } else {
        (Span::new(span.end() - last.len_utf8(), span.end()), 0)
    };
    let vars = vec![("fix", "：".to_owned())];
    out.push(Finding {
        vars,
        doubt,
        fixes: vec![Fix::replace(place, "：", Applicability::Safe)],
        ..Finding::at(place)
    });
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn items_of_an_agenda() {
        let text = "下面，进行第一项。\n下面，进行第二项。\n下面，进行第二项。\n下面，进行第四项。";
        assert_eq!(probe("agenda", text).0, ["第二项"]);
        assert_eq!(probe("agenda", "现在进行第一项。\n下面，进行第三项。").0, ["第三项"]);
        assert!(probe("agenda", "修改第三项、第二项规定，进行第三项。").0.is_empty());
    }
}
