//! Rule packs (TOML) → one binary table for the program to start from.
//!
//! Tests and comments stay behind, and the literals of every regex are worked out here, so that a start parses no
//! TOML and no regex. The TOML texts themselves are embedded too, for `explain` and `test`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[path = "src/kind/required.rs"]
mod required;

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/kind/required.rs");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let mut files: Vec<_> = fs::read_dir("rules")
        .expect("rules/ is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        // Without the model its pack would find nothing.
        .filter(|path| {
            path.file_name().is_some_and(|n| n != "typo.toml") || env::var_os("CARGO_FEATURE_TYPO").is_some()
        })
        .collect();
    files.sort();
    let mut packs = Vec::new();
    let mut list = String::from("&[\n");
    for path in &files {
        let text = fs::read_to_string(path).expect("a pack is UTF-8 text");
        let name = path.file_name().and_then(|n| n.to_str()).expect("a pack's file name is ASCII");
        // A pack that is no TOML is reported by `dinggao test` and the tests with its place; here it only must not pass.
        let mut pack: toml::Table = text.parse().unwrap_or_else(|e| panic!("rules/{name}: {e}"));
        strip(&mut pack);
        packs.push(pack);
        let full = Path::new(&root).join(path);
        writeln!(list, "    ({name:?}, include_str!({:?})),", full.display().to_string()).expect("a String takes all");
    }
    list.push(']');
    fs::write(Path::new(&out).join("packs.rs"), list).expect("OUT_DIR is writable");
    let bytes = rmp_serde::to_vec_named(&packs).expect("TOML fits MessagePack");
    fs::write(Path::new(&out).join("packs.bin"), bytes).expect("OUT_DIR is writable");
}

fn strip(pack: &mut toml::Table) {
    let Some(rules) = pack.get_mut("rule").and_then(toml::Value::as_array_mut) else { return };
    for rule in rules.iter_mut().filter_map(toml::Value::as_table_mut) {
        rule.remove("test");
        let Some(pattern) = rule.get_mut("pattern").and_then(toml::Value::as_table_mut) else { continue };
        if pattern.contains_key("literals") {
            continue;
        }
        let found = pattern.get("regex").and_then(toml::Value::as_str).and_then(required::required_literals);
        if let Some(found) = found {
            let list = found.into_iter().map(toml::Value::String).collect();
            pattern.insert("literals".to_owned(), toml::Value::Array(list));
        }
    }
}
