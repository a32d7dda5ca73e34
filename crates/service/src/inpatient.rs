//! Who lies in: the agency of the insurance sees an admission on the day on which it was registered, in whichever county
//! of the pooling area the bed stands (篇10 一(一)).

use access::{Actor, Permission, Sight};
use base::PersonNo;
use store::counter::usage::{self, Inpatient};

use crate::{Desk, ServiceError, audit};

/// The insured of the actor's region who lie in now, the latest first. Names are not shown; the view is on record.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn inpatients(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Inpatient>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let found = desk.read::<_, ServiceError>(|session| Ok(usage::inpatients(session, scope)?))?;
    let seen: Vec<i64> = found.iter().map(|one| PersonNo::get(one.person)).collect();
    audit::saw(
        desk,
        actor,
        "inpatient.list",
        "在院参保人",
        &seen,
        &Sight::Masked,
    )?;
    Ok(found)
}
