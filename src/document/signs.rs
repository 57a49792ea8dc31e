//! Text → where everything stands that is no running ideograph: marks, numbers, and what nobody sees.
//!
//! Nine characters of ten in a speech are ideographs, and most of what a kind looks for is not. One pass notes the
//! others in order, so that whoever wants a comma, a digit or a zero-width character need not walk the text again.
//! Letters, blanks and all but the first digit of a number are left out: a page of English is no list of signs.

use super::glyph::{char_at, width};
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
pub struct Signs(Vec<Sign>);

impl Signs {
    /// Notes them.
    #[must_use]
    pub fn new(text: &str) -> Signs {
        let bytes = text.as_bytes();
        let mut signs = Vec::with_capacity(bytes.len() / 16);
        let mut at = 0;
        while let Some(&lead) = bytes.get(at) {
            if (0xE4..=0xE9).contains(&lead) {
                at += 3;
                continue;
            }
            let common = matches!(lead, b' ' | b'\t' | b'\n' | b'\r' | b'A'..=b'Z' | b'a'..=b'z')
                || lead.is_ascii_digit() && follows_digit(bytes, at);
            if !common {
                signs.extend(char_at(text, at).map(|c| Sign { at: at as u32, c }));
            }
            at += width(lead);
        }
        Signs(signs)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Sign] {
        &self.0
    }

    /// Signs side by side that `wanted` picks, as far as they go.
    pub fn runs(&self, wanted: fn(char) -> bool) -> impl Iterator<Item = Span> {
        let mut picked = self.0.iter().filter(move |sign| wanted(sign.c)).map(|sign| sign.span()).peekable();
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
    pub fn within(&self, span: Span) -> &[Sign] {
        let from = self.0.partition_point(|sign| sign.at < span.start);
        let rest = self.0.get(from..).unwrap_or_default();
        // Few signs stand in a sentence: counting them is quicker than searching all that follow.
        let count = rest.iter().take_while(|sign| sign.at < span.end).count();
        rest.get(..count).unwrap_or_default()
    }
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
    }
}
