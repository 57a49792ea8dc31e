//! Which characters are mistaken for one another: those that sound the same or nearly so, and those that look alike.
//!
//! In the model a character has its syllables, a syllable its characters and the syllables near it; look-alikes are listed
//! character by character, the likeliest first. Everything is read in place.

use super::gram::Sym;

/// How one character is like another; more is more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Likeness {
    /// 4 same syllable and tone, 3 same syllable, 2 near (zh/z, n/l, ing/in …), 1 one letter off (told only of look-alikes), 0 none.
    pub sound: u8,
    /// 3 to 1 by how much they look alike, 0 not.
    pub shape: u8,
}

impl Likeness {
    /// What the likeness is worth, in units of [`super::lang::BIT`].
    #[must_use]
    pub fn worth(self) -> i32 {
        let sound = [-96, -64, -28, -10, 0].get(usize::from(self.sound)).copied().unwrap_or(0);
        let shape = [-96, -48, -28, -14].get(usize::from(self.shape)).copied().unwrap_or(0);
        sound.max(shape) + if self.sound > 1 && self.shape > 0 { 12 } else { 0 }
    }
}

/// The tables in bytes: see [`super::sounds`] for how they are written.
#[derive(Debug, Clone, Copy)]
pub struct Confusions<'a> {
    /// `(character, syllable)`, u16 each, sorted.
    pub readings: &'a [u8],
    /// For each syllable the start of its characters in `groups`, u16 each, and one more.
    pub starts: &'a [u8],
    /// Characters of the syllables, u16 each.
    pub groups: &'a [u8],
    /// For each syllable the number of its sound without tone, u16 each.
    pub sounds: &'a [u8],
    /// For each sound its first syllable, u16 each, and one more.
    pub firsts: &'a [u8],
    /// `(near sound, class)`, u16 each.
    pub near: &'a [u8],
    /// For each sound the start of its entries in `near`, u16 each, and one more.
    pub near_starts: &'a [u8],
    /// `(character, start)`, u16 and u32, sorted.
    pub look_heads: &'a [u8],
    /// Look-alikes, u16 each, the likeliest first; a list ends where the next begins.
    pub looks: &'a [u8],
}

fn u16_at(bytes: &[u8], index: usize) -> Option<u16> {
    let pair = bytes.get(index * 2..index * 2 + 2)?;
    Some(u16::from_le_bytes([*pair.first()?, *pair.get(1)?]))
}

/// More than any character has of syllables and of tones, of sounds near its own, of characters to a sound and of
/// look-alikes: a model made to do harm is read no further.
const SYLLABLES: usize = 16;
const SOUNDS: usize = 64;
const ALIKE: usize = 1024;

/// First index below `len` at which `less` no longer holds.
fn search(len: usize, less: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = (low + high) / 2;
        if less(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl<'a> Confusions<'a> {
    /// The syllables of a character.
    pub fn syllables(&self, c: Sym) -> impl Iterator<Item = u16> + 'a {
        let readings = self.readings;
        let from = search(readings.len() / 4, |i| u16_at(readings, i * 2).is_some_and(|x| x < c));
        let own = move |i: usize| (u16_at(readings, i * 2)? == c).then(|| u16_at(readings, i * 2 + 1)).flatten();
        (from..).take(SYLLABLES).map_while(own)
    }

    /// The first sound of a character, tone left out.
    #[must_use]
    pub fn sound(&self, c: Sym) -> Option<u16> {
        self.syllables(c).next().and_then(|syllable| u16_at(self.sounds, usize::from(syllable)))
    }

    /// The characters of the syllables `from..to`.
    fn group(&self, from: usize, to: usize) -> impl Iterator<Item = Sym> + 'a {
        let start = |i: usize| u16_at(self.starts, i).map_or(0, usize::from);
        let all = self.groups.as_chunks::<2>().0.get(start(from)..start(to)).unwrap_or(&[]);
        all.iter().take(ALIKE).map(|c| u16::from_le_bytes(*c))
    }

    /// The syllables of a sound.
    fn tones(&self, sound: u16) -> std::ops::Range<usize> {
        let first = |i: usize| u16_at(self.firsts, i).map_or(0, usize::from);
        let from = first(usize::from(sound));
        from..first(usize::from(sound) + 1).min(from + SYLLABLES)
    }

    fn near(&self, sound: u16) -> impl Iterator<Item = (u16, u8)> + 'a {
        let near = self.near;
        let start = |i: usize| u16_at(self.near_starts, i).map_or(0, usize::from);
        (start(usize::from(sound))..start(usize::from(sound) + 1))
            .take(SOUNDS)
            .filter_map(move |i| Some((u16_at(near, i * 2)?, u16_at(near, i * 2 + 1)? as u8)))
    }

    /// Those that sound like `c` or nearly so; a character may come more than once.
    fn alike(&self, c: Sym, mut each: impl FnMut(Sym, u8)) {
        for syllable in self.syllables(c) {
            let Some(sound) = u16_at(self.sounds, usize::from(syllable)) else { continue };
            for tone in self.tones(sound) {
                let class = if tone == usize::from(syllable) { 4 } else { 3 };
                self.group(tone, tone + 1).for_each(|o| each(o, class));
            }
            for (other, class) in self.near(sound).filter(|(_, class)| *class > 1) {
                let tones = self.tones(other);
                self.group(tones.start, tones.end).for_each(|o| each(o, class));
            }
        }
    }

    /// The sounds of a character, tone left out.
    fn sounds_of(&self, c: Sym) -> impl Iterator<Item = u16> + 'a {
        let sounds = self.sounds;
        self.syllables(c).filter_map(move |syllable| u16_at(sounds, usize::from(syllable)))
    }

    /// Those that look like `c`, the likeliest first.
    pub fn looks(&self, c: Sym) -> impl Iterator<Item = Sym> + 'a {
        let (heads, looks) = (self.look_heads, self.looks);
        let start = |i: usize| {
            let (low, high) = (u16_at(heads, i * 3 + 1), u16_at(heads, i * 3 + 2));
            low.zip(high).map_or(looks.len() / 2, |(low, high)| usize::from(low) | usize::from(high) << 16)
        };
        let at = search(heads.len() / 6, |i| u16_at(heads, i * 3).is_some_and(|x| x < c));
        let range = if u16_at(heads, at * 3) == Some(c) { start(at)..start(at + 1) } else { 0..0 };
        range.take(ALIKE).filter_map(move |i| u16_at(looks, i))
    }

    /// All that may be mistaken for `c`, each once, with how. Those that are only one letter off must look alike too.
    pub fn of(&self, c: Sym, out: &mut Vec<(Sym, Likeness)>, marks: &mut Marks) {
        out.clear();
        self.alike(c, |o, sound| marks.add(out, o, Likeness { sound, shape: 0 }));
        let near = |sound: u16| self.near(sound).map(|(near, _)| near);
        self.sounds_of(c).flat_map(near).for_each(|sound| marks.set_near(sound, true));
        for (rank, o) in self.looks(c).enumerate() {
            let sound = u8::from(self.sounds_of(o).any(|sound| marks.near(sound)));
            marks.add(out, o, Likeness { sound, shape: shape_class(rank) });
        }
        self.sounds_of(c).flat_map(near).for_each(|sound| marks.set_near(sound, false));
        marks.forget(out);
        out.retain(|(o, _)| *o != c);
    }
}

/// Where each character stands in a list that is being made, and which sounds are near.
#[derive(Debug)]
pub struct Marks(Vec<u16>, Vec<bool>);

impl Default for Marks {
    fn default() -> Marks {
        Marks(vec![0; 1 << 16], vec![false; 1 << 16])
    }
}

impl Marks {
    fn near(&self, sound: u16) -> bool {
        self.1.get(usize::from(sound)) == Some(&true)
    }

    fn set_near(&mut self, sound: u16, to: bool) {
        if let Some(mark) = self.1.get_mut(usize::from(sound)) {
            *mark = to;
        }
    }

    fn add(&mut self, out: &mut Vec<(Sym, Likeness)>, c: Sym, likeness: Likeness) {
        let Some(mark) = self.0.get_mut(usize::from(c)) else { return };
        if let Some((_, own)) = usize::from(*mark).checked_sub(1).and_then(|at| out.get_mut(at)) {
            own.sound = own.sound.max(likeness.sound);
            own.shape = own.shape.max(likeness.shape);
        } else {
            out.push((c, likeness));
            *mark = out.len() as u16;
        }
    }

    fn forget(&mut self, out: &[(Sym, Likeness)]) {
        for (c, _) in out {
            if let Some(mark) = self.0.get_mut(usize::from(*c)) {
                *mark = 0;
            }
        }
    }
}

/// How much the look-alike of this rank looks alike.
#[must_use]
pub fn shape_class(rank: usize) -> u8 {
    match rank {
        0..=2 => 3,
        3..=7 => 2,
        _ => 1,
    }
}
