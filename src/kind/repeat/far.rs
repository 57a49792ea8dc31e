//! Sentences that stand twice in a draft, anywhere.
//!
//! Hardly any does, so each is first told from the others by how it begins and ends. Only what is alike then is read
//! letter by letter, once. Linear on any draft.

use super::Repeat;
use super::letters::{ALIKE, SPREAD, alike, has, hash, jaccard, plain, spread, trigrams};
use super::sieve::Sieve;
use crate::document::glyph::{is_closer, is_stop};
use crate::document::{Block, Document, Role};
use crate::kind::Finding;
use crate::span::Span;
use rustc_hash::FxHashMap;

/// The hash of how a text begins and ends: of its first two letters and its last four.
fn ends(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let body = bytes.strip_suffix("。".as_bytes()).unwrap_or(bytes);
    let first = body.first_chunk::<6>().and_then(packed);
    let first = first.unwrap_or_else(|| plain(text).take(2).fold(0, |h, c| h << 16 ^ u64::from(c)));
    let last = body.last_chunk::<12>().and_then(packed);
    let last = last.unwrap_or_else(|| plain(text).rev().take(4).fold(0, |h, c| h >> 16 ^ u64::from(c) << 48));
    spread(first.wrapping_mul(SPREAD) ^ last)
}

/// Letters in sixteen bits each, where they are common ideographs all.
#[inline]
fn packed<const SIZE: usize>(bytes: &[u8; SIZE]) -> Option<u64> {
    bytes.as_chunks().0.iter().try_fold(0, |packed, &[lead, b, c]| {
        let c = u64::from(lead & 0xF) << 12 | u64::from(b & 0x3F) << 6 | u64::from(c & 0x3F);
        (lead >> 4 == 0xE && (0x4E00..=0x9FFF).contains(&c)).then_some(packed << 16 | c)
    })
}

/// Whether a block is running text.
pub(super) fn runs(block: &Block) -> bool {
    matches!(block.role, Role::Paragraph | Role::Closing)
}

/// Whether a text ends as a sentence does.
pub(super) fn is_whole(text: &str) -> bool {
    text.trim_end_matches(is_closer).ends_with(is_stop)
}

pub(super) fn again(span: Span, first: Span, percent: u32) -> Finding {
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
pub(super) fn doubted(doc: &Document, found: &mut [Finding], first: usize) {
    if found.len() > first && is_statute(doc) {
        found.iter_mut().skip(first).for_each(|finding| finding.doubt += 1);
    }
}

/// A sentence shorter than this may be a turn of speech, in characters without punctuation.
const SHORT: usize = 22;

/// Texts of which some may stand twice.
struct Texts {
    /// How each begins and ends, and which of those come again.
    ends: Vec<u32>,
    sieve: Sieve,
    /// Those that were met, of those that come again, by all their letters.
    met: FxHashMap<u64, Span>,
}

impl Texts {
    /// Those of fewer bytes than `least` are not looked at.
    fn new(doc: &Document, spans: impl Iterator<Item = Span>, least: usize) -> Texts {
        let ends = spans.map(|span| if span.len() < least { 0 } else { ends(doc.slice(span)) });
        let ends: Vec<u32> = ends.collect();
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
        (before != span && alike(doc.slice(before), text)).then_some(before)
    }
}

/// Sentences that stand twice, the first of each run of them; where a whole paragraph does, it is reported as such.
pub(super) fn sentences(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let least = kind.min.max(1);
    let mut blocks =
        Texts::new(doc, doc.blocks.iter().map(|b| if runs(b) { b.span } else { Span::default() }), super::PARAGRAPH);
    let mut sentences = Texts::new(doc, doc.sentences.iter().map(|s| s.span), least);
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
            if !is_whole(text) || !has(text, least) {
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

#[cfg(test)]
mod tests {
    use super::super::{Repeat, Unit};
    use super::ends;
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
    fn marks_do_not_count_at_the_ends() {
        assert_eq!(ends("要把任务抓到底。"), ends("“要把任务、抓，到底”。"));
        assert_ne!(ends("要把任务抓到底。"), ends("要把工作抓到低。"));
    }

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
