//! Payments of employers.

use access::Scope;
use base::{BillNo, Date, Fen, OrganisationNo, PaymentNo, RegionCode};
use enrolment::premium::Paid;
use std::collections::BTreeMap;

use crate::{Session, StoreError, Tx, params};

/// A payment as it arrives, or its taking back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment<'a> {
    /// The employer.
    pub employer: OrganisationNo,
    /// Its region.
    pub region: RegionCode,
    /// Above 0; below 0 where a payment is taken back.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The reference of the bank or tax office; an employer's references are unique.
    pub reference: &'a str,
    /// The bill that the payer named.
    pub bill: Option<BillNo>,
    /// The payment that is taken back.
    pub of: Option<PaymentNo>,
}

/// Records a payment; its number.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the reference is known,
/// [`StoreError::Guard`] for a region outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, new: &NewPayment<'_>) -> Result<PaymentNo, StoreError> {
    crate::within(scope, new.region)?;
    let no = tx.next("premium_payment", PaymentNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO premium_payment (pool, payment, organisation, region, amount, received_on, reference, premium_bill, \
         of_payment, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            pool,
            no,
            new.employer,
            new.region,
            new.amount,
            new.on,
            new.reference,
            new.bill,
            new.of,
            now
        ],
    )?;
    Ok(no)
}

/// The payment of an employer with a reference: its number, day and amount.
///
/// # Errors
/// [`StoreError`].
pub fn by_reference(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
    reference: &str,
) -> Result<Option<(PaymentNo, Date, Fen)>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT payment, received_on, amount FROM premium_payment WHERE pool = $1 AND organisation = $2 \
         AND reference = $3 AND region BETWEEN $4 AND $5",
        &params![scope.pool(), employer, reference, first, last],
    )?;
    row.map(|row| Ok((row.no(0, PaymentNo::new)?, row.date(1)?, row.fen(2)?)))
        .transpose()
}

/// The payments of an employer; a taking back carries the number of what it takes back.
///
/// # Errors
/// [`StoreError`].
pub fn of_employer(
    session: &mut Session<'_>,
    scope: Scope,
    employer: OrganisationNo,
) -> Result<Vec<Paid>, StoreError> {
    let mut found = of_employers(session, scope, &[employer])?;
    Ok(found.remove(&employer).unwrap_or_default())
}

/// As [`of_employer`] for many; one question.
///
/// # Errors
/// [`StoreError`].
pub fn of_employers(
    session: &mut Session<'_>,
    scope: Scope,
    employers: &[OrganisationNo],
) -> Result<BTreeMap<OrganisationNo, Vec<Paid>>, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = employers.iter().map(|no| no.get()).collect();
    let rows = session.rows(
        "SELECT COALESCE(of_payment, payment), received_on, amount, premium_bill, organisation FROM premium_payment \
         WHERE pool = $1 AND organisation IN {ints $2} AND region BETWEEN $3 AND $4 \
         ORDER BY organisation, received_on, payment",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut found: BTreeMap<OrganisationNo, Vec<Paid>> = BTreeMap::new();
    for row in &rows {
        let paid = Paid {
            no: row.no(0, PaymentNo::new)?,
            on: row.date(1)?,
            amount: row.fen(2)?,
            bill: row.maybe_int(3)?.and_then(BillNo::new),
        };
        let employer = row.no(4, OrganisationNo::new)?;
        found.entry(employer).or_default().push(paid);
    }
    Ok(found)
}
