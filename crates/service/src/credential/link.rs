//! Other credentials linked to persons: the resident health card beside the social-security card (永州2016 三(四)3).

use access::{Actor, Permission, Scope};
use base::{Date, PersonNo, Refused, Validity};
use enrolment::credential::resolve::link;
use enrolment::credential::{CredentialKind, CredentialLink};
use store::credential::link::{self as rows, LinkRow};
use store::people::read;

use super::Act;
use crate::{Desk, ServiceError};

/// Links a credential to a person of the actor's region from a day on; the number of the link.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `credential.linked`,
/// `credential.value`, `card.no_form`; storage.
pub fn join(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    (kind, value): (CredentialKind, &str),
    act: &Act<'_>,
) -> Result<i64, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    let value = value.trim();
    if value.is_empty() {
        return Err(Refused::new("credential.value", "凭证号码为空，请填写。").into());
    }
    desk.write(actor, "credential.link", Some(act.reason), |tx| {
        super::form::archived(tx, scope, act.form)?;
        let keys = read::keys(tx, scope, &[person])?;
        let (key, region) = keys
            .get(&person)
            .copied()
            .ok_or(ServiceError::NotFound("人员"))?;
        let new = CredentialLink {
            kind,
            value: value.into(),
            person,
            holds: Validity::new(Some(act.on), None).unwrap_or(Validity::OPEN),
        };
        let standing = rows::by_values(tx, Scope::whole(scope.pool()), &[value])?;
        let mut known: Vec<CredentialLink> = standing.into_iter().map(|row| row.link).collect();
        link(&mut known, new.clone())?;
        let no = tx.take("credential_link", 1)?;
        let row = LinkRow {
            no,
            key,
            region,
            form: act.form.trim().to_owned(),
            link: new,
        };
        rows::add(tx, scope, &row)?;
        Ok(no)
    })
}

/// Ends a link on its last day.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `credential.period`; storage.
pub fn part(
    desk: &Desk<'_>,
    actor: &Actor,
    (person, no): (PersonNo, i64),
    last: Date,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    desk.write(actor, "credential.unlink", Some(reason), |tx| {
        let standing = rows::of_person(tx, scope, person)?;
        let row = standing.into_iter().find(|row| row.no == no);
        let mut row = row.ok_or(ServiceError::NotFound("凭证关联"))?;
        let ended = Validity::new(row.link.holds.from(), Some(last));
        row.link.holds = ended.map_err(|error| Refused::new("credential.period", error.zh()))?;
        Ok(rows::end(tx, scope, &row)?)
    })
}
