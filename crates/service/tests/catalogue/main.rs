//! The catalogue from a loaded list to the facts of a line, on both engines.

#[path = "../common/mod.rs"]
mod common;

mod lines;
mod lists;
mod own_lists;
mod scene;
