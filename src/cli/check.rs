//! `dinggao check`: drafts → reports, corrected drafts or a diff.
//!
//! Drafts are checked in parallel, a batch at a time, and reported in order: memory holds one batch, not the corpus.

use super::args::{CheckArgs, FailOn};
use super::config::{Asked, Configs, Setup};
use super::files::{self, Input};
use super::screen::{Screen, Stderr};
use super::{CLEAN, FAILED, FOUND, Stop, diff, problems, read, write};
use crate::check::Outcome;
use crate::diagnostic::{Applicability, Level};
use crate::document::Document;
use crate::fix;
use crate::report::summary::{self, Tally};
use crate::report::{Checked, Format, Options, Reporter};
use crate::source::Source;
use rayon::prelude::*;
use std::io::{self, IsTerminal as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// A batch ends with the file that fills it.
const BATCH_BYTES: u64 = 4 << 20;
const BATCH_FILES: usize = 512;

/// What is to be done with each draft.
#[derive(Debug, Clone, Copy)]
struct Mode {
    /// Fixes to make, if any.
    fix: Option<Applicability>,
    /// Only show what they would do.
    diff: bool,
}

/// A draft that was read and checked.
struct Done {
    /// As it is now.
    checked: Checked,
    /// Allows that were of use, as indices into those of its setup.
    used: Vec<usize>,
    /// How many fixes were made, or would be.
    made: usize,
    /// The draft before and after, for a diff.
    change: Option<(String, String)>,
    /// What standard output gets when a draft from standard input is fixed.
    bytes: Option<Vec<u8>>,
    /// Why fixes were not made.
    unfixed: Option<String>,
}

/// What a run adds up to.
#[derive(Debug, Default)]
struct Sum {
    failed: bool,
    made: usize,
    changed: usize,
}

/// Checks what the arguments name.
pub(super) fn run(args: &CheckArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let fix = match (args.unsafe_fixes, args.fix || args.diff) {
        (true, _) => Some(Applicability::Unsafe),
        (false, true) => Some(Applicability::Safe),
        (false, false) => None,
    };
    let mode = Mode { fix, diff: args.diff };
    let paths = match (args.paths.as_slice(), &args.stdin_filename) {
        ([], Some(_)) => vec![PathBuf::from("-")],
        ([], None) => vec![PathBuf::from(".")],
        (paths, _) => paths.to_vec(),
    };
    let piped = paths.iter().any(|path| path.as_os_str() == "-");
    if piped && paths.len() > 1 && mode.fix.is_some() && !mode.diff {
        return Err(Stop::Usage("标准输入（-）的改稿要写到标准输出，不能与其他文件一起改；请分两次".to_owned()));
    }
    let found = files::find(&paths, args.stdin_filename.as_deref());
    let mut configs = Configs::new(Asked {
        only: args.only.clone(),
        skip: args.skip.clone(),
        date: args.date.clone(),
        genre: args.genre.clone(),
        no_config: args.no_config,
    });
    let screen = Screen::new(&args.screen, false);
    let (jobs, mut unusable) = jobs(&found.inputs, &mut configs);
    if let Some(message) = configs.stranger(args.only.iter().chain(&args.skip)) {
        return Err(Stop::Usage(message));
    }
    for config in &configs.found {
        problems::print(&config.wrong, Screen::new(&args.screen, true));
    }
    let format = args.format.unwrap_or(Format::Human);
    let options = Options {
        level: args.level.unwrap_or_else(|| format.level()),
        color: screen.color,
        unicode: screen.unicode,
        width: screen.width,
        reading_speed: configs.reading_speed(),
    };
    let mut sum = Sum::default();
    let mut err = Stderr;
    let tally = if mode.diff {
        let mut tally = Tally::default();
        for (name, reason) in found.failed.iter().map(|(name, e)| (name, e.to_string())).chain(unusable.drain(..)) {
            tally.failed += 1;
            writeln!(err, "{}", summary::failure(name, &reason))?;
        }
        let raw = !screen.color && !io::stdout().is_terminal();
        each(&jobs, &mut configs, mode, &mut sum, &mut |input, done| {
            match done {
                Ok(done) => {
                    tally.add(&done.checked, options.level);
                    if let Some((before, after)) = &done.change {
                        diff::write(out, &input.name, before, after, screen.color, raw)?;
                    }
                }
                Err(reason) => {
                    tally.failed += 1;
                    writeln!(err, "{}", summary::failure(&input.name, &reason))?;
                }
            }
            Ok(())
        })?;
        tally
    } else {
        // A corrected draft goes to standard output alone, and what is left to say beside it.
        let to_stdout = piped && mode.fix.is_some();
        let mut beside: Vec<u8> = Vec::new();
        let mut text: Vec<u8> = Vec::new();
        let tally = {
            let main: &mut dyn Write = if to_stdout { &mut beside } else { &mut *out };
            let mut reporter = Reporter::new(format, options, main, &mut err);
            for (name, reason) in found.failed.iter().map(|(name, e)| (name, e.to_string())).chain(unusable.drain(..)) {
                reporter.failed(name, &reason)?;
            }
            each(&jobs, &mut configs, mode, &mut sum, &mut |input, done| match done {
                Ok(done) => {
                    text.extend(done.bytes.unwrap_or_default());
                    reporter.checked(&done.checked)
                }
                Err(reason) => reporter.failed(&input.name, &reason),
            })?;
            reporter.finish()?
        };
        if to_stdout {
            out.write_all(&text)?;
            Stderr.write_all(&beside)?;
        }
        tally
    };
    out.flush()?;
    afterwords(&found, &configs, &sum, mode)?;
    Ok(exit(&tally, &sum, args.fail_on.unwrap_or(FailOn::Level(Level::Warning))))
}

fn exit(tally: &Tally, sum: &Sum, fail_on: FailOn) -> u8 {
    match fail_on {
        _ if sum.failed || tally.failed > 0 => FAILED,
        FailOn::Level(level) if tally.at_least(level) > 0 => FOUND,
        FailOn::Level(_) | FailOn::Never => CLEAN,
    }
}

/// Each draft with its setup, and one line for each config that cannot be used.
#[expect(clippy::type_complexity, reason = "two plain lists, taken apart at once")]
fn jobs<'a>(inputs: &'a [Input], configs: &mut Configs) -> (Vec<(&'a Input, usize)>, Vec<(&'a String, String)>) {
    let (mut jobs, mut unusable) = (Vec::with_capacity(inputs.len()), Vec::new());
    for input in inputs {
        match configs.of(input) {
            Ok(setup) => jobs.push((input, setup)),
            Err(at) => {
                let config = configs.found.get(at).map_or("dinggao.toml", |config| config.name.as_str());
                unusable.push((&input.name, format!("配置 {config} 有误；请改好配置，或加 --no-config")));
            }
        }
    }
    (jobs, unusable)
}

/// What receives each draft in order: its result, or why there is none.
type Taker<'a> = &'a mut dyn FnMut(&Input, Result<Done, String>) -> io::Result<()>;

/// Checks all drafts, and hands each over in order.
fn each(jobs: &[(&Input, usize)], configs: &mut Configs, mode: Mode, sum: &mut Sum, take: Taker<'_>) -> io::Result<()> {
    let mut rest = jobs;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch(rest));
        rest = later;
        let setups = &configs.setups;
        let check = |&(input, setup): &(&Input, usize)| match setups.get(setup) {
            Some(setup) => guarded(input, setup, mode),
            None => Err(String::new()),
        };
        // One draft needs no threads, and starting them takes as long as checking it.
        let done: Vec<_> = match batch {
            [one] => vec![check(one)],
            many => many.par_iter().map(check).collect(),
        };
        for (&(input, setup), done) in batch.iter().zip(done) {
            if let Ok(done) = &done {
                configs.note_used(setup, &done.used);
                sum.made += done.made;
                sum.changed += usize::from(done.made > 0);
                if let Some(reason) = &done.unfixed {
                    sum.failed = true;
                    let name = crate::report::visible::visible(&input.name, true);
                    writeln!(Stderr, "没有改稿：{name}：{reason}")?;
                }
            }
            take(input, done)?;
        }
    }
    Ok(())
}

/// How many of the next drafts make a batch.
fn batch(jobs: &[(&Input, usize)]) -> usize {
    let mut bytes = 0;
    let full = |(input, _): &(&Input, usize)| {
        let size = input.path.as_ref().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |meta| meta.len());
        bytes += size;
        bytes >= BATCH_BYTES
    };
    let least = jobs.len().min(rayon::current_num_threads());
    jobs.iter().take(BATCH_FILES).position(full).map_or(jobs.len().min(BATCH_FILES), |last| last + 1).max(least)
}

/// A fault of the program in one draft does not keep the others from being checked.
fn guarded(input: &Input, setup: &Setup, mode: Mode) -> Result<Done, String> {
    catch_unwind(AssertUnwindSafe(|| one(input, setup, mode)))
        .unwrap_or_else(|_| Err("程序内部出错，这份文稿没有核完；请把文稿和上面的英文信息反馈给开发者".to_owned()))
}

fn one(input: &Input, setup: &Setup, mode: Mode) -> Result<Done, String> {
    let bytes = match &input.path {
        Some(path) => read::file(path),
        None => read::stdin(),
    };
    let bytes = bytes.map_err(|e| e.to_string())?;
    let kept = mode.fix.map(|_| bytes.clone()).unwrap_or_default();
    let source = Source::from_bytes(&input.name, bytes).map_err(|e| e.to_string())?;
    let doc = Document::new(source);
    let Outcome { diagnostics, used } = setup.checker.run(&doc);
    let mut done =
        Done { checked: Checked::new(doc, diagnostics), used, made: 0, change: None, bytes: None, unfixed: None };
    if let Some(trust) = mode.fix {
        correct(&mut done, input, setup, trust, mode.diff, &kept);
    }
    Ok(done)
}

/// Makes the fixes, or shows them. The draft is as it was where anything stands in the way.
fn correct(done: &mut Done, input: &Input, setup: &Setup, trust: Applicability, only_show: bool, read: &[u8]) {
    let piped = input.path.is_none();
    if piped && !only_show {
        done.bytes = Some(read.to_vec());
    }
    if !done.checked.diagnostics.iter().any(|d| fix::chosen(d, trust).is_some()) {
        return;
    }
    let fixed = fix::run(done.checked.doc.source.clone(), trust, &mut |doc| setup.checker.check(doc))
        .map_err(|e| e.to_string())
        .and_then(|fixed| Ok((fixed.bytes().map_err(|e| e.to_string())?, fixed)));
    let (bytes, fixed) = match fixed {
        Ok(fixed) => fixed,
        Err(reason) => {
            done.unfixed = Some(reason);
            return;
        }
    };
    let made = fixed.count();
    if only_show {
        done.made = made;
        done.change = Some((done.checked.doc.source.text.clone(), fixed.source.text));
        return;
    }
    if let Some(path) = &input.path {
        if let Err(e) = write::replace(path, read, &bytes) {
            done.unfixed = Some(e.to_string());
            return;
        }
    } else {
        done.bytes = Some(bytes);
    }
    done.made = made;
    done.checked = Checked::new(Document::new(fixed.source), fixed.left);
}

/// What is said once, beside the report.
fn afterwords(found: &files::Found, configs: &Configs, sum: &Sum, mode: Mode) -> io::Result<()> {
    let mut err = Stderr;
    for line in configs.unused() {
        writeln!(err, "{}", crate::report::visible::visible(&line, true))?;
    }
    if found.office > 0 {
        writeln!(err, "文件夹里另有 {} 份 Word、WPS、PDF 等文档没有核；请另存为 .txt（UTF-8）后再核。", found.office)?;
    }
    if found.walked && found.inputs.is_empty() && found.failed.is_empty() {
        writeln!(err, "没有找到文稿：文件夹里只核 .txt、.md，且不核 .gitignore 排除的；其他文件请直接写文件名。")?;
    }
    match (sum.made, mode.diff) {
        (0, _) => Ok(()),
        (made, true) => writeln!(err, "可改 {made} 处，涉及 {} 份；没有写入文件。", sum.changed),
        (made, false) => writeln!(err, "已改 {made} 处，涉及 {} 份。", sum.changed),
    }
}
