//! The office-holders a config names: each in a draft with the title he has, and within the time he has it.

use super::Sure;
use super::tense::{first, last, months};
use crate::document::date::Month;
use crate::kind::{Finding, View};

/// An office-holder, as an office writes him into its config.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// `张三`
    pub name: String,
    /// `县委书记`; several joined by `、`.
    pub title: String,
    /// The first month, `2021-06`.
    #[serde(default)]
    pub from: Option<String>,
    /// The last month.
    #[serde(default)]
    pub until: Option<String>,
}

/// Titles of office by their last words, the longer ones first.
const POSTS: &[&str] = &[
    "副书记",
    "副主任",
    "副主席",
    "副省长",
    "副市长",
    "副县长",
    "副区长",
    "副州长",
    "副镇长",
    "副乡长",
    "副局长",
    "书记",
    "省长",
    "市长",
    "县长",
    "区长",
    "州长",
    "旗长",
    "镇长",
    "乡长",
    "局长",
    "主任",
    "主席",
    "部长",
    "厅长",
    "院长",
    "检察长",
    "秘书长",
    "常委",
];

const FORMER: &[&str] = &["时任", "原", "曾任", "前任", "历任", "老"];

/// The post written right before or after a name.
fn post<'a>(left: &'a str, right: &'a str) -> Option<&'a str> {
    let left = left.trim_end_matches([' ', '　']);
    let right = right.trim_start_matches([' ', '　']);
    let before = POSTS.iter().find(|p| left.ends_with(**p));
    before.or_else(|| POSTS.iter().find(|p| right.starts_with(**p))).copied()
}

/// Whether a title holds a post: `县委副书记、县长` holds 县长, and not 书记.
fn holds(title: &str, post: &str) -> bool {
    title.match_indices(post).any(|(at, _)| !title.get(..at).unwrap_or("").ends_with('副'))
}

pub(super) fn run(view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    for hit in view.hits {
        let Some(leader) = view.leaders.get(hit.tag as usize) else { continue };
        let same = || view.leaders.iter().filter(|l| l.name == leader.name);
        // One who is named twice, for two offices, is judged once.
        if same().next().is_none_or(|l| !std::ptr::eq(l, leader)) {
            continue;
        }
        let (before, after) = (text.get(..hit.span.start()).unwrap_or(""), text.get(hit.span.end()..).unwrap_or(""));
        let (left, right) = (last(before, 16), first(after, 6));
        if FORMER.iter().any(|word| left.contains(word)) {
            continue;
        }
        let Some(post) = post(left, right) else { continue };
        let given = view.moment.and_then(super::Moment::given).filter(|g| g.sure >= Sure::Anchored);
        let span = |l: &Leader| {
            let month = |text: &Option<String>, end| text.as_deref().and_then(|t| Month::parse(t, end));
            (month(&l.from, false), month(&l.until, true))
        };
        let fits = |l: &Leader| {
            let (from, until) = span(l);
            given.is_none_or(|g| {
                !from.is_some_and(|from| g.is_before(from)) && !until.is_some_and(|until| g.is_after(until))
            })
        };
        let holders: Vec<&Leader> = same().filter(|l| holds(&l.title, post)).collect();
        if holders.iter().any(|l| fits(l)) {
            continue;
        }
        let (note, doubt) = match (holders.first(), same().find(|l| fits(l))) {
            (Some(held), _) => {
                let when = match span(held) {
                    (Some(from), Some(until)) => months(from, until),
                    (Some(from), None) => format!("{from}起"),
                    (None, Some(until)) => format!("{until}前"),
                    (None, None) => String::new(),
                };
                let given = given.map(super::Given::words).unwrap_or_default();
                (format!("{}任{}是{when}，本稿为{given}", held.name, held.title), 0)
            }
            (None, Some(now)) => (format!("配置里{}的职务是“{}”", now.name, now.title), 0),
            (None, None) => (format!("配置里{}的职务是“{}”", leader.name, leader.title), 0),
        };
        out.push(Finding { vars: vec![("note", note.clone()), ("given", note)], doubt, ..Finding::at(hit.span) });
    }
}
