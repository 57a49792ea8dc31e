//! 定稿 (dinggao): a linter for Chinese official speech drafts (讲话稿), offline always.
//!
//! The modules stand in the order of the flow: bytes → [`source`] → [`document`] → [`kind`]s of looking (one with a statistical [`model`]), given their
//! words by [`pack`]s of rules → [`check`] → [`diagnostic`]s → [`fix`] and [`report`]. Each uses only those above it.
//!
//! ```
//! use dinggao::{check::Checker, document::Document, source::Source};
//!
//! let draft = "同志们：\n我们要坚决捍卫“连个确立”，今年减税XX万元。\n".as_bytes().to_vec();
//! let source = Source::from_bytes("讲话.txt", draft)?;
//! let doc = Document::new(source);
//! let found = Checker::builtin().check(&doc);
//! let texts: Vec<&str> = found.iter().map(|d| doc.slice(d.span)).collect();
//! assert!(texts.contains(&"连个确立") && texts.contains(&"XX"));
//! # Ok::<(), dinggao::source::ReadError>(())
//! ```

pub mod span;

pub mod share;

pub mod source;

pub mod document;

pub mod diagnostic;

pub mod model;

pub mod kind;

pub mod pack;

pub mod check;

pub mod fix;

pub mod selftest;

pub mod report;

#[cfg(feature = "cli")]
pub(crate) mod disk;

#[cfg(feature = "cli")]
pub(crate) mod config;

#[cfg(feature = "lsp")]
pub mod lsp;

#[cfg(feature = "cli")]
pub mod cli;
