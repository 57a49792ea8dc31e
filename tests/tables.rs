//! The tables of wrong and right strings of all packs: each entry lives in one place, no cure is itself a fault, and no
//! two rules report the same place.

use dinggao::check::{Checker, Config};
use dinggao::diagnostic::{Diagnostic, Level};
use dinggao::document::Document;
use dinggao::pack;
use dinggao::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// One wrong string with its company.
struct Row {
    rule: String,
    wrong: String,
    right: String,
    left: String,
    after: String,
    bare: bool,
}

fn strings(value: Option<&toml::Value>) -> Vec<String> {
    match value {
        Some(toml::Value::String(one)) => vec![one.clone()],
        Some(toml::Value::Array(all)) => all.iter().filter_map(|v| Some(v.as_str()?.to_owned())).collect(),
        _ => Vec::new(),
    }
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (_, text) in pack::sources() {
        let pack: toml::Table = text.parse().expect("a pack is TOML");
        let name = pack["pack"]["name"].as_str().expect("a pack has a name");
        for rule in pack["rule"].as_array().expect("a pack has rules") {
            if rule.get("default").is_some() {
                continue;
            }
            let Some(replace) = rule.get("replace") else { continue };
            let id = format!("{name}/{}", rule["id"].as_str().expect("a rule has an id"));
            for (wrong, right) in replace.get("map").and_then(toml::Value::as_table).into_iter().flatten() {
                let right = right.as_str().expect("a string").to_owned();
                let (left, after) = (String::new(), String::new());
                rows.push(Row { rule: id.clone(), wrong: wrong.clone(), right, left, after, bare: true });
            }
            for word in replace.get("word").and_then(toml::Value::as_array).into_iter().flatten() {
                let right = strings(word.get("right"));
                let (before, after) = (strings(word.get("before")), strings(word.get("after")));
                for (i, wrong) in strings(word.get("wrong")).into_iter().enumerate() {
                    let right = right.get(i).or(right.first()).expect("checked when loaded").clone();
                    rows.push(Row {
                        rule: id.clone(),
                        wrong,
                        right,
                        // Either suffices: the first company that the row names.
                        left: if after.is_empty() {
                            before.first().cloned().unwrap_or_default()
                        } else {
                            String::new()
                        },
                        after: after.first().cloned().unwrap_or_default(),
                        bare: before.is_empty() && after.is_empty(),
                    });
                }
            }
        }
    }
    rows
}

fn reported(checker: &Checker, text: &str) -> Vec<Diagnostic> {
    let source = Source::from_bytes("表.txt", text.as_bytes().to_vec()).expect("is text");
    let mut found = checker.check(&Document::new(source));
    found.retain(|d| d.level >= Level::Warning);
    found
}

fn checker() -> Checker {
    let skip =
        ["structure", "delivery", "numbering", "consistency", "timeline", "punctuation", "placeholder", "layout"];
    let config = Config { skip: skip.map(str::to_owned).to_vec(), ..Config::default() };
    Checker::new(pack::builtin(), config)
}

#[test]
fn an_entry_lives_in_one_table() {
    let mut seen: BTreeMap<(String, String, String), String> = BTreeMap::new();
    let mut faults = Vec::new();
    for row in rows() {
        let key = (row.left, row.wrong.clone(), row.after);
        if let Some(first) = seen.insert(key, row.rule.clone()) {
            faults.push(format!("{}: in {first} and {}", row.wrong, row.rule));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_right_in_one_row_is_wrong_in_none() {
    let rows = rows();
    let wrong: BTreeSet<&str> = rows.iter().filter(|r| r.bare).map(|r| r.wrong.as_str()).collect();
    let faults: Vec<&str> = rows.iter().map(|r| r.right.as_str()).filter(|r| wrong.contains(r)).collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn a_wrong_string_is_reported_once_and_its_cure_never() {
    let checker = checker();
    let mut faults = Vec::new();
    for row in rows() {
        let line = |word: &str| format!("会上说，{}{word}{}。\n", row.left, row.after);
        let found = reported(&checker, &line(&row.wrong));
        // A slogan's tables lie near each other on purpose.
        if found.len() > 1 && !row.rule.starts_with("slogan/") {
            let rules: Vec<String> = found.iter().map(|d| d.rule.to_string()).collect();
            faults.push(format!("{} ({}): {}", row.wrong, row.rule, rules.join(", ")));
        }
        for d in reported(&checker, &line(&row.right)) {
            faults.push(format!("{} → {} ({}): the cure is reported by {}", row.wrong, row.right, row.rule, d.rule));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_table_names_nothing_twice_and_its_sources() {
    let mut faults = Vec::new();
    for (file, text) in pack::sources() {
        let pack: toml::Table = text.parse().expect("a pack is TOML");
        for rule in pack["rule"].as_array().expect("a pack has rules") {
            let id = rule["id"].as_str().expect("a rule has an id");
            let from_rule = rule.get("source").is_some();
            let mut lists: Vec<(&str, Vec<String>)> = Vec::new();
            let mut rows: BTreeSet<String> = BTreeSet::new();
            for (kind, table) in rule.as_table().into_iter().flatten() {
                for (key, value) in table.as_table().into_iter().flatten() {
                    lists.push((key, strings(Some(value))));
                    for row in value.as_array().into_iter().flatten().filter_map(toml::Value::as_table) {
                        let text = toml::Value::Table(row.clone()).to_string();
                        if !rows.insert(text.clone()) {
                            faults.push(format!("{file} {id}: twice: {text}"));
                        }
                        if matches!(kind.as_str(), "timeline" | "quote") && !from_rule && row.get("source").is_none() {
                            faults.push(format!("{file} {id}: no source: {text}"));
                        }
                        row.iter().for_each(|(key, value)| {
                            if key != "right" {
                                lists.push((key, strings(Some(value))));
                            }
                        });
                    }
                }
            }
            for (key, list) in lists {
                let mut seen = BTreeSet::new();
                for word in list.iter().filter(|word| !seen.insert(word.as_str())) {
                    faults.push(format!("{file} {id}: {key} names “{word}” twice"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn times_run_forwards() {
    let mut faults = Vec::new();
    for (file, text) in pack::sources() {
        let pack: toml::Table = text.parse().expect("a pack is TOML");
        for rule in pack["rule"].as_array().expect("a pack has rules") {
            let rows = rule.get("timeline").and_then(|t| t.get("row")).and_then(toml::Value::as_array);
            let spans = rows.into_iter().flatten().map(|row| (row, "from")).chain([(rule, "since")]);
            for (row, from) in spans {
                let time = |key: &str| row.get(key).and_then(toml::Value::as_str);
                let what = || format!("{file} {}: {row}", rule["id"]);
                for text in [from, "until"].into_iter().filter_map(time) {
                    let month = text.get(5..).map_or(Some(1), |m| m.parse::<u32>().ok());
                    let year = text.get(..4).and_then(|y| y.parse::<u32>().ok());
                    if !year.is_some_and(|y| (1900..2100).contains(&y)) || !month.is_some_and(|m| (1..=12).contains(&m))
                    {
                        faults.push(format!("no month: {}", what()));
                    }
                }
                // A bare year ends with its December.
                let end = time("until").map(|t| if t.len() == 4 { format!("{t}-12") } else { t.to_owned() });
                let start = time(from).map(|t| if t.len() == 4 { format!("{t}-01") } else { t.to_owned() });
                if start.zip(end).is_some_and(|(start, end)| start > end) {
                    faults.push(format!("ends before it begins: {}", what()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn sources_are_told_of_every_pack() {
    let list = include_str!("../rules/SOURCES.md");
    for (file, _) in pack::sources() {
        let name = file.trim_end_matches(".toml");
        let row = list.lines().find(|line| line.starts_with(&format!("| {name} |")));
        let checked = row.and_then(|row| row.trim_end_matches(" |").rsplit("| ").next());
        let dated = checked.is_some_and(|c| c.len() == 7 && c.starts_with("20") && c.get(4..5) == Some("-"));
        assert!(dated, "rules/SOURCES.md: pack {name} needs a row with a date such as 2026-11, has {row:?}");
    }
    assert_eq!(list.matches("|---").count(), 3, "one table");
}
