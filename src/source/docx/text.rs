//! Parts → the text that is checked, and for every piece of it the place in its part.
//!
//! The text is as if all tracked changes were accepted: insertions are read, deletions are not, and a paragraph whose
//! mark is deleted runs on into the next. What Word makes itself (numbers, fields, breaks) is in the text, but locked.

use super::look::{branch, formula};
use super::number::Numbers;
use super::package::{Fault, TOO_LARGE};
use super::parts::Parts;
use super::xml::{Id, NONE, Ns, Tree};
use super::{Lock, Paragraph, Place, limits};
use crate::span::Span;
use std::collections::BTreeMap;

/// A piece of the text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// In the text.
    pub(super) start: u32,
    pub(super) end: u32,
    /// In the part; for what is locked, the element that stands for it.
    pub(super) xml: u32,
    pub(super) xml_end: u32,
    /// Index into [`Draft::runs`].
    pub(super) run: u32,
    /// The `w:t` it is in.
    pub(super) holder: Id,
    pub(super) lock: Option<Lock>,
}

impl Piece {
    /// Whether its characters stand in the part as they are, so that it can be cut anywhere.
    pub(super) fn is_literal(&self) -> bool {
        self.end - self.start == self.xml_end - self.xml
    }
}

/// A run.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Index of its story in [`Parts::stories`].
    pub(super) story: usize,
    /// Its element; [`NONE`] for what stands between runs.
    pub(super) id: Id,
    /// Runs of the same number look the same.
    pub(super) format: u32,
    /// The outermost run around it, in a text box the one that holds the box: comments are hung there.
    pub(super) host: Id,
}

/// The text of a package and how it hangs together.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) runs: Vec<Run>,
    pub(super) paragraphs: Vec<Paragraph>,
    /// Where in the text a new page begins, as Word has noted it.
    pub(super) pages: Vec<u32>,
    /// Runs of the body that hold the mark of a note, by the note's id.
    pub(super) marks: BTreeMap<(Place, String), Id>,
}

/// A field that is open: its code, and whether its result has begun.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) code: String,
    pub(super) result: bool,
}

impl Field {
    pub(super) fn is(&self, names: &[&str]) -> bool {
        self.code.split_whitespace().next().is_some_and(|name| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
    }
}

pub(super) struct Reader<'a> {
    pub(super) out: Draft,
    pub(super) tree: &'a Tree,
    numbers: Numbers,
    pub(super) formats: BTreeMap<String, u32>,
    pub(super) story: usize,
    pub(super) place: Place,
    pub(super) fields: Vec<Field>,
    /// Text boxes met, each with the run that holds it; read after the story.
    pub(super) boxes: Vec<(Id, Id)>,
    pub(super) host: Id,
    pub(super) lock: Option<Lock>,
    /// The paragraph holds the number of the page.
    pub(super) paged: bool,
    /// The last paragraph's mark is deleted: the next one continues it.
    joined: bool,
    note: Option<String>,
}

/// Reads all parts that hold text.
pub(super) fn read(parts: &Parts) -> Result<Draft, Fault> {
    let Some((_, body)) = parts.stories.first() else { return Ok(Draft::default()) };
    let mut reader = Reader {
        out: Draft::default(),
        tree: &body.tree,
        numbers: Numbers::new(parts.numbering.as_ref(), parts.styles.as_ref()),
        formats: BTreeMap::new(),
        story: 0,
        place: Place::Body,
        fields: Vec::new(),
        boxes: Vec::new(),
        host: NONE,
        lock: None,
        paged: false,
        joined: false,
        note: None,
    };
    for (index, (place, part)) in parts.stories.iter().enumerate() {
        reader.tree = &part.tree;
        reader.story = index;
        reader.story(*place)?;
    }
    Ok(reader.finish())
}

impl Reader<'_> {
    fn story(&mut self, place: Place) -> Result<(), Fault> {
        let root = self.tree.root();
        let tops: Vec<Id> = match place {
            Place::Body => self.tree.child(root, "body").into_iter().collect(),
            Place::Footnote | Place::Endnote => {
                self.tree.children(root).filter(|&id| self.tree.attribute(id, "type").is_none()).collect()
            }
            _ => vec![root],
        };
        for top in tops {
            self.place = place;
            self.note = self.tree.attribute(top, "id").filter(|_| place.is_note()).map(|id| id.into_owned());
            self.blocks(top)?;
            self.fields.clear();
            self.joined = false;
            let mut boxes = std::mem::take(&mut self.boxes).into_iter();
            while let Some((id, host)) = boxes.next() {
                if place == Place::Body {
                    self.place = Place::TextBox;
                }
                self.host = host;
                self.blocks(id)?;
                self.host = NONE;
                self.fields.clear();
                self.joined = false;
                // A box inside a box.
                let inner: Vec<_> = std::mem::take(&mut self.boxes).into_iter().map(|(id, _)| (id, host)).collect();
                boxes = inner.into_iter().chain(boxes).collect::<Vec<_>>().into_iter();
            }
            self.note = None;
        }
        Ok(())
    }

    fn blocks(&mut self, id: Id) -> Result<(), Fault> {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                (Ns::Word, "p") => self.paragraph(child)?,
                (Ns::Word, "tbl") => {
                    let before = self.place;
                    if before == Place::Body {
                        self.place = Place::Table;
                    }
                    self.blocks(child)?;
                    self.place = before;
                }
                (Ns::Word, "tr") => {
                    let deleted = tree.child(child, "trPr").is_some_and(|id| tree.child(id, "del").is_some());
                    if !deleted {
                        self.blocks(child)?;
                    }
                }
                (Ns::Word, "sdt") => self.control(child, Reader::blocks)?,
                (Ns::Word, "tc" | "customXml" | "smartTag" | "ins" | "moveTo" | "sdtContent") => self.blocks(child)?,
                (Ns::Compat, "AlternateContent") => {
                    if let Some(branch) = branch(tree, child) {
                        self.blocks(branch)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A content control: its content may be fixed, or come from elsewhere.
    fn control(&mut self, id: Id, read: fn(&mut Self, Id) -> Result<(), Fault>) -> Result<(), Fault> {
        let tree = self.tree;
        let Some(content) = tree.child(id, "sdtContent") else { return Ok(()) };
        let before = self.lock;
        if let Some(properties) = tree.child(id, "sdtPr") {
            let fixed = tree.child(properties, "lock").and_then(|id| tree.attribute(id, "val"));
            let fixed = fixed.is_some_and(|v| matches!(&*v, "contentLocked" | "sdtContentLocked"));
            if fixed || tree.child(properties, "dataBinding").is_some() {
                self.lock = Some(Lock::Control);
            }
        }
        read(self, content)?;
        self.lock = before;
        Ok(())
    }

    fn paragraph(&mut self, id: Id) -> Result<(), Fault> {
        let tree = self.tree;
        let properties = tree.child(id, "pPr");
        let start = self.out.text.len();
        let pieces = self.out.pieces.len();
        let continued = std::mem::take(&mut self.joined);
        self.paged = false;
        if !continued {
            let number = self.numbers.next(tree, properties);
            let hidden = self.fields.iter().any(|f| f.is(&["TOC"]));
            if !number.is_empty() && !hidden {
                self.made(&number, id, Lock::Number);
            }
        }
        self.inline(id)?;
        // The number of the page is right in a footer, whatever it would be in a draft.
        let headed = matches!(self.place, Place::Header | Place::Footer);
        let repeated =
            |text: &str| self.out.paragraphs.iter().any(|p| p.place == self.place && p.span.of(&self.out.text) == text);
        let own = self.out.text.get(start..).unwrap_or("");
        if headed && (self.paged || own.trim().is_empty() || self.out.paragraphs.len() < 4096 && repeated(own)) {
            self.out.text.truncate(start);
            self.out.pieces.truncate(pieces);
            return Ok(());
        }
        if self.out.text.len() > limits::TEXT {
            return Err(TOO_LARGE);
        }
        let mark = properties.and_then(|id| tree.child(id, "rPr"));
        let gone = |mark: Id| tree.child(mark, "del").or_else(|| tree.child(mark, "moveFrom")).is_some();
        let end = self.out.text.len();
        match self.out.paragraphs.last_mut().filter(|_| continued) {
            Some(last) => last.span.end = end as u32,
            None => {
                let span = Span::new(start, end);
                self.out.paragraphs.push(Paragraph { span, place: self.place, note: self.note.clone() });
            }
        }
        if mark.is_some_and(gone) {
            self.joined = true;
        } else {
            self.made("\n", id, Lock::Paragraph);
        }
        Ok(())
    }

    pub(super) fn inline(&mut self, id: Id) -> Result<(), Fault> {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                (Ns::Word, "r") => self.run(child)?,
                (
                    Ns::Word,
                    "hyperlink" | "smartTag" | "customXml" | "ins" | "moveTo" | "dir" | "bdo" | "sdtContent",
                ) => {
                    self.inline(child)?;
                }
                (Ns::Word, "sdt") => self.control(child, Reader::inline)?,
                (Ns::Word, "fldSimple") => {
                    let code = tree.attribute(child, "instr").unwrap_or_default().into_owned();
                    let field = Field { code, result: true };
                    self.paged |= field.is(&["PAGE", "NUMPAGES"]);
                    self.fields.push(field);
                    self.inline(child)?;
                    self.fields.pop();
                }
                (Ns::Compat, "AlternateContent") => {
                    if let Some(branch) = branch(tree, child) {
                        self.inline(branch)?;
                    }
                }
                (Ns::Math, "oMath" | "oMathPara") => {
                    let formula = formula(tree, child);
                    self.made(&formula, child, Lock::Formula);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Why text here may not be changed; nothing is read at all inside a field's code and a table of contents.
    pub(super) fn state(&self) -> Option<Option<Lock>> {
        if self.fields.iter().any(|f| !f.result || f.is(&["TOC"])) {
            return None;
        }
        let field = self.fields.iter().any(|f| !f.is(&["HYPERLINK"]));
        Some(self.lock.or(field.then_some(Lock::Field)))
    }

    /// What stands for an element of a run.
    pub(super) fn sign(&mut self, text: &str, id: Id, run: u32, lock: Lock) {
        if self.state().is_some() {
            self.piece(text, self.tree.range(id), run, NONE, Some(lock));
        }
    }

    /// What stands for an element outside runs.
    fn made(&mut self, text: &str, id: Id, lock: Lock) {
        self.out.runs.push(Run { story: self.story, id: NONE, format: u32::MAX, host: self.host });
        let run = self.out.runs.len() as u32 - 1;
        self.piece(text, self.tree.range(id), run, NONE, Some(lock));
    }

    pub(super) fn piece(&mut self, text: &str, xml: std::ops::Range<usize>, run: u32, holder: Id, lock: Option<Lock>) {
        if text.is_empty() {
            return;
        }
        let start = self.out.text.len() as u32;
        self.out.text.push_str(text);
        let end = self.out.text.len() as u32;
        let (xml, xml_end) = (xml.start as u32, xml.end as u32);
        self.out.pieces.push(Piece { start, end, xml, xml_end, run, holder, lock });
    }

    fn finish(mut self) -> Draft {
        // The last paragraph of a draft ends it; no empty line follows.
        if self.out.text.ends_with('\n') && self.out.pieces.last().is_some_and(|p| p.lock == Some(Lock::Paragraph)) {
            self.out.text.pop();
            self.out.pieces.pop();
        }
        // A draft laid out in a table, as forms are, is the speech itself.
        let of = |place: Place| -> usize {
            self.out.paragraphs.iter().filter(|p| p.place == place).map(|p| p.span.len()).sum()
        };
        if of(Place::Table) > of(Place::Body) * 2 && of(Place::Table) > 600 {
            self.out.paragraphs.iter_mut().filter(|p| p.place == Place::Table).for_each(|p| p.place = Place::Body);
        }
        self.out
    }
}
