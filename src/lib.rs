//! 定稿: a linter for Chinese official speech drafts (讲话稿).

pub mod span;

pub mod source;

pub mod document;

pub mod diagnostic;

pub mod kind;

pub mod pack;

pub mod check;

pub mod fix;

pub mod selftest;

pub mod report;

#[cfg(feature = "cli")]
pub mod cli;
