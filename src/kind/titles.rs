//! Kind `titles`: what stands in `《》`, compared with a table of official titles; one slip away is reported.
//!
//! A title that is in the table, or in `also`, or lies further away, is right: nobody can list the documents of every
//! county. What a short form leaves out at its beginning (`中华人民共和国`, `中国共产党`, `关于`) is no slip by itself.

use super::needle::Literals;
use super::similar::{looks_alike, sounds_alike};
use super::{Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::MarkKind;
use crate::document::glyph::is_han;
use crate::document::numeral::is_han_numeral;
use crate::span::Span;
use std::collections::BTreeSet;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitlesSpec {
    /// Official titles, without `《》`.
    titles: Vec<String>,
    /// Right as they are: older titles, other documents that lie near one.
    #[serde(default)]
    also: Vec<String>,
    /// What a title may be written without at its beginning.
    #[serde(default)]
    prefixes: Vec<String>,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Titles {
    titles: Vec<Title>,
    /// Titles and `also`, as compared.
    right: BTreeSet<String>,
    prefixes: Vec<String>,
}

#[derive(Debug)]
struct Title {
    full: String,
    /// Without prefix, `（试行）` and the like.
    core: Vec<char>,
    about: bool,
}

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &["fix"];

/// Shortest title in which another character is a slip, if it sounds or looks alike, and if it does not.
const ALIKE_FROM: usize = 6;
const OTHER_FROM: usize = 10;
/// Shortest title in which something may be missing or too many, and how much.
const GAP_FROM: usize = 8;
const GAP: usize = 2;
/// No title is longer than this; a longer text in `《》` is something else.
const LONGEST: usize = 60;

impl Titles {
    /// Cuts the titles to what is compared.
    pub fn new(spec: TitlesSpec, faults: &mut Faults) -> Titles {
        if spec.titles.is_empty() {
            faults.push([Step::Key("titles")], "没有写文件名称");
        }
        let mut right = BTreeSet::new();
        let mut titles = Vec::new();
        for (i, full) in spec.titles.iter().enumerate() {
            let (core, about) = core(full, &spec.prefixes);
            if core.is_empty() || full.contains(['《', '》']) {
                faults.push([Step::Key("titles"), Step::Index(i)], format!("“{full}”应是不带书名号的文件名称"));
            }
            right.insert(core.clone());
            titles.push(Title { full: full.clone(), core: core.chars().collect(), about });
        }
        right.extend(spec.also.iter().map(|t| core(t, &spec.prefixes).0));
        Titles { titles, right, prefixes: spec.prefixes }
    }

    /// None: the draft's marks are known already.
    pub fn literals(&self, _: &mut Literals) {}

    /// Compares every title of the draft with the table.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        for pair in view.doc.marks.pairs.iter().filter(|p| p.kind == MarkKind::Book) {
            let inner = pair.inner();
            let typed = view.doc.slice(inner);
            if typed.len() > LONGEST * 3 {
                continue;
            }
            let (cut, about) = core(typed, &self.prefixes);
            let known = self.right.contains(&cut);
            let chars: Vec<char> = cut.chars().collect();
            let nearest = if known {
                // All there, but for the word that the title begins with.
                self.titles.iter().find(|t| t.core == chars).filter(|t| t.about && !about).map(|t| (t, 1))
            } else {
                let near = self.titles.iter().filter_map(|t| Some((t, slip(&chars, &t.core)?)));
                near.min_by_key(|&(_, doubt)| doubt)
            };
            if let Some((title, doubt)) = nearest {
                out.push(found(inner, title, doubt));
            }
        }
    }
}

fn found(span: Span, title: &Title, doubt: u8) -> Finding {
    Finding {
        vars: vec![("fix", title.full.clone())],
        fixes: vec![Fix::replace(span, &title.full, Applicability::Unsafe)],
        doubt,
        ..Finding::at(span)
    }
}

/// What is compared of a title, and whether it began with `关于`.
fn core(title: &str, prefixes: &[String]) -> (String, bool) {
    let mut rest = title;
    while let Some(cut) = prefixes.iter().find_map(|p| rest.strip_prefix(p.as_str())) {
        rest = cut;
    }
    let about = rest.starts_with("关于");
    rest = rest.strip_prefix("关于").unwrap_or(rest);
    // （试行）, （2025年修订）.
    if let Some(at) = rest.rfind(['（', '(']).filter(|_| rest.ends_with(['）', ')'])) {
        rest = rest.get(..at).unwrap_or(rest);
    }
    let folded = rest.chars().filter(|c| !matches!(c, '“' | '”' | '"' | '、' | '，' | ' ' | '　')).collect();
    (folded, about)
}

/// How doubtful the one slip between them is: 0 another character, 1 something missing or too many; `None` where they
/// are more than a slip apart.
fn slip(typed: &[char], right: &[char]) -> Option<u8> {
    if typed.len().abs_diff(right.len()) > GAP {
        return None;
    }
    let head = typed.iter().zip(right).take_while(|(a, b)| a == b).count();
    let most = typed.len().min(right.len()) - head;
    let tail = typed.iter().rev().zip(right.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let extra = typed.get(head..typed.len() - tail)?;
    let missing = right.get(head..right.len() - tail)?;
    let plain = |c: &char| is_han(*c) && !is_han_numeral(*c);
    if !extra.iter().chain(missing).all(plain) {
        return None;
    }
    match (extra, missing) {
        (&[a], &[b]) if right.len() >= ALIKE_FROM && (sounds_alike(a, b) || looks_alike(a, b)) => Some(0),
        // The first character tells one document from another, and so does the last: 条例, 条令.
        (&[_], &[_]) if right.len() >= OTHER_FROM && head > 0 && tail > 1 => Some(1),
        (&[a, b], &[c, d]) if a == d && b == c && right.len() >= ALIKE_FROM => Some(0),
        ([], _) | (_, []) if right.len() >= GAP_FROM && head > 0 && tail > 0 => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn run(text: &str) -> Vec<(String, String, u8)> {
        let spec = r#"
titles = ["中国共产党重大事项请示报告条例", "中共中央关于加强对“一把手”和领导班子监督的意见", "党政领导干部选拔任用工作条例"]
also = ["党政领导干部选拔任用条例"]
prefixes = ["中国共产党", "中共中央"]
"#;
        let mut faults = Faults::default();
        let titles = Titles::new(toml::from_str(spec).expect("a spec"), &mut faults);
        assert_eq!(faults.0, []);
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        titles.run(View::of(&doc, &[]), &mut out);
        out.iter().map(|f| (doc.slice(f.span).to_owned(), f.vars[0].1.clone(), f.doubt)).collect()
    }

    #[test]
    fn one_slip_away() {
        let cases = [
            ("重大事项清示报告条例", "中国共产党重大事项请示报告条例", 0),
            ("中国共产党重大事项报告请示条例", "", 9),
            ("加强对“一把手”和领导班子监督的意见", "中共中央关于加强对“一把手”和领导班子监督的意见", 1),
            ("关于加强对一把手和领导班子监督意见", "中共中央关于加强对“一把手”和领导班子监督的意见", 1),
            ("党政领导干部选拔任工作条例", "党政领导干部选拔任用工作条例", 1),
        ];
        for (typed, right, doubt) in cases {
            let found = run(&format!("认真执行《{typed}》的要求。"));
            let want = [(typed.to_owned(), right.to_owned(), doubt)];
            assert_eq!(found, if doubt < 9 { want.as_slice() } else { &[] }, "{typed}");
        }
    }

    #[test]
    fn right_or_unknown() {
        for title in [
            "重大事项请示报告条例",
            "关于加强对“一把手”和领导班子监督的意见",
            "党政领导干部选拔任用条例",
            "党政领导干部选拔任用工作条例（试行）",
            "××县关于加强对“一把手”和领导班子监督的意见",
            "国家监察",
            "",
        ] {
            assert_eq!(run(&format!("认真执行《{title}》的要求。")), [], "{title}");
        }
    }
}
