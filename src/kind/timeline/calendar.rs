//! Days that there are not, and days of the week that do not fit their date.

use super::Sure;
use super::tense::last;
use crate::document::date::{Date, date_at, days_in, weekday};
use crate::kind::{Finding, View};
use crate::span::Span;

/// What every date with a month holds; the numbers before it are read backwards.
pub(super) const MONTHS: &[&str] = &[
    "2月29",
    "2月30",
    "2月31",
    "4月31",
    "6月31",
    "9月31",
    "11月31",
    "二月二十九",
    "二月三十",
    "四月三十一",
    "六月三十一",
    "九月三十一",
    "十一月三十一",
    "月32",
    "月33",
    "月34",
    "月35",
    "13月",
    "14月",
    "15月",
    "16月",
    "17月",
    "18月",
    "19月",
];

/// What follows a date with its day of the week.
pub(super) const WEEKDAYS: &[&str] = &["（星期", "(星期", "（周", "(周", "日星期", "日周", "，星期"];

const NAMES: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// The date that ends at or goes on over `at`, and begins before it; as long as can be read.
fn around(text: &str, at: usize) -> Option<Date> {
    let before = last(text.get(..at)?, 14);
    let from = at - before.len();
    let mut best: Option<Date> = None;
    for (offset, c) in before.char_indices() {
        let digit = |c: char| c.is_ascii_digit() || "〇○零一二三四五六七八九十".contains(c);
        let inside = before.get(..offset).and_then(|b| b.chars().next_back()).is_some_and(digit);
        if !digit(c) || inside {
            continue;
        }
        let date = date_at(text, from + offset).filter(|d| d.span.end() >= at && d.month.is_some());
        if best.is_none() {
            best = date;
        }
    }
    best
}

pub(super) fn impossible(view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    for hit in view.hits {
        // From the mark `月` of the literal backwards to where the date begins.
        let Some(mark) = view.doc.slice(hit.span).find('月') else { continue };
        let Some(date) = around(text, hit.span.start() + mark + '月'.len_utf8()) else { continue };
        let (Some(month), known) = (date.month, view.moment) else { continue };
        // `每年农历二月三十` is a day of another calendar.
        let left = last(text.get(..date.span.start()).unwrap_or(""), 6);
        if ["农历", "阴历", "旧历", "藏历", "正月"].iter().any(|word| left.contains(word))
            || month > 12 && date.year.is_none()
        {
            continue;
        }
        let year = date.year.or_else(|| {
            let given = known?.given()?;
            (given.sure >= Sure::Dated && given.from.year() == given.until.year()).then_some(given.year)
        });
        let most = days_in(year, month);
        let day = date.day.unwrap_or(1);
        let note = match () {
            () if month > 12 => "一年只有十二个月".to_owned(),
            () if date.day.is_none() || (1..=most).contains(&day) => continue,
            () if month == 2 && year.is_some() => format!("{}年2月只有{most}天", year.unwrap_or(0)),
            () if month == 2 => "2月最多29天".to_owned(),
            () => format!("{month}月只有{most}天"),
        };
        let inferred = date.year.is_none() && month == 2 && day == 29;
        out.push(Finding {
            vars: vec![("note", note.clone()), ("given", note)],
            doubt: u8::from(inferred),
            ..Finding::at(date.span)
        });
    }
    out.dedup_by(|b, a| a.span == b.span);
}

pub(super) fn weekdays(view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    for hit in view.hits {
        let literal = view.doc.slice(hit.span);
        let rest = text.get(hit.span.end()..).unwrap_or("");
        let named = rest.chars().next().and_then(|c| {
            let c = if c == '天' { '日' } else { c };
            NAMES.iter().position(|n| n.starts_with(c)).map(|n| n as u32)
        });
        let Some(named) = named else { continue };
        let at = hit.span.start() + if literal.starts_with('日') { '日'.len_utf8() } else { 0 };
        let Some(date) = around(text, at).filter(|d| d.span.end() == at) else { continue };
        let (Some(month), Some(day)) = (date.month, date.day) else { continue };
        let year = date.year.or_else(|| {
            let given = view.moment?.given()?;
            (given.sure >= Sure::Anchored && given.from.year() == given.until.year()).then_some(given.year)
        });
        let Some(year) = year else { continue };
        let right = weekday(year, month, day);
        if !(1..=12).contains(&month) || !(1..=days_in(Some(year), month)).contains(&day) || right == named {
            continue;
        }
        let note = format!("{year}年{month}月{day}日是星期{}", NAMES.get(right as usize).copied().unwrap_or(""));
        let end = hit.span.end() + rest.chars().next().map_or(0, char::len_utf8);
        out.push(Finding {
            vars: vec![("note", note.clone()), ("given", note)],
            doubt: u8::from(date.year.is_none()),
            ..Finding::at(Span::new(date.span.start(), end))
        });
    }
}
