//! A regex → strings one of which every match must hold, so that the regex runs only where one of them stands, and
//! further ones of which that is true as well; and the same regex in plain terms.
//!
//! Also compiled into the build script, which does this once for the built-in packs.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// More alternatives than this are no help.
const MOST: usize = 64;
/// More sets than this tell little more than those before them.
const ENOUGH: usize = 4;

/// The literals of a regex, or `None` where it has none worth looking for (or does not parse).
#[must_use]
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub fn required_literals(regex: &str) -> Option<Vec<String>> {
    all_required(regex).into_iter().next()
}

/// Sets of strings, of each of which every match holds one, the best first; none says nothing that another says.
fn all_required(regex: &str) -> Vec<Vec<String>> {
    let Ok(hir) = regex_syntax::parse(regex) else { return Vec::new() };
    let mut sets: Vec<Vec<String>> = Vec::new();
    for set in required(&hir) {
        if !sets.iter().any(|told| implies(told, &set)) {
            sets.push(set);
        }
    }
    sets
}

/// Whether what holds one of some strings holds one of others, too.
fn implies(told: &[String], others: &[String]) -> bool {
    told.iter().all(|one| others.iter().any(|other| one.contains(other.as_str())))
}

/// Stands behind each literal of a prepared regex and behind each set of them; no character of any text or class.
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub const PREPARED: char = '\u{10FFFE}';

/// Stands behind the most bytes that a match can have, which stand before a prepared regex where that is known.
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub const REACH: char = '\u{10FFFD}';

/// A regex with its literals and its reach before it, as [`super::lazy::LazyRegex`] keeps it; `plain` is what it is to
/// compile. Where it is asked only about texts that hold one of the strings in `told`, that is not said again.
#[must_use]
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub fn guarded(regex: &str, plain: &str, told: &[String]) -> String {
    let mut out = String::new();
    for set in all_required(regex) {
        if !told.is_empty() && implies(told, &set) {
            continue;
        }
        set.iter().for_each(|one| out.extend(one.chars().chain([PREPARED])));
        out.push(PREPARED);
    }
    if let Some(reach) = reach(regex).filter(|_| !out.is_empty()) {
        out.push_str(&format!("{reach}{REACH}"));
    }
    out.push_str(plain);
    out
}

/// The most bytes a match can have, where that does not depend on what follows it.
fn reach(regex: &str) -> Option<usize> {
    let hir = regex_syntax::parse(regex).ok()?;
    let properties = hir.properties();
    properties.look_set().iter().all(|look| look == Look::Start).then_some(properties.maximum_len()).flatten()
}

/// The same regex without Unicode and Perl classes, which are written out as ranges: what a light engine needs. `None`
/// where that cannot be done.
#[must_use]
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub fn plain(regex: &str) -> Option<String> {
    let hir = regex_syntax::parse(regex).ok()?;
    let mut out = String::new();
    regex_syntax::hir::print::Printer::new().print(&hir, &mut out).ok()?;
    // Only what means the same when read again.
    (regex_syntax::parse(&out).ok()? == hir).then_some(out)
}

/// How good a set is: the shortest member decides, then fewer members.
fn worth(set: &[String]) -> (usize, usize) {
    let shortest = set.iter().map(|s| s.chars().count()).min().unwrap_or(0);
    (shortest.min(4), usize::MAX - set.len())
}

/// Sets of strings, of each of which every match holds one, the best first.
fn required(hir: &Hir) -> Vec<Vec<String>> {
    if let Some(set) = exact(hir) {
        return usable(set).into_iter().collect();
    }
    match hir.kind() {
        HirKind::Concat(parts) => {
            // Runs of parts that match exact strings are joined.
            let mut sets: Vec<Vec<String>> = Vec::new();
            let mut run: Vec<String> = vec![String::new()];
            for part in parts {
                let next = exact(part);
                if let Some(joined) = next.as_ref().and_then(|set| cross(&run, set)) {
                    run = joined;
                } else {
                    let inner = if next.is_none() { required(part) } else { Vec::new() };
                    sets.extend(usable(std::mem::replace(&mut run, next.unwrap_or_else(|| vec![String::new()]))));
                    sets.extend(inner);
                }
            }
            sets.extend(usable(run));
            sets.sort_by_key(|set| std::cmp::Reverse(worth(set)));
            sets.truncate(ENOUGH);
            sets
        }
        HirKind::Alternation(parts) => {
            let branches: Vec<_> = parts.iter().map(required).collect();
            let known = branches.iter().all(|sets| !sets.is_empty());
            let most = branches.iter().map(Vec::len).max().filter(|_| known).unwrap_or(0);
            // Every match holds the best of one branch; and the second best of one, or its last where it has no more.
            let of = |n: usize| branches.iter().filter_map(move |sets| sets.get(n).or(sets.last())).flatten().cloned();
            (0..most).filter_map(|n| usable(of(n).collect())).collect()
        }
        HirKind::Repetition(rep) if rep.min >= 1 => required(&rep.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        _ => Vec::new(),
    }
}

/// A set in order, without what holds another of its strings and is found with it; `None` if it is of no use.
fn usable(mut set: Vec<String>) -> Option<Vec<String>> {
    set.sort_unstable();
    set.dedup();
    if set.len() > 4 * MOST {
        return None;
    }
    let shortest = |one: &&String| !set.iter().any(|other| other != *one && one.contains(other.as_str()));
    let set: Vec<String> = set.iter().filter(shortest).cloned().collect();
    (!set.is_empty() && set.len() <= MOST && set.iter().all(|s| !s.is_empty())).then_some(set)
}

fn cross(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    if heads.len() * tails.len() > MOST {
        return None;
    }
    Some(heads.iter().flat_map(|h| tails.iter().map(move |t| format!("{h}{t}"))).collect())
}

/// The strings a part matches, where they are few and it matches nothing else.
fn exact(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![String::from_utf8(literal.0.to_vec()).ok()?]),
        HirKind::Class(Class::Unicode(class)) => {
            let count: u32 = class.ranges().iter().map(|r| u32::from(r.end()) - u32::from(r.start()) + 1).sum();
            (count as usize <= MOST / 2)
                .then(|| class.ranges().iter().flat_map(|r| r.start()..=r.end()).map(String::from).collect())
        }
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Repetition(rep) if (rep.min, rep.max) == (0, Some(1)) => {
            let set = exact(&rep.sub)?;
            (set.len() < MOST).then(|| std::iter::once(String::new()).chain(set).collect())
        }
        HirKind::Concat(parts) => {
            let mut set = vec![String::new()];
            for part in parts {
                set = cross(&set, &exact(part)?)?;
            }
            Some(set)
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(exact(part)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{all_required, required_literals};

    #[test]
    fn literals_are_taken_from_the_best_part() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("坚持.{0,12}领导", Some(&["坚持", "领导"][..1])),
            ("(甲乙|丙丁)的", Some(&["丙丁的", "甲乙的"])),
            ("[一二]是", Some(&["一是", "二是"])),
            (r"\d+万元", Some(&["万元"])),
            (r"\d+", None),
            ("甲?", None),
            ("甲?乙", Some(&["乙"])),
            ("[甲乙][丙丁]?[，。]*[子丑寅]", Some(&["乙", "甲"])),
            ("[甲乙]了?[丙丁]", Some(&["乙丁", "乙丙", "乙了丁", "乙了丙", "甲丁", "甲丙", "甲了丁", "甲了丙"])),
            ("(甲乙)+", Some(&["甲乙"])),
        ];
        for (regex, want) in cases {
            let found = required_literals(regex);
            let want = want.map(|w| w.iter().map(|s| s.to_string()).collect::<Vec<_>>());
            assert_eq!(found, want, "{regex}");
        }
    }

    #[test]
    fn further_sets_are_named_where_the_best_does_not_tell_of_them() {
        let cases: &[(&str, &[&[&str]])] = &[
            ("坚持.{0,12}领导", &[&["坚持"], &["领导"]]),
            ("加大(?:甲|乙丙).*[一二]", &[&["加大乙丙", "加大甲"], &["一", "二"]]),
            ("甲乙.*丙|丁戊", &[&["丁戊", "甲乙"], &["丁戊", "丙"]]),
            ("(?:甲乙)+[^甲]*乙?", &[&["甲乙"]]),
        ];
        for (regex, want) in cases {
            assert_eq!(all_required(regex), *want, "{regex}");
        }
    }
}
