//! A place in a segment and what might have been meant there → what the scorer looks at.

use super::confuse::Likeness;
use super::gram::{EDGE, LONGEST, Sym, is_han};
use super::lang::{Lang, Path, WIDTH, Window, Words};
use super::levels::Levels;
use super::tree::Features;
use std::cell::OnceCell;

/// How many things the scorer looks at.
pub const FEATURES: usize = 72;
/// How many of them are at hand at once; the others are worked out for what the first trees do not give up.
pub const CHEAP: usize = 59;
/// Symbols of context on each side.
const CONTEXT: usize = 4;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// One or two wrong characters.
    Wrong,
    /// A character or a few written twice.
    Doubled,
    /// One character too many.
    Extra,
}

impl Mistake {
    /// All of them.
    pub const ALL: [Mistake; 3] = [Mistake::Wrong, Mistake::Doubled, Mistake::Extra];
}

/// A segment with its levels.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Where the counts are.
    pub lang: Lang<'a>,
    /// Symbols with an edge at either end.
    pub s: &'a [Sym],
    /// Levels of the n-grams.
    pub levels: &'a Levels,
}

/// What is known of a place whatever is put there.
#[derive(Debug, Clone)]
pub struct Before {
    window: Window,
    likely: i32,
    /// Worked out when a replacement is good enough to be scored.
    path: OnceCell<(Words, Path)>,
    at: usize,
    old: usize,
}

/// What is known of a replacement, besides its features.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rival {
    /// How it is like what stands there.
    pub likeness: Likeness,
    /// How many replacements came into question.
    pub rivals: usize,
    /// How much better than the next best, in bits.
    pub margin: i32,
    /// 0 one character, 1 two, 2 a doubled character, 3 a doubled run, 4 an extra one.
    pub form: i16,
    /// What the gate said of the place.
    pub gate: i32,
}

impl Before {
    /// First symbol, and how many.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        (self.at, self.old)
    }
}

impl Place<'_> {
    /// The window around `old` symbols at `at`, with `new` in their place.
    #[must_use]
    pub fn window(&self, at: usize, old: usize, new: &[Sym]) -> Window {
        let left = at.min(CONTEXT);
        let mut window = Window { from: left, to: left + new.len(), ..Window::default() };
        let right = self.s.iter().skip(at + old).take(CONTEXT);
        let all = self.s.iter().skip(at - left).take(left).chain(new).chain(right);
        for (slot, &symbol) in window.w.iter_mut().zip(all) {
            *slot = symbol;
            window.n += 1;
        }
        for (k, own) in (2..).zip(&mut window.levels) {
            let before = self.levels.near::<CONTEXT>(k, at, left).iter().take((left + 1).saturating_sub(k));
            own.iter_mut().zip(before).for_each(|(slot, level)| *slot = (*level).max(0) as u8);
            let after = self.levels.near::<CONTEXT>(k, at + old, 0);
            own.iter_mut().skip(window.to).zip(after).for_each(|(slot, level)| *slot = (*level).max(0) as u8);
        }
        window
    }

    /// What stands at a place now.
    #[must_use]
    pub fn before(&self, at: usize, old: usize) -> Before {
        let left = at.min(CONTEXT);
        let mut window = Window { from: left, to: left + old, ..Window::default() };
        let all = self.s.get(at - left..).unwrap_or(&[]);
        for (slot, &symbol) in window.w.iter_mut().zip(all).take(left + old + CONTEXT) {
            *slot = symbol;
            window.n += 1;
        }
        for (k, own) in (2..).zip(&mut window.levels) {
            *own = self.levels.near::<WIDTH>(k, at, left).map(|level| level.max(0) as u8);
        }
        let likely = self.lang.likely(&window);
        Before { window, likely, path: OnceCell::new(), at, old }
    }

    /// A replacement: its window, and how much likelier it makes the place.
    #[must_use]
    pub fn after(&self, before: &Before, new: &[Sym]) -> (Window, i32) {
        let mut window = self.window(before.at, before.old, new);
        self.lang.measure(&mut window);
        let gain = self.gain(before, &window);
        (window, gain)
    }

    /// The window of as many other symbols in the same place, yet to be measured.
    #[must_use]
    pub fn instead(&self, before: &Before, new: &[Sym]) -> Window {
        let mut window = before.window.clone();
        window.w.iter_mut().skip(window.from).zip(new).for_each(|(slot, symbol)| *slot = *symbol);
        window
    }

    /// How much likelier a measured window makes the place.
    #[must_use]
    pub fn gain(&self, before: &Before, after: &Window) -> i32 {
        self.lang.likely(after) - before.likely
    }

    /// What the scorer looks at first.
    #[must_use]
    pub fn features(&self, before: &Before, after: &Window, gain: i32, rival: Rival) -> Features {
        let mut out = [0i16; FEATURES];
        let mut slots = out.iter_mut();
        let mut put = |value: i32| put(&mut slots, value);
        let (now, lang) = (&before.window, &self.lang);
        put(gain);
        put((before.likely + gain) / (after.to + 3).min(after.n).saturating_sub(after.from).max(1) as i32);
        for window in [now, after] {
            let over: [Over; LONGEST - 1] = std::array::from_fn(|i| Over::new(window, i + 2));
            over.iter().for_each(|o| put(o.unseen));
            over.iter().for_each(|o| put(o.most));
            over.iter().take(2).for_each(|o| put(o.least));
            over.iter().skip(1).take(2).for_each(|o| put(o.sum));
        }
        let (at, end) = (before.at, before.at + before.old);
        put(self.levels.one(2, at, 2));
        put(self.levels.one(3, at, 3));
        put(self.levels.one(2, end, 0));
        put(self.levels.one(3, end, 0));
        let (near, far) = (self.levels.near::<7>(3, at, 9), self.levels.near::<7>(3, end, 0));
        put(near.iter().chain(far).map(|level| i32::from(*level == 0)).sum());
        let symbol = |i: Option<usize>| i.and_then(|i| self.s.get(i)).copied().unwrap_or(EDGE);
        put(i32::from(lang.single(symbol(Some(at)))));
        put(after.w.get(after.from).filter(|_| after.to > after.from).map_or(-1, |&s| i32::from(lang.single(s))));
        put(i32::from(rival.likeness.sound));
        put(i32::from(rival.likeness.shape));
        put(rival.rivals as i32);
        put(rival.margin);
        put(at.min(6) as i32);
        put(self.s.len().saturating_sub(end).min(6) as i32);
        put(self.s.len().min(40) as i32);
        put(class(symbol(at.checked_sub(1))));
        put(class(symbol(Some(end))));
        put(i32::from(rival.form));
        put(before.old as i32);
        put(rival.gate);
        for window in [now, after] {
            let own = |k: usize, i: Option<usize>| {
                let of = window.levels.get(k - 2).zip(i.filter(|i| i + k <= window.n));
                of.and_then(|(l, i)| l.get(i)).map_or(-1, |l| i32::from(*l))
            };
            let single = |i: Option<usize>| {
                let symbol = i.filter(|i| *i < window.n).and_then(|i| window.w.get(i));
                symbol.map_or(0, |s| i32::from(lang.single(*s)))
            };
            let (from, to) = (window.from, window.to);
            for back in (1..=3).rev() {
                put(own(3, to.checked_sub(back)));
            }
            // How much more often the pairs at either end were seen than chance would have it.
            for first in [from.checked_sub(1), to.checked_sub(1)] {
                put(own(2, first));
                put(8 * own(2, first) - single(first) - single(first.map(|i| i + 1)));
            }
        }
        out
    }

    /// What the scorer looks at when the first trees have not given up.
    pub fn more(&self, before: &Before, after: &Window, out: &mut Features) {
        let mut slots = out.iter_mut().skip(CHEAP);
        let mut put = |value: i32| put(&mut slots, value);
        let (now, lang) = (&before.window, &self.lang);
        let (words, path_before) = before.path.get_or_init(|| {
            let words = lang.words(now, None);
            (words, Path::new(now, &words))
        });
        let path = Path::new(after, &lang.words(after, Some((now, words))));
        put(path_before.cost - path.cost);
        put(path.cost);
        put(path_before.cost);
        for path in [&path, path_before] {
            put(path.longest);
            put(path.level);
        }
        for on in 0..3 {
            let (new, old) = (after.to + on, now.to + on);
            put(if new < after.n { lang.one(after, new) - lang.one(now, old) } else { 0 });
        }
        let (old, new) = (lang.one(now, now.from), lang.one(after, after.from));
        put(new - old);
        put(old);
        put(new);
    }
}

fn put<'a>(slots: &mut impl Iterator<Item = &'a mut i16>, value: i32) {
    if let Some(slot) = slots.next() {
        *slot = value.clamp(-30_000, 30_000) as i16;
    }
}

/// What is to be said of the levels of the n-grams over the edit of a window.
struct Over {
    unseen: i32,
    most: i32,
    least: i32,
    sum: i32,
}

impl Over {
    fn new(window: &Window, k: usize) -> Over {
        let to = if window.from == window.to { window.from } else { window.to };
        let to = to.min((window.n + 1).saturating_sub(k));
        let from = window.from.saturating_sub(k - 1).min(to);
        let levels = window.levels.get(k - 2).and_then(|l| l.get(from..to)).unwrap_or(&[]);
        let mut over = Over { unseen: 0, most: -1, least: if levels.is_empty() { -1 } else { 15 }, sum: 0 };
        for level in levels.iter().map(|l| i32::from(*l)) {
            over.unseen += i32::from(level == 0);
            over.most = over.most.max(level);
            over.least = over.least.min(level);
            over.sum += level;
        }
        over
    }
}

/// A kind of symbol as a number.
pub(super) fn class(symbol: Sym) -> i32 {
    if is_han(symbol) { 5 } else { i32::from(symbol) }
}
