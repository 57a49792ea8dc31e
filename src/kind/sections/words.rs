//! Strings and regexes → where one of them stands. Regexes are checked when a rule is read, compiled on first need.

use crate::kind::any::AnyOf;
use crate::kind::lazy::LazyRegex;
use crate::kind::needle::Literals;
use crate::kind::{Faults, Step};
use crate::span::Span;
use std::sync::OnceLock;

/// Several regexes, each compiled when first asked.
#[derive(Debug)]
pub(super) struct Lazy {
    regexes: Vec<LazyRegex>,
    /// The strings one of which every match of any of them holds, if that is known of all; on first need.
    literals: OnceLock<Option<AnyOf>>,
}

impl Lazy {
    /// From patterns; those that are none go to `faults`.
    pub(super) fn new(patterns: &[String], path: &[Step], faults: &mut Faults) -> Lazy {
        let one = |(index, pattern): (usize, &String)| {
            let path: Vec<Step> = path.iter().cloned().chain([Step::Index(index)]).collect();
            LazyRegex::new(pattern, &path, faults)
        };
        Lazy { regexes: patterns.iter().enumerate().map(one).collect(), literals: OnceLock::new() }
    }

    /// Whether there is no pattern.
    pub(super) fn is_empty(&self) -> bool {
        self.regexes.is_empty()
    }

    /// How many patterns there are.
    pub(super) fn len(&self) -> u32 {
        self.regexes.len() as u32
    }

    /// Adds what the patterns hold, tagged by their place in the list, counted from `first`.
    pub(super) fn literals(&self, out: &mut Literals, first: u32) {
        for (regex, tag) in self.regexes.iter().zip(first..) {
            regex.literals().for_each(|literal| out.add(literal, tag));
        }
    }

    /// Whether one of the patterns matches; `found` are the tags of their literals that stand in the text.
    pub(super) fn is_match_of(&self, text: &str, found: impl Iterator<Item = u32>) -> bool {
        let mut likely: Vec<u32> = found.collect();
        likely.sort_unstable();
        let is_likely = |(regex, tag): &(&LazyRegex, u32)| !regex.has_literals() || likely.binary_search(tag).is_ok();
        self.regexes.iter().zip(0..).filter(is_likely).any(|(regex, _)| regex.is_match(text))
    }

    /// Whether one of the patterns may match: for most texts that is known once they are read.
    fn may_match(&self, text: &str) -> bool {
        let any = self.literals.get_or_init(|| {
            let known = self.regexes.iter().all(LazyRegex::has_literals);
            known.then(|| AnyOf::new(self.regexes.iter().flat_map(LazyRegex::literals)))
        });
        any.as_ref().is_none_or(|any| any.stands_in(text))
    }

    /// The first match; of those that begin alike, that of the first pattern.
    fn find(&self, text: &str) -> Option<Span> {
        if !self.may_match(text) {
            return None;
        }
        self.regexes.iter().filter_map(|regex| regex.find(text)).min_by_key(|span| span.start)
    }

    /// Whether one of the patterns matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && self.regexes.iter().any(|regex| regex.is_match(text))
    }
}

/// Strings and patterns that all mean the same part.
#[derive(Debug)]
pub(super) struct Words {
    strings: Vec<String>,
    /// The same, ready; on first need.
    any: OnceLock<AnyOf>,
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
        Words { strings: any, any: OnceLock::new(), patterns: Lazy::new(patterns, &path, faults) }
    }

    /// Whether the author gave neither strings nor patterns.
    pub(super) fn is_empty(&self) -> bool {
        self.strings.is_empty() && self.patterns.is_empty()
    }

    fn any(&self) -> &AnyOf {
        self.any.get_or_init(|| AnyOf::new(self.strings.iter().map(String::as_str)))
    }

    /// Whether one of them stands in `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.any().stands_in(text) || self.patterns.is_match(text)
    }

    /// The first of them in `text`, which begins at `offset` of the draft; a string comes before a pattern.
    pub(super) fn find(&self, text: &str, offset: usize) -> Option<Span> {
        let span = self.any().find(text).or_else(|| self.patterns.find(text))?;
        Some(span.shift(offset))
    }
}
