//! What a Word draft has and a text file has not: places other than running text, pages, and text that is locked.

use crate::span::Span;

/// Where in a Word draft a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Running text.
    Body,
    /// A cell of a table.
    Table,
    /// A text box.
    TextBox,
    /// A footnote.
    Footnote,
    /// An endnote.
    Endnote,
    /// A page header.
    Header,
    /// A page footer.
    Footer,
}

impl Place {
    #[cfg(feature = "docx")]
    pub(super) fn is_note(self) -> bool {
        matches!(self, Place::Footnote | Place::Endnote)
    }

    /// What the drafter calls it; empty for running text.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Place::Body => "",
            Place::Table => "表格",
            Place::TextBox => "文本框",
            Place::Footnote => "脚注",
            Place::Endnote => "尾注",
            Place::Header => "页眉",
            Place::Footer => "页脚",
        }
    }
}

/// A paragraph of a Word draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text, without the line end.
    pub span: Span,
    /// Where it stands.
    pub place: Place,
    /// The id of the note it belongs to.
    pub(super) note: Option<String>,
}

/// Whether edits can be made in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editable {
    /// Yes, and the format of every character stays clear.
    Yes,
    /// Yes, but they reach over text of different formats: the new text takes that of the first.
    Mixed,
    /// No, for this reason.
    No(&'static str),
}

/// What is said about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The place in the text.
    pub span: Span,
    /// What is said; a line is a paragraph of the comment.
    pub text: String,
}

/// Where something is, as a person who has the draft open in Word looks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts {
    /// Running text, a table, a header …
    pub place: Place,
    /// The paragraph, 1-based, among all of running text and tables, or of its kind of place.
    pub paragraph: usize,
    /// The character in it, 1-based.
    pub column: usize,
    /// The page, where Word has noted it.
    pub page: Option<u32>,
}

impl std::fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}第{}段第{}字", self.place.title(), self.paragraph, self.column)?;
        match self.page {
            Some(page) => write!(f, "（第{page}页）"),
            None => Ok(()),
        }
    }
}
