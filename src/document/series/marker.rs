//! One numbering mark: reads it at a given place, and tells it from what only looks like one.

use super::SeriesStyle;
use crate::document::block::Marker;
use crate::document::glyph::{char_at, is_blank, is_han};
use crate::document::numeral::{arabic_prefix, digits_at, enclosed, han_prefix, is_han_numeral};
use crate::span::Span;

/// The numbering mark at the head of a block, if it has one.
#[must_use]
pub fn marker_at_head(text: &str, span: Span) -> Option<Marker> {
    // Bold marks stand before the number in Markdown: `**一、总体要求**`.
    let content = span.of(text);
    let start = span.end() - content.trim_start_matches('*').len();
    read(text, start, span.end(), true)
}

/// The numbering mark at `at` inside a block that ends at `end`; the caller has made sure that a clause begins there.
#[must_use]
pub fn inline_marker(text: &str, at: usize, end: usize) -> Option<Marker> {
    read(text, at, end, false)
}

/// Whether a numbering mark may begin with a character.
#[must_use]
#[inline]
pub(super) fn begins(c: char) -> bool {
    match c {
        '0'..='9' | '０'..='９' | '（' | '(' | '第' | '其' | '首' | '再' | '最' | '另' => true,
        '，' | '。' | '、' | '“' => false,
        c => is_han_numeral(c) || enclosed(c).is_some(),
    }
}

fn read(text: &str, at: usize, end: usize, head: bool) -> Option<Marker> {
    let s = text.get(at..end)?;
    let c = s.chars().next()?;
    let (style, number, len, malformed) = match c {
        '第' => ordinal(s)?,
        '其' => third_person(s)?,
        '首' => s.starts_with("首先").then_some((SeriesStyle::First, 1, 6, false)).filter(|_| first(s))?,
        '再' => s.starts_with("再次").then_some((SeriesStyle::First, 3, 6, false)).filter(|_| first(s))?,
        '最' => s.starts_with("最后").then_some((SeriesStyle::First, 0, 6, false)).filter(|_| first(s))?,
        '另' => s.starts_with("另一方面").then_some((SeriesStyle::Aspect, 2, 12, false))?,
        '一' if s.starts_with("一方面") => (SeriesStyle::Aspect, 1, 9, false),
        '（' | '(' => paren(s, c == '(')?,
        '0'..='9' | '０'..='９' => arabic(s, head)?,
        c if is_han_numeral(c) => numeral(s, head)?,
        c => {
            let number = enclosed(c)?;
            let style = match c {
                '⑴'..='⒇' => SeriesStyle::ArabicParen,
                '⒈'..='⒛' => SeriesStyle::ArabicDot,
                '㈠'..='㈩' => SeriesStyle::HanParen,
                _ => SeriesStyle::Circled,
            };
            (style, number, 3, style != SeriesStyle::Circled)
        }
    };
    Some(Marker { style, number, span: Span::new(at, at + len), malformed })
}

type Found = (SeriesStyle, u32, usize, bool);

/// `一、` `一是` `一要`, and the malformed `一.` `一）`.
fn numeral(s: &str, head: bool) -> Option<Found> {
    let (n, len) = han_prefix(s)?;
    let next = char_at(s, len)?;
    let end = len + next.len_utf8();
    let rest = s.get(end..).unwrap_or("");
    let after = rest.chars().next();
    if s.starts_with('两') {
        return None;
    }
    match next {
        '是' => {
            // `一是一，二是二`; `十是十分`.
            let echo = after.is_some_and(|c| s.starts_with(c));
            (!echo).then_some((SeriesStyle::Shi, n, end, false))
        }
        '要' => heads_clause(rest, s).then_some((SeriesStyle::Yao, n, end, false)),
        '、' => (!approximate(n, rest)).then_some((SeriesStyle::HanDun, n, end, false)),
        '.' | '．' | ',' if head => {
            let good = after.is_none_or(|c| !c.is_ascii_digit() && !is_han_numeral(c));
            good.then_some((SeriesStyle::HanDun, n, end, true))
        }
        '）' | ')' if head => Some((SeriesStyle::HanParen, n, end, true)),
        _ => None,
    }
}

/// Whether `要` begins a clause: not `要求`, `要务`, `三要三不要`.
fn heads_clause(rest: &str, s: &str) -> bool {
    let mut chars = rest.chars();
    let (Some(a), b) = (chars.next(), chars.next()) else { return false };
    let b = b.unwrap_or('\0');
    match a {
        '求' => "真实是新变精稳进同".contains(b),
        '素' => b == '质',
        '点' => "面燃亮".contains(b),
        '务' => "实必".contains(b),
        '道' => b == '德',
        '领' => "导会悟先".contains(b),
        '件' | '害' | '义' | '闻' | '塞' | '职' | '价' | '工' => false,
        a => !s.starts_with(a),
    }
}

/// `二、三十人`, `三、四季度`, `一、二、三产业`: two neighbouring numbers, no heading.
fn approximate(n: u32, rest: &str) -> bool {
    // `一、两年来的工作` counts years; nobody says `一、两` for one or two here.
    let Some((m, len)) = han_prefix(rest).filter(|_| !rest.starts_with('两')) else { return false };
    if m != n + 1 && !(m >= 20 && m / 10 == n + 1) {
        return false;
    }
    let after = rest.get(len..).unwrap_or("");
    const UNITS: [&str; 22] = [
        "、", "产业", "月", "季度", "线", "级", "审", "年级", "年内", "十", "百", "千", "万", "期", "类", "等", "楼",
        "号", "次产", "和", "两", "天",
    ];
    m >= 20 || UNITS.iter().any(|unit| after.starts_with(unit))
}

/// `（一）` `（1）` and their half-width and mixed forms.
fn paren(s: &str, narrow: bool) -> Option<Found> {
    let open = if narrow { 1 } else { 3 };
    let gap = |from: usize| s.get(from..).map(|t| t.len() - t.trim_start_matches([' ', '\u{3000}']).len());
    let at = open + gap(open)?;
    let inner = s.get(at..)?;
    let (style, n, len, wide) = match han_prefix(inner) {
        Some((n, len)) => (SeriesStyle::HanParen, n, len, false),
        None => {
            let (n, len, wide) = arabic_prefix(inner)?;
            (SeriesStyle::ArabicParen, n, len, wide)
        }
    };
    let at = at + len;
    let at = at + gap(at)?;
    let close = char_at(s, at).filter(|&c| matches!(c, '）' | ')'))?;
    let end = at + close.len_utf8();
    let doubled = matches!(char_at(s, end), Some('、' | '．' | '.' | '，'));
    let exact = !narrow && close == '）' && !wide && end == open + len + 3;
    let end = if doubled { end + char_at(s, end).map_or(0, char::len_utf8) } else { end };
    (!inner.starts_with('两')).then_some((style, n, end, !exact || doubled))
}

/// The mark `8.` at the head of `8.6个专项`, which only the item before it tells from the number 8.6.
#[must_use]
pub(in crate::document) fn dotted_after(text: &str, span: Span, last: u32) -> Option<Marker> {
    let s = span.of(text);
    let (number, len, wide) = arabic_prefix(s)?;
    let dot = char_at(s, len).filter(|&c| matches!(c, '.' | '．'))?;
    let end = len + dot.len_utf8();
    let (count, stop) = digits_at(s, end);
    // `9.5%` and `9.5亿元` are amounts even there.
    let amount = s.get(stop..).is_none_or(|t| t.starts_with(['%', '％', '亿', '万', '.']));
    let span = Span::new(span.start(), span.start() + end);
    (number == last + 1 && count > 0 && !amount).then_some(Marker {
        style: SeriesStyle::ArabicDot,
        number,
        span,
        malformed: wide,
    })
}

/// `1.` `1、` `1)`; not `2.5`, not `1.8亿`.
fn arabic(s: &str, head: bool) -> Option<Found> {
    let (n, len, wide) = arabic_prefix(s)?;
    if s.starts_with(['0', '０']) {
        return None;
    }
    let next = char_at(s, len)?;
    let end = len + next.len_utf8();
    match next {
        '.' | '．' | '、' => {
            // A number may follow the dot where it cannot be its fraction: `1.2024年工作`.
            let (count, stop) = digits_at(s, end);
            let year = count == 4 && s.get(stop..).is_some_and(|t| t.starts_with('年'));
            let free = count == 0
                || year
                || next == '、' && head && !s.get(stop..).is_some_and(|t| t.starts_with(['、', '.']));
            let text = char_at(s, end)
                .is_none_or(|c| is_blank(c) || is_han(c) || !c.is_alphanumeric() && c != '.' || !c.is_ascii() || head);
            (free && text).then_some((SeriesStyle::ArabicDot, n, end, wide || next == '、'))
        }
        '）' | ')' if head => Some((SeriesStyle::ArabicParen, n, end, true)),
        _ => None,
    }
}

/// `第一，` `第一、` `第一是` `第一部分`; not `第一书记`, `第一要务`, `第一条`.
fn ordinal(s: &str) -> Option<Found> {
    let rest = s.get(3..)?;
    let (n, len) = han_prefix(rest)?;
    let mut end = 3 + len;
    let mut rest = rest.get(len..)?;
    if s.get(3..)?.starts_with('两') {
        return None;
    }
    if let Some(after) = rest.strip_prefix("部分") {
        end += 6;
        let next = after.chars().next();
        return match next {
            None => Some((SeriesStyle::Part, n, end, false)),
            Some(c @ ('：' | '，' | '、' | ':' | ',')) => {
                Some((SeriesStyle::Part, n, end + c.len_utf8(), c == '、'))
            }
            Some(c) if is_blank(c) => Some((SeriesStyle::Part, n, end, false)),
            Some(_) => None,
        };
    }
    const UNITS: [&str; 13] =
        ["个方面", "方面", "点", "个体会", "个问题", "个特点", "个关键词", "个", "件事", "句话", "条", "项", "笔账"];
    let unit = UNITS.into_iter().find(|u| rest.starts_with(u));
    if let Some(unit) = unit {
        end += unit.len();
        rest = rest.get(unit.len()..)?;
    }
    let next = rest.chars().next()?;
    // `第一条　为了……`, `第三条、第五条`, `第二项是` cite or count something else.
    if matches!(unit, Some("条" | "项")) && !matches!(next, '，' | '：' | ':') {
        return None;
    }
    let after = rest.get(next.len_utf8()..).unwrap_or("");
    let good = match next {
        '，' | '：' | ':' | ',' => true,
        // `第一、第二产业` names two things; no item is that short.
        '、' => !after.starts_with('第') && !after.chars().next().is_some_and(is_han_numeral),
        '是' => unit.is_some() || !after.starts_with(['第', '最']),
        '要' => unit.is_none() && heads_clause(after, "第"),
        _ => false,
    };
    good.then_some((SeriesStyle::Ordinal, n, end + next.len_utf8(), matches!(next, '、' | ',' | ':')))
}

/// `其一，` `其二是`.
fn third_person(s: &str) -> Option<Found> {
    let rest = s.get(3..)?;
    if rest.starts_with('次') {
        return first(s).then_some((SeriesStyle::First, 2, 6, false));
    }
    let (n, len) = han_prefix(rest)?;
    let next = char_at(rest, len).filter(|&c| matches!(c, '，' | '、' | '：' | '是' | ',' | ':'))?;
    Some((SeriesStyle::Qi, n, 3 + len + next.len_utf8(), matches!(next, '、' | ',')))
}

/// Whether `首先` and its like open a clause rather than modify one.
fn first(s: &str) -> bool {
    let next = s.get(6..).and_then(|t| t.chars().next());
    match next {
        Some('，' | '、' | '：' | '是' | '要' | ',' | ':') => true,
        // `最后的`, `最后一公里`, `再次强调` say something else; `其次` hardly ever does.
        Some(c) => !s.starts_with('最') && !s.starts_with('再') && !matches!(c, '的' | '性'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::SeriesStyle::{Aspect, Circled, First, HanDun, HanParen, Ordinal, Part, Qi, Shi, Yao};
    use super::*;

    fn at_head(text: &str) -> Option<(SeriesStyle, u32, &str, bool)> {
        marker_at_head(text, Span::new(0, text.len())).map(|m| (m.style, m.number, m.span.of(text), m.malformed))
    }

    #[test]
    fn every_style() {
        use SeriesStyle::{ArabicDot, ArabicParen};
        let cases = [
            ("一、统一思想", HanDun, 1, "一、", false),
            ("十二、加强领导", HanDun, 12, "十二、", false),
            ("三、四个重点", HanDun, 3, "三、", false),
            ("一、两年来的工作", HanDun, 1, "一、", false),
            ("一. 统一思想", HanDun, 1, "一.", true),
            ("（二）抓项目", HanParen, 2, "（二）", false),
            ("（二)抓项目", HanParen, 2, "（二)", true),
            ("（一）、抓项目", HanParen, 1, "（一）、", true),
            ("3.抓招商", ArabicDot, 3, "3.", false),
            ("3．抓招商", ArabicDot, 3, "3．", false),
            ("1.2024年任务", ArabicDot, 1, "1.", false),
            ("1、抓招商", ArabicDot, 1, "1、", true),
            ("（4）抓服务", ArabicParen, 4, "（4）", false),
            ("2）抓服务", ArabicParen, 2, "2）", true),
            ("②抓服务", Circled, 2, "②", false),
            ("第一，要学", Ordinal, 1, "第一，", false),
            ("第二、要学", Ordinal, 2, "第二、", true),
            ("第三是比", Ordinal, 3, "第三是", false),
            ("第四要严", Ordinal, 4, "第四要", false),
            ("第二点，讲作风", Ordinal, 2, "第二点，", false),
            ("第一部分：回顾", Part, 1, "第一部分：", false),
            ("其一，站位不高", Qi, 1, "其一，", false),
            ("一是站位不高", Shi, 1, "一是", false),
            ("五要守规矩", Yao, 5, "五要", false),
            ("二要求真务实", Yao, 2, "二要", false),
            ("首先，讲认识", First, 1, "首先", false),
            ("其次要干", First, 2, "其次", false),
            ("再次，讲保障", First, 3, "再次", false),
            ("一方面，要学", Aspect, 1, "一方面", false),
            ("另一方面要干", Aspect, 2, "另一方面", false),
            ("**一、总体要求**", HanDun, 1, "一、", false),
        ];
        for (text, style, n, mark, malformed) in cases {
            assert_eq!(at_head(text), Some((style, n, mark, malformed)), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_mark() {
        for text in [
            "五要工程",
            "三要三不要",
            "一要求就变",
            "一是一，二是二",
            "三是三",
            "2.5微米",
            "1.8亿元",
            "3.15晚会",
            "2024年工作",
            "二、三十人",
            "三、四季度",
            "一、二、三产业",
            "第一书记",
            "第一要务",
            "第一责任人",
            "第一季度",
            "第一议题",
            "第三条",
            "第一是第一",
            "再次强调",
            "最后一公里",
            "十分",
            "一般",
            "（2024年）",
            "（市）",
            "（）",
            "1,234元",
            "其一生",
            "第一、第二产业",
            "0.5",
            "一二三",
            "两要",
            "第一部分同志",
            "",
        ] {
            assert_eq!(at_head(text), None, "{text}");
        }
    }
}
