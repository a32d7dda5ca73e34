//! The schemes a person can be insured in.

/// A scheme (险种). A person is in one at a time, in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// 城乡居民基本医疗保险: the merged scheme.
    Resident,
    /// 城镇居民基本医疗保险, until merged.
    UrbanResident,
    /// 新型农村（牧区）合作医疗, until merged.
    RuralCooperative,
    /// 职工基本医疗保险.
    Employee,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Scheme; 4] = [
        Scheme::Resident,
        Scheme::UrbanResident,
        Scheme::RuralCooperative,
        Scheme::Employee,
    ];

    /// The word in files, in the store and as `scheme` of a policy package.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Scheme::Resident => "resident",
            Scheme::UrbanResident => "urban_resident",
            Scheme::RuralCooperative => "nrcms",
            Scheme::Employee => "employee",
        }
    }

    /// The scheme of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| scheme.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Scheme::Resident => "城乡居民医保",
            Scheme::UrbanResident => "城镇居民医保",
            Scheme::RuralCooperative => "新农合",
            Scheme::Employee => "职工医保",
        }
    }

    /// Whether people enrol themselves, by family, school or village, and pay once a year.
    #[must_use]
    pub const fn is_for_residents(self) -> bool {
        !matches!(self, Scheme::Employee)
    }
}
