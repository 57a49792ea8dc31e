//! A regex → strings one of which every match must hold, so that the regex runs only where one of them stands; and the
//! same regex in plain terms.
//!
//! Also compiled into the build script, which does this once for the built-in packs.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// More alternatives than this are no help.
const MOST: usize = 64;

/// The literals of a regex, or `None` where it has none worth looking for (or does not parse).
#[must_use]
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub fn required_literals(regex: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(regex).ok()?;
    let mut set = required(&hir)?;
    set.sort_unstable();
    set.dedup();
    Some(set)
}

/// Stands behind each literal of a prepared regex; no character of any text or class.
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub const PREPARED: char = '\u{10FFFE}';

/// Stands behind the most bytes that a match can have, which stand before a prepared regex where that is known.
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub const REACH: char = '\u{10FFFD}';

/// A regex with its literals and its reach before it, as [`super::lazy::LazyRegex`] keeps it; `plain` is what it is to
/// compile.
#[must_use]
#[allow(unreachable_pub, reason = "also compiled into the build script, where nothing is public")]
pub fn guarded(regex: &str, plain: &str) -> String {
    let mut literals = required_literals(regex).unwrap_or_default();
    // What holds a shorter one is found with it.
    let all = literals.clone();
    literals.retain(|literal| !all.iter().any(|other| other != literal && literal.contains(other.as_str())));
    let mut out: String = literals.iter().map(|literal| format!("{literal}{PREPARED}")).collect();
    if let Some(reach) = reach(regex).filter(|_| !literals.is_empty()) {
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

fn required(hir: &Hir) -> Option<Vec<String>> {
    if let Some(set) = exact(hir) {
        return usable(set);
    }
    match hir.kind() {
        HirKind::Concat(parts) => {
            // Runs of parts that match exact strings are joined; the best run or part wins.
            let mut best: Option<Vec<String>> = None;
            let mut run: Vec<String> = vec![String::new()];
            let mut offer = |set: Option<Vec<String>>| {
                if let Some(set) = set.and_then(usable)
                    && best.as_ref().is_none_or(|b| worth(&set) > worth(b))
                {
                    best = Some(set);
                }
            };
            for part in parts {
                let joined = exact(part).and_then(|set| cross(&run, &set));
                if let Some(joined) = joined {
                    run = joined;
                } else {
                    offer(Some(std::mem::replace(&mut run, vec![String::new()])));
                    offer(required(part));
                }
            }
            offer(Some(run));
            best
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(required(part)?);
            }
            usable(all)
        }
        HirKind::Repetition(rep) if rep.min >= 1 => required(&rep.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        _ => None,
    }
}

fn usable(set: Vec<String>) -> Option<Vec<String>> {
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
    use super::required_literals;

    #[test]
    fn literals_are_taken_from_the_best_part() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("坚持.{0,12}领导", Some(&["坚持", "领导"][..1])),
            ("(甲乙|丙丁)的", Some(&["丙丁的", "甲乙的"])),
            ("[一二]是", Some(&["一是", "二是"])),
            (r"\d+万元", Some(&["万元"])),
            (r"\d+", None),
            ("甲?", None),
            ("(甲乙)+", Some(&["甲乙"])),
        ];
        for (regex, want) in cases {
            let found = required_literals(regex);
            let want = want.map(|w| w.iter().map(|s| s.to_string()).collect::<Vec<_>>());
            assert_eq!(found, want, "{regex}");
        }
    }
}
