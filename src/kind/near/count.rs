//! A distinctive noun → whether the numeral in front of it is one it may have: `两个确立`, never `连个确立`.

use super::super::similar::{looks_alike, sounds_alike};
use super::super::{Faults, Finding, Step, View};
use super::equal_value;
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::{char_before, is_han};
use crate::document::{numeral, word};
use crate::span::Span;

/// What the author writes: a noun, the numerals it may have, and the company that makes it distinctive.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountSpec {
    /// With its measure word: `个确立`.
    pub(super) noun: String,
    /// Legal numerals.
    right: Vec<String>,
    /// One of them must stand directly left of the numeral, a quotation mark between them or not.
    #[serde(default)]
    before: Vec<String>,
    /// One of them must stand directly right of the noun.
    #[serde(default)]
    after: Vec<String>,
    /// None of them may stand directly left of the numeral.
    #[serde(default)]
    not_before: Vec<String>,
    /// None of them may stand directly right of the noun.
    #[serde(default)]
    not_after: Vec<String>,
    /// The numeral must follow an opening quotation mark.
    #[serde(default)]
    quoted: bool,
    /// One of them must stand in the same sentence.
    #[serde(default)]
    needs: Vec<String>,
    /// Numerals only: a character that sounds or looks like a legal numeral is no slip here.
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    doubt: u8,
}

/// Characters that stand in front of a measure word in ordinary sentences, whatever numeral they sound like.
const ORDINARY: &str = "是有这那每各某几数上下整半多来时使式事市着了的地得去该本此另仅就都也还";

impl CountSpec {
    pub(super) fn check(&self, index: usize, faults: &mut Faults) {
        let path = |key| vec![Step::Key("count"), Step::Index(index), Step::Key(key)];
        if self.noun.chars().count() < 2 {
            faults.push(path("noun"), "名词至少要两个字，例如“个确立”");
        }
        if self.right.is_empty() || self.right.iter().any(String::is_empty) {
            faults.push(path("right"), "请写明可用的数词，例如 [\"两\"]");
        }
    }

    /// Looks at the numeral left of a noun at `noun`.
    pub(super) fn look(&self, view: View<'_>, noun: Span) -> Option<Finding> {
        let text = view.doc.text();
        let left = text.get(..noun.start())?;
        let run: usize = left.chars().rev().take(4).take_while(|&c| is_numeral(c)).map(char::len_utf8).sum();
        let (len, typed) = if run > 0 {
            (run, None)
        } else {
            let c = left.chars().next_back().filter(|&c| is_han(c))?;
            (c.len_utf8(), Some(c))
        };
        let span = Span { start: noun.start - len as u32, end: noun.end };
        let numeral = text.get(span.start()..noun.start())?;
        if self.right.iter().any(|r| r == numeral) || !self.in_company(text, span) {
            return None;
        }
        let quoted = matches!(char_before(text, span.start()), Some('“' | '"' | '‘'));
        if let Some(c) = typed {
            let alike = self.right.iter().filter_map(|r| single(r)).any(|r| sounds_alike(c, r) || looks_alike(c, r));
            if self.exact || !alike || !quoted && ORDINARY.contains(c) {
                return None;
            }
        } else if numeral == "一" && self.noun.starts_with('个') && !quoted {
            // An article, not a count: 一个自信的民族.
            return None;
        } else if char_before(text, span.start()).is_some_and(|c| matches!(c, '第' | '几' | '.' | '百' | '千' | '万'))
        {
            return None;
        }
        if !self.needs.is_empty() {
            let sentence = view.doc.sentence_at(span.start).and_then(|i| view.doc.sentences.get(i))?;
            let held = view.doc.slice(sentence.span);
            if !self.needs.iter().any(|n| held.contains(n.as_str())) {
                return None;
            }
        }
        if word::cuts_word(text, span) {
            return None;
        }
        let same = single(numeral)
            .is_some_and(|n| self.right.iter().filter_map(|r| single(r)).any(|r| equal_value(n, r)))
            && single(numeral).is_some_and(|n| n.is_ascii_digit());
        let fixes: Vec<String> = self.right.iter().map(|r| format!("{r}{}", noun.of(text))).collect();
        let doubt = self.doubt.max(u8::from(same));
        let safe = fixes.len() == 1 && doubt == 0;
        let applicability = if safe { Applicability::Safe } else { Applicability::Unsafe };
        Some(Finding {
            vars: vec![("fix", fixes.join("”或“"))],
            fixes: fixes.iter().map(|f| Fix::replace(span, f, applicability)).collect(),
            doubt,
            ..Finding::at(span)
        })
    }

    fn in_company(&self, text: &str, span: Span) -> bool {
        let left = text.get(..span.start()).unwrap_or("");
        let bare = left.strip_suffix(['“', '"', '‘']).unwrap_or(left);
        let right = text.get(span.end()..).unwrap_or("");
        let ends = |s: &String| left.ends_with(s.as_str()) || bare.ends_with(s.as_str());
        let starts = |s: &String| right.starts_with(s.as_str());
        (!self.quoted || left.len() > bare.len())
            && (self.before.is_empty() || self.before.iter().any(ends))
            && (self.after.is_empty() || self.after.iter().any(starts))
            && !self.not_before.iter().any(ends)
            && !self.not_after.iter().any(starts)
    }
}

fn is_numeral(c: char) -> bool {
    numeral::is_han_numeral(c) || c.is_ascii_digit() || matches!(c, '〇' | '零' | '百')
}

fn single(s: &str) -> Option<char> {
    let mut chars = s.chars();
    chars.next().filter(|_| chars.next().is_none())
}
