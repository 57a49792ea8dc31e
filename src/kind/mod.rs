//! The ways of looking: each kind takes its part of a rule's TOML table, and finds places in a document.
//!
//! A kind knows no rule id, level or message; [`crate::pack`] gives it those. It does no IO and cannot fail on a
//! draft. What an author wrote wrongly it reports through [`Faults`], all at once.

mod any;
pub mod consistent;
pub mod lazy;
pub mod limit;
pub mod lines;
pub mod native;
pub mod near;
pub mod needle;
pub mod pairs;
pub mod pattern;
mod pieces;
pub mod promise;
pub mod quote;
pub mod rank;
pub mod repeat;
pub mod replace;
pub mod required;
pub mod sections;
pub mod series;
pub mod similar;
pub mod terms;
pub mod text;
pub mod timeline;
pub mod titles;
pub mod typo;
mod weight;

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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The genre, where the drafter says it.
    pub genre: Option<&'a str>,
    /// The speaker's administrative rank, where the drafter says it.
    pub rank: Option<&'a str>,
    /// The office-holders that the config names.
    pub leaders: &'a [timeline::Leader],
    /// When the draft was given.
    pub moment: Option<&'a timeline::Moment<'a>>,
    /// The genres the draft may be of.
    pub genres: Option<&'a sections::Genres<'a>>,
}

impl<'a> View<'a> {
    /// A draft of which nothing is known but itself.
    #[must_use]
    pub fn of(doc: &'a Document, hits: &'a [Hit]) -> View<'a> {
        View { doc, hits, genre: None, rank: None, leaders: &[], moment: None, genres: None }
    }

    /// When the draft was given, if that can be known; worked out on first need.
    #[must_use]
    pub fn given(&self) -> Option<&'a timeline::Given> {
        self.moment?.given()
    }
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
pub struct Faults(
    /// What was found.
    pub Vec<Fault>,
    /// Whether the pack was proven by the tests of this program, so that regexes need no compiling to check them.
    pub bool,
);

impl Faults {
    /// Adds one.
    pub fn push(&mut self, path: impl Into<Vec<Step>>, message: impl Into<String>) {
        self.0.push(Fault { path: path.into(), message: message.into(), help: None });
    }
}

/// One way of looking, with what the author said about it.
#[derive(Debug)]
pub enum Kind {
    /// See [`terms`].
    Terms(terms::Terms),
    /// See [`replace`].
    Replace(replace::Replace),
    /// See [`pattern`].
    Pattern(Box<pattern::Pattern>),
    /// See [`lines`].
    Lines(lines::Lines),
    /// See [`sections`].
    Sections(Box<sections::Sections>),
    /// See [`repeat`].
    Repeat(repeat::Repeat),
    /// See [`limit`].
    Limit(limit::Limit),
    /// See [`consistent`].
    Consistent(consistent::Consistent),
    /// See [`promise`].
    Promise(promise::PromiseKind),
    /// See [`series`].
    Series(series::SeriesKind),
    /// See [`native`].
    Native(native::Native),
    /// See [`pairs`].
    Pairs(pairs::Pairs),
    /// See [`near`].
    Near(near::Near),
    /// See [`timeline`].
    Timeline(timeline::Timeline),
    /// See [`rank`].
    Rank(rank::Rank),
    /// See [`titles`].
    Titles(titles::Titles),
    /// See [`quote`].
    Quote(quote::Quote),
    /// See [`typo`].
    Typo(typo::TypoKind),
}

impl Kind {
    /// One that looks for nothing.
    #[must_use]
    pub fn nothing() -> Kind {
        Kind::Terms(terms::Terms::default())
    }

    /// The literals it wants found.
    pub fn literals(&self, out: &mut needle::Literals) {
        match self {
            Kind::Terms(k) => k.literals(out),
            Kind::Replace(k) => k.literals(out),
            Kind::Pattern(k) => k.literals(out),
            Kind::Lines(k) => k.literals(out),
            Kind::Near(k) => k.literals(out),
            Kind::Titles(k) => k.literals(out),
            Kind::Quote(k) => k.literals(out),
            Kind::Repeat(k) => k.literals(out),
            Kind::Consistent(k) => k.literals(out),
            Kind::Timeline(k) => k.literals(out),
            Kind::Rank(k) => k.literals(out),
            Kind::Sections(k) => k.literals(out),
            Kind::Native(k) => k.literals(out),
            Kind::Pairs(_) | Kind::Typo(_) | Kind::Promise(_) | Kind::Series(_) | Kind::Limit(_) => {}
        }
    }

    /// What it is called in a pack.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Terms(_) => "terms",
            Kind::Replace(_) => "replace",
            Kind::Pattern(_) => "pattern",
            Kind::Lines(_) => "lines",
            Kind::Sections(_) => "sections",
            Kind::Repeat(_) => "repeat",
            Kind::Limit(_) => "limit",
            Kind::Consistent(_) => "consistent",
            Kind::Promise(_) => "promise",
            Kind::Series(_) => "series",
            Kind::Native(_) => "native",
            Kind::Pairs(_) => "pairs",
            Kind::Near(_) => "near",
            Kind::Timeline(_) => "timeline",
            Kind::Rank(_) => "rank",
            Kind::Titles(_) => "titles",
            Kind::Quote(_) => "quote",
            Kind::Typo(_) => "typo",
        }
    }

    /// Names that a message may use, besides `{match}`.
    #[must_use]
    pub fn vars(&self) -> &'static [&'static str] {
        match self {
            Kind::Terms(_) => terms::VARS,
            Kind::Replace(_) => replace::VARS,
            Kind::Pattern(_) => pattern::VARS,
            Kind::Lines(_) => lines::VARS,
            Kind::Sections(_) => sections::Sections::VARS,
            Kind::Repeat(_) => repeat::VARS,
            Kind::Limit(_) => limit::VARS,
            Kind::Consistent(_) => consistent::VARS,
            Kind::Series(_) => series::SeriesKind::VARS,
            Kind::Promise(_) => promise::PromiseKind::VARS,
            Kind::Native(_) => native::VARS,
            Kind::Pairs(_) => pairs::VARS,
            Kind::Near(_) => near::VARS,
            Kind::Timeline(_) => timeline::VARS,
            Kind::Rank(_) => rank::VARS,
            Kind::Titles(_) => titles::VARS,
            Kind::Quote(_) => quote::VARS,
            Kind::Typo(_) => typo::VARS,
        }
    }

    /// Looks.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        match self {
            Kind::Terms(k) => k.run(view, out),
            Kind::Replace(k) => k.run(view, out),
            Kind::Pattern(k) => k.run(view, out),
            Kind::Lines(k) => k.run(view, out),
            Kind::Sections(k) => k.run(view, out),
            Kind::Repeat(k) => k.run(view, out),
            Kind::Limit(k) => k.run(view, out),
            Kind::Consistent(k) => k.run(view, out),
            Kind::Series(k) => k.run(view, out),
            Kind::Promise(k) => k.run(view, out),
            Kind::Native(k) => k.run(view, out),
            Kind::Pairs(k) => k.run(view, out),
            Kind::Near(k) => k.run(view, out),
            Kind::Timeline(k) => k.run(view, out),
            Kind::Rank(k) => k.run(view, out),
            Kind::Titles(k) => k.run(view, out),
            Kind::Quote(k) => k.run(view, out),
            // A model looks once for all its rules: check runs them.
            Kind::Typo(k) => k.report(view.doc, &typo::Typos::new(None, None), out),
        }
    }
}
