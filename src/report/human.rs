//! Diagnostics → reports for people: an excerpt with underlines, the reason, and what to do.
//!
//! What one rule finds in one line is one report. miette draws the excerpt and its underlines; the words around it are
//! ours, because miette's are English and it does not break Chinese lines well.

use super::excerpt::{Excerpt, Mark};
use super::visible::{columns, visible, wrap};
use super::{Checked, Options};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Level, RuleId};
use crate::document::Document;
use crate::span::Span;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode, ThemeCharacters, ThemeStyles};
use std::fmt;
use std::io::{self, Write};

/// Places of one rule in one line that are shown; the others are counted.
const SHOWN: usize = 5;

/// Ways to put it right that are shown.
const FIXES: usize = 3;

/// All reports of a draft.
///
/// # Errors
/// What writing gives.
pub fn write(out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let handler = handler(options);
    let doc = &checked.doc;
    let mut text = String::new();
    for group in groups(checked, options) {
        text.clear();
        let report = Report::new(doc, &group, options);
        handler.render_report(&mut text, &report).map_err(io::Error::other)?;
        if let Some(place) = group.first().and_then(|d| doc.source.whereabouts(d.span.start)) {
            entry(&mut text, "位置", &place.to_string(), options);
        }
        footer(&mut text, &group, options);
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Something wrong at a place in a text that is no draft: a config or a rule pack.
///
/// # Errors
/// What writing gives.
pub fn problem(
    out: &mut dyn Write,
    doc: &Document,
    span: Span,
    message: &str,
    help: Option<&str>,
    options: &Options,
) -> io::Result<()> {
    let title = wrap(&visible(message, options.unicode), options.width.saturating_sub(10).max(20)).join("\n");
    let excerpt = Excerpt::new(doc, &[Mark { span, label: None, primary: true }], options.width, options.unicode);
    let mut text = String::new();
    let report = Report { title, severity: Severity::Error, excerpt };
    handler(options).render_report(&mut text, &report).map_err(io::Error::other)?;
    if let Some(help) = help {
        entry(&mut text, "改法", help, options);
    }
    text.push('\n');
    out.write_all(text.as_bytes())
}

fn handler(options: &Options) -> GraphicalReportHandler {
    let mut characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    for (sign, level) in [
        (&mut characters.error, Level::Error),
        (&mut characters.warning, Level::Warning),
        (&mut characters.advice, Level::Info),
    ] {
        *sign = format!("{sign} {}", level.title());
    }
    let styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width)
        .with_context_lines(0)
        .with_links(false)
        .with_wrap_lines(false)
        .without_cause_chain()
        .without_syntax_highlighting()
}

/// What one rule says at one level about one line, in order of the first place.
fn groups<'a>(checked: &'a Checked, options: &Options) -> Vec<Vec<&'a Diagnostic>> {
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    // Diagnostics come in order of place, so the groups of one line stand together at the end.
    let (mut line, mut begun) = (usize::MAX, 0);
    for d in checked.shown(options) {
        let here = checked.doc.lines().line_of(d.span.start);
        if here != line {
            (line, begun) = (here, groups.len());
        }
        let same =
            |group: &&mut Vec<&Diagnostic>| group.first().is_some_and(|g| g.rule == d.rule && g.level == d.level);
        match groups.iter_mut().skip(begun).find(same) {
            Some(group) => group.push(d),
            None => groups.push(vec![d]),
        }
    }
    groups
}

/// One group as miette wants it.
#[derive(Debug)]
struct Report {
    title: String,
    severity: Severity,
    excerpt: Excerpt,
}

impl Report {
    fn new(doc: &Document, group: &[&Diagnostic], options: &Options) -> Report {
        let mut marks = Vec::new();
        let first = group.first().map_or("", |d| d.message.as_str());
        // Labels are pushed right by what they point at; keep them short rather than let them run off the screen.
        let label = |text: &str| wrap(&visible(text, options.unicode), (options.width / 2).max(20)).join("\n");
        for (i, d) in group.iter().take(SHOWN).enumerate() {
            let said = (d.message != first).then(|| label(&d.message));
            marks.push(Mark { span: d.span, label: said, primary: i == 0 });
            for (span, message) in d.related.iter().take(SHOWN) {
                marks.push(Mark { span: *span, label: Some(label(message)), primary: false });
            }
        }
        Report {
            title: title(group, options),
            severity: match group.first().map(|d| d.level) {
                Some(Level::Error) | None => Severity::Error,
                Some(Level::Warning) => Severity::Warning,
                Some(Level::Info) => Severity::Advice,
            },
            excerpt: Excerpt::new(doc, &marks, options.width, options.unicode),
        }
    }
}

/// The message, how many more there are, and the rule's id.
fn title(group: &[&Diagnostic], options: &Options) -> String {
    let Some(first) = group.first() else { return String::new() };
    let mut title = visible(&first.message, options.unicode).into_owned();
    if group.len() > 1 {
        title.push_str(&format!("（本段共 {} 处", group.len()));
        if group.len() > SHOWN {
            title.push_str(&format!("，列出前 {SHOWN} 处，另有 {} 处", group.len() - SHOWN));
        }
        title.push('）');
    }
    title.push_str(&format!(" [{}", first.rule));
    if !first.also.is_empty() {
        let also: Vec<&str> = first.also.iter().map(RuleId::as_str).collect();
        title.push_str(&format!("，并见 {}", also.join("、")));
    }
    title.push(']');
    wrap(&title, options.width.saturating_sub(10).max(20)).join("\n")
}

/// The reason and the fixes.
fn footer(out: &mut String, group: &[&Diagnostic], options: &Options) {
    let Some(first) = group.first() else { return };
    if !first.why.is_empty() {
        entry(out, "说明", &first.why, options);
    }
    let mut fixes: Vec<&Fix> = Vec::new();
    for fix in group.iter().flat_map(|d| &d.fixes) {
        if !fixes.iter().any(|known| known.title == fix.title && known.applicability == fix.applicability) {
            fixes.push(fix);
        }
    }
    for fix in fixes.iter().take(FIXES) {
        let note = match fix.applicability {
            Applicability::Safe => "可自动修改",
            Applicability::Unsafe => "可试改，须人工确认",
            Applicability::Manual => "须人工修改",
        };
        entry(out, "改法", &format!("{}（{note}）", fix.title), options);
    }
    if fixes.len() > FIXES {
        entry(out, "改法", &format!("另有 {} 种", fixes.len() - FIXES), options);
    }
}

fn entry(out: &mut String, head: &str, text: &str, options: &Options) {
    let indent = 2 + columns(head) + 2;
    let text = visible(text, options.unicode);
    for (i, line) in wrap(&text, options.width.saturating_sub(indent + 1).max(20)).iter().enumerate() {
        if i > 0 {
            out.push_str(&" ".repeat(indent));
        } else if options.color {
            out.push_str(&format!("  \u{1b}[36m{head}：\u{1b}[0m"));
        } else {
            out.push_str(&format!("  {head}："));
        }
        out.push_str(line);
        out.push('\n');
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests;
