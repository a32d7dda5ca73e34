//! Identity documents: who somebody is, on what paper.
//!
//! A document is a type, a number, a validity and an issuer. A number is checked only where its
//! type has a stated form; one that fails is kept as it stands and flagged, since registers
//! brought in from older schemes are full of them and the person behind it is real.

mod check_character;
mod document;
mod document_type;
mod forms;
mod resident_id;
mod verdict;

pub use document::{DocumentError, IdentityDocument};
pub use document_type::{DocumentType, DocumentTypeError};
pub use resident_id::{ResidentId, Sex};
pub use verdict::{Checked, NumberFlaw};
