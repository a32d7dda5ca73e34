//! The data of fund control as it holds for a pooling area: what ships, and what the area has confirmed itself.

use std::sync::OnceLock;

use access::{Actor, Scope};
use base::RegionCode;
use ledger::control::{ConfirmStage, catalogue::Catalogue};
use store::Session;
use store::control::CaseQuery;

use super::case::{Rules, list};
use crate::{Desk, ServiceError};

/// The kind of case that holds a pooling area's own entries, as the text of a data file.
pub(super) const OWN_PARAMETERS: &str = "parameters";

/// What ships; read once, since every step of every case asks it.
static SHIPPED: OnceLock<Catalogue> = OnceLock::new();

fn shipped() -> Result<&'static Catalogue, ServiceError> {
    if let Some(catalogue) = SHIPPED.get() {
        return Ok(catalogue);
    }
    let read = Catalogue::shipped().map_err(|error| ServiceError::Input(error.zh()))?;
    Ok(SHIPPED.get_or_init(|| read))
}

/// The shipped data with the confirmed entries of the pooling area, in the order of their confirmation. Rules are no
/// secret: a county reads those of its city.
pub(super) fn catalogue(
    session: &mut Session<'_>,
    pool: RegionCode,
) -> Result<Catalogue, ServiceError> {
    let mut catalogue = shipped()?.clone();
    let query = CaseQuery {
        kind: OWN_PARAMETERS,
        ..CaseQuery::default()
    };
    for case in list::<ConfirmStage>(session, Scope::whole(pool), query)? {
        if case.track.has_reached(ConfirmStage::Confirmed) {
            let with = catalogue.with(&case.head.body);
            catalogue = with.map_err(|error| ServiceError::Input(error.zh()))?;
        }
    }
    Ok(catalogue)
}

/// The data of fund control that holds for the actor's pooling area.
///
/// # Errors
/// Storage.
pub fn fund_catalogue(desk: &Desk<'_>, actor: &Actor) -> Result<Catalogue, ServiceError> {
    super::case::reader(actor)?;
    desk.read(|session| catalogue(session, actor.scope().pool()))
}

impl Rules {
    pub fn load(session: &mut Session<'_>, actor: &Actor) -> Result<Rules, ServiceError> {
        Ok(Rules::new(catalogue(session, actor.scope().pool())?))
    }
}
