//! Who stands behind a credential that an institution was shown (1101), and what funds he enjoys (2001).

use access::{Actor, Permission, Sight, TrailKind};
use base::{Date, PersonNo, Refused};
use enrolment::credential::{Contact, CredentialKind};

use crate::counter::person::{self, PersonFile, PersonInfo};
use crate::credential::shown::{self, Ask};
use crate::{Desk, ServiceError, audit};

/// What an institution was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonAsk<'a> {
    /// The kind of the credential.
    pub kind: CredentialKind,
    /// Its number, or the token of an e-voucher.
    pub shown: &'a str,
    /// The number of the document, compared with what is on record; empty: not compared.
    pub document: &'a str,
    /// The name, compared likewise.
    pub name: &'a str,
    /// The day as on which the person is read.
    pub on: Date,
}

/// Why nobody is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotShown {
    /// The credential leads to nobody, or may not be used.
    Credential(Refused),
    /// Document or name are another's.
    Named(Refused),
}

/// The person behind a credential. The check is kept whatever its outcome, and the sight of the person with it
/// (篇7 第二十条): nothing is shown where neither could be kept.
///
/// # Errors
/// [`ServiceError::Denied`]; storage. Why nobody is shown stands in the answer.
pub fn person(
    desk: &Desk<'_>,
    actor: &Actor,
    ask: &PersonAsk<'_>,
) -> Result<Result<PersonInfo, NotShown>, ServiceError> {
    let scope = actor.may(Permission::GatewaySpeak)?;
    let (pool, when) = (scope.pool(), shown::now(desk));
    let credential = Ask {
        place: actor.user().as_str(),
        contact: Contact::Window,
        kind: ask.kind,
        value: ask.shown,
    };
    let (checks, file) = desk.read::<_, ServiceError>(|session| {
        let checks = shown::checks(session, pool, &[credential], when)?;
        let found = checks.iter().find_map(|one| one.outcome.clone().ok());
        let file = match found {
            Some(no) => person::load_on(session, pool, &[no], (ask.on, when.day))?.remove(&no),
            None => None,
        };
        Ok((checks, file))
    })?;
    let refused = checks.iter().find_map(|one| one.outcome.clone().err());
    let outcome = match (refused, &file) {
        (Some(refused), _) => Err(NotShown::Credential(refused)),
        (None, None) => Err(NotShown::Credential(nobody(ask.on))),
        (None, Some(file)) => named(file, ask),
    };
    desk.write::<_, ServiceError>(actor, "gateway.person", None, |tx| {
        let placed = checks.iter().map(|one| (scope.region(), one.clone()));
        let placed: Vec<_> = placed.collect();
        shown::keep(tx, &placed)?;
        if let Ok(info) = &outcome {
            let subject = format!("人员 {}", info.number);
            let kind = (TrailKind::Unmasked, "gateway.person");
            audit::note_within(desk, tx, actor, kind, (&subject, REASON))?;
        }
        Ok(())
    })?;
    Ok(outcome)
}

/// Why an institution sees a person in full: the patient stands before it and showed a credential.
const REASON: &str = "经接口1101出示凭证获取人员信息";

fn named(file: &PersonFile, ask: &PersonAsk<'_>) -> Result<PersonInfo, NotShown> {
    let held = file.is_named(ask.document, ask.name);
    held.map_err(NotShown::Named)?;
    Ok(file.info())
}

/// The record of who was found does not reach to the day that was asked about.
fn nobody(on: Date) -> Refused {
    Refused::new(
        "credential.not_known_then",
        format!("该凭证的持有人在{on}没有参保登记，请核对开始时间"),
    )
}

/// Keeps on record that an institution asked what funds a person enjoys (2001): call it before the answer is shown.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn saw_treatments(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
) -> Result<(), ServiceError> {
    actor.may(Permission::GatewaySpeak)?;
    let (subjects, sight) = ([person.get()], Sight::Masked);
    audit::saw(desk, actor, "gateway.treatment", "人员", &subjects, &sight)
}
