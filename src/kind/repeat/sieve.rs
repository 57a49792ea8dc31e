//! Many hashes → which of them stand among the others again: all that do, and a few that do not.
//!
//! A bit for each hash says that it was seen, another that it was seen again. In most drafts hardly anything is: what
//! falls through need not be sorted, or looked up in a table of all.

/// Hashes of which the sieve knows whether they may come twice.
pub(super) struct Sieve {
    /// Bits of hashes that came twice; as many words as a power of two.
    again: Vec<u64>,
}

impl Sieve {
    /// Looks at all of them.
    pub(super) fn new(hashes: impl ExactSizeIterator<Item = u32>) -> Sieve {
        // 32 bits a hash: of thirty that come once, one shares its bit.
        let words = (hashes.len() / 2 + 1).next_power_of_two();
        let (mut seen, mut again) = (vec![0; words], vec![0; words]);
        for hash in hashes {
            let (word, bit) = place(hash, words);
            if let (Some(seen), Some(again)) = (seen.get_mut(word), again.get_mut(word)) {
                *again |= *seen & bit;
                *seen |= bit;
            }
        }
        Sieve { again }
    }

    /// Whether a hash may be among them twice.
    pub(super) fn keeps(&self, hash: u32) -> bool {
        let (word, bit) = place(hash, self.again.len());
        self.again.get(word).is_some_and(|again| again & bit != 0)
    }
}

/// The word of a hash, and its bit in there.
fn place(hash: u32, words: usize) -> (usize, u64) {
    ((hash / u64::BITS) as usize & (words - 1), 1 << (hash % u64::BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_twice_is_kept() {
        let hashes = || (0..1000).chain(500..520).map(|n: u32| n.wrapping_mul(0x9E37_79B9)).collect::<Vec<_>>();
        let sieve = Sieve::new(hashes().into_iter());
        let kept = hashes().into_iter().take(1000).filter(|hash| sieve.keeps(*hash)).count();
        assert!(hashes().into_iter().skip(1000).all(|hash| sieve.keeps(hash)));
        assert!(kept < 100, "{kept}");
        assert!(!Sieve::new([].into_iter()).keeps(0));
    }
}
