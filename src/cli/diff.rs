//! A draft before and after → a unified diff, for `--diff`.

use crate::report::visible::visible;
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};

/// Writes what would change, line by line with three lines around. Nothing where nothing changes. Made to be read:
/// what a terminal would obey is replaced, unless `raw` asks for a patch that can be applied.
///
/// # Errors
/// What writing gives.
pub fn write(out: &mut dyn Write, name: &str, before: &str, after: &str, color: bool, raw: bool) -> io::Result<()> {
    if before == after {
        return Ok(());
    }
    let diff = TextDiff::from_lines(before, after);
    let shown = visible(name, true);
    let paint = |code: &'static str| if color { code } else { "" };
    let (red, green, cyan, plain) = (paint("\u{1b}[31m"), paint("\u{1b}[32m"), paint("\u{1b}[36m"), paint("\u{1b}[0m"));
    writeln!(out, "--- {shown}\n+++ {shown}（改后）")?;
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        writeln!(out, "{cyan}{}{plain}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, start, end) = match change.tag() {
                ChangeTag::Delete => ('-', red, plain),
                ChangeTag::Insert => ('+', green, plain),
                ChangeTag::Equal => (' ', "", ""),
            };
            let line = change.value();
            if raw {
                write!(out, "{start}{sign}{line}{end}")?;
                if !line.ends_with(['\n', '\r']) {
                    writeln!(out)?;
                }
            } else {
                writeln!(out, "{start}{sign}{}{end}", visible(line.trim_end_matches(['\n', '\r']), true))?;
            }
            if !line.ends_with(['\n', '\r']) {
                writeln!(out, "\\ 文件末尾没有换行")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &str, after: &str, color: bool, raw: bool) -> String {
        let mut out = Vec::new();
        write(&mut out, "稿.txt", before, after, color, raw).expect("writes");
        String::from_utf8(out).expect("is UTF-8")
    }

    #[test]
    fn what_changes_with_the_lines_around() {
        let before = "同志们：\r\n截止目前，完成。\r\n谢谢\u{1b}！";
        let after = before.replace("截止", "截至");
        assert_eq!(
            diff(before, &after, false, false),
            "--- 稿.txt\n+++ 稿.txt（改后）\n@@ -1,3 +1,3 @@\n 同志们：\n-截止目前，完成。\n+截至目前，完成。\n \
             谢谢␛！\n\\ 文件末尾没有换行\n"
        );
        assert!(diff(before, &after, false, true).contains("-截止目前，完成。\r\n"));
        assert!(diff(before, &after, true, false).contains("\u{1b}[31m-截止目前，完成。\u{1b}[0m\n"));
        assert_eq!(diff(before, before, false, false), "");
    }
}
