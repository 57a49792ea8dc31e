//! `--baseline` and `--since` → what of a draft's problems is of interest. The lists are read and written here; what is
//! known or new is for [`crate::check`] to say.

use super::files::Input;
use crate::check::{Baseline, Was, keep_new};
use crate::diagnostic::Diagnostic;
use crate::disk::git::{GitError, Repository, Then, root_of};
use crate::disk::{read, write};
use crate::document::Document;
use crate::source::Source;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

/// What a run leaves out.
#[derive(Debug, Default)]
pub(super) struct Only {
    baseline: Option<(Baseline, PathBuf)>,
    since: Option<Since>,
}

/// The repositories of a run at one commit.
#[derive(Debug)]
struct Since {
    repositories: BTreeMap<PathBuf, Repository>,
}

/// What one draft's problems are held against.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    baseline: Option<(&'a Baseline, String)>,
    was: Option<Was>,
}

impl Only {
    /// Reads the baseline, and asks git what has changed.
    pub(super) fn new(baseline: Option<&Path>, since: Option<&str>, inputs: &[&Input]) -> Result<Only, String> {
        let baseline = baseline.map(|path| load(path).map(|known| (known, folder_of(path)))).transpose()?;
        let since = since.map(|revision| Since::new(revision, inputs)).transpose()?;
        Ok(Only { baseline, since })
    }

    /// What is known of one draft.
    pub(super) fn of(&self, input: &Input) -> Result<Known<'_>, String> {
        let baseline = self.baseline.as_ref().map(|(known, folder)| (known, key(input, folder)));
        let was = self.since.as_ref().map(|since| since.was(input)).transpose()?;
        Ok(Known { baseline, was })
    }
}

impl Known<'_> {
    /// Drops what is known or old.
    pub(super) fn keep(&self, doc: &Document, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if let Some((baseline, file)) = &self.baseline {
            diagnostics = baseline.drop_known(file, doc, diagnostics);
        }
        match &self.was {
            Some(was) => keep_new(was, doc, diagnostics),
            None => diagnostics,
        }
    }
}

impl Since {
    fn new(revision: &str, inputs: &[&Input]) -> Result<Since, String> {
        let mut repositories = BTreeMap::new();
        for input in inputs {
            let Some(root) = home(input).as_deref().and_then(Path::parent).and_then(root_of) else {
                return Err(GitError::NoRepository(input.name.clone()).to_string());
            };
            if let Entry::Vacant(place) = repositories.entry(root) {
                let repository = Repository::since(place.key(), revision).map_err(|e| e.to_string())?;
                place.insert(repository);
            }
        }
        Ok(Since { repositories })
    }

    fn was(&self, input: &Input) -> Result<Was, String> {
        let path = home(input).unwrap_or_default();
        let Some(repository) = path.parent().and_then(root_of).and_then(|root| self.repositories.get(&root)) else {
            return Ok(Was::New);
        };
        Ok(match repository.then(&path).map_err(|e| e.to_string())? {
            Then::Absent => Was::New,
            Then::Same if input.path.is_some() => Was::Same,
            // What comes from standard input is an editor's own state of the file.
            Then::Same => read::file(&path).map_or(Was::New, |bytes| text(&input.name, bytes)),
            Then::Bytes(bytes) => text(&input.name, bytes),
        })
    }
}

/// A state that cannot be read (a picture once had this name) does not count.
fn text(name: &str, bytes: Vec<u8>) -> Was {
    Source::from_bytes(name, bytes).map_or(Was::New, |source| Was::Text(source.text))
}

/// Where a draft is, with no link and no `..` on the way.
fn home(input: &Input) -> Option<PathBuf> {
    let path = std::path::absolute(input.place()).ok()?;
    let folder = path.parent()?;
    Some(fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf()).join(path.file_name()?))
}

fn folder_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// A draft's name as seen from the baseline's folder, the same on every system.
fn key(input: &Input, folder: &Path) -> String {
    let path = home(input).unwrap_or_else(|| PathBuf::from(&input.name));
    path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/")
}

/// The file as it is written: a list of objects a person can read and git can merge.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    known: Vec<Row>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    rule: String,
    sentence: String,
    count: u32,
}

const VERSION: u32 = 1;

fn load(path: &Path) -> Result<Baseline, String> {
    let shown = path.display();
    let bytes = read::file(path).map_err(|e| format!("基线 {shown} 读不出来：{e}"))?;
    let file: File = serde_json::from_slice(&bytes)
        .map_err(|e| format!("{shown} 不是 --write-baseline 写的基线（第 {} 行）；请重新生成", e.line()))?;
    if file.version != VERSION {
        return Err(format!("基线 {shown} 是另一版本的 dinggao 写的；请重新生成"));
    }
    let mut baseline = Baseline::default();
    for Row { path, rule, sentence, count } in file.known {
        baseline.insert(&path, &rule, &sentence, count);
    }
    Ok(baseline)
}

/// A baseline in the making.
#[derive(Debug)]
pub(super) struct Written {
    baseline: Baseline,
    path: PathBuf,
    folder: PathBuf,
}

impl Written {
    pub(super) fn new(path: &Path) -> Written {
        Written { baseline: Baseline::default(), path: path.to_path_buf(), folder: folder_of(path) }
    }

    /// Takes note of a draft.
    pub(super) fn note(&mut self, input: &Input, doc: &Document, diagnostics: &[Diagnostic]) {
        self.baseline.note(&key(input, &self.folder), doc, diagnostics);
    }

    /// Writes it; what to tell the drafter.
    pub(super) fn finish(self) -> Result<String, String> {
        let entry = |(path, rule, sentence, count): (&str, &str, &str, u32)| Row {
            path: path.to_owned(),
            rule: rule.to_owned(),
            sentence: sentence.to_owned(),
            count,
        };
        let file = File { version: VERSION, known: self.baseline.entries().map(entry).collect() };
        let mut text = serde_json::to_vec_pretty(&file).map_err(|e| e.to_string())?;
        text.push(b'\n');
        let shown = self.path.display();
        write::create(&self.path, None, &text).map_err(|e| format!("基线 {shown} 没有写成：{e}"))?;
        let count: u32 = file.known.iter().map(|entry| entry.count).sum();
        Ok(format!("已把现有的 {count} 处问题记入 {shown}；以后加 --baseline {shown}，只报新出现的。"))
    }
}
