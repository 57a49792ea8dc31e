//! A draft as paragraphs: each line of the text with its marks, and its notes beside it.

use super::text;
use crate::diagnostic::{Diagnostic, Level};
use crate::document::{Document, Role};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Longest piece of text in the list, in characters.
const LONGEST: usize = 24;

/// A text in at most [`LONGEST`] characters.
pub(super) fn short(whole: &str) -> String {
    let mut line: String = whole.chars().take(LONGEST).map(|c| if c == '\n' || c == '\r' { '␊' } else { c }).collect();
    if line.len() < whole.len() {
        line.push('…');
    }
    line
}

/// What the first fix does, unless the message has said it.
pub(super) fn fix(d: &Diagnostic) -> Option<&str> {
    let title = d.fixes.first()?.title.as_str();
    let right = title.strip_prefix("改为").or_else(|| title.strip_prefix("删去"));
    let said = right.is_some_and(|right| !right.is_empty() && d.message.contains(right))
        || title.starts_with("删去") && (d.message.contains("应删去") || d.message.contains("应整行删去"));
    (!said).then_some(title)
}

/// Writes all lines. `shown` is in order of place; its numbers begin at 1.
pub(super) fn draft(out: &mut dyn Write, doc: &Document, shown: &[&Diagnostic], nth: usize) -> io::Result<()> {
    // Rules whose reason stands in the margin already: once is enough.
    let mut told: BTreeSet<&str> = BTreeSet::new();
    // Findings that reach into the line at hand, with their numbers; those that ended are dropped as lines go by.
    let mut open: Vec<(usize, &Diagnostic)> = Vec::new();
    let mut next = 0;
    let last = doc.lines().count().saturating_sub(1);
    for line in 0..=last {
        let span = doc.lines().content(doc.text(), line);
        open.retain(|(_, d)| d.span.end > span.start || d.span.is_empty() && d.span.start >= span.start);
        let first_new = next;
        while let Some(d) = shown.get(next).filter(|d| d.span.start <= span.end || line == last) {
            open.push((next + 1, d));
            next += 1;
        }
        if span.is_empty() && next == first_new {
            continue;
        }
        let indented = if doc.slice(span).starts_with(char::is_whitespace) { " indented" } else { "" };
        write!(out, "<div class=\"line\"><p class=\"{}{indented}\">", class(doc, span))?;
        marked(out, doc, span, &open)?;
        write!(out, "</p>")?;
        if next > first_new {
            write!(out, "<aside>")?;
            for (n, d) in open.iter().filter(|(n, _)| *n > first_new) {
                note(out, doc, (nth, *n), d, told.insert(d.rule.as_str()))?;
            }
            write!(out, "</aside>")?;
        }
        writeln!(out, "</div>")?;
    }
    Ok(())
}

/// One line: cut at every border of a finding, each piece in the colour of the worst that covers it.
fn marked(out: &mut dyn Write, doc: &Document, line: Span, open: &[(usize, &Diagnostic)]) -> io::Result<()> {
    let within = |at: u32| at.clamp(line.start, line.end);
    // Where findings begin and end, and how many of each level cover the piece at hand: one sweep, however many.
    let mut borders: Vec<(u32, Level, i32)> = Vec::new();
    let mut ends: BTreeMap<u32, Vec<(usize, &Diagnostic)>> = BTreeMap::new();
    for &(n, d) in open {
        borders.push((within(d.span.start), d.level, 1));
        borders.push((within(d.span.end), d.level, -1));
        // The number stands where the finding ends; of one that ends in a later line, at the end of its first.
        if d.span.start >= line.start {
            ends.entry(within(d.span.end)).or_default().push((n, d));
        }
    }
    borders.sort_unstable_by_key(|&(at, level, _)| (at, level));
    let mut numbers = |out: &mut dyn Write, at: u32| -> io::Result<()> {
        for (n, d) in ends.remove(&at).into_iter().flatten() {
            if d.span.is_empty() {
                write!(out, "<span class=\"gap {}\">‸</span>", d.level.name())?;
            }
            write!(out, "<sup>{n}</sup>")?;
        }
        Ok(())
    };
    let mut covering = [0_i32; 3];
    let mut at = line.start;
    let mut borders = borders.into_iter().peekable();
    loop {
        while let Some((_, level, change)) = borders.next_if(|(place, ..)| *place <= at) {
            if let Some(count) = covering.get_mut(level as usize) {
                *count += change;
            }
        }
        numbers(out, at)?;
        if at >= line.end {
            return Ok(());
        }
        let to = borders.peek().map_or(line.end, |(place, ..)| *place);
        let said = text(doc.slice(Span { start: at, end: to }));
        let worst = [Level::Error, Level::Warning, Level::Info]
            .into_iter()
            .find(|level| covering.get(*level as usize).is_some_and(|&count| count > 0));
        match worst {
            Some(level) => write!(out, "<mark class=\"{}\">{said}</mark>", level.name())?,
            None => write!(out, "{said}")?,
        }
        at = to;
    }
}

fn note(out: &mut dyn Write, doc: &Document, (nth, n): (usize, usize), d: &Diagnostic, first: bool) -> io::Result<()> {
    let level: Level = d.level;
    write!(out, "<p id=\"d{nth}n{n}\"><b class=\"{}\">{n}</b> {}", level.name(), text(&d.message))?;
    if let Some(fix) = fix(d) {
        write!(out, "；{}", text(fix))?;
    }
    for (span, message) in &d.related {
        write!(out, "<br>第 {} 行：{}", doc.position(span.start).line, text(message))?;
    }
    if first {
        write!(out, "<small>{}</small>", text(&d.why))?;
    }
    write!(out, "</p>")
}

fn class(doc: &Document, line: Span) -> &'static str {
    let block = doc.block_at(line.start).and_then(|i| doc.blocks.get(i));
    match block.map(|b| b.role) {
        Some(Role::Title) => "title",
        Some(Role::Byline | Role::Date) => "byline",
        Some(Role::Heading(_)) => "heading",
        Some(Role::Salutation) => "salutation",
        Some(Role::Boilerplate) => "boilerplate",
        Some(Role::Code | Role::Table) => "code",
        _ => "text",
    }
}
