//! Literals found in a draft → the hits of each rule, by place.

use crate::kind::Hit;

/// Hits by the rule they belong to.
#[derive(Debug, Default)]
pub(super) struct Hits(Vec<Vec<Hit>>);

impl Hits {
    /// None yet, for so many rules.
    pub(super) fn new(owners: usize) -> Hits {
        Hits(vec![Vec::new(); owners])
    }

    /// Adds one; they come in order of place.
    pub(super) fn push(&mut self, owner: usize, hit: Hit) {
        if let Some(own) = self.0.get_mut(owner) {
            own.push(hit);
        }
    }

    /// Those of one rule, by place.
    pub(super) fn of(&self, owner: usize) -> &[Hit] {
        self.0.get(owner).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn each_rule_gets_its_own_by_place() {
        let hit = |at| Hit { span: Span::at(at), tag: 0 };
        let mut hits = Hits::new(3);
        [(2, hit(1)), (0, hit(2)), (2, hit(5)), (9, hit(6))].into_iter().for_each(|(owner, hit)| hits.push(owner, hit));
        assert_eq!(hits.of(0), [hit(2)]);
        assert_eq!(hits.of(1), []);
        assert_eq!(hits.of(2), [hit(1), hit(5)]);
        assert_eq!(Hits::default().of(0), []);
    }
}
