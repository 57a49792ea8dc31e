//! The ways of looking: each kind takes its part of a rule's TOML table, and finds places in a document.
//!
//! A kind knows no rule id, level or message; [`crate::pack`] gives it those. It does no IO and cannot fail on a
//! draft. What an author wrote wrongly it reports through [`Faults`], all at once.

pub mod promise;
pub mod sections;
pub mod series;

use crate::diagnostic::Fix;
use crate::document::Document;
use crate::span::Span;

/// What a kind found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub span: Span,
    /// Values for the `{names}` in the rule's message. `{match}` is filled in for every kind.
    pub vars: Vec<(&'static str, String)>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Span, String)>,
    /// Ways to put it right.
    pub fixes: Vec<Fix>,
    /// 0 sure, 1 likely, 2 perhaps: lowers the rule's level by that many steps.
    pub doubt: u8,
}

impl Finding {
    /// A sure finding without anything else.
    #[must_use]
    pub fn at(span: Span) -> Finding {
        Finding { span, ..Finding::default() }
    }
}

/// A literal found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Where.
    pub span: Span,
    /// Which of the kind's literals, as the kind numbered them.
    pub tag: u32,
}

/// What a kind looks at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The draft.
    pub doc: &'a Document,
    /// Hits of this rule's own literals, sorted by place.
    pub hits: &'a [Hit],
}

/// Where in a kind's table a fault lies: keys and array indices from the kind's table inwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key.
    Key(&'static str),
    /// A key that the author chose.
    Name(String),
    /// An index, 0-based.
    Index(usize),
}

/// Something an author wrote that cannot work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, relative to the kind's table.
    pub path: Vec<Step>,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Collects faults while a kind is made.
#[derive(Debug, Default)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds one.
    pub fn push(&mut self, path: impl Into<Vec<Step>>, message: impl Into<String>) {
        self.0.push(Fault { path: path.into(), message: message.into(), help: None });
    }
}

/// A string that a kind wants found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// The string.
    pub text: String,
    /// The number it comes back with in [`Hit::tag`].
    pub tag: u32,
}
