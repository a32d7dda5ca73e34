//! The regions whose records may be read or written.

use base::{RegionCode, RegionLevel};

/// A region and all that lies in it, within one pooling area (统筹区).
///
/// Repositories add it to every statement: a record outside is not refused but absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    pool: RegionCode,
    region: RegionCode,
}

impl Scope {
    /// The scope of a region within a pooling area; `None` where the region lies outside it.
    #[must_use]
    pub fn new(pool: RegionCode, region: RegionCode) -> Option<Scope> {
        pool.contains(region).then_some(Scope { pool, region })
    }

    /// The whole pooling area.
    #[must_use]
    pub const fn whole(pool: RegionCode) -> Scope {
        Scope { pool, region: pool }
    }

    /// The pooling area.
    #[must_use]
    pub const fn pool(self) -> RegionCode {
        self.pool
    }

    /// The region.
    #[must_use]
    pub const fn region(self) -> RegionCode {
        self.region
    }

    /// Whether a region lies in the scope.
    #[must_use]
    pub fn covers(self, region: RegionCode) -> bool {
        self.region.contains(region)
    }

    /// Whether the scope is wider than a county: a city's own staff.
    #[must_use]
    pub fn is_citywide(self) -> bool {
        self.region.level() <= RegionLevel::City
    }

    /// The smallest and the largest region number inside.
    #[must_use]
    pub fn span(self) -> (i64, i64) {
        self.region.span()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn a_county_sees_its_villages_and_no_other_county() {
        let county = Scope::new(region("3404"), region("340421")).unwrap();
        assert!(county.covers(region("340421100201")));
        assert!(!county.covers(region("340422")));
        assert!(
            !county.covers(region("3404")),
            "the city's own records are not the county's"
        );
        assert_eq!(Scope::new(region("3404"), region("431103")), None);
        assert!(Scope::whole(region("3404")).is_citywide());
    }
}
