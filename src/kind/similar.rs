//! Two characters → whether they sound or look alike, as one who types or copies them mixes them up.
//!
//! Sounds are compared without tone and with near sounds folded (zh/z, ch/c, sh/s, n/l, ang/an, eng/en, ing/in).
//! Both tables are read on first need: only a near miss asks.

use std::sync::OnceLock;

static SOUND: &str = include_str!("../../assets/sound.txt");
static SHAPE: &str = include_str!("../../assets/shape.txt");

/// Character and the number of one of its folded syllables, sorted.
static SYLLABLES: OnceLock<Vec<(char, u16)>> = OnceLock::new();
/// Pairs of characters, the smaller one first, sorted.
static PAIRS: OnceLock<Vec<(char, char)>> = OnceLock::new();

/// Whether two different characters share a syllable: `两` and `连`.
#[must_use]
pub fn sounds_alike(a: char, b: char) -> bool {
    a != b && syllables(a).iter().any(|x| syllables(b).iter().any(|y| x.1 == y.1))
}

/// Whether two different characters look alike: `己` and `已`.
#[must_use]
pub fn looks_alike(a: char, b: char) -> bool {
    let pairs = PAIRS.get_or_init(read_pairs);
    pairs.binary_search(&(a.min(b), a.max(b))).is_ok()
}

fn syllables(c: char) -> &'static [(char, u16)] {
    let all = SYLLABLES.get_or_init(read_syllables);
    let (start, end) = (all.partition_point(|x| x.0 < c), all.partition_point(|x| x.0 <= c));
    all.get(start..end).unwrap_or(&[])
}

/// A line is a syllable and the characters that have it.
fn read_syllables() -> Vec<(char, u16)> {
    let mut all = Vec::with_capacity(9000);
    for (number, line) in (0..).zip(SOUND.lines()) {
        let chars = line.split_once(' ').map_or("", |(_, chars)| chars);
        all.extend(chars.chars().map(|c| (c, number)));
    }
    all.sort_unstable();
    all
}

/// A line is a character and those that look like it.
fn read_pairs() -> Vec<(char, char)> {
    let mut all = Vec::with_capacity(1000);
    for line in SHAPE.lines() {
        let mut chars = line.chars();
        if let Some(head) = chars.next() {
            all.extend(chars.map(|c| (head.min(c), head.max(c))));
        }
    }
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds() {
        for (a, b) in [('两', '连'), ('重', '种'), ('责', '则'), ('位', '为'), ('行', '形'), ('那', '拉'), ('章', '脏')]
        {
            assert!(sounds_alike(a, b) && sounds_alike(b, a), "{a}{b}");
        }
        for (a, b) in [('两', '两'), ('飞', '黑'), ('建', '确'), ('a', 'b'), ('，', '。')] {
            assert!(!sounds_alike(a, b), "{a}{b}");
        }
    }

    #[test]
    fn shapes() {
        for (a, b) in [('己', '已'), ('未', '末'), ('辩', '辨'), ('候', '侯'), ('拔', '拨'), ('厉', '励'), ('戌', '戍')]
        {
            assert!(looks_alike(a, b) && looks_alike(b, a), "{a}{b}");
        }
        assert!(!looks_alike('己', '己') && !looks_alike('建', '确'));
    }
}
