//! A draft as paragraphs: each line of the text with its marks, and at each mark its note, which the style sheet puts
//! into the margin beside it.

use super::text;
use crate::diagnostic::{Diagnostic, Level};
use crate::document::{Document, Role};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// A text in at most so many characters.
pub(super) fn short(whole: &str, most: usize) -> String {
    let mut line: String = whole.chars().take(most).map(|c| if c == '\n' || c == '\r' { '␊' } else { c }).collect();
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

/// Whether the margin has room for the reasons, or notes would stand far below what they speak of.
pub(super) fn room(shown: &[&Diagnostic], chars: usize) -> bool {
    let mut told = BTreeSet::new();
    let size = |text: &str| text.chars().count();
    let height = shown.iter().map(|d| {
        let why = if told.insert(d.rule.as_str()) { size(&d.why) * 2 / 3 } else { 0 };
        // A note is set smaller than the draft in a narrower column, and has some space around it.
        size(&d.message) + why + 14
    });
    height.sum::<usize>() <= chars
}

/// The reasons, each once, with the numbers of what they speak of.
pub(super) fn reasons(out: &mut dyn Write, shown: &[&Diagnostic]) -> io::Result<()> {
    let mut rules: Vec<(&str, &str, Vec<String>)> = Vec::new();
    let mut known = BTreeMap::new();
    for (d, n) in shown.iter().zip(1..) {
        let at = *known.entry(d.rule.as_str()).or_insert(rules.len());
        match rules.get_mut(at) {
            Some((.., numbers)) => numbers.push(n.to_string()),
            None => rules.push((d.rule.as_str(), &d.why, vec![n.to_string()])),
        }
    }
    writeln!(out, "<section class=\"reasons\">\n<h2>为什么</h2>\n<div>")?;
    for (rule, why, numbers) in rules {
        writeln!(out, "<p><b>{}</b> {} <code>{}</code></p>", numbers.join("、"), text(why), text(rule))?;
    }
    writeln!(out, "</div>\n</section>")
}

/// Writes all lines. `shown` is in order of place; its numbers begin at 1. Reasons are told where there is `room`.
pub(super) fn draft<'a>(
    out: &mut dyn Write,
    doc: &Document,
    shown: &[&'a Diagnostic],
    (nth, room): (usize, bool),
) -> io::Result<()> {
    // Rules whose reason stands in the margin already: once is enough.
    let mut told: BTreeSet<&'a str> = BTreeSet::new();
    // Findings that reach into the line at hand, with their numbers; those that ended are dropped as lines go by.
    let mut open: Vec<(usize, &'a Diagnostic)> = Vec::new();
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
        write!(out, "<p class=\"{}{indented}\">", class(doc, span))?;
        let mut noted = |out: &mut dyn Write, n: usize, d: &'a Diagnostic| {
            note(out, doc, (nth, n), d, room && told.insert(d.rule.as_str()))
        };
        marked(out, doc, span, (&open, first_new), &mut noted)?;
        writeln!(out, "</p>")?;
    }
    Ok(())
}

/// Writes the note with a number.
type Noted<'f, 'a> = &'f mut dyn FnMut(&mut dyn Write, usize, &'a Diagnostic) -> io::Result<()>;

/// One line: cut at every border of a finding, each piece in the colour of the worst that covers it. Findings numbered
/// above `old` begin here and get their notes here.
fn marked<'a>(
    out: &mut dyn Write,
    doc: &Document,
    line: Span,
    (open, old): (&[(usize, &'a Diagnostic)], usize),
    noted: Noted<'_, 'a>,
) -> io::Result<()> {
    let within = |at: u32| at.clamp(line.start, line.end);
    // Where findings begin and end, and how many of each level cover the piece at hand: one sweep, however many.
    let mut borders: Vec<(u32, Level, i32)> = Vec::new();
    let mut starts: BTreeMap<u32, Vec<(usize, &'a Diagnostic)>> = BTreeMap::new();
    let mut ends: BTreeMap<u32, Vec<(usize, &'a Diagnostic)>> = BTreeMap::new();
    for &(n, d) in open {
        borders.push((within(d.span.start), d.level, 1));
        borders.push((within(d.span.end), d.level, -1));
        // The note stands beside where the finding begins, the number where it ends; of one that ends in a later line,
        // at the end of its first.
        if n > old {
            starts.entry(within(d.span.start)).or_default().push((n, d));
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
        for (n, d) in starts.remove(&at).into_iter().flatten() {
            noted(out, n, d)?;
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
    let level = d.level.name();
    write!(
        out,
        "<span class=\"note\" role=\"note\" id=\"d{nth}n{n}\"><b class=\"{level}\">{n}</b>{}",
        text(&d.message)
    )?;
    if let Some(fix) = fix(d) {
        write!(out, "；{}", text(fix))?;
    }
    for (span, message) in &d.related {
        write!(out, "<br>第 {} 行：{}", doc.position(span.start).line, text(message))?;
    }
    if first {
        write!(out, "<small>{}</small>", text(&d.why))?;
    }
    write!(out, "</span>")
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
