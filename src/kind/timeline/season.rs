//! `现在是九月份` here and `现在正值“动工之春”` there: places that say which month it is now, held against each other and
//! against the draft's date.

use super::Sure;
use super::tense::{self, first};
use crate::document::MarkKind;
use crate::document::numeral::{arabic_prefix, han_prefix};
use crate::kind::text::find;
use crate::kind::{Finding, View};
use crate::span::Span;

/// Words after which the time stands that it is now.
pub(super) const LITERALS: &[&str] = &[
    "现在正值",
    "现在正是",
    "现在已是",
    "现在是",
    "现在已经是",
    "现已进入",
    "现在已进入",
    "现在已经进入",
    "当前正值",
    "当前正是",
    "当前已是",
    "当前已进入",
    "当前已经进入",
    "当前正处",
    "目前正值",
    "目前正是",
    "目前已进入",
    "目前已经进入",
    "目前已是",
    "眼下正值",
    "眼下正是",
    "眼下已是",
    "眼下已进入",
    "时下正值",
    "时下正是",
    "如今正值",
    "此时正值",
    "现在已经到了",
    "现在到了",
    // These say it alone, see `WHOLE`.
    "上半年即将过半",
    "上半年已经过半",
    "一季度即将结束",
    "上半年即将结束",
    "二季度即将结束",
    "三季度即将结束",
    "今年即将过去",
    "全年即将过半",
    "时间即将过半",
];

/// What says the month without a present-time word.
const WHOLE: &[(&str, &[u32])] = &[
    ("上半年即将过半", &[3, 4]),
    ("上半年已经过半", &[4, 5]),
    ("一季度即将结束", &[3]),
    ("上半年即将结束", &[6]),
    ("二季度即将结束", &[6]),
    ("三季度即将结束", &[9]),
    ("今年即将过去", &[11, 12]),
    ("全年即将过半", &[6]),
    ("时间即将过半", &[6]),
];

/// Figures of a part of the year that is over.
const OVER: &[(&str, &[u32])] = &[
    ("今年前三季度", &[9, 10, 11, 12]),
    ("今年上半年，", &[6, 7, 8, 9, 10, 11, 12]),
    ("今年1—9月", &[9, 10, 11, 12]),
    ("今年1至9月", &[9, 10, 11, 12]),
];

/// Titles of meetings that look at a part of the year.
const LOOKED_AT: &[(&str, &[u32])] =
    &[("前三季度", &[9, 10, 11]), ("三季度", &[9, 10, 11]), ("一季度", &[3, 4, 5]), ("上半年", &[6, 7, 8])];

/// Words and the months they can mean, as bits from January.
const SEASONS: &[(&str, &[u32])] = &[
    ("春耕", &[2, 3, 4, 5]),
    ("春季", &[2, 3, 4, 5]),
    ("春天", &[2, 3, 4, 5]),
    ("阳春", &[3, 4, 5]),
    ("初春", &[2, 3]),
    ("之春", &[2, 3, 4, 5]),
    ("开春", &[2, 3, 4]),
    ("春暖花开", &[3, 4, 5]),
    ("春运", &[1, 2, 3]),
    ("春节", &[1, 2]),
    ("新春", &[1, 2, 3]),
    ("清明", &[3, 4]),
    ("夏收", &[5, 6, 7]),
    ("三夏", &[5, 6, 7]),
    ("“三夏”", &[5, 6, 7]),
    ("麦收", &[5, 6]),
    ("盛夏", &[6, 7, 8]),
    ("夏季", &[5, 6, 7, 8]),
    ("主汛期", &[5, 6, 7, 8, 9]),
    ("汛期", &[3, 4, 5, 6, 7, 8, 9, 10]),
    ("高温", &[5, 6, 7, 8, 9]),
    ("秋收", &[8, 9, 10, 11]),
    ("三秋", &[9, 10, 11]),
    ("“三秋”", &[9, 10, 11]),
    ("秋季", &[8, 9, 10, 11]),
    ("金秋", &[8, 9, 10, 11]),
    ("深秋", &[10, 11]),
    ("初冬", &[11, 12]),
    ("寒冬", &[11, 12, 1, 2]),
    ("隆冬", &[12, 1, 2]),
    ("冬季", &[11, 12, 1, 2]),
    ("岁末年初", &[12, 1, 2]),
    ("年末岁首", &[12, 1, 2]),
    ("岁末年终", &[11, 12, 1]),
    ("年终岁尾", &[11, 12]),
    ("年终", &[11, 12, 1]),
    ("年底", &[11, 12]),
    ("岁末", &[11, 12, 1]),
    ("年初", &[1, 2, 3]),
    ("年中", &[6, 7]),
    ("一季度", &[1, 2, 3, 4]),
    ("第一季度", &[1, 2, 3, 4]),
    ("二季度", &[4, 5, 6, 7]),
    ("第二季度", &[4, 5, 6, 7]),
    ("三季度", &[7, 8, 9, 10]),
    ("第三季度", &[7, 8, 9, 10]),
    ("四季度", &[10, 11, 12]),
    ("第四季度", &[10, 11, 12]),
    ("上半年", &[1, 2, 3, 4, 5, 6, 7]),
    ("下半年", &[7, 8, 9, 10, 11, 12]),
];

/// Words in which a season is no season.
const FIGURES: &[&str] = &[
    "科学的春天",
    "文艺的春天",
    "发展的春天",
    "青春",
    "人生的",
    "经济的",
    "资本寒冬",
    "行业寒冬",
    "市场寒冬",
    "产业的",
];

/// What a place says of the month.
struct Now {
    span: Span,
    months: u16,
}

/// `九月份`, `9月`, `十月中旬`: the month and where the word ends.
fn month(text: &str) -> Option<(u32, usize)> {
    let (number, len) = han_prefix(text).or_else(|| arabic_prefix(text).map(|(n, len, _)| (n, len)))?;
    let rest = text.get(len..)?.strip_prefix('月')?;
    let tail =
        ["份", "上旬", "中旬", "下旬", "初", "底", "末"].iter().find(|t| rest.starts_with(**t)).map_or(0, |t| t.len());
    (1..=12).contains(&number).then_some((number, len + '月'.len_utf8() + tail))
}

fn mask(months: &[u32]) -> u16 {
    months.iter().fold(0, |mask, month| mask | 1 << (month - 1))
}

/// What the title and the figures of the draft say of the month.
fn told(view: View<'_>) -> Vec<Now> {
    let doc = view.doc;
    let mut all = Vec::new();
    if let Some(title) = doc.title() {
        let text = doc.slice(title);
        let looks = ["运行", "分析", "通报", "形势", "总结"].iter().any(|w| text.contains(w));
        let part = LOOKED_AT.iter().find_map(|(w, months)| Some((text.find(w)?, w, months))).filter(|_| looks);
        if let Some((at, word, months)) = part {
            let start = title.start() + at;
            all.push(Now { span: Span::new(start, start + word.len()), months: mask(months) });
        }
    }
    for (word, months) in OVER {
        for (at, _) in doc.text().match_indices(word).take(3) {
            let Some(sentence) = doc.sentence_at(at as u32).and_then(|i| doc.sentences.get(i)) else { continue };
            let said = doc.slice(sentence.span);
            let done = ["同比增长", "同比下降", "增长了", "完成了"].iter().any(|w| said.contains(w));
            if done && !["预计", "力争", "确保", "要", "目标"].iter().any(|w| said.contains(w)) {
                all.push(Now { span: Span::new(at, at + word.len()), months: mask(months) });
            }
        }
    }
    all
}

/// What stands after the present-time words that end at `hit.end`.
fn now(view: View<'_>, hit: Span) -> Option<Now> {
    let doc = view.doc;
    if let Some((_, months)) = WHOLE.iter().find(|(word, _)| *word == doc.slice(hit)) {
        let left = doc.text().get(..hit.start()).unwrap_or("");
        let told = ["去年", "上年", "若", "如果", "当", "等", "到"].iter().any(|w| left.ends_with(w));
        return (!told).then(|| Now { span: hit, months: mask(months) });
    }
    let sentence = doc.sentences.get(doc.sentence_at(hit.start)?)?.span;
    let rest = doc.slice(Span { start: hit.end, end: sentence.end.max(hit.end) });
    let clause = first(rest, 16);
    let clause = clause.find(['，', '。', '；', '！', '、']).and_then(|end| clause.get(..end)).unwrap_or(clause);
    if FIGURES.iter().any(|word| clause.contains(word))
        || doc.marks.around(hit, &[MarkKind::Quote]).is_some_and(|p| doc.slice(p.inner()).chars().nth(7).is_some())
    {
        return None;
    }
    if let Some((number, len)) = month(clause) {
        let after = clause.get(len..).unwrap_or("");
        // A month is what it is now, not when something is due.
        return (!after.starts_with(['前', '之', '以']))
            .then(|| Now { span: Span { start: hit.start, end: hit.end + len as u32 }, months: mask(&[number]) });
    }
    // The first of the words counts, of those that begin there the longest.
    let word = SEASONS.iter().filter_map(|(word, months)| Some((find(clause, word)?, word, months)));
    let (at, word, months) = word.min_by_key(|(at, word, _)| (*at, std::cmp::Reverse(word.len())))?;
    let mut end = at + word.len();
    for close in ['”', '’'] {
        if clause.get(end..).is_some_and(|rest| rest.starts_with(close)) {
            end += close.len_utf8();
        }
    }
    let after = clause.get(end..).unwrap_or("");
    if after.starts_with(['前', '以']) || after.starts_with("之前") {
        return None;
    }
    Some(Now { span: Span { start: hit.start, end: hit.end + end as u32 }, months: mask(months) })
}

pub(super) fn run(view: View<'_>, out: &mut Vec<Finding>) {
    let mut places: Vec<Now> = view.hits.iter().filter_map(|hit| now(view, hit.span)).collect();
    places.dedup_by(|b, a| a.span.overlaps(b.span));
    // Every place is held against every other; no speech says it so often.
    places.truncate(100);
    let given = view.moment.and_then(|m| (!places.is_empty()).then(|| m.given()).flatten());
    let known = given.filter(|g| g.from == g.until && g.sure >= Sure::Dated);
    if let Some(given) = known {
        let month = mask(&[given.from.month()]);
        for place in places.iter().filter(|p| p.months & month == 0) {
            let said = format!("本稿为{}（据{}）", given.words(), given.source());
            out.push(Finding { vars: vec![("note", said.clone()), ("given", said)], ..Finding::at(place.span) });
        }
        return;
    }
    let told = if places.is_empty() { Vec::new() } else { told(view) };
    for place in &places {
        let other = places
            .iter()
            .chain(&told)
            .filter(|o| o.months & place.months == 0)
            .min_by_key(|o| o.span.start.abs_diff(place.span.start));
        let Some(other) = other else { continue };
        let text = tense::quoted(view.doc.slice(other.span));
        out.push(Finding {
            vars: vec![("note", format!("文中又说“{text}”")), ("given", format!("文中又说“{text}”"))],
            related: vec![(other.span, "与这里对不上".to_owned())],
            ..Finding::at(place.span)
        });
    }
}
