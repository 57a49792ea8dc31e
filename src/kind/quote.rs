//! Kind `quote`: well-known sentences, and what lies a few characters away from them.
//!
//! Pieces of three characters or more of each clause are the literals; around a hit the sentence is aligned with the
//! text on its characters alone, whatever the punctuation. A sentence that stands exactly, in its own form or one of
//! `also`, is right; one of `wrong` is wrong however far away it lies. What only begins or ends like a sentence is a
//! part of it or plays on it, and is left alone.

mod align;

use super::needle::Literals;
use super::pieces::{self, Quote as Use};
use super::similar::{looks_alike, sounds_alike};
use super::text::covered;
use super::{Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::is_han;
use crate::span::Span;
use align::{Aligned, Edit, align};
use std::collections::BTreeMap;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteSpec {
    rows: Vec<RowSpec>,
    #[serde(default)]
    except: Vec<String>,
}

/// One sentence.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    text: String,
    source: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    wrong: Vec<String>,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Quote {
    rows: Vec<RowSpec>,
    except: Vec<String>,
    forms: Vec<Form>,
    /// What each literal is.
    uses: Vec<Use>,
}

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &["fix", "source"];

/// Characters of the shortest sentence.
const SHORTEST: usize = 7;
/// From this length on any other character is a slip, below it one that sounds or looks alike.
const LOOSE: usize = 12;
/// One edit for so many characters, and how much of the text on both sides is looked at.
const PER_EDIT: usize = 8;
const SLACK: usize = 3;
/// How many marks may stand between two characters.
const MARKS: usize = 3;
/// Longest report, and how many characters around the slips a longer one shows.
const SHOWN: usize = 12;
const MARGIN: usize = 3;

/// A right form of a sentence, by its characters.
#[derive(Debug)]
struct Form {
    row: usize,
    chars: Vec<char>,
}

/// A sentence that stands in the text, exactly or nearly.
struct Candidate {
    span: Span,
    shown: Span,
    row: usize,
    edits: usize,
}

impl Quote {
    /// Cuts the sentences in pieces.
    pub fn new(spec: QuoteSpec, faults: &mut Faults) -> Quote {
        let mut forms = Vec::new();
        for (row, spec) in spec.rows.iter().enumerate() {
            for text in std::iter::once(&spec.text).chain(&spec.also) {
                let chars: Vec<char> = text.chars().filter(|c| is_han(*c)).collect();
                if chars.len() < SHORTEST {
                    let path = [Step::Key("rows"), Step::Index(row), Step::Key("text")];
                    faults.push(path, format!("“{text}”太短，至少要 {SHORTEST} 个字"));
                }
                forms.push(Form { row, chars });
            }
        }
        let mut quote = Quote { rows: spec.rows, except: spec.except, forms, uses: Vec::new() };
        let mut uses = Vec::new();
        quote.each_literal(|_, used| uses.push(used));
        quote.uses = uses;
        quote
    }

    /// Calls `found` with every literal and what it is.
    fn each_literal(&self, found: impl FnMut(&str, Use)) {
        fn texts(list: &[String]) -> impl Iterator<Item = &str> {
            list.iter().map(String::as_str)
        }
        fn sides(row: &RowSpec) -> (Vec<&str>, Vec<&str>) {
            (std::iter::once(row.text.as_str()).chain(texts(&row.also)).collect(), texts(&row.wrong).collect())
        }
        let rows: Vec<_> = self.rows.iter().map(sides).collect();
        pieces::quote(&rows, &texts(&self.except).collect::<Vec<_>>(), is_han, found);
    }

    /// Pieces, misquotations and exceptions.
    pub fn literals(&self, out: &mut Literals) {
        let mut tags = 0..;
        self.each_literal(|text, _| tags.by_ref().take(1).for_each(|tag| out.add(text, tag)));
    }

    /// Reports each sentence that is nearly one of the rows, unless another row stands there exactly.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let text = view.doc.text();
        let used = |tag: u32| self.uses.get(tag as usize).copied();
        let mut found: Vec<Candidate> = Vec::new();
        // Where a form was last found: its other pieces need no second look.
        let mut done: BTreeMap<usize, u32> = BTreeMap::new();
        for hit in view.hits {
            let candidate = match used(hit.tag) {
                None | Some(Use::Except) => None,
                Some(Use::Wrong(row)) => Some(Candidate { span: hit.span, shown: hit.span, row, edits: usize::MAX }),
                Some(Use::Piece(form, _)) if done.get(&form).is_some_and(|end| hit.span.start < *end) => None,
                Some(Use::Piece(form, before)) => {
                    let near = self.near(text, form, before, hit.span);
                    if let Some(c) = &near {
                        done.insert(form, c.span.end);
                    }
                    near
                }
            };
            found.extend(candidate);
        }
        let excepted = |span| covered(view.hits, span, |tag| matches!(used(tag), Some(Use::Except)));
        // What stands exactly comes first, then what is nearest; each keeps what overlaps it out.
        found.sort_by_key(|c| (c.edits, std::cmp::Reverse(c.span.len()), c.span.start));
        let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
        for c in found {
            let last = taken.range(..c.span.end).next_back();
            if last.is_some_and(|(_, end)| *end > c.span.start) && c.edits != usize::MAX {
                continue;
            }
            taken.insert(c.span.start, c.span.end);
            if c.edits > 0 && !excepted(c.shown) {
                out.extend(self.report(&c));
            }
        }
        out.sort_by_key(|f| f.span);
        out.dedup_by(|b, a| a.span.overlaps(b.span));
    }

    /// Aligns a form with the text around one of its pieces.
    fn near(&self, text: &str, form: usize, before: usize, hit: Span) -> Option<Candidate> {
        let Form { row, chars } = self.forms.get(form)?;
        let mut window = around(text.get(..hit.start())?.char_indices().rev(), before + SLACK);
        window.reverse();
        let expected = window.len().checked_sub(before);
        let ahead = (chars.len() + SLACK).saturating_sub(before);
        let right = around(text.get(hit.start()..)?.char_indices(), ahead);
        window.extend(right.into_iter().map(|(at, c)| (at + hit.start(), c)));
        let typed: Vec<char> = window.iter().map(|(_, c)| *c).collect();
        let allowed = 1.max(chars.len() / PER_EDIT);
        let Aligned { start, end, edits } = align(chars, &typed, expected, allowed)?;
        if !edits.iter().all(|e| acceptable(e, chars.len())) {
            return None;
        }
        let place = |from: usize, to: usize| {
            let (first, last) = (window.get(from)?, window.get(to.checked_sub(1)?)?);
            Some(Span::new(first.0, last.0 + last.1.len_utf8()))
        };
        let shown = match (edits.first(), edits.last()) {
            (Some(first), Some(last)) if end - start > SHOWN => {
                place(first.at.saturating_sub(MARGIN).max(start), (last.at + 1 + MARGIN).min(end))
            }
            _ => place(start, end),
        };
        Some(Candidate { span: place(start, end)?, shown: shown?, row: *row, edits: edits.len() })
    }

    fn report(&self, c: &Candidate) -> Option<Finding> {
        let row = self.rows.get(c.row)?;
        Some(Finding {
            vars: vec![("fix", row.text.clone()), ("source", row.source.clone())],
            fixes: vec![Fix::replace(c.span, &row.text, Applicability::Unsafe)],
            ..Finding::at(c.shown)
        })
    }
}

/// The next `wanted` characters with their places; few marks between them are passed over, a new line ends it.
fn around(chars: impl Iterator<Item = (usize, char)>, wanted: usize) -> Vec<(usize, char)> {
    let mut found = Vec::with_capacity(wanted);
    let mut marks = 0;
    for (at, c) in chars {
        if is_han(c) {
            marks = 0;
            found.push((at, c));
        } else {
            marks += 1;
            if marks > MARKS || c == '\n' || c == '\r' {
                break;
            }
        }
        if found.len() >= wanted {
            break;
        }
    }
    found
}

/// Whether an edit can be a slip in a sentence of this length, and no play on it.
fn acceptable(edit: &Edit, len: usize) -> bool {
    let alike = |(a, b): (char, char)| sounds_alike(a, b) || looks_alike(a, b);
    match edit.chars {
        Some(pair) => alike(pair) || len >= LOOSE && !edit.outer,
        None => len >= LOOSE && !edit.outer,
    }
}
