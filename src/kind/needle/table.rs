//! Literals → one block of bytes in which a text's are found, searched where it lies.
//!
//! Chinese text is searched by the pair of characters a literal begins with: one bit tells for nearly every place that
//! nothing begins there, a count of bits leads to the few literals to compare. The literals are counted together, not
//! sorted or built as an automaton. Also compiled into the build script, which makes the table of the built-in packs;
//! so this file knows nothing of the program.

use std::borrow::Cow;

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
    len: u32,
    owner: u32,
    tag: u32,
    slot: u16,
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
            self.entries.push(Entry { start, len, owner: self.owner, tag, slot: slot_of(text) });
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
        let text = |e: &Entry| self.texts.get(e.start as usize..(e.start + e.len) as usize).unwrap_or_default();
        self.entries.iter().map(move |e| (text(e), e.owner, e.tag))
    }
}

/// Stands for “whatever follows” in the slot of a one-character literal.
pub(super) const ANY: char = '\u{0}';
/// How many words of bits there are: one bit for each slot.
pub(super) const WORDS: usize = (1 << 16) / 64;

/// The slot of literals that begin with two characters.
#[inline]
pub(super) fn slot(a: char, b: char) -> u16 {
    let key = u64::from(u32::from(a)) << 21 | u64::from(u32::from(b));
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - u16::BITS)) as u16
}

fn slot_of(text: &str) -> u16 {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(ANY);
    slot(first, chars.next().unwrap_or(ANY))
}

/// The bit that says whether a character is a literal by itself; characters beyond the BMP share one.
#[inline]
pub(super) fn lone_bit(c: char) -> u16 {
    u16::try_from(u32::from(c)).unwrap_or(u16::MAX)
}

/// The first eight bytes as one number; a shorter text is filled up with zeros.
fn head(bytes: &[u8]) -> u64 {
    if let Some((first, _)) = bytes.split_first_chunk() {
        return u64::from_le_bytes(*first);
    }
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// The table. Numbers are little-endian, in this order: how many runs and needles there are; a bit for each slot that is
/// taken; how many are taken before each word of bits; a bit for each character that is a literal by itself; where the
/// needles of each taken slot begin; the needles (their first eight bytes, place and length in the texts, owner, tag);
/// the texts.
#[derive(Debug, Clone)]
pub struct Table {
    bytes: Cow<'static, [u8]>,
    runs: usize,
    needles: usize,
}

const TAKEN: usize = 8;
const BEFORE: usize = TAKEN + 8 * WORDS;
const LONE: usize = BEFORE + 4 * WORDS;
const STARTS: usize = LONE + 8 * WORDS;
/// Bytes of a needle.
const NEEDLE: usize = 24;

impl Table {
    /// Makes one. In a slot the shorter literals come first; those of eight bytes and more stand by their first eight.
    #[must_use]
    pub fn new(literals: &Literals) -> Table {
        let mut entries = literals.entries.clone();
        let text = |e: &Entry| literals.texts.as_bytes().get(e.start as usize..(e.start + e.len) as usize);
        let long = |e: &Entry| if e.len < 8 { 0 } else { text(e).map_or(0, head) };
        entries.sort_unstable_by_key(|e| (e.slot, e.len >= 8, long(e), e.len, e.owner, e.tag));
        let (mut taken, mut lone) = (vec![0_u64; WORDS], vec![0_u64; WORDS]);
        let mut starts: Vec<u32> = Vec::new();
        let mut last = None;
        for (entry, at) in entries.iter().zip(0..) {
            if last.replace(entry.slot) != Some(entry.slot) {
                starts.push(at);
                set(&mut taken, entry.slot);
            }
            let text = literals.texts.get(entry.start as usize..(entry.start + entry.len) as usize).unwrap_or_default();
            let mut chars = text.chars();
            if let (Some(only), None) = (chars.next(), chars.next()) {
                set(&mut lone, lone_bit(only));
            }
        }
        let runs = starts.len();
        starts.push(entries.len() as u32);
        let size = STARTS + 4 * starts.len() + NEEDLE * entries.len() + literals.texts.len();
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(&(runs as u32).to_le_bytes());
        bytes.extend_from_slice(&(entries.len() as u32).to_le_bytes());
        taken.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
        let mut before = 0_u32;
        for word in &taken {
            bytes.extend_from_slice(&before.to_le_bytes());
            before += word.count_ones();
        }
        lone.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
        starts.iter().for_each(|start| bytes.extend_from_slice(&start.to_le_bytes()));
        for Entry { start, len, owner, tag, .. } in &entries {
            let text = literals.texts.as_bytes().get(*start as usize..(start + len) as usize).unwrap_or_default();
            bytes.extend_from_slice(&head(text).to_le_bytes());
            [start, len, owner, tag].into_iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        }
        bytes.extend_from_slice(literals.texts.as_bytes());
        Table { bytes: bytes.into(), runs, needles: entries.len() }
    }

    /// One that was made before and lies in the program.
    #[must_use]
    pub fn prepared(bytes: &'static [u8]) -> Table {
        let mut table = Table { bytes: bytes.into(), runs: 0, needles: 0 };
        (table.runs, table.needles) = (table.u32_at(0) as usize, table.u32_at(4) as usize);
        table
    }

    /// What [`Table::prepared`] takes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many literals it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.needles
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.needles == 0
    }

    /// The words of bits that say which slots are taken, and which characters are literals by themselves.
    pub(super) fn bits(&self) -> impl Iterator<Item = (u64, u64)> {
        (0..WORDS).map(|word| (self.u64_at(TAKEN + 8 * word), self.u64_at(LONE + 8 * word)))
    }

    /// The texts with their owners and tags, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        (0..self.needles).map(|at| {
            let (text, owner, tag) = self.needle(at);
            (std::str::from_utf8(text).unwrap_or_default(), owner, tag)
        })
    }

    /// Calls `found(owner, tag, length)` for every literal of `slot` that `rest` begins with.
    #[inline]
    pub(super) fn look(&self, slot: u16, rest: &[u8], found: &mut impl FnMut(u32, u32, usize)) {
        let (word, bit) = (usize::from(slot / 64), slot % 64);
        let bits = self.u64_at(TAKEN + 8 * word);
        if bits >> bit & 1 == 1 {
            let rank = (bits & ((1 << bit) - 1)).count_ones() + self.u32_at(BEFORE + 4 * word);
            self.compare(rank as usize, rest, found);
        }
    }

    fn compare(&self, rank: usize, rest: &[u8], found: &mut impl FnMut(u32, u32, usize)) {
        let (start, end) = (self.u32_at(STARTS + 4 * rank), self.u32_at(STARTS + 4 * (rank + 1)));
        let typed = head(rest);
        let needles = self.needles_at();
        let run =
            self.bytes.get(needles + NEEDLE * start as usize..needles + NEEDLE * end as usize).unwrap_or_default();
        let (mut long, _) = run.as_chunks::<NEEDLE>();
        let mut at = start as usize;
        let mut offer = |needle: &[u8; NEEDLE], at: usize, len: usize| {
            let same = len <= rest.len() && (len <= 8 || rest.get(8..len) == self.needle(at).0.get(8..));
            if same {
                found(number_of(needle, 16), number_of(needle, 20), len);
            }
        };
        while let Some((needle, others)) = long.split_first()
            && number_of(needle, 12) < 8
        {
            let len = number_of(needle, 12) as usize;
            if typed & ((1 << (8 * len)) - 1) == head_of(needle) {
                offer(needle, at, len);
            }
            (long, at) = (others, at + 1);
        }
        let first = long.partition_point(|needle| head_of(needle) < typed);
        let same = long.get(first..).unwrap_or_default().iter().take_while(|needle| head_of(needle) == typed);
        same.zip(at + first..).for_each(|(needle, at)| offer(needle, at, number_of(needle, 12) as usize));
    }

    fn needles_at(&self) -> usize {
        STARTS + 4 * (self.runs + 1)
    }

    /// A needle's text, owner and tag.
    fn needle(&self, at: usize) -> (&[u8], u32, u32) {
        let needles = self.needles_at();
        let at = needles + NEEDLE * at;
        let (start, len) = (self.u32_at(at + 8) as usize, self.u32_at(at + 12) as usize);
        let texts = needles + NEEDLE * self.needles;
        let text = self.bytes.get(texts + start..texts + start + len).unwrap_or_default();
        (text, self.u32_at(at + 16), self.u32_at(at + 20))
    }

    #[inline]
    fn u64_at(&self, at: usize) -> u64 {
        self.bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    #[inline]
    fn u32_at(&self, at: usize) -> u32 {
        self.bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }
}

/// The first bytes of a needle's text as one number.
#[inline]
fn head_of(needle: &[u8; NEEDLE]) -> u64 {
    needle.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// What a needle says from byte `at` on.
#[inline]
fn number_of(needle: &[u8; NEEDLE], at: usize) -> u32 {
    needle.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn set(words: &mut [u64], bit: u16) {
    if let Some(word) = words.get_mut(usize::from(bit / 64)) {
        *word |= 1 << (bit % 64);
    }
}
