//! Filings with their steps.

use access::Scope;
use base::{PersonNo, RegionCode};
use settlement::visit::{Filing, FilingKind, FilingState, Place};
use settlement::{FilingNo, RecordNo};

use super::ints;
use crate::{Row, Session, StoreError, Tx, Value, open_date, params};

/// A filing with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingRow {
    /// Its number; the number of the filing is its digits.
    pub no: FilingNo,
    /// The bucket of the person.
    pub bucket: i64,
    /// The county of the insured.
    pub region: RegionCode,
    /// The institution that sent it in.
    pub by: String,
    /// The filing as it stands.
    pub filing: Filing,
    /// The rest of the form, JSON without names.
    pub detail: String,
    /// How many steps it has taken.
    pub steps: i64,
}

/// A step of a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// The filing.
    pub filing: FilingNo,
    /// Which step, from 1.
    pub step: i64,
    /// Where it leads.
    pub state: FilingState,
    /// Why.
    pub reason: String,
}

/// The filings of persons, the earliest first.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<Vec<FilingRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT f.filing, f.bucket, f.region, f.institution, f.person, f.kind, f.filed_on, f.valid_from, f.valid_to, \
         f.place, f.leads_to, f.disease, f.certified_on, f.from_visit, f.detail, s.step, s.state, \
         (SELECT COUNT(*) FROM filing_use u WHERE u.pool = f.pool AND u.bucket = f.bucket AND u.filing = f.filing \
         AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.about = u.settlement AND r.pool = u.pool \
         AND r.nature = 'reversal' AND r.tx_to = 9223372036854775807)) \
         FROM filing f JOIN filing_step s ON s.pool = f.pool AND s.bucket = f.bucket AND s.filing = f.filing \
         AND s.step = (SELECT MAX(l.step) FROM filing_step l WHERE l.pool = f.pool AND l.bucket = f.bucket \
         AND l.filing = f.filing) \
         WHERE f.person IN {ints $2} AND f.pool = $1 AND f.region BETWEEN $3 AND $4 ORDER BY f.filing",
        &params![scope.pool(), ints(people, PersonNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// Filings that nobody has looked at, the earliest first.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(session: &mut Session<'_>, scope: Scope) -> Result<Vec<FilingRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT f.filing, f.bucket, f.region, f.institution, f.person, f.kind, f.filed_on, f.valid_from, f.valid_to, \
         f.place, f.leads_to, f.disease, f.certified_on, f.from_visit, f.detail, s.step, s.state, 0 \
         FROM filing f JOIN filing_step s ON s.pool = f.pool AND s.bucket = f.bucket AND s.filing = f.filing \
         AND s.step = 1 WHERE f.pool = $1 AND f.region BETWEEN $2 AND $3 \
         AND NOT EXISTS (SELECT 1 FROM filing_step l WHERE l.pool = f.pool AND l.bucket = f.bucket \
         AND l.filing = f.filing AND l.step > 1) ORDER BY f.filing",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// A filing by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: FilingNo,
) -> Result<Option<FilingRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT f.person FROM filing f WHERE f.filing = $2 AND f.pool = $1 AND f.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let person = row.no(0, PersonNo::new)?;
    let all = of_people(session, scope, &[person])?;
    Ok(all.into_iter().find(|one| one.no == no))
}

/// Keeps filings with their first step.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Guard`] for a region outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, filings: &[FilingRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(filings.len());
    for it in filings {
        crate::within(scope, it.region)?;
        let filing = &it.filing;
        let row: [Value; 17] = params![
            pool,
            it.bucket,
            it.no,
            filing.person,
            it.region,
            filing.kind.code(),
            &it.by,
            filing.filed_on,
            filing.from,
            open_date(filing.until),
            filing.place.code(),
            filing.institution.as_deref(),
            filing.disease.as_deref(),
            filing.certified_on,
            filing.from_visit.as_deref(),
            &it.detail,
            now
        ];
        rows.push(row.to_vec());
    }
    let columns = [
        "pool",
        "bucket",
        "filing",
        "person",
        "region",
        "kind",
        "institution",
        "filed_on",
        "valid_from",
        "valid_to",
        "place",
        "leads_to",
        "disease",
        "certified_on",
        "from_visit",
        "detail",
        "tx_from",
    ];
    tx.insert("filing", &columns, &rows)?;
    let first = |it: &FilingRow| StepRow {
        bucket: it.bucket,
        filing: it.no,
        step: 1,
        state: FilingState::Submitted,
        reason: String::new(),
    };
    let steps: Vec<StepRow> = filings.iter().map(first).collect();
    step(tx, &steps)
}

/// Takes steps.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where somebody else took the step.
pub fn step(tx: &mut Tx<'_>, steps: &[StepRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |it: &StepRow| -> Vec<Value> {
        let row: [Value; 7] = params![
            pool,
            it.bucket,
            it.filing,
            it.step,
            it.state.code(),
            &it.reason,
            now
        ];
        row.to_vec()
    };
    let rows: Vec<Vec<Value>> = steps.iter().map(row).collect();
    let columns = [
        "pool", "bucket", "filing", "step", "state", "reason", "tx_from",
    ];
    tx.insert("filing_step", &columns, &rows)
}

/// Notes that settlements rest on filings: bucket, filing, settlement.
///
/// # Errors
/// [`StoreError`].
pub fn rests(tx: &mut Tx<'_>, uses: &[(i64, FilingNo, RecordNo)]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(bucket, filing, record): &(i64, FilingNo, RecordNo)| -> Vec<Value> {
        let row: [Value; 5] = params![pool, *bucket, *filing, *record, now];
        row.to_vec()
    };
    let rows: Vec<Vec<Value>> = uses.iter().map(row).collect();
    let columns = ["pool", "bucket", "filing", "settlement", "tx_from"];
    tx.insert("filing_use", &columns, &rows)
}

fn read(row: &Row) -> Result<FilingRow, StoreError> {
    let no = row.no(0, FilingNo::new)?;
    let text = |column| -> Result<Option<String>, StoreError> {
        Ok(row.maybe_text(column)?.map(str::to_owned))
    };
    Ok(FilingRow {
        no,
        bucket: row.int(1)?,
        region: row.region(2)?,
        by: row.text(3)?.to_owned(),
        detail: row.text(14)?.to_owned(),
        steps: row.int(15)?,
        filing: Filing {
            number: no.to_string(),
            person: row.no(4, PersonNo::new)?,
            kind: row.code(5, FilingKind::parse)?,
            state: row.code(16, FilingState::parse)?,
            filed_on: row.date(6)?,
            from: row.date(7)?,
            until: row.maybe_date(8)?,
            place: row.code(9, Place::parse)?,
            institution: text(10)?,
            disease: text(11)?,
            certified_on: row.maybe_date(12)?,
            from_visit: text(13)?,
            used: row.int(17)? > 0,
        },
    })
}
