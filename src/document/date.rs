//! Dates as official texts write them → years, months and days; and the calendar: which days there are, and on which
//! day of the week they fall.

use super::glyph::{char_at, char_before};
use super::numeral::han_prefix;
use crate::span::Span;
use std::fmt;

/// A month of a year, counted from the year 0: ordered, and to be subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// January is 1; other numbers are taken for the nearest month there is.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Month {
        Month(year * 12 + month.clamp(1, 12) as i32 - 1)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number in the year, from 1.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// So many months later.
    #[must_use]
    pub fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }

    /// `2018-03` or `2018-03-05`; a bare year is its January, or with `end` its December.
    #[must_use]
    pub fn parse(text: &str, end: bool) -> Option<Month> {
        let mut parts = text.split('-');
        let year: i32 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month = match parts.next() {
            Some(month) => month.parse().ok().filter(|m| (1..=12).contains(m))?,
            None if end => 12,
            None => 1,
        };
        Some(Month::new(year, month))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}年{}月", self.year(), self.month())
    }
}

/// A date in the text; what is not written is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Where.
    pub span: Span,
    /// `2024年`
    pub year: Option<i32>,
    /// `3月`
    pub month: Option<u32>,
    /// `5日`
    pub day: Option<u32>,
}

/// A number in digits or Chinese numerals at `at`, and where it ends.
fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits) {
        return Some((rest.get(..digits)?.parse().ok()?, at + digits));
    }
    if digits > 0 {
        return None;
    }
    let year: String = rest.chars().take_while(|c| "〇○零一二三四五六七八九".contains(*c)).take(5).collect();
    if year.chars().count() == 4 {
        let value = year.chars().try_fold(0, |n, c| {
            Some(n * 10 + if "〇○零".contains(c) { 0 } else { han_prefix(c.encode_utf8(&mut [0; 4]))?.0 })
        })?;
        return Some((value, at + year.len()));
    }
    han_prefix(rest).map(|(n, len)| (n, at + len))
}

/// The date that begins at `at`: `2024年3月5日`, `3月5日`, `二〇二四年`, `2024-03-05`, `2024.3.5`.
#[must_use]
pub fn date_at(text: &str, at: usize) -> Option<Date> {
    let (first, mut end) = number(text, at)?;
    let mut date = Date { span: Span::at(at), year: None, month: None, day: None };
    let mark = char_at(text, end)?;
    match mark {
        '年' => {
            date.year = Some(i32::try_from(first).ok().filter(|y| (1900..2100).contains(y))?);
            end += mark.len_utf8();
            if let Some((month, next)) = number(text, end)
                && char_at(text, next) == Some('月')
            {
                date.month = Some(month);
                end = next + '月'.len_utf8();
            }
        }
        '月' => {
            date.month = Some(first);
            end += mark.len_utf8();
        }
        '-' | '.' | '/' => {
            date.year = Some(i32::try_from(first).ok().filter(|y| (1900..2100).contains(y))?);
            let (month, next) = number(text, end + 1)?;
            let (day, last) = (char_at(text, next) == Some(mark)).then(|| number(text, next + 1)).flatten()?;
            (date.month, date.day) = (Some(month), Some(day));
            end = last;
        }
        _ => return None,
    }
    if date.month.is_some()
        && date.day.is_none()
        && let Some((day, next)) = number(text, end)
        && let Some(c @ ('日' | '号')) = char_at(text, next)
    {
        date.day = Some(day);
        end = next + c.len_utf8();
    }
    date.span = Span::new(at, end);
    Some(date)
}

/// The dates with a year inside `span`, in order.
#[must_use]
pub fn dates(text: &str, span: Span) -> Vec<Date> {
    let mut found = Vec::new();
    let mut at = span.start();
    while at < span.end() {
        let Some(c) = char_at(text, at) else { break };
        let starts = c.is_ascii_digit() && !char_before(text, at).is_some_and(|b| b.is_ascii_digit() || b == '.')
            || matches!(c, '一' | '二');
        match date_at(text, at).filter(|d| starts && d.year.is_some() && d.span.end() <= span.end()) {
            Some(date) => {
                at = date.span.end();
                found.push(date);
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

/// How many days the month has; February of an unknown year has 29.
#[must_use]
pub fn days_in(year: Option<i32>, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_none_or(|y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// The day of the week, 0 for Sunday.
#[must_use]
pub fn weekday(year: i32, month: u32, day: u32) -> u32 {
    const SHIFT: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let y = if month < 3 { year - 1 } else { year };
    let shift = SHIFT.get(month.wrapping_sub(1) as usize).copied().unwrap_or(0);
    (y + y / 4 - y / 100 + y / 400 + shift + day as i32).rem_euclid(7) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_are_written() {
        let read = |text: &str| {
            let d = date_at(text, 0)?;
            Some((d.year, d.month, d.day, d.span.of(text).len() == text.len()))
        };
        let cases = [
            ("2024年3月5日", Some((Some(2024), Some(3), Some(5), true))),
            ("二〇二四年十二月三十一日", Some((Some(2024), Some(12), Some(31), true))),
            ("2024年", Some((Some(2024), None, None, true))),
            ("3月5号", Some((None, Some(3), Some(5), true))),
            ("2024-03-05", Some((Some(2024), Some(3), Some(5), true))),
            ("2024.3.5", Some((Some(2024), Some(3), Some(5), true))),
            ("2024.5万元", None),
            ("5年", None),
            ("100万", None),
        ];
        for (text, want) in cases {
            assert_eq!(read(text), want, "{text}");
        }
        let text = "2021年至2025年，1.2024年，二是二〇二一年";
        let years: Vec<_> = dates(text, Span::new(0, text.len())).iter().filter_map(|d| d.year).collect();
        assert_eq!(years, [2021, 2025, 2021]);
    }

    #[test]
    fn the_calendar() {
        assert_eq!(
            [days_in(Some(2023), 2), days_in(Some(2024), 2), days_in(None, 2), days_in(Some(2000), 2)],
            [28, 29, 29, 29]
        );
        assert_eq!([days_in(None, 4), days_in(None, 13)], [30, 0]);
        assert_eq!([weekday(2024, 3, 5), weekday(2022, 10, 16), weekday(2000, 1, 1)], [2, 0, 6]);
        assert_eq!(Month::parse("2018-03", false), Some(Month::new(2018, 3)));
        assert_eq!(Month::parse("2018", true), Some(Month::new(2018, 12)));
        assert_eq!((Month::parse("18-03", false), Month::parse("2018-13", false)), (None, None));
        assert_eq!(Month::new(2018, 12).plus(1), Month::new(2019, 1));
        assert_eq!(Month::new(2018, 12).to_string(), "2018年12月");
    }
}
