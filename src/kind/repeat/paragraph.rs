//! Paragraphs that stand twice in a draft, word for word or nearly.
//!
//! Hardly any does, so each is first told from the others by a few of its clauses. Only those that share some are
//! compared letter by letter. Linear on any draft.

use super::Repeat;
use super::far::{again, doubted, is_whole, runs};
use super::letters::{ALIKE, SPREAD, has, jaccard, spread, trigrams};
use super::sieve::Sieve;
use crate::document::Document;
use crate::kind::Finding;
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// How many of its smallest hashes stand for a paragraph, and how many two that are compared must share.
const SKETCH: usize = 8;
const SHARED: usize = 2;
/// How many earlier paragraphs with the same hash a paragraph is compared with.
const REMEMBERED: usize = 3;
/// How many bytes of a clause are hashed, and the shortest clause that is.
const PIECE: usize = 16;
const CLAUSE: usize = 9;

/// The least hashes of how the clauses of a block begin, and of how long ones end.
fn sketch(doc: &Document, block: Span) -> impl Iterator<Item = u32> {
    let bytes = doc.text().as_bytes();
    let mut least = [u32::MAX; SKETCH];
    let mut keep = |hash| keep(&mut least, hash);
    let mut from = block.start();
    let marks = doc.signs.within(block).iter().map(|sign| sign.span());
    for mark in marks.chain([Span::at(block.end())]) {
        let clause = bytes.get(from..mark.start()).unwrap_or_default();
        from = mark.end();
        if let Some(head) = clause.first_chunk() {
            keep(piece(*head));
            if clause.len() >= 2 * PIECE
                && let Some(tail) = clause.last_chunk()
            {
                keep(!piece(*tail));
            }
        } else if clause.len() >= CLAUSE {
            let mut filled = [0; PIECE];
            filled.iter_mut().zip(clause).for_each(|(to, byte)| *to = *byte);
            keep(piece(filled));
        }
    }
    least.into_iter().take_while(|hash| *hash < u32::MAX)
}

/// Takes a hash among the least ones, which are sorted, unless it is there.
fn keep(least: &mut [u32; SKETCH], mut hash: u32) {
    if least.last() <= Some(&hash) || least.contains(&hash) {
        return;
    }
    for kept in least {
        (*kept, hash) = (hash.min(*kept), hash.max(*kept));
    }
}

/// The hash of a few bytes.
fn piece(bytes: [u8; PIECE]) -> u32 {
    let n = u128::from_le_bytes(bytes);
    spread((n >> 64) as u64 ^ (n as u64).wrapping_mul(SPREAD).rotate_left(31))
}

/// A paragraph that may come again: its block, and how many hashes stand for it. A large draft has many.
struct Paragraph {
    block: u32,
    hashes: u8,
    /// Whether it has letters enough, once that was asked.
    long: OnceCell<bool>,
}

impl Paragraph {
    fn text<'d>(&self, doc: &'d Document) -> &'d str {
        doc.blocks.get(self.block as usize).map_or("", |block| doc.slice(block.span))
    }

    /// Its first sentence.
    fn head(&self, doc: &Document) -> Option<Span> {
        let block = doc.blocks.get(self.block as usize)?;
        Some(doc.sentences.get(block.sentences.start).map_or(block.span, |sentence| sentence.span))
    }
}

/// Paragraphs that stand twice, word for word or nearly. Reports the first sentence of the second one.
pub(super) fn paragraphs(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let least = kind.min.max(3);
    let mut all: Vec<Paragraph> = Vec::new();
    let mut hashes: Vec<u64> = Vec::new();
    for (block, number) in doc.blocks.iter().zip(0..).filter(|(block, _)| runs(block)) {
        let text = doc.slice(block.span);
        // No letter takes less than a byte.
        if text.len() >= least && is_whole(text) {
            let others = hashes.len();
            hashes.extend(sketch(doc, block.span).map(|hash| u64::from(hash) << 32 | all.len() as u64));
            all.push(Paragraph { block: number, hashes: (hashes.len() - others) as u8, long: OnceCell::new() });
        }
    }
    let text = |index: u32| all.get(index as usize).map_or("", |p| p.text(doc));
    let sieve = Sieve::new(hashes.iter().map(|n| (n >> 32) as u32));
    hashes.retain(|n| sieve.keeps((n >> 32) as u32));
    drop(sieve);
    let long = |index: u32| all.get(index as usize).is_some_and(|p| *p.long.get_or_init(|| has(p.text(doc), least)));
    let first = out.len();
    let mut sets: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut held = 0;
    let shared = Shared::new(hashes, long);
    for (this, others) in shared.paragraphs() {
        let Some(paragraph) = all.get(this as usize) else { continue };
        let wanted = SHARED.min(paragraph.hashes.into());
        if held > HELD {
            held = 0;
            sets.clear();
        }
        let near = others.chunk_by(|a, b| a == b).filter(|same| same.len() >= wanted).take(SKETCH);
        let alike = near.filter_map(|same| same.first()).find_map(|&other| {
            if text(this) == text(other) {
                return Some((other, 100));
            }
            for index in [this, other] {
                let set = sets.entry(index).or_insert_with(|| trigrams(text(index)));
                held += set.len();
            }
            let percent = jaccard(sets.get(&this)?, sets.get(&other)?);
            (percent >= ALIKE).then_some((other, percent))
        });
        let told = |(other, percent): (u32, u32)| {
            Some(again(paragraph.head(doc)?, all.get(other as usize)?.head(doc)?, percent))
        };
        out.extend(alike.and_then(told));
    }
    doubted(doc, out, first);
}

/// How many trigrams of paragraphs are asked for before all are forgotten, so that a large draft takes little room.
const HELD: usize = 1 << 20;

/// Paragraphs that have hashes of earlier ones.
struct Shared {
    /// A paragraph in the upper half, a group that it is in by one of its hashes in the lower one; sorted.
    members: Vec<u64>,
    /// The first paragraphs of each group, in order; the last one again where there are fewer.
    groups: Vec<[u32; REMEMBERED]>,
}

impl Shared {
    /// From numbers with a hash in the upper half and a paragraph in the lower one. Paragraphs that are not `long` do not
    /// count.
    fn new(mut hashes: Vec<u64>, long: impl Fn(u32) -> bool) -> Shared {
        hashes.sort_unstable();
        let mut groups: Vec<[u32; REMEMBERED]> = Vec::new();
        // Members take the places of the hashes before them: a large draft has many, and a copy takes room.
        let (mut from, mut kept) = (0, 0);
        while let Some(hash) = hashes.get(from).map(|n| n >> 32) {
            let group = from..from + hashes.iter().skip(from).take_while(|n| **n >> 32 == hash).count();
            from = group.end;
            let (mut firsts, mut count) = ([0; REMEMBERED], 0);
            for at in group {
                let Some(index) = hashes.get(at).map(|n| *n as u32).filter(|index| long(*index)) else { continue };
                firsts.iter_mut().skip(count).for_each(|place| *place = index);
                if count > 0
                    && let Some(place) = hashes.get_mut(kept)
                {
                    *place = u64::from(index) << 32 | groups.len() as u64;
                    kept += 1;
                }
                count += 1;
            }
            if count > 1 {
                groups.push(firsts);
            }
        }
        hashes.truncate(kept);
        let mut members = hashes;
        members.sort_unstable();
        Shared { members, groups }
    }

    /// Each paragraph with the earlier ones in its groups, sorted, one as often as it shares a hash.
    fn paragraphs(&self) -> impl Iterator<Item = (u32, Vec<u32>)> {
        self.members.chunk_by(|a, b| a >> 32 == b >> 32).filter_map(|chunk| {
            let this = (chunk.first()? >> 32) as u32;
            let mut others = Vec::with_capacity(chunk.len() * REMEMBERED);
            for group in chunk.iter().filter_map(|n| self.groups.get(*n as u32 as usize)) {
                let distinct = group.chunk_by(|a, b| a == b).filter_map(|same| same.first());
                others.extend(distinct.filter(|other| **other < this));
            }
            others.sort_unstable();
            Some((this, others))
        })
    }
}
