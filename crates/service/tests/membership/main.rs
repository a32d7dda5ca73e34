//! Enrolment as users have it done, on both engines.

mod batches;
mod fixture;
mod merges;
mod moves;
mod regimes;
mod single;
mod tracks;
mod transfers;
