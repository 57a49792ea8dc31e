//! Document → outline: headings and numbered lead sentences as a list of nodes with depth and character counts.

use super::Document;
use super::block::{Block, Role};
use super::glyph::{count_bytes, is_han};
use super::role::UNNUMBERED;
use super::signs::Signs;
use crate::source::Format;
use crate::span::Span;

/// One heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The heading's text with its number.
    pub span: Span,
    /// 1 for the outermost.
    pub depth: u8,
    /// What it heads: from the heading to the next one of the same or a lesser depth.
    pub body: Span,
    /// Characters read aloud in the body (Han characters, letters and digits).
    pub chars: usize,
    /// Index of the heading's block.
    pub block: u32,
}

/// The headings of a draft in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// All nodes.
    pub nodes: Vec<Node>,
}

/// The order in which a draft nests its headings: a kind of heading seen again closes all that were opened since.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<u8>,
}

impl Nesting {
    /// Enters a heading of a kind; the smaller `key`, the further out where the draft itself says nothing. Returns its
    /// depth, 1 for the outermost.
    pub(super) fn enter(&mut self, key: u8) -> u8 {
        match self.open.iter().position(|&k| k == key) {
            Some(at) => self.open.truncate(at + 1),
            None => {
                while self.open.last().is_some_and(|&k| k > key) {
                    self.open.pop();
                }
                self.open.push(key);
            }
        }
        self.open.len() as u8
    }
}

/// The nesting key of a block, if it is a node of the outline.
fn key(block: &Block, format: Format) -> Option<u8> {
    match (block.role, block.marker) {
        (Role::Heading(level), _) if format == Format::Markdown => Some(level),
        (Role::Heading(_), None) => Some(UNNUMBERED),
        (Role::Heading(_), Some(marker)) => Some(10 + marker.style as u8),
        (Role::Paragraph, Some(marker)) => block.lead.map(|_| 10 + marker.style as u8),
        _ => None,
    }
}

/// Builds it.
#[must_use]
pub fn build(doc: &Document) -> Outline {
    let mut nodes: Vec<Node> = Vec::new();
    let mut nesting = Nesting::default();
    // Characters read aloud up to the current block, kept per open node so that no text is counted twice.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut read, mut end) = (0, 0);
    let close = |nodes: &mut Vec<Node>, (node, before): (usize, usize), read: usize, end: u32| {
        if let Some(node) = nodes.get_mut(node) {
            node.chars = read - before;
            node.body.end = end.max(node.body.start);
        }
    };
    for (index, block) in doc.blocks.iter().enumerate() {
        if let (Some(key), Some(span)) = (key(block, doc.source.format), block.lead) {
            let depth = nesting.enter(key);
            while open.last().is_some_and(|&(n, _)| nodes.get(n).is_some_and(|n| n.depth >= depth)) {
                if let Some(node) = open.pop() {
                    close(&mut nodes, node, read, end);
                }
            }
            open.push((nodes.len(), read));
            nodes.push(Node {
                span,
                depth,
                body: Span { start: block.span.start, end: block.span.end },
                chars: 0,
                block: index as u32,
            });
        }
        // The call at the end belongs to the speech, not to its last section.
        if matches!(block.role, Role::Closing | Role::Thanks) {
            for node in open.drain(..) {
                close(&mut nodes, node, read, end);
            }
        }
        if block.role != Role::Code {
            read += doc.spoken(block.span);
        }
        end = block.span.end;
    }
    for node in open {
        close(&mut nodes, node, read, end);
    }
    Outline { nodes }
}

/// How many characters of `text` are read aloud: ideographs, digits and letters; marks and spaces are silent.
#[must_use]
pub fn spoken_chars(text: &str) -> usize {
    spoken(text, &Signs::new(text), Span::new(0, text.len()))
}

/// The same for a part of a text, whose signs are known.
pub(super) fn spoken(text: &str, signs: &Signs, span: Span) -> usize {
    // All characters that are neither blanks nor signs are read, and of the signs few are no marks: so the first bytes
    // of characters are counted, blanks and what is below them left out.
    let bytes = text.as_bytes().get(span.range()).unwrap_or_default();
    let all = count_bytes(bytes, |byte| (byte > b' ') & !(0x80..0xC0).contains(&byte));
    let read = |c: char| matches!(c, '0'..='9' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ') || is_han(c);
    all - signs.within(span).iter().filter(|sign| sign.c > ' ' && !read(sign.c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_follows_the_draft() {
        let text = "一、认识\n好。\n（一）形势。要看清。\n（二）问题。要找准。\n二、任务\n1.抓项目。要快。\n同志们，让我们干起来！";
        let doc = Document::from_text(text);
        let nodes: Vec<_> = doc.outline().nodes.iter().map(|n| (n.depth, n.span.of(text), n.chars)).collect();
        assert_eq!(
            nodes,
            [(1, "一、认识", 16), (2, "（一）形势", 6), (2, "（二）问题", 6), (1, "二、任务", 9), (2, "1.抓项目", 6)]
        );
        assert!(doc.outline().nodes[0].body.of(text).ends_with("要找准。"));
    }

    #[test]
    fn markdown_headings_count_by_their_marks() {
        let text = "# 讲话\n\n## 甲\n文。\n### 乙\n文。\n## 丙\n文。\n";
        let doc = Document::new(crate::source::Source::from_text("a.md", text));
        let depths: Vec<_> = doc.outline().nodes.iter().map(|n| n.depth).collect();
        assert_eq!(depths, [1, 2, 1]);
    }

    #[test]
    fn only_what_is_read_counts() {
        assert_eq!(spoken_chars("“十四五”GDP增长5.2%，〇 Ａ"), 3 + 3 + 2 + 2 + 1 + 1);
    }
}
