//! A text as its letters: how many it has, whether two texts have the same ones or nearly, and hashes of them.
//!
//! Marks and blanks do not count: what was pasted twice is often pointed anew.

use crate::document::glyph::is_letter;

/// What is compared: letters, digits and ideographs.
pub(super) fn plain(s: &str) -> impl DoubleEndedIterator<Item = char> + '_ {
    s.chars().filter(|c| is_letter(*c))
}

/// An odd number whose multiples spread over all bits.
pub(super) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of all letters of a text.
pub(super) fn hash(text: &str) -> u64 {
    plain(text).fold(0, |h, c| (h ^ u64::from(c)).wrapping_mul(SPREAD).rotate_left(23))
}

/// The hash of a number.
pub(super) fn spread(n: u64) -> u32 {
    let h = n.wrapping_mul(SPREAD);
    ((h ^ h >> 32).wrapping_mul(SPREAD) >> 32) as u32
}

/// Whether two texts have the same letters.
pub(super) fn alike(a: &str, b: &str) -> bool {
    a == b || plain(a).eq(plain(b))
}

/// Whether a text has so many letters.
pub(super) fn has(text: &str, letters: usize) -> bool {
    letters == 0 || plain(text).nth(letters - 1).is_some()
}

/// From how many percent on two paragraphs count as one.
pub(super) const ALIKE: u32 = 80;

/// Three characters of 21 bits.
const THREE: u64 = (1 << 63) - 1;

/// The hashes of every three letters in a row, sorted, each once.
pub(super) fn trigrams(text: &str) -> Vec<u32> {
    let mut set = Vec::with_capacity(text.len() / 3);
    let mut last = 0;
    for (index, c) in plain(text).enumerate() {
        last = (last << 21 | u64::from(c)) & THREE;
        if index > 1 {
            set.push(spread(last));
        }
    }
    set.sort_unstable();
    set.dedup();
    set
}

/// How much of two sorted sets is in both, in percent of what is in either.
pub(super) fn jaccard(a: &[u32], b: &[u32]) -> u32 {
    let (small, large) = (a.len().min(b.len()), a.len().max(b.len()));
    if small * 100 < large * ALIKE as usize {
        return 0;
    }
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (both * 100 / (a.len() + b.len() - both).max(1)) as u32
}
