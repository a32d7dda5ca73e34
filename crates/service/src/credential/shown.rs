//! From what is shown to one person. Nothing here asks in which county the person is insured: the card of one
//! county works at every institution of the pooling area (篇1 首段; REQ-357).

use access::{Actor, Moment, Permission, Scope};
use base::{Date, DocumentType, PersonNo, Refused, RegionCode};
use enrolment::credential::resolve::Records;
use enrolment::credential::{Contact, CredentialCheck, CredentialKind, When, check};
use enrolment::people::DocumentNumber;
use store::credential::check as rows;
use store::credential::shown::{Known, Shown, look_up};
use store::{AsOf, Session, Tx};

use crate::{Desk, ServiceError};

/// A credential shown at a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The provider or the agency, by its code.
    pub place: &'a str,
    /// For what.
    pub contact: Contact,
    /// Which kind is shown.
    pub kind: CredentialKind,
    /// Its number; of an e-voucher the token, with or without time and signature.
    pub value: &'a str,
}

/// Checks credentials as they are known in this transaction: a question for each table, however many. Each answer
/// is a row to be kept with [`keep`], passed or not.
///
/// # Errors
/// Storage.
pub fn checks(
    session: &mut Session<'_>,
    pool: RegionCode,
    asks: &[Ask<'_>],
    when: When,
) -> Result<Vec<CredentialCheck>, ServiceError> {
    let documents: Vec<Option<String>> = asks.iter().map(document).collect();
    let mut shown = Shown {
        links: asks.iter().map(|ask| ask.value.trim()).collect(),
        documents: documents.iter().flatten().map(String::as_str).collect(),
        ..Shown::default()
    };
    for ask in asks {
        match ask.kind {
            CredentialKind::SocialCard => shown.cards.push(ask.value.trim()),
            CredentialKind::EVoucher => shown.nonces.push(nonce(ask.value)),
            CredentialKind::ResidentCard | CredentialKind::HealthCard => {}
        }
    }
    let as_of = AsOf::on(when.day);
    let known = look_up(session, Scope::whole(pool), &shown, as_of)?;
    Ok(asks.iter().map(|ask| checked(ask, &known, when)).collect())
}

fn checked(ask: &Ask<'_>, known: &Known, when: When) -> CredentialCheck {
    let records = Records {
        cards: &known.cards,
        papers: &known.papers,
        vouchers: &known.vouchers,
        links: &known.links,
        linkage: &known.linkage,
    };
    let at = (ask.place, ask.contact);
    if ask.kind != CredentialKind::EVoucher {
        return check(at, (ask.kind, ask.value), when, &records);
    }
    // A token is known by its chance part; what the register issued under it is looked at, whatever else is shown.
    let token = nonce(ask.value);
    let said = unsigned(ask.value);
    let issued = known.vouchers.iter().find(|one| *one.nonce == *token);
    let told = match issued {
        Some(voucher) if !said.contains('|') => voucher.payload(),
        _ => said.to_owned(),
    };
    let mut found = check(at, (ask.kind, &told), when, &records);
    found.shown = ask.kind.shown(token).into();
    if issued.is_none() && !said.contains('|') {
        found.outcome = Err(unknown_token());
    }
    found
}

fn unknown_token() -> Refused {
    Refused::new(
        "credential.unknown",
        "医保电子凭证没有对应的参保人，请刷新二维码后重试，或改用身份证、社会保障卡。",
    )
}

/// The canonical number of a resident card that is shown; `None` for another kind or no number.
fn document(ask: &Ask<'_>) -> Option<String> {
    if ask.kind != CredentialKind::ResidentCard {
        return None;
    }
    let number = DocumentNumber::read(DocumentType::ResidentCard, ask.value.trim()).ok()?;
    Some(number.canonical().to_owned())
}

/// The payload of a token that may carry a signature behind it.
fn unsigned(value: &str) -> &str {
    let value = value.trim();
    match value.matches('|').count() {
        5 => value.rsplit_once('|').map_or(value, |(payload, _)| payload),
        _ => value,
    }
}

/// The part of what is shown by which it is known again: of an e-voucher its chance part.
pub(crate) fn token(kind: CredentialKind, value: &str) -> &str {
    match kind {
        CredentialKind::EVoucher => nonce(value),
        _ => value.trim(),
    }
}

/// The chance part of a token: the whole of it where it carries nothing else.
fn nonce(value: &str) -> &str {
    let payload = unsigned(value);
    payload.rsplit_once('|').map_or(payload, |(_, nonce)| nonce)
}

/// Keeps checks, whatever their outcome, each with the region of the place that asked (篇7 第二十条).
///
/// # Errors
/// Storage.
pub fn keep(tx: &mut Tx<'_>, checks: &[(RegionCode, CredentialCheck)]) -> Result<(), ServiceError> {
    let scope = Scope::whole(tx.pool());
    Ok(rows::keep(tx, scope, checks)?)
}

/// The persons of credentials, without a trace: for queries whose caller keeps the checks itself.
///
/// # Errors
/// Storage.
pub fn resolve(
    session: &mut Session<'_>,
    pool: RegionCode,
    shown: &[(CredentialKind, &str)],
    when: When,
) -> Result<Vec<Result<PersonNo, Refused>>, ServiceError> {
    let asks: Vec<Ask<'_>> = shown
        .iter()
        .map(|(kind, value)| Ask {
            place: "",
            contact: Contact::Window,
            kind: *kind,
            value,
        })
        .collect();
    let found = checks(session, pool, &asks, when)?;
    Ok(found.into_iter().map(|one| one.outcome).collect())
}

/// Now, as credentials are read.
#[must_use]
pub fn now(desk: &Desk<'_>) -> When {
    When {
        day: desk.today(),
        moment: Moment::from_millis(desk.wall()),
    }
}

/// Checks a credential at a window of the agency and keeps the check, passed or not.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] as of [`enrolment::credential::resolve()`]; storage.
pub fn at_window(desk: &Desk<'_>, actor: &Actor, ask: &Ask<'_>) -> Result<PersonNo, ServiceError> {
    let scope = actor.may(Permission::CredentialCheck)?;
    let when = now(desk);
    let outcome = desk.write::<_, ServiceError>(actor, "credential.check", None, |tx| {
        let mut found = checks(tx, scope.pool(), std::slice::from_ref(ask), when)?;
        let Some(one) = found.pop() else {
            return Err(ServiceError::NotFound("凭证"));
        };
        let outcome = one.outcome.clone();
        keep(tx, &[(scope.region(), one)])?;
        Ok(outcome)
    })?;
    Ok(outcome?)
}

/// The checks that a place asked for on a day, masked as they were kept.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn log(
    desk: &Desk<'_>,
    actor: &Actor,
    place: &str,
    on: Date,
) -> Result<Vec<rows::Kept>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| rows::of_place(session, scope, place, on))?)
}
