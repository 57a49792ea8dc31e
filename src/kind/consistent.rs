//! Kind `consistent`: two ways of writing one thing in one draft → the rarer one.
//!
//! Either sets of spellings (`sets`), or words that stand now with and now without quotation marks (`quoted`).

use super::needle::Literals;
use super::text::covered;
use super::{Faults, Finding, Step, View};
use crate::diagnostic::{Applicability, Fix};
use crate::document::{Document, MarkKind, Role};
use crate::span::Span;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsistentSpec {
    /// Spellings of one thing, the best first.
    #[serde(default)]
    sets: Vec<Vec<String>>,
    /// Words that are to have quotation marks everywhere or nowhere.
    #[serde(default)]
    quoted: Vec<String>,
    /// Longer strings in which a spelling is another thing.
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    prefer: Prefer,
    #[serde(default)]
    fix: Option<Applicability>,
}

/// Which spelling is to stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Prefer {
    /// The one the draft has more often; the best one where both are even.
    #[default]
    Majority,
    /// The first of the set; with quotation marks.
    First,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Consistent {
    spec: ConsistentSpec,
    fix: Applicability,
}

/// Names for the message besides `{match}`: the spelling to keep, and how often each stands.
pub const VARS: &[&str] = &["fix", "count", "others"];

/// Tag of the exceptions.
const EXCEPT: u32 = u32::MAX;
/// How many spellings a set may have.
const WIDEST: usize = 8;

impl Consistent {
    /// Checks the sets.
    pub fn new(spec: ConsistentSpec, faults: &mut Faults) -> Consistent {
        if spec.sets.is_empty() && spec.quoted.is_empty() {
            faults.push([], "没有写要统一的词：请填 sets 或 quoted");
        }
        for (index, set) in spec.sets.iter().enumerate() {
            if !(2..=WIDEST).contains(&set.len()) {
                let message = format!("一组要有 2 至 {WIDEST} 种写法，这里有 {} 种", set.len());
                faults.push([Step::Key("sets"), Step::Index(index)], message);
            }
        }
        Consistent { fix: spec.fix.unwrap_or(Applicability::Unsafe), spec }
    }

    /// Tag: set or word × 8 + spelling.
    pub fn literals(&self, out: &mut Literals) {
        for (set, words) in self.spec.sets.iter().enumerate() {
            for (index, word) in words.iter().take(WIDEST).enumerate() {
                out.add(word, (set * WIDEST + index) as u32);
            }
        }
        let first = self.spec.sets.len();
        for (index, word) in self.spec.quoted.iter().enumerate() {
            out.add(word, ((first + index) * WIDEST) as u32);
        }
        out.add_all(&self.spec.except, EXCEPT);
    }

    /// Counts the spellings and reports the rarer ones.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let doc = view.doc;
        let mut uses: Vec<(u32, Span)> = Vec::new();
        for hit in view.hits.iter().filter(|h| h.tag != EXCEPT) {
            let role = doc.block_at(hit.span.start).and_then(|b| doc.blocks.get(b)).map(|b| b.role);
            if !matches!(role, Some(Role::Paragraph | Role::Closing | Role::Heading(_)))
                || covered(view.hits, hit.span, |tag| tag == EXCEPT)
            {
                continue;
            }
            if hit.tag as usize / WIDEST < self.spec.sets.len() {
                uses.push((hit.tag, hit.span));
            } else if let Some((bare, span)) = bare(doc, hit.span) {
                uses.push((hit.tag + u32::from(bare), span));
            }
        }
        uses.sort_unstable();
        for group in uses.chunk_by(|a, b| a.0 as usize / WIDEST == b.0 as usize / WIDEST) {
            self.group(doc, group, out);
        }
    }

    fn group(&self, doc: &Document, group: &[(u32, Span)], out: &mut Vec<Finding>) {
        let Some(set) = group.first().map(|g| g.0 as usize / WIDEST) else { return };
        let mut counts = [0usize; WIDEST];
        for (tag, _) in group {
            counts[*tag as usize % WIDEST] += 1;
        }
        if counts.iter().filter(|&&n| n > 0).count() < 2 {
            return;
        }
        let most = counts.iter().max().copied().unwrap_or(0);
        let keep = match self.spec.prefer {
            Prefer::First => 0,
            Prefer::Majority => counts.iter().position(|&n| n == most).unwrap_or(0),
        };
        let kept = group.iter().find(|(tag, _)| *tag as usize % WIDEST == keep).map(|g| g.1);
        for &(tag, span) in group.iter().filter(|(tag, _)| *tag as usize % WIDEST != keep) {
            let right = match self.spec.sets.get(set) {
                Some(words) => words.get(keep).cloned().unwrap_or_default(),
                None if keep == 0 => format!("“{}”", doc.slice(span)),
                None => doc.slice(span).trim_matches(['“', '”']).to_owned(),
            };
            let others = counts[tag as usize % WIDEST];
            let vars =
                vec![("fix", right.clone()), ("count", counts[keep].to_string()), ("others", others.to_string())];
            let related = kept.map(|k| (k, "这里写法不同".to_owned())).into_iter().collect();
            out.push(Finding { vars, related, fixes: vec![Fix::replace(span, &right, self.fix)], ..Finding::at(span) });
        }
    }
}

/// Whether a word stands without quotation marks, and what would be replaced; `None` where it is part of something
/// quoted or of a title.
fn bare(doc: &Document, span: Span) -> Option<(bool, Span)> {
    let kinds = [MarkKind::Quote, MarkKind::InnerQuote, MarkKind::Book, MarkKind::InnerBook];
    match doc.marks.around(span, &kinds) {
        None => Some((true, span)),
        Some(pair) if pair.kind == MarkKind::Quote && pair.inner() == span => {
            doc.marks.around(pair.outer(), &kinds).is_none().then(|| (false, pair.outer()))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Hit;

    fn found(kind: &Consistent, text: &str) -> Vec<(String, String)> {
        let mut literals = Literals::default();
        kind.literals(&mut literals);
        let mut hits: Vec<Hit> = Vec::new();
        for (text_of, _, tag) in literals.iter() {
            hits.extend(text.match_indices(text_of).map(|(i, s)| Hit { span: Span::new(i, i + s.len()), tag }));
        }
        hits.sort_unstable();
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        kind.run(View::of(&doc, &hits), &mut out);
        out.iter().map(|f| (f.span.of(text).to_owned(), f.vars[0].1.clone())).collect()
    }

    fn kind(sets: &[&[&str]], quoted: &[&str], prefer: Prefer) -> Consistent {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let sets = sets.iter().map(|s| own(s)).collect();
        let spec = ConsistentSpec { sets, quoted: own(quoted), except: own(&["其它语言"]), prefer, fix: None };
        let mut faults = Faults::default();
        let kind = Consistent::new(spec, &mut faults);
        assert!(faults.0.is_empty());
        kind
    }

    #[test]
    fn the_rarer_spelling_is_reported() {
        let kind = kind(&[&["其他", "其它"]], &[], Prefer::Majority);
        assert_eq!(found(&kind, "同志们：\n其它事，其它人，其他话。"), [("其他".into(), "其它".into())]);
        assert_eq!(found(&kind, "同志们：\n其它事，其他话。"), [("其它".into(), "其他".into())]);
        assert!(found(&kind, "同志们：\n其他事，其它语言。").is_empty());
    }

    #[test]
    fn with_and_without_quotes() {
        let kind = kind(&[], &["一把手"], Prefer::First);
        let text = "同志们：\n“一把手”负责，一把手带头，《关于“一把手”监督的意见》。";
        assert_eq!(found(&kind, text), [("一把手".into(), "“一把手”".into())]);
    }
}
