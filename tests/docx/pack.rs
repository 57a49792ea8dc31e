//! A small writer of Word packages: what the tests read is built here byte by byte, with another archive library than
//! the one that reads it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

pub(crate) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NAMESPACES: &str = "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
    xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\"";

/// A package in the making.
#[derive(Clone)]
pub(crate) struct Pack {
    pub(crate) entries: Vec<(String, Vec<u8>)>,
    relations: String,
    types: String,
}

/// A package whose main part holds `body`, with `w:` as its prefix.
pub(crate) fn pack(body: &str) -> Pack {
    raw(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n\
         <w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\" {NAMESPACES}><w:body>{body}</w:body></w:document>"
    ))
}

/// A package with this main part.
pub(crate) fn raw(document: &str) -> Pack {
    let mut pack = Pack { entries: Vec::new(), relations: String::new(), types: String::new() };
    pack.entries.push(("word/document.xml".to_owned(), document.as_bytes().to_vec()));
    // Not XML, not packed: what a picture is.
    pack.entries.push(("word/media/图.png".to_owned(), (0..=255).cycle().take(3000).collect()));
    pack.entries.push(("customXml/item1.xml".to_owned(), b"<a>  </a >".to_vec()));
    pack
}

impl Pack {
    /// Adds a part that the main part names, with `inner` in an element `root`.
    pub(crate) fn part(mut self, kind: &str, root: &str, inner: &str) -> Pack {
        let n = self.entries.len();
        self.relations.push_str(&format!("<Relationship Id=\"rId{n}\" Type=\"{R}/{kind}\" Target=\"{kind}{n}.xml\"/>"));
        let content = format!("<w:{root} xmlns:w=\"{W}\" xmlns:r=\"{R}\" {NAMESPACES}>{inner}</w:{root}>");
        self.types.push_str(&format!(
            "<Override PartName=\"/word/{kind}{n}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
        ));
        self.entries.push((format!("word/{kind}{n}.xml"), content.into_bytes()));
        self
    }

    /// The relationship id that the next part will have.
    pub(crate) fn next_id(&self) -> String {
        format!("rId{}", self.entries.len())
    }

    /// Adds any file.
    pub(crate) fn file(mut self, name: &str, content: &[u8]) -> Pack {
        self.entries.push((name.to_owned(), content.to_vec()));
        self
    }

    /// The package.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let xml = "http://schemas.openxmlformats.org/package/2006";
        let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let types = format!(
            "<Types xmlns=\"{xml}/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"{main}\"/>{}</Types>",
            self.types
        );
        let roots = format!(
            "<Relationships xmlns=\"{xml}/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{R}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
        );
        let own = format!("<Relationships xmlns=\"{xml}/relationships\">{}</Relationships>", self.relations);
        let fixed = [
            ("[Content_Types].xml", types.into_bytes()),
            ("_rels/.rels", roots.into_bytes()),
            ("word/_rels/document.xml.rels", own.into_bytes()),
        ];
        let given = self.entries.iter().map(|(name, content)| (name.as_str(), content.clone()));
        for (name, content) in fixed.into_iter().chain(given) {
            zip.start_file(name, if name.ends_with("png") { stored } else { packed }).expect("starts");
            zip.write_all(&content).expect("writes");
        }
        zip.finish().expect("finishes").into_inner()
    }
}

/// All entries of a package, unpacked.
pub(crate) fn entries(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).expect("an entry");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("unpacks");
        out.insert(file.name().expect("a name").into_owned(), content);
    }
    out
}

/// All entries as they lie in the package: the packed bytes of each.
pub(crate) fn packed(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index_raw(index).expect("an entry");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("reads");
        out.insert(file.name().expect("a name").into_owned(), content);
    }
    out
}

/// One entry as text.
pub(crate) fn entry(bytes: &[u8], name: &str) -> String {
    String::from_utf8(entries(bytes).remove(name).expect("is there")).expect("UTF-8")
}

/// The main part.
pub(crate) fn main_part(bytes: &[u8]) -> String {
    entry(bytes, "word/document.xml")
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}
