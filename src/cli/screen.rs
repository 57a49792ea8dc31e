//! The terminal and the environment → how to print.

use super::args::{Color, ScreenArgs};
use std::io::{self, IsTerminal, Write};

/// Columns where nobody watches.
const WIDTH: usize = 80;

/// Beyond this a line of text is hard to read.
const WIDEST: usize = 140;

/// What a screen can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    /// ANSI colours.
    pub(super) color: bool,
    /// Box-drawing characters.
    pub(super) unicode: bool,
    /// Columns.
    pub(super) width: usize,
}

impl Screen {
    /// The screen behind standard output, or standard error.
    pub(super) fn new(args: &ScreenArgs, error: bool) -> Screen {
        let watched = if error { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
        let size = if watched { terminal_size::terminal_size() } else { None };
        Screen {
            color: color(args.color.unwrap_or(Color::Auto), watched, |name| {
                std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
            }),
            unicode: !args.ascii,
            width: size.map_or(WIDTH, |(width, _)| usize::from(width.0)).clamp(40, WIDEST),
        }
    }
}

impl Screen {
    /// The same where nothing is asked for.
    pub(super) fn plain(error: bool) -> Screen {
        Screen::new(&ScreenArgs { color: None, ascii: false }, error)
    }
}

/// What is asked for on the command line counts most, then `NO_COLOR`, then `CLICOLOR_FORCE`, then who watches.
fn color(asked: Color, watched: bool, env: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| env(name).is_some_and(|value| !value.is_empty());
    match asked {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if env("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") => true,
        Color::Auto => watched && env("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Standard error that never fails: nobody is left to be told that it cannot be written.
#[derive(Debug)]
pub(super) struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = io::stderr().flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_for_those_who_watch() {
        let env = |vars: &'static [(&'static str, &'static str)]| {
            move |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        assert!(color(Color::Auto, true, env(&[])));
        assert!(!color(Color::Auto, false, env(&[])));
        assert!(!color(Color::Auto, true, env(&[("NO_COLOR", "1")])));
        assert!(color(Color::Auto, true, env(&[("NO_COLOR", "")])));
        assert!(!color(Color::Auto, true, env(&[("TERM", "dumb")])));
        assert!(color(Color::Auto, false, env(&[("CLICOLOR_FORCE", "1")])));
        assert!(color(Color::Always, false, env(&[("NO_COLOR", "1")])));
        assert!(!color(Color::Never, true, env(&[("CLICOLOR_FORCE", "1")])));
    }
}
