//! A run of `--fix` that is killed at any moment leaves the old file or the new one, whole.
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs that are killed.
const RUNS: u32 = 200;
/// Of them at one time.
const AT_ONCE: u32 = 4;

const PACK: &str = r#"
[pack]
name = "own"
title = "自定"
about = "试验用"
[[rule]]
id = "jiezhi"
level = "error"
message = "“{match}”应为“{fix}”"
why = "到某时为止用“截至”。"
[rule.replace]
fix = "safe"
map = { "截止目前" = "截至目前" }
[[rule.test]]
bad = "«截止目前»，完成三亿元。"
fixed = "截至目前，完成三亿元。"
[[rule.test]]
good = "报名日期截止。"
"#;

fn fix(folder: &Path, name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dinggao"));
    command.args(["check", "--fix", "--only", "own", name]).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_killed_fix_leaves_a_whole_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("own.toml"), PACK).expect("writes");
    fs::write(here.join("dinggao.toml"), "packs = [\"./own.toml\"]\n").expect("writes");
    let old = "截止目前，各项工作进展顺利，完成投资三亿元。\n".repeat(60);
    let new = old.replace("截止目前", "截至目前");
    // How long a whole run takes here and now: the moments of death are spread over it.
    let name = |n: u32| format!("{n}.txt");
    fs::write(here.join(name(0)), &old).expect("writes");
    let begun = Instant::now();
    fix(here, &name(0)).status().expect("runs");
    let whole = begun.elapsed();
    assert_eq!(fs::read_to_string(here.join(name(0))).expect("reads"), new, "a run that is not killed fixes");
    let (mut torn, mut fixed, mut random) = (0, 0, 0x2545_F491_4F6C_DD1D_u64);
    for round in 0..RUNS / AT_ONCE {
        let mut running = Vec::new();
        for n in 0..AT_ONCE {
            fs::write(here.join(name(n)), &old).expect("writes");
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // The writing is at the end: most are killed there.
            let share = if round % 4 == 0 { random % 1000 } else { 600 + random % 900 };
            running.push((n, whole.mul_f64(share as f64 / 1000.0), fix(here, &name(n)).spawn().expect("runs")));
        }
        running.sort_by_key(|(_, at, _)| *at);
        let begun = Instant::now();
        for (n, at, mut child) in running {
            std::thread::sleep(at.saturating_sub(begun.elapsed()).min(Duration::from_secs(1)));
            let _ = child.kill();
            child.wait().expect("ends");
            let left = fs::read_to_string(here.join(name(n))).expect("is there, and is text");
            fixed += u32::from(left == new);
            torn += u32::from(left != new && left != old);
        }
    }
    assert_eq!(torn, 0, "torn files");
    assert!(fixed < RUNS, "none was killed in time");
}
