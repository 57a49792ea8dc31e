//! One rule × document → what it says there, each finding with the rule's words and level.

use super::hits::Hits;
use super::{Checker, Ranked, context};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Level, RuleId};
use crate::document::{Document, MarkKind, Role};
use crate::kind::sections::Genres;
use crate::kind::timeline::Moment;
use crate::kind::typo::Typos;
use crate::kind::{Finding, Hit, Kind, View};
use crate::pack::Rule;
use crate::source::Editable;
use crate::span::Span;

/// A draft with all that its rules ask about it.
pub(super) struct Look<'a> {
    pub(super) checker: &'a Checker,
    pub(super) doc: &'a Document,
    pub(super) hits: &'a Hits,
    /// Where the office's own words stand.
    pub(super) lexicon: &'a [Hit],
    pub(super) moment: Moment<'a>,
    pub(super) genres: Genres<'a>,
    pub(super) typos: Typos<'a>,
}

impl<'a> Look<'a> {
    /// What the rule of this number says. `stage` is told the rule's kind before it looks.
    pub(super) fn rule(&'a self, order: usize, stage: &mut dyn FnMut(&'static str)) -> Vec<Ranked> {
        let (checker, doc) = (self.checker, self.doc);
        let mut found = Vec::new();
        let Some(&(p, r, level)) = checker.active.get(order) else { return found };
        let own = self.hits.of(order);
        let Some(rule) = checker.packs.get(p).and_then(|pack| pack.rules.get(r)) else { return found };
        if rule.format.is_some_and(|format| format != doc.source.format) {
            return found;
        }
        if own.is_empty() && rule.kind.prepared().is_some() {
            return found;
        }
        let config = &checker.config;
        let view = View {
            doc,
            hits: own,
            genre: config.genre.as_deref(),
            rank: config.rank.as_deref(),
            leaders: &config.leaders,
            moment: Some(&self.moment),
            genres: Some(&self.genres),
        };
        stage(rule.kind.name());
        let mut findings = Vec::new();
        let guessed = if let Kind::Typo(kind) = &*rule.kind {
            kind.report(doc, &self.typos, &mut findings);
            true
        } else {
            rule.kind.run(view, &mut findings);
            false
        };
        found.reserve_exact(findings.len());
        for (mut finding, number) in findings.into_iter().zip(0..) {
            let Some(doubt) = context::doubt(rule, doc, finding.span, &self.moment) else { continue };
            finding.doubt += doubt;
            let inside = !finding.span.is_empty() && crate::kind::text::covered(self.lexicon, finding.span, |_| true);
            if in_scope(doc, rule, finding.span) && !inside {
                let order = (order as u32, number);
                found.push(Ranked { diagnostic: diagnose(doc, rule, level, finding), order, guessed });
            }
        }
        found
    }
}

/// A fix that reaches over different formats of a Word draft is at most unsafe; one that cannot be made there says why.
pub(super) fn hold_back(doc: &Document, fix: &mut Fix) {
    match doc.source.editable(&fix.edits) {
        Editable::Yes => {}
        Editable::Mixed => fix.applicability = fix.applicability.min(Applicability::Unsafe),
        Editable::No(reason) => {
            fix.applicability = Applicability::Manual;
            fix.title.push_str(&format!("；不能自动改：{reason}"));
        }
    }
}

/// Whether a rule may speak about a place.
fn in_scope(doc: &Document, rule: &Rule, span: Span) -> bool {
    let Some(block) = doc.block_at(span.start).and_then(|i| doc.blocks.get(i)) else { return true };
    if !block.span.overlaps(span) && !span.is_empty() {
        // Between blocks: indents, blank lines, Markdown marks.
        return true;
    }
    if block.role == Role::Code {
        return false;
    }
    let same = |role: &Role| matches!((role, block.role), (Role::Heading(0), Role::Heading(_))) || *role == block.role;
    rule.scope.is_empty() || rule.scope.iter().any(same)
}

/// Quotations from this many characters on are somebody else's words.
const LONG_QUOTE: usize = 8;

fn diagnose(doc: &Document, rule: &Rule, level: Level, finding: Finding) -> Diagnostic {
    let quoted = rule.lowered_in_quotes
        && doc
            .marks
            .around(finding.span, &[MarkKind::Quote])
            .is_some_and(|p| doc.slice(p.inner()).chars().nth(LONG_QUOTE - 1).is_some());
    Diagnostic {
        rule: rule.id.clone(),
        level: level.lowered(finding.doubt + u8::from(quoted)),
        span: finding.span,
        message: rule.message.fill(doc.slice(finding.span), &finding.vars),
        why: rule.why.clone(),
        related: finding.related,
        fixes: finding.fixes,
        also: Vec::<RuleId>::new(),
    }
}
