//! Diagnostics → what is printed: for people ([`human`]), for editors ([`short`]), for programs ([`json`]) and for the
//! services of a pipeline ([`pipeline`]), and as a page to print (`html`).
//!
//! A report is written file by file, so that a run over thousands of drafts holds one of them at a time. Nothing is
//! reworded here. What comes from a draft, a file name or a rule goes through [`visible`] before it can reach a
//! terminal. Whether to use colour, how wide the screen is and where the bytes go is for [`crate::cli`] to say.

#[cfg(feature = "cli")]
mod excerpt;
mod html;
#[cfg(feature = "cli")]
pub mod human;
pub mod json;
pub mod pipeline;
pub mod short;
pub mod summary;
pub mod visible;

pub use summary::Tally;

use crate::diagnostic::{Diagnostic, Level};
use crate::document::Document;
use pipeline::{Pipeline, Reader};
use std::io::{self, Write};

/// A way to print diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excerpts with underlines, grouped, and a summary.
    #[cfg(feature = "cli")]
    Human,
    /// One line a diagnostic: `file:line:column: level rule message`.
    Short,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A page to print.
    Html,
    /// What a program of a pipeline reads.
    Pipeline(Reader),
}

impl Format {
    /// All formats with their names on the command line.
    pub const ALL: &[(&str, Format)] = &[
        #[cfg(feature = "cli")]
        ("human", Format::Human),
        ("short", Format::Short),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("html", Format::Html),
        ("sarif", Format::Pipeline(Reader::Sarif)),
        ("github", Format::Pipeline(Reader::Github)),
        ("gitlab", Format::Pipeline(Reader::Gitlab)),
        ("rdjson", Format::Pipeline(Reader::Rdjson)),
        ("checkstyle", Format::Pipeline(Reader::Checkstyle)),
        ("junit", Format::Pipeline(Reader::Junit)),
    ];

    /// The format of a name on the command line.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().find(|(known, _)| *known == name).map(|&(_, format)| format)
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(_, format)| *format == self).map_or("", |&(name, _)| name)
    }

    /// Counts a draft; what there is to read only where its reader is told.
    fn count(self, tally: &mut Tally, checked: &Checked, options: &Options) {
        tally.add(checked, options.level);
        match self {
            #[cfg(feature = "cli")]
            Format::Human => tally.read(&checked.doc),
            Format::Html => tally.read(&checked.doc),
            Format::Short | Format::Json | Format::Jsonl | Format::Pipeline(_) => {}
        }
    }

    /// The least level it prints unless told otherwise: people are spared the hints, programs are not.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            #[cfg(feature = "cli")]
            Format::Human => Level::Warning,
            Format::Short | Format::Json | Format::Jsonl => Level::Info,
            Format::Html | Format::Pipeline(_) => Level::Info,
        }
    }
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The least level that is printed; what lies below is counted.
    pub level: Level,
    /// ANSI colours.
    pub color: bool,
    /// Box-drawing characters and `…`; off for consoles that draw them two columns wide.
    pub unicode: bool,
    /// Columns of the screen.
    pub width: usize,
    /// Characters read aloud in a minute.
    pub reading_speed: u32,
}

impl Options {
    /// What a pipe gets: no colour, 80 columns.
    #[must_use]
    pub fn plain(format: Format) -> Options {
        Options { level: format.level(), color: false, unicode: true, width: 80, reading_speed: 180 }
    }
}

/// A draft with all that was found in it, also what is below the printed level.
#[derive(Debug)]
pub struct Checked {
    /// The draft.
    pub doc: Document,
    /// In order of place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Puts the diagnostics in order of place, unless they are.
    #[must_use]
    pub fn new(doc: Document, mut diagnostics: Vec<Diagnostic>) -> Checked {
        let place = |d: &Diagnostic| (d.span.start, d.span.end);
        if !diagnostics.is_sorted_by_key(place) {
            diagnostics.sort_by_key(place);
        }
        Checked { doc, diagnostics }
    }
}

/// A draft's part of a report, printed before its turn.
#[derive(Debug)]
pub struct Part {
    bytes: Vec<u8>,
    tally: Tally,
}

impl Part {
    /// Prints it, unless the format has to know what came before.
    #[must_use]
    pub fn new(format: Format, options: Options, checked: &Checked) -> Option<Part> {
        let mut bytes = Vec::new();
        let write = match format {
            #[cfg(feature = "cli")]
            Format::Human => human::write,
            Format::Short => short::write,
            Format::Jsonl => json::lines,
            Format::Json | Format::Html | Format::Pipeline(_) => return None,
        };
        // Memory takes all that is written to it.
        write(&mut bytes, checked, &options).ok()?;
        let mut tally = Tally::default();
        format.count(&mut tally, checked, &options);
        Some(Part { bytes, tally })
    }

    /// How many bytes it prints.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Writes one report: any number of files, then the end.
pub struct Reporter<'a> {
    format: Format,
    options: Options,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    tally: Tally,
    pipeline: Option<Pipeline>,
    /// Files that could not be checked, each with the reason.
    failed: Vec<(String, String)>,
    /// Drafts of a page.
    entries: Vec<html::Entry>,
}

impl std::fmt::Debug for Reporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reporter").field("format", &self.format).field("tally", &self.tally).finish_non_exhaustive()
    }
}

impl<'a> Reporter<'a> {
    /// A report that goes to `out`; files that could not be checked are named on `err`.
    pub fn new(format: Format, options: Options, out: &'a mut dyn Write, err: &'a mut dyn Write) -> Reporter<'a> {
        let pipeline = match format {
            Format::Pipeline(reader) => Some(Pipeline::new(reader)),
            _ => None,
        };
        Reporter {
            format,
            options,
            out,
            err,
            tally: Tally::default(),
            pipeline,
            failed: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// Prints one draft. The JSON contract asks for drafts in order of path: they come as the caller gives them.
    ///
    /// # Errors
    /// What writing gives.
    pub fn checked(&mut self, checked: &Checked) -> io::Result<()> {
        let first = self.tally.printed == 0;
        if self.format == Format::Html && self.tally.files == 0 {
            html::begin(self.out)?;
        }
        self.format.count(&mut self.tally, checked, &self.options);
        if let Some(pipeline) = &mut self.pipeline {
            return pipeline.checked(self.out, checked, &self.options);
        }
        match self.format {
            #[cfg(feature = "cli")]
            Format::Human => human::write(self.out, checked, &self.options),
            Format::Short => short::write(self.out, checked, &self.options),
            Format::Json => json::array(self.out, checked, &self.options, first),
            Format::Jsonl => json::lines(self.out, checked, &self.options),
            Format::Html => {
                self.entries.push(html::write(self.out, checked, &self.options, self.entries.len() + 1)?);
                Ok(())
            }
            Format::Pipeline(_) => Ok(()),
        }
    }

    /// What its parts are printed for.
    #[must_use]
    pub fn form(&self) -> (Format, Options) {
        (self.format, self.options)
    }

    /// Takes a part that was printed before.
    ///
    /// # Errors
    /// What writing gives.
    pub fn part(&mut self, part: &Part) -> io::Result<()> {
        self.tally.join(&part.tally);
        self.out.write_all(&part.bytes)
    }

    /// Names a file that could not be checked.
    ///
    /// # Errors
    /// What writing gives.
    pub fn failed(&mut self, name: &str, reason: &dyn std::fmt::Display) -> io::Result<()> {
        self.tally.failed += 1;
        if let Some(pipeline) = &mut self.pipeline {
            pipeline.failed(name, &reason.to_string());
        } else if self.format == Format::Html {
            self.failed.push((name.to_owned(), reason.to_string()));
        }
        writeln!(self.err, "{}", summary::failure(name, &reason.to_string()))
    }

    /// Ends the report, and says what was counted.
    ///
    /// # Errors
    /// What writing gives.
    pub fn finish(mut self) -> io::Result<Tally> {
        match self.format {
            #[cfg(feature = "cli")]
            Format::Human => writeln!(self.out, "{}", self.tally.sentence(&self.options))?,
            Format::Json => json::end(self.out, self.tally.printed == 0)?,
            Format::Html => {
                if self.tally.files == 0 {
                    html::begin(self.out)?;
                }
                html::end(self.out, &self.tally, &self.failed, &self.entries, &self.options)?;
            }
            Format::Short | Format::Jsonl | Format::Pipeline(_) => {}
        }
        if let Some(pipeline) = &mut self.pipeline {
            pipeline.finish(self.out)?;
        }
        self.out.flush()?;
        Ok(self.tally)
    }
}

impl Checked {
    /// What is printed of it.
    fn shown(&self, options: &Options) -> impl Iterator<Item = &Diagnostic> {
        let level = options.level;
        self.diagnostics.iter().filter(move |d| d.level >= level)
    }
}

/// What the tests of the formats share.
#[cfg(test)]
pub(crate) mod example {
    use super::*;
    use crate::diagnostic::{Applicability, Fix, RuleId};
    use crate::source::Source;
    use crate::span::Span;

    /// A warning at the `nth` place where `wanted` stands.
    pub(crate) fn at(doc: &Document, wanted: &str, nth: usize, message: &str) -> Diagnostic {
        let start = doc.text().match_indices(wanted).nth(nth).map_or(0, |(at, _)| at);
        Diagnostic {
            rule: RuleId::new("slogan", "near-miss"),
            level: Level::Error,
            span: Span::new(start, start + wanted.len()),
            message: message.to_owned(),
            why: "固定表述不能错一个字。".into(),
            related: Vec::new(),
            fixes: Vec::new(),
            also: Vec::new(),
        }
    }

    /// The same with a safe replacement.
    pub(crate) fn fixed(doc: &Document, wanted: &str, nth: usize, right: &str) -> Diagnostic {
        let mut d = at(doc, wanted, nth, &format!("“{wanted}”应为“{right}”"));
        d.fixes = vec![Fix::replace(d.span, right, Applicability::Safe)];
        d
    }

    /// A draft.
    pub(crate) fn doc(text: &str) -> Document {
        Document::new(Source::from_text("a.txt", text))
    }

    /// What a run prints for one draft.
    pub(crate) fn printed(format: Format, options: Options, checked: &Checked) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut reporter = Reporter::new(format, options, &mut out, &mut err);
        reporter.checked(checked).expect("writes");
        reporter.finish().expect("writes");
        String::from_utf8(out).expect("is UTF-8")
    }
}
