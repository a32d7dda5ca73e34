//! Names, numbers, moves and deaths: from a day on, with the reason; what was before stays.

use access::{Actor, Permission, Scope};
use base::{Date, PersonNo, Refused, RegionCode, RegionLevel};
use enrolment::people::{Death, DocumentNumber, Person, PersonName};
use store::people::{change as rows, read};
use store::{AsOf, Tx};

use crate::{Desk, ServiceError};

/// What changes about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonChange {
    /// Another name.
    Name(PersonName),
    /// Moves to another village or street.
    Residence(RegionCode),
    /// The household registration moves.
    Huji(RegionCode),
    /// Another telephone.
    Phone(String),
    /// Another address.
    Address(String),
    /// Has died; the source says who reports it.
    Death(String),
}

/// Changes a person from a day on.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] as of
/// [`Person::rename`] and [`Person::die`]; storage.
pub fn change(
    desk: &Desk<'_>,
    actor: &Actor,
    no: PersonNo,
    change: &PersonChange,
    from: Date,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "person.change", Some(reason), |tx| {
        let record = read::find(tx, scope, no, AsOf::on(from))?;
        let record = record.ok_or(ServiceError::NotFound("人员"))?;
        let mut person = record.person;
        apply(&mut person, change, from)?;
        // A death is known of the person from birth on; other changes begin on their day.
        let from = from.max(person.birth);
        Ok(rows::person(tx, scope, record.key, &person, from, reason)?)
    })
}

fn apply(person: &mut Person, change: &PersonChange, from: Date) -> Result<(), ServiceError> {
    match change {
        PersonChange::Name(name) => person.rename(name.clone(), from)?,
        PersonChange::Residence(region) => person.residence = *region,
        PersonChange::Huji(region) => person.huji = Some(*region),
        PersonChange::Phone(phone) => person.phone = Some(phone.as_str().into()),
        PersonChange::Address(address) => person.address = Some(address.as_str().into()),
        PersonChange::Death(source) => person.die(Death {
            on: from,
            source: source.as_str().into(),
        })?,
    }
    Ok(())
}

/// What is done with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperChange {
    /// Another document beside those on record.
    Add(DocumentNumber),
    /// A wrong number is put right; the old one stays findable.
    Correct(DocumentNumber, DocumentNumber),
    /// A document takes the place of another: a card that of the birth certificate.
    Replace(DocumentNumber, DocumentNumber),
}

/// Changes the documents of a person from a day on.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] as of
/// [`enrolment::people::Papers`], and `document.other_person` where a sound number is somebody else's;
/// storage.
pub fn papers(
    desk: &Desk<'_>,
    actor: &Actor,
    no: PersonNo,
    change: &PaperChange,
    from: Date,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "person.papers", Some(reason), |tx| {
        let record = read::find(tx, scope, no, AsOf::on(from))?;
        let record = record.ok_or(ServiceError::NotFound("人员"))?;
        let before = &record.person.papers;
        let mut after = before.clone();
        let old = |number: &DocumentNumber| {
            let canonical: Box<str> = number.canonical().into();
            (number.document_type(), canonical)
        };
        let new = match change {
            PaperChange::Add(new) => {
                after.add(new.clone(), from)?;
                new
            }
            PaperChange::Correct(wrong, right) => {
                let (document_type, wrong) = old(wrong);
                after.correct((document_type, &wrong), right.clone(), from, reason)?;
                right
            }
            PaperChange::Replace(before, new) => {
                let (document_type, before) = old(before);
                after.replace((document_type, &before), new.clone(), from, reason)?;
                new
            }
        };
        free(tx, scope, no, new)?;
        Ok(rows::papers(tx, record.key, before, &after)?)
    })
}

/// Refuses a sound number that counts for somebody else of the pooling area, and says who may look at whose it is.
pub(crate) fn free(
    tx: &mut Tx<'_>,
    scope: Scope,
    no: PersonNo,
    number: &DocumentNumber,
) -> Result<(), ServiceError> {
    let whole = Scope::whole(scope.pool());
    let holders = read::by_number(tx, whole, number.document_type(), number.canonical())?;
    let other = holders
        .iter()
        .find(|(key, standing)| key.person != no && standing.counts());
    let Some((key, _)) = other.filter(|_| number.is_sound()) else {
        return Ok(());
    };
    let place = read::keys(tx, whole, &[key.person])?;
    let place = place.get(&key.person).map(|(_, region)| *region);
    let look = match place.filter(|region| !scope.covers(*region)) {
        None => String::new(),
        Some(region) => format!(
            "该记录由 {} 管理，可由当地或市级经办人员查看、办理；",
            region.at(RegionLevel::County).unwrap_or(region).short()
        ),
    };
    Err(Refused::new(
        "document.other_person",
        format!(
            "号码 {} 已登记在人员 {} 名下；{look}若是同一人请办理归并，若是重号请先核实。",
            number.document().masked_number(),
            key.person
        ),
    )
    .into())
}
