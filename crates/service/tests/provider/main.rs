//! Designated providers through the use cases, on both engines: the way in and out, the one text, sanctions, grades,
//! files, merged lists, and the directory that the counter asks.

mod money;
#[path = "../people_support/mod.rs"]
mod people_support;
mod register;
mod scene;
mod way;
