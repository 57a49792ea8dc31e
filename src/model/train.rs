//! Texts → a model: counts, confusions, trees learnt from planted mistakes, thresholds from text that was kept back.

use super::boost::Plan;
use super::count::{self, Counted};
use super::detect::Detector;
use super::edit::Mistake;
use super::file::{Model, Parts};
use super::fresh::Seen;
use super::fuse;
use super::gram::{EDGE, LONGEST, Sym, is_han, mix, segments, word_key};
use super::lang::{eighths, hint};
use super::lesson::Lesson;
use super::sounds;

static WORDS: &str = include_str!("../../assets/words.txt");

/// How a model is made.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Most bytes of the file.
    pub bytes: usize,
    /// Trees of the scorer.
    pub plan: Plan,
    /// Lines for [`Model::notes`].
    pub notes: String,
}

/// What the trainer is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Counting n-grams.
    Count,
    /// Looking at planted mistakes.
    Plant,
    /// Growing trees.
    Grow,
    /// Setting thresholds.
    Calibrate,
}

/// Why no model came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// Too little text.
    #[error("训练文本太少：只有 {0} 个汉字，至少要 {LEAST} 个")]
    Little(usize),
    /// The size does not hold even the fixed parts.
    #[error("模型大小给得太小")]
    Small,
}

/// Least characters to train on.
pub const LEAST: usize = 200_000;
/// Most characters of a block, which is trained on or kept back as a whole.
const BLOCK: usize = 20_000;

/// Bytes of the hints.
const HINTS: usize = 1 << 18;

/// What a block is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Count,
    Learn,
    Calibrate,
}

fn part(block: usize) -> Part {
    match mix(block as u64 + 1) % 100 {
        0..=5 => Part::Calibrate,
        6..=19 => Part::Learn,
        _ => Part::Count,
    }
}

/// Cuts texts into blocks of whole lines, so many that each part gets some.
fn blocks(texts: &[String]) -> Vec<&str> {
    let all: usize = texts.iter().map(String::len).sum();
    let size = (all / 400).clamp(1500, BLOCK * 3);
    let mut blocks = Vec::new();
    for text in texts {
        let mut rest = text.as_str();
        while rest.len() > size {
            let cut = rest.as_bytes().iter().skip(size).position(|b| *b == b'\n').map_or(rest.len(), |i| i + size);
            let (head, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            blocks.push(head);
            rest = tail;
        }
        blocks.push(rest);
    }
    blocks
}

/// Trains. `progress` is told what is being done, how much of it is done, and of how much.
///
/// # Errors
/// If there is too little text.
pub fn train(
    texts: &[String],
    recipe: &Recipe,
    progress: &mut dyn FnMut(Step, usize, usize),
) -> Result<Vec<u8>, Failed> {
    let blocks = blocks(texts);
    let of = |wanted: Part| blocks.iter().enumerate().filter(move |(i, _)| part(*i) == wanted).map(|(_, b)| *b);
    let mut symbols: Vec<Sym> = vec![EDGE];
    for block in of(Part::Count) {
        segments(block, |s| symbols.extend(s.symbols.iter().skip(1)));
    }
    let han = symbols.iter().filter(|s| is_han(**s)).count();
    if han < LEAST || of(Part::Learn).next().is_none() || of(Part::Calibrate).next().is_none() {
        return Err(Failed::Little(han));
    }
    // Trees learn from text that was not counted, nor a copy of it; then it is counted too.
    let mut parts = counts(&symbols, recipe, progress)?;
    let seen = Seen::new(&symbols);
    let learn = fresh(&seen, &of(Part::Learn).collect::<Vec<_>>());
    let lesson = Lesson { parts: &mut parts, learn: &learn, recipe };
    let (trees, gate) = lesson.learn(progress)?;
    let learnt = std::mem::take(&mut parts.notes);
    for block in of(Part::Learn) {
        segments(block, |s| symbols.extend(s.symbols.iter().skip(1)));
    }
    let seen = Seen::new(&symbols);
    let mut parts = counts(&symbols, recipe, progress)?;
    drop(symbols);
    let lines = learnt.lines().skip_while(|line| !line.starts_with("gate"));
    lines.for_each(|line| parts.notes.push_str(&format!("{line}\n")));
    (parts.trees, parts.gate) = (trees, gate);
    let kept = fresh(&seen, &of(Part::Calibrate).collect::<Vec<_>>());
    let model = Model::from_bytes(parts.to_bytes()).map_err(|_| Failed::Small)?;
    parts.thresholds = calibrate(&model, &kept, progress);
    let chars: usize = kept.iter().map(|b| b.chars().count()).sum();
    parts.notes.push_str(&format!("kept back: {chars} characters\n"));
    for (mistake, thresholds) in Mistake::ALL.iter().zip(parts.thresholds) {
        parts.notes.push_str(&format!("{mistake:?}: {thresholds:?}\n"));
    }
    Ok(parts.to_bytes())
}

/// What of some blocks is no copy; where that is less than half, copies will do.
fn fresh(seen: &Seen, blocks: &[&str]) -> Vec<String> {
    let fresh: Vec<String> = blocks.iter().map(|block| seen.fresh(block)).collect();
    let all: usize = blocks.iter().map(|block| block.len()).sum();
    let enough = fresh.iter().map(String::len).sum::<usize>() * 2 >= all;
    if enough { fresh } else { blocks.iter().map(|block| (*block).to_owned()).collect() }
}

/// Everything but trees and thresholds.
fn counts(symbols: &[Sym], recipe: &Recipe, progress: &mut dyn FnMut(Step, usize, usize)) -> Result<Parts, Failed> {
    let mut single = vec![0u64; 1 << 16];
    for &symbol in symbols {
        if let Some(slot) = single.get_mut(usize::from(symbol)) {
            *slot += 1;
        }
    }
    let mut counted: Vec<Counted> = Vec::new();
    for k in 2..=LONGEST {
        progress(Step::Count, k - 2, LONGEST);
        counted.push(count::count(symbols, k));
    }
    let seldom = (symbols.len() / 5_000_000).max(2) as u64;
    let known = |s: Sym| single.get(usize::from(s)).is_some_and(|n| *n >= seldom);
    let mut parts = Parts {
        longest: LONGEST,
        total: i32::from(eighths(symbols.len() as u64)),
        single: single.iter().map(|n| eighths(*n)).collect(),
        confusions: sounds::tables(known),
        notes: recipe.notes.clone(),
        ..Parts::default()
    };
    let words: Vec<(u64, u8)> = words().map(|(word, level)| (word_key(&word), level)).collect();
    let trees = recipe.plan.trees * 2 * (recipe.plan.leaves * 10 + 5) + 20_000;
    let fixed = parts.single.len() + parts.confusions.iter().map(Vec::len).sum::<usize>() + HINTS + trees;
    let fixed = fixed + fuse::size(words.len());
    let room = recipe.bytes.checked_sub(fixed).ok_or(Failed::Small)?;
    let least = count::least(&counted, 0, room);
    let mut keys: Vec<(u64, u8)> = Vec::new();
    let mut pairs: Vec<(u64, u8)> = Vec::new();
    for (i, (grams, least)) in counted.iter().zip(&least).enumerate() {
        let into = if i == 0 { &mut pairs } else { &mut keys };
        let before = into.len();
        into.extend(grams.iter().filter(|(_, n)| n >= least).map(|&(key, n)| (key, count::level(n))));
        parts.notes.push_str(&format!("{}-grams: {} seen at least {least} times\n", i + 2, into.len() - before));
    }
    drop(counted);
    parts.words = fuse::build(&words).ok_or(Failed::Small)?;
    progress(Step::Count, LONGEST - 1, LONGEST);
    parts.table = fuse::build(&keys).ok_or(Failed::Small)?;
    parts.hints = vec![0; HINTS];
    for &(key, _) in &pairs {
        let (byte, bit) = hint((key >> 16) as Sym, key as Sym, HINTS);
        if let Some(hints) = parts.hints.get_mut(byte) {
            *hints |= bit;
        }
    }
    parts.pairs = fuse::build(&pairs).ok_or(Failed::Small)?;
    progress(Step::Count, LONGEST, LONGEST);
    Ok(parts)
}

/// The words of the dictionary and their levels.
pub(super) fn words() -> impl Iterator<Item = (Vec<Sym>, u8)> {
    WORDS.lines().filter_map(|line| {
        let (word, count) = line.split_once(' ')?;
        let word: Vec<Sym> = word.encode_utf16().collect();
        let count: u32 = count.parse().ok()?;
        let level = count.max(32).ilog2().saturating_sub(4).min(15) as u8;
        (word.len() <= super::lang::WORD && word.iter().all(|s| is_han(*s))).then_some((word, level))
    })
}

/// Shares of the false alarms that each mistake may cause, in hundredths.
const SHARES: [usize; 3] = [84, 12, 4];
/// False alarms in ten million characters, of a warning and of a hint. Hints are a quarter fewer than may be: other texts are
/// not quite like those that were kept back, and of the surest alarms many are stopped by other means.
const ALARMS: [usize; 2] = [100, 375];

/// The thresholds that keep the alarms on clean text to what is asked.
fn calibrate(model: &Model, blocks: &[String], progress: &mut dyn FnMut(Step, usize, usize)) -> [[i32; 2]; 3] {
    let mut detector = Detector::new(model);
    let mut scores: [Vec<i32>; 3] = Default::default();
    let mut chars = 0;
    for (done, block) in blocks.iter().enumerate() {
        progress(Step::Calibrate, done, blocks.len());
        chars += block.chars().count();
        for suspect in detector.suspects(block, [-2000; 3]) {
            if let Some(scores) = scores.get_mut(suspect.mistake as usize) {
                scores.push(suspect.score);
            }
        }
    }
    progress(Step::Calibrate, blocks.len(), blocks.len());
    let mut all = [[0; 2]; 3];
    for ((thresholds, scores), share) in all.iter_mut().zip(&mut scores).zip(SHARES) {
        scores.sort_unstable_by(|a, b| b.cmp(a));
        for (threshold, alarms) in thresholds.iter_mut().zip(ALARMS) {
            let may = chars * alarms * share / 100 / 10_000_000;
            // The first that may not alarm; never below even odds.
            *threshold = scores.get(may).map_or(0, |score| score + 1).max(0);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::detect::Tier;
    use super::super::gram::Random;
    use super::*;

    /// Sentences of set phrases, no two alike.
    fn text(chars: usize) -> String {
        let heads = ["各级党委政府要", "各有关部门要", "全体干部职工要", "各乡镇街道要", "领导干部要", "广大党员要"];
        let verbs = ["扎实推进", "认真落实", "切实加强", "持续深化", "统筹抓好", "全面提升", "着力完善", "加快建设"];
        let things = ["基层治理工作", "安全生产责任", "乡村振兴战略", "民生保障水平", "营商环境建设", "联防联控机制"];
        let ends = ["确保取得实效", "推动高质量发展", "形成强大合力", "不断开创新局面", "夯实发展基础"];
        let mut random = Random(3);
        let mut pick = |list: &[&str]| list.get(random.below(list.len())).copied().unwrap_or("").to_owned();
        let mut text = String::new();
        while text.len() < chars * 3 {
            text += &(pick(&heads) + &pick(&verbs) + &pick(&things) + "，" + &pick(&verbs) + &pick(&things));
            text += &("，".to_owned() + &pick(&ends) + "。\n");
        }
        text
    }

    #[test]
    fn the_same_text_gives_the_same_bytes() {
        let recipe = Recipe { bytes: 2_000_000, plan: Plan { trees: 8, leaves: 6 }, notes: "made by: a test\n".into() };
        let texts = [text(330_000)];
        let bytes = train(&texts, &recipe, &mut |_, _, _| {}).expect("enough text");
        assert_eq!(train(&texts, &recipe, &mut |_, _, _| {}), Ok(bytes.clone()));
        let model = Model::from_bytes(bytes).expect("a model");
        let typos = Detector::new(&model).typos("各有关部门要持续深化联防联控机智，夯实发展基础。", None);
        assert_eq!(typos.iter().map(|t| (t.right.as_str(), t.tier)).collect::<Vec<_>>(), [("制", Tier::Sure)]);
        assert!(model.notes().starts_with("made by: a test\n2-grams: "));
        assert!(matches!(train(&[text(1000)], &recipe, &mut |_, _, _| {}), Err(Failed::Little(_))));
    }
}
