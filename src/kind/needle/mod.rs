//! All literals of all rules → one table; a text → every place where one of them stands.
//!
//! The built-in packs bring a table that the build script made. What a start has to add (packs of the user, the office's
//! words, kinds that read their rule first) is joined to it. One bit tells for most places of a text that no literal
//! begins there, a count of bits leads to the few to compare; nothing is built as an automaton.

mod table;

pub use table::{Literals, Table};

use super::Hit;
use crate::span::Span;
use table::{Needle, SLOTS, head, slots};

/// The literals of the built-in packs; an owner is the number of a rule, counted through all packs.
static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/needles.bin"));

/// How many words of bits there are: one bit for each slot.
const WORDS: usize = SLOTS / 64;
/// So many places are looked for at a time.
const PLACES: usize = 128;

/// The literals of a checker.
#[derive(Debug)]
pub struct Needles {
    table: Table,
    /// One bit for each slot that is taken.
    taken: Box<[u64; WORDS]>,
    /// How many needles stand before those of each word of bits, and in all.
    before: Vec<u32>,
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
        let mut taken = Box::new([0_u64; WORDS]);
        let mut before = vec![0_u32; WORDS + 1];
        for slot in table.needles().iter().map(Needle::slot) {
            taken[slot / 64] |= 1 << (slot % 64);
            before[slot / 64 + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut before {
            sum += *count;
            *count = sum;
        }
        Needles { table, taken, before }
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
        // Whether a literal may begin at a place cannot be foretold: places are written down without asking, and looked
        // at when there are many.
        let mut places = [(0, 0); PLACES];
        let mut at = 0;
        while at < bytes.len() {
            let mut count = 0;
            while count + 3 <= PLACES
                && let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty())
            {
                let (slots, width) = slots(head(rest));
                for slot in slots {
                    places[count] = (at, slot);
                    count += usize::from(self.is_taken(slot));
                }
                at += width;
            }
            places.iter().take(count).for_each(|&(at, slot)| self.look(text, at, slot, &mut found));
        }
    }

    /// Finds what begins at a place and has this slot.
    fn look(&self, text: &str, at: usize, slot: usize, found: &mut impl FnMut(u32, Hit)) {
        let Some((before, rest)) = text.split_at_checked(at) else { return };
        let typed = head(rest.as_bytes());
        for needle in self.needles(slot).iter().filter(|needle| needle.is_like(typed)) {
            let end = usize::from(needle.len);
            if let Some((same, behind)) = rest.split_at_checked(end)
                && (end <= 8 || self.table.text(needle) == same.as_bytes())
                && needle.fits(before, behind)
            {
                found(needle.owner, Hit { span: Span::new(at, at + end), tag: needle.tag });
            }
        }
    }

    #[inline]
    fn is_taken(&self, slot: usize) -> bool {
        self.taken.get(slot / 64).is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    /// The needles of a taken slot; where slots of the same word hold several, perhaps some of those, too, which are not
    /// like the text: what is like it has its slot.
    #[inline]
    fn needles(&self, slot: usize) -> &[Needle] {
        let (word, bit) = (slot / 64, slot % 64);
        let slots = self.taken.get(word).copied().unwrap_or_default();
        let (earlier, later) = ((slots & ((1 << bit) - 1)).count_ones(), (slots & (!1 << bit)).count_ones());
        let range = self.before.get(word..).and_then(<[u32]>::first_chunk);
        let range = range.map(|&[start, end]| (start + earlier) as usize..(end - later) as usize);
        range.and_then(|range| self.table.needles().get(range)).unwrap_or_default()
    }
}

/// The table of the built-in packs; `owner` says who owns its literals, if anybody does.
#[must_use]
pub fn prepared(owner: impl Fn(u32) -> Option<u32>) -> Table {
    Table::prepared(PREPARED, owner)
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
    fn a_part_is_found_where_its_text_may_go_on() {
        let mut added = Literals::default();
        added.add_part("全心全意为人", 0.."全心全意".len(), 0);
        added.add_part("全心全意为人", "全心全意".len().."全心全意为人".len(), 1);
        let table = Needles::new(&added);
        for (text, parts) in [
            ("全心全意为人", vec![0, 1]),
            ("全心全意未人民", vec![0]),
            ("全心全意人民", vec![0]),
            ("全心全意3为人", vec![0, 1]),
            ("全心会意为人", vec![1]),
            ("为人谦和，全心全意", vec![]),
        ] {
            let mut found = Vec::new();
            table.scan(text, |_, hit| found.push(hit.tag));
            assert_eq!(found, parts, "{text}");
        }
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
