//! What the counter left to be claimed.

use access::Scope;
use base::{Date, Fen};
use enrolment::Scheme;
use settlement::claim::{Care, FundCode, LineKey, Part, Payable};

use super::value::{fund, institution, nature, settlement};
use crate::{Row, Session, StoreError, params};

/// A payable that stands in no claim, with the bucket of its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
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
    /// The payable; `None` where its words cannot be read.
    pub payable: Option<Payable>,
}

/// Institutions with payables of a day or before that stand in no claim, each with how many.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn institutions(
    session: &mut Session<'_>,
    scope: Scope,
    until: Date,
) -> Result<Vec<(String, i64)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.institution, COUNT(*) FROM payable p LEFT JOIN claim_line l ON l.pool = p.pool AND l.bucket = p.bucket \
         AND l.settlement = p.settlement AND l.part = p.part AND l.fund = p.fund WHERE p.pool = $1 \
         AND p.region BETWEEN $2 AND $3 AND p.settled_on <= $4 AND l.claim IS NULL GROUP BY p.institution \
         ORDER BY p.institution",
        &params![scope.pool(), first, last, until],
    )?;
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
        .collect()
}

/// The payables of institutions, of a day or before, that stand in no claim.
///
/// # Errors
/// As above.
pub fn open(
    session: &mut Session<'_>,
    scope: Scope,
    institutions: &[String],
    until: Date,
) -> Result<Vec<Open>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.bucket, p.settlement, p.part, p.fund, p.institution, p.nature, p.about, p.region, p.scheme, p.care, \
         p.benefit_year, p.settled_on, p.amount FROM payable p LEFT JOIN claim_line l ON l.pool = p.pool \
         AND l.bucket = p.bucket AND l.settlement = p.settlement AND l.part = p.part AND l.fund = p.fund \
         WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 AND p.settled_on <= $4 AND p.institution IN {texts $5} \
         AND l.claim IS NULL ORDER BY p.settlement, p.part, p.fund",
        &params![scope.pool(), first, last, until, institutions.to_vec()],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Open, StoreError> {
    Ok(Open {
        bucket: row.int(0)?,
        settlement: row.int(1)?,
        part: row.text(2)?.to_owned(),
        fund: row.text(3)?.to_owned(),
        institution: row.text(4)?.to_owned(),
        // A row that cannot be read is named, and holds the others up no more.
        payable: payable(row).ok(),
    })
}

fn payable(row: &Row) -> Result<Payable, StoreError> {
    let about = row.maybe_int(6)?;
    let odd = |_| StoreError::Corrupt("a benefit year".to_owned());
    Ok(Payable {
        settlement: settlement(row.int(1)?)?,
        nature: row.code(5, |code| nature(code, about))?,
        institution: row.code(4, institution)?,
        county: row.region(7)?,
        scheme: row.code(8, Scheme::parse)?,
        fund: row.code(3, fund)?,
        part: row.code(2, Part::parse)?,
        care: row.code(9, Care::parse)?,
        benefit_year: i32::try_from(row.int(10)?).map_err(odd)?,
        settled_on: row.date(11)?,
        amount: row.fen(12)?,
    })
}

/// The payables of records to one fund that stand in no claim.
///
/// # Errors
/// As above.
pub fn unclaimed(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
    settlements: &[i64],
) -> Result<Vec<(LineKey, Fen)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.settlement, p.part, p.amount FROM payable p LEFT JOIN claim_line l ON l.pool = p.pool \
         AND l.bucket = p.bucket AND l.settlement = p.settlement AND l.part = p.part AND l.fund = p.fund \
         WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 AND p.fund = $4 AND p.settlement IN {ints $5} \
         AND l.claim IS NULL",
        &params![scope.pool(), first, last, fund.as_str(), settlements.to_vec()],
    )?;
    let one = |row: &Row| {
        let key = LineKey {
            settlement: settlement(row.int(0)?)?,
            part: row.code(1, Part::parse)?,
        };
        Ok((key, row.fen(2)?))
    };
    rows.iter().map(one).collect()
}

/// How the payables of a claimant stand, in 分.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The institution.
    pub institution: String,
    /// The county of the insured.
    pub county: base::RegionCode,
    /// The word of the fund.
    pub fund: String,
    /// The word of the scheme.
    pub scheme: String,
    /// Σ settlements, reversals as negatives.
    pub settled: Fen,
    /// Σ decided: approved and refused.
    pub decided: Fen,
}

/// Payables = Σ settlements − Σ decided, by institution, county, fund and scheme.
///
/// # Errors
/// As above.
pub fn standing(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Standing>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.institution, p.region, p.fund, p.scheme, CAST(SUM(p.amount) AS BIGINT), \
         CAST(COALESCE(MAX(d.amount), 0) AS BIGINT) FROM payable p LEFT JOIN \
         (SELECT c.pool, c.claimant, c.county, c.fund, c.scheme, SUM(x.amount) AS amount FROM claim c JOIN \
         (SELECT pool, claim, amount FROM claim_award UNION ALL \
         SELECT f.pool, f.claim, f.amount FROM claim_finding f WHERE f.step = 3 AND f.verdict = 'refuse' UNION ALL \
         SELECT r.pool, r.claim, r.refused FROM claim_ruling r) x ON x.pool = c.pool AND x.claim = c.claim \
         WHERE c.claimant_kind = 'institution' GROUP BY c.pool, c.claimant, c.county, c.fund, c.scheme) d \
         ON d.pool = p.pool AND d.claimant = p.institution AND d.county = p.region AND d.fund = p.fund \
         AND d.scheme = p.scheme WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 \
         GROUP BY p.institution, p.region, p.fund, p.scheme ORDER BY p.institution, p.region, p.fund, p.scheme",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        Ok(Standing {
            institution: row.text(0)?.to_owned(),
            county: row.region(1)?,
            fund: row.text(2)?.to_owned(),
            scheme: row.text(3)?.to_owned(),
            settled: row.fen(4)?,
            decided: row.fen(5)?,
        })
    };
    rows.iter().map(one).collect()
}
