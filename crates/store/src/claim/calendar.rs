//! Holidays and the days made up for them.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, WorkingCalendar};

use super::value::broken;
use crate::{Session, StoreError, Tx, params};

/// Enters a year, or enters it anew: the latest entry counts.
///
/// # Errors
/// [`StoreError`].
pub fn enter(
    tx: &mut Tx<'_>,
    year: i32,
    document: &str,
    (free, worked): (&[Date], &[Date]),
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let year = i64::from(year);
    tx.run(
        "INSERT INTO work_year (pool, year, document, tx_from) VALUES ($1, $2, $3, $4)",
        &params![pool, year, document, now],
    )?;
    let free = free.iter().map(|day| (day, false));
    let days = free.chain(worked.iter().map(|day| (day, true)));
    let rows: Vec<_> = days
        .map(|(day, worked)| params![pool, year, *day, worked, now].to_vec())
        .collect();
    tx.insert(
        "work_day",
        &["pool", "year", "day", "worked", "tx_from"],
        &rows,
    )
}

/// The calendar of the pooling area: every year as it was entered last.
///
/// # Errors
/// [`StoreError`].
pub fn calendar(session: &mut Session<'_>, scope: Scope) -> Result<WorkingCalendar, StoreError> {
    let rows = session.rows(
        "SELECT y.year, d.day, d.worked FROM work_year y LEFT JOIN work_day d ON d.pool = y.pool AND d.year = y.year \
         AND d.tx_from = y.tx_from WHERE y.pool = $1 AND NOT EXISTS (SELECT 1 FROM work_year n WHERE n.pool = y.pool \
         AND n.year = y.year AND n.tx_from > y.tx_from) ORDER BY y.year, d.day",
        &params![scope.pool()],
    )?;
    let mut years: BTreeMap<i64, (Vec<Date>, Vec<Date>)> = BTreeMap::new();
    for row in &rows {
        let (free, worked) = years.entry(row.int(0)?).or_default();
        if row.maybe_int(1)?.is_some() {
            let days = if row.flag(2)? { worked } else { free };
            days.push(row.date(1)?);
        }
    }
    let mut calendar = WorkingCalendar::weekends_only();
    for (year, (free, worked)) in years {
        let year = i32::try_from(year).map_err(|_| broken("a year"))?;
        let entered = calendar.with_year(year, &free, &worked);
        calendar = entered.map_err(|_| broken("a calendar of working days"))?;
    }
    Ok(calendar)
}
