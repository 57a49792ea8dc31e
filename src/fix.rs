//! Diagnostics → edits → a corrected draft: which fixes can be made together, and the loop that makes them until
//! nothing is left.
//!
//! A fix is made whole or not at all. What is written goes through [`Source::edited`], so each round reads back the very
//! bytes that a file would get.

use crate::diagnostic::{Applicability, Diagnostic, Fix, RuleId};
use crate::document::Document;
use crate::source::{Source, WriteError};
use crate::span::{Edit, compose};
use std::collections::BTreeMap;

/// Rounds after which fixes are taken to work against each other.
const ROUNDS: usize = 10;

/// How much longer than it was a draft may become: so many times, and so many bytes for a short one.
const GROWTH: (usize, usize) = (4, 64 << 10);

/// What can be done in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Sorted, not overlapping.
    pub edits: Vec<Edit>,
    /// Indices of the diagnostics whose fix is in `edits`.
    pub applied: Vec<usize>,
    /// Indices of those whose fix must wait for the next round, because it touches another.
    pub skipped: Vec<usize>,
}

/// A draft after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The corrected draft.
    pub source: Source,
    /// How many fixes of each rule were made.
    pub made: BTreeMap<RuleId, usize>,
    /// All that was changed, as edits of the draft as it was.
    pub edits: Vec<Edit>,
    /// What is left to report, checked in the corrected draft.
    pub left: Vec<Diagnostic>,
}

impl Fixed {
    /// How many fixes were made.
    #[must_use]
    pub fn count(&self) -> usize {
        self.made.values().sum()
    }

    /// The bytes of the corrected draft.
    ///
    /// # Errors
    /// [`WriteError`] where the encoding cannot hold it; not for a draft that [`run`] has changed.
    pub fn bytes(&self) -> Result<Vec<u8>, WriteError> {
        self.source.write(&[])
    }
}

/// Why a draft was left as it is. The text is what the drafter reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FixError {
    /// The encoding cannot hold the result.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Fixes undo or feed each other.
    #[error("改了 {ROUNDS} 轮仍不稳定，未作修改：规则 {} 的改法互相冲突；请停用其中一条，或逐处手工修改", list(rules))]
    Unstable {
        /// The rules that still had something to fix in the last round.
        rules: Vec<RuleId>,
    },
    /// Fixes make more and more text.
    #[error("越改越长，未作修改：规则 {} 的改法会生出新的问题；请停用，或改正这条规则", list(rules))]
    Grows {
        /// The rules that were to be applied when it became too much.
        rules: Vec<RuleId>,
    },
}

fn list(rules: &[RuleId]) -> String {
    rules.iter().map(RuleId::as_str).collect::<Vec<_>>().join("、")
}

/// The fix that would be made: the first that can be trusted enough. [`Applicability::Manual`] ones never are.
#[must_use]
pub fn chosen(diagnostic: &Diagnostic, at_least: Applicability) -> Option<&Fix> {
    let at_least = at_least.max(Applicability::Unsafe);
    diagnostic.fixes.iter().find(|fix| fix.applicability >= at_least && is_sound(fix))
}

/// Edits that are sorted and do not overlap; a fix with others cannot be made whole.
fn is_sound(fix: &Fix) -> bool {
    !fix.edits.is_empty() && fix.edits.is_sorted_by(|a, b| a.span.end <= b.span.start && a.span != b.span)
}

/// Puts together as many fixes as do not touch each other; of two that do, the one that begins first is made.
#[must_use]
pub fn plan(diagnostics: &[Diagnostic], at_least: Applicability) -> Plan {
    let mut fixes: Vec<(usize, &Fix)> =
        diagnostics.iter().enumerate().filter_map(|(i, d)| Some((i, chosen(d, at_least)?))).collect();
    fixes.sort_by_key(|&(i, fix)| (fix.edits.first().map(|e| e.span), i));
    let mut taken: BTreeMap<(u32, u32), &Edit> = BTreeMap::new();
    let mut plan = Plan::default();
    for (i, fix) in fixes {
        let known = |edit: &Edit| taken.get(&(edit.span.start, edit.span.end)).is_some_and(|&other| other == edit);
        if fix.edits.iter().all(|edit| known(edit) || !touches(&taken, edit)) {
            taken.extend(fix.edits.iter().map(|edit| ((edit.span.start, edit.span.end), edit)));
            plan.applied.push(i);
        } else {
            plan.skipped.push(i);
        }
    }
    plan.applied.sort_unstable();
    plan.skipped.sort_unstable();
    plan.edits = taken.into_values().cloned().collect();
    plan
}

/// Whether an edit overlaps one that is taken, or one of the two inserts at the other's border: which of them comes
/// first would then be a matter of chance.
fn touches(taken: &BTreeMap<(u32, u32), &Edit>, edit: &Edit) -> bool {
    let (start, end) = (edit.span.start, edit.span.end);
    let before = taken.range(..=(start, end)).next_back();
    let after = taken.range((start, end)..).next();
    // The taken edits do not overlap, so only the neighbours can touch; an insertion may stand between a neighbour and
    // the edit, which is why the second one on the left is looked at too.
    before
        .into_iter()
        .chain(taken.range(..=(start, end)).nth_back(1))
        .chain(after)
        .any(|(&(s, e), _)| if s == e || start == end { s <= end && start <= e } else { s < end && start < e })
}

/// Checks, fixes and checks again until nothing more can be fixed.
///
/// # Errors
/// [`FixError`] where the result cannot be written, or fixes keep making work for each other; the draft is then not
/// to be changed at all.
pub fn run(
    source: Source,
    at_least: Applicability,
    check: &mut dyn FnMut(&Document) -> Vec<Diagnostic>,
) -> Result<Fixed, FixError> {
    let mut doc = Document::new(source);
    let mut made = BTreeMap::new();
    let mut edits = Vec::new();
    let most = doc.text().len() * GROWTH.0 + GROWTH.1;
    for round in 0..=ROUNDS {
        let left = check(&doc);
        let plan = plan(&left, at_least);
        if plan.edits.is_empty() {
            return Ok(Fixed { source: doc.source, made, edits, left });
        }
        let grows = doc.text().len() + plan.edits.iter().map(|edit| edit.text.len()).sum::<usize>() > most;
        if round == ROUNDS || grows {
            let mut rules: Vec<RuleId> = plan.applied.iter().filter_map(|&i| Some(left.get(i)?.rule.clone())).collect();
            rules.sort();
            rules.dedup();
            return Err(if grows { FixError::Grows { rules } } else { FixError::Unstable { rules } });
        }
        for d in plan.applied.iter().filter_map(|&i| left.get(i)) {
            *made.entry(d.rule.clone()).or_insert(0) += 1;
        }
        edits = compose(&edits, doc.text(), &plan.edits);
        doc = Document::new(doc.source.edited(&plan.edits)?);
    }
    Err(FixError::Unstable { rules: made.into_keys().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Level;
    use crate::source::Origin;
    use crate::span::{Span, apply};
    use proptest::prelude::*;

    fn diagnostic(rule: &str, edits: Vec<Edit>, applicability: Applicability) -> Diagnostic {
        Diagnostic {
            rule: RuleId::new("wording", rule),
            level: Level::Error,
            span: edits.first().map_or(Span::at(0), |e| e.span),
            message: String::new(),
            why: "".into(),
            related: Vec::new(),
            fixes: vec![Fix { title: String::new(), edits, applicability }],
            also: Vec::new(),
        }
    }

    /// Every `wrong` in the text becomes `right`.
    fn replace(doc: &Document, rule: &str, wrong: &str, right: &str) -> Vec<Diagnostic> {
        let found = doc.text().match_indices(wrong);
        found
            .map(|(at, _)| {
                let edit = Edit::new(Span::new(at, at + wrong.len()), right);
                diagnostic(rule, vec![edit], Applicability::Safe)
            })
            .collect()
    }

    #[test]
    fn a_fix_is_made_whole_or_waits() {
        let two = vec![Edit::new(Span::new(0, 3), "甲"), Edit::new(Span::new(9, 12), "丁")];
        let one = vec![Edit::new(Span::new(9, 12), "戊")];
        let plan = plan(
            &[diagnostic("b", one, Applicability::Safe), diagnostic("a", two.clone(), Applicability::Safe)],
            Applicability::Safe,
        );
        assert_eq!((plan.edits, plan.applied, plan.skipped), (two, vec![1], vec![0]));
    }

    #[test]
    fn trust_is_asked_for() {
        let edits = vec![Edit::new(Span::new(0, 3), "甲")];
        let of = |have, want| plan(&[diagnostic("a", edits.clone(), have)], want).edits.len();
        assert_eq!(of(Applicability::Safe, Applicability::Safe), 1);
        assert_eq!(of(Applicability::Unsafe, Applicability::Safe), 0);
        assert_eq!(of(Applicability::Unsafe, Applicability::Unsafe), 1);
        assert_eq!(of(Applicability::Manual, Applicability::Manual), 0);
    }

    #[test]
    fn two_insertions_at_one_place_are_made_one_after_the_other() {
        let a = diagnostic("a", vec![Edit::new(Span::at(3), "甲")], Applicability::Safe);
        let b = diagnostic("b", vec![Edit::new(Span::at(3), "乙")], Applicability::Safe);
        let c = diagnostic("c", vec![Edit::new(Span::new(3, 6), "丙")], Applicability::Safe);
        assert_eq!(plan(&[a.clone(), b.clone()], Applicability::Safe).skipped, [1]);
        assert_eq!(plan(&[a.clone(), c], Applicability::Safe).skipped, [1]);
        assert_eq!(plan(&[a.clone(), a], Applicability::Safe).applied, [0, 1]);
    }

    #[test]
    fn a_fix_whose_edits_overlap_is_never_made() {
        let edits = vec![Edit::new(Span::new(0, 6), "甲"), Edit::new(Span::new(3, 9), "乙")];
        assert!(plan(&[diagnostic("a", edits, Applicability::Safe)], Applicability::Safe).edits.is_empty());
    }

    #[test]
    fn one_fix_may_open_the_way_for_the_next() {
        let source = Source::from_text("a.txt", "截止目目前，完成三亿元。");
        let mut check = |doc: &Document| {
            let mut all = replace(doc, "double", "目目", "目");
            all.extend(replace(doc, "jiezhi", "截止目前", "截至目前"));
            all
        };
        let fixed = run(source, Applicability::Safe, &mut check).expect("stable");
        assert_eq!(fixed.source.text, "截至目前，完成三亿元。");
        assert_eq!(apply("截止目目前，完成三亿元。", &fixed.edits), fixed.source.text);
        assert_eq!((fixed.count(), fixed.left.len()), (2, 0));
    }

    #[test]
    fn fixes_that_fight_are_named_and_nothing_is_changed() {
        let source = Source::from_text("a.txt", "甲");
        let mut check = |doc: &Document| {
            let mut all = replace(doc, "b", "乙", "甲");
            all.extend(replace(doc, "a", "甲", "乙"));
            all
        };
        let error = run(source, Applicability::Safe, &mut check).expect_err("unstable");
        assert!(error.to_string().contains("规则 wording/a"), "{error}");
    }

    #[test]
    fn what_gbk_lacks_is_refused_before_anything_is_written() {
        let text = "各位同仁：今天我們召開會議，部署任務，謝謝大家。";
        let bytes = Origin::Legacy(encoding_rs::BIG5).encode(text).expect("encodes");
        let source = Source::from_bytes("a.txt", bytes).expect("reads");
        let error =
            run(source, Applicability::Safe, &mut |doc| replace(doc, "a", "我們", "我们")).expect_err("refused");
        assert_eq!(error, FixError::Write(WriteError::Unwritable { found: '们', encoding: "Big5" }));
    }

    fn origin() -> impl Strategy<Value = Origin> {
        prop_oneof![
            any::<bool>().prop_map(|bom| Origin::Utf8 { bom }),
            any::<(bool, bool)>().prop_map(|(le, bom)| Origin::Utf16 { le, bom }),
            Just(Origin::Legacy(encoding_rs::GB18030)),
        ]
    }

    proptest! {
        #[test]
        fn no_byte_outside_the_edits_changes(
            origin in origin(),
            middle in "[的一是了我不人在有大这上中国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么\r\n，。目截止前0-9]{0,60}",
        ) {
            let text = format!("同志们，今天开会，截止目前，我讲三点意见。\r\n{middle}截止目前，工作很好。\n");
            let bytes = origin.encode(&text).expect("encodes");
            let source = Source::from_bytes("a.txt", bytes.clone()).expect("reads");
            prop_assert_eq!(source.write(&[]).expect("writes"), bytes.clone());
            let mut check = |doc: &Document| replace(doc, "jiezhi", "截止目前", "截至目前");
            let fixed = run(source, Applicability::Safe, &mut check).expect("stable");
            let wanted = text.replace("截止目前", "截至目前");
            let written = fixed.bytes().expect("writes");
            prop_assert_eq!(&written, &origin.encode(&wanted).expect("encodes"));
            // 止 and 至 are as long in each of these encodings: compare byte by byte.
            prop_assert_eq!(written.len(), bytes.len());
            let changed = written.iter().zip(&bytes).filter(|(a, b)| a != b).count();
            prop_assert!(changed <= fixed.count() * 3);
            let again = Source::from_bytes("a.txt", written.clone()).expect("reads");
            let again = run(again, Applicability::Safe, &mut check).expect("stable");
            prop_assert_eq!((again.count(), again.bytes().expect("writes")), (0, written));
        }

        #[test]
        fn plans_are_sorted_and_do_not_overlap(spans in proptest::collection::vec((0_usize..30, 0_usize..5), 0..30)) {
            let all: Vec<Diagnostic> = spans
                .iter()
                .map(|&(at, len)| diagnostic("a", vec![Edit::new(Span::new(at, at + len), "x")], Applicability::Safe))
                .collect();
            let plan = plan(&all, Applicability::Safe);
            prop_assert!(plan.edits.is_sorted_by(|a, b| a.span.end <= b.span.start));
            prop_assert_eq!(plan.applied.len() + plan.skipped.len(), all.len());
            let text = ".".repeat(40);
            let removed: usize = plan.edits.iter().map(|e| e.span.len()).sum();
            prop_assert_eq!(apply(&text, &plan.edits).len(), 40 - removed + plan.edits.len());
        }
    }
}
