//! Text → segments of symbols between punctuation marks, and the keys under which their n-grams are counted.
//!
//! A Chinese character is its own symbol; a run of digits is one symbol, and so is a run of letters. Quotation marks
//! are looked through, so that `捍卫“两个确立”的` is one run. Every other mark, a space or a line end is an edge.

/// A symbol: the character's code, or one of those below.
pub type Sym = u16;

/// Where a segment begins or ends.
pub const EDGE: Sym = 1;
/// A run of digits.
pub const DIGIT: Sym = 2;
/// A run of letters.
pub const LETTER: Sym = 3;
/// A character nobody counts.
pub const OTHER: Sym = 4;

/// Longest n-gram counted.
pub const LONGEST: usize = 5;

/// Whether a symbol is a Chinese character.
#[must_use]
pub fn is_han(symbol: Sym) -> bool {
    (0x4e00..=0x9fff).contains(&symbol) || (0x3400..=0x4dbf).contains(&symbol)
}

/// A run of symbols between two edges, with an edge at either end, and the bytes of each symbol in the text.
#[derive(Debug, Default)]
pub struct Segment {
    /// First and last are [`EDGE`].
    pub symbols: Vec<Sym>,
    /// Start and end of each symbol in the text.
    pub bytes: Vec<(u32, u32)>,
}

impl Segment {
    fn open(&mut self, at: u32) {
        self.symbols.clear();
        self.bytes.clear();
        self.symbols.push(EDGE);
        self.bytes.push((at, at));
    }

    /// Characters between the edges.
    #[must_use]
    pub fn inner(&self) -> &[Sym] {
        self.symbols.get(1..self.symbols.len().saturating_sub(1)).unwrap_or(&[])
    }
}

/// Calls `each` for every segment of `text` that holds a symbol.
pub fn segments(text: &str, mut each: impl FnMut(&Segment)) {
    let mut segment = Segment::default();
    segment.open(0);
    let close = |segment: &mut Segment, at: u32, each: &mut dyn FnMut(&Segment)| {
        if segment.symbols.len() > 1 {
            segment.symbols.push(EDGE);
            segment.bytes.push((at, at));
            each(segment);
        }
        segment.open(at);
    };
    for (at, c) in text.char_indices() {
        let (start, end) = (at as u32, (at + c.len_utf8()) as u32);
        let symbol = match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => c as u32 as Sym,
            '“' | '”' | '‘' | '’' | '"' | '\u{200b}' | '\u{feff}' => continue,
            '0'..='9' | '０'..='９' => DIGIT,
            'a'..='z' | 'A'..='Z' => LETTER,
            '.' | '．' | '%' | '％' if segment.symbols.last() == Some(&DIGIT) => DIGIT,
            c if c > '\u{ffff}' => OTHER,
            _ => {
                close(&mut segment, start, &mut each);
                continue;
            }
        };
        if (symbol == DIGIT || symbol == LETTER) && segment.symbols.last() == Some(&symbol) {
            if let Some(last) = segment.bytes.last_mut() {
                last.1 = end;
            }
            continue;
        }
        segment.symbols.push(symbol);
        segment.bytes.push((start, end));
    }
    close(&mut segment, text.len() as u32, &mut each);
}

/// The key of an n-gram of 1 to [`LONGEST`] symbols; keys of different lengths differ.
#[must_use]
pub fn key(gram: &[Sym]) -> u64 {
    let mut key = 0u64;
    for (i, &symbol) in gram.iter().enumerate() {
        if i == 4 {
            key = mix(key ^ 0x9e37_79b9_7f4a_7c15);
        }
        key = (key << 16) | u64::from(symbol);
    }
    key
}

/// The key of a word, apart from that of the same n-gram.
#[must_use]
pub fn word_key(word: &[Sym]) -> u64 {
    mix(key(word)).rotate_left(17) ^ 0x5bd1_e995_7b93_b1f3
}

/// Spreads a key over 64 bits.
#[must_use]
pub fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// Random numbers that are the same on every machine.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next one.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// One below `n`, or 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.draw()) * n as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_between_marks() {
        let mut all = Vec::new();
        segments("增长12.5%，捍卫“两个”的abc\n。", |s| all.push((s.inner().to_vec(), s.bytes.clone())));
        let han = |s: &str| s.encode_utf16().collect::<Vec<_>>();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].0, [han("增长"), vec![DIGIT]].concat());
        assert_eq!(all[1].0, [han("捍卫两个的"), vec![LETTER]].concat());
        assert_eq!(all[0].1[3], (6, 11));
    }

    #[test]
    fn keys_differ() {
        let keys = [key(&[7]), key(&[7, 7]), key(&[7, 7, 7]), key(&[7, 7, 7, 7]), key(&[7; 5]), word_key(&[7, 7])];
        for (i, a) in keys.iter().enumerate() {
            assert!(keys.iter().skip(i + 1).all(|b| a != b));
        }
    }
}
