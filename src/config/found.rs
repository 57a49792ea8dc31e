//! One `dinggao.toml` → what it says with its packs and its model read, or everything that is wrong with it.

use super::file::ConfigFile;
use super::genre;
use super::names::{names, near_rule};
use crate::disk::read::{self, Stamp};
use crate::model::Model;
use crate::pack::{self, Pack, Problem, TomlErrors};
use crate::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    pub(super) text: String,
    pub(super) folder: PathBuf,
    pub(super) file: ConfigFile,
    /// What is wrong with it.
    pub(crate) wrong: Vec<Unusable>,
    /// The texts of its packs, each with its name.
    pub(super) packs: Vec<(String, String)>,
    /// The same packs, as they were read to see whether they are sound; for the first checker that is made of them.
    ready: Vec<Pack>,
    /// Its typo model.
    pub(super) model: Option<Arc<Model>>,
    /// The files it names, as they were when they were read.
    pub(super) named: Vec<(PathBuf, Option<Stamp>)>,
    /// Which of its allows have let something pass.
    pub(super) used: Vec<bool>,
}

impl Found {
    pub(super) fn read(path: &Path, folder: &Path) -> Found {
        let name = shown(path);
        let mut found = Found {
            name: name.clone(),
            text: String::new(),
            folder: folder.to_path_buf(),
            file: ConfigFile::default(),
            wrong: Vec::new(),
            packs: Vec::new(),
            ready: Vec::new(),
            model: None,
            named: Vec::new(),
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
        self.named.push((path.clone(), read::stamp(&path)));
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
            self.named.push((path.clone(), read::stamp(&path)));
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
                    taken.push(pack.name.clone());
                    self.ready.push(pack);
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
        let mut packs = self.load_packs();
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
        self.ready = packs.split_off(packs.len() - self.packs.len());
        self.complain(problems);
    }

    fn complain(&mut self, problems: Vec<Problem>) {
        if !problems.is_empty() {
            self.wrong.push(Unusable::Toml(TomlErrors::new(&self.name, &self.text, problems)));
        }
    }

    /// The built-in packs and its own, which were sound when the config was read.
    pub(super) fn load_packs(&mut self) -> Vec<Pack> {
        let mut own = std::mem::take(&mut self.ready);
        if own.is_empty() {
            own = self.packs.iter().filter_map(|(name, text)| Pack::load(name, text).ok()).collect();
        }
        pack::builtin().into_iter().chain(own).collect()
    }
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
