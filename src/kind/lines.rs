//! Kind `lines`: whole lines scored by the features they hold, by where they stand and by their neighbours.
//!
//! Made for watermarks: one feature may be innocent, two are not; a line outside the speech proper is more suspect
//! than one inside; a short line between suspect lines belongs to them. Deleting the line is safe only with two
//! features or more and outside title…closing.

use super::lazy::LazyRegex;
use super::needle::Literals;
use super::text::touched;
use super::{Faults, Finding, Hit, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::{Document, Role};
use crate::span::{Edit, Span};

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesSpec {
    /// Features that count one.
    words: Vec<String>,
    /// Features that count two.
    #[serde(default)]
    strong: Vec<String>,
    /// Regexes that count one; each runs on the lines that hold one of its literals.
    #[serde(default)]
    patterns: Vec<String>,
    /// A feature that overlaps one of these does not count.
    #[serde(default)]
    except: Vec<String>,
    /// Lines longer than this many characters are running text and are not scored.
    #[serde(default = "default_max")]
    max_chars: usize,
}

fn default_max() -> usize {
    80
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Lines {
    spec: LinesSpec,
    patterns: Vec<LazyRegex>,
}

/// Names for the message besides `{match}`.
pub const VARS: &[&str] = &["features"];

const WORD: u32 = 0;
const STRONG: u32 = 1;
const EXCEPT: u32 = 2;
const PATTERN: u32 = 3;

impl Lines {
    /// Checks the patterns.
    pub fn new(spec: LinesSpec, faults: &mut Faults) -> Lines {
        let mut patterns = Vec::new();
        for (i, source) in spec.patterns.iter().enumerate() {
            let path = [Step::Key("patterns"), Step::Index(i)];
            let regex = LazyRegex::new(source, &path, faults);
            if regex.literals().next().is_none() && !faults.1 {
                faults.push(path.clone(), "这条正则里没有固定文字，逐行试配太慢；请写出至少一个必有的字");
            }
            patterns.push(regex);
        }
        Lines { spec, patterns }
    }

    /// Tags say what a literal counts for.
    pub fn literals(&self, out: &mut Literals) {
        out.add_all(&self.spec.words, WORD);
        out.add_all(&self.spec.strong, STRONG);
        out.add_all(&self.spec.except, EXCEPT);
        for (regex, tag) in self.patterns.iter().zip(PATTERN..) {
            regex.literals().for_each(|literal| out.add(literal, tag));
        }
    }

    /// Scores the blocks that hold a feature, then their short neighbours.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let doc = view.doc;
        let mut scores: Vec<(usize, u32, Vec<String>)> = Vec::new();
        let mut rest = view.hits;
        while let Some(hit) = rest.first() {
            let block = doc.block_at(hit.span.start);
            let next = doc.blocks.get(block.map_or(0, |index| index + 1));
            let end = next.map_or(u32::MAX, |next| next.span.start);
            let (hits, others) = rest.split_at(rest.partition_point(|hit| hit.span.start < end));
            rest = others;
            let Some(index) = block else { continue };
            let (score, features) = self.score(view, index, hits);
            if score > 0 {
                scores.push((index, score, features));
            }
        }
        let sure: Vec<usize> = scores.iter().filter(|s| s.1 >= 2).map(|s| s.0).collect();
        let mut marked: Vec<(usize, u32, Vec<String>)> = Vec::new();
        for (index, score, features) in scores {
            let near = near(&sure, index);
            // One feature inside the speech is how an office writes of its own 公众号.
            if score >= 2 || near || is_outside(doc, index) {
                marked.push((index, score + u32::from(near && score < 2), features));
            }
        }
        for index in self.neighbours(doc, &marked) {
            marked.push((index, 1, vec!["夹在推广文字之间".to_owned()]));
        }
        marked.sort_by_key(|m| m.0);
        for (index, score, features) in marked {
            let Some(block) = doc.blocks.get(index) else { continue };
            let safe = score >= 2 && is_outside(doc, index);
            let line = doc.lines().span(block.line as usize);
            out.push(Finding {
                vars: vec![("features", features.join("、"))],
                fixes: vec![Fix {
                    title: "删去这一行".to_owned(),
                    edits: vec![Edit::new(line, "")],
                    applicability: if safe { Applicability::Safe } else { Applicability::Unsafe },
                }],
                doubt: u8::from(score < 2),
                ..Finding::at(block.span)
            });
        }
    }

    fn score(&self, view: View<'_>, index: usize, hits: &[Hit]) -> (u32, Vec<String>) {
        let Some(block) = view.doc.blocks.get(index) else { return (0, Vec::new()) };
        let text = view.doc.slice(block.span);
        // Four bytes a character at most: a paragraph need not be counted.
        let long = text.len() > self.spec.max_chars * 4 || text.chars().nth(self.spec.max_chars).is_some();
        if block.role == Role::Code || long || is_clause(text) {
            return (0, Vec::new());
        }
        let mut features: Vec<(Span, u32)> = Vec::new();
        let mut tried = Vec::new();
        for hit in hits {
            let span = match hit.tag {
                WORD | STRONG => Some((hit.span, if hit.tag == STRONG { 2 } else { 1 })),
                EXCEPT => None,
                tag if tried.contains(&tag) => None,
                tag => {
                    tried.push(tag);
                    let regex = self.patterns.get((tag - PATTERN) as usize);
                    regex.and_then(|r| r.find(text)).map(|span| (span.shift(block.span.start()), 1))
                }
            };
            let Some((span, weight)) = span else { continue };
            // The same word again is no second feature.
            let same = |s: Span| view.doc.slice(s) == view.doc.slice(span);
            let apart = !features.iter().any(|(s, _)| s.overlaps(span) || same(*s));
            if apart && !touched(hits, span, |tag| tag == EXCEPT) {
                features.push((span, weight));
            }
        }
        let score = features.iter().map(|f| f.1).sum();
        (score, features.iter().map(|(s, _)| format!("“{}”", view.doc.slice(*s))).collect())
    }

    /// Short lines outside the speech with a marked line on both sides, or in the run before the title.
    fn neighbours(&self, doc: &Document, marked: &[(usize, u32, Vec<String>)]) -> Vec<usize> {
        let is_marked = |i: usize| marked.binary_search_by_key(&i, |m| m.0).is_ok();
        let count = marked.iter().filter(|m| is_outside(doc, m.0)).count();
        let Some((first, last)) = marked.first().zip(marked.last()).map(|(a, b)| (a.0, b.0)) else { return Vec::new() };
        if count < 2 {
            return Vec::new();
        }
        (first..=last)
            .filter(|&i| is_outside(doc, i) && !is_marked(i))
            .filter(|&i| doc.blocks.get(i).is_some_and(|b| doc.slice(b.span).chars().count() <= 30))
            .collect()
    }
}

/// Whether a line is a clause of a law or an item of a list that goes on: `第七条 …：`, `（一）…；`.
fn is_clause(text: &str) -> bool {
    let numbered = text.starts_with(['第', '（', '(']) || text.chars().take(4).any(|c| c == '、');
    numbered && text.ends_with(['。', '；', '：', ';'])
}

/// Before the title or after the closing.
fn is_outside(doc: &Document, index: usize) -> bool {
    doc.blocks.get(index).is_some_and(|b| b.role == Role::Boilerplate)
}

/// Whether a sure line, all of which are sorted, stands within three lines.
fn near(sure: &[usize], index: usize) -> bool {
    let from = sure.partition_point(|&s| s + 3 < index);
    sure.iter().skip(from).take_while(|&&s| s <= index + 3).any(|&s| s != index)
}
