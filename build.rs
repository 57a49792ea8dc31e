//! Rule packs (TOML) → one binary table for the program to start from; likewise the tables of similar characters.
//!
//! Tests and comments stay behind, and the literals of every regex are worked out here, so that a start parses no
//! TOML and no regex. The TOML texts themselves are embedded too, for `explain` and `test`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[allow(dead_code, unreachable_pub, reason = "few of them are asked here")]
#[path = "src/document/glyph.rs"]
mod glyph;
#[allow(dead_code, unreachable_pub, reason = "the build script needs the literals alone")]
#[path = "src/kind/pieces.rs"]
mod pieces;
#[path = "src/kind/required.rs"]
mod required;
#[allow(dead_code, unreachable_pub, reason = "the program searches the table, the build script only makes it")]
#[path = "src/kind/needle/table.rs"]
mod table;

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/kind/required.rs");
    println!("cargo:rerun-if-changed=src/kind/needle/table.rs");
    println!("cargo:rerun-if-changed=src/kind/pieces.rs");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    similar(Path::new(&out));
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let mut files: Vec<_> = fs::read_dir("rules")
        .expect("rules/ is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        // Without the model its pack would find nothing.
        .filter(|path| {
            path.file_name().is_some_and(|n| n != "typo.toml") || env::var_os("CARGO_FEATURE_TYPO").is_some()
        })
        .collect();
    files.sort();
    let mut packs = Vec::new();
    let mut needles = table::Literals::default();
    let mut owner = 0;
    let mut list = String::from("&[\n");
    for path in &files {
        let text = fs::read_to_string(path).expect("a pack is UTF-8 text");
        let name = path.file_name().and_then(|n| n.to_str()).expect("a pack's file name is ASCII");
        // A pack that is no TOML is reported by `dinggao test` and the tests with its place; here it only must not pass.
        let mut pack: toml::Table = text.parse().unwrap_or_else(|e| panic!("rules/{name}: {e}"));
        let header = pack.remove("pack").unwrap_or(toml::Value::Boolean(false));
        packs.push((header, strip(pack, &mut owner, &mut needles)));
        let full = Path::new(&root).join(path);
        writeln!(list, "    ({name:?}, include_str!({:?})),", full.display().to_string()).expect("a String takes all");
    }
    list.push(']');
    fs::write(Path::new(&out).join("packs.rs"), list).expect("OUT_DIR is writable");
    let needles = table::Table::new(&needles);
    fs::write(Path::new(&out).join("needles.bin"), needles.to_bytes()).expect("OUT_DIR is writable");
    let bytes = rmp_serde::to_vec_named(&packs).expect("TOML fits MessagePack");
    fs::write(Path::new(&out).join("packs.bin"), bytes).expect("OUT_DIR is writable");
}

/// Characters that sound or look alike → pairs of numbers, sorted.
fn similar(out: &Path) {
    let read = |name: &str| {
        println!("cargo:rerun-if-changed=assets/{name}");
        fs::read_to_string(Path::new("assets").join(name)).expect("the tables are there")
    };
    // A line is a syllable and the characters that have it.
    let mut sounds: Vec<(u32, u32)> = Vec::new();
    for (number, line) in (0..).zip(read("sound.txt").lines()) {
        let chars = line.split_once(' ').map_or("", |(_, chars)| chars);
        sounds.extend(chars.chars().map(|c| (u32::from(c), number)));
    }
    // A line is a character and those that look like it.
    let mut shapes: Vec<(u32, u32)> = Vec::new();
    for line in read("shape.txt").lines() {
        let mut chars = line.chars().map(u32::from);
        let head = chars.next().unwrap_or_default();
        shapes.extend(chars.map(|c| (head.min(c), head.max(c))));
    }
    for (name, mut pairs) in [("sound.bin", sounds), ("shape.bin", shapes)] {
        pairs.sort_unstable();
        let bytes: Vec<u8> = pairs.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()).collect();
        fs::write(out.join(name), bytes).expect("OUT_DIR is writable");
    }
}

/// Where regexes stand: table, key.
const REGEXES: [(&str, &str); 11] = [
    ("pattern", "regex"),
    ("pattern", "before"),
    ("pattern", "after"),
    ("pattern", "not_before"),
    ("pattern", "not_after"),
    ("lines", "patterns"),
    ("sections", "title"),
    ("sections", "not_title"),
    ("sections", "opening"),
    ("sections", "not_opening"),
    ("sections", "part"),
];

/// Writes the classes of all regexes in a value out, and before them the literals that are not `told` of already.
fn write_out(value: &mut toml::Value, told: Option<&[String]>) {
    match value {
        toml::Value::String(regex) => {
            let plain = required::plain(regex).unwrap_or_else(|| regex.clone());
            *regex = told.map_or_else(|| plain.clone(), |told| required::guarded(regex, &plain, told));
        }
        toml::Value::Array(list) => list.iter_mut().for_each(|one| write_out(one, told)),
        toml::Value::Table(part) => part.get_mut("patterns").into_iter().for_each(|one| write_out(one, told)),
        _ => {}
    }
}

/// What a start has to know of a rule (its id, level, whether it is off by default, its format, and where its kind waits
/// for its literals, their owner), and the whole rule, to be read when that is needed.
type Ready = (String, String, bool, Option<String>, Option<u32>, Bytes);

struct Bytes(Vec<u8>);

impl serde::Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// Adds the literals of the kinds that find nothing without one, as they number them themselves (a test compares).
/// Returns whether the rule's kind is one of those.
fn literals(rule: &toml::Table, out: &mut table::Literals) -> bool {
    let kind = |name: &str| rule.get(name).and_then(toml::Value::as_table);
    if let Some(table) = kind("terms") {
        out.add_numbered(&[list(table, "words"), list(table, "except")].concat());
    } else if let Some(table) = kind("pattern") {
        let wanted: Vec<String> = list(table, "literals");
        if wanted.is_empty() {
            return false;
        }
        out.add_all(&wanted, 0);
        out.add_all(&list(table, "except"), 1);
    } else if let Some(table) = kind("near") {
        let phrases = [list(table, "phrases"), list(table, "counted")].concat();
        let nouns: Vec<String> = rows(table, "count").flat_map(|row| list(row, "noun")).collect();
        let mut tags = 0..;
        pieces::near(&strs(&phrases), &strs(&list(table, "also")), &strs(&nouns), |text, part, _| {
            tags.by_ref().take(1).for_each(|tag| out.add_part(text, part.clone(), tag));
        });
    } else if let Some(table) = kind("quote") {
        let sides = |row| ([list(row, "text"), list(row, "also")].concat(), list(row, "wrong"));
        let rows: Vec<_> = rows(table, "rows").map(sides).collect();
        let rows: Vec<_> = rows.iter().map(|(right, wrong)| (strs(right), strs(wrong))).collect();
        let mut tags = 0..;
        pieces::quote(&rows, &strs(&list(table, "except")), glyph::is_han, |text, _| {
            tags.by_ref().take(1).for_each(|tag| out.add(text, tag));
        });
    } else if let Some(table) = kind("replace") {
        let map = table.get("map").and_then(toml::Value::as_table);
        let mut wrong: Vec<String> = map.into_iter().flat_map(|map| map.keys().cloned()).collect();
        wrong.sort();
        let mut except = list(table, "except");
        for word in rows(table, "word") {
            wrong.extend(list(word, "wrong"));
            except.extend(list(word, "except"));
        }
        out.add_numbered(&[wrong, except].concat());
    } else {
        return false;
    }
    true
}

/// A string, or several.
fn list(table: &toml::Table, key: &str) -> Vec<String> {
    match table.get(key) {
        Some(toml::Value::Array(list)) => list.iter().filter_map(|s| s.as_str().map(str::to_owned)).collect(),
        Some(toml::Value::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn rows<'t>(table: &'t toml::Table, key: &str) -> impl Iterator<Item = &'t toml::Table> {
    table.get(key).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_table)
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn ready(rule: &toml::Table, owner: &mut u32, needles: &mut table::Literals) -> Ready {
    let whole = rmp_serde::to_vec_named(rule).expect("TOML fits MessagePack");
    let text = |key: &str| rule.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    needles.owner(*owner);
    let waits = literals(rule, needles).then_some(*owner);
    *owner += u32::from(waits.is_some());
    let off = text("default").is_some_and(|switch| switch == "off");
    // A rule without an id or level is reported by the tests.
    (text("id").unwrap_or_default(), text("level").unwrap_or_default(), off, text("format"), waits, Bytes(whole))
}

fn strip(mut pack: toml::Table, owner: &mut u32, needles: &mut table::Literals) -> Vec<Ready> {
    let Some(toml::Value::Array(rules)) = pack.remove("rule") else { return Vec::new() };
    let tables =
        rules.into_iter().filter_map(|rule| if let toml::Value::Table(rule) = rule { Some(rule) } else { None });
    let prepare = |mut rule: toml::Table| {
        rule.remove("test");
        add_literals(&mut rule);
        for (table, key) in REGEXES {
            let Some(spec) = rule.get_mut(table).and_then(toml::Value::as_table_mut) else { continue };
            // A pattern runs where its literals were found, and what surrounds it is not read before it was found.
            let told = match (table, key) {
                ("pattern", "regex") => Some(list(spec, "literals")),
                ("pattern", _) => None,
                _ => Some(Vec::new()),
            };
            spec.get_mut(key).into_iter().for_each(|one| write_out(one, told.as_deref()));
        }
        ready(&rule, owner, needles)
    };
    tables.map(prepare).collect()
}

/// The literals of a `pattern` whose author gave none.
fn add_literals(rule: &mut toml::Table) {
    let Some(pattern) = rule.get_mut("pattern").and_then(toml::Value::as_table_mut) else { return };
    if pattern.contains_key("literals") {
        return;
    }
    let found = pattern.get("regex").and_then(toml::Value::as_str).and_then(required::required_literals);
    if let Some(found) = found {
        let list = found.into_iter().map(toml::Value::String).collect();
        pattern.insert("literals".to_owned(), toml::Value::Array(list));
    }
}
