//! The facts of an employee: bills on which the person stands, deemed months.

use access::Scope;
use base::{Date, OrganisationNo, PersonNo, ProposalNo, RegionCode};
use enrolment::entitlement::{DeemedMonths, DeemedNo, Employment};
use enrolment::premium::{settle, spells};
use std::collections::{BTreeMap, BTreeSet};

use crate::premium::{bill, deferral, payment};
use crate::{Session, StoreError, Tx, params};

/// Deemed months of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeemedRow {
    /// Bucket of the person.
    pub bucket: i64,
    /// Whose.
    pub person: PersonNo,
    /// The region of the record.
    pub region: RegionCode,
    /// How many, and from where.
    pub deemed: DeemedMonths,
}

/// Records deemed months that were approved.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] for a region outside the scope.
pub fn add_deemed(
    tx: &mut Tx<'_>,
    scope: Scope,
    row: &DeemedRow,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    crate::within(scope, row.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let deemed = &row.deemed;
    tx.run(
        "INSERT INTO deemed_months (pool, bucket, deemed, person, region, months, source, rule, proposal, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            row.bucket,
            deemed.no.get(),
            row.person,
            row.region,
            deemed.months,
            deemed.source.as_str(),
            deemed.rule.as_str(),
            proposal,
            now
        ],
    )?;
    Ok(())
}

/// The deemed months of a person, by number.
///
/// # Errors
/// [`StoreError`].
pub fn deemed(
    session: &mut Session<'_>,
    scope: Scope,
    bucket: i64,
    person: PersonNo,
) -> Result<Vec<DeemedMonths>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT deemed, months, source, rule FROM deemed_months WHERE pool = $1 AND bucket = $2 AND person = $3 \
         AND region BETWEEN $4 AND $5 ORDER BY deemed",
        &params![scope.pool(), bucket, person, first, last],
    )?;
    rows.iter()
        .map(|row| {
            let no = row.no(0, DeemedNo::new)?;
            let made = DeemedMonths::new(no, row.int(1)?, row.text(2)?, row.text(3)?);
            made.map_err(|_| StoreError::Corrupt("deemed months".to_owned()))
        })
        .collect()
}

/// The stretches of employment of a person as known on a day, one for each employer: the bills on which
/// the person stands with the money on them, the employer's spells of arrears and its deferrals.
///
/// # Errors
/// [`StoreError`].
pub fn employments(
    session: &mut Session<'_>,
    scope: Scope,
    (bucket, person): (i64, PersonNo),
    on: Date,
) -> Result<Vec<Employment>, StoreError> {
    // A person's entitlement rests on every employer of the pool, in whichever county it lies.
    let whole = Scope::whole(scope.pool());
    let mut mine: BTreeMap<OrganisationNo, BTreeSet<_>> = BTreeMap::new();
    for (employer, no) in bill::of_person(session, whole, bucket, person)? {
        mine.entry(employer).or_default().insert(no);
    }
    let mut found = Vec::with_capacity(mine.len());
    for (employer, numbers) in mine {
        let bills = bill::net_of_employer(session, whole, employer)?;
        let payments = payment::of_employer(session, whole, employer)?;
        let settled = settle(&bills, &payments);
        let settled = settled.map_err(|_| StoreError::Corrupt("money of a bill".to_owned()))?;
        let deferrals = deferral::of_employer(session, whole, employer)?;
        let spells = spells(&settled.bills, &deferrals, on);
        let bills = settled.bills.into_iter();
        let ended_on = left_on(session, whole, (bucket, person), employer)?;
        found.push(Employment {
            bills: bills
                .filter(|settled| numbers.contains(&settled.bill.no))
                .collect(),
            spells,
            deferrals,
            ended_on,
        });
    }
    Ok(found)
}

/// The last day on the roll of an employer; `None` while the person is on it.
fn left_on(
    session: &mut Session<'_>,
    scope: Scope,
    (bucket, person): (i64, PersonNo),
    employer: OrganisationNo,
) -> Result<Option<Date>, StoreError> {
    let row = session.row(
        "SELECT MAX(valid_to) FROM affiliation WHERE pool = $1 AND bucket = $2 AND person = $3 AND organisation = $4 \
         AND tx_to = 9223372036854775807 AND role IN ('active', 'retired', 'other')",
        &params![scope.pool(), bucket, person, employer],
    )?;
    row.map_or(Ok(None), |row| row.maybe_date(0))
}
