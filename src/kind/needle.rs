//! All literals of all rules → one table; a text → every place where one of them stands.
//!
//! Chinese text is searched by the pair of characters a literal begins with: a bitmap rejects nearly every place in
//! a nanosecond or two, a hash of the pairs gives the few literals to compare. The table is made in well under a
//! millisecond, so it needs no prebuilt automaton; ARCHITECTURE.md has the figures against `daachorse`.

use crate::span::Span;
use rustc_hash::FxHashMap;

/// A literal and who asked for it.
#[derive(Debug, Clone)]
struct Needle {
    text: Box<str>,
    owner: u32,
    tag: u32,
}

/// The table of literals.
#[derive(Debug, Default)]
pub struct Needles {
    /// Sorted by text, so that literals with the same first characters lie together.
    needles: Vec<Needle>,
    /// One bit for each hash of a first pair; one-character literals pair with [`ANY`].
    bitmap: Vec<u64>,
    pairs: FxHashMap<u64, (u32, u32)>,
}

/// Stands for “whatever follows” in the key of a one-character literal.
const ANY: char = '\u{0}';
const BITS: u32 = 16;

fn key(a: char, b: char) -> u64 {
    u64::from(u32::from(a)) << 21 | u64::from(u32::from(b))
}

fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

fn key_of(text: &str) -> Option<u64> {
    let mut chars = text.chars();
    let first = chars.next()?;
    Some(key(first, chars.next().unwrap_or(ANY)))
}

impl Needles {
    /// Makes the table from (literal, owner, tag); empty literals are left out.
    pub fn new(literals: impl IntoIterator<Item = (String, u32, u32)>) -> Needles {
        let mut needles: Vec<Needle> = literals
            .into_iter()
            .filter(|(text, ..)| !text.is_empty())
            .map(|(text, owner, tag)| Needle { text: text.into(), owner, tag })
            .collect();
        // A one-character literal sorts before longer ones with the same head, so each key's needles are a run.
        needles.sort_unstable_by(|a, b| {
            key_of(&a.text)
                .cmp(&key_of(&b.text))
                .then_with(|| a.text.cmp(&b.text))
                .then((a.owner, a.tag).cmp(&(b.owner, b.tag)))
        });
        let mut table = Needles { needles, bitmap: vec![0; 1 << (BITS - 6)], pairs: FxHashMap::default() };
        let mut start = 0;
        for run in table.needles.chunk_by(|a, b| key_of(&a.text) == key_of(&b.text)) {
            let Some(key) = run.first().and_then(|n| key_of(&n.text)) else { continue };
            table.bitmap[slot(key) / 64] |= 1 << (slot(key) % 64);
            table.pairs.insert(key, (start, start + run.len() as u32));
            start += run.len() as u32;
        }
        table
    }

    /// How many literals it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.needles.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// Calls `found(owner, tag, span)` for every occurrence of every literal, overlapping ones too, by start.
    pub fn scan(&self, text: &str, mut found: impl FnMut(u32, u32, Span)) {
        if self.needles.is_empty() {
            return;
        }
        let mut chars = text.char_indices().peekable();
        while let Some((at, first)) = chars.next() {
            let second = chars.peek().map_or(ANY, |&(_, c)| c);
            self.look(key(first, ANY), text, at, &mut found);
            if second != ANY {
                self.look(key(first, second), text, at, &mut found);
            }
        }
    }

    fn look(&self, key: u64, text: &str, at: usize, found: &mut impl FnMut(u32, u32, Span)) {
        let slot = slot(key);
        if self.bitmap[slot / 64] >> (slot % 64) & 1 == 0 {
            return;
        }
        let Some(&(start, end)) = self.pairs.get(&key) else { return };
        let rest = text.as_bytes().get(at..).unwrap_or(&[]);
        for needle in self.needles.get(start as usize..end as usize).unwrap_or(&[]) {
            if rest.starts_with(needle.text.as_bytes()) {
                found(needle.owner, needle.tag, Span::new(at, at + needle.text.len()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(literals: &[&str], text: &str) -> Vec<(u32, usize, usize)> {
        let table = Needles::new(literals.iter().zip(0..).map(|(s, i)| (s.to_string(), 0, i)));
        let mut out = Vec::new();
        table.scan(text, |_, tag, span| out.push((tag, span.start(), span.end())));
        out
    }

    #[test]
    fn overlapping_and_nested_literals_are_all_found() {
        assert_eq!(all(&["一二", "二三", "一二三"], "一二三"), [(0, 0, 6), (2, 0, 9), (1, 3, 9)]);
    }

    #[test]
    fn one_character_literals_are_found_also_at_the_end() {
        assert_eq!(all(&["×", "万×"], "×万×"), [(0, 0, 2), (1, 2, 7), (0, 5, 7)]);
    }

    #[test]
    fn agrees_with_a_naive_search() {
        let text = "坚持稳中求进工作总基调，坚持坚持稳中求进";
        let literals = ["坚持", "坚持稳中", "求进", "进工作", "调，", "，坚", "持坚持"];
        let mut naive = Vec::new();
        for (tag, literal) in literals.iter().enumerate() {
            let starts = (0..text.len()).filter(|&at| text.get(at..).is_some_and(|rest| rest.starts_with(literal)));
            naive.extend(starts.map(|at| (tag as u32, at, at + literal.len())));
        }
        naive.sort_by_key(|&(_, start, end)| (start, end));
        let mut found = all(&literals, text);
        found.sort_by_key(|&(_, start, end)| (start, end));
        assert_eq!(found, naive);
    }
}
