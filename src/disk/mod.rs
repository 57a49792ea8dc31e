//! Files ↔ bytes: drafts are read with a reason for every refusal, and replaced whole or not at all. What the bytes
//! mean is for [`crate::source`] to say; which files are meant, for [`crate::cli`].

pub(crate) mod read;
pub(crate) mod write;
