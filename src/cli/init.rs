//! `dinggao init`: a folder → its first `dinggao.toml`, a rule pack to fill in, the schemas their editors ask for, and
//! the config of pre-commit where wanted. What is there already is never touched.

use super::args::InitArgs;
use super::{CLEAN, FAILED, Stop};
use crate::disk::in_words;
use crate::report::visible::visible;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The files, each under the name it gets.
const FILES: [(&str, &str); 4] = [
    ("dinggao.toml", include_str!("../../assets/init/dinggao.toml")),
    ("rules/本单位.toml", include_str!("../../assets/init/pack.toml")),
    (".dinggao/config.schema.json", include_str!("../../docs/schema/config.json")),
    (".dinggao/pack.schema.json", include_str!("../../docs/schema/pack.json")),
];
const HOOK: (&str, &str) = (".pre-commit-config.yaml", include_str!("../../assets/init/pre-commit.yaml"));

/// Writes what is missing.
pub(super) fn run(args: &InitArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let folder = args.folder.as_deref().unwrap_or(Path::new(""));
    let mut failed = false;
    for (name, text) in FILES.into_iter().chain(args.pre_commit.then_some(HOOK)) {
        let path = folder.join(name);
        let shown = visible(&path.to_string_lossy(), true).into_owned();
        match create(&path, text) {
            Ok(()) => writeln!(out, "已写 {shown}")?,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => writeln!(out, "已有 {shown}，没有动")?,
            Err(e) => {
                failed = true;
                writeln!(out, "没有写成 {shown}：{}", in_words(&e))?;
            }
        }
    }
    if failed {
        return Ok(FAILED);
    }
    writeln!(out, "\n下一步：打开 dinggao.toml 和 rules/本单位.toml，照里面的说明填上本单位的词；")?;
    writeln!(out, "改完规则用 dinggao test rules/本单位.toml 检验，再用 dinggao check 核稿。")?;
    Ok(CLEAN)
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
