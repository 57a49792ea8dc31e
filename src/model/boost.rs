//! Examples → boosted trees (logistic loss, leaf-wise growth over binned features).
//!
//! One thread, sums in a fixed order, an exponential of its own: the same examples give the same bytes.

use super::edit::{CHEAP, FEATURES};
use super::tree::{Features, STEP, Trees, length};

/// Most bins of a feature.
const BINS: usize = 48;
/// What a leaf's step is multiplied by.
const RATE: f64 = 0.08;
/// Least sum of second derivatives in a leaf, and what is added to it.
const LEAST: f64 = 4.0;
const CALM: f64 = 2.0;

/// How many trees, and leaves in each.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Trees.
    pub trees: usize,
    /// Leaves of a tree, at most 100.
    pub leaves: usize,
}

/// What to learn from.
#[derive(Debug, Default)]
pub struct Examples {
    /// Feature by feature.
    columns: Vec<Vec<i16>>,
    wrong: Vec<bool>,
    weight: Vec<f32>,
}

impl Examples {
    /// Adds one.
    pub fn push(&mut self, features: &Features, wrong: bool, weight: f32) {
        self.columns.resize_with(FEATURES, Vec::new);
        for (column, &value) in self.columns.iter_mut().zip(features) {
            column.push(value);
        }
        self.wrong.push(wrong);
        self.weight.push(weight);
    }

    /// The features of an example.
    fn row(&self, row: usize) -> Features {
        let mut features = [0; FEATURES];
        for (slot, column) in features.iter_mut().zip(&self.columns) {
            *slot = column.get(row).copied().unwrap_or(0);
        }
        features
    }

    /// The examples that are mistakes.
    pub fn mistakes(&self) -> impl Iterator<Item = Features> + '_ {
        self.wrong.iter().enumerate().filter(|(_, wrong)| **wrong).map(|(row, _)| self.row(row))
    }

    /// How many, and how many of them are mistakes.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        (self.wrong.len(), self.wrong.iter().filter(|w| **w).count())
    }
}

/// A leaf that may yet be split.
struct Leaf {
    rows: Vec<u32>,
    sums: Vec<[f64; 2]>,
    /// Where its parent points to it: split and side.
    parent: Option<(usize, bool)>,
    best: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: u8,
}

/// `e^x` from additions and multiplications only.
fn exp(x: f64) -> f64 {
    let x = x.clamp(-40.0, 40.0);
    let small = x / 1024.0;
    let mut e = 1.0 + small * (1.0 + small * (0.5 + small * (1.0 / 6.0 + small / 24.0)));
    for _ in 0..10 {
        e *= e;
    }
    e
}

/// Borders of the bins of a column: a value is in the first bin whose border is not below it.
fn borders(column: &[i16]) -> Vec<i16> {
    let mut sorted = column.to_vec();
    sorted.sort_unstable();
    let mut all: Vec<i16> = (1..BINS).filter_map(|i| sorted.get(i * sorted.len() / BINS).copied()).collect();
    // Rare large values get bins too.
    all.extend(
        (1..12).filter_map(|i| sorted.get(sorted.len() - 1 - (sorted.len() - 1) / (3usize.pow(i) + 1)).copied()),
    );
    all.extend((1..12).filter_map(|i| sorted.get((sorted.len() - 1) / (3usize.pow(i) + 1)).copied()));
    all.sort_unstable();
    all.dedup();
    all
}

/// Learns, and writes the trees as [`super::tree::Trees`] reads them. `tick` is told how many are done.
pub fn learn(examples: &Examples, plan: Plan, tick: &mut dyn FnMut(usize)) -> Vec<u8> {
    let rows = examples.wrong.len();
    if rows == 0 {
        return Vec::new();
    }
    let borders: Vec<Vec<i16>> = examples.columns.iter().map(|c| borders(c)).collect();
    let binned: Vec<Vec<u8>> = examples
        .columns
        .iter()
        .zip(&borders)
        .map(|(column, b)| column.iter().map(|v| b.partition_point(|x| x < v) as u8).collect())
        .collect();
    let bins = borders.iter().map(|b| b.len() + 1).max().unwrap_or(1);
    let weighed = |yes: bool| -> f64 {
        let pairs = examples.wrong.iter().zip(&examples.weight);
        pairs.filter(|(w, _)| **w == yes).map(|(_, weight)| f64::from(*weight)).sum()
    };
    // The first step, from even odds to those of the examples, is a tree of one leaf.
    let odds = (weighed(true) + 1.0) / (weighed(false) + 1.0);
    let mut bias = 0.0;
    while exp(bias) < odds {
        bias += 0.01
    }
    while exp(bias) > odds {
        bias -= 0.01
    }
    let mut bytes = vec![0u8];
    bytes.extend(fixed(bias).to_le_bytes());
    bytes.extend(i16::MIN.to_le_bytes());
    let mut score = vec![bias as f32; rows];
    let mut slope = vec![[0f32; 2]; rows];
    for tree in 0..plan.trees {
        for (((slope, score), &wrong), &weight) in
            slope.iter_mut().zip(&score).zip(&examples.wrong).zip(&examples.weight)
        {
            let p = 1.0 / (1.0 + exp(-f64::from(*score)));
            let weight = f64::from(weight);
            *slope = [(weight * (p - f64::from(u8::from(wrong)))) as f32, (weight * p * (1.0 - p)) as f32];
        }
        // The first step, of which one tree is the odds, must do with what is at hand.
        let use_of = if tree + 1 < STEP { CHEAP } else { FEATURES };
        let columns = binned.get(..use_of.min(binned.len())).unwrap_or(&[]);
        grow(columns, &slope, &borders, bins, plan.leaves, &mut score, &mut bytes);
        tick(tree + 1);
    }
    bytes
}

fn fixed(x: f64) -> i16 {
    (x * 1000.0).clamp(-32000.0, 32000.0) as i16
}

fn sums(binned: &[Vec<u8>], slope: &[[f32; 2]], bins: usize, rows: &[u32]) -> Vec<[f64; 2]> {
    let mut sums = vec![[0f64; 2]; bins * binned.len()];
    for (column, sums) in binned.iter().zip(sums.chunks_mut(bins)) {
        for &row in rows {
            let (Some(&bin), Some(s)) = (column.get(row as usize), slope.get(row as usize)) else { continue };
            if let Some(sum) = sums.get_mut(usize::from(bin)) {
                sum[0] += f64::from(s[0]);
                sum[1] += f64::from(s[1]);
            }
        }
    }
    sums
}

fn best_split(sums: &[[f64; 2]], bins: usize) -> Option<Split> {
    let worth = |g: f64, h: f64| g * g / (h + CALM);
    let mut best: Option<Split> = None;
    for (feature, own) in sums.chunks(bins).enumerate() {
        let (all_g, all_h) = own.iter().fold((0.0, 0.0), |(g, h), s| (g + s[0], h + s[1]));
        let (mut g, mut h) = (0.0, 0.0);
        for (bin, s) in own.iter().enumerate() {
            g += s[0];
            h += s[1];
            if h < LEAST || all_h - h < LEAST {
                continue;
            }
            let gain = worth(g, h) + worth(all_g - g, all_h - h) - worth(all_g, all_h);
            if gain > 1e-6 && best.is_none_or(|b| gain > b.gain) {
                best = Some(Split { gain, feature, bin: bin as u8 });
            }
        }
    }
    best
}

fn grow(
    binned: &[Vec<u8>],
    slope: &[[f32; 2]],
    borders: &[Vec<i16>],
    bins: usize,
    most: usize,
    score: &mut [f32],
    bytes: &mut Vec<u8>,
) {
    let rows: Vec<u32> = (0..slope.len() as u32).collect();
    let all = sums(binned, slope, bins, &rows);
    let mut leaves = vec![Leaf { rows, best: best_split(&all, bins), sums: all, parent: None }];
    let mut splits: Vec<(usize, i16, [i16; 2])> = Vec::new();
    while leaves.len() < most {
        let gain = |l: &Leaf| l.best.map_or(0.0, |b| b.gain);
        let Some(at) = (0..leaves.len()).max_by(|&a, &b| {
            let of = |i: usize| leaves.get(i).map_or(0.0, gain);
            of(a).total_cmp(&of(b)).then(b.cmp(&a))
        }) else {
            break;
        };
        let Some(split) = leaves.get(at).and_then(|l| l.best) else { break };
        let Some((column, edge)) = binned.get(split.feature).zip(borders.get(split.feature)) else { break };
        let leaf = leaves.remove(at);
        let (left, right): (Vec<u32>, Vec<u32>) =
            leaf.rows.iter().partition(|&&row| column.get(row as usize).is_some_and(|b| *b <= split.bin));
        let number = splits.len();
        splits.push((split.feature, edge.get(usize::from(split.bin)).copied().unwrap_or(i16::MAX), [0, 0]));
        link(&mut splits, leaf.parent, number as i16);
        // Sums of the larger side are what the smaller leaves over.
        let small_left = left.len() <= right.len();
        let small = sums(binned, slope, bins, if small_left { &left } else { &right });
        let mut large = leaf.sums;
        for (l, s) in large.iter_mut().zip(&small) {
            l[0] -= s[0];
            l[1] -= s[1];
        }
        let (left_sums, right_sums) = if small_left { (small, large) } else { (large, small) };
        for (rows, sums, side) in [(left, left_sums, false), (right, right_sums, true)] {
            leaves.push(Leaf { rows, best: best_split(&sums, bins), sums, parent: Some((number, side)) });
        }
    }
    let mut values = Vec::with_capacity(leaves.len());
    for (index, leaf) in leaves.iter().enumerate() {
        link(&mut splits, leaf.parent, -1 - index as i16);
        let (g, h) = leaf
            .rows
            .iter()
            .filter_map(|&r| slope.get(r as usize))
            .fold((0.0, 0.0), |(g, h), s| (g + f64::from(s[0]), h + f64::from(s[1])));
        let value = fixed(-RATE * g / (h + CALM));
        values.push(value);
        for &row in &leaf.rows {
            if let Some(score) = score.get_mut(row as usize) {
                *score += f32::from(value) / 1000.0;
            }
        }
    }
    bytes.push(splits.len() as u8);
    for (feature, edge, children) in splits {
        bytes.extend([feature as u8, 0]);
        bytes.extend(edge.to_le_bytes());
        bytes.extend(children.iter().flat_map(|c| c.to_le_bytes()));
    }
    bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
    bytes.extend(i16::MIN.to_le_bytes());
}

/// What an example may lack of the least that ended up well before it is given up, and how many of a thousand that ended up
/// well do not count.
const SLACK: i32 = 150;
const LOST: usize = 1;

/// Sets the cuts so that hardly a mistake among the examples that scores at least `least` is given up.
pub fn cut(bytes: &mut [u8], examples: &Examples, least: i32) {
    let forest = Trees(bytes).read();
    let mut steps: Vec<Vec<i32>> = Vec::new();
    for features in examples.mistakes() {
        let partial = forest.partial(&features);
        if partial.last().is_some_and(|score| *score >= least) {
            steps.resize_with(partial.len(), Vec::new);
            steps.iter_mut().zip(partial).for_each(|(step, own)| step.push(own));
        }
    }
    let cuts: Vec<i32> = steps
        .iter_mut()
        .map(|step| {
            step.sort_unstable();
            step.get(step.len() * LOST / 1000).copied().unwrap_or(i32::MIN)
        })
        .collect();
    let (mut at, mut tree) = (0, 0);
    while let Some(&splits) = bytes.get(at) {
        let end = at + 1 + length(usize::from(splits));
        if tree % STEP == STEP - 1
            && let (Some(cut), Some(slot)) = (cuts.get(tree / STEP), bytes.get_mut(end - 2..end))
        {
            let cut = cut.saturating_sub(SLACK).clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
            slot.copy_from_slice(&cut.to_le_bytes());
        }
        (at, tree) = (end, tree + 1);
    }
}

fn link(splits: &mut [(usize, i16, [i16; 2])], parent: Option<(usize, bool)>, child: i16) {
    if let Some((split, right)) = parent
        && let Some(split) = splits.get_mut(split)
    {
        split.2[usize::from(right)] = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_a_rule_of_two_features() {
        let mut examples = Examples::default();
        let mut random = super::super::gram::Random(7);
        let mut draw = || {
            let mut features = [0i16; FEATURES];
            features.iter_mut().for_each(|f| *f = random.below(100) as i16);
            features
        };
        let rule = |f: &Features| f[3] > 60 && f[7] < 30;
        for _ in 0..4000 {
            let features = draw();
            examples.push(&features, rule(&features), 1.0);
        }
        let plan = Plan { trees: 30, leaves: 8 };
        let bytes = learn(&examples, plan, &mut |_| {});
        assert_eq!(bytes, learn(&examples, plan, &mut |_| {}));
        assert_eq!(Trees(&bytes).len(), 31);
        let mut quick = bytes.clone();
        cut(&mut quick, &examples, 0);
        for bytes in [bytes, quick] {
            let forest = Trees(&bytes).read();
            let said = |f: &Features| forest.score(&mut f.clone(), |_| {}).is_some_and(|score| score > 0);
            let right = (0..1000).map(|_| draw()).filter(|f| said(f) == rule(f)).count();
            assert!(right > 970, "{right}");
        }
    }
}
