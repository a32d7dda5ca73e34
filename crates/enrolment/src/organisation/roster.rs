//! A school's list of pupils and students.

use super::affiliation::{Affiliation, MemberRole, Stage};
use base::{Date, OrganisationNo, PersonNo, Validity};
use std::collections::BTreeMap;

/// A line of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterLine {
    /// Who.
    pub person: PersonNo,
    /// In which stage.
    pub stage: Stage,
}

/// What a new roster changes: who joins, who leaves, whose stage is another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterChange {
    /// New affiliations.
    pub joins: Vec<Affiliation>,
    /// Affiliations that end on the day before the roster.
    pub leaves: Vec<Affiliation>,
    /// How many stay as they are.
    pub stays: usize,
}

/// Compares a school's roster of a day with who is on record. Who moves up a stage leaves with the old one
/// and joins with the new one.
#[must_use]
pub fn compare(
    school: OrganisationNo,
    known: &[Affiliation],
    roster: &[RosterLine],
    on: Date,
) -> RosterChange {
    let wanted: BTreeMap<PersonNo, Stage> = roster
        .iter()
        .map(|line| (line.person, line.stage))
        .collect();
    let mut change = RosterChange::default();
    let mut present = BTreeMap::new();
    let here = |one: &&Affiliation| {
        one.organisation == school && one.role == MemberRole::Student && one.belongs.covers(on)
    };
    for one in known.iter().filter(here) {
        if wanted.get(&one.person).copied() == one.stage {
            present.insert(one.person, ());
            change.stays += 1;
        } else {
            change.leaves.push(one.clone());
        }
    }
    let belongs = Validity::new(Some(on), None).unwrap_or(Validity::OPEN);
    let missing = wanted
        .iter()
        .filter(|(person, _)| !present.contains_key(person));
    change.joins = missing
        .map(|(person, stage)| Affiliation {
            person: *person,
            organisation: school,
            role: MemberRole::Student,
            stage: Some(*stage),
            belongs,
        })
        .collect();
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roster_joins_leaves_and_moves_up() {
        let school = OrganisationNo::new(3).unwrap();
        let who = |no| PersonNo::new(no).unwrap();
        let line = |no, stage| RosterLine {
            person: who(no),
            stage,
        };
        let day = |text: &str| Date::parse(text).unwrap();
        let first = [line(1, Stage::Primary), line(2, Stage::Secondary)];
        let start = compare(school, &[], &first, day("2020-09-01"));
        assert_eq!(start.joins.len(), 2);
        let second = [line(1, Stage::Secondary), line(4, Stage::Primary)];
        let next = compare(school, &start.joins, &second, day("2021-09-01"));
        let joined: Vec<_> = next.joins.iter().map(|a| (a.person, a.stage)).collect();
        assert_eq!(
            joined,
            [
                (who(1), Some(Stage::Secondary)),
                (who(4), Some(Stage::Primary))
            ]
        );
        assert_eq!((next.leaves.len(), next.stays), (2, 0));
        let same = compare(school, &start.joins, &first, day("2021-09-01"));
        assert_eq!((same.joins.len(), same.leaves.len(), same.stays), (0, 0, 2));
    }
}
