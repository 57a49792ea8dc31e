//! Characters nobody sees or nobody else can show: zero-width, control, private use.

use super::Finding;
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::char_before;
use crate::document::{Document, Role};
use crate::span::Span;

/// A run of zero-width characters longer than this is no accident.
const MARK: usize = 8;

/// Zero-width characters, one finding a run.
pub(super) fn zero_width(doc: &Document, out: &mut Vec<Finding>) {
    runs(doc, is_zero_width, |run| {
        let count = doc.slice(run).chars().count();
        if count <= MARK && !joins(doc.text(), run) {
            // A joiner alone comes with a letter of another script; it hides nothing and breaks little.
            let joiner = matches!(doc.slice(run), "\u{200C}" | "\u{200D}");
            out.push(Finding { doubt: u8::from(joiner), ..removed(doc, run, count) });
        }
    });
}

/// Runs of more than eight zero-width characters: a hidden watermark.
pub(super) fn hidden_mark(doc: &Document, out: &mut Vec<Finding>) {
    runs(doc, is_zero_width, |run| {
        let count = doc.slice(run).chars().count();
        if count > MARK {
            out.push(removed(doc, run, count));
        }
    });
}

/// Control characters and noncharacters.
pub(super) fn control(doc: &Document, out: &mut Vec<Finding>) {
    runs(doc, is_control, |run| {
        let mut found = removed(doc, run, doc.slice(run).chars().count());
        // Word writes these for line and page breaks.
        if doc.slice(run).chars().all(|c| matches!(c, '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')) {
            found.fixes = vec![Fix::replace(run, "\n", Applicability::Unsafe)];
        }
        out.push(found);
    });
}

/// Private-use characters: signs of one font, seen by nobody else.
pub(super) fn private_use(doc: &Document, out: &mut Vec<Finding>) {
    runs(doc, is_private, |run| {
        let mut found = removed(doc, run, doc.slice(run).chars().count());
        found.fixes.clear();
        out.push(found);
    });
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}'
        | '\u{FEFF}' | '\u{AD}' | '\u{180E}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{E0001}'..='\u{E007F}')
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}'
        | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FFF9}'..='\u{FFFC}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Calls `found` for every run of characters that `wanted` picks, outside code.
fn runs(doc: &Document, wanted: fn(char) -> bool, mut found: impl FnMut(Span)) {
    for run in doc.signs.odd_runs(wanted) {
        let code = doc.block_at(run.start).and_then(|b| doc.blocks.get(b)).is_some_and(|b| b.role == Role::Code);
        if !code {
            found(run);
        }
    }
}

/// Whether the run joins the parts of an emoji, or letters of a script that needs it.
fn joins(text: &str, run: Span) -> bool {
    let beyond =
        |c: Option<char>| c.is_some_and(|c| c as u32 >= 0x1_F000 || matches!(c, '\u{FE0F}' | '\u{600}'..='\u{1AFF}'));
    beyond(char_before(text, run.start())) && matches!(run.of(text), "\u{200D}" | "\u{200C}" | "\u{200E}" | "\u{200F}")
}

fn removed(doc: &Document, run: Span, count: usize) -> Finding {
    let code = doc.slice(run).chars().next().map_or(0, u32::from);
    let vars = vec![("count", count.to_string()), ("code", format!("U+{code:04X}")), ("fix", String::new())];
    Finding { vars, fixes: vec![Fix::replace(run, "", Applicability::Safe)], ..Finding::at(run) }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn what_has_no_width_goes() {
        let (found, fixed) = probe("zero-width", "抓\u{200B}\u{200D}落实，👨\u{200D}👩，\u{FEFF}好。");
        assert_eq!(found, ["\u{200B}\u{200D}", "\u{FEFF}"]);
        assert_eq!(fixed, "抓落实，👨\u{200D}👩，好。");
    }

    #[test]
    fn a_long_run_is_a_watermark() {
        let text = format!("会议{}通知", "\u{200B}\u{200C}".repeat(8));
        assert!(probe("zero-width", &text).0.is_empty());
        assert_eq!(probe("hidden-mark", &text).1, "会议通知");
    }

    #[test]
    fn control_and_private_characters() {
        assert_eq!(probe("control-char", "会\u{7}议\t\r\n\u{B}好\u{85}").1, "会议\t\r\n\n好\n");
        assert_eq!(probe("private-use", "\u{F06C}会议").0, ["\u{F06C}"]);
    }
}
