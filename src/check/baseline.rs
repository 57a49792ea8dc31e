//! What was known before → only what is new: an old repository starts clean, and learns of new problems alone.
//!
//! A problem is known by its draft, its rule and the text of its sentence, not by its line, so that other sentences may
//! come and go; of twins as many are known as there were. Reading and writing the list is for others.

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use std::collections::BTreeMap;

/// Rule and sentence.
type Key = (String, String);

/// Problems that are known, draft by draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeMap<String, BTreeMap<Key, u32>>,
}

impl Baseline {
    /// Takes note of what was found in a draft.
    pub fn note(&mut self, file: &str, doc: &Document, diagnostics: &[Diagnostic]) {
        for d in diagnostics {
            let (rule, sentence) = key(doc, d);
            self.insert(file, &rule, &sentence, 1);
        }
    }

    /// Adds `count` problems of a rule in a sentence.
    pub fn insert(&mut self, file: &str, rule: &str, sentence: &str, count: u32) {
        let known = self.files.entry(file.to_owned()).or_default();
        let so_far = known.entry((rule.to_owned(), sentence.to_owned())).or_insert(0);
        *so_far = so_far.saturating_add(count);
    }

    /// All that is known, in order: file, rule, sentence, how many.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str, &str, u32)> {
        self.files.iter().flat_map(|(file, known)| {
            known.iter().map(move |((rule, sentence), count)| (file.as_str(), rule.as_str(), sentence.as_str(), *count))
        })
    }

    /// Drops what is known.
    #[must_use]
    pub fn drop_known(&self, file: &str, doc: &Document, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let Some(known) = self.files.get(file) else { return diagnostics };
        let mut left = known.clone();
        diagnostics.retain(|d| match left.get_mut(&key(doc, d)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        diagnostics
    }
}

/// The sentence in which a problem begins. What is missing has none: it stands for the draft as a whole.
fn key(doc: &Document, d: &Diagnostic) -> Key {
    let sentence = doc.sentence_at(d.span.start).and_then(|i| doc.sentences.get(i)).map(|s| s.span);
    let line = || doc.lines().content(doc.text(), doc.lines().line_of(d.span.start));
    let sentence = match sentence {
        _ if d.span.is_empty() => "",
        Some(span) if span.overlaps(d.span) => doc.slice(span),
        _ => doc.slice(line()),
    };
    (d.rule.to_string(), sentence.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checker;

    fn found(checker: &Checker, text: &str) -> (Document, Vec<Diagnostic>) {
        let doc = Document::from_text(text);
        let diagnostics = checker.check(&doc);
        (doc, diagnostics)
    }

    #[test]
    fn what_is_known_passes_wherever_it_stands_and_as_often_as_it_did() {
        let config = crate::check::Config { only: vec!["placeholder".into()], ..Default::default() };
        let checker = Checker::new(crate::pack::builtin(), config);
        let line = "今年减税XX万元。\n";
        let mut baseline = Baseline::default();
        let (doc, known) = found(&checker, line);
        assert!(!known.is_empty());
        baseline.note("a.txt", &doc, &known);
        let (doc, again) = found(&checker, &format!("同志们：\n新的一段没有问题。{line}"));
        assert!(baseline.drop_known("a.txt", &doc, again.clone()).is_empty());
        assert_eq!(baseline.drop_known("b.txt", &doc, again.clone()), again);
        let (doc, twice) = found(&checker, &format!("{line}{line}"));
        assert_eq!(baseline.drop_known("a.txt", &doc, twice).len(), known.len());
        let (doc, other) = found(&checker, "明年减税XX万元。\n");
        assert_eq!(baseline.drop_known("a.txt", &doc, other).len(), known.len());
    }

    #[test]
    fn entries_make_it_again() {
        let mut one = Baseline::default();
        one.insert("a.txt", "own/x", "一句。", 2);
        one.insert("a.txt", "own/x", "", 1);
        let mut other = Baseline::default();
        for (file, rule, sentence, count) in one.entries() {
            other.insert(file, rule, sentence, count);
        }
        assert_eq!(one, other);
    }
}
