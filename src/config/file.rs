//! The text of a `dinggao.toml` → what an office has decided, or every problem in it at its place.

use crate::check::Setting;
use crate::diagnostic::Level;
use crate::document::date::Month;
use crate::kind::timeline::Leader;
use crate::pack::{Problem, TomlErrors, nearest};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

const SECTIONS: [&str; 9] = ["draft", "lexicon", "leader", "model", "packs", "exclude", "rules", "override", "allow"];

/// Sensible reading speeds, in characters a minute.
const SPEEDS: Range<i64> = 60..401;

/// What a `dinggao.toml` says.
#[derive(Debug, Default)]
pub(crate) struct ConfigFile {
    pub(super) date: Option<String>,
    pub(super) rank: Option<String>,
    pub(super) genre: Option<Spanned<String>>,
    pub(super) region: Option<String>,
    pub(super) reading_speed: Option<u32>,
    /// Words of the office's own, of all four lists.
    pub(super) lexicon: Vec<String>,
    /// Office-holders.
    pub(super) leaders: Vec<Leader>,
    /// Pack files, relative to the file's folder.
    pub(super) packs: Vec<Spanned<String>>,
    /// Drafts that are left out of folders.
    pub(super) exclude: GlobSet,
    /// A typo model, relative to the file's folder.
    pub(super) model: Option<Spanned<String>>,
    pub(super) rules: Vec<Entry>,
    pub(super) overrides: Vec<Override>,
    pub(super) allows: Vec<Allowed>,
}

/// A selector and what is to become of its rules.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) selector: String,
    pub(super) span: Range<usize>,
    pub(super) level: Setting,
}

/// Other levels for some drafts.
#[derive(Debug)]
pub(super) struct Override {
    pub(super) paths: GlobSet,
    pub(super) rules: Vec<Entry>,
}

/// Something that may stand as it is.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    pub(super) rule: Spanned<String>,
    pub(super) text: Spanned<String>,
    pub(super) reason: String,
}

#[derive(Debug, Default, Deserialize)]
struct RawDraft {
    date: Option<Spanned<toml::Value>>,
    rank: Option<String>,
    genre: Option<Spanned<String>>,
    region: Option<String>,
    reading_speed: Option<Spanned<i64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawLexicon {
    slogans: Vec<String>,
    places: Vec<String>,
    names: Vec<String>,
    orgs: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct RawAllow {
    rule: Option<Spanned<String>>,
    text: Option<Spanned<String>>,
    reason: Option<Spanned<String>>,
}

impl ConfigFile {
    /// Reads it. `name` is what it is called in errors.
    pub(super) fn parse(name: &str, text: &str) -> Result<ConfigFile, TomlErrors> {
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(e) => return Err(TomlErrors::new(name, text, vec![Problem::from_toml(&e, 0..0)])),
        };
        let mut file = ConfigFile::default();
        let mut problems = Vec::new();
        for (key, value) in table {
            let span = value.span();
            match key.get_ref().as_ref() {
                "draft" => file.draft(value, &mut problems),
                "lexicon" => {
                    let known = ["slogans", "places", "names", "orgs"];
                    let lexicon: RawLexicon = section(value, &known, &mut problems).unwrap_or_default();
                    file.lexicon = [lexicon.slogans, lexicon.places, lexicon.names, lexicon.orgs].concat();
                    file.lexicon.retain(|word| !word.trim().is_empty());
                }
                "leader" => {
                    for value in array(value, "[[leader]]", &mut problems) {
                        file.leaders.extend(one_leader(value, &mut problems));
                    }
                }
                "model" => file.model = decode(value, &mut problems),
                "packs" => file.packs = decode(value, &mut problems).unwrap_or_default(),
                "exclude" => {
                    let patterns: Vec<Spanned<String>> = decode(value, &mut problems).unwrap_or_default();
                    file.exclude = globs(&patterns, &mut problems);
                }
                "rules" => file.rules = rules(value, &mut problems),
                "override" => {
                    for value in array(value, "[[override]]", &mut problems) {
                        file.overrides.extend(one_override(value, &mut problems));
                    }
                }
                "allow" => {
                    for value in array(value, "[[allow]]", &mut problems) {
                        file.allows.extend(one_allow(value, &mut problems));
                    }
                }
                other => problems.push(unknown(other, key.span(), &SECTIONS, Some(&span))),
            }
        }
        if problems.is_empty() { Ok(file) } else { Err(TomlErrors::new(name, text, problems)) }
    }

    fn draft(&mut self, value: Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) {
        let known = ["date", "rank", "genre", "region", "reading_speed"];
        let Some(raw) = section::<RawDraft>(value, &known, problems) else { return };
        if let Some(date) = raw.date {
            let text = match date.get_ref() {
                toml::Value::String(text) => text.clone(),
                toml::Value::Datetime(date) => date.to_string(),
                _ => String::new(),
            };
            if is_date(&text) {
                self.date = Some(text);
            } else {
                problems.push(Problem::new(date.span(), "date 应写成 \"2025-03-01\" 这样的日期"));
            }
        }
        if let Some(speed) = raw.reading_speed {
            if SPEEDS.contains(speed.get_ref()) {
                self.reading_speed = u32::try_from(*speed.get_ref()).ok();
            } else {
                let message =
                    format!("reading_speed 是每分钟念多少字，应在 {} 到 {} 之间", SPEEDS.start, SPEEDS.end - 1);
                problems.push(Problem::new(speed.span(), message));
            }
        }
        (self.rank, self.genre, self.region) = (raw.rank, raw.genre, raw.region);
    }

    /// All selectors with their places, to be held against the rules there are.
    pub(super) fn selectors(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let entries = self.rules.iter().chain(self.overrides.iter().flat_map(|o| &o.rules));
        let allowed = self.allows.iter().map(|allow| (allow.rule.get_ref().as_str(), allow.rule.span()));
        entries.map(|entry| (entry.selector.as_str(), entry.span.clone())).chain(allowed)
    }
}

/// `2025-03-01`, a day there is.
pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<toml::value::Datetime>().is_ok_and(|d| d.date.is_some() && d.time.is_none())
}

/// A table whose unknown keys are reported one by one, and then left out so that the rest is read.
fn section<'de, T: Deserialize<'de>>(
    mut value: Spanned<DeValue<'de>>,
    known: &[&str],
    problems: &mut Vec<Problem>,
) -> Option<T> {
    if let DeValue::Table(table) = value.get_mut() {
        for (key, value) in std::mem::take(table) {
            if known.contains(&key.get_ref().as_ref()) {
                table.insert(key, value);
            } else {
                problems.push(unknown(key.get_ref(), key.span(), known, None));
            }
        }
    }
    decode(value, problems)
}

fn decode<'de, T: Deserialize<'de>>(value: Spanned<DeValue<'de>>, problems: &mut Vec<Problem>) -> Option<T> {
    let span = value.span();
    let deserializer: ValueDeserializer<'de> = value.into_deserializer();
    T::deserialize(deserializer).map_err(|e| problems.push(Problem::from_toml(&e, span))).ok()
}

/// An unknown key, or an unknown section.
fn unknown(key: &str, span: Range<usize>, known: &[&str], section: Option<&Range<usize>>) -> Problem {
    let help = match nearest(key, known.iter().copied()) {
        Some(near) => format!("是不是“{near}”？"),
        None => format!("可用的有：{}", known.join("、")),
    };
    let what = if section.is_some() { "不认识的配置项" } else { "不认识的键" };
    Problem { help: Some(help), ..Problem::new(span, format!("{what}“{key}”")) }
}

fn array<'de>(value: Spanned<DeValue<'de>>, written: &str, problems: &mut Vec<Problem>) -> Vec<Spanned<DeValue<'de>>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Array(array) => array.into_iter().collect(),
        _ => {
            problems.push(Problem::new(span, format!("应写成 {written}（两层方括号）")));
            Vec::new()
        }
    }
}

/// `"slogan/near-miss" = "off"`, any number of them.
fn rules(value: Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let span = value.span();
    let DeValue::Table(table) = value.into_inner() else {
        problems.push(Problem::new(span, "应是一张表，一行一条：\"规则\" = \"off\""));
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (key, value) in table {
        let (selector, span) = (key.get_ref().clone().into_owned(), key.span());
        let word = value.get_ref().as_str().unwrap_or("");
        let level = match word {
            "off" => Setting::Off,
            "on" => Setting::On,
            "error" => Setting::Level(Level::Error),
            "warning" => Setting::Level(Level::Warning),
            "info" => Setting::Level(Level::Info),
            _ => {
                let known = ["off", "on", "error", "warning", "info"];
                let help = nearest(word, known).map_or_else(
                    || "可用的有：off（停用）、on（启用）、error、warning、info".to_owned(),
                    |near| format!("是不是“{near}”？"),
                );
                let problem = Problem::new(value.span(), format!("“{selector}”的级别写错了"));
                problems.push(Problem { help: Some(help), ..problem });
                continue;
            }
        };
        entries.push(Entry { selector, span, level });
    }
    entries
}

fn one_override(mut value: Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Option<Override> {
    let whole = value.span();
    let DeValue::Table(table) = value.get_mut() else {
        problems.push(Problem::new(whole, "应写成 [[override]]（两层方括号）"));
        return None;
    };
    let entries = table.remove("rules").map(|value| rules(value, problems));
    if entries.is_none() {
        problems.push(Problem::new(whole.clone(), "[[override]] 缺少 rules：写明这些文稿的规则怎么改"));
    }
    #[derive(Deserialize)]
    struct Raw {
        paths: Option<Vec<Spanned<String>>>,
    }
    let raw: Raw = section(value, &["paths", "rules"], problems)?;
    let Some(paths) = raw.paths else {
        problems.push(Problem::new(whole, "[[override]] 缺少 paths：写明对哪些文稿有效"));
        return None;
    };
    Some(Override { paths: globs(&paths, problems), rules: entries? })
}

/// Patterns relative to the folder of the config. One without `/` matches a name in any folder; one that names a folder
/// matches all that is in it.
fn globs(patterns: &[Spanned<String>], problems: &mut Vec<Problem>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let written = pattern.get_ref().replace('\\', "/");
        let named = written.trim_start_matches("./").trim_end_matches('/');
        let anchored = if named.contains('/') { named.to_owned() } else { format!("**/{named}") };
        for glob in [anchored.clone(), format!("{anchored}/**")] {
            match GlobBuilder::new(&glob).literal_separator(true).build() {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(_) => {
                    problems.push(Problem::new(pattern.span(), "路径写法有误：* ? [ ] { } 要成对、合规地用"));
                    break;
                }
            }
        }
    }
    set.build().unwrap_or_else(|_| {
        let span = patterns.first().map(Spanned::span).unwrap_or_default();
        problems.push(Problem::new(span, "路径写得太繁，无法使用；请减少 * 和 { } 的个数"));
        GlobSet::empty()
    })
}

fn one_leader(value: Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Option<Leader> {
    let whole = value.span();
    let leader: Leader = section(value, &["name", "title", "from", "until"], problems)?;
    if leader.name.chars().count() < 2 || leader.title.trim().is_empty() {
        problems.push(Problem::new(whole.clone(), "[[leader]] 要写姓名 name 和职务 title"));
        return None;
    }
    let wrong = [&leader.from, &leader.until].into_iter().flatten().find(|m| Month::parse(m, false).is_none());
    if let Some(wrong) = wrong {
        problems.push(Problem::new(whole, format!("任职起止“{wrong}”应写成 \"2021-06\" 这样的年月")));
        return None;
    }
    Some(leader)
}

fn one_allow(value: Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Option<Allowed> {
    let whole = value.span();
    let raw: RawAllow = section(value, &["rule", "text", "reason"], problems)?;
    let mut required = |field: Option<Spanned<String>>, message: &str| {
        let filled = field.as_ref().is_some_and(|text| !text.get_ref().trim().is_empty());
        if !filled {
            let span = field.as_ref().map_or_else(|| whole.clone(), Spanned::span);
            problems.push(Problem::new(span, message));
        }
        field.filter(|_| filled)
    };
    let rule = required(raw.rule, "[[allow]] 缺少 rule：写明放行哪条规则或哪个规则包");
    let text = required(raw.text, "[[allow]] 缺少 text：写明放行的原文；整条规则都不要，请在 [rules] 里写 \"off\"");
    let reason = required(raw.reason, "[[allow]] 缺少 reason：放行要写明理由，日后才好复核");
    Some(Allowed { rule: rule?, text: text?, reason: reason?.into_inner() })
}

#[cfg(test)]
mod tests;
