//! `dinggao rules`: what there is, pack by pack.

use super::args::{ListFormat, RulesArgs};
use super::files::Input;
use super::screen::Screen;
use super::{CLEAN, Stop};
use super::{problems, reference};
use crate::check::Checker;
use crate::config::{self, Configs};
use crate::pack::Rule;
use crate::report::json::write_item;
use crate::report::visible::{columns, visible};
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    level: &'static str,
    enabled: bool,
    pack: &'a str,
    pack_title: &'a str,
    message: String,
    why: &'a str,
    source: Option<&'a str>,
    url: Option<&'a str>,
}

/// Lists the rules, or those that are named.
pub(super) fn run(args: &RulesArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let (configs, at) = here(args.no_config)?;
    let Some(setup) = configs.setups.get(at) else { return Err(Stop::Said) };
    if let Some(message) = configs.stranger(&args.only) {
        return Err(Stop::Usage(message));
    }
    match args.format.unwrap_or(ListFormat::Human) {
        ListFormat::Json => json(&setup.checker, &args.only, out)?,
        ListFormat::Human => table(&setup.checker, &args.only, out)?,
        ListFormat::Markdown => reference::write(&setup.checker, &configs, &|rule| asked(rule, &args.only), out)?,
    }
    Ok(CLEAN)
}

/// The config that holds in the current folder.
pub(super) fn here(no_config: bool) -> Result<(Configs, usize), Stop> {
    let mut configs = Configs::new(config::Asked { no_config, ..config::Asked::default() });
    let input = Input { name: "文稿.txt".to_owned(), path: Some(PathBuf::from("文稿.txt")), named: true };
    match configs.of(input.place()) {
        Ok(at) => Ok((configs, at)),
        Err(at) => {
            if let Some(found) = configs.found.get(at) {
                problems::print(&found.wrong, Screen::plain(true));
            }
            Err(Stop::Said)
        }
    }
}

/// The message of a rule with its gaps shown as gaps.
pub(super) fn message(rule: &Rule) -> String {
    let gaps: Vec<(&'static str, String)> = rule.kind.vars().iter().map(|name| (*name, "……".to_owned())).collect();
    rule.message.fill("……", &gaps)
}

fn asked(rule: &Rule, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|selector| rule.id.matches(selector))
}

fn table(checker: &Checker, only: &[String], out: &mut dyn Write) -> io::Result<()> {
    let shown = || checker.rules().filter(|rule| asked(rule, only));
    let widest = shown().map(|rule| rule.id.as_str().len()).max().unwrap_or(0);
    let mut count = 0;
    for pack in checker.packs() {
        let rules: Vec<&Rule> = pack.rules.iter().filter(|rule| asked(rule, only)).collect();
        if rules.is_empty() {
            continue;
        }
        let about = if pack.about.is_empty() { String::new() } else { format!("：{}", pack.about) };
        writeln!(out, "{}（{}）{}", visible(&pack.title, true), pack.name, visible(&about, true))?;
        for rule in rules {
            count += 1;
            let off = if rule.off { "（默认停用）" } else { "" };
            let (id, level) = (rule.id.as_str(), rule.level.title());
            let room = " ".repeat(widest.saturating_sub(columns(id)));
            writeln!(out, "  {id}{room}  {level}  {}{off}", visible(&message(rule), true))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "共 {count} 条。一条规则为什么，见 dinggao explain <规则>。")
}

fn json(checker: &Checker, only: &[String], out: &mut dyn Write) -> io::Result<()> {
    let packs = checker.packs().iter();
    let items = packs.flat_map(|pack| {
        let rules = pack.rules.iter().filter(|rule| asked(rule, only));
        rules.map(|rule| Item {
            id: rule.id.as_str(),
            level: rule.level.name(),
            enabled: !rule.off,
            pack: &pack.name,
            pack_title: &pack.title,
            message: message(rule),
            why: &rule.why,
            source: rule.source.as_deref(),
            url: rule.url.as_deref(),
        })
    });
    out.write_all(b"[")?;
    for (i, item) in items.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write_item(out, &item)?;
    }
    out.write_all(b"\n]\n")
}
