//! Text that was not counted → the trees: mistakes are planted in it, and the trees learn to tell them from the rest.

use super::boost::{self, Examples, Plan};
use super::confuse::Marks;
use super::edit::Mistake;
use super::file::{Model, Parts};
use super::gram::{Random, Sym, segments};
use super::plant::{Planted, Planter};
use super::scan::{Known, Scanner, Trial};
use super::train::{Failed, Recipe, Step, words};
use super::tree::Trees;
use std::collections::BTreeMap;

/// What is taught.
#[derive(Debug)]
pub struct Lesson<'a> {
    /// The counts; what was learnt is noted here.
    pub parts: &'a mut Parts,
    /// Texts that were not counted.
    pub learn: &'a [String],
    /// How many trees.
    pub recipe: &'a Recipe,
}

/// Trees of the gate.
const GATE: Plan = Plan { trees: 48, leaves: 12 };
/// Mistakes in a thousand that the gate may turn away.
const TURNED: usize = 36;
/// The gate learns from one text in so many.
const SHARE: usize = 3;
/// What a mistake must score for it to matter that it is not given up; thresholds are higher.
const SURE: i32 = 1500;
/// What a place in text as it is weighs, against one in a spoilt copy.
const CLEAN: f32 = 2.0;
/// Spoilt copies of a text.
const COPIES: usize = 3;

impl Lesson<'_> {
    /// The trees, and what the gate asks at least.
    ///
    /// # Errors
    /// If the counts are no model.
    pub fn learn(self, progress: &mut dyn FnMut(Step, usize, usize)) -> Result<([Vec<u8>; 4], i32), Failed> {
        let model = Model::from_bytes(self.parts.to_bytes()).map_err(|_| Failed::Small)?;
        let examples = gate(&model, self.learn, progress);
        let mut trees: [Vec<u8>; 4] = Default::default();
        let mut own = boost::learn(&examples, GATE, &mut |done| progress(Step::Grow, done, GATE.trees));
        let forest = Trees(&own).read();
        let mut scores: Vec<i32> =
            examples.mistakes().filter_map(|mut features| forest.score(&mut features, |_| {})).collect();
        scores.sort_unstable();
        let least = scores.get(scores.len() * TURNED / 1000).copied().unwrap_or(i32::MIN);
        boost::cut(&mut own, &examples, least);
        let (all, wrong) = examples.count();
        self.parts.notes.push_str(&format!("gate: {all} places of which {wrong} mistakes, least {least}\n"));
        trees[3] = own;
        (self.parts.trees, self.parts.gate) = (trees.clone(), least);
        let model = Model::from_bytes(self.parts.to_bytes()).map_err(|_| Failed::Small)?;
        let examples = trials(&model, self.learn, progress);
        for (i, (trees, examples)) in trees.iter_mut().zip(&examples).enumerate() {
            let (all, wrong) = examples.count();
            self.parts.notes.push_str(&format!("examples {i}: {all} of which {wrong} mistakes\n"));
            // Repetitions are simpler.
            let plan = self.recipe.plan;
            let count = if i == 0 { plan.trees } else { plan.trees * 2 / 5 };
            let plan = Plan { trees: count, ..plan };
            *trees = boost::learn(examples, plan, &mut |done| progress(Step::Grow, done, count));
            boost::cut(trees, examples, SURE);
        }
        Ok((trees, least))
    }
}

fn planter(model: &Model) -> Planter<'_> {
    let confusions = model.confusions();
    let mut by_sound: BTreeMap<(u16, u16), Vec<[Sym; 2]>> = BTreeMap::new();
    for (word, _) in words() {
        if let [a, b] = word[..]
            && let (Some(x), Some(y)) = (confusions.sound(a), confusions.sound(b))
        {
            by_sound.entry((x, y)).or_default().push([a, b]);
        }
    }
    Planter { lang: model.lang(), confusions, words: by_sound, random: Random(20_260_101), marks: Marks::default() }
}

/// Places in text as it is, and those of mistakes.
fn gate(model: &Model, texts: &[String], progress: &mut dyn FnMut(Step, usize, usize)) -> Examples {
    let mut planter = planter(model);
    let known = Known::default();
    let mut scanner = Scanner::new(model.lang(), model.confusions(), &known, None);
    scanner.wide = true;
    let mut examples = Examples::default();
    for (done, text) in texts.iter().enumerate().step_by(SHARE) {
        progress(Step::Plant, done, texts.len());
        segments(text, |segment| {
            // Half of the places will do.
            scanner.gates(&segment.symbols, &mut |at, features| {
                if at % 2 == 0 {
                    examples.push(features, false, 2.0);
                }
            });
            let (spoilt, planted) = planter.spoil(&segment.symbols);
            if !planted.is_empty() {
                scanner.gates(&spoilt, &mut |at, features| {
                    let over = |p: &&Planted| p.mistake != Mistake::Doubled && (p.at..p.at + p.length).contains(&at);
                    if planted.iter().any(|p| over(&p)) {
                        examples.push(features, true, 1.0);
                    }
                });
            }
        });
    }
    examples
}

/// What comes into question in text as it is, and in the same with mistakes.
fn trials(model: &Model, texts: &[String], progress: &mut dyn FnMut(Step, usize, usize)) -> [Examples; 3] {
    let mut planter = planter(model);
    let known = Known::default();
    let mut scanner = Scanner::new(model.lang(), model.confusions(), &known, model.gate());
    scanner.wide = true;
    let mut examples: [Examples; 3] = Default::default();
    let mut add = |trial: &Trial<'_>, wrong: bool, weight: f32| {
        if let Some(examples) = examples.get_mut(trial.mistake as usize) {
            examples.push(&trial.features(), wrong, weight);
        }
    };
    for (done, text) in texts.iter().enumerate() {
        progress(Step::Plant, done, texts.len());
        segments(text, |segment| {
            scanner.scan(&segment.symbols, &mut |trial| add(trial, false, CLEAN));
            for _ in 0..COPIES {
                let (spoilt, planted) = planter.spoil(&segment.symbols);
                if planted.is_empty() {
                    continue;
                }
                scanner.scan(&spoilt, &mut |trial| match judge(trial, &planted) {
                    Some(true) => add(trial, true, 1.0),
                    Some(false) => add(trial, false, 0.5),
                    None => {}
                });
            }
        });
    }
    progress(Step::Plant, texts.len(), texts.len());
    examples
}

/// Whether a trial is what was planted; `None` if it lies over it or beside it but is something else.
fn judge(trial: &Trial<'_>, planted: &[Planted]) -> Option<bool> {
    let end = trial.at + trial.old;
    for p in planted {
        let same = trial.at == p.at && trial.old == p.length && trial.mistake == p.mistake;
        if same && (p.mistake != Mistake::Wrong || trial.new == p.right) {
            return Some(true);
        }
        if trial.at <= p.at + p.length && p.at <= end {
            return None;
        }
    }
    Some(false)
}
