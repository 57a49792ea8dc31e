//! Finds the `dinggao.toml` of each draft, and makes of it and of the command line the checkers that are needed: one for
//! each config and each set of its overrides that apply.

mod file;
mod found;
mod genre;
mod names;

use crate::check::{Allow, Checker, Config, Setting};
use crate::diagnostic::RuleId;
use crate::disk::read::{self, Stamp};
use crate::pack::{self, Pack, RuleTest};
use file::Entry;
use names::names;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use file::is_date;
pub(crate) use found::{Found, Unusable, text_of};
pub(crate) use names::no_rule;

const NAME: &str = "dinggao.toml";

/// What the command line says of rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) only: Vec<String>,
    pub(crate) skip: Vec<String>,
    pub(crate) date: Option<String>,
    pub(crate) genre: Option<String>,
    pub(crate) no_config: bool,
}

/// A checker and the config it comes from.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) checker: Checker,
    pub(crate) found: Option<usize>,
}

/// All configs of a run.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    asked: Asked,
    /// The config of each folder that was asked for.
    folders: BTreeMap<PathBuf, Option<usize>>,
    pub(crate) found: Vec<Found>,
    /// The configs that were looked for, as they were.
    looked: BTreeMap<PathBuf, Option<Stamp>>,
    known: BTreeMap<(Option<usize>, Vec<bool>), usize>,
    pub(crate) setups: Vec<Setup>,
}

impl Configs {
    pub(crate) fn new(asked: Asked) -> Configs {
        Configs { asked, ..Configs::default() }
    }

    /// The setup for a draft at `path`, which need not be there, as an index into [`Configs::setups`]; or the unusable config, as one into
    /// [`Configs::found`].
    pub(crate) fn of(&mut self, path: &Path) -> Result<usize, usize> {
        let path = std::path::absolute(path).ok();
        let found = path.as_deref().and_then(Path::parent).and_then(|folder| self.find(folder));
        let Some(at) = found else { return Ok(self.setup(None, Vec::new())) };
        let Some(config) = self.found.get(at) else { return Err(at) };
        if !config.wrong.is_empty() {
            return Err(at);
        }
        let inside = path.as_deref().and_then(|path| path.strip_prefix(&config.folder).ok()).unwrap_or(Path::new(""));
        let applies = config.file.overrides.iter().map(|o| o.paths.is_match(inside)).collect();
        Ok(self.setup(found, applies))
    }

    /// Whether the config of a draft at `path` leaves it out.
    pub(crate) fn excludes(&mut self, path: &Path) -> bool {
        let Some(path) = std::path::absolute(path).ok() else { return false };
        let found = path.parent().and_then(|folder| self.find(folder)).and_then(|at| self.found.get(at));
        found.is_some_and(|config| {
            path.strip_prefix(&config.folder).is_ok_and(|inside| config.file.exclude.is_match(inside))
        })
    }

    /// Whether a config or something it names has come, gone or changed since it was read.
    #[cfg(feature = "lsp")]
    pub(crate) fn changed(&self) -> bool {
        let named = self.found.iter().flat_map(|found| &found.named);
        self.looked.iter().chain(named.map(|(path, stamp)| (path, stamp))).any(|(path, was)| read::stamp(path) != *was)
    }

    /// The config for a folder: the nearest one upwards.
    fn find(&mut self, folder: &Path) -> Option<usize> {
        if self.asked.no_config {
            return None;
        }
        if let Some(known) = self.folders.get(folder) {
            return *known;
        }
        let here = folder.join(NAME);
        let stamp = read::stamp(&here);
        self.looked.insert(here.clone(), stamp);
        let found = if stamp.is_some() {
            self.found.push(Found::read(&here, folder));
            Some(self.found.len() - 1)
        } else {
            folder.parent().and_then(|parent| self.find(parent))
        };
        self.folders.insert(folder.to_path_buf(), found);
        found
    }

    fn setup(&mut self, found: Option<usize>, applies: Vec<bool>) -> usize {
        let key = (found, applies);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let packs = found.and_then(|at| self.found.get_mut(at)).map_or_else(pack::builtin, Found::load_packs);
        let config = found.and_then(|at| self.found.get(at));
        let mut settled = self.config(config, &key.1);
        if let Some(asked) = settled.genre.take() {
            settled.genre = Some(genre::resolve(&packs, &asked).unwrap_or(asked));
        }
        let checker = Checker::new(packs, settled);
        self.setups.push(Setup { checker, found });
        self.known.insert(key, self.setups.len() - 1);
        self.setups.len() - 1
    }

    /// The command line goes before the config.
    fn config(&self, found: Option<&Found>, applies: &[bool]) -> Config {
        let Asked { only, skip, date, genre, .. } = self.asked.clone();
        let mut config = Config { only, skip, date, genre, ..Config::default() };
        config.model = found.and_then(|found| found.model.clone());
        let Some(file) = found.map(|found| &found.file) else { return config };
        config.date = config.date.or_else(|| file.date.clone());
        config.genre = config.genre.or_else(|| file.genre.as_ref().map(|genre| genre.get_ref().clone()));
        config.rank.clone_from(&file.rank);
        config.leaders.clone_from(&file.leaders);
        config.lexicon.clone_from(&file.lexicon);
        settle(&mut config.rules, &file.rules);
        for (one, _) in file.overrides.iter().zip(applies).filter(|(_, applies)| **applies) {
            settle(&mut config.rules, &one.rules);
        }
        let allow = |allowed: &file::Allowed| Allow {
            rule: allowed.rule.get_ref().clone(),
            text: Some(allowed.text.get_ref().clone()),
            reason: allowed.reason.clone(),
        };
        config.allows = file.allows.iter().map(allow).collect();
        config
    }

    /// The first of `selectors` that no rule of this run answers to, with what may be meant.
    pub(crate) fn stranger<'a>(&self, selectors: impl IntoIterator<Item = &'a String>) -> Option<String> {
        let known: Vec<&str> = self.setups.iter().flat_map(|setup| names(setup.checker.packs())).collect();
        if known.is_empty() {
            return None;
        }
        selectors.into_iter().find(|s| !known.contains(&s.as_str())).map(|bad| no_rule(bad, &known))
    }

    /// What is wrong with the genre that was asked for, if it is none of this run.
    pub(crate) fn strange_genre(&self) -> Option<String> {
        let asked = self.asked.genre.as_ref()?;
        let help = self.setups.iter().map(|setup| genre::resolve(setup.checker.packs(), asked).err());
        let help = help.reduce(|a, b| a.and(b)).flatten()?;
        Some(format!("没有“{asked}”这个文种；{help}"))
    }

    /// The config that decides about a draft at `path`, or where one for it would be put.
    #[cfg(feature = "lsp")]
    pub(crate) fn file_for(&mut self, path: &Path) -> Option<PathBuf> {
        let path = std::path::absolute(path).ok()?;
        let folder = path.parent()?;
        let found = self.find(folder).and_then(|at| self.found.get(at));
        Some(found.map_or(folder, |found| &found.folder).join(NAME))
    }

    /// The examples of all rules.
    pub(crate) fn all_examples(&self) -> pack::Examples {
        let built_in = pack::sources().iter().map(|&(file, text)| (file, text));
        let own = self.found.iter().flat_map(|found| &found.packs).map(|(file, text)| (file.as_str(), text.as_str()));
        built_in
            .chain(own)
            .filter_map(|(file, text)| Pack::load_with_tests(file, text).ok())
            .flat_map(|(_, examples)| examples)
            .collect()
    }

    /// The examples of a rule, read from the TOML of its pack.
    pub(crate) fn examples(&self, rule: &RuleId) -> Vec<RuleTest> {
        let built_in = pack::sources().iter().map(|&(file, text)| (file, text));
        let own = self.found.iter().flat_map(|found| &found.packs).map(|(file, text)| (file.as_str(), text.as_str()));
        let mut texts: Vec<(&str, &str)> = built_in.chain(own).collect();
        // Packs are kept in files of their names; that one is read first, and as a rule alone.
        texts.sort_by_key(|(file, _)| file.strip_suffix(".toml") != Some(rule.pack()));
        for (file, text) in texts {
            let Ok((pack, tests)) = Pack::load_with_tests(file, text) else { continue };
            if pack.name == rule.pack() {
                return tests.into_iter().find(|(id, _)| id == rule).map(|(_, tests)| tests).unwrap_or_default();
            }
        }
        Vec::new()
    }

    /// Characters a minute: the first config that says so.
    pub(crate) fn reading_speed(&self) -> u32 {
        self.found.iter().find_map(|found| found.file.reading_speed).unwrap_or(180)
    }

    /// Notes that allows of a setup were of use.
    pub(crate) fn note_used<'u>(&mut self, used: impl IntoIterator<Item = &'u (usize, usize)>) {
        for &(setup, allow) in used {
            let found = self.setups.get(setup).and_then(|setup| setup.found).and_then(|at| self.found.get_mut(at));
            if let Some(used) = found.and_then(|found| found.used.get_mut(allow)) {
                *used = true;
            }
        }
    }

    /// Allows that let nothing pass, as lines to print; nothing where only some of the rules were asked for.
    pub(crate) fn unused(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.asked.only.is_empty() || !self.asked.skip.is_empty() {
            return lines;
        }
        for found in self.found.iter().filter(|found| found.wrong.is_empty()) {
            for (allowed, _) in found.file.allows.iter().zip(&found.used).filter(|(_, used)| !**used) {
                let before = found.text.get(..allowed.text.span().start).unwrap_or("");
                let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
                let (rule, text) = (allowed.rule.get_ref(), allowed.text.get_ref());
                let name = &found.name;
                lines.push(format!("{name}:{line}: 所核文稿没有用到这条放行（{rule}，“{text}”）；若已不需要，请删去"));
            }
        }
        lines
    }
}

/// Later entries replace earlier ones that they cover.
fn settle(rules: &mut BTreeMap<String, Setting>, entries: &[Entry]) {
    for Entry { selector, .. } in entries {
        rules.retain(|known, _| known.split('/').next() != Some(selector.as_str()));
    }
    for Entry { selector, level, .. } in entries {
        rules.insert(selector.clone(), *level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Level;

    #[test]
    fn a_later_pack_covers_earlier_rules() {
        let entry = |selector: &str, level| Entry { selector: selector.to_owned(), span: 0..0, level };
        let mut rules = BTreeMap::new();
        settle(&mut rules, &[entry("slogan/a", Setting::Off), entry("number", Setting::Off)]);
        settle(&mut rules, &[entry("slogan", Setting::Level(Level::Info)), entry("slogan/b", Setting::On)]);
        let said: Vec<_> = rules.iter().map(|(name, setting)| (name.as_str(), *setting)).collect();
        assert_eq!(
            said,
            [("number", Setting::Off), ("slogan", Setting::Level(Level::Info)), ("slogan/b", Setting::On)]
        );
    }
}
