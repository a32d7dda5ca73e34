//! Money that arrived, and which bills it counts for.

use access::Scope;
use base::{BatchNo, BillNo, Date, Fen, OrganisationNo, PaymentNo, PersonNo, RegionCode};
use enrolment::contribution::payment::BookLine;
use enrolment::contribution::{Channel, Source, Year};

use crate::contribution::bill::{BillKey, StoredBill, stored};
use crate::{Row, Session, StoreError, Tx, Value, params};

/// Which way money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentKind {
    /// It arrived.
    Receipt,
    /// It was paid back.
    Refund,
    /// The bank took it back.
    Return,
}

impl PaymentKind {
    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            PaymentKind::Receipt => "receipt",
            PaymentKind::Refund => "refund",
            PaymentKind::Return => "return",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            PaymentKind::Receipt => "收款",
            PaymentKind::Refund => "退费",
            PaymentKind::Return => "退票",
        }
    }

    fn parse(code: &str) -> Option<PaymentKind> {
        let all = [
            PaymentKind::Receipt,
            PaymentKind::Refund,
            PaymentKind::Return,
        ];
        all.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where money in a file came from: batch and line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The batch.
    pub batch: BatchNo,
    /// The line of the file.
    pub line: i64,
}

/// A payment with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPayment {
    /// Its number.
    pub no: PaymentNo,
    /// Where it is booked.
    pub region: RegionCode,
    /// Which way it went.
    pub kind: PaymentKind,
    /// Through which channel.
    pub channel: Channel,
    /// Who took it in, where an organisation did.
    pub collector: Option<OrganisationNo>,
    /// The receipt's number.
    pub reference: String,
    /// Money; below 0 where it went out.
    pub amount: Fen,
    /// The day.
    pub on: Date,
    /// The insurance year it is meant for.
    pub year: Year,
    /// The payment that this one pays back.
    pub of: Option<PaymentNo>,
    /// The file it came with.
    pub origin: Option<Origin>,
}

/// For which bill and payer money counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The bill.
    pub key: BillKey,
    /// The payment.
    pub payment: PaymentNo,
    /// Whose part it pays.
    pub payer: Source,
    /// How much; below 0 where it was paid back.
    pub amount: Fen,
}

/// Writes payments in bulk.
///
/// # Errors
/// [`StoreError::Conflict`] where a receipt of the same channel, collector and number is there already;
/// [`StoreError`] here and below.
pub fn insert(tx: &mut Tx<'_>, payments: &[StoredPayment]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |one: &StoredPayment| {
        params![
            pool,
            one.no,
            one.region,
            one.kind.code(),
            one.channel.code(),
            one.collector.map_or(0, OrganisationNo::get),
            one.reference.as_str(),
            one.amount,
            one.on,
            one.year,
            one.of,
            one.origin.map(|origin| origin.batch),
            one.origin.map(|origin| origin.line),
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = payments.iter().map(row).collect();
    let columns = [
        "pool",
        "payment",
        "region",
        "kind",
        "channel",
        "collector",
        "reference",
        "amount",
        "received_on",
        "benefit_year",
        "of_payment",
        "batch",
        "line",
        "tx_from",
    ];
    tx.insert("payment", &columns, &rows)
}

/// Counts money for bills, in bulk.
///
/// # Errors
/// [`StoreError`].
pub fn count(tx: &mut Tx<'_>, uses: &[Use]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |one: &Use| {
        params![
            pool,
            one.key.bucket,
            one.key.bill,
            one.payment,
            one.payer.code(),
            one.amount,
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = uses.iter().map(row).collect();
    let columns = [
        "pool", "bucket", "bill", "payment", "payer", "amount", "tx_from",
    ];
    tx.insert("payment_use", &columns, &rows)
}

/// A payment by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: PaymentNo,
) -> Result<Option<StoredPayment>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT payment, region, kind, channel, collector, reference, amount, received_on, benefit_year, of_payment, batch, line \
         FROM payment WHERE pool = $1 AND payment = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(payment).transpose()
}

/// The lines of a batch whose money is in the books, by line, each with the bill that it paid first; none
/// where it waits as a work item. A batch of the scope only.
///
/// # Errors
/// [`StoreError`].
pub fn of_batch(
    session: &mut Session<'_>,
    scope: Scope,
    no: BatchNo,
) -> Result<Vec<(i64, Option<BillNo>)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.line, MIN(u.bill) FROM payment p \
         JOIN batch b ON b.pool = p.pool AND b.batch = p.batch \
         LEFT JOIN payment_use u ON u.pool = p.pool AND u.payment = p.payment \
         WHERE p.pool = $1 AND p.batch = $2 AND p.line IS NOT NULL AND b.region BETWEEN $3 AND $4 \
         GROUP BY p.line ORDER BY p.line",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| Ok((row.int(0)?, row.maybe_int(1)?.and_then(BillNo::new))))
        .collect()
}

/// Payments of a channel (all where none is named) of some days, by number.
///
/// # Errors
/// [`StoreError`].
pub fn of_days(
    session: &mut Session<'_>,
    scope: Scope,
    channel: Option<Channel>,
    days: (Date, Date),
) -> Result<Vec<StoredPayment>, StoreError> {
    let (first, last) = scope.span();
    let channel = channel.map_or("", Channel::code);
    let rows = session.rows(
        "SELECT payment, region, kind, channel, collector, reference, amount, received_on, benefit_year, of_payment, batch, line \
         FROM payment WHERE pool = $1 AND received_on BETWEEN $2 AND $3 AND region BETWEEN $4 AND $5 \
         AND (channel = $6 OR $6 = '') ORDER BY payment",
        &params![scope.pool(), days.0, days.1, first, last, channel],
    )?;
    rows.iter().map(payment).collect()
}

/// The books of a channel for a reconciliation.
///
/// # Errors
/// [`StoreError`].
pub fn books(
    session: &mut Session<'_>,
    scope: Scope,
    channel: Channel,
    days: (Date, Date),
) -> Result<Vec<BookLine>, StoreError> {
    let payments = of_days(session, scope, Some(channel), days)?;
    let lines = payments.into_iter().map(|one| BookLine {
        payment: one.no,
        reference: one.reference,
        amount: one.amount,
        on: one.on,
    });
    Ok(lines.collect())
}

/// Which references of a channel and collector are in the books already.
///
/// # Errors
/// [`StoreError`].
pub fn seen(
    session: &mut Session<'_>,
    scope: Scope,
    channel: Channel,
    collector: Option<OrganisationNo>,
    references: Vec<String>,
) -> Result<Vec<(String, PaymentNo)>, StoreError> {
    let collector = collector.map_or(0, OrganisationNo::get);
    let rows = session.rows(
        "SELECT reference, payment FROM payment WHERE pool = $1 AND channel = $2 AND collector = $3 \
         AND reference IN {texts $4}",
        &params![scope.pool(), channel.code(), collector, references],
    )?;
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.no(1, PaymentNo::new)?)))
        .collect()
}

/// What was paid back of a payment so far, above 0.
///
/// # Errors
/// [`StoreError`].
pub fn refunded(session: &mut Session<'_>, scope: Scope, no: PaymentNo) -> Result<Fen, StoreError> {
    let row = session.row(
        "SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT) FROM payment WHERE pool = $1 AND of_payment = $2",
        &params![scope.pool(), no],
    )?;
    row.map_or(Ok(Fen::ZERO), |row| row.fen(0))
}

/// Which bills a payment counts for, net of what was paid back.
///
/// # Errors
/// [`StoreError`].
pub fn uses(
    session: &mut Session<'_>,
    scope: Scope,
    no: PaymentNo,
) -> Result<Vec<Use>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT u.bucket, u.bill, u.payer, CAST(SUM(u.amount) AS BIGINT) FROM payment_use u \
         JOIN bill b ON b.pool = u.pool AND b.bucket = u.bucket AND b.bill = u.bill \
         WHERE u.pool = $1 AND b.region BETWEEN $3 AND $4 AND u.payment IN \
         (SELECT p.payment FROM payment p WHERE p.pool = $1 AND (p.payment = $2 OR p.of_payment = $2)) \
         GROUP BY u.bucket, u.bill, u.payer HAVING SUM(u.amount) <> 0 ORDER BY u.bill, u.payer",
        &params![scope.pool(), no, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Use {
                key: BillKey {
                    bucket: row.int(0)?,
                    bill: row.no(1, BillNo::new)?,
                },
                payment: no,
                payer: row.code(2, Source::parse)?,
                amount: row.fen(3)?,
            })
        })
        .collect()
}

/// Net money of each payment that counts for a bill, by payment and payer: the person's own, and what sponsors,
/// assistance and government paid in the place of the person. The caller has found the bill within its scope.
///
/// # Errors
/// [`StoreError`].
pub fn of_bill(tx: &mut Tx<'_>, key: BillKey) -> Result<Vec<Use>, StoreError> {
    let pool = tx.pool();
    let rows = tx.rows(
        "SELECT COALESCE(m.of_payment, m.payment), u.payer, CAST(SUM(u.amount) AS BIGINT) FROM payment_use u \
         JOIN payment m ON m.pool = u.pool AND m.payment = u.payment \
         WHERE u.pool = $1 AND u.bucket = $2 AND u.bill = $3 \
         GROUP BY COALESCE(m.of_payment, m.payment), u.payer HAVING SUM(u.amount) <> 0 ORDER BY 1, 2",
        &params![pool, key.bucket, key.bill],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Use {
                key,
                payment: row.no(0, PaymentNo::new)?,
                payer: row.code(1, Source::parse)?,
                amount: row.fen(2)?,
            })
        })
        .collect()
}

/// A person found by a document number: the number, and the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The number as compared.
    pub number: String,
    /// The person.
    pub person: PersonNo,
    /// Where the person is looked after.
    pub region: RegionCode,
}

/// The persons behind document numbers. A number of two persons finds both.
///
/// # Errors
/// [`StoreError`].
pub fn persons_of(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: Vec<String>,
) -> Result<Vec<Found>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT d.number_key, d.person, p.region FROM person_document d \
         JOIN person p ON p.pool = d.pool AND p.bucket = d.bucket AND p.person = d.person \
         WHERE d.pool = $1 AND d.number_key IN {texts $2} AND d.tx_to = 9223372036854775807 \
         AND d.standing IN ('current', 'replaced', 'contested') AND p.region BETWEEN $3 AND $4 ORDER BY d.number_key, d.person",
        &params![scope.pool(), numbers, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Found {
                number: row.text(0)?.to_owned(),
                person: row.no(1, PersonNo::new)?,
                region: row.region(2)?,
            })
        })
        .collect()
}

/// Live bills by their numbers.
///
/// # Errors
/// [`StoreError`].
pub fn bills(
    session: &mut Session<'_>,
    scope: Scope,
    bills: Vec<i64>,
) -> Result<Vec<StoredBill>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT b.bucket, b.bill, b.enrolment, b.person, b.region, b.scheme, b.benefit_year, b.standard, b.grp, b.tier, \
         b.amount, b.own, (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person'), \
         b.tx_to, b.pay_from, b.pay_to, b.drawn_on, 0 \
         FROM bill b WHERE b.pool = $1 AND b.bill IN {ints $2} AND b.region BETWEEN $3 AND $4 ORDER BY b.bill",
        &params![scope.pool(), bills, first, last],
    )?;
    rows.iter().map(stored).collect()
}

fn payment(row: &Row) -> Result<StoredPayment, StoreError> {
    let batch = row.maybe_int(10)?.and_then(BatchNo::new);
    let line = row.maybe_int(11)?;
    Ok(StoredPayment {
        no: row.no(0, PaymentNo::new)?,
        region: row.region(1)?,
        kind: row.code(2, PaymentKind::parse)?,
        channel: row.code(3, Channel::parse)?,
        collector: OrganisationNo::new(row.int(4)?),
        reference: row.text(5)?.to_owned(),
        amount: row.fen(6)?,
        on: row.date(7)?,
        year: row.no(8, Year::from_number)?,
        of: row.maybe_int(9)?.and_then(PaymentNo::new),
        origin: batch.zip(line).map(|(batch, line)| Origin { batch, line }),
    })
}
