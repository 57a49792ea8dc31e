//! Boosted decision trees as constants: whole numbers in, a score in thousandths out.
//!
//! Most of what is scored is no mistake, and a few trees tell: each eighth tree has a *cut*, and what has less by then is
//! given up. The trainer sets the cuts so that none of its examples that end up well is lost.

/// Trees in bytes: for each its number of splits and that many `(feature u8, pad u8, most i16, left i16, right i16)`; a
/// negative child is the index of a leaf; then the leaves (i16), one more than splits, and the cut (i16).
#[derive(Debug, Clone, Copy)]
pub struct Trees<'a>(pub &'a [u8]);

/// What is seen at a place.
pub type Features = [i16; super::edit::FEATURES];

/// Trees between two cuts.
pub const STEP: usize = 8;

/// Trees ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Forest {
    nodes: Vec<Node>,
    trees: Vec<Tree>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    most: i16,
    feature: u8,
    /// Twice the place of a node in its tree; of a leaf, twice its value and one.
    children: [i16; 2],
}

#[derive(Debug, Clone, Copy)]
struct Tree {
    node: u32,
    cut: i16,
}

fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    let pair = bytes.get(at..at + 2)?;
    Some(i16::from_le_bytes([*pair.first()?, *pair.get(1)?]))
}

/// Bytes of a tree after the number of its splits.
#[must_use]
pub fn length(splits: usize) -> usize {
    splits * 8 + (splits + 1) * 2 + 2
}

impl Trees<'_> {
    /// The trees, for asking. A child that does not come after its parent, which no trainer writes, is the first leaf.
    #[must_use]
    pub fn read(&self) -> Forest {
        let mut bytes = self.0;
        let mut forest = Forest::default();
        while let Some((&splits, rest)) = bytes.split_first() {
            let splits = usize::from(splits);
            let Some((own, rest)) = rest.split_at_checked(length(splits)) else { break };
            let cut = i16_at(own, own.len() - 2).unwrap_or(i16::MIN);
            forest.trees.push(Tree { node: forest.nodes.len() as u32, cut });
            let (nodes, rest_of_own) = own.split_at_checked(splits * 8).unwrap_or((own, &[]));
            let leaf = |i: usize| {
                let value = i16_at(rest_of_own, i * 2).unwrap_or(0);
                value.clamp(i16::MIN / 2, i16::MAX / 2) << 1 | 1
            };
            for (i, &[feature, _, a, b, c, d, e, f]) in nodes.as_chunks::<8>().0.iter().enumerate() {
                let child = |bytes: [u8; 2]| {
                    let child = i16::from_le_bytes(bytes);
                    match usize::try_from(child) {
                        Ok(node) if node > i && node < splits => child << 1,
                        Ok(_) => leaf(0),
                        Err(_) => leaf(Some(usize::from(!child as u16)).filter(|leaf| *leaf <= splits).unwrap_or(0)),
                    }
                };
                forest.nodes.push(Node {
                    most: i16::from_le_bytes([a, b]),
                    feature,
                    children: [child([c, d]), child([e, f])],
                });
            }
            if splits == 0 {
                forest.nodes.push(Node { most: 0, feature: 0, children: [leaf(0); 2] });
            }
            bytes = rest;
        }
        forest
    }

    /// How many trees.
    #[must_use]
    pub fn len(&self) -> usize {
        let mut bytes = self.0;
        let mut count = 0;
        while let Some((&splits, rest)) = bytes.split_first() {
            bytes = rest.get(length(usize::from(splits))..).unwrap_or(&[]);
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

impl Forest {
    #[inline]
    fn leaf(&self, tree: &Tree, features: &Features) -> i32 {
        let mut at = tree.node as usize;
        while let Some(node) = self.nodes.get(at) {
            let value = features.get(usize::from(node.feature)).copied().unwrap_or(0);
            let child = node.children[usize::from(value > node.most)];
            if child & 1 == 1 {
                return i32::from(child >> 1);
            }
            at = tree.node as usize + (child >> 1) as usize;
        }
        0
    }

    /// The sum of the leaves that the features lead to; `None` if it was given up. The first [`STEP`] trees ask for the
    /// features that are at hand; `more` works out the others.
    #[must_use]
    pub fn score(&self, features: &mut Features, more: impl FnOnce(&mut Features)) -> Option<i32> {
        let (mut score, mut more) = (0, Some(more));
        for trees in self.trees.chunks(STEP) {
            for tree in trees {
                score += self.leaf(tree, features);
            }
            if trees.last().is_some_and(|last| score < i32::from(last.cut)) {
                return None;
            }
            if let Some(more) = more.take() {
                more(features);
            }
        }
        Some(score)
    }

    /// The sums after each [`STEP`] trees.
    #[must_use]
    pub fn partial(&self, features: &Features) -> Vec<i32> {
        let mut score = 0;
        let mut sum = |trees: &[Tree]| {
            score += trees.iter().map(|tree| self.leaf(tree, features)).sum::<i32>();
            score
        };
        self.trees.chunks(STEP).map(&mut sum).collect()
    }
}
