//! Kind `replace`: wrong strings and what they should be, some only in certain company.
//!
//! `map` holds the pairs that need no context; a `word` row adds what must stand directly left (`before`) or right
//! (`after`), and longer strings in which the wrong one is right (`except`). A row with `norm_since` holds a spelling that
//! was right before that year: in a text whose latest year is earlier it is doubtful, and so are all
//! findings of a text that has `habit` of them.

use super::needle::Literals;
use super::text::{OneOrMany, covered, latest_year};
use super::{Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::date::Month;
use crate::document::word;
use crate::span::Span;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaceSpec {
    #[serde(default)]
    map: BTreeMap<String, String>,
    #[serde(default)]
    word: Vec<WordSpec>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    fix: Option<Applicability>,
    #[serde(default)]
    whole_word: bool,
    #[serde(default)]
    doubt: u8,
    /// From so many findings in a text on, the text has a habit, not slips.
    #[serde(default)]
    habit: Option<usize>,
}

/// One row with context.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordSpec {
    wrong: OneOrMany,
    right: OneOrMany,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    doubt: Option<u8>,
    #[serde(default)]
    fix: Option<Applicability>,
    #[serde(default)]
    whole_word: Option<bool>,
    /// From which year on the right form is the norm.
    #[serde(default)]
    norm_since: Option<u32>,
}

#[derive(Debug)]
struct Row {
    wrong: String,
    right: String,
    before: Vec<String>,
    after: Vec<String>,
    doubt: u8,
    fix: Applicability,
    whole_word: bool,
    norm_since: Option<u32>,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Replace {
    rows: Vec<Row>,
    except: Vec<String>,
    habit: Option<usize>,
}

/// How doubtful a spelling is in a text that is older than the norm, or that always spells so.
const OUTDATED: u8 = 2;

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &["fix"];

impl Replace {
    /// Flattens the rows and checks them.
    pub fn new(spec: ReplaceSpec, faults: &mut Faults) -> Replace {
        let fix = spec.fix.unwrap_or(Applicability::Unsafe);
        let mut rows = Vec::new();
        let mut except = spec.except;
        if spec.map.is_empty() && spec.word.is_empty() {
            faults.push([], "没有写错词：请填 map 或 [[rule.replace.word]]");
        }
        for (wrong, right) in spec.map {
            let path = || vec![Step::Key("map"), Step::Name(wrong.clone())];
            check_pair(&wrong, &right, path, faults);
            rows.push(Row {
                wrong,
                right,
                before: Vec::new(),
                after: Vec::new(),
                doubt: spec.doubt,
                fix,
                whole_word: spec.whole_word,
                norm_since: None,
            });
        }
        for (i, word) in spec.word.into_iter().enumerate() {
            let (wrong, right) = (word.wrong.0, word.right.0);
            if right.len() != 1 && right.len() != wrong.len() {
                faults.push(
                    [Step::Key("word"), Step::Index(i), Step::Key("right")],
                    format!("right 应为一个词，或与 wrong 一样多（{} 个）", wrong.len()),
                );
                continue;
            }
            for (k, wrong) in wrong.into_iter().enumerate() {
                let Some(right) = right.get(k).or(right.first()) else { continue };
                let path = || vec![Step::Key("word"), Step::Index(i), Step::Key("wrong")];
                check_pair(&wrong, right, path, faults);
                rows.push(Row {
                    wrong,
                    right: right.clone(),
                    before: word.before.clone(),
                    after: word.after.clone(),
                    doubt: word.doubt.unwrap_or(spec.doubt),
                    fix: word.fix.unwrap_or(fix),
                    whole_word: word.whole_word.unwrap_or(spec.whole_word),
                    norm_since: word.norm_since,
                });
            }
            except.extend(word.except);
        }
        Replace { rows, except, habit: spec.habit }
    }

    /// Wrong strings first, then exceptions.
    pub fn literals(&self, out: &mut Literals) {
        out.add_numbered(self.rows.iter().map(|r| &r.wrong).chain(&self.except));
    }

    /// Reports every wrong string in its company that no exception covers; of two that overlap, the longer one.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let text = view.doc.text();
        let rows = self.rows.len() as u32;
        let latest = OnceCell::new();
        let latest = || *latest.get_or_init(|| latest_year(text));
        let mut kept: Option<Span> = None;
        for hit in view.hits {
            let Some(row) = self.rows.get(hit.tag as usize) else { continue };
            if kept.is_some_and(|k| k.contains(hit.span)) || covered(view.hits, hit.span, |tag| tag >= rows) {
                continue;
            }
            // A right form may hold its own wrong one (`作出了` ← `做出`); what already reads right is right.
            if !row.in_company(text, hit.span) || row.stands_right(text, hit.span) {
                continue;
            }
            if row.whole_word && word::cuts_word(text, hit.span) {
                continue;
            }
            if kept.is_some_and(|k| hit.span.contains(k)) {
                out.pop();
            }
            kept = Some(hit.span);
            let older = |since: u32| {
                let norm = Month::new(i32::try_from(since).unwrap_or(2100), 1);
                latest().is_some_and(|year| year < since) || view.moment.is_some_and(|m| m.predates(norm))
            };
            let dated = row.norm_since.is_some_and(older);
            out.push(Finding {
                vars: vec![("fix", row.right.clone())],
                fixes: vec![Fix::replace(hit.span, &row.right, row.fix)],
                doubt: if dated { OUTDATED.max(row.doubt) } else { row.doubt },
                ..Finding::at(hit.span)
            });
        }
        let Some(habit) = self.habit else { return };
        if out.len() >= habit {
            out.iter_mut().for_each(|finding| finding.doubt = finding.doubt.max(OUTDATED));
        }
    }
}

impl Row {
    fn in_company(&self, text: &str, span: Span) -> bool {
        if self.before.is_empty() && self.after.is_empty() {
            return true;
        }
        let left = text.get(..span.start()).unwrap_or("");
        let right = text.get(span.end()..).unwrap_or("");
        self.before.iter().any(|b| left.ends_with(b.as_str()))
            || self.after.iter().any(|a| right.starts_with(a.as_str()))
    }

    /// Whether the right form, which contains the wrong one, stands here already.
    fn stands_right(&self, text: &str, span: Span) -> bool {
        self.right.match_indices(self.wrong.as_str()).any(|(at, _)| {
            span.start()
                .checked_sub(at)
                .is_some_and(|start| text.get(start..).is_some_and(|rest| rest.starts_with(self.right.as_str())))
        })
    }
}

/// No word is longer, in bytes; what is longer would be compared with the whole draft, again and again.
const LONGEST: usize = 1200;

fn check_pair(wrong: &str, right: &str, path: impl Fn() -> Vec<Step>, faults: &mut Faults) {
    if wrong.is_empty() {
        faults.push(path(), "错词是空的");
    } else if wrong.len().max(right.len()) > LONGEST {
        faults.push(path(), "词太长（上限 400 字）");
    } else if wrong == right {
        faults.push(path(), format!("“{wrong}”与改后的词相同"));
    }
}
