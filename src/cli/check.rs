//! `dinggao check`: drafts → reports, corrected drafts or a diff.
//!
//! Drafts are checked in parallel and reported in order: memory holds those under way and a few that wait for their turn,
//! not the corpus.

use super::args::{CheckArgs, FailOn};
use super::draft::{self, Mode, Told};
use super::files::{self, Found, Input};
use super::only::Only;
use super::progress::Progress;
use super::screen::{Screen, Stderr};
use super::sink::{Said, Sink, sink};
use super::timings::Timings;
use super::{CLEAN, FAILED, FOUND, INTERRUPTED, Stop, problems};
use crate::config::{Asked, Configs, Setup};
use crate::diagnostic::{Applicability, Level};
use crate::report::visible::visible;
use crate::report::{Format, Options};
use crate::share;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

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
    /// Drafts that the config leaves out though they were named.
    excluded: usize,
    /// Drafts that were not looked at, because the run was ended.
    left: usize,
    /// The setups, each with the allow that was of use.
    used: BTreeSet<(usize, usize)>,
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
    let mut found = files::find(&paths, args.stdin_filename.as_deref());
    let mut sum = Sum::default();
    let mut configs = Configs::new(Asked {
        only: args.only.clone(),
        skip: args.skip.clone(),
        date: args.date.clone(),
        genre: args.genre.clone(),
        no_config: args.no_config,
    });
    found.inputs.retain(|input| {
        let out = (!input.named || args.force_exclude) && configs.excludes(input.place());
        sum.excluded += usize::from(out && input.named);
        !out
    });
    copies(args, found.inputs.len())?;
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
    let checked: Vec<&Input> = jobs.iter().filter(|(_, setup)| setup.is_ok()).map(|(input, _)| *input).collect();
    let only = Only::new(args.baseline.as_deref(), args.since.as_deref(), &checked).map_err(Stop::Usage)?;
    let progress = Progress::new(jobs.len(), args.screen.ascii);
    // A corrected draft goes to standard output alone, and what is left to say beside it.
    let alone = mode.corrects() && !mode.diff && paths.iter().any(|path| path.as_os_str() == "-");
    let (mut beside, mut err) = (Stderr, Stderr);
    let mut sink = sink(args, &configs, mode, if alone { &mut beside } else { &mut *out }, &mut err);
    for (name, reason) in &found.failed {
        sink.failed(name, &reason.to_string())?;
    }
    // One draft is printed as its report is written; those of several wait for their turn.
    let early = sink.early().filter(|_| jobs.len() > 1);
    let run = Run { mode, only: &only, progress: &progress, early };
    run.each(&jobs, &configs.setups, &mut sum, &mut sink)?;
    drop(progress.quiet());
    let tally = sink.finish(sum.left == 0)?;
    if alone {
        out.write_all(&sum.corrected)?;
    }
    out.flush()?;
    configs.note_used(&sum.used);
    afterwords(&found, &configs, &sum, mode)?;
    if let Some(timings) = &timings {
        timings.print()?;
    }
    if sum.left > 0 {
        return Ok(INTERRUPTED);
    }
    if args.write_baseline.is_some() && sum.unfixed + tally.failed == 0 {
        return Ok(CLEAN);
    }
    // The process ends; taking thousands of rules apart again would be a tenth of it.
    std::mem::forget(configs);
    Ok(match args.fail_on.unwrap_or(FailOn::Level(Level::Warning)) {
        // Nothing checked is not clean either.
        _ if sum.unfixed + tally.failed > 0 || found.inputs.is_empty() && sum.excluded == 0 => FAILED,
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

/// A run under way.
struct Run<'a> {
    mode: &'a Mode<'a>,
    only: &'a Only,
    progress: &'a Progress,
    /// How a draft's part of the report is printed as soon as it is checked, where others are checked beside it.
    early: Option<(Format, Options)>,
}

impl Run<'_> {
    /// Checks all drafts, and hands each over in order; those that are left when the run is ended, are counted.
    fn each(&self, jobs: &[Job<'_>], setups: &[Setup], sum: &mut Sum, sink: &mut Sink<'_>) -> io::Result<()> {
        let threads = threads();
        // Where there are fewer drafts than threads, one is shared out by itself.
        let each = threads / jobs.len().max(1);
        let check = |at: usize| jobs.get(at).and_then(|job| self.one(job, setups, each));
        let take = |at: usize, done: Option<Result<(Said, Told), String>>| {
            let Some((input, setup)) = jobs.get(at) else { return Ok(()) };
            match (setup, done) {
                (_, None) => sum.left += 1,
                (Ok(setup), Some(Ok((said, told)))) => {
                    let _quiet = (said.is_printed() || told.is_printed()).then(|| self.progress.quiet());
                    sum.used.extend(told.used.iter().map(|&allow| (*setup, allow)));
                    sum.add(&input.name, &told);
                    sink.done(input, &said, &told)?;
                }
                (_, Some(Err(reason))) => {
                    let _quiet = self.progress.quiet();
                    sink.failed(&input.name, &reason)?;
                }
                (Err(_), Some(Ok(_))) => {}
            }
            Ok(())
        };
        let size = |done: &Option<Result<(Said, Told), String>>| match done {
            Some(Ok((said, told))) => said.size() + told.bytes.as_ref().map_or(0, Vec::len),
            _ => 0,
        };
        share::in_order(threads, jobs.len(), check, size, take)
    }

    /// Checks one draft; nothing where the run is to end.
    fn one(&self, (input, setup): &Job<'_>, setups: &[Setup], threads: usize) -> Option<Result<(Said, Told), String>> {
        if self.progress.stopped() {
            return None;
        }
        let done = match setup.as_ref().map(|&at| setups.get(at)) {
            Ok(Some(setup)) => {
                self.only.of(input).and_then(|known| draft::check(input, setup, &known, self.mode, threads))
            }
            Ok(None) => Err(String::new()),
            Err(reason) => Err(reason.clone()),
        };
        self.progress.one(done.as_ref().map_or(0, |done| done.checked.doc.text().len() as u64));
        Some(done.map(|done| (Said::new(done.checked, self.early), done.told)))
    }
}

impl Sum {
    fn add(&mut self, name: &str, told: &Told) {
        self.made += told.made;
        self.changed += usize::from(told.made > 0);
        self.corrected.extend(told.bytes.iter().flatten());
        if let Some(reason) = &told.unfixed {
            self.unfixed += 1;
            let _ = writeln!(Stderr, "没有改稿：{}：{reason}", visible(name, true));
        }
        for note in &told.notes {
            let _ = writeln!(Stderr, "{}", visible(note, true));
        }
    }
}

/// How many threads there may be: as many as there are cores, unless the variable says how many.
fn threads() -> usize {
    let asked = std::env::var("DINGGAO_THREADS").ok().and_then(|asked| asked.parse().ok());
    asked.filter(|&asked| asked > 0).unwrap_or_else(share::cores)
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
    if sum.left > 0 {
        writeln!(err, "已中断：以上是中断前核完的，另有 {} 份没有核。", sum.left)?;
    }
    if sum.excluded > 0 {
        writeln!(err, "按 dinggao.toml 的 exclude 排除了 {} 份。", sum.excluded)?;
    }
    let office = found.office.len();
    if office > 0 {
        writeln!(err, "文件夹里另有 {office} 份{OTHERS}后再核。")?;
    }
    if found.walked && found.inputs.is_empty() && found.failed.is_empty() && sum.excluded == 0 {
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
