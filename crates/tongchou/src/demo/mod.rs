//! `tongchou demo`: what the platform does, shown on people who do not exist.
//!
//! | module | what lives there |
//! |---|---|
//! | [`bills`] | sample families under the policies of the places that ship |
//! | [`files`] | the synthetic city as files for import |
//! | [`city`] | the synthetic city in a store: two years through the real use cases |
//! | [`station`] | the counters of the city made ready: catalogue, institutions, accounts |

mod bills;
pub mod city;
mod files;
pub mod station;

use crate::cli::Demo;
use crate::exit::Outcome;
use anyhow::Result;

/// The demo that was asked for.
pub fn run(ask: &Demo) -> Result<Outcome> {
    let asks_for_a_store = ask.place.data_dir.is_some() || ask.place.database_url.is_some();
    match &ask.files {
        Some(folder) => files::write(folder, ask.size, ask.year),
        None if asks_for_a_store => city::run(ask),
        None => bills::run(ask),
    }
}
