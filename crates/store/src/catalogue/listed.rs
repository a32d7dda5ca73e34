//! Items, diagnoses, operations, diseases and old codes, each in the days in which it holds.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, TxNo, Validity};
use directory::catalogue::row::Tabular;
use directory::catalogue::{Code, DraftRow, Entry, Item, ListedNo, Recode, Term};

use super::item_row::{ITEM, TERM, draft, entries, from, until};
use crate::{AsOf, OPEN_TX, Row, Session, StoreError, Tx, Value, open_date, params};

/// A record of the catalogue as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// Its number.
    pub no: ListedNo,
    /// The version that brought it.
    pub version: u32,
    /// What it is.
    pub what: T,
}

/// The items of a list, by code and day.
pub type KeptItems = Vec<Kept<Entry<Item>>>;

/// The latest transaction whose records count.
fn known(known: Option<TxNo>) -> i64 {
    AsOf {
        valid: Date::MIN,
        tx: known,
    }
    .known()
}

/// All items by list (`items`, `overlay:dibao`, …), as known after a transaction; `None` is now.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn items(
    session: &mut Session<'_>,
    scope: Scope,
    after: Option<TxNo>,
) -> Result<BTreeMap<String, KeptItems>, StoreError> {
    let mut lists: BTreeMap<String, (Vec<Mark>, Vec<DraftRow>)> = BTreeMap::new();
    let mut line = 0;
    session.each(
        "SELECT entry, version, valid_from, valid_to, list, kind, code, name, spec, unit, fee, class, first_employee, \
         first_cadre, first_resident, first_other, ceiling_1, ceiling_2, ceiling_3, standard, own_limit, restricted, \
         restriction, levels, sex, age_from, age_to, diagnoses, inpatient, essential, negotiated, children, special, facts \
         FROM catalogue_item WHERE pool = $1 AND tx_from <= $2 AND tx_to > $2",
        &params![scope.pool(), known(after)],
        &mut |row| {
            line += 1;
            let cells = draft(&row, (line, 5..5 + ITEM.len()), (2, 3))?;
            let list = lists.entry(row.text(4)?.to_owned()).or_default();
            list.0.push(mark(&row)?);
            list.1.push(cells);
            Ok(())
        },
    )?;
    let mut found = BTreeMap::new();
    for (list, (marks, rows)) in lists {
        found.insert(list, marked("catalogue_item", marks, rows)?);
    }
    Ok(found)
}

/// All diagnoses, operations and diseases, as known after a transaction.
///
/// # Errors
/// [`StoreError`].
pub fn terms(
    session: &mut Session<'_>,
    scope: Scope,
    after: Option<TxNo>,
) -> Result<Vec<Kept<Entry<Term>>>, StoreError> {
    let (mut marks, mut rows) = (Vec::new(), Vec::new());
    let mut line = 0;
    session.each(
        "SELECT entry, version, valid_from, valid_to, kind, code, name, category FROM catalogue_term \
         WHERE pool = $1 AND tx_from <= $2 AND tx_to > $2",
        &params![scope.pool(), known(after)],
        &mut |row| {
            line += 1;
            rows.push(draft(&row, (line, 4..4 + TERM.len()), (2, 3))?);
            marks.push(mark(&row)?);
            Ok(())
        },
    )?;
    marked("catalogue_term", marks, rows)
}

/// All old codes, as known after a transaction.
///
/// # Errors
/// [`StoreError`].
pub fn recodes(
    session: &mut Session<'_>,
    scope: Scope,
    after: Option<TxNo>,
) -> Result<Vec<Kept<Recode>>, StoreError> {
    let rows = session.rows(
        "SELECT entry, version, valid_from, valid_to, code_system, old_code, code FROM catalogue_recode \
         WHERE pool = $1 AND tx_from <= $2 AND tx_to > $2 ORDER BY entry",
        &params![scope.pool(), known(after)],
    )?;
    let read = |row: &Row| {
        let (no, version) = mark(row)?;
        let first = row.maybe_date(2)?.filter(|day| *day != Date::MIN);
        let validity = Validity::new(first, row.maybe_date(3)?);
        Ok(Kept {
            no,
            version,
            what: Recode {
                system: row.text(4)?.into(),
                old: row.text(5)?.into(),
                new: row.code(6, Code::probe)?,
                validity: validity
                    .map_err(|_| StoreError::Corrupt(format!("catalogue_recode entry={no}")))?,
            },
        })
    };
    rows.iter().map(read).collect()
}

type Mark = (ListedNo, u32);

fn mark(row: &Row) -> Result<Mark, StoreError> {
    let version = row.no(1, |number| u32::try_from(number).ok())?;
    Ok((row.no(0, ListedNo::new)?, version))
}

/// Entries with their marks, by code and day: the engines do not order texts alike.
fn marked<T: Tabular>(
    table: &str,
    marks: Vec<Mark>,
    rows: Vec<DraftRow>,
) -> Result<Vec<Kept<Entry<T>>>, StoreError> {
    let entries = entries::<T>(table, rows)?;
    let kept = marks
        .into_iter()
        .zip(entries)
        .map(|((no, version), what)| Kept { no, version, what });
    let mut kept: Vec<_> = kept.collect();
    kept.sort_by_key(|kept| (kept.what.record.code(), kept.what.validity.from()));
    Ok(kept)
}

/// Ends records: what a new version says stands in their place.
///
/// # Errors
/// [`StoreError::Conflict`] where one has ended meanwhile.
pub fn end_items(tx: &mut Tx<'_>, entries: &[ListedNo]) -> Result<(), StoreError> {
    let params = closing(tx, entries);
    let touched = tx.run(
        "UPDATE catalogue_item SET tx_to = $2 WHERE pool = $1 AND tx_to = $3 AND entry IN {ints $4}",
        &params,
    )?;
    all_of("catalogue_item", entries, touched)
}

/// As [`end_items`], of diagnoses, operations and diseases.
///
/// # Errors
/// As [`end_items`].
pub fn end_terms(tx: &mut Tx<'_>, entries: &[ListedNo]) -> Result<(), StoreError> {
    let params = closing(tx, entries);
    let touched = tx.run(
        "UPDATE catalogue_term SET tx_to = $2 WHERE pool = $1 AND tx_to = $3 AND entry IN {ints $4}",
        &params,
    )?;
    all_of("catalogue_term", entries, touched)
}

/// As [`end_items`], of old codes.
///
/// # Errors
/// As [`end_items`].
pub fn end_recodes(tx: &mut Tx<'_>, entries: &[ListedNo]) -> Result<(), StoreError> {
    let params = closing(tx, entries);
    let touched = tx.run(
        "UPDATE catalogue_recode SET tx_to = $2 WHERE pool = $1 AND tx_to = $3 AND entry IN {ints $4}",
        &params,
    )?;
    all_of("catalogue_recode", entries, touched)
}

fn closing(tx: &Tx<'_>, entries: &[ListedNo]) -> [Value; 4] {
    let numbers: Vec<i64> = entries.iter().map(|no| no.get()).collect();
    params![tx.pool(), tx.no(), OPEN_TX, numbers]
}

fn all_of(table: &str, entries: &[ListedNo], touched: u64) -> Result<(), StoreError> {
    if u64::try_from(entries.len()) == Ok(touched) {
        return Ok(());
    }
    Err(StoreError::Conflict(format!(
        "{touched} rows of {table} ended instead of {}",
        entries.len()
    )))
}

/// Adds items of a version to a list.
///
/// # Errors
/// [`StoreError::Guard`] where a code has another item that day.
pub fn add_items(
    tx: &mut Tx<'_>,
    (list, version): (&str, u32),
    coming: &[&Entry<Item>],
) -> Result<(), StoreError> {
    let mut columns = vec![
        "pool",
        "entry",
        "list",
        "valid_from",
        "valid_to",
        "version",
        "tx_from",
        "tx_to",
    ];
    columns.extend(ITEM);
    let rows = rows(tx, version, coming, |row| row.insert(2, Value::from(list)))?;
    tx.insert("catalogue_item", &columns, &rows)
}

/// As [`add_items`], of diagnoses, operations and diseases.
///
/// # Errors
/// As [`add_items`].
pub fn add_terms(tx: &mut Tx<'_>, version: u32, coming: &[&Entry<Term>]) -> Result<(), StoreError> {
    let mut columns = vec![
        "pool",
        "entry",
        "valid_from",
        "valid_to",
        "version",
        "tx_from",
        "tx_to",
    ];
    columns.extend(TERM);
    let rows = rows(tx, version, coming, |_| {})?;
    tx.insert("catalogue_term", &columns, &rows)
}

fn rows<T: Tabular>(
    tx: &mut Tx<'_>,
    version: u32,
    coming: &[&Entry<T>],
    place: impl Fn(&mut Vec<Value>),
) -> Result<Vec<Vec<Value>>, StoreError> {
    let first = numbers(tx, coming.len())?;
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(number, entry): (i64, &&Entry<T>)| {
        let mut row = params![
            pool,
            number,
            from(entry),
            until(entry),
            i64::from(version),
            now,
            OPEN_TX
        ]
        .to_vec();
        place(&mut row);
        row.extend(entry.record.cells().into_iter().map(Value::from));
        row
    };
    Ok((first..).zip(coming).map(row).collect())
}

/// The first of so many numbers of records.
fn numbers(tx: &mut Tx<'_>, count: usize) -> Result<i64, StoreError> {
    let count = u32::try_from(count)
        .map_err(|_| StoreError::Corrupt("too many records of a catalogue".to_owned()))?;
    tx.take("catalogue_entry", count)
}

/// Adds old codes.
///
/// # Errors
/// As [`add_items`].
pub fn add_recodes(tx: &mut Tx<'_>, version: u32, coming: &[Recode]) -> Result<(), StoreError> {
    let first = numbers(tx, coming.len())?;
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(number, recode): (i64, &Recode)| {
        params![
            pool,
            number,
            &*recode.system,
            &*recode.old,
            recode.new.as_str(),
            recode.validity.from().unwrap_or(Date::MIN),
            open_date(recode.validity.until()),
            i64::from(version),
            now,
            OPEN_TX
        ]
        .to_vec()
    };
    let rows: Vec<_> = (first..).zip(coming).map(row).collect();
    let columns = [
        "pool",
        "entry",
        "code_system",
        "old_code",
        "code",
        "valid_from",
        "valid_to",
        "version",
        "tx_from",
        "tx_to",
    ];
    tx.insert("catalogue_recode", &columns, &rows)
}
