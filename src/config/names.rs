//! What a selector may name, and what is meant by one that names nothing.

use crate::pack::{Pack, nearest};

/// All that a selector may name.
pub(super) fn names(packs: &[Pack]) -> impl Iterator<Item = &str> {
    packs
        .iter()
        .flat_map(|pack| std::iter::once(pack.name.as_str()).chain(pack.rules.iter().map(|rule| rule.id.as_str())))
}

/// The rule that may be meant: one that reads alike, or one whose second half does.
pub(super) fn near_rule<'a>(bad: &str, known: &[&'a str]) -> Option<&'a str> {
    let halves = || known.iter().filter_map(|name| name.split_once('/'));
    let whole = |half: &str| known.iter().copied().find(|name| name.split_once('/').is_some_and(|(_, h)| h == half));
    whole(bad)
        .or_else(|| nearest(bad, known.iter().copied()))
        .or_else(|| nearest(bad, halves().map(|(_, half)| half)).and_then(whole))
}

/// The message for a rule that is not there.
pub(crate) fn no_rule(bad: &str, known: &[&str]) -> String {
    let pack = bad.split('/').next().unwrap_or(bad);
    let inside: Vec<&str> =
        known.iter().copied().filter(|id| id.split_once('/').is_some_and(|(p, _)| p == pack)).collect();
    if bad != pack && !inside.is_empty() && near_rule(bad, known).is_none() {
        return format!("没有“{bad}”这条规则；{pack} 里有：{}", inside.join("、"));
    }
    let near =
        near_rule(bad, known).map_or_else(|| "所有规则见 dinggao rules".to_owned(), |near| format!("是不是 {near}？"));
    format!("没有“{bad}”这条规则或规则包；{near}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_meant() {
        let known = ["slogan", "slogan/near-miss", "number/percent"];
        assert_eq!(near_rule("near-miss", &known), Some("slogan/near-miss"));
        assert_eq!(near_rule("slogn/near-mis", &known), Some("slogan/near-miss"));
        assert_eq!(near_rule("precent", &known), Some("number/percent"));
        assert_eq!(near_rule("完全不像", &known), None);
        assert!(no_rule("x", &known).ends_with("dinggao rules"));
    }
}
