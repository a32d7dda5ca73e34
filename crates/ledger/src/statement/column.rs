//! The columns of a statement.

use base::RegionCode;

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// A tier: a county, or the city's own.
    Tier(RegionCode),
    /// Σ of the tiers.
    Sum,
    /// What the tiers owe and pay one another, taken out.
    Eliminated,
    /// The whole pooling area: the sum less what was taken out.
    Consolidated,
}

impl Column {
    /// The heading.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Column::Tier(region) => region.short(),
            Column::Sum => "县区合计".to_owned(),
            Column::Eliminated => "上解下拨抵销".to_owned(),
            Column::Consolidated => "全市合并".to_owned(),
        }
    }
}
