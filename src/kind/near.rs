//! Kind `near`: canonical phrases, and what lies one slip away from them.
//!
//! Any one slip leaves one half of a phrase whole, so the halves are the literals, found where the rest may stand beside
//! them with a slip; a hit is verified on characters, never on words. Another character counts only where it sounds or
//! looks like the right one, or, in a `counted` phrase, where both are numerals; swapped neighbours from 5 characters
//! on; a missing or extra one from 8 on, and with doubt; the last character twice (`任劳任怨怨`) in any. What is exactly
//! a phrase, or one of `also`, is right. `[[rule.near.count]]` rows look at the numeral in front of a distinctive noun.
//! What is wrong without being a slip (两个建立) belongs to kind `replace`.

mod count;
mod slip;

use super::needle::Literals;
use super::pieces::{self, Near as Use, SHORTEST, SWAP_FROM};
use super::similar::{looks_alike, sounds_alike};
use super::text::covered;
use super::{Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::is_han;
use crate::document::{numeral, word};
use crate::span::Span;
use count::CountSpec;
use slip::{Found, Slip, compare};
use std::ops::Range;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearSpec {
    /// Canonical phrases.
    #[serde(default)]
    phrases: Vec<String>,
    /// Canonical phrases in which another numeral is a slip too: `三严三实`.
    #[serde(default)]
    counted: Vec<String>,
    /// What lies near a phrase and is right nevertheless.
    #[serde(default)]
    also: Vec<String>,
    /// Numerals in front of a noun.
    #[serde(default)]
    count: Vec<CountSpec>,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Near {
    phrases: Vec<Phrase>,
    also: Vec<String>,
    count: Vec<CountSpec>,
    /// What the literals from [`Near::legal`] on are.
    uses: Vec<Use>,
    /// Literals below this number are right as they stand.
    legal: u32,
}

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &["fix"];

/// Shortest phrase in which a character may be missing or too many.
const GAP_FROM: usize = 8;
/// From this length on a missing or extra character is likely a slip, below it perhaps.
const GAP_LIKELY: usize = 12;
/// Longest report, and how many characters around the slip a longer phrase shows.
const SHOWN: usize = 8;
const MARGIN: usize = 3;
/// Two ideographs, in bytes.
const TWO: usize = 6;

#[derive(Debug)]
struct Phrase {
    text: String,
    counted: bool,
    /// The first half backwards, and the second half.
    head: Vec<char>,
    tail: Vec<char>,
}

/// A phrase with one slip in the text.
struct Candidate {
    /// All that stands for the phrase.
    span: Span,
    /// The slip.
    at: Span,
    slip: Slip,
    phrase: usize,
    doubt: u8,
}

impl Near {
    /// Cuts the phrases in halves.
    pub fn new(spec: NearSpec, faults: &mut Faults) -> Near {
        if spec.phrases.is_empty() && spec.counted.is_empty() && spec.count.is_empty() {
            faults.push([], "没有写短语：请填 phrases、counted 或 [[rule.near.count]]");
        }
        for (i, row) in spec.count.iter().enumerate() {
            row.check(i, faults);
        }
        let mut phrases = Vec::new();
        for (key, counted, list) in [("phrases", false, &spec.phrases), ("counted", true, &spec.counted)] {
            for (i, text) in list.iter().enumerate() {
                match Phrase::new(text, counted) {
                    Some(phrase) => phrases.push(phrase),
                    None => faults.push([Step::Key(key), Step::Index(i)], format!("“{text}”太短，至少要四个字")),
                }
            }
        }
        let legal = (phrases.len() + spec.also.len()) as u32;
        let mut near = Near { phrases, also: spec.also, count: spec.count, uses: Vec::new(), legal };
        let mut uses = Vec::with_capacity(near.phrases.len() * 3 + near.count.len());
        near.each_literal(|_, _, used| uses.extend((used != Use::Right).then_some(used)));
        near.uses = uses;
        near
    }

    /// Calls `found` with every literal, as a part of a text, and what it is.
    fn each_literal(&self, found: impl FnMut(&str, Range<usize>, Use)) {
        let phrases: Vec<&str> = self.phrases.iter().map(|phrase| phrase.text.as_str()).collect();
        let also: Vec<&str> = self.also.iter().map(String::as_str).collect();
        let nouns: Vec<&str> = self.count.iter().map(|row| row.noun.as_str()).collect();
        pieces::near(&phrases, &also, &nouns, found);
    }

    /// The right phrases, then halves and nouns.
    pub fn literals(&self, out: &mut Literals) {
        let mut tags = 0..;
        self.each_literal(|text, part, _| tags.by_ref().take(1).for_each(|tag| out.add_part(text, part.clone(), tag)));
    }

    /// Reports each phrase with a slip, and each wrong numeral; of several that overlap, the longest phrase. `out` comes
    /// empty.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let text = view.doc.text();
        let legal = |span| covered(view.hits, span, |tag| tag < self.legal);
        let mut found: Vec<Candidate> = Vec::new();
        for hit in view.hits.iter().filter(|h| h.tag >= self.legal) {
            let Some(&used) = self.uses.get((hit.tag - self.legal) as usize) else { continue };
            if let Use::Noun(r) = used {
                let finding = self.count.get(r).and_then(|row| row.look(view, hit.span));
                out.extend(finding.filter(|f| !legal(f.span)));
            } else if let Some(c) = self.verify(text, used, hit.span).filter(|c| !legal(c.at)) {
                found.push(c);
            }
        }
        for hit in view.hits.iter().filter(|h| (h.tag as usize) < self.phrases.len()) {
            found.extend(self.stammered(text, hit).filter(|c| !legal(c.at)));
        }
        found.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end), c.doubt));
        out.sort_by_key(|f| f.span);
        let counted = |span: Span| {
            let next = out.partition_point(|f| f.span.end <= span.start);
            out.get(next).is_some_and(|f| f.span.overlaps(span))
        };
        let mut kept: Vec<Candidate> = Vec::new();
        for c in found {
            // The same slip is often found from both halves, and in a phrase that is part of another one.
            if counted(c.span) || c.cuts_word(text) {
                continue;
            }
            match kept.last_mut() {
                Some(last) if last.span.overlaps(c.span) => {
                    if c.span.len() > last.span.len() {
                        *last = c;
                    }
                }
                _ => kept.push(c),
            }
        }
        out.extend(kept.iter().filter_map(|c| self.report(text, c)));
        out.sort_by_key(|f| f.span);
    }

    /// Looks at the other half of a phrase.
    fn verify(&self, text: &str, used: Use, hit: Span) -> Option<Candidate> {
        let (index, span, at, slip) = match used {
            Use::Head(p) => {
                let Found { slip, at, len, total } =
                    compare(text.get(hit.end()..)?.chars(), &self.phrases.get(p)?.tail)?;
                let start = hit.end() + at;
                (p, Span::new(hit.start(), hit.end() + total), Span::new(start, start + len), slip)
            }
            Use::Tail(p) => {
                let Found { slip, at, len, total } =
                    compare(text.get(..hit.start())?.chars().rev(), &self.phrases.get(p)?.head)?;
                let end = hit.start() - at;
                (p, Span::new(hit.start() - total, hit.end()), Span::new(end - len, end), slip)
            }
            Use::Swapped(p, before) => {
                let at = hit.start() + before;
                let phrase = self.phrases.get(p)?;
                let (a, b) = (*phrase.tail.first()?, *phrase.head.first()?);
                (p, hit, Span::new(at, at + a.len_utf8() + b.len_utf8()), Slip::Swap(a, b))
            }
            Use::Noun(_) | Use::Right => return None,
        };
        let doubt = self.phrases.get(index)?.doubt(slip)?;
        Some(Candidate { span, at, slip, phrase: index, doubt })
    }

    /// A whole phrase whose last character is typed twice: `任劳任怨怨`. What follows may begin with it: `实事求是是否`.
    fn stammered(&self, text: &str, hit: &super::Hit) -> Option<Candidate> {
        let phrase = self.phrases.get(hit.tag as usize)?;
        let mut chars = phrase.text.chars().rev();
        let (last, before) = (chars.next()?, chars.next()?);
        let mut rest = text.get(hit.span.end()..)?.chars();
        if before == last
            || !is_han(last)
            || "地的得是试人".contains(last)
            || rest.next() != Some(last)
            || rest.next() == Some(last)
        {
            return None;
        }
        let at = Span::new(hit.span.end(), hit.span.end() + last.len_utf8());
        let span = Span { start: hit.span.start, end: at.end };
        Some(Candidate { span, at, slip: Slip::Extra(last), phrase: hit.tag as usize, doubt: 0 })
    }

    fn report(&self, text: &str, c: &Candidate) -> Option<Finding> {
        let phrase = self.phrases.get(c.phrase)?;
        let shown = shown(text, c);
        let wanted = match c.slip {
            Slip::Other { wanted, .. } | Slip::Missing(wanted) => wanted.to_string(),
            Slip::Extra(_) => String::new(),
            Slip::Swap(..) => c.at.of(text).chars().rev().collect(),
        };
        let left = text.get(shown.start()..c.at.start())?;
        let right = text.get(c.at.end()..shown.end())?;
        let safe = c.doubt == 0 && matches!(c.slip, Slip::Other { .. });
        let applicability = if safe { Applicability::Safe } else { Applicability::Unsafe };
        Some(Finding {
            vars: vec![("fix", phrase.text.clone())],
            fixes: vec![Fix::replace(shown, &format!("{left}{wanted}{right}"), applicability)],
            doubt: c.doubt,
            ..Finding::at(shown)
        })
    }
}

impl Candidate {
    /// Whether words of the text run across the phrase's borders, or the wrong string is a word of its own.
    fn cuts_word(&self, text: &str) -> bool {
        let span = self.span;
        // `要有|时不我代`: where the slip lies in the other half, two sound characters at a border outweigh a word across it.
        let Slip::Other { .. } = self.slip else { return word::cuts_word(text, span) || word::is_word(span.of(text)) };
        let (before, after) = (self.at.start() - span.start(), span.end() - self.at.end());
        before < TWO && word::cuts_word(text, Span::new(span.start(), span.start()))
            || after < TWO && word::cuts_word(text, Span::new(span.end(), span.end()))
            || word::is_word(span.of(text))
    }
}

impl Phrase {
    fn new(text: &str, counted: bool) -> Option<Phrase> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() < SHORTEST {
            return None;
        }
        let (head, tail) = chars.split_at(chars.len() / 2);
        let head = head.iter().rev().copied().collect();
        Some(Phrase { text: text.to_owned(), counted, head, tail: tail.to_vec() })
    }

    fn len(&self) -> usize {
        self.head.len() + self.tail.len()
    }

    /// How doubtful a slip is in this phrase; `None` where it is none.
    fn doubt(&self, slip: Slip) -> Option<u8> {
        let gap = |c| is_han(c) && !matches!(c, '的' | '地' | '得' | '了') && self.len() >= GAP_FROM;
        match slip {
            Slip::Other { typed, wanted } if sounds_alike(typed, wanted) || looks_alike(typed, wanted) => Some(0),
            Slip::Other { typed, wanted } if self.counted && is_numeral(typed) && is_numeral(wanted) => {
                Some(u8::from(typed.is_ascii_digit() && equal_value(typed, wanted)))
            }
            Slip::Swap(a, b) if self.len() >= SWAP_FROM && is_han(a) && is_han(b) => Some(1),
            Slip::Extra(c) | Slip::Missing(c) if gap(c) => Some(if self.len() < GAP_LIKELY { 2 } else { 1 }),
            _ => None,
        }
    }
}

/// The part of a phrase that is underlined: all of a short one, else the slip and some characters around it.
fn shown(text: &str, c: &Candidate) -> Span {
    if c.span.of(text).chars().count() <= SHOWN {
        return c.span;
    }
    let width = |part: &str| part.chars().map(char::len_utf8).take(MARGIN).sum::<usize>();
    let back = |part: &str| part.chars().rev().map(char::len_utf8).take(MARGIN).sum::<usize>();
    let left = text.get(c.span.start()..c.at.start()).map_or(0, back);
    let right = text.get(c.at.end()..c.span.end()).map_or(0, width);
    Span::new(c.at.start() - left, c.at.end() + right)
}

fn is_numeral(c: char) -> bool {
    numeral::is_han_numeral(c) || c.is_ascii_digit() || c == '双'
}

/// Whether two numerals mean the same: `2` and `两`.
fn equal_value(a: char, b: char) -> bool {
    let value = |c: char| c.to_digit(10).or_else(|| numeral::han(c.encode_utf8(&mut [0; 4])));
    value(a).is_some() && value(a) == value(b)
}

#[cfg(test)]
mod tests;
