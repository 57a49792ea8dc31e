//! A segment → the edits that come into question, each with its features: wrong characters, pairs of them, doubled and
//! extra ones.
//!
//! A place is looked at only where n-grams over it are unseen; a replacement only where a trigram over it was seen. That
//! is what keeps it fast.

use super::confuse::{Confusions, Likeness, Marks};
use super::edit::{Before, Mistake, Place, Rival};
use super::gate::{self, Gate};
use super::gram::{EDGE, LONGEST, Sym, is_han};
use super::lang::{Lang, Window};
use super::levels::{Levels, repeats};
use super::tree::{Features, Forest};
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
    features: Features,
    place: &'a Place<'a>,
    before: &'a Before,
    after: &'a Window,
}

impl<'a> Trial<'a> {
    fn new(
        mistake: Mistake,
        place: &'a Place<'a>,
        before: &'a Before,
        (after, new, gain): (&'a Window, &'a [Sym], i32),
        rival: Rival,
    ) -> Trial<'a> {
        let (at, old) = before.place();
        let features = place.features(before, after, gain, rival);
        Trial { mistake, at, old, new, likeness: rival.likeness, features, place, before, after }
    }

    /// What the scorer looks at, all of it.
    #[must_use]
    pub fn features(&self) -> Features {
        let mut features = self.features;
        self.place.more(self.before, self.after, &mut features);
        features
    }

    /// What trees say of it, unless they give it up.
    #[must_use]
    pub fn score(&self, forest: &Forest) -> Option<i32> {
        forest.score(&mut self.features.clone(), |features| self.place.more(self.before, self.after, features))
    }
}

/// Characters whose exchange is no slip of the hand: which person, which number, which rank of place.
const CHOICES: [&str; 3] = ["省市县区乡镇村州旗", "他她它", "一二三四五六七八九十百千万两〇零"];
/// What a replacement of one or two characters must gain to be looked at: real ones gain more.
const LEAST: [i32; 2] = [128, 320];
/// A pair must be this common to be taken for a word.
const KNOWN: u8 = 4;

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
    /// What the gate says of each place; nothing where it is not worth a look.
    open: Vec<Option<i32>>,
    options: Vec<Offer>,
    some: Vec<Choice>,
    pair: [Vec<Choice>; 2],
    marks: Marks,
}

/// A character that might have been meant.
#[derive(Debug, Clone, Copy, Default)]
struct Choice {
    to: Sym,
    likeness: Likeness,
    /// Of the pairs it makes with its neighbours.
    levels: [u8; 2],
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
        Scanner { lang, confusions, levels, known, gate, wide: false, open, options, some, pair, marks }
    }

    fn likes(&mut self, c: Sym) -> &'a [(Sym, Likeness)] {
        let (confusions, marks) = (self.confusions, &mut self.marks);
        self.known.of(c, || {
            let mut all = Vec::new();
            confusions.of(c, &mut all, marks);
            let holds = |set: &&&str, c: Sym| set.encode_utf16().any(|x| x == c);
            if let Some(set) = CHOICES.iter().find(|set| holds(set, c)) {
                all.retain(|(o, _)| !holds(&set, *o));
            }
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
        gate.forest
            .score(&mut gate::features(&self.lang, &self.levels, s, at), |_| {})
            .filter(|score| *score >= gate.least)
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
        let some = keep(&mut self.some, likes, |c| lang.maybe(left, c.to));
        let some = sift(some, |c| lang.maybe(c.to, right));
        let some = sift(some, |c| {
            c.levels[0] = lang.pairs.get(pair_key(left, c.to));
            c.levels[0] > 0
        });
        let some = sift(some, |c| {
            c.levels[1] = lang.pairs.get(pair_key(c.to, right));
            c.levels[1] > 0
        });
        let [outer, _, _, other] = place.levels.near::<4>(2, at, 2).map(|level| level.max(0) as u8);
        self.options.clear();
        for &Choice { to: c, likeness, levels: two } in some.iter() {
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
        let firsts = keep(firsts, a, |c| (c.likeness.sound >= 2) & lang.maybe(one, c.to));
        let firsts = sift(firsts, |c| {
            c.levels[0] = lang.pairs.get(pair_key(one, c.to));
            c.levels[0] > 0
        });
        if firsts.is_empty() {
            return;
        }
        let seconds = keep(seconds, b, |d| (d.likeness.sound >= 2) & lang.maybe(d.to, next));
        let seconds = sift(seconds, |d| {
            d.levels[1] = lang.pairs.get(pair_key(d.to, next));
            d.levels[1] > 0
        });
        self.options.clear();
        let mut before = None;
        for &Choice { to: c, likeness: first, levels: [before_c, _] } in firsts.iter() {
            for &Choice { to: d, likeness: second, levels: [_, after_d] } in seconds.iter() {
                let between = if lang.maybe(c, d) { lang.pairs.get(pair_key(c, d)) } else { 0 };
                if between < KNOWN {
                    continue;
                }
                let two = [before_c, between, after_d];
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

/// Copies those that `good` holds of, without a branch: half of them are good, and no processor guesses which.
fn keep<'a>(into: &'a mut Vec<Choice>, from: &[(Sym, Likeness)], good: impl Fn(&Choice) -> bool) -> &'a mut [Choice] {
    if into.len() < from.len() {
        into.resize(from.len(), Choice::default());
    }
    let mut count = 0;
    for &(to, likeness) in from {
        let one = Choice { to, likeness, levels: [0; 2] };
        if let Some(slot) = into.get_mut(count) {
            *slot = one;
        }
        count += usize::from(good(&one));
    }
    into.get_mut(..count).unwrap_or_default()
}

/// Keeps those that `good` holds of, in the same way.
fn sift(all: &mut [Choice], mut good: impl FnMut(&mut Choice) -> bool) -> &mut [Choice] {
    let mut count = 0;
    for at in 0..all.len() {
        let Some(mut one) = all.get(at).copied() else { break };
        let stays = good(&mut one);
        if let Some(slot) = all.get_mut(count) {
            *slot = one;
        }
        count += usize::from(stays);
    }
    all.get_mut(..count).unwrap_or_default()
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
    each(&Trial::new(Mistake::Doubled, place, &before, (&window, &[], gain), rival));
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
    if now == left || now == right || place.lang.pair(left, right) <= KNOWN {
        return;
    }
    let (window, gain) = place.after(before, &[]);
    let joint = window.levels[1].get(window.from.saturating_sub(2)..window.from).unwrap_or(&[]);
    if gain < 0 || joint.iter().all(|level| *level == 0) {
        return;
    }
    let rival = Rival { form: 4, gate, ..Rival::default() };
    each(&Trial::new(Mistake::Extra, place, before, (&window, &[], gain), rival));
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
    let (_, old) = before.place();
    options.retain(|o| LEAST.get(old - 1).is_some_and(|least| o.gain >= *least));
    options.sort_by(|x, y| y.rank.cmp(&x.rank).then(x.new.cmp(&y.new)));
    // The second best was right once in a thousand times.
    let Some(best) = options.first() else { return };
    let rival = Rival {
        likeness: best.likeness,
        rivals: options.len(),
        margin: options.get(1).map_or(400, |o| best.rank - o.rank),
        form: if old == 1 { 0 } else { 1 },
        gate,
    };
    let new = best.new.get(..old).unwrap_or(&[]);
    each(&Trial::new(Mistake::Wrong, place, before, (&best.window, new, best.gain), rival));
}
