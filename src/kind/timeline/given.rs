//! Everything that tells when a draft was given → the months in which it can have been.
//!
//! The drafter's word goes before a dated title, that before `今年是……`, that before headings such as `2024年工作安排`,
//! the latest plenum and the years named most. It is worked out at most once, and only if a rule asks.

use super::row::Claim;
use super::{Timeline, tense};
use crate::document::date::{Date, Month, dates};
use crate::document::{Document, Role};
use crate::kind::Hit;
use crate::span::Span;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How well the time is known, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// From the years or plenums the draft names: too little to judge by.
    Guessed,
    /// From its headings: `2024年工作安排`.
    Counted,
    /// From what it says of this year.
    Anchored,
    /// From the date in its title or below it.
    Dated,
    /// The drafter says so.
    Said,
}

/// Something that tells the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// Where it stands; `None` where the drafter says it.
    pub span: Option<Span>,
    /// The year it speaks for.
    pub year: i32,
}

/// When a draft was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The first month in which it can have been.
    pub from: Month,
    /// The last one.
    pub until: Month,
    /// The likeliest year.
    pub year: i32,
    /// How well that is known.
    pub sure: Sure,
    /// What says so.
    pub evidence: Vec<Clue>,
}

impl Given {
    fn new(from: Month, until: Month, sure: Sure, evidence: Vec<Clue>) -> Option<Given> {
        Some(Given { from, until, year: evidence.first()?.year, sure, evidence })
    }

    /// In words: `2024年3月`, `2024年`.
    #[must_use]
    pub fn words(&self) -> String {
        if self.from == self.until { self.from.to_string() } else { format!("{}年", self.year) }
    }

    /// Where that is known from, in words: `标题下的日期`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self.sure {
            Sure::Said => "讲话日期",
            Sure::Dated => "标题或署期",
            Sure::Anchored => "“今年是……”",
            Sure::Counted => "小标题",
            Sure::Guessed => "文中所提年份",
        }
    }

    /// Whether it was given after `month`, as far as can be known.
    #[must_use]
    pub fn is_after(&self, month: Month) -> bool {
        self.from > month
    }

    /// Whether it was given before `month`, as far as can be known.
    #[must_use]
    pub fn is_before(&self, month: Month) -> bool {
        self.until < month
    }
}

/// How many places are kept that say the same.
const CLUES: usize = 8;

/// A draft's own time, worked out on first need.
#[derive(Debug)]
pub struct Moment<'a> {
    pub(super) doc: &'a Document,
    date: Option<&'a str>,
    tables: Vec<(&'a Timeline, Vec<Hit>)>,
    claims: OnceLock<Vec<Claim>>,
    given: OnceLock<Option<Given>>,
    sections: OnceLock<Vec<(u32, bool)>>,
    latest: OnceLock<Option<usize>>,
    /// How many years it names, and the latest one.
    pub(super) years: OnceLock<(usize, u32)>,
}

impl<'a> Moment<'a> {
    /// From what the drafter says, the draft, and the tables with their hits.
    #[must_use]
    pub fn new(doc: &'a Document, date: Option<&'a str>, tables: Vec<(&'a Timeline, Vec<Hit>)>) -> Moment<'a> {
        let (claims, given, sections) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Moment { doc, date, tables, claims, given, sections, latest: OnceLock::new(), years: OnceLock::new() }
    }

    /// What all tables find in the draft, by place.
    pub fn claims(&self) -> &[Claim] {
        self.claims.get_or_init(|| {
            let tables = self.tables.iter().zip(0..);
            let mut all: Vec<Claim> =
                tables.flat_map(|((table, hits), number)| table.claims(self.doc, hits, number)).collect();
            all.sort_by_key(|claim| claim.span);
            all
        })
    }

    /// What one table finds, if it is among those of the draft.
    pub(super) fn claims_of(&self, table: &Timeline) -> Option<impl Iterator<Item = &Claim>> {
        let number = self.tables.iter().position(|(one, _)| std::ptr::eq(*one, table))?;
        Some(self.claims().iter().filter(move |claim| claim.table == number))
    }

    /// The claim that the draft cannot be older than.
    pub fn latest(&self) -> Option<&Claim> {
        let find = || {
            let sure = self.claims().iter().enumerate().filter(|(_, c)| c.doubt == 0 && c.from.is_some());
            sure.max_by_key(|(_, c)| c.from).map(|(index, _)| index)
        };
        self.latest.get_or_init(find).and_then(|index| self.claims().get(index))
    }

    /// When the draft was given, if that can be known.
    pub fn given(&self) -> Option<&Given> {
        let solve = || {
            self.date
                .and_then(said)
                .or_else(|| dated(self.doc))
                .or_else(|| anchored(self.claims()))
                .or_else(|| headed(self.doc))
                .or_else(|| recent(self.claims()))
                .or_else(|| counted(self.doc))
        };
        self.given.get_or_init(solve).as_ref()
    }

    /// Whether a place stands in a part that looks back: under `一、2023年工作回顾`, or in a paragraph that begins so.
    pub fn is_retrospect(&self, offset: u32) -> bool {
        let block = self.doc.block_at(offset).and_then(|i| self.doc.blocks.get(i));
        let opening = block.map_or("", |b| tense::first(self.doc.slice(b.span), 12));
        let sections = self.sections.get_or_init(|| {
            let leads = self.doc.blocks.iter().filter_map(|b| b.lead).filter(|lead| lead.len() < 150);
            leads.filter_map(|lead| Some((lead.start, looks_back(self.doc.slice(lead))?))).collect()
        });
        let at = sections.partition_point(|(start, _)| *start <= offset);
        let above = at.checked_sub(1).and_then(|i| sections.get(i)).is_some_and(|(_, back)| *back);
        above || looks_back(opening).unwrap_or(false)
    }
}

/// `2026-03-01`
fn said(date: &str) -> Option<Given> {
    let month = Month::parse(date, false)?;
    let until = Month::parse(date, true)?;
    Given::new(month, until, Sure::Said, vec![Clue { span: None, year: month.year() }])
}

/// The date in the title, below it or at the end.
fn dated(doc: &Document) -> Option<Given> {
    let body = doc.body();
    let mut years: Vec<Date> = Vec::new();
    let mut day: Option<(Month, Clue)> = None;
    // A short first paragraph may be a date that the roles do not know: `2017年1月9日某市人民代表大会通过`.
    let head = body.start + 1;
    for (index, block) in doc.blocks.iter().enumerate() {
        let top = index < head.min(12) && (index < body.start || doc.salutation_span().is_none());
        let end = index >= body.end && matches!(block.role, Role::Date | Role::Byline);
        if !top && !end {
            continue;
        }
        let stands = matches!(block.role, Role::Title | Role::Byline | Role::Date);
        let short = block.span.len() < 180
            && !doc.slice(block.span).ends_with('。')
            && doc.slice(block.span).chars().count() < 50;
        for date in dates(doc.text(), block.span) {
            if date.day.is_some() && (stands || short) {
                // A text that was changed later is as old as its last change.
                let month = Month::new(date.year?, date.month?);
                if day.as_ref().is_none_or(|(last, _)| *last < month) {
                    day = Some((month, Clue { span: Some(date.span), year: month.year() }));
                }
            }
            if stands && short {
                years.push(date);
            }
        }
    }
    if let Some((month, clue)) = day {
        return Given::new(month, month, Sure::Dated, vec![clue]);
    }
    let last = years.iter().max_by_key(|d| (d.year, d.month))?;
    let year = last.year?;
    let title = doc.title().map_or("", |t| doc.slice(t));
    let clue = vec![Clue { span: Some(last.span), year }];
    if let Some(month) = last.month {
        return Given::new(Month::new(year, month), Month::new(year, month), Sure::Dated, clue);
    }
    // A meeting of a year may be held when the year before it ends; one that sums it up, when it is over.
    let after = ["年度", "总结", "述职", "表彰", "以来"].iter().any(|word| title.contains(word));
    let until = if after { Month::new(year + 1, 6) } else { Month::new(year, 12) };
    Given::new(Month::new(year - 1, 11), until, Sure::Dated, clue)
}

/// The year that most of `今年是……` agree on, of those that no later wording excludes: such a one is left over from an
/// older draft.
fn anchored(claims: &[Claim]) -> Option<Given> {
    let mut votes: BTreeMap<i32, Vec<&Claim>> = BTreeMap::new();
    let latest = claims.iter().filter(|c| !c.unique && c.doubt == 0).filter_map(|c| c.from).max();
    let possible = |c: &&Claim| latest.is_none_or(|latest| c.until.is_none_or(|until| until >= latest));
    for claim in claims.iter().filter(possible).filter(|c| c.unique && c.written.is_none() && c.doubt == 0) {
        if let Some(month) = claim.from.filter(|from| claim.until.is_some_and(|until| until.year() == from.year())) {
            votes.entry(month.year()).or_default().push(claim);
        }
    }
    let most = votes.values().map(Vec::len).max()?;
    let mut best = votes.iter().filter(|(_, claims)| claims.len() == most);
    let (&year, claims) = best.next()?;
    if best.next().is_some() {
        return None;
    }
    let clues = claims.iter().take(CLUES).map(|c| Clue { span: Some(c.span), year }).collect();
    Given::new(Month::new(year, 1), Month::new(year, 12), Sure::Anchored, clues)
}

const PLANS: &[&str] = &[
    "安排",
    "任务",
    "部署",
    "打算",
    "要求",
    "目标",
    "计划",
    "重点工作",
    "主要工作",
    "建议",
    "思路",
    "重点抓好",
    "今年",
];
const SUMS: &[&str] = &["回顾", "总结", "完成情况", "情况", "成绩", "过去"];

/// Whether a heading or an opening looks back, or forward, or neither.
fn looks_back(text: &str) -> Option<bool> {
    const BACK: [&str; 10] =
        ["一年来", "年来", "五年来", "去年", "过去", "回顾", "总结", "以来", "完成情况", "主要做法"];
    match () {
        () if BACK.iter().any(|word| text.contains(word)) => Some(true),
        () if PLANS.iter().any(|word| text.contains(word)) || text.contains("下一步") => Some(false),
        () => None,
    }
}

/// Headings: `二、2024年主要任务`, `一、2023年工作回顾`.
fn headed(doc: &Document) -> Option<Given> {
    let mut plan: Option<Clue> = None;
    let mut sum: Option<Clue> = None;
    for lead in doc.blocks.iter().filter_map(|b| b.lead) {
        if lead.len() > 150 {
            continue;
        }
        let text = doc.slice(lead);
        let Some(at) = text.find("20").or_else(|| text.find("19")) else { continue };
        if text.contains("今后五年") || text.contains("未来五年") || text.contains('《') {
            continue;
        }
        let place = Span { start: lead.start + at as u32, end: lead.end };
        let Some((date, year)) = dates(doc.text(), place).last().and_then(|d| Some((*d, d.year?))) else { continue };
        let clue = Clue { span: Some(date.span), year };
        if PLANS.iter().any(|word| text.contains(word)) && !SUMS.iter().any(|word| text.contains(word)) {
            plan = plan.filter(|p| p.year >= year).or(Some(clue));
        } else if SUMS.iter().any(|word| text.contains(word)) {
            let clue = Clue { year: year + 1, ..clue };
            sum = sum.filter(|s| s.year >= clue.year).or(Some(clue));
        }
    }
    let clue = plan.or(sum)?;
    let year = clue.year;
    Given::new(Month::new(year - 1, 11), Month::new(year, 12), Sure::Counted, vec![clue])
}

/// The latest of the meetings whose spirit a draft carries out.
fn recent(claims: &[Claim]) -> Option<Given> {
    let latest = claims.iter().filter(|c| c.recent && c.doubt == 0).max_by_key(|c| c.from)?;
    let from = latest.from?;
    // What was said in November and December is mostly quoted in the next year too.
    Given::new(from, from.plus(14), Sure::Guessed, vec![Clue { span: Some(latest.span), year: from.plus(2).year() }])
}

/// `今年（2024年）`, or else the year that the draft names most.
fn counted(doc: &Document) -> Option<Given> {
    let text = doc.text();
    let mut votes: BTreeMap<i32, (u32, Span)> = BTreeMap::new();
    for (at, _) in text.match_indices('年') {
        let Some(start) = at.checked_sub(4) else { continue };
        let Some(year) = text.get(start..at).and_then(|y| y.parse::<i32>().ok()) else { continue };
        if !(1950..2100).contains(&year) {
            continue;
        }
        let left = tense::last(text.get(..start).unwrap_or(""), 4);
        let right = tense::first(text.get(at..).unwrap_or(""), 4);
        // The end of a plan is not the time of the speech.
        if left.ends_with(['到', '至', '—', '-', '前'])
            || right.contains('底')
            || right.contains('前')
            || right.contains('以')
        {
            continue;
        }
        let (year, weight) = match () {
            () if left.ends_with("今年（") || left.ends_with("今年(") => (year, 20),
            () if left.ends_with("去年（") => (year + 1, 20),
            () => (year, 1),
        };
        let vote = votes.entry(year).or_insert((0, Span::new(start, at + 3)));
        vote.0 += weight;
    }
    let total: u32 = votes.values().map(|v| v.0).sum();
    let (&year, &(count, span)) = votes.iter().max_by_key(|(year, vote)| (vote.0, **year))?;
    if count < 2 || count * 5 < total * 2 {
        return None;
    }
    Given::new(Month::new(year, 1), Month::new(year + 1, 6), Sure::Guessed, vec![Clue { span: Some(span), year }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Checker, Config};

    fn given(text: &str) -> Option<(i32, Sure, String)> {
        let given = Checker::builtin().given(&Document::from_text(text))?;
        Some((given.year, given.sure, given.words()))
    }

    #[test]
    fn a_draft_tells_its_time() {
        let body = "同志们：\n今天开会，研究工作。\n";
        let cases = [
            (format!("在全县大会上的讲话\n（2024年3月5日）\n{body}"), Some((2024, Sure::Dated, "2024年3月"))),
            (format!("在全县大会上的讲话\n（二〇二四年三月五日）\n{body}"), Some((2024, Sure::Dated, "2024年3月"))),
            (format!("在2024年全县春训大会上的讲话\n{body}"), Some((2024, Sure::Dated, "2024年"))),
            (format!("{body}今年是“十四五”规划收官之年。\n"), Some((2025, Sure::Anchored, "2025年"))),
            (format!("{body}去年是“十四五”规划收官之年。\n"), Some((2026, Sure::Anchored, "2026年"))),
            (
                format!("{body}一、2023年工作回顾\n做了很多。\n二、2024年工作安排\n要做更多。\n"),
                Some((2024, Sure::Counted, "2024年")),
            ),
            (format!("{body}要学习贯彻二十届中央纪委四次全会精神。\n"), Some((2025, Sure::Guessed, "2025年"))),
            // Left over from an older draft: later wordings exclude it.
            (format!("{body}今年是“十三五”规划收官之年。要培育新质生产力。\n"), None),
            (body.to_owned(), None),
        ];
        for (text, want) in cases {
            assert_eq!(given(&text), want.map(|(year, sure, words)| (year, sure, words.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_drafter_knows_best() {
        let config = Config { date: Some("2026-03-01".to_owned()), ..Config::default() };
        let checker = Checker::new(crate::pack::builtin(), config);
        let given = checker.given(&Document::from_text("在2024年大会上的讲话\n同志们：\n开会。"));
        assert_eq!(given.map(|g| (g.words(), g.sure)), Some(("2026年3月".to_owned(), Sure::Said)));
    }

    fn checker() -> Checker {
        let only = vec!["timeline".to_owned(), "consistency/rank".to_owned()];
        Checker::new(crate::pack::builtin(), Config { only, ..Config::default() })
    }

    #[test]
    fn a_hostile_draft_stays_linear() {
        for (many, times) in [
            ("今年是“十四五”收官之年，1999年2月30日（星期三），扎实开展党史学习教育，我县我市\n", 4_000),
            ("今年是“十四五”收官之年、要打赢三大攻坚战、现在是九月、现在正值春耕、", 2_000),
        ] {
            let doc = Document::from_text(&format!("同志们：\n{}", many.repeat(times)));
            assert!(!checker().check(&doc).is_empty());
        }
    }
}
