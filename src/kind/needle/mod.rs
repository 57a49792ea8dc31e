//! All literals of all rules → tables; a text → every place where one of them stands.
//!
//! The built-in packs bring a table that the build script made. What a start has to add (packs of the user, the office's
//! words, kinds that read their rule first) gets a table of its own; a text is walked once for both.

mod table;

pub use table::{Literals, Table};

use crate::span::Span;
use table::{WORDS, beginnings, head, slot};

/// The literals of the built-in packs; an owner is the number of a rule, counted through all packs.
static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/needles.bin"));

/// The tables of a checker.
#[derive(Debug)]
pub struct Needles {
    prepared: Option<Table>,
    own: Table,
    /// One bit for each slot that is taken in either table.
    taken: Box<[u64; WORDS]>,
    /// One bit for the slot of each literal that is one character.
    lone: Box<[u64; WORDS]>,
}

/// Which table a literal was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// That of the built-in packs.
    Prepared,
    /// That of the checker.
    Own,
}

impl Needles {
    /// The table of `literals`.
    #[must_use]
    pub fn new(literals: &Literals) -> Needles {
        Needles::of(Table::new(literals), None)
    }

    /// The table of `literals` beside that of the built-in packs.
    #[must_use]
    pub fn with_prepared(literals: &Literals) -> Needles {
        Needles::of(Table::new(literals), Some(prepared()))
    }

    fn of(own: Table, prepared: Option<Table>) -> Needles {
        let (mut taken, mut lone) = (Box::new([0; WORDS]), Box::new([0; WORDS]));
        for table in prepared.iter().chain([&own]) {
            for ((slots, chars), (taken, lone)) in table.bits().zip(taken.iter_mut().zip(lone.iter_mut())) {
                *taken |= slots;
                *lone |= chars;
            }
        }
        Needles { prepared, own, taken, lone }
    }

    /// How many literals it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.own.len() + self.prepared.as_ref().map_or(0, Table::len)
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `found(table, owner, tag, span)` for every occurrence of every literal, overlapping ones too; those of one
    /// owner come by start and length.
    pub fn scan(&self, text: &str, mut found: impl FnMut(Origin, u32, u32, Span)) {
        if self.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let Some(rest) = bytes.get(at..) else { break };
            let typed = head(rest);
            let (one, two, width) = beginnings(typed);
            let (alone, pair) = (slot(one), slot(two));
            let (is_lone, is_taken) = (has(&self.lone, alone), has(&self.taken, pair));
            if is_lone | is_taken {
                if is_lone {
                    self.look(alone, typed, rest, at, &mut found);
                }
                if is_taken && !(is_lone && alone == pair) {
                    self.look(pair, typed, rest, at, &mut found);
                }
            }
            at += width;
        }
    }

    fn look(&self, slot: usize, typed: u64, rest: &[u8], at: usize, found: &mut impl FnMut(Origin, u32, u32, Span)) {
        if let Some(prepared) = &self.prepared {
            let found = &mut |owner, tag, len| found(Origin::Prepared, owner, tag, Span::new(at, at + len));
            prepared.look(slot, typed, rest, found);
        }
        let found = &mut |owner, tag, len| found(Origin::Own, owner, tag, Span::new(at, at + len));
        self.own.look(slot, typed, rest, found);
    }
}

/// The table of the built-in packs.
#[must_use]
pub fn prepared() -> Table {
    Table::prepared(PREPARED)
}

#[inline]
fn has(words: &[u64; WORDS], bit: usize) -> bool {
    words.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(literals: &[&str], text: &str) -> Vec<(u32, usize, usize)> {
        let mut added = Literals::default();
        literals.iter().zip(0..).for_each(|(text, tag)| added.add(text, tag));
        let table = Needles::new(&added);
        let mut out = Vec::new();
        table.scan(text, |_, _, tag, span| out.push((tag, span.start(), span.end())));
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
