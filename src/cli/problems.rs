//! Problems of configs and rule packs → the terminal, each with the line it stands in.

use super::screen::{Screen, Stderr};
use crate::config::Unusable;
use crate::diagnostic::Level;
use crate::document::Document;
use crate::pack::TomlErrors;
use crate::report::visible::visible;
use crate::report::{Options, human};
use crate::source::Source;
use crate::span::Span;
use std::io::Write as _;

/// Problems of one file that are shown; more help nobody.
const MOST: usize = 100;

/// Prints what makes a config or pack unusable.
pub(super) fn print(wrong: &[Unusable], screen: Screen) {
    let mut err = Stderr;
    for one in wrong {
        let _ = match one {
            Unusable::Toml(errors) => err.write_all(&rendered(errors, screen)),
            Unusable::File(name, reason) => writeln!(err, "无法读取：{}：{reason}", visible(name, true)),
        };
    }
}

fn rendered(errors: &TomlErrors, screen: Screen) -> Vec<u8> {
    let mut out = format!("{} 有 {} 处写错：\n\n", visible(&errors.file, true), errors.problems.len()).into_bytes();
    let doc = Document::new(Source::from_text(&errors.file, errors.text.inner().as_str()));
    let Screen { color, unicode, width } = screen;
    let options = Options { level: Level::Info, color, unicode, width, reading_speed: 1 };
    let end = doc.text().len();
    for problem in errors.problems.iter().take(MOST) {
        let start = problem.span.offset().min(end);
        let span = Span::new(start, (start + problem.span.len()).min(end));
        let _ = human::problem(&mut out, &doc, span, &problem.message, problem.help.as_deref(), &options);
    }
    if errors.problems.len() > MOST {
        out.extend_from_slice(format!("  另有 {} 处没有列出\n\n", errors.problems.len() - MOST).as_bytes());
    }
    out
}
