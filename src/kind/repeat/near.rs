//! Characters and words that stand twice side by side.

use super::Repeat;
use crate::diagnostic::Fix;
use crate::document::glyph::{char_at, char_before, is_han};
use crate::kind::text::{covered, touched};
use crate::kind::{Finding, View};
use crate::span::Span;

fn doubled(kind: &Repeat, span: Span, right: &str) -> Finding {
    let vars = vec![("fix", right.to_owned())];
    Finding { vars, fixes: vec![Fix::replace(span, right, kind.fix)], ..Finding::at(span) }
}

/// `的的`: one of the kind's characters twice or more. `真真切切` and `实实在在` are words.
pub(super) fn chars(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    let groups = &view.doc.echoes().doubled;
    for (index, &span) in groups.iter().enumerate() {
        let Some(one) = char_at(text, span.start()).filter(|c| kind.chars.contains(c)) else { continue };
        let before = index.checked_sub(1).and_then(|i| groups.get(i));
        let twins = before.is_some_and(|twin| twin.end == span.start)
            || groups.get(index + 1).is_some_and(|twin| twin.start == span.end);
        if !twins && !covered(view.hits, span, |tag| tag == 1) {
            out.push(doubled(kind, span, &one.to_string()));
        }
    }
}

/// `进行进行`: one of the kind's words twice.
pub(super) fn words(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let mut last: Option<Span> = None;
    for hit in view.hits.iter().filter(|h| h.tag == 0) {
        let again = last.is_some_and(|l| l.overlaps(hit.span));
        if again || touched(view.hits, hit.span, |tag| tag == 1) {
            continue;
        }
        last = Some(hit.span);
        let word = view.doc.slice(hit.span);
        let right = word.get(..word.len() / 2).unwrap_or("");
        out.push(doubled(kind, hit.span, right));
    }
}

/// The shortest and the longest run that is looked for twice, in characters.
const SHORTEST: usize = 3;
const LONGEST: usize = 8;

/// `深入贯彻深入贯彻`: any run of three to eight ideographs twice.
pub(super) fn runs(kind: &Repeat, view: View<'_>, out: &mut Vec<Finding>) {
    let text = view.doc.text();
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in view.doc.echoes().heads(SHORTEST, SHORTEST..=LONGEST) {
        let head = bytes.get(at..at + 3);
        if at < done || !head.and_then(<[u8]>::first).is_some_and(|lead| (0xE4..=0xE9).contains(lead)) {
            continue;
        }
        let twice = |n: usize| {
            let (mid, end) = (at + 3 * n, at + 6 * n);
            bytes.get(mid..mid + 3) == head && bytes.get(at..mid).zip(bytes.get(mid..end)).is_some_and(|(a, b)| a == b)
        };
        // A shorter period is a doubled character or word, and not looked for here.
        let found = if twice(1) || twice(2) { None } else { (SHORTEST..=LONGEST).find(|&n| twice(n)) };
        let Some(n) = found else { continue };
        let span = Span::new(at, at + 6 * n);
        let right = text.get(at..at + 3 * n).unwrap_or("");
        if !right.chars().all(is_han) {
            continue;
        }
        done = span.end();
        // `一个问题一个问题地解决`, `一年接一年`: said twice on purpose.
        let distributive = |c: char| matches!(c, '一' | '每' | '各' | '几' | '逐' | '两' | '半');
        let meant = right.starts_with(distributive) || char_before(text, at).is_some_and(distributive);
        // `基金的基金`, `专利的专利权人`: the second one belongs to what follows.
        let linked = right.starts_with(['的', '和', '或', '及']);
        if !meant && !linked && !touched(view.hits, span, |tag| tag == 1) {
            out.push(doubled(kind, span, right));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Repeat, Unit};
    use crate::diagnostic::Applicability;
    use crate::document::Document;
    use crate::kind::{Hit, View};
    use crate::span::Span;

    fn found(unit: Unit, text: &str) -> Vec<String> {
        let kind = Repeat {
            unit,
            chars: "的在了是".chars().collect(),
            words: Vec::new(),
            except: vec!["目的的".into()],
            min: 0,
            fix: Applicability::Safe,
        };
        let doc = Document::from_text(text);
        let hits: Vec<Hit> =
            text.match_indices("目的的").map(|(i, s)| Hit { span: Span::new(i, i + s.len()), tag: 1 }).collect();
        let mut out = Vec::new();
        kind.run(View::of(&doc, &hits), &mut out);
        out.iter().map(|f| f.span.of(text).to_owned()).collect()
    }

    #[test]
    fn doubled_characters() {
        assert_eq!(
            found(Unit::Char, "工作的的落实，达到目的的办法，实实在在干，的的确确好，说了了了事"),
            ["的的", "了了了"]
        );
        assert!(found(Unit::Char, "层层落实，人人尽责").is_empty());
    }

    #[test]
    fn doubled_runs() {
        assert_eq!(found(Unit::Word, "要深入贯彻深入贯彻落实，一个问题一个问题解决"), ["深入贯彻深入贯彻"]);
        assert!(found(Unit::Word, "哈哈哈哈哈哈哈哈，向前向前向前").is_empty());
    }
}
