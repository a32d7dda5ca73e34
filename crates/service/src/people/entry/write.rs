//! The records of a chunk, their households and their open pairs, written by one bulk insert a table.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, HouseholdNo, PersonNo, RegionCode, Validity};
use enrolment::people::matching::{Matched, RecordId};
use enrolment::people::{Admitted, HouseholdKind, Relation};
use store::people::households::{self, NewHousehold, NewMember};
use store::people::register::{self, NewPerson};
use store::people::{PersonKey, change, matches};
use store::{StoreError, Tx};

use super::chunk::{Chunk, Who};

/// Writes a chunk; the keys of its new records in their order.
pub(super) fn write(
    tx: &mut Tx<'_>,
    scope: Scope,
    chunk: &Chunk<'_>,
    today: Date,
) -> Result<Vec<PersonKey>, StoreError> {
    if chunk.fresh.is_empty() {
        return Ok(Vec::new());
    }
    let houses = houses(tx, scope, chunk)?;
    let count = u32::try_from(chunk.fresh.len()).unwrap_or(u32::MAX);
    let first = tx.take("person", count)?;
    let (mut keys, mut persons, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for (number, fresh) in (first..).zip(&chunk.fresh) {
        let Some((row, person)) = chunk.rows.get(fresh.place).zip(PersonNo::new(number)) else {
            continue;
        };
        let house = mark(row).and_then(|mark| houses.get(&mark)).copied();
        let key = PersonKey::new(person, house);
        keys.push(key);
        members.extend(house.map(|household| NewMember {
            household,
            person: key,
            relation: row.relation.unwrap_or(Relation::Other),
            belongs: Validity::OPEN,
        }));
        persons.push(NewPerson {
            key,
            admitted: row.clone(),
            guardian: fresh.guardian,
            contested: fresh.contested,
        });
    }
    let whole = Scope::whole(scope.pool());
    let mut shared: BTreeMap<&str, Vec<PersonNo>> = BTreeMap::new();
    for (number, person) in &chunk.shared {
        shared.entry(number).or_default().push(*person);
    }
    for (number, persons) in shared {
        change::contest(tx, whole, &persons, number)?;
    }
    register::add(tx, scope, &persons)?;
    households::join(tx, &members)?;
    pairs(tx, scope, chunk, &keys, today)?;
    Ok(keys)
}

/// The household's mark of a row, within the village.
fn mark(row: &Admitted) -> Option<(RegionCode, String)> {
    let mark = row.household.as_deref()?;
    Some((row.residence, mark.to_owned()))
}

/// The households of a chunk by their marks: known ones found, the others entered.
fn houses(
    tx: &mut Tx<'_>,
    scope: Scope,
    chunk: &Chunk<'_>,
) -> Result<BTreeMap<(RegionCode, String), HouseholdNo>, StoreError> {
    let rows = chunk.fresh.iter();
    let rows = rows.filter_map(|fresh| chunk.rows.get(fresh.place));
    let wanted: BTreeSet<(RegionCode, String)> = rows.filter_map(mark).collect();
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let regions: BTreeSet<i64> = wanted.iter().map(|(region, _)| region.number()).collect();
    let marks = wanted.iter().map(|(_, mark)| mark.clone()).collect();
    let mut found = households::by_marks(tx, scope, regions.into_iter().collect(), marks)?;
    let missing: Vec<_> = wanted
        .into_iter()
        .filter(|wanted| !found.contains_key(wanted))
        .collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let first = tx.take(
        "household",
        u32::try_from(missing.len()).unwrap_or(u32::MAX),
    )?;
    let mut new = Vec::with_capacity(missing.len());
    for (number, (region, mark)) in (first..).zip(missing) {
        let Some(no) = HouseholdNo::new(number) else {
            continue;
        };
        new.push(NewHousehold {
            no,
            region,
            kind: HouseholdKind::Family,
            mark: Some(mark.as_str().into()),
        });
        found.insert((region, mark), no);
    }
    households::add(tx, scope, &new)?;
    Ok(found)
}

/// The pairs that a person must look at, each for the people of the new record's region.
fn pairs(
    tx: &mut Tx<'_>,
    scope: Scope,
    chunk: &Chunk<'_>,
    keys: &[PersonKey],
    today: Date,
) -> Result<(), StoreError> {
    let mut decisions = Vec::new();
    for (fresh, key) in chunk.fresh.iter().zip(keys) {
        let Some(row) = chunk.rows.get(fresh.place) else {
            continue;
        };
        for (who, scored) in &fresh.open {
            let other = match who {
                Who::Register(known) => known.person,
                Who::Fresh(index) => match keys.get(*index) {
                    Some(key) => key.person,
                    None => continue,
                },
            };
            let (one, other) = (RecordId::Person(key.person), RecordId::Person(other));
            let mut scored = scored.clone();
            // Two records with one number are for a person to look at, whatever their weight.
            scored.band = enrolment::people::Band::Queue;
            let matched = Matched::by_machine(one, other, scored, today);
            decisions.push((row.residence, matched, None));
        }
    }
    matches::keep(tx, scope, &decisions)?;
    Ok(())
}
