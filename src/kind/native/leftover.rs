//! Real names left in a draft whose names were struck out: places of the gazetteer, companies and what is named after
//! them.
//!
//! Runs only where at least [`MASKS`] placeholders stand, [`NAMED`] of them for a name. Which names a county may say
//! without giving itself away is said in the gazetteer (they are not in it) and by the words around a place.

use super::{Finding, Hit};
use crate::document::glyph::{char_at, char_before, is_han};
use crate::document::{Document, MarkKind, Role, word};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Names of counties and cities, one a line, sorted.
static PLACES: &str = include_str!("../../../assets/places.txt");

/// So many placeholders make a draft one that was struck out.
const MASKS: usize = 5;

/// So many of them must stand for a name rather than for a number.
const NAMED: usize = 3;

/// What stands for a name that was struck out.
pub(super) const MASK: &[&str] = COMPANY.split_at(MASKING).0;

/// How many of [`COMPANY`]'s words are such.
const MASKING: usize = 3;

/// Names by their first two characters.
fn gazetteer() -> &'static FxHashMap<(char, char), Vec<&'static str>> {
    static NAMES: OnceLock<FxHashMap<(char, char), Vec<&'static str>>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for name in PLACES.lines() {
            let mut chars = name.chars();
            names.entry((chars.next().unwrap_or('\n'), chars.next().unwrap_or('\n'))).or_default().push(name);
        }
        names
    })
}

/// Place names in a draft that was struck out.
pub(super) fn places(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    if !masked(doc, hits) {
        return;
    }
    let text = doc.text();
    let known = gazetteer();
    let mut told: FxHashMap<&str, usize> = FxHashMap::default();
    let mut done = 0;
    for ((at, first), second) in text.char_indices().zip(text.chars().skip(1)) {
        let names = if at < done { None } else { known.get(&(first, second)) };
        let rest = text.get(at..).unwrap_or("");
        let name = names.and_then(|names| names.iter().filter(|n| rest.starts_with(**n)).max_by_key(|n| n.len()));
        let Some(name) = name else { continue };
        let span = Span::new(at, at + name.len());
        done = span.end();
        if exempt(doc, span) || word::cuts_word(text, span) {
            continue;
        }
        // The first of each name is told, with the others beside it.
        match told.get(name).and_then(|&i| out.get_mut(i)) {
            Some(first) => first.related.push((span, "这里也有".to_owned())),
            None => {
                told.insert(name, out.len());
                out.push(Finding::at(span));
            }
        }
    }
}

/// Whether names were struck out of a draft.
fn masked(doc: &Document, hits: &[Hit]) -> bool {
    let text = doc.text();
    let (mut all, mut named) = (0, 0);
    let masks = hits.iter().filter(|hit| (hit.tag as usize) < MASKING).map(|hit| hit.span);
    let masks: Vec<Span> = masks.collect();
    for run in masks.chunk_by(|a, b| a.end == b.start) {
        let Some(run) = run.first().zip(run.last()).map(|(first, last)| first.join(*last)) else { continue };
        let (before, after) = (char_before(text, run.start()), char_at(text, run.end()));
        if [before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric()) {
            continue;
        }
        all += 1;
        let number = "万亿元项次件个起年月日时%％倍人名户家亩公里吨号点条分场期批处座套届大余多，。、；”）";
        named += usize::from(after.is_some_and(|c| is_han(c) && !number.contains(c)));
    }
    all >= MASKS && named >= NAMED
}

/// Words after a place name that make it something everybody may say.
const KNOWN: [&str; 24] = [
    "会议", "精神", "经验", "模式", "考察", "讲话", "时的", "革命", "战役", "起义", "大学", "宣言", "调研", "路", "街",
    "座谈", "速度", "故事", "做法", "案例", "事件", "事故", "战斗", "会师",
];

/// Whether a place is named as everybody names it: a meeting, a model, somebody's journey, a title.
fn exempt(doc: &Document, span: Span) -> bool {
    let text = doc.text();
    let after = text.get(span.end()..).unwrap_or("").trim_start_matches(['市', '县', '省', '”']);
    let before = text.get(..span.start()).unwrap_or("");
    KNOWN.iter().any(|w| after.starts_with(w))
        || ["总书记在", "主席在", "总书记到", "学习", "借鉴", "赴", "原籍", "籍贯", "毕业于"]
            .iter()
            .any(|w| before.ends_with(w))
        || doc.marks.around(span, &[MarkKind::Book]).is_some()
        || doc.block_at(span.start).and_then(|i| doc.blocks.get(i)).is_some_and(|b| b.role == Role::Boilerplate)
}

/// What stands for a name, and trades that stand between a company's name and what it is.
pub(super) const COMPANY: &[&str] = &[
    "×", "X", "Ｘ", "木业", "药业", "化工", "钢铁", "水泥", "农牧", "乳业", "矿业", "煤业", "酒业", "纸业", "铝业",
    "铜业", "锂业", "置业", "实业", "牧业", "糖业", "茶业", "重工", "制药", "纺织", "建材", "集团",
];

/// The trades of them.
const TRADES: &[&str] = COMPANY.split_at(MASKING).1;

/// What a company is or has.
const BODIES: [&str; 12] =
    ["有限公司", "股份", "集团", "公司", "产业园", "工业园", "园区", "项目", "基地", "厂", "城", "园"];

/// Characters that are no part of a company's own name.
const COMMON: &str = "的了和与及或是在为对把被将向从到大小新老好多各每本我你他该此全县市区省乡镇村国家业企投产某重点控茶泊个一二三四五六七八九十两百千万亿";

/// Company names in a draft that was struck out, and what is named after them.
pub(super) fn companies(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    if !masked(doc, hits) {
        return;
    }
    let text = doc.text();
    let mut own: FxHashSet<(char, char)> = FxHashSet::default();
    for trade in hits.iter().filter(|hit| hit.tag as usize >= MASKING).map(|hit| hit.span) {
        let body = text.get(trade.end()..).unwrap_or("");
        let group = trade.of(text) == "集团" && !body.starts_with(is_han);
        if group || BODIES.iter().any(|b| body.starts_with(b)) {
            own.extend(own_name(text, trade.start()));
        }
    }
    if own.is_empty() {
        return;
    }
    let mut last = None;
    for ((at, a), b) in text.char_indices().zip(text.chars().skip(1)) {
        if last.is_some_and(|(end, name)| at < end && name == (a, b)) || !own.contains(&(a, b)) {
            continue;
        }
        let span = Span::new(at, at + a.len_utf8() + b.len_utf8());
        last = Some((span.end(), (a, b)));
        if !word::cuts_word(text, span) {
            out.push(Finding::at(whole(doc, span)));
        }
    }
}

/// The two characters before a trade, where they are nobody's word.
fn own_name(text: &str, at: usize) -> Option<(char, char)> {
    let b = char_before(text, at)?;
    let a = char_before(text, at - b.len_utf8())?;
    let span = Span::new(at - a.len_utf8() - b.len_utf8(), at);
    // `国林`: 国 may begin a name; what is in the dictionary is none.
    let proper = is_han(a) && is_han(b) && !COMMON.contains(b) && (a == '国' || !COMMON.contains(a));
    (proper && !word::is_word(span.of(text)) && !word::cuts_word(text, span)).then_some((a, b))
}

/// A name with the trade and body behind it, or with the quotation marks around `“国林速度”`.
fn whole(doc: &Document, name: Span) -> Span {
    let text = doc.text();
    if let Some(pair) = doc.marks.around(name, &[MarkKind::Quote])
        && pair.inner().start == name.start
        && doc.slice(pair.inner()).chars().nth(6).is_none()
    {
        return pair.outer();
    }
    let mut end = name.end();
    for part in TRADES.iter().chain(&BODIES).chain(&BODIES) {
        if text.get(end..).is_some_and(|t| t.starts_with(part)) {
            end += part.len();
        }
    }
    Span::new(name.start(), end)
}

#[cfg(test)]
mod tests {
    use super::super::probe;
    use super::*;

    const STRUCK: &str = "×书记到×调研，×镇、×村、×局都要参加。";

    #[test]
    fn the_gazetteer_is_sorted() {
        let names: Vec<&str> = PLACES.lines().collect();
        assert!(names.windows(2).all(|w| w.first() < w.last()) && names.len() > 2000);
    }

    #[test]
    fn places_are_told_once() {
        let text = format!("{STRUCK}我们与珲春的差距不小，珲春走在前面。要学习昆山经验，弘扬延安精神。");
        assert_eq!(probe("left-place", &text).0, ["珲春"]);
        assert!(probe("left-place", "全县完成投资××亿元，与珲春的差距不小。").0.is_empty());
    }

    #[test]
    fn companies_and_what_is_named_after_them() {
        let text = format!("{STRUCK}像帮祥茂那样，服务祥茂木业园项目，创造“祥茂速度”，做大化工项目。");
        assert_eq!(probe("left-company", &text).0, ["祥茂", "祥茂木业园项目", "“祥茂速度”"]);
    }
    #[test]
    fn many_companies_cost_one_walk() {
        let han = |n: u32| char::from_u32(0x6000 + n).unwrap_or('祥');
        let named: String = (0..40_000).map(|n| format!("{}{}药业集团，", han(n % 199), han(200 + n / 199))).collect();
        assert!(probe("left-company", &format!("{STRUCK}{named}")).0.len() > 30_000);
    }
}
