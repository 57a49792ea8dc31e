//! What a package may hold at most. Drafts are attachments from anywhere; each limit is far above any speech and far
//! below what would fill the memory of an office machine.

/// Size of the package. The largest that offices send are full of photographs and stay below 100 MB.
pub(super) const PACKAGE: usize = 512 << 20;
/// Entries in it. A draft has 10 to 20, one with a picture a page some hundreds.
pub(super) const ENTRIES: usize = 20_000;
/// Expanded size of one XML part. A speech of an hour has 1 MB; pictures are never expanded.
pub(super) const PART: usize = 64 << 20;
/// Expanded size of all parts that are read together.
pub(super) const PARTS: usize = 128 << 20;
/// Headers, footers and notes that are read; each section of a draft may have six.
pub(super) const STORIES: usize = 1_000;
/// Elements and texts of one part: bounds the memory of its tree where tags are short.
pub(super) const NODES: usize = 8_000_000;
/// Elements inside each other. Word itself writes at most some forty, in text boxes inside tables.
pub(super) const DEPTH: usize = 192;
/// Levels of styles that build on each other; Word allows 11.
pub(super) const STYLES: usize = 32;
/// Bytes of text that automatic numbers may add to one paragraph; Word's own limit is 255 characters.
pub(super) const NUMBER: usize = 1024;
/// Bytes of text in a draft: numbers and blanks are made, not read, so they could grow beyond what was read.
pub(super) const TEXT: usize = 256 << 20;
