//! Versions of a standard: a later one never changes what was billed under an earlier one.

use super::{Level, Year};
use crate::Scheme;
use crate::words::words;
use base::{Date, Refused, Validity};

base::number_id! {
    /// A version of the financing standards of a scheme and year.
    StandardNo
}
base::number_id! {
    /// The adoption of a policy package, with parameters, for a scheme and a time.
    AdoptionNo
}

words! {
    /// Where a version stands.
    StandardState {
        /// Proposed, waiting for a second person of the city.
        Proposed "proposed" "待复核",
        /// Approved; holds from its first day until a later version begins.
        Approved "approved" "已批准",
        /// Rejected.
        Rejected "rejected" "已否决",
    }
}

impl StandardState {
    /// The state after a decision.
    ///
    /// # Errors
    /// `standard.decided` where it was decided before.
    pub fn decide(self, approve: bool) -> Result<StandardState, Refused> {
        match self {
            StandardState::Proposed if approve => Ok(StandardState::Approved),
            StandardState::Proposed => Ok(StandardState::Rejected),
            StandardState::Approved | StandardState::Rejected => Err(Refused::new(
                "standard.decided",
                format!("该标准{}，不能再次复核；如需变更请另报新版本。", self.zh()),
            )),
        }
    }
}

/// A version of the standards of a scheme and insurance year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardVersion {
    /// Its number.
    pub no: StandardNo,
    /// Scheme.
    pub scheme: Scheme,
    /// Insurance year.
    pub year: Year,
    /// 1 for the first of the year, then one more each.
    pub version: u32,
    /// The days on which bills are drawn up by it.
    pub billing: Validity,
    /// Where it stands.
    pub state: StandardState,
    /// The level of the ordinary group, for comparison.
    pub level: Level,
}

/// The version by which a bill is drawn up on a day: the approved one with the highest version among those
/// whose days hold it. `None` where there is none.
#[must_use]
pub fn in_force(
    versions: &[StandardVersion],
    scheme: Scheme,
    year: Year,
    on: Date,
) -> Option<&StandardVersion> {
    let mine = versions.iter().filter(|one| {
        one.scheme == scheme
            && one.year == year
            && one.state == StandardState::Approved
            && one.billing.covers(on)
    });
    mine.max_by_key(|one| one.version)
}

/// The number of the next version of a scheme and year.
#[must_use]
pub fn next_version(versions: &[StandardVersion], scheme: Scheme, year: Year) -> u32 {
    let mine = versions
        .iter()
        .filter(|one| one.scheme == scheme && one.year == year);
    mine.map(|one| one.version)
        .max()
        .unwrap_or(0)
        .saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Fen;

    fn version(no: i64, version: u32, from: &str, state: StandardState) -> StandardVersion {
        StandardVersion {
            no: StandardNo::new(no).unwrap(),
            scheme: Scheme::Resident,
            year: Year::new(2017).unwrap(),
            version,
            billing: Validity::new(Date::parse(from).ok(), None).unwrap(),
            state,
            level: Level {
                total: Fen::new(57_000),
                personal: Fen::new(15_000),
            },
        }
    }

    #[test]
    fn the_latest_approved_version_of_the_day_holds() {
        let versions = [
            version(1, 1, "2016-10-01", StandardState::Approved),
            version(2, 2, "2017-03-01", StandardState::Approved),
            version(3, 3, "2017-03-01", StandardState::Proposed),
        ];
        let year = Year::new(2017).unwrap();
        let on = |day: &str| {
            let found = in_force(&versions, Scheme::Resident, year, Date::parse(day).unwrap());
            found.map(|one| one.version)
        };
        assert_eq!(on("2016-09-30"), None);
        assert_eq!(on("2016-12-20"), Some(1));
        assert_eq!(on("2017-03-01"), Some(2));
        assert_eq!(next_version(&versions, Scheme::Resident, year), 4);
        assert_eq!(next_version(&versions, Scheme::Employee, year), 1);
    }

    #[test]
    fn a_decision_is_taken_once() {
        assert_eq!(
            StandardState::Proposed.decide(true),
            Ok(StandardState::Approved)
        );
        assert_eq!(
            StandardState::Approved.decide(false).unwrap_err().code(),
            "standard.decided"
        );
    }
}
