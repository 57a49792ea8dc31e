//! What an author wrote wrongly, with its place in the TOML; for packs and for `dinggao.toml` alike.

use miette::{NamedSource, SourceSpan};
use std::ops::Range;

/// One problem.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic)]
#[error("{message}")]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[help]
    pub help: Option<String>,
    /// Where.
    #[label("这里")]
    pub span: SourceSpan,
}

impl Problem {
    /// At a range of bytes in the TOML.
    #[must_use]
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem { message: message.into(), help: None, span: span.into() }
    }

    /// From a TOML error: wrong syntax, a wrong type, a missing or unknown key.
    #[must_use]
    pub fn from_toml(error: &toml::de::Error, fallback: Range<usize>) -> Problem {
        let span = error.span().filter(|s| !s.is_empty()).unwrap_or(fallback);
        let raw = error.message().trim().to_owned();
        let quoted = || raw.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        if raw.starts_with("unknown field") || raw.starts_with("unknown variant") {
            let names = quoted();
            let (bad, known) = names.split_first().map_or(("", &[][..]), |(b, k)| (b.as_str(), k));
            let what = if raw.starts_with("unknown field") { "不认识的键" } else { "不认识的值" };
            let help = match nearest(bad, known.iter().map(String::as_str)) {
                Some(near) => format!("是不是“{near}”？"),
                None => format!("可用的有：{}", known.join("、")),
            };
            return Problem { help: Some(help), ..Problem::new(span, format!("{what}“{bad}”")) };
        }
        if raw.starts_with("missing field") {
            return Problem::new(span, format!("缺少必填的键“{}”", quoted().first().map_or("", |s| s)));
        }
        if let Some(rest) = raw.strip_prefix("invalid type: ") {
            let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
            return Problem::new(span, format!("类型不对：写的是{}，应为{}", in_chinese(found), in_chinese(wanted)));
        }
        Problem::new(span, format!("TOML 写法有误：{raw}"))
    }
}

/// What serde calls a type, as an author would.
fn in_chinese(name: &str) -> &str {
    let starts = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    if starts(&["string", "a string", "borrowed string"]) {
        "文字（加引号）"
    } else if starts(&["integer", "i64", "u32", "u64", "usize", "u8"]) {
        "整数（不加引号）"
    } else if starts(&["boolean", "bool"]) {
        "true 或 false"
    } else if starts(&["sequence", "a sequence"]) {
        "列表（方括号）"
    } else if starts(&["map", "a map", "struct", "table"]) {
        "表"
    } else if starts(&["floating point"]) {
        "小数"
    } else {
        name
    }
}

/// All problems of one file.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{file} 有 {} 处写错", .problems.len())]
pub struct TomlErrors {
    /// The file's name.
    pub file: String,
    /// Its text.
    #[source_code]
    pub text: NamedSource<String>,
    /// What is wrong, in order of place.
    #[related]
    pub problems: Vec<Problem>,
}

impl TomlErrors {
    /// From a file's text and problems, which are sorted by place.
    #[must_use]
    pub fn new(file: &str, text: &str, mut problems: Vec<Problem>) -> TomlErrors {
        problems.sort_by_key(|p| p.span.offset());
        TomlErrors { file: file.to_owned(), text: NamedSource::new(file, text.to_owned()), problems }
    }
}

/// The known name most like `bad`, if any is like it.
#[must_use]
pub fn nearest<'a>(bad: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = bad.chars().count().div_ceil(3).max(1);
    known.into_iter().map(|k| (distance(bad, k), k)).filter(|&(d, _)| d <= limit).min().map(|(_, k)| k)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // Three rows: two letters that changed places are one slip.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}
