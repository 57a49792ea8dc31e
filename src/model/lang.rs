//! The counts of a model as questions: how often an n-gram was seen, how likely a run of symbols is, how well it parts
//! into words.
//!
//! Counts are kept as powers of two (a *level*). An n-gram is believed only where its parts are, which catches nearly all
//! strangers that the table takes for known. All sums are of whole numbers or of single floating-point operations that
//! give the same bits everywhere.

use super::fuse::Fuse;
use super::gram::{EDGE, LONGEST, Sym, key, word_key};

/// Most symbols in a window.
pub const WIDTH: usize = 16;
/// What a bit of probability counts.
pub const BIT: i32 = 16;
/// Longest word.
pub const WORD: usize = 4;

/// N-gram levels, word levels and how often each character stands alone.
#[derive(Debug, Clone, Copy)]
pub struct Lang<'a> {
    /// Bigrams, which are asked for most, in a table that a processor's near cache holds.
    pub pairs: Fuse<'a>,
    /// A bit for each bigram, by [`hint`]: most of those asked for were never seen, and this says so sooner.
    pub hints: &'a [u8],
    /// Longer n-grams.
    pub table: Fuse<'a>,
    /// Words, which a processor's near cache holds too.
    pub words: Fuse<'a>,
    /// By symbol: eight times the binary logarithm of its count, one more, or 0.
    pub single: &'a [u8],
    /// Longest n-gram in the table.
    pub longest: usize,
    /// Binary logarithm of all counts, in eighths.
    pub total: i32,
}

/// A few symbols and the levels of the n-grams among them.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// The symbols.
    pub w: [Sym; WIDTH],
    /// How many.
    pub n: usize,
    /// `levels[k - 2][i]`: of the k-gram that begins at `i`.
    pub levels: [[u8; WIDTH]; LONGEST - 1],
    /// What an edit is about: from here
    pub from: usize,
    /// to here.
    pub to: usize,
}

/// The binary logarithm of a count, in eighths, plus one; 0 for none.
#[must_use]
pub fn eighths(count: u64) -> u8 {
    if count == 0 {
        return 0;
    }
    ((log2(count as f32) + 1) / 2 + 1).clamp(1, 255) as u8
}

/// The binary logarithm of a positive number in units of [`BIT`], to the nearest below.
#[must_use]
pub fn log2(x: f32) -> i32 {
    let bits = x.max(1e-30).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let fraction = f32::from_bits(bits & 0x7f_ffff | 0x3f80_0000) - 1.0;
    // log2(1 + f) within 0.01.
    let curve = fraction * (1.3465 - fraction * (0.4778 - fraction * 0.1313));
    exponent * BIT + (curve * BIT as f32) as i32
}

/// A power of two in eighths, as a number.
fn exp2(eighths: i32) -> f32 {
    const STEPS: [f32; 8] =
        [1.0, 1.090_507_7, 1.189_207_1, 1.296_839_6, std::f32::consts::SQRT_2, 1.542_210_8, 1.681_792_8, 1.834_008];
    let whole = (eighths >> 3).clamp(-120, 120);
    f32::from_bits(((whole + 127) as u32) << 23) * STEPS.get((eighths & 7) as usize).copied().unwrap_or(1.0)
}

/// The count that a level stands for.
fn count(level: u8) -> f32 {
    if level == 0 { 0.0 } else { 0.7 * (1u32 << level) as f32 }
}

/// How much the shorter context weighs, in counts.
const PRIOR: f32 = 3.0;
/// What one character that is no word costs, in bits.
const STRANGER: i32 = 22;

/// Where the bit of a bigram is among so many bytes, a power of two.
#[must_use]
#[inline]
pub fn hint(a: Sym, b: Sym, bytes: usize) -> (usize, u8) {
    let key = u64::from(a) << 16 | u64::from(b);
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
    ((hash >> 3) as usize & bytes.saturating_sub(1), 1 << (hash & 7))
}

impl Lang<'_> {
    /// How often a symbol was seen, as [`eighths`].
    #[must_use]
    #[inline]
    pub fn single(&self, symbol: Sym) -> u8 {
        self.single.get(symbol as usize).copied().unwrap_or(0)
    }

    /// The level of an n-gram of three or more, given the least level of its parts.
    #[inline]
    pub(super) fn level(&self, gram: &[Sym], most: u8) -> u8 {
        if most == 0 {
            return 0;
        }
        let level = self.table.get(key(gram));
        level & u8::from(level <= most).wrapping_neg()
    }

    /// Whether a bigram may have been seen: four in five that were not are told from those that were.
    #[must_use]
    #[inline]
    pub fn maybe(&self, a: Sym, b: Sym) -> bool {
        let (byte, bit) = hint(a, b, self.hints.len());
        self.hints.get(byte).is_none_or(|hints| hints & bit != 0)
    }

    /// The level of a bigram.
    #[must_use]
    #[inline]
    pub fn pair(&self, a: Sym, b: Sym) -> u8 {
        if self.maybe(a, b) { self.pairs.get(u64::from(a) << 16 | u64::from(b)) } else { 0 }
    }

    /// The level of a trigram, given the least level of its pairs.
    #[must_use]
    #[inline]
    pub fn three(&self, [a, b, c]: [Sym; 3], most: u8) -> u8 {
        if most == 0 {
            return 0;
        }
        let level = self.table.get(u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c));
        level & u8::from(level <= most).wrapping_neg()
    }

    /// Fills the levels of the n-grams of a window that hold a symbol of `from..to`, or span it where it is empty.
    pub fn measure(&self, window: &mut Window) {
        for k in 2..=LONGEST {
            self.measure_one(window, k);
        }
    }

    /// The same for n-grams of one length only; those that are shorter must be known.
    pub fn measure_one(&self, window: &mut Window, k: usize) {
        if k > self.longest {
            return;
        }
        let (n, from, to) = (window.n, window.from, window.to);
        let first = from.saturating_sub(k - 1);
        let last = if from == to { from } else { to };
        for i in first..last {
            let Some(gram) = window.w.get(i..i + k).filter(|_| i + k <= n) else { break };
            window.levels[k - 2][i] = match gram {
                [a, b] => self.pair(*a, *b),
                _ => {
                    let most = window.levels[k - 3][i].min(window.levels[k - 3].get(i + 1).copied().unwrap_or(0));
                    self.level(gram, most)
                }
            };
        }
    }

    /// How likely the symbols from `from` to three beyond `to` are, in units of [`BIT`], each after those before it.
    #[must_use]
    pub fn likely(&self, window: &Window) -> i32 {
        (window.from..(window.to + 3).min(window.n)).map(|j| self.one(window, j)).sum()
    }

    /// How likely the symbol at `j` is after those before it.
    #[must_use]
    pub fn one(&self, window: &Window, j: usize) -> i32 {
        let at = |i: usize| window.w.get(i).copied().unwrap_or(EDGE);
        let level = |k: usize, i: usize| window.levels.get(k - 2).and_then(|l| l.get(i)).copied().unwrap_or(0);
        let mut p = exp2((i32::from(self.single(at(j))) - self.total).max(-240));
        if j >= 1 {
            let context = exp2(i32::from(self.single(at(j - 1))));
            p = (count(level(2, j - 1)) + PRIOR * p) / (context + PRIOR);
        }
        for k in 3..=4 {
            if j + 1 < k {
                break;
            }
            let i = j + 1 - k;
            let context = level(k - 1, i);
            if context == 0 {
                break;
            }
            p = (count(level(k, i)) + PRIOR * p) / (count(context).max(count(level(k, i))) + PRIOR);
        }
        log2(p)
    }

    /// The level of a word, or 0.
    #[must_use]
    pub fn word(&self, word: &[Sym]) -> u8 {
        self.words.get(word_key(word))
    }

    /// The levels of the words of a window. What lies before or after the edit is taken from `known`, a window that differs
    /// in nothing else, and its words.
    #[must_use]
    pub fn words(&self, window: &Window, known: Option<(&Window, &Words)>) -> Words {
        let mut words = Words::default();
        let n = window.n.min(WIDTH);
        for i in 0..n {
            for k in 1..=WORD.min(n - i) {
                let Some(word) = window.w.get(i..i + k) else { break };
                let apart = |w: &[Sym]| w.first() == Some(&EDGE) || w.last() == Some(&EDGE);
                if k >= 2 && (window.levels[0][i + k - 2] == 0 || apart(word)) {
                    break;
                }
                let old = known.and_then(|(old, words)| match i {
                    _ if i + k <= window.from => words.get(i),
                    _ if i >= window.to => words.get(i + old.to - window.to),
                    _ => None,
                });
                words[i][k - 1] = match old {
                    Some(old) => old[k - 1],
                    None if word.first().is_some_and(|&s| s < 5) => 15,
                    None => self.word(word),
                };
            }
        }
        words
    }
}

/// Levels of words by first symbol and length, less one; 0 for what is no word.
pub type Words = [[u8; WORD]; WIDTH];

impl Path {
    /// The cheapest way to part a window into words, and the longest word over the edit, with its level.
    #[must_use]
    pub fn new(window: &Window, words: &Words) -> Path {
        let n = window.n.min(WIDTH);
        let mut best = [i32::MAX; WIDTH + WORD];
        best[0] = 0;
        let mut over = (0usize, 0u8);
        let to = window.to.max(window.from + 1);
        for (i, levels) in words.iter().enumerate().take(n) {
            let here = best[i];
            for (k, &level) in (1..).zip(levels) {
                if level == 0 && k > 1 {
                    continue;
                }
                let cost = if level == 0 { STRANGER } else { 21 - i32::from(level) };
                best[i + k] = best[i + k].min(here + cost);
                if i < to && i + k > window.from && k > 1 && (k, level) > over {
                    over = (k, level);
                }
            }
        }
        Path { cost: best[n], longest: over.0 as i32, level: i32::from(over.1) }
    }
}

/// How a window parts into words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Path {
    /// In bits.
    pub cost: i32,
    /// Characters of the longest word over the edit.
    pub longest: i32,
    /// Its level.
    pub level: i32,
}
