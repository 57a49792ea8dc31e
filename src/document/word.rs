//! The one segmenter (jieba-rs), asked only around a candidate match and loaded on first need.
