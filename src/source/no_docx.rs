//! Stands in for the reader of Word drafts where the feature `docx` is off: there are no such drafts.

use super::place::{Editable, Paragraph, Remark};
use crate::span::Edit;
use std::sync::Arc;

pub(super) const NOT_EXACT: &str = "";

/// A Word draft; there is none.
#[derive(Debug, Clone)]
pub(super) enum Docx {}

impl Docx {
    pub(super) fn open(_bytes: Arc<[u8]>) -> Result<Option<Docx>, &'static str> {
        Ok(None)
    }

    pub(super) fn text(&self) -> &str {
        match *self {}
    }

    pub(super) fn paragraphs(&self) -> &[Paragraph] {
        match *self {}
    }

    pub(super) fn page(&self, _offset: u32) -> Option<u32> {
        match *self {}
    }

    pub(super) fn editable(&self, _edits: &[Edit]) -> Editable {
        match *self {}
    }

    pub(super) fn write(&self, _edits: &[Edit]) -> Result<Vec<u8>, &'static str> {
        match *self {}
    }

    pub(super) fn track(&self, _edits: &[Edit], _author: &str, _date: &str) -> Result<Vec<u8>, &'static str> {
        match *self {}
    }

    pub(super) fn annotate(&self, _remarks: &[Remark], _author: &str, _date: &str) -> Result<Vec<u8>, &'static str> {
        match *self {}
    }
}
