//! Text → structure: a draft as blocks with roles, sentences, marks in pairs, an outline, series and promises.
//!
//! Reads the decoded text of a [`Source`] once and cannot fail: what it does not recognise is a paragraph.
//! It knows the form of Chinese official speeches, but no rule: whether something is wrong is for
//! [`crate::kind`] to say. Spans point into [`Source::text`], which is never normalised.

pub mod block;
pub mod date;
pub mod echo;
pub mod glyph;
pub mod lines;
mod markdown;
pub mod marks;
pub mod numeral;
pub mod outline;
pub mod promise;
pub mod role;
pub mod sentence;
pub mod series;
pub mod signs;
pub mod word;

pub use block::{Block, Marker, Role};
pub use echo::Echoes;
pub use lines::{LineIndex, Position};
pub use marks::{MarkKind, Marks, Pair, Stray, StrayKind};
pub use outline::{Node, Outline};
pub use promise::Promise;
pub use sentence::Sentence;
pub use series::{Item, Series, SeriesStyle};
pub use signs::{Sign, Signs};

use crate::share;
use crate::source::{Place, Source};
use crate::span::Span;
use std::ops::Range;
use std::sync::OnceLock;

/// One draft, read and taken apart.
#[derive(Debug)]
pub struct Document {
    /// The text and where it came from.
    pub source: Source,
    /// Non-empty lines in order; in plain text a paragraph is one line.
    pub blocks: Vec<Block>,
    /// All sentences of all blocks, in order of place.
    pub sentences: Vec<Sentence>,
    /// Brackets, quotes and book-title marks: those in pairs, and those left over.
    pub marks: Marks,
    /// Numbered runs: `一是…二是…`, `（一）…（二）…`, `第一，…`.
    pub series: Vec<Series>,
    /// Announced counts: `讲三点意见`.
    pub promises: Vec<Promise>,
    /// Everything that is no running ideograph.
    pub signs: Signs,
    lines: LineIndex,
    /// Listened for on first need.
    echoes: OnceLock<Echoes>,
    /// Blocks before this one are the draft; those after it stand in notes, text boxes, headers and footers.
    spoken: usize,
}

/// Tables, notes and headers of a Word draft get their roles from where they stand; how many blocks come before all
/// that is no running text.
fn place(source: &Source, blocks: &mut [Block]) -> usize {
    let mut paragraphs = source.paragraphs().iter().peekable();
    let mut spoken = blocks.len();
    for (index, block) in blocks.iter_mut().enumerate() {
        while paragraphs.next_if(|p| p.span.end < block.span.end).is_some() {}
        match paragraphs.peek().map(|p| p.place) {
            None | Some(Place::Body) => {}
            Some(Place::Table) => block.role = Role::Table,
            Some(_) => {
                block.role = Role::Boilerplate;
                spoken = spoken.min(index);
            }
        }
    }
    spoken
}

impl Document {
    /// Takes a source apart.
    #[must_use]
    pub fn new(source: Source) -> Document {
        Document::beside(source, 1, |_| ()).0
    }

    /// Takes a source apart while `other` reads its text, where two threads are allowed.
    pub fn beside<T: Send>(source: Source, threads: usize, other: impl Fn(&str) -> T + Sync) -> (Document, T) {
        let parts = || {
            let text = &source.text;
            let lines = LineIndex::new(text);
            let mut blocks = block::split(text, &lines, source.format);
            let signs = Signs::new(text);
            let sentences = sentence::split(text, &signs, &mut blocks);
            let spoken = place(&source, &mut blocks);
            role::assign(text, blocks.get_mut(..spoken).unwrap_or_default(), source.format);
            let marks = marks::pair(text, &signs, &blocks);
            let series = series::find(text, &signs, &blocks);
            let promises = promise::find(text, &signs, &blocks, &sentences, &series);
            (lines, blocks, signs, sentences, spoken, marks, series, promises)
        };
        let (parts, other) = share::both(threads, parts, || other(&source.text));
        let (lines, blocks, signs, sentences, spoken, marks, series, promises) = parts;
        let echoes = OnceLock::new();
        (Document { blocks, sentences, marks, series, promises, signs, lines, echoes, spoken, source }, other)
    }

    /// A plain-text draft from a string; for tests, examples and the editor.
    #[must_use]
    pub fn from_text(text: &str) -> Document {
        Document::new(Source::from_text("文稿.txt", text))
    }

    /// The whole text.
    #[must_use]
    #[inline]
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The text of a span.
    #[must_use]
    #[inline]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.source.text)
    }

    /// How many characters of a span are read aloud: ideographs, digits and letters; marks and spaces are silent.
    #[must_use]
    pub fn spoken(&self, span: Span) -> usize {
        outline::spoken(self.text(), &self.signs, span)
    }

    /// Line and column (1-based, in characters) of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(&self.source.text, offset)
    }

    /// The line index, for those who walk lines.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Where ideographs come again soon after they stood.
    #[must_use]
    pub fn echoes(&self) -> &Echoes {
        self.echoes.get_or_init(|| Echoes::new(self.text()))
    }

    /// Index of the block that holds `offset`, or of the last one before it.
    #[must_use]
    #[inline]
    pub fn block_at(&self, offset: u32) -> Option<usize> {
        self.blocks.partition_point(|b| b.span.start <= offset).checked_sub(1)
    }

    /// Index of the sentence that holds `offset`, or of the last one before it.
    #[must_use]
    #[inline]
    pub fn sentence_at(&self, offset: u32) -> Option<usize> {
        self.sentences.partition_point(|s| s.span.start <= offset).checked_sub(1)
    }

    /// The blocks of the title, from the first to the last, in one span.
    #[must_use]
    pub fn title(&self) -> Option<Span> {
        let titles = self.blocks.iter().filter(|b| b.role == Role::Title).map(|b| b.span);
        titles.reduce(Span::join)
    }

    /// Index of the block that addresses the audience on a line of its own.
    #[must_use]
    pub fn salutation(&self) -> Option<usize> {
        self.blocks.iter().position(|b| b.role == Role::Salutation)
    }

    /// The words that address the audience, also where the first paragraph begins with them (`同志们，今天……`).
    #[must_use]
    pub fn salutation_span(&self) -> Option<Span> {
        if let Some(block) = self.salutation() {
            return self.blocks.get(block).map(|b| b.span);
        }
        let first = self.blocks.get(self.body().start)?;
        let len = role::salutation_prefix(self.slice(first.span))?;
        Some(Span { start: first.span.start, end: first.span.start + len as u32 })
    }

    /// The blocks between title or salutation and the closing: what the speech has to say.
    #[must_use]
    pub fn body(&self) -> Range<usize> {
        let said = |b: &Block| {
            !matches!(
                b.role,
                Role::Boilerplate | Role::Title | Role::Byline | Role::Date | Role::Salutation | Role::Code
            )
        };
        let start = self.blocks.iter().position(said).unwrap_or(self.spoken);
        let over = |b: &Block| matches!(b.role, Role::Closing | Role::Thanks);
        let end = self.blocks.iter().skip(start).position(over).map_or(self.spoken, |i| start + i);
        start..end
    }

    /// The headings as a tree in reading order.
    #[must_use]
    pub fn outline(&self) -> Outline {
        outline::build(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces a draft is made of, right and wrong, so that chance builds what a draft could hold.
    const PIECES: [&str; 44] = [
        "同志们：",
        "一、",
        "（一）",
        "二、",
        "(2)",
        "（三)",
        "1.",
        "2.5",
        "8.6个",
        "第一，",
        "第二部分",
        "一是",
        "二是",
        "三要",
        "首先，",
        "最后，",
        "一方面",
        "另一方面",
        "①",
        "讲三点意见",
        "两个方面：",
        "“",
        "”",
        "‘",
        "’",
        "《",
        "》",
        "（",
        "）",
        "(",
        ")",
        "……",
        "。",
        "；",
        "，",
        "！",
        "\n",
        "\r\n",
        "　",
        "\u{200B}",
        "工作",
        "谢谢大家！",
        "# ",
        "<!--",
    ];

    fn draft() -> impl Strategy<Value = String> {
        let piece = prop_oneof![4 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => "\\PC{0,3}"];
        proptest::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
    }

    fn assert_sound(doc: &Document) {
        let text = doc.text();
        let whole = |span: Span| {
            assert!(text.get(span.range()).is_some(), "{span:?} cuts a character of {text:?}");
        };
        let sorted = |starts: Vec<u32>| assert!(starts.is_sorted(), "{starts:?} in {text:?}");
        for block in &doc.blocks {
            whole(block.span);
            assert!(!block.span.is_empty());
            for inner in [block.lead, block.marker.map(|m| m.span)].into_iter().flatten() {
                whole(inner);
                assert!(block.span.contains(inner), "{text:?}");
            }
            for sentence in &doc.sentences[block.sentences.clone()] {
                assert!(block.span.contains(sentence.span), "{text:?}");
            }
        }
        for sentence in &doc.sentences {
            whole(sentence.span);
            sentence::clauses(text, &doc.signs, sentence.span).for_each(whole);
        }
        for pair in &doc.marks.pairs {
            whole(pair.inner());
            whole(pair.outer());
            let _ = doc.marks.around(pair.inner(), &[pair.kind]);
        }
        doc.marks.strays.iter().for_each(|s| whole(s.span));
        for series in &doc.series {
            assert!(!series.items.is_empty());
            for item in &series.items {
                whole(item.span);
                assert!(item.span.contains(item.marker), "{text:?}");
            }
            sorted(series.items.iter().map(|i| i.marker.start).collect());
        }
        doc.promises.iter().for_each(|p| whole(p.span));
        doc.outline().nodes.iter().for_each(|n| whole(n.body));
        sorted(doc.blocks.iter().map(|b| b.span.start).collect());
        sorted(doc.sentences.iter().map(|s| s.span.start).collect());
        sorted(doc.marks.pairs.iter().map(|p| p.open.start).collect());
        sorted(doc.marks.strays.iter().map(|s| s.span.start).collect());
        sorted(doc.series.iter().map(|s| s.items[0].marker.start).collect());
        sorted(doc.promises.iter().map(|p| p.span.start).collect());
        let _ = (doc.title(), doc.salutation_span(), doc.body());
    }

    proptest! {
        #[test]
        fn any_text_is_a_sound_document(text in draft()) {
            assert_sound(&Document::from_text(&text));
            assert_sound(&Document::new(Source::from_text("文稿.md", &text)));
        }

        #[test]
        fn any_characters_are_a_sound_document(text in any::<String>()) {
            assert_sound(&Document::from_text(&text));
        }
    }

    /// None of these may take more than a moment: every pass is linear, whatever the draft repeats.
    #[test]
    fn hostile_drafts_stay_linear() {
        let pieces = [
            "“",
            "（",
            "”",
            "“甲",
            "一是甲；",
            "一、甲\n",
            "（一）甲\n二、",
            "讲三点意见，",
            "甲。\n===\n",
            "，一方面",
            "甲",
            "《甲。》",
            "1.2个\n",
        ];
        for piece in pieces {
            let doc = Document::new(Source::from_text("文稿.md", piece.repeat(100_000)));
            assert!(!doc.blocks.is_empty());
            assert!(doc.outline().nodes.len() <= doc.blocks.len());
        }
        let nested = format!("{}{}", "（".repeat(200_000), "）".repeat(200_000));
        assert_eq!(Document::from_text(&nested).marks.pairs.len(), 200_000);
        let items: String = (0..100_000).map(|n| format!("{}是事；", numeral::to_han(n % 99 + 1))).collect();
        assert_eq!(Document::from_text(&items).series.iter().map(|s| s.items.len()).sum::<usize>(), 100_000);
    }

    #[test]
    fn parts_of_a_draft() {
        let doc = Document::from_text(
            "在全区大会\n上的讲话\n同志们：\n今天开会。\n一、甲\n乙。\n同志们，让我们干起来！\n谢谢大家！",
        );
        assert_eq!(doc.title().map(|s| doc.slice(s)), Some("在全区大会\n上的讲话"));
        assert_eq!(doc.salutation(), Some(2));
        assert_eq!(doc.body(), 3..6);
        let glued = Document::from_text("同志们，今天我们开会，研究安全生产。\n一、甲");
        assert_eq!(glued.salutation_span().map(|s| glued.slice(s)), Some("同志们，"));
    }
}
