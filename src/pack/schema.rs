//! The TOML shape of a pack. The kind of a rule is the name of its sub-table, because a tagged enum would lose the
//! places of an author's errors.

use crate::diagnostic::Level;
use crate::document::Role;
use crate::kind::{
    Faults, Kind, consistent, limit, lines, native, near, pairs, pattern, promise, quote, rank, repeat, replace,
    sections, series, terms, timeline, titles,
};
use crate::source::Format;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPack {
    pub(super) pack: Header,
    #[serde(default)]
    pub(super) rule: Vec<RawRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) about: String,
    /// For all rules that do not say it themselves.
    #[serde(default)]
    pub(super) norm_since: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) id: String,
    pub(super) level: Level,
    pub(super) message: String,
    #[serde(default)]
    pub(super) why: String,
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) scope: Vec<ScopeName>,
    #[serde(default)]
    pub(super) default: Switch,
    #[serde(default)]
    pub(super) format: Option<FormatName>,
    #[serde(default)]
    pub(super) quoted: Quoted,
    /// Free words for finding rules.
    #[serde(default, rename = "tags")]
    pub(super) _tags: Vec<String>,
    /// From when the wording holds: drafts that are known to be older are not told.
    #[serde(default)]
    pub(super) since: Option<String>,
    #[serde(default)]
    pub(super) unless_before: Vec<String>,
    #[serde(default)]
    pub(super) unless_near: Vec<String>,
    #[serde(default)]
    pub(super) within: Option<usize>,
    /// From when what the rule rests on is the norm: a text that is surely older is told gently.
    #[serde(default)]
    pub(super) norm_since: Option<String>,
    /// Until when.
    #[serde(default)]
    pub(super) until: Option<String>,
    #[serde(default)]
    pub(super) test: Vec<RuleTest>,

    #[serde(default)]
    terms: Option<terms::TermsSpec>,
    #[serde(default)]
    replace: Option<replace::ReplaceSpec>,
    #[serde(default)]
    pattern: Option<pattern::PatternSpec>,
    #[serde(default)]
    lines: Option<lines::LinesSpec>,
    #[serde(default)]
    sections: Option<sections::SectionsSpec>,
    #[serde(default)]
    repeat: Option<repeat::RepeatSpec>,
    #[serde(default)]
    limit: Option<limit::LimitSpec>,
    #[serde(default)]
    consistent: Option<consistent::ConsistentSpec>,
    #[serde(default)]
    series: Option<series::SeriesSpec>,
    #[serde(default)]
    promise: Option<promise::PromiseSpec>,
    #[serde(default)]
    native: Option<native::NativeSpec>,
    #[serde(default)]
    pairs: Option<pairs::PairsSpec>,
    #[serde(default)]
    near: Option<near::NearSpec>,
    #[serde(default)]
    timeline: Option<timeline::TimelineSpec>,
    #[serde(default)]
    rank: Option<rank::RankSpec>,
    #[serde(default)]
    titles: Option<titles::TitlesSpec>,
    #[serde(default)]
    quote: Option<quote::QuoteSpec>,
}

/// Names of the kinds' tables.
pub(super) const KINDS: &[&str] = &[
    "terms",
    "replace",
    "pattern",
    "near",
    "titles",
    "quote",
    "lines",
    "sections",
    "series",
    "promise",
    "pairs",
    "repeat",
    "consistent",
    "limit",
    "timeline",
    "rank",
    "native",
];

impl RawRule {
    /// The rule's kinds (exactly one in a good rule), each with its table's name.
    pub(super) fn kinds(&mut self, faults: &mut Faults) -> Vec<(&'static str, Kind)> {
        let mut all = Vec::new();
        if let Some(spec) = self.terms.take() {
            all.push(("terms", Kind::Terms(terms::Terms::new(spec, faults))));
        }
        if let Some(spec) = self.replace.take() {
            all.push(("replace", Kind::Replace(replace::Replace::new(spec, faults))));
        }
        if let Some(spec) = self.pattern.take() {
            all.push(("pattern", Kind::Pattern(Box::new(pattern::Pattern::new(spec, faults)))));
        }
        if let Some(spec) = self.lines.take() {
            all.push(("lines", Kind::Lines(lines::Lines::new(spec, faults))));
        }
        if let Some(spec) = self.pairs.take() {
            all.push(("pairs", Kind::Pairs(pairs::Pairs::new(spec, faults))));
        }
        if let Some(spec) = self.near.take() {
            all.push(("near", Kind::Near(near::Near::new(spec, faults))));
        }
        if let Some(spec) = self.timeline.take() {
            all.push(("timeline", Kind::Timeline(timeline::Timeline::new(spec, faults))));
        }
        if let Some(spec) = self.rank.take() {
            all.push(("rank", Kind::Rank(rank::Rank::new(spec, faults))));
        }
        if let Some(spec) = self.titles.take() {
            all.push(("titles", Kind::Titles(titles::Titles::new(spec, faults))));
        }
        if let Some(spec) = self.quote.take() {
            all.push(("quote", Kind::Quote(quote::Quote::new(spec, faults))));
        }
        if let Some(spec) = self.native.take() {
            all.push(("native", Kind::Native(native::Native::new(spec, faults))));
        }
        if let Some(spec) = self.promise.take() {
            all.push(("promise", Kind::Promise(promise::PromiseKind::new(spec, faults))));
        }
        if let Some(spec) = self.series.take() {
            all.push(("series", Kind::Series(series::SeriesKind::new(spec, faults))));
        }
        if let Some(spec) = self.consistent.take() {
            all.push(("consistent", Kind::Consistent(consistent::Consistent::new(spec, faults))));
        }
        if let Some(spec) = self.limit.take() {
            all.push(("limit", Kind::Limit(limit::Limit::new(spec, faults))));
        }
        if let Some(spec) = self.repeat.take() {
            all.push(("repeat", Kind::Repeat(repeat::Repeat::new(spec, faults))));
        }
        if let Some(spec) = self.sections.take() {
            all.push(("sections", Kind::Sections(Box::new(sections::Sections::new(spec, faults)))));
        }
        all
    }
}

/// An example sentence or draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleTest {
    /// Must be flagged exactly at the `«»` marks.
    #[serde(default)]
    pub bad: Option<String>,
    /// What the fixes must make of `bad`.
    #[serde(default)]
    pub fixed: Option<String>,
    /// Must not be flagged.
    #[serde(default)]
    pub good: Option<String>,
    /// How often what stands before the first mark is to be repeated: for examples too long to write down.
    #[serde(default)]
    pub times: Option<usize>,
    /// The genre to assume.
    #[serde(default)]
    pub genre: Option<String>,
    /// The date to assume.
    #[serde(default)]
    pub date: Option<String>,
    /// The speaker's administrative rank to assume.
    #[serde(default)]
    pub rank: Option<String>,
    /// The office-holders to assume.
    #[serde(default)]
    pub leaders: Vec<timeline::Leader>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Switch {
    #[default]
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FormatName {
    Plain,
    Markdown,
}

impl FormatName {
    pub(super) fn format(self) -> Format {
        match self {
            FormatName::Plain => Format::Plain,
            FormatName::Markdown => Format::Markdown,
        }
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Quoted {
    #[default]
    Lower,
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ScopeName {
    Title,
    Byline,
    Date,
    Salutation,
    Heading,
    Paragraph,
    Closing,
    Thanks,
    Quote,
    Table,
    Boilerplate,
}

impl ScopeName {
    /// The role it names; headings of every level count as one.
    pub(super) fn role(self) -> Role {
        match self {
            ScopeName::Title => Role::Title,
            ScopeName::Byline => Role::Byline,
            ScopeName::Date => Role::Date,
            ScopeName::Salutation => Role::Salutation,
            ScopeName::Heading => Role::Heading(0),
            ScopeName::Paragraph => Role::Paragraph,
            ScopeName::Closing => Role::Closing,
            ScopeName::Thanks => Role::Thanks,
            ScopeName::Quote => Role::Quote,
            ScopeName::Table => Role::Table,
            ScopeName::Boilerplate => Role::Boilerplate,
        }
    }
}

#[cfg(test)]
mod tests;
