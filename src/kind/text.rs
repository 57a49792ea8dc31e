//! Small things that several kinds need: one-or-many lists, word lists with exceptions, years.

use super::Hit;
use crate::span::Span;
use serde::{Deserialize, Deserializer};

/// A TOML string or list of strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneOrMany(pub Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = OneOrMany;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string or a list of strings")
            }
            fn visit_str<E>(self, s: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![s.to_owned()]))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany, A::Error> {
                let mut all = Vec::new();
                while let Some(s) = seq.next_element()? {
                    all.push(s);
                }
                Ok(OneOrMany(all))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Where a word begins in a clause. What `std` makes ready for each search takes longer than to look at a clause.
pub fn find(text: &str, word: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), word.as_bytes())
}

/// Whether one of the hits in `sorted` (by place) with a tag that `wanted` accepts holds `span`.
pub fn covered(sorted: &[Hit], span: Span, wanted: impl Fn(u32) -> bool) -> bool {
    let end = sorted.partition_point(|h| h.span.start <= span.start);
    // Exceptions are short; none begins further back than this.
    const REACH: u32 = 120;
    sorted[..end]
        .iter()
        .rev()
        .take_while(|h| h.span.start + REACH >= span.start)
        .any(|h| h.span.contains(span) && wanted(h.tag))
}

/// Whether one of the hits in `sorted` (by place) with a tag that `wanted` accepts shares a byte with `span`.
pub fn touched(sorted: &[Hit], span: Span, wanted: impl Fn(u32) -> bool) -> bool {
    const REACH: u32 = 120;
    let start = sorted.partition_point(|h| h.span.start + REACH < span.start);
    sorted[start..].iter().take_while(|h| h.span.start < span.end).any(|h| h.span.overlaps(span) && wanted(h.tag))
}

/// The latest year that the text names (`2024年`, `二〇二四年`); `None` where it names none.
pub fn latest_year(text: &str) -> Option<u32> {
    years(text).max()
}

/// The years that the text names, in any digits.
pub fn years(text: &str) -> impl Iterator<Item = u32> {
    let digit = |c: char| match c {
        '０'..='９' => Some(c as u32 - '０' as u32),
        '〇' | '零' | '○' | 'Ｏ' => Some(0),
        _ => c.to_digit(10).or_else(|| "一二三四五六七八九".chars().position(|d| d == c).map(|at| at as u32 + 1)),
    };
    let found = text.match_indices('年').filter_map(move |(at, _)| {
        let before = text.get(..at)?.chars().rev();
        let mut year = 0;
        for (c, weight) in before.take(4).zip([1, 10, 100, 1000]) {
            year += digit(c)? * weight;
        }
        Some(year)
    });
    found.filter(|year| (1900..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::latest_year;

    #[test]
    fn the_latest_year_in_any_digits() {
        assert_eq!(latest_year("一九七八年以来，到1998年底，共20年"), Some(1998));
        assert_eq!(latest_year("二〇二五年，完成３年任务"), Some(2025));
        assert_eq!(latest_year("今年以来，九五〇〇年"), None);
    }
}
