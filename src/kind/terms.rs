//! Kind `terms`: strings that are reported wherever they stand.

use super::needle::Literals;
use super::text::covered;
use super::{Faults, Finding, Step, View};
use crate::document::word;

/// What the author writes.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsSpec {
    words: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    whole_word: bool,
    #[serde(default)]
    doubt: u8,
}

/// The kind, ready to run.
#[derive(Debug, Default)]
pub struct Terms {
    spec: TermsSpec,
}

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &[];

impl Terms {
    /// Checks what the author wrote.
    pub fn new(spec: TermsSpec, faults: &mut Faults) -> Terms {
        if spec.words.is_empty() {
            faults.push([Step::Key("words")], "词表是空的");
        }
        Terms { spec }
    }

    /// Words first, then exceptions.
    pub fn literals(&self, out: &mut Literals) {
        out.add_numbered(self.spec.words.iter().chain(&self.spec.except));
    }

    /// Reports every word that no exception covers.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let words = self.spec.words.len() as u32;
        for hit in view.hits.iter().filter(|h| h.tag < words) {
            if covered(view.hits, hit.span, |tag| tag >= words) {
                continue;
            }
            if self.spec.whole_word && word::cuts_word(view.doc.text(), hit.span) {
                continue;
            }
            out.push(Finding { doubt: self.spec.doubt, ..Finding::at(hit.span) });
        }
    }
}
