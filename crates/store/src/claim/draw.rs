//! Claims as they are drawn up.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, RegionCode};
use enrolment::Month;
use settlement::claim::{ClaimKey, ClaimLine, ClaimNo, FundCode};

use super::value::{number, of_either, pay_key};
use crate::{Session, StoreError, Tx, Value, params};

/// A claim to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    /// Its number.
    pub no: ClaimNo,
    /// Whose, and of which month.
    pub key: ClaimKey,
    /// The office that reviews it.
    pub office: RegionCode,
    /// The day on which it is drawn up.
    pub drawn_on: Date,
}

/// A line to be written into a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// The claim.
    pub claim: ClaimNo,
    /// The bucket of the person.
    pub bucket: i64,
    /// The fund of the claim.
    pub fund: FundCode,
    /// The line.
    pub line: ClaimLine,
}

/// What was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The bucket.
    pub bucket: i64,
    /// The number of the record.
    pub settlement: i64,
    /// `fund` or `account`.
    pub part: String,
    /// The word of the fund.
    pub fund: String,
    /// The code of the institution.
    pub institution: String,
    /// The code of the refusal.
    pub code: String,
    /// The sentence of the refusal.
    pub reason: String,
}

/// The claims of institutions for a month, each with whether it was submitted.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn known(
    session: &mut Session<'_>,
    scope: Scope,
    month: Month,
    institutions: &[String],
) -> Result<BTreeMap<ClaimKey, (ClaimNo, bool)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT c.claimant_kind, c.claimant, c.county, c.fund, c.scheme, c.claim, \
         CAST(CASE WHEN s.step IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM claim c LEFT JOIN claim_step s ON s.pool = c.pool \
         AND s.claim = c.claim AND s.step = 1 WHERE c.pool = $1 AND c.region BETWEEN $2 AND $3 AND c.month = $4 \
         AND c.claimant_kind = 'institution' AND c.claimant IN {texts $5}",
        &params![scope.pool(), first, last, month, institutions.to_vec()],
    )?;
    rows.iter()
        .map(|row| {
            let key = ClaimKey {
                pay: pay_key(row, 0)?,
                month,
                application: None,
            };
            Ok((key, (row.no(5, ClaimNo::new)?, row.flag(6)?)))
        })
        .collect()
}

/// Writes claims.
///
/// # Errors
/// [`StoreError::Guard`] for a claim outside the scope; the same key a second time is refused by the database.
pub fn add(tx: &mut Tx<'_>, scope: Scope, claims: &[NewClaim]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(claims.len());
    for one in claims {
        let pay = &one.key.pay;
        of_either(scope, one.office, pay.county)?;
        let application = one.key.application.map_or(0, |no| no.get());
        rows.push(
            params![
                pool,
                one.no,
                pay.claimant.kind(),
                pay.claimant.code(),
                pay.county,
                pay.fund.as_str(),
                pay.scheme.code(),
                one.key.month,
                application,
                one.office,
                one.drawn_on,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "claim",
        "claimant_kind",
        "claimant",
        "county",
        "fund",
        "scheme",
        "month",
        "application",
        "region",
        "drawn_on",
        "tx_from",
    ];
    tx.insert("claim", &columns, &rows)
}

/// Writes lines into claims; the database refuses a payable that stands in a claim already, and a line for a claim that
/// was submitted.
///
/// # Errors
/// As above.
pub fn add_lines(tx: &mut Tx<'_>, lines: &[NewLine]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(lines.len());
    for one in lines {
        let line = &one.line;
        let about = line.nature.of().map(number).transpose()?;
        rows.push(
            params![
                pool,
                one.bucket,
                number(&line.key.settlement)?,
                line.key.part.code(),
                one.fund.as_str(),
                one.claim,
                line.nature.code(),
                about,
                line.care.code(),
                i64::from(line.benefit_year),
                line.settled_on,
                line.amount,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "bucket",
        "settlement",
        "part",
        "fund",
        "claim",
        "nature",
        "about",
        "care",
        "benefit_year",
        "settled_on",
        "amount",
        "tx_from",
    ];
    tx.insert("claim_line", &columns, &rows)
}

/// Notes what was set aside for a month; what was noted before is not noted again.
///
/// # Errors
/// As above.
pub fn set_aside(
    tx: &mut Tx<'_>,
    scope: Scope,
    month: Month,
    found: &[SetAside],
) -> Result<(), StoreError> {
    let before = asides(tx, scope, month)?;
    let place = |one: &SetAside| {
        let (part, fund) = (one.part.clone(), one.fund.clone());
        (one.bucket, one.settlement, part, fund)
    };
    let mut seen: std::collections::BTreeSet<_> = before.iter().map(place).collect();
    let (pool, now) = (tx.pool(), tx.no());
    let new = found.iter().filter(|one| seen.insert(place(one)));
    let rows: Vec<Vec<Value>> = new
        .map(|one| {
            params![
                pool,
                one.bucket,
                one.settlement,
                &one.part,
                &one.fund,
                month,
                &one.institution,
                scope.region(),
                &one.code,
                &one.reason,
                now
            ]
            .to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "bucket",
        "settlement",
        "part",
        "fund",
        "month",
        "institution",
        "region",
        "code",
        "reason",
        "tx_from",
    ];
    tx.insert("claim_aside", &columns, &rows)
}

/// What was set aside for a month and stands in no claim since.
///
/// # Errors
/// As above.
pub fn asides(
    session: &mut Session<'_>,
    scope: Scope,
    month: Month,
) -> Result<Vec<SetAside>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT a.bucket, a.settlement, a.part, a.fund, a.institution, a.code, a.reason FROM claim_aside a \
         LEFT JOIN claim_line l ON l.pool = a.pool AND l.bucket = a.bucket AND l.settlement = a.settlement \
         AND l.part = a.part AND l.fund = a.fund WHERE a.pool = $1 AND a.region BETWEEN $2 AND $3 AND a.month = $4 \
         AND l.claim IS NULL ORDER BY a.settlement, a.part, a.fund",
        &params![scope.pool(), first, last, month],
    )?;
    rows.iter()
        .map(|row| {
            Ok(SetAside {
                bucket: row.int(0)?,
                settlement: row.int(1)?,
                part: row.text(2)?.to_owned(),
                fund: row.text(3)?.to_owned(),
                institution: row.text(4)?.to_owned(),
                code: row.text(5)?.to_owned(),
                reason: row.text(6)?.to_owned(),
            })
        })
        .collect()
}
