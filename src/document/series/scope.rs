//! How far each item reaches, and which series lie in which items.

use super::{Series, SeriesStyle};
use crate::document::block::{Block, Role, trim};
use crate::span::Span;

/// Gives the collected series their spans, their order and their parents. `ends` says where each one's scope was
/// ended, if anything ended it.
pub(super) fn close(text: &str, blocks: &[Block], mut series: Vec<Series>, ends: &[Option<u32>]) -> Vec<Series> {
    let last = blocks.iter().rev().find(|b| !matches!(b.role, Role::Boilerplate | Role::Date | Role::Byline));
    let end_of_text = last.map_or(0, |b| b.span.end);
    for (series, end) in series.iter_mut().zip(ends) {
        series.items.sort_by_key(|i| i.marker.start);
        let (first, tail) = match (series.items.first(), series.items.last()) {
            (Some(first), Some(last)) => (first.block, last.block),
            _ => continue,
        };
        series.across_blocks = first != tail || series.items.iter().all(|i| i.at_head);
        let block_end = blocks.get(tail as usize).map_or(end_of_text, |b| b.span.end);
        let scoped = series.style.is_structural() && series.across_blocks;
        let mut stop = match *end {
            Some(end) if scoped => end.max(block_end),
            None if scoped => end_of_text.max(block_end),
            Some(end) => end.min(block_end),
            None => block_end,
        };
        for item in series.items.iter_mut().rev() {
            let span = Span { start: item.marker.start, end: stop.max(item.marker.end) };
            item.span = trim(text, span);
            stop = item.marker.start;
        }
    }
    series.retain(|s| s.style != SeriesStyle::First || s.items.len() > 1);
    series.sort_by_key(|s| s.items.first().map(|i| i.marker.start));
    link(&mut series);
    series
}

/// Finds the item each series lies in: the last item begun before it that has not ended.
fn link(series: &mut [Series]) {
    let mut items: Vec<(Span, u32, u32)> = Vec::with_capacity(series.iter().map(|s| s.items.len()).sum());
    for (s, one) in series.iter().enumerate() {
        items.extend(one.items.iter().enumerate().map(|(i, item)| (item.span, s as u32, i as u32)));
    }
    items.sort_unstable_by_key(|(span, ..)| span.start);
    let mut open: Vec<(Span, u32, u32)> = Vec::new();
    for item in items {
        while open.last().is_some_and(|o| o.0.end <= item.0.start) {
            open.pop();
        }
        if item.2 == 0
            && let Some(around) = open.last()
            && let Some(one) = series.get_mut(item.1 as usize)
        {
            one.parent = Some((around.1, around.2));
        }
        open.push(item);
    }
}
