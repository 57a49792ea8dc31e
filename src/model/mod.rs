//! A statistical model of official prose → the places in a text that it takes for typing mistakes.
//!
//! A model is one file: counts of character n-grams, what is mistaken for what, and boosted trees that weigh the evidence.
//! It is used in place from its bytes. The layer knows nothing of documents, rules or levels; [`crate::kind::typo`] does
//! the reporting. See `docs/typo-model.md`.

pub mod boost;
pub mod confuse;
pub mod count;
pub mod detect;
pub mod edit;
pub mod file;
pub mod fresh;
pub mod fuse;
pub mod gate;
pub mod gram;
pub mod lang;
pub mod lesson;
pub mod levels;
pub mod memory;
pub mod plant;
pub mod scan;
pub mod sounds;
pub mod train;
pub mod tree;

pub use detect::{Tier, Typo};
pub use edit::Mistake;
pub use file::{Model, Unreadable};
pub use memory::Memory;

/// The model that is part of the program, unless it was built without.
#[must_use]
pub fn builtin() -> Option<&'static Model> {
    #[cfg(feature = "typo")]
    {
        static BYTES: &[u8] = include_bytes!("../../assets/typo.model");
        static MODEL: std::sync::OnceLock<Option<Model>> = std::sync::OnceLock::new();
        MODEL.get_or_init(|| Model::from_static(BYTES).ok()).as_ref()
    }
    #[cfg(not(feature = "typo"))]
    None
}

#[cfg(all(test, feature = "typo"))]
mod tests {
    /// A start does not hold the checksum against the bytes, so this does.
    #[test]
    fn the_builtin_model_is_whole_and_small() {
        let bytes = include_bytes!("../../assets/typo.model");
        let model = super::Model::from_bytes(bytes.to_vec()).expect("a model of this version");
        assert!(model.size() <= 6_000_000 && super::builtin().is_some());
    }
}
