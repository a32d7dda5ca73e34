//! What may be provided, by whom: the catalogues of the pooling area, and its designated institutions.
#![forbid(unsafe_code)]

pub mod catalogue;
