//! Edits of the text → splices of the parts: the bytes between tags change, the tags and all formats stay.

use super::package::{BROKEN, Fault};
use super::parts::Parts;
use super::text::Draft;
use super::xml::{self, Id, NONE, Tree};
use crate::span::Edit;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

const NOWHERE: &str = "改动处没有可以写入的文字";
const CONTROL: &str = "改后的文字含有换行或控制字符";

/// Changes to one part, in any order.
#[derive(Debug, Clone, Default)]
pub(super) struct Splices(Vec<(Range<usize>, String)>, BTreeSet<usize>);

impl Splices {
    pub(super) fn push(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.push(at..at, text);
    }

    /// An insertion that is made once at its place, however often it is asked for.
    pub(super) fn once(&mut self, at: usize, text: &str) {
        if self.1.insert(at) {
            self.insert(at, text);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The part after all changes; nothing where two of them collide. Of those at one place, insertions come first, in
    /// the order in which they were pushed.
    pub(super) fn apply(mut self, text: &str) -> Option<String> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + 1024);
        let mut at = 0;
        for (range, new) in &self.0 {
            out.push_str(text.get(at..range.start)?);
            out.push_str(new);
            at = range.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}

/// A part of an edit in one piece of the text.
#[derive(Debug, Clone)]
pub(super) struct Fragment {
    /// Index of the run.
    pub(super) run: usize,
    /// The `w:t`.
    pub(super) holder: Id,
    /// What is taken out of the part; empty for an insertion.
    pub(super) xml: Range<usize>,
}

/// An edit, taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Fragments {
    /// In order; the new text goes to the place of the first.
    pub(super) list: Vec<Fragment>,
    /// What is put in.
    pub(super) text: String,
    /// Whether they lie in runs that look different.
    pub(super) mixed: bool,
}

/// Takes an edit apart, without the characters it does not change.
pub(super) fn fragments(draft: &Draft, edit: &Edit) -> Result<Fragments, &'static str> {
    let Some(old) = draft.text.get(edit.span.range()) else { return Err(NOWHERE) };
    let head: usize = old.chars().zip(edit.text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old, new) = (old.get(head..).unwrap_or(""), edit.text.get(head..).unwrap_or(""));
    let tail = old.chars().rev().zip(new.chars().rev());
    let tail: usize = tail.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let start = edit.span.start() + head;
    let end = edit.span.end() - tail;
    let new = new.get(..new.len() - tail).unwrap_or("");
    if new.chars().any(|c| c != '\t' && c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')) {
        return Err(CONTROL);
    }
    let mut out = Fragments { text: new.to_owned(), ..Fragments::default() };
    if start == end {
        if !new.is_empty() {
            insertion(draft, start as u32, &mut out)?;
        }
        return Ok(out);
    }
    let first = draft.pieces.partition_point(|piece| piece.end as usize <= start);
    for piece in draft.pieces.iter().skip(first).take_while(|piece| (piece.start as usize) < end) {
        if let Some(lock) = piece.lock {
            return Err(lock.reason());
        }
        let whole = piece.xml as usize..piece.xml_end as usize;
        let xml = if piece.is_literal() {
            let cut = |at: usize| piece.xml as usize + at.saturating_sub(piece.start as usize);
            cut(start)..cut(end.min(piece.end as usize))
        } else {
            whole
        };
        add(draft, &mut out, Fragment { run: piece.run as usize, holder: piece.holder, xml });
    }
    if out.list.is_empty() { Err(NOWHERE) } else { Ok(out) }
}

/// Adds a fragment, to the last one where they touch.
fn add(draft: &Draft, out: &mut Fragments, new: Fragment) {
    let format = |run: usize| draft.runs.get(run).map(|run| run.format);
    if let Some(first) = out.list.first() {
        out.mixed |= format(first.run) != format(new.run);
    }
    match out.list.last_mut() {
        Some(last) if last.holder == new.holder && last.run == new.run && last.xml.end == new.xml.start => {
            last.xml.end = new.xml.end;
        }
        _ => out.list.push(new),
    }
}

/// Text goes to the run on the left, as it does when one types.
fn insertion(draft: &Draft, at: u32, out: &mut Fragments) -> Result<(), &'static str> {
    let next = draft.pieces.partition_point(|piece| piece.end < at);
    let mut around = draft.pieces.iter().skip(next).take_while(|piece| piece.start <= at);
    let left = around.next().filter(|piece| piece.start < at);
    let inside = left.filter(|piece| piece.end > at);
    let right = draft.pieces.iter().skip(next).find(|piece| piece.start == at);
    let open = |piece: &&super::text::Piece| piece.lock.is_none();
    if let Some(lock) = inside.and_then(|piece| piece.lock) {
        return Err(lock.reason());
    }
    let piece = match (left.filter(open), right.filter(open)) {
        (Some(left), right) => {
            let format = |run: u32| draft.runs.get(run as usize).map(|run| run.format);
            out.mixed = inside.is_none() && right.is_some_and(|right| format(left.run) != format(right.run));
            left
        }
        (None, Some(right)) => right,
        (None, None) => return Err(left.or(right).and_then(|p| p.lock).map_or(NOWHERE, super::Lock::reason)),
    };
    let place = if at <= piece.start {
        piece.xml
    } else if at >= piece.end {
        piece.xml_end
    } else {
        piece.xml + (at - piece.start)
    } as usize;
    out.list.push(Fragment { run: piece.run as usize, holder: piece.holder, xml: place..place });
    Ok(())
}

/// All edits as splices, a list for each story.
pub(super) fn splices(parts: &Parts, draft: &Draft, edits: &[Edit]) -> Result<Vec<Splices>, Fault> {
    let mut out = vec![Splices::default(); parts.stories.len()];
    // What changes in each `w:t`: blanks at its ends have to be asked for.
    let mut holders: BTreeMap<(usize, Id), Splices> = BTreeMap::new();
    for edit in edits {
        let found = fragments(draft, edit)?;
        let mut text = Some(xml::escape(&found.text).into_owned());
        for fragment in found.list {
            let story = draft.runs.get(fragment.run).ok_or(BROKEN)?.story;
            let text = text.take().unwrap_or_default();
            holders.entry((story, fragment.holder)).or_default().push(fragment.xml.clone(), text.clone());
            out.get_mut(story).ok_or(BROKEN)?.push(fragment.xml, text);
        }
    }
    for ((story, holder), changes) in holders {
        let (Some((_, part)), Some(out)) = (parts.stories.get(story), out.get_mut(story)) else { return Err(BROKEN) };
        if let Some(at) = keeps_blanks(&part.tree, holder, changes) {
            out.insert(at, " xml:space=\"preserve\"");
        }
    }
    Ok(out)
}

/// Where `xml:space` has to be added, if the new text begins or ends with a blank and the old did not.
fn keeps_blanks(tree: &Tree, holder: Id, changes: Splices) -> Option<usize> {
    if holder == NONE || tree.raw_attribute(holder, "xml:space").is_some() {
        return None;
    }
    let node = tree.node(holder)?;
    let (open, close) = (node.open as usize, node.close as usize);
    let blank = |text: &str| text.starts_with([' ', '\t', '\r', '\n']) || text.ends_with([' ', '\t', '\r', '\n']);
    let old = tree.text.get(open..close)?;
    let moved = changes.0.into_iter().map(|(r, text)| (r.start - open..r.end - open, text));
    let moved = Splices(moved.collect(), BTreeSet::new());
    (!blank(old) && blank(&moved.apply(old)?)).then_some(open - 1)
}
