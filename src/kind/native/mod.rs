//! Kind `native`: what only Rust can say, as a table of functions by name.

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

use super::{Faults, Finding, Step, View};
use crate::document::Document;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeSpec {
    name: String,
}

/// A scanner: looks at a whole draft.
type Scanner = fn(&Document, &mut Vec<Finding>);

/// Every scanner by the name a pack calls it.
const NATIVE: &[(&str, Scanner)] = &[
    ("agenda", program::agenda),
    ("broken-line", lines::broken),
    ("control-char", invisible::control),
    ("doubling", account::doubling),
    ("edition", program::edition),
    ("growth-sum", account::growth),
    ("half-quoted", items::half_quoted),
    ("half-width", width::half),
    ("hidden-mark", invisible::hidden_mark),
    ("lasting", account::lasting),
    ("left-company", leftover::companies),
    ("left-place", leftover::places),
    ("meeting-name", meeting::name),
    ("mixed-marks", items::mixed_marks),
    ("mixed-item-ends", items::mixed_ends),
    ("no-stop", lines::no_stop),
    ("parts-mismatch", account::parts_mismatch),
    ("part-over-whole", number::part_over_whole),
    ("private-number", private::numbers),
    ("private-use", invisible::private_use),
    ("radical", radical::run),
    ("rank-beyond", account::rank_beyond),
    ("respectively", number::respectively),
    ("salutation-mark", program::salutation_mark),
    ("short-title", short_title::short_title),
    ("straight-quote", width::straight),
    ("speaker", meeting::identity),
    ("stop-inside-item", items::stop_inside),
    ("sum-mismatch", number::sum_mismatch),
    ("two-values", number::two_values),
    ("wide-digit", width::digits),
    ("wide-point", width::point),
    ("year-zero", number::year_zero),
    ("zero-width", invisible::zero_width),
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

    /// Runs the scanner.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        if let Some(scanner) = self.scanner {
            scanner(view.doc, out);
        }
    }
}

/// The findings of one scanner: what was flagged, and the text after the first fix of each.
#[cfg(test)]
fn probe(scanner: Scanner, text: &str) -> (Vec<String>, String) {
    let doc = Document::from_text(text);
    let mut out = Vec::new();
    scanner(&doc, &mut out);
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
