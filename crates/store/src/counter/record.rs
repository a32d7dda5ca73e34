//! Records of the counter: settlements, reversals, adjustments.

use access::Scope;
use base::{Date, Fen, PersonNo, RegionCode};
use enrolment::Scheme;
use settlement::bill::AccountUse;
use settlement::{RecordNo, VisitNo};

use super::ints;
use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, params};

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// A settlement.
    Settlement,
    /// Takes a record back.
    Reversal(RecordNo),
    /// Changes what a record came to.
    Adjustment(RecordNo),
}

impl Nature {
    /// The word in rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Nature::Settlement => "settlement",
            Nature::Reversal(_) => "reversal",
            Nature::Adjustment(_) => "adjustment",
        }
    }

    /// The record that it is about.
    #[must_use]
    pub const fn about(self) -> Option<RecordNo> {
        match self {
            Nature::Settlement => None,
            Nature::Reversal(no) | Nature::Adjustment(no) => Some(no),
        }
    }

    fn parse(code: &str, about: Option<RecordNo>) -> Option<Nature> {
        match (code, about) {
            ("settlement", None) => Some(Nature::Settlement),
            ("reversal", Some(no)) => Some(Nature::Reversal(no)),
            ("adjustment", Some(no)) => Some(Nature::Adjustment(no)),
            _ => None,
        }
    }
}

/// One record. Of a reversal every amount is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its number.
    pub no: RecordNo,
    /// The bucket of the person.
    pub bucket: i64,
    /// The visit.
    pub visit: VisitNo,
    /// The person.
    pub person: PersonNo,
    /// The county of the insured.
    pub region: RegionCode,
    /// Who treated.
    pub institution: String,
    /// What it is.
    pub nature: Nature,
    /// The scheme.
    pub scheme: Scheme,
    /// Insurance of the interface (`insutype`).
    pub insurance: String,
    /// Kind of care, the fact `care`.
    pub care: String,
    /// The year in which the benefit year begins.
    pub benefit_year: i32,
    /// Day of settlement.
    pub on: Date,
    /// Mid-stay.
    pub mid_stay: bool,
    /// The settlement of the same stay in whose place it stands.
    pub replaces: Option<RecordNo>,
    /// Label of the part of a stay.
    pub part: String,
    /// Numbers of the lines covered.
    pub lines: Vec<u64>,
    /// Whose account pays.
    pub using: AccountUse,
    /// What the account has paid at the counter over these lines, in 分.
    pub account_paid: Fen,
    /// Balances were hidden from the package.
    pub hidden: bool,
    /// The bill, in 分.
    pub bill: Fen,
    /// What funds pay.
    pub fund_pay: Fen,
    /// What accounts pay.
    pub account_pay: Fen,
    /// What is paid in cash.
    pub cash: Fen,
    /// What the institution bears.
    pub provider_pay: Fen,
    /// JSON of what the determination recomputes from; empty of a reversal.
    pub kept: String,
    /// JSON of the answer's money.
    pub figures: String,
    /// The message that made it.
    pub msgid: String,
}

/// The records of visits, in the order in which they were made.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn of_visits(
    session: &mut Session<'_>,
    scope: Scope,
    visits: &[VisitNo],
) -> Result<Vec<RecordRow>, StoreError> {
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT settlement, bucket, visit, person, region, institution, nature, about, scheme, insurance, care, \
         benefit_year, settled_on, mid_stay, replaces, part, lines, account_use, account_paid, hidden, bill, \
         fund_pay, account_pay, cash, provider_pay, kept, figures, msgid FROM settlement \
         WHERE visit IN {ints $2} AND pool = $1 AND tx_to = 9223372036854775807 AND region BETWEEN $3 AND $4 \
         ORDER BY settlement",
        &params![scope.pool(), ints(visits, VisitNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// Records by their numbers.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    numbers: &[RecordNo],
) -> Result<Vec<RecordRow>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT settlement, bucket, visit, person, region, institution, nature, about, scheme, insurance, care, \
         benefit_year, settled_on, mid_stay, replaces, part, lines, account_use, account_paid, hidden, bill, \
         fund_pay, account_pay, cash, provider_pay, kept, figures, msgid FROM settlement \
         WHERE settlement IN {ints $2} AND pool = $1 AND tx_to = 9223372036854775807 \
         AND region BETWEEN $3 AND $4 ORDER BY settlement",
        &params![scope.pool(), ints(numbers, RecordNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// The records of persons of all their visits, in the order in which they were made.
///
/// # Errors
/// [`StoreError`].
pub fn of_people(
    session: &mut Session<'_>,
    scope: Scope,
    people: &[PersonNo],
) -> Result<Vec<RecordRow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT s.settlement, s.bucket, s.visit, s.person, s.region, s.institution, s.nature, s.about, s.scheme, \
         s.insurance, s.care, s.benefit_year, s.settled_on, s.mid_stay, s.replaces, s.part, s.lines, s.account_use, \
         s.account_paid, s.hidden, s.bill, s.fund_pay, s.account_pay, s.cash, s.provider_pay, s.kept, s.figures, \
         s.msgid FROM visit v JOIN settlement s ON s.visit = v.visit AND s.pool = v.pool AND s.bucket = v.bucket \
         AND s.tx_to = 9223372036854775807 \
         WHERE v.person IN {ints $2} AND v.pool = $1 AND v.region BETWEEN $3 AND $4 ORDER BY s.settlement",
        &params![scope.pool(), ints(people, PersonNo::get), first, last],
    )?;
    rows.iter().map(read).collect()
}

/// Keeps records.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where a record was taken back already;
/// [`StoreError::Guard`] for a county outside the scope.
pub fn add(tx: &mut Tx<'_>, scope: Scope, records: &[RecordRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(records.len());
    for it in records {
        crate::within(scope, it.region)?;
        let row: [Value; 31] = params![
            pool,
            it.bucket,
            it.no,
            it.visit,
            it.person,
            it.region,
            &it.institution,
            it.nature.code(),
            it.nature.about(),
            it.scheme.code(),
            &it.insurance,
            &it.care,
            i64::from(it.benefit_year),
            it.on,
            it.mid_stay,
            it.replaces,
            &it.part,
            numbers(&it.lines),
            it.using.code(),
            it.account_paid,
            it.hidden,
            it.bill,
            it.fund_pay,
            it.account_pay,
            it.cash,
            it.provider_pay,
            &it.kept,
            &it.figures,
            &it.msgid,
            now,
            OPEN_TX
        ];
        rows.push(row.to_vec());
    }
    tx.insert("settlement", &COLUMNS, &rows)
}

/// Closes records and keeps them as they stand now, after a replay.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where one of them is not there.
pub fn replace(tx: &mut Tx<'_>, scope: Scope, records: &[RecordRow]) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let (first, last) = scope.span();
    let list: Vec<RecordNo> = records.iter().map(|it| it.no).collect();
    let closed = tx.run(
        "UPDATE settlement SET tx_to = $3 WHERE settlement IN {ints $2} AND pool = $1 \
         AND tx_to = 9223372036854775807 AND region BETWEEN $4 AND $5",
        &params![tx.pool(), ints(&list, RecordNo::get), tx.no(), first, last],
    )?;
    if closed != records.len() as u64 {
        return Err(StoreError::Conflict(format!(
            "{closed} records closed instead of {}",
            records.len()
        )));
    }
    add(tx, scope, records)
}

const COLUMNS: [&str; 31] = [
    "pool",
    "bucket",
    "settlement",
    "visit",
    "person",
    "region",
    "institution",
    "nature",
    "about",
    "scheme",
    "insurance",
    "care",
    "benefit_year",
    "settled_on",
    "mid_stay",
    "replaces",
    "part",
    "lines",
    "account_use",
    "account_paid",
    "hidden",
    "bill",
    "fund_pay",
    "account_pay",
    "cash",
    "provider_pay",
    "kept",
    "figures",
    "msgid",
    "tx_from",
    "tx_to",
];

pub(super) fn read(row: &Row) -> Result<RecordRow, StoreError> {
    let about = row.maybe_int(7)?.and_then(RecordNo::new);
    let year = |year: i64| i32::try_from(year).ok();
    Ok(RecordRow {
        no: row.no(0, RecordNo::new)?,
        bucket: row.int(1)?,
        visit: row.no(2, VisitNo::new)?,
        person: row.no(3, PersonNo::new)?,
        region: row.region(4)?,
        institution: row.text(5)?.to_owned(),
        nature: row.code(6, |code| Nature::parse(code, about))?,
        scheme: row.code(8, Scheme::parse)?,
        insurance: row.text(9)?.to_owned(),
        care: row.text(10)?.to_owned(),
        benefit_year: row.no(11, year)?,
        on: row.date(12)?,
        mid_stay: row.flag(13)?,
        replaces: row.maybe_int(14)?.and_then(RecordNo::new),
        part: row.text(15)?.to_owned(),
        lines: row.code(16, lines)?,
        using: row.code(17, |code| AccountUse::parse(code).ok())?,
        account_paid: row.fen(18)?,
        hidden: row.flag(19)?,
        bill: row.fen(20)?,
        fund_pay: row.fen(21)?,
        account_pay: row.fen(22)?,
        cash: row.fen(23)?,
        provider_pay: row.fen(24)?,
        kept: row.text(25)?.to_owned(),
        figures: row.text(26)?.to_owned(),
        msgid: row.text(27)?.to_owned(),
    })
}

/// Numbers of lines as text: runs as `1-10`, joined by commas.
fn numbers(lines: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*line) => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let shown = runs.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    shown.collect::<Vec<_>>().join(",")
}

fn lines(text: &str) -> Option<Vec<u64>> {
    let mut lines = Vec::new();
    for run in text.split(',').filter(|run| !run.is_empty()) {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        lines.extend(first.parse::<u64>().ok()?..=last.parse::<u64>().ok()?);
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_lines_come_back() {
        for (kept, text) in [
            (vec![], ""),
            (vec![1, 2, 3, 7], "1-3,7"),
            (vec![3, 2, 1], "3,2,1"),
            (
                vec![100_000_000_000_001, 100_000_000_000_002],
                "100000000000001-100000000000002",
            ),
        ] {
            assert_eq!(numbers(&kept), text);
            assert_eq!(lines(text), Some(kept));
        }
        assert_eq!(lines("1-x"), None);
    }
}
