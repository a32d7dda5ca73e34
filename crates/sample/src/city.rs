//! The city as a whole.

use crate::draw::Draw;
use crate::organisation::{self, Employer, School, SchoolStage};
use crate::place::{self, County, Village};
use crate::spec::{Spec, SpecError};

/// A city that does not exist. It holds its places, employers and schools; people are made as they are
/// asked for, village by village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    spec: Spec,
    counties: Vec<County>,
    villages: Vec<Village>,
    employers: Vec<Employer>,
    employer_spans: Vec<(u32, u32)>,
    schools: Vec<School>,
}

impl City {
    /// Lays out a city.
    ///
    /// # Errors
    /// [`SpecError`].
    pub fn new(spec: Spec) -> Result<City, SpecError> {
        spec.check()?;
        let (counties, villages) = place::layout(spec.pool, spec.residents);
        let (employers, employer_spans) = organisation::employers(&spec, &counties);
        let schools = organisation::schools(&spec, &counties);
        Ok(City {
            spec,
            counties,
            villages,
            employers,
            employer_spans,
            schools,
        })
    }

    /// Name of the city.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        "青禾市"
    }

    /// What made it.
    #[must_use]
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Its counties.
    #[must_use]
    pub fn counties(&self) -> &[County] {
        &self.counties
    }

    /// Its villages, one county after the other.
    #[must_use]
    pub fn villages(&self) -> &[Village] {
        &self.villages
    }

    /// Its employers, one county after the other.
    #[must_use]
    pub fn employers(&self) -> &[Employer] {
        &self.employers
    }

    /// Its schools, one county after the other.
    #[must_use]
    pub fn schools(&self) -> &[School] {
        &self.schools
    }

    pub(crate) fn is_urban(&self, county: u32) -> bool {
        self.counties
            .get(county as usize)
            .is_some_and(|county| county.urban)
    }

    /// The county of a person, by its place.
    pub(crate) fn county_of(&self, person: u32) -> u32 {
        let behind = self
            .villages
            .partition_point(|village| village.first <= person);
        let village = behind.checked_sub(1).and_then(|at| self.villages.get(at));
        village.map_or(0, |village| village.county)
    }

    pub(crate) fn employer_for(&self, county: u32, draw: &mut Draw) -> Option<u32> {
        let (begin, end) = self.employer_spans.get(county as usize)?;
        // half of the choices fall on the first quarter, so that employers differ in size
        let count = end.checked_sub(*begin)?;
        let reach = if draw.per_mille(500) {
            count.div_ceil(4)
        } else {
            count
        };
        begin.checked_add(draw.below(reach))
    }

    pub(crate) fn school_for(&self, county: u32, age: i32, draw: &mut Draw) -> Option<u32> {
        let stage = match age {
            ..=5 => SchoolStage::Kindergarten,
            6..=11 => SchoolStage::Primary,
            _ => SchoolStage::Secondary,
        };
        let region = self.counties.get(county as usize)?.region;
        self.one_of(draw, |school| {
            school.stage == stage && school.region == region
        })
    }

    pub(crate) fn college_for(&self, draw: &mut Draw) -> Option<u32> {
        self.one_of(draw, |school| school.stage == SchoolStage::College)
    }

    fn one_of(&self, draw: &mut Draw, wanted: impl Fn(&School) -> bool) -> Option<u32> {
        // schools of one stage of a county stand together
        let first = self.schools.iter().position(&wanted)?;
        let rest = self.schools.get(first..)?;
        let count = rest.iter().take_while(|school| wanted(school)).count();
        let first = u32::try_from(first).ok()?;
        first.checked_add(draw.below(u32::try_from(count).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Occupation, Person, Relation};
    use base::RegionCode;
    use std::collections::BTreeSet;

    fn city(residents: u32) -> City {
        City::new(Spec::demo(residents, 2025).unwrap()).unwrap()
    }

    #[test]
    fn a_city_has_exactly_its_residents_each_with_a_number_of_its_own() {
        for residents in [1, 3, 999, 20_000] {
            let city = city(residents);
            let people: Vec<Person> = city.people().collect();
            assert_eq!(people.len(), residents as usize);
            let ids: BTreeSet<_> = people.iter().map(|person| person.id).collect();
            assert_eq!(ids.len(), people.len());
            for (place, person) in people.iter().enumerate() {
                assert_eq!(person.index as usize, place);
                assert!(person.id.as_str().starts_with("89"));
                assert!(city.spec().pool.contains(person.region));
            }
        }
    }

    #[test]
    fn numbers_suffice_for_the_largest_city() {
        let city = city(Spec::MOST);
        let last = city.counties()[0].villages.1 - 1;
        let village = &city.villages()[last as usize];
        let people: usize = city.village(village).iter().map(|h| h.members.len()).sum();
        assert_eq!(people, village.people as usize);
    }

    #[test]
    fn a_seed_gives_the_same_city_again() {
        let again: Vec<Person> = city(2_000).people().collect();
        assert_eq!(city(2_000).people().collect::<Vec<_>>(), again);
        let mut other = *city(2_000).spec();
        other.seed += 1;
        let other: Vec<Person> = City::new(other).unwrap().people().collect();
        assert_ne!(other, again);
    }

    #[test]
    fn families_make_sense() {
        let city = city(20_000);
        for household in city.households() {
            let head = &household.members[0];
            assert_eq!(head.relation, Relation::Head);
            for child in household
                .members
                .iter()
                .filter(|p| p.relation == Relation::Child)
            {
                assert!(head.birth().age_on(child.birth()) >= 15, "{household:?}");
            }
        }
        let of = |wanted: fn(&Person) -> bool| city.people().filter(wanted).count();
        assert!((3_000..6_000).contains(&of(|person| person.occupation.is_employed())));
        assert!((2_000..5_000).contains(&of(|p| matches!(p.occupation, Occupation::Student(_)))));
        assert!((300..1_500).contains(&of(|person| person.category.is_some())));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(Spec::demo(0, 2025), Err(SpecError::Residents));
        assert_eq!(Spec::demo(10, 1), Err(SpecError::Year));
        let county = Spec {
            pool: RegionCode::parse("890102").unwrap(),
            ..*city(1).spec()
        };
        assert_eq!(City::new(county), Err(SpecError::Pool));
    }
}
