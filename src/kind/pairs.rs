//! Kind `pairs`: what [`crate::document::marks`] left over → findings, each with a fix where the cure is certain.
//!
//! `check` picks one fault: `unpaired` (no partner), `width` (`（二)`), `reversed` (`”甲“`). Which mark belongs to which
//! is decided in the document; here it is only said what to do about it.

use super::{Faults, Finding, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::{Document, MarkKind, Pair, Role, Stray, StrayKind};
use crate::span::Span;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairsSpec {
    check: Check,
}

/// One fault of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Check {
    /// Opened and not closed, or closed and not opened.
    Unpaired,
    /// One half full-width, the other half-width.
    Width,
    /// The wrong way round.
    Reversed,
}

/// How many marks may be left over in a draft before it counts as broken.
const MANY: usize = 6;

/// Marks left over that are looked at: megabytes of brackets are no draft, and a finding takes a hundred times the memory
/// of a bracket.
const MOST: usize = 100_000;

/// The kind, ready to run.
#[derive(Debug)]
pub struct Pairs {
    check: Check,
}

/// Names for the message besides `{match}`: the mark that is missing or right, and `左` or `右` for its side.
pub const VARS: &[&str] = &["fix", "side"];

impl Pairs {
    /// There is nothing to get wrong besides the name of the check.
    pub fn new(spec: PairsSpec, _faults: &mut Faults) -> Pairs {
        Pairs { check: spec.check }
    }

    /// Turns strays into findings.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let doc = view.doc;
        // Where many marks are wrong the text itself is broken, and any of them may be the wrong one.
        let alone = |s: &&Stray| matches!(s.problem, StrayKind::Unclosed | StrayKind::Unopened);
        let broken = doc.marks.strays.iter().filter(alone).nth(MANY).is_some();
        for (index, stray) in doc.marks.strays.iter().enumerate().take(MOST) {
            let role = doc.blocks.get(stray.block as usize).map(|b| b.role);
            if matches!(role, None | Some(Role::Table | Role::Code)) {
                continue;
            }
            let turned = turned(doc, index);
            let found = match (self.check, stray.problem) {
                (Check::Reversed, _) if turned => reversed(doc, stray),
                _ if turned => None,
                (Check::Unpaired, StrayKind::Unclosed | StrayKind::Unopened) => unpaired(doc, stray)
                    .map(|f| Finding { doubt: u8::from(broken || across(doc, index) || history(doc, stray)), ..f }),
                (Check::Width, StrayKind::Width) => width(doc, stray),
                (Check::Reversed, StrayKind::Reversed) => reversed(doc, stray),
                _ => None,
            };
            out.extend(found);
        }
    }
}

/// Whether a stray and its neighbour are one short pair turned inside out: `办好”民生“工程`.
fn turned(doc: &Document, index: usize) -> bool {
    let strays = &doc.marks.strays;
    let pair = |a: Option<&Stray>, b: Option<&Stray>| {
        a.zip(b).is_some_and(|(a, b)| {
            let inner = Span { start: a.span.end, end: b.span.start.max(a.span.end) };
            let quotes = matches!(a.kind, MarkKind::Quote | MarkKind::InnerQuote) && a.kind == b.kind;
            let inside_out = a.problem == StrayKind::Unopened && b.problem == StrayKind::Unclosed;
            let short = !inner.is_empty() && inner.len() <= 60 && !doc.slice(inner).contains(['。', '；', '，']);
            quotes && inside_out && short && a.block == b.block
        })
    };
    pair(strays.get(index), strays.get(index + 1))
        || index.checked_sub(1).is_some_and(|before| pair(strays.get(before), strays.get(index)))
}

/// Whether a stray finds its other half a few lines away, as in a title of several lines.
fn across(doc: &Document, index: usize) -> bool {
    let strays = &doc.marks.strays;
    let pair = |a: Option<&Stray>, b: Option<&Stray>| {
        a.zip(b).is_some_and(|(a, b)| {
            let halves = a.problem == StrayKind::Unclosed && b.problem == StrayKind::Unopened && a.kind == b.kind;
            halves && a.block < b.block && b.block - a.block <= 3
        })
    };
    pair(strays.get(index), strays.get(index + 1))
        || index.checked_sub(1).is_some_and(|before| pair(strays.get(before), strays.get(index)))
}

/// Whether a bracket ends a line of what became of a law: `（1994年1月公布` … `2022年3月修订）`.
fn history(doc: &Document, stray: &Stray) -> bool {
    let line = doc.blocks.get(stray.block as usize).map_or("", |b| doc.slice(b.span));
    let ends = ["修订）", "修正）", "通过）", "公布）", "发布）", "施行）", "批准）"];
    line.starts_with(|c: char| c.is_ascii_digit()) && ends.iter().any(|end| line.ends_with(end))
}

/// The opening and the closing form of a mark, full-width.
fn forms(kind: MarkKind) -> (&'static str, &'static str) {
    match kind {
        MarkKind::Quote => ("“", "”"),
        MarkKind::InnerQuote => ("‘", "’"),
        MarkKind::Book => ("《", "》"),
        MarkKind::InnerBook => ("〈", "〉"),
        MarkKind::Paren => ("（", "）"),
        MarkKind::Tortoise => ("〔", "〕"),
        MarkKind::Lenticular => ("【", "】"),
        MarkKind::Square => ("［", "］"),
    }
}

/// The pair that a mark is one half of although it is a stray too.
fn partner(doc: &Document, span: Span) -> Option<&Pair> {
    let pairs = &doc.marks.pairs;
    let after = pairs.partition_point(|p| p.open.start <= span.start);
    // The mark opens the last pair up to it, or closes a pair not far before.
    let near = pairs.get(after.saturating_sub(32)..after)?;
    near.iter().rev().find(|p| p.open == span || p.close == span)
}

fn finding(span: Span, fix: &str, side: &str, fixes: Vec<Fix>) -> Finding {
    Finding { vars: vec![("fix", fix.to_owned()), ("side", side.to_owned())], fixes, ..Finding::at(span) }
}

fn unpaired(doc: &Document, stray: &Stray) -> Option<Finding> {
    let (left, right) = forms(stray.kind);
    let unclosed = stray.problem == StrayKind::Unclosed;
    let (missing, side) = if unclosed { (right, "右") } else { (left, "左") };
    let mut fixes = Vec::new();
    let mut fix = missing;
    if let Some(pair) = partner(doc, stray.span) {
        // `“甲’`: closed, but by the wrong mark.
        let (left, right) = forms(pair.kind);
        fix = if pair.open == stray.span { left } else { right };
        fixes.push(Fix::replace(stray.span, fix, Applicability::Safe));
    } else if doubled(doc, stray) {
        fixes.push(Fix::replace(stray.span, "", Applicability::Safe));
    } else if let Some(at) = numbering(doc, stray) {
        let title = format!("补上“{missing}”");
        let edits = vec![crate::span::Edit::new(Span::at(at), missing)];
        fixes.push(Fix { title, edits, applicability: Applicability::Unsafe });
    }
    Some(finding(stray.span, fix, side, fixes))
}

/// Whether the same mark stands right beside a stray: `““甲”`.
fn doubled(doc: &Document, stray: &Stray) -> bool {
    let (text, mark) = (doc.text(), doc.slice(stray.span));
    let before = text.get(..stray.span.start()).is_some_and(|t| t.ends_with(mark));
    before || text.get(stray.span.end()..).is_some_and(|t| t.starts_with(mark))
}

/// Where the other half of a number in brackets belongs: `（二加强`, `二）加强` at the head of a block.
fn numbering(doc: &Document, stray: &Stray) -> Option<usize> {
    let block = doc.blocks.get(stray.block as usize)?;
    if stray.kind != MarkKind::Paren {
        return None;
    }
    if stray.problem == StrayKind::Unopened {
        let head = Span { start: block.span.start, end: stray.span.start };
        return crate::document::numeral::han(doc.slice(head)).map(|_| block.span.start());
    }
    let rest = Span { start: stray.span.end, end: block.span.end };
    let (_, len) = crate::document::numeral::han_prefix(doc.slice(rest))?;
    let next = doc.slice(rest).get(len..)?.chars().next()?;
    let whole = stray.span.start == block.span.start && crate::document::glyph::is_han(next);
    whole.then_some(rest.start() + len)
}

fn width(doc: &Document, stray: &Stray) -> Option<Finding> {
    let (left, right) = forms(stray.kind);
    let (fix, side) = if matches!(doc.slice(stray.span), "(" | "[") { (left, "左") } else { (right, "右") };
    Some(finding(stray.span, fix, side, vec![Fix::replace(stray.span, fix, Applicability::Safe)]))
}

fn reversed(doc: &Document, stray: &Stray) -> Option<Finding> {
    let (left, right) = forms(stray.kind);
    let (fix, side) = if doc.slice(stray.span) == right { (left, "左") } else { (right, "右") };
    // The longer the quotation, the likelier that a mark is missing rather than turned.
    let short = |p: &Pair| p.inner().len() <= 90 && !doc.slice(p.inner()).contains(['。', '；', '！', '？']);
    let sure = partner(doc, stray.span).is_some_and(short);
    let applicability = if sure { Applicability::Safe } else { Applicability::Unsafe };
    Some(finding(stray.span, fix, side, vec![Fix::replace(stray.span, fix, applicability)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(check: Check, text: &str) -> Vec<(String, Option<String>)> {
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        Pairs { check }.run(View::of(&doc, &[]), &mut out);
        let fixed = |f: &Finding| f.fixes.first().map(|x| crate::span::apply(text, &x.edits));
        out.iter().map(|f| (f.span.of(text).to_owned(), fixed(f))).collect()
    }

    #[test]
    fn each_check_reports_its_own_fault() {
        let text = "（二)抓好落实，办好“民生工程。";
        assert_eq!(run(Check::Width, text), [(")".into(), Some("（二）抓好落实，办好“民生工程。".into()))]);
        assert_eq!(run(Check::Unpaired, text), [("“".into(), None)]);
        assert_eq!(run(Check::Reversed, text), []);
    }

    #[test]
    fn certain_cures_are_offered() {
        let fixed = |text| run(Check::Unpaired, text).first().and_then(|f| f.1.clone());
        assert_eq!(fixed("办好““民生”工程。").as_deref(), Some("办好“民生”工程。"));
        assert_eq!(fixed("（二加强学习").as_deref(), Some("（二）加强学习"));
        assert_eq!(fixed("二）加强学习").as_deref(), Some("（二）加强学习"));
        let turned = run(Check::Reversed, "办好”民生“工程。");
        assert_eq!(turned.len(), 2);
    }
}
