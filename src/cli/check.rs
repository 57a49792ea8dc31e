//! `dinggao check`: drafts → reports, corrected drafts or a diff.
//!
//! Drafts are checked in parallel, a batch at a time, and reported in order: memory holds one batch, not the corpus.

use super::args::{CheckArgs, FailOn};
use super::draft::{self, Done, Mode};
use super::files::{self, Found, Input};
use super::screen::{Screen, Stderr};
use super::timings::{Timings, Watch};
use super::{CLEAN, FAILED, FOUND, Stop, diff, problems};
use crate::config::{Asked, Configs};
use crate::diagnostic::{Applicability, Level};
use crate::report::summary::{self, Tally};
use crate::report::visible::visible;
use crate::report::{Format, Options, Reporter};
use rayon::prelude::*;
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

/// A batch ends with the file that fills it.
const BATCH_BYTES: u64 = 4 << 20;
const BATCH_FILES: usize = 512;

/// A draft, and the setup it is checked with; or the reason why it cannot be.
type Job<'a> = (&'a Input, Result<usize, String>);

/// What a run adds up to, besides the diagnostics.
#[derive(Debug, Default)]
struct Sum {
    /// Drafts whose fixes could not be made.
    unfixed: usize,
    /// Fixes.
    made: usize,
    /// Drafts that have fixes.
    changed: usize,
    /// The corrected draft from standard input.
    corrected: Vec<u8>,
}

/// Where drafts go once they are checked.
enum Sink<'a> {
    Report(Reporter<'a>),
    Diff { out: &'a mut dyn Write, color: bool, raw: bool, tally: Tally },
}

/// Checks what the arguments name.
pub(super) fn run(args: &CheckArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let timings = args.timings.then(Timings::default);
    let mode = Mode {
        timings: timings.as_ref(),
        fix: match (args.unsafe_fixes, args.fix || args.diff) {
            (true, _) => Some(Applicability::Unsafe),
            (false, true) => Some(Applicability::Safe),
            (false, false) => None,
        },
        diff: args.diff,
        annotate: args.annotate.as_deref(),
        track: args.track.as_deref(),
        level: args.level.unwrap_or(Level::Info),
    };
    let mode = &mode;
    let paths = paths(args, mode)?;
    let found = files::find(&paths, args.stdin_filename.as_deref());
    copies(args, found.inputs.len())?;
    let mut configs = Configs::new(Asked {
        only: args.only.clone(),
        skip: args.skip.clone(),
        date: args.date.clone(),
        genre: args.genre.clone(),
        no_config: args.no_config,
    });
    let jobs: Vec<Job<'_>> = found.inputs.iter().map(|input| (input, setup(input, &mut configs))).collect();
    if let Some(message) = configs.stranger(args.only.iter().chain(&args.skip)) {
        return Err(Stop::Usage(message));
    }
    if let Some(message) = configs.strange_genre() {
        return Err(Stop::Usage(message));
    }
    for config in &configs.found {
        problems::print(&config.wrong, Screen::new(&args.screen, true));
    }
    // A corrected draft goes to standard output alone, and what is left to say beside it.
    let alone = mode.corrects() && !mode.diff && paths.iter().any(|path| path.as_os_str() == "-");
    let (mut beside, mut err) = (Stderr, Stderr);
    let mut sum = Sum::default();
    let mut sink = sink(args, &configs, mode, if alone { &mut beside } else { &mut *out }, &mut err);
    for (name, reason) in &found.failed {
        sink.failed(name, &reason.to_string())?;
    }
    each(&jobs, &mut configs, mode, &mut sum, &mut sink)?;
    let tally = sink.finish()?;
    if alone {
        out.write_all(&sum.corrected)?;
    }
    out.flush()?;
    afterwords(&found, &configs, &sum, mode)?;
    if let Some(timings) = &timings {
        timings.print()?;
    }
    // The process ends; taking thousands of rules apart again would be a tenth of it.
    std::mem::forget(configs);
    Ok(match args.fail_on.unwrap_or(FailOn::Level(Level::Warning)) {
        _ if sum.unfixed + tally.failed > 0 => FAILED,
        FailOn::Level(level) if tally.at_least(level) > 0 => FOUND,
        FailOn::Level(_) | FailOn::Never => CLEAN,
    })
}

/// What is to be checked where it is not said.
fn paths(args: &CheckArgs, mode: &Mode<'_>) -> Result<Vec<PathBuf>, Stop> {
    let piped = args.paths.iter().any(|path| path.as_os_str() == "-");
    if piped && args.paths.len() > 1 && mode.corrects() && !mode.diff {
        return Err(Stop::Usage("标准输入（-）的改稿要写到标准输出，不能与其他文件一起改；请分两次".to_owned()));
    }
    Ok(match (args.paths.as_slice(), &args.stdin_filename) {
        ([], Some(_)) => vec![PathBuf::from("-")],
        ([], None) => vec![PathBuf::from(".")],
        (paths, _) => paths.to_vec(),
    })
}

/// A copy is made of one draft, under a name of its own.
fn copies(args: &CheckArgs, inputs: usize) -> Result<(), Stop> {
    let outs = [args.annotate.as_deref(), args.track.as_deref()];
    for out in outs.into_iter().flatten() {
        if inputs != 1 {
            return Err(Stop::Usage("--annotate 和 --track 一次只用于一份 .docx 文稿".to_owned()));
        }
        if !out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("docx")) {
            return Err(Stop::Usage("--annotate 和 --track 写出的文件名要以 .docx 结尾".to_owned()));
        }
    }
    match outs {
        [Some(a), Some(b)] if a == b => Err(Stop::Usage("--annotate 和 --track 要写到不同的文件".to_owned())),
        _ => Ok(()),
    }
}

fn setup(input: &Input, configs: &mut Configs) -> Result<usize, String> {
    configs.of(input.place()).map_err(|at| {
        let config = configs.found.get(at).map_or("dinggao.toml", |config| config.name.as_str());
        format!("配置 {config} 有误；请改好配置，或加 --no-config")
    })
}

fn sink<'a>(
    args: &CheckArgs,
    configs: &Configs,
    mode: &Mode<'_>,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
) -> Sink<'a> {
    let Screen { color, unicode, width } = Screen::new(&args.screen, false);
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
    fn done(&mut self, name: &str, done: &Done) -> io::Result<()> {
        match self {
            Sink::Report(reporter) => reporter.checked(&done.checked),
            Sink::Diff { out, color, raw, tally } => {
                tally.add(&done.checked, Level::Info);
                match &done.change {
                    Some((before, after)) => diff::write(out, name, before, after, *color, *raw),
                    None => Ok(()),
                }
            }
        }
    }

    fn failed(&mut self, name: &str, reason: &str) -> io::Result<()> {
        match self {
            Sink::Report(reporter) => reporter.failed(name, &reason),
            Sink::Diff { tally, .. } => {
                tally.failed += 1;
                writeln!(Stderr, "{}", summary::failure(name, reason))
            }
        }
    }

    fn finish(self) -> io::Result<Tally> {
        match self {
            Sink::Report(reporter) => reporter.finish(),
            Sink::Diff { tally, .. } => Ok(tally),
        }
    }
}

/// Checks all drafts, and hands each over in order.
fn each(
    jobs: &[Job<'_>],
    configs: &mut Configs,
    mode: &Mode<'_>,
    sum: &mut Sum,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let mut rest = jobs;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch(rest));
        rest = later;
        let setups = &configs.setups;
        let check = |(input, setup): &Job<'_>| match setup.as_ref().map(|&at| setups.get(at)) {
            Ok(Some(setup)) => draft::check(input, setup, mode),
            Ok(None) => Err(String::new()),
            Err(reason) => Err(reason.clone()),
        };
        // One draft needs no threads, and starting them takes as long as checking it.
        let done: Vec<_> = match batch {
            [one] => vec![check(one)],
            many => many.par_iter().map(check).collect(),
        };
        for ((input, setup), done) in batch.iter().zip(done) {
            let mut watch = Watch::new(mode.timings);
            watch.stage("report");
            match (setup, done) {
                (Ok(setup), Ok(done)) => {
                    configs.note_used(*setup, &done.used);
                    sum.add(&input.name, &done);
                    sink.done(&input.name, &done)?;
                }
                (_, Err(reason)) => sink.failed(&input.name, &reason)?,
                (Err(_), Ok(_)) => {}
            }
        }
    }
    Ok(())
}

impl Sum {
    fn add(&mut self, name: &str, done: &Done) {
        self.made += done.made;
        self.changed += usize::from(done.made > 0);
        self.corrected.extend(done.bytes.iter().flatten());
        if let Some(reason) = &done.unfixed {
            self.unfixed += 1;
            let _ = writeln!(Stderr, "没有改稿：{}：{reason}", visible(name, true));
        }
        for note in &done.notes {
            let _ = writeln!(Stderr, "{}", visible(note, true));
        }
    }
}

/// How many of the next drafts make a batch.
fn batch(jobs: &[Job<'_>]) -> usize {
    let mut bytes = 0;
    let full = |(input, _): &Job<'_>| {
        let size = input.path.as_ref().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |meta| meta.len());
        bytes += size;
        bytes >= BATCH_BYTES
    };
    let most = jobs.len().min(BATCH_FILES);
    if most < 2 {
        return most;
    }
    let least = most.min(rayon::current_num_threads());
    jobs.iter().take(most).position(full).map_or(most, |last| last + 1).max(least)
}

const OTHERS: &str = if cfg!(feature = "docx") {
    "旧版 Word、WPS、PDF 等文档没有核；请另存为 .docx "
} else {
    " Word、WPS、PDF 等文档没有核；请另存为 .txt（UTF-8）"
};
const WORD: &str = if cfg!(feature = "docx") { "、.docx" } else { "" };

/// What is said once, beside the report.
fn afterwords(found: &Found, configs: &Configs, sum: &Sum, mode: &Mode<'_>) -> io::Result<()> {
    let mut err = Stderr;
    for line in configs.unused() {
        writeln!(err, "{}", visible(&line, true))?;
    }
    let office = found.office.len();
    if office > 0 {
        writeln!(err, "文件夹里另有 {office} 份{OTHERS}后再核。")?;
    }
    if found.walked && found.inputs.is_empty() && found.failed.is_empty() {
        writeln!(
            err,
            "没有找到文稿：文件夹里只核 .txt、.md{WORD}，且不核 .gitignore 排除的；其他文件请直接写文件名。"
        )?;
    }
    match (sum.made, mode.diff) {
        (0, _) => Ok(()),
        (made, true) => writeln!(err, "可改 {made} 处，涉及 {} 份；没有写入文件。", sum.changed),
        (made, false) => writeln!(err, "已改 {made} 处，涉及 {} 份。", sum.changed),
    }
}
