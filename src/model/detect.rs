//! A text → what a model takes for typing mistakes, each with how sure it is.

use super::confuse::Likeness;
use super::edit::Mistake;
use super::file::Model;
use super::gram::{EDGE, Segment, Sym, key, segments};
use super::memory::Memory;
use super::scan::Scanner;
use super::tree::Forest;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How sure a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// One false alarm in 20,000 characters.
    Likely,
    /// One in 100,000.
    Sure,
}

/// A typing mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typo {
    /// What is wrong.
    pub mistake: Mistake,
    /// First byte of what should change.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// What should stand there; empty where it should go.
    pub right: String,
    /// How the first character is like the right one.
    pub likeness: Likeness,
    /// How sure.
    pub tier: Tier,
}

/// A mistake with its score.
#[derive(Debug, Clone)]
pub struct Suspect {
    /// What is wrong.
    pub mistake: Mistake,
    /// Its bytes.
    pub bytes: (u32, u32),
    /// What should stand there.
    pub new: Vec<Sym>,
    /// See [`Typo::likeness`].
    pub likeness: Likeness,
    /// The trees' sum, in thousandths.
    pub score: i32,
    /// Keys of the trigrams over it.
    grams: Vec<u64>,
    /// Whether one of them stands elsewhere in the text too, or this may be a name.
    pub recurs: bool,
}

/// What a recurring place must score more, and one in what may be a name: names recur, slips rarely.
const RECURS: i32 = 1500;
/// Common surnames.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟龙万段钱汤尹黎易武乔贺赖龚文";

/// Scans texts with one model.
#[derive(Debug)]
pub struct Detector<'a> {
    scanner: Scanner<'a>,
    forests: &'a [Forest; 4],
    thresholds: [[i32; 2]; 3],
}

impl<'a> Detector<'a> {
    /// A detector.
    #[must_use]
    pub fn new(model: &'a Model) -> Detector<'a> {
        Detector {
            scanner: Scanner::new(model.lang(), model.confusions(), model.known(), model.gate()),
            forests: model.forests(),
            thresholds: Mistake::ALL.map(|m| model.thresholds(m)),
        }
    }

    /// The mistakes in a text, by place. What `memory` knows of its lines is not worked out again.
    #[must_use]
    pub fn typos(&mut self, text: &str, memory: Option<&mut Memory>) -> Vec<Typo> {
        let all = match memory {
            None => self.part(text, 0),
            Some(memory) => memory.of(text, |line| self.part(line, 0)),
        };
        self.settled(text, all)
    }

    /// What is suspected in `lines`, whole lines of a draft of which the first byte is number `start` there. Lines are looked
    /// at by themselves: the parts of a draft, put one after another, are what the whole draft gives.
    #[must_use]
    pub fn part(&mut self, lines: &str, start: u32) -> Vec<Suspect> {
        let mut all = self.raw(lines, self.thresholds.map(|[_, least]| least));
        for suspect in &mut all {
            suspect.bytes.0 += start;
            suspect.bytes.1 += start;
        }
        all
    }

    /// The mistakes in a text of which all parts were looked at.
    #[must_use]
    pub fn settled(&self, text: &str, all: Vec<Suspect>) -> Vec<Typo> {
        let thresholds = self.thresholds;
        let least = thresholds.map(|[_, least]| least);
        let tier = |s: &Suspect| {
            let [sure, likely] = thresholds.get(s.mistake as usize)?;
            let score = s.score;
            if score >= *sure { Some(Tier::Sure) } else { (score >= *likely).then_some(Tier::Likely) }
        };
        let typo = |s: Suspect| {
            Some(Typo {
                tier: tier(&s)?,
                mistake: s.mistake,
                start: s.bytes.0,
                end: s.bytes.1,
                right: String::from_utf16_lossy(&s.new),
                likeness: s.likeness,
            })
        };
        settle(text, all, least).into_iter().filter_map(typo).collect()
    }

    /// Everything that scores at least what is asked of its mistake, by place, without those that overlap better ones.
    #[must_use]
    pub fn suspects(&mut self, text: &str, least: [i32; 3]) -> Vec<Suspect> {
        let all = self.raw(text, least);
        settle(text, all, least)
    }

    /// All that scores enough by itself.
    fn raw(&mut self, text: &str, least: [i32; 3]) -> Vec<Suspect> {
        let mut all: Vec<Suspect> = Vec::new();
        let forests = self.forests;
        segments(text, |segment| {
            self.scanner.scan(&segment.symbols, &mut |trial| {
                let which = trial.mistake as usize;
                let least = least.get(which).copied().unwrap_or(i32::MAX);
                let score = forests.get(which).and_then(|forest| trial.score(forest));
                let Some(score) = score.filter(|score| *score >= least) else { return };
                let Some(bytes) = bytes(segment, trial.at, trial.old) else { return };
                all.push(Suspect {
                    mistake: trial.mistake,
                    bytes,
                    new: trial.new.to_vec(),
                    likeness: trial.likeness,
                    score,
                    grams: grams(&segment.symbols, trial.at, trial.old),
                    recurs: named(segment.inner()),
                });
            });
        });
        all
    }
}

/// Keeps the best of those that overlap, and takes from those that recur what they must score more.
fn settle(text: &str, all: Vec<Suspect>, least: [i32; 3]) -> Vec<Suspect> {
    let mut kept = best(all);
    mark_recurring(text, &mut kept);
    for suspect in &mut kept {
        suspect.score -= if suspect.recurs { RECURS } else { 0 };
    }
    kept.retain(|s| least.get(s.mistake as usize).is_some_and(|least| s.score >= *least));
    kept
}

/// The bytes of some symbols, if nothing stands between them.
fn bytes(segment: &Segment, at: usize, old: usize) -> Option<(u32, u32)> {
    let all = segment.bytes.get(at..at + old)?;
    let joined = all.windows(2).all(|pair| matches!(pair, [a, b] if a.1 == b.0));
    joined.then_some((all.first()?.0, all.last()?.1))
}

/// Whether a run may be a person's name in a list of names.
fn named(run: &[Sym]) -> bool {
    (2..=3).contains(&run.len()) && run.first().is_some_and(|first| SURNAMES.encode_utf16().any(|s| s == *first))
}

/// Keys of the trigrams over a place.
fn grams(s: &[Sym], at: usize, old: usize) -> Vec<u64> {
    let from = at.saturating_sub(2);
    let to = (at + old + 2).min(s.len());
    s.get(from..to).map_or_else(Vec::new, |near| near.windows(3).filter(|w| telling(w)).map(key).collect())
}

/// Whether a trigram says something when it stands twice: not one at the end of a clause.
fn telling(gram: &[Sym]) -> bool {
    !gram.contains(&EDGE)
}

/// Keeps the best of those that overlap or touch.
fn best(mut all: Vec<Suspect>) -> Vec<Suspect> {
    all.sort_by_key(|s| (Reverse(s.score), s.bytes, s.mistake));
    let mut kept: BTreeMap<u32, Suspect> = BTreeMap::new();
    for suspect in all {
        let (start, end) = suspect.bytes;
        // Three bytes make a character, and no edit is longer than four of them.
        let mut near = kept.range(start.saturating_sub(16)..end.saturating_add(4));
        if !near.any(|(_, other)| other.bytes.0 <= end + 3 && start <= other.bytes.1 + 3) {
            kept.insert(start, suspect);
        }
    }
    kept.into_values().collect()
}

/// Marks those whose trigrams stand elsewhere too. Text is only counted if there is something to look for.
fn mark_recurring(text: &str, suspects: &mut [Suspect]) {
    if suspects.is_empty() {
        return;
    }
    let mut seen: FxHashMap<u64, u32> = suspects.iter().flat_map(|s| &s.grams).map(|&gram| (gram, 0)).collect();
    segments(text, |segment| {
        for gram in segment.symbols.windows(3) {
            if let Some(count) = seen.get_mut(&key(gram)) {
                *count += 1;
            }
        }
    });
    for suspect in suspects {
        suspect.recurs |= suspect.grams.iter().any(|gram| seen.get(gram).is_some_and(|count| *count > 1));
    }
}
