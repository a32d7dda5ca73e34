//! Counties, towns and villages with codes that no real place has.

use base::{RegionCode, RegionLevel};

use crate::naming;

/// A county of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// Six digits that count, such as 890102.
    pub region: RegionCode,
    /// Name.
    pub name: &'static str,
    /// Whether it is a district of the city, where more people have employers.
    pub urban: bool,
    /// Villages of it: first and one behind the last, as places of [`crate::City::villages`].
    pub villages: (u32, u32),
}

/// A town or street of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Nine digits that count.
    pub region: RegionCode,
    /// Name.
    pub name: String,
}

/// A village, or the community of a street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    /// Place in the city, from 0.
    pub index: u32,
    /// Place of its county in the city, from 0.
    pub county: u32,
    /// All 12 digits.
    pub region: RegionCode,
    /// Name, with that of the town.
    pub name: String,
    /// Its first person: persons are counted through the city, village by village.
    pub first: u32,
    /// Number of its people.
    pub people: u32,
}

/// Name, the last two digits, urban or not, and the share of the people in per cent.
type CountyRow = (&'static str, i64, bool, u32);
pub(crate) const COUNTIES: [CountyRow; 4] = [
    ("禾东区", 2, true, 40),
    ("禾西区", 3, true, 30),
    ("上禾县", 21, false, 20),
    ("下禾县", 22, false, 10),
];

/// People of a village where the city is small; larger cities have larger villages.
const VILLAGE: u32 = 200;
/// Villages of a town at most.
const PER_TOWN: u32 = 40;
/// Towns of a county at most.
const TOWNS: u32 = 60;

/// How many people a county has: the last takes what is left.
fn county_people(residents: u32, county: usize) -> u32 {
    let share = |row: &CountyRow| {
        let people = u64::from(residents) * u64::from(row.3) / 100;
        u32::try_from(people).unwrap_or(u32::MAX)
    };
    match COUNTIES.get(county) {
        Some(_) if county.saturating_add(1) == COUNTIES.len() => {
            let before = COUNTIES.iter().take(county).map(share);
            residents.saturating_sub(before.fold(0, u32::saturating_add))
        }
        Some(row) => share(row),
        None => 0,
    }
}

/// Every county and every village of a city of so many residents in a pooling area.
pub(crate) fn layout(pool: RegionCode, residents: u32) -> (Vec<County>, Vec<Village>) {
    let (mut counties, mut villages) = (Vec::new(), Vec::new());
    let mut first = 0_u32;
    for (place, (name, digits, urban, _)) in COUNTIES.iter().enumerate() {
        let number = pool
            .number()
            .saturating_add(digits.saturating_mul(1_000_000));
        let region = RegionCode::from_number(number).unwrap_or(pool);
        let people = county_people(residents, place);
        let count = people.div_ceil(VILLAGE).clamp(1, TOWNS * PER_TOWN);
        let begin = u32::try_from(villages.len()).unwrap_or(u32::MAX);
        for index in 0..count {
            let own = people / count + u32::from(index < people % count);
            villages.push(Village {
                index: begin.saturating_add(index),
                county: u32::try_from(place).unwrap_or(0),
                region: village_region(region, index),
                name: village_name(*urban, index),
                first,
                people: own,
            });
            first = first.saturating_add(own);
        }
        counties.push(County {
            region,
            name,
            urban: *urban,
            villages: (begin, begin.saturating_add(count)),
        });
    }
    (counties, villages)
}

/// Villages are dealt to the towns of a county one after the other, some six to a town in a small city.
fn village_region(county: RegionCode, index: u32) -> RegionCode {
    let (town, village) = place_in_county(index);
    let number = county
        .number()
        .saturating_add(i64::from(town).saturating_mul(1_000))
        .saturating_add(i64::from(village));
    RegionCode::from_number(number).unwrap_or(county)
}

/// Town and village of the county's village at an index, each from 1.
fn place_in_county(index: u32) -> (u32, u32) {
    const SMALL: u32 = 6;
    // the first towns fill up with six villages each; a large county then gives them more
    if index < TOWNS * SMALL {
        return (index / SMALL + 1, index % SMALL + 1);
    }
    let more = index - TOWNS * SMALL;
    (more % TOWNS + 1, more / TOWNS + SMALL + 1)
}

fn village_name(urban: bool, index: u32) -> String {
    let (town, village) = place_in_county(index);
    let (street, community) = if urban {
        ("街道", "社区")
    } else {
        ("镇", "村")
    };
    let town = naming::place(town);
    format!("{town}{street}第{village}{community}")
}

impl Village {
    /// The town that it lies in.
    #[must_use]
    pub fn town(&self) -> Town {
        let region = self.region.at(RegionLevel::Township).unwrap_or(self.region);
        let end = self.name.find('第').unwrap_or(self.name.len());
        let name = self.name.get(..end).unwrap_or(&self.name).to_owned();
        Town { region, name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_village_has_a_code_of_its_own_below_its_county() {
        let pool = RegionCode::parse("8901").unwrap();
        for residents in [1, 17, 20_000, 1_000_000] {
            let (counties, villages) = layout(pool, residents);
            let codes: BTreeSet<_> = villages.iter().map(|village| village.region).collect();
            assert_eq!(codes.len(), villages.len(), "{residents}");
            for village in &villages {
                let county = &counties[village.county as usize];
                assert!(county.region.contains(village.region), "{village:?}");
                assert_eq!(village.region.level(), RegionLevel::Village);
                assert!(village.town().region.contains(village.region));
            }
            let people: u32 = villages.iter().map(|village| village.people).sum();
            assert_eq!(people, residents);
        }
    }
}
