//! Kind `repeat`: what stands twice where it should stand once: a character, a word, a sentence, a paragraph.
//!
//! Characters and words stand twice side by side; sentences and paragraphs anywhere in the draft.

mod far;
mod letters;
mod near;
mod paragraph;
mod sieve;
mod twice;

use super::needle::Literals;
use super::{Faults, Finding, Step, View};
use crate::diagnostic::Applicability;

/// A shorter paragraph may well stand twice, in characters without punctuation.
const PARAGRAPH: usize = 60;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatSpec {
    unit: Unit,
    /// `char`: the characters to look at.
    #[serde(default)]
    chars: String,
    /// `word`: the words to look at; without any, every run of three to eight characters said twice. `dictionary`: verbs
    /// that may be said twice where somebody is to try something.
    #[serde(default)]
    words: Vec<String>,
    /// Longer strings in which the doubling is right.
    #[serde(default)]
    except: Vec<String>,
    /// `sentence`, `paragraph`: shorter ones do not count, in characters without punctuation.
    #[serde(default)]
    min: Option<usize>,
    #[serde(default)]
    fix: Option<Applicability>,
}

/// What stands twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Char,
    Triple,
    Word,
    Dictionary,
    Clause,
    Sentence,
    Paragraph,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Repeat {
    unit: Unit,
    chars: Vec<char>,
    words: Vec<String>,
    except: Vec<String>,
    min: usize,
    fix: Applicability,
}

/// Names for the message besides `{match}`: what stays, and how alike two paragraphs are.
pub const VARS: &[&str] = &["fix", "percent"];

impl Repeat {
    /// Checks that the keys fit the unit.
    pub fn new(spec: RepeatSpec, faults: &mut Faults) -> Repeat {
        if spec.unit == Unit::Char && spec.chars.is_empty() {
            faults.push([Step::Key("unit")], "查叠字要用 chars 写明查哪些字");
        }
        if spec.unit != Unit::Char && !spec.chars.is_empty() {
            faults.push([Step::Key("chars")], "chars 只用于 unit = \"char\"");
        }
        if !matches!(spec.unit, Unit::Word | Unit::Dictionary) && !spec.words.is_empty() {
            faults.push([Step::Key("words")], "words 只用于 unit = \"word\" 和 \"dictionary\"");
        }
        for (index, word) in spec.words.iter().enumerate().filter(|(_, w)| w.chars().nth(1).is_none()) {
            faults.push(
                [Step::Key("words"), Step::Index(index)],
                format!("“{word}”不足两个字，叠字请用 unit = \"char\""),
            );
        }
        let min = spec.min.unwrap_or(if spec.unit == Unit::Paragraph { PARAGRAPH } else { 15 });
        Repeat {
            unit: spec.unit,
            chars: spec.chars.chars().collect(),
            words: spec.words,
            except: spec.except,
            min,
            fix: spec.fix.unwrap_or(Applicability::Manual),
        }
    }

    /// Tag 0 for a word said twice, 1 for exceptions.
    pub fn literals(&self, out: &mut Literals) {
        if matches!(self.unit, Unit::Char | Unit::Triple | Unit::Word | Unit::Dictionary | Unit::Clause) {
            if self.unit == Unit::Word {
                self.words.iter().for_each(|word| out.add(&word.repeat(2), 0));
            }
            out.add_all(&self.except, 1);
        }
    }

    /// Looks for the unit.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        match self.unit {
            Unit::Char => near::chars(self, view, out),
            Unit::Word if self.words.is_empty() => near::runs(self, view, out),
            Unit::Word => near::words(self, view, out),
            Unit::Triple => twice::triple(self, view, out),
            Unit::Dictionary => twice::dictionary(self, view, out),
            Unit::Clause => twice::clauses(self, view, out),
            Unit::Sentence => far::sentences(self, view.doc, out),
            Unit::Paragraph => paragraph::paragraphs(self, view.doc, out),
        }
    }
}
