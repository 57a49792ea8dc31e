//! Text → where everything stands that is no running ideograph: marks, numbers, and what nobody sees.
//!
//! Nine characters of ten in a speech are ideographs, and most of what a kind looks for is not. One pass notes the
//! others in order, so that whoever wants a comma, a digit or a zero-width character need not walk the text again; and
//! beside them where numbers begin, also those written in ideographs.
//! Letters, blanks and all but the first digit of a number are left out: a page of English is no list of signs.

use super::glyph::{char_at, width};
use super::numeral::is_han_numeral_at;
use crate::span::Span;

/// A character that is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// Where it begins.
    pub at: u32,
    /// Which it is; of a number, its first digit.
    pub c: char,
}

impl Sign {
    /// The place of the character.
    #[must_use]
    #[inline]
    pub fn span(self) -> Span {
        Span { start: self.at, end: self.at + self.c.len_utf8() as u32 }
    }
}

/// The signs of a text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    all: Vec<Sign>,
    /// How many signs begin before each [`STRIDE`]-th byte.
    before: Vec<u32>,
    /// Those that are not common.
    odd: Vec<Sign>,
    /// Where an ASCII number or a Chinese numeral begins; of an ASCII number only the first digit.
    numerals: Vec<u32>,
}

/// A bit for the second or last byte of each Chinese numeral, without its upper bits.
const fn bits(byte: usize) -> u64 {
    let (mut bits, mut at) = (0, 0);
    let numerals = "一二三四五六七八九十两".as_bytes();
    while at < numerals.len() {
        bits |= 1 << (numerals[at + byte] & 0x3F);
        at += 3;
    }
    bits
}

const SECOND: u64 = bits(1);
const LAST: u64 = bits(2);

/// Bytes between two places before which the signs are counted.
const STRIDE: usize = 64;

impl Signs {
    /// Notes them.
    #[must_use]
    pub fn new(text: &str) -> Signs {
        let bytes = text.as_bytes();
        let mut all: Vec<Sign> = Vec::with_capacity(bytes.len() / 16);
        let mut numerals = Vec::with_capacity(bytes.len() / 128);
        let mut odd = Vec::new();
        let mut at = 0;
        while let Some(&lead) = bytes.get(at) {
            if (0xE4..=0xE9).contains(&lead) {
                // Few ideographs look like a numeral in two of their bytes: the others need no closer look.
                if let (Some(second), Some(last)) = (bytes.get(at + 1), bytes.get(at + 2))
                    && (SECOND >> (second & 0x3F)) & (LAST >> (last & 0x3F)) & 1 == 1
                    && is_han_numeral_at(bytes, at)
                {
                    numerals.push(at as u32);
                }
                at += 3;
                continue;
            }
            let digit = lead.is_ascii_digit();
            let plain = matches!(lead, b' ' | b'\t' | b'\n' | b'\r' | b'A'..=b'Z' | b'a'..=b'z')
                || digit && follows_digit(bytes, at);
            if !plain && let Some(c) = char_at(text, at) {
                let sign = Sign { at: at as u32, c };
                all.push(sign);
                if digit {
                    numerals.push(sign.at);
                }
                if !is_common(c) {
                    odd.push(sign);
                }
            }
            at += width(lead);
        }
        let before = counts(&all, bytes.len());
        Signs { all, before, odd, numerals }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Sign] {
        &self.all
    }

    /// Where ASCII numbers and Chinese numerals begin, in order.
    #[must_use]
    pub fn numerals(&self) -> &[u32] {
        &self.numerals
    }

    /// Those of them that few drafts hold many of: all but Chinese marks and what numbers are written with.
    #[must_use]
    pub fn odd(&self) -> &[Sign] {
        &self.odd
    }

    /// Odd signs side by side that `wanted` picks, as far as they go.
    pub fn odd_runs(&self, wanted: fn(char) -> bool) -> impl Iterator<Item = Span> {
        let mut picked = self.odd.iter().filter(move |sign| wanted(sign.c)).map(|sign| sign.span()).peekable();
        std::iter::from_fn(move || {
            let mut run = picked.next()?;
            while let Some(next) = picked.next_if(|next| next.start == run.end) {
                run.end = next.end;
            }
            Some(run)
        })
    }

    /// Those that begin inside a span.
    #[must_use]
    #[inline]
    pub fn within(&self, span: Span) -> &[Sign] {
        let from = self.first_from(span.start);
        self.all.get(from..self.first_from(span.end).max(from)).unwrap_or_default()
    }

    /// How many begin before `at`.
    #[inline]
    fn first_from(&self, at: u32) -> usize {
        let Some(&before) = self.before.get(at as usize / STRIDE) else { return self.all.len() };
        let rest = self.all.get(before as usize..).unwrap_or_default();
        before as usize + rest.iter().take_while(|sign| sign.at < at).count()
    }
}

/// How many signs begin before each [`STRIDE`]-th byte of a text of `len` bytes.
fn counts(signs: &[Sign], len: usize) -> Vec<u32> {
    let mut counts = vec![0; len / STRIDE + 2];
    for sign in signs {
        if let Some(count) = counts.get_mut(sign.at as usize / STRIDE + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for count in &mut counts {
        before += *count;
        *count = before;
    }
    counts
}

/// What every draft is full of.
const COMMON: [char; 40] = [
    '%', '(', ')', '+', '-', '.', '/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '—', '‘', '’', '“', '”', '…',
    '\u{3000}', '、', '。', '《', '》', '【', '】', '〔', '〕', '！', '％', '（', '）', '，', '：', '；', '？',
];

/// A bit for each common sign among the 64 characters of a block.
const fn common(block: u32) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < COMMON.len() {
        let code = COMMON[at] as u32;
        if code >> 6 == block {
            bits |= 1 << (code & 0x3F);
        }
        at += 1;
    }
    bits
}

/// Whether a sign is one of those that every draft is full of; which one comes next nobody can guess, so nothing
/// branches on it.
fn is_common(c: char) -> bool {
    const ASCII: u64 = common(0);
    const GENERAL: u64 = common('—' as u32 >> 6);
    const CHINESE: u64 = common('。' as u32 >> 6);
    const WIDE: u64 = common('，' as u32 >> 6);
    let code = u32::from(c);
    let bits = match code >> 6 {
        0 => ASCII,
        0x80 => GENERAL,
        0xC0 => CHINESE,
        0x3FC => WIDE,
        _ => 0,
    };
    bits >> (code & 0x3F) & 1 == 1
}

/// Whether the character before `at` is a digit.
fn follows_digit(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(text: &str) -> String {
        Signs::new(text).all().iter().map(|sign| sign.c).collect()
    }

    #[test]
    fn what_is_no_running_text_is_noted() {
        assert_eq!(noted("会议，决定：增长12.5%。\r\n　ok (a)"), "，：1.5%。　()");
        assert_eq!(noted("抓\u{200B}实\u{7}×〇１２𠀀"), "\u{200B}\u{7}×〇１２𠀀");
        assert_eq!(noted(""), "");
    }

    #[test]
    fn those_of_a_span() {
        let text = "一、甲，乙。丙；";
        let signs = Signs::new(text);
        let of = |from, to| signs.within(Span::new(from, to)).iter().map(|s| s.span().of(text)).collect::<String>();
        assert_eq!(of(0, text.len()), "、，。；");
        assert_eq!(of(3, 9), "、");
        assert_eq!(of(4, 18), "，。");
        assert_eq!(of(24, 24), "");
        let long = "甲乙，".repeat(100);
        let signs = Signs::new(&long);
        for (from, to) in [(0, 900), (60, 66), (63, 130), (64, 64), (130, 897), (899, 900), (898, 905)] {
            let slow = signs.all().iter().filter(|sign| (from..to).contains(&sign.at)).count();
            assert_eq!(signs.within(Span { start: from, end: to }).len(), slow, "{from}..{to}");
        }
    }

    #[test]
    fn what_every_draft_is_full_of_is_not_odd() {
        for c in (' '..='\u{FFFF}').filter(|c| !c.is_alphabetic()) {
            assert_eq!(is_common(c), COMMON.contains(&c), "{c:?}");
        }
        let signs = Signs::new("“３.5%”，'a' \u{200B}。");
        assert_eq!(signs.odd().iter().map(|sign| sign.c).collect::<String>(), "３''\u{200B}");
    }

    #[test]
    fn numbers_begin_once() {
        let text = "十二条，2024年３月第三次";
        let at: Vec<&str> =
            Signs::new(text).numerals().iter().map(|at| text.get(*at as usize..).unwrap_or("")).collect();
        assert_eq!(at, ["十二条，2024年３月第三次", "二条，2024年３月第三次", "2024年３月第三次", "三次"]);
    }
}
