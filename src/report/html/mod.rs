//! Diagnostics → a page to print: one HTML file that needs nothing else, no network and no script. For each draft the
//! counts and reading time, a list for the desk, the outline, and the draft itself with coloured marks in the text and
//! numbered notes in the margin.

mod page;

use super::summary::{characters, grouped, minutes};
use super::visible::visible;
use super::{Checked, Options, Tally};
use crate::diagnostic::{Diagnostic, Level};
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");

/// What comes before the first draft.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>核稿单</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>"
    )
}

/// One draft.
pub(super) fn write(out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let doc = &checked.doc;
    let shown: Vec<&Diagnostic> = checked.shown(options).collect();
    let count = |level| shown.iter().filter(|d| d.level == level).count();
    writeln!(out, "<article>\n<header>\n<h1>核稿单</h1>\n<p class=\"file\">{}</p>", text(&doc.source.name))?;
    let chars = characters(doc);
    write!(out, "<p class=\"counts\">")?;
    for level in [Level::Error, Level::Warning, Level::Info] {
        write!(out, "<span class=\"{}\">{} {}</span>", level.name(), level.title(), count(level))?;
    }
    writeln!(
        out,
        "<span>全文 {} 字，按每分钟 {} 字{}</span></p>\n</header>",
        grouped(chars),
        options.reading_speed,
        minutes(chars, options.reading_speed)
    )?;
    if shown.is_empty() {
        writeln!(out, "<p class=\"clean\">没有发现问题。</p>")?;
    } else {
        list(out, checked, &shown)?;
    }
    outline(out, checked, options)?;
    writeln!(out, "<section class=\"draft\">\n<h2>文稿</h2>")?;
    page::draft(out, doc, &shown)?;
    writeln!(out, "</section>\n</article>")
}

/// What stands at the end: the sum, and what could not be checked.
pub(super) fn end(
    out: &mut dyn Write,
    tally: &Tally,
    failed: &[(String, String)],
    options: &Options,
) -> io::Result<()> {
    writeln!(out, "<footer>")?;
    for (name, reason) in failed {
        writeln!(out, "<p class=\"error\">无法核稿：{}：{}</p>", text(name), text(reason))?;
    }
    writeln!(out, "<p>{}</p>\n</footer>\n</body>\n</html>", text(&tally.sentence(options)))
}

/// The list for the desk: every finding in one line.
fn list(out: &mut dyn Write, checked: &Checked, shown: &[&Diagnostic]) -> io::Result<()> {
    writeln!(
        out,
        "<section class=\"list\">\n<h2>问题清单</h2>\n<table>\n<thead><tr><th>号</th><th>级别</th><th>行</th><th>原文</th>\
         <th>问题</th><th>改法</th></tr></thead>\n<tbody>"
    )?;
    for (i, d) in shown.iter().enumerate() {
        let n = i + 1;
        let (level, title) = (d.level.name(), d.level.title());
        let line = checked.doc.position(d.span.start).line;
        let said = page::short(checked.doc.slice(d.span));
        let fix = d.fixes.first().map(|fix| text(&fix.title)).unwrap_or_default();
        writeln!(
            out,
            "<tr><td><a href=\"#n{n}\">{n}</a></td><td class=\"{level}\">{title}</td><td>{line}</td><td>{}</td>\
             <td>{}</td><td>{fix}</td></tr>",
            text(&said),
            text(&d.message)
        )?;
    }
    writeln!(out, "</tbody>\n</table>\n</section>")
}

fn outline(out: &mut dyn Write, checked: &Checked, options: &Options) -> io::Result<()> {
    let nodes = checked.doc.outline().nodes;
    if nodes.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section class=\"outline\">\n<h2>提纲与时长</h2>")?;
    for node in &nodes {
        let heading: String = checked.doc.slice(node.span).lines().map(str::trim).collect();
        writeln!(
            out,
            "<p class=\"depth{}\">{}<span>{} 字，{}</span></p>",
            node.depth.min(4),
            text(&page::short(&heading)),
            grouped(node.chars),
            minutes(node.chars, options.reading_speed)
        )?;
    }
    writeln!(out, "</section>")
}

/// Text as HTML shows it; hidden and control characters become visible stand-ins.
fn text(raw: &str) -> String {
    let shown = visible(raw, true);
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Format, example};
    use super::*;
    use crate::span::Span;

    fn page(checked: &Checked) -> String {
        example::printed(Format::Html, Options::plain(Format::Html), checked)
    }

    #[test]
    fn a_draft_cannot_bring_markup_of_its_own() {
        let doc = example::doc("同志们：\n<script>alert(1)</script>坚决捍卫连个确立&\u{1b}[0m。\n");
        let d = example::at(&doc, "<script>", 0, "“<script>”不该在这里");
        let said = page(&Checked::new(doc, vec![d]));
        assert!(!said.contains("<script"), "{said}");
        assert!(said.contains("&lt;script&gt;") && said.contains("␛[0m"), "{said}");
        assert!(!said.contains("http://") && !said.contains("https://") && !said.contains("url("));
    }

    #[test]
    fn every_finding_is_in_the_list_in_the_text_and_in_the_margin() {
        let doc = example::doc("同志们：\n坚决捍卫连个确立，办好再接再励。\n\n谢谢大家！\n");
        let mut all = vec![
            example::fixed(&doc, "连个确立", 0, "两个确立"),
            example::fixed(&doc, "再接再励", 0, "再接再厉"),
            example::at(&doc, "捍卫连个", 0, "重叠的一处"),
            example::at(&doc, "谢谢", 0, "缺了一处"),
        ];
        all[3].span = Span::at(all[3].span.start());
        all[0].related = vec![(Span::new(0, 9), "称谓".to_owned())];
        let said = page(&Checked::new(doc, all));
        for n in 1..=4 {
            assert!(said.contains(&format!("href=\"#n{n}\"")), "list {n}");
            assert!(said.contains(&format!("<sup>{n}</sup>")), "text {n}");
            assert!(said.contains(&format!("id=\"n{n}\"")), "note {n}");
        }
        // Without the marks the text is all there.
        let body = said.split("<h2>文稿</h2>").nth(1).expect("the draft");
        let mut bare = String::new();
        let mut inside = false;
        let notes_out: String = body
            .split("<aside>")
            .enumerate()
            .map(|(i, part)| if i == 0 { part } else { part.split("</aside>").nth(1).unwrap_or("") })
            .collect();
        let without_sup: String = notes_out
            .split("<sup>")
            .enumerate()
            .map(|(i, part)| if i == 0 { part } else { part.split("</sup>").nth(1).unwrap_or("") })
            .collect();
        for c in without_sup.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => bare.push(c),
                _ => {}
            }
        }
        assert!(bare.contains("坚决捍卫连个确立，办好再接再励。"), "{bare}");
    }

    #[test]
    fn a_clean_draft_says_so() {
        let said = page(&Checked::new(example::doc("同志们：\n努力工作。\n"), Vec::new()));
        assert!(said.contains("没有发现问题") && said.ends_with("</html>\n"));
    }
}
