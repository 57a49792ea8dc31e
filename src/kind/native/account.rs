//! Sums anybody in the hall can do: a rank beyond the number of those ranked, `翻两番` or `增长40%` between two values
//! that are given, a duration beside its two dates, parts of one family and their whole.
//!
//! What is compared stands within one sentence; growth of output at constant prices is left alone.

use super::number::split;
use super::{Finding, Hit};
use crate::document::Document;
use crate::document::numeral::han;
use crate::kind::Faults;
use crate::kind::lazy::{Found, LazyRegex};
use crate::span::Span;
use std::sync::OnceLock;

/// A regex of this program; its tests prove it.
type Cell = OnceLock<LazyRegex>;

/// Calls `found` with the start of each sentence in which a hit and one of `company` stand, and each match in it.
fn scan<'d>(
    doc: &'d Document,
    hits: &[Hit],
    company: &[&str],
    (cell, source): (&Cell, &str),
    mut found: impl FnMut(usize, &Found<'d>),
) {
    let mut done = 0;
    for hit in hits {
        if hit.span.start < done {
            continue;
        }
        let sentence = doc.sentence_at(hit.span.start).and_then(|i| doc.sentences.get(i));
        let Some(span) = sentence.map(|s| s.span).filter(|s| s.end > done) else { continue };
        done = span.end;
        let text = doc.slice(span);
        if company.iter().any(|word| text.contains(word)) {
            let regex = cell.get_or_init(|| LazyRegex::new(source, &[], &mut Faults(Vec::new(), true)));
            regex.each(text, |one| found(span.start(), &one));
        }
    }
}

/// A number in digits or ideographs.
fn value(text: &str) -> Option<f64> {
    match text {
        "两" => Some(2.0),
        "半" => Some(0.5),
        _ => text.parse().ok().or_else(|| han(text).map(f64::from)),
    }
}

fn group<'t>(found: &Found<'t>, name: &str) -> &'t str {
    found.name(name).map_or("", |(_, text)| text)
}

fn at(found: &Found<'_>, name: &str, base: usize) -> Span {
    found.name(name).map_or(Span::at(base), |(span, _)| span.shift(base))
}

/// `11个县区中位居第12位`.
pub(super) fn rank_beyond(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    static CELL: Cell = Cell::new();
    const RANK: &str = concat!(
        r"(?P<all>[0-9]{1,3}|[一二三四五六七八九十]{1,3})个(?:县（市、区）|县市区|县区|县市|区县|县|区|乡镇街道|乡镇（街道）|乡镇|镇街|街道|镇|乡|",
        r"市州|地市|设区市|地级市|市|州|部门|单位|省区市|省份|省|村|社区|盟市|旗县|旗县区|指标任务组)",
        r"(?:当中|之中|中|里|内)?，?(?:[^，。；、0-9一二三四五六七八九十全个]{0,6}(?:居|排|列|名次为|排名|综合排名)[^，。；、0-9一二三四五六七八九十全]{0,3})",
        r"(?P<at>第(?P<rank>[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:位|名)?)"
    );
    let hits: Vec<Hit> = hits.iter().copied().filter(|hit| ranked(doc, hit.span)).collect();
    scan(doc, &hits, &["个"], (&CELL, RANK), |base, found| {
        if let (Some(all), Some(rank)) = (value(group(found, "all")), value(group(found, "rank")))
            && all >= 2.0
            && rank > all
        {
            let vars = vec![("n", group(found, "all").to_owned())];
            out.push(Finding { vars, ..Finding::at(at(found, "at", base)) });
        }
    });
}

/// Whether one of the words that tell of a ranking stands at most three characters before `第`.
fn ranked(doc: &Document, place: Span) -> bool {
    let before = doc.text().get(..place.start()).unwrap_or("").chars().rev();
    before.take(4).any(|c| matches!(c, '居' | '排' | '列' | '为' | '名'))
}

/// From one value to another, and what is said of the change.
const CHANGE: &str = concat!(
    r"(?:由|从)(?P<what>[^，。；：0-9]{0,12})(?:(?:19|20)[0-9]{2}年底?的?)?(?P<a>[0-9]+(?:\.[0-9]+)?)(?P<as>万亿|万|亿)?",
    r"(?P<au>[^，。；、0-9%％个]{0,5}?|个)(?:迅速|快速|稳步|一举|大幅)?",
    r"(?:增加|增长|提高|提升|发展|扩大|跃升|攀升|上升|增|扩展|壮大|达)(?:到|至)了?(?:(?:19|20)[0-9]{2}年底?的?)?",
    r"(?P<b>[0-9]+(?:\.[0-9]+)?)(?P<bs>万亿|万|亿)?(?P<bu>[^，。；、0-9%％多余以]{0,5})，?(?:实现|同比|累计|总体|总量|整体)?(?:了)?",
    r"(?P<at>翻(?:了|上)?(?P<fan>[一两二三四])番|(?:增长|增加|提高)了?(?P<times>[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十])倍|(?:增长|增加|提高)了?(?P<pct>[0-9]+(?:\.[0-9]+)?)[%％])"
);
static CHANGES: Cell = Cell::new();

/// What every such sentence holds.
const FROM: &[&str] = &["由", "从"];

/// How much more the second value is than the first, as a factor, at least and at most: both are rounded.
fn factor(found: &Found<'_>) -> Option<(f64, f64)> {
    let scale = |name: &str| match group(found, name) {
        "万" => 1e4,
        "亿" => 1e8,
        "万亿" => 1e12,
        _ => 1.0,
    };
    let bare = group(found, "as").is_empty() && group(found, "au").is_empty();
    let first = if bare { scale("bs") } else { scale("as") };
    let half = |name: &str, counted: bool| {
        let digits = group(found, name).split_once('.').map_or(0, |(_, d)| d.len());
        if digits == 0 && counted { 0.0 } else { 0.5 / 10_f64.powi(digits as i32) }
    };
    let (a, b): (f64, f64) = (group(found, "a").parse().ok()?, group(found, "b").parse().ok()?);
    let (ha, hb) = (half("a", first == 1.0), half("b", scale("bs") == 1.0));
    let same = group(found, "au").chars().last() == group(found, "bu").chars().next_back()
        || bare
        || group(found, "au").is_empty() && !group(found, "as").is_empty();
    let least = (b - hb) * scale("bs") / ((a + ha) * first);
    let most = (b + hb) * scale("bs") / ((a - ha).max(1e-9) * first);
    (same && a > 0.0 && least.is_finite() && most.is_finite() && most < 1000.0).then_some((least, most))
}

/// Where prices change, growth is none of the two values.
fn priced(doc: &Document, at: usize) -> bool {
    let sentence = doc.sentence_at(at as u32).and_then(|i| doc.sentences.get(i)).map_or("", |s| doc.slice(s.span));
    ["生产总值", "GDP", "增加值", "年均", "可比", "不变价", "名义", "同口径", "剔除"]
        .iter()
        .any(|w| sentence.contains(w))
}

/// A rate for the message.
fn shown(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0)
}

fn wrong_change(doc: &Document, base: usize, found: &Found<'_>, fix: String, out: &mut Vec<Finding>) {
    let span = at(found, "at", base);
    if priced(doc, span.start()) {
        return;
    }
    let ends = format!("{}{}到{}{}", group(found, "a"), group(found, "as"), group(found, "b"), group(found, "bs"));
    out.push(Finding { vars: vec![("n", ends), ("fix", fix)], ..Finding::at(span) });
}

/// `由1.2亿元增加到2.4亿元，翻两番`, `由20家增加到60家，增长3倍`.
pub(super) fn doubling(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    scan(doc, hits, FROM, (&CHANGES, CHANGE), |base, found| {
        let Some((least, most)) = factor(found) else { return };
        let middle = f64::midpoint(least, most);
        if let Some(times) = value(group(found, "fan")) {
            let said = 2_f64.powf(times);
            if said > most * 1.12 || said * 1.75 < least {
                wrong_change(doc, base, found, format!("原来的{}倍", shown(middle)), out);
            }
        } else if let Some(times) = value(group(found, "times")) {
            let said = times + 1.0;
            let slack = if times.fract() == 0.0 { 0.5 } else { 0.11 };
            if said > most + slack || said < least - slack - f64::from(u8::from(times.fract() == 0.0)) * 0.5 {
                wrong_change(doc, base, found, format!("增长{}倍", shown(middle - 1.0)), out);
            }
        }
    });
}

/// `由20家增加到30家，增长40%`.
pub(super) fn growth(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    scan(doc, hits, FROM, (&CHANGES, CHANGE), |base, found| {
        let (Some((least, most)), Ok(said)) = (factor(found), group(found, "pct").parse::<f64>()) else { return };
        let half = 0.55 / 10_f64.powi(group(found, "pct").split_once('.').map_or(0, |(_, d)| d.len()) as i32);
        let (low, high) = ((least - 1.0) * 100.0, (most - 1.0) * 100.0);
        if said + half < low || said - half > high {
            wrong_change(doc, base, found, format!("增长{}%", shown(f64::midpoint(low, high))), out);
        }
    });
}

/// The days before each month of a common year.
const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Words that say how long something lasts.
pub(super) const LASTS: &[&str] = &["历时", "为期", "持续", "用时", "为时", "时间为", "共"];

/// `从6月18日到8月31日，历时一个月`.
pub(super) fn lasting(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    static CELL: Cell = Cell::new();
    const LASTING: &str = concat!(
        r"(?:从|自|于|是|为|，)(?P<y>(?:今年|20[0-9]{2}年))?(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})日)?(?:起|开始)?(?:到|至|—|－|-|～)(?P<z>(?:当年|今年|20[0-9]{2}年))?",
        r"(?P<n>[0-9]{1,2})月(?:(?P<e>[0-9]{1,2})日|底|末)?(?:结束|止)?，?(?P<at>(?:历时|为期|持续|用时|为时|时间为|共)(?P<near>近|约|大约)?",
        r"(?:(?P<half>半)个?|(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}))(?P<unit>个半月|个多月|个月|月|天|周|个星期|年))"
    );
    let hits: Vec<Hit> = hits.iter().copied().filter(|hit| dated(doc, hit.span)).collect();
    scan(doc, &hits, &["月"], (&CELL, LASTING), |base, found| {
        let number = |name: &str| group(found, name).parse::<i32>().ok();
        let (Some(m), Some(n)) = (number("m"), number("n")) else { return };
        let day = |month: i32, day: i32| BEFORE.get((month - 1).max(0) as usize).map(|days| days + day);
        // A whole month where no day is named.
        let exact = number("d").is_some() && number("e").is_some();
        let (Some(start), Some(end)) = (day(m, number("d").unwrap_or(1)), day(n, number("e").unwrap_or(30))) else {
            return;
        };
        let year = |name: &str| group(found, name).trim_end_matches('年').parse::<i32>().ok();
        let years = year("z").map_or(i32::from(end < start), |z| z - year("y").unwrap_or(z - i32::from(end < start)));
        let days = f64::from(end - start + 1 + 365 * years);
        let Some(count) = value(group(found, "count")).or((!group(found, "half").is_empty()).then_some(0.5)) else {
            return;
        };
        let unit = group(found, "unit");
        let (length, slack) = match unit {
            "个半月" => ((count + 0.5) * 30.4, 12.0),
            "个多月" => ((count + 0.5) * 30.4, 16.0),
            "个月" | "月" => (count * 30.4, 16.0 + count),
            "天" => (count, 1.5),
            "周" | "个星期" => (count * 7.0, 4.0),
            _ => (count * 365.0, 60.0),
        };
        let slack = slack + if exact { 0.0 } else { 31.0 } + if group(found, "near").is_empty() { 0.0 } else { 6.0 };
        if (days - length).abs() > slack {
            let fix = if days > 45.0 { format!("约{}个月", shown(days / 30.4)) } else { format!("{days}天") };
            out.push(Finding { vars: vec![("fix", fix)], ..Finding::at(at(found, "at", base)) });
        }
    });
}

/// Whether the second date, or that it ends something, stands right before `历时`.
fn dated(doc: &Document, place: Span) -> bool {
    let before = doc.text().get(..place.start()).unwrap_or("");
    before.strip_suffix('，').unwrap_or(before).ends_with(['月', '日', '底', '末', '束', '止'])
}

/// Names of parts that cannot overlap; whether all of them together are the whole.
const FAMILIES: [(&[&str], bool); 14] = [
    (&["一季度", "二季度", "三季度", "四季度"], true),
    (&["上半年", "下半年"], true),
    (&["续建", "新建", "改扩建", "改建", "扩建"], false),
    (&["续建", "新开工", "储备", "前期"], false),
    (&["国家级", "省级", "市级", "县级"], false),
    (&["一等", "二等", "三等"], false),
    (&["博士", "硕士", "本科", "大专"], false),
    (&["民事", "刑事", "行政", "执行"], false),
    (&["第一批", "第二批", "第三批"], false),
    (&["男", "女"], true),
    (&["城镇", "农村"], false),
    (&["一产", "二产", "三产"], true),
    (&["特别重大", "重大", "较大", "一般"], false),
    (&["工业", "农业", "服务业"], false),
];

/// `620座，其中一季度200座、二季度220座、三季度300座`.
pub(super) fn parts_mismatch(doc: &Document, hits: &[Hit], out: &mut Vec<Finding>) {
    let text = doc.text();
    for hit in hits {
        let Some((whole, parts, _, list, closed)) = split(text, hit.span.start()) else { continue };
        if !closed || parts.len() < 2 || list.contains("等") && !list.contains("等奖") {
            continue;
        }
        let labels: Vec<&str> = list.split(['、', '，']).collect();
        let family = FAMILIES.iter().find(|(names, _)| {
            let known = |label: &&str| names.iter().any(|n| label.trim_start_matches('，').starts_with(n));
            labels.len() == parts.len() && labels.iter().all(|l| known(&l.trim_start_matches(['和', '：'])))
        });
        let Some((names, complete)) = family else { continue };
        let sum: f64 = parts.iter().map(|p| p.value).sum();
        let all = *complete && names.len() == parts.len();
        let off = sum - whole.value;
        if off > whole.value * 0.005 || all && off < -whole.value * 0.005 {
            let scale = if whole.value >= 1e8 {
                (1e8, "亿")
            } else if whole.value >= 1e4 {
                (1e4, "万")
            } else {
                (1.0, "")
            };
            let count = format!("{}{}{}", (sum / scale.0 * 100.0).round() / 100.0, scale.1, whole.unit);
            let vars = vec![("n", doc.slice(whole.span).to_owned()), ("count", count)];
            let related = parts.iter().map(|p| (p.span, "分项".to_owned())).collect();
            let end = parts.last().map_or(whole.span.end, |p| p.span.end);
            out.push(Finding { vars, related, ..Finding::at(Span { end, ..whole.span }) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn dates_across_the_year() {
        let found = probe("lasting", "活动从11月1日到次年无关。专项行动自2024年11月1日至2025年1月31日，为期三个月。").0;
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(probe("lasting", "从11月1日到1月31日，为期一个月。").0, ["为期一个月"]);
    }

    #[test]
    fn growth_of_rounded_values() {
        assert!(probe("growth-sum", "收入由1.2亿元增加到1.5亿元，增长23.1%。").0.is_empty());
        assert_eq!(probe("growth-sum", "企业由23家增加到31家，增长34%。").0, ["增长34%"]);
    }
}
