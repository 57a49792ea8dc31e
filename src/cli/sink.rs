//! Checked drafts → where they go: a report, a diff, or the list of what is known from now on.

use super::args::CheckArgs;
use super::diff;
use super::draft::{Done, Mode};
use super::files::Input;
use super::only::Written;
use super::screen::{Screen, Stderr};
use crate::config::Configs;
use crate::diagnostic::Level;
use crate::report::summary::{self, Tally};
use crate::report::visible::visible;
use crate::report::{Format, Options, Reporter};
use std::io::{self, IsTerminal as _, Write};

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
    /// Takes a draft, in its order.
    pub(super) fn done(&mut self, input: &Input, done: &Done) -> io::Result<()> {
        match self {
            Sink::Baseline(written, tally) => {
                tally.add(&done.checked, Level::Info);
                written.note(input, &done.checked.doc, &done.checked.diagnostics);
                Ok(())
            }
            Sink::Report(reporter) => reporter.checked(&done.checked),
            Sink::Diff { out, color, raw, tally } => {
                tally.add(&done.checked, Level::Info);
                match &done.change {
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
