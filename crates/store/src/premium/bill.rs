//! Premium bills, their parts, and what each person owes.

use access::Scope;
use base::{BillNo, Date, Fen, OrganisationNo, PersonNo, RegionCode};
use enrolment::Month;
use enrolment::ask::Basis;
use enrolment::premium::{AverageBase, Billed, Due, PersonDue, PremiumBill};
use std::collections::BTreeMap;

use crate::{Row, Session, StoreError, Tx, Value, params};

/// A bill as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// Its number.
    pub no: BillNo,
    /// The employer.
    pub employer: OrganisationNo,
    /// The region of the employer.
    pub region: RegionCode,
    /// The month.
    pub month: Month,
    /// The bill that it corrects; `None` for a bill.
    pub of: Option<BillNo>,
    /// The plan variant.
    pub variant: Option<String>,
    /// People on it, and those with a base.
    pub people: (i64, i64),
    /// Σ of the bases.
    pub unit_base: Fen,
    /// Amount; of a correction signed.
    pub amount: Fen,
    /// Last day in time.
    pub due_on: Date,
}

/// When a bill is due and was drawn, and what it corrects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// Its number.
    pub no: BillNo,
    /// The region of the employer.
    pub region: RegionCode,
    /// Last day in time.
    pub due_on: Date,
    /// Day of drawing.
    pub on: Date,
}

/// Records a bill with its parts and what each person owes.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the month is billed already,
/// [`StoreError::Guard`] for a region outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    drawn: &Drawn,
    bill: &PremiumBill,
    buckets: &BTreeMap<PersonNo, i64>,
) -> Result<(), StoreError> {
    crate::within(scope, drawn.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    tx.run(
        "INSERT INTO premium_bill (pool, premium_bill, organisation, region, month, kind, of_bill, variant, heads, active, \
         unit_base, amount, rule, due_on, drawn_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, 'bill', NULL, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &params![
            pool,
            drawn.no,
            bill.employer,
            drawn.region,
            bill.month,
            bill.variant.clone(),
            count(bill.people.len()),
            count(bill.active()),
            bill.unit_base,
            bill.total,
            bill.basis.rule.as_str(),
            drawn.due_on,
            drawn.on,
            now
        ],
    )?;
    let mut parts: BTreeMap<(&str, &str), Fen> = BTreeMap::new();
    for due in bill
        .people
        .iter()
        .flat_map(|due| &due.parts)
        .chain(&bill.parts)
    {
        let sum = parts.entry((&due.by, &due.to)).or_default();
        let more = sum.checked_add(due.amount);
        *sum = more.ok_or_else(|| StoreError::Corrupt("a sum of dues".to_owned()))?;
    }
    let rows: Vec<Vec<Value>> = parts
        .iter()
        .map(|((by, to), amount)| params![pool, drawn.no, *by, *to, *amount, now].to_vec())
        .collect();
    let columns = ["pool", "premium_bill", "payer", "fund", "amount", "tx_from"];
    tx.insert("premium_part", &columns, &rows)?;
    let rows: Result<Vec<_>, _> = bill
        .people
        .iter()
        .map(|due| due_row(tx, drawn.no, due, buckets))
        .collect();
    let columns = [
        "pool",
        "bucket",
        "premium_bill",
        "person",
        "wage",
        "base",
        "fund",
        "own",
        "rule",
        "tx_from",
    ];
    tx.insert("premium_due", &columns, &rows?)
}

fn due_row(
    tx: &Tx<'_>,
    bill: BillNo,
    due: &PersonDue,
    buckets: &BTreeMap<PersonNo, i64>,
) -> Result<Vec<Value>, StoreError> {
    let bucket = buckets.get(&due.person).copied();
    let bucket = bucket.ok_or_else(|| StoreError::Corrupt("a due of nobody".to_owned()))?;
    let own = Fen::checked_sum(due.parts.iter().map(|part| part.amount));
    let own = own.ok_or_else(|| StoreError::Corrupt("a sum of dues".to_owned()))?;
    let fund = due.parts.first().map_or("account", |part| part.to.as_str());
    let values = params![
        tx.pool(),
        bucket,
        bill,
        due.person,
        due.wage,
        due.base,
        fund,
        own,
        due.basis.rule.as_str(),
        tx.no()
    ];
    Ok(values.to_vec())
}

/// Records a correction of a bill; the amount is signed.
///
/// # Errors
/// [`StoreError`].
pub fn correct(
    tx: &mut Tx<'_>,
    scope: Scope,
    of: &BillRow,
    drawn: &Drawn,
    amount: Fen,
    because: &str,
) -> Result<(), StoreError> {
    crate::within(scope, of.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO premium_bill (pool, premium_bill, organisation, region, month, kind, of_bill, variant, heads, active, \
         unit_base, amount, rule, due_on, drawn_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, 'correction', $6, NULL, 0, 0, 0, $7, $8, $9, $10, $11)",
        &params![
            pool,
            drawn.no,
            of.employer,
            of.region,
            of.month,
            of.no,
            amount,
            because,
            drawn.due_on,
            drawn.on,
            now
        ],
    )?;
    Ok(())
}

/// A bill by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: BillNo,
) -> Result<Option<BillRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT premium_bill, organisation, region, month, of_bill, variant, heads, active, unit_base, amount, due_on \
         FROM premium_bill WHERE pool = $1 AND premium_bill = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// The bills and corrections of a region for some months, by number.
///
/// # Errors
/// [`StoreError`].
pub fn of_months(
    session: &mut Session<'_>,
    scope: Scope,
    (from, until): (Month, Month),
) -> Result<Vec<BillRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT premium_bill, organisation, region, month, of_bill, variant, heads, active, unit_base, amount, due_on \
         FROM premium_bill WHERE pool = $1 AND month BETWEEN $2 AND $3 AND region BETWEEN $4 AND $5 ORDER BY premium_bill",
        &params![scope.pool(), from, until, first, last],
    )?;
    rows.iter().map(read).collect()
}

/// What the bills of an employer ask, corrections included, by month.
///
/// # Errors
/// [`StoreError`].
pub fn net_of_employer(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
) -> Result<Vec<Billed>, StoreError> {
    let mut found = net_of_employers(session, scope, &[employer])?;
    Ok(found.remove(&employer).unwrap_or_default())
}

/// As [`net_of_employer`] for many; one question.
///
/// # Errors
/// [`StoreError`].
pub fn net_of_employers(
    session: &mut Session<'_>,
    scope: Scope,
    employers: &[OrganisationNo],
) -> Result<BTreeMap<OrganisationNo, Vec<Billed>>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = employers.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        "SELECT b.premium_bill, b.month, b.due_on, b.amount + COALESCE((SELECT CAST(SUM(c.amount) AS BIGINT) \
         FROM premium_bill c WHERE c.pool = b.pool AND c.of_bill = b.premium_bill), 0), b.organisation FROM premium_bill b \
         WHERE b.pool = $1 AND b.organisation IN {ints $2} AND b.region BETWEEN $3 AND $4 AND b.kind = 'bill' \
         ORDER BY b.organisation, b.month, b.premium_bill",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<OrganisationNo, Vec<Billed>> = BTreeMap::new();
    for row in &rows {
        let bill = Billed {
            no: row.no(0, BillNo::new)?,
            month: row.no(1, Month::from_number)?,
            due_on: row.date(2)?,
            due: row.fen(3)?,
        };
        let employer = row.no(4, OrganisationNo::new)?;
        found.entry(employer).or_default().push(bill);
    }
    Ok(found)
}

/// What a bill brings into each fund, by payer.
///
/// # Errors
/// [`StoreError`].
pub fn parts(session: &mut Session<'_>, scope: Scope, no: BillNo) -> Result<Vec<Due>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.payer, p.fund, p.amount FROM premium_part p \
         JOIN premium_bill b ON b.pool = p.pool AND b.premium_bill = p.premium_bill \
         WHERE p.pool = $1 AND p.premium_bill = $2 AND b.region BETWEEN $3 AND $4 ORDER BY p.payer, p.fund",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Due {
                by: row.text(0)?.to_owned(),
                to: row.text(1)?.to_owned(),
                amount: row.fen(2)?,
            })
        })
        .collect()
}

/// What the people on a bill owe, by person, with the bucket of each.
///
/// # Errors
/// [`StoreError`].
pub fn dues(
    session: &mut Session<'_>,
    scope: Scope,
    no: BillNo,
) -> Result<Vec<(i64, PersonDue)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.bucket, d.person, d.wage, d.base, d.fund, d.own, d.rule FROM premium_due d \
         JOIN premium_bill b ON b.pool = d.pool AND b.premium_bill = d.premium_bill \
         WHERE d.pool = $1 AND d.premium_bill = $2 AND b.region BETWEEN $3 AND $4 ORDER BY d.person",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| {
            let due = PersonDue {
                person: row.no(1, PersonNo::new)?,
                wage: row.maybe_int(2)?.map(Fen::new),
                base: row.maybe_int(3)?.map(Fen::new),
                parts: vec![Due {
                    by: "person".to_owned(),
                    to: row.text(4)?.to_owned(),
                    amount: row.fen(5)?,
                }],
                basis: Basis::new(row.text(6)?, "", ""),
            };
            Ok((row.int(0)?, due))
        })
        .collect()
}

/// The bills of employers within the scope on which a person stands: employer and bill, by month.
///
/// # Errors
/// [`StoreError`].
pub fn of_person(
    session: &mut Session<'_>,
    scope: Scope,
    bucket: i64,
    person: PersonNo,
) -> Result<Vec<(OrganisationNo, BillNo)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT b.organisation, b.premium_bill FROM premium_due d \
         JOIN premium_bill b ON b.pool = d.pool AND b.premium_bill = d.premium_bill \
         WHERE d.pool = $1 AND d.bucket = $2 AND d.person = $3 AND b.region BETWEEN $4 AND $5 \
         ORDER BY b.month, b.premium_bill",
        &params![scope.pool(), bucket, person, first, last],
    )?;
    rows.iter()
        .map(|row| Ok((row.no(0, OrganisationNo::new)?, row.no(1, BillNo::new)?)))
        .collect()
}

/// What the bills of a year give to the report of average bases. `enterprises` are the kinds of
/// organisations that count as such.
///
/// # Errors
/// [`StoreError`].
pub fn bases_of_year(
    session: &mut Session<'_>,
    scope: Scope,
    year: i32,
    enterprises: &[&str],
) -> Result<Vec<AverageBase>, StoreError> {
    let (first, last) = scope.span();
    let year = i64::from(year);
    let rows = session.rows(
        "SELECT o.kind, CAST(SUM(b.unit_base) AS BIGINT), CAST(SUM(b.active) AS BIGINT) FROM premium_bill b \
         JOIN organisation o ON o.pool = b.pool AND o.organisation = b.organisation \
         WHERE b.pool = $1 AND b.month BETWEEN $2 AND $3 AND b.region BETWEEN $4 AND $5 AND b.kind = 'bill' \
         GROUP BY o.kind ORDER BY o.kind",
        &params![scope.pool(), year * 100 + 1, year * 100 + 12, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(AverageBase {
                is_enterprise: enterprises.contains(&row.text(0)?),
                bases: row.fen(1)?,
                people: row.int(2)?,
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<BillRow, StoreError> {
    Ok(BillRow {
        no: row.no(0, BillNo::new)?,
        employer: row.no(1, OrganisationNo::new)?,
        region: row.region(2)?,
        month: row.no(3, Month::from_number)?,
        of: row.maybe_int(4)?.and_then(BillNo::new),
        variant: row.maybe_text(5)?.map(str::to_owned),
        people: (row.int(6)?, row.int(7)?),
        unit_base: row.fen(8)?,
        amount: row.fen(9)?,
        due_on: row.date(10)?,
    })
}
