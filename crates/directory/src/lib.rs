//! What may be provided, by whom: the catalogues of the pooling area, and its designated institutions.
//!
//! | module | what lives there |
//! |---|---|
//! | [`catalogue`] | items with their versions, institutions' own lists, price ceilings |
//! | [`provider`] | institutions and pharmacies, departments, staff, merged lists, counts |
//! | [`agreement`] | designation, agreements, sanctions, assessment, who may begin a visit |
#![forbid(unsafe_code)]

pub mod agreement;
pub mod catalogue;
pub mod provider;
mod words;
