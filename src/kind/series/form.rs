//! How marks are written, and how headings of different forms nest.

use super::{finding, mark};
use crate::diagnostic::{Applicability, Fix};
use crate::document::{Document, Item, Series, SeriesStyle};
use crate::kind::Finding;
use crate::span::{Edit, Span};

/// Reports marks written otherwise than their style asks. In a series that writes some marks rightly each odd one is
/// reported; a draft that writes a form its own way throughout is told once.
pub(super) fn form(doc: &Document, out: &mut Vec<Finding>) {
    let mut habits: Vec<(SeriesStyle, usize)> = Vec::new();
    for series in &doc.series {
        let wrong: Vec<(&Item, Edit)> =
            series.items.iter().filter_map(|i| Some((i, cure(doc, series.style, i)?))).collect();
        let habit = wrong.len() == series.items.len();
        let mut said = habits.iter().find(|h| habit && h.0 == series.style).map(|h| h.1);
        for (item, edit) in wrong {
            if let Some(fix) = said.and_then(|at| out.get_mut(at)).and_then(|f| f.fixes.first_mut()) {
                fix.title = "全文一并改正".to_owned();
                fix.edits.push(edit);
                continue;
            }
            let mut one = finding(series, item, item.number);
            one.doubt = u8::from(habit || !series.style.is_structural());
            let applicability = if one.doubt == 0 { Applicability::Safe } else { Applicability::Unsafe };
            let title = Fix::becomes(&whole(doc, item, &edit));
            if let Some(expected) = one.vars.first_mut() {
                expected.1 = whole(doc, item, &edit);
            }
            one.fixes.push(Fix { title, edits: vec![edit], applicability });
            if habit {
                said = Some(out.len());
                habits.push((series.style, out.len()));
            }
            out.push(one);
        }
    }
    // Series nest, so what was gathered from them is not in order of place.
    for fix in out.iter_mut().flat_map(|f| &mut f.fixes) {
        fix.edits.sort();
    }
}

/// The mark after the edit.
fn whole(doc: &Document, item: &Item, edit: &Edit) -> String {
    let before = Span { start: item.marker.start, end: edit.span.start };
    let after = Span { start: edit.span.end, end: item.marker.end };
    [doc.slice(before), &edit.text, doc.slice(after)].concat()
}

/// The least change that writes a mark rightly. Brackets of the wrong width alone are for [`crate::kind`]'s pairs.
fn cure(doc: &Document, style: SeriesStyle, item: &Item) -> Option<Edit> {
    if !item.malformed {
        return None;
    }
    let written = doc.slice(item.marker);
    let right = match style {
        SeriesStyle::HanDun | SeriesStyle::HanParen | SeriesStyle::ArabicDot | SeriesStyle::ArabicParen => {
            mark(style, item.number)
        }
        SeriesStyle::Ordinal | SeriesStyle::Qi | SeriesStyle::Part => {
            let last = written.chars().next_back()?;
            let stop = if last == ':' { '：' } else { '，' };
            format!("{}{stop}", written.strip_suffix(last)?)
        }
        _ => return None,
    };
    if right == written.replace('(', "（").replace(')', "）").replace([' ', '\u{3000}'], "") {
        return None;
    }
    let head = common(written.chars(), right.chars());
    let (old, new) = (written.get(head..)?, right.get(head..)?);
    let tail = common(old.chars().rev(), new.chars().rev());
    let (old, new) = (old.get(..old.len() - tail)?, new.get(..new.len() - tail)?);
    let start = item.marker.start() + head;
    Some(Edit::new(Span::new(start, start + old.len()), new))
}

/// How many bytes two runs of characters begin with in common.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum()
}

/// Reports headings of a form that comes two steps after the form they stand under: `（1）` under `一、`.
pub(super) fn level(doc: &Document, out: &mut Vec<Finding>) {
    for series in doc.series.iter().filter(|s| s.style == SeriesStyle::ArabicParen && s.across_blocks) {
        let outer = series.parent.and_then(|(s, _)| doc.series.get(s as usize));
        let Some(outer) = outer.filter(|o| matches!(o.style, SeriesStyle::Part | SeriesStyle::HanDun)) else {
            continue;
        };
        let two = |s: &Series| s.items.len() > 1;
        if let Some(first) = series.items.first().filter(|i| i.at_head && two(series) && two(outer)) {
            let mut one = finding(series, first, 1);
            if let Some(expected) = one.vars.first_mut() {
                expected.1 = mark(SeriesStyle::HanParen, 1);
            }
            out.push(one);
        }
    }
}
