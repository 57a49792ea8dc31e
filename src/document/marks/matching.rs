//! The stack that matches marks, and what it does where they do not match.
//!
//! One missing mark is to leave one stray, at the place where the drafter will look for it.

use super::{MarkKind, Marks, Pair, Stray, StrayKind};
use crate::document::block::{Block, Role};
use crate::document::glyph::{char_at, char_before, is_blank, is_closer, is_han, is_stop};
use crate::document::numeral::is_han_numeral;
use crate::document::signs::Signs;
use crate::span::Span;

/// A mark as it stands.
#[derive(Debug, Clone, Copy)]
struct Token {
    kind: MarkKind,
    opens: bool,
    /// Read against the way it points.
    reversed: bool,
    /// Half-width.
    narrow: bool,
    span: Span,
}

const KINDS: usize = 8;

fn token(c: char) -> Option<(MarkKind, bool, bool)> {
    use MarkKind::{Book, InnerBook, InnerQuote, Lenticular, Paren, Quote, Square, Tortoise};
    Some(match c {
        '“' => (Quote, true, false),
        '”' => (Quote, false, false),
        '‘' => (InnerQuote, true, false),
        '’' => (InnerQuote, false, false),
        '《' => (Book, true, false),
        '》' => (Book, false, false),
        '〈' => (InnerBook, true, false),
        '〉' => (InnerBook, false, false),
        '（' => (Paren, true, false),
        '）' => (Paren, false, false),
        '(' => (Paren, true, true),
        ')' => (Paren, false, true),
        '〔' => (Tortoise, true, false),
        '〕' => (Tortoise, false, false),
        '【' => (Lenticular, true, false),
        '】' => (Lenticular, false, false),
        '［' => (Square, true, false),
        '］' => (Square, false, false),
        '[' => (Square, true, true),
        ']' => (Square, false, true),
        _ => return None,
    })
}

/// Matches the marks of every block.
#[must_use]
pub fn pair(text: &str, signs: &Signs, blocks: &[Block]) -> Marks {
    let marks = Marks::default();
    let mut matcher = Matcher { text, signs, marks, tokens: Vec::new(), stack: Vec::new(), carried: None };
    for (index, block) in blocks.iter().enumerate() {
        if block.role != Role::Code {
            matcher.block(block.span, index as u32);
        }
    }
    matcher.marks.link();
    matcher.marks
}

struct Matcher<'a> {
    text: &'a str,
    signs: &'a Signs,
    marks: Marks,
    tokens: Vec<Token>,
    stack: Vec<Token>,
    /// The stray of a quotation left open by the block before, which this block may carry on.
    carried: Option<usize>,
}

impl Matcher<'_> {
    fn block(&mut self, span: Span, block: u32) {
        scan(self.text, self.signs, span, &mut self.tokens);
        let carried = self.carried.take();
        if self.tokens.is_empty() {
            return;
        }
        let (first_pair, first_stray) = (self.marks.pairs.len(), self.marks.strays.len());
        turn(self.text, span, &mut self.tokens, MarkKind::Quote);
        turn(self.text, span, &mut self.tokens, MarkKind::InnerQuote);
        let mut open = [0u32; KINDS];
        let tokens = std::mem::take(&mut self.tokens);
        for (index, &token) in tokens.iter().enumerate() {
            let kind = token.kind as usize;
            if open[kind] == 0 && self.closes_other(token, tokens.get(index + 1..).unwrap_or(&[])) {
                if let Some(top) = self.stack.pop() {
                    open[top.kind as usize] -= 1;
                    self.mixed(top, token, block);
                }
                continue;
            }
            if token.reversed {
                self.stray(token, StrayKind::Reversed, block);
            }
            if token.opens {
                open[kind] += 1;
                self.stack.push(token);
            } else if open[kind] > 0 {
                while let Some(top) = self.stack.pop() {
                    open[top.kind as usize] -= 1;
                    if top.kind == token.kind {
                        self.close(top, token, block);
                        break;
                    }
                    self.unclosed(top, block);
                }
            } else if !token.reversed && !self.is_list_mark(token, span) {
                self.stray(token, StrayKind::Unopened, block);
            }
        }
        self.tokens = tokens;
        while let Some(left) = self.stack.pop() {
            self.unclosed(left, block);
        }
        self.marks.pairs[first_pair..].sort_unstable_by_key(|p| p.open.start);
        self.marks.strays[first_stray..].sort_unstable_by_key(|s| s.span.start);
        self.carry(carried, span, first_pair, first_stray);
    }

    /// A quotation over several paragraphs: each opens with a mark, only the last one closes.
    fn carry(&mut self, carried: Option<usize>, span: Span, first_pair: usize, first_stray: usize) {
        let left_open = |s: &Stray| s.kind == MarkKind::Quote && s.problem == StrayKind::Unclosed;
        let opens_open = self.marks.strays.get(first_stray).is_some_and(|s| left_open(s) && s.span.start == span.start);
        let closes_at_end = self.marks.pairs.get(first_pair).is_some_and(|p| {
            p.kind == MarkKind::Quote && p.open.start == span.start && self.ends_block(p.close.end(), span)
        });
        let mut removed = 0;
        // A line broken in the middle of a sentence: what it opened, the next line closes.
        if let Some(index) = self.broken_line(span, first_stray) {
            self.marks.strays.remove(first_stray);
            self.marks.strays.remove(index);
            self.carried = None;
            return;
        }
        if let Some(index) = carried
            && (opens_open || closes_at_end)
        {
            self.marks.strays.remove(index);
            removed = 1;
        }
        self.carried = self.marks.strays.iter().skip(first_stray - removed).position(left_open);
        self.carried = self.carried.map(|i| i + first_stray - removed);
    }

    /// The stray of the line before that this block's first stray is the other half of.
    fn broken_line(&self, span: Span, first_stray: usize) -> Option<usize> {
        let index = first_stray.checked_sub(1)?;
        let (open, close) = (self.marks.strays.get(index)?, self.marks.strays.get(first_stray)?);
        let halves =
            open.problem == StrayKind::Unclosed && close.problem == StrayKind::Unopened && open.kind == close.kind;
        let between =
            self.text.get(open.span.end()..span.start()).filter(|_| halves && open.block + 1 == close.block)?;
        let broken = between.trim_end_matches(['\r', '\n', ' ', '\t', '\u{3000}']);
        let adjacent = between.replace("\r\n", "\n").matches(['\n', '\r']).count() <= 1;
        (adjacent && !broken.ends_with(is_stop)).then_some(index)
    }

    /// Whether nothing but stops and closing marks follows `at` in the block.
    fn ends_block(&self, at: usize, span: Span) -> bool {
        let rest = self.text.get(at..span.end()).unwrap_or("");
        rest.len() <= 12 && rest.chars().all(|c| is_stop(c) || is_closer(c) || c == '；')
    }

    fn close(&mut self, open: Token, close: Token, block: u32) {
        if open.narrow != close.narrow {
            self.stray(if open.narrow { open } else { close }, StrayKind::Width, block);
        }
        self.marks.pairs.push(Pair { kind: open.kind, open: open.span, close: close.span, block });
    }

    /// `“甲’` and `‘甲”`: a pair, of which one half is wrong.
    fn closes_other(&self, token: Token, rest: &[Token]) -> bool {
        use MarkKind::{InnerQuote, Quote};
        let Some(top) = self.stack.last().filter(|_| !token.opens) else { return false };
        let other = match token.kind {
            Quote => InnerQuote,
            InnerQuote => Quote,
            _ => return false,
        };
        // The right closing mark would come before the next opening one.
        top.kind == other && rest.iter().take(8).find(|t| t.kind == other).is_none_or(|t| t.opens)
    }

    fn mixed(&mut self, open: Token, close: Token, block: u32) {
        let (wrong, problem) = match open.kind {
            MarkKind::InnerQuote => (open, StrayKind::Unclosed),
            _ => (close, StrayKind::Unopened),
        };
        self.stray(wrong, problem, block);
        self.marks.pairs.push(Pair { kind: MarkKind::Quote, open: open.span, close: close.span, block });
    }

    fn unclosed(&mut self, token: Token, block: u32) {
        // A half-width bracket counts only where it stands in Chinese text.
        let chinese = |c: Option<char>| c.is_some_and(|c| is_han(c) || "，。、；：“”《》（）".contains(c));
        let counts = !token.narrow
            || chinese(char_before(self.text, token.span.start()))
            || chinese(char_at(self.text, token.span.end()));
        if counts && !token.reversed {
            self.stray(token, StrayKind::Unclosed, block);
        }
    }

    fn stray(&mut self, token: Token, problem: StrayKind, block: u32) {
        self.marks.strays.push(Stray { kind: token.kind, problem, span: token.span, block });
    }

    /// `1)`, `a）` at the head of a line or clause, `:)`, and half-width marks outside Chinese text: nothing is missing.
    fn is_list_mark(&self, token: Token, span: Span) -> bool {
        let head = Span { start: span.start, end: token.span.start }.of(self.text);
        let Some(before) = head.chars().next_back() else { return false };
        if token.kind != MarkKind::Paren {
            return token.narrow && before.is_ascii();
        }
        if before.is_ascii_alphanumeric() {
            let rest = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            let short = head.len() - rest.len() <= 3;
            return short && rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '%'));
        }
        token.narrow && matches!(before, ':' | ';' | '-' | '^') && !is_han_numeral(before)
    }
}

/// Collects the marks of a block.
fn scan(text: &str, signs: &Signs, span: Span, tokens: &mut Vec<Token>) {
    tokens.clear();
    for sign in signs.within(span) {
        let place = sign.span();
        if let Some((kind, opens, narrow)) = token(sign.c)
            && !(sign.c == '’' && is_apostrophe(text, place.start(), place.end(), tokens))
        {
            tokens.push(Token { kind, opens, reversed: false, narrow, span: place });
        }
    }
}

/// `don’t`, and `workers’` where no inner quotation is open.
fn is_apostrophe(text: &str, at: usize, next: usize, tokens: &[Token]) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if !letter(char_before(text, at)) {
        return false;
    }
    letter(char_at(text, next)) || !tokens.iter().rev().take(8).any(|t| t.kind == MarkKind::InnerQuote && t.opens)
}

/// How far apart two quotation marks may stand to be read as a pair against their direction, in bytes.
const NEAR: u32 = 90;

/// Reads quotation marks that point the wrong way by what they must be: opening and closing marks alternate in a
/// draft, so where they do not, the neighbours of the mark decide.
fn turn(text: &str, span: Span, tokens: &mut [Token], kind: MarkKind) {
    let mut depth = 0i64;
    let alternate = tokens.iter().filter(|t| t.kind == kind).all(|t| {
        depth += if t.opens { 1 } else { -1 };
        depth == 0 || depth == 1
    });
    if alternate && depth == 0 {
        return;
    }
    let quotes: Vec<usize> = (0..tokens.len()).filter(|&i| tokens[i].kind == kind).collect();
    let after = |t: &Token| char_at(text, t.span.end()).filter(|_| t.span.end < span.end);
    let before = |t: &Token| char_before(text, t.span.start()).filter(|_| t.span.start > span.start);
    // What follows can only follow a closing mark.
    let closing = |t: &Token| after(t).is_none_or(|c| "，。、；：！？）》〉】,;)".contains(c));
    // What precedes wants an opening mark.
    let opening = |t: &Token| before(t).is_none_or(|c| "，。、；：！？（《‘“—,:".contains(c) || is_blank(c));
    let mut depth = 0u32;
    for (k, &index) in quotes.iter().enumerate() {
        let mark = tokens[index];
        let next = quotes.get(k + 1).map(|&i| tokens[i]);
        let near = |n: Token| n.span.start - mark.span.end <= NEAR;
        let opens = if mark.opens {
            depth == 0 || !closing(&mark) && (next.is_some_and(|n| !n.opens) || opening(&mark))
        } else {
            depth == 0 && !closing(&mark) && next.is_some_and(|n| near(n) && (!n.opens || closing(&n)))
        };
        if opens != mark.opens {
            tokens[index].opens = opens;
            tokens[index].reversed = true;
        }
        depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::document::marks::{MarkKind, StrayKind};
    use StrayKind::{Reversed, Unclosed, Unopened, Width};

    #[track_caller]
    fn check(text: &str, pairs: usize, strays: &[(StrayKind, &str)]) {
        let doc = Document::from_text(text);
        let found: Vec<_> = doc
            .marks
            .strays
            .iter()
            .map(|s| (s.problem, text.get(s.span.start()..).map_or("", |t| t.get(..s.span.len() + 3).unwrap_or(t))))
            .collect();
        assert_eq!(found.len(), strays.len(), "{text}: {found:?}");
        for ((problem, place), (want, at)) in found.iter().zip(strays) {
            assert!(problem == want && place.starts_with(at), "{text}: {found:?}");
        }
        assert_eq!(doc.marks.pairs.len(), pairs, "{text}: {:?}", doc.marks.pairs);
    }

    #[test]
    fn what_is_right_leaves_no_strays() {
        check("“甲”和《乙〈丙〉丁》（戊）〔己〕【庚】", 6, &[]);
        check("他说：“要抓‘牛鼻子’。”", 2, &[]);
        check("1)甲；2)乙；a)丙 :)", 0, &[]);
        check("1）甲事\n2）乙事", 0, &[]);
        check("It isn’t so，workers’ rights", 0, &[]);
        check("《关于学习《条例》的通知》", 2, &[]);
        check("“甲“乙”丙”", 2, &[]);
        check("他写道：\n“第一段话。\n“第二段话。\n“第三段话。”", 1, &[]);
    }

    #[test]
    fn one_missing_mark_is_one_stray() {
        check("守好“养老钱”救命钱”，", 1, &[(Unopened, "”，")]);
        check("学习“《意见”精神。", 1, &[(Unclosed, "《意")]);
        check("学习《意见，抓好“三件事”（见附件）。", 2, &[(Unclosed, "《意")]);
        check("学习意见》，落实《办法》。", 1, &[(Unopened, "》，")]);
        check("坚持“一盘棋，抓好“三件事”。", 1, &[(Unclosed, "“一")]);
        check("完成（含在建项目。", 0, &[(Unclosed, "（含")]);
        check("增长5.2)，", 0, &[(Unopened, ")")]);
        check("“甲（乙”和（丙）", 2, &[(Unclosed, "（乙")]);
        check("他说：“甲。\n后来的话。", 0, &[(Unclosed, "“甲")]);
        check("“十二五’期间和“十三五”时期", 2, &[(Unopened, "’期")]);
        check("‘十三五”时期", 1, &[(Unclosed, "‘十")]);
        check("一行写不下的“三件\n事”。", 0, &[]);
    }

    #[test]
    fn marks_that_point_the_wrong_way() {
        check("树牢“大局意识“，", 1, &[(Reversed, "“，")]);
        check("树牢“大局意识“、“核心意识”，", 2, &[(Reversed, "“、")]);
        check("树牢”大局意识“，", 1, &[(Reversed, "”大"), (Reversed, "“，")]);
        check("做到”两手抓”，", 1, &[(Reversed, "”两")]);
    }

    #[test]
    fn mixed_width_is_a_pair_and_a_stray() {
        check("（二)推进改革", 1, &[(Width, ")")]);
        check("(三）转变作风", 1, &[(Width, "(")]);
    }

    #[test]
    fn around_finds_the_innermost_of_the_wanted_kinds() {
        let doc = Document::from_text("“甲《乙》丙（丁）戊”己");
        let at = |c: &str| {
            let start = doc.text().find(c).unwrap_or(0);
            crate::span::Span::new(start, start + c.len())
        };
        let kind = |c, kinds: &[MarkKind]| doc.marks.around(at(c), kinds).map(|p| p.kind);
        assert_eq!(kind("丁", &[MarkKind::Quote, MarkKind::Paren]), Some(MarkKind::Paren));
        assert_eq!(kind("丁", &[MarkKind::Quote]), Some(MarkKind::Quote));
        assert_eq!(kind("戊", &[MarkKind::Quote, MarkKind::Book]), Some(MarkKind::Quote));
        assert_eq!(kind("己", &[MarkKind::Quote]), None);
    }
}
