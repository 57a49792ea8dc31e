//! Bytes ↔ text: finds the encoding of a draft, decodes it once, and writes edits back in the same encoding; Word
//! drafts (`.docx`) the same way, an edit for a splice.
//!
//! The only module that knows encodings and file formats. Text is not normalised: a span points at what the author
//! typed. Reading files and walking folders is left to [`crate::cli`]; this module sees bytes only.

#[cfg_attr(not(feature = "docx"), path = "no_docx.rs")]
mod docx;
pub mod encoding;
mod guess;
mod place;
mod sniff;

pub use encoding::Origin;
pub use place::{Editable, Paragraph, Place, Remark, Whereabouts};

use crate::span::Edit;
use docx::Docx;
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
    /// The package, where it is a Word draft.
    docx: Option<Arc<Docx>>,
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
    /// A Word draft that is damaged, locked or no draft.
    #[error("{0}")]
    Docx(&'static str),
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
    /// A Word draft that may not be changed, or not there.
    #[error("{0}")]
    Docx(&'static str),
}

/// Endings of Word's files that hold a package.
const WORD: [&str; 4] = [".docx", ".docm", ".dotx", ".dotm"];
const LOCK_FILE: &str = "这是 Word 或 WPS 打开文稿时留下的临时文件（~$ 开头），不是文稿；请核去掉“~$”的原文件";
const NOT_DOCX: &str = "这不是 Word 文档，或没有正文；请确认文件，或用 Word、WPS 另存为 .docx 后再核";
const ONLY_DOCX: &str = "只有 .docx 文稿才能写批注和修订";
const EMPTY_DOCX: &str = "文件是空的（0 字节）；请重新复制或下载，再核";

impl Source {
    /// Decodes a draft. The format follows the extension of `name`. A `Vec<u8>` of UTF-8 is not copied.
    ///
    /// # Errors
    /// [`ReadError`] where the bytes are no text this program can read.
    pub fn from_bytes<'a>(name: &str, bytes: impl Into<Cow<'a, [u8]>>) -> Result<Source, ReadError> {
        let mut bytes = bytes.into();
        let named_word = refuse_by_name(name, &bytes)?;
        if cfg!(feature = "docx") && (bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")) {
            let package: Arc<[u8]> = bytes.into_owned().into();
            match Docx::open(package.clone()) {
                Ok(Some(docx)) => return Ok(Source::from_docx(name, docx)),
                Err(fault) if named_word || sniff::is_word(&package) => return Err(ReadError::Docx(fault)),
                Ok(None) if sniff::is_word(&package) => return Err(ReadError::Docx(NOT_DOCX)),
                Ok(None) | Err(_) => bytes = Cow::Owned(package.to_vec()),
            }
        }
        let read = encoding::decode(bytes);
        let encoding::Decoded { text, origin, raw } = match read {
            // A format of another name says so itself; what is left is text, or looks like it.
            Err(e @ ReadError::Unsupported { .. }) => return Err(e),
            _ if cfg!(feature = "docx") && named_word => return Err(ReadError::Docx(NOT_DOCX)),
            read => read?,
        };
        Ok(Source { name: name.to_owned(), text, format: format_of(name), origin, raw, docx: None })
    }

    fn from_docx(name: &str, docx: Docx) -> Source {
        let text = docx.text().to_owned();
        let origin = Origin::Utf8 { bom: false };
        Source { name: name.to_owned(), text, format: Format::Plain, origin, raw: None, docx: Some(Arc::new(docx)) }
    }

    /// A UTF-8 source from a string.
    #[must_use]
    pub fn from_text(name: &str, text: impl Into<String>) -> Source {
        let origin = Origin::Utf8 { bom: false };
        Source { name: name.to_owned(), text: text.into(), format: format_of(name), origin, raw: None, docx: None }
    }

    /// The bytes of the draft after `edits` (sorted, not overlapping), in the encoding it came in, with the byte-order
    /// mark it had; of a Word draft, the package with nothing else changed.
    ///
    /// # Errors
    /// [`WriteError`] where that cannot be done without changing other bytes.
    pub fn write(&self, edits: &[Edit]) -> Result<Vec<u8>, WriteError> {
        if let Some(docx) = &self.docx {
            return docx.write(edits).map_err(WriteError::Docx);
        }
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
        if self.docx.is_some() {
            return match Docx::open(bytes.into()) {
                Ok(Some(docx)) if docx.text() == text => Ok(Source::from_docx(&self.name, docx)),
                _ => Err(WriteError::Docx(docx::NOT_EXACT)),
            };
        }
        match self.origin.decode(&bytes) {
            Ok(back) if back == text => Ok(Source {
                name: self.name.clone(),
                text,
                format: self.format,
                origin: self.origin,
                raw: None,
                docx: None,
            }),
            _ => Err(WriteError::NotExact { encoding: self.origin.name() }),
        }
    }

    /// Whether it is a Word draft.
    #[must_use]
    pub fn is_docx(&self) -> bool {
        self.docx.is_some()
    }

    /// The paragraphs of a Word draft in reading order: running text and tables, then text boxes, notes, headers and
    /// footers. Nothing for a text file.
    #[must_use]
    pub fn paragraphs(&self) -> &[Paragraph] {
        self.docx.as_ref().map_or(&[], |docx| docx.paragraphs())
    }

    /// Where in a Word draft a place is.
    #[must_use]
    pub fn whereabouts(&self, offset: u32) -> Option<Whereabouts> {
        let docx = self.docx.as_ref()?;
        let paragraphs = docx.paragraphs();
        let index = paragraphs.partition_point(|p| p.span.start <= offset).checked_sub(1)?;
        let found = paragraphs.get(index)?;
        let main = |place: Place| matches!(place, Place::Body | Place::Table);
        let alike = |p: &&Paragraph| p.place == found.place || main(p.place) && main(found.place);
        let before = self.text.get(found.span.start()..(offset as usize).min(found.span.end())).unwrap_or("");
        Some(Whereabouts {
            place: found.place,
            paragraph: paragraphs.iter().take(index + 1).filter(alike).count(),
            column: before.chars().count() + 1,
            page: docx.page(offset),
        })
    }

    /// Whether edits can be made, and what they do to formats. Text files take all; see [`Source::write`].
    #[must_use]
    pub fn editable(&self, edits: &[Edit]) -> Editable {
        self.docx.as_ref().map_or(Editable::Yes, |docx| docx.editable(edits))
    }

    /// A Word draft with `edits` as tracked changes. `date` as Word writes it, `2026-03-01T09:00:00Z`, or empty.
    ///
    /// # Errors
    /// [`WriteError`] where it is none, or may not be changed.
    pub fn track(&self, edits: &[Edit], author: &str, date: &str) -> Result<Vec<u8>, WriteError> {
        let docx = self.docx.as_ref().ok_or(WriteError::Docx(ONLY_DOCX))?;
        docx.track(edits, author, date).map_err(WriteError::Docx)
    }

    /// A Word draft with remarks as comments.
    ///
    /// # Errors
    /// [`WriteError`] where it is none, or may not be changed.
    pub fn annotate(&self, remarks: &[Remark], author: &str, date: &str) -> Result<Vec<u8>, WriteError> {
        let docx = self.docx.as_ref().ok_or(WriteError::Docx(ONLY_DOCX))?;
        docx.annotate(remarks, author, date).map_err(WriteError::Docx)
    }

    /// What it becomes again when written. The text of a Word draft stands in UTF-8.
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

/// Refuses what its name or emptiness tells; whether the name says that it is a Word draft.
fn refuse_by_name(name: &str, bytes: &[u8]) -> Result<bool, ReadError> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if file.starts_with("~$") {
        return Err(ReadError::Docx(LOCK_FILE));
    }
    let lower = file.to_ascii_lowercase();
    let word = WORD.iter().any(|ending| lower.ends_with(ending));
    if word && bytes.is_empty() { Err(ReadError::Docx(EMPTY_DOCX)) } else { Ok(word) }
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
