//! What may stand in a `dinggao.toml`, and what is said of the rest.

use super::*;

fn parse(text: &str) -> ConfigFile {
    ConfigFile::parse("dinggao.toml", text).expect("sound")
}

/// Each problem as the text it points at, what is said, and what to do.
fn problems(text: &str) -> Vec<String> {
    let errors = ConfigFile::parse("dinggao.toml", text).expect_err("unsound");
    let show = |p: &Problem| {
        let at = text.get(p.span.offset()..p.span.offset() + p.span.len()).unwrap_or("?");
        format!("{at}|{}|{}", p.message, p.help.as_deref().unwrap_or(""))
    };
    errors.problems.iter().map(show).collect()
}

#[test]
fn all_that_may_be_said() {
    let file = parse(
        r#"
        packs = ["./rules/x.toml"]
        [draft]
        date = 2025-03-01
        rank = "县"
        genre = "动员部署"
        region = "云水县"
        reading_speed = 200
        [lexicon]
        slogans = ["五心服务"]
        places = ["云水县"]
        orgs = [""]
        [rules]
        "slogan/near-miss" = "off"
        wording = "info"
        [[override]]
        paths = ["存档", "*.md", "甲/乙*.txt"]
        rules = { number = "off" }
        [[allow]]
        rule = "wording"
        text = "一棒接着一棒"
        reason = "上级原话"
        "#,
    );
    assert_eq!((file.date.as_deref(), file.reading_speed), (Some("2025-03-01"), Some(200)));
    assert_eq!(file.lexicon, ["五心服务", "云水县"]);
    assert_eq!(file.rules.iter().map(|e| e.level).collect::<Vec<_>>(), [Setting::Off, Setting::Level(Level::Info)]);
    let paths = &file.overrides[0].paths;
    let matched = ["存档/a.txt", "丙/存档/b.txt", "丙/x.md", "甲/乙1.txt"].map(|path| paths.is_match(path));
    assert_eq!(matched, [true; 4]);
    assert!(!paths.is_match("甲/丙/乙1.txt") && !paths.is_match("a.txt"));
    assert_eq!(
        file.selectors().map(|(s, _)| s).collect::<Vec<_>>(),
        ["slogan/near-miss", "wording", "number", "wording"]
    );
}

#[test]
fn all_problems_at_once_each_in_its_place() {
    let text = r#"
        [draf]
        [draft]
        dat = "2025-03-01"
        genr = "动员部署"
        reading_speed = 9
        [rules]
        "slogan/x" = "of"
        [[override]]
        path = ["a"]
        rules = { x = 1 }
        [[allow]]
        rule = "wording"
        text = "甲"
        reason = " "
        "#;
    assert_eq!(
        problems(text),
        [
            "draf|不认识的配置项“draf”|是不是“draft”？",
            "dat|不认识的键“dat”|是不是“date”？",
            "genr|不认识的键“genr”|是不是“genre”？",
            "9|reading_speed 是每分钟念多少字，应在 60 到 400 之间|",
            "\"of\"|“slogan/x”的级别写错了|是不是“off”？",
            "[[override]]|[[override]] 缺少 paths：写明对哪些文稿有效|",
            "path|不认识的键“path”|是不是“paths”？",
            "1|“x”的级别写错了|可用的有：off（停用）、on（启用）、error、warning、info",
            "\" \"|[[allow]] 缺少 reason：放行要写明理由，日后才好复核|",
        ]
    );
}

#[test]
fn wrong_dates_globs_and_shapes() {
    assert!(problems("draft.date = \"三月\"")[0].contains("2025-03-01"));
    assert!(problems("draft.date = 2025-03-01T10:00:00")[0].contains("2025-03-01"));
    assert!(problems("[[override]]\npaths = [\"[a\"]\nrules = {}")[0].starts_with("\"[a\"|路径写法有误"));
    assert!(problems("[allow]\nrule = \"a\"")[0].contains("[[allow]]"));
    assert!(problems("packs = \"a.toml\"")[0].starts_with("\"a.toml\"|"));
    assert_eq!(problems("[draft\n").len(), 1);
    assert_eq!(problems("rules = 1"), ["1|应是一张表，一行一条：\"规则\" = \"off\"|"]);
}

#[test]
fn a_day_there_is() {
    assert!(is_date("2024-02-29"));
    assert!(!is_date("2025-02-30") && !is_date("2025-3-1") && !is_date("2025-03-01T00:00:00") && !is_date(""));
}

#[test]
fn the_schema_knows_the_keys_that_are_read() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/config.json")).expect("is JSON");
    let places = [
        ("zzzzzzzzzzzz = 1", ""),
        ("draft.zzzzzzzzzzzz = 1", "/properties/draft"),
        ("lexicon.zzzzzzzzzzzz = 1", "/properties/lexicon"),
        ("[[leader]]\nzzzzzzzzzzzz = 1", "/properties/leader/items"),
        ("[[override]]\nzzzzzzzzzzzz = 1", "/properties/override/items"),
        ("[[allow]]\nzzzzzzzzzzzz = 1", "/properties/allow/items"),
    ];
    for (text, place) in places {
        let said = problems(text);
        let read = said.iter().find_map(|said| said.split_once("可用的有：")).expect("all are named").1;
        let mut read: Vec<&str> = read.split('、').collect();
        read.sort_unstable();
        let known = schema.pointer(&format!("{place}/properties")).and_then(|keys| keys.as_object()).expect("keys");
        let mut known: Vec<&str> = known.keys().map(String::as_str).collect();
        known.sort_unstable();
        assert_eq!(read, known, "docs/schema/config.json, {place}");
    }
}
