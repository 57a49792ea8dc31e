//! Word drafts (`.docx`) ↔ text: what is in the package as lines, and changes to those lines as changes to its bytes.
//!
//! A paragraph is a line. Nothing is ever written anew that was not touched: see `docs/docx.md` for the promises.

mod comment;
mod edit;
mod limits;
mod look;
mod number;
mod package;
mod parts;
mod run;
mod text;
mod track;
mod xml;

use super::place::{Editable, Paragraph, Place, Remark};
use crate::span::Edit;
use package::{Fault, Package};
use parts::Parts;
use std::sync::Arc;
use text::Draft;

/// Why a piece of text cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// The end of a paragraph.
    Paragraph,
    /// An automatic number.
    Number,
    /// The result of a field.
    Field,
    /// A content control that is fixed or bound to data.
    Control,
    /// A tab, a line break or a hyphen of Word's own.
    Break,
    /// A sign of a symbol font.
    Symbol,
    /// A formula.
    Formula,
    /// Text with its pronunciation above.
    Ruby,
    /// Text written as no program writes it.
    Raw,
}

impl Lock {
    fn reason(self) -> &'static str {
        match self {
            Lock::Paragraph => "改动涉及段落的分合",
            Lock::Number => "改动涉及自动编号，编号由 Word 生成",
            Lock::Field => "改动涉及域（目录、页码、引用等），其内容由 Word 生成",
            Lock::Control => "改动涉及锁定的内容控件",
            Lock::Break => "改动涉及制表符或手动换行",
            Lock::Symbol => "改动涉及插入的符号",
            Lock::Formula => "改动涉及公式",
            Lock::Ruby => "改动涉及拼音指南",
            Lock::Raw => "改动涉及特殊写法的文字",
        }
    }
}

/// A Word draft.
#[derive(Debug, Clone)]
pub(super) struct Docx {
    package: Package,
    parts: Parts,
    draft: Draft,
}

const SIGNED: Fault = "文稿带有数字签名，修改会使签名失效，没有改；请先在 Word 或 WPS 中移除签名";

pub(super) const NOT_EXACT: Fault = "改后的 .docx 读回来与预期不一致，为免损坏原稿不作修改；请手工修改";

impl Docx {
    /// Reads a package. `None` where it is something else than a text document.
    pub(super) fn open(bytes: Arc<[u8]>) -> Result<Option<Docx>, Fault> {
        let package = Package::open(bytes)?;
        let Some(parts) = parts::read(&package)? else { return Ok(None) };
        let draft = text::read(&parts)?;
        Ok(Some(Docx { package, parts, draft }))
    }

    /// The text: a paragraph is a line.
    pub(super) fn text(&self) -> &str {
        &self.draft.text
    }

    pub(super) fn paragraphs(&self) -> &[Paragraph] {
        &self.draft.paragraphs
    }

    /// The page of a place in the text, where Word has noted it.
    pub(super) fn page(&self, offset: u32) -> Option<u32> {
        let pages = &self.draft.pages;
        let before = pages.partition_point(|&start| start <= offset);
        let within = self.paragraphs().iter().rev().find(|p| p.span.start <= offset)?;
        let known = !pages.is_empty() && matches!(within.place, Place::Body | Place::Table);
        known.then_some(before as u32 + 1)
    }

    /// Whether, and how well, edits can be made.
    pub(super) fn editable(&self, edits: &[Edit]) -> Editable {
        let mut mixed = false;
        for edit in edits {
            match edit::fragments(&self.draft, edit) {
                Ok(found) => mixed |= found.mixed,
                Err(reason) => return Editable::No(reason),
            }
        }
        if self.parts.signed {
            Editable::No(SIGNED)
        } else if mixed {
            Editable::Mixed
        } else {
            Editable::Yes
        }
    }

    /// The package after `edits`; without edits, the very bytes that were read.
    pub(super) fn write(&self, edits: &[Edit]) -> Result<Vec<u8>, Fault> {
        if edits.is_empty() {
            return Ok(self.package.bytes().to_vec());
        }
        self.unsigned()?;
        self.save(edit::splices(&self.parts, &self.draft, edits)?, Vec::new())
    }

    /// The package with `edits` as tracked changes of `author`.
    pub(super) fn track(&self, edits: &[Edit], author: &str, date: &str) -> Result<Vec<u8>, Fault> {
        self.unsigned()?;
        let bytes = self.save(track::splices(&self.parts, &self.draft, edits, author, date)?, Vec::new())?;
        Docx::reads(bytes, &crate::span::apply(self.text(), edits))
    }

    /// The package with remarks as Word comments of `author`.
    pub(super) fn annotate(&self, remarks: &[Remark], author: &str, date: &str) -> Result<Vec<u8>, Fault> {
        self.unsigned()?;
        let (splices, parts) = comment::splices(&self.package, &self.parts, &self.draft, remarks, author, date)?;
        Docx::reads(self.save(splices, parts)?, self.text())
    }

    /// The bytes, if they read as this text.
    fn reads(bytes: Vec<u8>, text: &str) -> Result<Vec<u8>, Fault> {
        let bytes: Arc<[u8]> = bytes.into();
        match Docx::open(bytes.clone()) {
            Ok(Some(back)) if back.text() == text => Ok(bytes.to_vec()),
            _ => Err(NOT_EXACT),
        }
    }

    fn unsigned(&self) -> Result<(), Fault> {
        if self.parts.signed { Err(SIGNED) } else { Ok(()) }
    }

    /// Makes the splices, a list for each story, and writes the package with these and other new parts.
    fn save(&self, splices: Vec<edit::Splices>, others: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Fault> {
        let mut changed: std::collections::BTreeMap<String, Vec<u8>> = others.into_iter().collect();
        for ((_, part), splices) in self.parts.stories.iter().zip(splices) {
            if splices.is_empty() {
                continue;
            }
            let text = splices.apply(&part.tree.text).ok_or(package::BROKEN)?;
            let bytes = part.origin.encode(&text).map_err(|_| package::BROKEN)?;
            changed.insert(part.name.clone(), bytes);
        }
        if changed.is_empty() {
            return Ok(self.package.bytes().to_vec());
        }
        self.package.rewrite(&changed)
    }
}
