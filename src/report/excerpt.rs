//! Places in a draft → what miette draws: one-line windows as wide as the screen instead of whole paragraphs.
//!
//! A paragraph of a speech is one line of up to three thousand bytes. A window shows the sentence around a label, or the
//! clauses that fit, with `…` where the line goes on. Its text is made anew, so nothing a terminal obeys is in it, and
//! labels are placed in that text; line and column are those of the draft. The work does not grow with the line.

use super::visible;
use crate::document::Document;
use crate::span::Span;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A place to be underlined.
#[derive(Debug)]
pub(super) struct Mark {
    /// Where in the draft.
    pub(super) span: Span,
    /// What is said there.
    pub(super) label: Option<String>,
    /// Whether the header of its window gives this place.
    pub(super) primary: bool,
}

/// The windows of one report.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    windows: Vec<Window>,
    /// Start of each label in `text`, with its column in the draft, 0-based.
    columns: Vec<(usize, usize)>,
    /// The labels, placed in `text`.
    pub(super) labels: Vec<LabeledSpan>,
}

/// One line of `text`.
#[derive(Debug)]
struct Window {
    start: usize,
    end: usize,
    /// In the draft, 0-based.
    line: usize,
}

/// A label with its place cut to one line.
struct Placed<'a> {
    mark: &'a Mark,
    line: usize,
    span: Span,
    /// The last line it really reaches, if another.
    until: Option<usize>,
}

impl Excerpt {
    /// Windows for all marks, `width` columns wide with the line numbers.
    pub(super) fn new(doc: &Document, marks: &[Mark], width: usize, unicode: bool) -> Excerpt {
        let mut placed: Vec<Placed<'_>> = marks.iter().map(|mark| place(doc, mark)).collect();
        placed.sort_by_key(|p| (p.span.start, p.span.end));
        let number = placed.iter().map(|p| p.line + 1).max().unwrap_or(1).to_string().len();
        // The gutter, an ellipsis on both sides, and a column to spare.
        let room = width.saturating_sub(number + 4 + 7).max(24);
        let name = visible::visible(&doc.source.name, unicode).into_owned();
        let mut excerpt =
            Excerpt { name, text: String::new(), windows: Vec::new(), columns: Vec::new(), labels: Vec::new() };
        let mut rest = placed.as_slice();
        while let Some(first) = rest.first() {
            let line = doc.lines().content(doc.text(), first.line);
            let mut core = Span::new(first.span.start(), fitting(doc.text(), first.span, room));
            let mut taken = 1;
            for next in rest.iter().skip(1).take_while(|next| next.line == first.line) {
                let both = core.join(next.span);
                if fitting(doc.text(), both, room) < both.end() {
                    break;
                }
                core = both;
                taken += 1;
            }
            let span = grow(doc, line, core, room);
            let (here, later) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
            excerpt.push(doc, line, span, here, unicode);
            rest = later;
        }
        excerpt
    }

    fn push(&mut self, doc: &Document, line: Span, span: Span, placed: &[Placed<'_>], unicode: bool) {
        let ellipsis = if unicode { "…" } else { "..." };
        let start = self.text.len();
        if span.start > line.start {
            self.text.push_str(ellipsis);
        }
        let base = self.text.len();
        // Where each character of the draft went; both columns ascend.
        let mut went = Vec::with_capacity(span.len());
        self.text.reserve(span.len() + 2 * ellipsis.len() + 1);
        for (at, c) in span.of(doc.text()).char_indices() {
            went.push((span.start() + at, self.text.len()));
            self.text.push(visible::stand_in(c, unicode).unwrap_or(c));
        }
        let end = self.text.len();
        let find = |offset: usize| {
            let i = went.partition_point(|&(real, _)| real < offset);
            went.get(i).map_or(end, |&(_, here)| here).max(base)
        };
        for p in placed {
            let (from, to) = (find(p.span.start()), find(p.span.end()));
            let label = match (&p.mark.label, p.until) {
                (Some(label), Some(line)) => Some(format!("{label}（至第 {} 行）", line + 1)),
                (None, Some(line)) => Some(format!("至第 {} 行", line + 1)),
                (label, None) => label.clone(),
            };
            let column = doc.position(p.span.start).column.saturating_sub(1) as usize;
            self.columns.push((from, column));
            self.labels.push(if p.mark.primary {
                LabeledSpan::new_primary_with_span(label, (from, to - from))
            } else {
                LabeledSpan::new_with_span(label, (from, to - from))
            });
        }
        if span.end < line.end {
            self.text.push_str(ellipsis);
        } else if placed.iter().any(|p| p.span.is_empty() && p.span.end == span.end) {
            // Room for the caret of something missing at the end.
            self.text.push(' ');
        }
        self.windows.push(Window { start, end: self.text.len(), line: placed.first().map_or(0, |p| p.line) });
        self.text.push('\n');
    }
}

/// Errs for a span over two windows, so that miette draws them apart; asked for a label it gives the label's own column.
impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = (span.offset(), span.offset() + span.len());
        let window = self.windows.iter().find(|w| w.start <= from && to <= w.end).ok_or(MietteError::OutOfBounds)?;
        let column = self.columns.iter().find(|(start, _)| *start == from).map_or(0, |&(_, column)| column);
        let text = self.text.get(window.start..window.end).unwrap_or_default();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            text.as_bytes(),
            (window.start, text.len()).into(),
            window.line,
            column,
            1,
        )))
    }
}

fn place<'a>(doc: &Document, mark: &'a Mark) -> Placed<'a> {
    let lines = doc.lines();
    let line = lines.line_of(mark.span.start);
    let content = lines.content(doc.text(), line);
    let start = mark.span.start.clamp(content.start, content.end);
    let end = mark.span.end.clamp(start, content.end);
    let last = lines.line_of(mark.span.end.saturating_sub(1).max(mark.span.start));
    Placed { mark, line, span: Span { start, end }, until: (last > line).then_some(last) }
}

/// Where a span ends when it is cut to `room` columns.
fn fitting(text: &str, span: Span, room: usize) -> usize {
    let mut used = 0;
    let cut = span.of(text).char_indices().find(|&(_, c)| {
        used += visible::width(c);
        used > room
    });
    cut.map_or(span.end(), |(at, _)| span.start() + at)
}

/// The window around `core`: its sentence where that fits, else whole clauses, else as many characters as fit.
fn grow(doc: &Document, line: Span, core: Span, room: usize) -> Span {
    let text = doc.text();
    let sentence = doc.sentence_at(core.start).and_then(|i| doc.sentences.get(i)).map(|s| s.span);
    let within = match sentence {
        Some(sentence) if line.contains(sentence) && sentence.contains(core) => sentence,
        _ => line,
    };
    if fitting(text, within, room) == within.end() {
        return within;
    }
    let mut span = core;
    let mut left = room.saturating_sub(visible::columns(core.of(text)));
    loop {
        let behind = Span { start: span.end, end: within.end };
        let ahead = Span { start: within.start, end: span.start };
        let grown = to_next_mark(text, behind, left).map(|(end, used)| (Span::new(span.start(), end), used));
        let grown = match grown {
            Some((longer, used)) => Some((longer, used)),
            None => to_last_mark(text, ahead, left).map(|(start, used)| (Span::new(start, span.end()), used)),
        };
        let Some((longer, used)) = grown else { break };
        // One clause on the right, then one on the left, and so on.
        span = longer;
        left -= used;
        if let Some((start, used)) = to_last_mark(text, Span { start: within.start, end: span.start }, left) {
            span = Span::new(start, span.end());
            left -= used;
        }
    }
    fill(text, within, span, core, left)
}

/// Cuts a clause that is too long: the room that is left goes to the sides that have not grown.
fn fill(text: &str, within: Span, span: Span, core: Span, room: usize) -> Span {
    let (grow_left, grow_right) = (span.start == core.start, span.end == core.end);
    let share = if grow_left && grow_right { room / 2 } else { room };
    let mut used = 0;
    let mut start = span.start();
    if grow_left {
        for (at, c) in (Span { start: within.start, end: span.start }).of(text).char_indices().rev() {
            if used + visible::width(c) > share {
                break;
            }
            used += visible::width(c);
            start = within.start() + at;
        }
    }
    let behind = Span { start: span.end, end: within.end };
    let end = if grow_right { fitting(text, behind, room - used) } else { span.end() };
    Span::new(start, end)
}

/// The end of the clause that begins `span`, and the columns up to there, if they fit.
fn to_next_mark(text: &str, span: Span, room: usize) -> Option<(usize, usize)> {
    let mut used = 0;
    let mut marked = false;
    for (at, c) in span.of(text).char_indices() {
        if marked && !closes(c) && !parts(c) {
            return Some((span.start() + at, used));
        }
        marked |= parts(c);
        used += visible::width(c);
        if used > room {
            return None;
        }
    }
    (!span.is_empty()).then_some((span.end(), used))
}

/// The start of the clause that ends `span`, and the columns from there, if they fit.
fn to_last_mark(text: &str, span: Span, room: usize) -> Option<(usize, usize)> {
    let mut used = 0;
    let mut words = false;
    for (at, c) in span.of(text).char_indices().rev() {
        let mark = parts(c) || closes(c);
        if words && parts(c) {
            return Some((span.start() + at + c.len_utf8(), used));
        }
        words |= !mark;
        used += visible::width(c);
        if used > room {
            return None;
        }
    }
    (!span.is_empty()).then_some((span.start(), used))
}

fn parts(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | '、' | ',' | ';' | '!' | '?')
}

fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '）' | '》' | '」' | '』' | '】' | ')' | '"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;
    use proptest::prelude::*;

    fn shown(text: &str, spans: &[Span], width: usize) -> Vec<String> {
        let doc = example::doc(text);
        let marks: Vec<Mark> = spans.iter().map(|&span| Mark { span, label: None, primary: false }).collect();
        let excerpt = Excerpt::new(&doc, &marks, width, true);
        let labels: Vec<_> = excerpt.labels.iter().map(|l| l.offset()..l.offset() + l.len()).collect();
        let mut lines: Vec<String> = excerpt.text.lines().map(str::to_owned).collect();
        lines.extend(labels.into_iter().map(|range| excerpt.text[range].to_owned()));
        lines
    }

    #[track_caller]
    fn around(text: &str, wanted: &str, width: usize) -> Vec<String> {
        let at = text.find(wanted).expect("stands there");
        shown(text, &[Span::new(at, at + wanted.len())], width)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(around("同志们：\r\n开会。", "们", 80), ["同志们：", "们"]);
    }

    #[test]
    fn a_long_line_is_cut_at_clauses() {
        let text =
            format!("{}第一要学，第二要做，第三要快，{}", "前面的话很长，".repeat(20), "后面的话很长，".repeat(20));
        let lines = around(&text, "要做", 60);
        assert_eq!(lines[0], "…第一要学，第二要做，第三要快，后面的话很长，…");
        assert_eq!(lines[1], "要做");
    }

    #[test]
    fn a_clause_longer_than_the_screen_is_cut_anywhere() {
        let text = format!("{}要害{}", "前".repeat(100), "后".repeat(100));
        let lines = around(&text, "要害", 40);
        assert_eq!(lines[0], format!("…{}要害{}…", "前".repeat(6), "后".repeat(6)));
    }

    #[test]
    fn a_label_wider_than_the_screen_is_cut() {
        let text = "长".repeat(300);
        let lines = shown(&text, &[Span::new(30, 600)], 40);
        assert_eq!(lines[0], format!("…{}…", "长".repeat(14)));
        assert_eq!(lines[1], "长".repeat(14));
    }

    #[test]
    fn near_labels_share_a_window_and_far_ones_do_not() {
        let text = format!("甲，乙，{}丙", "很长，".repeat(50));
        let at = |c| text.find(c).map_or(Span::at(0), |at| Span::new(at, at + 3));
        assert_eq!(shown(&text, &[at('丙'), at('甲'), at('乙')], 40)[2..], ["甲", "乙", "丙"]);
    }

    #[test]
    fn what_is_missing_has_a_caret_also_at_the_end_and_in_nothing() {
        assert_eq!(shown("甲\n", &[Span::at(3)], 40), ["甲 ", ""]);
        assert_eq!(shown("甲\n", &[Span::at(4)], 40), [" ", ""]);
        assert_eq!(shown("", &[Span::at(0)], 40), [" ", ""]);
    }

    #[test]
    fn a_span_over_lines_says_how_far_it_goes() {
        let doc = example::doc("甲乙\n丙丁\n戊");
        let marks = [Mark { span: Span::new(3, 13), label: None, primary: true }];
        let excerpt = Excerpt::new(&doc, &marks, 80, true);
        assert_eq!(excerpt.labels[0].label(), Some("至第 2 行"));
    }

    proptest! {
        #[test]
        fn any_text_any_place(text in "[\\PC，。\\n\u{1b}\u{200b}]{0,80}", a in 0_usize..300, b in 0_usize..300, width in 0_usize..100) {
            let fit = |mut at: usize| { at = at.min(text.len()); while !text.is_char_boundary(at) { at -= 1 } at };
            let (a, b) = (fit(a.min(b)), fit(a.max(b)));
            let lines = shown(&text, &[Span::new(a, b), Span::at(a)], width);
            for line in lines.iter().take(lines.len() - 2) {
                prop_assert!(!line.chars().any(char::is_control));
                prop_assert!(visible::columns(line) <= width.max(40));
            }
        }
    }
}
