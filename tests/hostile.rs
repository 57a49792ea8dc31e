//! Drafts, names, configs and packs that were made to do harm: a right answer or one clear message, nothing a terminal
//! would obey, and no more time than their length asks for. What needs root, a small disk or a stopwatch is in
//! `tests/integration/hostile.sh`.
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Sets the title of a terminal, clears it, turns text around, rings; C1 as well.
const EVIL: &str = "\u{1b}]0;黑\u{7}\u{1b}[2J\u{202e}反\u{202c}\u{2066}\u{9b}31m\u{8}\u{7f}\u{85}\u{2028}";

fn dinggao(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dinggao"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("runs")
}

/// What was said, on both streams.
fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(both).expect("is UTF-8")
}

fn obeyed(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[track_caller]
fn harmless(output: &Output, what: &str) {
    let said = said(output);
    let at = said.find(obeyed);
    assert!(
        at.is_none(),
        "{what}: {:?}",
        at.and_then(|at| said.get(at..)).map(|s| s.chars().take(40).collect::<String>())
    );
}

/// A run that must leave with this code and say this.
#[track_caller]
fn expect(folder: &Path, args: &[&str], code: i32, words: &str) {
    let output = dinggao(folder, args);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(said.contains(words), "{args:?}: {said}");
    harmless(&output, words);
}

fn own_pack(rules: &str) -> String {
    format!("[pack]\nname = \"own\"\ntitle = \"自定\"\nabout = \"试验用\"\n{rules}")
}

fn replace_rule(id: &str, table: &str, bad: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nlevel = \"error\"\nmessage = \"错\"\nwhy = \"试\"\n{table}\n\
         [[rule.test]]\nbad = \"{bad}\"\n[[rule.test]]\ngood = \"好\"\n"
    )
}

#[test]
fn nothing_a_terminal_obeys_reaches_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let line = format!("截止目前{EVIL}，今年减税XX万元{EVIL}，坚决捍卫“连个确立”{EVIL}。\n");
    let draft =
        format!("在全县{EVIL}工作会议上的讲话\n\n同志们：\n{line}一、提高{EVIL}认识\n三、{EVIL}抓好落实\n{line}");
    fs::write(here.join("稿.txt"), &draft).expect("writes");
    fs::write(here.join("稿.md"), format!("# {EVIL}题\n\n{line}")).expect("writes");
    let named = format!("a{}\u{1b}[31m\u{202e}.txt", if cfg!(windows) { "" } else { "\n" });
    let names = ["稿.txt", "稿.md", named.as_str()];
    let names = &names[..if fs::write(here.join(&named), &draft).is_ok() { 3 } else { 2 }];
    for name in names {
        for format in
            ["human", "short", "json", "jsonl", "html", "sarif", "github", "gitlab", "rdjson", "checkstyle", "junit"]
        {
            let output = dinggao(here, &["check", "--no-config", "--level", "info", "--format", format, name]);
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            harmless(&output, format);
        }
        for args in [&["check", "--ascii"][..], &["outline"]] {
            harmless(&dinggao(here, &[args, &[name]].concat()), args.join(" ").as_str());
        }
        // A diff in a pipe is for `patch`, and exact; with colours it is for a terminal.
        let diff = dinggao(here, &["check", "--no-config", "--diff", "--unsafe-fixes", "--color", "always", name]);
        let diff = [31, 32, 36, 0].iter().fold(said(&diff), |diff, code| diff.replace(&format!("\u{1b}[{code}m"), ""));
        assert!(diff.contains("+++ ") && !diff.contains(obeyed), "{diff:?}");
    }
    // Arguments, configs, packs and baselines are named in complaints.
    let evil = format!("无{EVIL}");
    for args in [
        &["check", evil.as_str()][..],
        &[evil.as_str()],
        &["explain", evil.as_str()],
        &["check", "--only", evil.as_str(), "稿.txt"],
        &["check", "--genre", evil.as_str(), "稿.txt"],
        &["check", "--date", evil.as_str(), "稿.txt"],
        &["check", "--baseline", evil.as_str(), "稿.txt"],
        &["check", "--since", evil.as_str(), "稿.txt"],
        &["test", evil.as_str()],
        &["outline", evil.as_str()],
        &["check", "--format", evil.as_str(), "稿.txt"],
        &[format!("--{evil}").as_str()],
    ] {
        let output = dinggao(here, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
        harmless(&output, args[0]);
    }
    let rule = replace_rule("a", "[rule.terms]\nwords = [\"减税\"]", "«减税»").replace("错", "错\\u001b[31m\\u202e");
    fs::write(here.join("own.toml"), own_pack(&rule.replace("试", "试\\u001b[2J\\u009b"))).expect("writes");
    fs::write(here.join("dinggao.toml"), "packs = [\"./own.toml\"]\n").expect("writes");
    for args in [
        &["check", "稿.txt"][..],
        &["explain", "own/a"],
        &["rules"],
        &["test", "own.toml"],
        &["check", "--format", "html", "稿.txt"],
    ] {
        harmless(&dinggao(here, args), args[0]);
    }
    fs::write(here.join("dinggao.toml"), format!("\"{}\" = 1\n[rules]\n\"a\\u001b[31m\" = \"off\"\n", "x\u{202e}"))
        .expect("writes");
    expect(here, &["check", "稿.txt"], 2, "不认识");
    fs::write(here.join("dinggao.toml"), format!("packs = [\"{}.toml\"]\n", "无\\u001b[2J")).expect("writes");
    expect(here, &["check", "稿.txt"], 2, "无");
}

#[test]
fn bytes_that_are_no_text_are_refused_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let utf16 = |units: &[u16]| [0xFEFF].iter().chain(units).flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>();
    let mut lone: Vec<u16> = "同志们：今天开会。".encode_utf16().collect();
    lone.insert(3, 0xD800);
    let mut low = lone.clone();
    low[3] = 0xDC00;
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("零.txt", "同志们：\0今天开会。".into(), "二进制"),
        ("全零.txt", vec![0; 4096], "二进制"),
        ("高.txt", utf16(&lone), ""),
        ("低.txt", utf16(&low), ""),
        ("奇.txt", [utf16(&lone[..3]), vec![0x4E]].concat(), ""),
        ("断.txt", b"\xE5\x90\x8C\xE5\xBF\x97\xE4\xBB\xAC\xEF\xBC\x9A\xE4\xBB".to_vec(), ""),
        ("乱.txt", (0..=255).cycle().take(5000).collect(), ""),
    ];
    for (name, bytes, words) in cases {
        fs::write(here.join(name), &bytes).expect("writes");
        for fix in [&[][..], &["--fix"]] {
            let output = dinggao(here, &[&["check", "--no-config"], fix, &[name]].concat());
            harmless(&output, name);
            let text = said(&output);
            if output.status.code() == Some(2) {
                let first = text.lines().filter(|line| line.contains(name)).count();
                assert_eq!(first, 1, "{name}: {text}");
            }
            assert!(words.is_empty() || output.status.code() == Some(2) && text.contains(words), "{name}: {text}");
            assert!(!text.contains("程序内部出错"), "{name}: {text}");
            assert_eq!(fs::read(here.join(name)).expect("reads"), bytes, "{name} was changed");
        }
    }
}

/// Each of these took hours where some step looked again at all that came before. In a debug build, on a slow machine,
/// they take seconds.
#[test]
fn no_draft_takes_more_than_its_length() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let items: String = (0..30_000).map(|n| format!("{}是抓落实；", ["一", "二", "三", "四"][n % 4])).collect();
    let deep = |n: usize| format!("{}{}{}", "（".repeat(n), "截止目前，".repeat(n / 10), "）".repeat(n));
    let drafts = [
        ("长行", "我们要坚决捍卫“连个确立”，".repeat(6_000)),
        ("深括号", deep(60_000)),
        ("半边括号", "（截止目前，".repeat(12_000)),
        ("列举", items),
        ("半边引号", "“".repeat(60_000)),
        ("书名号", "《关于".repeat(30_000)),
        ("右括号", ")".repeat(60_000)),
        ("年份", "24年底全部完工，较23年同期提高，".repeat(5_000)),
        ("数字", "1".repeat(150_000)),
        ("年月", "2025年".repeat(25_000)),
        ("顿号", "、".repeat(60_000)),
        ("省略号", "…".repeat(60_000)),
        ("占位", "×".repeat(60_000)),
        ("空格", format!("同志们{}：", " ".repeat(200_000))),
        ("空行", "\n".repeat(200_000)),
        ("的", "的".repeat(60_000)),
        ("要", "要坚持，".repeat(15_000)),
        ("网址", "http://".repeat(20_000)),
    ];
    for (name, text) in &drafts {
        let path = format!("{name}.txt");
        fs::write(here.join(&path), text).expect("writes");
        let output = dinggao(here, &["check", "--no-config", "--format", "short", "--level", "error", &path]);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{name}: {:?} {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let markdown = [
        ("放行", "<!-- 定稿放行 ".repeat(10_000)),
        ("逐行放行", "<!-- 定稿放行 placeholder：试 -->\n截止目前XX\n".repeat(4_000)),
        ("标题", "# ".repeat(40_000)),
        ("引用", "> ".repeat(40_000)),
        ("代码", "```\n".repeat(30_000)),
        ("表格", "| a ".repeat(30_000)),
        ("链接", "[a](".repeat(30_000)),
    ];
    for (name, text) in &markdown {
        let path = format!("{name}.md");
        fs::write(here.join(&path), text).expect("writes");
        let output = dinggao(here, &["check", "--no-config", "--format", "short", "--level", "error", &path]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {:?}", output.status);
    }
}

#[test]
fn packs_made_to_do_harm_are_refused_or_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let draft = format!("同志们：\n{}截止目前，今天开会。\n", "a".repeat(2000));
    fs::write(here.join("稿.txt"), &draft).expect("writes");
    fs::write(here.join("dinggao.toml"), "packs = [\"./own.toml\"]\n").expect("writes");
    let pack = |rules: &str| fs::write(here.join("own.toml"), own_pack(rules)).expect("writes");
    let regex = |regex: &str| {
        pack(&replace_rule("a", &format!("[rule.pattern]\nregex = '{regex}'"), "«a»"));
    };
    let check = &["check", "--only", "own", "稿.txt"];
    // Regexes that would not fit into memory, nest without end, or look back.
    for bomb in ["(a{1000}){1000}", "((a{100}){100}){100}", "(?:a{0,999}){0,999}x", r"[\p{L}]{5000}"] {
        regex(bomb);
        expect(here, check, 2, "过大");
    }
    regex(&format!("{}a{}", "(".repeat(5000), ")".repeat(5000)));
    expect(here, check, 2, "正则写错了");
    regex(r"(a+)+\1");
    expect(here, check, 2, "正则写错了");
    // Those that make other engines think for ever find an answer here.
    for slow in ["(a+)+b", "(a|a)*b", "(?:a*)*c", "(?:a?){30}a{30}"] {
        regex(slow);
        let output = dinggao(here, check);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{slow}: {}", said(&output));
    }
    // Fixes that undo or feed each other leave the draft as it was.
    let word = |id: &str, wrong: &str, right: &str| {
        let table = format!("[rule.replace]\nfix = \"safe\"\nmap = {{ \"{wrong}\" = \"{right}\" }}");
        replace_rule(id, &table, &format!("«{wrong}»"))
    };
    pack(&(word("a", "截止", "截至") + &word("b", "截至", "截止")));
    expect(here, &["check", "--only", "own", "--fix", "稿.txt"], 2, "互相冲突");
    pack(&word("a", "会", &"开会".repeat(40_000)));
    expect(here, check, 2, "词太长");
    pack(&(word("a", "会", &"议".repeat(300)) + &word("b", "议", &"会".repeat(300))));
    expect(here, &["check", "--only", "own", "--fix", "稿.txt"], 2, "未作修改");
    assert_eq!(fs::read_to_string(here.join("稿.txt")).expect("reads"), draft);
    // Too much of everything.
    let many: String =
        (0..20_001).map(|n| replace_rule(&format!("r{n}"), "[rule.terms]\nwords = [\"开会\"]", "«开会»")).collect();
    pack(&many);
    expect(here, check, 2, "规则过多");
    pack(&format!("x = {}1{}", "[".repeat(100_000), "]".repeat(100_000)));
    expect(here, check, 2, "写错");
    pack(&format!("x = {}{}", "{a=".repeat(50_000), "}".repeat(50_000)));
    expect(here, check, 2, "写错");
    pack(&format!("{} = 1", "a.".repeat(50_000) + "a"));
    expect(here, check, 2, "写错");
    fs::write(here.join("own.toml"), vec![b'#'; (32 << 20) + 1]).expect("writes");
    expect(here, check, 2, "32 MB");
    // A pack is no config and names no other; a config that names itself is no pack.
    fs::write(here.join("dinggao.toml"), "packs = [\"./dinggao.toml\"]\n").expect("writes");
    expect(here, check, 2, "dinggao.toml");
    fs::write(here.join("dinggao.toml"), "packs = [\".\", \"/dev/zero\"]\n").expect("writes");
    expect(here, check, 2, "dinggao.toml");
}

#[cfg(unix)]
#[test]
fn files_and_folders_that_are_not_as_they_should_be() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    symlink("圈.txt", here.join("圈.txt")).expect("links");
    symlink("乙", here.join("甲")).expect("links");
    symlink("甲", here.join("乙")).expect("links");
    fs::create_dir(here.join("稿")).expect("makes");
    symlink("..", here.join("稿/上")).expect("links");
    fs::write(here.join("稿/一.txt"), "同志们：\n今天开会。\n").expect("writes");
    expect(here, &["check", "圈.txt"], 2, "绕成了圈");
    expect(here, &["check", "甲"], 2, "绕成了圈");
    let output = dinggao(here, &["check", "--format", "short", "--fail-on", "never", "稿", "稿/上/稿"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    // A pipe without a writer would be waited for without end, a folder is no draft, a device has no end.
    expect(here, &["check", "--fix", "/dev/zero"], 2, "设备");
    expect(here, &["check", "/dev/full"], 2, "设备");
    // Whoever is root may read and write all: `hostile.sh` does this as somebody else.
    let read_only = here.join("只读");
    fs::create_dir(&read_only).expect("makes");
    fs::write(read_only.join("稿.txt"), "同志们：\n坚决捍卫“连个确立”。\n").expect("writes");
    fs::set_permissions(&read_only, fs::Permissions::from_mode(0o555)).expect("sets");
    if fs::write(read_only.join("试"), "").is_err() {
        expect(&read_only, &["check", "--no-config", "--fix", "稿.txt"], 2, "没有修改");
        fs::set_permissions(read_only.join("稿.txt"), fs::Permissions::from_mode(0o000)).expect("sets");
        expect(&read_only, &["check", "--no-config", "稿.txt"], 2, "没有读取权限");
    }
    fs::set_permissions(&read_only, fs::Permissions::from_mode(0o755)).expect("sets");
}

/// No home, no locale, no terminal, an empty environment: the same words.
#[test]
fn nothing_around_it_changes_what_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("稿.txt"), "同志们：\n坚决捍卫“连个确立”，今年减税XX万元。\n").expect("writes");
    let usual = dinggao(here, &["check", "--no-config", "稿.txt"]);
    assert_eq!(usual.status.code(), Some(1));
    let mut environments: Vec<Vec<(&str, &str)>> = vec![Vec::new()];
    environments.push(vec![("LANG", "C"), ("HOME", "/nonexistent")]);
    environments.push(vec![("LC_ALL", "zh_CN.GBK"), ("HOME", ""), ("XDG_CONFIG_HOME", "/proc/1")]);
    environments.push(vec![("LANG", "\u{1b}[31m"), ("COLUMNS", "0"), ("TERM", "\u{1b}")]);
    environments.push(vec![("DINGGAO_THREADS", "1"), ("TMPDIR", "/nonexistent")]);
    for environment in environments {
        let mut run = Command::new(env!("CARGO_BIN_EXE_dinggao"));
        run.env_clear().envs(environment.iter().copied()).current_dir(here).stdin(Stdio::null());
        let output = run.args(["check", "--no-config", "稿.txt"]).output().expect("runs");
        assert_eq!(said(&output), said(&usual), "{environment:?}");
        assert_eq!(output.status.code(), Some(1));
    }
    // The folder is gone while the program stands in it.
    #[cfg(target_os = "linux")]
    {
        let gone = tempfile::tempdir().expect("a folder");
        let script = "cd \"$1\" && rmdir \"$1\" && exec \"$2\" check --no-config \"$3\"";
        let draft = here.join("稿.txt");
        let output = Command::new("sh")
            .args(["-c", script, "-"])
            .args([gone.path(), Path::new(env!("CARGO_BIN_EXE_dinggao")), &draft])
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    }
}

/// A model is refused where its checksum is wrong; one that was made wrong with care (checksum and all) may guess wrongly,
/// but neither panics nor goes in circles.
#[cfg(feature = "typo")]
#[test]
fn a_model_made_wrong_guesses_wrongly_at_most() {
    use dinggao::check::{Checker, Config};
    use dinggao::document::Document;
    use dinggao::model::Model;
    use std::sync::Arc;
    let whole = include_bytes!("../assets/typo.model");
    let mut damaged = whole.to_vec();
    damaged[5_000_000] ^= 1;
    assert!(Model::from_bytes(damaged).is_err());
    let ends: Vec<usize> =
        (0..18).map(|i| u32::from_le_bytes(whole[12 + 4 * i..16 + 4 * i].try_into().expect("four")) as usize).collect();
    let text =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drafts/dirty/动员会.txt")).expect("reads");
    let doc = Document::from_text(&text);
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for round in 0..36 {
        // The counts are large and only looked up; all else is small and full of places to go to.
        let section = round % 18;
        let start = if section == 0 { 92 } else { ends[section - 1] };
        let mut bytes = whole.to_vec();
        for _ in 0..1 + (ends[section] - start) / 16 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if ends[section] > start {
                bytes[start + (random >> 20) as usize % (ends[section] - start)] =
                    if round < 18 { 0xFF } else { random as u8 };
            }
        }
        // Not compared with its checksum, as one made with care would pass it.
        let Ok(model) = Model::from_static(Box::leak(bytes.into_boxed_slice())) else { continue };
        let config = Config { only: vec!["typo".to_owned()], model: Some(Arc::new(model)), ..Config::default() };
        let _ = Checker::new(dinggao::pack::builtin(), config).check(&doc);
    }
}
