//! A place in a segment → whether it is worth a closer look.
//!
//! Most places where n-grams are unseen are rare words and new company of known ones. A few trees over what is at hand
//! anyway, the levels of the n-grams around and the words of two characters, turn four in five of them away.

use super::edit::{FEATURES, class};
use super::gram::{EDGE, LONGEST, Sym, is_han};
use super::lang::Lang;
use super::tree::{Features, Forest};

/// Lets places pass.
#[derive(Debug, Clone, Copy)]
pub struct Gate<'a> {
    /// Says how much a place looks like a mistake.
    pub forest: &'a Forest,
    /// What it must say at least.
    pub least: i32,
}

/// Whether the n-grams over a place are unseen, but for some, or for some more where there is time.
#[must_use]
pub fn odd(levels: &[Vec<u8>; LONGEST - 1], at: usize, length: usize, wide: bool) -> bool {
    let unseen = |k: usize| {
        let from = (at + 1).saturating_sub(k);
        let own = levels.get(k - 2).map_or(&[][..], |l| l.get(from..(at + length).min(l.len())).unwrap_or(&[]));
        (own.iter().filter(|l| **l == 0).count(), own.len())
    };
    let (three, of_three) = unseen(3);
    let (four, of_four) = unseen(4);
    let more = usize::from(!wide) + length;
    three >= more.min(of_three) && four >= (1 + more).min(of_four)
}

/// What the gate looks at around the symbol at `at`.
#[must_use]
pub fn features(lang: &Lang<'_>, levels: &[Vec<u8>; LONGEST - 1], s: &[Sym], at: usize) -> Features {
    let mut out = [0i16; FEATURES];
    let mut slots = out.iter_mut();
    let mut put = |value: i32| {
        if let Some(slot) = slots.next() {
            *slot = value as i16;
        }
    };
    let symbol = |back: usize, on: usize| (at + on).checked_sub(back).and_then(|i| s.get(i)).copied().unwrap_or(EDGE);
    // Levels of the k-gram that begins so many symbols before the place, or after it.
    let level = |k: usize, back: usize, on: usize| {
        let of = levels.get(k - 2).zip((at + on).checked_sub(back));
        of.and_then(|(l, i)| l.get(i)).map_or(-1, |l| i32::from(*l))
    };
    for k in 2..=4 {
        for back in (1..=k).rev() {
            put(level(k, back, 0));
        }
        put(level(k, 0, 0));
        put(level(k, 0, 1));
    }
    put((0..LONGEST).filter(|back| level(LONGEST, *back, 0) > 0).count() as i32);
    let single = [symbol(1, 0), symbol(0, 0), symbol(0, 1)].map(|c| i32::from(lang.single(c)));
    for one in single {
        put(one);
    }
    // How much more often a pair was seen than chance would have it.
    put(8 * level(2, 1, 0) - single[0] - single[1]);
    put(8 * level(2, 0, 0) - single[1] - single[2]);
    for (back, on) in [(2, 0), (1, 0), (0, 0), (0, 1)] {
        let pair = [symbol(back, on), symbol(back, on + 1)];
        let word = level(2, back, on) > 0 && pair.iter().all(|c| is_han(*c));
        put(if word { i32::from(lang.word(&pair)) } else { 0 });
    }
    put(at.min(6) as i32);
    put(s.len().saturating_sub(at).min(6) as i32);
    put(s.len().min(40) as i32);
    put(class(symbol(1, 0)));
    put(class(symbol(0, 1)));
    let near = (3..8).filter(|back| level(3, *back, 0) == 0).count();
    put(near as i32);
    put((1..6).filter(|on| level(3, 0, *on) == 0).count() as i32);
    out
}
