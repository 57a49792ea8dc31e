//! Sentences and series → promises: an announced count (`讲三点意见`, `以下六个方面`) and the series that keeps it.

use super::block::Block;
use super::sentence::Sentence;
use super::series::Series;
use crate::span::Span;

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The announced number.
    pub count: u32,
    /// The words that announce: `三点意见`.
    pub span: Span,
    /// Index of the series that follows, where there is one.
    pub target: Option<u32>,
}

/// Finds all promises and what each points at.
#[must_use]
pub fn find(text: &str, blocks: &[Block], sentences: &[Sentence], series: &[Series]) -> Vec<Promise> {
    let _ = (text, blocks, sentences, series);
    Vec::new()
}
