//! `dinggao explain`: why a rule is there, and how it is met.

use super::args::ExplainArgs;
use super::rules::{here, message};
use super::screen::Screen;
use super::{CLEAN, Stop};
use crate::config::no_rule;
use crate::pack::{Rule, RuleTest};
use crate::report::visible::{columns, visible, wrap};
use std::io::{self, Write};

/// Examples of each sort that are shown.
const EXAMPLES: usize = 4;

/// Explains the rules that are named.
pub(super) fn run(args: &ExplainArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let (configs, at) = here(args.no_config)?;
    let Some(setup) = configs.setups.get(at) else { return Err(Stop::Said) };
    let known: Vec<&str> = setup.checker.rules().map(|rule| rule.id.as_str()).collect();
    let width = Screen::plain(false).width;
    for (i, wanted) in args.rules.iter().enumerate() {
        let Some(rule) = setup.checker.rules().find(|rule| rule.id.as_str() == wanted) else {
            let inside: Vec<&str> = known.iter().copied().filter(|id| id.split('/').next() == Some(wanted)).collect();
            return Err(Stop::Usage(if inside.is_empty() {
                no_rule(wanted, &known)
            } else {
                format!("“{wanted}”是规则包，请写明其中一条：{}", inside.join("、"))
            }));
        };
        if i > 0 {
            writeln!(out)?;
        }
        let pack = setup.checker.packs().iter().find(|pack| pack.name == rule.id.pack());
        explain(rule, pack.map_or("", |pack| &pack.title), &configs.examples(&rule.id), width, out)?;
    }
    Ok(CLEAN)
}

fn explain(rule: &Rule, pack: &str, examples: &[RuleTest], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let off = if rule.off { "，默认停用" } else { "" };
    writeln!(out, "{}（{}，{}{off}）", rule.id, visible(pack, true), rule.level.title())?;
    let mut entry = |head: &str, text: &str| -> io::Result<()> {
        let indent = 2 + columns(head) + 2;
        for (i, line) in wrap(&visible(text, true), width.saturating_sub(indent).max(20)).iter().enumerate() {
            if i == 0 {
                writeln!(out, "  {head}：{line}")?;
            } else {
                writeln!(out, "{}{line}", " ".repeat(indent))?;
            }
        }
        Ok(())
    };
    entry("报告", &message(rule))?;
    entry("说明", &rule.why)?;
    if let Some(source) = &rule.source {
        entry("依据", source)?;
    }
    if let Some(url) = &rule.url {
        entry("参见", url)?;
    }
    let short = |text: &&String| !text.contains('\n');
    for test in examples.iter().filter(|test| test.bad.as_ref().is_some_and(|bad| short(&bad))).take(EXAMPLES) {
        entry("误例", test.bad.as_deref().unwrap_or(""))?;
        if let Some(fixed) = test.fixed.as_ref().filter(short) {
            entry("改为", fixed)?;
        }
    }
    for good in examples.iter().filter_map(|test| test.good.as_ref()).filter(short).take(EXAMPLES) {
        entry("不报", good)?;
    }
    entry("停用", &format!("在 dinggao.toml 的 [rules] 里写 \"{}\" = \"off\"", rule.id))
}
