//! Diagnostics, outline and rules → what an editor shows: marks in the text, a card on hover, symbols, reading times.

use super::draft::Seen;
use super::position::Places;
use crate::diagnostic::{Diagnostic, Level};
use crate::document::outline::Node;
use crate::pack::{Rule, RuleTest};
use crate::report::summary::{characters, grouped, minutes};
use crate::share;
use lsp_types::{
    CodeLens, Command, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentSymbol, Location, NumberOrString,
    Range, SymbolKind, Uri,
};
use std::fmt::Write as _;

/// Who says so.
pub(super) const SOURCE: &str = "定稿";

/// Most marks in one draft: editors grow slow beyond, and nobody reads so many.
const MOST: usize = 2000;

/// Examples of each sort on a card.
const EXAMPLES: usize = 2;

/// Marks that one thread writes at a time.
const PIECE: usize = 128;

/// About how many bytes a mark takes.
const SIZE: usize = 600;

/// The marks of a draft as JSON, and where more were found than are shown, one that says so; written by so many threads.
pub(super) fn diagnostics(seen: &Seen, uri: &Uri, threads: usize) -> serde_json::Result<Marks> {
    let (shown, left) = seen.diagnostics.split_at(seen.diagnostics.len().min(MOST));
    let pieces: Vec<&[Diagnostic]> = shown.chunks(PIECE).collect();
    // A thread for a few marks would come too late.
    let threads = if pieces.len() > 2 { threads } else { 1 };
    let write = |piece: usize| {
        let mut marks = Marks(Vec::with_capacity(PIECE * SIZE));
        for d in pieces.get(piece).copied().unwrap_or_default() {
            marks.push(&diagnostic(d, seen.places(), uri))?;
        }
        Ok(marks)
    };
    let mut all = Marks::default();
    for piece in share::out(threads, pieces.len(), write) {
        all.extend(&piece?);
    }
    if !left.is_empty() {
        let message = format!("还有 {} 处没有列出；先改前面的，或用 dinggao check 看全部", left.len());
        all.push(&plain(Range::default(), DiagnosticSeverity::INFORMATION, message))?;
    }
    Ok(all)
}

/// Marks as the JSON of a list without its brackets.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<u8>);

impl Marks {
    /// Those of a list.
    pub(super) fn of(list: &[lsp_types::Diagnostic]) -> serde_json::Result<Marks> {
        let mut marks = Marks::default();
        list.iter().try_for_each(|mark| marks.push(mark))?;
        Ok(marks)
    }

    fn push(&mut self, mark: &lsp_types::Diagnostic) -> serde_json::Result<()> {
        if !self.0.is_empty() {
            self.0.push(b',');
        }
        serde_json::to_writer(&mut self.0, mark)
    }

    fn extend(&mut self, others: &Marks) {
        if !self.0.is_empty() && !others.0.is_empty() {
            self.0.push(b',');
        }
        self.0.extend(&others.0);
    }

    /// The notification that shows them, of a version of the draft where that is known.
    pub(super) fn published(&self, uri: &Uri, version: Option<i32>) -> serde_json::Result<Vec<u8>> {
        let mut body = Vec::with_capacity(self.0.len() + 256);
        body.extend(br#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"#);
        serde_json::to_writer(&mut body, uri)?;
        if let Some(version) = version {
            body.extend(format!(",\"version\":{version}").into_bytes());
        }
        body.extend(b",\"diagnostics\":[");
        body.extend(&self.0);
        body.extend(b"]}}");
        Ok(body)
    }
}

/// The mark of a finding.
pub(super) fn diagnostic(d: &Diagnostic, places: Places, uri: &Uri) -> lsp_types::Diagnostic {
    let severity = match d.level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Info => DiagnosticSeverity::INFORMATION,
    };
    let related = d.related.iter().map(|(span, message)| DiagnosticRelatedInformation {
        location: Location::new(uri.clone(), places.range(*span)),
        message: message.clone(),
    });
    lsp_types::Diagnostic {
        code: Some(NumberOrString::String(d.rule.to_string())),
        related_information: (!d.related.is_empty()).then(|| related.collect()),
        ..plain(places.range(d.span), severity, d.message.clone())
    }
}

/// A mark without a rule.
pub(super) fn plain(range: Range, severity: DiagnosticSeverity, message: String) -> lsp_types::Diagnostic {
    lsp_types::Diagnostic {
        range,
        severity: Some(severity),
        source: Some(SOURCE.to_owned()),
        message,
        ..lsp_types::Diagnostic::default()
    }
}

/// What is said of a rule at one of its places.
pub(super) fn card(d: &Diagnostic, rule: Option<&Rule>, examples: &[RuleTest]) -> String {
    let mut card = format!("**{}**　{}（`{}`）\n\n{}\n", d.level.title(), d.message, d.rule, d.why);
    if let Some(source) = rule.and_then(|rule| rule.source.as_deref()) {
        let _ = writeln!(card, "\n依据：{source}");
    }
    if let Some(url) = rule.and_then(|rule| rule.url.as_deref()) {
        let _ = writeln!(card, "\n参见：<{url}>");
    }
    let short = |text: &&str| !text.contains('\n');
    let mut list = |head: &str, texts: &mut dyn Iterator<Item = &str>| {
        for text in texts.take(EXAMPLES) {
            let _ = writeln!(card, "\n{head}：{text}");
        }
    };
    list("误例", &mut examples.iter().filter_map(|test| test.bad.as_deref()).filter(short));
    list("不报", &mut examples.iter().filter_map(|test| test.good.as_deref()).filter(short));
    card
}

/// The headings as a tree.
pub(super) fn symbols(seen: &Seen) -> Vec<DocumentSymbol> {
    let mut roots: Vec<DocumentSymbol> = Vec::new();
    for node in &seen.doc.outline().nodes {
        hang(&mut roots, node.depth, symbol(seen, node));
    }
    roots
}

/// Hangs a symbol under the last one of each depth above its own.
fn hang(list: &mut Vec<DocumentSymbol>, depth: u8, symbol: DocumentSymbol) {
    match list.last_mut() {
        Some(parent) if depth > 1 => hang(parent.children.get_or_insert_default(), depth - 1, symbol),
        _ => list.push(symbol),
    }
}

#[expect(deprecated, reason = "the type has the field, and it must be filled")]
fn symbol(seen: &Seen, node: &Node) -> DocumentSymbol {
    let places = seen.places();
    let name: String = seen.doc.slice(node.span).split(['\n', '\r']).map(str::trim).collect();
    DocumentSymbol {
        name: if name.is_empty() { "（无题）".to_owned() } else { name },
        detail: Some(length(node.chars, seen.speed)),
        kind: SymbolKind::STRING,
        tags: None,
        deprecated: None,
        range: places.range(node.span.join(node.body)),
        selection_range: places.range(node.span),
        children: None,
    }
}

/// Reading times: of the speech at its title or first line, of each part at its heading.
pub(super) fn lenses(seen: &Seen) -> Vec<CodeLens> {
    let places = seen.places();
    let first = seen.doc.title().map_or(0, |title| title.start());
    let whole = format!("全文 {}（每分钟 {} 字）", length(characters(&seen.doc), seen.speed), seen.speed);
    let mut all = vec![lens(Range::new(places.place(first), places.place(first)), whole)];
    for node in seen.doc.outline().nodes.iter().filter(|node| node.depth == 1) {
        all.push(lens(places.range(node.span), length(node.chars, seen.speed)));
    }
    all
}

fn lens(range: Range, title: String) -> CodeLens {
    CodeLens { range, command: Some(Command { title, command: String::new(), arguments: None }), data: None }
}

fn length(chars: usize, speed: u32) -> String {
    format!("{} 字，{}", grouped(chars), minutes(chars, speed))
}
