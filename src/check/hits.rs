//! Literals found in a draft → the hits of each rule, by place.

use crate::kind::Hit;

/// Hits, each with the rule it belongs to, in order of place.
#[derive(Debug, Default)]
pub(super) struct Hits {
    hits: Vec<Hit>,
    /// Where those of each rule begin.
    starts: Vec<u32>,
}

impl Hits {
    /// Counts `found` (in order of place) into the buckets of `owners` rules.
    pub(super) fn new(found: &[(u32, Hit)], owners: usize) -> Hits {
        let mut starts = vec![0_u32; owners + 1];
        for (owner, _) in found {
            if let Some(count) = starts.get_mut(*owner as usize) {
                *count += 1;
            }
        }
        // First the ends of all buckets; filled from behind, they become their starts.
        let mut sum = 0;
        for end in &mut starts {
            sum += *end;
            *end = sum;
        }
        let mut hits = vec![Hit::default(); sum as usize];
        for (owner, hit) in found.iter().rev() {
            if let Some(start) = starts.get_mut(*owner as usize) {
                *start -= 1;
                hits[*start as usize] = *hit;
            }
        }
        Hits { hits, starts }
    }

    /// Those of one rule, by place.
    pub(super) fn of(&self, owner: usize) -> &[Hit] {
        let place = |at: usize| self.starts.get(at).map_or(self.hits.len(), |&start| start as usize);
        self.hits.get(place(owner)..place(owner + 1)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn each_rule_gets_its_own_by_place() {
        let hit = |at| Hit { span: Span::at(at), tag: 0 };
        let hits = Hits::new(&[(2, hit(1)), (0, hit(2)), (2, hit(5)), (9, hit(6))], 3);
        assert_eq!(hits.of(0), [hit(2)]);
        assert_eq!(hits.of(1), []);
        assert_eq!(hits.of(2), [hit(1), hit(5)]);
        assert_eq!(Hits::default().of(0), []);
    }
}
