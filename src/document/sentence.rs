//! Blocks → sentences, and sentences → clauses.
//!
//! A sentence ends at `。！？` or `……` (with the closing quotes and brackets that follow), or at the end of its block;
//! `；` ends a clause, not a sentence. Marks inside quotes do not cut the sentence that holds the quote.
//! A clause is what is said in one breath: the text between two marks of any kind.

use super::block::{Block, Role, trim};
use super::glyph::{char_at, char_before, is_closer, is_letter, is_stop};
use super::signs::Signs;
use crate::span::Span;

/// One sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// With its closing punctuation.
    pub span: Span,
    /// Index of its block.
    pub block: u32,
}

/// A quotation longer than this is cut like running text; so an opening mark that is never closed, or whose partner
/// belongs to something else, cannot swallow a paragraph. Bytes: some 200 characters.
const REACH: usize = 600;

/// Cuts all blocks and fills in their `sentences` ranges. Code has none.
#[must_use]
pub fn split(text: &str, signs: &Signs, blocks: &mut [Block]) -> Vec<Sentence> {
    let mut sentences = Vec::with_capacity(text.len() / 120);
    for (index, block) in blocks.iter_mut().enumerate() {
        let first = sentences.len();
        if block.role != Role::Code {
            Cutter::new(text, block.span).run(signs, index as u32, &mut sentences);
        }
        block.sentences = first..sentences.len();
    }
    sentences
}

/// Marks inside which a sentence does not end, opening and closing.
const HOLDERS: [(char, char); 3] = [('“', '”'), ('（', '）'), ('《', '》')];

struct Cutter<'a> {
    text: &'a str,
    end: usize,
    /// Where the next closing mark of each holder stands, once it was looked for; each text byte is searched once.
    closers: [usize; 3],
    /// The open holder, how often it is opened in itself, and how far it may reach.
    open: Option<(usize, u32, usize)>,
    /// Whether a colon introduced the open holder, so that its last mark is also the sentence's.
    introduced: bool,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str, span: Span) -> Cutter<'a> {
        Cutter { text, end: span.end(), closers: [span.start(); 3], open: None, introduced: false }
    }

    fn run(mut self, signs: &Signs, block: u32, out: &mut Vec<Sentence>) {
        let (mut start, mut done) = (self.closers[0], self.closers[0]);
        for sign in signs.within(Span::new(start, self.end)) {
            let (at, c) = (sign.at as usize, sign.c);
            // Read together with those before it.
            if at < done {
                continue;
            }
            match c {
                // Most signs.
                '，' | '、' | '0'..='9' => {}
                '。' | '！' | '？' | '!' | '?' | '…' | '.' => {
                    let (after, ends) = self.stop(at);
                    done = after;
                    if ends {
                        push(self.text, start, after, block, out);
                        start = after;
                    }
                }
                c => self.hold(c, at),
            }
        }
        push(self.text, start, self.end, block, out);
    }

    /// Opens and closes holders.
    fn hold(&mut self, c: char, at: usize) {
        if let Some(kind) = HOLDERS.iter().position(|h| h.0 == c) {
            match &mut self.open {
                None => {
                    let close = self.next_closer(kind, at);
                    if close < self.end && close - at <= REACH {
                        self.open = Some((kind, 1, at + REACH));
                        self.introduced = matches!(char_before(self.text, at), Some('：' | ':'));
                    }
                }
                Some((open, depth, _)) if *open == kind => *depth += 1,
                Some(_) => {}
            }
        } else if let Some((kind, depth, limit)) = self.open
            && HOLDERS[kind].1 == c
        {
            // Opened twice and closed once is a slip; hold on only where the second closing mark is in reach.
            let again = depth > 1 && self.next_closer(kind, at + c.len_utf8()) < self.end.min(limit);
            self.open = again.then_some((kind, depth - 1, limit));
        }
    }

    fn next_closer(&mut self, kind: usize, at: usize) -> usize {
        if self.closers[kind] <= at {
            let found = self.text.get(at..self.end).and_then(|s| s.find(HOLDERS[kind].1));
            self.closers[kind] = found.map_or(self.end, |i| at + i);
        }
        self.closers[kind]
    }

    /// Reads the stops from `at` with the closing marks after them: where they end, and whether the sentence does.
    fn stop(&mut self, at: usize) -> (usize, bool) {
        let mut end = at;
        let (mut hard, mut dots, mut ellipsis, mut asking) = (false, 0, false, true);
        while end < self.end
            && let Some(c) = char_at(self.text, end)
        {
            match c {
                '…' => ellipsis = true,
                '.' => dots += 1,
                c if is_stop(c) => {
                    hard = true;
                    asking &= c != '。';
                }
                _ => break,
            }
            end += c.len_utf8();
        }
        let after = char_at(self.text, end).filter(|_| end < self.end);
        if !hard && !ellipsis && dots < 3 {
            return (end, false);
        }
        // `?` and `!` inside Latin text: `a?b=1`.
        if self.text.as_bytes().get(at).is_some_and(|b| b.is_ascii())
            && after.is_some_and(|c| c.is_ascii_alphanumeric())
        {
            return (end, false);
        }
        let held = self.open;
        let mut book = false;
        while end < self.end
            && let Some(c) = char_at(self.text, end).filter(|&c| is_closer(c))
        {
            book |= c == '》';
            self.hold(c, end);
            end += c.len_utf8();
        }
        let after = char_at(self.text, end).filter(|_| end < self.end);
        let ends = match (held, after) {
            (_, None) => true,
            (Some(_), _) if self.open.is_some() || book => false,
            // A question or an exclamation that is quoted goes on: `回答好“为了谁？”这一问题`.
            (Some(_), Some(_)) if (asking || !hard) && !self.introduced => false,
            (_, Some(c)) if !hard => !matches!(c, '；' | '，' | '、' | '：' | ',' | ';' | ':' | '等'),
            (Some(_), Some(c)) => !matches!(c, '，' | '、' | '；' | '的'),
            (None, Some(_)) => true,
        };
        (end, ends)
    }
}

fn push(text: &str, start: usize, end: usize, block: u32, out: &mut Vec<Sentence>) {
    let span = trim(text, Span::new(start, end));
    if !span.is_empty() {
        out.push(Sentence { span, block });
    }
}

/// The clauses of a span, without their punctuation, empty ones left out.
pub fn clauses<'t>(text: &'t str, signs: &'t Signs, span: Span) -> impl Iterator<Item = Span> + 't {
    long_clauses(text, signs, span, 0)
}

/// The clauses of more than `bytes` bytes.
pub fn long_clauses<'t>(text: &'t str, signs: &'t Signs, span: Span, bytes: usize) -> impl Iterator<Item = Span> + 't {
    let end = span.end().min(text.len());
    let mut signs = signs.within(span).iter();
    let mut from = span.start();
    std::iter::from_fn(move || {
        while from < end {
            let cut = signs.find_map(|sign| {
                let at = sign.at as usize;
                Some((at, cut(text, at, sign.c)?)).filter(|_| at >= from)
            });
            let (stop, next) = cut.unwrap_or((end, end));
            let whole = Span::new(from, stop);
            from = next.min(end);
            if whole.len() > bytes {
                let clause = trim(text, whole);
                if clause.len() > bytes && clause.of(text).chars().any(is_letter) {
                    return Some(clause);
                }
            }
        }
        None
    })
}

/// Where the next clause begins, if the sign `c` at `at` ends one.
fn cut(text: &str, at: usize, c: char) -> Option<usize> {
    let next = at + c.len_utf8();
    match c {
        '，' | '。' | '；' | '：' | '？' | '！' | '、' | '…' => Some(next),
        '—' => (char_at(text, next) == Some('—')).then_some(next + c.len_utf8()),
        // Times, ratios and addresses: `9:30`.
        ',' | ';' | ':' | '!' | '?' => {
            let cuts = !char_before(text, at).is_some_and(|c| c.is_ascii_alphanumeric())
                || !char_at(text, next).is_some_and(|c| c.is_ascii_alphanumeric() || c == '/');
            cuts.then_some(next)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::LineIndex;
    use super::*;
    use crate::source::Format;

    fn cut(text: &str) -> Vec<&str> {
        let mut blocks = super::super::block::split(text, &LineIndex::new(text), Format::Plain);
        split(text, &Signs::new(text), &mut blocks).iter().map(|s| s.span.of(text)).collect()
    }

    #[test]
    fn sentences() {
        let cases: &[(&str, &[&str])] = &[
            ("今天开会。明天落实！好吗？", &["今天开会。", "明天落实！", "好吗？"]),
            ("一是学；二是干。　三是比", &["一是学；二是干。", "三是比"]),
            ("他说：“要快。要好。”大家照办。", &["他说：“要快。要好。”", "大家照办。"]),
            ("回答好“为了谁？”这一问题。散会。", &["回答好“为了谁？”这一问题。", "散会。"]),
            ("他问：“行不行？”没人答。", &["他问：“行不行？”", "没人答。"]),
            ("看了《怎么办？》一书。很好。", &["看了《怎么办？》一书。", "很好。"]),
            ("漏了“右引号。第二句。第三句。", &["漏了“右引号。", "第二句。", "第三句。"]),
            ("超标的，如……；滥发的，如……。其他没有。", &["超标的，如……；滥发的，如……。", "其他没有。"]),
            ("春天来了……花也开了。", &["春天来了……", "花也开了。"]),
            ("还有很多。。。不一一列举。", &["还有很多。。。", "不一一列举。"]),
            ("增长2.5倍，见a.cn/?q=1。好。", &["增长2.5倍，见a.cn/?q=1。", "好。"]),
            ("（甲（乙。）丙。）丁。", &["（甲（乙。）丙。）", "丁。"]),
            ("第一行\n第二行。", &["第一行", "第二行。"]),
        ];
        for (text, want) in cases {
            assert_eq!(cut(text), *want, "{text}");
        }
    }

    #[test]
    fn a_long_quotation_is_cut_inside() {
        let text = format!("他说：“{}”完了。", "这是一句话。".repeat(60));
        assert_eq!(cut(&text).len(), 61);
    }

    #[test]
    fn clauses_are_breaths() {
        let cut = |text| {
            let signs = Signs::new(text);
            clauses(text, &signs, Span::new(0, str::len(text))).map(|s| s.of(text)).collect::<Vec<_>>()
        };
        assert_eq!(cut("县里、乡里，都要抓：快——准；狠……好！"), ["县里", "乡里", "都要抓", "快", "准", "狠", "好"]);
        assert_eq!(cut("“一个中心”（见附件）9:30开会，2021—2025年。"), ["“一个中心”（见附件）9:30开会", "2021—2025年"]);
        assert_eq!(cut("，。”"), Vec::<&str>::new());
    }
}
