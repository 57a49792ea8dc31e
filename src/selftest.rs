//! Runs the examples of packs: every bad sentence must be flagged exactly at its marks, fixed to what it says, and
//! then be clean; every good one must pass.

use crate::check::{Checker, Config};
use crate::diagnostic::{Applicability, Diagnostic, Level, RuleId};
use crate::document::Document;
use crate::fix;
use crate::pack::{Pack, RuleTest, WHOLE_DRAFT};
use crate::source::Source;
use crate::span::Span;

/// How an example failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not flagged.
    Missed,
    /// Flagged and should not be.
    FalseAlarm,
    /// Flagged at another place.
    Misplaced,
    /// The fixes give another text, do not come to rest, or leave something to flag.
    Misfixed,
}

impl Fault {
    /// Its name in reports.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Fault::Missed => "漏报",
            Fault::FalseAlarm => "误报",
            Fault::Misplaced => "错位",
            Fault::Misfixed => "改错",
        }
    }
}

/// One failed example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule it belongs to.
    pub rule: RuleId,
    /// How it failed.
    pub fault: Fault,
    /// The example as written.
    pub example: String,
    /// What came instead.
    pub detail: String,
}

/// Runs all examples of `tests` with the rules of `load()`, which gives the packs anew (rules are not cloned).
pub fn run(tests: &[(RuleId, Vec<RuleTest>)], load: &dyn Fn() -> Vec<Pack>) -> (usize, Vec<Failure>) {
    let everything = Checker::new(
        load(),
        Config { skip: WHOLE_DRAFT.iter().map(|s| (*s).to_owned()).collect(), ..Config::default() },
    );
    let mut failures = Vec::new();
    let mut count = 0;
    let mut alone = Checker::new(load(), Config { only: vec!["none/none".to_owned()], ..Config::default() });
    for (rule, examples) in tests {
        for example in examples {
            alone = Checker::new(
                alone.into_packs(),
                Config {
                    only: vec![rule.as_str().to_owned()],
                    genre: example.genre.clone(),
                    date: example.date.clone(),
                    rank: example.rank.clone(),
                    leaders: example.leaders.clone(),
                    ..Config::default()
                },
            );
            count += 1;
            failures.extend(one(rule, example, &alone, &everything));
        }
    }
    (count, failures)
}

fn one(rule: &RuleId, example: &RuleTest, alone: &Checker, everything: &Checker) -> Option<Failure> {
    let written = example.bad.as_ref().or(example.good.as_ref())?;
    let fail = |fault, detail| Some(Failure { rule: rule.clone(), fault, example: written.clone(), detail });
    let long = example.times.map(|times| {
        let (head, tail) = written.split_at(written.find('«').unwrap_or(written.len()));
        head.repeat(times) + tail
    });
    let (text, marks) = unmark(long.as_deref().unwrap_or(written));
    let doc = Document::from_text(&text);
    let mut found = alone.check(&doc);
    found.sort_by_key(|d| d.span);
    let spans: Vec<Span> = found.iter().map(|d| d.span).collect();
    let show = |spans: &[Span]| spans.iter().map(|s| format!("“{}”", doc.slice(*s))).collect::<Vec<_>>().join("、");
    if spans != marks {
        let fault = match (spans.len(), marks.len()) {
            (0, _) => Fault::Missed,
            (_, 0) => Fault::FalseAlarm,
            (a, b) if a < b => Fault::Missed,
            (a, b) if a > b => Fault::FalseAlarm,
            _ => Fault::Misplaced,
        };
        let detail =
            if spans.is_empty() { "一处也没有报".to_owned() } else { format!("报的是{}", show(&spans)) };
        return fail(fault, detail);
    }
    let wanted = example.fixed.as_ref()?;
    let source = Source::from_text("例句.txt", text.as_str());
    let fixed = match fix::run(source, Applicability::Unsafe, &mut |doc| alone.check(doc)) {
        Ok(fixed) => fixed.source.text,
        Err(e) => return fail(Fault::Misfixed, e.to_string()),
    };
    if fixed != *wanted {
        return fail(Fault::Misfixed, format!("改成了“{fixed}”"));
    }
    let after = Document::from_text(&fixed);
    let left: Vec<Diagnostic> =
        everything.check(&after).into_iter().filter(|d| d.level >= Level::Warning || d.rule == *rule).collect();
    let left = left.first()?;
    fail(Fault::Misfixed, format!("改后又被 {} 报“{}”", left.rule, after.slice(left.span)))
}

/// The text without `«»`, and what stood between them.
fn unmark(written: &str) -> (String, Vec<Span>) {
    let mut text = String::with_capacity(written.len());
    let mut marks = Vec::new();
    let mut open = 0;
    for c in written.chars() {
        match c {
            '«' => open = text.len(),
            '»' => marks.push(Span::new(open, text.len())),
            c => text.push(c),
        }
    }
    (text, marks)
}
