//! What stands in a run: characters, signs that stand for elements, fields, drawings.

use super::look::{branch, look};
use super::package::Fault;
use super::text::{Field, Reader, Run};
use super::xml::{Id, Kind, NONE, Ns};
use super::{Lock, Place, limits};

/// What XML calls white space.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

impl Reader<'_> {
    pub(super) fn run(&mut self, id: Id) -> Result<(), Fault> {
        let tree = self.tree;
        let format = tree.child(id, "rPr").map(|id| look(tree, id)).unwrap_or_default();
        let count = self.formats.len() as u32;
        let format = *self.formats.entry(format).or_insert(count);
        let outer = self.host;
        if outer == NONE {
            self.host = id;
        }
        self.out.runs.push(Run { story: self.story, id, format, host: self.host });
        let run = self.out.runs.len() as u32 - 1;
        self.content(id, run)?;
        self.host = outer;
        Ok(())
    }

    fn content(&mut self, id: Id, run: u32) -> Result<(), Fault> {
        let tree = self.tree;
        for child in tree.children(id) {
            let (ns, name) = tree.name(child);
            match (ns, name) {
                (Ns::Word, "t") => self.text(child, run),
                (Ns::Word, "tab" | "ptab") => self.sign("\t", child, run, Lock::Break),
                (Ns::Word, "br") => match tree.attribute(child, "type").as_deref() {
                    Some("page" | "column") => {}
                    _ => self.sign("\n", child, run, Lock::Break),
                },
                (Ns::Word, "cr") => self.sign("\n", child, run, Lock::Break),
                (Ns::Word, "noBreakHyphen") => self.sign("-", child, run, Lock::Break),
                (Ns::Word, "sym") => {
                    let code = tree.attribute(child, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                    // Signs of symbol fonts stand in the private area and mean nothing outside the font.
                    let known = code
                        .and_then(char::from_u32)
                        .filter(|c| !c.is_control() && !('\u{E000}'..='\u{F8FF}').contains(c));
                    if let Some(c) = known {
                        self.sign(c.encode_utf8(&mut [0; 4]), child, run, Lock::Symbol);
                    }
                }
                (Ns::Word, "lastRenderedPageBreak") if matches!(self.place, Place::Body | Place::Table) => {
                    self.out.pages.push(self.out.text.len() as u32);
                }
                (Ns::Word, "fldChar") => match tree.attribute(child, "fldCharType").as_deref() {
                    Some("begin") if self.fields.len() < limits::DEPTH => self.fields.push(Field::default()),
                    Some("separate") => {
                        if let Some(field) = self.fields.last_mut() {
                            field.result = true;
                        }
                    }
                    Some("end") => {
                        if let Some(field) = self.fields.pop() {
                            self.paged |= field.is(&["PAGE", "NUMPAGES"]);
                        }
                    }
                    _ => {}
                },
                (Ns::Word, "instrText") => {
                    let code = tree.content(child);
                    if let Some(field) = self.fields.last_mut().filter(|f| f.code.len() < limits::NUMBER) {
                        field.code.push_str(&code);
                    }
                }
                (Ns::Word, "footnoteReference" | "endnoteReference") => {
                    let place = if name.starts_with('f') { Place::Footnote } else { Place::Endnote };
                    if let Some(note) = tree.attribute(child, "id") {
                        self.out.marks.entry((place, note.into_owned())).or_insert(self.host);
                    }
                }
                (Ns::Word, "ruby") => {
                    let before = self.lock.replace(Lock::Ruby);
                    if let Some(base) = tree.child(child, "rubyBase") {
                        self.inline(base)?;
                    }
                    self.lock = before;
                }
                (Ns::Compat, "AlternateContent") => {
                    if let Some(branch) = branch(tree, child) {
                        self.content(branch, run)?;
                    }
                }
                (Ns::Word, "drawing" | "pict" | "object") => self.find_boxes(child),
                _ => {}
            }
        }
        Ok(())
    }

    /// Text boxes inside a drawing.
    fn find_boxes(&mut self, id: Id) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                (Ns::Word, "txbxContent") => self.boxes.push((child, self.host)),
                (Ns::Compat, "AlternateContent") => {
                    if let Some(branch) = branch(tree, child) {
                        self.find_boxes(branch);
                    }
                }
                (_, "") => {}
                _ => self.find_boxes(child),
            }
        }
    }

    fn text(&mut self, id: Id, run: u32) {
        let Some(lock) = self.state() else { return };
        let tree = self.tree;
        let kept = tree.raw_attribute(id, "xml:space").is_some_and(|v| v == "preserve");
        let nodes: Vec<Id> = tree.children(id).collect();
        for (nth, &node) in nodes.iter().enumerate() {
            match tree.kind(node) {
                Some(Kind::Ref(c)) => {
                    // Only what ends a line would break the rule that a paragraph is one.
                    let c = if matches!(c, '\r' | '\n' | '\0') { ' ' } else { c };
                    self.piece(c.encode_utf8(&mut [0; 4]), tree.range(node), run, id, lock);
                }
                Some(Kind::CData) => {
                    let text = tree.cdata(node).replace(['\r', '\n'], " ");
                    self.piece(&text, tree.range(node), run, id, lock.or(Some(Lock::Raw)));
                }
                Some(Kind::Text) => {
                    let mut range = tree.range(node);
                    let mut text = tree.text.get(range.clone()).unwrap_or("");
                    if !kept && nth == 0 {
                        text = text.trim_start_matches(BLANK);
                        range.start = range.end - text.len();
                    }
                    if !kept && nth + 1 == nodes.len() {
                        text = text.trim_end_matches(BLANK);
                        range.end = range.start + text.len();
                    }
                    self.lines(text, range.start, run, id, lock);
                }
                _ => {}
            }
        }
    }

    /// Characters as they stand; the line ends among them are blanks to Word.
    fn lines(&mut self, mut text: &str, mut at: usize, run: u32, id: Id, lock: Option<Lock>) {
        while let Some(end) = text.find(['\r', '\n']) {
            let (line, rest) = text.split_at(end);
            self.piece(line, at..at + end, run, id, lock);
            at += end;
            let len = if rest.starts_with("\r\n") { 2 } else { 1 };
            self.piece(" ", at..at + len, run, id, lock.or((len == 1).then_some(Lock::Raw)));
            at += len;
            text = rest.get(len..).unwrap_or("");
        }
        self.piece(text, at..at + text.len(), run, id, lock);
    }
}
