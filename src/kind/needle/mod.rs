//! All literals of all rules → one table; a text → every place where one of them stands.
//!
//! The built-in packs bring a table that the build script made. What a start has to add (packs of the user, the office's
//! words, kinds that read their rule first) is joined to it. One bit tells for most places of a text that no literal
//! begins there, a count of bits leads to the few to compare; nothing is built as an automaton.

mod table;

pub use table::{Literals, Table};

use super::Hit;
use crate::span::Span;
use table::{Needle, Part, SLOT, beginnings, head, slot};

/// The literals of the built-in packs; an owner is the number of a rule, counted through all packs.
static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/needles.bin"));

/// How many words of bits there are: one bit for each slot.
const WORDS: usize = (1 << SLOT) / 64;
/// So many places are looked for at a time.
const PLACES: usize = 128;

/// The literals of a checker.
#[derive(Debug)]
pub struct Needles {
    table: Table,
    /// One bit for each slot that is taken.
    taken: Box<[u64; WORDS]>,
    /// How many slots are taken before each word of bits.
    before: Vec<u32>,
    /// One bit for each slot that a literal of one character takes.
    lone: Box<[u64; WORDS]>,
    /// Where the needles of each taken slot begin, and where the last ones end.
    starts: Vec<u32>,
}

impl Needles {
    /// The table of `literals`.
    #[must_use]
    pub fn new(literals: &Literals) -> Needles {
        Needles::of(Table::new(literals))
    }

    /// The table of `literals` and those of the built-in packs; `owner` says who owns the latter, if anybody does.
    #[must_use]
    pub fn with_prepared(literals: &Literals, owner: impl Fn(u32) -> Option<u32>) -> Needles {
        Needles::of(prepared(owner).join(&Table::new(literals)))
    }

    fn of(table: Table) -> Needles {
        let (mut taken, mut lone) = (Box::new([0; WORDS]), Box::new([0; WORDS]));
        let mut starts: Vec<u32> = Vec::new();
        let mut last = None;
        for (needle, at) in table.needles().iter().zip(0..) {
            let slot = needle.slot();
            if last.replace(slot) != Some(slot) {
                starts.push(at);
                set(&mut taken, slot);
            }
            if needle.is_lone() {
                set(&mut lone, slot);
            }
        }
        starts.push(table.needles().len() as u32);
        let mut count = 0;
        let before = |word: &u64| {
            count += word.count_ones();
            count - word.count_ones()
        };
        Needles { before: taken.iter().map(before).collect(), table, taken, lone, starts }
    }

    /// How many literals it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.needles().len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `found(owner, hit)` for every occurrence of every literal, overlapping ones too; those of one owner come by
    /// start and length.
    pub fn scan(&self, text: &str, mut found: impl FnMut(u32, Hit)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // Whether something begins at a place cannot be foretold, so that places are written down without asking, and
        // looked at when there are many.
        let mut places = [0; PLACES];
        while at < bytes.len() {
            let mut count = 0;
            while count < PLACES
                && let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty())
            {
                let (one, two, width) = beginnings(head(rest));
                places[count] = at;
                count += usize::from(has(&self.lone, slot(one)) | has(&self.taken, slot(two)));
                at += width;
            }
            places.iter().take(count).for_each(|&at| self.look(text, at, &mut found));
        }
    }

    /// Finds what begins at a place.
    fn look(&self, text: &str, at: usize, found: &mut impl FnMut(u32, Hit)) {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let typed = head(rest);
        let (one, two, _) = beginnings(typed);
        let (alone, pair) = (slot(one), slot(two));
        let mut found = |needle: &Needle| {
            let span = Span::new(at, at + usize::from(needle.len));
            if needle.part == Part::Whole || self.continues(needle, text, span) {
                found(needle.owner, Hit { span, tag: needle.tag });
            }
        };
        if alone != pair && has(&self.lone, alone) {
            self.compare(alone, typed, rest, &mut found);
        }
        self.compare(pair, typed, rest, &mut found);
    }

    /// Calls `found` for every literal of `slot` that `rest` begins with; `typed` are the first bytes of that.
    fn compare(&self, slot: usize, typed: u64, rest: &[u8], found: &mut impl FnMut(&Needle)) {
        let mut needles = self.of_slot(slot).unwrap_or_default();
        while let Some((needle, others)) = needles.split_first()
            && needle.len < 8
        {
            if typed & ((1 << (8 * needle.len)) - 1) == needle.head && usize::from(needle.len) <= rest.len() {
                found(needle);
            }
            needles = others;
        }
        let first = if needles.len() > 8 { needles.partition_point(|needle| needle.head < typed) } else { 0 };
        for needle in needles.get(first..).unwrap_or_default() {
            if needle.head > typed {
                break;
            }
            if needle.head == typed && rest.starts_with(self.table.text(needle).as_bytes()) {
                found(needle);
            }
        }
    }

    fn of_slot(&self, slot: usize) -> Option<&[Needle]> {
        let (word, bit) = (slot / 64, slot % 64);
        let bits = self.taken.get(word)?;
        if bits >> bit & 1 == 0 {
            return None;
        }
        let rank = (bits & ((1 << bit) - 1)).count_ones() + self.before.get(word)?;
        let &[start, end] = self.starts.get(rank as usize..)?.first_chunk()?;
        self.table.needles().get(start as usize..end as usize)
    }

    /// Whether the other part of a text may stand beside one of its parts, with a slip.
    fn continues(&self, part: &Needle, text: &str, span: Span) -> bool {
        fn meets(typed: impl Iterator<Item = char>, wanted: impl Iterator<Item = char> + Clone) -> bool {
            typed.take(2).any(|c| wanted.clone().take(2).any(|w| w == c))
        }
        let (head, tail) = self.table.around(part);
        match part.part {
            Part::Whole => true,
            Part::Head => text.get(span.end()..).is_some_and(|rest| meets(rest.chars(), tail.chars())),
            Part::Tail => text.get(..span.start()).is_some_and(|rest| meets(rest.chars().rev(), head.chars().rev())),
        }
    }
}

/// The table of the built-in packs; `owner` says who owns its literals, if anybody does.
#[must_use]
pub fn prepared(owner: impl Fn(u32) -> Option<u32>) -> Table {
    Table::prepared(PREPARED, owner)
}

#[inline]
fn has(words: &[u64; WORDS], bit: usize) -> bool {
    words.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

fn set(words: &mut [u64; WORDS], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(literals: &[&str], text: &str) -> Vec<(u32, usize, usize)> {
        let mut added = Literals::default();
        literals.iter().zip(0..).for_each(|(text, tag)| added.add(text, tag));
        let table = Needles::new(&added);
        let mut out = Vec::new();
        table.scan(text, |_, hit| out.push((hit.tag, hit.span.start(), hit.span.end())));
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
