//! Canonical texts → the pieces by which they are looked for: whatever one slip spoils, a piece of the text stays whole.
//!
//! Says which literals the kinds `near` and `quote` have and in which order, which is how their hits are numbered. Also
//! compiled into the build script, so it knows nothing of the program.

use std::ops::Range;

/// Characters of the shortest phrase, and of the shortest in which neighbours may have changed places.
pub(super) const SHORTEST: usize = 4;
pub(super) const SWAP_FROM: usize = 5;
/// Characters of the shortest piece of a sentence.
const PIECE: usize = 3;

/// What a literal is to a phrase or a row of `near`, each by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Near {
    /// Right as it stands.
    Right,
    /// The first half of a phrase.
    Head(usize),
    /// The second half.
    Tail(usize),
    /// The phrase with its middle characters swapped, and how many bytes stand before them.
    Swapped(usize, usize),
    /// The noun of a row.
    Noun(usize),
}

/// What a literal is to a sentence of `quote`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// A piece of a right form, by its number, and how many characters stand before it.
    Piece(usize, usize),
    /// A misquotation of a row.
    Wrong(usize),
    /// Right nevertheless.
    Except,
}

/// The halves of a phrase; nothing where it is too short to have any.
pub(super) fn halves(phrase: &str) -> Option<(&str, &str)> {
    let count = phrase.chars().count();
    let middle = phrase.char_indices().nth(count / 2).map_or(0, |(at, _)| at);
    phrase.split_at_checked(middle).filter(|_| count >= SHORTEST)
}

/// A phrase with its middle characters swapped, and how many bytes stand before them; nothing where that is no slip.
fn swapped(phrase: &str) -> Option<(usize, String)> {
    let (head, tail) = halves(phrase)?;
    let (left, right) = (head.chars().next_back()?, tail.chars().next()?);
    if left == right || phrase.chars().count() < SWAP_FROM {
        return None;
    }
    let before = head.len() - left.len_utf8();
    Some((before, format!("{}{right}{left}{}", head.get(..before)?, tail.get(right.len_utf8()..)?)))
}

/// Calls `found` with all literals of `near`: what is right, the halves, the nouns. A literal is a part of a text.
pub(super) fn near(phrases: &[&str], also: &[&str], nouns: &[&str], mut found: impl FnMut(&str, Range<usize>, Near)) {
    let mut whole = |text: &str, used| found(text, 0..text.len(), used);
    phrases.iter().chain(also).for_each(|right| whole(right, Near::Right));
    for (p, phrase) in phrases.iter().enumerate() {
        if let Some((head, _)) = halves(phrase) {
            found(phrase, 0..head.len(), Near::Head(p));
            found(phrase, head.len()..phrase.len(), Near::Tail(p));
        }
        if let Some((before, text)) = swapped(phrase) {
            found(&text, 0..text.len(), Near::Swapped(p, before));
        }
    }
    nouns.iter().enumerate().for_each(|(r, noun)| found(noun, 0..noun.len(), Near::Noun(r)));
}

/// Calls `found` with all literals of `quote`: of each row the pieces of its right forms and what is wrong, then the
/// exceptions. A row is its right forms and its misquotations.
pub(super) fn quote(
    rows: &[(Vec<&str>, Vec<&str>)],
    except: &[&str],
    is_han: fn(char) -> bool,
    mut found: impl FnMut(&str, Quote),
) {
    let mut form = 0;
    for (row, (right, wrong)) in rows.iter().enumerate() {
        for text in right {
            cut(text, is_han, |before, piece| found(piece, Quote::Piece(form, before)));
            form += 1;
        }
        wrong.iter().for_each(|text| found(text, Quote::Wrong(row)));
    }
    except.iter().for_each(|text| found(text, Quote::Except));
}

/// Calls `found` with the pieces of each clause and how many characters of the sentence stand before it.
fn cut<'t>(text: &'t str, is_han: fn(char) -> bool, mut found: impl FnMut(usize, &'t str)) {
    let mut before = 0;
    for clause in text.split(|c| !is_han(c)) {
        let len = clause.chars().count();
        let half = if len < 2 * PIECE { len } else { len / 2 };
        let middle = clause.char_indices().nth(half).map_or(clause.len(), |(at, _)| at);
        let (head, tail) = clause.split_at_checked(middle).unwrap_or_default();
        for (at, piece, len) in [(before, head, half), (before + half, tail, len - half)] {
            if len >= PIECE {
                found(at, piece);
            }
        }
        before += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_gives_its_halves_and_what_its_middle_may_become() {
        let mut all = Vec::new();
        near(&["全心全意为人民", "三严三实"], &["全意"], &["个确立"], |text, part, used| {
            all.push((text.get(part).expect("a part").to_owned(), used))
        });
        let want = [
            ("全心全意为人民", Near::Right),
            ("三严三实", Near::Right),
            ("全意", Near::Right),
            ("全心全", Near::Head(0)),
            ("意为人民", Near::Tail(0)),
            ("全心意全为人民", Near::Swapped(0, 6)),
            ("三严", Near::Head(1)),
            ("三实", Near::Tail(1)),
            ("个确立", Near::Noun(0)),
        ];
        assert_eq!(all, want.map(|(text, used)| (text.to_owned(), used)));
        assert_eq!(halves("三严实"), None);
    }

    #[test]
    fn a_sentence_gives_pieces_of_its_clauses() {
        let mut all = Vec::new();
        let rows = [(vec!["绿水青山，就是金山银山"], vec!["金山绿山"])];
        quote(&rows, &["除外"], |c| c != '，', |text, used| all.push((text.to_owned(), used)));
        let want = [
            ("绿水青山", Quote::Piece(0, 0)),
            ("就是金", Quote::Piece(0, 4)),
            ("山银山", Quote::Piece(0, 7)),
            ("金山绿山", Quote::Wrong(0)),
            ("除外", Quote::Except),
        ];
        assert_eq!(all, want.map(|(text, used)| (text.to_owned(), used)));
    }
}
