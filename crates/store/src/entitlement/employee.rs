//! The facts of an employee: bills on which the person stands, deemed months.

use access::Scope;
use base::{BillNo, Date, Fen, OrganisationNo, PersonNo, ProposalNo, RegionCode};
use enrolment::entitlement::{DeemedMonths, DeemedNo, Employment};
use enrolment::premium::{Deferral, Settled, Spell, settle, spells};
use std::collections::{BTreeMap, BTreeSet};

use crate::premium::{bill, deferral, payment};
use crate::{Row, Session, StoreError, Tx, params};

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
    rows.iter().map(read_deemed).collect()
}

/// The deemed months of the people named, by person and number; one question however many.
///
/// # Errors
/// [`StoreError`].
pub fn deemed_of(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Vec<DeemedMonths>>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.deemed, d.months, d.source, d.rule, d.person FROM person p \
         JOIN deemed_months d ON d.pool = p.pool AND d.bucket = p.bucket AND d.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND d.region BETWEEN $3 AND $4 ORDER BY d.person, d.deemed",
        &params![scope.pool(), numbers(people), first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Vec<DeemedMonths>> = BTreeMap::new();
    for row in &rows {
        let months = read_deemed(row)?;
        let person = row.no(4, PersonNo::new)?;
        found.entry(person).or_default().push(months);
    }
    Ok(found)
}

fn read_deemed(row: &Row) -> Result<DeemedMonths, StoreError> {
    let no = row.no(0, DeemedNo::new)?;
    let made = DeemedMonths::new(no, row.int(1)?, row.text(2)?, row.text(3)?);
    made.map_err(|_| StoreError::Corrupt("deemed months".to_owned()))
}

/// What employers have paid for a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Employed {
    /// The stretches of employment, one for each employer.
    pub employments: Vec<Employment>,
    /// The wage of the last bill on which one stands.
    pub wage: Option<Fen>,
}

/// The stretches of employment of a person as known on a day, one for each employer: the bills on which
/// the person stands with the money on them, the employer's spells of arrears and its deferrals.
///
/// # Errors
/// [`StoreError`].
pub fn employments(
    session: &mut Session<'_>,
    scope: Scope,
    (_, person): (i64, PersonNo),
    on: Date,
) -> Result<Vec<Employment>, StoreError> {
    let mut found = employments_of(session, scope, &[person], on)?;
    Ok(found.remove(&person).unwrap_or_default().employments)
}

/// As [`employments`] for many people: a question for each table, and the books of an employer are read once
/// for all its people.
///
/// # Errors
/// [`StoreError`].
pub fn employments_of(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
    on: Date,
) -> Result<BTreeMap<PersonNo, Employed>, StoreError> {
    // A person's entitlement rests on every employer of the pool, in whichever county it lies.
    let whole = Scope::whole(scope.pool());
    let mut stands = bills_of(session, whole, people)?;
    let employers: BTreeSet<OrganisationNo> = stands
        .values()
        .flat_map(|one| one.bills.keys().copied())
        .collect();
    if employers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let books = books(session, whole, &employers, on)?;
    let left = left_on(session, whole, people)?;
    let mut found = BTreeMap::new();
    for (person, stood) in &mut stands {
        let mut employed = Employed {
            employments: Vec::with_capacity(stood.bills.len()),
            wage: stood.wage,
        };
        for (employer, numbers) in &stood.bills {
            let Some(book) = books.get(employer) else {
                continue;
            };
            let mine = book.bills.iter();
            employed.employments.push(Employment {
                bills: mine
                    .filter(|settled| numbers.contains(&settled.bill.no))
                    .copied()
                    .collect(),
                spells: book.spells.clone(),
                deferrals: book.deferrals.clone(),
                ended_on: left.get(&(*person, *employer)).copied().flatten(),
            });
        }
        found.insert(*person, employed);
    }
    Ok(found)
}

/// The bills on which a person stands, by employer.
#[derive(Default)]
struct Stands {
    bills: BTreeMap<OrganisationNo, BTreeSet<BillNo>>,
    wage: Option<Fen>,
}

fn bills_of(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<PersonNo, Stands>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.person, b.organisation, b.premium_bill, d.wage FROM person p \
         JOIN premium_due d ON d.pool = p.pool AND d.bucket = p.bucket AND d.person = p.person \
         JOIN premium_bill b ON b.pool = d.pool AND b.premium_bill = d.premium_bill \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND b.region BETWEEN $3 AND $4 \
         ORDER BY d.person, b.month, b.premium_bill",
        &params![scope.pool(), numbers(people), first, last],
    )?;
    let mut found: BTreeMap<PersonNo, Stands> = BTreeMap::new();
    for row in &rows {
        let stands = found.entry(row.no(0, PersonNo::new)?).or_default();
        let bills = stands.bills.entry(row.no(1, OrganisationNo::new)?);
        bills.or_default().insert(row.no(2, BillNo::new)?);
        stands.wage = row.maybe_int(3)?.map(Fen::new).or(stands.wage);
    }
    Ok(found)
}

/// What an employer owes and has paid.
struct Book {
    bills: Vec<Settled>,
    spells: Vec<Spell>,
    deferrals: Vec<Deferral>,
}

fn books(
    session: &mut Session<'_>,
    scope: Scope,
    employers: &BTreeSet<OrganisationNo>,
    on: Date,
) -> Result<BTreeMap<OrganisationNo, Book>, StoreError> {
    let list: Vec<OrganisationNo> = employers.iter().copied().collect();
    let mut billed = bill::net_of_employers(session, scope, &list)?;
    let mut paid = payment::of_employers(session, scope, &list)?;
    let mut deferred = deferral::of_employers(session, scope, &list)?;
    let book = |employer: &OrganisationNo| {
        let bills = billed.remove(employer).unwrap_or_default();
        let payments = paid.remove(employer).unwrap_or_default();
        let deferrals = deferred.remove(employer).unwrap_or_default();
        let settled = settle(&bills, &payments);
        let settled = settled.map_err(|_| StoreError::Corrupt("money of a bill".to_owned()))?;
        let spells = spells(&settled.bills, &deferrals, on);
        let bills = settled.bills;
        Ok((
            *employer,
            Book {
                bills,
                spells,
                deferrals,
            },
        ))
    };
    list.iter().map(book).collect()
}

/// The last day of people on the roll of each employer; `None` while they are on it.
fn left_on(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<BTreeMap<(PersonNo, OrganisationNo), Option<Date>>, StoreError> {
    let rows = session.rows(
        "SELECT a.person, a.organisation, MAX(a.valid_to) FROM person p \
         JOIN affiliation a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND a.tx_to = 9223372036854775807 \
         AND a.role IN ('active', 'retired', 'other') GROUP BY a.person, a.organisation",
        &params![scope.pool(), numbers(people)],
    )?;
    rows.iter()
        .map(|row| {
            let who = (row.no(0, PersonNo::new)?, row.no(1, OrganisationNo::new)?);
            Ok((who, row.maybe_date(2)?))
        })
        .collect()
}

fn numbers(people: &[PersonNo]) -> Vec<i64> {
    people.iter().map(|person| person.get()).collect()
}
