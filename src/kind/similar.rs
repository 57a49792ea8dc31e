//! Two characters → whether they sound or look alike, as one who types or copies them mixes them up.
//!
//! Sounds are compared without tone and with near sounds folded (zh/z, ch/c, sh/s, n/l, ang/an, eng/en, ing/in).
//! The build script sorts both tables into pairs of numbers, which are searched as they lie in the program.

/// A pair of numbers, little-endian.
const PAIR: usize = 8;
/// Character and the number of one of its folded syllables.
static SYLLABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sound.bin"));
/// Pairs of characters, the smaller one first.
static PAIRS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shape.bin"));

/// Whether two different characters share a syllable: `两` and `连`.
#[must_use]
pub fn sounds_alike(a: char, b: char) -> bool {
    a != b && syllables(a).any(|x| syllables(b).any(|y| x == y))
}

/// Whether two different characters look alike: `己` and `已`.
#[must_use]
pub fn looks_alike(a: char, b: char) -> bool {
    let wanted = (u32::from(a.min(b)), u32::from(a.max(b)));
    let (pairs, _) = PAIRS.as_chunks::<PAIR>();
    pairs.binary_search_by(|pair| read(pair).cmp(&wanted)).is_ok()
}

fn syllables(c: char) -> impl Iterator<Item = u32> {
    let c = u32::from(c);
    let (all, _) = SYLLABLES.as_chunks::<PAIR>();
    let start = all.partition_point(|pair| read(pair).0 < c);
    all.iter().skip(start).map(read).take_while(move |(char, _)| *char == c).map(|(_, syllable)| syllable)
}

fn read(&[a, b, c, d, e, f, g, h]: &[u8; PAIR]) -> (u32, u32) {
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
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
