//! A rule's conditions on the text around a finding → whether it is dropped, kept or doubted.
//!
//! An old agency is rightly called by its old name where history is told, and in a draft as old as the name; neither
//! is for a kind to know.

use crate::document::{Block, Document};
use crate::kind::timeline::Moment;
use crate::pack::{Context, Rule};
use crate::span::Span;

/// How many steps of level the surroundings take away; `None` where they make the text right, or the draft was given
/// outside the time in which the rule holds. Where that time began and nobody knows when the draft was given, the rule
/// is likely at best.
pub(super) fn doubt(rule: &Rule, doc: &Document, span: Span, moment: &Moment<'_>) -> Option<u8> {
    let norm = rule.norm_since.is_some_and(|since| moment.predates(since));
    Some(surroundings(rule, doc, span, moment)? + if norm { OLD } else { 0 })
}

/// How doubtful everything is in a text older than the norm: nobody will read it out any more.
const OLD: u8 = 2;

fn surroundings(rule: &Rule, doc: &Document, span: Span, moment: &Moment<'_>) -> Option<u8> {
    let context = &rule.context;
    if !context.unless_before.is_empty() || !context.unless_near.is_empty() {
        let Some(block) = doc.block_at(span.start).and_then(|i| doc.blocks.get(i)) else { return Some(0) };
        if excused(context, doc, block, span) {
            return None;
        }
    }
    if rule.since.is_none() && rule.until.is_none() {
        return Some(0);
    }
    match moment.given() {
        Some(given) => {
            let early = rule.since.is_some_and(|since| given.is_before(since));
            (!early && !rule.until.is_some_and(|until| given.is_after(until))).then_some(0)
        }
        None => {
            let late =
                rule.since.zip(moment.latest().and_then(|claim| claim.from)).is_some_and(|(since, from)| from >= since);
            Some(u8::from(rule.since.is_some() && !late))
        }
    }
}

fn excused(context: &Context, doc: &Document, block: &Block, span: Span) -> bool {
    let text = doc.text();
    let (from, to) = (block.span.start().min(span.start()), block.span.end().max(span.end()));
    let left = text.get(from..span.start()).unwrap_or("");
    let right = text.get(span.end()..to).unwrap_or("");
    let bare = left.trim_end_matches(['“', '‘', '"', '《']);
    if context.unless_before.iter().any(|word| bare.ends_with(word.as_str())) {
        return true;
    }
    let start = left.char_indices().rev().take(context.within).last().map_or(left.len(), |(at, _)| at);
    let end = right.char_indices().nth(context.within).map_or(right.len(), |(at, _)| at);
    let held = |part: Option<&str>| {
        part.is_some_and(|part| context.unless_near.iter().any(|word| part.contains(word.as_str())))
    };
    held(left.get(start..)) || held(right.get(..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Checker, Config};
    use crate::pack::Pack;

    const PACK: &str = r#"
[pack]
name = "x"
title = "试"
about = "试。"
[[rule]]
id = "a"
level = "error"
message = "旧称"
why = "已经改名。"
since = "2018-03"
unless_before = ["原县"]
unless_near = ["撤销"]
within = 6
[rule.terms]
words = ["环保局"]
[[rule.test]]
bad = "请县«环保局»负责。"
[[rule.test]]
good = "请县生态环境局负责。"
"#;

    fn ask(text: &str, date: Option<&str>) -> Option<u8> {
        let pack = Pack::load("x.toml", PACK).expect("loads");
        let config = Config { date: date.map(str::to_owned), ..Config::default() };
        let found = Checker::new(vec![pack], config).check(&Document::from_text(text));
        found.first().map(|d| 2 - d.level as u8)
    }

    #[test]
    fn history_is_right_and_an_undated_draft_doubtful() {
        let now = Some("2024-03-01");
        assert_eq!(ask("请县环保局负责这项工作。", now), Some(0));
        assert_eq!(ask("请县环保局负责这项工作。", None), Some(1));
        assert_eq!(ask("请县环保局负责这项工作。", Some("2016-03-01")), None);
        assert_eq!(ask("原县“环保局”负责这项工作。", now), None);
        assert_eq!(ask("县环保局当年被撤销了。", now), None);
        assert_eq!(ask("县环保局负责这项重要的工作，不得撤销。", now), Some(0));
    }
}
