//! Symbols → the n-grams that go into a model: counted exactly, by sorting, and thinned to the size asked for.

use super::fuse;
use super::gram::{EDGE, LONGEST, OTHER, Sym, key};

/// How many times as often as a bigram an n-gram of 2, 3, 4, 5 symbols must be seen to be kept, in tenths.
const WORTH: [u32; LONGEST - 1] = [10, 10, 25, 400];
/// How often at least, where there is room.
const LEAST: [u32; LONGEST - 1] = [1, 1, 2, 2];

/// N-grams of one length and their counts.
pub type Counted = Vec<(u64, u32)>;

/// Counts the n-grams of `k` symbols, of four and five symbols those seen at least twice; an edge may only be the first or the last symbol.
#[must_use]
pub fn count(symbols: &[Sym], k: usize) -> Counted {
    let good = |gram: &&[Sym]| {
        let inner = gram.get(1..k - 1).unwrap_or(&[]);
        let edges = gram.first() == Some(&EDGE) && gram.last() == Some(&EDGE);
        !(inner.contains(&EDGE) || gram.contains(&OTHER) || edges && k < 4)
    };
    let mut keys: Vec<u64> = symbols.windows(k).filter(good).map(key).collect();
    keys.sort_unstable();
    let rare = LEAST.get(k - 2).map_or(2, |least| *least as usize);
    let mut all = Vec::new();
    for run in keys.chunk_by(|a, b| a == b) {
        if let (Some(&key), true) = (run.first(), run.len() >= rare) {
            all.push((key, run.len() as u32));
        }
    }
    all
}

/// Least counts that make a table of at most `bytes`, with `others` keys besides.
#[must_use]
pub fn least(counted: &[Counted], others: usize, bytes: usize) -> Vec<u32> {
    let at = |scale: u32| -> Vec<u32> {
        WORTH.iter().zip(LEAST).map(|(worth, least)| (worth * scale / 100).max(least)).collect()
    };
    // Counts beyond a thousand are as good as a thousand here.
    let beyond: Vec<Vec<usize>> = counted
        .iter()
        .map(|grams| {
            let mut of = vec![0usize; 1002];
            for (_, count) in grams {
                if let Some(slot) = of.get_mut((*count).min(1001) as usize) {
                    *slot += 1;
                }
            }
            for i in (0..1001).rev() {
                let next = of.get(i + 1).copied().unwrap_or(0);
                if let Some(slot) = of.get_mut(i) {
                    *slot += next;
                }
            }
            of
        })
        .collect();
    let size = |least: &[u32]| -> usize {
        let mut of = beyond.iter().zip(least).filter_map(|(of, l)| of.get((*l).min(1001) as usize));
        let pairs = of.next().copied().unwrap_or(0);
        fuse::size(pairs) + fuse::size(of.sum::<usize>() + others)
    };
    let scale = (1..10_000).find(|scale| size(&at(*scale)) <= bytes).unwrap_or(10_000);
    let mut least = at(scale);
    // What room is left goes to the longest.
    while let Some((last, floor)) = least.last().copied().zip(LEAST.last()).filter(|(last, floor)| last > floor) {
        let mut more = least.clone();
        if let Some(slot) = more.last_mut() {
            *slot = (last - 1).max(*floor);
        }
        if size(&more) > bytes {
            break;
        }
        least = more;
    }
    least
}

/// The level of a count: its binary logarithm and one, at most 15.
#[must_use]
pub fn level(count: u32) -> u8 {
    (count.max(1).ilog2() + 1).min(15) as u8
}
