//! The households of many persons.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, HouseholdNo, PersonNo, Validity};
use enrolment::people::{Household, HouseholdKind, HouseholdMember, IncomeSpan, Relation};

use super::span;
use crate::{Row, Session, StoreError, Value, params};

/// Households by number, and who belongs or belonged to which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Homes {
    households: BTreeMap<HouseholdNo, Household>,
    belongs: BTreeMap<PersonNo, Vec<(HouseholdNo, Validity)>>,
}

impl Homes {
    /// The household of a person on a day: the first where there are two.
    #[must_use]
    pub fn of(&self, person: PersonNo, on: Date) -> Option<&Household> {
        let mine = self.belongs.get(&person)?;
        let (no, _) = mine.iter().find(|(_, belongs)| belongs.covers(on))?;
        self.households.get(no)
    }
}

/// The households of persons: one question for all, and two more where there are any. The members are read
/// where some household has a certified income only; nothing else asks for them.
///
/// # Errors
/// [`StoreError`].
pub fn of_persons(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<Homes, StoreError> {
    let (first, last) = scope.span();
    let numbers: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT m.person, m.relation, m.valid_from, m.valid_to, h.household, h.region, h.kind FROM household_member m \
         JOIN household h ON h.pool = m.pool AND h.bucket = m.bucket AND h.household = m.household \
         WHERE m.pool = $1 AND m.person IN {ints $2} AND m.tx_to = 9223372036854775807 \
         AND h.region BETWEEN $3 AND $4 ORDER BY m.person, m.valid_from, h.household",
        &params![scope.pool(), numbers, first, last],
    )?;
    let mut homes = Homes::default();
    for row in &rows {
        let no = row.no(4, HouseholdNo::new)?;
        let (region, kind) = (row.region(5)?, row.code(6, HouseholdKind::parse)?);
        let member = member(row)?;
        let mine = homes.belongs.entry(member.person).or_default();
        mine.push((no, member.belongs));
        let household = homes.households.entry(no);
        let household = household.or_insert_with(|| Household::new(no, kind, region));
        household.members.push(member);
    }
    let numbers: Vec<i64> = homes.households.keys().map(|no| no.get()).collect();
    if !numbers.is_empty() {
        let asked = params![scope.pool(), numbers];
        earnings(session, &asked, &mut homes.households)?;
    }
    Ok(homes)
}

fn member(row: &Row) -> Result<HouseholdMember, StoreError> {
    Ok(HouseholdMember {
        person: row.no(0, PersonNo::new)?,
        relation: row.code(1, Relation::parse)?,
        belongs: span::read(row, 2)?,
    })
}

/// Puts the incomes of households, and the members of those that have one.
fn earnings(
    session: &mut Session<'_>,
    asked: &[Value],
    households: &mut BTreeMap<HouseholdNo, Household>,
) -> Result<(), StoreError> {
    let rows = session.rows(
        "SELECT i.household, i.yearly, i.valid_from, i.valid_to, i.certified_by FROM household h \
         JOIN household_income i ON i.pool = h.pool AND i.bucket = h.bucket AND i.household = h.household \
         WHERE h.pool = $1 AND h.household IN {ints $2} AND i.tx_to = 9223372036854775807 \
         ORDER BY i.household, i.tx_from, i.valid_from",
        asked,
    )?;
    if rows.is_empty() {
        return Ok(());
    }
    for row in &rows {
        let income = IncomeSpan {
            yearly: row.fen(1)?,
            counts: span::read(row, 2)?,
            certified_by: row.text(4)?.into(),
        };
        if let Some(household) = households.get_mut(&row.no(0, HouseholdNo::new)?) {
            household.incomes.push(income);
        }
    }
    let rows = session.rows(
        "SELECT m.person, m.relation, m.valid_from, m.valid_to, m.household FROM household h \
         JOIN household_member m ON m.pool = h.pool AND m.bucket = h.bucket AND m.household = h.household \
         WHERE h.pool = $1 AND h.household IN {ints $2} AND m.tx_to = 9223372036854775807 \
         ORDER BY m.household, m.tx_from, m.valid_from, m.person",
        asked,
    )?;
    let known = households.values_mut();
    known.for_each(|household| household.members.clear());
    for row in &rows {
        let member = member(row)?;
        if let Some(household) = households.get_mut(&row.no(4, HouseholdNo::new)?) {
            household.members.push(member);
        }
    }
    Ok(())
}
