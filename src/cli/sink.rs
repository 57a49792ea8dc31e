//! Checked drafts → where they go: a report, a diff, or the list of what is known from now on.

use super::args::CheckArgs;
use super::diff;
use super::draft::{Mode, Told};
use super::files::Input;
use super::only::Written;
use super::screen::{Screen, Stderr};
use crate::config::Configs;
use crate::diagnostic::Level;
use crate::report::summary::{self, Tally};
use crate::report::visible::visible;
use crate::report::{Checked, Format, Options, Part, Reporter};
use std::io::{self, IsTerminal as _, Write};

/// What was found in a draft, on its way to the sink.
pub(super) enum Said {
    /// The draft itself, where only its turn can say what is printed of it.
    Whole(Box<Checked>),
    /// Its part of the report; the draft is gone.
    Part(Part),
}

impl Said {
    /// Prints the part of a draft where its turn need not be waited for, so that this is done in parallel, too.
    pub(super) fn new(checked: Checked, early: Option<(Format, Options)>) -> Said {
        let part = early.and_then(|(format, options)| Part::new(format, options, &checked));
        part.map_or_else(|| Said::Whole(Box::new(checked)), Said::Part)
    }

    /// Whether its turn may print something.
    pub(super) fn is_printed(&self) -> bool {
        match self {
            Said::Whole(_) => true,
            Said::Part(part) => part.size() > 0,
        }
    }

    /// About how many bytes wait for their turn; a draft taken apart takes several times its text.
    pub(super) fn size(&self) -> usize {
        match self {
            Said::Whole(checked) => 8 * checked.doc.text().len(),
            Said::Part(part) => part.size(),
        }
    }
}

/// Where drafts go once they are checked.
pub(super) enum Sink<'a> {
    /// A report.
    Report(Reporter<'a>),
    /// What fixes would change.
    Diff { out: &'a mut dyn Write, color: bool, raw: bool, tally: Tally },
    /// A list of what is known from now on.
    Baseline(Box<Written>, Tally),
}

/// Where the drafts of a run go.
pub(super) fn sink<'a>(
    args: &CheckArgs,
    configs: &Configs,
    mode: &Mode<'_>,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
) -> Sink<'a> {
    let Screen { color, unicode, width } = Screen::new(&args.screen, false);
    if let Some(path) = &args.write_baseline {
        return Sink::Baseline(Box::new(Written::new(path)), Tally::default());
    }
    if mode.diff {
        let raw = !color && !io::stdout().is_terminal();
        return Sink::Diff { out, color, raw, tally: Tally::default() };
    }
    let format = args.format.unwrap_or(Format::Human);
    let level = args.level.unwrap_or_else(|| format.level());
    let options = Options { level, color, unicode, width, reading_speed: configs.reading_speed() };
    Sink::Report(Reporter::new(format, options, out, err))
}

impl Sink<'_> {
    /// How a draft's part of the report is printed, where there are such parts.
    pub(super) fn early(&self) -> Option<(Format, Options)> {
        match self {
            Sink::Report(reporter) => Some(reporter.form()),
            Sink::Diff { .. } | Sink::Baseline(..) => None,
        }
    }

    /// Takes a draft, in its order.
    pub(super) fn done(&mut self, input: &Input, said: &Said, told: &Told) -> io::Result<()> {
        match (self, said) {
            (Sink::Report(reporter), Said::Part(part)) => reporter.part(part),
            // Only a report has parts.
            (_, Said::Part(_)) => Ok(()),
            (Sink::Report(reporter), Said::Whole(checked)) => reporter.checked(checked),
            (Sink::Baseline(written, tally), Said::Whole(checked)) => {
                tally.add(checked, Level::Info);
                written.note(input, &checked.doc, &checked.diagnostics);
                Ok(())
            }
            (Sink::Diff { out, color, raw, tally }, Said::Whole(checked)) => {
                tally.add(checked, Level::Info);
                match &told.change {
                    Some((before, after)) => diff::write(out, &input.name, before, after, *color, *raw),
                    None => Ok(()),
                }
            }
        }
    }

    /// Takes one that could not be checked.
    pub(super) fn failed(&mut self, name: &str, reason: &str) -> io::Result<()> {
        match self {
            Sink::Report(reporter) => reporter.failed(name, &reason),
            Sink::Diff { tally, .. } | Sink::Baseline(_, tally) => {
                tally.failed += 1;
                writeln!(Stderr, "{}", summary::failure(name, reason))
            }
        }
    }

    /// Ends it; a run that was broken off leaves no baseline.
    pub(super) fn finish(self, whole: bool) -> io::Result<Tally> {
        match self {
            Sink::Report(reporter) => reporter.finish(),
            Sink::Diff { tally, .. } => Ok(tally),
            Sink::Baseline(_, tally) if !whole => Ok(tally),
            Sink::Baseline(_, tally) if tally.failed > 0 => {
                writeln!(Stderr, "有文件无法核稿，基线没有写；请处理这些文件后再写。")?;
                Ok(tally)
            }
            Sink::Baseline(written, mut tally) => {
                let said = written.finish();
                tally.failed += usize::from(said.is_err());
                writeln!(Stderr, "{}", visible(&said.unwrap_or_else(|wrong| wrong), true))?;
                Ok(tally)
            }
        }
    }
}
