//! Diagnostics that overlap and mean the same become one; then all are sorted by place.

use super::Ranked;
use crate::diagnostic::Diagnostic;

/// How many diagnostics back a twin may stand.
const REACH: usize = 8;

/// Sorts, and folds each diagnostic into an overlapping one with the same first fix, or with the very same span.
/// The higher level stays, then the earlier rule.
pub(super) fn merge(mut found: Vec<Ranked>) -> Vec<Diagnostic> {
    found.sort_by(|a, b| {
        let key = |r: &Ranked| (r.diagnostic.span, std::cmp::Reverse(r.diagnostic.level), r.order);
        key(a).cmp(&key(b))
    });
    let mut kept: Vec<Ranked> = Vec::with_capacity(found.len());
    for next in found {
        // Spans are sorted by start; only the last few can still overlap.
        let from = kept.len().saturating_sub(REACH);
        let twin = kept.iter().skip(from).position(|k| same(&k.diagnostic, &next.diagnostic)).map(|i| from + i);
        let Some(twin) = twin.and_then(|i| kept.get_mut(i)) else {
            kept.push(next);
            continue;
        };
        let (mut winner, loser) = if (next.diagnostic.level, std::cmp::Reverse(next.order))
            > (twin.diagnostic.level, std::cmp::Reverse(twin.order))
        {
            (next.diagnostic, twin.diagnostic.clone())
        } else {
            (twin.diagnostic.clone(), next.diagnostic)
        };
        if loser.rule != winner.rule && !winner.also.contains(&loser.rule) {
            winner.also.push(loser.rule);
        }
        winner.also.extend(loser.also.into_iter().filter(|id| *id != winner.rule));
        if winner.fixes.is_empty() {
            winner.fixes = loser.fixes;
        }
        twin.diagnostic = winner;
    }
    let mut all: Vec<Diagnostic> = kept.into_iter().map(|k| k.diagnostic).collect();
    all.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    all
}

fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    let edits = |d: &Diagnostic| d.fixes.first().map(|f| f.edits.clone());
    if a.rule == b.rule {
        return a.span == b.span && a.message == b.message;
    }
    a.span.overlaps(b.span) && edits(a).is_some() && edits(a) == edits(b)
}
