//! All literals of all rules → one table; a text → every place where one of them stands.
//!
//! Chinese text is searched by the pair of characters a literal begins with: one bit tells for nearly every place that
//! nothing begins there, a count of bits leads to the few literals to compare. The table is counted together, not
//! sorted or built as an automaton, so that a start can afford it.

use crate::span::Span;

/// Literals on their way into a table: the texts in one string, so that thousands of them are one allocation.
#[derive(Debug, Default)]
pub struct Literals {
    texts: String,
    needles: Vec<Needle>,
    owner: u32,
}

impl Literals {
    /// Names the owner of the literals that follow.
    pub fn owner(&mut self, owner: u32) {
        self.owner = owner;
    }

    /// Adds one, to come back with `tag`; an empty one is left out.
    pub fn add(&mut self, text: &str, tag: u32) {
        let (Ok(start), Ok(len)) = (u32::try_from(self.texts.len()), u32::try_from(text.len())) else { return };
        if len > 0 {
            self.texts.push_str(text);
            let (head, slot) = (word(text.as_bytes()), slot_of(text));
            self.needles.push(Needle { head, slot, start, len, owner: self.owner, tag });
        }
    }

    /// Adds several with the same tag.
    pub fn add_all<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>, tag: u32) {
        texts.into_iter().for_each(|text| self.add(text, tag));
    }

    /// Adds several, tagged by their place in the list.
    pub fn add_numbered<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) {
        texts.into_iter().zip(0..).for_each(|(text, tag)| self.add(text, tag));
    }

    /// The texts with their owners and tags, in the order added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        self.needles.iter().map(|needle| (needle.place().of(&self.texts), needle.owner, needle.tag))
    }
}

/// A literal and who asked for it.
#[derive(Debug, Clone, Copy, Default)]
struct Needle {
    /// Its first eight bytes; a shorter one is filled up with zeros.
    head: u64,
    slot: u16,
    start: u32,
    len: u32,
    owner: u32,
    tag: u32,
}

/// The table of literals.
#[derive(Debug)]
pub struct Needles {
    texts: String,
    /// By slot; in a slot shorter ones come first.
    needles: Vec<Needle>,
    /// One bit for each slot that is taken, and how many are taken before each word of bits.
    taken: Vec<u64>,
    before: Vec<u32>,
    /// Where the needles of each slot that is taken begin.
    starts: Vec<u32>,
}

/// Stands for “whatever follows” in the slot of a one-character literal.
const ANY: char = '\u{0}';
const SLOTS: usize = 1 << u16::BITS;

fn slot(a: char, b: char) -> u16 {
    let key = u64::from(u32::from(a)) << 21 | u64::from(u32::from(b));
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - u16::BITS)) as u16
}

fn slot_of(text: &str) -> u16 {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(ANY);
    slot(first, chars.next().unwrap_or(ANY))
}

/// The first eight bytes, as one number.
fn word(bytes: &[u8]) -> u64 {
    if let Some((first, _)) = bytes.split_first_chunk() {
        return u64::from_le_bytes(*first);
    }
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

impl Needle {
    fn place(&self) -> Span {
        Span { start: self.start, end: self.start + self.len }
    }
}

impl Default for Needles {
    fn default() -> Needles {
        Needles::new(Literals::default())
    }
}

impl Needles {
    /// Makes the table: the literals are counted into their slots, not sorted.
    #[must_use]
    pub fn new(literals: Literals) -> Needles {
        let Literals { texts, needles: added, .. } = literals;
        let mut taken = vec![0_u64; SLOTS / 64];
        for needle in &added {
            taken[usize::from(needle.slot / 64)] |= 1 << (needle.slot % 64);
        }
        let mut count = 0;
        let mut before = Vec::with_capacity(taken.len());
        for bits in &taken {
            before.push(count);
            count += bits.count_ones();
        }
        let rank = |slot: u16| {
            let index = usize::from(slot / 64);
            ((taken[index] & ((1 << (slot % 64)) - 1)).count_ones() + before[index]) as usize
        };
        // First the ends of all runs; filled from behind, they become their starts.
        let mut starts = vec![0_u32; count as usize + 1];
        for needle in &added {
            starts[rank(needle.slot)] += 1;
        }
        let mut sum = 0;
        for end in &mut starts {
            sum += *end;
            *end = sum;
        }
        let mut needles = vec![Needle::default(); added.len()];
        for needle in added.into_iter().rev() {
            let start = &mut starts[rank(needle.slot)];
            *start -= 1;
            needles[*start as usize] = needle;
        }
        for run in needles.chunk_by_mut(|a, b| a.slot == b.slot).filter(|run| run.len() > 1) {
            run.sort_unstable_by_key(|needle| (needle.len, needle.owner, needle.tag));
        }
        Needles { texts, needles, taken, before, starts }
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

    /// Calls `found(owner, tag, span)` for every occurrence of every literal, overlapping ones too, by start and length.
    pub fn scan(&self, text: &str, mut found: impl FnMut(u32, u32, Span)) {
        if self.needles.is_empty() {
            return;
        }
        let mut chars = text.chars();
        let (mut at, mut next) = (0, chars.next());
        while let Some(first) = next {
            next = chars.next();
            let (alone, pair) = (slot(first, ANY), slot(first, next.unwrap_or(ANY)));
            self.look(alone, text, at, &mut found);
            if pair != alone {
                self.look(pair, text, at, &mut found);
            }
            at += first.len_utf8();
        }
    }

    #[inline]
    fn look(&self, slot: u16, text: &str, at: usize, found: &mut impl FnMut(u32, u32, Span)) {
        let (index, bit) = (usize::from(slot / 64), slot % 64);
        let bits = self.taken.get(index).copied().unwrap_or(0);
        if bits >> bit & 1 == 1 {
            let rank = (bits & ((1 << bit) - 1)).count_ones() + self.before.get(index).copied().unwrap_or(0);
            self.compare(rank as usize, text, at, found);
        }
    }

    fn compare(&self, rank: usize, text: &str, at: usize, found: &mut impl FnMut(u32, u32, Span)) {
        let Some(&[start, end]) = self.starts.get(rank..rank + 2) else { return };
        let rest = text.as_bytes().get(at..).unwrap_or(&[]);
        let typed = word(rest);
        for needle in self.needles.get(start as usize..end as usize).unwrap_or(&[]) {
            let len = needle.len as usize;
            let head = if len < 8 { typed & ((1 << (8 * len)) - 1) } else { typed };
            let same = head == needle.head
                && len <= rest.len()
                && (len <= 8 || rest.get(8..len) == needle.place().of(&self.texts).as_bytes().get(8..));
            if same {
                found(needle.owner, needle.tag, Span::new(at, at + len));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(literals: &[&str], text: &str) -> Vec<(u32, usize, usize)> {
        let mut added = Literals::default();
        literals.iter().zip(0..).for_each(|(text, tag)| added.add(text, tag));
        let table = Needles::new(added);
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
