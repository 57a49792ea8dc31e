//! Every input that fuzzing has ever found something with, again: what held then must hold now. `fuzz/README.md` says
//! how new ones are found.
#![cfg(all(feature = "lsp", feature = "docx", feature = "typo"))]

#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;

/// Runs a target on its corpus; the name of the input that breaks it is the last one printed.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = format!("{}/fuzz/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut inputs: Vec<_> =
        fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    for input in inputs {
        let bytes = fs::read(&input).expect("reads");
        let held = std::panic::catch_unwind(|| target(&bytes));
        assert!(held.is_ok(), "{}", input.display());
    }
    target(&[]);
}

#[test]
fn check() {
    replay("check", targets::check);
}

#[test]
fn pack() {
    replay("pack", targets::pack);
}

#[test]
fn docx() {
    replay("docx", targets::docx);
}

#[test]
fn fix() {
    replay("fix", targets::fix);
}

#[test]
fn lsp() {
    replay("lsp", targets::lsp);
}
