//! Reading lists: by settlement, by number, by institution and days. Everything of many lists in one statement a table.

use std::collections::BTreeMap;

use access::Scope;
use base::money::{Count, UnitPrice};
use base::{Date, PersonNo};
use settlement::answer::LineShare;
use settlement::list::{ListNo, ListState};
use settlement::visit::CivilTime;
use settlement::{RecordNo, VisitNo};

use super::row::{
    DiagnosisRow, Head, LineRow, ListRow, NewVersion, OperationRow, Payer, PayerRow, Version,
};
use crate::{Row, Session, StoreError, Value, params};

/// The lists of settlements, each with where its last version stands.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn heads_of(
    session: &mut Session<'_>,
    scope: Scope,
    records: &[RecordNo],
) -> Result<Vec<Head>, StoreError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let records: Vec<i64> = records.iter().map(|it| it.get()).collect();
    let rows = session.rows(
        "SELECT l.list, l.bucket, l.settlement, l.visit, l.person, l.region, l.institution, l.care, l.settled_on, \
         s.version, s.step, s.state FROM settlement_list l JOIN settlement_list_step s ON s.pool = l.pool \
         AND s.bucket = l.bucket AND s.list = l.list \
         WHERE l.settlement IN {ints $2} AND l.pool = $1 AND l.region BETWEEN $3 AND $4 \
         AND NOT EXISTS (SELECT 1 FROM settlement_list_step n WHERE n.pool = s.pool AND n.bucket = s.bucket \
         AND n.list = s.list AND (n.version > s.version OR (n.version = s.version AND n.step > s.step)))",
        &params![scope.pool(), records, first, last],
    )?;
    let head = |row: &Row| {
        Ok(Head {
            list: list(row)?,
            version: row.int(9)?,
            steps: row.int(10)?,
            state: row.code(11, ListState::parse)?,
        })
    };
    rows.iter().map(head).collect()
}

/// The largest number that a list has; 0 where there is none.
///
/// # Errors
/// [`StoreError`].
pub fn last_number(session: &mut Session<'_>, scope: Scope) -> Result<i64, StoreError> {
    let row = session.row(
        "SELECT COALESCE(MAX(list), 0) FROM settlement_list WHERE pool = $1",
        &params![scope.pool()],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Lists of an institution that were settled within days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page<'a> {
    /// The institution; empty for all of the scope.
    pub institution: &'a str,
    /// First and last day of settlement.
    pub days: (Date, Date),
    /// Only those behind this number.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

/// The last versions of lists, by number.
///
/// # Errors
/// [`StoreError`].
pub fn of_institution(
    session: &mut Session<'_>,
    scope: Scope,
    page: Page<'_>,
) -> Result<Vec<Version>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT list FROM settlement_list WHERE pool = $1 AND region BETWEEN $2 AND $3 \
         AND (institution = $4 OR $4 = '') AND settled_on BETWEEN $5 AND $6 AND list > $7 ORDER BY list LIMIT $8",
        &params![
            scope.pool(),
            first,
            last,
            page.institution,
            page.days.0,
            page.days.1,
            page.after,
            page.limit
        ],
    )?;
    let lists: Vec<i64> = rows
        .iter()
        .map(|row| row.int(0))
        .collect::<Result<_, _>>()?;
    let all = versions(session, scope, lists)?;
    let mut last: BTreeMap<ListNo, Version> = BTreeMap::new();
    for one in all {
        last.insert(one.kept.list.no, one);
    }
    Ok(last.into_values().collect())
}

/// Every version of a list, from the first; none where there is no such list in the scope.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    list: ListNo,
) -> Result<Vec<Version>, StoreError> {
    versions(session, scope, vec![list.get()])
}

type Key = (i64, i64);

fn versions(
    session: &mut Session<'_>,
    scope: Scope,
    lists: Vec<i64>,
) -> Result<Vec<Version>, StoreError> {
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let (first, last) = scope.span();
    let asked = params![scope.pool(), lists, first, last];
    let rows = session.rows(
        "SELECT l.list, l.bucket, l.settlement, l.visit, l.person, l.region, l.institution, l.care, l.settled_on, \
         v.version, v.uploaded, v.form, v.contact, v.bill, v.msgid FROM settlement_list l \
         JOIN settlement_list_version v ON v.pool = l.pool AND v.bucket = l.bucket AND v.list = l.list \
         WHERE l.list IN {ints $2} AND l.pool = $1 AND l.region BETWEEN $3 AND $4 ORDER BY v.list, v.version",
        &asked,
    )?;
    let mut found: BTreeMap<Key, Version> = BTreeMap::new();
    for row in &rows {
        found.insert((row.int(0)?, row.int(9)?), version(row)?);
    }
    fill(session, &asked, &mut found)?;
    Ok(found.into_values().collect())
}

/// What hangs on versions; each statement begins with list and version.
fn fill(
    session: &mut Session<'_>,
    asked: &[Value],
    found: &mut BTreeMap<Key, Version>,
) -> Result<(), StoreError> {
    let steps = session.rows(
        "SELECT c.list, c.version, c.state, c.reason FROM settlement_list l JOIN settlement_list_step c \
         ON c.pool = l.pool AND c.bucket = l.bucket AND c.list = l.list WHERE l.list IN {ints $2} AND l.pool = $1 \
         AND l.region BETWEEN $3 AND $4 ORDER BY c.list, c.version, c.step",
        asked,
    )?;
    each(&steps, found, |one, row| {
        let step = (row.code(2, ListState::parse)?, row.text(3)?.to_owned());
        one.steps.push(step);
        Ok(())
    })?;
    let diagnoses = session.rows(
        "SELECT c.list, c.version, c.kind, c.code, c.title, c.main, c.at_admission FROM settlement_list l \
         JOIN settlement_list_diagnosis c ON c.pool = l.pool AND c.bucket = l.bucket AND c.list = l.list \
         WHERE l.list IN {ints $2} AND l.pool = $1 AND l.region BETWEEN $3 AND $4 \
         ORDER BY c.list, c.version, c.place",
        asked,
    )?;
    each(&diagnoses, found, |one, row| {
        one.kept.diagnoses.push(diagnosis(row)?);
        Ok(())
    })?;
    let operations = session.rows(
        "SELECT c.list, c.version, c.kind, c.code, c.title, c.surgeon, c.anaesthetist, c.anaesthesia, c.began, \
         c.ended FROM settlement_list l JOIN settlement_list_operation c ON c.pool = l.pool \
         AND c.bucket = l.bucket AND c.list = l.list WHERE l.list IN {ints $2} AND l.pool = $1 \
         AND l.region BETWEEN $3 AND $4 ORDER BY c.list, c.version, c.place",
        asked,
    )?;
    each(&operations, found, |one, row| {
        one.kept.operations.push(operation(row)?);
        Ok(())
    })?;
    let payers = session.rows(
        "SELECT c.list, c.version, c.payer, c.fund, c.amount FROM settlement_list l \
         JOIN settlement_list_payer c ON c.pool = l.pool AND c.bucket = l.bucket AND c.list = l.list \
         WHERE l.list IN {ints $2} AND l.pool = $1 AND l.region BETWEEN $3 AND $4 \
         ORDER BY c.list, c.version, c.payer, c.fund",
        asked,
    )?;
    each(&payers, found, |one, row| {
        one.kept.payers.push(PayerRow {
            payer: row.code(2, Payer::parse)?,
            fund: row.text(3)?.to_owned(),
            amount: row.fen(4)?,
        });
        Ok(())
    })?;
    let lines = session.rows(
        "SELECT c.list, c.version, c.line, c.code, c.own_code, c.occurred, c.units, c.price, c.amount, \
         c.full_own_pay, c.over_limit, c.first_self_pay, c.in_scope, c.funds, c.accounts, c.provider, c.person \
         FROM settlement_list l JOIN settlement_list_line c ON c.pool = l.pool AND c.bucket = l.bucket \
         AND c.list = l.list WHERE l.list IN {ints $2} AND l.pool = $1 AND l.region BETWEEN $3 AND $4 \
         ORDER BY c.list, c.version, c.line",
        asked,
    )?;
    each(&lines, found, |one, row| {
        one.kept.lines.push(line(row)?);
        Ok(())
    })
}

fn each(
    rows: &[Row],
    found: &mut BTreeMap<Key, Version>,
    mut put: impl FnMut(&mut Version, &Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for row in rows {
        if let Some(one) = found.get_mut(&(row.int(0)?, row.int(1)?)) {
            put(one, row)?;
        }
    }
    Ok(())
}

/// A list in the first nine columns.
fn list(row: &Row) -> Result<ListRow, StoreError> {
    Ok(ListRow {
        no: row.no(0, ListNo::new)?,
        bucket: row.int(1)?,
        record: row.no(2, RecordNo::new)?,
        visit: row.no(3, VisitNo::new)?,
        person: row.no(4, PersonNo::new)?,
        region: row.region(5)?,
        institution: row.text(6)?.to_owned(),
        care: row.text(7)?.to_owned(),
        settled_on: row.date(8)?,
    })
}

fn version(row: &Row) -> Result<Version, StoreError> {
    Ok(Version {
        kept: NewVersion {
            list: list(row)?,
            version: row.int(9)?,
            state: ListState::Draft,
            uploaded: row.no(10, CivilTime::from_number)?,
            form: row.text(11)?.to_owned(),
            contact: row.text(12)?.to_owned(),
            bill: row.fen(13)?,
            msgid: row.text(14)?.to_owned(),
            diagnoses: Vec::new(),
            operations: Vec::new(),
            payers: Vec::new(),
            lines: Vec::new(),
        },
        steps: Vec::new(),
    })
}

fn diagnosis(row: &Row) -> Result<DiagnosisRow, StoreError> {
    Ok(DiagnosisRow {
        kind: row.text(2)?.to_owned(),
        code: row.text(3)?.to_owned(),
        title: row.text(4)?.to_owned(),
        main: row.flag(5)?,
        at_admission: row.text(6)?.to_owned(),
    })
}

fn operation(row: &Row) -> Result<OperationRow, StoreError> {
    let time = |column: usize| {
        let number = row.maybe_int(column)?;
        Ok::<_, StoreError>(number.and_then(CivilTime::from_number))
    };
    Ok(OperationRow {
        kind: row.text(2)?.to_owned(),
        code: row.text(3)?.to_owned(),
        title: row.text(4)?.to_owned(),
        surgeon: row.text(5)?.to_owned(),
        anaesthetist: row.text(6)?.to_owned(),
        anaesthesia: row.text(7)?.to_owned(),
        began: time(8)?,
        ended: time(9)?,
    })
}

fn line(row: &Row) -> Result<LineRow, StoreError> {
    let number = row.no(2, |number| u64::try_from(number).ok())?;
    Ok(LineRow {
        line: number,
        code: row.text(3)?.to_owned(),
        own_code: row.text(4)?.to_owned(),
        occurred: row.no(5, CivilTime::from_number)?,
        count: row.no(6, Count::from_parts)?,
        price: row.no(7, UnitPrice::from_micro)?,
        share: LineShare {
            line: Some(number),
            amount: row.fen(8)?,
            parts: [row.fen(9)?, row.fen(10)?, row.fen(11)?, row.fen(12)?],
            funds: row.fen(13)?,
            accounts: row.fen(14)?,
            provider: row.fen(15)?,
            own: row.fen(16)?,
        },
    })
}
