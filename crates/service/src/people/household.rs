//! Households: new ones, members who join and leave, heads, incomes.

use std::collections::BTreeMap;

use access::{Actor, Permission};
use base::{Date, HouseholdNo, PersonNo, RegionCode};
use enrolment::people::household::one_household;
use enrolment::people::{Household, HouseholdKind, IncomeSpan, Relation};
use store::Tx;
use store::people::households::{self as rows, NewHousehold};
use store::people::{PersonKey, read};

use crate::{Desk, ServiceError};

/// Opens a household.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn open(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    kind: HouseholdKind,
    mark: Option<&str>,
) -> Result<HouseholdNo, ServiceError> {
    let scope = actor.may_in(Permission::PersonWrite, region)?;
    desk.write(actor, "household.open", None, |tx| {
        let no = tx.next("household", HouseholdNo::new)?;
        let new = NewHousehold {
            no,
            region,
            kind,
            mark: mark.map(Into::into),
        };
        rows::add(tx, scope, &[new])?;
        Ok(no)
    })
}

/// What changes in a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HouseholdChange {
    /// Somebody joins from a day on.
    Join(PersonNo, Relation, Date),
    /// Somebody belongs for the last time on a day.
    Leave(PersonNo, Date),
    /// Another member becomes the head from a day on; the head until then becomes what is said.
    Head(PersonNo, Relation, Date),
    /// An income was certified.
    Income(IncomeSpan),
}

/// Changes a household.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] as of [`Household`] and
/// `household.other`; storage.
pub fn change(
    desk: &Desk<'_>,
    actor: &Actor,
    no: HouseholdNo,
    change: &HouseholdChange,
) -> Result<Household, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "household.change", None, |tx| {
        let before = rows::find(tx, scope, no)?.ok_or(ServiceError::NotFound("家庭户"))?;
        let mut after = before.clone();
        match change {
            HouseholdChange::Join(person, relation, from) => {
                let whole = access::Scope::whole(scope.pool());
                let elsewhere = rows::of_person(tx, whole, *person)?;
                one_household(&elsewhere, no, *from)?;
                after.join(*person, *relation, *from)?;
            }
            HouseholdChange::Leave(person, last) => after.leave(*person, *last)?,
            HouseholdChange::Head(person, becomes, from) => {
                after.change_head(*person, *becomes, *from)?;
            }
            HouseholdChange::Income(income) => {
                rows::income(tx, no, income)?;
                after.incomes.push(income.clone());
            }
        }
        let keys = keys(tx, actor, &after)?;
        rows::change(tx, &before, &after, &keys)?;
        Ok(after)
    })
}

fn keys(
    tx: &mut Tx<'_>,
    actor: &Actor,
    household: &Household,
) -> Result<BTreeMap<PersonNo, PersonKey>, ServiceError> {
    let whole = access::Scope::whole(actor.scope().pool());
    let persons: Vec<PersonNo> = household.members.iter().map(|one| one.person).collect();
    let found = read::keys(tx, whole, &persons)?;
    match persons.iter().find(|person| !found.contains_key(person)) {
        Some(_) => Err(ServiceError::NotFound("人员")),
        None => Ok(found.into_iter().map(|(no, (key, _))| (no, key)).collect()),
    }
}

/// A household of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; storage.
pub fn show(desk: &Desk<'_>, actor: &Actor, no: HouseholdNo) -> Result<Household, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let found = desk.read(|session| rows::find(session, scope, no))?;
    found.ok_or(ServiceError::NotFound("家庭户"))
}
