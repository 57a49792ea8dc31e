//! `assets/pinyin.txt` and `assets/look.txt` → the confusion tables of a model.

use super::gram::Sym;
use std::collections::BTreeMap;

static PINYIN: &str = include_str!("../../assets/pinyin.txt");
static LOOK: &str = include_str!("../../assets/look.txt");

/// The tables, in the order of the fields of [`super::confuse::Confusions`], with the characters that are `known`.
#[must_use]
pub fn tables(known: impl Fn(Sym) -> bool) -> [Vec<u8>; 9] {
    let mut readings: Vec<(Sym, u16)> = Vec::new();
    let (mut starts, mut groups) = (Vec::new(), Vec::new());
    let (mut sounds, mut firsts) = (Vec::new(), Vec::new());
    let mut names: Vec<&str> = Vec::new();
    let lines = PINYIN.lines().filter_map(|line| line.split_once(' '));
    for (number, (name, chars)) in (0u16..).zip(lines) {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
        // The file is sorted: tones of one sound stand together.
        if names.last() != Some(&plain) {
            names.push(plain);
            firsts.extend(number.to_le_bytes());
        }
        sounds.extend((names.len() as u16 - 1).to_le_bytes());
        starts.extend(((groups.len() / 2) as u16).to_le_bytes());
        for c in chars.encode_utf16() {
            readings.push((c, number));
            if known(c) {
                groups.extend(c.to_le_bytes());
            }
        }
    }
    firsts.extend(((starts.len() / 2) as u16).to_le_bytes());
    let (mut near, mut near_starts) = (Vec::new(), Vec::new());
    for name in &names {
        near_starts.extend(((near.len() / 4) as u16).to_le_bytes());
        for (other, other_name) in (0u16..).zip(&names) {
            let class = nearness(name, other_name);
            if class > 0 && name != other_name {
                near.extend(other.to_le_bytes());
                near.extend(u16::from(class).to_le_bytes());
            }
        }
    }
    starts.extend(((groups.len() / 2) as u16).to_le_bytes());
    near_starts.extend(((near.len() / 4) as u16).to_le_bytes());
    readings.sort_unstable();
    let readings = readings.iter().flat_map(|(c, s)| [c.to_le_bytes(), s.to_le_bytes()].concat()).collect();
    let mut lists: BTreeMap<Sym, Vec<Sym>> = BTreeMap::new();
    for line in LOOK.lines() {
        let mut chars = line.encode_utf16();
        let Some(head) = chars.next() else { continue };
        let list: Vec<Sym> = chars.filter(|c| known(*c)).collect();
        if !list.is_empty() {
            lists.insert(head, list);
        }
    }
    let (mut heads, mut looks) = (Vec::new(), Vec::new());
    for (head, list) in lists {
        heads.extend(head.to_le_bytes());
        heads.extend(((looks.len() / 2) as u32).to_le_bytes());
        looks.extend(list.iter().flat_map(|c| c.to_le_bytes()));
    }
    [readings, starts, groups, sounds, firsts, near, near_starts, heads, looks]
}

/// 2 the same once near sounds are folded, 1 one letter off, 0 apart.
fn nearness(a: &str, b: &str) -> u8 {
    if fold(a) == fold(b) { 2 } else { u8::from(one_off(a.as_bytes(), b.as_bytes())) }
}

/// Near sounds made one: zh/z, ch/c, sh/s, l/n, h/f, ang/an, eng/en, ing/in.
fn fold(s: &str) -> String {
    let s = match s.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => s.replacen('h', "", 1),
        [b'l', ..] => s.replacen('l', "n", 1),
        [b'f', ..] => s.replacen('f', "h", 1),
        _ => s.to_owned(),
    };
    match s.strip_suffix('g') {
        Some(rest) if rest.ends_with("an") || rest.ends_with("en") || rest.ends_with("in") => rest.to_owned(),
        _ => s,
    }
}

/// Whether one letter more, less or other makes one of the other.
fn one_off(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short_rest, long_rest) = (short.get(same..).unwrap_or(&[]), long.get(same..).unwrap_or(&[]));
    match long.len() - short.len() {
        0 => short.len() > 2 && short_rest.get(1..) == long_rest.get(1..),
        1 => short.len() > 1 && Some(short_rest) == long_rest.get(1..),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_near_syllables_are() {
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| nearness(a, b)).collect::<Vec<_>>();
        assert_eq!(of(&[("zhi", "zi"), ("xing", "xin"), ("lian", "liang"), ("fei", "hei")]), [2, 2, 2, 2]);
        assert_eq!(of(&[("jie", "jiu"), ("li", "ji"), ("jin", "jiu"), ("dong", "cheng")]), [1, 0, 1, 0]);
    }
}
