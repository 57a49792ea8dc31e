//! A draft and a month → whether it is an old text, which nobody will read out any more.
//!
//! What [`Moment::given`] says is not enough for that: a speech on the history of the party names old years only, and a
//! title may name the year of what is commemorated. So nothing in the text may be younger either.

use super::given::{Moment, Sure};
use crate::document::date::Month;
use crate::kind::text::years;
use memchr::memmem::{find, find_iter};

/// A text that names fewer years than this says too little of its age.
const FEW: usize = 3;

/// What only a text of our century says.
const YOUNG: [&str; 6] = ["新时代", "高质量发展", "乡村振兴", "脱贫攻坚", "微信", "互联网"];

impl Moment<'_> {
    /// Whether the draft is surely older than `month`.
    pub fn predates(&self, month: Month) -> bool {
        let given = self.given();
        if let Some(given) = given.filter(|given| given.sure == Sure::Said) {
            return given.is_before(month);
        }
        let later = self.latest().and_then(|claim| claim.from).is_some_and(|from| from >= month);
        let known = given.filter(|given| given.sure > Sure::Guessed);
        if later || known.is_some_and(|given| !given.is_before(month)) {
            return false;
        }
        // A day in the title is the day it was given; plans name years to come.
        if known.is_some_and(|given| given.from == given.until) {
            return true;
        }
        let text = self.doc.text();
        let enough = |count| known.is_some() || count >= FEW;
        let named = || {
            let (count, latest) = years(text).fold((0, 0), |(count, latest), year| (count + 1, year.max(latest)));
            let young = enough(count)
                && (digits(text) || YOUNG.iter().any(|word| find(text.as_bytes(), word.as_bytes()).is_some()));
            (count, if young { u32::MAX } else { latest })
        };
        let (count, latest) = *self.years.get_or_init(named);
        enough(count) && i64::from(latest) < i64::from(month.year())
    }
}

/// Whether the text holds digits that may be a year of our time (`2024-03-05`, `2024.3`).
fn digits(text: &str) -> bool {
    find_iter(text.as_bytes(), b"20").any(|at| {
        let rest = text.get(at + 2..).unwrap_or("").as_bytes();
        let before = text.get(..at).and_then(|t| t.as_bytes().last());
        let two = rest.iter().take_while(|b| b.is_ascii_digit()).count() == 2;
        two && matches!(rest.get(2), Some(b'-' | b'/' | b'.')) && !before.is_some_and(u8::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::{Checker, Config};
    use crate::diagnostic::Level;
    use crate::document::Document;
    use crate::pack::Pack;

    const PACK: &str = r#"
[pack]
name = "x"
title = "试"
about = "试。"
norm_since = "2001"
[[rule]]
id = "a"
level = "error"
message = "旧字"
why = "现在不这样写。"
[rule.terms]
words = ["帐目"]
[[rule.test]]
bad = "查«帐目»。"
[[rule.test]]
good = "查账目。"
"#;

    fn level(text: &str, date: Option<&str>) -> Option<Level> {
        let mut packs = crate::pack::builtin();
        packs.retain(|pack| pack.name == "timeline");
        packs.push(Pack::load("x.toml", PACK).expect("loads"));
        let config = Config { date: date.map(str::to_owned), only: vec!["x".to_owned()], ..Config::default() };
        Checker::new(packs, config).check(&Document::from_text(text)).first().map(|d| d.level)
    }

    #[test]
    fn an_old_text_is_told_gently() {
        let old = "工作报告\n（1985年3月5日）\n各位代表：\n1984年，查清了帐目。\n";
        assert_eq!(level(old, None), Some(Level::Info));
        assert_eq!(level(old, Some("2026-03-01")), Some(Level::Error), "it is to be read today");
        let years = "一九五三年建厂，1978年扩建，一九九九年改制，查清了帐目。";
        assert_eq!(level(years, None), Some(Level::Info));
    }

    #[test]
    fn a_draft_of_today_loses_nothing() {
        for text in [
            "查清了帐目。",
            "1978年扩建，查清了帐目。",
            "1921年建党，1949年建国，1978年改革开放。进入新时代，查清了帐目。",
            "1921年建党，1949年建国，1978年改革开放。\n2024-03-05\n查清了帐目。",
            "纪念1935年遵义会议大会上的讲话\n同志们：\n1935年以来，1949年，2025年，查清了帐目。\n",
        ] {
            assert_eq!(level(text, None), Some(Level::Error), "{text}");
        }
    }
}
