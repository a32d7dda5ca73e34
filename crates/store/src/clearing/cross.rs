//! Cases between pooling areas: their messages in order, and those of ours that wait for an answer.

use access::Scope;
use base::{Date, RegionCode};
use settlement::claim::SettlementId;
use settlement::clearing::{Message, RegistrationId};

use crate::{Row, Session, StoreError, Tx, params};

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its number.
    pub no: i64,
    /// The place of the insured or of the institution on our side.
    pub region: RegionCode,
    /// The pooling area of the insurance.
    pub home: RegionCode,
    /// The pooling area of the care.
    pub care: RegionCode,
    /// The registration that it is known by on both sides.
    pub registration: RegistrationId,
}

/// A message of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its place in the case.
    pub place: i64,
    /// Whether it is ours.
    pub ours: bool,
    /// What it says.
    pub message: Message,
    /// Whether the other side has answered it.
    pub answered: bool,
}

/// Opens a case.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope.
pub fn open(tx: &mut Tx<'_>, scope: Scope, case: &CaseRow, on: Date) -> Result<(), StoreError> {
    crate::within(scope, case.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO cross_case (pool, cross_case, region, home, care, registration, opened_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            pool,
            case.no,
            case.region,
            case.home,
            case.care,
            case.registration.as_str(),
            on,
            now
        ],
    )?;
    Ok(())
}

/// The case of a registration.
///
/// # Errors
/// As above.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    registration: &RegistrationId,
) -> Result<Option<CaseRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT cross_case, region, home, care FROM cross_case WHERE pool = $1 AND registration = $2 \
         AND region BETWEEN $3 AND $4",
        &params![scope.pool(), registration.as_str(), first, last],
    )?;
    row.map(|row| {
        Ok(CaseRow {
            no: row.int(0)?,
            region: row.region(1)?,
            home: row.region(2)?,
            care: row.region(3)?,
            registration: registration.clone(),
        })
    })
    .transpose()
}

/// The messages of a case, in their order.
///
/// # Errors
/// As above.
pub fn messages(
    session: &mut Session<'_>,
    scope: Scope,
    case: &CaseRow,
) -> Result<Vec<Told>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT m.place, CAST(CASE WHEN m.way = 'out' THEN 1 ELSE 0 END AS BIGINT), m.kind, m.settlement, m.bill, m.amount, \
         CAST(CASE WHEN a.place IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM cross_message m JOIN cross_case c \
         ON c.pool = m.pool AND c.cross_case = m.cross_case LEFT JOIN cross_answer a ON a.pool = m.pool \
         AND a.cross_case = m.cross_case AND a.place = m.place WHERE m.pool = $1 AND m.cross_case = $2 \
         AND c.region BETWEEN $3 AND $4 ORDER BY m.place",
        &params![scope.pool(), case.no, first, last],
    )?;
    let one = |row: &Row| {
        Ok(Told {
            place: row.int(0)?,
            ours: row.flag(1)?,
            message: message(row, &case.registration)?,
            answered: row.flag(6)?,
        })
    };
    rows.iter().map(one).collect()
}

fn message(row: &Row, registration: &RegistrationId) -> Result<Message, StoreError> {
    let registration = || registration.clone();
    let odd = || StoreError::Corrupt("a message between pooling areas".to_owned());
    let settlement = SettlementId::new(row.text(3)?).map_err(|_| odd());
    Ok(match row.text(2)? {
        "register" => Message::Register {
            registration: registration(),
        },
        "admit" => Message::Admit {
            registration: registration(),
        },
        "settle" => Message::Settle {
            settlement: settlement?,
            bill: row.fen(4)?,
            pool: row.fen(5)?,
        },
        "reverse" => Message::Reverse {
            settlement: settlement?,
        },
        "clear" => Message::Clear {
            settlement: settlement?,
            amount: row.fen(5)?,
        },
        _ => return Err(odd()),
    })
}

/// Kind, settlement, bill and amount of a message.
fn parts(message: &Message) -> (&'static str, &str, i64, i64) {
    match message {
        Message::Register { .. } => ("register", "", 0, 0),
        Message::Admit { .. } => ("admit", "", 0, 0),
        Message::Settle {
            settlement,
            bill,
            pool,
        } => ("settle", settlement.as_str(), bill.get(), pool.get()),
        Message::Reverse { settlement } => ("reverse", settlement.as_str(), 0, 0),
        Message::Clear { settlement, amount } => ("clear", settlement.as_str(), 0, amount.get()),
    }
}

/// Writes a message behind the others; the database refuses the same a second time.
///
/// # Errors
/// As above.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &CaseRow,
    (place, ours): (i64, bool),
    message: &Message,
) -> Result<(), StoreError> {
    crate::within(scope, case.region)?;
    let (kind, settlement, bill, amount) = parts(message);
    let way = if ours { "out" } else { "in" };
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO cross_message (pool, cross_case, place, way, kind, settlement, bill, amount, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![pool, case.no, place, way, kind, settlement, bill, amount, now],
    )?;
    Ok(())
}

/// Notes that a message of ours was answered.
///
/// # Errors
/// As above.
pub fn answered(
    tx: &mut Tx<'_>,
    scope: Scope,
    case: &CaseRow,
    place: i64,
) -> Result<(), StoreError> {
    crate::within(scope, case.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO cross_answer (pool, cross_case, place, tx_from) VALUES ($1, $2, $3, $4)",
        &params![pool, case.no, place, now],
    )?;
    Ok(())
}

/// The cases of the scope with messages of ours that wait for an answer: the outbox.
///
/// # Errors
/// As above.
pub fn outbox(session: &mut Session<'_>, scope: Scope) -> Result<Vec<CaseRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT DISTINCT c.cross_case, c.region, c.home, c.care, c.registration FROM cross_case c JOIN cross_message m \
         ON m.pool = c.pool AND m.cross_case = c.cross_case AND m.way = 'out' LEFT JOIN cross_answer a ON a.pool = m.pool \
         AND a.cross_case = m.cross_case AND a.place = m.place WHERE c.pool = $1 AND c.region BETWEEN $2 AND $3 \
         AND a.place IS NULL ORDER BY c.cross_case",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(CaseRow {
            no: row.int(0)?,
            region: row.region(1)?,
            home: row.region(2)?,
            care: row.region(3)?,
            registration: row.code(4, |text| RegistrationId::new(text).ok())?,
        })
    };
    rows.iter().map(one).collect()
}
