//! Line ends: paragraphs broken in the middle of a sentence, paragraphs without a full stop.

use super::Finding;
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::{char_before, is_han};
use crate::document::{Block, Document, Role};
use crate::span::{Edit, Span};

/// A line shorter than this may be a heading, a name or verse.
const SHORT: usize = 20;

/// How many other places a finding names.
const RELATED: usize = 20;

/// A draft with more paragraphs than this without a stop is broken into lines; that is said elsewhere.
const MANY: usize = 5;

fn last(doc: &Document, block: &Block) -> Option<(char, Span)> {
    let c = char_before(doc.text(), block.span.end())?;
    Some((c, Span::new(block.span.end() - c.len_utf8(), block.span.end())))
}

fn is_long(doc: &Document, block: &Block) -> bool {
    doc.slice(block.span).chars().nth(SHORT).is_some()
}

/// Paragraphs that end in the middle of a sentence, and the next line goes on with it. One finding a draft: where one
/// line is broken, most are.
pub(super) fn broken(doc: &Document, out: &mut Vec<Finding>) {
    let mut all: Vec<(Span, Span, bool)> = Vec::new();
    for pair in doc.blocks.windows(2) {
        let [block, next] = pair else { continue };
        let prose = |b: &Block| matches!(b.role, Role::Paragraph | Role::Closing);
        let flows = prose(block) && prose(next) && next.marker.is_none() && next.line <= block.line + 2;
        if !flows || !is_long(doc, block) {
            continue;
        }
        let Some((c, end)) = last(doc, block) else { continue };
        // After an enumeration in lines each line may end in a comma; after an ideograph nothing else explains it.
        let cut = matches!(c, '，' | '、') || is_han(c) && goes_on(doc, next) && says(doc, block);
        if cut && !doc.slice(next.span).starts_with(['—', '“', '（', '(', '《']) {
            all.push((end, Span { start: block.span.end, end: next.span.start }, is_han(c)));
        }
    }
    let Some(&(first, ..)) = all.iter().find(|b| !b.2).or(all.first()) else { return };
    let mut found = Finding { doubt: u8::from(all.iter().all(|b| b.2)), ..Finding::at(first) };
    found.vars = vec![("count", all.len().to_string())];
    let others = all.iter().filter(|b| b.0 != first).take(RELATED);
    found.related = others.map(|b| (b.0, "这里也断了".to_owned())).collect();
    found.fixes = vec![Fix {
        title: "把断开的行接上".into(),
        edits: all.iter().map(|b| Edit::new(b.1, "")).collect(),
        applicability: Applicability::Unsafe,
    }];
    out.push(found);
}

/// Whether a line holds a comma or a stop, so that it is running text.
fn says(doc: &Document, block: &Block) -> bool {
    doc.slice(block.span).contains(['，', '。', '；'])
}

/// Whether a line ends as a sentence does.
fn goes_on(doc: &Document, block: &Block) -> bool {
    doc.slice(block.span).ends_with(['。', '！', '？', '；', '”'])
}

/// A paragraph of several clauses that ends without a mark.
pub(super) fn no_stop(doc: &Document, out: &mut Vec<Finding>) {
    let body = doc.body();
    let before = out.len();
    for (index, block) in doc.blocks.iter().enumerate() {
        let prose = matches!(block.role, Role::Paragraph | Role::Closing) && body.contains(&index);
        let Some((c, end)) = last(doc, block).filter(|(c, _)| prose && is_han(*c)) else { continue };
        if !is_long(doc, block) || !doc.slice(block.span).contains('。') {
            continue;
        }
        let mut found = Finding::at(end);
        found.vars = vec![("fix", format!("{c}。"))];
        found.fixes = vec![Fix {
            title: "补上“。”".into(),
            edits: vec![Edit::new(Span::at(block.span.end()), "。")],
            applicability: Applicability::Unsafe,
        }];
        out.push(found);
    }
    if out.len() > before + MANY {
        out.truncate(before);
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn a_paragraph_broken_in_a_sentence() {
        let text =
            "同志们：\n今年以来，全县上下团结一心、真抓实干，经济社会发展取得了新的，\n成绩，值得肯定。\n下面讲三点。";
        assert_eq!(probe("broken-line", text).0, ["，"]);
        assert!(probe("broken-line", "同志们：\n要抓好以下工作，\n一、抓学习\n学好理论。").0.is_empty());
    }

    #[test]
    fn a_paragraph_without_a_stop() {
        let text = "同志们：\n今年以来，全县上下团结一心。全县经济社会发展取得了新的成绩\n下面讲三点。";
        assert_eq!(probe("no-stop", text).0, ["绩"]);
    }
}
