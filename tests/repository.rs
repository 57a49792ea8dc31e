//! `--since` and `--baseline` in a real repository: what is old or known is not reported again. Without git there is
//! nothing to test.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const OWN: &str = "今年减税XX万元。\n";

fn git(folder: &Path, args: &[&str]) -> bool {
    let mut git = Command::new("git");
    for (name, value) in [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")] {
        git.env(name, value);
    }
    git.args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]);
    git.current_dir(folder).args(args).output().is_ok_and(|done| done.status.success())
}

fn dinggao(folder: &Path, args: &[&str]) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_dinggao"));
    run.current_dir(folder).args(["check", "--no-config", "--only", "placeholder", "--format", "short"]);
    run.args(args).output().expect("runs")
}

fn said(folder: &Path, args: &[&str]) -> String {
    let text = String::from_utf8(dinggao(folder, args).stdout).expect("is UTF-8");
    text.lines().map(|line| line.split(' ').next().unwrap_or("").to_owned() + "\n").collect()
}

fn repository() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::create_dir(here.join("旧 稿")).expect("makes");
    fs::write(here.join("一.txt"), format!("同志们：\n{OWN}")).expect("writes");
    fs::write(here.join("旧 稿/二.txt"), format!("各位代表：\r\n{OWN}")).expect("writes");
    fs::write(here.join("三.txt"), format!("会后请传阅，今年的账要算清楚，明年的事要早谋划。\n{OWN}")).expect("writes");
    (git(here, &["init", "-q"]) && git(here, &["add", "."]) && git(here, &["commit", "-qm", "first"])).then_some(folder)
}

#[test]
fn only_paragraphs_changed_since_a_commit() {
    let Some(folder) = repository() else { return };
    let here = folder.path();
    assert_eq!(said(here, &["--since", "HEAD", "."]), "");
    fs::write(here.join("一.txt"), format!("同志们：\n新的一段XX。\n{OWN}")).expect("writes");
    fs::write(here.join("新.txt"), OWN).expect("writes");
    fs::rename(here.join("三.txt"), here.join("旧 稿/改名.txt")).expect("renames");
    assert!(git(here, &["add", "-A"]));
    let moved = here.join("旧 稿");
    assert_eq!(said(here, &["--since", "HEAD", "."]), "一.txt:2:5:\n新.txt:1:5:\n");
    assert_eq!(said(&moved, &["--since", "main", "../一.txt", "改名.txt"]), "../一.txt:2:5:\n");
    let none = dinggao(here, &["--since", "没有", "."]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("没有“没有”这个版本"));
}

#[test]
fn fixes_keep_to_changed_paragraphs() {
    let Some(folder) = repository() else { return };
    let here = folder.path();
    fs::write(here.join("一.txt"), "同志们：\n坚决捍卫“连个确立”。\n").expect("writes");
    assert!(git(here, &["commit", "-qam", "second"]));
    fs::write(here.join("一.txt"), "同志们：\n坚决捍卫“连个确立”。\n我们捍卫“连个确立”。\n").expect("writes");
    let run = Command::new(env!("CARGO_BIN_EXE_dinggao"))
        .current_dir(here)
        .args(["check", "--no-config", "--only", "slogan", "--fix", "--since", "HEAD", "一.txt"])
        .output();
    assert_eq!(run.expect("runs").status.code(), Some(0));
    let text = fs::read_to_string(here.join("一.txt")).expect("reads");
    assert_eq!(text, "同志们：\n坚决捍卫“连个确立”。\n我们捍卫“两个确立”。\n");
}

#[test]
fn without_git_the_drafter_is_told() {
    let Some(folder) = repository() else { return };
    let run = Command::new(env!("CARGO_BIN_EXE_dinggao"))
        .current_dir(folder.path())
        .env("PATH", "")
        .args(["check", "--since", "HEAD", "一.txt"])
        .output()
        .expect("runs");
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("没有找到 git"));
}

#[test]
fn a_baseline_lets_an_old_repository_start_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::create_dir(here.join("稿")).expect("makes");
    fs::write(here.join("稿/一.txt"), format!("同志们：\n{OWN}")).expect("writes");
    let written = Command::new(env!("CARGO_BIN_EXE_dinggao"))
        .current_dir(here)
        .args(["check", "--no-config", "--only", "placeholder", "--write-baseline", "基线.json", "."])
        .output()
        .expect("runs");
    assert_eq!(written.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&written.stderr).contains("已把现有的 1 处问题记入 基线.json"));
    assert_eq!(said(here, &["--baseline", "基线.json", "."]), "");
    fs::write(here.join("稿/一.txt"), format!("同志们：\n加一段。\n{OWN}加一段XX。\n")).expect("writes");
    assert_eq!(said(here, &["--baseline", "基线.json", "."]), "稿/一.txt:4:4:\n");
    assert_eq!(said(&here.join("稿"), &["--baseline", "../基线.json", "一.txt"]), "一.txt:4:4:\n");
}
