//! Sentences and paragraphs that stand twice in a draft, exactly or nearly.
//!
//! Linear: sentences are compared by hash, paragraphs by a few of their smallest trigram hashes first.

use super::Repeat;
use crate::document::glyph::{is_closer, is_letter, is_stop};
use crate::document::{Block, Document, Role};
use crate::kind::Finding;
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// What is compared: letters, digits and ideographs.
fn plain(s: &str) -> impl Iterator<Item = char> + '_ {
    s.chars().filter(|c| is_letter(*c))
}

/// A hash that mixes its last input into all bits.
fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    let h = hasher.finish();
    (h ^ (h >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
}

fn hash_text(s: &str) -> u64 {
    plain(s).fold(0, |h, c| hash((h, c)))
}

/// Whether a block is running text.
fn runs(block: &Block) -> bool {
    matches!(block.role, Role::Paragraph | Role::Closing)
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

/// Sentences that stand twice, the first of each run of them; where a whole paragraph does, it is reported as such.
pub(super) fn sentences(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let mut first: FxHashMap<u64, Span> = FxHashMap::default();
    let doubt = u8::from(is_statute(doc));
    let mut blocks: FxHashMap<u64, Span> = FxHashMap::default();
    // Whether the sentence before was pasted too.
    let mut running = false;
    for block in doc.blocks.iter().filter(|b| runs(b)) {
        let whole = doc.slice(block.span);
        let long = plain(whole).nth(super::PARAGRAPH - 1).is_some();
        if long && same(doc, &mut blocks, block.span) {
            continue;
        }
        for sentence in doc.sentences.get(block.sentences.clone()).unwrap_or_default() {
            let text = doc.slice(sentence.span);
            let whole = text.trim_end_matches(is_closer).ends_with(is_stop);
            if !whole || plain(text).nth(kind.min.saturating_sub(1)).is_none() {
                continue;
            }
            let entry = first.entry(hash_text(text)).or_insert(sentence.span);
            let twice = *entry != sentence.span && plain(doc.slice(*entry)).eq(plain(text));
            if twice && !running && !reworked(doc, block, *entry) {
                let short = plain(text).nth(SHORT - 1).is_none();
                out.push(Finding { doubt: doubt + u8::from(short), ..again(sentence.span, *entry, 100) });
            }
            running = twice;
        }
    }
}

/// Longest paragraph that is compared for each of its sentences, in bytes.
const SIZE: u32 = 6000;

/// Whether a block is much the same as the one that `other` stands in: that is told of the whole paragraph.
fn reworked(doc: &Document, block: &Block, other: Span) -> bool {
    let Some(first) = doc.block_at(other.start).and_then(|i| doc.blocks.get(i)) else { return false };
    let span = first.span;
    let whole = |span: Span| {
        doc.slice(span).trim_end_matches(is_closer).ends_with(is_stop)
            && plain(doc.slice(span)).nth(super::PARAGRAPH - 1).is_some()
    };
    span != block.span
        && span.len().max(block.span.len()) <= SIZE as usize
        && whole(span)
        && whole(block.span)
        && jaccard(&trigrams(doc.slice(span)), &trigrams(doc.slice(block.span))) >= ALIKE
}

/// The trigrams of a text, hashed, sorted, each once.
fn trigrams(text: &str) -> Vec<u64> {
    let text: Vec<char> = plain(text).collect();
    let mut set: Vec<u64> = text.windows(3).map(hash).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Whether the same text stood before; remembers it otherwise.
fn same(doc: &Document, seen: &mut FxHashMap<u64, Span>, span: Span) -> bool {
    let entry = seen.entry(hash_text(doc.slice(span))).or_insert(span);
    *entry != span && plain(doc.slice(*entry)).eq(plain(doc.slice(span)))
}

/// A sentence shorter than this may be a turn of speech, in characters without punctuation.
const SHORT: usize = 22;
/// How many of its smallest hashes stand for a paragraph.
const SKETCH: usize = 12;
/// How many earlier paragraphs a hash remembers, and how many are compared in full.
const REMEMBERED: usize = 3;
/// From how many percent on two paragraphs count as one.
const ALIKE: u32 = 80;

/// Paragraphs that stand twice, word for word or nearly. Reports the first sentence of the second one.
pub(super) fn paragraphs(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let mut sets: Vec<(Span, Vec<u64>)> = Vec::new();
    let doubt = u8::from(is_statute(doc));
    let mut known: FxHashMap<u64, [u32; REMEMBERED]> = FxHashMap::default();
    for block in doc.blocks.iter().filter(|b| runs(b)) {
        let text: Vec<char> = plain(doc.slice(block.span)).collect();
        let whole = doc.slice(block.span).trim_end_matches(is_closer).ends_with(is_stop);
        if !whole || text.len() < kind.min.max(3) {
            continue;
        }
        let mut set: Vec<u64> = text.windows(3).map(hash).collect();
        set.sort_unstable();
        set.dedup();
        let mut near: Vec<u32> = Vec::new();
        for h in set.iter().take(SKETCH) {
            let slots = known.entry(*h).or_insert([u32::MAX; REMEMBERED]);
            near.extend(slots.iter().filter(|&&i| i != u32::MAX));
            if let Some(free) = slots.iter_mut().find(|i| **i == u32::MAX) {
                *free = sets.len() as u32;
            }
        }
        near.sort_unstable();
        near.dedup();
        let head = doc.sentences.get(block.sentences.start).map_or(block.span, |s| s.span);
        let alike = near.iter().take(SKETCH).find_map(|&i| {
            let (span, other) = sets.get(i as usize)?;
            let percent = jaccard(&set, other);
            (percent >= ALIKE).then_some((*span, percent))
        });
        if let Some((first, percent)) = alike {
            out.push(Finding { doubt, ..again(head, first, percent) });
        }
        sets.push((head, set));
    }
}

/// How much of two sorted sets is in both, in percent of what is in either.
fn jaccard(a: &[u64], b: &[u64]) -> u32 {
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
