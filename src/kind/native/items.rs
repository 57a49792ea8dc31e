//! Items of an inline series that end in different marks, and words that lost their quotation marks.

use super::Finding;
use crate::diagnostic::{Applicability, Fix};
use crate::document::glyph::{char_at, is_han};
use crate::document::{Document, MarkKind, Series, Sign};
use crate::span::{Edit, Span};

/// The last character of an item, which is its mark.
fn end_mark(doc: &Document, span: Span) -> Option<(char, Span)> {
    let text = doc.slice(span).trim_end();
    let c = text.chars().next_back()?;
    let end = span.start() + text.len();
    Some((c, Span::new(end - c.len_utf8(), end)))
}

/// The series whose items follow each other in one paragraph, three or more.
fn inline(doc: &Document) -> impl Iterator<Item = &Series> {
    doc.series.iter().filter(|s| {
        let block = s.items.first().map(|i| i.block);
        !s.across_blocks
            && !s.style.is_structural()
            && s.items.len() > 2
            && s.items.iter().all(|i| Some(i.block) == block)
    })
}

/// `一是…；二是…。三是…`: items that end in `；` and in `。`. Reports the first of the fewer.
pub(super) fn mixed_ends(doc: &Document, out: &mut Vec<Finding>) {
    for series in inline(doc) {
        let inner = series.items.len() - 1;
        let ends: Vec<_> = series.items.iter().take(inner).filter_map(|i| end_mark(doc, i.span)).collect();
        let of = |mark: char| ends.iter().filter(move |e| e.0 == mark);
        let (semicolons, stops) = (of('；').count(), of('。').count());
        if semicolons == 0 || stops == 0 {
            continue;
        }
        let (wrong, right) = if semicolons >= stops { ('。', "；") } else { ('；', "。") };
        let mut found: Vec<_> = of(wrong).map(|e| e.1).collect();
        let Some(first) = found.first().copied() else { continue };
        let fixes = vec![Fix {
            title: format!("分项末尾统一用“{right}”"),
            edits: found.iter().map(|&s| Edit::new(s, right)).collect(),
            applicability: Applicability::Unsafe,
        }];
        let related = found.drain(1..).map(|s| (s, "这里也是".to_owned())).collect();
        out.push(Finding { vars: vec![("fix", right.to_owned())], related, fixes, ..Finding::at(first) });
    }
}

/// An item that holds a full stop and ends in a semicolon. Reports the semicolon of the first such item.
pub(super) fn stop_inside(doc: &Document, out: &mut Vec<Finding>) {
    for series in inline(doc) {
        let found = series.items.iter().find_map(|item| {
            let (mark, place) = end_mark(doc, item.span)?;
            let body = Span { start: item.span.start, end: place.start };
            (mark == '；' && bare_stop(doc, body)).then_some(place)
        });
        if let Some(place) = found {
            out.push(Finding { vars: vec![("fix", "。".to_owned())], ..Finding::at(place) });
        }
    }
}

/// Whether a full stop stands in `span` outside quotes and brackets.
fn bare_stop(doc: &Document, span: Span) -> bool {
    doc.slice(span).match_indices('。').any(|(i, stop)| {
        let stop = Span::new(span.start() + i, span.start() + i + stop.len());
        doc.marks.around(stop, &[MarkKind::Quote, MarkKind::Paren]).is_none()
    })
}

/// `“救命钱”养老钱`: a quoted word, then its twin of the same length and last character without quotes.
pub(super) fn half_quoted(doc: &Document, out: &mut Vec<Finding>) {
    for pair in doc.marks.pairs.iter().filter(|p| p.kind == MarkKind::Quote) {
        let inner = doc.slice(pair.inner());
        let count = if inner.len() > 12 { 0 } else { inner.chars().count() };
        if count != 3 || !inner.chars().all(is_han) {
            continue;
        }
        let rest = doc.text().get(pair.close.end()..).unwrap_or("");
        let len = rest.char_indices().nth(count).map_or(rest.len(), |(i, _)| i);
        let Some((twin, after)) = rest.split_at_checked(len) else { continue };
        let alike = twin.chars().next_back() == inner.chars().next_back() && twin.chars().all(is_han) && twin != inner;
        // A twin that begins with a link word is part of the sentence: `“三环”和四环`.
        let linked =
            twin.starts_with(['和', '与', '及', '或', '的', '是', '等', '为', '在', '到', '加', '变', '成', '转']);
        let ends = after.chars().next().is_none_or(|c| !is_han(c) && c != '“' && c != '”');
        if alike && ends && !linked {
            let span = pair.outer().join(Span::new(pair.close.end(), pair.close.end() + len));
            let fix = format!("“{inner}”“{twin}”");
            let fixes = vec![Fix::replace(span, &fix, Applicability::Unsafe)];
            out.push(Finding { vars: vec![("fix", fix)], fixes, ..Finding::at(span) });
        }
    }
}

/// So many characters make a clause that can be parallel to others.
const PARALLEL: usize = 5;

/// `常怀律己之心，常思贪欲之害、常弃非分之想`: parallel clauses, some with commas between them, some with `、`.
pub(super) fn mixed_marks(doc: &Document, out: &mut Vec<Finding>) {
    let next = |mark: &Sign| char_at(doc.text(), mark.span().end());
    let mut last: Option<&Sign> = None;
    let mut done = 0;
    for mark in doc.signs.all().iter().filter(|sign| matches!(sign.c, '，' | '、')) {
        // Parallel clauses begin alike: where those behind two unlike marks do not, nothing is mixed.
        if !last.replace(mark).is_some_and(|last| last.c != mark.c && next(last) == next(mark)) {
            continue;
        }
        let sentence = doc.sentence_at(mark.at).and_then(|i| doc.sentences.get(i)).map(|s| s.span);
        if let Some(sentence) = sentence.filter(|span| span.end > mark.at.max(done)) {
            done = sentence.end;
            mixed_in(doc, sentence, out);
        }
    }
}

/// The same for one sentence.
fn mixed_in(doc: &Document, sentence: Span, out: &mut Vec<Finding>) {
    let mut run: Vec<Clause> = Vec::new();
    let mut from = sentence.start;
    for sign in doc
        .signs
        .within(sentence)
        .iter()
        .filter(|s| matches!(s.c, '，' | '、' | '。' | '；' | '：' | '！' | '？' | '“' | '”' | '（' | '）'))
    {
        let text = doc.slice(Span { start: from, end: sign.at });
        let clause = Clause { text, size: text.chars().count(), mark: *sign };
        from = sign.span().end;
        if !run.last().is_none_or(|last| last.is_like(&clause, run.len() == 1)) {
            judge_run(doc, &run, out);
            run.clear();
        }
        run.push(clause);
        if !matches!(sign.c, '，' | '、') {
            judge_run(doc, &run, out);
            run.clear();
        }
    }
}

/// A clause, its length in characters, and the mark behind it.
struct Clause<'t> {
    text: &'t str,
    size: usize,
    mark: Sign,
}

impl Clause<'_> {
    /// Whether the next clause is as long and begins alike. What leads the first one is no part of it: `要常修……`.
    fn is_like(&self, next: &Clause<'_>, first: bool) -> bool {
        let lead = if first { self.size.saturating_sub(next.size) } else { 0 };
        self.size - lead == next.size && self.text.chars().nth(lead) == next.text.chars().next()
    }
}

/// Reports the rarer mark between three or more parallel clauses.
fn judge_run(doc: &Document, run: &[Clause<'_>], out: &mut Vec<Finding>) {
    let Some((last, inner)) = run.split_last() else { return };
    let commas = inner.iter().filter(|clause| clause.mark.c == '，').count();
    let points = inner.len() - commas;
    if inner.len() < 2 || last.size < PARALLEL || commas == 0 || points == 0 {
        return;
    }
    let (odd, right) = if points <= commas { ('、', "，") } else { ('，', "、") };
    if let Some(clause) = inner.iter().find(|clause| clause.mark.c == odd) {
        let span = clause.mark.span();
        let fixes = vec![Fix::replace(span, right, Applicability::Unsafe)];
        if doc.marks.around(span, &[MarkKind::Book]).is_none() {
            out.push(Finding { vars: vec![("fix", right.to_owned())], fixes, ..Finding::at(span) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn ends_that_differ() {
        let text = "一是抓学习；二是抓项目。三是抓作风；四是抓落实。";
        assert_eq!(probe("mixed-item-ends", text).1, "一是抓学习；二是抓项目；三是抓作风；四是抓落实。");
        assert!(probe("mixed-item-ends", "一是抓学习；二是抓项目；三是抓作风。").0.is_empty());
        let text = "一是抓学习。要常学；二是抓项目；三是抓作风。";
        assert_eq!(probe("stop-inside-item", text).0, ["；"]);
    }

    #[test]
    fn a_word_that_lost_its_quotes() {
        assert_eq!(probe("half-quoted", "管好“看病钱”养老钱、扶贫款").1, "管好“看病钱”“养老钱”、扶贫款");
        for text in ["纠“四风”树新风，", "连通“西三环”和四环。", "“看病钱”和养老钱", "“两桥一路”和长江路"]
        {
            assert!(probe("half-quoted", text).0.is_empty(), "{text}");
        }
    }
}
