//! One XML part → a tree that knows where each thing stands in the part.
//!
//! `quick-xml` finds the tokens; the tree only keeps offsets, so that changes can be made as splices of the very bytes.
//! Namespaces are compared by URI. There is no document type and no entity but the five of XML: nothing can expand.

use super::limits;
use super::package::Fault;
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};
use std::borrow::Cow;
use std::ops::Range;

pub(super) const INVALID: Fault = "这份 .docx 的内容（XML）有损坏；请用 Word 或 WPS 打开修复并另存后再核";
pub(super) const DOCTYPE: Fault = "这份 .docx 含有文档类型或实体声明，正常的 Word 文档没有，疑似异常文件，没有核";
pub(super) const TOO_DEEP: Fault = "这份 .docx 的内容嵌套过深，疑似异常文件，没有核；请把文字复制到新文档再核";
pub(super) const TOO_BIG: Fault = "这份 .docx 的内容过多，没有核；请拆分后再核";

/// Namespaces the reader tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Markup compatibility: `AlternateContent`.
    Compat,
    /// Office mathematics.
    Math,
    /// All others.
    Other,
}

pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const WORD_STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const COMPAT: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
const MATH: &str = "http://schemas.openxmlformats.org/officeDocument/2006/math";
const MATH_STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/math";

fn namespace(found: &ResolveResult<'_>) -> Ns {
    match found {
        ResolveResult::Bound(Namespace(uri)) => match *uri {
            WORD | WORD_STRICT => Ns::Word,
            COMPAT => Ns::Compat,
            MATH | MATH_STRICT => Ns::Math,
            _ => Ns::Other,
        },
        _ => Ns::Other,
    }
}

/// A node, by its place in the tree.
pub(super) type Id = u32;
/// No node.
pub(super) const NONE: Id = u32::MAX;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An element of a namespace.
    Element(Ns),
    /// Characters as they stand.
    Text,
    /// A reference: one character.
    Ref(char),
    /// A CDATA section.
    CData,
}

/// A node: what it is and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// The whole: of an element from `<` of its start tag to `>` of its end tag.
    pub(super) start: u32,
    pub(super) end: u32,
    /// End of the start tag; start of the end tag. Equal to `end` where the element is empty (`<w:p/>`).
    pub(super) open: u32,
    pub(super) close: u32,
    /// Length of the prefix without the colon, and of the local name.
    prefix: u8,
    name: u8,
    pub(super) parent: Id,
    child: Id,
    next: Id,
}

/// A part as a tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    /// The part.
    pub(super) text: String,
    nodes: Vec<Node>,
    /// Prefixes that are bound to WordprocessingML somewhere, and all others with their namespaces.
    bound: Vec<(String, String)>,
}

impl Tree {
    /// Reads a part.
    pub(super) fn parse(text: String) -> Result<Tree, Fault> {
        let mut tree = Tree { text: String::new(), nodes: Vec::new(), bound: Vec::new() };
        let mut reader = NsReader::from_str(&text);
        reader.config_mut().expand_empty_elements = false;
        // The open elements, each with its last child so far.
        let mut open: Vec<(Id, Id)> = Vec::new();
        loop {
            let start = reader.buffer_position() as usize;
            let (found, event) = reader.read_resolved_event().map_err(|_| INVALID)?;
            let found = namespace(&found);
            let end = reader.buffer_position() as usize;
            let span = start as u32..end as u32;
            if tree.nodes.len() >= limits::NODES {
                return Err(TOO_BIG);
            }
            match event {
                Event::Start(tag) => {
                    if open.len() >= limits::DEPTH {
                        return Err(TOO_DEEP);
                    }
                    let id = tree.push(&mut open, element(found, &tag, span, false)?);
                    tree.bind(&tag);
                    open.push((id, NONE));
                }
                Event::Empty(tag) => {
                    tree.push(&mut open, element(found, &tag, span, true)?);
                    tree.bind(&tag);
                }
                Event::End(_) => {
                    let (id, _) = open.pop().ok_or(INVALID)?;
                    if let Some(node) = tree.nodes.get_mut(id as usize) {
                        (node.close, node.end) = (span.start, span.end);
                    }
                }
                Event::Text(_) if !open.is_empty() => drop(tree.push(&mut open, plain(Kind::Text, span))),
                Event::CData(_) if !open.is_empty() => drop(tree.push(&mut open, plain(Kind::CData, span))),
                Event::GeneralRef(name) => {
                    let c = match name.resolve_char_ref() {
                        Ok(Some(c)) => c,
                        Ok(None) => predefined(&text, &span).ok_or(DOCTYPE)?,
                        Err(_) => return Err(INVALID),
                    };
                    tree.push(&mut open, plain(Kind::Ref(c), span));
                }
                Event::DocType(_) => return Err(DOCTYPE),
                Event::Eof => break,
                Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        if !open.is_empty() || tree.nodes.is_empty() {
            return Err(INVALID);
        }
        tree.text = text;
        Ok(tree)
    }

    fn push(&mut self, open: &mut [(Id, Id)], mut node: Node) -> Id {
        let id = self.nodes.len() as Id;
        if let Some((parent, last)) = open.last_mut() {
            node.parent = *parent;
            let before = if *last == NONE { *parent } else { *last };
            let first = *last == NONE;
            *last = id;
            if let Some(before) = self.nodes.get_mut(before as usize) {
                *(if first { &mut before.child } else { &mut before.next }) = id;
            }
        }
        self.nodes.push(node);
        id
    }

    /// Notes the prefixes that a tag binds.
    fn bind(&mut self, tag: &BytesStart<'_>) {
        if !tag.attributes_raw().contains("xmlns:") {
            return;
        }
        for attribute in tag.attributes().with_checks(false).flatten() {
            if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:") {
                let pair = (prefix.to_owned(), attribute.value.into_owned());
                if !self.bound.contains(&pair) && self.bound.len() < 256 {
                    self.bound.push(pair);
                }
            }
        }
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Id {
        (0..self.nodes.len() as Id).find(|&id| matches!(self.kind(id), Some(Kind::Element(_)))).unwrap_or(NONE)
    }

    /// All nodes.
    pub(super) fn all(&self) -> impl Iterator<Item = Id> + use<> {
        0..self.nodes.len() as Id
    }

    pub(super) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    pub(super) fn kind(&self, id: Id) -> Option<Kind> {
        self.node(id).map(|node| node.kind)
    }

    /// The bytes of a node, from `start` to `end`.
    pub(super) fn range(&self, id: Id) -> Range<usize> {
        self.node(id).map_or(0..0, |node| node.start as usize..node.end as usize)
    }

    /// Its children in order.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut next = self.node(id).map_or(NONE, |node| node.child);
        std::iter::from_fn(move || {
            let id = next;
            next = self.node(id)?.next;
            Some(id)
        })
    }

    /// Its name without prefix, where it is an element.
    pub(super) fn name(&self, id: Id) -> (Ns, &str) {
        let Some(node) = self.node(id) else { return (Ns::Other, "") };
        let Kind::Element(ns) = node.kind else { return (Ns::Other, "") };
        let skip = if node.prefix > 0 { usize::from(node.prefix) + 1 } else { 0 };
        let start = node.start as usize + 1 + skip;
        (ns, self.text.get(start..start + usize::from(node.name)).unwrap_or(""))
    }

    /// Its prefix; empty where there is none.
    pub(super) fn prefix(&self, id: Id) -> &str {
        let node = self.node(id);
        node.and_then(|n| self.text.get(n.start as usize + 1..n.start as usize + 1 + usize::from(n.prefix)))
            .unwrap_or("")
    }

    /// Whether it is this element of WordprocessingML.
    pub(super) fn is(&self, id: Id, name: &str) -> bool {
        self.name(id) == (Ns::Word, name)
    }

    /// The first child with this name of WordprocessingML.
    pub(super) fn child(&self, id: Id, name: &str) -> Option<Id> {
        self.children(id).find(|&child| self.is(child, name))
    }

    /// The start tag without `<` and `>`.
    fn tag(&self, id: Id) -> &str {
        let inner = self.node(id).and_then(|n| self.text.get(n.start as usize + 1..(n.open as usize).checked_sub(1)?));
        inner.unwrap_or("").trim_end_matches('/')
    }

    /// An attribute by its name with prefix, such as `xml:space`, or without one.
    pub(super) fn raw_attribute(&self, id: Id, name: &str) -> Option<Cow<'_, str>> {
        self.attributes(id).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// An attribute of WordprocessingML by its local name, whatever its prefix.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<Cow<'_, str>> {
        self.attribute_of(id, name, &[WORD, WORD_STRICT])
    }

    /// An attribute of one of these namespaces.
    pub(super) fn attribute_of(&self, id: Id, name: &str, uris: &[&str]) -> Option<Cow<'_, str>> {
        let own = |prefix: &str| self.bound.iter().any(|(known, uri)| known == prefix && uris.contains(&uri.as_str()));
        let found = self
            .attributes(id)
            .find(|(key, _)| key.split_once(':').is_some_and(|(prefix, local)| local == name && own(prefix)));
        found.map(|(_, value)| value)
    }

    /// The namespaces that a prefix stands for.
    pub(super) fn uris<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.bound.iter().filter(move |(known, _)| known == prefix).map(|(_, uri)| uri.as_str())
    }

    /// Whether the root is of the strict variant of the format, which has its own namespaces.
    pub(super) fn is_strict(&self) -> bool {
        let (root, prefix) = (self.root(), self.prefix(self.root()));
        match prefix {
            "" => self.raw_attribute(root, "xmlns").is_some_and(|uri| uri == WORD_STRICT),
            prefix => self.uris(prefix).any(|uri| uri == WORD_STRICT),
        }
    }

    fn attributes(&self, id: Id) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let tag = self.tag(id);
        let len = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let mut rest = tag.get(len..).unwrap_or("");
        std::iter::from_fn(move || {
            let (key, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, left) = after.get(1..)?.split_once(quote)?;
            rest = left;
            let value = quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value));
            Some((key.trim(), value))
        })
    }

    /// All text inside, as it reads.
    pub(super) fn content(&self, id: Id) -> String {
        let mut out = String::new();
        self.gather(id, &mut out);
        out
    }

    fn gather(&self, id: Id, out: &mut String) {
        match self.kind(id) {
            Some(Kind::Text) => out.push_str(self.text.get(self.range(id)).unwrap_or("")),
            Some(Kind::CData) => out.push_str(self.cdata(id)),
            Some(Kind::Ref(c)) => out.push(c),
            Some(Kind::Element(_)) => self.children(id).for_each(|child| self.gather(child, out)),
            None => {}
        }
    }

    /// What a CDATA section holds.
    pub(super) fn cdata(&self, id: Id) -> &str {
        let whole = self.text.get(self.range(id)).unwrap_or("");
        whole.strip_prefix("<![CDATA[").and_then(|s| s.strip_suffix("]]>")).unwrap_or("")
    }
}

fn plain(kind: Kind, span: Range<u32>) -> Node {
    let (start, end) = (span.start, span.end);
    Node { kind, start, end, open: start, close: end, prefix: 0, name: 0, parent: NONE, child: NONE, next: NONE }
}

fn element(ns: Ns, tag: &BytesStart<'_>, span: Range<u32>, empty: bool) -> Result<Node, Fault> {
    let name: QName<'_> = tag.name();
    let prefix = name.prefix().map_or(0, |prefix| prefix.as_ref().len());
    let local = name.local_name().as_ref().len();
    let (Ok(prefix), Ok(name)) = (u8::try_from(prefix), u8::try_from(local)) else { return Err(INVALID) };
    let close = if empty { span.end } else { span.start };
    let kind = Kind::Element(ns);
    Ok(Node { open: span.end, close, prefix, name, ..plain(kind, span) })
}

fn predefined(text: &str, span: &Range<u32>) -> Option<char> {
    match text.get(span.start as usize..span.end as usize)? {
        "&amp;" => Some('&'),
        "&lt;" => Some('<'),
        "&gt;" => Some('>'),
        "&quot;" => Some('"'),
        "&apos;" => Some('\''),
        _ => None,
    }
}

/// Text as it may stand between tags.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::partial_escape(text)
}

/// Text as it may stand in an attribute.
pub(super) fn escape_attribute(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}
