//! Finds the `dinggao.toml` of each draft, and makes of it and of the command line the checkers that are needed: one for
//! each config and each set of its overrides that apply.

mod file;
mod genre;

use crate::check::{Allow, Checker, Config, Setting};
use crate::diagnostic::RuleId;
use crate::disk::read;
use crate::model::Model;
use crate::pack::{self, Pack, Problem, RuleTest, TomlErrors, nearest};
use crate::source::Source;
use file::{ConfigFile, Entry};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use file::is_date;

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

/// Why a config or a pack cannot be used.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// It is not written as it should be.
    Toml(TomlErrors),
    /// It cannot be read: the file, and the reason.
    File(String, String),
}

/// A config file that was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// What it is called in messages.
    pub(crate) name: String,
    text: String,
    folder: PathBuf,
    file: ConfigFile,
    /// What is wrong with it.
    pub(crate) wrong: Vec<Unusable>,
    /// The texts of its packs, each with its name.
    packs: Vec<(String, String)>,
    /// Its typo model.
    model: Option<Arc<Model>>,
    /// Which of its allows have let something pass.
    used: Vec<bool>,
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

    /// The config for a folder: the nearest one upwards.
    fn find(&mut self, folder: &Path) -> Option<usize> {
        if self.asked.no_config {
            return None;
        }
        if let Some(known) = self.folders.get(folder) {
            return *known;
        }
        let here = folder.join(NAME);
        let found = if here.is_file() {
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
        let config = found.and_then(|at| self.found.get(at));
        let packs = config.map_or_else(pack::builtin, Found::load_packs);
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
    pub(crate) fn note_used(&mut self, setup: usize, used: &[usize]) {
        let found = self.setups.get(setup).and_then(|setup| setup.found).and_then(|at| self.found.get_mut(at));
        let Some(found) = found else { return };
        for &at in used {
            if let Some(used) = found.used.get_mut(at) {
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

impl Found {
    fn read(path: &Path, folder: &Path) -> Found {
        let name = shown(path);
        let mut found = Found {
            name: name.clone(),
            text: String::new(),
            folder: folder.to_path_buf(),
            file: ConfigFile::default(),
            wrong: Vec::new(),
            packs: Vec::new(),
            model: None,
            used: Vec::new(),
        };
        match text_of(path) {
            Ok(text) => found.text = text,
            Err(reason) => {
                found.wrong.push(Unusable::File(name, reason));
                return found;
            }
        }
        match ConfigFile::parse(&name, &found.text) {
            Ok(file) => found.file = file,
            Err(errors) => {
                found.wrong.push(Unusable::Toml(errors));
                return found;
            }
        }
        found.used = vec![false; found.file.allows.len()];
        found.read_packs();
        found.read_model();
        if found.wrong.is_empty() {
            found.hold_against_rules();
        }
        found
    }

    fn read_model(&mut self) {
        let Some(file) = &self.file.model else { return };
        let path = self.folder.join(file.get_ref());
        let bytes = read::model(&path).map_err(|e| e.to_string());
        match bytes.and_then(|bytes| Model::from_bytes(bytes).map_err(|e| e.to_string())) {
            Ok(model) => self.model = Some(Arc::new(model)),
            Err(reason) => {
                let problem = Problem::new(file.span(), format!("模型 {}：{reason}", shown(&path)));
                self.complain(vec![problem]);
            }
        }
    }

    fn read_packs(&mut self) {
        // A built-in pack is kept in the file of its name.
        let built_in = pack::sources().iter().filter_map(|(file, _)| file.strip_suffix(".toml"));
        let mut taken: Vec<String> = built_in.map(str::to_owned).collect();
        let mut problems = Vec::new();
        for file in &self.file.packs {
            let path = self.folder.join(file.get_ref());
            let name = shown(&path);
            let text = match text_of(&path) {
                Ok(text) => text,
                Err(reason) => {
                    problems.push(Problem::new(file.span(), format!("规则包 {name}：{reason}")));
                    continue;
                }
            };
            match Pack::load(&name, &text) {
                Ok(pack) if taken.contains(&pack.name) => {
                    let message = format!("规则包的名字“{}”已经有了；请在 {name} 的 [pack] 里换一个 name", pack.name);
                    problems.push(Problem::new(file.span(), message));
                }
                Ok(pack) => {
                    taken.push(pack.name);
                    self.packs.push((name, text));
                }
                Err(errors) => self.wrong.push(Unusable::Toml(errors)),
            }
        }
        self.complain(problems);
    }

    /// Every selector must name a rule or a pack.
    fn hold_against_rules(&mut self) {
        // Most configs name no rule: then the packs need not be read for this.
        if self.file.genre.is_none() && self.file.selectors().next().is_none() {
            return;
        }
        let packs = self.load_packs();
        let known: Vec<&str> = names(&packs).collect();
        let strangers = self.file.selectors().filter(|(selector, _)| !known.contains(selector));
        let problems = strangers.map(|(bad, span)| {
            let near = near_rule(bad, &known).map(|near| format!("是不是“{near}”？"));
            let help = near.or_else(|| Some("所有规则见 dinggao rules".to_owned()));
            Problem { help, ..Problem::new(span, format!("没有“{bad}”这条规则或规则包")) }
        });
        let mut problems: Vec<Problem> = problems.collect();
        if let Some(asked) = &self.file.genre
            && let Err(help) = genre::resolve(&packs, asked.get_ref())
        {
            let message = format!("没有“{}”这个文种", asked.get_ref());
            problems.push(Problem { help: Some(help), ..Problem::new(asked.span(), message) });
        }
        self.complain(problems);
    }

    fn complain(&mut self, problems: Vec<Problem>) {
        if !problems.is_empty() {
            self.wrong.push(Unusable::Toml(TomlErrors::new(&self.name, &self.text, problems)));
        }
    }

    /// The built-in packs and its own, which were sound when the config was read.
    fn load_packs(&self) -> Vec<Pack> {
        let own = self.packs.iter().filter_map(|(name, text)| Pack::load(name, text).ok());
        pack::builtin().into_iter().chain(own).collect()
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

/// All that a selector may name.
fn names(packs: &[Pack]) -> impl Iterator<Item = &str> {
    packs
        .iter()
        .flat_map(|pack| std::iter::once(pack.name.as_str()).chain(pack.rules.iter().map(|rule| rule.id.as_str())))
}

/// The rule that may be meant: one that reads alike, or one whose second half does.
pub(crate) fn near_rule<'a>(bad: &str, known: &[&'a str]) -> Option<&'a str> {
    let halves = || known.iter().filter_map(|name| name.split_once('/'));
    let whole = |half: &str| known.iter().copied().find(|name| name.split_once('/').is_some_and(|(_, h)| h == half));
    whole(bad)
        .or_else(|| nearest(bad, known.iter().copied()))
        .or_else(|| nearest(bad, halves().map(|(_, half)| half)).and_then(whole))
}

/// The message for a rule that is not there.
pub(crate) fn no_rule(bad: &str, known: &[&str]) -> String {
    let pack = bad.split('/').next().unwrap_or(bad);
    let inside: Vec<&str> =
        known.iter().copied().filter(|id| id.split_once('/').is_some_and(|(p, _)| p == pack)).collect();
    if bad != pack && !inside.is_empty() && near_rule(bad, known).is_none() {
        return format!("没有“{bad}”这条规则；{pack} 里有：{}", inside.join("、"));
    }
    let near =
        near_rule(bad, known).map_or_else(|| "所有规则见 dinggao rules".to_owned(), |near| format!("是不是 {near}？"));
    format!("没有“{bad}”这条规则或规则包；{near}")
}

/// The text of a config or pack, in whatever encoding the office's editor has saved it.
pub(crate) fn text_of(path: &Path) -> Result<String, String> {
    let bytes = read::file(path).map_err(|e| e.to_string())?;
    Source::from_bytes("dinggao.toml", bytes).map(|source| source.text).map_err(|e| e.to_string())
}

/// A path as seen from the current folder.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let inside = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    inside.unwrap_or(path).to_string_lossy().into_owned()
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

    #[test]
    fn what_may_be_meant() {
        let known = ["slogan", "slogan/near-miss", "number/percent"];
        assert_eq!(near_rule("near-miss", &known), Some("slogan/near-miss"));
        assert_eq!(near_rule("slogn/near-mis", &known), Some("slogan/near-miss"));
        assert_eq!(near_rule("precent", &known), Some("number/percent"));
        assert_eq!(near_rule("完全不像", &known), None);
        assert!(no_rule("x", &known).ends_with("dinggao rules"));
    }
}
