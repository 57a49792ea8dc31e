//! A package → the parts that hold text: the main part by its relationship, and those it names.
//!
//! Parts are found by relationship type, never by file name: WPS, Word and converters name them differently.

use super::package::{BROKEN, Fault, LOCKED, Package, TOO_LARGE};
use super::xml::{self, Id, Tree};
use super::{Place, limits};
use crate::source::encoding::Origin;

const ENCODING: Fault = "这份 .docx 的内容用了不支持的文字编码；请用 Word 或 WPS 打开并另存后再核";

const RELATIONSHIPS: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
];

/// A relationship to a part.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last piece of its type: `header`, `styles`.
    pub(super) kind: String,
    /// The part's name in the package.
    pub(super) target: String,
}

/// An XML part that was read.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Its name in the package.
    pub(super) name: String,
    /// Its encoding: UTF-8 nearly always.
    pub(super) origin: Origin,
    pub(super) tree: Tree,
}

/// What was found in a package.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// The main part, then the others that hold text, each with its kind.
    pub(super) stories: Vec<(Place, Part)>,
    pub(super) styles: Option<Part>,
    pub(super) numbering: Option<Part>,
    /// The name of the part with the comments, if there is one.
    pub(super) comments: Option<String>,
    /// Whether the package is signed.
    pub(super) signed: bool,
}

/// The name of a part's relationships.
pub(super) fn relations_of(name: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{name}.rels"),
    }
}

/// Reads the parts. `None` where the package is something else than a text document.
pub(super) fn read(package: &Package) -> Result<Option<Parts>, Fault> {
    if package.has("EncryptedPackage") {
        return Err(LOCKED);
    }
    let mut room = limits::PARTS;
    let roots = relations(package, "", &mut room)?;
    let Some(main) = roots.iter().find(|r| r.kind == "officeDocument").map(|r| r.target.clone()) else {
        return if package.has("word/document.xml") { Err(BROKEN) } else { Ok(None) };
    };
    let Some(body) = part(package, &main, &mut room)? else { return Err(BROKEN) };
    let root = body.tree.root();
    if !body.tree.is(root, "document") {
        return Ok(None);
    }
    let signed = roots.iter().any(|r| r.kind == "origin") || package.names().any(|n| n.starts_with("_xmlsignatures/"));
    let own = relations(package, &main, &mut room)?;
    let mut parts = Parts { stories: vec![(Place::Body, body)], styles: None, numbering: None, comments: None, signed };
    let mut used = referenced(&parts);
    used.truncate(limits::STORIES);
    for relation in &own {
        let place = match relation.kind.as_str() {
            "footnotes" => Place::Footnote,
            "endnotes" => Place::Endnote,
            // A header that no section shows any more is a leftover nobody sees.
            "header" if used.contains(&relation.id) => Place::Header,
            "footer" if used.contains(&relation.id) => Place::Footer,
            "styles" => {
                parts.styles = part(package, &relation.target, &mut room)?;
                continue;
            }
            "numbering" => {
                parts.numbering = part(package, &relation.target, &mut room)?;
                continue;
            }
            "comments" => {
                parts.comments = Some(relation.target.clone());
                continue;
            }
            _ => continue,
        };
        let known = parts.stories.iter().any(|(_, part)| part.name.eq_ignore_ascii_case(&relation.target));
        if !known && let Some(part) = part(package, &relation.target, &mut room)? {
            parts.stories.push((place, part));
        }
    }
    // Reading order: notes, then headers and footers.
    parts.stories.sort_by_key(|(place, _)| *place);
    Ok(Some(parts))
}

/// The headers and footers that sections show.
fn referenced(parts: &Parts) -> Vec<String> {
    fn gather(tree: &Tree, id: Id, out: &mut Vec<String>) {
        for child in tree.children(id) {
            match tree.name(child) {
                (xml::Ns::Word, "headerReference" | "footerReference") => {
                    let uris = RELATIONSHIPS.map(|uri| uri.trim_end_matches('/'));
                    out.extend(tree.attribute_of(child, "id", &uris).map(|id| id.into_owned()));
                }
                (xml::Ns::Word, "p" | "pPr" | "sectPr" | "body") => gather(tree, child, out),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    for (_, part) in &parts.stories {
        gather(&part.tree, part.tree.root(), &mut out);
    }
    out
}

/// The relationships of a part; those of the package for the empty name.
pub(super) fn relations(package: &Package, of: &str, room: &mut usize) -> Result<Vec<Relation>, Fault> {
    let Some(part) = part(package, &relations_of(of), room)? else { return Ok(Vec::new()) };
    let tree = &part.tree;
    let mut out = Vec::new();
    for id in tree.children(tree.root()) {
        let (_, "Relationship") = tree.name(id) else { continue };
        let (Some(key), Some(uri)) = (tree.raw_attribute(id, "Id"), tree.raw_attribute(id, "Type")) else { continue };
        let Some(target) = tree.raw_attribute(id, "Target") else { continue };
        if tree.raw_attribute(id, "TargetMode").is_some_and(|mode| mode == "External") {
            continue;
        }
        let kind = uri.rsplit('/').next().unwrap_or("").to_owned();
        out.push(Relation { id: key.into_owned(), kind, target: resolve(of, &target) });
    }
    Ok(out)
}

/// A target as a name in the package.
fn resolve(of: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut pieces: Vec<&str> = of.split('/').collect();
    pieces.pop();
    for piece in target.split('/') {
        match piece {
            ".." => drop(pieces.pop()),
            "." | "" => {}
            piece => pieces.push(piece),
        }
    }
    pieces.join("/")
}

/// One XML part, if it is there.
pub(super) fn part(package: &Package, name: &str, room: &mut usize) -> Result<Option<Part>, Fault> {
    let Some(bytes) = package.read(name, room)? else { return Ok(None) };
    let (text, origin) = decode(bytes)?;
    if text.len() > limits::PART {
        return Err(TOO_LARGE);
    }
    Ok(Some(Part { name: name.to_owned(), origin, tree: Tree::parse(text)? }))
}

/// XML parts are UTF-8 or UTF-16.
fn decode(bytes: Vec<u8>) -> Result<(String, Origin), Fault> {
    let origin = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => Origin::Utf8 { bom: true },
        [0xFF, 0xFE, ..] => Origin::Utf16 { le: true, bom: true },
        [0xFE, 0xFF, ..] => Origin::Utf16 { le: false, bom: true },
        [b'<', 0, ..] => Origin::Utf16 { le: true, bom: false },
        [0, b'<', ..] => Origin::Utf16 { le: false, bom: false },
        _ => {
            let text = String::from_utf8(bytes).map_err(|_| ENCODING)?;
            return Ok((text, Origin::Utf8 { bom: false }));
        }
    };
    Ok((origin.decode(&bytes).map_err(|_| ENCODING)?, origin))
}
