//! Kind `rank`: the administrative rank of the speaker, and words that belong to another one: `我县` in a speech of the
//! city's. What is above the speaker may be named; what is said of it is left alone where it leads, asks or ranks.

use super::needle::Literals;
use super::{Faults, Finding, Hit, View};
use crate::document::{Document, MarkKind, Role};
use crate::span::Span;

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankSpec {
    /// Words that make a sentence speak of those above.
    #[serde(default)]
    above: Vec<String>,
}

/// The kind, ready to run.
#[derive(Debug)]
pub struct Rank {
    above: Vec<String>,
}

/// Names for the message besides `{match}`: the speaker's own word, and what it should be.
pub const VARS: &[&str] = &["own", "fix"];

/// A unit, how high it stands, and what goes on to another word after it.
const UNITS: &[(&str, u8, &[char])] = &[
    ("省", 3, &['吃', '心', '略', '去', '下', '时', '力']),
    ("市", 2, &['场', '值', '价', '面']),
    ("州", 2, &[]),
    ("盟", 2, &['友', '国', '员', '约']),
    ("县", 1, &['域']),
    ("旗", 1, &['下', '帜', '舰']),
    ("区", 1, &['别', '分', '域', '块', '间', '划', '位', '号']),
    ("镇", 0, &['定', '静', '村']),
    ("乡", 0, &['村', '愁', '亲', '土', '音', '镇']),
];

/// What is said with a unit: before it and after it.
const FORMS: &[(&str, &str)] = &[
    ("我", ""),
    ("我们", ""),
    ("全", "上下"),
    ("全", "各级"),
    ("全", "各部门"),
    ("", "直各"),
    ("", "直部门"),
    ("", "直单位"),
    ("", "直机关"),
    ("全", ""),
    ("", "委"),
    ("", "政府"),
];
/// The first forms speak of oneself, these of all, these of the departments; the rest only count.
const OWN: usize = 2;
const ALL: usize = 5;
const DIRECT: usize = 9;

impl Rank {
    /// Checks what the author wrote.
    pub fn new(spec: RankSpec, _: &mut Faults) -> Rank {
        Rank { above: spec.above }
    }

    /// Every unit in every form.
    pub fn literals(&self, out: &mut Literals) {
        for (unit, (name, ..)) in UNITS.iter().enumerate() {
            for (form, (before, after)) in FORMS.iter().enumerate() {
                out.add(&format!("{before}{name}{after}"), (unit * FORMS.len() + form) as u32);
            }
        }
    }

    /// Reports what does not fit the speaker.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let places: Vec<Place> = view.hits.iter().filter_map(|hit| place(view.doc, *hit)).collect();
        let Some(own) = own(view, &places) else { return };
        let said = |unit: usize| places.iter().filter(|p| p.form < OWN && p.unit == unit).count();
        let most = own.units.iter().map(|&unit| said(unit)).max().unwrap_or(0);
        let mut last = Span::default();
        for place in places.iter().filter(|p| p.form < DIRECT && !own.units.contains(&p.unit)) {
            let Some(doubt) = self.judge(view.doc, place, &own, most, said(place.unit)) else { continue };
            if last.overlaps(place.span) {
                continue;
            }
            last = place.span;
            let name = own.units.first().map_or("", |&unit| name(unit));
            let fix = view.doc.slice(place.span).replace(name_of(place), name);
            let own = match own.title {
                Some(title) => format!("标题里是“{}”", view.doc.slice(title)),
                None => format!("本稿是{name}里的稿子"),
            };
            out.push(Finding { vars: vec![("own", own), ("fix", fix)], doubt, ..Finding::at(place.span) });
        }
    }

    /// The doubt of a stray word, or `None` where it may stand.
    fn judge(&self, doc: &Document, place: &Place, own: &Own, most: usize, count: usize) -> Option<u8> {
        let block = doc.block_at(place.span.start).and_then(|i| doc.blocks.get(i))?;
        let marks = [MarkKind::Quote, MarkKind::Book, MarkKind::Paren];
        if matches!(block.role, Role::Boilerplate | Role::Code | Role::Title | Role::Byline | Role::Salutation)
            || doc.marks.around(place.span, &marks).is_some()
        {
            return None;
        }
        let height = |unit: usize| UNITS.get(unit).map_or(0, |u| u.1);
        let own_height = own.units.iter().map(|&u| height(u)).max()?;
        let span = doc.sentence_at(place.span.start).and_then(|i| doc.sentences.get(i)).map(|s| s.span)?;
        let (sentence, at) = (doc.slice(span), place.span.start().saturating_sub(span.start()));
        let higher = height(place.unit) > own_height;
        let rest = doc.text().get(place.span.end()..block.span.end()).unwrap_or("");
        // Whoever is called upon is one's own, unless somebody above called.
        let called = called_upon(rest);
        let said = if called && place.form >= OWN { sentence.get(..at).unwrap_or(sentence) } else { sentence };
        if higher && (name(place.unit) == "省" || self.above.iter().any(|word| said.contains(word.as_str()))) {
            return None;
        }
        if name(place.unit) == "区" || own.units.iter().any(|&u| name(u) == "区") {
            // Of an autonomous region, a zone or a new area that is no district.
            if ["自治区", "开发区", "高新区", "经开区", "新区", "园区", "景区", "保护区"]
                .iter()
                .any(|w| doc.text().contains(w))
            {
                return None;
            }
        }
        // Several ranks in one breath: `市直、县直各部门`, `省、市、县`.
        let others = own.units.iter().any(|&u| sentence.contains(&format!("{}直", name(u))));
        match place.form {
            // As often as the speaker's own: nobody knows whose speech it is.
            form if form < OWN && (count > most || count > 3 && count * 3 > most) => Some(2),
            form if form < OWN => {
                // What is one's own has an amount or is asked to act, and the draft says `全县` throughout.
                let strayed = own.bound && count == 1 && owned(rest);
                Some(u8::from(higher && !strayed) + u8::from(!own.sure))
            }
            // `全市上下一定要`: only one's own can be called upon.
            form if form < ALL => Some(u8::from(!(higher && called)) + u8::from(!own.sure)),
            _ if others || higher => None,
            _ => Some(1 + u8::from(!own.sure)),
        }
    }
}

/// Whether what follows is asked to act.
fn called_upon(rest: &str) -> bool {
    let clause: String = rest.chars().take(14).take_while(|c| !matches!(c, '。' | '；' | '，')).collect();
    ["要", "必须", "务必", "应", "迅速", "齐心", "立即", "都"].iter().any(|w| clause.contains(w))
}

/// Whether what follows is counted: `我市42名县级领导`.
fn owned(rest: &str) -> bool {
    let after = rest.trim_start_matches(['的', '现', '共', '有', '全']);
    after.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains("入选") && !rest.contains("列")
}

/// A unit that is named.
struct Place {
    span: Span,
    unit: usize,
    form: usize,
}

/// The speaker's own units.
struct Own {
    units: Vec<usize>,
    /// Where the title says so.
    title: Option<Span>,
    /// Whether title and speech agree, or the drafter says so.
    sure: bool,
    /// Whether the draft says `全县` or `我县` so often that it is no city's.
    bound: bool,
}

fn name(unit: usize) -> &'static str {
    UNITS.get(unit).map_or("", |u| u.0)
}

fn name_of(place: &Place) -> &'static str {
    name(place.unit)
}

/// A hit that is no part of another word.
fn place(doc: &Document, hit: Hit) -> Option<Place> {
    let (unit, form) = (hit.tag as usize / FORMS.len(), hit.tag as usize % FORMS.len());
    let rest = doc.text().get(hit.span.end()..)?;
    let left = doc.text().get(..hit.span.start())?;
    let goes_on = FORMS.get(form)?.1.is_empty() && rest.starts_with(UNITS.get(unit)?.2);
    // `自我`, `安全区`, `完全`; `各县委`.
    let before = left.ends_with(['自', '安', '完', '健', '齐', '忘', '小']);
    (!goes_on && !before).then_some(Place { span: hit.span, unit, form })
}

/// What `[draft] rank` may say.
fn declared(rank: &str) -> Option<&'static [&'static str]> {
    Some(match rank {
        "province" | "省" | "省级" => &["省"],
        "city" | "市" | "市级" | "地级市" | "州" | "盟" => &["市", "州", "盟"],
        "county" | "县" | "县级" | "旗" => &["县", "旗"],
        "district" | "区" | "市辖区" => &["区"],
        "county-city" | "县级市" => &["市", "县"],
        "township" | "乡镇" | "镇" | "乡" => &["镇", "乡"],
        _ => return None,
    })
}

/// Whose speech it is: what the drafter says, the title, and how the speaker calls his own.
fn own(view: View<'_>, places: &[Place]) -> Option<Own> {
    if !places.iter().any(|p| p.form < DIRECT) {
        return None;
    }
    if let Some(names) = view.rank.and_then(declared) {
        let units = names.iter().filter_map(|n| UNITS.iter().position(|u| u.0 == *n)).collect();
        return Some(Own { units, title: None, sure: true, bound: false });
    }
    let title = view.doc.title();
    let mut titled: Vec<&Place> = places.iter().filter(|p| title.is_some_and(|t| t.contains(p.span))).collect();
    titled.sort_by_key(|p| p.unit);
    titled.dedup_by_key(|p| p.unit);
    let mut said = vec![0_usize; UNITS.len()];
    for place in places.iter().filter(|p| p.form < OWN) {
        if let Some(count) = said.get_mut(place.unit) {
            *count += 1;
        }
    }
    let (loudest, most) = said.iter().copied().enumerate().max_by_key(|(unit, count)| (*count, usize::MAX - unit))?;
    let total: usize = said.iter().sum();
    let all = |unit: usize| {
        places.iter().filter(|p| p.unit == unit && (p.form < ALL || FORMS.get(p.form) == Some(&("全", "")))).count()
    };
    match titled.as_slice() {
        [only] => {
            let agrees = said.get(only.unit).copied().unwrap_or(0);
            // A title of the superior's over a speech of one's own: nobody knows.
            let contradicted = most > agrees.max(1) * 2;
            (!contradicted).then_some(Own {
                units: vec![only.unit],
                title: Some(only.span),
                sure: agrees > 0,
                bound: all(only.unit) >= 3,
            })
        }
        _ => {
            let loud = most >= 3 && most * 5 >= total * 4;
            // `我县` once or twice, and no other `全` than `全县`.
            let plain = most >= 1 && total - most <= 1 && all(loudest) >= 3;
            (loud || plain).then_some(Own { units: vec![loudest], title: None, sure: loud || plain, bound: plain })
        }
    }
}
