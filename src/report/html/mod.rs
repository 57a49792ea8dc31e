//! Diagnostics → a page to print: one HTML file that needs nothing else, no network and no script. For each draft the
//! counts and reading time, a list for the desk, the outline, and the draft itself with coloured marks in the text and
//! numbered notes in the margin. Several drafts get a table of contents, which is written last and shown first.

mod page;

use super::summary::{characters, grouped, minutes};
use super::visible::visible;
use super::{Checked, Options, Tally};
use crate::diagnostic::{Diagnostic, Level};
use crate::document::Document;
use std::collections::BTreeMap;
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");

/// Longest piece of a draft in the list, in characters.
const PIECE: usize = 24;

/// Longest heading in the outline: a line of a sheet.
const HEADING: usize = 44;

/// Numbers that fit a narrow column of the list.
const FEW: usize = 2;

/// Lines of the list that fit one sheet. Where there are more, what is only a matter of taste stands beside the draft.
const SHEET: usize = 56;

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

/// A draft in the table of contents.
#[derive(Debug)]
pub(super) struct Entry {
    name: String,
    counts: [usize; 3],
    chars: usize,
}

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Info];

/// One draft, the `nth` from 1 of its page.
pub(super) fn write(out: &mut dyn Write, checked: &Checked, options: &Options, nth: usize) -> io::Result<Entry> {
    let doc = &checked.doc;
    let shown: Vec<&Diagnostic> = checked.shown(options).collect();
    let counts = LEVELS.map(|level| shown.iter().filter(|d| d.level == level).count());
    writeln!(
        out,
        "<article id=\"d{nth}\">\n<header>\n<h1>核稿单</h1>\n<p class=\"file\">{}</p>",
        text(&doc.source.name)
    )?;
    let chars = characters(doc);
    write!(out, "<p class=\"counts\">")?;
    for (level, count) in LEVELS.iter().zip(counts) {
        write!(out, "<span class=\"{}\">{} {count}</span>", level.name(), level.title())?;
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
        list(out, checked, &shown, nth)?;
    }
    outline(out, checked, options)?;
    writeln!(out, "<section class=\"draft\">\n<h2>文稿</h2>")?;
    if !shown.is_empty() {
        let styles = LEVELS.map(|l| format!("<mark class=\"{}\">{}</mark>", l.name(), l.title()));
        writeln!(out, "<p class=\"legend\">{}</p>", styles.join(" "))?;
    }
    let room = page::room(&shown, chars);
    page::draft(out, doc, &shown, (nth, room))?;
    writeln!(out, "</section>")?;
    if !room {
        page::reasons(out, &shown)?;
    }
    writeln!(out, "</article>")?;
    Ok(Entry { name: doc.source.name.clone(), counts, chars })
}

/// What stands at the end: the sum, and what could not be checked.
pub(super) fn end(
    out: &mut dyn Write,
    tally: &Tally,
    failed: &[(String, String)],
    entries: &[Entry],
    options: &Options,
) -> io::Result<()> {
    if entries.len() > 1 {
        contents(out, entries, options)?;
    }
    writeln!(out, "<footer>")?;
    for (name, reason) in failed {
        writeln!(out, "<p class=\"error\">无法核稿：{}：{}</p>", text(name), text(reason))?;
    }
    writeln!(out, "<p>{}</p>\n</footer>\n</body>\n</html>", text(&tally.sentence(options)))
}

/// All drafts of the page, each with what was found in it.
fn contents(out: &mut dyn Write, entries: &[Entry], options: &Options) -> io::Result<()> {
    writeln!(
        out,
        "<nav>\n<h1>核稿汇总</h1>\n<table>\n<thead><tr><th>文稿</th><th>错误</th><th>警告</th><th>提示</th><th>字数</th>\
         <th>时长</th></tr></thead>\n<tbody>"
    )?;
    for (entry, nth) in entries.iter().zip(1..) {
        let Entry { name, counts, chars } = entry;
        write!(out, "<tr><td><a href=\"#d{nth}\">{}</a></td>", text(name))?;
        for (level, count) in LEVELS.iter().zip(counts) {
            let class = if *count > 0 { level.name() } else { "none" };
            write!(out, "<td class=\"{class}\">{count}</td>")?;
        }
        writeln!(out, "<td>{}</td><td>{}</td></tr>", grouped(*chars), minutes(*chars, options.reading_speed))?;
    }
    writeln!(out, "</tbody>\n</table>\n</nav>")
}

/// The list for the desk: a finding a line, those that say the same of the same words in one.
fn list(out: &mut dyn Write, checked: &Checked, shown: &[&Diagnostic], nth: usize) -> io::Result<()> {
    writeln!(
        out,
        "<section class=\"list\">\n<h2>问题清单</h2>\n<table>\n<thead><tr><th>号</th><th>级别</th><th>行</th><th>原文</th>\
         <th>问题与改法</th></tr></thead>\n<tbody>"
    )?;
    let same = |d: &Diagnostic| (d.rule.to_string(), d.level, checked.doc.slice(d.span).to_owned(), d.message.clone());
    let mut rows: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut known = BTreeMap::new();
    for (i, d) in shown.iter().enumerate() {
        let at = *known.entry(same(d)).or_insert(rows.len());
        match rows.get_mut(at) {
            Some((_, all)) => all.push(i),
            None => rows.push((i, vec![i])),
        }
    }
    let taste = |first: usize| shown.get(first).is_some_and(|d| d.level == Level::Info);
    let mut left = 0;
    let lines = rows.iter().filter_map(|(first, _)| shown.get(*first)).map(|d| height(&checked.doc, d));
    if lines.sum::<usize>() > SHEET {
        left = rows.iter().filter(|(first, _)| taste(*first)).map(|(_, all)| all.len()).sum();
        rows.retain(|(first, _)| !taste(*first));
    }
    for (first, all) in &rows {
        let Some(d) = shown.get(*first) else { continue };
        let numbers: Vec<String> = all.iter().map(|i| format!("<a href=\"#d{nth}n{0}\">{0}</a>", i + 1)).collect();
        let mut lines: Vec<u32> =
            all.iter().filter_map(|&i| shown.get(i)).map(|d| checked.doc.position(d.span.start).line).collect();
        lines.dedup();
        let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
        let mut fix = page::fix(d).map(|fix| format!("；{}", text(fix))).unwrap_or_default();
        if all.len() > FEW {
            fix.push_str(&format!("（共 {} 处）", all.len()));
        }
        writeln!(
            out,
            "<tr><td>{}</td><td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}{fix}</td></tr>",
            few(&numbers),
            d.level.name(),
            d.level.title(),
            few(&lines),
            text(&page::short(checked.doc.slice(d.span), PIECE)),
            text(&d.message)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    if left > 0 {
        writeln!(out, "<p>另有提示 {left} 处，见文稿旁边。</p>")?;
    }
    writeln!(out, "</section>")
}

/// Numbers for a narrow column: where there are many the first one does.
fn few(all: &[String]) -> String {
    match all.first() {
        Some(first) if all.len() > FEW => format!("{first} 等"),
        _ => all.join("、"),
    }
}

/// Lines that a finding takes in the list on paper.
fn height(doc: &Document, d: &Diagnostic) -> usize {
    let wide = |text: &str, most: usize| text.chars().count().div_ceil(most).max(1);
    let piece = doc.slice(d.span).chars().take(PIECE + 1).count().div_ceil(16);
    let says = wide(&d.message, 33).max(page::fix(d).map_or(1, |fix| wide(&format!("{}；{fix}", d.message), 33)));
    says.max(piece)
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
            text(&page::short(&heading, HEADING)),
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
            assert!(said.contains(&format!("href=\"#d1n{n}\"")), "list {n}");
            assert!(said.contains(&format!("<sup>{n}</sup>")), "text {n}");
            assert!(said.contains(&format!("id=\"d1n{n}\"")), "note {n}");
        }
        // Without the marks the text is all there.
        let body = said.split("<h2>文稿</h2>").nth(1).expect("the draft");
        let mut bare = String::new();
        let mut inside = false;
        let notes_out: String = body
            .split("<span class=\"note\"")
            .enumerate()
            .map(|(i, part)| if i == 0 { part } else { part.split_once("</span>").map_or("", |(_, rest)| rest) })
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
    fn twins_share_a_line_of_the_list_and_drafts_have_places_of_their_own() {
        let doc = example::doc("坚决捍卫连个确立，坚决捍卫连个确立。\n");
        let all =
            vec![example::fixed(&doc, "连个确立", 0, "两个确立"), example::fixed(&doc, "连个确立", 1, "两个确立")];
        let (checked, format) = (Checked::new(doc, all), Format::Html);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut reporter = super::super::Reporter::new(format, Options::plain(format), &mut out, &mut err);
        reporter.checked(&checked).expect("writes");
        reporter.checked(&checked).expect("writes");
        reporter.finish().expect("writes");
        let said = String::from_utf8(out).expect("is UTF-8");
        assert!(said.contains("<a href=\"#d1n1\">1</a>、<a href=\"#d1n2\">2</a>"), "{said}");
        for id in ["d1", "d2", "d1n2", "d2n1", "d2n2"] {
            assert_eq!(said.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
        assert!(said.contains("<nav>") && said.contains("<a href=\"#d2\">a.txt</a>"), "{said}");
        // What the message says already is not said again.
        assert!(!said.contains("改为“两个确立”"), "{said}");
    }

    #[test]
    fn reasons_stand_in_the_margin_only_where_there_is_room() {
        let pages = [0, 2000].map(|more| {
            let doc = example::doc(&format!("坚决捍卫连个确立，坚决捍卫连个确立。{}\n", "努力".repeat(more)));
            let all =
                vec![example::fixed(&doc, "连个确立", 0, "两个确立"), example::fixed(&doc, "连个确立", 1, "两个确立")];
            page(&Checked::new(doc, all))
        });
        let [dense, roomy] = &pages;
        assert!(!dense.contains("<small>") && dense.contains("<p><b>1、2</b> "), "{dense}");
        assert!(roomy.contains("<small>") && !roomy.contains("<section class=\"reasons\">"), "{roomy}");
    }

    #[test]
    fn many_twins_leave_the_list_on_its_sheet() {
        let doc = example::doc(&"坚决捍卫连个确立。\n".repeat(90));
        let all = (0..90).map(|nth| example::fixed(&doc, "连个确立", nth, "两个确立")).collect();
        let said = page(&Checked::new(doc, all));
        let (list, _) = said.split_once("</table>").expect("a list");
        assert!(list.contains("1</a> 等</td>") && list.contains("（共 90 处）"), "{list}");
    }

    #[test]
    fn a_clean_draft_says_so() {
        let said = page(&Checked::new(example::doc("同志们：\n努力工作。\n"), Vec::new()));
        assert!(said.contains("没有发现问题") && said.ends_with("</html>\n"));
    }
}
