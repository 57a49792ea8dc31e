//! Which encoding bytes without a mark are in: measures, no decoding. What is done with a guess is for
//! [`super::encoding`] to say.

use encoding_rs::Encoding;

/// How much the detector is given; it reads 3 MB a second.
const DETECTED: usize = 256 * 1024;

/// Whether the bytes look like UTF-16 without a mark, and if so whether little-endian.
///
/// In UTF-16 a Chinese text is nearly all ideographs and a few signs whose bytes do not occur in any other text: a line
/// end or a digit holds a NUL, `。` and `，` hold a control byte. Without one such sign it is not believed, because two
/// ASCII letters also make an ideograph.
pub(super) fn utf16(bytes: &[u8]) -> Option<bool> {
    if bytes.len() < 2 || bytes.len() % 2 == 1 {
        return None;
    }
    let (pairs, _) = bytes.as_chunks::<2>();
    [true, false].into_iter().find(|&le| {
        let (mut plausible, mut telling, mut text) = (0_usize, 0_usize, 0_usize);
        for &pair in pairs {
            let unit = if le { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            match unit {
                0x09 | 0x0A | 0x0D | 0x20..=0x7E => {
                    plausible += 1;
                    telling += 1;
                    text += 1;
                }
                0x3000..=0x3002 | 0xFF0C => {
                    plausible += 1;
                    telling += 1;
                }
                0x4E00..=0x9FFF => {
                    plausible += 1;
                    text += 1;
                }
                0x2010..=0x2027 | 0x3003..=0x3020 | 0xFF01..=0xFF5E | 0xFEFF => plausible += 1,
                _ => {}
            }
        }
        telling > 0 && text > 0 && plausible * 10 >= pairs.len() * 9
    })
}

/// The first bad byte of a text that is plainly UTF-8 with some damage: at least nine tenths of its non-ASCII bytes lie
/// in whole sequences of three or four bytes, or only its last character is cut off.
pub(super) fn broken_utf8(bytes: &[u8]) -> Option<usize> {
    let offset = std::str::from_utf8(bytes).err()?.valid_up_to();
    let (mut whole, mut short, mut bad, mut cut_off) = (0_usize, 0_usize, 0_usize, false);
    for chunk in bytes.utf8_chunks() {
        for &b in chunk.valid().as_bytes() {
            match b {
                0xF0.. => whole += 4,
                0xE0.. => whole += 3,
                0xC0.. => short += 2,
                _ => {}
            }
        }
        bad += chunk.invalid().len();
        cut_off = !chunk.invalid().is_empty() && offset + chunk.invalid().len() == bytes.len();
    }
    let plain = whole >= 9 && whole * 10 >= (whole + short + bad) * 9;
    (plain || cut_off && whole > 0 && short == 0).then_some(offset)
}

/// Whether strict GB18030 can be believed without asking further: most double bytes are the common ideographs or the
/// signs of GB 2312. A text in Big5, or UTF-8 read wrongly, falls into the rare rows.
pub(super) fn is_simplified(bytes: &[u8]) -> bool {
    let (mut common, mut all, mut i) = (0_usize, 0_usize, 0);
    while let Some(&lead) = bytes.get(i) {
        if lead < 0x81 {
            i += 1;
            continue;
        }
        let trail = bytes.get(i + 1).copied().unwrap_or(0);
        all += 1;
        if matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7) && trail >= 0xA1 {
            common += 1;
        }
        i += if (0x30..=0x39).contains(&trail) { 4 } else { 2 };
    }
    common * 4 >= all * 3
}

/// The detector's guess among the encodings that Chinese and Japanese drafts come in.
pub(super) fn detect(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let head = bytes.get(..DETECTED).unwrap_or(bytes);
    detector.feed(head, head.len() == bytes.len());
    let found = detector.guess(None, chardetng::Utf8Detection::Deny);
    if found == encoding_rs::GBK || found == encoding_rs::GB18030 {
        Some(encoding_rs::GB18030)
    } else {
        [encoding_rs::BIG5, encoding_rs::EUC_JP, encoding_rs::SHIFT_JIS].into_iter().find(|&e| e == found)
    }
}

/// Whether what lies outside ASCII is mostly ideographs and kana; marks and signs count neither way.
pub(super) fn is_chinese(text: &str) -> bool {
    let (mut ideographs, mut others) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '\u{3041}'..='\u{30ff}' => {
                ideographs += 1;
            }
            '\0'..='\u{a0}' | '\u{b7}' | '\u{d7}' | '\u{2010}'..='\u{27bf}' | '\u{3000}'..='\u{303f}' => {}
            '\u{ff01}'..='\u{ff5e}' | '\u{ffe0}'..='\u{ffe6}' => {}
            _ => others += 1,
        }
    }
    ideographs > others * 9 && ideographs > 0
}
