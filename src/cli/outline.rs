//! `dinggao outline`: the frame of a speech, with lengths and minutes.

use super::args::OutlineArgs;
use super::files::Input;
use super::screen::{Screen, Stderr};
use super::{CLEAN, Stop, problems};
use crate::config::{Asked, Configs};
use crate::disk::read;
use crate::document::{Document, Series, SeriesStyle};
use crate::kind::timeline::{Given, Sure};
use crate::report::summary::{characters, failure, grouped, minutes};
use crate::report::visible::visible;
use crate::source::Source;
use std::io::{self, Write};

/// Longest heading that is shown whole, in characters.
const LONGEST: usize = 40;

/// Prints the outline of one draft.
pub(super) fn run(args: &OutlineArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let piped = args.file.as_os_str() == "-";
    let named = if piped { args.stdin_filename.as_ref() } else { Some(&args.file) };
    let name = named.map_or_else(|| "<标准输入>".to_owned(), |path| path.to_string_lossy().into_owned());
    let input = Input { name, path: (!piped).then(|| args.file.clone()), named: true };
    let mut configs = Configs::new(Asked { no_config: args.no_config, ..Asked::default() });
    let setup = match configs.of(input.place()) {
        Ok(setup) => setup,
        Err(at) => {
            if let Some(found) = configs.found.get(at) {
                problems::print(&found.wrong, Screen::plain(true));
            }
            return Err(Stop::Said);
        }
    };
    let bytes = if piped { read::stdin() } else { read::file(&args.file) };
    let source = bytes
        .map_err(|e| e.to_string())
        .and_then(|bytes| Source::from_bytes(&input.name, bytes).map_err(|e| e.to_string()));
    match source {
        Ok(source) => {
            let doc = Document::new(source);
            let given = configs.setups.get(setup).and_then(|setup| setup.checker.given(&doc));
            write(&doc, configs.reading_speed(), given.as_ref(), out)?;
        }
        Err(reason) => {
            let _ = writeln!(Stderr, "{}", failure(&input.name, &reason));
            return Err(Stop::Said);
        }
    }
    Ok(CLEAN)
}

fn write(doc: &Document, speed: u32, given: Option<&Given>, out: &mut dyn Write) -> io::Result<()> {
    let chars = |count: usize| format!("{} 字，{}", grouped(count), minutes(count, speed));
    let title = doc.title().map_or_else(|| "（没有标题）".to_owned(), |span| shown(doc.slice(span)));
    writeln!(out, "{title}")?;
    writeln!(out, "全文 {}（每分钟 {speed} 字）", chars(characters(doc)))?;
    if let Some(given) = given {
        writeln!(out, "{}", time(doc, given))?;
    }
    let outline = doc.outline();
    // Series whose items are headings, each with a block of its own, are the outline itself.
    let one_block = |series: &&Series| series.items.iter().all(|item| Some(item.block) == block(series));
    let soft = |series: &&Series| matches!(series.style, SeriesStyle::First | SeriesStyle::Aspect);
    let inline = |series: &&Series| series.items.len() > 1 && (one_block(series) || soft(series));
    let inline: Vec<&Series> = doc.series.iter().filter(inline).collect();
    let mut series = inline.iter().copied().peekable();
    let mut depth = 0;
    for node in &outline.nodes {
        while let Some(one) = series.next_if(|one| start(one) < node.span.start) {
            item(doc, one, depth, out)?;
        }
        if inline.binary_search_by_key(&node.span.start, |series| start(series)).is_ok() {
            continue;
        }
        depth = usize::from(node.depth);
        writeln!(out, "{}{}（{}）", "  ".repeat(depth), shown(doc.slice(node.span)), chars(node.chars))?;
    }
    for one in series {
        item(doc, one, depth, out)?;
    }
    Ok(())
}

/// `讲话时间 2024年，据“今年是……”：第 3 行“十三五”收官之年`
fn time(doc: &Document, given: &Given) -> String {
    let places = given.evidence.iter().take(3).filter_map(|clue| {
        let span = clue.span?;
        let text = shown(doc.slice(span)).replace('“', "‘").replace('”', "’");
        Some(format!("第 {} 行“{text}”", doc.position(span.start).line))
    });
    let places: Vec<String> = places.collect();
    let sure = if given.sure <= Sure::Counted { "讲话时间可能是" } else { "讲话时间" };
    let colon = if places.is_empty() { "" } else { "：" };
    format!("{sure} {}，据{}{colon}{}", given.words(), given.source(), places.join("、"))
}

fn block(series: &Series) -> Option<u32> {
    series.items.first().map(|item| item.block)
}

fn start(series: &Series) -> u32 {
    series.items.first().map_or(0, |item| item.marker.start)
}

/// `· 一是、二是、三是（3 项）`
fn item(doc: &Document, series: &Series, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let marks: Vec<&str> =
        series.items.iter().map(|item| doc.slice(item.marker).trim_end_matches(['，', '、', '：'])).collect();
    let named = match marks.as_slice() {
        [first, .., last] if marks.len() > 5 => format!("{first}……{last}"),
        few => few.join("、"),
    };
    writeln!(out, "{}· {}（{} 项）", "  ".repeat(depth + 1), visible(&named, true), series.items.len())
}

/// A heading in one line.
fn shown(text: &str) -> String {
    let line: String = text.lines().map(str::trim).collect();
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    visible(&short, true).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_of_a_speech() {
        let doc = Document::from_text(
            "在春耕生产会议上的讲话\n同志们：\n今天讲两点意见。\n一、抓农时\n一是早动手；二是早准备。\n二、抓质量\n要细。\n谢谢大家！",
        );
        let mut out = Vec::new();
        write(&doc, 180, None, &mut out).expect("writes");
        let said = String::from_utf8(out).expect("is UTF-8");
        assert_eq!(
            said,
            "在春耕生产会议上的讲话\n全文 45 字，念不到 1 分钟（每分钟 180 字）\n  \
             一、抓农时（14 字，念不到 1 分钟）\n    · 一是、二是（2 项）\n  二、抓质量（6 字，念不到 1 分钟）\n"
        );
    }
}
