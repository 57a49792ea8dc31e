//! A rule's kind and words, read when they are first needed: most rules of a pack find nothing in a draft, and a start
//! need not take those apart.

use super::Words;
use super::load;
use super::schema::{FormatName, RawRule};
use crate::diagnostic::Level;
use crate::document::date::Month;
use crate::kind::{Faults, Kind};
use std::ops::Deref;
use std::sync::OnceLock;

/// What the build script says of a rule.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Prepared {
    pub(super) id: &'static str,
    pub(super) level: Level,
    pub(super) off: bool,
    pub(super) format: Option<FormatName>,
    /// Of a kind that looks only where its literals stand: their owner in the table that the build script made.
    pub(super) owner: Option<u32>,
    /// All of it.
    #[serde(borrow)]
    pub(super) rule: &'static [u8],
}

/// What the build script wrote is read back, as the tests prove.
fn read(rule: &[u8]) -> Option<RawRule> {
    rmp_serde::from_slice(rule).ok()
}

fn kind(rule: &[u8]) -> Kind {
    let kind = read(rule).and_then(|mut raw| raw.kinds(&mut Faults(Vec::new(), true)).pop());
    kind.map_or_else(Kind::nothing, |(_, kind)| kind)
}

/// A kind that is there, or waits.
#[derive(Debug)]
pub struct RuleKind {
    /// The rule, and the owner of its literals.
    waiting: Option<(&'static [u8], u32)>,
    kind: OnceLock<Kind>,
}

impl RuleKind {
    /// The kind of a prepared rule; one that has literals of its own to name is made at once.
    pub(super) fn prepared_as(rule: &'static [u8], owner: Option<u32>) -> RuleKind {
        match owner {
            Some(owner) => RuleKind { waiting: Some((rule, owner)), kind: OnceLock::new() },
            None => kind(rule).into(),
        }
    }

    /// Where its literals are in a table made before, under this owner: it finds nothing where none of them stands.
    #[must_use]
    pub fn prepared(&self) -> Option<u32> {
        self.waiting.map(|(_, owner)| owner)
    }

    /// The kind, unless it is one that waits for its literals.
    #[must_use]
    pub fn at_once(&self) -> Option<&Kind> {
        if self.waiting.is_some() { None } else { self.kind.get() }
    }
}

impl From<Kind> for RuleKind {
    fn from(kind: Kind) -> RuleKind {
        RuleKind { waiting: None, kind: OnceLock::from(kind) }
    }
}

impl Deref for RuleKind {
    type Target = Kind;

    fn deref(&self) -> &Kind {
        self.kind.get_or_init(|| self.waiting.map_or_else(Kind::nothing, |(rule, _)| kind(rule)))
    }
}

/// What a rule says, there or waiting.
#[derive(Debug)]
pub(super) struct RuleWords {
    /// The rule, and what its pack says of all rules.
    waiting: Option<(&'static [u8], Option<Month>)>,
    words: OnceLock<Words>,
}

impl RuleWords {
    /// Those of a prepared rule.
    pub(super) fn waiting(rule: &'static [u8], norm: Option<Month>) -> RuleWords {
        RuleWords { waiting: Some((rule, norm)), words: OnceLock::new() }
    }

    /// What it says.
    pub(super) fn get(&self) -> &Words {
        self.words.get_or_init(|| {
            let waiting = self.waiting.and_then(|(rule, norm)| Some((read(rule)?, norm)));
            waiting.map(|(raw, norm)| load::words(raw, norm, &[], &mut Faults(Vec::new(), true))).unwrap_or_default()
        })
    }
}

impl From<Words> for RuleWords {
    fn from(words: Words) -> RuleWords {
        RuleWords { waiting: None, words: OnceLock::from(words) }
    }
}

#[cfg(test)]
mod tests {
    use crate::kind::needle::{self, Literals};
    use crate::pack;
    use std::collections::BTreeMap;

    #[test]
    fn the_build_script_names_the_literals_of_each_kind_as_it_does_itself() {
        let mut said: BTreeMap<u32, Vec<(String, u32)>> = BTreeMap::new();
        for (text, owner, tag) in needle::prepared(Some).iter() {
            said.entry(owner).or_default().push((text.to_owned(), tag));
        }
        let packs = pack::builtin();
        let mut waiting = 0;
        for rule in packs.iter().flat_map(|pack| &pack.rules) {
            let Some(owner) = rule.kind.prepared() else { continue };
            waiting += 1;
            let mut literals = Literals::default();
            rule.kind.literals(&mut literals);
            let mut own: Vec<_> = literals.iter().map(|(text, _, tag)| (text.to_owned(), tag)).collect();
            let mut said = said.remove(&owner).unwrap_or_default();
            own.sort();
            said.sort();
            assert!(!said.is_empty(), "{}", rule.id);
            assert_eq!(said, own, "{}", rule.id);
        }
        assert!(waiting > 100, "only {waiting} rules wait for their literals");
        assert!(said.is_empty(), "literals of no rule: {said:?}");
    }
}
