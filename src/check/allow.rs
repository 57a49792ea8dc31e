//! What a writer lets pass: `[[allow]]` of the office's config, and `<!-- 定稿放行 rule：理由 -->` in Markdown.

use super::Outcome;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::Format;

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
const WORD: &str = "定稿放行";

/// Drops what is allowed and notes which allows did so.
pub(super) fn drop_allowed(doc: &Document, diagnostics: Vec<Diagnostic>, allows: &[Allow]) -> Outcome {
    let inline = if doc.source.format == Format::Markdown { inline(doc) } else { Vec::new() };
    if allows.is_empty() && inline.is_empty() {
        return Outcome { diagnostics, used: Vec::new() };
    }
    let mut used = vec![false; allows.len()];
    let mut kept = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let named = |rule: &str| diagnostic.rule.matches(rule) || diagnostic.also.iter().any(|id| id.as_str() == rule);
        let block = doc.block_at(diagnostic.span.start);
        let mut passes = inline.iter().any(|i| Some(i.block) == block && named(&i.rule));
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
    let base = sentence.start();
    doc.slice(sentence).match_indices(text).any(|(at, found)| {
        let (start, end) = (base + at, base + at + found.len());
        start <= diagnostic.span.start() && diagnostic.span.end() <= end
            || diagnostic.span.start() <= start && end <= diagnostic.span.end()
    })
}

/// Inline allows with the block they stand in, or else the next block.
fn inline(doc: &Document) -> Vec<Inline> {
    let text = doc.text();
    let mut all = Vec::new();
    for (at, _) in text.match_indices(OPEN) {
        let Some(body) = text.get(at + OPEN.len()..).and_then(|rest| rest.split("-->").next()) else { continue };
        let Some(rest) = body.trim().strip_prefix(WORD) else { continue };
        let (rule, reason) = rest.split_once(['：', ':']).unwrap_or((rest, ""));
        // Without a reason nothing passes: the author is told so by the diagnostic that stays.
        if reason.trim().is_empty() {
            continue;
        }
        let line = doc.lines().line_of(at as u32) as u32;
        let own = doc.blocks.iter().position(|b| b.line == line && b.role != crate::document::Role::Code);
        let next = || doc.blocks.iter().position(|b| b.line > line && b.role != crate::document::Role::Code);
        if let Some(block) = own.or_else(next) {
            all.push(Inline { rule: rule.trim().to_owned(), block });
        }
    }
    all
}
