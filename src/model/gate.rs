//! A place in a segment → whether it is worth a closer look.
//!
//! Most places where n-grams are unseen are rare words and new company of known ones. A few trees over what is at hand
//! anyway, the levels of the n-grams around and the words of two characters, turn four in five of them away.

use super::edit::{FEATURES, class};
use super::gram::{EDGE, LONGEST, Sym, is_han};
use super::lang::Lang;
use super::levels::Levels;
use super::tree::{Features, Forest};

/// Lets places pass.
#[derive(Debug, Clone, Copy)]
pub struct Gate<'a> {
    /// Says how much a place looks like a mistake.
    pub forest: &'a Forest,
    /// What it must say at least.
    pub least: i32,
}

/// What the gate looks at around the symbol at `at`.
#[must_use]
pub fn features(lang: &Lang<'_>, levels: &Levels, s: &[Sym], at: usize) -> Features {
    let mut out = [0i16; FEATURES];
    let mut slots = out.iter_mut();
    let mut put = |value: i32| {
        if let Some(slot) = slots.next() {
            *slot = value as i16;
        }
    };
    let symbol = |back: usize, on: usize| (at + on).checked_sub(back).and_then(|i| s.get(i)).copied().unwrap_or(EDGE);
    // Levels of the n-grams over the place and beside it.
    let two = levels.near::<4>(2, at, 2);
    let three = levels.near::<5>(3, at, 3);
    let four = levels.near::<6>(4, at, 4);
    two.iter().chain(three).chain(four).for_each(|level| put(i32::from(*level)));
    put(levels.near::<LONGEST>(LONGEST, at, LONGEST - 1).iter().map(|l| i32::from(*l > 0)).sum());
    let single = [symbol(1, 0), symbol(0, 0), symbol(0, 1)].map(|c| i32::from(lang.single(c)));
    for one in single {
        put(one);
    }
    // How much more often a pair was seen than chance would have it.
    put(8 * i32::from(two[1]) - single[0] - single[1]);
    put(8 * i32::from(two[2]) - single[1] - single[2]);
    for (&level, (back, on)) in two.iter().zip([(2, 0), (1, 0), (0, 0), (0, 1)]) {
        let pair = [symbol(back, on), symbol(back, on + 1)];
        let word = level > 0 && pair.iter().all(|c| is_han(*c));
        put(if word { i32::from(lang.word(&pair)) } else { 0 });
    }
    put(at.min(6) as i32);
    put(s.len().saturating_sub(at).min(6) as i32);
    put(s.len().min(40) as i32);
    put(class(symbol(1, 0)));
    put(class(symbol(0, 1)));
    for near in [levels.near::<5>(3, at, 7), levels.near::<5>(3, at + 1, 0)] {
        put(near.iter().map(|level| i32::from(*level == 0)).sum());
    }
    out
}
