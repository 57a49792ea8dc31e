//! `dinggao completions` and `dinggao man`: the definition of the command line → what shells and `man` read.

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::{CLEAN, Stop};
use clap::CommandFactory as _;
use std::io::Write;

/// Prints the completions for a shell.
pub(super) fn completions(args: &CompletionsArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    // The generator panics where it cannot write; a closed pipe is no fault of ours.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dinggao", &mut script);
    out.write_all(&script)?;
    Ok(CLEAN)
}

/// Prints the manual page of the program, or of one of its commands.
pub(super) fn man(args: &ManArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let mut whole = Cli::command();
    whole.build();
    let page = match &args.command {
        None => whole.clone(),
        Some(name) => {
            let known = || whole.get_subcommands().map(|c| c.get_name().to_owned()).collect::<Vec<_>>().join("、");
            let one = whole.find_subcommand(name).cloned();
            one.ok_or_else(|| Stop::Usage(format!("没有“{name}”这个命令；可以是：{}", known())))?
        }
    };
    let title = args.command.as_ref().map_or_else(|| "dinggao".to_owned(), |name| format!("dinggao-{name}"));
    // The page's own name, not the words to type: `dinggao check` would make two of it.
    let page = page.display_name(title.clone());
    let source = concat!("dinggao ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(page).title(title).source(source).manual("定稿").render(out)?;
    Ok(CLEAN)
}
