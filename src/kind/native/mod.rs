//! Kind `native`: what only Rust can say, as a table of functions by name.
//!
//! No scanner walks the text by itself: one that looks for words names them and is called with the places where they
//! stand, one that looks for marks, numbers or invisible characters finds them among the document's signs, and the
//! others read blocks, series and pairs.

mod account;
mod invisible;
mod items;
mod leftover;
mod lines;
mod meeting;
mod number;
mod private;
mod program;
mod radical;
mod short_title;
mod width;

use super::needle::Literals;
use super::{Faults, Finding, Hit, Step, View};
use crate::document::Document;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeSpec {
    name: String,
}

/// A function that looks.
#[derive(Debug, Clone, Copy)]
enum Scanner {
    /// At a whole draft.
    Draft(fn(&Document, &mut Vec<Finding>)),
    /// At the places where its words stand; the tag of a hit is the number of its word.
    Words(&'static [&'static str], fn(&Document, &[Hit], &mut Vec<Finding>)),
}

use Scanner::{Draft, Words};

/// Every scanner by the name a pack calls it.
const NATIVE: &[(&str, Scanner)] = &[
    ("agenda", Words(&["第"], program::agenda)),
    ("broken-line", Draft(lines::broken)),
    ("control-char", Draft(invisible::control)),
    ("doubling", Words(&["番", "倍"], account::doubling)),
    ("edition", Draft(program::edition)),
    ("growth-sum", Words(&["%", "％"], account::growth)),
    ("half-quoted", Draft(items::half_quoted)),
    ("half-width", Draft(width::half)),
    ("hidden-mark", Draft(invisible::hidden_mark)),
    ("lasting", Words(account::LASTS, account::lasting)),
    ("left-company", Words(leftover::COMPANY, leftover::companies)),
    ("left-place", Words(leftover::MASK, leftover::places)),
    ("meeting-name", Draft(meeting::name)),
    ("mixed-marks", Draft(items::mixed_marks)),
    ("mixed-item-ends", Draft(items::mixed_ends)),
    ("no-stop", Draft(lines::no_stop)),
    ("parts-mismatch", Words(&["其中"], account::parts_mismatch)),
    ("part-over-whole", Words(&["其中"], number::part_over_whole)),
    ("private-number", Draft(private::numbers)),
    ("private-use", Draft(invisible::private_use)),
    ("radical", Draft(radical::run)),
    ("rank-beyond", Words(&["第"], account::rank_beyond)),
    ("respectively", Words(&["分别"], number::respectively)),
    ("salutation-mark", Draft(program::salutation_mark)),
    ("short-title", Draft(short_title::short_title)),
    ("straight-quote", Draft(width::straight)),
    ("speaker", Draft(meeting::identity)),
    ("stop-inside-item", Draft(items::stop_inside)),
    ("sum-mismatch", Words(&["其中"], number::sum_mismatch)),
    ("two-values", Words(&number::FIXED, number::two_values)),
    ("wide-digit", Draft(width::digits)),
    ("wide-point", Draft(width::point)),
    ("year-zero", Words(&["年"], number::year_zero)),
    ("zero-width", Draft(invisible::zero_width)),
];

/// Names for the message besides `{match}`: what it should be, how many, the code point, and the other number.
pub const VARS: &[&str] = &["fix", "count", "code", "n"];

/// The kind, ready to run.
#[derive(Debug)]
pub struct Native {
    scanner: Option<Scanner>,
}

impl Native {
    /// Looks the scanner up.
    pub fn new(spec: NativeSpec, faults: &mut Faults) -> Native {
        let scanner = NATIVE.iter().find(|(name, _)| *name == spec.name).map(|(_, scanner)| *scanner);
        if scanner.is_none() {
            let names: Vec<&str> = NATIVE.iter().map(|(name, _)| *name).collect();
            faults.push([Step::Key("name")], format!("没有名为“{}”的内置检查，可用：{}", spec.name, names.join("、")));
        }
        Native { scanner }
    }

    /// The scanner's words.
    pub fn literals(&self, out: &mut Literals) {
        if let Some(Words(words, _)) = self.scanner {
            words.iter().zip(0..).for_each(|(word, tag)| out.add(word, tag));
        }
    }

    /// Runs the scanner.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        match self.scanner {
            Some(Draft(scan)) => scan(view.doc, out),
            Some(Words(_, scan)) if !view.hits.is_empty() => scan(view.doc, view.hits, out),
            _ => {}
        }
    }
}

/// The findings of one scanner: what was flagged, and the text after the first fix of each.
#[cfg(test)]
fn probe(name: &str, text: &str) -> (Vec<String>, String) {
    let native = Native::new(NativeSpec { name: name.into() }, &mut Faults::default());
    let mut literals = Literals::default();
    native.literals(&mut literals);
    let mut hits = Vec::new();
    super::needle::Needles::new(&literals).scan(text, |_, hit| hits.push(hit));
    hits.sort_unstable();
    let doc = Document::from_text(text);
    let mut out = Vec::new();
    native.run(View::of(&doc, &hits), &mut out);
    let mut edits: Vec<_> = out.iter().filter_map(|f| f.fixes.first()).flat_map(|f| f.edits.clone()).collect();
    edits.sort();
    (out.iter().map(|f| f.span.of(text).to_owned()).collect(), crate::span::apply(text, &edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_a_fault() {
        let mut faults = Faults::default();
        Native::new(NativeSpec { name: "halfwidth".into() }, &mut faults);
        assert_eq!(faults.0.len(), 1);
        for (name, _) in NATIVE {
            Native::new(NativeSpec { name: (*name).into() }, &mut faults);
        }
        assert_eq!(faults.0.len(), 1);
    }
}
