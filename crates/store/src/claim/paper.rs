//! Applications for reimbursement by hand, and their bills.

use access::Scope;
use base::{PersonNo, RegionCode};
use settlement::claim::ReimbursementNo;
use settlement::claim::paper::{Application, BillKey, Ground, GroundRule, Holder, PaperBill};

use super::value::{broken, signed};
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// Writes an application with its bills; a bill that was taken before is refused by the database.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    bucket: i64,
    application: &Application,
) -> Result<(), StoreError> {
    crate::within(scope, application.county)?;
    let (pool, now) = (tx.pool(), tx.no());
    let received = &application.received;
    tx.run(
        "INSERT INTO reimbursement (pool, bucket, application, person, region, care_at, ground, brought_by, received_by, \
         received_at, received_on, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            pool,
            bucket,
            application.no,
            application.person,
            application.county,
            application.care_at,
            application.ground.code(),
            &application.brought_by,
            &received.by,
            received.office,
            received.on,
            now
        ],
    )?;
    let rows: Vec<Vec<Value>> = (1_i64..)
        .zip(&application.bills)
        .map(|(place, (key, bill))| {
            params![
                pool,
                key.text(),
                key.number(),
                key.place(),
                application.no,
                place,
                &bill.issuer,
                &bill.number,
                bill.on,
                bill.amount,
                now
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "bill_key",
        "bill_number",
        "bill_place",
        "application",
        "place",
        "issuer",
        "number",
        "bill_on",
        "amount",
        "tx_from",
    ];
    tx.insert("paper_bill", &columns, &rows)
}

/// The bills that were taken with a number, or with an issuer, date and amount, of these. A bill is taken once in the
/// whole pooling area, so they are not parted by regions; only the number of the application is told.
///
/// # Errors
/// As above.
pub fn taken(
    session: &mut Session<'_>,
    scope: Scope,
    keys: &[&BillKey],
) -> Result<Vec<(BillKey, Holder)>, StoreError> {
    let numbers: Vec<String> = keys.iter().map(|key| key.number().to_owned()).collect();
    let places: Vec<String> = keys.iter().map(|key| key.place()).collect();
    let rows = session.rows(
        "SELECT issuer, number, bill_on, amount, application FROM paper_bill WHERE pool = $1 \
         AND (bill_number IN {texts $2} OR bill_place IN {texts $3})",
        &params![scope.pool(), numbers, places],
    )?;
    let one = |row: &Row| {
        let key = BillKey::new(row.text(0)?, row.text(1)?, row.date(2)?, row.fen(3)?);
        let no = row.no(4, ReimbursementNo::new)?;
        Ok((key.map_err(|_| broken("a bill"))?, Holder::Application(no)))
    };
    rows.iter().map(one).collect()
}

/// The bucket and the region of a person.
///
/// # Errors
/// As above.
pub fn person_of(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Option<(i64, RegionCode)>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT bucket, region FROM person WHERE pool = $1 AND person = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), person, first, last],
    )?;
    row.map(|row| Ok((row.int(0)?, row.region(1)?))).transpose()
}

/// An application by its number, with the bucket of its person.
///
/// # Errors
/// As above.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ReimbursementNo,
) -> Result<Option<(i64, Application)>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT bucket, person, region, care_at, ground, brought_by, received_by, received_at, received_on \
         FROM reimbursement WHERE pool = $1 AND application = $2 AND region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let rows = session.rows(
        "SELECT issuer, number, bill_on, amount FROM paper_bill WHERE pool = $1 AND application = $2 ORDER BY place",
        &params![scope.pool(), no],
    )?;
    let application = Application {
        no,
        person: row.no(1, PersonNo::new)?,
        county: row.region(2)?,
        care_at: row.region(3)?,
        ground: row.code(4, Ground::parse)?,
        brought_by: row.text(5)?.to_owned(),
        bills: rows.iter().map(bill).collect::<Result<_, _>>()?,
        received: signed(&row, 6)?,
    };
    Ok(Some((row.int(0)?, application)))
}

fn bill(row: &Row) -> Result<(BillKey, PaperBill), StoreError> {
    let bill = PaperBill {
        issuer: row.text(0)?.to_owned(),
        number: row.text(1)?.to_owned(),
        on: row.date(2)?,
        amount: row.fen(3)?,
        // Nothing else is received.
        original: true,
    };
    let key = BillKey::new(&bill.issuer, &bill.number, bill.on, bill.amount);
    Ok((key.map_err(|_| broken("a bill"))?, bill))
}

/// An application as lists show it: no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub no: ReimbursementNo,
    /// The county that handles it.
    pub county: RegionCode,
    /// When it was received.
    pub on: base::Date,
    /// How many bills.
    pub bills: i64,
    /// Their sum, in 分.
    pub total: base::Fen,
}

/// The applications received in the scope, by number.
///
/// # Errors
/// As above.
pub fn list(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Listed>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT r.application, r.region, r.received_on, COUNT(*), CAST(SUM(b.amount) AS BIGINT) FROM reimbursement r \
         JOIN paper_bill b ON b.pool = r.pool AND b.application = r.application \
         WHERE r.pool = $1 AND r.region BETWEEN $2 AND $3 GROUP BY r.application, r.region, r.received_on \
         ORDER BY r.application",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(Listed {
            no: row.no(0, ReimbursementNo::new)?,
            county: row.region(1)?,
            on: row.date(2)?,
            bills: row.int(3)?,
            total: row.fen(4)?,
        })
    };
    rows.iter().map(one).collect()
}

/// The grounds on which the pooling area takes applications.
///
/// # Errors
/// As above.
pub fn grounds(session: &mut Session<'_>, scope: Scope) -> Result<Vec<GroundRule>, StoreError> {
    let rows = session.rows(
        "SELECT ground, elsewhere, article FROM paper_ground WHERE pool = $1 AND tx_to = $2 ORDER BY ground, elsewhere",
        &params![scope.pool(), OPEN_TX],
    )?;
    let one = |row: &Row| {
        Ok(GroundRule {
            ground: row.code(0, Ground::parse)?,
            elsewhere: row.flag(1)?,
            article: row.text(2)?.to_owned(),
        })
    };
    rows.iter().map(one).collect()
}

/// Sets or drops a ground.
///
/// # Errors
/// As above.
pub fn set_ground(tx: &mut Tx<'_>, rule: &GroundRule, stands: bool) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE paper_ground SET tx_to = $4 WHERE pool = $1 AND ground = $2 AND elsewhere = $3 AND tx_to = $5",
        &params![pool, rule.ground.code(), rule.elsewhere, now, OPEN_TX],
    )?;
    if stands {
        tx.run(
            "INSERT INTO paper_ground (pool, ground, elsewhere, article, tx_from, tx_to) VALUES ($1, $2, $3, $4, $5, $6)",
            &params![
                pool,
                rule.ground.code(),
                rule.elsewhere,
                &rule.article,
                now,
                OPEN_TX
            ],
        )?;
    }
    Ok(())
}
