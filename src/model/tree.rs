//! Boosted decision trees as constants: whole numbers in, a score in thousandths out.

/// Trees in bytes: a count, then for each tree its number of splits and that many `(feature u8, pad u8, most i16, left i16,
/// right i16)`; a negative child is the index of a leaf, and the leaves (i16) follow the splits.
#[derive(Debug, Clone, Copy)]
pub struct Trees<'a>(pub &'a [u8]);

/// What is seen at a place.
pub type Features = [i16; super::edit::FEATURES];

fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    let pair = bytes.get(at..at + 2)?;
    Some(i16::from_le_bytes([*pair.first()?, *pair.get(1)?]))
}

impl Trees<'_> {
    /// The sum of the leaves that the features lead to.
    #[must_use]
    pub fn score(&self, features: &Features) -> i32 {
        let mut bytes = self.0;
        let mut score = 0;
        while let Some((&splits, rest)) = bytes.split_first() {
            let splits = usize::from(splits);
            let mut at = 0i16;
            // A path is never longer than the tree has splits.
            for _ in 0..splits {
                let Ok(node) = usize::try_from(at) else { break };
                let feature = rest.get(node * 8).copied().unwrap_or(0);
                let value = features.get(usize::from(feature)).copied().unwrap_or(0);
                let left = i16_at(rest, node * 8 + 2).is_some_and(|most| value <= most);
                at = i16_at(rest, node * 8 + if left { 4 } else { 6 }).unwrap_or(-1);
            }
            let leaf = usize::try_from(-1 - i32::from(at)).unwrap_or(0);
            score += i32::from(i16_at(rest, splits * 8 + leaf * 2).unwrap_or(0));
            bytes = rest.get(splits * 8 + (splits + 1) * 2..).unwrap_or(&[]);
        }
        score
    }

    /// How many trees.
    #[must_use]
    pub fn len(&self) -> usize {
        let mut bytes = self.0;
        let mut count = 0;
        while let Some((&splits, rest)) = bytes.split_first() {
            bytes = rest.get(usize::from(splits) * 10 + 2..).unwrap_or(&[]);
            count += 1;
        }
        count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
