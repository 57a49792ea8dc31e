//! Kind `limit`: what is too long to be said or heard: sentences, clauses, enumerations, the whole speech.
//!
//! A sentence here also ends at `；`, where the speaker pauses. What stands in `《》` is a name and not counted, nor
//! are placeholders; sentences are counted with their punctuation, as a word processor does, the rest without.

use super::{Faults, Finding, Step, View};
use crate::document::{Document, MarkKind, Role, sentence};
use crate::span::Span;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSpec {
    per: Per,
    /// More than this is reported.
    max: usize,
    /// More than this is left to another rule.
    #[serde(default)]
    until: Option<usize>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Per {
    /// Characters from one stop or semicolon to the next.
    Sentence,
    /// Characters said in one breath.
    Clause,
    /// Items with `、` between them.
    Series,
    /// Characters read aloud in the whole speech.
    Speech,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Limit {
    spec: LimitSpec,
}

/// Names for the message besides `{match}`; `minutes` at 180 characters a minute.
pub const VARS: &[&str] = &["count", "max", "minutes"];

/// Characters read aloud in a minute.
const SPEED: usize = 180;

impl Limit {
    /// Checks the limits.
    pub fn new(spec: LimitSpec, faults: &mut Faults) -> Limit {
        if spec.max == 0 {
            faults.push([Step::Key("max")], "max 应大于 0");
        }
        if spec.until.is_some_and(|u| u <= spec.max) {
            faults.push([Step::Key("until")], "until 应大于 max");
        }
        Limit { spec }
    }

    /// Counts and reports what is over.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let doc = view.doc;
        if self.spec.per == Per::Speech {
            return self.speech(doc, out);
        }
        for sentence in &doc.sentences {
            // Three bytes a character: nothing in it can be over the limit.
            let room = if self.spec.per == Per::Series { 1 } else { 3 };
            if sentence.span.len() <= self.spec.max.saturating_mul(room) || !is_read(doc, sentence.block) {
                continue;
            }
            match self.spec.per {
                Per::Sentence => pieces(doc, sentence.span, &['；', ';'], |span| {
                    // To count characters takes far less than to look at each.
                    if doc.slice(span).chars().count() > self.spec.max {
                        self.over(span, count(doc, span, |span| written(doc.slice(span))), out);
                    }
                }),
                Per::Clause => {
                    for span in sentence::long_clauses(doc.text(), &doc.signs, sentence.span, self.spec.max * 3) {
                        self.over(span, count(doc, span, |span| doc.spoken(span)), out);
                    }
                }
                Per::Series if commas(doc, sentence.span) < self.spec.max => {}
                Per::Series => {
                    pieces(doc, sentence.span, &['，', '；', '：', '。', '！', '？'], |span| {
                        self.over(span, count(doc, span, |span| commas(doc, span)) + 1, out);
                    });
                }
                Per::Speech => {}
            }
        }
    }

    fn over(&self, span: Span, count: usize, out: &mut Vec<Finding>) {
        if count > self.spec.max && self.spec.until.is_none_or(|u| count <= u) {
            let minutes = count.div_ceil(SPEED);
            let vars = vec![
                ("count", count.to_string()),
                ("max", self.spec.max.to_string()),
                ("minutes", minutes.to_string()),
            ];
            out.push(Finding { vars, ..Finding::at(span) });
        }
    }

    fn speech(&self, doc: &Document, out: &mut Vec<Finding>) {
        let read = |r: Role| {
            !matches!(r, Role::Boilerplate | Role::Title | Role::Byline | Role::Date | Role::Code | Role::Table)
        };
        let mut blocks = doc.blocks.iter().filter(|b| read(b.role));
        let sum = |size: fn(&str) -> usize| blocks.clone().map(|b| size(doc.slice(b.span))).sum::<usize>();
        // To count bytes takes nothing, to count characters little, to tell which of them are read the most.
        if sum(str::len) <= self.spec.max || sum(|text| text.chars().count()) <= self.spec.max {
            return;
        }
        let total = blocks.clone().map(|b| count(doc, b.span, |span| doc.spoken(span))).sum();
        let end = blocks.next_back().map_or(0, |b| b.span.end());
        self.over(Span::at(end), total, out);
    }
}

/// Whether a block is read aloud as running text.
fn is_read(doc: &Document, block: u32) -> bool {
    doc.blocks.get(block as usize).is_some_and(|b| matches!(b.role, Role::Paragraph | Role::Closing | Role::Quote))
}

/// The parts of a span between marks, each with the mark that ends it.
fn pieces(doc: &Document, span: Span, ends: &[char], mut found: impl FnMut(Span)) {
    let mut start = span.start;
    for sign in doc.signs.within(span).iter().filter(|sign| ends.contains(&sign.c)) {
        let end = sign.span().end;
        found(Span { start, end });
        start = end;
    }
    if start < span.end {
        found(Span { start, end: span.end });
    }
}

/// The book titles that begin in a span, the outermost only.
fn names(doc: &Document, span: Span) -> impl Iterator<Item = Span> + '_ {
    let first = doc.marks.pairs.partition_point(|p| p.open.start < span.start);
    let books = doc.marks.pairs.get(first..).unwrap_or_default().iter();
    let mut reached = span.start;
    books.take_while(move |p| p.open.start < span.end).filter(|p| p.kind == MarkKind::Book).map(|p| p.inner()).filter(
        move |s| {
            let outer = s.start >= reached;
            reached = reached.max(s.end);
            outer
        },
    )
}

/// What is counted in a span, without what stands in names.
fn count(doc: &Document, span: Span, counted: impl Fn(Span) -> usize) -> usize {
    let named: usize = names(doc, span).map(&counted).sum();
    counted(span).saturating_sub(named)
}

/// Characters as a word processor counts them; a placeholder is none.
fn written(text: &str) -> usize {
    let counts = |c: &char| !c.is_whitespace() && !matches!(c, '×' | '\u{200B}'..='\u{200F}' | '\u{FEFF}');
    text.chars().filter(counts).count()
}

/// The marks between the items of an enumeration.
fn commas(doc: &Document, span: Span) -> usize {
    doc.signs.within(span).iter().filter(|sign| sign.c == '、').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(per: Per, max: usize, text: &str) -> Vec<(String, String)> {
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        Limit { spec: LimitSpec { per, max, until: None } }.run(View::of(&doc, &[]), &mut out);
        out.iter().map(|f| (f.span.of(text).to_owned(), f.vars[0].1.clone())).collect()
    }

    #[test]
    fn each_unit_is_counted_its_way() {
        let text = "同志们：\n要抓学习，抓项目；抓好作风建设。";
        assert_eq!(found(Per::Sentence, 7, text), [("要抓学习，抓项目；".into(), "9".into())]);
        assert_eq!(found(Per::Clause, 5, text), [("抓好作风建设".into(), "6".into())]);
        assert_eq!(found(Per::Speech, 10, text), [(String::new(), "16".into())]);
        let text = "同志们：\n发改、财政、住建、交通要配合，学好《甲、乙、丙、丁、戊》。";
        assert_eq!(found(Per::Series, 3, text), [("发改、财政、住建、交通要配合，".into(), "4".into())]);
    }

    #[test]
    fn names_and_placeholders_do_not_count() {
        let text = "同志们：\n学习《关于进一步加强基层治理体系和治理能力现代化建设的意见》，走访××户。";
        assert!(found(Per::Sentence, 20, text).is_empty());
    }
}
