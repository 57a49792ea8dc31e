//! What numbers say to each other: a list after 分别, parts and their whole, one total given twice, years in Han digits.
//!
//! Silent wherever the sum is not certain to be one: placeholders, growth between total and parts, lists with 等.

use super::{Finding, Hit};
use crate::diagnostic::{Applicability, Fix};
use crate::document::Document;
use crate::document::glyph::{char_at, char_before, is_han};
use crate::kind::text::find;
use crate::span::Span;

/// A number with what is counted, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount<'a> {
    pub(super) value: f64,
    pub(super) unit: &'a str,
    pub(super) span: Span,
}

/// What is counted in drafts, longer names first.
const UNITS: [&str; 30] = [
    "人次", "公里", "万亩", "个", "件", "人", "名", "户", "家", "项", "亩", "起", "元", "吨", "次", "处", "座", "所",
    "套", "辆", "台", "条", "篇", "场", "批", "份", "宗", "只", "头", "间",
];

/// The amounts of `text`, which begins at `base`.
fn amounts(text: &str, base: usize) -> Vec<Amount<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|t| t.find(|c: char| c.is_ascii_digit())).map(|i| at + i) {
        let rest = text.get(start..).unwrap_or("");
        let len = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        at = start + len;
        let Ok(number) = rest.get(..len).unwrap_or("").parse::<f64>() else { continue };
        let mut tail = rest.get(len..).unwrap_or("");
        tail = tail.trim_start_matches(['多', '余']);
        let mut scale = 1.0;
        for (mark, by) in [('万', 1e4), ('亿', 1e8)] {
            if let Some(t) = tail.strip_prefix(mark) {
                (scale, tail) = (scale * by, t);
            }
        }
        tail = tail.trim_start_matches(['多', '余']);
        let Some(unit) = UNITS.iter().find_map(|u| tail.get(..u.len()).filter(|t| t == u)) else { continue };
        let end = start + rest.len() - tail.len() + unit.len();
        // `第3次`, `2×3`, `A4`, `1，825`: no amounts.
        let split = |mark| {
            text.get(..start)
                .and_then(|t| t.strip_suffix(mark))
                .is_some_and(|t| t.ends_with(|c: char| c.is_ascii_digit()))
        };
        let odd = char_before(text, start)
            .is_some_and(|c| matches!(c, '第' | '×' | 'X' | '—' | '-') || c.is_ascii_alphabetic());
        if !odd && !split('，') && !split(',') {
            all.push(Amount { value: number * scale, unit, span: Span::new(base + start, base + end) });
        }
        at = end.max(at);
    }
    all
}

/// The text on the left of `at` back to one of `stops`, with its start; never further than 400 bytes.
fn left<'a>(text: &'a str, at: usize, stops: &[char]) -> &'a str {
    let mut from = at.saturating_sub(400);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = text.get(from..at).unwrap_or("");
    let cut =
        window.rfind(stops).map_or(0, |i| i + window.get(i..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    window.get(cut..).unwrap_or("")
}

/// The text on the right of `at` up to one of `stops`; never further than 600 bytes.
fn right<'a>(text: &'a str, at: usize, stops: &[char]) -> &'a str {
    let mut to = text.len().min(at + 600);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let window = text.get(at..to).unwrap_or("");
    window.get(..window.find(stops).unwrap_or(window.len())).unwrap_or("")
}

const ENDS: [char; 7] = ['。', '；', '！', '？', '\n', '\r', ';'];

/// `工业、投资、消费分别增长8%、9%`.
pub(super) fn respectively(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    for hit in hits {
        let subject =
            left(text, hit.span.start(), &['，', '。', '；', '：', '！', '？', '\n', '\r', ',', ';', '“', '”', '》']);
        let vague =
            ["等", "）", "城乡", "双", "两", "各", "以及", "都", "均", "×", "X", "共", "级", "（", "比", "居", "列"];
        let least = subject.matches('、').count() + 1;
        if least < 2 || vague.iter().any(|v| subject.contains(v)) {
            continue;
        }
        let joined = ['和', '与', '及', '或'].iter().map(|&c| subject.matches(c).count()).sum::<usize>();
        let Some(values) = values(right(text, hit.span.end(), &ENDS)) else { continue };
        if values >= 2 && (values < least || values > least + joined) {
            let vars = vec![("n", least.to_string()), ("count", values.to_string())];
            out.push(Finding { vars, ..Finding::at(hit.span) });
        }
    }
}

/// How many numbers follow each other with `、` or `和` between them; `None` where the list is not plain.
fn values(text: &str) -> Option<usize> {
    let head = text.find(|c: char| c.is_ascii_digit())?;
    let verb = text.get(..head)?;
    if verb.contains(['，', '、', '：', '（', '“', '第', '和', '比', '于', '年']) || verb.chars().count() > 10
    {
        return None;
    }
    let (mut count, mut rest) = (0, text.get(head..)?);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        count += 1;
        let unit = rest.find(|c: char| matches!(c, '、' | '和' | '与' | '及' | '，') || c.is_ascii_digit());
        let Some(unit) = unit else { return Some(count) };
        let name = rest.get(..unit)?;
        // `8个县和5个区`: things, not bare values.
        if name.chars().count() > 5 || name.contains(['年', '月', '第', '（', '—', '～', '至', '-', ':', '倍'])
        {
            return None;
        }
        rest = rest.get(unit..)?;
        let mark = rest.chars().next()?;
        rest = rest.get(mark.len_utf8()..)?;
        let digit = rest.starts_with(|c: char| c.is_ascii_digit());
        match mark {
            '，' => return (!digit && !rest.starts_with(['分', '和'])).then_some(count),
            _ if mark.is_ascii_digit() || !digit => return None,
            _ => {}
        }
    }
}

/// Words after which a number is no part of the whole before.
const OTHER: [&str; 30] = [
    "比", "增长", "较", "增加", "同比", "累计", "总", "全年", "去年", "上年", "合计", "平均", "每", "均", "达到",
    "新增", "带动", "涉及", "惠及", "预计", "到20", "提高", "下降", "减少", "目标", "以来", "补助", "共", "已", "处理",
];

/// Words beside a number that make it something else than the whole.
const GROWN: [&str; 18] = [
    "比", "增长", "较", "增加", "同比", "提高", "下降", "减少", "平均", "每", "均", "×", "X", "净增", "新增", "全部",
    "密度", "超",
];

/// What makes a number a bound.
const BOUNDS: [&str; 3] = ["以上", "以下", "以内"];

/// The whole before `其中`, the parts after it, and whether nothing else follows them.
pub(super) fn split(text: &str, at: usize) -> Option<(Amount<'_>, Vec<Amount<'_>>, &str, &str, bool)> {
    let before = text.get(..at)?.trim_end_matches(['，', '（', ',', '(', '：']);
    if before.len() == at || before.ends_with(['。', '；', '\n', '\r']) {
        return None;
    }
    let clause = left(text, before.len(), &['，', '。', '；', '：', '\n', '\r', '（', '）', ',']);
    if GROWN.iter().any(|w| clause.contains(w)) {
        return None;
    }
    let mut before = amounts(clause, before.len() - clause.len());
    let whole = before.pop()?;
    if before.iter().any(|a| a.unit == whole.unit) {
        return None;
    }
    let from = at + "其中".len();
    let tail = right(text, from, &ENDS);
    let tail = tail.get(..tail.find('）').unwrap_or(tail.len()))?;
    let cut = OTHER.iter().filter_map(|word| find(tail, word)).min().unwrap_or(tail.len());
    let list = tail.get(..cut)?;
    if list.contains(['×', 'X']) {
        return None;
    }
    let parts = amounts(list, from).into_iter().filter(|a| a.unit == whole.unit).collect();
    Some((whole, parts, clause, list, cut == tail.len()))
}

/// `受理120件，其中民事150件`.
pub(super) fn part_over_whole(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    for at in hits.iter().map(|hit| hit.span.start()) {
        let Some((whole, parts, _, list, _)) = split(text, at) else { continue };
        // `都在5万元以上`: a bound is no total.
        if text.get(whole.span.end()..at).is_some_and(|rest| BOUNDS.iter().any(|b| rest.starts_with(b))) {
            continue;
        }
        // `新开工900套、新竣工300套，其中城区新开工500套`: it may be part of what stands further back.
        let sentence = left(text, whole.span.start(), &['。', '；', '\n', '\r']);
        let other = amounts(sentence, whole.span.start() - sentence.len());
        let most = other.iter().filter(|a| a.unit == whole.unit).map(|a| a.value).fold(whole.value, f64::max);
        // Further on the list may have left the whole behind.
        let lead = list.len() - list.trim_start_matches(['，', '：', ',', ':']).len();
        let near =
            at + "其中".len() + list.get(lead..).and_then(|l| l.find(['，', ','])).map_or(list.len(), |i| lead + i);
        if let Some(part) = parts.iter().find(|p| p.value > most && p.span.end() <= near) {
            let related = vec![(whole.span, "总数在这里".to_owned())];
            let vars = vec![("n", doc.slice(whole.span).to_owned())];
            out.push(Finding { vars, related, ..Finding::at(part.span) });
        }
    }
}

/// Parts that may hold the same thing twice.
const CROSSED: [&str; 16] = [
    "女",
    "少数民族",
    "党员",
    "大专",
    "本科",
    "学历",
    "以上",
    "以下",
    "岁",
    "青年",
    "退役",
    "含",
    "包括",
    "妇女",
    "级",
    "等",
];

/// `共120件，其中民事80件、行政30件、其他20件`.
pub(super) fn sum_mismatch(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    for at in hits.iter().map(|hit| hit.span.start()) {
        let Some((whole, parts, clause, list, closed)) = split(text, at) else { continue };
        let crossed = CROSSED.iter().any(|w| list.contains(w));
        if !closed || crossed || parts.len() < 2 || !["共", "合计", "总计"].iter().any(|w| clause.contains(w)) {
            continue;
        }
        let sum: f64 = parts.iter().map(|p| p.value).sum();
        let off = (sum - whole.value).abs() / whole.value.max(1e-9);
        if off > 0.005 && sum >= whole.value * 0.9 {
            let scale = if whole.value >= 1e8 {
                1e8
            } else if whole.value >= 1e4 {
                1e4
            } else {
                1.0
            };
            let name = if scale > 1e4 {
                "亿"
            } else if scale > 1.0 {
                "万"
            } else {
                ""
            };
            let shown = (sum / scale * 100.0).round() / 100.0;
            let vars = vec![("n", doc.slice(whole.span).to_owned()), ("count", format!("{shown}{name}{}", whole.unit))];
            let related = parts.iter().map(|p| (p.span, "分项".to_owned())).collect();
            out.push(Finding { vars, related, ..Finding::at(whole.span) });
        }
    }
}

/// What a place has a fixed number of, longer names first.
pub(super) const FIXED: [&str; 14] = [
    "个县（市、区）",
    "个县市区",
    "个县（区）",
    "个县区",
    "个乡镇街道",
    "个乡（镇）",
    "个乡镇",
    "个街道",
    "个行政村",
    "个村（社区）",
    "个建制村",
    "个镇",
    "个社区",
    "个村民小组",
];

/// `全县12个乡镇` here and `全县13个乡镇` there.
pub(super) fn two_values(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    let mut known: Vec<(&str, &str, &str, Span)> = Vec::new();
    // Of two names that begin together the longer one is meant.
    for hits in hits.chunk_by(|a, b| a.span.start == b.span.start) {
        let Some(counted) = hits.iter().min_by_key(|hit| hit.tag).map(|hit| hit.span) else { continue };
        let at = counted.start();
        let number = left(text, at, &['，', '。', '；', '\n', '\r', '、', '“', '：', '！']);
        let digits = number
            .get(
                number
                    .rfind(|c: char| !c.is_ascii_digit())
                    .map_or(0, |i| i + char_at(number, i).map_or(1, char::len_utf8))..,
            )
            .unwrap_or("");
        let place = number.strip_suffix(digits).unwrap_or("");
        let place: &str = place.strip_suffix('有').or(place.strip_suffix('共')).unwrap_or(place);
        let Some(whole) =
            ["全县", "全市", "全区", "全旗", "全省", "全镇", "全乡", "全州"].into_iter().find(|w| place.ends_with(w))
        else {
            continue;
        };
        let unit = counted.of(text);
        // `全县12个乡镇街道`, `3个镇被评为`: only where the name ends.
        if digits.is_empty() || char_at(text, counted.end()).is_some_and(|c| matches!(c, '（' | '级' | '的')) {
            continue;
        }
        let start = at - (number.len() - number.rfind(whole).unwrap_or(0));
        let span = Span::new(start, counted.end());
        match known.iter().find(|k| k.0 == whole && k.1 == unit) {
            None => known.push((whole, unit, digits, span)),
            Some(first) if first.2 != digits => {
                let vars = vec![("n", doc.slice(first.3).to_owned())];
                out.push(Finding { vars, related: vec![(first.3, "前面说的".to_owned())], ..Finding::at(span) });
            }
            Some(_) => {}
        }
    }
}

/// `二○二四年`, `二O二四年`: years in Han digits with something else for `〇`.
pub(super) fn year_zero(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    let first = out.len();
    for at in hits.iter().map(|hit| hit.span.start()) {
        let zero = |c: &char| matches!(c, '○' | 'O' | 'Ｏ' | '0' | '０' | '零' | 'о' | 'О' | '◯' | '〇');
        let han = |c: &char| "一二三四五六七八九".contains(*c);
        if !char_before(text, at).is_some_and(|c| zero(&c) || han(&c)) {
            continue;
        }
        let mut chars = text.get(..at).unwrap_or("").chars().rev();
        let mut run: Vec<char> = chars.by_ref().take(4).collect();
        run.reverse();
        let head = matches!(run.as_slice(), ['一', '九', ..] | ['二', _, ..]) && run.iter().all(|c| zero(c) || han(c));
        let wrong = run.iter().any(|c| zero(c) && *c != '〇');
        let second = run.get(1).is_some_and(|c| zero(c) || run.first() == Some(&'一'));
        if run.len() < 4 || !head || !wrong || !second || chars.next().is_some_and(|c| han(&c)) {
            continue;
        }
        let fixed: String = run.iter().map(|c| if zero(c) { '〇' } else { *c }).collect();
        let start = at - run.iter().map(|c| c.len_utf8()).sum::<usize>();
        let span = Span::new(start, at);
        let fixes = vec![Fix::replace(span, &fixed, Applicability::Safe)];
        // `二零二四年` is read aloud so, and written so by many.
        let doubt = u8::from(run.iter().all(|c| is_han(*c)) || out.len() > first);
        out.push(Finding { vars: vec![("fix", fixed)], fixes, doubt, ..Finding::at(span) });
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn lists_after_respectively() {
        assert_eq!(probe("respectively", "工业、投资、消费分别增长8%、9%。").0, ["分别"]);
        assert_eq!(probe("respectively", "工业、投资分别增长8%、9%和10%。").0, ["分别"]);
        for text in [
            "工业、投资分别增长8%、9%。",
            "城乡居民收入分别增长5%、6%。",
            "工业、投资和消费分别增长8%、9%、3%。",
            "办理时限压减至90、50、15个工作日，三、四季度分别开展。",
            "大米、小麦、油料等分别增长1%、2%。",
        ] {
            assert!(probe("respectively", text).0.is_empty(), "{text}");
        }
    }

    #[test]
    fn parts_and_wholes() {
        assert_eq!(probe("part-over-whole", "受理案件120件，其中民事150件。").0, ["150件"]);
        for text in ["村集体经济收入5万元以上，其中9个村为10万元。", "开工900套，竣工300套，其中城区开工500套。"]
        {
            assert!(probe("part-over-whole", text).0.is_empty(), "{text}");
        }
        assert_eq!(probe("part-over-whole", "完成投资2亿元，其中工业30000万元。").0, ["30000万元"]);
        assert!(probe("part-over-whole", "受理案件120件，其中民事50件，同比增加150件。").0.is_empty());
        assert_eq!(probe("sum-mismatch", "共有案件120件，其中民事80件、行政60件。").0, ["120件"]);
        assert!(probe("sum-mismatch", "共有案件120件，其中民事80件、行政40件。").0.is_empty());
    }

    #[test]
    fn one_total_two_values() {
        assert_eq!(probe("two-values", "全县12个乡镇参加，全县共13个乡镇。").0, ["全县共13个乡镇"]);
        assert!(probe("two-values", "全县12个乡镇参加，全市13个乡镇。").0.is_empty());
    }
}
