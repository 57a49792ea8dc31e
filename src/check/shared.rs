//! One draft checked by several threads: the same diagnostics, sooner.
//!
//! Rules do not see each other, and what they ask of a draft is worked out once for all of them, so each may run on any
//! thread; what they say is put together in the order of the rules. The model of the kind `typo` looks at lines by
//! themselves, so that these are shared out, too.

use super::hits::Hits;
use super::look::Look;
use super::{Checker, Outcome, Ranked};
use crate::document::Document;
use crate::kind::Kind;
use crate::model::detect::Suspect;
use crate::share;
use crate::source::Source;
use std::cmp::Reverse;

/// A draft of fewer bytes is checked before a second thread has begun, even where the model looks at it.
const WORTH: usize = 4 << 10;
/// From so many bytes on a second thread pays also for the rules alone, and literals are looked for while the document
/// is made.
const LONG: usize = 32 << 10;

/// What a thread can do at a time.
enum Part {
    /// Look for typing mistakes in some lines; the number counts their parts.
    Typos(usize),
    /// Run a rule.
    Rule(usize),
}

/// What comes of it.
enum Gained {
    Typos(Vec<Suspect>),
    Rule(Vec<Ranked>),
}

impl Checker {
    /// Takes a source apart and checks it, on at most so many threads.
    #[must_use]
    pub fn read(&self, source: Source, threads: usize) -> (Document, Outcome) {
        if source.text.len() < LONG {
            let doc = Document::new(source);
            let outcome = self.run_on(&doc, threads);
            return (doc, outcome);
        }
        let (doc, found) = Document::beside(source, threads, |text| self.hits(text));
        let outcome = self.finish(&doc, found, threads);
        (doc, outcome)
    }

    /// Checks a document on at most so many threads.
    #[must_use]
    pub fn run_on(&self, doc: &Document, threads: usize) -> Outcome {
        let guesses = || (0..self.active.len()).any(|order| self.guesses(order));
        let worth = if threads > 1 && guesses() { WORTH } else { LONG };
        if doc.text().len() < worth { self.run(doc) } else { self.finish(doc, self.hits(doc.text()), threads) }
    }

    /// Checks a document whose literals are found.
    fn finish(&self, doc: &Document, found: Hits, threads: usize) -> Outcome {
        let said = self.spread(&self.look(doc, &found), threads);
        // A large draft has many hits, and what is said of it takes room, too.
        drop(found);
        self.settle(doc, together(said))
    }

    /// The kind of a rule that does not wait for its literals.
    fn kind(&self, order: usize) -> Option<&Kind> {
        let &(p, r, _) = self.active.get(order)?;
        self.packs.get(p)?.rules.get(r)?.kind.at_once()
    }

    /// Whether a rule asks the model.
    fn guesses(&self, order: usize) -> bool {
        matches!(self.kind(order), Some(Kind::Typo(_)))
    }

    /// What each rule says.
    fn spread<'a>(&self, look: &'a Look<'a>, threads: usize) -> Vec<Vec<Ranked>> {
        let doc = look.doc;
        let guesses = |order| self.guesses(order);
        let rules = 0..self.active.len();
        let lines = if threads > 1 && rules.clone().any(guesses) { look.typos.parts(doc) } else { Vec::new() };
        // What takes longest comes first: the model, then what looks at all of the draft, then what has most to look at.
        // Repetition also takes most room, and so has it before much is found.
        let mut parts: Vec<Part> = (0..lines.len()).map(Part::Typos).collect();
        let mut order: Vec<usize> = rules.clone().filter(|&order| !guesses(order)).collect();
        let rank = |order| match self.kind(order) {
            Some(Kind::Repeat(_)) => 0,
            Some(_) => 1,
            None => 2,
        };
        order.sort_by_cached_key(|&order| (rank(order), Reverse(look.hits.of(order).len())));
        parts.extend(order.into_iter().map(Part::Rule));
        let results = share::out(threads, parts.len(), |part| match parts.get(part) {
            Some(&Part::Typos(part)) => {
                Gained::Typos(lines.get(part).map_or_else(Vec::new, |lines| look.typos.part(doc, *lines)))
            }
            Some(&Part::Rule(order)) => Gained::Rule(look.rule(order, &mut |_| {})),
            None => Gained::Rule(Vec::new()),
        });
        let mut suspects = Vec::new();
        let mut found: Vec<Vec<Ranked>> = Vec::new();
        found.resize_with(self.active.len(), Vec::new);
        for (part, result) in parts.iter().zip(results) {
            match (part, result) {
                (_, Gained::Typos(some)) => suspects.extend(some),
                (Part::Rule(order), Gained::Rule(all)) => {
                    if let Some(place) = found.get_mut(*order) {
                        *place = all;
                    }
                }
                (Part::Typos(_), Gained::Rule(_)) => {}
            }
        }
        if !lines.is_empty() {
            look.typos.settle(doc, suspects);
        }
        for order in rules.filter(|&order| guesses(order)) {
            if let Some(place) = found.get_mut(order) {
                *place = look.rule(order, &mut |_| {});
            }
        }
        found
    }
}

/// What the rules say in one list, in any order. The longest takes up the others: few are in two places at a time.
fn together(mut said: Vec<Vec<Ranked>>) -> Vec<Ranked> {
    said.sort_unstable_by_key(|some| Reverse(some.len()));
    let count = said.iter().map(Vec::len).sum::<usize>();
    let mut said = said.into_iter();
    let mut all = said.next().unwrap_or_default();
    all.reserve_exact(count - all.len());
    said.for_each(|some| all.extend(some));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn threads_change_nothing() {
        let checker = Checker::builtin();
        let mut text = String::new();
        for kind in ["clean", "dirty"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts").join(kind);
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.extension().is_some_and(|ending| ending == "txt") {
                    let draft = fs::read_to_string(path).expect("a draft");
                    text.push_str(&draft);
                    let alone = checker.check(&Document::from_text(&draft));
                    let shared = checker.run_on(&Document::from_text(&draft), 3).diagnostics;
                    assert_eq!(alone, shared);
                }
            }
        }
        assert!(text.len() > LONG);
        let alone = checker.check(&Document::from_text(&text));
        for threads in [2, 8] {
            let (_, outcome) = checker.read(Source::from_text("文稿.txt", text.as_str()), threads);
            assert_eq!(outcome.diagnostics, alone, "{threads}");
        }
    }
}
