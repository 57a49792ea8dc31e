//! Diagnostics → Word comments: a range and a mark in the main part, the words in the part for comments.
//!
//! Word knows comments in running text only. What is said of a text box, a note or a header hangs on the run that holds
//! the box or the note's mark, or on the first words of the draft.

use super::edit::Splices;
use super::package::{BROKEN, Fault, Package};
use super::parts::{self, Part, Parts};
use super::text::{Draft, Piece, Run};
use super::track::{Ids, Names, Shell, ends, preserve, qualified};
use super::xml::{self, Id, NONE, Tree};
use super::{Place, Remark, limits};
use crate::span::Span;
use std::collections::BTreeMap;

/// A place in the main part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// Before or after a run.
    Beside(usize),
    /// In a `w:t` of a run.
    Inside { at: usize, run: Id, holder: Id },
}

impl Point {
    fn at(self) -> usize {
        match self {
            Point::Beside(at) | Point::Inside { at, .. } => at,
        }
    }
}

/// What comes to a place: ends before beginnings.
#[derive(Default)]
struct Marks {
    ends: String,
    starts: String,
    cut: Option<(Id, Id)>,
}

type Made = (Vec<Splices>, Vec<(String, Vec<u8>)>);

/// The splices of the stories, and the other parts that change.
pub(super) fn splices(
    package: &Package,
    parts: &Parts,
    draft: &Draft,
    remarks: &[Remark],
    author: &str,
    date: &str,
) -> Result<Made, Fault> {
    let mut out = vec![Splices::default(); parts.stories.len()];
    let Some((_, body)) = parts.stories.first() else { return Err(BROKEN) };
    let tree = &body.tree;
    let mut room = limits::PARTS;
    let own = match &parts.comments {
        Some(name) => parts::part(package, name, &mut room)?,
        None => None,
    };
    // Ids of comments and of the marks that point at them, which may lie in the main part alone.
    let mut ids = Ids::new([Some(tree), own.as_ref().map(|part| &part.tree)].into_iter().flatten());
    let names = Names::at(tree, tree.root());
    let (p, declared) = (&names.prefix, &names.declared);
    let comment_names = own.as_ref().map_or_else(
        || Names { prefix: "w".to_owned(), declared: String::new() },
        |part| Names::at(&part.tree, part.tree.root()),
    );
    let mut marks: BTreeMap<usize, Marks> = BTreeMap::new();
    let mut comments = String::new();
    for remark in remarks {
        let Some((start, end)) = points(draft, tree, remark.span) else { continue };
        let id = ids.next();
        for (point, text, is_start) in [
            (start, format!("<{p}:commentRangeStart {p}:id=\"{id}\"{declared}/>"), true),
            (
                end,
                format!(
                    "<{p}:commentRangeEnd {p}:id=\"{id}\"{declared}/>\
                     <{p}:r{declared}><{p}:commentReference {p}:id=\"{id}\"/></{p}:r>"
                ),
                false,
            ),
        ] {
            let mark = marks.entry(point.at()).or_default();
            if is_start {
                mark.starts.push_str(&text)
            } else {
                mark.ends.push_str(&text)
            }
            if let Point::Inside { run, holder, .. } = point {
                mark.cut = Some((run, holder));
            }
        }
        comments.push_str(&comment(&comment_names, id, author, date, &remark.text));
    }
    if comments.is_empty() {
        return Ok((out, Vec::new()));
    }
    let Some(main) = out.first_mut() else { return Err(BROKEN) };
    for (at, mark) in marks {
        let between = mark.ends + &mark.starts;
        match mark.cut {
            None => main.insert(at, between),
            Some((run, holder)) => {
                let shell = Shell::of(tree, run).ok_or(BROKEN)?;
                preserve(tree, holder, main);
                main.insert(at, shell.cut(&qualified(tree, holder), &between));
            }
        }
    }
    let made = store(package, parts, body, own.as_ref(), &comments, &mut room)?;
    Ok((out, made))
}

/// Where a comment on a span begins and ends.
fn points(draft: &Draft, tree: &Tree, span: Span) -> Option<(Point, Point)> {
    let run_of = |piece: &Piece| draft.runs.get(piece.run as usize);
    let usable =
        |piece: &&Piece| piece.lock.is_none() && run_of(piece).is_some_and(|run| run.story == 0 && run.id == run.host);
    let first = draft.pieces.partition_point(|piece| piece.end <= span.start);
    let inside = || draft.pieces.iter().skip(first).take_while(|piece| piece.start < span.end.max(span.start + 1));
    let beside = |run: Id| {
        let range = tree.range(run);
        (!range.is_empty()).then_some((Point::Beside(range.start), Point::Beside(range.end)))
    };
    if !span.is_empty()
        && let (Some(from), Some(to)) = (inside().find(usable), inside().filter(usable).last())
    {
        let start = point(tree, run_of(from)?, from, span.start.max(from.start), true)?;
        return Some((start, point(tree, run_of(to)?, to, span.end.min(to.end), false)?));
    }
    // What cannot be cut: a field, a symbol, a text box; a note hangs on its mark.
    let host = |run: &Run| (run.story == 0 && run.host != NONE).then_some(run.host);
    if !span.is_empty()
        && let Some(run) = inside().filter_map(run_of).find_map(host)
    {
        return beside(run);
    }
    let paragraph = draft.paragraphs.iter().rev().find(|p| p.span.start <= span.start)?;
    if let Some(note) = &paragraph.note
        && let Some(&run) = draft.marks.get(&(paragraph.place, note.clone()))
    {
        return beside(run);
    }
    // An automatic number, or nothing at all: the next words of the paragraph, or the last before, or the first.
    let own = draft.pieces.iter().skip(first).take_while(|p| p.start < paragraph.span.end).find(usable);
    let top = || draft.pieces.iter().find(usable);
    let out = matches!(paragraph.place, Place::Header | Place::Footer);
    let before = || draft.pieces.iter().take(first.saturating_add(1)).rev().find(usable);
    let Some(piece) = own.or_else(|| if out { None } else { before() }).or_else(top) else {
        // A draft of fields alone.
        return beside(draft.runs.iter().find_map(host)?);
    };
    let run = run_of(piece)?;
    Some((point(tree, run, piece, piece.start, true)?, point(tree, run, piece, piece.end, false)?))
}

/// A place in a piece of text as one in the part; beside the run where the run begins or ends there.
fn point(tree: &Tree, run: &Run, piece: &Piece, at: u32, is_start: bool) -> Option<Point> {
    let at = if piece.is_literal() {
        piece.xml + at.saturating_sub(piece.start)
    } else if is_start {
        piece.xml
    } else {
        piece.xml_end
    } as usize;
    let (first, last) = ends(tree, run.id, piece.holder);
    let (node, holder) = (tree.node(run.id)?, tree.node(piece.holder)?);
    if first && at == holder.open as usize {
        return Some(Point::Beside(node.start as usize));
    }
    if last && at == holder.close as usize {
        return Some(Point::Beside(node.end as usize));
    }
    Some(Point::Inside { at, run: run.id, holder: piece.holder })
}

/// One comment.
fn comment(names: &Names, id: u32, author: &str, date: &str, text: &str) -> String {
    let Names { prefix: p, declared } = names;
    let author = xml::escape_attribute(author);
    let date = if date.is_empty() { String::new() } else { format!(" {p}:date=\"{}\"", xml::escape_attribute(date)) };
    let mut out =
        format!("<{p}:comment{declared} {p}:id=\"{id}\" {p}:author=\"{author}\"{date} {p}:initials=\"{author}\">");
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect();
        out.push_str(&format!(
            "<{p}:p><{p}:r><{p}:t xml:space=\"preserve\">{}</{p}:t></{p}:r></{p}:p>",
            xml::escape(&line)
        ));
    }
    out.push_str(&format!("</{p}:comment>"));
    out
}

/// The part for comments with new ones in it; where there was none, also what makes it known.
fn store(
    package: &Package,
    parts: &Parts,
    body: &Part,
    own: Option<&Part>,
    comments: &str,
    room: &mut usize,
) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    if let Some(part) = own {
        return Ok(vec![extend(part, comments)?]);
    }
    let strict = body.tree.is_strict();
    let folder = body.name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let name = match &parts.comments {
        Some(name) => name.clone(),
        None => (0_u32..)
            .map(|n| if n == 0 { format!("{folder}comments.xml") } else { format!("{folder}comments{n}.xml") })
            .find(|name| !package.has(name))
            .ok_or(BROKEN)?,
    };
    let uri = if strict { xml::WORD_STRICT } else { xml::WORD };
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
    let content = format!("{head}<w:comments xmlns:w=\"{uri}\">{comments}</w:comments>");
    let mut made = vec![(name.clone(), content.into_bytes())];
    let types = parts::part(package, "[Content_Types].xml", room)?.ok_or(BROKEN)?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
    if !types.tree.text.contains(&format!("\"/{name}\"")) {
        let tag = qualified_like(&types.tree, "Override");
        made.push(extend(&types, &format!("<{tag} PartName=\"/{name}\" ContentType=\"{kind}\"/>"))?);
    }
    if parts.comments.is_none() {
        let base = if strict {
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        } else {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        };
        let file = parts::relations_of(&body.name);
        let known = parts::part(package, &file, room)?;
        let text = known.as_ref().map_or("", |part| part.tree.text.as_str());
        let id = (1_u32..).map(|n| format!("rIdDinggao{n}")).find(|id| !text.contains(id.as_str())).ok_or(BROKEN)?;
        let tag =
            known.as_ref().map_or_else(|| "Relationship".to_owned(), |part| qualified_like(&part.tree, "Relationship"));
        let target = name.rsplit('/').next().unwrap_or(&name);
        let relation = format!("<{tag} Id=\"{id}\" Type=\"{base}/comments\" Target=\"{target}\"/>");
        made.push(match &known {
            Some(part) => extend(part, &relation)?,
            None => {
                let uri = "http://schemas.openxmlformats.org/package/2006/relationships";
                (file, format!("{head}<Relationships xmlns=\"{uri}\">{relation}</Relationships>").into_bytes())
            }
        });
    }
    Ok(made)
}

/// A name with the prefix of the root.
fn qualified_like(tree: &Tree, name: &str) -> String {
    let prefix = tree.prefix(tree.root());
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

/// A part with something more at the end of its root.
fn extend(part: &Part, more: &str) -> Result<(String, Vec<u8>), Fault> {
    let tree = &part.tree;
    let root = tree.root();
    let node = tree.node(root).ok_or(BROKEN)?;
    let mut splices = Splices::default();
    if node.close == node.end {
        // `<w:comments/>`
        let slash = tree.text.get(..node.end as usize).and_then(|text| text.rfind('/')).ok_or(BROKEN)?;
        splices.push(slash..node.end as usize, format!(">{more}</{}>", qualified(tree, root)));
    } else {
        splices.insert(node.close as usize, more);
    }
    let text = splices.apply(&tree.text).ok_or(BROKEN)?;
    Ok((part.name.clone(), part.origin.encode(&text).map_err(|_| BROKEN)?))
}
