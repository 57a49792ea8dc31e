//! Any text → text that is safe and legible on a terminal, and lines of it that fit the screen.
//!
//! An ESC in a draft is a command to the terminal, a bidirectional override turns the line around, a zero-width space
//! is not seen: each becomes one visible sign.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// What stands for a character that must not reach the terminal, or cannot be seen there; `None` for all others.
#[must_use]
pub fn stand_in(c: char, unicode: bool) -> Option<char> {
    let sign = match c {
        ' '..='~' | '\u{4e00}'..='\u{9fff}' => return None,
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if is_hidden(c) => '\u{fffd}',
        _ => return None,
    };
    Some(if unicode || sign == ' ' { sign } else { '?' })
}

/// C1 controls, zero-width and bidirectional signs, line separators, tags.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text on one line without anything that a terminal would obey.
#[must_use]
pub fn visible(text: &str, unicode: bool) -> Cow<'_, str> {
    if text.chars().any(|c| stand_in(c, unicode).is_some()) {
        Cow::Owned(text.chars().map(|c| stand_in(c, unicode).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Columns a character takes.
#[must_use]
pub fn width(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\u{4e00}'..='\u{9fff}' => 2,
        c => c.width().unwrap_or(0),
    }
}

/// Columns a text takes, summed by character as the excerpts draw it.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Breaks a text into lines of at most `room` columns. A line does not begin with a closing mark and does not cut an
/// ASCII word, where that can be helped.
#[must_use]
pub fn wrap(text: &str, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    // Where the line begins, and its columns so far.
    let (mut from, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        let wide = width(c);
        if used + wide > room && from < at {
            let full = text.get(from..at).unwrap_or_default();
            let (line, rest) = full.split_at_checked(break_at(full, c)).unwrap_or((full, ""));
            lines.push(line.trim_end());
            let rest = rest.trim_start();
            (from, used) = (at - rest.len(), columns(rest));
            if rest.is_empty() && c == ' ' {
                from += 1;
                continue;
            }
        }
        used += wide;
    }
    if from < text.len() || lines.is_empty() {
        lines.push(text.get(from..).unwrap_or_default());
    }
    lines
}

/// Where to break a full line that `next` would follow: the last place that is good, or its end.
fn break_at(line: &str, next: char) -> usize {
    let mut after = next;
    for (at, c) in line.char_indices().rev().take(24) {
        if may_break(c, after) {
            return at + c.len_utf8();
        }
        after = c;
    }
    line.len()
}

fn may_break(before: char, after: char) -> bool {
    let word = |c: char| c.is_ascii_graphic();
    let closing = |c: char| "，。；：、！？”’）》」』】〉〕…—·%％".contains(c);
    let opening = |c: char| "“‘（《「『【〈〔".contains(c);
    !(closing(after) || opening(before) || word(before) && word(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_is_left() {
        assert_eq!(visible("a\u{1b}[31m红\u{9b}\u{202e}\u{200b}\r\n\tb", true), "a␛[31m红\u{fffd}\u{fffd}\u{fffd}␍␊ b");
        assert_eq!(visible("\u{1b}\u{7f}\u{feff}", false), "???");
        assert!(matches!(visible("同志们：　你好", true), Cow::Borrowed(_)));
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let shown = stand_in(c, true).unwrap_or(c);
            assert!(!shown.is_control(), "{c:?}");
            assert_eq!(stand_in(c, true).is_some(), is_hidden(c) || c.is_control(), "{c:?}");
            assert_eq!(width(c), c.width().unwrap_or(0), "{c:?}");
        }
    }

    #[test]
    fn lines_fit_and_begin_well() {
        assert_eq!(wrap("截止是到期，截至是统计到某时。", 10), ["截止是到", "期，截至是", "统计到某", "时。"]);
        assert_eq!(wrap("见 slogan/near-miss 规则", 16), ["见", "slogan/near-miss", "规则"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut() {
        let word = "a".repeat(100);
        let lines = wrap(&word, 40);
        assert_eq!(lines.concat(), word);
        assert!(lines.iter().all(|l| l.len() <= 40));
    }
}
