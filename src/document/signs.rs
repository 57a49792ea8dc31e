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
    pub fn span(self) -> Span {
        Span { start: self.at, end: self.at + self.c.len_utf8() as u32 }
    }
}

/// The signs of a text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    all: Vec<Sign>,
    /// How many signs begin before each [`STRIDE`]-th byte, up to the last sign.
    before: Vec<u32>,
    /// Those that are no common mark.
    odd: Vec<Sign>,
    /// Where an ASCII number or a Chinese numeral begins; of an ASCII number only the first digit.
    numerals: Vec<u32>,
}

/// A bit for the last byte of each Chinese numeral, without its upper bits.
const ENDS: u64 = {
    let (mut bits, mut at) = (0, 0);
    let numerals = "一二三四五六七八九十两".as_bytes();
    while at < numerals.len() {
        bits |= 1 << (numerals[at + 2] & 0x3F);
        at += 3;
    }
    bits
};

/// Bytes between two places before which the signs are counted.
const STRIDE: usize = 64;

impl Signs {
    /// Notes them.
    #[must_use]
    pub fn new(text: &str) -> Signs {
        let bytes = text.as_bytes();
        let mut all = Vec::with_capacity(bytes.len() / 16);
        let mut before = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut numerals = Vec::with_capacity(bytes.len() / 128);
        let mut odd = Vec::new();
        let mut at = 0;
        while let Some(&lead) = bytes.get(at) {
            if (0xE4..=0xE9).contains(&lead) {
                // Few ideographs end like a numeral: the others need no closer look.
                if bytes.get(at + 2).is_some_and(|last| ENDS >> (last & 0x3F) & 1 == 1) && is_han_numeral_at(bytes, at)
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
                while before.len() * STRIDE <= at {
                    before.push(all.len() as u32);
                }
                let sign = Sign { at: at as u32, c };
                all.push(sign);
                numerals.extend(digit.then_some(sign.at));
                odd.extend((!is_common(c)).then_some(sign));
            }
            at += width(lead);
        }
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

    /// Signs side by side that `wanted` picks, as far as they go; it picks no common mark.
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

/// Whether a sign is one of those that every draft is full of: ASCII, general and Chinese punctuation, full-width forms.
fn is_common(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}')
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
    fn numbers_begin_once() {
        let text = "十二条，2024年３月第三次";
        let at: Vec<&str> =
            Signs::new(text).numerals().iter().map(|at| text.get(*at as usize..).unwrap_or("")).collect();
        assert_eq!(at, ["十二条，2024年３月第三次", "二条，2024年３月第三次", "2024年３月第三次", "三次"]);
    }
}
