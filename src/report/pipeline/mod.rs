//! Diagnostics → what other programs of a pipeline read: code scanning (`sarif`), merge requests (`github`,
//! `gitlab`, `rdjson`), and test reports (`checkstyle`, `junit`).
//!
//! Written draft by draft, like every report. A file that could not be checked is part of the report too, so that a
//! pipeline cannot take it for a clean one.

mod checkstyle;
mod github;
mod gitlab;
mod junit;
mod rdjson;
mod sarif;

use super::visible::is_hidden;
use super::{Checked, Options};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

/// Whom the report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// SARIF 2.1.0, which code-scanning services and editors read.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// Reviewdog's Diagnostic Format.
    Rdjson,
    /// Checkstyle's XML.
    Checkstyle,
    /// JUnit's XML.
    Junit,
}

/// A report that is being written.
#[derive(Debug)]
pub(super) struct Pipeline {
    reader: Reader,
    /// Whether an element of the list that is being written stands already.
    begun: bool,
    /// Rules met so far and why they are there.
    rules: BTreeMap<String, Arc<str>>,
    /// Files that could not be checked, each with the reason.
    failed: Vec<(String, String)>,
    /// How often each finding's key was met, to tell twins apart.
    twins: BTreeMap<u64, u32>,
}

impl Pipeline {
    pub(super) fn new(reader: Reader) -> Pipeline {
        Pipeline { reader, begun: false, rules: BTreeMap::new(), failed: Vec::new(), twins: BTreeMap::new() }
    }

    pub(super) fn checked(&mut self, out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
        match self.reader {
            Reader::Sarif => sarif::write(self, out, checked, options),
            Reader::Github => github::write(out, checked, options),
            Reader::Gitlab => gitlab::write(self, out, checked, options),
            Reader::Rdjson => rdjson::write(self, out, checked, options),
            Reader::Checkstyle => checkstyle::write(self, out, checked, options),
            Reader::Junit => junit::write(self, out, checked, options),
        }
    }

    pub(super) fn failed(&mut self, name: &str, reason: &str) {
        self.failed.push((name.to_owned(), reason.to_owned()));
    }

    pub(super) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.reader {
            Reader::Sarif => sarif::end(self, out),
            Reader::Github => github::end(self, out),
            Reader::Gitlab => gitlab::end(self, out),
            Reader::Rdjson => rdjson::end(self, out),
            Reader::Checkstyle => checkstyle::end(self, out),
            Reader::Junit => junit::end(self, out),
        }
    }

    /// `head` before the first element of a list, `,` before the others.
    fn comma(&mut self, out: &mut dyn Write, head: &str) -> io::Result<()> {
        let begun = std::mem::replace(&mut self.begun, true);
        writeln!(out, "{}", if begun { "," } else { head })
    }
}

/// A name that stays the same while the draft around a finding changes: from path, rule and text, and which of several
/// such findings it is.
fn fingerprint(pipeline: &mut Pipeline, parts: [&str; 3]) -> String {
    // FNV-1a: short, the same on every machine, and no secret depends on it.
    let hash = parts
        .iter()
        .flat_map(|part| part.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let nth = pipeline.twins.entry(hash).or_insert(0);
    *nth += 1;
    format!("{hash:016x}{nth:08x}")
}

/// A path as the reference in a URI: `/` between its parts, all but plain ASCII percent-encoded.
fn reference(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// Text for an XML attribute or element. What XML cannot hold becomes U+FFFD.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What a terminal would obey is written by its number.
            '\t' | '\n' | '\r' | '\u{7f}' => out.push_str(&format!("&#{};", u32::from(c))),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if is_hidden(c) => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
