//! Debit files and the bank's answers.

use access::Scope;
use base::{BillNo, Date, Fen, PaymentNo, RegionCode};
use enrolment::contribution::Year;
use enrolment::contribution::payment::{DebitAnswer, DebitLine, DebitNo};

use crate::contribution::bill::BillKey;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// A debit file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debit {
    /// Its number.
    pub no: DebitNo,
    /// The region.
    pub region: RegionCode,
    /// The bank.
    pub bank: String,
    /// The insurance year.
    pub year: Year,
    /// How many lines.
    pub lines: i64,
    /// Σ of the lines.
    pub amount: Fen,
    /// When it was made.
    pub made_on: Date,
}

/// A bill that may be debited: unpaid, with a mandate, not asked for in an open file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debitable {
    /// The bill.
    pub key: BillKey,
    /// What is still to be paid.
    pub amount: Fen,
    /// The account; personal, goes into the file and nowhere else.
    pub account: String,
    /// Holder of the account.
    pub holder: String,
}

/// Unpaid bills of a year whose person has a mandate with the bank on a day, by number. Each is asked for once: of two
/// mandates the later one counts.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn debitable(
    session: &mut Session<'_>,
    scope: Scope,
    bank: &str,
    year: Year,
    on: Date,
) -> Result<Vec<Debitable>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT b.bucket, b.bill, b.own - (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person'), m.account, \
         (SELECT MAX(v.name) FROM person_version v WHERE v.pool = b.pool AND v.bucket = b.bucket AND v.person = b.person \
         AND v.valid_from <= $4 AND v.valid_to >= $4 AND v.tx_to = 9223372036854775807) \
         FROM mandate m JOIN bill b ON b.pool = m.pool AND b.bucket = m.bucket AND b.person = m.person \
         WHERE m.pool = $1 AND m.bank = $2 AND m.valid_from <= $4 AND m.valid_to >= $4 AND m.tx_to = 9223372036854775807 \
         AND NOT EXISTS (SELECT 1 FROM mandate n WHERE n.pool = m.pool AND n.person = m.person AND n.bank = m.bank \
         AND n.valid_from <= $4 AND n.valid_to >= $4 AND n.tx_to = 9223372036854775807 AND n.mandate > m.mandate) \
         AND b.benefit_year = $3 AND b.tx_to = 9223372036854775807 AND b.pay_from <= $4 AND b.pay_to >= $4 \
         AND b.region BETWEEN $5 AND $6 AND b.own > (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person') \
         AND NOT EXISTS (SELECT 1 FROM debit_line l JOIN debit d ON d.pool = l.pool AND d.debit = l.debit \
         WHERE l.pool = b.pool AND l.bucket = b.bucket AND l.bill = b.bill AND d.tx_to = 9223372036854775807 \
         AND NOT EXISTS (SELECT 1 FROM debit_answer a WHERE a.pool = l.pool AND a.debit = l.debit AND a.line = l.line)) \
         ORDER BY b.bill",
        &params![scope.pool(), bank, year, on, first, last],
    )?;
    rows.iter().map(debitable_row).collect()
}

fn debitable_row(row: &Row) -> Result<Debitable, StoreError> {
    Ok(Debitable {
        key: BillKey {
            bucket: row.int(0)?,
            bill: row.no(1, BillNo::new)?,
        },
        amount: row.fen(2)?,
        account: row.text(3)?.to_owned(),
        holder: row.maybe_text(4)?.unwrap_or_default().to_owned(),
    })
}

/// Records a debit file and its lines, numbered from 1 in the order given.
///
/// # Errors
/// [`StoreError`].
pub fn insert(tx: &mut Tx<'_>, debit: &Debit, lines: &[(BillKey, Fen)]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        debit.no.get(),
        debit.region,
        debit.bank.as_str(),
        debit.year,
        debit.lines,
        debit.amount,
        debit.made_on,
        now,
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO debit (pool, debit, region, bank, benefit_year, lines, amount, made_on, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values,
    )?;
    let row = |(line, (key, amount)): (i64, &(BillKey, Fen))| {
        params![
            pool,
            debit.no.get(),
            line,
            key.bucket,
            key.bill,
            *amount,
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = (1..).zip(lines).map(row).collect();
    let columns = [
        "pool", "debit", "line", "bucket", "bill", "amount", "tx_from",
    ];
    tx.insert("debit_line", &columns, &rows)
}

/// The first debit file of a region, bank and year that was recorded and not written out whole.
///
/// # Errors
/// [`StoreError`].
pub fn unwritten(
    session: &mut Session<'_>,
    scope: Scope,
    (region, bank, year): (RegionCode, &str, Year),
) -> Result<Option<Debit>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT MIN(d.debit) FROM debit d WHERE d.pool = $1 AND d.region = $2 AND d.bank = $3 AND d.benefit_year = $4 \
         AND d.region BETWEEN $5 AND $6 AND d.tx_to = 9223372036854775807 \
         AND NOT EXISTS (SELECT 1 FROM debit_written w WHERE w.pool = d.pool AND w.debit = d.debit) \
         AND NOT EXISTS (SELECT 1 FROM debit_answer a WHERE a.pool = d.pool AND a.debit = d.debit)",
        &params![scope.pool(), region, bank, year, first, last],
    )?;
    let no = row.map_or(Ok(None), |row| row.maybe_int(0))?;
    match no.and_then(DebitNo::new) {
        Some(no) => find(session, scope, no),
        None => Ok(None),
    }
}

/// The lines of a debit file as they were made: the accounts and holders of the day when it was made, as they were known
/// then.
///
/// # Errors
/// [`StoreError`].
pub fn lines(
    session: &mut Session<'_>,
    scope: Scope,
    no: DebitNo,
) -> Result<Vec<Debitable>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.bucket, l.bill, l.amount, m.account, \
         (SELECT MAX(v.name) FROM person_version v WHERE v.pool = b.pool AND v.bucket = b.bucket AND v.person = b.person \
         AND v.valid_from <= d.made_on AND v.valid_to >= d.made_on AND v.tx_from <= d.tx_from AND v.tx_to > d.tx_from) \
         FROM debit d JOIN debit_line l ON l.pool = d.pool AND l.debit = d.debit \
         JOIN bill b ON b.pool = l.pool AND b.bucket = l.bucket AND b.bill = l.bill \
         JOIN mandate m ON m.pool = b.pool AND m.bucket = b.bucket AND m.person = b.person AND m.bank = d.bank \
         WHERE d.pool = $1 AND d.debit = $2 AND d.region BETWEEN $3 AND $4 \
         AND m.valid_from <= d.made_on AND m.valid_to >= d.made_on AND m.tx_from <= d.tx_from AND m.tx_to > d.tx_from \
         AND NOT EXISTS (SELECT 1 FROM mandate n WHERE n.pool = m.pool AND n.person = m.person AND n.bank = m.bank \
         AND n.valid_from <= d.made_on AND n.valid_to >= d.made_on AND n.tx_from <= d.tx_from AND n.tx_to > d.tx_from \
         AND n.mandate > m.mandate) ORDER BY l.line",
        &params![scope.pool(), no.get(), first, last],
    )?;
    rows.iter().map(debitable_row).collect()
}

/// Records that a file was written out whole; again changes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn written(tx: &mut Tx<'_>, no: DebitNo) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO debit_written (pool, debit, tx_from) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &params![pool, no.get(), now],
    )?;
    Ok(())
}

/// A debit file by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: DebitNo,
) -> Result<Option<Debit>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT debit, region, bank, benefit_year, lines, amount, made_on FROM debit \
         WHERE pool = $1 AND debit = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.map(|row| {
        Ok(Debit {
            no: row.no(0, DebitNo::new)?,
            region: row.region(1)?,
            bank: row.text(2)?.to_owned(),
            year: row.no(3, Year::from_number)?,
            lines: row.int(4)?,
            amount: row.fen(5)?,
            made_on: row.date(6)?,
        })
    })
    .transpose()
}

/// The lines of a debit file without an answer, with their buckets.
///
/// # Errors
/// [`StoreError`].
pub fn unanswered(
    session: &mut Session<'_>,
    scope: Scope,
    no: DebitNo,
) -> Result<Vec<(DebitLine, i64)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT l.line, l.bill, l.amount, l.bucket FROM debit_line l JOIN debit d ON d.pool = l.pool AND d.debit = l.debit \
         WHERE l.pool = $1 AND l.debit = $2 AND d.region BETWEEN $3 AND $4 \
         AND NOT EXISTS (SELECT 1 FROM debit_answer a WHERE a.pool = l.pool AND a.debit = l.debit AND a.line = l.line) \
         ORDER BY l.line",
        &params![scope.pool(), no.get(), first, last],
    )?;
    rows.iter()
        .map(|row| {
            let line = DebitLine {
                line: row.int(0)?,
                bill: row.no(1, BillNo::new)?,
                amount: row.fen(2)?,
            };
            Ok((line, row.int(3)?))
        })
        .collect()
}

/// Records answers: line, answer, day, payment where money came.
///
/// # Errors
/// [`StoreError::Conflict`] where a line was answered before.
pub fn answer(
    tx: &mut Tx<'_>,
    no: DebitNo,
    answers: &[(i64, DebitAnswer, Date, Option<PaymentNo>)],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(line, answer, on, payment): &(i64, DebitAnswer, Date, Option<PaymentNo>)| {
        params![pool, no.get(), *line, answer.code(), *on, *payment, now].to_vec()
    };
    let rows: Vec<Vec<Value>> = answers.iter().map(row).collect();
    let columns = [
        "pool",
        "debit",
        "line",
        "answer",
        "answered_on",
        "payment",
        "tx_from",
    ];
    tx.insert("debit_answer", &columns, &rows)
}

/// Closes a debit file: its unanswered lines may be asked for again.
///
/// # Errors
/// [`StoreError::Conflict`] where it was closed before.
pub fn close(tx: &mut Tx<'_>, no: DebitNo) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE debit SET tx_to = $3 WHERE pool = $1 AND debit = $2 AND tx_to = 9223372036854775807",
        &params![pool, no.get(), now],
    )
}
