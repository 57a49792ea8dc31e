//! The command line: what touches files and the terminal.

pub mod diff;
pub mod write;
