//! Draft + a genre of speech → the parts that it lacks, holds against custom, or has in the wrong order.
//!
//! A genre is data: by which titles and openings it is known, and which parts it has. Each genre is a rule of its own;
//! only that of the draft speaks ([`Genres`] says which). The genre `*` is every speech.

mod genre;
mod place;
mod words;

use super::needle::Literals;
use super::{Faults, Finding, Hit, Step, View};
use crate::document::{Document, Role};
use crate::span::Span;
pub use genre::Genres;
use place::Places;
use words::{Lazy, Words};

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionsSpec {
    /// Its name: `廉政会讲话`; `*` for every speech.
    pub genre: String,
    /// Regexes; a title that one of them matches makes the draft one of this genre.
    #[serde(default)]
    pub title: Vec<String>,
    /// Regexes; a title that one of them matches does not.
    #[serde(default)]
    pub not_title: Vec<String>,
    /// Regexes on the opening with its salutation, for drafts whose title says nothing; less sure than a title.
    #[serde(default)]
    pub opening: Vec<String>,
    /// Regexes on the opening; one that matches excludes.
    #[serde(default)]
    pub not_opening: Vec<String>,
    /// Words of the opening that make the recognition surer.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Shorter than this (characters read aloud), a draft is a fragment and has no parts.
    #[serde(default = "min_chars")]
    pub min_chars: usize,
    /// The parts.
    #[serde(default)]
    pub part: Vec<PartSpec>,
}

fn min_chars() -> usize {
    120
}

/// One part of a genre.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartSpec {
    /// Its name in the message: `召开目的`.
    pub name: String,
    /// Where it is looked for.
    #[serde(rename = "where")]
    pub place: Place,
    /// Strings; one of them is the part. Without strings and patterns the place itself must be there.
    #[serde(default)]
    pub any: Vec<String>,
    /// Regexes; a match is the part.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// Whether its absence is reported. Default `true`.
    #[serde(default = "yes")]
    pub required: bool,
    /// Whether its presence is reported.
    #[serde(default)]
    pub taboo: bool,
    /// Added to the doubt of a finding.
    #[serde(default)]
    pub doubt: u8,
    /// Its place among the headings: parts named in headings are to come in this order.
    #[serde(default)]
    pub order: Option<u32>,
}

fn yes() -> bool {
    true
}

/// Where a part is looked for, and where its absence is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The title.
    Title,
    /// The line under the title: who speaks, and when.
    Date,
    /// Who is addressed.
    Salutation,
    /// The first 300 characters of the speech.
    Opening,
    /// The headings and lead sentences.
    Headings,
    /// All that is said.
    Body,
    /// The last 200 characters.
    Ending,
    /// The whole text.
    Anywhere,
}

/// A genre and its parts.
#[derive(Debug)]
pub struct Sections {
    genre: String,
    title: Lazy,
    not_title: Lazy,
    opening: Lazy,
    not_opening: Lazy,
    keywords: Vec<String>,
    min_chars: usize,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: String,
    place: Place,
    words: Words,
    required: bool,
    taboo: bool,
    doubt: u8,
    order: Option<u32>,
}

/// The genre that every speech is of.
const ANY: &str = "*";
/// From this score on the genre is sure enough to speak without doubt.
const SURE: f32 = 0.6;

impl Sections {
    /// Names usable in a message: what is wrong (`缺少`), the part, the genre.
    pub const VARS: &'static [&'static str] = &["fault", "part", "genre"];

    /// Checks what the author wrote; regexes are compiled when a draft first needs them.
    pub fn new(spec: SectionsSpec, faults: &mut Faults) -> Sections {
        let lazy = |key: &'static str, patterns: &[String], faults: &mut Faults| {
            Lazy::new(patterns, &[Step::Key(key)], faults)
        };
        if spec.part.is_empty() {
            faults.push([Step::Key("genre")], "没有写任何要素（part）");
        }
        let title = lazy("title", &spec.title, faults);
        let not_title = lazy("not_title", &spec.not_title, faults);
        let opening = lazy("opening", &spec.opening, faults);
        let not_opening = lazy("not_opening", &spec.not_opening, faults);
        let mut parts = Vec::new();
        for (index, part) in spec.part.into_iter().enumerate() {
            let path = [Step::Key("part"), Step::Index(index)];
            if part.taboo && part.any.is_empty() && part.patterns.is_empty() {
                faults.push(path.clone(), "忌写的要素要有 any 或 patterns");
            }
            parts.push(Part {
                name: part.name,
                place: part.place,
                words: Words::new(part.any, &part.patterns, &path, faults),
                required: part.required && !part.taboo,
                taboo: part.taboo,
                doubt: part.doubt,
                order: part.order,
            });
        }
        let (genre, keywords, min_chars) = (spec.genre, spec.keywords, spec.min_chars);
        Sections { genre, title, not_title, opening, not_opening, keywords, min_chars, parts }
    }

    /// Whether it is a genre of its own, and not what every speech has.
    #[must_use]
    pub fn is_genre(&self) -> bool {
        self.genre != ANY
    }

    /// The name of the genre; `*` for every speech.
    #[must_use]
    pub fn genre(&self) -> &str {
        &self.genre
    }

    /// What the patterns of the opening and of the title hold: of so many genres nearly none is asked about. Whether a
    /// draft is a speech at all is seldom asked.
    pub fn literals(&self, out: &mut Literals) {
        if self.is_genre() {
            self.opening.literals(out, 0);
            self.title.literals(out, self.opening.len());
        }
    }

    /// How sure it is, from 0 to 1, that a draft with these places is of this genre. `hits` are those of the opening's
    /// literals, where they were looked for.
    fn rate(&self, places: &Places<'_>, hits: Option<&[Hit]>) -> f32 {
        let base = match () {
            () if self.genre == ANY && self.title.is_empty() && self.opening.is_empty() => 1.0,
            () if self.is_titled(places, hits) => 0.8,
            () if self.opens(places, hits) => 0.5,
            () => return 0.0,
        };
        if self.not_title.is_match(places.title()) || self.not_opening.is_match(places.opening_text()) {
            return 0.0;
        }
        let known = self.keywords.iter().filter(|k| places.opening_text().contains(k.as_str())).count();
        f32::min(base + 0.1 * known as f32, 1.0)
    }

    /// Whether the opening is one of this genre.
    fn opens(&self, places: &Places<'_>, hits: Option<&[Hit]>) -> bool {
        let text = places.opening_text();
        let Some(hits) = hits else { return self.opening.is_match(text) };
        self.opening.is_match_of(text, tags(hits, places.opening))
    }

    /// Whether the title is one of this genre.
    fn is_titled(&self, places: &Places<'_>, hits: Option<&[Hit]>) -> bool {
        match hits.zip(places.whole_title) {
            Some((hits, span)) => {
                let tags = tags(hits, span).filter_map(|tag| tag.checked_sub(self.opening.len()));
                self.title.is_match_of(places.title(), tags)
            }
            None => self.title.is_match(places.title()),
        }
    }

    /// Looks for the parts, if the draft is of this genre; where the drafter named the genre, that decides.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        let own;
        let places = match view.genres {
            Some(genres) => genres.places(),
            None => {
                own = Places::new(view.doc);
                &own
            }
        };
        if places.shorter_than(self.min_chars) {
            return;
        }
        if !self.is_genre() {
            // Few drafts lack what every speech has: only of those it is asked whether they are speeches.
            let found = self.judge(view.doc, places, 0);
            if !found.is_empty() && self.rate(places, None) > 0.0 {
                out.extend(found);
            }
            return;
        }
        let score = match (view.genre, view.genres) {
            (Some(named), _) => f32::from(u8::from(named == self.genre)),
            (None, Some(genres)) => genres.score(&self.genre),
            (None, None) => self.rate(places, None),
        };
        if score > 0.0 {
            out.extend(self.judge(view.doc, places, u8::from(score < SURE)));
        }
    }

    /// What is wrong with the parts of a draft of this genre.
    fn judge(&self, doc: &Document, places: &Places<'_>, doubt: u8) -> Vec<Finding> {
        let mut out = Vec::new();
        let mut headed: Vec<(u32, Span, &Part)> = Vec::new();
        for part in &self.parts {
            let spans = || places.text(part.place).into_iter();
            if part.taboo {
                let found = spans().find_map(|span| part.words.find(doc.slice(span), span.start()));
                out.extend(found.map(|span| self.finding("不宜有", part, span, doubt)));
            } else if part.required {
                let there = |span| part.words.is_empty() || part.words.is_match(doc.slice(span));
                if !spans().any(there) {
                    out.push(self.finding("缺少", part, places.gap(part.place), doubt));
                }
            }
            if let Some(order) = part.order {
                let heading = places.text(Place::Headings).into_iter().find(|&s| part.words.is_match(doc.slice(s)));
                headed.extend(heading.map(|span| (order, span, part)));
            }
        }
        // Each part against the one that comes next by custom; only headings are sure to say where a part is.
        headed.sort_by_key(|(order, ..)| *order);
        for pair in headed.windows(2) {
            if let [(before, first, _), (after, second, part)] = pair
                && before < after
                && second.start < first.start
            {
                let mut one = self.finding("次序靠前，宜后移", part, *second, doubt);
                one.related.push((*first, "这一部分宜在它之前".to_owned()));
                out.push(one);
            }
        }
        out
    }

    fn finding(&self, fault: &str, part: &Part, span: Span, doubt: u8) -> Finding {
        let genre = if self.genre == ANY { "讲话稿" } else { &self.genre };
        Finding {
            span,
            vars: vec![("fault", fault.to_owned()), ("part", part.name.clone()), ("genre", genre.to_owned())],
            doubt: doubt + part.doubt,
            ..Finding::default()
        }
    }
}

/// The tags of the hits that lie in a span.
fn tags(hits: &[Hit], span: Span) -> impl Iterator<Item = u32> {
    let first = hits.partition_point(|hit| hit.span.start < span.start);
    let inside = hits.get(first..).unwrap_or_default().iter().take_while(move |hit| hit.span.start < span.end);
    inside.filter(move |hit| hit.span.end <= span.end).map(|hit| hit.tag)
}

/// Whether a block belongs to the speech proper.
fn spoken(role: Role) -> bool {
    !matches!(role, Role::Boilerplate | Role::Byline | Role::Date | Role::Code)
}
