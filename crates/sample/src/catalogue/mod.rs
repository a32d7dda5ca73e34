//! A synthetic catalogue of the size of a real one, and what a hospital's own list makes of it.
//!
//! Nothing in it exists. Names are a stem and a branch with a syllable and a form; codes have the
//! valid forms and stand where the national lists have nothing: drugs under letters that the
//! classification by effect does not use, services under `0089`, consumables under `C89`, diagnoses
//! under U80 to U99, operations with extensions from x900, chronic diseases under `M89`.
//!
//! Start with [`CatalogueSpec`]. Every record is made on its own from the seed and its number.

mod charge;
mod names;
mod own;
mod records;
mod spec;
mod versions;

pub use own::{OwnRow, own_list};
pub use records::{item, term};
pub use spec::{CatalogueSpec, Sizes};
pub use versions::{catalogue, items, next_items, terms, wider_items};

#[cfg(test)]
mod tests;
