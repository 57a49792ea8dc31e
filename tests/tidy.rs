//! The architecture, held by tests: which layer may use which, how long a file may be, what every module and rule must
//! say. `ARCHITECTURE.md` has the reasons.

use dinggao::pack;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and those it may use. A layer that is not here may not be.
const LAYERS: [(&str, &[&str]); 18] = [
    ("span", &[]),
    ("share", &[]),
    ("source", &["span"]),
    ("document", &["span", "share", "source"]),
    ("diagnostic", &["span"]),
    ("model", &[]),
    ("kind", &["span", "source", "document", "diagnostic", "model"]),
    ("pack", &["span", "source", "document", "diagnostic", "kind"]),
    ("check", &["span", "share", "source", "document", "diagnostic", "model", "kind", "pack"]),
    ("fix", &["span", "source", "document", "diagnostic", "kind", "pack", "check"]),
    ("selftest", &["span", "source", "document", "diagnostic", "kind", "pack", "check", "fix"]),
    ("report", &["span", "source", "document", "diagnostic", "kind", "pack", "check", "fix"]),
    ("disk", &["source"]),
    ("config", &["span", "source", "document", "diagnostic", "model", "kind", "pack", "check", "disk"]),
    ("lsp", &["span", "share", "source", "document", "diagnostic", "pack", "check", "fix", "report", "config"]),
    (
        "cli",
        &[
            "span",
            "share",
            "source",
            "document",
            "diagnostic",
            "model",
            "kind",
            "pack",
            "check",
            "fix",
            "selftest",
            "report",
            "disk",
            "config",
            "lsp",
        ],
    ),
    ("lib", &[]),
    ("main", &[]),
];

/// What only some layers may name in their code (not in their tests).
const KEPT: [(&str, &[&str]); 7] = [
    ("encoding_rs", &["source"]),
    ("serde_json", &["report", "lsp", "cli"]),
    ("toml::", &["pack", "config"]),
    ("std::fs", &["disk", "cli", "lsp"]),
    ("std::env", &["config", "cli"]),
    ("std::time", &["cli", "disk", "lsp"]),
    ("miette::", &["pack", "report"]),
];

/// Lines a file should have at most, and must.
const LONG: usize = 400;
const TOO_LONG: usize = 600;

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|e| e == ending) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// `src/cli/check.rs` → `cli`
fn layer(path: &Path) -> String {
    let inside = path.strip_prefix("src").expect("under src");
    let first = inside.components().next().expect("has one").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code without comments and without the tests, which stand at the end.
fn code(path: &Path) -> String {
    if path.file_name().is_some_and(|name| name == "tests.rs") {
        return String::new();
    }
    let text = read(path);
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    lines.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn layers_use_only_those_below() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let own = layer(&path);
        let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == own) else {
            wrong.push(format!("{}: layer {own} has no place in LAYERS", path.display()));
            continue;
        };
        for used in code(&path).split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            let known = LAYERS.iter().any(|(layer, _)| *layer == name);
            if known && name != own && !below.contains(&name.as_str()) {
                wrong.push(format!("{}: {own} may not use {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_belongs_to_a_layer_stays_there() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let (own, code) = (layer(&path), code(&path));
        for (name, layers) in KEPT {
            if code.contains(name) && !layers.contains(&own.as_str()) {
                wrong.push(format!("{}: {name} belongs to {}", path.display(), layers.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[expect(clippy::print_stderr, reason = "a warning, not a failure")]
fn every_file_says_what_it_is_for_and_is_short() {
    let (mut wrong, mut long) = (Vec::new(), Vec::new());
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let text = read(&path);
        let lines = text.lines().count();
        if !text.starts_with("//! ") {
            wrong.push(format!("{}: does not begin with //!", path.display()));
        }
        if lines > TOO_LONG {
            wrong.push(format!("{}: {lines} lines, more than {TOO_LONG}", path.display()));
        } else if lines > LONG {
            long.push(format!("{}: {lines} lines, better not more than {LONG}", path.display()));
        }
    }
    eprintln!("{}", long.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn main_only_hands_over() {
    assert!(read(Path::new("src/main.rs")).lines().count() <= 20);
}

#[test]
fn the_version_stands_in_the_changelog() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read(Path::new("CHANGELOG.md")).contains(&format!("## [{version}]")), "no entry for {version}");
}

/// A pack without `why`, a bad and a good sentence for each of its rules does not load.
#[test]
fn every_rule_says_why_and_has_a_bad_and_a_good_sentence() {
    for (file, text) in pack::sources() {
        let pack = pack::Pack::load(file, text).unwrap_or_else(|e| panic!("{e}: {:?}", e.problems));
        assert_eq!(format!("{}.toml", pack.name), *file, "a pack is kept in the file of its name");
        assert!(!pack.title.is_empty() && !pack.about.is_empty(), "{file}: [pack] needs title and about");
    }
    assert_eq!(pack::builtin().len(), pack::sources().len());
}

#[test]
fn documents_name_every_command_and_pack() {
    let (readme, help) = (read(Path::new("README.md")), read(Path::new("tests/cmd/help.toml")));
    for command in ["check", "explain", "rules", "test", "outline"] {
        assert!(readme.contains(&format!("dinggao {command}")), "README.md lacks dinggao {command}");
        assert!(help.contains(command));
    }
    for pack in pack::builtin() {
        assert!(readme.contains(&format!("`{}`", pack.name)), "README.md lacks the pack {}", pack.name);
    }
}
