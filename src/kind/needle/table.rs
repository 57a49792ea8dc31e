//! Literals → a table in which those of a text are found.
//!
//! Literals are sorted by a hash of what they begin with: their slot. Chinese text is searched by pairs of characters,
//! and where a literal is longer by the first eight bytes, of which few are alike. Also compiled into the build script,
//! which makes the table of the built-in packs; so this file knows nothing of the program.

use std::ops::Range;

/// Literals on their way into a table: the texts in one string, so that thousands of them are one allocation.
#[derive(Debug, Default)]
pub struct Literals {
    texts: String,
    entries: Vec<Entry>,
    owner: u32,
}

/// A literal and who asked for it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    len: u16,
    rest: Rest,
    beside: [u32; 2],
    owner: u32,
    tag: u32,
}

/// Where the rest of a text stands of which a literal is a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Nowhere: it is all of the text.
    Nowhere = 0,
    Before = 1,
    Behind = 2,
}

/// Where the rest of a text stands of which a literal is a part, and the characters of it that are next to the literal.
fn beside(text: &str, part: &Range<usize>) -> (Rest, [u32; 2]) {
    fn two(mut chars: impl Iterator<Item = char>) -> [u32; 2] {
        [(); 2].map(|()| chars.next().map_or(0, u32::from))
    }
    match (text.get(..part.start), text.get(part.end..)) {
        (Some(before), _) if !before.is_empty() => (Rest::Before, two(before.chars().rev())),
        (_, Some(behind)) if !behind.is_empty() => (Rest::Behind, two(behind.chars())),
        _ => (Rest::Nowhere, Default::default()),
    }
}

impl Literals {
    /// Names the owner of the literals that follow.
    pub fn owner(&mut self, owner: u32) {
        self.owner = owner;
    }

    /// Adds one, to come back with `tag`; an empty one is left out, and one of 64 KB.
    pub fn add(&mut self, text: &str, tag: u32) {
        self.add_part(text, 0..text.len(), tag);
    }

    /// Adds the beginning or the end of a text. It is found only where the rest may stand beside it with a slip: where one
    /// of the next two characters there is one of the next two of the text.
    pub fn add_part(&mut self, text: &str, part: Range<usize>, tag: u32) {
        let (rest, beside) = beside(text, &part);
        let text = text.get(part).unwrap_or_default();
        let (Ok(start), Ok(len)) = (u32::try_from(self.texts.len()), u16::try_from(text.len())) else { return };
        if len > 0 {
            self.texts.push_str(text);
            self.entries.push(Entry { start, len, rest, beside, owner: self.owner, tag });
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
        let text = |e: &Entry| self.texts.get(e.start as usize..e.start as usize + e.len as usize).unwrap_or_default();
        self.entries.iter().map(move |e| (text(e), e.owner, e.tag))
    }
}

/// How many bits the slots have of literals that are shorter than eight bytes, that are not, and that are a character.
const SHORT: u32 = 17;
const LONG: u32 = 18;
const LONE: u32 = 14;
/// How many slots there are.
pub(super) const SLOTS: usize = (1 << SHORT) + (1 << LONG) + (1 << LONE);

/// The slots of a text that is given by its first eight bytes: of the first character, of the first two, and of all
/// eight. Also how long the first character is.
#[inline]
pub(super) fn slots(word: u64) -> ([usize; 3], usize) {
    let slot =
        |beginning: u64, bits: u32| (beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - bits)) as usize;
    let (one, two, width) = beginnings(word);
    let short = 1 << LONE;
    ([slot(one, LONE), short + slot(two, SHORT), short + (1 << SHORT) + slot(word, LONG)], width)
}

/// The first character and the first two of a text that is given by its first eight bytes, and how long the first one is.
#[inline]
fn beginnings(word: u64) -> (u64, u64, usize) {
    // Nearly all characters and their neighbours have three bytes.
    if word & 0xF000_00F0 == 0xE000_00E0 {
        return (word & 0xFF_FFFF, word & 0xFFFF_FFFF_FFFF, 3);
    }
    let first = width(word as u8);
    let both = first + width((word >> (8 * first)) as u8);
    (word & (u64::MAX >> (64 - 8 * first)), word & (u64::MAX >> (64 - 8 * both)), first)
}

/// How many bytes the character has whose first byte is `lead`.
const fn width(lead: u8) -> usize {
    match lead {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// The first eight bytes as one number; a shorter text is filled up with zeros.
#[inline]
pub(super) fn head(bytes: &[u8]) -> u64 {
    if let Some(first) = bytes.first_chunk() {
        return u64::from_le_bytes(*first);
    }
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// How many bytes a needle takes in the program.
const BYTES: usize = 32;

/// A literal in the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needle {
    /// Its first eight bytes.
    head: u64,
    /// Where it stands in the texts.
    start: u32,
    pub(super) len: u16,
    rest: Rest,
    /// Two characters of the rest: one of them must stand beside it, or almost.
    beside: [u32; 2],
    pub(super) owner: u32,
    pub(super) tag: u32,
}

impl Needle {
    /// The slot in which it is looked for.
    pub(super) fn slot(&self) -> usize {
        let ([lone, short, long], width) = slots(self.head);
        match usize::from(self.len) {
            len if len == width => lone,
            ..8 => short,
            _ => long,
        }
    }

    /// Whether a text that begins with eight such bytes may begin with it.
    #[inline]
    pub(super) fn is_like(&self, typed: u64) -> bool {
        typed & (u64::MAX >> (64 - 8 * self.len.min(8))) == self.head
    }

    /// Whether the rest may stand before or behind it with a slip.
    #[inline]
    pub(super) fn fits(&self, before: &str, behind: &str) -> bool {
        match self.rest {
            Rest::Nowhere => true,
            Rest::Before => before.chars().rev().take(2).any(|c| self.beside.contains(&c.into())),
            Rest::Behind => behind.chars().take(2).any(|c| self.beside.contains(&c.into())),
        }
    }

    /// The order of a table: in a slot the shorter ones come first.
    fn place(&self) -> (usize, u16) {
        (self.slot(), self.len)
    }

    fn to_bytes(self) -> impl Iterator<Item = u8> {
        let both = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        let [near, far] = self.beside;
        let place = both(self.start, u32::from(self.len) | (self.rest as u32) << 16);
        [self.head, place, both(near, far), both(self.owner, self.tag)].into_iter().flat_map(u64::to_le_bytes)
    }

    /// What [`Needle::to_bytes`] gave, with its owner's new number; nothing where it has none.
    #[inline]
    fn from_bytes(bytes: &[u8; BYTES], owner: impl Fn(u32) -> Option<u32>) -> Option<Needle> {
        let (words, _) = bytes.as_chunks();
        let &[head, place, beside, asked] = words.first_chunk()?;
        let (head, place) = (u64::from_le_bytes(head), u64::from_le_bytes(place));
        let (beside, asked) = (u64::from_le_bytes(beside), u64::from_le_bytes(asked));
        let rest = match place >> 48 {
            1 => Rest::Before,
            2 => Rest::Behind,
            _ => Rest::Nowhere,
        };
        let (start, len, beside) = (place as u32, (place >> 32) as u16, [beside as u32, (beside >> 32) as u32]);
        Some(Needle { head, start, len, rest, beside, owner: owner(asked as u32)?, tag: (asked >> 32) as u32 })
    }

    fn range(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.len)
    }
}

/// The table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    needles: Vec<Needle>,
    texts: Vec<u8>,
}

impl Table {
    /// Makes one.
    #[must_use]
    pub fn new(literals: &Literals) -> Table {
        let texts = literals.texts.clone().into_bytes();
        let needle = |&Entry { start, len, rest, beside, owner, tag }: &Entry| {
            let mut needle = Needle { head: 0, start, len, rest, beside, owner, tag };
            needle.head = head(texts.get(needle.range()).unwrap_or_default());
            needle
        };
        let mut needles: Vec<Needle> = literals.entries.iter().map(needle).collect();
        needles.sort_unstable_by_key(|n| (n.place(), n.owner, n.tag));
        Table { needles, texts }
    }

    /// One that was made before and lies in the program, as [`Table::to_bytes`] gave it. `owner` says who now owns the
    /// literals of an owner; where nobody does they are left out.
    #[must_use]
    pub fn prepared(bytes: &[u8], owner: impl Fn(u32) -> Option<u32>) -> Table {
        let (count, bytes) = bytes.split_first_chunk().unwrap_or((&[0; 4], &[]));
        let (needles, texts) = bytes.split_at_checked(u32::from_le_bytes(*count) as usize * BYTES).unwrap_or_default();
        let needle = |bytes| Needle::from_bytes(bytes, &owner);
        let needles = needles.as_chunks().0.iter().filter_map(needle).collect();
        Table { needles, texts: texts.to_vec() }
    }

    /// The table as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = (self.needles.len() as u32).to_le_bytes().to_vec();
        self.needles.iter().for_each(|needle| bytes.extend(needle.to_bytes()));
        bytes.extend_from_slice(&self.texts);
        bytes
    }

    /// The literals of both.
    #[must_use]
    pub fn join(mut self, other: &Table) -> Table {
        let moved = self.texts.len() as u32;
        let moved = |n: &Needle| (n.place(), Needle { start: n.start + moved, ..*n });
        let others: Vec<_> = other.needles.iter().map(moved).collect();
        let mut others = others.as_slice();
        let mut needles = Vec::with_capacity(self.needles.len() + other.needles.len());
        for needle in self.needles {
            let place = needle.place();
            while let Some(((earlier, other), rest)) = others.split_first()
                && *earlier < place
            {
                needles.push(*other);
                others = rest;
            }
            needles.push(needle);
        }
        needles.extend(others.iter().map(|(_, needle)| *needle));
        self.texts.extend_from_slice(&other.texts);
        Table { needles, texts: self.texts }
    }

    /// The texts with their owners and tags, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        self.needles.iter().map(|n| (str::from_utf8(self.text(n)).unwrap_or_default(), n.owner, n.tag))
    }

    /// By slot.
    #[inline]
    pub(super) fn needles(&self) -> &[Needle] {
        &self.needles
    }

    #[inline]
    pub(super) fn text(&self, needle: &Needle) -> &[u8] {
        self.texts.get(needle.range()).unwrap_or_default()
    }
}
