//! Text → where two characters come again soon after they stood: whatever is said twice on the spot lies among these
//! places.
//!
//! One pass with a small table of until when two characters count as heard. Different ones may share a place in the
//! table, so an echo is only a hint; that nothing is hinted at is certain.

use super::glyph::{char_at, is_han, width};
use crate::span::Span;
use std::ops::RangeInclusive;

/// How many characters an echo may come after its sound.
const REACH: u32 = 8;

/// Bits of a place in the table.
const BITS: u32 = 10;

/// Where characters come again, or may do.
#[derive(Debug, Clone, Default)]
pub struct Echoes {
    /// The same ideograph twice or more side by side.
    pub doubled: Vec<Span>,
    /// Two or more characters that stood within [`REACH`] characters before, pair by pair, as far as they go.
    runs: Vec<Span>,
}

impl Echoes {
    /// Listens, to characters of three bytes or more.
    #[must_use]
    pub fn new(text: &str) -> Echoes {
        let bytes = text.as_bytes();
        let mut until = [0_u32; 1 << BITS];
        let mut echoes = Echoes::default();
        let mut at = 0;
        while let Some(here) = bytes.get(at..).and_then(eight) {
            let lead = here as u8;
            if lead < 0xE3 {
                at += width(lead);
                continue;
            }
            let now = at as u32;
            // Two characters of three bytes, without what comes after them.
            let place = (here << 16).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
            if let Some(until) = until.get_mut(place as usize) {
                if now < *until {
                    join(&mut echoes.runs, now, 3);
                }
                *until = now + 3 * REACH + 1;
            }
            let size = if lead < 0xF0 { 3 } else { 4 };
            if (here ^ here >> (8 * size)) << (u64::BITS - 8 * size) == 0 && char_at(text, at).is_some_and(is_han) {
                join(&mut echoes.doubled, now, size);
            }
            at += size as usize;
        }
        echoes
    }

    /// Where in the text a string may begin of which `least` characters or more are echoes, the first one as many
    /// characters after the beginning as `back` allows. Some places come twice.
    pub fn heads(&self, least: usize, back: RangeInclusive<usize>) -> impl Iterator<Item = usize> {
        let (near, far) = back.into_inner();
        self.runs.iter().filter(move |run| run.len() >= 3 * least).flat_map(move |run| {
            let first = run.start() - 3 * far.min(run.start() / 3);
            let last = run.end() - 3 * least;
            (first..(last + 1).saturating_sub(3 * near)).step_by(3)
        })
    }
}

/// The eight bytes that a text begins with; zeros follow where there are only six or seven.
fn eight(text: &[u8]) -> Option<u64> {
    let filled = || {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(text).for_each(|(to, byte)| *to = *byte);
        (text.len() >= 6).then_some(bytes)
    };
    text.first_chunk().copied().or_else(filled).map(u64::from_le_bytes)
}

/// Adds two characters of so many bytes, or makes the last span longer where it holds the first of them.
#[cold]
fn join(spans: &mut Vec<Span>, start: u32, size: u32) {
    let end = start + 2 * size;
    match spans.last_mut() {
        Some(last) if start < last.end => last.end = end,
        _ => spans.push(Span { start, end }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str, least: usize, back: RangeInclusive<usize>) -> Vec<usize> {
        Echoes::new(text).heads(least, back).collect()
    }

    #[test]
    fn what_is_said_twice_begins_at_a_head() {
        assert_eq!(heads("要深入贯彻深入贯彻落实好，抓实抓好。", 4, 4..=4), [3]);
        assert_eq!(heads("底线底线", 2, 2..=2), [0]);
        assert_eq!(heads("要守住底线，底线", 2, 2..=3), [9, 12]);
        assert!(heads("抓实抓好", 2, 2..=8).is_empty());
    }

    #[test]
    fn doubled_ideographs_are_told_as_far_as_they_go() {
        let text = "工作的的落实，人人人都好，11，，𠮷𠮷";
        let doubled: Vec<_> = Echoes::new(text).doubled.iter().map(|span| span.of(text).to_owned()).collect();
        assert_eq!(doubled, ["的的", "人人人", "𠮷𠮷"]);
    }

    #[test]
    fn far_echoes_are_none() {
        assert!(heads("甲乙丙丁戊己庚辛壬甲乙", 2, 2..=8).is_empty());
        assert!(heads("甲乙丙丁戊己庚辛甲乙", 2, 2..=8).contains(&0));
        assert!(heads("", 2, 2..=8).is_empty());
    }
}
