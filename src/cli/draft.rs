//! One draft: read, checked, and corrected where asked.

use super::copy;
use super::files::Input;
use super::only::Known;
use super::timings::{Timings, Watch};
use crate::check::Outcome;
use crate::config::Setup;
use crate::diagnostic::{Applicability, Diagnostic, Level};
use crate::disk::{read, write};
use crate::document::Document;
use crate::fix;
use crate::report::Checked;
use crate::source::Source;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What is to be done with a draft.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mode<'a> {
    /// Fixes to make, if any.
    pub(super) fix: Option<Applicability>,
    /// Only show what they would do.
    pub(super) diff: bool,
    /// Where a copy with comments goes.
    pub(super) annotate: Option<&'a Path>,
    /// Where a copy with tracked changes goes.
    pub(super) track: Option<&'a Path>,
    /// The least level that becomes a comment.
    pub(super) level: Level,
    /// Where the time goes, if that is asked: then one thread does it all.
    pub(super) timings: Option<&'a Timings>,
}

impl Mode<'_> {
    /// Whether the draft itself is to be corrected.
    pub(super) fn corrects(&self) -> bool {
        self.fix.is_some() && self.track.is_none()
    }
}

/// A draft that was read and checked.
pub(super) struct Done {
    /// As it is now.
    pub(super) checked: Checked,
    /// What is said of it besides.
    pub(super) told: Told,
}

/// What there is to say of a draft besides what was found in it.
#[derive(Default)]
pub(super) struct Told {
    /// Allows that were of use, as indices into those of its setup.
    pub(super) used: Vec<usize>,
    /// How many fixes were made, or would be.
    pub(super) made: usize,
    /// The draft before and after, for a diff.
    pub(super) change: Option<(String, String)>,
    /// What standard output gets when a draft from standard input is fixed.
    pub(super) bytes: Option<Vec<u8>>,
    /// Why fixes were not made.
    pub(super) unfixed: Option<String>,
    /// What was written beside it.
    pub(super) notes: Vec<String>,
}

impl Told {
    /// Whether there is anything to print of it.
    pub(super) fn is_printed(&self) -> bool {
        self.unfixed.is_some() || !self.notes.is_empty()
    }
}

/// A fault of the program in one draft does not keep the others from being checked.
/// At most so many threads work on it.
pub(super) fn check(
    input: &Input,
    setup: &Setup,
    known: &Known<'_>,
    mode: &Mode<'_>,
    threads: usize,
) -> Result<Done, String> {
    catch_unwind(AssertUnwindSafe(|| one(input, setup, known, mode, threads)))
        .unwrap_or_else(|_| Err("程序内部出错，这份文稿没有核完；请把文稿和上面的英文信息反馈给开发者".to_owned()))
}

fn one(input: &Input, setup: &Setup, known: &Known<'_>, mode: &Mode<'_>, threads: usize) -> Result<Done, String> {
    let mut watch = Watch::new(mode.timings);
    watch.stage("read");
    let bytes = match &input.path {
        Some(path) => read::file(path),
        None => read::stdin(),
    };
    let bytes = bytes.map_err(|e| e.to_string())?;
    watch.bytes(bytes.len());
    watch.stage("decode");
    let kept = if mode.corrects() { bytes.clone() } else { Vec::new() };
    let source = Source::from_bytes(&input.name, bytes).map_err(|e| e.to_string())?;
    watch.stage("document");
    let (doc, outcome) = if mode.timings.is_some() {
        let doc = Document::new(source);
        let outcome = setup.checker.watched(&doc, &mut |name| watch.stage(name));
        (doc, outcome)
    } else {
        setup.checker.read(source, threads)
    };
    drop(watch);
    let Outcome { diagnostics, used } = outcome;
    let diagnostics = known.keep(&doc, diagnostics);
    let mut check = |doc: &Document| known.keep(doc, setup.checker.check(doc));
    let checked = Checked::new(doc, diagnostics);
    let mut done = Done { checked, told: Told { used, ..Told::default() } };
    copy::write(&mut done, input, mode, &mut check);
    if let Some(trust) = mode.fix.filter(|_| mode.corrects()) {
        correct(&mut done, input, &mut check, trust, mode.diff, &kept);
    }
    Ok(done)
}

/// Makes the fixes, or shows them. The draft is as it was where anything stands in the way.
fn correct(
    done: &mut Done,
    input: &Input,
    check: &mut dyn FnMut(&Document) -> Vec<Diagnostic>,
    trust: Applicability,
    only_show: bool,
    read: &[u8],
) {
    let piped = input.path.is_none();
    if piped && !only_show {
        done.told.bytes = Some(read.to_vec());
    }
    if !done.checked.diagnostics.iter().any(|d| fix::chosen(d, trust).is_some()) {
        return;
    }
    let fixed = fix::run(done.checked.doc.source.clone(), trust, check)
        .map_err(|e| e.to_string())
        .and_then(|fixed| Ok((fixed.bytes().map_err(|e| e.to_string())?, fixed)));
    let (bytes, fixed) = match fixed {
        Ok(fixed) => fixed,
        Err(reason) => {
            done.told.unfixed = Some(reason);
            return;
        }
    };
    let made = fixed.count();
    if only_show {
        done.told.made = made;
        done.told.change = Some((done.checked.doc.source.text.clone(), fixed.source.text));
        return;
    }
    if let Some(path) = &input.path {
        if let Err(e) = write::replace(path, read, &bytes) {
            done.told.unfixed = Some(e.to_string());
            return;
        }
    } else {
        done.told.bytes = Some(bytes);
    }
    done.told.made = made;
    done.checked = Checked::new(Document::new(fixed.source), fixed.left);
}
