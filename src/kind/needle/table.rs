//! Literals → a table in which those of a text are found.
//!
//! Chinese text is searched by the pair of characters a literal begins with, so the table is sorted by a hash of that
//! pair: its slot. Also compiled into the build script, which makes the table of the built-in packs; so this file knows
//! nothing of the program.

use std::ops::Range;

/// Literals on their way into a table: the texts in one string, so that thousands of them are one allocation.
#[derive(Debug, Default)]
pub struct Literals {
    texts: String,
    entries: Vec<Entry>,
    owner: u32,
}

/// A literal and who asked for it.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    start: u32,
    len: u16,
    part: Part,
    owner: u32,
    tag: u32,
}

/// Which part of a text a literal is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    #[default]
    Whole,
    /// Its beginning.
    Head,
    /// Its end.
    Tail,
}

impl Literals {
    /// Names the owner of the literals that follow.
    pub fn owner(&mut self, owner: u32) {
        self.owner = owner;
    }

    /// Adds one, to come back with `tag`; an empty one is left out, and one of more than 64 KB.
    pub fn add(&mut self, text: &str, tag: u32) {
        self.add_part(text, 0..text.len(), tag);
    }

    /// Adds the beginning or the end of a text. It is found only where the rest may stand beside it with a slip: where one
    /// of the next two characters there is one of the next two of the text.
    pub fn add_part(&mut self, text: &str, range: Range<usize>, tag: u32) {
        // The parts of a text come after each other.
        let shared = self.texts.ends_with(text);
        let before = if shared { self.texts.len() - text.len() } else { self.texts.len() };
        let (Ok(start), Ok(len)) = (u32::try_from(before + range.start), u16::try_from(range.len())) else { return };
        if len > 0 {
            let part = match (range.start, range.end == text.len()) {
                (0, true) => Part::Whole,
                (0, false) => Part::Head,
                _ => Part::Tail,
            };
            self.texts.push_str(if shared { "" } else { text });
            self.entries.push(Entry { start, len, part, owner: self.owner, tag });
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

/// How many bits the number of a slot has.
pub(super) const SLOT: u32 = 17;

/// The slot of what a text begins with.
#[inline]
pub(super) fn slot(beginning: u64) -> usize {
    (beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOT)) as usize
}

/// The first character and the first two of a text that is given by its first eight bytes, and how long the first one is.
#[inline]
pub(super) fn beginnings(word: u64) -> (u64, u64, usize) {
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

/// A literal in the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needle {
    /// Its first eight bytes.
    pub(super) head: u64,
    /// Where it stands in the texts.
    start: u32,
    pub(super) len: u16,
    pub(super) part: Part,
    pub(super) owner: u32,
    pub(super) tag: u32,
}

impl Needle {
    pub(super) fn slot(&self) -> usize {
        slot(beginnings(self.head).1)
    }

    /// Whether it is one character.
    pub(super) fn is_lone(&self) -> bool {
        beginnings(self.head).2 == usize::from(self.len)
    }

    fn range(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.len)
    }

    /// The order of a table: by slot; in a slot the shorter ones first, those of eight bytes and more by their first eight.
    fn place(&self) -> (usize, u64, u16) {
        (self.slot(), if self.len < 8 { 0 } else { self.head }, self.len)
    }
}

/// The table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// In the order of [`Needle::place`].
    needles: Vec<Needle>,
    texts: String,
}

impl Table {
    /// Makes one.
    #[must_use]
    pub fn new(literals: &Literals) -> Table {
        let texts = literals.texts.clone();
        let needle = |&Entry { start, len, part, owner, tag }: &Entry| {
            let mut needle = Needle { head: 0, start, len, part, owner, tag };
            needle.head = head(texts.as_bytes().get(needle.range()).unwrap_or_default());
            needle
        };
        let mut needles: Vec<Needle> = literals.entries.iter().map(needle).collect();
        needles.sort_unstable_by_key(|n| (n.place(), n.owner, n.tag));
        Table { needles, texts }
    }

    /// One that was made before and lies in the program, as [`Table::to_bytes`] gave it. `owner` says who now owns the
    /// literals of an owner; they are left out where nobody does.
    #[must_use]
    pub fn prepared(bytes: &[u8], owner: impl Fn(u32) -> Option<u32>) -> Table {
        let mut reader = Reader(bytes);
        let count = reader.u32() as usize;
        let mut needles = Vec::with_capacity(count);
        for _ in 0..count {
            let (head, start, [low, high, part, _]) = (u64::from_le_bytes(reader.take()), reader.u32(), reader.take());
            let (len, part) = (u16::from_le_bytes([low, high]), Part::from_byte(part));
            let (whose, tag) = (reader.u32(), reader.u32());
            needles.extend(owner(whose).map(|owner| Needle { head, start, len, part, owner, tag }));
        }
        Table { needles, texts: str::from_utf8(reader.0).unwrap_or_default().to_owned() }
    }

    /// The table as bytes; numbers are little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = (self.needles.len() as u32).to_le_bytes().to_vec();
        for n in &self.needles {
            bytes.extend(n.head.to_le_bytes());
            bytes.extend(n.start.to_le_bytes());
            bytes.extend(n.len.to_le_bytes());
            bytes.extend([n.part as u8, 0]);
            bytes.extend([n.owner, n.tag].into_iter().flat_map(u32::to_le_bytes));
        }
        bytes.extend_from_slice(self.texts.as_bytes());
        bytes
    }

    /// The literals of both.
    #[must_use]
    pub fn join(self, other: &Table) -> Table {
        let moved = self.texts.len() as u32;
        let mut others = other.needles.iter().map(|n| Needle { start: n.start + moved, ..*n }).peekable();
        let mut needles = Vec::with_capacity(self.needles.len() + other.needles.len());
        for needle in self.needles {
            let place = needle.place();
            while let Some(earlier) = others.next_if(|n| n.place() < place) {
                needles.push(earlier);
            }
            needles.push(needle);
        }
        needles.extend(others);
        Table { needles, texts: self.texts + &other.texts }
    }

    /// The texts with their owners and tags, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        self.needles.iter().map(|n| (self.text(n), n.owner, n.tag))
    }

    /// By slot; in a slot the shorter ones come first, those of eight bytes and more by their first eight.
    pub(super) fn needles(&self) -> &[Needle] {
        &self.needles
    }

    pub(super) fn text(&self, needle: &Needle) -> &str {
        self.texts.get(needle.range()).unwrap_or_default()
    }

    /// What stands before and behind a literal that is a part of a text.
    pub(super) fn around(&self, needle: &Needle) -> (&str, &str) {
        let Range { start, end } = needle.range();
        (self.texts.get(..start).unwrap_or_default(), self.texts.get(end..).unwrap_or_default())
    }
}

impl Part {
    fn from_byte(byte: u8) -> Part {
        [Part::Whole, Part::Head, Part::Tail].into_iter().find(|part| *part as u8 == byte).unwrap_or_default()
    }
}

/// Numbers from the front of a block of bytes.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((first, rest)) = self.0.split_first_chunk() else { return [0; N] };
        self.0 = rest;
        *first
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }
}
