//! Diagnostics that overlap and mean the same become one; then all are sorted by place.

use super::Ranked;
use crate::diagnostic::Diagnostic;
use crate::span::{Edit, Span};

/// How many diagnostics back a twin may stand.
const REACH: usize = 8;

/// Sorts, and folds each diagnostic into an overlapping one with the same first fix, with the very same span, or whose fix
/// puts this right as well. The fuller fix stays, else the higher level, then the earlier rule.
pub(super) fn merge(text: &str, mut found: Vec<Ranked>) -> Vec<Diagnostic> {
    yield_to_rules(&mut found);
    found.sort_unstable_by(|a, b| {
        let key = |r: &Ranked| (r.diagnostic.span, std::cmp::Reverse(r.diagnostic.level), r.order);
        key(a).cmp(&key(b))
    });
    let mut kept = 0_usize;
    for i in 0..found.len() {
        let Some((before, next)) = found.split_at_mut_checked(i).and_then(|(b, rest)| Some((b, rest.first_mut()?)))
        else {
            break;
        };
        // Spans are sorted by start; only the last few can still overlap.
        let last = before.get_mut(kept.saturating_sub(REACH)..kept).unwrap_or_default();
        let twin = last.iter_mut().find_map(|k| Some((twins(text, &k.diagnostic, &next.diagnostic)?, k)));
        if let Some((fuller, twin)) = twin {
            fold(twin, next, fuller);
        } else {
            found.swap(kept, i);
            kept += 1;
        }
    }
    found.truncate(kept);
    found.sort_unstable_by(|a, b| {
        (a.diagnostic.span, &a.diagnostic.rule, a.order).cmp(&(b.diagnostic.span, &b.diagnostic.rule, b.order))
    });
    found.into_iter().map(|k| k.diagnostic).collect()
}

/// Folds a diagnostic into its twin; what stays stands in the place of the twin.
fn fold(twin: &mut Ranked, next: &mut Ranked, fuller: Fuller) {
    let rank = |r: &Ranked| (r.diagnostic.level, std::cmp::Reverse(r.order));
    let level = next.diagnostic.level.max(twin.diagnostic.level);
    let next_stays = match fuller {
        Fuller::Neither => rank(next) > rank(twin),
        Fuller::First => false,
        Fuller::Second => true,
    };
    if next_stays {
        std::mem::swap(&mut twin.diagnostic, &mut next.diagnostic);
    }
    let (winner, loser) = (&mut twin.diagnostic, &mut next.diagnostic);
    if loser.rule != winner.rule && !winner.also.contains(&loser.rule) {
        winner.also.push(loser.rule.clone());
    }
    let rule = &winner.rule;
    winner.also.extend(loser.also.drain(..).filter(|id| id != rule));
    if winner.fixes.is_empty() {
        winner.fixes = std::mem::take(&mut loser.fixes);
    }
    winner.level = level;
}

/// Spans of more bytes are about a sentence, not about a word.
const WORD: usize = 48;

/// A guess goes where a phrase rule speaks of the same place, which then has the higher level of the two.
fn yield_to_rules(found: &mut Vec<Ranked>) {
    if !found.iter().any(|r| r.guessed) {
        return;
    }
    let said = |r: &Ranked| !r.guessed && !r.diagnostic.fixes.is_empty() && r.diagnostic.span.len() <= WORD;
    let mut rules: Vec<usize> = (0..found.len()).filter(|&i| found.get(i).is_some_and(said)).collect();
    let span = |found: &[Ranked], i: usize| found.get(i).map(|r| r.diagnostic.span).unwrap_or_default();
    rules.sort_by_key(|&i| (span(found, i), found.get(i).map(|r| r.order)));
    let mut raise = Vec::new();
    let gone: Vec<bool> = (0..found.len())
        .map(|i| {
            let Some(guess) = found.get(i).filter(|r| r.guessed) else { return false };
            let own = guess.diagnostic.span;
            let before = rules.partition_point(|&r| span(found, r).start < own.end);
            let near = rules.get(before.saturating_sub(REACH)..before).unwrap_or(&[]);
            let rule = near.iter().copied().find(|&r| span(found, r).overlaps(own));
            raise.extend(rule.map(|r| (r, guess.diagnostic.level)));
            rule.is_some()
        })
        .collect();
    for (rule, level) in raise {
        if let Some(rule) = found.get_mut(rule) {
            rule.diagnostic.level = rule.diagnostic.level.max(level);
        }
    }
    let mut gone = gone.into_iter();
    found.retain(|_| !gone.next().unwrap_or(false));
}

/// Which of two twins corrects more.
enum Fuller {
    Neither,
    First,
    Second,
}

/// Whether two diagnostics are of one slip, and which of them corrects more of it.
fn twins(text: &str, a: &Diagnostic, b: &Diagnostic) -> Option<Fuller> {
    if same(text, a, b) {
        return Some(Fuller::Neither);
    }
    if a.rule == b.rule || !a.span.overlaps(b.span) {
        return None;
    }
    match (lone(a), lone(b)) {
        (Some(x), Some(y)) if includes(text, x, y) => Some(Fuller::First),
        (Some(x), Some(y)) if includes(text, y, x) => Some(Fuller::Second),
        _ => None,
    }
}

/// The edit of a first fix that has only one.
fn lone(d: &Diagnostic) -> Option<&Edit> {
    let [edit] = d.fixes.first()?.edits.as_slice() else { return None };
    Some(edit)
}

/// Whether an edit puts right what another one does, and more: `“两随机一公开”` and the `两` in it.
fn includes(text: &str, more: &Edit, less: &Edit) -> bool {
    let (was, is) = bare(text, less);
    let was = was.of(text);
    more.span.contains(less.span)
        && more.span != less.span
        && !was.is_empty()
        && !is.is_empty()
        && more.text.contains(&is)
        && !more.text.contains(was)
}

/// Whether two diagnostics say the same: of one rule, the very same place and words; of two, overlapping places and a
/// first fix that makes the same of the text, however much of it that stays is written along.
fn same(text: &str, a: &Diagnostic, b: &Diagnostic) -> bool {
    if a.rule == b.rule {
        return a.span == b.span && a.message == b.message;
    }
    let edits = |d: &Diagnostic| d.fixes.first().map(|f| f.edits.iter().map(|e| bare(text, e)).collect::<Vec<_>>());
    a.span.overlaps(b.span) && edits(a).is_some() && edits(a) == edits(b)
}

/// An edit without the characters at both ends that stay as they are.
fn bare(text: &str, edit: &Edit) -> (Span, String) {
    let (was, is) = (edit.span.of(text), edit.text.as_str());
    let head: usize = was.chars().zip(is.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (was, is) = (was.get(head..).unwrap_or(""), is.get(head..).unwrap_or(""));
    let tail = was.chars().rev().zip(is.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let start = edit.span.start() + head;
    let end = edit.span.end().saturating_sub(tail).max(start);
    (Span::new(start, end), is.get(..is.len() - tail).unwrap_or("").to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Checker;
    use crate::document::Document;

    fn found(text: &str) -> Vec<(String, Vec<String>)> {
        let checked = Checker::builtin().check(&Document::from_text(text));
        let errors = checked.iter().filter(|d| d.level == crate::diagnostic::Level::Error);
        errors.map(|d| (d.rule.to_string(), d.also.iter().map(ToString::to_string).collect())).collect()
    }

    #[test]
    fn a_fix_that_puts_the_rest_right_speaks_for_it() {
        let found = found("同志们：\n要推行“两随机一公开”监管。\n");
        assert_eq!(found, [("slogan/numeral-sibling".to_owned(), vec!["slogan/numeral".to_owned()])]);
    }

    #[test]
    fn two_slips_side_by_side_stay_two() {
        let found = found("同志们：\n要坚决做到“三个维护”、深刻领悟“连个确立”。\n");
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
