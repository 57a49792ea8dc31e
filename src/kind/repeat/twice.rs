//! Words, clauses and items of a list that stand twice in a row, whatever they are: the dictionary says what a word is.
//!
//! `底线底线`, `转变角色，转变角色`, `慎独慎微、慎始慎终、慎独慎微`, `听取汇报听取工作汇报`, `人人人`. What is said twice on
//! purpose (`一件一件`, `学习学习再学习`, `前进，前进，前进`) is left alone.

use super::Repeat;
use crate::diagnostic::Fix;
use crate::document::glyph::{char_at, char_before, is_han};
use crate::document::numeral::is_han_numeral;
use crate::document::{Document, MarkKind, Role, Sign, word};
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

/// Whether an ideograph of three bytes stands at `at`.
fn is_common(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|lead| (0xE4..=0xE9).contains(lead))
}

/// `底线底线`: any word of the dictionary of two characters, twice. `words` are verbs that are often said twice.
pub(super) fn dictionary(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    let bytes = text.as_bytes();
    let (mut asked, mut done) = (0, 0);
    for at in view.doc.echoes().heads(2, 2..=2) {
        let twice = bytes.get(at..at + 6).zip(bytes.get(at + 6..at + 12)).is_some_and(|(a, b)| a == b);
        if !twice || at < done || !is_common(bytes, at) {
            continue;
        }
        let span = Span::new(at, at + 12);
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
        done = span.end();
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
    for &span in view.doc.echoes().doubled.iter().filter(|span| span.len() == 9) {
        let Some(one) = char_at(text, span.start()) else { continue };
        let before = char_before(text, span.start());
        // The first may belong to the word before it: `行政村`, `工人人人`, `三百六十行`.
        let last = before.map_or(0, |c| c.len_utf8());
        let first = char_before(text, span.start() - last).map_or(0, char::len_utf8);
        let joined = |from: usize| text.get(span.start() - from..span.start() + 3).is_some_and(word::is_word);
        let part = before
            .is_some_and(|c| is_han(c) && (is_han_numeral(c) || joined(last) || first > 0 && joined(last + first)));
        if !part
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
    for sentence in doc.sentences.iter().filter(|s| prose(doc, s.block)) {
        let signs = doc.signs.within(sentence.span);
        let marks = || signs.iter().filter(|sign| matches!(sign.c, '，' | '；' | '。' | '！' | '？' | '、' | '：'));
        // Hardly any clause ends as the one before it.
        let mut last = None;
        let end = |mark: &Sign| doc.text().as_bytes().get(..mark.at as usize).and_then(<[u8]>::last_chunk::<8>);
        if marks().map(end).any(|end| end.is_some() && std::mem::replace(&mut last, end) == end) {
            again(kind, doc, sentence.span, marks(), out);
        }
        items(kind, doc, sentence.span, signs, out);
    }
    restarts(kind, doc, out);
}

/// What stands between two marks, and the second of them.
struct Part<'t> {
    start: u32,
    text: &'t str,
    mark: char,
}

/// A clause, or its end, again right after a comma.
fn again<'s>(
    kind: &Repeat,
    doc: &Document,
    sentence: Span,
    marks: impl Iterator<Item = &'s Sign>,
    out: &mut Vec<Finding>,
) {
    let mut from = sentence.start;
    let parts: Vec<_> = marks
        .map(|mark| {
            let start = std::mem::replace(&mut from, mark.span().end);
            Part { start, text: doc.slice(Span { start, end: mark.at }), mark: mark.c }
        })
        .collect();
    for (index, pair) in parts.windows(2).enumerate() {
        let [first, Part { start, text: second, mark }] = pair else { continue };
        if !matches!(first.mark, '，' | '；')
            || !matches!(mark, '，' | '；' | '。')
            || !first.text.ends_with(second)
            || !CLAUSE.contains(&second.chars().count())
            || !second.chars().all(is_han)
            || parts.get(index + 2).is_some_and(|third| third.text.ends_with(second) || third.text.starts_with(second))
        {
            continue;
        }
        let whole = first.text == *second;
        let tail = first.start as usize + first.text.len() - second.len();
        // `办一件、成一件，成一件、增一件`: what stands between enumerations belongs to them.
        let listed = doc.text().get(sentence.start()..tail).is_some_and(|t| t.ends_with('、'));
        let span = Span::new(tail, *start as usize + second.len());
        if listed || !whole && word::cuts_word(doc.text(), Span::new(tail, tail + second.len())) {
            continue;
        }
        out.push(doubled(kind, span, second, 0));
    }
}

/// Whether a block is said.
fn prose(doc: &Document, block: u32) -> bool {
    doc.blocks
        .get(block as usize)
        .is_some_and(|b| matches!(b.role, Role::Paragraph | Role::Closing | Role::Heading(_) | Role::Title))
}

/// Words in an item that say that the list is no plain one.
const JOINED: [&str; 13] = ["之间", "或者", "以及", "或", "和", "及", "与", "在", "的", "应当", "是", "等", "有"];

/// `慎独慎微、慎始慎终、慎独慎微`: an item of a plain list twice.
fn items(kind: &Repeat, doc: &Document, sentence: Span, signs: &[Sign], out: &mut Vec<Finding>) {
    let mut seen: Vec<Span> = Vec::new();
    let mut from = sentence.start;
    let mut points = 0;
    for sign in signs {
        match sign.c {
            '、' => points += 1,
            '，' | '；' | '。' | '！' | '？' | '：' | '“' | '”' | '（' | '）' => {
                // Of fewer than three items none comes again.
                if points > 1 {
                    list(kind, doc, Span { start: from, end: sign.at }, &mut seen, out);
                }
                (from, points) = (sign.span().end, 0);
            }
            _ => {}
        }
    }
}

/// The first item of a list that stands in it before; not where the list is no plain one. `seen` is only lent.
fn list(kind: &Repeat, doc: &Document, clause: Span, seen: &mut Vec<Span>, out: &mut Vec<Finding>) {
    let plain = |span: &Span| {
        let item = doc.slice(*span);
        item.chars().all(is_han) && !JOINED.iter().any(|w| item.contains(w))
    };
    seen.clear();
    // A long first item is what leads to the list.
    let mut lead = false;
    let mut at = clause.start();
    for item in doc.slice(clause).split('、') {
        let span = Span::new(at, at + item.len());
        at = span.end() + '、'.len_utf8();
        let size = item.chars().count();
        if size > 8 || seen.len() > 30 {
            if seen.is_empty() && size <= 20 {
                seen.push(span);
                lead = true;
                continue;
            }
            break;
        }
        let known = seen.iter().enumerate().find(|(place, other)| {
            let other = doc.slice(**other);
            size >= 3 && if *place == 0 { other.ends_with(item) } else { other == item }
        });
        if let Some((_, first)) = known.filter(|_| seen.len() > 1) {
            let all = seen.iter().skip(usize::from(lead)).all(plain) && plain(&span);
            if all && doc.marks.around(span, &[MarkKind::Book]).is_none() {
                let related = vec![(Span::new(first.end() - item.len(), first.end()), "前面已有".to_owned())];
                let fixes = vec![Fix::replace(Span::new(span.start() - '、'.len_utf8(), span.end()), "", kind.fix)];
                out.push(Finding { vars: vec![("fix", item.to_owned())], related, fixes, ..Finding::at(span) });
            }
            break;
        }
        seen.push(span);
    }
}

/// `听取汇报听取工作汇报`: verb and object, then both again with something between.
fn restarts(kind: &Repeat, doc: &Document, out: &mut Vec<Finding>) {
    let text = doc.text();
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in doc.echoes().heads(2, 4..=4) {
        let part = |from: usize, to: usize| bytes.get(at + from..at + to);
        let twice = part(0, 6) == part(12, 18) && part(6, 12) == part(24, 30);
        if at < done || !twice || !is_common(bytes, at) {
            continue;
        }
        let span = Span::new(at, at + 30);
        let said = span.of(text);
        let word = |from: usize, to: usize| said.get(from..to).is_some_and(word::is_word);
        let sentence = doc.sentence_at(span.start).and_then(|i| doc.sentences.get(i));
        if sentence.is_some_and(|s| s.span.contains(span) && prose(doc, s.block))
            && said.chars().all(is_han)
            && word(0, 6)
            && word(6, 12)
            && word(18, 24)
            && !word::cuts_word(text, span)
        {
            out.push(doubled(kind, span, said.get(12..).unwrap_or(""), 0));
            done = span.end();
        }
    }
}
