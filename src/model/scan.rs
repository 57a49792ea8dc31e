//! A segment → the edits that come into question, each with its features: wrong characters, pairs of them, doubled and
//! extra ones.
//!
//! A place is looked at only where n-grams over it are unseen; a replacement only where a trigram over it was seen. That
//! is what keeps it fast.

use super::confuse::{Confusions, Likeness, Marks};
use super::edit::{Before, FEATURES, Mistake, Place, Rival};
use super::gate::{self, Gate};
use super::gram::{EDGE, LONGEST, Sym, is_han};
use super::lang::{Lang, Window};
use super::levels::{Levels, repeats};
use super::tree::Features;
use std::sync::OnceLock;

/// Something that might have been meant.
#[derive(Debug)]
pub struct Trial<'a> {
    /// What would be wrong.
    pub mistake: Mistake,
    /// First symbol in the segment.
    pub at: usize,
    /// How many symbols.
    pub old: usize,
    /// What would stand there.
    pub new: &'a [Sym],
    /// How the first replaced character is like the one that stands there.
    pub likeness: Likeness,
    /// What the scorer looks at.
    pub features: [i16; FEATURES],
}

/// Replacements that are scored at one place.
const BEST: usize = 2;
/// Characters whose exchange is no slip of the hand: which person, which number, which rank of place.
const CHOICES: [&str; 3] = ["省市县区乡镇村州旗", "他她它", "一二三四五六七八九十百千万两〇零"];
/// A character that is only one letter off must be this common, as in [`super::lang::eighths`].
const COMMON: u8 = 100;
/// What a replacement must gain to be looked at: two bits.
const LEAST: i32 = 32;
/// A pair must be this common to be taken for a word.
const KNOWN: u8 = 3;
/// How much worse than the best the second may be.
const CLOSE: i32 = 80;

/// Looks at segments; holds what it need not work out twice.
#[derive(Debug)]
pub struct Scanner<'a> {
    lang: Lang<'a>,
    confusions: Confusions<'a>,
    levels: Levels,
    known: &'a Known,
    gate: Option<Gate<'a>>,
    /// Whether to look at more places than there is time for in a draft: what is learnt there helps elsewhere.
    pub wide: bool,
    /// What the gate must say more than it must by itself.
    pub narrow: i32,
    /// What the gate says of each place; nothing where it is not worth a look.
    open: Vec<Option<i32>>,
    options: Vec<Offer>,
    some: Vec<(Sym, Likeness)>,
    pair: [Vec<(Sym, Likeness)>; 2],
    marks: Marks,
}

/// What a character is mistaken for.
type Likes = Box<[(Sym, Likeness)]>;

/// What each character is mistaken for, worked out once for all texts.
#[derive(Debug, Clone, Default)]
pub struct Known(OnceLock<Box<[OnceLock<Likes>]>>);

/// The characters that [`Known`] has room for; others are no Chinese characters of ours.
const ROOM: std::ops::Range<Sym> = 0x4E00..0xA000;

impl Known {
    fn of(&self, c: Sym, make: impl FnOnce() -> Likes) -> &[(Sym, Likeness)] {
        let slots = self.0.get_or_init(|| ROOM.map(|_| OnceLock::new()).collect());
        let slot = c.checked_sub(ROOM.start).and_then(|at| slots.get(usize::from(at)));
        slot.map_or(&[], |slot| slot.get_or_init(make))
    }
}

#[derive(Debug)]
struct Offer {
    window: Window,
    gain: i32,
    new: [Sym; 2],
    likeness: Likeness,
    rank: i32,
}

impl<'a> Scanner<'a> {
    /// A scanner over a model's tables. Without a gate it looks at every odd place.
    #[must_use]
    pub fn new(lang: Lang<'a>, confusions: Confusions<'a>, known: &'a Known, gate: Option<Gate<'a>>) -> Scanner<'a> {
        let (levels, open, options, some, pair, marks) = Default::default();
        Scanner { lang, confusions, levels, known, gate, wide: false, narrow: 0, open, options, some, pair, marks }
    }

    fn likes(&mut self, c: Sym) -> &'a [(Sym, Likeness)] {
        let (confusions, lang, marks) = (self.confusions, self.lang, &mut self.marks);
        self.known.of(c, || {
            let mut all = Vec::new();
            confusions.of(c, &mut all, marks, |o| lang.single(o) >= COMMON);
            let holds = |set: &&&str, c: Sym| set.encode_utf16().any(|x| x == c);
            if let Some(set) = CHOICES.iter().find(|set| holds(set, c)) {
                all.retain(|(o, _)| !holds(&set, *o));
            }
            all.retain(|(o, l)| l.sound != 1 || l.shape > 0 || lang.single(*o) >= COMMON);
            all.into()
        })
    }

    /// Calls `each` for each odd place in a segment, with what the gate looks at there.
    pub fn gates(&mut self, s: &[Sym], each: &mut dyn FnMut(usize, &Features)) {
        self.levels.fill(&self.lang, s, self.wide);
        for at in 1..s.len().saturating_sub(1) {
            if s.get(at).is_some_and(|c| is_han(*c)) && self.levels.odd(at, self.wide) {
                each(at, &gate::features(&self.lang, &self.levels, s, at));
            }
        }
    }

    /// What the gate says of a place, if it lets it pass.
    fn opens(&self, s: &[Sym], at: usize) -> Option<i32> {
        if !s.get(at).is_some_and(|c| is_han(*c)) || !self.levels.odd(at, self.wide) {
            return None;
        }
        let Some(gate) = self.gate else { return Some(0) };
        // Never more than even odds, unless the gate itself does.
        let least = gate.least.max((gate.least + self.narrow).min(0));
        gate.forest.score(&gate::features(&self.lang, &self.levels, s, at)).filter(|score| *score >= least)
    }

    /// Calls `each` for all that comes into question in a segment with edges.
    pub fn scan(&mut self, s: &[Sym], each: &mut dyn FnMut(&Trial<'_>)) {
        if s.len() < 4 {
            return;
        }
        let lang = self.lang;
        self.levels.fill(&lang, s, self.wide);
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        open.extend((0..s.len()).map(|at| self.opens(s, at)));
        let levels = std::mem::take(&mut self.levels);
        let place = Place { lang, s, levels: &levels };
        for at in 1..s.len() - 1 {
            repeats(s, at).for_each(|k| repeated(&place, at, k, each));
            let here = open.get(at).copied().flatten();
            let next = open.get(at + 1).copied().flatten();
            if let Some(gate) = here {
                let before = place.before(at, 1);
                self.single(&place, &before, at, gate, each);
                extra(&place, &before, at, gate, each);
            }
            if let (Some(one), Some(two)) = (here, next)
                && levels.odd_pair(at, self.wide)
            {
                self.couple(&place, at, one.max(two), each);
            }
        }
        self.levels = levels;
        self.open = open;
    }

    /// One wrong character.
    fn single(&mut self, place: &Place<'_>, before: &Before, at: usize, gate: i32, each: &mut dyn FnMut(&Trial<'_>)) {
        let lang = &place.lang;
        let symbol = |back: usize, on: usize| (at + on).checked_sub(back).and_then(|i| place.s.get(i)).copied();
        let (Some(left), Some(now), Some(right)) = (symbol(1, 0), symbol(0, 0), symbol(0, 1)) else { return };
        let (first, last) = (symbol(2, 0).unwrap_or(EDGE), symbol(0, 2).unwrap_or(EDGE));
        // Both pairs must have been seen; what the near cache tells comes first.
        let likes = self.likes(now);
        let some = &mut self.some;
        keep(some, likes, |c| lang.maybe(left, c));
        sift(some, |c| lang.maybe(c, right));
        sift(some, |c| lang.pairs.get(pair_key(left, c)) > 0);
        sift(some, |c| lang.pairs.get(pair_key(c, right)) > 0);
        let [outer, _, _, other] = place.levels.near::<4>(2, at, 2).map(|level| level.max(0) as u8);
        self.options.clear();
        for &(c, likeness) in &self.some {
            let two = [lang.pairs.get(pair_key(left, c)), lang.pairs.get(pair_key(c, right))];
            let three = [
                lang.three([first, left, c], outer.min(two[0])),
                lang.three([left, c, right], two[0].min(two[1])),
                lang.three([c, right, last], two[1].min(other)),
            ];
            let word = |pair: [Sym; 2], level: u8| level >= KNOWN && lang.word(&pair) > 0;
            if three == [0; 3] && !word([left, c], two[0]) && !word([c, right], two[1]) {
                continue;
            }
            let mut window = place.instead(before, &[c]);
            let [own_two, own_three, ..] = &mut window.levels;
            own_two.iter_mut().skip(window.from.saturating_sub(1)).zip(two).for_each(|(slot, level)| *slot = level);
            // The first of the three would begin before the window where nothing stands there.
            let known = three.into_iter().skip(2usize.saturating_sub(window.from));
            own_three.iter_mut().skip(window.from.saturating_sub(2)).zip(known).for_each(|(slot, level)| *slot = level);
            self.options.push(Offer { window, gain: 0, new: [c, 0], likeness, rank: likeness.worth() });
        }
        offer(place, before, gate, &mut self.options, each);
    }

    /// Two wrong characters side by side that sound right.
    fn couple(&mut self, place: &Place<'_>, at: usize, gate: i32, each: &mut dyn FnMut(&Trial<'_>)) {
        let lang = &place.lang;
        let Some(&[one, a, b, next]) = place.s.get(at - 1..).and_then(<[Sym]>::first_chunk) else { return };
        let (a, b) = (self.likes(a), self.likes(b));
        let [firsts, seconds] = &mut self.pair;
        let sounds = |l: &Likeness| l.sound >= 2;
        firsts.clear();
        seconds.clear();
        firsts.extend(a.iter().filter(|(_, l)| sounds(l)));
        sift(firsts, |c| lang.maybe(one, c));
        sift(firsts, |c| lang.pairs.get(pair_key(one, c)) > 0);
        if !firsts.is_empty() {
            seconds.extend(b.iter().filter(|(_, l)| sounds(l)));
            sift(seconds, |d| lang.maybe(d, next));
            sift(seconds, |d| lang.pairs.get(pair_key(d, next)) > 0);
        }
        self.options.clear();
        let mut before = None;
        for &(c, first) in firsts.iter() {
            keep(&mut self.some, seconds, |d| lang.maybe(c, d));
            sift(&mut self.some, |d| lang.pairs.get(pair_key(c, d)) >= KNOWN);
            for &(d, second) in &self.some {
                let two = [pair_key(one, c), pair_key(c, d), pair_key(d, next)].map(|key| lang.pairs.get(key));
                let left = lang.three([one, c, d], two[0].min(two[1]));
                if left == 0 && lang.three([c, d, next], two[1].min(two[2])) == 0 {
                    continue;
                }
                let likeness = Likeness { sound: first.sound.min(second.sound), shape: 0 };
                let rank = first.worth() + second.worth();
                let mut window = place.instead(before.get_or_insert_with(|| place.before(at, 2)), &[c, d]);
                let own = window.levels[0].iter_mut().skip(window.from.saturating_sub(1));
                own.zip(two).for_each(|(slot, level)| *slot = level);
                lang.measure_one(&mut window, 3);
                self.options.push(Offer { window, gain: 0, new: [c, d], likeness, rank });
            }
        }
        if let Some(before) = before {
            offer(place, &before, gate, &mut self.options, each);
        }
    }
}

fn pair_key(a: Sym, b: Sym) -> u64 {
    u64::from(a) << 16 | u64::from(b)
}

/// Copies those that `good` holds of. What is copied is decided without a branch: half of them are good, and no processor
/// guesses which.
fn keep(into: &mut Vec<(Sym, Likeness)>, from: &[(Sym, Likeness)], good: impl Fn(Sym) -> bool) {
    into.clear();
    into.resize(from.len(), (0, Likeness::default()));
    let mut count = 0;
    for one in from {
        if let Some(slot) = into.get_mut(count) {
            *slot = *one;
        }
        count += usize::from(good(one.0));
    }
    into.truncate(count);
}

/// Keeps those that `good` holds of, in the same way.
fn sift(all: &mut Vec<(Sym, Likeness)>, good: impl Fn(Sym) -> bool) {
    let mut count = 0;
    for at in 0..all.len() {
        let Some(one) = all.get(at).copied() else { break };
        if let Some(slot) = all.get_mut(count) {
            *slot = one;
        }
        count += usize::from(good(one.0));
    }
    all.truncate(count);
}

/// `k` symbols that stand twice, the second time from `at` on.
fn repeated(place: &Place<'_>, at: usize, k: usize, each: &mut dyn FnMut(&Trial<'_>)) {
    let second = place.s.get(at..at + k).unwrap_or(&[]);
    if !second.iter().all(|c| is_han(*c)) || meets(place, at, k) {
        return;
    }
    let before = place.before(at, k);
    let (window, gain) = place.after(&before, &[]);
    let rival = Rival { form: if k == 1 { 2 } else { 3 }, ..Rival::default() };
    let features = place.features(&before, &window, gain, rival);
    each(&Trial { mistake: Mistake::Doubled, at, old: k, new: &[], likeness: Likeness::default(), features });
}

/// Whether one word ends as the next begins: `监管|管出`, or two are doubled side by side: `坑坑洼洼`.
fn meets(place: &Place<'_>, at: usize, k: usize) -> bool {
    let near = at.checked_sub(2).and_then(|from| place.s.get(from..at + 2));
    let Some(&[left, one, two, right]) = near.filter(|_| k == 1) else { return false };
    let word = |a, b| place.lang.pair(a, b) >= KNOWN && place.lang.word(&[a, b]) > 0;
    let before = at.checked_sub(3).and_then(|i| place.s.get(i));
    word(left, one) && word(two, right) || before == Some(&left) || place.s.get(at + 2) == Some(&right)
}

/// One character too many.
fn extra(place: &Place<'_>, before: &Before, at: usize, gate: i32, each: &mut dyn FnMut(&Trial<'_>)) {
    let (Some(&now), Some(&left), Some(&right)) = (place.s.get(at), place.s.get(at - 1), place.s.get(at + 1)) else {
        return;
    };
    if now == left || now == right || place.lang.pair(left, right) < 4 {
        return;
    }
    let (window, gain) = place.after(before, &[]);
    if gain < 0 {
        return;
    }
    let features = place.features(before, &window, gain, Rival { form: 4, gate, ..Rival::default() });
    each(&Trial { mistake: Mistake::Extra, at, old: 1, new: &[], likeness: Likeness::default(), features });
}

/// Offers the best of some replacements of which pairs and trigrams were seen. All are measured for one length of n-gram and
/// then for the next, so that no question waits for another's answer.
fn offer(place: &Place<'_>, before: &Before, gate: i32, options: &mut Vec<Offer>, each: &mut dyn FnMut(&Trial<'_>)) {
    for k in 4..=LONGEST {
        options.iter_mut().for_each(|o| place.lang.measure_one(&mut o.window, k));
    }
    for option in options.iter_mut() {
        option.gain = place.gain(before, &option.window);
        option.rank += option.gain;
    }
    let (at, old) = before.place();
    options.retain(|o| o.gain >= LEAST);
    options.sort_by(|x, y| y.rank.cmp(&x.rank).then(x.new.cmp(&y.new)));
    for (rank, option) in options.iter().take(BEST).enumerate() {
        if options.first().is_some_and(|best| best.rank > option.rank + CLOSE) {
            break;
        }
        let other = options.get(if rank == 0 { 1 } else { 0 });
        let rival = Rival {
            likeness: option.likeness,
            rivals: options.len(),
            margin: other.map_or(400, |o| option.rank - o.rank),
            rank,
            form: if old == 1 { 0 } else { 1 },
            gate,
        };
        let features = place.features(before, &option.window, option.gain, rival);
        let new = option.new.get(..old).unwrap_or(&[]);
        each(&Trial { mistake: Mistake::Wrong, at, old, new, likeness: option.likeness, features });
    }
}
