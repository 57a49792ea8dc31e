//! A segment → the levels of its n-grams.
//!
//! Questions to the large table cost most where they wait for memory, so those to be asked are gathered first and asked in
//! one go, none of them waiting for another. The longer n-grams are only asked for near places that may be looked at.

use super::gram::{LONGEST, Sym, key};
use super::lang::Lang;

/// Room at either end for n-grams that are not there.
const PAD: usize = 24;
/// How far from a place its n-grams are looked at.
const REACH: usize = 6;
/// Most symbols of something that stands twice.
pub const TWICE: usize = 4;

/// The levels of the n-grams of a segment; -1 for those that would begin or end outside of it.
#[derive(Debug, Default)]
pub struct Levels {
    of: [Vec<i8>; LONGEST - 1],
    /// Where longer n-grams are wanted.
    wanted: Vec<bool>,
    /// The n-grams to ask for: where each begins, and the least level of its parts.
    asked: Vec<(u32, i8)>,
}

impl Levels {
    /// Levels of `N` n-grams of `k` symbols, the first of which begins `back` before `at`.
    #[must_use]
    #[inline]
    pub fn near<const N: usize>(&self, k: usize, at: usize, back: usize) -> &[i8; N] {
        let from = (at + PAD).saturating_sub(back);
        let own = self.of.get(k - 2).and_then(|l| l.get(from..)).and_then(<[i8]>::first_chunk);
        own.unwrap_or(&[-1; N])
    }

    /// The level of one.
    #[must_use]
    #[inline]
    pub fn one(&self, k: usize, at: usize, back: usize) -> i32 {
        let own = self.of.get(k - 2).and_then(|l| l.get((at + PAD).saturating_sub(back)));
        own.map_or(-1, |level| i32::from(*level))
    }

    /// Takes the levels of a segment. Those of more than three symbols are true only near places that are odd, as far as
    /// trigrams tell, and near what stands twice.
    pub fn fill(&mut self, lang: &Lang<'_>, s: &[Sym], wide: bool) {
        for own in &mut self.of {
            own.clear();
            own.resize(s.len() + 2 * PAD, -1);
        }
        let [two, ..] = &mut self.of;
        for (level, pair) in two.iter_mut().skip(PAD).zip(s.windows(2)) {
            if let [a, b] = pair {
                *level = lang.pair(*a, *b) as i8;
            }
        }
        self.wanted.clear();
        self.wanted.resize(s.len(), true);
        self.ask(lang, s, 3);
        self.want(s, wide);
        for k in 4..=LONGEST {
            self.ask(lang, s, k);
        }
    }

    /// Asks for the n-grams of `k` symbols whose parts were seen.
    fn ask(&mut self, lang: &Lang<'_>, s: &[Sym], k: usize) {
        let (below, rest) = self.of.split_at_mut(k - 2);
        let (Some(below), Some(own)) = (below.last().and_then(|l| l.get(PAD..)), rest.first_mut()) else { return };
        let Some(own) = own.get_mut(PAD..PAD + (s.len() + 1).saturating_sub(k)) else { return };
        own.fill(0);
        if k > lang.longest {
            return;
        }
        self.asked.clear();
        self.asked.resize(own.len() + 1, (0, 0));
        let mut count = 0;
        for ((at, parts), wanted) in (0..own.len() as u32).zip(below.windows(2)).zip(&self.wanted) {
            let [left, right] = parts else { continue };
            let most = *left.min(right);
            if let Some(slot) = self.asked.get_mut(count) {
                *slot = (at, most);
            }
            count += usize::from(most > 0 && *wanted);
        }
        for &(at, most) in self.asked.iter().take(count) {
            let at = at as usize;
            if let (Some(gram), Some(slot)) = (s.get(at..at + k), own.get_mut(at)) {
                let level = lang.table.get(key(gram)) as i8;
                *slot = level & i8::from(level <= most).wrapping_neg();
            }
        }
    }

    /// Marks where longer n-grams may be looked at.
    fn want(&mut self, s: &[Sym], wide: bool) {
        self.wanted.fill(false);
        let mut done = 0;
        for at in 1..s.len().saturating_sub(1) {
            let twice = repeats(s, at).next().is_some();
            if twice || self.unseen::<3>(3, at, 1 + usize::from(!wide)) {
                let from = at.saturating_sub(REACH).max(done);
                done = (at + REACH + if twice { TWICE } else { 0 }).min(s.len()).max(done);
                if let Some(near) = self.wanted.get_mut(from..done) {
                    near.fill(true);
                }
            }
        }
    }

    /// Whether of the `N` n-grams of `k` symbols over a place at least `least` are unseen, or all there are.
    fn unseen<const N: usize>(&self, k: usize, at: usize, least: usize) -> bool {
        let near = self.near::<N>(k, at, k - 1);
        let count = |wanted: fn(i8) -> bool| near.iter().map(|l| usize::from(wanted(*l))).sum::<usize>();
        let unseen = count(|l| l == 0);
        unseen >= least || unseen == count(|l| l >= 0)
    }

    /// Whether the n-grams over a place are unseen, but for some, or for some more where there is time.
    #[must_use]
    pub fn odd(&self, at: usize, wide: bool) -> bool {
        let more = 1 + usize::from(!wide);
        self.unseen::<3>(3, at, more) && self.unseen::<4>(4, at, more + 1)
    }

    /// The same for two symbols side by side.
    #[must_use]
    pub fn odd_pair(&self, at: usize, wide: bool) -> bool {
        let more = 2 + usize::from(!wide);
        self.unseen::<4>(3, at, more) && self.unseen::<5>(4, at, more + 1)
    }
}

/// How many symbols from `at` on stand right before it too.
pub fn repeats(s: &[Sym], at: usize) -> impl Iterator<Item = usize> + '_ {
    let same = move |i: usize| i < at && s.get(i) == s.get(at);
    (1..=TWICE).filter(move |&k| {
        let Some(from) = at.checked_sub(k) else { return false };
        same(from) && s.get(at..at + k).is_some_and(|second| s.get(from..at) == Some(second))
    })
}
