//! Strings and regexes → where one of them stands. Regexes are checked when a rule is read, compiled on first need.

use crate::kind::lazy::LazyRegex;
use crate::kind::needle::Literals;
use crate::kind::{Faults, Step};
use crate::span::Span;
use memchr::memmem;

/// Several regexes, each compiled when first asked.
#[derive(Debug)]
pub(super) struct Lazy(Vec<LazyRegex>);

impl Lazy {
    /// From patterns; those that are none go to `faults`.
    pub(super) fn new(patterns: &[String], path: &[Step], faults: &mut Faults) -> Lazy {
        let one = |(index, pattern): (usize, &String)| {
            let path: Vec<Step> = path.iter().cloned().chain([Step::Index(index)]).collect();
            LazyRegex::new(pattern, &path, faults)
        };
        Lazy(patterns.iter().enumerate().map(one).collect())
    }

    /// Whether there is no pattern.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many patterns there are.
    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Adds what the patterns hold, tagged by their place in the list, counted from `first`.
    pub(super) fn literals(&self, out: &mut Literals, first: u32) {
        for (regex, tag) in self.0.iter().zip(first..) {
            regex.literals().for_each(|literal| out.add(literal, tag));
        }
    }

    /// Whether one of the patterns matches; `found` are the tags of their literals that stand in the text.
    pub(super) fn is_match_of(&self, text: &str, found: impl Iterator<Item = u32>) -> bool {
        let mut likely: Vec<u32> = found.collect();
        likely.sort_unstable();
        let is_likely = |(regex, tag): &(&LazyRegex, u32)| !regex.has_literals() || likely.binary_search(tag).is_ok();
        self.0.iter().zip(0..).filter(is_likely).any(|(regex, _)| regex.is_match(text))
    }

    /// The first match; of those that begin alike, that of the first pattern.
    fn find(&self, text: &str) -> Option<Span> {
        self.0.iter().filter_map(|regex| regex.find(text)).min_by_key(|span| span.start)
    }

    /// Whether one of the patterns matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.iter().any(|regex| regex.is_match(text))
    }
}

/// Strings and patterns that all mean the same part.
#[derive(Debug)]
pub(super) struct Words {
    any: Vec<String>,
    patterns: Lazy,
}

impl Words {
    /// From what the author wrote; `path` leads to the part.
    pub(super) fn new(any: Vec<String>, patterns: &[String], path: &[Step], faults: &mut Faults) -> Words {
        for (index, _) in any.iter().enumerate().filter(|(_, s)| s.is_empty()) {
            let path: Vec<Step> = path.iter().cloned().chain([Step::Key("any"), Step::Index(index)]).collect();
            faults.push(path, "空白的词语");
        }
        let path: Vec<Step> = path.iter().cloned().chain([Step::Key("patterns")]).collect();
        Words { any, patterns: Lazy::new(patterns, &path, faults) }
    }

    /// Whether the author gave neither strings nor patterns.
    pub(super) fn is_empty(&self) -> bool {
        self.any.is_empty() && self.patterns.is_empty()
    }

    /// Whether one of them stands in `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.any.iter().any(|s| text.contains(s.as_str())) || self.patterns.is_match(text)
    }

    /// The first of them in `text`, which begins at `offset` of the draft.
    pub(super) fn find(&self, text: &str, offset: usize) -> Option<Span> {
        let mut string: Option<Span> = None;
        for word in &self.any {
            // Where one was found, another need not be looked for behind it.
            let end = string.map_or(text.len(), |found| text.len().min(found.start() + word.len()));
            let found = memmem::find(text.as_bytes().get(..end).unwrap_or_default(), word.as_bytes());
            let found = found.map(|at| Span::new(at, at + word.len()));
            string = [string, found].into_iter().flatten().min();
        }
        let span = string.or_else(|| self.patterns.find(text))?;
        Some(span.shift(offset))
    }
}
