//! `tongchou demo`: what the platform does, shown on people who do not exist.
//!
//! | module | what lives there |
//! |---|---|
//! | [`bills`] | sample families under the policies of the places that ship |
//! | [`files`] | the synthetic city as files for import |

mod bills;
mod files;

use crate::cli::Demo;
use crate::exit::Outcome;
use anyhow::Result;

/// The demo that was asked for.
pub fn run(ask: &Demo) -> Result<Outcome> {
    match &ask.files {
        Some(folder) => files::write(folder, ask.size, ask.year),
        None => bills::run(ask),
    }
}
