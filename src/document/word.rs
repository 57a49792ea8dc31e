//! A span → whether its borders cut a word: the one segmenter (jieba-rs), asked only around a candidate match.
//!
//! Its dictionary is the 52,000 most frequent words of jieba's, loaded on first need: a draft in which nothing is found
//! never pays for it. There is no HMM, which glues typing mistakes into words.

use super::glyph::is_han;
use crate::span::Span;
use jieba_rs::Jieba;
use std::sync::OnceLock;

/// How many characters on each side of a border the segmenter sees.
const REACH: usize = 12;

static WORDS: &str = include_str!("../../assets/words.txt");
static JIEBA: OnceLock<Jieba> = OnceLock::new();

fn jieba() -> &'static Jieba {
    // The dictionary is part of the program; a test reads every line of it.
    JIEBA.get_or_init(|| Jieba::with_dict(&mut WORDS.as_bytes()).unwrap_or_else(|_| Jieba::empty()))
}

/// Whether the dictionary was loaded, so that a test can prove that a clean draft does without.
#[must_use]
pub fn is_loaded() -> bool {
    JIEBA.get().is_some()
}

/// Whether a border of `span` falls inside a longer word: `习贯` in `学习贯彻`.
#[must_use]
pub fn cuts_word(text: &str, span: Span) -> bool {
    cuts_at(text, span.start()) || cuts_at(text, span.end())
}

/// Whether `s` is a word of the dictionary.
#[must_use]
pub fn is_word(s: &str) -> bool {
    jieba().has_word(s)
}

/// Whether the place `at` lies inside a word.
fn cuts_at(text: &str, at: usize) -> bool {
    let (Some(left), Some(right)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    let before: usize = left.chars().rev().take(REACH).take_while(|&c| is_han(c)).map(char::len_utf8).sum();
    let after: usize = right.chars().take(REACH).take_while(|&c| is_han(c)).map(char::len_utf8).sum();
    if before == 0 || after == 0 {
        return false;
    }
    let Some(window) = text.get(at - before..at + after) else {
        return false;
    };
    let tokens = jieba().cut(window, false);
    tokens.iter().any(|t| t.byte_start < before && before < t.byte_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(text: &str, part: &str) -> bool {
        let start = text.find(part).expect("the part stands in the text");
        cuts_word(text, Span::new(start, start + part.len()))
    }

    #[test]
    fn the_dictionary_is_sound() {
        for line in WORDS.lines() {
            let (word, frequency) = line.split_once(' ').expect("a word and its frequency");
            assert!(!word.is_empty() && frequency.parse::<usize>().is_ok_and(|n| n >= 50), "{line}");
        }
        assert!(is_word("贯彻") && !is_word("习贯"));
        assert!(is_loaded());
    }

    #[test]
    fn borders_inside_words() {
        assert!(cuts("我们要学习贯彻会议精神", "习贯"));
        assert!(cuts("当前形式主义有所抬头", "当前形式"));
        assert!(cuts("会议提出了要求", "议提"));
        assert!(!cuts("坚决捍卫连个确立的意义", "连个确立"));
        assert!(!cuts("他的习贯很好", "习贯"));
    }

    #[test]
    fn edges_of_the_text() {
        assert!(!cuts_word("", Span::at(0)));
        assert!(!cuts_word("学习", Span::new(0, 6)));
        assert!(!cuts_word("学习", Span::new(1, 60)));
        assert!(cuts_word("学习", Span::new(0, 3)));
    }
}
