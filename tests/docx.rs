//! Word drafts: what is read, what a fix, a comment and a tracked change do to the package, and what is refused.
#![cfg(feature = "docx")]

mod docx {
    pub(crate) mod alike;
    pub(crate) mod change;
    pub(crate) mod hostile;
    pub(crate) mod pack;
    pub(crate) mod read;
}
