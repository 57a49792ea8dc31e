//! A segment → the edits that come into question, each with its features: wrong characters, pairs of them, doubled and
//! extra ones.
//!
//! A place is looked at only where n-grams over it are unseen; a replacement only where a trigram over it was seen. That
//! is what keeps it fast.

use super::confuse::{Confusions, Likeness, Marks};
use super::edit::{Before, FEATURES, Mistake, Place, Rival};
use super::gate::{self, Gate, odd};
use super::gram::{LONGEST, Sym, is_han};
use super::lang::{Lang, Window};
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
    levels: [Vec<u8>; LONGEST - 1],
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
        self.lang.fill(s, &mut self.levels);
        for at in 1..s.len().saturating_sub(1) {
            if s.get(at).is_some_and(|c| is_han(*c)) && odd(&self.levels, at, 1, self.wide) {
                each(at, &gate::features(&self.lang, &self.levels, s, at));
            }
        }
    }

    /// What the gate says of a place, if it lets it pass.
    fn opens(&self, s: &[Sym], at: usize) -> Option<i32> {
        if !s.get(at).is_some_and(|c| is_han(*c)) || !odd(&self.levels, at, 1, self.wide) {
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
        lang.fill(s, &mut self.levels);
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        open.extend((0..s.len()).map(|at| self.opens(s, at)));
        let levels = std::mem::take(&mut self.levels);
        let place = Place { lang, s, levels: &levels };
        for at in 1..s.len() - 1 {
            self.repeats(&place, at, each);
            let here = open.get(at).copied().flatten();
            let next = open.get(at + 1).copied().flatten();
            if let Some(gate) = here {
                let before = place.before(at, 1);
                self.single(&place, &before, at, gate, each);
                extra(&place, &before, at, gate, each);
            }
            if let (Some(one), Some(two)) = (here, next)
                && odd(&levels, at, 2, self.wide)
            {
                self.couple(&place, at, one.max(two), each);
            }
        }
        self.levels = levels;
        self.open = open;
    }

    /// One wrong character.
    fn single(&mut self, place: &Place<'_>, before: &Before, at: usize, gate: i32, each: &mut dyn FnMut(&Trial<'_>)) {
        let s = place.s;
        let Some(&now) = s.get(at) else { return };
        let lang = &place.lang;
        let (Some(&one), Some(&next)) = (place.s.get(at - 1), place.s.get(at + 1)) else { return };
        let mut options = std::mem::take(&mut self.options);
        let mut some = std::mem::take(&mut self.some);
        options.clear();
        some.clear();
        // Both pairs must have been seen; what the near cache tells comes first.
        let maybe = |c: Sym| lang.maybe(one, c) && lang.maybe(c, next);
        some.extend(self.likes(now).iter().filter(|(c, _)| maybe(*c)));
        for &(c, likeness) in &some {
            let left = lang.pair(one, c);
            if left == 0 {
                continue;
            }
            let right = lang.pair(c, next);
            if right > 0 {
                let mut window = place.instead(before, &[c]);
                let own = window.levels[0].iter_mut().skip(window.from.saturating_sub(1));
                own.zip([left, right]).for_each(|(slot, level)| *slot = level);
                options.push(Offer { window, gain: 0, new: [c, 0], likeness, rank: likeness.worth() });
            }
        }
        self.some = some;
        offer(place, before, gate, &mut options, each);
        self.options = options;
    }

    /// Two wrong characters side by side that sound right.
    fn couple(&mut self, place: &Place<'_>, at: usize, gate: i32, each: &mut dyn FnMut(&Trial<'_>)) {
        let lang = &place.lang;
        let Some(&[one, a, b, next]) = place.s.get(at - 1..).and_then(<[Sym]>::first_chunk) else { return };
        let (a, b) = (self.likes(a), self.likes(b));
        let [mut firsts, mut seconds] = std::mem::take(&mut self.pair);
        firsts.clear();
        seconds.clear();
        let sounds = |l: &Likeness| l.sound >= 2;
        firsts.extend(a.iter().filter(|(c, l)| sounds(l) && lang.pair(one, *c) > 0));
        if !firsts.is_empty() {
            seconds.extend(b.iter().filter(|(d, l)| sounds(l) && lang.pair(*d, next) > 0));
        }
        let mut options = std::mem::take(&mut self.options);
        options.clear();
        let mut before = None;
        for &(c, first) in &firsts {
            for &(d, second) in seconds.iter().filter(|(d, _)| lang.maybe(c, *d)) {
                if lang.pair(c, d) < KNOWN {
                    continue;
                }
                let likeness = Likeness { sound: first.sound.min(second.sound), shape: 0 };
                let rank = first.worth() + second.worth();
                let mut window = place.instead(before.get_or_insert_with(|| place.before(at, 2)), &[c, d]);
                lang.measure_one(&mut window, 2);
                options.push(Offer { window, gain: 0, new: [c, d], likeness, rank });
            }
        }
        self.pair = [firsts, seconds];
        if let Some(before) = before {
            offer(place, &before, gate, &mut options, each);
        }
        self.options = options;
    }

    /// What stands twice, the second time from `at` on.
    fn repeats(&self, place: &Place<'_>, at: usize, each: &mut dyn FnMut(&Trial<'_>)) {
        let s = place.s;
        for k in 1..=4usize {
            let (Some(from), Some(second)) = (at.checked_sub(k), s.get(at..at + k)) else { break };
            if s.get(from..at) != Some(second) || !second.iter().all(|c| is_han(*c)) || meets(place, at, k) {
                continue;
            }
            let before = place.before(at, k);
            let (window, gain) = place.after(&before, &[]);
            let rival = Rival { form: if k == 1 { 2 } else { 3 }, ..Rival::default() };
            let features = place.features(&before, &window, gain, rival);
            let likeness = Likeness::default();
            each(&Trial { mistake: Mistake::Doubled, at, old: k, new: &[], likeness, features });
        }
    }
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

/// Offers the best of some replacements whose pairs were seen; a trigram must have been seen too, unless it is a known word.
/// All are measured for one length of n-gram and then for the next, so that no question waits for another's answer.
fn offer(place: &Place<'_>, before: &Before, gate: i32, options: &mut Vec<Offer>, each: &mut dyn FnMut(&Trial<'_>)) {
    let lang = &place.lang;
    for k in 3..=LONGEST {
        options.iter_mut().for_each(|o| lang.measure_one(&mut o.window, k));
        if k == 3 {
            options.retain(|o| {
                let (w, from, to) = (&o.window, o.window.from, o.window.to);
                let level = |k: usize, i: usize| w.levels.get(k - 2).and_then(|l| l.get(i)).copied().unwrap_or(0);
                let word = |i: usize| level(2, i) >= KNOWN && w.w.get(i..i + 2).is_some_and(|w| lang.word(w) > 0);
                (to.saturating_sub(3)..=from).any(|i| level(3, i) > 0)
                    || to == from + 1 && (from.saturating_sub(1)..=from).any(word)
            });
        }
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
