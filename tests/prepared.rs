//! What the build script prepares says the same as the packs it was made from: rules read from their TOML and those the
//! program starts with give the same diagnostics on every draft of the tests and examples.

use dinggao::check::{Checker, Config};
use dinggao::document::Document;
use dinggao::pack::{self, Pack};
use std::fs;
use std::path::PathBuf;

fn drafts() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["tests/drafts", "examples"].map(PathBuf::from).into();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "txt" || e == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn prepared_packs_find_what_their_toml_finds() {
    let load = |(file, text): &(&str, &str)| Pack::load(file, text).expect("loads");
    let slow = Checker::new(pack::sources().iter().map(load).collect(), Config::default());
    let quick = Checker::builtin();
    let mut count = 0;
    for path in drafts() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let doc = Document::from_text(&text);
        let (a, b) = (quick.check(&doc), slow.check(&doc));
        count += a.len();
        assert_eq!(format!("{a:#?}"), format!("{b:#?}"), "{}", path.display());
    }
    assert!(count > 100, "the drafts hold something to find");
}
