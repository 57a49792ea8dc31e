//! What a finding is once it has a rule: level, message, reason, fixes. Plain values; how they are shown is for
//! [`crate::report`] to say.

use crate::span::{Edit, Span};
use std::fmt;
use std::sync::Arc;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Taste, or something to look at.
    Info,
    /// Probably wrong.
    Warning,
    /// Must be changed before the draft is read out.
    Error,
}

impl Level {
    /// The level `steps` lower, not below [`Level::Info`].
    #[must_use]
    pub fn lowered(self, steps: u8) -> Level {
        match (self, steps) {
            (level, 0) => level,
            (Level::Error, 1) => Level::Warning,
            _ => Level::Info,
        }
    }

    /// The name in JSON and TOML: `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The name a drafter reads: `错误`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Level::Info => "提示",
            Level::Warning => "警告",
            Level::Error => "错误",
        }
    }
}

/// How far a fix can be trusted. `--fix` takes `Safe`, `--unsafe-fixes` takes `Unsafe` too, `Manual` is never applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// A suggestion only.
    Manual,
    /// Likely right; a person should look.
    Unsafe,
    /// Right wherever the rule fires.
    Safe,
}

impl Applicability {
    /// The name in JSON and TOML: `safe`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Manual => "manual",
            Applicability::Unsafe => "unsafe",
            Applicability::Safe => "safe",
        }
    }
}

/// One way to put it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for the drafter: `改为“截至目前”`.
    pub title: String,
    /// Sorted, not overlapping.
    pub edits: Vec<Edit>,
    /// How far it can be trusted.
    pub applicability: Applicability,
}

impl Fix {
    /// The common case: one span becomes another text.
    #[must_use]
    pub fn replace(span: Span, text: &str, applicability: Applicability) -> Fix {
        Fix { title: Fix::becomes(text), edits: vec![Edit::new(span, text)], applicability }
    }

    /// The title of a fix that makes something `text`.
    #[must_use]
    pub fn becomes(text: &str) -> String {
        match text {
            "" => "删去".to_owned(),
            // Its own marks must not be taken for ours.
            _ if text.contains(['“', '”']) => format!("改为：{text}"),
            _ => format!("改为“{text}”"),
        }
    }
}

/// `pack/rule`, lower-case ASCII with hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// From its two halves.
    #[must_use]
    pub fn new(pack: &str, rule: &str) -> RuleId {
        RuleId(format!("{pack}/{rule}").into())
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pack's half.
    #[must_use]
    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or("", |(pack, _)| pack)
    }

    /// Whether `selector` names this rule, its pack, or everything (`*`).
    #[must_use]
    pub fn matches(&self, selector: &str) -> bool {
        selector == "*" || selector == self.as_str() || selector == self.pack()
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing a drafter should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that says so.
    pub rule: RuleId,
    /// How bad.
    pub level: Level,
    /// Where; empty where something is missing.
    pub span: Span,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Why it matters.
    pub why: Arc<str>,
    /// Other places that belong to it.
    pub related: Vec<(Span, String)>,
    /// Ways to put it right, best first.
    pub fixes: Vec<Fix>,
    /// Other rules that say the same about the same place.
    pub also: Vec<RuleId>,
}
