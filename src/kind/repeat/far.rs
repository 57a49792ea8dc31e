//! Sentences and paragraphs that stand twice in a draft, exactly or nearly.
//!
//! Hardly any does, so each is first told from the others by a little of it: a sentence by how it begins and ends, a
//! paragraph by a few of its clauses. Only what is alike then is read letter by letter, once. Linear on any draft.

use super::Repeat;
use crate::document::glyph::{is_closer, is_letter, is_stop};
use crate::document::{Block, Document, Role};
use crate::kind::Finding;
use crate::span::Span;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::hash_map::Entry;

/// What is compared: letters, digits and ideographs.
fn plain(s: &str) -> impl DoubleEndedIterator<Item = char> + '_ {
    s.chars().filter(|c| is_letter(*c))
}

/// An odd number whose multiples spread over all bits.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of all letters of a text.
fn hash(text: &str) -> u64 {
    plain(text).fold(0, |h, c| (h ^ u64::from(c)).wrapping_mul(SPREAD).rotate_left(23))
}

/// The hash of how a text begins and ends.
fn ends(text: &str) -> u64 {
    let pack = |h: u64, c: char| h << 16 ^ u64::from(c);
    plain(text).take(4).fold(0, pack).wrapping_mul(SPREAD) ^ plain(text).rev().take(4).fold(0, pack)
}

/// Whether a block is running text.
fn runs(block: &Block) -> bool {
    matches!(block.role, Role::Paragraph | Role::Closing)
}

/// Whether a text ends as a sentence does.
fn is_whole(text: &str) -> bool {
    text.trim_end_matches(is_closer).ends_with(is_stop)
}

/// Whether a text has so many letters.
fn has(text: &str, letters: usize) -> bool {
    letters == 0 || plain(text).nth(letters - 1).is_some()
}

fn again(span: Span, first: Span, percent: u32) -> Finding {
    let vars = vec![("percent", percent.to_string())];
    Finding { vars, related: vec![(first, "前面已有".to_owned())], ..Finding::at(span) }
}

/// Whether a draft is a statute, where articles say the same on purpose.
fn is_statute(doc: &Document) -> bool {
    let article = |b: &&Block| {
        let head = doc.slice(b.span).trim_start_matches(['-', ' ', '*', '\u{3000}']);
        head.strip_prefix('第').is_some_and(|h| h.chars().take(6).any(|c| c == '条'))
    };
    doc.blocks.iter().filter(article).take(3).count() == 3
}

/// The texts that were met.
struct Met {
    /// By how they begin and end; none where the second such text came, and the first has gone into `full`.
    ends: FxHashMap<u64, Option<Span>>,
    /// Those of which several begin and end alike, by all their letters.
    full: FxHashMap<u64, Span>,
}

impl Met {
    /// Room for so many.
    fn of(count: usize) -> Met {
        let ends = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
        Met { ends, full: FxHashMap::default() }
    }

    /// Where the same letters stood before; remembers them otherwise.
    fn before(&mut self, doc: &Document, span: Span) -> Option<Span> {
        let text = doc.slice(span);
        match self.ends.entry(ends(text)) {
            Entry::Vacant(free) => {
                free.insert(Some(span));
                return None;
            }
            Entry::Occupied(mut known) => {
                if let Some(first) = known.get_mut().take() {
                    self.full.entry(hash(doc.slice(first))).or_insert(first);
                }
            }
        }
        let before = *self.full.entry(hash(text)).or_insert(span);
        (before != span && plain(doc.slice(before)).eq(plain(text))).then_some(before)
    }
}

/// Sentences that stand twice, the first of each run of them; where a whole paragraph does, it is reported as such.
pub(super) fn sentences(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let (mut blocks, mut sentences) = (Met::of(doc.blocks.len()), Met::of(doc.sentences.len()));
    let doubt = u8::from(is_statute(doc));
    // Whether the sentence before was pasted too.
    let mut running = false;
    for block in doc.blocks.iter().filter(|b| runs(b)) {
        if blocks.before(doc, block.span).is_some() && has(doc.slice(block.span), super::PARAGRAPH) {
            continue;
        }
        for sentence in doc.sentences.get(block.sentences.clone()).unwrap_or_default() {
            let text = doc.slice(sentence.span);
            if !is_whole(text) {
                continue;
            }
            let before = sentences.before(doc, sentence.span);
            if before.is_none() && !running || !has(text, kind.min.max(1)) {
                continue;
            }
            if let Some(before) = before.filter(|before| !running && !reworked(doc, block, *before)) {
                let short = u8::from(!has(text, SHORT));
                out.push(Finding { doubt: doubt + short, ..again(sentence.span, before, 100) });
            }
            running = before.is_some();
        }
    }
}

/// Longest paragraph that is compared for each of its sentences, in bytes.
const SIZE: u32 = 6000;

/// Whether a block is much the same as the one that `other` stands in: that is told of the whole paragraph.
fn reworked(doc: &Document, block: &Block, other: Span) -> bool {
    let Some(first) = doc.block_at(other.start).and_then(|i| doc.blocks.get(i)) else { return false };
    let span = first.span;
    let whole = |span: Span| is_whole(doc.slice(span)) && has(doc.slice(span), super::PARAGRAPH);
    span != block.span
        && span.len().max(block.span.len()) <= SIZE as usize
        && whole(span)
        && whole(block.span)
        && jaccard(&trigrams(doc.slice(span)), &trigrams(doc.slice(block.span))) >= ALIKE
}

/// Three characters of 21 bits.
const THREE: u64 = (1 << 63) - 1;

/// The hashes of every three letters in a row, sorted, each once.
fn trigrams(text: &str) -> Vec<u32> {
    let mut set = Vec::with_capacity(text.len() / 3);
    let mut last = 0;
    for (index, c) in plain(text).enumerate() {
        last = (last << 21 | u64::from(c)) & THREE;
        if index > 1 {
            set.push(spread(last));
        }
    }
    set.sort_unstable();
    set.dedup();
    set
}

/// The hash of a number.
fn spread(n: u64) -> u32 {
    let h = n.wrapping_mul(SPREAD);
    ((h ^ h >> 32).wrapping_mul(SPREAD) >> 32) as u32
}

/// A sentence shorter than this may be a turn of speech, in characters without punctuation.
const SHORT: usize = 22;
/// How many of its smallest hashes stand for a paragraph, and how many two that are compared must share.
const SKETCH: usize = 8;
const SHARED: usize = 2;
/// How many earlier paragraphs with the same hash a paragraph is compared with.
const REMEMBERED: usize = 3;
/// From how many percent on two paragraphs count as one.
const ALIKE: u32 = 80;
/// How many bytes of a clause are hashed, and the shortest clause that is.
const PIECE: usize = 16;
const CLAUSE: usize = 9;

/// The least hashes of how the clauses of a block begin, and of how long ones end; in `found`, which comes with what it
/// likes.
fn sketch(doc: &Document, block: Span, found: &mut Vec<u32>) {
    found.clear();
    let bytes = doc.text().as_bytes();
    let mut from = block.start();
    let marks = doc.signs.within(block).iter().map(|sign| sign.span());
    for mark in marks.chain([Span::at(block.end())]) {
        let clause = bytes.get(from..mark.start()).unwrap_or_default();
        from = mark.end();
        if let Some(head) = clause.first_chunk() {
            found.push(piece(*head));
            let tail = clause.last_chunk().filter(|_| clause.len() >= 2 * PIECE);
            found.extend(tail.map(|tail| !piece(*tail)));
        } else if clause.len() >= CLAUSE {
            let mut filled = [0; PIECE];
            filled.iter_mut().zip(clause).for_each(|(to, byte)| *to = *byte);
            found.push(piece(filled));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(SKETCH);
}

/// The hash of a few bytes.
fn piece(bytes: [u8; PIECE]) -> u32 {
    let n = u128::from_le_bytes(bytes);
    spread((n >> 64) as u64 ^ (n as u64).wrapping_mul(SPREAD).rotate_left(31))
}

/// A paragraph that may come again: its first sentence and all of it.
struct Paragraph {
    head: Span,
    span: Span,
    hashes: usize,
}

/// Paragraphs that stand twice, word for word or nearly. Reports the first sentence of the second one.
pub(super) fn paragraphs(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let mut all: Vec<Paragraph> = Vec::new();
    let mut hashes: Vec<u64> = Vec::new();
    let mut own = Vec::new();
    for block in doc.blocks.iter().filter(|b| runs(b)) {
        let text = doc.slice(block.span);
        if is_whole(text) {
            sketch(doc, block.span, &mut own);
            hashes.extend(own.iter().map(|h| u64::from(*h) << 32 | all.len() as u64));
            let head = doc.sentences.get(block.sentences.start).map_or(block.span, |s| s.span);
            all.push(Paragraph { head, span: block.span, hashes: own.len() });
        }
    }
    let doubt = u8::from(is_statute(doc));
    let text = |index: u32| all.get(index as usize).map_or("", |p| doc.slice(p.span));
    let mut sets: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut held = 0;
    let shared = Shared::new(hashes, |index| has(text(index), kind.min.max(3)));
    for (this, others) in shared.paragraphs() {
        let Some(paragraph) = all.get(this as usize) else { continue };
        let wanted = SHARED.min(paragraph.hashes);
        if held > HELD {
            held = 0;
            sets.clear();
        }
        let near = others.chunk_by(|a, b| a == b).filter(|same| same.len() >= wanted).take(SKETCH);
        let alike = near.filter_map(|same| same.first()).find_map(|&other| {
            for index in [this, other] {
                let set = sets.entry(index).or_insert_with(|| trigrams(text(index)));
                held += set.len();
            }
            let percent = jaccard(sets.get(&this)?, sets.get(&other)?);
            (percent >= ALIKE).then_some((all.get(other as usize)?.head, percent))
        });
        if let Some((first, percent)) = alike {
            out.push(Finding { doubt, ..again(paragraph.head, first, percent) });
        }
    }
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
        let mut members = Vec::new();
        let mut groups: Vec<[u32; REMEMBERED]> = Vec::new();
        for group in hashes.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| group.len() > 1) {
            let mut group = group.iter().map(|n| *n as u32).filter(|index| long(*index)).peekable();
            let Some(first) = group.next().filter(|_| group.peek().is_some()) else { continue };
            let (mut firsts, mut count) = ([first; REMEMBERED], 1);
            for index in group {
                firsts.iter_mut().skip(count).for_each(|place| *place = index);
                count += 1;
                members.push(u64::from(index) << 32 | groups.len() as u64);
            }
            groups.push(firsts);
        }
        drop(hashes);
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

/// How much of two sorted sets is in both, in percent of what is in either.
fn jaccard(a: &[u32], b: &[u32]) -> u32 {
    let (small, large) = (a.len().min(b.len()), a.len().max(b.len()));
    if small * 100 < large * ALIKE as usize {
        return 0;
    }
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    (both * 100 / (a.len() + b.len() - both).max(1)) as u32
}

#[cfg(test)]
mod tests {
    use super::super::{Repeat, Unit};
    use crate::diagnostic::Applicability;
    use crate::document::Document;
    use crate::kind::View;

    fn found(unit: Unit, text: &str) -> Vec<String> {
        let min = if unit == Unit::Paragraph { 60 } else { 15 };
        let kind = Repeat { unit, chars: vec![], words: vec![], except: vec![], min, fix: Applicability::Manual };
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        kind.run(View::of(&doc, &[]), &mut out);
        out.iter().map(|f| f.span.of(text).chars().take(12).collect()).collect()
    }

    const LONG: &str = "各乡镇要把春耕备耕摆上突出位置，备足种子化肥，检修农机具，落实好各项补贴，\
        组织农技人员下到田间地头，帮助农户解决实际困难，确保不误农时、不荒一亩地、不漏一户人家。";

    #[test]
    fn a_sentence_that_stands_twice() {
        let text =
            "同志们：\n要把各项任务一件一件抓到底、抓出成效来。别的话。\n好。要把各项任务一件一件抓到底，抓出成效来！";
        assert_eq!(found(Unit::Sentence, text), ["要把各项任务一件一件抓到"]);
        assert!(found(Unit::Sentence, "同志们：\n必须清醒看到问题。很好。\n必须清醒看到问题。").is_empty());
    }

    #[test]
    fn a_paragraph_that_stands_twice() {
        let near = LONG.replace("检修农机具", "修好农机具");
        let text = format!("同志们：\n{LONG}\n中间一段说别的事情。\n{near}\n");
        assert_eq!(found(Unit::Paragraph, &text), ["各乡镇要把春耕备耕摆上突"]);
        let twice = format!("同志们：\n{LONG}\n{LONG}\n");
        assert_eq!(found(Unit::Paragraph, &twice).len(), 1);
        assert!(found(Unit::Sentence, &twice).is_empty());
    }

    #[test]
    fn many_like_paragraphs_stay_linear() {
        let text = format!("同志们：\n{}", format!("{LONG}\n").repeat(20_000));
        assert_eq!(found(Unit::Paragraph, &text).len(), 19_999);
    }
}
