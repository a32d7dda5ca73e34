//! Users who enrol and collect for a village, street or school (协办员).

use access::UserName;
use base::{Date, OrganisationNo, RegionCode, Validity};

/// A user who acts for an organisation over a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// For which village, street or school.
    pub organisation: OrganisationNo,
    /// Who.
    pub user: UserName,
    /// Within which region.
    pub region: RegionCode,
    /// From when until when.
    pub acts: Validity,
}

/// The agents who act for a region on a date: their own region or one that it lies in.
pub fn acting(agents: &[Agent], region: RegionCode, on: Date) -> impl Iterator<Item = &Agent> {
    agents
        .iter()
        .filter(move |agent| agent.acts.covers(on) && agent.region.contains(region))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_acts_for_its_villages_while_appointed() {
        let day = |text: &str| Date::parse(text).unwrap();
        let region = |text: &str| RegionCode::parse(text).unwrap();
        let street = Agent {
            organisation: OrganisationNo::new(1).unwrap(),
            user: UserName::new("zhoujie").unwrap(),
            region: region("340421100"),
            acts: Validity::new(Some(day("2020-01-01")), Some(day("2020-12-31"))).unwrap(),
        };
        let agents = [street];
        let found = |code: &str, on: &str| acting(&agents, region(code), day(on)).count();
        assert_eq!(found("340421100201", "2020-06-01"), 1);
        assert_eq!(found("340421101201", "2020-06-01"), 0);
        assert_eq!(found("340421100201", "2021-01-01"), 0);
    }
}
