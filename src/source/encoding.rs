//! Bytes → text by byte-order mark, UTF-8, UTF-16 without a mark, strict GB18030, then a detector; and text → the same
//! bytes.
//!
//! Nothing is decoded with replacement characters: a draft is read exactly or refused, with the place of the first bad
//! byte. Formats that are not text at all are named by the private `sniff`.

use super::{ReadError, WriteError, guess, sniff};
use encoding_rs::{DecoderResult, EncoderResult, Encoding};
use std::borrow::Cow;
use std::sync::Arc;

/// What a text must become again when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// UTF-8.
    Utf8 {
        /// Whether the file began with a byte-order mark.
        bom: bool,
    },
    /// UTF-16.
    Utf16 {
        /// Little-endian, as Windows writes it.
        le: bool,
        /// Whether the file began with a byte-order mark.
        bom: bool,
    },
    /// A national encoding: GB18030 (which holds GBK and GB2312), Big5, EUC-JP or Shift_JIS.
    Legacy(&'static Encoding),
}

/// A text that was read, with what is needed to write it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// The encoding.
    pub origin: Origin,
    /// The bytes of a national encoding, which need not come back from the text; the others always do.
    pub raw: Option<Arc<[u8]>>,
}

impl Decoded {
    /// Whether encoding the text again gives the bytes that were read. Asked only before writing: encoding takes
    /// thirty times as long as decoding.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        is_exact(self.origin, &self.text, self.raw.as_deref())
    }
}

/// Whether `text` becomes `raw` again, where there is something to compare with.
pub(super) fn is_exact(origin: Origin, text: &str, raw: Option<&[u8]>) -> bool {
    raw.is_none_or(|raw| origin.encode(text).is_ok_and(|again| again == raw))
}

impl Origin {
    /// The encoding's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Origin::Utf8 { .. } => "UTF-8",
            Origin::Utf16 { le: true, .. } => "UTF-16LE",
            Origin::Utf16 { le: false, .. } => "UTF-16BE",
            Origin::Legacy(encoding) if encoding == encoding_rs::GB18030 => "GB18030",
            Origin::Legacy(encoding) => encoding.name(),
        }
    }

    /// Text → bytes, with the byte-order mark the file had.
    ///
    /// # Errors
    /// [`WriteError::Unwritable`] where the encoding cannot hold a character.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, WriteError> {
        match self {
            Origin::Utf8 { bom } => {
                let mut out = Vec::with_capacity(text.len() + 3);
                if bom {
                    out.extend_from_slice(b"\xEF\xBB\xBF");
                }
                out.extend_from_slice(text.as_bytes());
                Ok(out)
            }
            Origin::Utf16 { le, bom } => {
                let mut out = Vec::with_capacity(text.len());
                for unit in bom.then_some(0xFEFF).into_iter().chain(text.encode_utf16()) {
                    out.extend_from_slice(&if le { unit.to_le_bytes() } else { unit.to_be_bytes() });
                }
                Ok(out)
            }
            Origin::Legacy(encoding) => encode_legacy(encoding, text),
        }
    }

    /// Bytes that this origin has written → text, without guessing anew.
    ///
    /// # Errors
    /// [`ReadError`] where the bytes are not in this encoding.
    pub fn decode(self, bytes: &[u8]) -> Result<String, ReadError> {
        match self {
            Origin::Utf8 { bom } => {
                let skipped = if bom { 3 } else { 0 };
                let body = bytes.get(skipped..).unwrap_or_default();
                let text =
                    std::str::from_utf8(body).map_err(|e| ReadError::Encoding { offset: skipped + e.valid_up_to() })?;
                Ok(text.to_owned())
            }
            Origin::Utf16 { le, bom } => decode_utf16(bytes, le, if bom { 2 } else { 0 }),
            Origin::Legacy(encoding) => decode_legacy(encoding, bytes).map_err(|offset| ReadError::Encoding { offset }),
        }
    }
}

/// Bytes → text. A large vector that holds UTF-8 becomes the text without being copied.
///
/// # Errors
/// [`ReadError`] where the bytes are no text, or in no encoding that fits.
pub fn decode<'a>(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Decoded, ReadError> {
    let bytes = bytes.into();
    if u32::try_from(bytes.len()).is_err() {
        return Err(ReadError::TooLarge { size: bytes.len() as u64 });
    }
    if let Some(refusal) = sniff::refuse(&bytes) {
        return Err(refusal);
    }
    let decoded = if bytes.starts_with(b"\xEF\xBB\xBF") {
        let origin = Origin::Utf8 { bom: true };
        Decoded { text: origin.decode(&bytes)?, origin, raw: None }
    } else if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let origin = Origin::Utf16 { le: bytes.starts_with(b"\xFF"), bom: true };
        Decoded { text: origin.decode(&bytes)?, origin, raw: None }
    } else {
        decode_unmarked(bytes)?
    };
    // UTF-16 and the national encodings are larger or smaller in bytes than the text they become.
    if u32::try_from(decoded.text.len()).is_err() {
        return Err(ReadError::TooLarge { size: decoded.text.len() as u64 });
    }
    match memchr::memchr(0, decoded.text.as_bytes()) {
        Some(at) => Err(ReadError::Binary { offset: decoded.origin.byte_offset(&decoded.text, at) }),
        None => Ok(decoded),
    }
}

impl Origin {
    /// Where in the file the character at `at` of the text lies.
    fn byte_offset(self, text: &str, at: usize) -> usize {
        let head = text.get(..at).unwrap_or_default();
        self.encode(head).map_or(at, |bytes| bytes.len())
    }
}

/// Up to so many bytes a text is copied.
const COPIED: usize = 1 << 20;

fn decode_unmarked(bytes: Cow<'_, [u8]>) -> Result<Decoded, ReadError> {
    if memchr::memchr(0, &bytes).is_some()
        && let Some(le) = guess::utf16(&bytes)
    {
        let origin = Origin::Utf16 { le, bom: false };
        return Ok(Decoded { text: origin.decode(&bytes)?, origin, raw: None });
    }
    // To copy a draft takes less time than to prove it the slow way; a large file is not held twice.
    let copied = bytes.len() <= COPIED || matches!(bytes, Cow::Borrowed(_));
    if copied && let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
        return Ok(utf8(text.to_owned()));
    }
    let bytes = match bytes {
        Cow::Owned(bytes) if !copied => match String::from_utf8(bytes) {
            Ok(text) => return Ok(utf8(text)),
            Err(e) => Cow::Owned(e.into_bytes()),
        },
        bytes => bytes,
    };
    if let Some(offset) = guess::broken_utf8(&bytes) {
        return Err(ReadError::Encoding { offset });
    }
    if let Some(offset) = bytes.iter().position(|&b| b == 0) {
        return Err(ReadError::Binary { offset });
    }
    if let Some(le) = guess::utf16(&bytes) {
        let origin = Origin::Utf16 { le, bom: false };
        return Ok(Decoded { text: origin.decode(&bytes)?, origin, raw: None });
    }
    let strict = decode_legacy(encoding_rs::GB18030, &bytes);
    match strict {
        Ok(text) if guess::is_simplified(&bytes) && guess::is_chinese(&text) => {
            Ok(legacy(encoding_rs::GB18030, text, &bytes))
        }
        strict => {
            if let Some(encoding) = guess::detect(&bytes)
                && let Ok(text) = decode_legacy(encoding, &bytes)
                && guess::is_chinese(&text)
            {
                return Ok(legacy(encoding, text, &bytes));
            }
            let utf8 = std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), str::len);
            // A GB18030 draft with one bad byte: say where that byte is.
            Err(ReadError::Encoding { offset: strict.err().filter(|&at| at > utf8).unwrap_or(utf8) })
        }
    }
}

fn utf8(text: String) -> Decoded {
    Decoded { text, origin: Origin::Utf8 { bom: false }, raw: None }
}

fn legacy(encoding: &'static Encoding, text: String, bytes: &[u8]) -> Decoded {
    Decoded { text, origin: Origin::Legacy(encoding), raw: Some(bytes.into()) }
}

fn decode_utf16(bytes: &[u8], le: bool, skipped: usize) -> Result<String, ReadError> {
    let (units, rest) = bytes.get(skipped..).unwrap_or_default().as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut at = skipped;
    let units = units.iter().map(|&pair| if le { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) });
    for found in char::decode_utf16(units) {
        let c = found.map_err(|_| ReadError::Encoding { offset: at })?;
        at += c.len_utf16() * 2;
        text.push(c);
    }
    if rest.is_empty() { Ok(text) } else { Err(ReadError::Encoding { offset: at }) }
}

/// Strict: the offset of the first bad byte instead of a replacement character.
fn decode_legacy(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => {
            text.shrink_to_fit();
            Ok(text)
        }
        (DecoderResult::Malformed(bad, after), read) => Err(read.saturating_sub(usize::from(bad) + usize::from(after))),
        (DecoderResult::OutputFull, read) => Err(read),
    }
}

/// Strict: an error instead of the `&#13312;` that encoding_rs writes for what the encoding lacks.
fn encode_legacy(encoding: &'static Encoding, text: &str) -> Result<Vec<u8>, WriteError> {
    let mut encoder = encoding.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or(text.len() * 2);
    let mut out = Vec::with_capacity(room);
    match encoder.encode_from_utf8_to_vec_without_replacement(text, &mut out, true).0 {
        EncoderResult::InputEmpty => Ok(out),
        EncoderResult::Unmappable(found) => {
            Err(WriteError::Unwritable { found, encoding: Origin::Legacy(encoding).name() })
        }
        EncoderResult::OutputFull => Err(WriteError::NotExact { encoding: Origin::Legacy(encoding).name() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SPEECH: &str =
        "同志们：\r\n今天，我们召开全县经济工作会议，主要任务是总结工作、部署任务。\n下面，我讲3点意见。\n";

    fn read(bytes: &[u8]) -> Result<Decoded, ReadError> {
        decode(bytes)
    }

    #[track_caller]
    fn round(origin: Origin, text: &str) {
        let bytes = origin.encode(text).expect("encodes");
        let back = read(&bytes).expect("decodes");
        assert_eq!((back.text.as_str(), back.origin, back.is_exact()), (text, origin, true));
        assert_eq!(back.origin.encode(&back.text).expect("encodes"), bytes);
    }

    #[test]
    fn every_encoding_is_found_and_comes_back() {
        for bom in [true, false] {
            round(Origin::Utf8 { bom }, SPEECH);
            for le in [true, false] {
                round(Origin::Utf16 { le, bom }, SPEECH);
            }
        }
        round(Origin::Legacy(encoding_rs::GB18030), SPEECH);
        round(Origin::Legacy(encoding_rs::GB18030), "同志们");
        round(
            Origin::Legacy(encoding_rs::BIG5),
            "各位同仁：今天我們召開全縣經濟工作會議，主要任務是總結工作、部署任務，謝謝大家。\n",
        );
    }

    #[test]
    fn a_speech_on_one_line_in_utf16_without_a_mark() {
        round(Origin::Utf16 { le: true, bom: false }, "同志们，今天的会议很重要。");
        round(Origin::Utf16 { le: false, bom: false }, "同志们，今天的会议很重要。");
    }

    #[test]
    fn english_with_a_little_gbk_is_not_utf16() {
        let text = "Readme of the county office, updated weekly by hand. 县政府办公室\nSecond line.\n";
        round(Origin::Legacy(encoding_rs::GB18030), text);
    }

    #[test]
    fn an_empty_file_is_an_empty_text() {
        assert_eq!(read(b"").map(|d| d.text), Ok(String::new()));
        assert_eq!(read(b"\xEF\xBB\xBF").map(|d| d.text), Ok(String::new()));
        assert_eq!(read(b"\xFF\xFE").map(|d| d.text), Ok(String::new()));
    }

    #[test]
    fn utf8_with_a_byte_cut_out_is_refused_and_not_read_as_gbk() {
        let whole = SPEECH.repeat(3).into_bytes();
        for cut in 0..whole.len() {
            let mut bytes = whole.clone();
            if bytes.remove(cut).is_ascii() {
                continue;
            }
            match read(&bytes) {
                Err(ReadError::Encoding { offset }) => {
                    assert!(offset <= cut && cut - offset < 3, "cut {cut}, said {offset}")
                }
                other => panic!("cut at {cut}: {other:?}"),
            }
        }
    }

    #[test]
    fn utf8_that_ends_inside_a_character_is_refused() {
        let bytes = "同志们".as_bytes();
        assert_eq!(read(&bytes[..8]), Err(ReadError::Encoding { offset: 6 }));
        assert_eq!(read(&bytes[..7]), Err(ReadError::Encoding { offset: 6 }));
    }

    #[test]
    fn a_bad_byte_in_a_gbk_draft_is_placed() {
        let mut bytes = Origin::Legacy(encoding_rs::GB18030).encode(SPEECH).expect("encodes");
        let at = bytes.len() - 1;
        bytes[at] = 0xFF;
        assert_eq!(read(&bytes), Err(ReadError::Encoding { offset: at }));
    }

    #[test]
    fn lone_surrogates_and_odd_lengths_are_placed() {
        assert_eq!(read(b"\xFF\xFE\x2D\x4E\x00\xD8\x2D\x4E"), Err(ReadError::Encoding { offset: 4 }));
        assert_eq!(read(b"\xFE\xFF\x4E\x2D\x4E"), Err(ReadError::Encoding { offset: 4 }));
    }

    #[test]
    fn nul_bytes_are_binary() {
        assert_eq!(read(b"abc\0def"), Err(ReadError::Binary { offset: 3 }));
        assert_eq!(read("同志\0们".as_bytes()), Err(ReadError::Binary { offset: 6 }));
        assert_eq!(read(b"\xFF\xFE\x2D\x4E\x00\x00"), Err(ReadError::Binary { offset: 4 }));
    }

    #[test]
    fn utf32_is_named() {
        let what = read(b"\xFF\xFE\0\0\x2D\x4E\0\0").map_err(|e| e.to_string());
        assert_eq!(what.expect_err("refused"), "这是 UTF-32 编码的文本，不能直接核稿；请另存为 UTF-8 后再核");
    }

    #[test]
    fn what_big5_lacks_is_an_error() {
        let error = Origin::Legacy(encoding_rs::BIG5).encode("们").expect_err("not in Big5");
        assert_eq!(error, WriteError::Unwritable { found: '们', encoding: "Big5" });
    }

    fn chinese() -> impl Strategy<Value = String> {
        "[\u{4e00}-\u{9fa5}，。；：、“”《》（）0-9a-z \r\n]{0,80}"
    }

    proptest! {
        #[test]
        fn marked_text_comes_back(text in "[^\0]{0,60}", le: bool) {
            prop_assume!(!text.starts_with('\u{feff}'));
            for origin in [Origin::Utf8 { bom: true }, Origin::Utf16 { le, bom: true }] {
                let bytes = origin.encode(&text).expect("encodes");
                let back = read(&bytes).expect("decodes");
                prop_assert_eq!((back.text.as_str(), back.origin), (text.as_str(), origin));
            }
        }

        #[test]
        fn what_is_read_exactly_is_written_exactly(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(back) = read(&bytes) && back.is_exact() {
                prop_assert_eq!(back.origin.encode(&back.text).expect("encodes"), bytes);
            }
        }

        #[test]
        fn gb18030_of_any_speech_is_read_back(tail in chinese()) {
            let text = format!("{SPEECH}{SPEECH}{SPEECH}{tail}");
            let bytes = Origin::Legacy(encoding_rs::GB18030).encode(&text).expect("encodes");
            prop_assert_eq!(read(&bytes).map(|d| d.text), Ok(text));
        }

        #[test]
        fn utf8_is_always_utf8(text in chinese()) {
            prop_assert_eq!(read(text.as_bytes()).map(|d| d.text), Ok(text));
        }
    }
}
