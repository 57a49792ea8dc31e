//! The words around a place → whether it speaks of now, of the past or of a named year.

use crate::document::date::{Month, date_at};

/// Whose year a sentence speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// `2024年是……`
    Year(i32),
    /// `今年` 0, `明年` 1, `去年` -1.
    Relative(i32),
}

const RELATIVE: &[(&str, i32)] = &[
    ("今年", 0),
    ("本年", 0),
    ("明年", 1),
    ("来年", 1),
    ("后年", 2),
    ("去年", -1),
    ("上年", -1),
    ("过去一年", -1),
    ("过去的一年", -1),
    ("前年", -2),
];

/// Words that make it speak of something else: the subject before them says nothing.
const BREAKS: &[&str] = &["五年", "以来", "十年", "当年", "那年", "同年", "这一年", "一年", "迎接", "喜迎"];

/// What joins a year with what it is: `是`, `为`, `迎来`, `恰逢`.
const JOINS: &[&str] = &["是", "为", "迎来", "逢", "正值", "时值", "系", "处于", "站在"];

/// The last so many characters.
pub(super) fn last(text: &str, chars: usize) -> &str {
    let start = text.char_indices().rev().take(chars).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or(text)
}

/// The first so many characters.
pub(super) fn first(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// The year that the text before a place speaks of, if something joins the two.
pub(super) fn subject(left: &str) -> Option<Subject> {
    let left = last(left, 60);
    let relative = RELATIVE.iter().filter_map(|&(word, years)| {
        let at = left.rfind(word)?;
        Some((at + word.len(), Subject::Relative(years)))
    });
    let written = left.rmatch_indices('年').find_map(|(at, _)| {
        let start = at.checked_sub(4)?;
        // `到2020年迎来` is a goal.
        if left.get(..start)?.ends_with(['到', '至', '—', '-']) {
            return None;
        }
        let year = date_at(left, start)?.year?;
        Some((at + '年'.len_utf8(), Subject::Year(year)))
    });
    let (end, subject) = relative.chain(written).max_by_key(|(end, _)| *end)?;
    let between = left.get(end..)?;
    // `2024年是实施……的关键一年，也是……收官之年`: an apposition to the year itself.
    let plain = between
        .replace("的关键一年，", "")
        .replace("的重要一年，", "")
        .replace("关键一年，", "")
        .replace("的一年，", "");
    let broken = BREAKS.iter().any(|word| plain.contains(word))
        || between.starts_with(['底', '末', '至', '到', '—', '-'])
        || between.contains("到20")
        || between.contains('《');
    // `今年（2024年）是`, `2024年，今年是`.
    (!broken && JOINS.iter().any(|join| between.contains(join))).then_some(subject)
}

const PAST_BEFORE: &[&str] = &[
    "去年",
    "以来",
    "原",
    "时任",
    "回顾",
    "曾",
    "过去",
    "上年",
    "上一年",
    "巩固",
    "历史",
    "当年",
    "当时",
    "那时",
    "先后",
    "自从",
    "五年来",
    "三年来",
    "十年来",
    "年来",
    "前期",
    "从",
    "取得",
    "圆满",
    "完成了",
    "经历",
    "历经",
    "夺取",
    "打赢了",
    "不是",
    "除了",
    "纪念",
    "承接",
    "继承",
    "延续",
    "总结",
    "通过开展",
    "结合",
    "参加过",
    "前几年",
    "近年",
    "此前",
    "以前",
    "改为",
    "称为",
    "已",
];

const PAST_AFTER: &[&str] = &[
    "以来",
    "期间",
    "成果",
    "时期",
    "总结",
    "之后",
    "结束",
    "胜利",
    "经验",
    "成效",
    "常态化",
    "整改",
    "“回头看”",
    "回头看",
    "改为",
    "时",
    "后",
    "启动以",
    "中",
    "取得",
    "圆满",
];

/// Whether a place speaks of what is over.
pub(super) fn past(left: &str, right: &str) -> bool {
    let (near, behind) = (last(left, 40), first(right, 14));
    let clause = behind.find(['，', '。', '；']).and_then(|end| behind.get(..end)).unwrap_or(behind);
    // What is to come will be a success too.
    let clause = clause.trim_start_matches("胜利");
    PAST_BEFORE.iter().any(|word| near.contains(word))
        || PAST_AFTER.iter().any(|word| clause.contains(word))
        || near.rmatch_indices('年').any(|(at, _)| at.checked_sub(4).and_then(|s| date_at(near, s)).is_some())
}

const GOING_ON: &[&str] = &[
    "正在",
    "开展",
    "当前",
    "今年",
    "推进",
    "打赢",
    "打好",
    "坚决",
    "继续",
    "抓好",
    "抓实",
    "做好",
    "落实好",
    "组织",
    "决战",
    "决胜",
    "全力",
    "着力",
    "要",
    "深入",
    "扎实",
    "认真",
    "高质量",
    "实施",
    "聚焦",
];

/// Whether a place speaks of what goes on or is to be done.
pub(super) fn going_on(left: &str, right: &str) -> bool {
    let near = last(left, 16);
    let clause = near.rfind(['。', '；']).and_then(|at| near.get(at..)).unwrap_or(near);
    GOING_ON.iter().any(|word| clause.contains(word)) || first(right, 6).contains("正在")
}

const URGED: &[&str] = &["今年", "要", "将", "继续", "当前", "正在", "必须", "务必", "下一步"];

/// Whether a place asks for something, or says that it goes on now.
pub(super) fn urged(left: &str) -> bool {
    let near = last(left, 24);
    let clause = near.rfind('。').and_then(|at| near.get(at..)).unwrap_or(near);
    URGED.iter().any(|word| clause.contains(word))
}

/// Whether what follows is still to come: `即将召开的`, `喜迎`.
pub(super) fn awaited(left: &str) -> bool {
    let near = last(left, 10);
    ["即将召开", "即将举行", "即将开幕", "喜迎", "迎接", "将召开", "将举行"].iter().any(|word| near.contains(word))
}

/// A text as it stands inside quotation marks.
pub(super) fn quoted(text: &str) -> String {
    text.replace('“', "‘").replace('”', "’")
}

/// A span of months in words: `2024年`, `2021年至2025年`.
pub(super) fn months(from: Month, until: Month) -> String {
    match () {
        () if from == until => from.to_string(),
        () if from.year() == until.year() => format!("{}年", from.year()),
        () => format!("{from}至{until}"),
    }
}
