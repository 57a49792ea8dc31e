//! Diagnostics → one line each, `file:line:column: level rule message`, for editors that jump to places.

use super::visible::visible;
use super::{Checked, Options};
use std::io::{self, Write};

/// One line a diagnostic.
///
/// # Errors
/// What writing gives.
pub fn write(out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let name = visible(&checked.doc.source.name, options.unicode);
    for d in checked.shown(options) {
        let at = checked.doc.position(d.span.start);
        let message = visible(&d.message, options.unicode);
        writeln!(out, "{name}:{}:{}: {} {} {message}", at.line, at.column, d.level.name(), d.rule)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Options, example};
    use super::*;

    #[test]
    fn one_line_each_whatever_the_message_holds() {
        let doc = example::doc("同志们：\n坚决捍卫连个确立。\n");
        let mut a = example::fixed(&doc, "连个确立", 0, "两个确立");
        a.message.push_str("\n\u{1b}[2J");
        let checked = Checked::new(doc, vec![a]);
        assert_eq!(
            example::printed(Format::Short, Options::plain(Format::Short), &checked),
            "a.txt:2:5: error slogan/near-miss “连个确立”应为“两个确立”␊␛[2J\n"
        );
    }
}
