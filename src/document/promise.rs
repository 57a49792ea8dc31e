//! Sentences and series → promises: an announced count (`讲三点意见`, `以下六个方面`) and the series that keeps it.
//!
//! A promise is recorded where a number and a unit stand together and something announces them: a verb before
//! (`讲` `抓好` `表现在`) or a colon after. Its target is the series that begins right after it; where the draft says
//! anything else in between, there is none, for a wrong target is worse than no target.

use super::block::{Block, Role};
use super::glyph::{char_at, char_before, is_closer, is_han, is_stop};
use super::numeral::{arabic_prefix, han, is_han_numeral};
use super::sentence::Sentence;
use super::series::{Series, SeriesStyle};
use super::signs::Signs;
use crate::span::Span;

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The announced number.
    pub count: u32,
    /// The words that announce: `三点意见`.
    pub span: Span,
    /// Index of the series that follows, where there is one.
    pub target: Option<u32>,
    /// Index of the block it stands in.
    pub block: u32,
    /// How far the target is to be doubted: 0 a colon or a line end lies between, 1 there is text in between.
    pub doubt: u8,
}

/// Finds all promises and what each points at.
#[must_use]
pub fn find(text: &str, signs: &Signs, blocks: &[Block], sentences: &[Sentence], series: &[Series]) -> Vec<Promise> {
    let mut promises = Vec::new();
    let mut from = 0;
    let mut numerals = signs.numerals().iter().map(|at| *at as usize).peekable();
    for (index, block) in blocks.iter().enumerate() {
        if !matches!(block.role, Role::Heading(_) | Role::Paragraph) {
            continue;
        }
        let mut at = block.marker.map_or(block.span.start(), |m| m.span.end());
        while let Some(number) = numerals.next_if(|number| *number < block.span.end()) {
            // Before the text of this block, or part of the number before it.
            if number < at {
                continue;
            }
            at = number_end(text, number);
            if let Some((count, span)) = announced(text, block.span, Span::new(number, at)) {
                let next = promises.last().map_or(0, |p: &Promise| p.span.end);
                debug_assert!(next <= span.start);
                at = span.end();
                promises.push(Promise { count, span, target: None, block: index as u32, doubt: 0 });
            }
        }
    }
    // Series and promises are both in order of place, so one walk finds what follows each promise.
    for index in 0..promises.len() {
        let limit = promises.get(index + 1).map_or(u32::MAX, |p| p.span.start);
        let Some(promise) = promises.get_mut(index) else { break };
        while series.get(from).and_then(|s| s.items.first()).is_some_and(|i| i.marker.start < promise.span.end) {
            from += 1;
        }
        if let Some((target, doubt)) = target(text, blocks, sentences, series, from, promise, limit) {
            promise.target = Some(target);
            promise.doubt = doubt;
        }
    }
    promises
}

/// Where the number at `at` ends, so that its tail is not read as another one.
fn number_end(text: &str, at: usize) -> usize {
    let part = |c: char| c == '.' || c.is_ascii_digit() || ('０'..='９').contains(&c) || is_han_numeral(c);
    text.get(at..).map_or(at, |rest| text.len() - rest.trim_start_matches(part).len())
}

/// Units that announce by themselves, and what may follow them.
const UNITS: [&str; 17] = [
    "个方面",
    "方面",
    "点",
    "条",
    "项",
    "句话",
    "个问题",
    "件事",
    "个重点",
    "种形式",
    "个环节",
    "个层面",
    "个特点",
    "个要求",
    "大任务",
    "大方面",
    "个关键",
];

/// What may stand between unit and end: `三点意见` `六项重点工作`.
const NOUNS: [&str; 39] = [
    "主要", "重点", "具体", "工作", "任务", "意见", "要求", "建议", "希望", "体会", "感受", "想法", "看法", "措施",
    "举措", "内容", "问题", "议程", "情况", "打算", "事项", "的", "认识", "承诺", "准备", "做起", "原因", "教训",
    "启示", "表现", "短板", "不足", "差距", "做法", "经验", "成效", "变化", "特征", "优势",
];

/// Words that announce.
const VERBS: [&str; 33] = [
    "讲",
    "谈",
    "提",
    "强调",
    "做好",
    "抓",
    "开展",
    "突出",
    "把握",
    "表现在",
    "表现为",
    "体现在",
    "归纳",
    "概括",
    "以下",
    "如下",
    "下列",
    "这样",
    "分",
    "从",
    "说",
    "围绕",
    "部署",
    "汇报",
    "有",
    "是",
    "落实",
    "处理好",
    "做到",
    "注意",
    "作",
    "实施",
    "报告",
];

/// The announcement that begins with a number.
fn announced(text: &str, block: Span, number: Span) -> Option<(u32, Span)> {
    let here = Span { end: block.end, ..number };
    let s = here.of(text);
    let mut rest = s.get(number.len()..)?;
    // Most numbers count something else.
    if !rest.starts_with(['个', '方', '点', '条', '项', '句', '件', '种', '大']) {
        return None;
    }
    let count = match han(number.of(text)) {
        Some(count) => count,
        None => arabic_prefix(s).filter(|(_, len, _)| *len == number.len())?.0,
    };
    let before = char_before(text, here.start()).filter(|_| here.start > block.start);
    // Part of another number or an ordinal: `第三项` `十几` `2.3点`.
    if before.is_some_and(|c| {
        c.is_ascii_alphanumeric() || is_han_numeral(c) || "第.每各近约百千万亿点前后数几第反余“”、".contains(c)
    }) || count < 2
    {
        return None;
    }
    rest = rest.strip_prefix("大").filter(|r| r.starts_with("方面")).unwrap_or(rest);
    let unit = UNITS.into_iter().find(|u| rest.starts_with(u))?;
    let mut end = s.len() - rest.len() + unit.len();
    let mut nouns = 0;
    while let Some(noun) = s.get(end..).and_then(|r| NOUNS.into_iter().find(|n| r.starts_with(n))) {
        end += noun.len();
        nouns += 1;
        if nouns == 3 {
            break;
        }
    }
    let span = Span { start: here.start, end: here.start + end as u32 };
    let follows = char_at(text, span.end()).filter(|_| span.end < block.end);
    // The phrase must be done: `三项基本医疗保险`, `七点二个百分点`, `两方面的典型` go on.
    let done = follows.is_none_or(|c| !is_han(c) || c == '：')
        || matches!(unit, "点" | "个方面" | "方面")
            && s.get(end..).is_some_and(|r| {
                [
                    "入手",
                    "着手",
                    "下功夫",
                    "发力",
                    "用力",
                    "予以",
                    "来",
                    "加以",
                    "推进",
                    "和大家",
                    "同大家",
                    "与大家",
                    "跟大家",
                    "向大家",
                    "作",
                    "谈",
                ]
                .iter()
                .any(|w| r.starts_with(w))
            });
    if !done
        || s.get(..end).is_some_and(|p| p.ends_with('的'))
        || follows.is_some_and(|c| "、”%％）".contains(c) || c.is_ascii_digit())
    {
        return None;
    }
    let colon = matches!(follows, Some('：' | ':' | '—'));
    let head = clause_before(text, block, here.start());
    let verb = || VERBS.iter().any(|v| head.contains(v));
    // `点`, `条` and `项` count many things; they announce with a verb or a colon only.
    (colon || (nouns > 0 || !matches!(unit, "条" | "项")) && verb()).then_some((count, span))
}

/// The words of the same clause before `at`, at most ten characters.
fn clause_before(text: &str, block: Span, at: usize) -> &str {
    let head = Span { start: block.start, end: at as u32 }.of(text);
    let mut start = head.len();
    for (i, c) in head.char_indices().rev().take(10) {
        if is_stop(c) || matches!(c, '，' | '；' | '：' | '、' | '”') {
            break;
        }
        start = i;
    }
    head.get(start..).unwrap_or("")
}

/// The series that keeps a promise: it begins with the next clause, the next sentence or the next block.
fn target(
    text: &str,
    blocks: &[Block],
    sentences: &[Sentence],
    series: &[Series],
    from: usize,
    promise: &Promise,
    limit: u32,
) -> Option<(u32, u8)> {
    let block = blocks.get(promise.block as usize)?;
    for (index, one) in series.iter().enumerate().skip(from).take(4) {
        let first = one.items.first()?;
        if first.marker.start >= limit && first.block == promise.block {
            return None;
        }
        if first.number != 1 || one.style == SeriesStyle::Aspect && promise.count != 2 {
            continue;
        }
        let between = Span { start: promise.span.end, end: first.marker.start };
        if first.block == promise.block {
            if first.at_head {
                return None;
            }
            let text = between.of(text);
            // `三个方面：一是…` or `三个方面。一是…`; with a short apposition `三点，主要是：一是…`.
            let stops = text.chars().filter(|&c| is_stop(c)).count();
            let close =
                text.len() <= 60 && stops <= 1 && (stops == 0 || text.trim_end_matches(is_closer).ends_with(is_stop));
            return close.then_some((index as u32, u8::from(text.len() > 12)));
        }
        if !first.at_head {
            // A list inside some later paragraph keeps no promise of this one, unless it begins the next one.
            continue;
        }
        // The promise must be the last thing said in its block, so that the next marked block is what it means.
        let last = sentences.get(block.sentences.clone()).and_then(|s| s.last())?;
        let tail = Span { start: promise.span.end, end: block.span.end }.of(text);
        // A word of courtesy may come after it: `讲得不对的地方，请大家批评指正。`
        let courtesy = ["指正", "参考", "研究", "讨论", "共勉", "批评", "支持"].iter().any(|w| tail.contains(w));
        let outermost = one.style <= SeriesStyle::HanDun && one.parent.is_none();
        let polite = courtesy && outermost && tail.len() < 150;
        if last.span.start > promise.span.start && !matches!(block.role, Role::Heading(_)) && !polite {
            return None;
        }
        if tail.len() > 60 && !polite {
            return None;
        }
        let gap = first.block - promise.block;
        // Paragraphs may lead over to the list, headings may not.
        let skipped = blocks.get(promise.block as usize + 1..first.block as usize)?;
        if gap > 4
            || skipped.iter().any(|b| b.marker.is_some() || matches!(b.role, Role::Heading(_)))
            || first.marker.start >= limit
        {
            return None;
        }
        return Some((index as u32, u8::from(gap > 1)));
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    type Found<'a> = (&'a str, u32, Option<usize>);

    /// The announced words, and how many items their target has.
    fn found(text: &str) -> Vec<Found<'_>> {
        let doc = Document::from_text(text);
        let items = |t: u32| doc.series.get(t as usize).map(|s| s.items.len());
        doc.promises.iter().map(|p| (p.span.of(text), p.count, p.target.and_then(items))).collect()
    }

    #[test]
    fn announcements_and_what_keeps_them() {
        let cases: &[(&str, &[Found<'_>])] = &[
            ("下面，我讲三点意见。\n一、学\n二、干\n三、比", &[("三点意见", 3, Some(3))]),
            ("主要抓好以下两个方面：\n（一）抓学。要快。\n（二）抓干。要实。", &[("两个方面", 2, Some(2))]),
            ("问题主要有四个方面：一是慢；二是散；三是软。", &[("四个方面", 4, Some(3))]),
            ("表现在两个方面：一方面，学得少。另一方面，干得慢。", &[("两个方面", 2, Some(2))]),
            ("今天会议共有两项议程：一是传达精神；二是安排工作。", &[("两项议程", 2, Some(2))]),
            ("我再强调3点。一要严。二要实。三要快。", &[("3点", 3, Some(3))]),
            ("送大家三句话：第一，学；第二，干；第三，比。", &[("三句话", 3, Some(3))]),
            ("我谈三点意见。这些年变化很大。\n一、学\n二、干\n三、比", &[("三点意见", 3, None)]),
            ("我谈三点意见。讲得不对的，请批评指正。\n一、学\n二、干", &[("三点意见", 3, Some(2))]),
            ("我准备从四个方面和大家交流。\n一、学\n二、干\n三、比", &[("四个方面", 4, Some(3))]),
        ];
        for (text, want) in cases {
            assert_eq!(found(text), *want, "{text}");
        }
    }

    #[test]
    fn numbers_that_announce_nothing() {
        for text in [
            "下面，我讲几点意见。\n一、学",
            "提高了七点二个百分点。",
            "落实三项基本医疗保险。",
            "从正反两方面的典型看，差距不小。一是慢；二是散。",
            "抓好第三项工作：一是甲；二是乙。",
            "会议下午三点开始。",
            "增长2.3点。",
            "新修道路二十多条：一是东路；二是西路。",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
