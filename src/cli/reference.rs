//! Packs → `docs/rules.md`: a table of the packs with counts, then every rule of each pack.

use super::rules::message;
use crate::check::Checker;
use crate::config::Configs;
use crate::diagnostic::{Level, RuleId};
use crate::pack::{Pack, Rule, RuleTest};
use std::io::{self, Write};

const HEAD: &str = "\
# 规则总表

<!-- 由 dinggao rules --format markdown 生成，勿手改。 -->

级别是没有疑义时的级别；把握小的、长引文里的，会低一级报告。标“默认停用”的要在 dinggao.toml 的 [rules] 里写 \"on\"。
每条规则的正误例句见 `dinggao explain 规则`。
";

/// Writes the reference of the rules that `asked` takes.
pub(super) fn write(
    checker: &Checker,
    configs: &Configs,
    asked: &dyn Fn(&Rule) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let examples = configs.all_examples();
    let packs: Vec<(&Pack, Vec<&Rule>)> = checker
        .packs()
        .iter()
        .map(|pack| (pack, pack.rules.iter().filter(|rule| asked(rule)).collect::<Vec<_>>()))
        .filter(|(_, rules)| !rules.is_empty())
        .collect();
    writeln!(out, "{HEAD}\n| 规则包 | 名称 | 管什么 | 规则 | 错误 | 警告 | 提示 | 例句 |")?;
    writeln!(out, "|---|---|---|---:|---:|---:|---:|---:|")?;
    let mut sum = [0; 5];
    for (pack, rules) in &packs {
        let level = |level: Level| rules.iter().filter(|rule| rule.level == level).count();
        let carried = rules.iter().map(|rule| count(&examples, &rule.id)).sum();
        let counts = [rules.len(), level(Level::Error), level(Level::Warning), level(Level::Info), carried];
        let link = format!("[`{0}`](#{0})", pack.name);
        row(out, &[&link, &cell(&pack.title), &cell(&pack.about)], &counts)?;
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    row(out, &["合计", "", ""], &sum)?;
    for (pack, rules) in &packs {
        writeln!(out, "\n## {}\n\n{}：{}\n", pack.name, pack.title, pack.about)?;
        writeln!(out, "| 规则 | 级别 | 报告 | 说明 | 依据 |\n|---|---|---|---|---|")?;
        for rule in rules {
            let off = if rule.off { "，默认停用" } else { "" };
            let (title, said, why) = (rule.level.title(), cell(&message(rule)), cell(&rule.why));
            let source = cell(rule.source.as_deref().unwrap_or_default());
            writeln!(out, "| `{}` | {title}{off} | {said} | {why} | {source} |", rule.id)?;
        }
    }
    Ok(())
}

fn row(out: &mut dyn Write, words: &[&str], counts: &[usize]) -> io::Result<()> {
    let counts = counts.iter().map(usize::to_string);
    let cells: Vec<String> = words.iter().map(|word| (*word).to_owned()).chain(counts).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

/// A text that stays in its cell of the table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|").replace('<', "&lt;").trim().to_owned()
}

fn count(examples: &[(RuleId, Vec<RuleTest>)], id: &RuleId) -> usize {
    examples.iter().find(|(known, _)| known == id).map_or(0, |(_, tests)| tests.len())
}
