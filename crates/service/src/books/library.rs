//! The data of the books that ships: read once.

use std::sync::OnceLock;

use ledger::chart::{Charts, DataError, Mappings, Modes};
use ledger::event::Events;

use crate::ServiceError;

/// Charts, mappings, fund modes and templates.
#[derive(Debug)]
pub struct Library {
    /// The charts of accounts.
    pub charts: Charts,
    /// From the charts of old to those of today.
    pub mappings: Mappings,
    /// What the fund modes allow.
    pub modes: Modes,
    /// The forty events.
    pub events: Events,
}

static SHIPPED: OnceLock<Result<Library, DataError>> = OnceLock::new();

/// The library.
///
/// # Errors
/// [`ServiceError::Input`] where the shipped data is broken, which its tests rule out.
pub fn library() -> Result<&'static Library, ServiceError> {
    let shipped = SHIPPED.get_or_init(|| {
        let charts = Charts::shipped()?;
        Ok(Library {
            mappings: Mappings::shipped(&charts)?,
            modes: Modes::shipped()?,
            events: Events::shipped()?,
            charts,
        })
    });
    shipped
        .as_ref()
        .map_err(|error| ServiceError::Input(error.zh()))
}
