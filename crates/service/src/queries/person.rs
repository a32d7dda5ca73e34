//! What is asked about a person, wherever the person was treated.

use std::collections::{BTreeMap, BTreeSet};

use access::Actor;
use base::{Date, Fen, PersonNo};
use benefit::plan::AccUnit;
use benefit::registry::ACCUMULATORS;
use settlement::VisitNo;
use settlement::visit::{CivilTime, FilingKind, FilingState};
use store::counter::filing::{self, FilingRow};
use store::counter::visit;
use store::counter::{line, query, record};

use super::care::of_days;
use super::names::places;
use super::settled::{Line, listed};
use super::{Asker, Place, bounded, one_more};
use crate::catalogue::at_counters;
use crate::counter::person::PersonInfo;
use crate::{Desk, ServiceError};

/// The medical categories of outpatient treatment of chronic and special diseases begin so (`med_type` 14).
const CHRONIC: &str = "14";

/// A drug that a person had for a chronic disease.
#[derive(Debug, Clone)]
pub struct ChronicDrug {
    /// The line.
    pub line: Line,
    /// The institution.
    pub institution: String,
    /// Its name; empty where it is not registered.
    pub institution_name: String,
    /// Medical category.
    pub med_type: String,
}

/// Drugs of settled visits for chronic diseases, wherever dispensed, the latest first (5205).
///
/// # Errors
/// [`ServiceError::Denied`]; `query.too_many`; storage.
pub fn chronic_drugs(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    when: (CivilTime, CivilTime),
) -> Result<Vec<ChronicDrug>, ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let (scope, today) = (asker.scope, desk.today());
    let found = desk.read::<_, ServiceError>(|session| {
        let records = asker.records_of(session, person)?;
        let family = (records.as_slice(), CHRONIC);
        let rows = query::lines_of_family(session, scope, family, when, one_more())?;
        let rows: Vec<line::LineRow> = bounded(rows)?;
        let visits: BTreeSet<VisitNo> = rows.iter().map(|row| row.visit).collect();
        let visits: Vec<VisitNo> = visits.into_iter().collect();
        let settled = live_lines(&record::of_visits(session, scope, &visits)?);
        let visits = visit::find(session, scope, &visits)?;
        let visits: BTreeMap<VisitNo, visit::VisitRow> =
            visits.into_iter().map(|row| (row.no, row)).collect();
        let institutions = visits
            .values()
            .map(|it| it.visit.opening.institution.clone());
        let institutions: BTreeSet<String> = institutions.collect();
        let named = places(session, scope, institutions.clone(), today)?;
        let listings = at_counters(session, scope.pool(), &institutions)?;
        let drug = |row: line::LineRow| {
            let visit = &visits.get(&row.visit)?.visit;
            let code = &visit.opening.institution;
            let line = listed(listings.get(code)?, row);
            let is_drug = line.item.as_ref().is_some_and(|item| item.kind.is_drug());
            let name = named.get(code).map(|place| place.name.clone());
            is_drug.then(|| ChronicDrug {
                line,
                institution: code.clone(),
                institution_name: name.unwrap_or_default(),
                med_type: visit.med_type.clone().unwrap_or_default(),
            })
        };
        let settled = |row: &line::LineRow| settled.contains(&(row.visit, row.number));
        Ok(rows.into_iter().filter(settled).filter_map(drug).collect())
    })?;
    asker.sees("gateway.5205", [person])?;
    Ok(found)
}

/// Lines that a settlement covers which was not taken back.
fn live_lines(records: &[record::RecordRow]) -> BTreeSet<(VisitNo, u64)> {
    let reversed: BTreeSet<_> = records
        .iter()
        .filter_map(|it| match it.nature {
            record::Nature::Reversal(of) => Some(of),
            _ => None,
        })
        .collect();
    let live = records
        .iter()
        .filter(|it| it.nature == record::Nature::Settlement && !reversed.contains(&it.no));
    live.flat_map(|it| it.lines.iter().map(|line| (it.visit, *line)))
        .collect()
}

/// A sum of a person (5206).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cumulated {
    /// Insurance.
    pub insurance: String,
    /// The year of the window; that of the month asked for where the sum is of a life.
    pub year: i32,
    /// The month up to which it counts.
    pub month: (i32, u32),
    /// The accumulator.
    pub id: String,
    /// Money; a count or days as so many whole 元, since the answer has one field of two decimals for all of them.
    pub value: Fen,
}

/// What a person has used up to the end of a month: that of today where none is named (5206).
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn cumulated(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    month: Option<(i32, u32)>,
) -> Result<Vec<Cumulated>, ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let today = desk.today();
    let named = month.is_some();
    let month = month.unwrap_or((today.year(), today.month()));
    let until = if named { end_of(month) } else { today };
    let (sums, info) = desk.read::<_, ServiceError>(|session| {
        let records = asker.records_of(session, person)?;
        let sums = query::sums(session, asker.scope, &records, until)?;
        let info = of_days(session, &asker, [(person, today)].into())?;
        Ok((sums, info.into_values().next()))
    })?;
    asker.sees("gateway.5206", [person])?;
    let current = info.and_then(|it| it.insured.first().map(|one| one.insurance));
    let mut rows: BTreeMap<(String, String, i32), i64> = BTreeMap::new();
    for sum in sums {
        let Some(year) = window_year(&sum.key.window, month, named) else {
            continue;
        };
        let insurance = sum.insurance.as_deref().or(current).unwrap_or_default();
        let key = (insurance.to_owned(), sum.key.id, year);
        let row = rows.entry(key).or_default();
        *row = row.saturating_add(sum.amount);
    }
    let row = |((insurance, id, year), amount): ((String, String, i32), i64)| Cumulated {
        insurance,
        year,
        month,
        value: match unit_of(&id) {
            AccUnit::Money => Fen::new(amount),
            AccUnit::Count | AccUnit::Days => Fen::new(amount.saturating_mul(100)),
        },
        id,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The year of a window that is asked for: years of which the label begins with the year, months and days within the
/// month, and windows without a label. Where no month is named every year is.
fn window_year(window: &str, month: (i32, u32), named: bool) -> Option<i32> {
    let year: Option<i32> = window.get(..4).and_then(|year| year.parse().ok());
    let label = format!("{:04}-{:02}", month.0, month.1);
    match year {
        None => Some(month.0),
        Some(_) if window.len() >= 7 && window.get(4..5) == Some("-") => {
            window.starts_with(&label).then_some(month.0)
        }
        Some(year) => (!named || year == month.0).then_some(year),
    }
}

fn end_of((year, month): (i32, u32)) -> Date {
    let next = if month == 12 {
        Date::from_ymd(year.saturating_add(1), 1, 1)
    } else {
        Date::from_ymd(year, month.saturating_add(1), 1)
    };
    let last = next.ok().and_then(|first| first.add_days(-1));
    last.unwrap_or(Date::MAX)
}

/// What an accumulator of the registry counts; those of a package's own count money.
fn unit_of(id: &str) -> AccUnit {
    let known = ACCUMULATORS.iter().find(|it| it.id == id);
    known.map_or(AccUnit::Money, |it| it.unit)
}

/// A filing with the names that belong to it.
#[derive(Debug, Clone)]
pub struct Filed {
    /// The filing.
    pub row: FilingRow,
    /// The institution that it leads to or that was chosen.
    pub place: Option<Place>,
}

/// Filings of a person that the bureau agreed to, of one kind, the earliest first (5301, 5302). Those that hold
/// today or later.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn filings(
    desk: &Desk<'_>,
    actor: &Actor,
    (command, person): (&str, PersonNo),
    kind: FilingKind,
) -> Result<Vec<Filed>, ServiceError> {
    let today = desk.today();
    let holds = |row: &FilingRow| {
        row.filing.kind == kind
            && row.filing.state == FilingState::Approved
            && row.filing.until.is_none_or(|until| today <= until)
    };
    let (filed, _) = filed(desk, actor, (command, person), holds)?;
    Ok(filed)
}

/// Referrals of a person that were filed and stand, those not yet looked at too, dated within a time (5304); with the
/// person.
///
/// # Errors
/// [`ServiceError::Denied`]; `person.unknown`; storage.
pub fn transfers(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    (from, until): (Date, Date),
) -> Result<(Vec<Filed>, PersonInfo), ServiceError> {
    let stands = |row: &FilingRow| {
        let filing = &row.filing;
        filing.kind == FilingKind::Referral
            && matches!(filing.state, FilingState::Submitted | FilingState::Approved)
            && (from..=until).contains(&filing.from)
    };
    let (filed, info) = filed(desk, actor, ("gateway.5304", person), stands)?;
    let info = info.ok_or_else(|| crate::counter::person::unknown(&person.to_string()))?;
    Ok((filed, info))
}

fn filed(
    desk: &Desk<'_>,
    actor: &Actor,
    (command, person): (&str, PersonNo),
    wanted: impl Fn(&FilingRow) -> bool,
) -> Result<(Vec<Filed>, Option<PersonInfo>), ServiceError> {
    let asker = Asker::of(desk, actor)?;
    let today = desk.today();
    let found = desk.read::<_, ServiceError>(|session| {
        let records = asker.records_of(session, person)?;
        let mut rows = filing::of_people(session, asker.scope, &records)?;
        rows.retain(&wanted);
        let codes = rows.iter().filter_map(|it| it.filing.institution.clone());
        let named = places(session, asker.scope, codes.collect::<Vec<_>>(), today)?;
        let with_place = |row: FilingRow| Filed {
            place: row
                .filing
                .institution
                .as_ref()
                .and_then(|code| named.get(code).cloned()),
            row,
        };
        let info = of_days(session, &asker, [(person, today)].into())?;
        let filed: Vec<Filed> = rows.into_iter().map(with_place).collect();
        Ok((filed, info.into_values().next()))
    })?;
    asker.sees(command, [person])?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_of_the_month_and_its_year() {
        let may = (2026, 5);
        for (window, named, year) in [
            ("2026", true, Some(2026)),
            ("2025", true, None),
            ("2025", false, Some(2025)),
            ("2026-05", true, Some(2026)),
            ("2026-05-03", true, Some(2026)),
            ("2026-04", true, None),
            ("2026-04", false, None),
            ("", true, Some(2026)),
        ] {
            assert_eq!(window_year(window, may, named), year, "{window} {named}");
        }
        assert_eq!(end_of((2026, 12)), Date::from_ymd(2026, 12, 31).unwrap());
        assert_eq!(end_of((2028, 2)), Date::from_ymd(2028, 2, 29).unwrap());
        assert_eq!(unit_of("ip_admissions"), AccUnit::Count);
    }
}
