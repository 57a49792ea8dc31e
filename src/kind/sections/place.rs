//! Draft → the places in which parts of a speech are looked for, and where they are missed.

use super::{Place, spoken};
use crate::document::{Document, Role};
use crate::span::Span;

/// How much of the speech counts as its opening. Characters.
const OPENING: usize = 300;
/// How much of the speech counts as its ending. Characters.
const ENDING: usize = 200;

/// The places of one draft.
#[derive(Debug)]
pub(super) struct Places<'a> {
    doc: &'a Document,
    title: String,
    /// Where the title stands, if it does so in one piece.
    pub(super) whole_title: Option<Span>,
    /// From the salutation, or from the first words, to the last.
    speech: Span,
    pub(super) opening: Span,
    ending: Span,
}

impl<'a> Places<'a> {
    /// Finds them.
    pub(super) fn new(doc: &'a Document) -> Places<'a> {
        let title: String = doc.title().map_or("", |s| doc.slice(s)).split_whitespace().collect();
        let whole_title = doc.title().filter(|span| span.len() == title.len());
        let begin = |role: Role| spoken(role) && role != Role::Title;
        let first = doc.blocks.iter().find(|b| begin(b.role)).map(|b| b.span.start);
        let last = doc.blocks.iter().rev().find(|b| begin(b.role)).map(|b| b.span.end);
        let speech = match (first, last) {
            (Some(start), Some(end)) => Span { start, end },
            _ => Span::at(doc.title().map_or(0, Span::end)),
        };
        let said = doc.slice(speech);
        // Line ends do not count, so that a draft reads the same with any of them.
        let counted = |(_, byte): &(usize, u8)| !matches!(byte, b'\r' | b'\n' | 0x80..0xC0);
        let mut chars = said.bytes().enumerate().filter(counted);
        let head = chars.clone().nth(OPENING).map_or(said.len(), |(at, _)| at);
        let tail = chars.nth_back(ENDING - 1).map_or(0, |(at, _)| at);
        Places {
            doc,
            title,
            whole_title,
            speech,
            opening: Span::new(speech.start(), speech.start() + head),
            ending: Span::new(speech.start() + tail, speech.end()),
        }
    }

    /// The title in one piece; empty where there is none.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The first words, salutation included.
    pub(super) fn opening_text(&self) -> &str {
        self.doc.slice(self.opening)
    }

    /// Whether fewer characters than `min` are read aloud.
    pub(super) fn shorter_than(&self, min: usize) -> bool {
        // Three bytes a character: nothing long needs to be counted.
        self.speech.len() < min * 6 && self.doc.spoken(self.speech) < min
    }

    /// The spans that make up a place.
    pub(super) fn text(&self, place: Place) -> Vec<Span> {
        match place {
            Place::Title => self.doc.title().into_iter().collect(),
            Place::Date => {
                let near = |b: &&crate::document::Block| matches!(b.role, Role::Date | Role::Byline);
                self.doc.blocks.iter().filter(near).map(|b| b.span).collect()
            }
            Place::Salutation => self.doc.salutation_span().into_iter().collect(),
            Place::Opening => vec![self.opening],
            Place::Headings => self.doc.blocks.iter().filter(|b| spoken(b.role)).filter_map(|b| b.lead).collect(),
            Place::Body => vec![self.speech],
            Place::Ending => vec![self.ending],
            Place::Anywhere => vec![Span::new(0, self.doc.text().len())],
        }
    }

    /// Where a part that is missing should have been.
    pub(super) fn gap(&self, place: Place) -> Span {
        let first = self.doc.blocks.iter().find(|b| spoken(b.role)).map_or(0, |b| b.span.start());
        let at = match place {
            Place::Title | Place::Anywhere => first,
            Place::Date => self.doc.title().map_or(first, Span::end),
            Place::Salutation => self.speech.start(),
            Place::Opening => {
                let salutation = self.doc.salutation_span().map_or(0, |s| s.end());
                salutation.max(self.speech.start())
            }
            Place::Headings | Place::Body | Place::Ending => self.speech.end(),
        };
        Span::at(at)
    }
}
