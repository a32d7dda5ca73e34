//! Who is registered in no scheme, by village, and the rate.

use base::{PersonNo, RegionCode};
use std::collections::{BTreeMap, BTreeSet};

/// The people of a village or street against the schemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The village or street.
    pub region: RegionCode,
    /// Registered persons.
    pub registered: u64,
    /// Of these, enrolled in some scheme.
    pub enrolled: u64,
    /// Who is in none.
    pub missing: Vec<PersonNo>,
}

/// The rate of a part in a whole in tenths of a percent, rounded half up: 970 for 97.0 %. `None` of nothing.
#[must_use]
pub fn rate(enrolled: u64, registered: u64) -> Option<u64> {
    let doubled = registered.checked_mul(2).filter(|whole| *whole > 0)?;
    let part = enrolled.checked_mul(2000)?.checked_add(registered)?;
    part.checked_div(doubled)
}

/// The rate as users read it: `97.0%`, `—` of nothing.
#[must_use]
pub fn rate_zh(enrolled: u64, registered: u64) -> String {
    match rate(enrolled, registered) {
        Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
        None => "—".to_owned(),
    }
}

/// Sets the registered persons against the enrolled, by village or street.
#[must_use]
pub fn coverage(
    registered: impl IntoIterator<Item = (PersonNo, RegionCode)>,
    enrolled: &BTreeSet<PersonNo>,
) -> Vec<Coverage> {
    let mut villages: BTreeMap<RegionCode, Coverage> = BTreeMap::new();
    for (person, region) in registered {
        let village = villages.entry(region).or_insert(Coverage {
            region,
            registered: 0,
            enrolled: 0,
            missing: Vec::new(),
        });
        village.registered = village.registered.saturating_add(1);
        if enrolled.contains(&person) {
            village.enrolled = village.enrolled.saturating_add(1);
        } else {
            village.missing.push(person);
        }
    }
    villages.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_registered_and_thirty_in_no_scheme() {
        let village = |no: i64| RegionCode::parse(&format!("32010200100{}", no % 3 + 1)).unwrap();
        let person = |no: i64| PersonNo::new(no).unwrap();
        let enrolled: BTreeSet<_> = (31..=1000).map(person).collect();
        let list = coverage((1..=1000).map(|no| (person(no), village(no))), &enrolled);
        assert_eq!(list.len(), 3);
        let missing: usize = list.iter().map(|village| village.missing.len()).sum();
        assert_eq!(missing, 30);
        let sum = |of: fn(&Coverage) -> u64| list.iter().map(of).sum::<u64>();
        let (in_scheme, all) = (sum(|v| v.enrolled), sum(|v| v.registered));
        assert_eq!((in_scheme, all), (970, 1000));
        assert_eq!(rate_zh(in_scheme, all), "97.0%");
    }

    #[test]
    fn rates_round_half_up_and_nothing_has_none() {
        assert_eq!(rate(1, 3), Some(333));
        assert_eq!(rate(2, 3), Some(667));
        assert_eq!(rate(1, 2000), Some(1));
        assert_eq!(rate_zh(0, 0), "—");
    }
}
