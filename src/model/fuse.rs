//! Keys with small numbers → a table without the keys (a 3-wise binary fuse filter that also holds a value).
//!
//! A cell has 12 bits: 8 that tell strangers apart and 4 of value. A key that was never put in is told from one that was
//! with 255 chances in 256. Cells are packed two to three bytes and read in place.

use super::gram::mix;

/// The bytes before the cells.
const HEAD: usize = 24;

/// A table in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Fuse<'a> {
    seed: u64,
    /// Length of a segment, a power of two.
    segment: u32,
    /// First cells a key may have: segments without the last two.
    spread: u32,
    /// Twelve bits each.
    cells: &'a [u8],
}

impl<'a> Fuse<'a> {
    /// A table that holds nothing.
    pub const EMPTY: Fuse<'static> = Fuse { seed: 0, segment: 1, spread: 1, cells: &[] };

    /// The table that [`build`] wrote.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Option<Fuse<'a>> {
        let seed = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
        let segment = u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?);
        let spread = u32::from_le_bytes(bytes.get(12..16)?.try_into().ok()?);
        let cells = bytes.get(HEAD..)?;
        let count = u64::from(spread) + 2 * u64::from(segment);
        (segment.is_power_of_two() && cells.len() as u64 / 3 >= count.div_ceil(2)).then_some(())?;
        Some(Fuse { seed, segment, spread, cells })
    }

    /// The value of a key, or 0.
    #[must_use]
    #[inline]
    pub fn get(&self, key: u64) -> u8 {
        let (print, [a, b, c]) = place(key, self.seed, self.segment, self.spread);
        let cell = self.cell(a) ^ self.cell(b) ^ self.cell(c);
        // No branch: the next question need not wait for the answer.
        (cell & 15) as u8 & u8::from(cell >> 4 & 0xff == print).wrapping_neg()
    }

    /// A cell, and four bits of its neighbour above it where it is the first of two.
    #[inline]
    fn cell(&self, at: u32) -> u16 {
        let byte = at as usize + at as usize / 2;
        let cell = self.cells.get(byte..byte + 2).and_then(<[u8]>::first_chunk).map_or(0, |b| u16::from_le_bytes(*b));
        cell >> (4 * (at & 1))
    }
}

#[inline]
fn place(key: u64, seed: u64, segment: u32, spread: u32) -> (u16, [u32; 3]) {
    let hash = mix(key ^ seed);
    let first = ((u128::from(hash) * u128::from(spread)) >> 64) as u32;
    let mask = segment - 1;
    let second = (first + segment) ^ ((hash >> 18) as u32 & mask);
    let third = (first + 2 * segment) ^ (hash as u32 & mask);
    let print = (hash ^ (hash >> 32)) as u16 >> 4 & 0xff;
    (print, [first, second, third])
}

/// How many bytes a table of so many keys takes.
#[must_use]
pub fn size(keys: usize) -> usize {
    let (segment, spread) = shape(keys);
    HEAD + (spread as usize + 2 * segment as usize).div_ceil(2) * 3
}

fn shape(keys: usize) -> (u32, u32) {
    let keys = keys.max(2) as u64;
    // log_3.33(keys) + 2.25, and 12.5 % more cells than keys (more for small tables).
    let log = u64::from(keys.ilog2()) * 1000 + ((keys << 10 >> keys.ilog2()) - 1024);
    let segment = 1u64 << ((log * 1000 / 1735 + 2250) / 1000).min(17);
    // Small tables need more room before the keys find places: in thousandths of the keys.
    let room = match keys {
        0..10_000 => 1500,
        10_000..100_000 => 1280,
        100_000..300_000 => 1200,
        300_000..1_200_000 => 1160,
        _ => 1130,
    };
    let capacity = keys * room / 1000 + 64;
    let segments = capacity.div_ceil(segment).max(3);
    (segment as u32, ((segments - 2) * segment) as u32)
}

/// Writes a table of keys, which all differ, with values below 16. The same keys in the same order give the same bytes.
/// `None` if no seed works, which does not happen with keys that differ.
#[must_use]
pub fn build(keys: &[(u64, u8)]) -> Option<Vec<u8>> {
    let (segment, spread) = shape(keys.len());
    let count = spread as usize + 2 * segment as usize;
    (1..64).find_map(|seed| {
        let seed = mix(seed);
        let order = peel(keys, seed, segment, spread, count)?;
        let mut cells = vec![0u16; count];
        for &(index, which) in order.iter().rev() {
            let &(key, value) = keys.get(index as usize)?;
            let (print, places) = place(key, seed, segment, spread);
            let mut cell = print << 4 | u16::from(value);
            let mut own = 0;
            for (i, &at) in places.iter().enumerate() {
                if i == usize::from(which) {
                    own = at as usize;
                } else {
                    cell ^= cells.get(at as usize)?;
                }
            }
            *cells.get_mut(own)? = cell;
        }
        let mut bytes = Vec::with_capacity(HEAD + count.div_ceil(2) * 3);
        bytes.extend(seed.to_le_bytes());
        bytes.extend(segment.to_le_bytes());
        bytes.extend(spread.to_le_bytes());
        bytes.extend((keys.len() as u64).to_le_bytes());
        for pair in cells.chunks(2) {
            let (a, b) = (pair.first()?, pair.get(1).unwrap_or(&0));
            bytes.extend([*a as u8, (a >> 8) as u8 | (b << 4) as u8, (b >> 4) as u8]);
        }
        Some(bytes)
    })
}

/// An order in which each key has a cell to itself once those before it are taken away: key and which of its cells.
fn peel(keys: &[(u64, u8)], seed: u64, segment: u32, spread: u32, count: usize) -> Option<Vec<(u32, u8)>> {
    let mut degree = vec![0u32; count];
    let mut sum = vec![0u32; count];
    for (index, &(key, _)) in keys.iter().enumerate() {
        for at in place(key, seed, segment, spread).1 {
            *degree.get_mut(at as usize)? += 1;
            *sum.get_mut(at as usize)? ^= index as u32;
        }
    }
    let mut ready: Vec<u32> = (0..count as u32).filter(|&at| degree.get(at as usize) == Some(&1)).collect();
    let mut order = Vec::with_capacity(keys.len());
    while let Some(at) = ready.pop() {
        if degree.get(at as usize) != Some(&1) {
            continue;
        }
        let index = *sum.get(at as usize)?;
        let places = place(keys.get(index as usize)?.0, seed, segment, spread).1;
        order.push((index, places.iter().position(|&p| p == at)? as u8));
        for other in places {
            let left = degree.get_mut(other as usize)?;
            *left -= 1;
            if *left == 1 {
                ready.push(other);
            }
            *sum.get_mut(other as usize)? ^= index;
        }
    }
    (order.len() == keys.len()).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_comes_back() {
        for count in [0usize, 1, 2, 10, 1000, 50_000, 400_000] {
            let keys: Vec<(u64, u8)> = (0..count as u64).map(|i| (mix(i + 1), 1 + (i % 15) as u8)).collect();
            let bytes = build(&keys).expect("a seed works");
            assert_eq!(bytes.len(), size(count));
            let table = Fuse::new(&bytes).expect("what was written");
            assert!(keys.iter().all(|&(key, value)| table.get(key) == value), "{count}");
            let strangers = (0..10_000u64).filter(|i| table.get(mix(i + (1 << 40))) > 0).count();
            assert!(strangers < 80, "{strangers} of 10,000 strangers were taken for known");
            assert_eq!(build(&keys), Some(bytes));
        }
    }

    #[test]
    fn broken_bytes_are_refused_or_silent() {
        assert!(Fuse::new(&[0; 10]).is_none() && Fuse::new(&[0; 64]).is_none());
    }
}
