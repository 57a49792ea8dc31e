//! A few strings → where one of them stands in a text.
//!
//! For what one regex or one part of a speech asks of a sentence or two, where the hits of the table do not tell. Each
//! string is made ready once, and is looked for many bytes at a time.

use crate::span::Span;
use memchr::memmem::Finder;

/// Strings, ready to be looked for.
#[derive(Debug)]
pub(super) struct AnyOf(Box<[Finder<'static>]>);

impl AnyOf {
    /// Of these strings; empty ones are left out.
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> AnyOf {
        let texts = texts.into_iter().filter(|text| !text.is_empty());
        AnyOf(texts.map(|text| Finder::new(text).into_owned()).collect())
    }

    /// Whether one of them stands in a text.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        self.0.iter().any(|one| one.find(text.as_bytes()).is_some())
    }

    /// The first of them in a text; of those that begin alike, the shortest.
    pub(super) fn find(&self, text: &str) -> Option<Span> {
        let mut first: Option<Span> = None;
        for one in &self.0 {
            let len = one.needle().len();
            // Where one was found, another need not be looked for behind it.
            let end = first.map_or(text.len(), |found| text.len().min(found.start() + len));
            let found = one.find(text.as_bytes().get(..end).unwrap_or_default());
            first = first.into_iter().chain(found.map(|at| Span::new(at, at + len))).min();
        }
        first
    }

    /// Where each of them begins in a text, in order.
    pub(super) fn starts(&self, text: &str) -> Vec<usize> {
        let mut starts: Vec<usize> = self.0.iter().flat_map(|one| one.find_iter(text.as_bytes())).collect();
        starts.sort_unstable();
        starts
    }
}

#[cfg(test)]
mod tests {
    use super::AnyOf;
    use crate::span::Span;

    #[test]
    fn the_first_and_all_are_found() {
        let any = AnyOf::new(["讲话稿", "", "讲话", "a", "话"]);
        assert_eq!(any.starts("话，讲话稿a"), [0, 6, 6, 9, 15]);
        assert_eq!(any.find("听讲话稿"), Some(Span::new(3, 9)));
        assert_eq!(any.find("神话讲话a"), Some(Span::new(3, 6)));
        assert!(any.stands_in("神话") && !any.stands_in("讲课") && !any.stands_in(""));
        assert!(!AnyOf::new([]).stands_in("讲话"));
    }
}
