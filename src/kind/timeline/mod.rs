//! Kind `timeline`: words bound to a time, and a draft that cannot have been given at all of them at once.
//!
//! A table of rows says when a wording, a campaign or `收官之年` belongs; [`Moment`] works out when the draft was given;
//! a place that does not fit is reported with what says otherwise. The calendar itself, seasons and the office-holders
//! of a config are looked at here too.

mod age;
mod calendar;
mod given;
mod leader;
mod row;
mod season;
mod tense;

pub use given::{Clue, Given, Moment, Sure};
pub use leader::Leader;
pub use row::{Claim, Mode, Row, RowSpec};

use super::needle::Literals;
use super::{Faults, Finding, Hit, Step, View};
use crate::document::Document;
use std::collections::BTreeMap;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineSpec {
    #[serde(default)]
    check: Check,
    #[serde(default)]
    row: Vec<RowSpec>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Check {
    /// The table.
    #[default]
    Rows,
    /// Two places that say which month it is.
    Season,
    /// Days that there are not.
    Day,
    /// Days of the week that do not fit.
    Weekday,
    /// Office-holders of the config.
    Leader,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Timeline {
    check: Check,
    rows: Vec<Row>,
}

/// Names for the message besides `{match}`: what is true, and what the draft's own time is known from.
pub const VARS: &[&str] = &["note", "given", "now"];

impl Timeline {
    /// Checks what the author wrote.
    pub fn new(spec: TimelineSpec, faults: &mut Faults) -> Timeline {
        if spec.row.is_empty() == (spec.check == Check::Rows) {
            faults.push([Step::Key("row")], "check = \"rows\" 要写 row，别的 check 不写");
        }
        let rows = spec.row.into_iter().enumerate().map(|(i, row)| Row::new(row, i, faults)).collect();
        Timeline { check: spec.check, rows }
    }

    /// The words of all rows, or of the calendar.
    pub fn literals(&self, out: &mut Literals) {
        let fixed: &[&str] = match self.check {
            Check::Rows => &[],
            Check::Season => season::LITERALS,
            Check::Day => calendar::MONTHS,
            Check::Weekday => calendar::WEEKDAYS,
            Check::Leader => &[],
        };
        fixed.iter().zip(0..).for_each(|(text, tag)| out.add(text, tag));
        for (row, tag) in self.rows.iter().zip(0..) {
            out.add_all(&row.words, tag);
        }
    }

    /// Whether it has a table, which tells when a draft was given.
    #[must_use]
    pub fn tells_time(&self) -> bool {
        self.check == Check::Rows
    }

    /// Whether it reports the office-holders of a config, whose names are looked for as its literals.
    #[must_use]
    pub fn wants_leaders(&self) -> bool {
        self.check == Check::Leader
    }

    /// What its rows find, as table number `table`; of places that lie in each other the longer one.
    fn claims(&self, doc: &Document, hits: &[Hit], table: usize) -> Vec<Claim> {
        let claim = |hit: &Hit| Some(Claim { table, ..self.rows.get(hit.tag as usize)?.claim(doc, hit.span)? });
        let mut found: Vec<Claim> = hits.iter().filter_map(claim).collect();
        found.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
        found.dedup_by(|b, a| a.span.contains(b.span) && a.span != b.span || a == b);
        found
    }

    /// Looks.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        match self.check {
            Check::Rows => self.rows(view, out),
            Check::Season => season::run(view, out),
            Check::Day => calendar::impossible(view, out),
            Check::Weekday => calendar::weekdays(view, out),
            Check::Leader => leader::run(view, out),
        }
    }

    fn rows(&self, view: View<'_>, out: &mut Vec<Finding>) {
        if view.hits.is_empty() {
            return;
        }
        // Each stale fact is told once, with the other places it stands at.
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        let shared = view.moment.and_then(|moment| moment.claims_of(self));
        let own = if shared.is_none() { self.claims(view.doc, view.hits, 0) } else { Vec::new() };
        for claim in shared.into_iter().flatten().chain(&own) {
            let Some(finding) = judge(claim, view) else { continue };
            match told.get(claim.note.as_str()).and_then(|&at| out.get_mut(at)) {
                Some(first) if first.doubt <= finding.doubt && !claim.unique => {
                    if first.related.len() < 5 {
                        first.related.push((finding.span, "这里也是".to_owned()));
                    }
                }
                _ => {
                    told.insert(&claim.note, out.len());
                    out.push(finding);
                }
            }
        }
    }
}

/// A claim against the draft's own time, or where that is not known, against the draft's other claims.
fn judge(claim: &Claim, view: View<'_>) -> Option<Finding> {
    let found = |given: String, related, doubt| {
        let late = claim.until.is_some_and(|until| view.given().is_none_or(|g| g.until > until));
        let now = if late && !claim.now.is_empty() { format!("，其后为{}", claim.now) } else { String::new() };
        let vars = vec![("note", claim.note.clone()), ("given", given), ("now", now)];
        Some(Finding { vars, related, doubt: claim.doubt + doubt, ..Finding::at(claim.span) })
    };
    if let Some(year) = claim.written {
        return found(format!("这里写的是{year}年"), Vec::new(), 1);
    }
    let moment = view.moment?;
    let clash = || {
        let other = rival(claim, moment)?;
        let related = vec![(other.span, other.note.clone())];
        found(
            format!("文中又有“{}”", tense::quoted(view.doc.slice(other.span))),
            related,
            if claim.unique { 1 } else { 2 },
        )
    };
    let Some(given) = moment.given().filter(|g| g.sure > Sure::Guessed) else { return clash() };
    let own = |span: Option<crate::span::Span>| span == Some(claim.span);
    let early = claim.from.is_some_and(|from| given.is_before(from));
    // What was done last year is told for another one, with words that look the same.
    let grace = if claim.urged { 0 } else { 14 };
    let late = claim.until.is_some_and(|until| given.is_after(until.plus(grace)))
        && (claim.unique || !moment.is_retrospect(claim.span.start));
    if !early && !late || given.evidence.iter().all(|clue| own(clue.span)) {
        return clash();
    }
    // At the turn of the year the next one is already spoken of.
    let turn =
        claim.unique && early && given.from.month() > 10 && claim.from.is_some_and(|f| f.year() == given.year + 1);
    if turn {
        return None;
    }
    let related = given.evidence.iter().filter_map(|c| Some((c.span?, format!("据此，本稿是{}年的", c.year))));
    let doubt = match given.sure {
        Sure::Said if claim.unique || early => 0,
        Sure::Dated if claim.unique => 0,
        Sure::Said | Sure::Dated | Sure::Anchored => 1,
        Sure::Counted | Sure::Guessed => 2,
    };
    found(format!("本稿为{}（据{}）", given.words(), given.source()), related.take(2).collect(), doubt)
}

/// Where the draft's time is only guessed: a later wording than this one still allows.
fn rival<'a>(claim: &Claim, moment: &'a Moment<'_>) -> Option<&'a Claim> {
    let until = claim.until?;
    if moment.given().is_some_and(|given| given.sure > Sure::Anchored) {
        return None;
    }
    moment.latest().filter(|latest| latest.from.is_some_and(|from| from > until))
}
