//! A rule's kind, made when it is first needed: most rules of a pack find none of their literals in a draft, and a start
//! need not take those apart.

use super::schema::RawRule;
use crate::kind::needle::Literals;
use crate::kind::{Faults, Kind};
use std::ops::Deref;
use std::sync::OnceLock;

/// What the build script says of a rule whose kind looks only where its literals stand.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Prepared {
    /// The whole rule.
    #[serde(borrow)]
    rule: &'static [u8],
    /// Its literals with their tags, as the kind would name them.
    #[serde(borrow)]
    literals: Vec<(&'static str, u32)>,
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

    /// Whether it finds nothing where none of its literals stands.
    #[must_use]
    pub fn needs_hits(&self) -> bool {
        self.prepared.is_some()
    }

    /// The literals it wants found.
    pub fn literals(&self, out: &mut Literals) {
        match &self.prepared {
            Some(prepared) => prepared.literals.iter().for_each(|(text, tag)| out.add(text, *tag)),
            None => Kind::literals(self, out),
        }
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
    use super::*;
    use crate::pack;

    fn literals(add: impl Fn(&mut Literals)) -> Vec<(String, u32)> {
        let mut literals = Literals::default();
        add(&mut literals);
        literals.iter().map(|(text, _, tag)| (text.to_owned(), tag)).collect()
    }

    #[test]
    fn the_build_script_names_the_literals_of_each_kind_as_it_does_itself() {
        let packs = pack::builtin();
        let mut waiting = 0;
        for rule in packs.iter().flat_map(|pack| &pack.rules).filter(|rule| rule.kind.needs_hits()) {
            waiting += 1;
            let said = literals(|out| rule.kind.literals(out));
            assert!(!said.is_empty(), "{}", rule.id);
            assert_eq!(said, literals(|out| Kind::literals(&rule.kind, out)), "{}", rule.id);
        }
        assert!(waiting > 100, "only {waiting} rules wait for their literals");
    }
}
