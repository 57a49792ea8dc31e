//! Edits of the text → tracked changes: what goes is marked deleted, what comes inserted, run by run, so that the
//! writer accepts or rejects each in Word or WPS.

use super::edit::{Fragment, Splices, fragments};
use super::package::{BROKEN, Fault};
use super::parts::Parts;
use super::text::Draft;
use super::xml::{self, Id, NONE, Ns, Tree};
use crate::span::Edit;
use std::collections::BTreeSet;

/// How new elements are written: with the prefix that is there, or with one of our own where the part has none.
pub(super) struct Names {
    pub(super) prefix: String,
    /// What declares it; empty where it is known.
    pub(super) declared: String,
}

impl Names {
    /// The prefix used at `id`.
    pub(super) fn at(tree: &Tree, id: Id) -> Names {
        let prefix = tree.prefix(id);
        if prefix.is_empty() {
            let uri = tree.raw_attribute(tree.root(), "xmlns").unwrap_or(xml::WORD.into());
            return Names {
                prefix: "dg".to_owned(),
                declared: format!(" xmlns:dg=\"{}\"", xml::escape_attribute(&uri)),
            };
        }
        Names { prefix: prefix.to_owned(), declared: String::new() }
    }
}

/// A run, to be written again.
pub(super) struct Shell {
    /// Its start tag and properties.
    pub(super) open: String,
    /// `</w:r>`
    pub(super) close: String,
    /// `w:t` as it is written here.
    pub(super) t: String,
    /// `w:delText` as it is written here.
    del: String,
}

impl Shell {
    /// The frame of a run.
    pub(super) fn of(tree: &Tree, run: Id) -> Option<Shell> {
        let node = tree.node(run)?;
        let mut open = tree.text.get(node.start as usize..node.open as usize)?.to_owned();
        if let Some(properties) = tree.child(run, "rPr") {
            open.push_str(tree.text.get(tree.range(properties))?);
        }
        let prefix = tree.prefix(run);
        let name = |local: &str| if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
        Some(Shell { open, close: format!("</{}>", name("r")), t: name("t"), del: name("delText") })
    }

    /// What stands between the two halves of a run that is cut inside a `w:t`, besides what comes between them.
    pub(super) fn cut(&self, holder: &str, between: &str) -> String {
        format!("</{holder}>{}{between}{}<{holder} xml:space=\"preserve\">", self.close, self.open)
    }
}

/// Ids that are still free, in order.
pub(super) struct Ids {
    used: BTreeSet<u32>,
    next: u32,
}

impl Ids {
    /// Takes note of all ids in the parts.
    pub(super) fn new<'a>(trees: impl Iterator<Item = &'a Tree>) -> Ids {
        let mut used = BTreeSet::new();
        for tree in trees {
            tree.all().for_each(|id| used.extend(tree.attribute(id, "id").and_then(|id| id.parse::<u32>().ok())));
        }
        Ids { used, next: 0 }
    }

    pub(super) fn next(&mut self) -> u32 {
        while !self.used.insert(self.next) {
            self.next += 1;
        }
        self.next
    }
}

/// All edits as splices, a list for each story.
pub(super) fn splices(
    parts: &Parts,
    draft: &Draft,
    edits: &[Edit],
    author: &str,
    date: &str,
) -> Result<Vec<Splices>, Fault> {
    let mut out = vec![Splices::default(); parts.stories.len()];
    let mut ids = Ids::new(parts.stories.iter().map(|(_, part)| &part.tree));
    let author = xml::escape_attribute(author).into_owned();
    let date = if date.is_empty() { String::new() } else { xml::escape_attribute(date).into_owned() };
    for edit in edits {
        let found = fragments(draft, edit)?;
        let mut text = (!found.text.is_empty()).then_some(found.text);
        for fragment in found.list {
            let run = draft.runs.get(fragment.run).ok_or(BROKEN)?;
            let ((_, part), Some(out)) = (parts.stories.get(run.story).ok_or(BROKEN)?, out.get_mut(run.story)) else {
                return Err(BROKEN);
            };
            let mut by = |names: &Names| {
                let p = &names.prefix;
                let date = if date.is_empty() { String::new() } else { format!(" {p}:date=\"{date}\"") };
                format!(" {p}:id=\"{}\" {p}:author=\"{author}\"{date}{}", ids.next(), names.declared)
            };
            one(&part.tree, run.id, &fragment, text.take(), &mut by, out).ok_or(BROKEN)?;
        }
    }
    Ok(out)
}

/// One fragment: taken out of its run and put down again as deleted, the new text after it.
fn one(
    tree: &Tree,
    run: Id,
    fragment: &Fragment,
    text: Option<String>,
    by: &mut dyn FnMut(&Names) -> String,
    out: &mut Splices,
) -> Option<()> {
    let (shell, names) = (Shell::of(tree, run)?, Names::at(tree, run));
    let p = &names.prefix;
    let (node, holder) = (tree.node(run)?, tree.node(fragment.holder)?);
    let (first, last) = ends(tree, run, fragment.holder);
    let at_start = first && fragment.xml.start == holder.open as usize;
    let at_end = last && fragment.xml.end == holder.close as usize;
    let gone = tree.text.get(fragment.xml.clone())?;
    let inserted = text.map(|text| {
        let made = format!(
            "<{p}:ins{}>{}<{t} xml:space=\"preserve\">{}</{t}>{}</{p}:ins>",
            by(&names),
            shell.open,
            xml::escape(&text),
            shell.close,
            t = shell.t,
        );
        outside(tree, node.parent, made)
    });
    let inserted = inserted.unwrap_or_default();
    if gone.is_empty() {
        if at_start {
            out.insert(node.start as usize, inserted);
        } else if at_end {
            out.insert(node.end as usize, inserted);
        } else {
            let name = qualified(tree, fragment.holder);
            out.insert(fragment.xml.start, shell.cut(&name, &inserted));
        }
        return Some(());
    }
    let (open, close) = (format!("<{p}:del{}>", by(&names)), format!("</{p}:del>"));
    if at_start && at_end && first && last {
        out.insert(node.start as usize, open);
        out.push(holder.start as usize..holder.open as usize, format!("<{} xml:space=\"preserve\">", shell.del));
        out.push(holder.close as usize..holder.end as usize, format!("</{}>", shell.del));
        out.insert(node.end as usize, close + &inserted);
        return Some(());
    }
    let deleted = format!(
        "{open}{}<{d} xml:space=\"preserve\">{gone}</{d}>{}{close}{inserted}",
        shell.open,
        shell.close,
        d = shell.del
    );
    if at_start {
        out.insert(node.start as usize, deleted);
        out.push(fragment.xml.clone(), "");
        // What is left may begin with a blank.
        preserve(tree, fragment.holder, out);
    } else if at_end {
        out.push(fragment.xml.clone(), "");
        out.insert(node.end as usize, deleted);
        preserve(tree, fragment.holder, out);
    } else {
        preserve(tree, fragment.holder, out);
        out.push(fragment.xml.clone(), shell.cut(&qualified(tree, fragment.holder), &deleted));
    }
    Some(())
}

/// Asks for the blanks at the ends of a `w:t` to be kept, where it does not yet and has none that would appear.
pub(super) fn preserve(tree: &Tree, holder: Id, out: &mut Splices) {
    let Some(node) = tree.node(holder) else { return };
    let text = tree.text.get(node.open as usize..node.close as usize).unwrap_or("");
    let blank = text.starts_with([' ', '\t', '\r', '\n']) || text.ends_with([' ', '\t', '\r', '\n']);
    if tree.raw_attribute(holder, "xml:space").is_none() && !blank {
        out.once(node.open as usize - 1, " xml:space=\"preserve\"");
    }
}

/// The name of an element as it is written.
pub(super) fn qualified(tree: &Tree, id: Id) -> String {
    let (prefix, (_, name)) = (tree.prefix(id), tree.name(id));
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

/// Whether a `w:t` is the first, and the last, thing in its run.
pub(super) fn ends(tree: &Tree, run: Id, holder: Id) -> (bool, bool) {
    let own = |&id: &Id| !matches!(tree.name(id), (_, "") | (Ns::Word, "rPr"));
    let first = tree.children(run).find(own).unwrap_or(NONE);
    let last = tree.children(run).filter(own).last().unwrap_or(NONE);
    (first == holder, last == holder)
}

/// An insertion may not stand inside somebody else's: that one is closed before and opened again after it.
fn outside(tree: &Tree, parent: Id, made: String) -> String {
    if !matches!(tree.name(parent), (Ns::Word, "ins" | "moveTo")) {
        return made;
    }
    let tag = tree.node(parent).and_then(|n| tree.text.get(n.start as usize..n.open as usize)).unwrap_or("");
    let name = qualified(tree, parent);
    format!("</{name}>{made}{tag}")
}
