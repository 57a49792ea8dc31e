//! Literals found in a draft → the hits of each rule, by place.

use crate::kind::Hit;

/// Hits by the rule they belong to.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// Where those of each rule begin, and where the last ones end.
    starts: Vec<u32>,
    hits: Vec<Hit>,
}

impl Hits {
    /// Those of so many owners, as they were found: in order of place, each with its owner. Counted and moved but once.
    pub(super) fn new(owners: usize, found: &[(u32, Hit)]) -> Hits {
        // Counts and sums stand one further on, to become the starts when all hits have moved.
        let mut starts = vec![0_u32; owners + 2];
        for &(owner, _) in found {
            starts.get_mut(owner as usize + 2).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut hits = vec![Hit::default(); sum as usize];
        for &(owner, hit) in found.iter().filter(|&&(owner, _)| (owner as usize) < owners) {
            if let Some(next) = starts.get_mut(owner as usize + 1) {
                hits.get_mut(*next as usize).into_iter().for_each(|place| *place = hit);
                *next += 1;
            }
        }
        Hits { starts, hits }
    }

    /// Those of one rule, by place.
    pub(super) fn of(&self, owner: usize) -> &[Hit] {
        let range =
            self.starts.get(owner..).and_then(<[u32]>::first_chunk).map(|&[start, end]| start as usize..end as usize);
        range.and_then(|range| self.hits.get(range)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn each_rule_gets_its_own_by_place() {
        let hit = |at| Hit { span: Span::at(at), tag: 0 };
        let hits = Hits::new(3, &[(2, hit(1)), (0, hit(2)), (2, hit(5)), (9, hit(6))]);
        assert_eq!(hits.of(0), [hit(2)]);
        assert_eq!(hits.of(1), []);
        assert_eq!(hits.of(2), [hit(1), hit(5)]);
        assert_eq!(hits.of(3), []);
        assert_eq!(Hits::default().of(0), []);
    }
}
