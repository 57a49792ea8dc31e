//! Bytes ↔ text: finds the encoding of a draft, decodes it once, and writes edits back in the same encoding.
//!
//! The only module that knows encodings and file formats. Text is not normalised: a span points at what the author
//! typed. Reading files and walking folders is left to [`crate::cli`]; this module sees bytes only.

pub mod encoding;
mod guess;
mod sniff;

pub use encoding::Origin;

use crate::span::Edit;
use std::borrow::Cow;
use std::sync::Arc;

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A paragraph is a line.
    Plain,
    /// Markdown: `#` headings, lists, quotations, tables, code.
    Markdown,
}

/// A draft as text, with what is needed to write it back.
#[derive(Debug, Clone)]
pub struct Source {
    /// What the draft is called in reports: its path, or the name given for standard input.
    pub name: String,
    /// The decoded text, without a byte-order mark.
    pub text: String,
    /// Plain text or Markdown, by the name's extension.
    pub format: Format,
    origin: Origin,
    /// What to compare with before writing; see [`encoding::Decoded::raw`].
    raw: Option<Arc<[u8]>>,
}

/// Why a draft could not be read. The text is what the drafter reads; the caller puts the file name in front.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A format that is recognised but not supported.
    #[error("{what}，不能直接核稿；{remedy}")]
    Unsupported {
        /// What it is: `这是 Word 97—2003 文档（.doc）`.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Not text at all.
    #[error("不是文本文件（第 {} 字节处有二进制数据）；请确认文件，或另存为 .txt（UTF-8）后再核", .offset + 1)]
    Binary {
        /// First binary byte, 0-based.
        offset: usize,
    },
    /// No encoding fits.
    #[error("文字编码有损坏（第 {} 字节处无法解读）；请用原来的编辑器打开，另存为 UTF-8 后再核", .offset + 1)]
    Encoding {
        /// First byte that cannot be decoded, 0-based.
        offset: usize,
    },
    /// Longer than offsets can say.
    #[error("文件过大（{size} 字节，上限 4 GB）；请拆分后再核")]
    TooLarge {
        /// Size in bytes.
        size: u64,
    },
}

/// Why edits could not be written back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The bytes do not come back from the text unchanged, so nothing may be rewritten.
    #[error("原文件的编码（{encoding}）不能原样还原，为免损坏原稿不作修改；请另存为 UTF-8 后再改")]
    NotExact {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// The corrected text holds a character the encoding lacks.
    #[error("改后的文字“{found}”在 {encoding} 编码里写不出来；请另存为 UTF-8 后再改")]
    Unwritable {
        /// The character.
        found: char,
        /// The encoding's name.
        encoding: &'static str,
    },
}

impl Source {
    /// Decodes a draft. The format follows the extension of `name`. A `Vec<u8>` of UTF-8 is not copied.
    ///
    /// # Errors
    /// [`ReadError`] where the bytes are no text this program can read.
    pub fn from_bytes<'a>(name: &str, bytes: impl Into<Cow<'a, [u8]>>) -> Result<Source, ReadError> {
        let encoding::Decoded { text, origin, raw } = encoding::decode(bytes)?;
        Ok(Source { name: name.to_owned(), text, format: format_of(name), origin, raw })
    }

    /// A UTF-8 source from a string.
    #[must_use]
    pub fn from_text(name: &str, text: impl Into<String>) -> Source {
        let origin = Origin::Utf8 { bom: false };
        Source { name: name.to_owned(), text: text.into(), format: format_of(name), origin, raw: None }
    }

    /// The bytes of the draft after `edits` (sorted, not overlapping), in the encoding it came in, with the byte-order
    /// mark it had.
    ///
    /// # Errors
    /// [`WriteError`] where that cannot be done without changing other bytes.
    pub fn write(&self, edits: &[Edit]) -> Result<Vec<u8>, WriteError> {
        if !encoding::is_exact(self.origin, &self.text, self.raw.as_deref()) {
            return Err(WriteError::NotExact { encoding: self.origin.name() });
        }
        self.origin.encode(&crate::span::apply(&self.text, edits))
    }

    /// The draft after `edits`, read back from the very bytes that [`Source::write`] gives.
    ///
    /// # Errors
    /// [`WriteError`] where the bytes cannot be written, or do not read back as the edited text.
    pub fn edited(&self, edits: &[Edit]) -> Result<Source, WriteError> {
        let bytes = self.write(edits)?;
        let text = crate::span::apply(&self.text, edits);
        match self.origin.decode(&bytes) {
            Ok(back) if back == text => {
                Ok(Source { name: self.name.clone(), text, format: self.format, origin: self.origin, raw: None })
            }
            _ => Err(WriteError::NotExact { encoding: self.origin.name() }),
        }
    }

    /// What it becomes again when written.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The encoding it came in, as a name for reports.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.origin.name()
    }
}

fn format_of(name: &str) -> Format {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".md") || lower.ends_with(".markdown") { Format::Markdown } else { Format::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn what_does_not_come_back_is_not_written() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("同志们：今天开会。");
        let mut bytes = bytes.into_owned();
        let edit = [Edit::new(Span::new(0, 9), "朋友们")];
        let source = Source::from_bytes("a.txt", bytes.as_slice()).expect("reads");
        assert!(source.write(&edit).is_ok());
        bytes.push(0x80); // the euro sign of old Windows comes back as two bytes
        let source = Source::from_bytes("a.txt", bytes).expect("reads");
        assert_eq!(source.write(&edit), Err(WriteError::NotExact { encoding: "GB18030" }));
        assert!(source.edited(&edit).is_err());
    }

    #[test]
    fn the_extension_says_what_it_is() {
        assert_eq!(Source::from_text("稿/A.MD", "").format, Format::Markdown);
        assert_eq!(Source::from_text("稿.txt", "").format, Format::Plain);
    }
}
