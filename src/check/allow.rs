//! What a writer lets pass: `[[allow]]` of the office's config, and `<!-- 定稿放行 rule：理由 -->` in Markdown.

use super::Outcome;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Role};
use crate::source::Format;
use crate::span::Span;
use std::collections::BTreeMap;

/// One thing the office lets pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allow {
    /// Rule id, pack name or `*`.
    pub rule: String,
    /// Only findings whose sentence holds this text; `None` for all.
    pub text: Option<String>,
    /// Why; required of the author.
    pub reason: String,
}

/// An inline allow: the rule it names and the block it is about.
struct Inline {
    rule: String,
    block: usize,
}

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";
const WORD: &str = "定稿放行";

/// Drops what is allowed and notes which allows did so.
pub(super) fn drop_allowed(doc: &Document, diagnostics: Vec<Diagnostic>, allows: &[Allow]) -> Outcome {
    let inline = if doc.source.format == Format::Markdown { inline(doc) } else { Vec::new() };
    if allows.is_empty() && inline.is_empty() {
        return Outcome { diagnostics, used: Vec::new() };
    }
    // By block: many inline allows, many diagnostics.
    let mut by_block: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    inline.iter().for_each(|i| by_block.entry(i.block).or_default().push(&i.rule));
    by_block.values_mut().for_each(|rules| {
        rules.sort_unstable();
        rules.dedup();
    });
    let mut used = vec![false; allows.len()];
    let mut kept = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let named = |rule: &str| diagnostic.rule.matches(rule) || diagnostic.also.iter().any(|id| id.as_str() == rule);
        let block = doc.block_at(diagnostic.span.start);
        let here = block.and_then(|block| by_block.get(&block));
        let mut passes = here.is_some_and(|rules| rules.iter().any(|rule| named(rule)));
        for (allow, used) in allows.iter().zip(&mut used) {
            if named(&allow.rule) && allow.text.as_ref().is_none_or(|text| holds(doc, &diagnostic, text)) {
                passes = true;
                *used = true;
            }
        }
        if !passes {
            kept.push(diagnostic);
        }
    }
    Outcome { diagnostics: kept, used: (0..used.len()).filter(|&i| used.get(i) == Some(&true)).collect() }
}

/// Whether the sentence of a diagnostic holds `text` where the diagnostic is.
fn holds(doc: &Document, diagnostic: &Diagnostic, text: &str) -> bool {
    let sentence = doc
        .sentence_at(diagnostic.span.start)
        .and_then(|i| doc.sentences.get(i))
        .map_or(diagnostic.span, |s| s.span.join(diagnostic.span));
    // No match further off than this can touch the diagnostic; the sentence may be the whole draft.
    let mut base = sentence.start().max(diagnostic.span.start().saturating_sub(text.len()));
    let mut end = sentence.end().min(diagnostic.span.end() + text.len());
    while !doc.text().is_char_boundary(base) {
        base -= 1;
    }
    while !doc.text().is_char_boundary(end) {
        end += 1;
    }
    doc.slice(Span::new(base, end)).match_indices(text).any(|(at, found)| {
        let (start, end) = (base + at, base + at + found.len());
        start <= diagnostic.span.start() && diagnostic.span.end() <= end
            || diagnostic.span.start() <= start && end <= diagnostic.span.end()
    })
}

/// Inline allows with the block they stand in, or else the next block.
fn inline(doc: &Document) -> Vec<Inline> {
    let text = doc.text();
    let mut all = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices(OPEN) {
        // What stands in a comment opens none.
        if at < done {
            continue;
        }
        let rest = text.get(at + OPEN.len()..).unwrap_or("");
        let body = rest.split(CLOSE).next().unwrap_or("");
        done = at + OPEN.len() + body.len();
        let Some(rest) = body.trim().strip_prefix(WORD) else { continue };
        let (rule, reason) = rest.split_once(['：', ':']).unwrap_or((rest, ""));
        // Without a reason nothing passes: the author is told so by the diagnostic that stays.
        if reason.trim().is_empty() {
            continue;
        }
        let line = doc.lines().line_of(at as u32) as u32;
        let from = doc.blocks.partition_point(|b| b.line < line);
        let own = (from..doc.blocks.len()).find(|&i| doc.blocks.get(i).is_some_and(|b| b.role != Role::Code));
        if let Some(block) = own {
            all.push(Inline { rule: rule.trim().to_owned(), block });
        }
    }
    all
}
