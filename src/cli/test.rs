//! `dinggao test`: runs the examples that rules carry.

use super::args::TestArgs;
use super::screen::{Screen, Stderr};
use super::{CLEAN, FOUND, Stop, problems};
use crate::config::{self, Unusable};
use crate::pack::{self, Pack};
use crate::report::visible::visible;
use crate::selftest;
use std::io::Write;
use std::path::Path;

/// Runs the examples of the packs named, or of all built-in ones.
pub(super) fn run(args: &TestArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let texts = texts(&args.packs)?;
    let mut tests = Vec::new();
    let mut wrong = Vec::new();
    let mut own = Vec::new();
    for (name, text) in &texts {
        match Pack::load_with_tests(name, text) {
            Ok((pack, examples)) => {
                tests.extend(examples);
                own.push((pack.name, name, text));
            }
            Err(errors) => wrong.push(Unusable::Toml(errors)),
        }
    }
    if !wrong.is_empty() {
        problems::print(&wrong, Screen::new(&args.screen, true));
        return Err(Stop::Said);
    }
    // A file stands in for the built-in pack of its name, so that authors see what they are writing.
    let load = || {
        let mut packs = pack::builtin();
        for (pack, name, text) in &own {
            if let Ok(new) = Pack::load(name, text) {
                match packs.iter_mut().find(|known| known.name == *pack) {
                    Some(known) => *known = new,
                    None => packs.push(new),
                }
            }
        }
        packs
    };
    let (count, failures) = selftest::run(&tests, &load);
    for failure in &failures {
        writeln!(out, "{} {}：{}", failure.fault.title(), failure.rule, visible(&failure.example, true))?;
        writeln!(out, "    {}", visible(&failure.detail, true))?;
    }
    let rules = tests.len();
    if failures.is_empty() {
        writeln!(out, "{rules} 条规则的 {count} 个例句全部通过。")?;
        return Ok(CLEAN);
    }
    writeln!(out, "{rules} 条规则的 {count} 个例句，{} 个没有通过。", failures.len())?;
    Ok(FOUND)
}

/// The TOML of each pack, with its file name.
fn texts(names: &[String]) -> Result<Vec<(String, String)>, Stop> {
    let built_in = || pack::sources().iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
    if names.is_empty() {
        return Ok(built_in().collect());
    }
    let mut texts = Vec::new();
    for name in names {
        if let Some(known) = built_in().find(|(file, _)| file.strip_suffix(".toml") == Some(name)) {
            texts.push(known);
            continue;
        }
        let path = Path::new(name);
        if !path.exists() && path.extension().is_none() {
            let stems: Vec<&str> = pack::sources().iter().filter_map(|(file, _)| file.strip_suffix(".toml")).collect();
            let near = pack::nearest(name, stems.iter().copied()).map(|near| format!("；是不是 {near}？"));
            return Err(Stop::Usage(format!("没有“{name}”这个规则包{}", near.unwrap_or_default())));
        }
        match config::text_of(path) {
            Ok(text) => texts.push((name.clone(), text)),
            Err(reason) => {
                let _ = writeln!(Stderr, "无法读取：{}：{reason}", visible(name, true));
                return Err(Stop::Said);
            }
        }
    }
    Ok(texts)
}
