//! Markdown blocks: takes the marks off the blocks and says what they mean.
//!
//! A line-by-line reading, enough for a draft kept as `.md`: no inline marks, no link definitions, no nesting.

use super::block::{Block, Role, trim};
use super::lines::LineIndex;
use crate::span::Span;

/// What the lines before have opened.
#[derive(Default)]
struct State {
    /// The mark that closes the open fence, and its length.
    fence: Option<(u8, usize)>,
    comment: bool,
    /// Inside a list, where indented lines are text, not code.
    list: bool,
    /// Inside a table, until an empty line.
    table: bool,
    /// Whether any text has been seen; before it the first heading is the title.
    text: bool,
}

/// Gives the blocks of a Markdown text their roles, and their spans without marks.
pub(super) fn read(text: &str, lines: &LineIndex, blocks: &mut Vec<Block>) {
    let front = front_matter(text, blocks);
    let mut state = State::default();
    let mut readable = 0usize;
    for i in 0..blocks.len() {
        let previous = i.checked_sub(1).map(|p| (blocks[p].line, blocks[p].role));
        let adjacent = previous.is_some_and(|(line, _)| line + 1 == blocks[i].line);
        let indent = Span { start: lines.span(blocks[i].line as usize).start, end: blocks[i].span.start }.of(text);
        let code_before = adjacent && previous.is_some_and(|(_, role)| role == Role::Code);
        let role = if i < front { Role::Code } else { state.read(text, &mut blocks[i], indent, adjacent, code_before) };
        blocks[i].role = role;
        readable += usize::from(role != Role::Code);
        // What an underline means, the line above it had to wait for.
        if role == Role::Code && adjacent && i > front && blocks[i - 1].role == Role::Paragraph {
            let mark = blocks[i].span.of(text);
            if let Some(level) = underline(mark) {
                blocks[i - 1].role = if readable == 1 { Role::Title } else { Role::Heading(level) };
            }
        }
        if role == Role::Table && adjacent && i > front && is_delimiter(blocks[i].span.of(text)) {
            blocks[i - 1].role = Role::Table;
        }
    }
    blocks.retain(|b| !b.span.is_empty());
}

impl State {
    fn read(&mut self, text: &str, block: &mut Block, indent: &str, adjacent: bool, code_before: bool) -> Role {
        let content = block.span.of(text);
        if let Some((mark, length)) = self.fence {
            if fence(content).is_some_and(|(m, n)| m == mark && n >= length) && content.bytes().all(|b| b == mark) {
                self.fence = None;
            }
            return Role::Code;
        }
        if self.comment {
            self.comment = !content.contains("-->");
            return Role::Code;
        }
        if let Some(open) = fence(content) {
            self.fence = Some(open);
            return Role::Code;
        }
        if content.starts_with("<!--") {
            let Some(end) = content.find("-->") else {
                self.comment = true;
                return Role::Code;
            };
            let rest = trim(text, Span { start: block.span.start + end as u32 + 3, end: block.span.end });
            if rest.is_empty() {
                return Role::Code;
            }
            block.span = rest;
        }
        cut_trailing_comment(text, block);
        let content = block.span.of(text);
        let deep = indent.contains('\t') || indent.bytes().filter(|&b| b == b' ').count() >= 4;
        if deep && !indent.contains('\u{3000}') && !self.list && (!adjacent || code_before) {
            return Role::Code;
        }
        if content.starts_with('|') || is_delimiter(content) {
            self.table = true;
            return Role::Table;
        }
        self.table &= adjacent && content.contains('|');
        if self.table {
            return Role::Table;
        }
        if is_rule(content) || underline(content).is_some() {
            return Role::Code;
        }
        if let Some(level) = heading(content) {
            let rest = content.trim_start_matches('#');
            let start = block.span.end() - rest.len();
            let kept = rest.trim_end().trim_end_matches('#').len();
            block.span = trim(text, Span::new(start, start + kept));
            self.list = false;
            return if std::mem::replace(&mut self.text, true) { Role::Heading(level) } else { Role::Title };
        }
        self.text = true;
        if content.starts_with('>') {
            let rest = content.trim_start_matches(['>', ' ']);
            block.span.start = block.span.end - rest.len() as u32;
            return Role::Quote;
        }
        if let Some(rest) = ["- ", "* ", "+ "].iter().find_map(|mark| content.strip_prefix(mark)) {
            block.span = trim(text, Span { start: block.span.end - rest.len() as u32, end: block.span.end });
            self.list = true;
        } else if indent.is_empty() {
            self.list = content.starts_with(|c: char| c.is_ascii_digit()) && content.contains(". ");
        }
        Role::Paragraph
    }
}

/// How many blocks at the top are YAML front matter.
fn front_matter(text: &str, blocks: &[Block]) -> usize {
    let is_fence = |b: &Block| b.span.of(text) == "---";
    match blocks.first() {
        Some(first) if first.line == 0 && is_fence(first) => {}
        _ => return 0,
    }
    blocks.iter().skip(1).position(|b| is_fence(b) || b.span.of(text) == "...").map_or(0, |close| close + 2)
}

/// The mark of a code fence and how often it stands there.
fn fence(content: &str) -> Option<(u8, usize)> {
    let mark = *content.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let count = content.bytes().take_while(|&b| b == mark).count();
    (count >= 3).then_some((mark, count))
}

fn heading(content: &str) -> Option<u8> {
    let level = content.bytes().take_while(|&b| b == b'#').count();
    let spaced = content.get(level..)?.starts_with([' ', '\t', '\u{3000}']);
    (spaced && (1..=6).contains(&level)).then_some(level as u8)
}

/// `===` and `---` under a line make it a heading.
fn underline(content: &str) -> Option<u8> {
    let all = |mark| content.len() >= 3 && content.bytes().all(|b| b == mark);
    if all(b'=') {
        Some(1)
    } else if all(b'-') {
        Some(2)
    } else {
        None
    }
}

/// `***` or `- - -` alone on a line.
fn is_rule(content: &str) -> bool {
    ["*", "-", "_"].iter().any(|&mark| {
        content.matches(mark).count() >= 3 && content.bytes().all(|b| b == b' ' || mark.as_bytes().contains(&b))
    })
}

/// The row under a table's head: `|---|:--:|`.
fn is_delimiter(content: &str) -> bool {
    content.contains('|')
        && content.contains("--")
        && content.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Leaves a comment at the end of a line out of the block.
fn cut_trailing_comment(text: &str, block: &mut Block) {
    while let Some(open) = block.span.of(text).strip_suffix("-->").and_then(|s| s.rfind("<!--")) {
        if open == 0 {
            return;
        }
        block.span = trim(text, Span { start: block.span.start, end: block.span.start + open as u32 });
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::split;
    use super::*;
    use crate::source::Format;

    fn read_all(text: &str) -> Vec<(Role, &str)> {
        let blocks = split(text, &LineIndex::new(text), Format::Markdown);
        blocks.iter().map(|b| (b.role, b.span.of(text))).collect()
    }

    #[test]
    fn headings_lists_and_quotes_lose_their_marks() {
        let text =
            "# 在全区大会上的讲话\n\n同志们：\n\n## 一、统一思想 ##\n- 甲事\n* 乙事\n1. 丙事\n> 古人说\n# 二级\n";
        let want = [
            (Role::Title, "在全区大会上的讲话"),
            (Role::Paragraph, "同志们："),
            (Role::Heading(2), "一、统一思想"),
            (Role::Paragraph, "甲事"),
            (Role::Paragraph, "乙事"),
            (Role::Paragraph, "1. 丙事"),
            (Role::Quote, "古人说"),
            (Role::Heading(1), "二级"),
        ];
        assert_eq!(read_all(text), want);
    }

    #[test]
    fn what_is_never_read_aloud_is_code() {
        let text = "---\ntitle: 讲话\n---\n标题\n===\n<!-- 放行 -->\n<!--\n多行\n-->\n```rust\n# 甲\n```\n正文。<!-- 尾注 -->\n\n    缩进\n\n***\n";
        let roles: Vec<_> = read_all(text).into_iter().filter(|(role, _)| *role != Role::Code).collect();
        assert_eq!(roles, [(Role::Title, "标题"), (Role::Paragraph, "正文。")]);
    }

    #[test]
    fn tables_with_and_without_outer_bars() {
        let text = "| 甲 | 乙 |\n|---|---|\n\n项目 | 金额\n--- | ---\n道路 | 三亿\n\n正文|不是表\n";
        let roles: Vec<_> = read_all(text).into_iter().map(|(role, _)| role).collect();
        let table = Role::Table;
        assert_eq!(roles, [table, table, table, table, table, Role::Paragraph]);
    }
}
