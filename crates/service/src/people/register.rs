//! One person at the counter; the register of region codes.

use access::{Actor, Permission};
use base::{PersonNo, Refused, RegionCode};
use enrolment::people::{Admission, Fate, MatchRule, MinimumSet, RawPerson, admit};
use store::people::regions;

use super::entry::enter;
use crate::{Desk, ServiceError};

/// A person who was just registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The new number.
    pub person: PersonNo,
    /// What a person must look at: somebody on record may be the same.
    pub remark: Option<Refused>,
}

/// Registers one person.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] with the first reason that the minimum data set
/// finds, or `person.known` for somebody on record; storage.
pub fn register(
    desk: &Desk<'_>,
    actor: &Actor,
    row: &RawPerson<'_>,
) -> Result<Registered, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    let input = |zh: String| ServiceError::Input(zh);
    let set = MinimumSet::parse(MinimumSet::SHIPPED).map_err(|error| input(error.zh()))?;
    let rule = MatchRule::parse(MatchRule::SHIPPED).map_err(|error| input(error.zh()))?;
    let codes = desk.read(|session| regions::all(session, scope))?;
    let known = |region: RegionCode| {
        !scope.pool().contains(region) || codes.is_empty() || codes.contains_key(&region)
    };
    let by = Admission {
        set: &set,
        today: desk.today(),
        legacy: false,
        known_region: &known,
    };
    let admitted = admit(row, &by).map_err(first)?;
    actor.may_in(Permission::PersonWrite, admitted.residence)?;
    desk.write(actor, "person.register", None, |tx| {
        let entered = enter(tx, scope, &rule, &[admitted], desk.today())?;
        let one = entered.into_iter().next();
        let one = one.ok_or(ServiceError::NotFound("人员"))?;
        match (one.fate, one.person, one.remark) {
            (Fate::New | Fate::Queued, Some(key), remark) => Ok(Registered {
                person: key.person,
                remark,
            }),
            (_, _, Some(remark)) => Err(remark.into()),
            (_, _, None) => Err(ServiceError::NotFound("人员")),
        }
    })
}

/// All reasons in one refusal, under the code of the first.
fn first(flaws: Vec<Refused>) -> ServiceError {
    let zh: Vec<String> = flaws.iter().map(Refused::zh).collect();
    let code = flaws.first().map_or("row.value", Refused::code);
    Refused::new(code, zh.join("")).into()
}

/// Enters region codes with their names: from then on a code of the pooling area must be among them.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn declare_regions(
    desk: &Desk<'_>,
    actor: &Actor,
    list: &[(RegionCode, String)],
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    for (region, _) in list {
        actor.may_in(Permission::PersonWrite, *region)?;
    }
    desk.write(actor, "person.regions", None, |tx| {
        Ok(regions::declare(tx, scope, list)?)
    })
}
