//! What an element amounts to: the branch of an alternative that is shown, how a run looks, what a formula says.

use super::xml::{Id, Ns, Tree};

/// The branch of an alternative that is shown: a choice that Word of today understands, else the fallback.
pub(super) fn branch(tree: &Tree, id: Id) -> Option<Id> {
    const KNOWN: [&str; 8] = [
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingInk",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/word/2010/wordml",
        "http://schemas.microsoft.com/office/word/2012/wordml",
        "http://schemas.microsoft.com/office/drawing/2010/main",
    ];
    let known = |id: Id| {
        let wanted = tree.raw_attribute(id, "Requires").unwrap_or_default();
        wanted.split_whitespace().all(|prefix| tree.uris(prefix).any(|uri| KNOWN.contains(&uri)))
    };
    let mut fallback = None;
    for child in tree.children(id) {
        match tree.name(child) {
            (Ns::Compat, "Choice") if known(child) => return Some(child),
            (Ns::Compat, "Fallback") => fallback = Some(child),
            _ => {}
        }
    }
    fallback
}

/// The characters of a formula.
pub(super) fn formula(tree: &Tree, id: Id) -> String {
    let mut out = String::new();
    for child in tree.children(id) {
        match tree.name(child) {
            (Ns::Math, "t") => out.push_str(&tree.content(child).replace(['\r', '\n'], " ")),
            (_, "") | (Ns::Word, "del" | "moveFrom") => {}
            _ => out.push_str(&formula(tree, child)),
        }
    }
    out
}

/// How a run looks, as a key: its properties without those that nobody sees.
pub(super) fn look(tree: &Tree, id: Id) -> String {
    let mut out = String::new();
    for child in tree.children(id) {
        let (ns, name) = tree.name(child);
        let unseen = ["lang", "noProof", "rPrChange", "ins", "del", "webHidden"];
        if name.is_empty() || ns == Ns::Word && (unseen.contains(&name) || is_off(tree, child)) {
            continue;
        }
        let tag = tree.text.get(tree.range(child)).unwrap_or("");
        if name != "rFonts" {
            out.push_str(tag.trim_end_matches(['/', '>', ' ']));
            continue;
        }
        // Which font a dubious sign gets is noted run by run and tells runs apart that look the same.
        for key in ["ascii", "hAnsi", "eastAsia", "cs", "asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"] {
            if let Some(font) = tree.attribute(child, key) {
                out.push_str(&format!("{key}={font};"));
            }
        }
    }
    out
}

/// Whether it is a switch that is off.
fn is_off(tree: &Tree, id: Id) -> bool {
    tree.attribute(id, "val").is_some_and(|value| matches!(&*value, "0" | "false" | "off"))
}
