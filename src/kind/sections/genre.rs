//! Draft → its genre: of all genres the first that knows it.
//!
//! A draft is of one genre. Those that know their drafts more surely stand first in a pack; a pack of the user comes
//! before the built-in ones. Asked once for each draft.

use super::{Places, Sections};
use crate::document::Document;
use crate::kind::Hit;
use std::sync::OnceLock;

/// A genre, and the hits of its literals where they were looked for.
type Known<'a> = (&'a Sections, Option<&'a [Hit]>);

/// The genres that a draft may be of.
#[derive(Debug)]
pub struct Genres<'a> {
    doc: &'a Document,
    all: Vec<Known<'a>>,
    places: OnceLock<Places<'a>>,
    found: OnceLock<Option<(&'a str, f32)>>,
}

impl<'a> Genres<'a> {
    /// For one draft, from all that a checker knows, in the order in which they are to be asked.
    #[must_use]
    pub fn new(doc: &'a Document, all: Vec<Known<'a>>) -> Genres<'a> {
        Genres { doc, all, places: OnceLock::new(), found: OnceLock::new() }
    }

    /// The draft's places.
    pub(super) fn places(&self) -> &Places<'a> {
        self.places.get_or_init(|| Places::new(self.doc))
    }

    /// How sure it is, from 0 to 1, that the draft is of this genre.
    pub(super) fn score(&self, genre: &str) -> f32 {
        let rate = |(known, hits): &Known<'a>| Some((known.genre(), known.rate(self.places(), *hits)));
        let found = self.found.get_or_init(|| self.all.iter().filter_map(rate).find(|(_, score)| *score > 0.0));
        found.filter(|(name, _)| *name == genre).map_or(0.0, |(_, score)| score)
    }
}
