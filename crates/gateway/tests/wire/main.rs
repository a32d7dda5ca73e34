//! The outside of the interface as a whole: captured requests, damaged frames, signatures made by `gm`.

mod captures;
mod dialects;
mod digests;
mod frames;
mod fuzz;
mod guards;
mod sealed;
mod support;
