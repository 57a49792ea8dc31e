//! Git repositories → what a draft was at a commit, by calling `git`. Which drafts are meant is for others to say.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why git cannot say. The text is what the drafter reads.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum GitError {
    #[error("--since 要用 git 来比较，这台电脑上没有找到 git；请安装 git，或去掉 --since")]
    Missing,
    #[error("“{0}”不在 git 仓库里，不能用 --since 比较")]
    NoRepository(String),
    #[error("git 里没有“{0}”这个版本；请写提交号、分支或标签，如 HEAD~1、main")]
    NoRevision(String),
    #[error("git 出错：{0}")]
    Said(String),
}

/// A repository at a commit, against the files that are there now.
#[derive(Debug)]
pub(crate) struct Repository {
    root: PathBuf,
    revision: String,
    /// Files of the commit.
    then: BTreeSet<String>,
    /// Files that differ, each with the name it had.
    changed: BTreeMap<String, String>,
}

/// A file at a commit.
#[derive(Debug)]
pub(crate) enum Then {
    /// Not there.
    Absent,
    /// The same as now.
    Same,
    /// These bytes.
    Bytes(Vec<u8>),
}

/// The repository around a folder, by its `.git`.
pub(crate) fn root_of(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|above| above.join(".git").exists()).map(Path::to_path_buf)
}

impl Repository {
    /// Asks what has changed in the repository at `root` since a commit.
    pub(crate) fn since(root: &Path, revision: &str) -> Result<Repository, GitError> {
        let no_revision = || GitError::NoRevision(revision.to_owned());
        if revision.is_empty() || revision.starts_with('-') || revision.contains(':') {
            return Err(no_revision());
        }
        let commit = format!("{revision}^{{commit}}");
        let known = match run(root, &["rev-parse", "--verify", "--quiet", &commit]) {
            Ok(known) => String::from_utf8_lossy(&known).trim().to_owned(),
            Err(GitError::Said(said)) if said.is_empty() => return Err(no_revision()),
            Err(e) => return Err(e),
        };
        let then = strings(&run(root, &["ls-tree", "-r", "-z", "--name-only", "--full-tree", &known])?);
        let listed = strings(&run(root, &["diff", "--name-status", "-z", "-M", "--no-ext-diff", &known, "--"])?);
        let mut changed = BTreeMap::new();
        let mut listed = listed.into_iter();
        while let (Some(what), Some(name)) = (listed.next(), listed.next()) {
            if what.starts_with(['R', 'C']) {
                changed.extend(listed.next().map(|new| (new, name)));
            } else {
                changed.insert(name.clone(), name);
            }
        }
        Ok(Repository { root: root.to_path_buf(), revision: known, then: then.into_iter().collect(), changed })
    }

    /// What `path`, which is absolute, held then.
    pub(crate) fn then(&self, path: &Path) -> Result<Then, GitError> {
        let Ok(inside) = path.strip_prefix(&self.root) else { return Ok(Then::Absent) };
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let name = parts.join("/");
        let old = match self.changed.get(&name) {
            Some(old) => old,
            None if self.then.contains(&name) => return Ok(Then::Same),
            None => return Ok(Then::Absent),
        };
        if !self.then.contains(old) {
            return Ok(Then::Absent);
        }
        run(&self.root, &["cat-file", "blob", &format!("{}:{old}", self.revision)]).map(Then::Bytes)
    }
}

fn strings(listed: &[u8]) -> Vec<String> {
    let names = listed.split(|&b| b == 0).filter(|name| !name.is_empty());
    names.map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

fn run(root: &Path, args: &[&str]) -> Result<Vec<u8>, GitError> {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(["-c", "core.quotepath=off"]).args(args).stdin(Stdio::null());
    let done = git.output().map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => GitError::Missing,
        _ => GitError::Said(super::in_words(&e)),
    })?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(GitError::Said(said.lines().next().unwrap_or("").to_owned()))
}
