//! Which lines say something that other texts did not say: published texts are printed again and again, and what the trees
//! learn from copies of counted text is not what they need for a new draft.

use super::gram::{EDGE, Sym, key, mix, segments};

/// Symbols of a run that is remembered.
const RUN: usize = 12;
/// One in so many runs is.
const RARE: u64 = 4;
/// Bits of the memory.
const BITS: usize = 1 << 27;

/// Runs of symbols that were counted.
#[derive(Debug)]
pub struct Seen(Vec<u64>);

fn runs(s: &[Sym], mut each: impl FnMut(u64)) {
    for run in s.windows(RUN) {
        let (head, tail) = run.split_at(RUN / 3);
        let (middle, tail) = tail.split_at(RUN / 3);
        let hash = mix(key(head) ^ mix(key(middle) ^ mix(key(tail))));
        if hash.is_multiple_of(RARE) && !run.contains(&EDGE) {
            each(hash / RARE);
        }
    }
}

impl Seen {
    /// The runs in counted symbols.
    #[must_use]
    pub fn new(symbols: &[Sym]) -> Seen {
        let mut bits = vec![0u64; BITS / 64];
        runs(symbols, |hash| {
            if let Some(word) = bits.get_mut(hash as usize % BITS / 64) {
                *word |= 1 << (hash % 64);
            }
        });
        Seen(bits)
    }

    /// The lines of a text of which less than half was seen.
    #[must_use]
    pub fn fresh(&self, text: &str) -> String {
        let fresh = |line: &&str| {
            let (mut all, mut seen) = (0, 0);
            segments(line, |segment| {
                runs(&segment.symbols, |hash| {
                    all += 1;
                    let word = self.0.get(hash as usize % BITS / 64);
                    seen += usize::from(word.is_some_and(|w| w & 1 << (hash % 64) != 0));
                });
            });
            seen * 2 <= all
        };
        text.split_inclusive('\n').filter(fresh).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_not_fresh() {
        let old = "各级党委政府要把这项工作摆上重要议事日程并抓好落实\n";
        let new = "会后请各乡镇街道于本周五之前把自查情况书面报送到县政府办公室\n";
        let mut symbols = vec![EDGE];
        segments(old, |s| symbols.extend(&s.symbols));
        let text = format!("{old}{new}");
        assert_eq!(Seen::new(&symbols).fresh(&text), new);
    }
}
