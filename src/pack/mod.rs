//! TOML → rules: what an author may write, checked all at once, with every problem at its place.
//!
//! The only module that knows TOML and its spans. The built-in packs come prepared by the build script and are only
//! decoded here; their TOML stays available for `explain` and `test`.

mod decode;
mod load;
mod problem;
mod schema;
mod template;
mod waiting;

pub use problem::{Problem, TomlErrors, nearest};
pub use schema::RuleTest;
pub use template::Template;
pub use waiting::RuleKind;
use waiting::RuleWords;

use crate::diagnostic::{Level, RuleId};
use crate::document::Role;
use crate::document::date::Month;
use crate::source::Format;
use std::ops::Deref;
use std::sync::Arc;

/// A topic's rules.
#[derive(Debug)]
pub struct Pack {
    /// First half of its rules' ids.
    pub name: String,
    /// What a drafter calls it: `占位符`.
    pub title: String,
    /// One sentence about it.
    pub about: String,
    /// Its rules, in the order written.
    pub rules: Vec<Rule>,
}

/// A kind with id, level and words.
#[derive(Debug)]
pub struct Rule {
    /// `pack/rule`.
    pub id: RuleId,
    /// Level of a sure finding.
    pub level: Level,
    /// Whether it runs only where a config asks for it.
    pub off: bool,
    /// The only format it looks at; `None` for all.
    pub format: Option<Format>,
    /// How it looks.
    pub kind: RuleKind,
    words: RuleWords,
}

/// What a rule says besides; read when a finding needs it.
#[derive(Debug, Default)]
pub struct Words {
    /// Whether a long quotation lowers the level.
    pub lowered_in_quotes: bool,
    /// What it says.
    pub message: Template,
    /// Why it matters.
    pub why: Arc<str>,
    /// GB/T clause, document and year.
    pub source: Option<String>,
    /// Where to read more.
    pub url: Option<String>,
    /// Roles it looks at; empty for all.
    pub scope: Vec<Role>,
    /// What around a finding makes it right or doubtful.
    pub context: Context,
    /// Drafts known to be older are not told.
    pub since: Option<Month>,
    /// Texts surely older are told gently.
    pub norm_since: Option<Month>,
    /// Drafts known to be younger are not told.
    pub until: Option<Month>,
}

impl Deref for Rule {
    type Target = Words;

    fn deref(&self) -> &Words {
        self.words.get()
    }
}

/// What around a finding makes it right or doubtful, whatever the kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Directly left of the finding, these make it right.
    pub unless_before: Vec<String>,
    /// In the same block and at most `within` characters away, these make it right.
    pub unless_near: Vec<String>,
    /// How many characters around the finding are near.
    pub within: usize,
}

/// The examples of each rule.
pub type Examples = Vec<(RuleId, Vec<RuleTest>)>;

/// File name and text of each built-in pack.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The same packs, decoded.
const PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.bin"));

/// Packs that judge a draft as a whole; a bare sentence says nothing to them.
pub const WHOLE_DRAFT: &[&str] = &["structure", "delivery", "numbering", "consistency", "timeline"];

impl Pack {
    /// Reads a pack from TOML.
    ///
    /// # Errors
    /// Every problem of the file, each with its place.
    pub fn load(file_name: &str, toml: &str) -> Result<Pack, TomlErrors> {
        load::pack(file_name, toml).map(|(pack, _)| pack)
    }

    /// Reads a pack and the tests of its rules.
    ///
    /// # Errors
    /// Every problem of the file, each with its place.
    pub fn load_with_tests(file_name: &str, toml: &str) -> Result<(Pack, Examples), TomlErrors> {
        load::pack(file_name, toml)
    }
}

/// File name and TOML text of each built-in pack, by name.
#[must_use]
pub fn sources() -> &'static [(&'static str, &'static str)] {
    SOURCES
}

/// The built-in packs. Packs that are not as the build script made them are left out, which the tests would show.
#[must_use]
pub fn builtin() -> Vec<Pack> {
    let raw: Vec<load::Ready> = rmp_serde::from_slice(PREPARED).unwrap_or_default();
    raw.into_iter().map(load::trusted).collect()
}
