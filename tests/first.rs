//! The first steps: what `dinggao init` writes is sound and is never overwritten; completions and manual pages name
//! what there is.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn dinggao(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dinggao")).current_dir(folder).args(args).output().expect("runs")
}

fn said(args: &[&str]) -> String {
    String::from_utf8(dinggao(Path::new("."), args).stdout).expect("is UTF-8")
}

#[test]
fn what_init_writes_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join(".pre-commit-config.yaml"), "repos: []\n").expect("writes");
    let first = dinggao(here, &["init", "--pre-commit"]);
    assert_eq!(first.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&first.stdout).contains("已有 .pre-commit-config.yaml，没有动"));
    assert_eq!(fs::read_to_string(here.join(".pre-commit-config.yaml")).expect("reads"), "repos: []\n");
    let test = dinggao(here, &["test", "rules/本单位.toml"]);
    assert_eq!(test.status.code(), Some(0), "{}", String::from_utf8_lossy(&test.stdout));
    fs::write(here.join("稿.txt"), "会议由示例县发展改革局承办。\n").expect("writes");
    let check = dinggao(here, &["check", "--only", "own", "--format", "short", "稿.txt"]);
    assert_eq!(String::from_utf8_lossy(&check.stderr), "");
    assert!(String::from_utf8_lossy(&check.stdout).starts_with("稿.txt:1:4: error own/name"));
    fs::write(here.join("dinggao.toml"), "# 改过\n").expect("writes");
    dinggao(here, &["init"]);
    assert_eq!(fs::read_to_string(here.join("dinggao.toml")).expect("reads"), "# 改过\n");
}

/// Every line that is commented out is right once it is not.
#[test]
fn the_examples_in_the_config_are_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    dinggao(here, &["init"]);
    let config = fs::read_to_string(here.join("dinggao.toml")).expect("reads");
    let is_code = |line: &str| line.contains(" = ") || line.starts_with("[[");
    let lines = config.lines().map(|line| match line.strip_prefix("# ") {
        Some(code) if is_code(code) => code,
        _ => line,
    });
    fs::write(here.join("dinggao.toml"), lines.collect::<Vec<_>>().join("\n")).expect("writes");
    fs::write(here.join("稿.txt"), "同志们：\n").expect("writes");
    let check = dinggao(here, &["check", "--only", "own", "稿.txt"]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stderr));
}

#[test]
fn completions_and_manual_pages_name_every_option() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(&["completions", shell]);
        assert!(script.contains("unsafe-fixes") && script.contains("outline"), "{shell}");
    }
    let whole = said(&["man"]);
    assert!(whole.contains(".TH dinggao 1") && whole.contains("dinggao\\-check(1)"), "{whole}");
    let check = said(&["man", "check"]);
    assert!(check.contains(".TH dinggao-check 1") && check.contains("\\-\\-unsafe\\-fixes"), "{check}");
}
