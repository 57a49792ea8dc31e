//! A rule's conditions on the text around a finding → whether it is dropped, kept or doubted.
//!
//! An old agency is rightly called by its old name where history is told, and in a draft as old as the name; neither
//! is for a kind to know.

use crate::document::{Block, Document, Role};
use crate::pack::Context;
use crate::span::Span;

/// How many steps of level the surroundings take away; `None` where they make the text right.
pub(super) fn doubt(context: &Context, doc: &Document, span: Span, date: Option<&str>) -> Option<u8> {
    if !context.unless_before.is_empty() || !context.unless_near.is_empty() {
        let Some(block) = doc.block_at(span.start).and_then(|i| doc.blocks.get(i)) else { return Some(0) };
        if excused(context, doc, block, span) {
            return None;
        }
    }
    let Some(since) = context.since else { return Some(0) };
    match date.and_then(year_of).or_else(|| dated(doc)) {
        Some(year) if year < since => None,
        Some(_) => Some(0),
        None => Some(1),
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

/// The year a draft bears in its head or foot.
fn dated(doc: &Document) -> Option<i32> {
    let dated = doc.blocks.iter().filter(|b| matches!(b.role, Role::Date | Role::Title | Role::Byline));
    dated.filter_map(|b| written_year(doc.slice(b.span))).max()
}

/// The last `2024年` of a line.
fn written_year(line: &str) -> Option<i32> {
    line.match_indices('年').filter_map(|(at, _)| year_of(line.get(at.checked_sub(4)?..at)?)).max()
}

fn year_of(text: &str) -> Option<i32> {
    text.get(..4)?.parse().ok().filter(|year| (1900..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(text: &str, date: Option<&str>) -> Option<u8> {
        let context = Context {
            unless_before: vec!["原县".to_owned()],
            unless_near: vec!["撤销".to_owned()],
            within: 6,
            since: Some(2018),
        };
        let at = text.find("环保局").expect("the agency");
        doubt(&context, &Document::from_text(text), Span::new(at, at + 9), date)
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

    #[test]
    fn years() {
        assert_eq!(written_year("（2024年3月1日）"), Some(2024));
        assert_eq!(written_year("二〇二四年"), None);
        assert_eq!(year_of("年"), None);
    }
}
