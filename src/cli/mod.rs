//! The command line: what touches files and the terminal. One file a command; the rest is what they share.

mod args;
mod check;
mod copy;
pub mod diff;
mod draft;
mod explain;
mod files;
mod init;
mod model;
mod only;
mod outline;
mod problems;
mod progress;
mod reference;
mod rules;
mod screen;
mod shell;
mod sink;
mod test;
mod timings;
mod usage;

use crate::disk::in_words;
use crate::report::visible::visible;
use args::{Cli, Command};
use clap::Parser as _;
use clap::error::ErrorKind;
use screen::Stderr;
use std::io::{self, Write};
use std::process::ExitCode;

/// Nothing found.
const CLEAN: u8 = 0;
/// Diagnostics at or above the level asked for, or examples that fail.
const FOUND: u8 = 1;
/// Could not run, or not on every file.
const FAILED: u8 = 2;
/// Ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Why a command ended early.
enum Stop {
    /// The user has to ask otherwise.
    Usage(String),
    /// What went wrong is already said.
    Said,
    /// The report cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Output(error)
    }
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return code(e.print().map(|()| CLEAN).map_err(Stop::Output));
        }
        Err(e) => return code(Err(Stop::Usage(usage::explain(&e)))),
    };
    // Output is written in large pieces; what is left is flushed by the command itself, so that errors are seen.
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout());
    let done = match cli.command {
        Command::Check(args) => check::run(&args, &mut out),
        Command::Explain(args) => explain::run(&args, &mut out),
        Command::Outline(args) => outline::run(&args, &mut out),
        Command::Rules(args) => rules::run(&args, &mut out),
        Command::Test(args) => test::run(&args, &mut out),
        Command::Model(args) => model::run(&args, &mut out),
        Command::Init(args) => init::run(&args, &mut out),
        Command::Completions(args) => shell::completions(&args, &mut out),
        Command::Man(args) => shell::man(&args, &mut out),
        #[cfg(feature = "lsp")]
        Command::Lsp { .. } => lsp(),
    };
    code(done.and_then(|done| out.flush().map(|()| done).map_err(Stop::Output)))
}

/// Serves an editor. The protocol wants 1 where it left without shutting down first.
#[cfg(feature = "lsp")]
fn lsp() -> Result<u8, Stop> {
    if io::IsTerminal::is_terminal(&io::stdin()) {
        let _ = writeln!(Stderr, "dinggao lsp 由编辑器启动，正在等编辑器说话；按 Ctrl-C 退出。写法见 docs/editors.md");
    }
    match crate::lsp::run() {
        Ok(polite) => Ok(u8::from(!polite)),
        Err(e) => Err(Stop::Usage(format!("编辑器和 dinggao lsp 说不到一起：{e}；这个命令由编辑器启动，不必手动执行"))),
    }
}

fn code(done: Result<u8, Stop>) -> ExitCode {
    let mut err = Stderr;
    let _ = match done {
        Ok(code) => return code.into(),
        // Whoever reads has seen enough.
        Err(Stop::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => return CLEAN.into(),
        Err(Stop::Output(e)) => writeln!(err, "结果写不出来：{}；请检查磁盘空间或输出的去处", in_words(&e)),
        Err(Stop::Usage(message)) => {
            // It names what was typed, or what git said.
            let message = message.lines().map(|line| visible(line, true)).collect::<Vec<_>>().join("\n");
            writeln!(err, "用法有误：{message}\n用法见 dinggao --help 和 dinggao <命令> --help")
        }
        Err(Stop::Said) => Ok(()),
    };
    FAILED.into()
}
