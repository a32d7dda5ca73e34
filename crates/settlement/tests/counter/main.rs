//! The counter without a store: visits, lines, settlement, answers and reversals over real packages.
//!
//! [`world`] is a hospital's day in memory: it keeps what a store would keep.

mod amounts;
mod facts;
mod layers;
mod mended;
mod money;
mod reversals;
mod stays;
mod world;
