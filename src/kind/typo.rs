//! Kind `typo`: what a statistical model takes for typing mistakes: wrong, doubled and extra characters.
//!
//! The model looks at a draft once for all rules of this kind (see [`crate::model`]); [`Typos`] keeps what it found. Book
//! titles stand as their authors wrote them, so there it must be sure; what recurs in a draft, it must be surer of.

use super::{Faults, Finding};
use crate::diagnostic::{Applicability, Fix};
use crate::document::{Document, MarkKind};
use crate::model::detect::{Detector, Suspect};
use crate::model::{Memory, Mistake, Model, Tier, Typo};
use crate::span::Span;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypoSpec {
    find: Find,
}

/// Which mistakes a rule reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Find {
    Wrong,
    Doubled,
    Extra,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct TypoKind {
    find: Find,
}

/// Names for the message besides `{match}`: what it should be, the words it stands among, and how the two are alike.
pub const VARS: &[&str] = &["fix", "context", "how"];

/// A doubled one of these is never meant.
const FUNCTION: &str = "的了和与是在对把被从将为等及于并而";

/// A part of a draft that is looked at by itself has at least so many bytes.
const PART: usize = 1 << 10;

/// What the model found in one draft, worked out when first asked.
#[derive(Debug)]
pub struct Typos<'a> {
    model: Option<&'a Model>,
    recent: Option<&'a Recent>,
    found: OnceLock<Vec<Typo>>,
}

/// What was found in recent drafts, for a front that checks the same one again and again; asleep until it is woken.
#[derive(Debug, Default)]
pub struct Recent(Mutex<Option<Memory>>);

impl Recent {
    fn lock(&self) -> MutexGuard<'_, Option<Memory>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to remember.
    pub fn wake(&self) {
        self.lock().get_or_insert_default();
    }
}

impl<'a> Typos<'a> {
    /// The mistakes of a draft, as seen by `model` or else by the built-in one.
    #[must_use]
    pub fn new(model: Option<&'a Model>, recent: Option<&'a Recent>) -> Typos<'a> {
        let model = if model.is_some() { model } else { crate::model::builtin() };
        Typos { model, recent, found: OnceLock::new() }
    }

    fn of(&self, doc: &Document) -> &[Typo] {
        let look = |model| {
            // Where nothing is remembered nobody waits for anybody.
            let mut recent = self.recent.map(Recent::lock).filter(|memory| memory.is_some());
            let memory = recent.as_deref_mut().and_then(Option::as_mut);
            Detector::new(model).typos(doc.text(), memory)
        };
        self.found.get_or_init(|| self.model.map_or_else(Vec::new, look))
    }

    /// Lines of a draft that several threads can look at, each part by itself; what is remembered is one part.
    pub fn parts(&self, doc: &Document) -> Vec<Span> {
        let text = doc.text();
        if self.model.is_none() || self.recent.is_some_and(|recent| recent.lock().is_some()) {
            return vec![Span::new(0, text.len())];
        }
        let mut parts: Vec<Span> = Vec::new();
        for line in 0..doc.lines().count() {
            let line = doc.lines().span(line);
            match parts.last_mut() {
                Some(part) if part.len() < PART && part.end == line.start => part.end = line.end,
                _ => parts.push(line),
            }
        }
        parts
    }

    /// What is suspected in a part.
    pub fn part(&self, doc: &Document, part: Span) -> Vec<Suspect> {
        match self.model {
            Some(model) if part.len() < doc.text().len() => Detector::new(model).part(doc.slice(part), part.start),
            _ => {
                self.of(doc);
                Vec::new()
            }
        }
    }

    /// Puts together what is suspected in all parts.
    pub fn settle(&self, doc: &Document, suspects: Vec<Suspect>) {
        if let Some(model) = self.model {
            self.found.get_or_init(|| Detector::new(model).settled(doc.text(), suspects));
        }
    }
}

impl TypoKind {
    /// Every spec is sound.
    #[must_use]
    pub fn new(spec: TypoSpec, _: &mut Faults) -> TypoKind {
        TypoKind { find: spec.find }
    }

    /// Reports this rule's mistakes.
    pub fn report(&self, doc: &Document, typos: &Typos<'_>, out: &mut Vec<Finding>) {
        for typo in typos.of(doc) {
            let own = match typo.mistake {
                Mistake::Wrong => Find::Wrong,
                Mistake::Doubled => Find::Doubled,
                Mistake::Extra => Find::Extra,
            };
            if own == self.find {
                out.extend(finding(doc, typo));
            }
        }
    }
}

/// What is doubled on purpose: to try a thing or to press it, or because one phrase ends as the next begins (全省省直机关).
const MEANT: &[&str] = &[
    "研究", "讨论", "商量", "欢迎", "学习", "了解", "交流", "锻炼", "考虑", "思考", "琢磨", "反思", "感谢", "检查",
    "体会", "作为", "体验", "合计", "掂量", "休息", "活动", "放松", "整理", "收拾", "打听", "检验", "比较", "调整",
    "总结", "沟通", "调研", "感受", "组织",
];
/// The same of single characters.
const MEANT_SINGLE: &str =
    "省市县区乡镇村州旗发说谈看想问走听聊晒亮查算议试转动扯咬红洗治讲练比帮管代种人年月日时天件处家户层条会强";

/// Words that end as a function word begins: 目的的, 普及及其.
const ENDS: &[&str] = &[
    "目的", "标的", "涉及", "普及", "危及", "顾及", "以及", "埃及", "可以", "予以", "得以", "足以", "所以", "难以",
    "加以", "参与", "给与", "总和", "共和", "作为", "成为", "认为", "行为", "从而", "反而", "因而", "由于", "对于",
    "关于", "终于", "除了", "为了", "针对", "应对", "面对", "反对", "校对", "核对", "绝对", "相对", "麻将", "即将",
    "实在", "存在", "潜在", "内在", "所在", "现在", "国是", "但是", "还是", "就是", "于是", "等等", "一等", "上等",
];

/// Whether something that stands twice is meant to, or does not stand right after itself.
fn meant(doc: &Document, part: Span, text: &str) -> bool {
    let left = doc.text().get(..part.start()).unwrap_or("");
    let Some(left) = left.strip_suffix(text) else { return true };
    let one = left.chars().next_back();
    // 一条条, 一代一代, 走着走着, 很紧很紧, 怎么怎么.
    let counted = one.is_some_and(|c| "一几每这那".contains(c)) && text.chars().count() == 1;
    let pattern =
        text.starts_with(['一', '很', '好', '如', '怎', '什', '谁', '哪', '某', '越']) || text.ends_with(['着', '个']);
    let word = one.is_some_and(|one| ENDS.iter().any(|w| w.strip_prefix(one) == Some(text)));
    word || MEANT.contains(&text) || MEANT_SINGLE.contains(text) || counted || pattern && text.chars().count() > 1
}

fn finding(doc: &Document, typo: &Typo) -> Option<Finding> {
    let part = Span { start: typo.start, end: typo.end };
    let doubt = u8::from(typo.tier == Tier::Likely);
    if doubt > 0 && doc.marks.around(part, &[MarkKind::Book, MarkKind::InnerBook]).is_some() {
        return None;
    }
    let text = doc.slice(part);
    if typo.mistake == Mistake::Doubled && meant(doc, part, text) {
        return None;
    }
    // Of two copies either may be the one too many: both are shown, one goes.
    let before = if typo.mistake == Mistake::Doubled { part.len() as u32 } else { 0 };
    let span = Span { start: part.start.saturating_sub(before), end: part.end };
    let sure = typo.mistake == Mistake::Doubled && doubt == 0 && FUNCTION.contains(text);
    let applicability = if sure { Applicability::Safe } else { Applicability::Unsafe };
    let fix = if typo.mistake == Mistake::Doubled { text.to_owned() } else { typo.right.clone() };
    let vars = vec![("fix", fix), ("context", context(doc, span)), ("how", how(typo).to_owned())];
    Some(Finding {
        span,
        vars,
        fixes: vec![Fix::replace(part, &typo.right, applicability)],
        doubt,
        ..Finding::default()
    })
}

/// The mistake with two characters on each side, as far as the clause goes.
fn context(doc: &Document, span: Span) -> String {
    let text = doc.text();
    let (left, right) = (text.get(..span.start()).unwrap_or(""), text.get(span.end()..).unwrap_or(""));
    let word = |c: &char| c.is_alphanumeric();
    let before: Vec<char> = left.chars().rev().take(2).take_while(word).collect();
    let after = right.chars().take(2).take_while(word);
    before.into_iter().rev().chain(doc.slice(span).chars()).chain(after).collect()
}

fn how(typo: &Typo) -> &'static str {
    match (typo.likeness.sound, typo.likeness.shape) {
        (3.., 1..) => "音近形近",
        (3.., _) => "音同",
        (2, _) => "音近",
        (_, 1..) => "形近",
        (1, _) => "音近",
        _ => "",
    }
}

#[cfg(all(test, feature = "typo"))]
mod tests {
    use super::*;

    fn found(find: Find, text: &str) -> Vec<(String, String)> {
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        TypoKind { find }.report(&doc, &Typos::new(None, None), &mut out);
        out.iter().map(|f| (doc.slice(f.span).to_owned(), f.fixes[0].edits[0].text.clone())).collect()
    }

    #[test]
    fn what_is_remembered_is_what_would_be_found() {
        let recent = Recent::default();
        recent.wake();
        let bad = "健全联防联控工作机智，形成齐抓共管的局面。";
        for text in
            [format!("一\n{bad}\n二"), format!("一\n新的一行\n{bad}\n二"), format!("{bad}{bad}\n"), String::new()]
        {
            let doc = Document::from_text(&text);
            let (fresh, again) = (Typos::new(None, None), Typos::new(None, Some(&recent)));
            assert_eq!(fresh.of(&doc), again.of(&doc), "{text}");
        }
    }

    #[test]
    fn the_parts_of_a_draft_make_the_whole() {
        let model = crate::model::builtin().expect("a model");
        let lines = ["健全联防联控工作机智，形成齐抓共管的局面。\n", "一\n", "认真贯彻落实落实中央八项规定精神。"];
        let text = lines.concat();
        let (mut parts, mut start) = (Vec::new(), 0);
        for line in lines {
            parts.extend(Detector::new(model).part(line, start));
            start += line.len() as u32;
        }
        let detector = &mut Detector::new(model);
        assert_eq!(detector.settled(&text, parts), detector.typos(&text, None));
    }

    #[test]
    fn the_three_mistakes() {
        assert_eq!(found(Find::Wrong, "健全联防联控工作机智，形成齐抓共管的局面。"), [("智".into(), "制".into())]);
        assert_eq!(found(Find::Doubled, "认真贯彻落实落实中央八项规定精神。"), [("落实落实".into(), String::new())]);
        assert_eq!(found(Find::Wrong, "健全联防联控工作机制，形成齐抓共管的局面。"), []);
    }
}
