//! Series → findings: numbers left out, used twice or out of order, and marks written otherwise than their style asks.
//!
//! What belongs to a series, and how far it is to be doubted, is for [`crate::document::series`] to say; here its
//! numbers and marks are only compared.

mod form;

use super::{Fault, Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::numeral::to_han;
use crate::document::{Document, Item, Series, SeriesStyle};
use crate::span::{Edit, Span};

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesSpec {
    /// `gap` a number is left out, `repeat` one is used twice, `order` a later one comes first, `orphan` the series does
    /// not begin with one, `lone` it has only one item, `form` a mark is written wrongly, `level` a level of headings is
    /// left out.
    pub check: String,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    Gap,
    Repeat,
    Order,
    Orphan,
    Lone,
    Form,
    Level,
}

const CHECKS: [(&str, Check); 7] = [
    ("gap", Check::Gap),
    ("repeat", Check::Repeat),
    ("order", Check::Order),
    ("orphan", Check::Orphan),
    ("lone", Check::Lone),
    ("form", Check::Form),
    ("level", Check::Level),
];

/// Compares the numbers and marks of each series.
#[derive(Debug, Clone)]
pub struct SeriesKind {
    check: Check,
}

impl SeriesKind {
    /// Names usable in a message: the mark that was to be expected, the mark that stands there, the form of numbering.
    pub const VARS: &'static [&'static str] = &["expected", "number", "style"];

    /// Checks what the author wrote.
    pub fn new(spec: SeriesSpec, faults: &mut Faults) -> SeriesKind {
        let check = CHECKS.iter().find(|(name, _)| *name == spec.check).map(|&(_, check)| check);
        if check.is_none() {
            let names: Vec<_> = CHECKS.iter().map(|(name, _)| *name).collect();
            faults.0.push(Fault {
                path: vec![Step::Key("check")],
                message: format!("没有“{}”这种核法", spec.check),
                help: Some(format!("可写：{}", names.join("、"))),
            });
        }
        SeriesKind { check: check.unwrap_or(Check::Gap) }
    }

    /// Looks at every series of the draft.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let doc = view.doc;
        match self.check {
            Check::Form => form::form(doc, out),
            Check::Level => form::level(doc, out),
            Check::Lone => lone(doc, out),
            Check::Orphan => {
                for series in &doc.series {
                    if let Some(first) = series.items.first().filter(|i| i.number > 1 && counts(series.style)) {
                        out.push(finding(series, first, 1));
                    }
                }
            }
            Check::Gap | Check::Repeat | Check::Order => {
                for series in doc.series.iter().filter(|s| s.items.len() > 1) {
                    breaks(doc, self.check, series, out);
                }
            }
        }
    }
}

/// Whether a later number alone says that an earlier one is missing: `另一方面` and `最后` may stand alone.
fn counts(style: SeriesStyle) -> bool {
    !matches!(style, SeriesStyle::First | SeriesStyle::Aspect)
}

/// Reports where the numbers of a series do not go on by one, if the break is of the kind asked for.
fn breaks(doc: &Document, check: Check, series: &Series, out: &mut Vec<Finding>) {
    let all = series.items.iter().fold(0u128, |set, i| set | bit(i.number));
    // Numbers that were skipped and come later, and those seen.
    let (mut owed, mut seen) = (0u128, 0u128);
    let mut top = series.items.first().map_or(0, |i| i.number.saturating_sub(1));
    let mut last: Option<&Item> = None;
    for (index, item) in series.items.iter().enumerate() {
        let n = item.number;
        let between = (top + 1..n.min(127)).fold(0u128, |set, k| set | bit(k));
        let found = match () {
            () if n == top + 1 => None,
            () if n > top + 1 && between & all != 0 => Some(Check::Order),
            () if n > top + 1 => Some(Check::Gap),
            () if owed & bit(n) != 0 && seen & bit(n) == 0 => None,
            () if seen & bit(n) != 0 => Some(Check::Repeat),
            () => Some(Check::Order),
        };
        if found == Some(check) && !(check == Check::Gap && hidden(doc, series.style, last, item, top + 1)) {
            let mut one = finding(series, item, top + 1);
            if let Some(last) = last {
                one.related.push((last.marker, format!("上一项是“{}”", mark(series.style, last.number))));
            }
            // `首先……再次……` is more often style than a slip.
            one.doubt += u8::from(!counts(series.style));
            if one.doubt == 0 {
                one.fixes.extend(renumber(series, index, top + 1));
            }
            out.push(one);
        }
        owed |= between & all;
        seen |= bit(n);
        // After a repeat the numbers go on from it, or from what it should have been: `一、二、二、四、`.
        let made_good =
            found == Some(Check::Repeat) && series.items.get(index + 1).is_some_and(|i| i.number == top + 2);
        top = top.max(n) + u32::from(made_good);
        last = Some(item);
    }
}

/// Whether the mark that seems to be left out does stand between two items, only not where a clause begins: a photo
/// credit or a pasted note may have come before it.
fn hidden(doc: &Document, style: SeriesStyle, last: Option<&Item>, item: &Item, number: u32) -> bool {
    let start = last.map_or(item.marker.start, |l| l.marker.end).min(item.marker.start);
    let mark = mark(style, number);
    doc.slice(Span { start, end: item.marker.start }).contains(mark.trim_end_matches('，'))
}

fn bit(n: u32) -> u128 {
    1u128.checked_shl(n).unwrap_or(0)
}

fn finding(series: &Series, item: &Item, expected: u32) -> Finding {
    Finding {
        span: item.marker,
        vars: vec![
            ("expected", mark(series.style, expected)),
            ("number", mark(series.style, item.number)),
            ("style", name(series.style).to_owned()),
        ],
        doubt: series.doubt,
        ..Finding::default()
    }
}

/// The items from `index` on, numbered from `number`; none where a mark has no number to write.
fn renumber(series: &Series, index: usize, number: u32) -> Option<Fix> {
    let rest = series.items.get(index..)?;
    let mut edits = Vec::new();
    for (item, n) in rest.iter().zip(number..) {
        if n > 99 || item.malformed || !counts(series.style) {
            return None;
        }
        if n != item.number {
            edits.push(Edit::new(item.marker, mark(series.style, n)));
        }
    }
    let title = format!("从“{}”起顺次重编", mark(series.style, number));
    (!edits.is_empty()).then_some(Fix { title, edits, applicability: Applicability::Unsafe })
}

/// A mark as it should be written.
fn mark(style: SeriesStyle, n: u32) -> String {
    let han = to_han(n);
    match style {
        SeriesStyle::Part => format!("第{han}部分"),
        SeriesStyle::HanDun => format!("{han}、"),
        SeriesStyle::HanParen => format!("（{han}）"),
        SeriesStyle::ArabicDot => format!("{n}."),
        SeriesStyle::ArabicParen => format!("（{n}）"),
        SeriesStyle::Circled => circled(n),
        SeriesStyle::Ordinal => format!("第{han}，"),
        SeriesStyle::Shi => format!("{han}是"),
        SeriesStyle::Yao => format!("{han}要"),
        SeriesStyle::Qi => format!("其{han}，"),
        SeriesStyle::First => match n {
            1 => "首先",
            2 => "其次",
            3 => "再次",
            _ => "最后",
        }
        .to_owned(),
        SeriesStyle::Aspect => if n == 1 { "一方面" } else { "另一方面" }.to_owned(),
    }
}

fn circled(n: u32) -> String {
    let c = (1..=20).contains(&n).then(|| char::from_u32(0x245F + n)).flatten();
    c.map_or_else(|| n.to_string(), String::from)
}

/// The form of numbering as a drafter names it.
fn name(style: SeriesStyle) -> &'static str {
    match style {
        SeriesStyle::Part => "第一部分",
        SeriesStyle::HanDun => "一、",
        SeriesStyle::HanParen => "（一）",
        SeriesStyle::ArabicDot => "1.",
        SeriesStyle::ArabicParen => "（1）",
        SeriesStyle::Circled => "①",
        SeriesStyle::Ordinal => "第一，",
        SeriesStyle::Shi => "一是",
        SeriesStyle::Yao => "一要",
        SeriesStyle::Qi => "其一，",
        SeriesStyle::First => "首先、其次",
        SeriesStyle::Aspect => "一方面、另一方面",
    }
}

/// A heading or paragraph number that has no second.
fn lone(doc: &Document, out: &mut Vec<Finding>) {
    for series in &doc.series {
        let [item] = series.items.as_slice() else { continue };
        let structural = matches!(series.style, SeriesStyle::Part | SeriesStyle::HanDun | SeriesStyle::HanParen);
        if structural && item.number == 1 && item.at_head && series.doubt == 0 {
            out.push(finding(series, item, 2));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::apply;

    /// What is reported: place, expected mark, doubt, and the text after the first fix.
    fn found(check: &str, text: &str) -> Vec<(String, String, u8, String)> {
        let doc = Document::from_text(text);
        let mut faults = Faults::default();
        let kind = SeriesKind::new(SeriesSpec { check: check.to_owned() }, &mut faults);
        assert_eq!(faults.0, []);
        let mut out = Vec::new();
        kind.run(View::of(&doc, &[]), &mut out);
        let one = |f: &Finding| {
            let fixed = f.fixes.first().map_or(String::new(), |x| apply(text, &x.edits));
            (f.span.of(text).to_owned(), f.vars[0].1.clone(), f.doubt, fixed)
        };
        out.iter().map(one).collect()
    }

    #[track_caller]
    fn check(kind: &str, text: &str, want: &[(&str, &str, u8, &str)]) {
        let found = found(kind, text);
        let found: Vec<_> = found.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), *c, d.as_str())).collect();
        assert_eq!(found, want, "{kind}: {text}");
    }

    #[test]
    fn numbers_left_out_used_twice_and_in_the_wrong_place() {
        check("gap", "一是学。二是想。四是干。五是比。", &[("四是", "三是", 0, "一是学。二是想。三是干。四是比。")]);
        check("gap", "一是学。三是干。二是想。四是比。", &[]);
        check("order", "一是学。三是干。二是想。四是比。", &[("三是", "二是", 0, "一是学。二是干。三是想。四是比。")]);
        check("repeat", "一、学\n二、想\n二、干\n三、比", &[("二、", "三、", 0, "一、学\n二、想\n三、干\n四、比")]);
        check("repeat", "一、学\n二、想\n二、干\n四、比", &[("二、", "三、", 0, "一、学\n二、想\n三、干\n四、比")]);
        check("gap", "一、学\n二、想\n二、干\n四、比", &[]);
        check("orphan", "二、抓落实\n三、严作风\n", &[("二、", "一、", 0, "")]);
        check("lone", "（一）抓落实。要实。\n好。", &[("（一）", "（二）", 0, "")]);
        for kind in ["gap", "repeat", "order", "orphan", "lone", "form", "level"] {
            check(kind, "一、学\n（一）真学。要实。\n（二）常学。要久。\n二、干\n1.快。\n2.好。", &[]);
        }
    }

    #[test]
    fn marks_are_told_once_where_they_are_a_habit() {
        check(
            "form",
            "1、抓学。要实。\n2.抓干。要快。\n3.抓比。要严。",
            &[("1、", "1.", 0, "1.抓学。要实。\n2.抓干。要快。\n3.抓比。要严。")],
        );
        check("form", "1、抓学。要实。\n2、抓干。要快。", &[("1、", "1.", 1, "1.抓学。要实。\n2.抓干。要快。")]);
        check(
            "form",
            "（一）、抓学。要实。\n（二）抓干。要快。",
            &[("（一）、", "（一）", 0, "（一）抓学。要实。\n（二）抓干。要快。")],
        );
        check("form", "第一、学；第二，干。", &[("第一、", "第一，", 1, "第一，学；第二，干。")]);
        check("form", "（一）抓学。要实。\n（二)抓干。要快。", &[]);
    }

    #[test]
    fn a_level_left_out() {
        check("level", "一、学\n（1）真学。要实。\n（2）常学。要久。\n二、干\n好。", &[("（1）", "（一）", 0, "")]);
    }
}
