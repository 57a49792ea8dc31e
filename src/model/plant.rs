//! A clean segment → one with mistakes as people make them, and where they are: what the scorer learns from.

use super::confuse::{Confusions, Likeness, Marks};
use super::edit::Mistake;
use super::gram::{Random, Sym, is_han};
use super::lang::Lang;
use std::collections::BTreeMap;

/// A mistake that was put in: in the spoilt segment, `wrong` symbols from `at` stood for `right`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// Which.
    pub mistake: Mistake,
    /// First symbol of it in the spoilt segment.
    pub at: usize,
    /// How many symbols it is now.
    pub length: usize,
    /// What it was.
    pub right: Vec<Sym>,
}

/// Puts mistakes into segments.
#[derive(Debug)]
pub struct Planter<'a> {
    /// To weigh characters by how common they are.
    pub lang: Lang<'a>,
    /// Where mistakes come from.
    pub confusions: Confusions<'a>,
    /// Words of two characters by their sounds.
    pub words: BTreeMap<(u16, u16), Vec<[Sym; 2]>>,
    /// What happens next.
    pub random: Random,
    /// To make lists of confusions.
    pub marks: Marks,
}

/// Symbols between two mistakes, on average.
const RARE: usize = 36;

impl Planter<'_> {
    /// A spoilt copy with edges, and what is wrong in it.
    pub fn spoil(&mut self, s: &[Sym]) -> (Vec<Sym>, Vec<Planted>) {
        let mut out: Vec<Sym> = Vec::with_capacity(s.len() + 8);
        let mut planted = Vec::new();
        let mut at = 0;
        // A mistake right after another teaches nothing.
        let mut calm = 1usize;
        while let Some(&now) = s.get(at) {
            let due = calm == 0 && self.random.below(RARE - 4) == 0;
            calm = calm.saturating_sub(1);
            if due
                && is_han(now)
                && let Some((old, new, mistake)) = self.mistake(s, at, now)
            {
                let length = if mistake == Mistake::Wrong { new.len() } else { new.len() - old };
                let start = out.len() + if mistake == Mistake::Wrong { 0 } else { old };
                let right =
                    if mistake == Mistake::Wrong { s.get(at..at + old).unwrap_or(&[]).to_vec() } else { Vec::new() };
                planted.push(Planted { mistake, at: start, length, right });
                out.extend(new);
                at += old;
                calm = 5;
                continue;
            }
            out.push(now);
            at += 1;
        }
        (out, planted)
    }

    /// How many symbols become what.
    fn mistake(&mut self, s: &[Sym], at: usize, now: Sym) -> Option<(usize, Vec<Sym>, Mistake)> {
        match self.random.below(100) {
            0..=69 => self.other(now).map(|c| (1, vec![c], Mistake::Wrong)),
            70..=85 => {
                let next = *s.get(at + 1)?;
                let word = self.homophone(now, next)?;
                Some((2, word.to_vec(), Mistake::Wrong))
            }
            86..=93 => {
                let length = [1, 1, 2, 2, 3].get(self.random.below(5)).copied()?;
                let run = s.get(at..at + length).filter(|run| run.iter().all(|c| is_han(*c)))?;
                Some((length, [run, run].concat(), Mistake::Doubled))
            }
            _ => {
                // An extra character: one that stands nearby, or any common one.
                let near = *s.get((at + 2).saturating_sub(self.random.below(5)))?;
                let extra = if self.random.below(2) == 0 { near } else { self.other(near)? };
                (is_han(extra) && extra != now && Some(&extra) != s.get(at + 1))
                    .then(|| (1, vec![now, extra], Mistake::Extra))
            }
        }
    }

    /// A character that somebody might type for this one.
    fn other(&mut self, now: Sym) -> Option<Sym> {
        let mut likes: Vec<(Sym, Likeness)> = Vec::new();
        self.confusions.of(now, &mut likes, &mut self.marks);
        // The wrong character must be one for which this one comes into question.
        let class = self.random.below(100);
        let wanted = |l: &Likeness| match class {
            0..=33 => l.sound == 4,
            34..=53 => l.sound == 3,
            54..=65 => l.sound > 2 && l.shape > 1,
            66..=73 => l.sound == 2,
            74..=78 => l.sound == 1,
            79..=92 => l.shape == 3,
            93..=97 => l.shape == 2,
            _ => l.shape == 1,
        };
        likes.retain(|(_, l)| wanted(l));
        // Common characters are typed for others more often than rare ones.
        let rare = self.random.below(4) == 0;
        let weight = |c: Sym| if rare { 1 } else { 1usize << (usize::from(self.lang.single(c)) / 12) };
        let total: usize = likes.iter().map(|(c, _)| weight(*c)).sum();
        let mut left = self.random.below(total.max(1));
        likes
            .iter()
            .find(|(c, _)| {
                let own = weight(*c);
                let hit = left < own;
                left = left.saturating_sub(own);
                hit
            })
            .map(|(c, _)| *c)
    }

    /// Another word that sounds the same, with both characters different.
    fn homophone(&mut self, a: Sym, b: Sym) -> Option<[Sym; 2]> {
        let (x, y) = (self.confusions.sound(a)?, self.confusions.sound(b)?);
        let all = self.words.get(&(x, y))?;
        let fit: Vec<&[Sym; 2]> = all.iter().filter(|[c, d]| *c != a && *d != b).collect();
        fit.get(self.random.below(fit.len())).map(|w| **w)
    }
}
