//! A rule's kind, made when it is first needed: most rules of a pack find none of their literals in a draft, and a start
//! need not take those apart.

use super::schema::RawRule;
use crate::kind::{Faults, Kind};
use std::ops::Deref;
use std::sync::OnceLock;

/// What the build script says of a rule whose kind looks only where its literals stand.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Prepared {
    /// The whole rule.
    #[serde(borrow)]
    rule: &'static [u8],
    /// The owner of its literals in the table that the build script made.
    owner: u32,
}

/// A kind that is there, or waits.
#[derive(Debug)]
pub struct RuleKind {
    prepared: Option<Prepared>,
    kind: OnceLock<Kind>,
}

impl RuleKind {
    pub(super) fn waiting(prepared: Prepared) -> RuleKind {
        RuleKind { prepared: Some(prepared), kind: OnceLock::new() }
    }

    /// Where its literals are in a table made before, under this owner: it finds nothing where none of them stands.
    #[must_use]
    pub fn prepared(&self) -> Option<u32> {
        self.prepared.as_ref().map(|prepared| prepared.owner)
    }

    /// The kind, unless it is one that waits for its literals.
    #[must_use]
    pub fn at_once(&self) -> Option<&Kind> {
        if self.prepared.is_some() { None } else { self.kind.get() }
    }
}

impl From<Kind> for RuleKind {
    fn from(kind: Kind) -> RuleKind {
        RuleKind { prepared: None, kind: OnceLock::from(kind) }
    }
}

impl Deref for RuleKind {
    type Target = Kind;

    fn deref(&self) -> &Kind {
        self.kind.get_or_init(|| {
            let raw = self.prepared.as_ref().and_then(|p| rmp_serde::from_slice::<RawRule>(p.rule).ok());
            let kind = raw.and_then(|mut raw| raw.kinds(&mut Faults(Vec::new(), true)).pop());
            // What the build script wrote is read back, as the tests prove.
            kind.map_or_else(Kind::nothing, |(_, kind)| kind)
        })
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
        for (text, owner, tag) in needle::prepared().iter() {
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
