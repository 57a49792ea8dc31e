//! Looking at single characters by byte offset: the few helpers all passes over a draft share.
//!
//! Everything here takes and gives offsets on character boundaries and never slices by index, so no caller can panic.

/// The character that begins at `at`.
#[must_use]
#[inline]
pub fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character that ends at `at`.
#[must_use]
#[inline]
pub fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether a character is a Chinese ideograph.
#[must_use]
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// Whether a character is read aloud: a letter, a digit, an ideograph. As `char::is_alphanumeric`, which looks each
/// Chinese character up in a table; what a speech is made of is told by its number.
#[must_use]
#[inline]
pub fn is_letter(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => true,
        '，' | '。' | '、' | '；' | '：' | '“' | '”' | '\u{3000}' => false,
        c => c.is_alphanumeric(),
    }
}

/// Whether a character only makes room: white space and what has no width at all.
#[must_use]
#[inline]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{00AD}')
}

/// Whether a character ends a sentence.
#[must_use]
#[inline]
pub fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?')
}

/// Whether a character closes a quotation or a bracket.
#[must_use]
#[inline]
pub fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '）' | ')' | '》' | '〉' | '〕' | '】' | ']' | '］' | '」' | '』')
}

/// How many bytes the character has whose first byte is `lead`.
#[must_use]
#[inline]
pub fn width(lead: u8) -> usize {
    WIDTHS.get(usize::from(lead)).map_or(1, |&width| usize::from(width))
}

/// The width of a character by its first byte.
const WIDTHS: [u8; 256] = {
    let mut widths = [1; 256];
    let mut lead = 0x80;
    while lead < 256 {
        widths[lead] = match lead {
            0xF0.. => 4,
            0xE0..0xF0 => 3,
            _ => 2,
        };
        lead += 1;
    }
    widths
};

/// How many bytes `wanted` picks, a row of them added up at a time.
#[inline]
pub fn count_bytes(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    /// The longest row whose sum a byte holds, in whole registers of any width.
    const ROW: usize = 192;
    bytes.chunks(ROW).map(|row| usize::from(row.iter().map(|&byte| u8::from(wanted(byte))).sum::<u8>())).sum()
}

/// Whether `s` has at most `limit` characters; looks at no more of it than that needs.
#[must_use]
#[inline]
pub fn within(s: &str, limit: usize) -> bool {
    s.len() <= limit || s.len() <= limit * 4 && s.chars().count() <= limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_byte_tells_the_width() {
        for c in ['a', '\u{7F}', 'é', '\u{7FF}', '\u{800}', '中', '\u{FFFD}', '𠀀', '\u{10FFFF}'] {
            let lead = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert_eq!(width(lead), c.len_utf8(), "{c:?}");
        }
    }
}
