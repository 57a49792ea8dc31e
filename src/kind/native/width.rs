//! Half-width punctuation and straight quotes in Chinese text, full-width digits and letters.
//!
//! Leaves alone what is not Chinese: `3:1`, `9:30`, addresses, Latin text, list marks such as `1)`.

use super::Finding;
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::{char_at, char_before, is_han};
use crate::document::{Block, Document, MarkKind, Role, Sign};
use crate::span::{Edit, Span};

/// The half-width marks and what they are in Chinese.
const MARKS: [(u8, char); 5] = [(b',', '，'), (b';', '；'), (b':', '：'), (b'!', '！'), (b'?', '？')];

/// A draft that has the wrong form at least once for so many right ones has a habit, not slips.
const HABIT: usize = 8;

/// So many of one wrong form are worth one warning, not one each.
const FEW: usize = 3;

/// The signs of running text that `wanted` picks, each with its block. They are odd.
fn prose(doc: &Document, wanted: fn(char) -> bool) -> impl Iterator<Item = (Sign, &Block)> {
    let signs = doc.signs.odd().iter().filter(move |sign| wanted(sign.c));
    let blocks = signs.filter_map(|sign| Some((*sign, doc.blocks.get(doc.block_at(sign.at)?)?)));
    blocks.filter(|(sign, block)| block.span.contains(sign.span()) && !matches!(block.role, Role::Code | Role::Table))
}

/// `82．3%`: a wide full stop as the decimal point. Who always writes so has a habit.
pub(super) fn point(doc: &Document, out: &mut Vec<Finding>) {
    let text = doc.text();
    let first = out.len();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    for mark in doc.signs.odd().iter().filter(|sign| sign.c == '．').map(|sign| sign.span()) {
        let (at, end) = (mark.start(), mark.end());
        if !digit(char_before(text, at)) || !digit(char_at(text, end)) {
            continue;
        }
        let digits = |c: &char| c.is_ascii_digit();
        let before = text.get(..at).unwrap_or("").chars().rev().take_while(digits).count();
        let after = text.get(end..).unwrap_or("").chars().take_while(digits).count();
        let unit = char_at(text, end + after);
        let part = |c: Option<char>| c.is_some_and(|c| matches!(c, '．' | '.'));
        if part(unit)
            || part(char_before(text, at - before))
            || !unit.is_some_and(|c| "%％‰个亿万元倍公千平吨亩米度岁天，。；、）".contains(c))
        {
            continue;
        }
        let span = Span::new(at - before, end + after);
        out.push(swapped(span, &span.of(text).replace('．', ".")));
    }
    let wide = out.len() - first;
    let right = text.match_indices('.').filter(|(at, _)| digit(char_before(text, *at)) && digit(char_at(text, at + 1)));
    if wide >= FEW && right.count() < wide {
        out.get_mut(first..).unwrap_or_default().iter_mut().for_each(|f| f.doubt = 1);
    }
}

/// `, ; : ! ?` and brackets among Chinese characters.
pub(super) fn half(doc: &Document, out: &mut Vec<Finding>) {
    let first = out.len();
    let text = doc.text();
    let mut wrong = [0usize; 6];
    for (sign, block) in prose(doc, |c| c.is_ascii_punctuation()) {
        let Some(mark) = MARKS.iter().position(|m| char::from(m.0) == sign.c) else { continue };
        let span = sign.span();
        if stands_in_chinese(text, span, block.span, sign.c)
            && let (Some(count), Some((_, right))) = (wrong.get_mut(mark), MARKS.get(mark))
        {
            *count += 1;
            out.push(swapped(span, &right.to_string()));
        }
    }
    for pair in &doc.marks.pairs {
        let narrow = doc.slice(pair.open) == "(" && doc.slice(pair.close) == ")";
        let within = doc.blocks.get(pair.block as usize).is_some_and(|b| !matches!(b.role, Role::Code | Role::Table));
        if pair.kind != MarkKind::Paren || !narrow || !within {
            continue;
        }
        let around = char_before(text, pair.open.start()).is_some_and(is_chinese)
            || char_at(text, pair.close.end()).is_some_and(is_chinese);
        let inner = doc.slice(pair.inner());
        let numeral = crate::document::numeral::han(inner).is_some();
        if numeral || around && inner.chars().next().is_some_and(is_chinese) {
            let edits = vec![Edit::new(pair.open, "（"), Edit::new(pair.close, "）")];
            let fix = Fix { title: "改为全角括号".into(), edits, applicability: Applicability::Safe };
            let vars = vec![("fix", format!("（{inner}）"))];
            wrong[5] += 1;
            out.push(Finding { vars, fixes: vec![fix], ..Finding::at(pair.outer()) });
        }
    }
    if out.len() == first {
        return;
    }
    let mut right = [0usize; 6];
    for sign in doc.signs.all() {
        if let Some(count) = "，；：！？（".find(sign.c).and_then(|i| right.get_mut(i / 3)) {
            *count += 1;
        }
    }
    let mut told = [false; 6];
    for found in out.iter_mut().skip(first) {
        let lead = text.as_bytes().get(found.span.start()).copied();
        let mark = MARKS.iter().position(|m| Some(m.0) == lead).unwrap_or(5);
        let habit = wrong.get(mark).zip(right.get(mark)).is_some_and(|(&w, r)| w >= FEW || w * HABIT > *r && w > 1);
        // A colon at the end of a line or before a number is mostly a web page's own.
        let line_end = mark == 2
            && text.get(found.span.end()..).is_some_and(|t| {
                t.starts_with(['\n', '\r']) || t.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit())
            });
        // A slip here and there is told at the first place; the rest are the same.
        let again = told.get_mut(mark).is_some_and(|t| std::mem::replace(t, true));
        let slips = wrong.get(mark).zip(right.get(mark)).is_some_and(|(w, r)| w * HABIT <= *r);
        // `增长8%,其中`: the mark may be a table's own, which the ear does not hear.
        let number = char_before(text, found.span.start()).is_some_and(|c| c.is_ascii_digit() || c == '%');
        found.doubt = u8::from(number || line_end || habit && (again || !slips));
    }
    out.get_mut(first..).unwrap_or_default().sort_by_key(|f| f.span);
}

/// Whether a half-width mark has Chinese on both sides, or on its left and the end of the line on its right.
fn stands_in_chinese(text: &str, span: Span, block: Span, mark: char) -> bool {
    let before = char_before(text, span.start()).filter(|_| span.start > block.start);
    let rest = text.get(span.end()..block.end()).unwrap_or("");
    let after = rest.trim_start_matches([' ', '\u{3000}']).chars().next();
    let Some(before) = before else { return false };
    let chinese = is_chinese(before) || matches!(before, '”' | '’' | '》' | '）' | '％');
    // `增长8%,其中`: only these two can follow a number and mean nothing else.
    let number = matches!(mark, ',' | ';') && (before.is_ascii_digit() || before == '%');
    match after {
        None => chinese,
        Some(c) if is_chinese(c) || matches!(c, '“' | '‘' | '《' | '（') => chinese || number,
        Some(c) => chinese && c.is_ascii_digit() && matches!(mark, ',' | ';' | ':'),
    }
}

fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '×' | '〇')
}

fn swapped(span: Span, right: &str) -> Finding {
    let vars = vec![("fix", right.to_owned())];
    Finding { vars, fixes: vec![Fix::replace(span, right, Applicability::Safe)], ..Finding::at(span) }
}

/// `"…"` and `'…'` around Chinese text.
pub(super) fn straight(doc: &Document, out: &mut Vec<Finding>) {
    let quotes: Vec<(Sign, &Block)> = prose(doc, |c| matches!(c, '"' | '＂' | '\'')).collect();
    for signs in quotes.chunk_by(|a, b| a.1.span == b.1.span) {
        for (mark, left, right) in [('"', "“", "”"), ('＂', "“", "”"), ('\'', "‘", "’")] {
            let mut places = signs.iter().filter(|(sign, _)| sign.c == mark).map(|(sign, _)| sign.span());
            while let Some((open, close)) = places.next().zip(places.next()) {
                let inner = doc.slice(Span { start: open.end, end: close.start });
                if !inner.chars().any(is_han) {
                    continue;
                }
                let edits = vec![Edit::new(open, left), Edit::new(close, right)];
                let fix = Fix {
                    title: Fix::becomes(&format!("{left}{inner}{right}")),
                    edits,
                    applicability: Applicability::Safe,
                };
                let vars = vec![("fix", format!("{left}{inner}{right}"))];
                // Curved marks between them: which belong together is not plain.
                let doubt = u8::from(inner.contains(['“', '”']));
                out.push(Finding { vars, fixes: vec![fix], doubt, ..Finding::at(open.join(close)) });
            }
        }
    }
}

/// Full-width digits and letters; a draft that writes most of its numbers so is doubted.
pub(super) fn digits(doc: &Document, out: &mut Vec<Finding>) {
    let first = out.len();
    let text = doc.text();
    let mut done = 0;
    for (sign, block) in prose(doc, is_wide) {
        let start = sign.span().start();
        if start < done {
            continue;
        }
        let run = text.get(start..block.span.end()).unwrap_or("");
        let len = run.find(|c| !is_wide(c) && c != '．').unwrap_or(run.len());
        let run = run.get(..len).unwrap_or("").trim_end_matches('．');
        let span = Span::new(start, start + run.len());
        done = start + len;
        let narrow: String = run.chars().map(|c| char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)).collect();
        // Letters of a name look the same either way; a number in two widths looks like two numbers.
        let letters = run.chars().all(|c| c.is_alphabetic());
        out.push(Finding { doubt: u8::from(letters), ..swapped(span, &narrow) });
    }
    let wide = out.len() - first;
    if wide < 2 {
        return;
    }
    let habit = text.bytes().filter(u8::is_ascii_digit).count() < wide * HABIT * 4;
    if habit || wide >= FEW {
        out.iter_mut().skip(first + usize::from(!habit)).for_each(|f| f.doubt = 1);
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

#[cfg(test)]
mod tests {
    use super::super::probe;
    use super::*;

    #[test]
    fn half_width_marks_between_ideographs() {
        let text = "同志们:\n要落实责任;同时,要(切实)担当!增长8%,其中(二)项最好?";
        let want = "同志们：\n要落实责任；同时，要（切实）担当！增长8%，其中（二）项最好？";
        assert_eq!(probe("half-width", text).1, want);
    }

    #[test]
    fn what_is_not_chinese_stays() {
        for text in
            ["比分3:1,9:30开会", "见http://a.cn/?q=1", "1)抓项目", "引进Zhang, Li等", "产值1,000元", "工作(GDP)好"]
        {
            assert!(probe("half-width", text).0.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_habit_is_doubted() {
        let doc = Document::from_text("一,二,三,四,五,六。");
        let mut out = Vec::new();
        half(&doc, &mut out);
        assert!(out.len() == 5 && out.iter().all(|f| f.doubt == 1));
    }

    #[test]
    fn straight_quotes_around_chinese() {
        assert_eq!(probe("straight-quote", "树牢\"四个意识\"，用\"OA\"办公").1, "树牢“四个意识”，用\"OA\"办公");
    }

    #[test]
    fn full_width_digits() {
        assert_eq!(probe("wide-digit", "增长１２．５％，达１００万元，１．抓").1, "增长12.5％，达100万元，1．抓");
    }
}
