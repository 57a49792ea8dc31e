//! Bytes ↔ a model: a head with version and checksum, then sections that are used where they lie.

use super::confuse::Confusions;
use super::edit::Mistake;
use super::fuse::Fuse;
use super::gate::Gate;
use super::gram::mix;
use super::lang::Lang;
use super::scan::Known;
use super::tree::{Forest, Trees};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

const MAGIC: &[u8; 8] = b"dinggao\x1a";
/// The version of the format and of what the features mean.
pub const VERSION: u32 = 3;
/// Sections, in order: numbers, notes, single counts, table, nine of confusions, four of trees, bigrams, hints, words.
const SECTIONS: usize = 20;
/// Magic, version, sections' ends, checksum.
const HEAD: usize = 8 + 4 + 4 * SECTIONS + 8;
/// How many numbers the first section has: longest n-gram, total, two thresholds for each mistake, the gate's.
const NUMBERS: usize = 9;

/// A model in bytes.
#[derive(Debug, Clone)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    sections: [Range<usize>; SECTIONS],
    numbers: [i32; NUMBERS],
    known: Known,
    forests: OnceLock<[Forest; 4]>,
}

/// Why bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Something else.
    #[error("不是错字模型文件")]
    Foreign,
    /// Of another version.
    #[error("模型文件的版本是 {0}，本程序只认 {VERSION}；请用本程序的 dinggao model train 重新训练")]
    Version(u32),
    /// Damaged.
    #[error("模型文件已损坏（校验和不符）；请重新复制或重新训练")]
    Damaged,
}

/// What a model is made of.
#[derive(Debug, Default)]
pub struct Parts {
    /// Longest n-gram.
    pub longest: usize,
    /// See [`Lang::total`].
    pub total: i32,
    /// By [`Mistake`]: least score of a warning and of a hint.
    pub thresholds: [[i32; 2]; 3],
    /// For people: `name: value` lines.
    pub notes: String,
    /// See [`Lang::single`].
    pub single: Vec<u8>,
    /// See [`Lang::table`].
    pub table: Vec<u8>,
    /// See [`Lang::pairs`].
    pub pairs: Vec<u8>,
    /// See [`Lang::hints`].
    pub hints: Vec<u8>,
    /// See [`Confusions`].
    pub confusions: [Vec<u8>; 9],
    /// See [`Lang::words`].
    pub words: Vec<u8>,
    /// By [`Mistake`]; the gate's last.
    pub trees: [Vec<u8>; 4],
    /// See [`Gate::least`].
    pub gate: i32,
}

impl Parts {
    /// The file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers =
            [self.longest as i32, self.total].into_iter().chain(self.thresholds.as_flattened().iter().copied());
        let numbers = numbers.chain([self.gate]);
        let numbers: Vec<u8> = numbers.flat_map(i32::to_le_bytes).collect();
        let head: [&[u8]; 4] = [&numbers, self.notes.as_bytes(), &self.single, &self.table];
        let sections = head.into_iter().chain(self.confusions.iter().map(Vec::as_slice));
        let sections = sections.chain(self.trees.iter().map(Vec::as_slice));
        let sections: Vec<&[u8]> = sections.chain([self.pairs.as_slice(), &self.hints, &self.words]).collect();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        let mut end = HEAD;
        for section in &sections {
            end += section.len();
            bytes.extend((end as u32).to_le_bytes());
        }
        let body = sections.concat();
        let sum = checksum(&[&bytes, &body]);
        bytes.extend(sum.to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

/// A checksum over parts put end to end, each padded to eight bytes.
fn checksum(parts: &[&[u8]]) -> u64 {
    let mut sum = 0x5851_f42d_4c95_7f2d;
    for part in parts {
        for chunk in part.chunks(8) {
            let word = chunk.iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
            sum = mix(sum ^ word).wrapping_add(chunk.len() as u64);
        }
    }
    sum
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl Model {
    /// A model from a file's bytes; the checksum is held against them.
    ///
    /// # Errors
    /// Where the bytes are no model, one of another version, or damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Model, Unreadable> {
        let model = Model::open(Cow::Owned(bytes))?;
        let (head, rest) = model.bytes.split_at(HEAD - 8);
        let body = rest.get(8..).unwrap_or(&[]);
        let stored = rest.get(..8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
        if stored == Some(checksum(&[head, body])) { Ok(model) } else { Err(Unreadable::Damaged) }
    }

    /// A model that is part of the program, whose checksum a test has proven: nothing is read but its head.
    ///
    /// # Errors
    /// As [`Model::from_bytes`].
    pub fn from_static(bytes: &'static [u8]) -> Result<Model, Unreadable> {
        Model::open(Cow::Borrowed(bytes))
    }

    fn open(bytes: Cow<'static, [u8]>) -> Result<Model, Unreadable> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err(Unreadable::Foreign);
        }
        match u32_at(&bytes, 8) {
            Some(VERSION) => {}
            Some(other) => return Err(Unreadable::Version(other)),
            None => return Err(Unreadable::Foreign),
        }
        let mut sections: [Range<usize>; SECTIONS] = Default::default();
        let mut start = HEAD;
        for (i, section) in sections.iter_mut().enumerate() {
            let end = u32_at(&bytes, 12 + 4 * i).map_or(0, |end| end as usize);
            if end < start || end > bytes.len() {
                return Err(Unreadable::Damaged);
            }
            *section = start..end;
            start = end;
        }
        let mut numbers = [0; NUMBERS];
        for (i, number) in numbers.iter_mut().enumerate() {
            *number = u32_at(&bytes, HEAD + 4 * i).map_or(0, |n| n as i32);
        }
        let model = Model { bytes, sections, numbers, known: Known::default(), forests: OnceLock::new() };
        let whole = model.sections.last().is_some_and(|s| s.end == model.bytes.len());
        let tables = [3, 17, 19].iter().all(|i| Fuse::new(model.section(*i)).is_some());
        if whole && tables { Ok(model) } else { Err(Unreadable::Damaged) }
    }

    fn section(&self, index: usize) -> &[u8] {
        self.sections.get(index).and_then(|range| self.bytes.get(range.clone())).unwrap_or(&[])
    }

    /// Its counts.
    #[must_use]
    pub fn lang(&self) -> Lang<'_> {
        // A table that cannot be read was refused when the model was opened; an empty one knows nothing.
        let [table, pairs, words] = [3, 17, 19].map(|i| Fuse::new(self.section(i)).unwrap_or(Fuse::EMPTY));
        let [longest, total, ..] = self.numbers;
        Lang {
            pairs,
            hints: self.section(18),
            table,
            words,
            single: self.section(2),
            longest: longest.clamp(2, 5) as usize,
            total,
        }
    }

    /// What is mistaken for what.
    #[must_use]
    pub fn confusions(&self) -> Confusions<'_> {
        let [readings, starts, groups, sounds, firsts, near, near_starts, look_heads, looks] =
            [4, 5, 6, 7, 8, 9, 10, 11, 12].map(|i| self.section(i));
        Confusions { readings, starts, groups, sounds, firsts, near, near_starts, look_heads, looks }
    }

    /// What was worked out of the confusions so far.
    #[must_use]
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The scorers, by [`Mistake`], and the gate's trees.
    #[must_use]
    pub fn forests(&self) -> &[Forest; 4] {
        self.forests.get_or_init(|| [13, 14, 15, 16].map(|i| Trees(self.section(i)).read()))
    }

    /// The gate, unless the trainer has not made it yet.
    #[must_use]
    pub fn gate(&self) -> Option<Gate<'_>> {
        let least = self.numbers.last().copied().unwrap_or(0);
        (!self.section(16).is_empty()).then(|| Gate { forest: &self.forests()[3], least })
    }

    /// How many trees the scorer for a mistake has.
    #[must_use]
    pub fn trees(&self, mistake: Mistake) -> usize {
        Trees(self.section(13 + mistake as usize)).len()
    }

    /// Least scores of a warning and of a hint.
    #[must_use]
    pub fn thresholds(&self, mistake: Mistake) -> [i32; 2] {
        let at = 2 + 2 * mistake as usize;
        [at, at + 1].map(|i| self.numbers.get(i).copied().unwrap_or(i32::MAX))
    }

    /// What its maker wrote about it: `name: value` lines.
    #[must_use]
    pub fn notes(&self) -> &str {
        std::str::from_utf8(self.section(1)).unwrap_or("")
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_or_is_refused() {
        let table = super::super::fuse::build(&[(1, 2)]).expect("one key");
        let notes = "a: b\n".into();
        let (pairs, words) = (table.clone(), table.clone());
        let parts = Parts { longest: 4, total: 9, notes, pairs, words, table, ..Parts::default() };
        let bytes = parts.to_bytes();
        let model = Model::from_bytes(bytes.clone()).expect("a model");
        assert_eq!((model.notes(), model.lang().total, model.size()), ("a: b\n", 9, bytes.len()));
        let mut other = bytes.clone();
        other[8] = 9;
        assert_eq!(Model::from_bytes(other).err(), Some(Unreadable::Version(9)));
        let mut other = bytes.clone();
        *other.last_mut().expect("bytes") ^= 1;
        assert_eq!(Model::from_bytes(other).err(), Some(Unreadable::Damaged));
        assert_eq!(Model::from_bytes(bytes[..bytes.len() - 1].to_vec()).err(), Some(Unreadable::Damaged));
        assert_eq!(Model::from_bytes(b"PK".to_vec()).err(), Some(Unreadable::Foreign));
    }
}
