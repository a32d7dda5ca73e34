//! Monthly claims, payouts, insurers, clearing and reconciliation, with the terms of the city of 篇7.

mod cross;
mod house;
mod insurers;
mod monthly;
mod paper;
mod payouts;
mod properties;
mod statements;
mod terms;
