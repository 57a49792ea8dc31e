//! Words, clauses and items of a list that stand twice in a row, whatever they are: the dictionary says what a word is.
//!
//! `底线底线`, `转变角色，转变角色`, `慎独慎微、慎始慎终、慎独慎微`, `听取汇报听取工作汇报`, `人人人`. What is said twice on
//! purpose (`一件一件`, `学习学习再学习`, `前进，前进，前进`) is left alone.

use super::Repeat;
use crate::diagnostic::Fix;
use crate::document::glyph::{char_at, char_before, is_han, width};
use crate::document::numeral::is_han_numeral;
use crate::document::{Document, MarkKind, Role, word};
use crate::kind::text::touched;
use crate::kind::{Finding, View};
use crate::span::Span;

fn doubled(kind: &Repeat, span: Span, right: &str, doubt: u8) -> Finding {
    let vars = vec![("fix", right.to_owned())];
    Finding { vars, fixes: vec![Fix::replace(span, right, kind.fix)], doubt, ..Finding::at(span) }
}

/// Words before what may be a verb that make it a noun, which nobody says twice: `吸取教训教训`.
const GOVERN: [&str; 20] = [
    "吸取", "汲取", "接受", "心得", "撰写", "深刻", "的", "经验", "开展", "进行", "加强", "做好", "抓好", "强化",
    "深化", "总结", "认真", "深入", "全面", "严肃",
];

/// `底线底线`: any word of the dictionary of two characters, twice. `words` are verbs that are often said twice.
pub(super) fn dictionary(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    let bytes = text.as_bytes();
    let mut asked = 0;
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        let twice = bytes.get(at..at + 6).zip(bytes.get(at + 6..at + 12)).is_some_and(|(a, b)| a == b);
        if !twice || !(0xE4..=0xE9).contains(&lead) {
            at += width(lead);
            continue;
        }
        let span = Span::new(at, at + 12);
        at += 3;
        let Some(one) = text.get(span.start()..span.start() + 6) else { continue };
        let mut two = one.chars();
        let (first, second) = (two.next(), two.next());
        if first == second
            || !one.chars().all(is_han)
            || one.starts_with(['一', '某', '每', '几', '逐', '半', '两', '很'])
        {
            continue;
        }
        let left = text.get(..span.start()).unwrap_or("");
        let right = text.get(span.end()..).unwrap_or("");
        // `学习学习再学习`, `博士博士后`, `市场市场化`, `三次三次地`.
        let goes_on = right.strip_prefix('再').is_some_and(|r| r.starts_with(one))
            || right.starts_with(one)
            || left.ends_with(one)
            || right.starts_with([
                '化', '性', '率', '者', '员', '长', '部', '局', '县', '市', '区', '镇', '乡', '村', '州', '省', '后',
            ])
            || left.ends_with(['一', '每', '逐'])
            // `大谋划谋划大项目`, `村村通村通路`.
            || left.chars().next_back().is_some_and(|c| right.starts_with(c) || Some(c) == first)
            || first.is_some_and(is_han_numeral)
            || view.doc.marks.around(span, &[MarkKind::Book]).is_some();
        if goes_on
            || touched(view.hits, span, |tag| tag == 1)
            || !(word::is_word(one) || said_alone(text, one, &mut asked))
            || word::cuts_word(text, span)
            || longer(text, span)
        {
            continue;
        }
        // `好好体会体会`, `回去琢磨琢磨`.
        let verb = kind.words.iter().any(|w| w == one) && !GOVERN.iter().any(|w| left.ends_with(w));
        out.push(doubled(kind, span, one, u8::from(verb)));
        at = span.end();
    }
}

/// Whether a draft has the two characters elsewhere too, so that they are a word of its own; asked a few times only.
fn said_alone(text: &str, one: &str, asked: &mut u8) -> bool {
    *asked = asked.saturating_add(1);
    *asked < 20 && text.matches(one).take(3).count() == 3
}

/// Whether the second word begins, or the first one ends, a longer word of the dictionary: `博士|博士后`, `东南亚|南亚`.
fn longer(text: &str, span: Span) -> bool {
    let middle = span.start() + 6;
    let word = |from: usize, to: usize| text.get(from..to).is_some_and(word::is_word);
    let after = char_at(text, span.end()).map_or(0, char::len_utf8);
    let next = char_at(text, span.end() + after).map_or(0, char::len_utf8);
    let before = char_before(text, span.start()).map_or(0, char::len_utf8);
    (after > 0 && (word(middle, span.end() + after) || next > 0 && word(middle, span.end() + after + next)))
        || (before > 0 && word(span.start() - before, middle))
}

/// `人人人`: one ideograph three times, where it does not end a noun that is then said of each.
pub(super) fn triple(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        let three = |at: usize| bytes.get(at..at + 3).is_some_and(|a| bytes.get(at + 3..at + 6) == Some(a));
        if !(0xE4..=0xE9).contains(&lead) || !three(at) || !three(at + 3) {
            at += width(lead);
            continue;
        }
        let mut end = at + 9;
        while three(end - 3) {
            end += 3;
        }
        let span = Span::new(at, end);
        at = end;
        let Some(one) = char_at(text, span.start()) else { continue };
        let before = char_before(text, span.start());
        // The first may belong to the word before it: `行政村`, `工人人人`, `三百六十行`.
        let last = before.map_or(0, |c| c.len_utf8());
        let first = char_before(text, span.start() - last).map_or(0, char::len_utf8);
        let joined = |from: usize| text.get(span.start() - from..span.start() + 3).is_some_and(word::is_word);
        let part = before
            .is_some_and(|c| is_han(c) && (is_han_numeral(c) || joined(last) || first > 0 && joined(last + first)));
        if span.len() == 9
            && !part
            && !"一二三四五六七八九十百千万亿零〇哈呵嘿呼嘻".contains(one)
            && !touched(view.hits, span, |tag| tag == 1)
        {
            out.push(doubled(kind, span, &one.to_string().repeat(2), 0));
        }
    }
}

/// How long a clause is that stands twice, in characters; a shorter one may be a cry.
const CLAUSE: std::ops::RangeInclusive<usize> = 4..=24;

/// `转变角色，转变角色`: a clause, or its end, again right after a comma.
pub(super) fn clauses(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let doc = view.doc;
    for sentence in &doc.sentences {
        if !prose(doc, sentence.span) {
            continue;
        }
        let text = doc.slice(sentence.span);
        let mut parts: Vec<(usize, &str)> = Vec::new();
        let mut from = 0;
        for (at, mark) in text.match_indices(['，', '；', '。', '！', '？', '、', '：']) {
            parts.push((from, text.get(from..at).unwrap_or("")));
            from = at + mark.len();
        }
        for (index, pair) in parts.windows(2).enumerate() {
            let [(start, first), (next, second)] = pair else { continue };
            let size = second.chars().count();
            let whole = first == second;
            let mark = text.get(start + first.len()..*next).unwrap_or("");
            let end = text.get(next + second.len()..).unwrap_or("");
            let third = parts.get(index + 2).is_some_and(|(_, t)| t.ends_with(second) || t.starts_with(second));
            if !(mark == "，" || mark == "；")
                || !CLAUSE.contains(&size)
                || !first.ends_with(second)
                || !end.starts_with(['，', '；', '。'])
                || third
                || !second.chars().all(is_han)
            {
                continue;
            }
            let tail = start + first.len() - second.len();
            // `办一件、成一件，成一件、增一件`: what stands between enumerations belongs to them.
            let listed = text.get(..tail).is_some_and(|t| t.ends_with('、'));
            let base = sentence.span.start();
            let span = Span::new(base + tail, base + next + second.len());
            if listed || !whole && word::cuts_word(doc.text(), Span::new(span.start(), span.start() + second.len())) {
                continue;
            }
            out.push(doubled(kind, span, second, 0));
        }
        items(kind, doc, sentence.span, out);
        restarts(kind, doc, sentence.span, out);
    }
}

/// Whether it is said, and no quotation holds it all.
fn prose(doc: &Document, span: Span) -> bool {
    doc.block_at(span.start)
        .and_then(|i| doc.blocks.get(i))
        .is_some_and(|b| matches!(b.role, Role::Paragraph | Role::Closing | Role::Heading(_) | Role::Title))
}

/// Words in an item that say that the list is no plain one.
const JOINED: [&str; 13] = ["之间", "或者", "以及", "或", "和", "及", "与", "在", "的", "应当", "是", "等", "有"];

/// `慎独慎微、慎始慎终、慎独慎微`: an item of a plain list twice.
fn items(kind: &Repeat, doc: &Document, sentence: Span, out: &mut Vec<Finding>) {
    let text = doc.slice(sentence);
    let mut from = 0;
    for (end, mark) in text.match_indices(['，', '；', '。', '！', '？', '：', '“', '”', '（', '）']) {
        let clause = text.get(from..end).unwrap_or("");
        let base = sentence.start() + from;
        from = end + mark.len();
        let mut at = base;
        let mut seen: Vec<(usize, &str)> = Vec::new();
        for item in clause.split('、') {
            let start = at;
            at += item.len() + '、'.len_utf8();
            let size = item.chars().count();
            if size > 8 || seen.len() > 30 {
                if seen.is_empty() && size <= 20 {
                    seen.push((start, item));
                    continue;
                }
                break;
            }
            if JOINED.iter().any(|w| item.contains(w)) || !item.chars().all(is_han) {
                break;
            }
            let known = seen.iter().enumerate().find(|(place, (_, s))| {
                if *place == 0 { size >= 3 && s.ends_with(item) } else { size >= 3 && *s == item }
            });
            if let Some((_, (first, other))) = known.filter(|_| seen.len() > 1) {
                let span = Span::new(start - '、'.len_utf8(), start + item.len());
                let related =
                    vec![(Span::new(first + other.len() - item.len(), first + other.len()), "前面已有".to_owned())];
                let item = Span::new(start, start + item.len());
                let fixes = vec![Fix::replace(span, "", kind.fix)];
                let vars = vec![("fix", doc.slice(item).to_owned())];
                if doc.marks.around(item, &[MarkKind::Book]).is_none() {
                    out.push(Finding { vars, related, fixes, ..Finding::at(item) });
                }
                break;
            }
            seen.push((start, item));
        }
    }
}

/// `听取汇报听取工作汇报`: verb and object, then both again with something between.
fn restarts(kind: &Repeat, doc: &Document, sentence: Span, out: &mut Vec<Finding>) {
    let text = doc.slice(sentence);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        let part = |from: usize, to: usize| bytes.get(at + from..at + to);
        let again = (0xE4..=0xE9).contains(&lead) && part(0, 6).is_some() && part(0, 6) == part(12, 18);
        let object = again.then(|| (part(6, 12) == part(24, 30)).then_some(6)).flatten();
        let Some(gap) = object else {
            at += width(lead);
            continue;
        };
        let word = |from: usize, to: usize| text.get(at + from..at + to).is_some_and(word::is_word);
        let base = sentence.start() + at;
        let span = Span::new(base, base + 24 + gap);
        let said = text.get(at..at + 24 + gap).unwrap_or("");
        if said.chars().all(is_han)
            && word(0, 6)
            && word(6, 12)
            && word(18, 18 + gap)
            && !word::cuts_word(doc.text(), span)
        {
            let right = text.get(at + 12..at + 24 + gap).unwrap_or("").to_owned();
            out.push(doubled(kind, span, &right, 0));
            at += 24 + gap;
        } else {
            at += width(lead);
        }
    }
}
