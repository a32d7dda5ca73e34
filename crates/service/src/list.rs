//! Settlement lists as the bureau and later parts (payment by disease groups, audit) read them. Institutions upload and
//! submit them through the counter ([`crate::counter::act::upload_list`]).
//!
//! | function | what it answers |
//! |---|---|
//! | [`of_settlement`] | the list of a settlement, and where it stands |
//! | [`versions`] | every version of a list, diagnoses, operations, payers and lines included |
//! | [`page`] | the last versions of the lists of a month, many at once, by number |
//! | [`review`] | the bureau takes a list that was submitted, or sends it back |
//!
//! Persons, visits and institutions are codes. Addresses, telephone numbers and names are given to who may see persons
//! in full and says why; everybody else gets an empty object in their place.

use access::{Actor, Permission, Sight};
use base::{Date, Refused};
use settlement::RecordNo;
use settlement::list::{ListNo, ListState, Mover};
use store::list::{self as rows, Head, Page, StepRow, Version};

use crate::counter::feed;
use crate::{Desk, ServiceError, audit};

/// What stands in the place of a contact that is not shown.
const HIDDEN: &str = "{}";

/// The list of a settlement, where it has one.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn of_settlement(
    desk: &Desk<'_>,
    actor: &Actor,
    record: RecordNo,
) -> Result<Option<Head>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let found = desk.read(|session| rows::heads_of(session, scope, &[record]))?;
    Ok(found.into_iter().next())
}

/// Every version of a list, from the first.
///
/// # Errors
/// [`ServiceError::Denied`], also in full for a role that sees persons in part only; [`ServiceError::NotFound`];
/// storage.
pub fn versions(
    desk: &Desk<'_>,
    actor: &Actor,
    list: ListNo,
    sight: &Sight,
) -> Result<Vec<Version>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    sight.allowed(actor)?;
    let mut found = desk.read(|session| rows::find(session, scope, list))?;
    let first = found.first().ok_or(ServiceError::NotFound("结算清单"))?;
    let person = first.kept.list.person;
    if *sight == Sight::Masked {
        hide(&mut found);
    }
    audit::saw(desk, actor, "list.show", "人员", &[person.get()], sight)?;
    Ok(found)
}

fn hide(versions: &mut [Version]) {
    for one in versions {
        HIDDEN.clone_into(&mut one.kept.contact);
    }
}

/// The last versions of lists that were settled within days, by number, behind one and at most so many: of one
/// institution, or of all in the actor's region. Contacts are left out, so that no person is seen.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn page(
    desk: &Desk<'_>,
    actor: &Actor,
    (institution, days): (&str, (Date, Date)),
    (after, limit): (Option<ListNo>, u32),
) -> Result<Vec<Version>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let page = Page {
        institution,
        days,
        after: after.map_or(0, ListNo::get),
        limit: i64::from(limit),
    };
    let mut found = desk.read(|session| rows::of_institution(session, scope, page))?;
    hide(&mut found);
    Ok(found)
}

/// Takes a list that was submitted, or sends it back with a reason; the institution may then upload it anew.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; `list.state` where it does not wait; `list.reason` where a list
/// is sent back without saying why; storage.
pub fn review(
    desk: &Desk<'_>,
    actor: &Actor,
    (list, accepted): (ListNo, bool),
    reason: &str,
) -> Result<ListState, ServiceError> {
    let scope = actor.may(Permission::ClaimReview)?;
    if !accepted && reason.trim().is_empty() {
        return Err(Refused::new("list.reason", "退回清单须写明理由，请补充。").into());
    }
    let to = if accepted {
        ListState::Accepted
    } else {
        ListState::Rejected
    };
    desk.write(actor, "list.review", Some(reason), |tx| {
        let versions = rows::find(tx, scope, list)?;
        let last = versions.last().ok_or(ServiceError::NotFound("结算清单"))?;
        let now = last
            .steps
            .last()
            .map_or(ListState::Draft, |(state, _)| *state);
        let state = now.moved(to, Mover::Bureau)?;
        let step = StepRow {
            bucket: last.kept.list.bucket,
            list,
            version: last.kept.version,
            step: i64::try_from(last.steps.len())
                .unwrap_or(i64::MAX)
                .saturating_add(1),
            state,
            reason: reason.trim().to_owned(),
        };
        rows::step(tx, std::slice::from_ref(&step))?;
        tx.emit(&[feed::list_moved(&last.kept.list, &step)])?;
        Ok(state)
    })
}
