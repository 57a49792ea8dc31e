//! What the documents say of the program is what it does: `docs/rules.md`, the tables of packs and the pasted output of
//! the READMEs. `UPDATE_DOCS=1 cargo test --test docs` writes them anew.

use dinggao::pack;
use std::fs;
use std::process::Command;

/// Lines of the example's output that a README shows: from the top, and from the end.
const TOP: usize = 34;
const END: usize = 2;

fn said(args: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_dinggao")).args(args).output().expect("runs");
    let text = String::from_utf8(done.stdout).expect("is UTF-8");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

#[track_caller]
fn hold(file: &str, wanted: &str) {
    let known = fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    if known == wanted {
        return;
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(file, wanted).expect("writes");
        return;
    }
    let line = known.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count() + 1;
    panic!("{file} is not current (line {line}); run UPDATE_DOCS=1 cargo test --test docs");
}

/// Puts `body` between the comments that begin with `begin` and `end`.
fn between(text: &str, begin: &str, end: &str, body: &str) -> String {
    let (head, rest) = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}"));
    let (mark, rest) = rest.split_once("-->\n").expect("the comment ends");
    let (_, tail) = rest.split_once(end).unwrap_or_else(|| panic!("no {end}"));
    format!("{head}{begin}{mark}-->\n\n{}\n\n{end}{tail}", body.trim_end())
}

/// The run that the READMEs show.
fn example() -> String {
    let all = said(&["check", "--no-config", "--color", "never", "examples/脏稿.txt"]);
    let lines: Vec<&str> = all.lines().collect();
    let shown = match lines.len() {
        few if few <= TOP + END => lines.join("\n"),
        many => format!("{}\n……\n{}", lines[..TOP].join("\n").trim_end(), lines[many - END..].join("\n").trim_start()),
    };
    format!("```text\n{shown}\n```")
}

#[test]
fn the_reference_of_rules_is_current() {
    hold("docs/rules.md", &said(&["rules", "--no-config", "--format", "markdown"]));
}

#[test]
fn the_readmes_are_current() {
    let packs = pack::builtin();
    let rows: String = packs.iter().map(|p| format!("| `{}` | {} | {} |\n", p.name, p.title, p.about)).collect();
    for (file, heads, marks) in [
        (
            "README.md",
            "| 规则包 | 名称 | 管什么 |",
            ["<!-- 输出：开始", "<!-- 输出：结束 -->", "<!-- 规则包：开始", "<!-- 规则包：结束 -->"],
        ),
        (
            "README.en.md",
            "| pack | title | about |",
            ["<!-- output: begin", "<!-- output: end -->", "<!-- packs: begin", "<!-- packs: end -->"],
        ),
    ] {
        let text = fs::read_to_string(file).expect("reads").replace("\r\n", "\n");
        let text = between(&text, marks[0], marks[1], &example());
        let text = between(&text, marks[2], marks[3], &format!("{heads}\n|---|---|---|\n{rows}"));
        hold(file, &text);
    }
}

#[test]
fn rules_that_are_named_are_there() {
    let packs = pack::builtin();
    let known: Vec<&str> = packs.iter().flat_map(|p| &p.rules).map(|rule| rule.id.as_str()).collect();
    let help = said(&["--help"]) + &said(&["explain", "--help"]);
    for text in
        [help, fs::read_to_string("README.md").expect("reads"), fs::read_to_string("README.en.md").expect("reads")]
    {
        let named = text.split(|c: char| !(c.is_ascii_lowercase() || c == '-' || c == '/')).filter(|word| {
            word.split_once('/').is_some_and(|(pack, rule)| packs.iter().any(|p| p.name == pack) && !rule.is_empty())
        });
        for rule in named {
            assert!(known.contains(&rule), "there is no rule {rule}");
        }
    }
}
