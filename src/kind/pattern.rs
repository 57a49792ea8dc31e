//! Kind `pattern`: a regex, run only on the sentences (or blocks) that hold one of its literals.
//!
//! `regex` has no look-around; what must or must not stand beside a match is said by `before`, `after`,
//! `not_before`, `not_after`, and a group named `at` narrows what is reported.

use super::lazy::{Found, LazyRegex};
use super::needle::Literals;
use super::required::required_literals;
use super::text::touched;
use super::{Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::span::Span;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternSpec {
    regex: String,
    #[serde(default)]
    literals: Vec<String>,
    #[serde(default)]
    unit: Unit,
    #[serde(default)]
    replace: Option<String>,
    #[serde(default)]
    fix: Option<Applicability>,
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    not_before: Option<String>,
    #[serde(default)]
    not_after: Option<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default)]
    doubt: u8,
}

/// How much text a match may span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    #[default]
    Sentence,
    Block,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Pattern {
    spec: PatternSpec,
    regex: LazyRegex,
    names: Vec<&'static str>,
    before: Option<LazyRegex>,
    after: Option<LazyRegex>,
    not_before: Option<LazyRegex>,
    not_after: Option<LazyRegex>,
}

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &["fix", "a", "b", "c", "n"];

/// How far back a `before` context looks, in bytes, and how far on an `after` context: further than any rule asks, and
/// no further, because a sentence may be the whole draft.
const CONTEXT: usize = 90;
const AHEAD: usize = 1 << 10;

impl Pattern {
    /// Checks the regexes; they are compiled when first needed.
    pub fn new(mut spec: PatternSpec, faults: &mut Faults) -> Pattern {
        let mut lazy = |source: &str, key: &'static str| LazyRegex::new(source, &[Step::Key(key)], faults);
        let regex = lazy(&spec.regex, "regex");
        let side = |s: &Option<String>, ahead: bool| {
            s.as_ref().map(|s| if ahead { format!("^(?:{s})") } else { format!("(?:{s})$") })
        };
        let before = side(&spec.before, false).map(|s| lazy(&s, "before"));
        let after = side(&spec.after, true).map(|s| lazy(&s, "after"));
        let not_before = side(&spec.not_before, false).map(|s| lazy(&s, "not_before"));
        let not_after = side(&spec.not_after, true).map(|s| lazy(&s, "not_after"));
        if spec.literals.is_empty() {
            spec.literals = required_literals(&spec.regex).unwrap_or_default();
        }
        let names = VARS.iter().skip(1).copied().filter(|n| spec.regex.contains(&format!("<{n}>"))).collect();
        Pattern { spec, regex, names, before, after, not_before, not_after }
    }

    /// Tag 0 for the literals, 1 for exceptions.
    pub fn literals(&self, out: &mut Literals) {
        out.add_all(&self.spec.literals, 0);
        out.add_all(&self.spec.except, 1);
    }

    /// Runs the regex on every unit that holds a literal.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let doc = view.doc;
        let mut done: Option<Span> = None;
        if self.spec.literals.is_empty() {
            match self.spec.unit {
                Unit::Sentence => doc.sentences.iter().for_each(|s| self.unit(view, s.span, out)),
                Unit::Block => doc.blocks.iter().for_each(|b| self.unit(view, b.span, out)),
            }
            return;
        }
        for hit in view.hits.iter().filter(|h| h.tag == 0) {
            let unit = match self.spec.unit {
                Unit::Sentence => doc.sentence_at(hit.span.start).and_then(|i| doc.sentences.get(i)).map(|s| s.span),
                Unit::Block => doc.block_at(hit.span.start).and_then(|i| doc.blocks.get(i)).map(|b| b.span),
            };
            let Some(unit) = unit else { continue };
            if done != Some(unit) && unit.contains(Span::at(hit.span.start())) {
                self.unit(view, unit, out);
                done = Some(unit);
            }
        }
    }

    fn unit(&self, view: View<'_>, unit: Span, out: &mut Vec<Finding>) {
        let text = view.doc.slice(unit);
        // Once for all matches in a unit, and only where there is one.
        let mut fits = None;
        self.regex.each(text, |found| {
            if *fits.get_or_insert_with(|| self.fits(text)) {
                out.extend(self.finding(view, unit, text, &found));
            }
        });
    }

    /// Whether a unit holds what a match needs and lacks what it must not have.
    fn fits(&self, text: &str) -> bool {
        let spec = &self.spec;
        (spec.needs.is_empty() || spec.needs.iter().any(|s| text.contains(s.as_str())))
            && !spec.lacks.iter().any(|s| text.contains(s.as_str()))
    }

    fn finding(&self, view: View<'_>, unit: Span, text: &str, found: &Found<'_>) -> Option<Finding> {
        let whole = found.name("at").map(|(span, _)| span).or_else(|| found.whole())?;
        let span = whole.shift(unit.start());
        if !self.company(text, whole.start(), whole.end()) || touched(view.hits, span, |tag| tag == 1) {
            return None;
        }
        let mut finding = Finding { doubt: self.spec.doubt, ..Finding::at(span) };
        for &name in &self.names {
            finding.vars.extend(found.name(name).map(|(_, group)| (name, group.to_owned())));
        }
        if let Some(template) = &self.spec.replace {
            let fixed = found.expand(template);
            let applicability = self.spec.fix.unwrap_or(Applicability::Unsafe);
            finding.fixes.push(Fix::replace(span, &fixed, applicability));
            finding.vars.push(("fix", fixed));
        }
        Some(finding)
    }

    fn company(&self, text: &str, start: usize, end: usize) -> bool {
        let mut from = start.saturating_sub(CONTEXT);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = text.len().min(end + AHEAD);
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let left = text.get(from..start).unwrap_or("");
        let right = text.get(end..to).unwrap_or("");
        let holds = |side: &Option<LazyRegex>, part: &str| side.as_ref().map(|r| r.is_match(part));
        holds(&self.before, left) != Some(false)
            && holds(&self.after, right) != Some(false)
            && holds(&self.not_before, left) != Some(true)
            && holds(&self.not_after, right) != Some(true)
    }
}
