//! Checks of credentials at each contact, passed or not.

use access::{Moment, Scope};
use base::{Date, PersonNo, Refused, RegionCode};
use enrolment::credential::resolve::When;
use enrolment::credential::{Contact, CredentialCheck, CredentialKind};

use crate::{Row, Session, StoreError, Tx, params, within};

/// A check as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub no: i64,
    /// The region of the place that asked.
    pub region: RegionCode,
    /// The place, by its code.
    pub place: String,
    /// For what.
    pub contact: Contact,
    /// Which kind was shown.
    pub kind: CredentialKind,
    /// Its number, masked.
    pub shown: String,
    /// When.
    pub when: When,
    /// Who it is, or the code and the reason of the refusal.
    pub outcome: Result<PersonNo, (String, String)>,
}

/// Keeps checks, whatever their outcome; each with the region of the place that asked.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn keep(
    tx: &mut Tx<'_>,
    scope: Scope,
    checks: &[(RegionCode, CredentialCheck)],
) -> Result<(), StoreError> {
    let Ok(count) = u32::try_from(checks.len()) else {
        return Err(StoreError::Engine("too many checks at once".to_owned()));
    };
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("credential_check", count)?;
    let mut rows = Vec::with_capacity(checks.len());
    for (no, (region, check)) in (first..).zip(checks) {
        within(scope, *region)?;
        let refused = check.outcome.as_ref().err();
        let row = params![
            tx.pool(),
            no,
            *region,
            &*check.place,
            check.contact.code(),
            check.kind.code(),
            &*check.shown,
            check.when.day,
            check.when.moment.millis(),
            check.outcome.as_ref().ok().copied(),
            refused.map(Refused::code),
            refused.map(Refused::sentence),
            refused.and_then(Refused::article),
            tx.no()
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "check_no",
        "region",
        "place",
        "contact",
        "kind",
        "shown",
        "checked_on",
        "checked_at",
        "person",
        "code",
        "reason",
        "article",
        "tx_from",
    ];
    tx.insert("credential_check", &columns, &rows)
}

/// The checks of a place on a day, the latest last.
///
/// # Errors
/// [`StoreError`].
pub fn of_place(
    session: &mut Session<'_>,
    scope: Scope,
    place: &str,
    on: Date,
) -> Result<Vec<Kept>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT check_no, region, place, contact, kind, shown, checked_on, checked_at, person, code, reason \
         FROM credential_check WHERE pool = $1 AND place = $2 AND checked_on = $3 AND region BETWEEN $4 AND $5 \
         ORDER BY check_no",
        &params![scope.pool(), place, on, first, last],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    let outcome = match row.maybe_int(8)? {
        Some(_) => Ok(row.no(8, PersonNo::new)?),
        None => Err((row.text(9)?.to_owned(), row.text(10)?.to_owned())),
    };
    Ok(Kept {
        no: row.int(0)?,
        region: row.region(1)?,
        place: row.text(2)?.to_owned(),
        contact: row.code(3, Contact::parse)?,
        kind: row.code(4, CredentialKind::parse)?,
        shown: row.text(5)?.to_owned(),
        when: When {
            day: row.date(6)?,
            moment: Moment::from_millis(row.int(7)?),
        },
        outcome,
    })
}
