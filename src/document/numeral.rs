//! Chinese, Arabic and circled numerals → numbers, as numbering uses them (1 to 99).

use super::glyph::{char_at, width};

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Whether a character is one of those [`han`] reads.
#[must_use]
#[inline]
pub fn is_han_numeral(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '两')
}

/// Whether one of them stands at `at`; told by its bytes, for those who look everywhere.
#[must_use]
#[inline]
pub fn is_han_numeral_at(bytes: &[u8], at: usize) -> bool {
    matches!(
        bytes.get(at..).and_then(<[u8]>::first_chunk),
        Some(
            [0xE4, 0xB8, 0x80 | 0x83 | 0x89 | 0xA4]
                | [0xE4, 0xB9, 0x9D]
                | [0xE4, 0xBA, 0x8C | 0x94]
                | [0xE5, 0x85, 0xAB | 0xAD]
                | [0xE5, 0x8D, 0x81]
                | [0xE5, 0x9B, 0x9B]
        )
    )
}

/// The value of a Chinese numeral such as `三`, `十二`, `二十`, `两`; `None` for anything else or over 99.
#[must_use]
pub fn han(s: &str) -> Option<u32> {
    match han_prefix(s) {
        Some((n, len)) if len == s.len() => Some(n),
        _ => None,
    }
}

/// The Chinese numeral at the start of `s` and its length in bytes. All numeral characters that stand there must make
/// up one number: `一二三` is none.
#[must_use]
pub fn han_prefix(s: &str) -> Option<(u32, usize)> {
    let mut run = ['\0'; 4];
    let mut len = 0;
    for (slot, c) in run.iter_mut().zip(s.chars().take_while(|&c| is_han_numeral(c))) {
        *slot = c;
        len += c.len_utf8();
    }
    let n = match run {
        ['两', '\0', ..] => 2,
        ['十', '\0', ..] => 10,
        [a, '\0', ..] => digit(a)?,
        ['十', b, '\0', _] => 10 + digit(b)?,
        [a, '十', '\0', _] => digit(a)? * 10,
        [a, '十', b, '\0'] => digit(a)? * 10 + digit(b)?,
        _ => return None,
    };
    Some((n, len))
}

/// The Arabic number (half- or full-width) at the start of `s`: its value, its length in bytes, and whether it is
/// written in full-width digits. `None` over 99.
#[must_use]
pub fn arabic_prefix(s: &str) -> Option<(u32, usize, bool)> {
    let mut value = 0;
    let mut len = 0;
    let mut wide = false;
    for c in s.chars() {
        let d = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '０'..='９' => {
                wide = true;
                u32::from(c) - u32::from('０')
            }
            _ => break,
        };
        value = value * 10 + d;
        len += c.len_utf8();
        if value > 99 {
            return None;
        }
    }
    (value > 0).then_some((value, len, wide))
}

/// The value of a number in one character: `①` `⑴` `⒈` `㈠`.
#[must_use]
pub fn enclosed(c: char) -> Option<u32> {
    let code = u32::from(c);
    Some(match code {
        0x2460..=0x2473 => code - 0x245F,
        0x2474..=0x2487 => code - 0x2473,
        0x2488..=0x249B => code - 0x2487,
        0x3220..=0x3229 => code - 0x321F,
        0x3251..=0x325F => code - 0x3251 + 21,
        0x2776..=0x277F => code - 0x2775,
        _ => return None,
    })
}

/// Whether the text from `at` goes on with a digit of any kind.
#[must_use]
pub fn digit_at(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// How many digits stand at `at`, and where they end.
#[must_use]
pub fn digits_at(text: &str, at: usize) -> (usize, usize) {
    let (mut count, mut end) = (0, at);
    while digit_at(text, end) {
        count += 1;
        end += text.as_bytes().get(end).map_or(1, |&b| width(b));
        if count > 8 {
            break;
        }
    }
    (count, end)
}

/// A number below 100 as a Chinese numeral.
#[must_use]
pub fn to_han(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS.get(n as usize).copied().unwrap_or("");
    match n {
        0 => "〇".to_owned(),
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n % 10)),
        _ => format!("{}十{}", digit(n / 10 % 10), digit(n % 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_a_numeral_as_the_character_does() {
        for c in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            assert_eq!(is_han_numeral_at(c.encode_utf8(&mut buffer).as_bytes(), 0), is_han_numeral(c), "{c}");
        }
    }

    #[test]
    fn reads_what_numbering_uses_and_nothing_else() {
        let cases = [
            ("三", Some(3)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("九十九", Some(99)),
            ("两", Some(2)),
        ];
        for (s, want) in cases {
            assert_eq!(han(s), want, "{s}");
        }
        for s in ["", "〇", "零", "一二", "十十", "两十", "三个", "百", "一百", "二十三四", "廿"] {
            assert_eq!(han(s), None, "{s}");
        }
    }

    #[test]
    fn every_number_survives_the_way_there_and_back() {
        for n in 1..100 {
            assert_eq!(han(&to_han(n)), Some(n));
        }
    }

    #[test]
    fn arabic_and_enclosed() {
        assert_eq!(arabic_prefix("12."), Some((12, 2, false)));
        assert_eq!(arabic_prefix("３、"), Some((3, 3, true)));
        assert_eq!(arabic_prefix("2024年"), None);
        assert_eq!(arabic_prefix("0."), None);
        assert_eq!(enclosed('①'), Some(1));
        assert_eq!(enclosed('⑳'), Some(20));
        assert_eq!(enclosed('㈢'), Some(3));
        assert_eq!(enclosed('三'), None);
    }
}
