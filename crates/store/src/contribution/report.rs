//! What the records add up to: progress, agents, personal share, reconciliations.

use access::Scope;
use base::{Date, Fen, OrganisationNo, RegionCode};
use enrolment::contribution::payment::{
    AgentAccount, CheckNo, Handover, HandoverNo, Progress, Reconciliation,
};
use enrolment::contribution::standard::Level;
use enrolment::contribution::{Channel, Year};

use crate::contribution::billing::of_scope;
use crate::{Session, StoreError, Tx, Value, params, within};

/// Progress of a year's collection in each county of a scope, in order of the counties.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn progress(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
    today: Date,
    deadline: Date,
) -> Result<Vec<Progress>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT q.county, COUNT(*), CAST(SUM(CASE WHEN q.paid >= q.own THEN 1 ELSE 0 END) AS BIGINT), \
         CAST(SUM(q.own) AS BIGINT), CAST(SUM(q.paid) AS BIGINT) FROM \
         (SELECT b.region / 1000000 AS county, b.own AS own, (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) \
         FROM payment_use u JOIN payment m ON m.pool = u.pool AND m.payment = u.payment WHERE u.pool = b.pool \
         AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person' AND m.received_on <= $5) AS paid \
         FROM bill b WHERE b.pool = $1 AND b.benefit_year = $4 AND b.region BETWEEN $2 AND $3 \
         AND b.tx_to = 9223372036854775807 AND b.drawn_on <= $5) q GROUP BY q.county ORDER BY q.county",
        &[pool, first, last, year.into(), today.into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Progress {
                region: row.no(0, |number| {
                    RegionCode::from_number(number.checked_mul(1_000_000)?)
                })?,
                year,
                today,
                deadline,
                bills: row.int(1)?,
                paid: row.int(2)?,
                due: row.fen(3)?,
                received: row.fen(4)?,
            })
        })
        .collect()
}

/// The financing of each year by live bills: total and personal part, by year.
///
/// # Errors
/// [`StoreError`].
pub fn financing(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Vec<(Year, i64, Level)>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT b.benefit_year, COUNT(*), CAST(SUM(b.amount) AS BIGINT), CAST(SUM((SELECT COALESCE(SUM(p.amount), 0) \
         FROM bill_part p WHERE p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill \
         AND p.payer NOT IN ('central', 'province', 'city', 'county', 'government'))) AS BIGINT) \
         FROM bill b WHERE b.pool = $1 AND b.region BETWEEN $2 AND $3 AND b.tx_to = 9223372036854775807 \
         GROUP BY b.benefit_year ORDER BY b.benefit_year",
        &[pool, first, last],
    )?;
    rows.iter()
        .map(|row| {
            let level = Level {
                total: row.fen(2)?,
                personal: row.fen(3)?,
            };
            Ok((row.no(0, Year::from_number)?, row.int(1)?, level))
        })
        .collect()
}

/// Records what a collector handed over.
///
/// # Errors
/// [`StoreError::Conflict`] where the slip is recorded already, [`StoreError::Guard`] outside the scope.
pub fn hand_over(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    collector: OrganisationNo,
    year: Year,
    handover: &Handover,
) -> Result<HandoverNo, StoreError> {
    within(scope, region)?;
    let no = tx.next("handover", HandoverNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        no.get(),
        region,
        collector,
        year,
        handover.reference.as_str(),
        handover.amount,
        handover.on,
        now
    ];
    tx.run(
        "INSERT INTO handover (pool, handover, region, collector, benefit_year, reference, amount, handed_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &values,
    )?;
    Ok(no)
}

/// The accounts of the collectors of a scope in a year: receipts net of refunds against what they handed
/// over, by collector.
///
/// # Errors
/// [`StoreError`].
pub fn agents(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
) -> Result<Vec<AgentAccount>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT q.collector, CAST(SUM(q.receipts) AS BIGINT), CAST(SUM(q.collected) AS BIGINT), CAST(SUM(q.remitted) AS BIGINT) FROM \
         (SELECT collector, CASE WHEN kind = 'receipt' THEN 1 ELSE 0 END AS receipts, amount AS collected, 0 AS remitted \
         FROM payment WHERE pool = $1 AND region BETWEEN $2 AND $3 AND benefit_year = $4 AND collector > 0 \
         AND channel IN ('agent', 'school') UNION ALL \
         SELECT collector, 0, 0, amount FROM handover WHERE pool = $1 AND region BETWEEN $2 AND $3 AND benefit_year = $4) q \
         GROUP BY q.collector ORDER BY q.collector",
        &[pool, first, last, year.into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(AgentAccount {
                agent: row.no(0, OrganisationNo::new)?,
                receipts: row.int(1)?,
                collected: row.fen(2)?,
                remitted: row.fen(3)?,
            })
        })
        .collect()
}

/// Money of a channel and day: how many payments, and their sum.
///
/// # Errors
/// [`StoreError`].
pub fn by_channel(
    session: &mut Session<'_>,
    scope: Scope,
    days: (Date, Date),
) -> Result<Vec<(Date, Channel, i64, Fen)>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT received_on, channel, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM payment \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND received_on BETWEEN $4 AND $5 \
         GROUP BY received_on, channel ORDER BY received_on, channel",
        &[pool, first, last, days.0.into(), days.1.into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok((
                row.date(0)?,
                row.code(1, Channel::parse)?,
                row.int(2)?,
                row.fen(3)?,
            ))
        })
        .collect()
}

/// Keeps a reconciliation with its differences.
///
/// # Errors
/// [`StoreError`].
pub fn keep_check(
    tx: &mut Tx<'_>,
    region: RegionCode,
    channel: Channel,
    days: (Date, Date),
    result: &Reconciliation,
) -> Result<CheckNo, StoreError> {
    let no = tx.next("pay_check", CheckNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let matched = i64::try_from(result.matched.len()).unwrap_or(i64::MAX);
    let values = params![
        pool,
        no.get(),
        region,
        channel.code(),
        days.0,
        days.1,
        result.books,
        result.statement,
        matched,
        now
    ];
    tx.run(
        "INSERT INTO pay_check (pool, pay_check, region, channel, day_from, day_to, books, statement, matched, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values,
    )?;
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(result.differences.len());
    for (place, (kind, book, line)) in (1_i64..).zip(&result.differences) {
        let reference = book.as_ref().map(|one| one.reference.as_str());
        let reference = reference.or(line.as_ref().map(|one| one.reference.as_str()));
        let row = line.as_ref().and_then(|one| i64::try_from(one.row).ok());
        rows.push(
            params![
                pool,
                no.get(),
                place,
                kind.code(),
                book.as_ref().map(|one| one.payment),
                row,
                reference.unwrap_or_default(),
                book.as_ref().map_or(Fen::ZERO, |one| one.amount),
                line.as_ref().map_or(Fen::ZERO, |one| one.amount),
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "pay_check",
        "place",
        "kind",
        "payment",
        "line",
        "reference",
        "books",
        "statement",
        "tx_from",
    ];
    tx.insert("pay_check_line", &columns, &rows)?;
    Ok(no)
}
