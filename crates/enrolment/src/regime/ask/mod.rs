//! What can be asked of a profile, by subject; each refuses where the city says nothing.

mod admission;
mod continuity;
mod fund;
mod payment;
mod track;
mod transfer;
mod unity;
