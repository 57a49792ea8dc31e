//! Blocks → sentences, and sentences → clauses.
//!
//! A sentence ends at `。！？` or `……` (with the closing quotes and brackets that follow), or at the end of its block;
//! `；` ends a clause, not a sentence. Marks inside quotes do not cut the sentence that holds the quote.
//! A clause is what is said in one breath: the text between two marks of any kind.

use super::block::Block;
use crate::span::Span;

/// One sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// With its closing punctuation.
    pub span: Span,
    /// Index of its block.
    pub block: u32,
}

/// Cuts all blocks and fills in their `sentences` ranges.
#[must_use]
pub fn split(text: &str, blocks: &mut [Block]) -> Vec<Sentence> {
    let _ = (text, blocks);
    Vec::new()
}

/// The clauses of a span, without their punctuation, empty ones left out.
pub fn clauses(text: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    let _ = (text, span);
    std::iter::empty()
}
