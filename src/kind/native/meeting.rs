//! The meeting a title names against the one the speech opens, and who speaks by the title against who speaks by the
//! end.

use super::Finding;
use crate::document::glyph::within;
use crate::document::{Document, Role};
use crate::kind::text::find;
use crate::span::Span;

/// Words that open a meeting.
const OPENS: [&str; 4] = ["召开", "举行", "举办", "参加"];
/// What a name may begin with and still be the same name.
const HEADS: [&str; 26] = [
    "全省",
    "全市",
    "全县",
    "全区",
    "全镇",
    "全乡",
    "全州",
    "全系统",
    "省委",
    "市委",
    "县委",
    "区委",
    "省政府",
    "市政府",
    "县政府",
    "区政府",
    "政府系统",
    "政府",
    "这次",
    "本次",
    "今年",
    "一个",
    "一次",
    "的",
    "了",
    "年度",
];
/// What it may end with.
const TAILS: [&str; 6] = ["工作会议", "专题会议", "大会", "会议", "会", "工作"];

/// A name without what may be left out: `全县防汛工作会议` → `防汛`.
fn core(name: &str) -> &str {
    let mut name = name;
    loop {
        let digits = name.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = digits.strip_prefix('年').unwrap_or(digits);
        let next = HEADS.iter().find_map(|head| digits.strip_prefix(head)).unwrap_or(digits);
        if next == name {
            break;
        }
        name = next;
    }
    while let Some(next) = TAILS.iter().find_map(|tail| name.strip_suffix(tail)) {
        name = next;
    }
    name
}

/// How many characters two names share in order. Both are short.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for &x in a {
        let mut left = 0;
        for (i, &y) in b.iter().enumerate() {
            let above = row.get(i + 1).copied().unwrap_or(0);
            let here = if x == y { left + 1 } else { above.max(row.get(i).copied().unwrap_or(0)) };
            left = above;
            if let Some(cell) = row.get_mut(i + 1) {
                *cell = here;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The meeting in a title: `在全县防汛工作会议上的讲话`.
fn titled(doc: &Document) -> Option<(Span, String)> {
    let span = doc.title()?;
    let title: String = doc.slice(span).split(['\n', '\r']).map(str::trim).collect();
    let start = title.find('在').map(|at| at + '在'.len_utf8())?;
    let end = title.rfind("上的").or_else(|| title.rfind("上讲话"))?;
    let name = title.get(start..end)?;
    (name.ends_with('会') || name.ends_with("会议")).then(|| (span, name.to_owned()))
}

/// The name of the meeting that a clause opens, up to the last `会`.
fn opened(doc: &Document, clause: Span) -> Option<Span> {
    let text = doc.slice(clause);
    let at = OPENS.iter().filter_map(|word| Some(find(text, word)? + word.len())).min()?;
    let rest = text.get(at..)?;
    let end = rest.rfind("会议").map(|e| e + "会议".len()).or_else(|| rest.rfind('会').map(|e| e + '会'.len_utf8()))?;
    let name = rest.get(..end)?;
    let skip = name.len() - name.trim_start_matches(['了', '的']).len();
    within(name, 40).then(|| Span::new(clause.start() + at + skip, clause.start() + at + end))
}

/// Reports the meeting's name in the opening where it is nearly that of the title, and not a part of it.
pub(super) fn name(doc: &Document, out: &mut Vec<Finding>) {
    let Some((title, full)) = titled(doc) else { return };
    let wanted = core(&full);
    let body = doc.body();
    let blocks = doc.blocks.get(body.start..body.end.min(body.start + 2)).unwrap_or(&[]);
    let sentences = blocks.iter().filter_map(|b| doc.sentences.get(b.sentences.clone())).flatten().take(3);
    for sentence in sentences {
        for clause in crate::document::sentence::clauses(doc.text(), &doc.signs, sentence.span) {
            let Some(span) = opened(doc, clause) else { continue };
            let written = core(doc.slice(span));
            let (a, b): (Vec<char>, Vec<char>) = (wanted.chars().collect(), written.chars().collect());
            if a.len() < 4 || b.len() < 4 || wanted.contains(written) || written.contains(wanted) {
                return;
            }
            let shared = common(&a, &b);
            let near = a.len().max(b.len()) - shared;
            // One name is the other with words left out: said so every day.
            let shortened = shared == b.len() && !(written.contains('暨') && wanted.contains('暨'));
            if shortened || shared * 10 < a.len().min(b.len()) * 7 || near > 6 {
                return;
            }
            out.push(Finding {
                vars: vec![("fix", full)],
                related: vec![(title, "标题".to_owned())],
                ..Finding::at(span)
            });
            return;
        }
    }
}

/// A speech that ends as a statement, or one given for somebody else who stands in the title.
pub(super) fn identity(doc: &Document, out: &mut Vec<Finding>) {
    let Some(title) = doc.title() else { return };
    let named = doc.slice(title);
    let speech = named.trim_end_matches(['）', ')']).ends_with("讲话");
    if !speech {
        return;
    }
    let body = doc.blocks.iter().filter(|b| !matches!(b.role, Role::Boilerplate | Role::Title | Role::Code));
    let blocks: Vec<_> = body.collect();
    for block in blocks.iter().rev().take(4).rev() {
        let text = doc.slice(block.span);
        let found = ["发言完毕", "我的发言完了", "我的发言结束", "我的发言就到这里", "我的发言到此", "汇报完毕"];
        for (at, word) in found.iter().filter_map(|word| Some((find(text, word)?, word))).take(1) {
            let start = block.span.start() + at;
            out.push(Finding {
                vars: vec![("fix", "标题写的是“讲话”".to_owned())],
                related: vec![(title, "标题".to_owned())],
                ..Finding::at(Span::new(start, start + word.len()))
            });
        }
    }
    let byline = doc.blocks.iter().filter(|b| b.role == Role::Byline).map(|b| doc.slice(b.span));
    let speaker: Vec<&str> = std::iter::once(named).chain(byline).collect();
    for block in blocks.iter().filter(|b| b.role == Role::Paragraph).take(3) {
        let text = doc.slice(block.span);
        let Some(at) = text.find('受') else { continue };
        let rest = text.get(at..).unwrap_or("");
        let Some(end) = rest.find("委托").filter(|end| *end < 40) else { continue };
        let asked = rest.get('受'.len_utf8()..end).unwrap_or("");
        let same = ["书记", "省长", "市长", "县长", "区长", "镇长", "局长", "主任"].iter().find(|post| {
            asked.ends_with(**post)
                && speaker
                    .iter()
                    .any(|s| s.match_indices(**post).any(|(at, _)| !s.get(..at).unwrap_or("").ends_with('副')))
        });
        if same.is_some() {
            let start = block.span.start() + at;
            out.push(Finding {
                vars: vec![("fix", "标题或署名就是本人".to_owned())],
                related: vec![(title, "标题".to_owned())],
                ..Finding::at(Span::new(start, start + end + "委托".len()))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn names_of_a_meeting() {
        let found = |title: &str, opening: &str| probe("meeting-name", &format!("{title}\n同志们：\n{opening}\n")).0;
        let title = "在县政府廉政工作暨集体廉政谈话会上的讲话";
        assert_eq!(found(title, "今天，我们召开廉政暨集体廉政谈话会议，很重要。"), ["廉政暨集体廉政谈话会议"]);
        assert_eq!(
            found("在全县防汛抗旱工作会议上的讲话", "今天召开全县防汛抗灾工作会议，很重要。"),
            ["全县防汛抗灾工作会议"]
        );
        for opening in
            ["今天召开这次会议，很重要。", "今天，县政府召开廉政工作会议，很重要。", "刚才参加了学习会，很好。"]
        {
            assert_eq!(found(title, opening), Vec::<String>::new(), "{opening}");
        }
    }

    #[test]
    fn who_speaks() {
        let found = |text: &str| probe("speaker", text).0;
        assert_eq!(
            found("在大会上的讲话\n县长 张某\n同志们：\n受县长委托，我讲三点。\n谢谢！我的发言完毕。"),
            ["发言完毕", "受县长委托"]
        );
        assert_eq!(
            found("在大会上的讲话\n副县长 张某\n同志们：\n受县长委托，我讲三点。\n谢谢！"),
            Vec::<String>::new()
        );
        assert_eq!(found("在大会上的发言\n同志们：\n我讲三点。\n我的发言完毕。"), Vec::<String>::new());
    }
}
