//! A regex → how much it can weigh once it is compiled: one that is surely light need not be compiled to know that it can
//! be.
//!
//! To compile the 5,000 regexes of a large pack takes seconds; to read them takes some hundredths of one.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How deep groups may be nested.
pub(super) const DEEPEST: u32 = 64;

/// A state with its transitions, in bytes; more than any takes.
const STATE: usize = 64;
/// A range of characters falls into at most so many sequences of bytes, of four states each.
const RANGE: usize = 16 * 4 * STATE;

/// The most bytes that a regex can take; `None` where it does not parse.
pub(super) fn most(source: &str) -> Option<usize> {
    let hir = ParserBuilder::new().nest_limit(DEEPEST).build().parse(source).ok()?;
    // The program itself, and what stands around it.
    Some(weigh(&hir).saturating_add(16 * STATE))
}

fn weigh(hir: &Hir) -> usize {
    let sum = |parts: &[Hir]| parts.iter().fold(STATE, |sum, part| sum.saturating_add(STATE + weigh(part)));
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => STATE * (literal.0.len() + 1),
        HirKind::Class(Class::Unicode(class)) => RANGE.saturating_mul(class.ranges().len() + 1),
        HirKind::Class(Class::Bytes(class)) => STATE * (class.ranges().len() + 1),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(0).max(repetition.min.saturating_add(1)) as usize;
            weigh(&repetition.sub).saturating_add(2 * STATE).saturating_mul(times)
        }
        HirKind::Capture(capture) => {
            let name = capture.name.as_ref().map_or(0, |name| name.len());
            weigh(&capture.sub).saturating_add(6 * STATE + 2 * name)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a regex can be compiled in so many bytes.
    fn fits(source: &str, bytes: usize) -> bool {
        regex::RegexBuilder::new(source).size_limit(bytes).nest_limit(DEEPEST).build().is_ok()
    }

    #[test]
    fn no_regex_weighs_more_than_is_said() {
        let mut all: Vec<String> = [
            "",
            "a",
            "甲乙丙",
            "(?:)",
            "^$",
            r"\b",
            "甲*",
            "(甲|乙|丙丁)+",
            "[一二]是",
            ".",
            r"\p{Han}",
            r"\w{3,9}",
            r"\S+",
            "(?i)abcé",
            "[^，。]{0,6}",
            "(?P<at>[^，。；]{2,30}?)的(?P<a>.{1,8})",
            r"\P{Han}{20}",
            r"(\d+(\.\d+)?%?){1,12}",
            "[\u{7f}-\u{10fffe}]",
            "(((甲{5}){5}){5})",
            r"[\x{80}-\x{7ff}\x{801}-\x{fffd}]{7,}",
            "(?s:.){100}",
            "(|甲|)+",
        ]
        .map(str::to_owned)
        .into();
        // And those of our own packs, before the build script makes them plain.
        for (_, text) in crate::pack::sources() {
            let regexes = text.lines().filter_map(|line| line.strip_prefix("regex = '")?.strip_suffix('\''));
            all.extend(regexes.map(str::to_owned));
        }
        assert!(all.len() > 100, "{}", all.len());
        for source in all {
            let most = most(&source).expect("parses");
            assert!(fits(&source, most), "{source} takes more than {most} bytes");
        }
    }

    #[test]
    fn bombs_weigh_much_and_what_is_wrong_is_told() {
        assert!(most(r"(?:\p{L}{100}){100}").is_some_and(|most| most > 1 << 30));
        assert!(most("(甲").is_none());
        assert!(most(&format!("{}甲{}", "(".repeat(99), ")".repeat(99))).is_none());
    }
}
