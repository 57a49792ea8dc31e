//! Literals → a table in which those of a text are found.
//!
//! Chinese text is searched by the pair of characters a literal begins with: one bit tells for nearly every place that
//! nothing begins there, a count of bits leads to the few literals to compare. The literals are counted together, not
//! sorted or built as an automaton. Also compiled into the build script, which makes the table of the built-in packs;
//! so this file knows nothing of the program.

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
            self.entries.push(Entry { start, len, owner: self.owner, tag });
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

/// How many bits a slot has.
const SLOT: u32 = 17;
/// How many words of bits there are: one bit for each slot.
pub(super) const WORDS: usize = (1 << SLOT) / 64;

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
struct Needle {
    /// Its first eight bytes.
    head: u64,
    /// Where it stands in the texts.
    start: u32,
    len: u32,
    owner: u32,
    tag: u32,
}

/// The table.
#[derive(Debug, Clone)]
pub struct Table {
    /// A bit for each slot that is taken.
    taken: Vec<u64>,
    /// How many slots are taken before each word of bits.
    before: Vec<u32>,
    /// A bit for the slot of each literal that is one character.
    lone: Vec<u64>,
    /// Where the needles of each taken slot begin, and where the last ones end.
    starts: Vec<u32>,
    /// By slot; in a slot the shorter ones come first, those of eight bytes and more by their first eight.
    needles: Vec<Needle>,
    texts: Vec<u8>,
}

impl Table {
    /// Makes one.
    #[must_use]
    pub fn new(literals: &Literals) -> Table {
        let texts = literals.texts.as_bytes();
        let needle = |e: &Entry| {
            let text = texts.get(e.start as usize..(e.start + e.len) as usize).unwrap_or_default();
            Needle { head: head(text), start: e.start, len: e.len, owner: e.owner, tag: e.tag }
        };
        let slot_of = |needle: &Needle| slot(beginnings(needle.head).1);
        let mut needles: Vec<Needle> = literals.entries.iter().map(needle).collect();
        let long = |n: &Needle| if n.len < 8 { 0 } else { n.head };
        needles.sort_unstable_by_key(|n| (slot_of(n), n.len >= 8, long(n), n.len, n.owner, n.tag));
        let (mut taken, mut lone) = (vec![0_u64; WORDS], vec![0_u64; WORDS]);
        let mut starts: Vec<u32> = Vec::new();
        let mut last = None;
        for (needle, at) in needles.iter().zip(0..) {
            let slot = slot_of(needle);
            if last.replace(slot) != Some(slot) {
                starts.push(at);
                set(&mut taken, slot);
            }
            if beginnings(needle.head).2 == needle.len as usize {
                set(&mut lone, slot);
            }
        }
        starts.push(needles.len() as u32);
        Table { before: ranks(&taken), taken, lone, starts, needles, texts: texts.to_vec() }
    }

    /// One that was made before and lies in the program, as [`Table::to_bytes`] gave it.
    #[must_use]
    pub fn prepared(bytes: &[u8]) -> Table {
        let mut reader = Reader(bytes);
        let (slots, needles) = (reader.u32() as usize, reader.u32() as usize);
        let taken: Vec<u64> = (0..WORDS).map(|_| reader.u64()).collect();
        let lone = (0..WORDS).map(|_| reader.u64()).collect();
        let starts = (0..=slots).map(|_| reader.u32()).collect();
        let needle = |_| Needle {
            head: reader.u64(),
            start: reader.u32(),
            len: reader.u32(),
            owner: reader.u32(),
            tag: reader.u32(),
        };
        let needles = (0..needles).map(needle).collect();
        Table { before: ranks(&taken), taken, lone, starts, needles, texts: reader.0.to_vec() }
    }

    /// The table as bytes; numbers are little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let slots = (self.starts.len() - 1) as u32;
        bytes.extend([slots, self.needles.len() as u32].into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(self.taken.iter().chain(&self.lone).flat_map(|word| word.to_le_bytes()));
        bytes.extend(self.starts.iter().flat_map(|start| start.to_le_bytes()));
        for n in &self.needles {
            bytes.extend(n.head.to_le_bytes());
            bytes.extend([n.start, n.len, n.owner, n.tag].into_iter().flat_map(u32::to_le_bytes));
        }
        bytes.extend_from_slice(&self.texts);
        bytes
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

    /// The words of bits that say which slots are taken, and which of them by a single character.
    pub(super) fn bits(&self) -> impl Iterator<Item = (u64, u64)> {
        self.taken.iter().copied().zip(self.lone.iter().copied())
    }

    /// The texts with their owners and tags, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        self.needles.iter().map(|n| (std::str::from_utf8(self.text(n)).unwrap_or_default(), n.owner, n.tag))
    }

    fn text(&self, needle: &Needle) -> &[u8] {
        self.texts.get(needle.start as usize..(needle.start + needle.len) as usize).unwrap_or_default()
    }

    /// Calls `found(owner, tag, length)` for every literal of `slot` that `rest` begins with; `typed` are the first bytes
    /// of that.
    #[inline]
    pub(super) fn look(&self, slot: usize, typed: u64, rest: &[u8], found: &mut impl FnMut(u32, u32, usize)) {
        let (word, bit) = (slot / 64, slot % 64);
        let (Some(bits), Some(before)) = (self.taken.get(word), self.before.get(word)) else { return };
        if bits >> bit & 1 == 0 {
            return;
        }
        let rank = (bits & ((1 << bit) - 1)).count_ones() + before;
        let Some(&[start, end]) = self.starts.get(rank as usize..).and_then(<[u32]>::first_chunk) else { return };
        let Some(mut needles) = self.needles.get(start as usize..end as usize) else { return };
        while let Some((needle, others)) = needles.split_first()
            && needle.len < 8
        {
            if typed & ((1 << (8 * needle.len)) - 1) == needle.head && needle.len as usize <= rest.len() {
                found(needle.owner, needle.tag, needle.len as usize);
            }
            needles = others;
        }
        let first = if needles.len() > 8 { needles.partition_point(|needle| needle.head < typed) } else { 0 };
        for needle in needles.get(first..).unwrap_or_default() {
            if needle.head > typed {
                break;
            }
            let len = needle.len as usize;
            if needle.head == typed && len <= rest.len() && rest.get(8..len) == self.text(needle).get(8..) {
                found(needle.owner, needle.tag, len);
            }
        }
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

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }
}

/// How many bits are set before each word.
fn ranks(words: &[u64]) -> Vec<u32> {
    let mut count = 0;
    let before = |word: &u64| {
        count += word.count_ones();
        count - word.count_ones()
    };
    words.iter().map(before).collect()
}

fn set(words: &mut [u64], bit: usize) {
    if let Some(word) = words.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}
