//! Sentences and paragraphs that stand twice in a draft, exactly or nearly.
//!
//! Hardly any does, so each is first told from the others by a little of it: a sentence by how it begins and ends, a
//! paragraph by a few of its clauses. Only what is alike then is read letter by letter, once. Linear on any draft.

use super::Repeat;
use super::sieve::Sieve;
use crate::document::glyph::{is_closer, is_letter, is_stop};
use crate::document::{Block, Document, Role};
use crate::kind::Finding;
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

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

/// The hash of how a text begins and ends: of its first and its last four letters.
fn ends(text: &str) -> u32 {
    let text = text.trim_end_matches(|c| !is_letter(c));
    let first = text.as_bytes().first_chunk().and_then(four);
    let first = first.unwrap_or_else(|| plain(text).take(4).fold(0, |h, c| h << 16 ^ u64::from(c)));
    let last = text.as_bytes().last_chunk().and_then(four);
    let last = last.unwrap_or_else(|| plain(text).rev().take(4).fold(0, |h, c| h >> 16 ^ u64::from(c) << 48));
    spread(first.wrapping_mul(SPREAD) ^ last)
}

/// Four ideographs side by side, as [`ends`] packs letters.
fn four(bytes: &[u8; 12]) -> Option<u64> {
    bytes.as_chunks().0.iter().try_fold(0, |packed, &[lead, b, c]| {
        let c = u64::from(lead & 0xF) << 12 | u64::from(b & 0x3F) << 6 | u64::from(c & 0x3F);
        (lead >> 4 == 0xE && (0x4E00..=0x9FFF).contains(&c)).then_some(packed << 16 | c)
    })
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

/// What was found from the `first` on is less sure in a statute.
fn doubted(doc: &Document, found: &mut [Finding], first: usize) {
    if found.len() > first && is_statute(doc) {
        found.iter_mut().skip(first).for_each(|finding| finding.doubt += 1);
    }
}

/// Texts of which some may stand twice.
struct Texts {
    /// How each begins and ends, and which of those come again.
    ends: Vec<u32>,
    sieve: Sieve,
    /// Those that were met, of those that come again, by all their letters.
    met: FxHashMap<u64, Span>,
}

impl Texts {
    fn new(doc: &Document, spans: impl Iterator<Item = Span>) -> Texts {
        let ends: Vec<u32> = spans.map(|span| ends(doc.slice(span))).collect();
        Texts { sieve: Sieve::new(ends.iter().copied()), ends, met: FxHashMap::default() }
    }

    /// Whether another one begins and ends as this one does.
    fn again(&self, index: usize) -> bool {
        self.ends.get(index).is_some_and(|ends| self.sieve.keeps(*ends))
    }

    /// Where the same letters were met before; remembers them otherwise.
    fn before(&mut self, doc: &Document, span: Span) -> Option<Span> {
        let text = doc.slice(span);
        let before = *self.met.entry(hash(text)).or_insert(span);
        (before != span && plain(doc.slice(before)).eq(plain(text))).then_some(before)
    }
}

/// Sentences that stand twice, the first of each run of them; where a whole paragraph does, it is reported as such.
pub(super) fn sentences(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let mut blocks = Texts::new(doc, doc.blocks.iter().map(|b| b.span));
    let mut sentences = Texts::new(doc, doc.sentences.iter().map(|s| s.span));
    let first = out.len();
    // Whether the sentence before was pasted too.
    let mut running = false;
    for (index, block) in doc.blocks.iter().enumerate().filter(|(_, b)| runs(b)) {
        if blocks.again(index)
            && blocks.before(doc, block.span).is_some()
            && has(doc.slice(block.span), super::PARAGRAPH)
        {
            continue;
        }
        for index in block.sentences.clone() {
            if !running && !sentences.again(index) {
                continue;
            }
            let Some(span) = doc.sentences.get(index).map(|s| s.span) else { continue };
            let text = doc.slice(span);
            if !is_whole(text) || !has(text, kind.min.max(1)) {
                continue;
            }
            let before = sentences.before(doc, span);
            if let Some(before) = before.filter(|before| !running && !reworked(doc, block, *before)) {
                let doubt = u8::from(!has(text, SHORT));
                out.push(Finding { doubt, ..again(span, before, 100) });
            }
            running = before.is_some();
        }
    }
    doubted(doc, out, first);
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
    for kept in least {
        match hash.cmp(kept) {
            Ordering::Less => std::mem::swap(kept, &mut hash),
            Ordering::Equal => return,
            Ordering::Greater => {}
        }
    }
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
    let least = kind.min.max(3);
    let mut all: Vec<Paragraph> = Vec::new();
    let mut hashes: Vec<u64> = Vec::new();
    for block in doc.blocks.iter().filter(|b| runs(b)) {
        let text = doc.slice(block.span);
        // No letter takes less than a byte.
        if text.len() >= least && is_whole(text) {
            let others = hashes.len();
            hashes.extend(sketch(doc, block.span).map(|hash| u64::from(hash) << 32 | all.len() as u64));
            let head = doc.sentences.get(block.sentences.start).map_or(block.span, |s| s.span);
            all.push(Paragraph { head, span: block.span, hashes: hashes.len() - others });
        }
    }
    let sieve = Sieve::new(hashes.iter().map(|n| (n >> 32) as u32));
    hashes.retain(|n| sieve.keeps((n >> 32) as u32));
    let first = out.len();
    let text = |index: u32| all.get(index as usize).map_or("", |p| doc.slice(p.span));
    let mut sets: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut held = 0;
    let shared = Shared::new(hashes, |index| has(text(index), least));
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
        out.extend(alike.map(|(before, percent)| again(paragraph.head, before, percent)));
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
