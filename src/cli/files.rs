//! What the user named → the drafts to check, in order of path, each once.
//!
//! A file that is named is always checked. A folder is walked: text and Markdown files that no ignore file (`.gitignore`,
//! `.ignore`) leaves out; links to files are followed, links to folders are not, so no walk can go in circles.

use crate::disk::read::OpenError;
use ignore::{DirEntry, WalkBuilder};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Endings of the files that are taken from folders.
const DRAFTS: &[&str] = if cfg!(feature = "docx") {
    &["txt", "md", "markdown", "text", "docx"]
} else {
    &["txt", "md", "markdown", "text"]
};

/// Endings of files that are likely drafts but cannot be checked.
const OFFICE: [&str; 8] = ["doc", "docx", "wps", "rtf", "pdf", "odt", "ofd", "wpt"];

/// One draft to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    /// What it is called in reports.
    pub(super) name: String,
    /// Where it is; nothing for standard input.
    pub(super) path: Option<PathBuf>,
    /// Whether the user has named it, and not a folder around it.
    pub(super) named: bool,
}

impl Input {
    /// Where it is, or would be if standard input were the file it is called after: this decides its config.
    pub(super) fn place(&self) -> &Path {
        match &self.path {
            Some(path) => path,
            None if self.name.starts_with('<') => Path::new("-"),
            None => Path::new(&self.name),
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The drafts, in order of name.
    pub(super) inputs: Vec<Input>,
    /// Folders that could not be read, each with the reason.
    pub(super) failed: Vec<(String, OpenError)>,
    /// Office documents that stand in the folders and are not named.
    pub(super) office: Vec<PathBuf>,
    /// Whether a folder was walked.
    pub(super) walked: bool,
}

/// Finds the drafts. `-` is standard input, called `stdin_name`.
pub(super) fn find(paths: &[PathBuf], stdin_name: Option<&Path>) -> Found {
    let mut found = Found::default();
    let mut links = false;
    for path in paths {
        if path.as_os_str() == "-" {
            let name = stdin_name.map_or_else(|| "<标准输入>".to_owned(), |path| path.to_string_lossy().into_owned());
            found.inputs.push(Input { name, path: None, named: true });
        } else if fs::metadata(path).is_ok_and(|meta| meta.is_dir()) {
            found.walked = true;
            links |= walk(path, &mut found);
        } else {
            let name = path.to_string_lossy().into_owned();
            found.inputs.push(Input { name, path: Some(path.clone()), named: true });
        }
    }
    found.inputs.sort_by(|a, b| (&a.name, &a.path, b.named).cmp(&(&b.name, &b.path, a.named)));
    if links || paths.len() > 1 {
        keep_one_each(&mut found.inputs);
    }
    found.office.retain(|office| !paths.contains(office) && !paths.iter().any(|path| same(path, office)));
    found.failed.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn same(a: &Path, b: &Path) -> bool {
    a.file_name() == b.file_name() && fs::canonicalize(a).ok() == fs::canonicalize(b).ok()
}

/// Adds the drafts of a folder; whether there were links among them.
fn walk(folder: &Path, found: &mut Found) -> bool {
    let mut links = false;
    for entry in WalkBuilder::new(folder).require_git(false).build() {
        match entry {
            // The lock that Word and WPS put beside a draft that is open.
            Ok(entry) if entry.file_name().to_string_lossy().starts_with("~$") => {}
            Ok(entry) => {
                let kind = entry.file_type();
                let link = kind.is_some_and(|kind| kind.is_symlink());
                if !link && !kind.is_some_and(|kind| kind.is_file()) {
                    continue;
                }
                if ends_with(&entry, DRAFTS) {
                    // A broken link is kept, so that reading it says what is wrong.
                    if link && fs::metadata(entry.path()).is_ok_and(|meta| !meta.is_file()) {
                        continue;
                    }
                    links |= link;
                    let path = entry.into_path();
                    let path = if folder == Path::new(".") {
                        path.strip_prefix(".").map_or_else(|_| path.clone(), Path::to_path_buf)
                    } else {
                        path
                    };
                    let name = path.to_string_lossy().into_owned();
                    found.inputs.push(Input { name, path: Some(path), named: false });
                } else if ends_with(&entry, &OFFICE) {
                    found.office.push(entry.into_path());
                }
            }
            Err(error) => {
                let place = place(&error).unwrap_or(folder).to_path_buf();
                let reason = match error.into_io_error() {
                    Some(error) => OpenError::new(&place, error),
                    None => OpenError::Loop,
                };
                found.failed.push((place.to_string_lossy().into_owned(), reason));
            }
        }
    }
    links
}

fn ends_with(entry: &DirEntry, endings: &[&str]) -> bool {
    let ending = entry.path().extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

/// The path an error is about.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        _ => None,
    }
}

/// A draft with two names is checked, and above all written, once: under the name that comes first.
fn keep_one_each(inputs: &mut Vec<Input>) {
    let mut seen = BTreeSet::new();
    inputs.retain(|input| match &input.path {
        Some(path) => seen.insert(Some(fs::canonicalize(path).unwrap_or_else(|_| path.clone()))),
        None => seen.insert(None),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Found, folder: &Path) -> Vec<String> {
        let strip = |input: &Input| {
            let path = input.path.as_deref().unwrap_or(Path::new("-"));
            path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
        };
        found.inputs.iter().map(strip).collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("has one")).expect("makes");
            fs::write(path, if file.ends_with("ignore") { "丙.txt\n" } else { "同志们：" }).expect("writes");
        }
        folder
    }

    #[test]
    fn a_folder_gives_its_drafts_in_order() {
        let folder = folder(&[
            "b.txt",
            "a b/乙.MD",
            "a b/c.rs",
            "a-b.text",
            "丙.txt",
            ".gitignore",
            "d.docx",
            "e.wps",
            "~$d.docx",
            ".x.txt",
        ]);
        let found = find(&[folder.path().to_path_buf()], None);
        let drafts: &[&str] = if cfg!(feature = "docx") {
            &["a b/乙.MD", "a-b.text", "b.txt", "d.docx"]
        } else {
            &["a b/乙.MD", "a-b.text", "b.txt"]
        };
        assert_eq!(names(&found, folder.path()), drafts);
        assert_eq!((found.office.len(), found.failed.len()), (5 - drafts.len(), 0));
        let named = find(&[folder.path().join("丙.txt"), folder.path().join("a b/c.rs"), "-".into()], None);
        assert_eq!(named.inputs.len(), 3);
    }

    #[test]
    fn a_draft_with_two_names_is_taken_once() {
        let folder = folder(&["a.txt", "b.txt"]);
        let twice = [folder.path().join("b.txt"), folder.path().to_path_buf(), folder.path().join("./a.txt")];
        assert_eq!(names(&find(&twice, None), folder.path()), ["a.txt", "b.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_followed_and_circles_named() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a.txt", "d/b.txt"]);
        let here = folder.path();
        symlink("a.txt", here.join("z.txt")).expect("links");
        symlink("..", here.join("d/up")).expect("links");
        symlink("x.txt", here.join("x.txt")).expect("links");
        let found = find(&[here.to_path_buf()], None);
        assert_eq!(names(&found, here), ["a.txt", "d/b.txt", "x.txt"]);
        let alone = find(&[here.join("d/up")], None);
        assert_eq!(alone.inputs.len(), 3);
    }
}
