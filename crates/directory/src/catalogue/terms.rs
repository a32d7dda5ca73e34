//! How an item is paid: class, first self-pay, limits. The numbers are the item's own; what a scheme
//! makes of them stands in its policy package.

use base::{Ratio, UnitPrice};

use super::kind::{Class, HospitalLevel, PayGroup};

/// Parts per million: how a ratio is kept, and how packages encode it.
const PER_WHOLE: u32 = 1_000_000;
/// No ratio.
const NONE: u32 = u32::MAX;
/// Groups × price levels.
const PLACES: usize = 12;

/// How an item is paid (REQ-134).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentTerms {
    /// 甲乙丙.
    pub class: Class,
    /// First self-pay (先自付) by group and price level.
    pub first: FirstSelfPay,
    /// Price ceiling (限价) by price level.
    pub ceilings: Ceilings,
    /// Payment standard (医保支付标准, REQ-137) of one unit.
    pub standard: Option<UnitPrice>,
    /// A limit of its own, whatever the hospital: special materials (REQ-135).
    pub own_limit: Option<UnitPrice>,
}

impl PaymentTerms {
    /// The terms of a class, with no number of its own.
    #[must_use]
    pub const fn of_class(class: Class) -> PaymentTerms {
        PaymentTerms {
            class,
            first: FirstSelfPay::NONE,
            ceilings: Ceilings::NONE,
            standard: None,
            own_limit: None,
        }
    }

    /// The lowest of what limits one unit at a hospital of a level, and what it is.
    #[must_use]
    pub fn limit(&self, level: HospitalLevel) -> Option<(UnitPrice, LimitKind)> {
        let limits = [
            (self.ceilings.at(level), LimitKind::Ceiling),
            (self.standard, LimitKind::Standard),
            (self.own_limit, LimitKind::OwnLimit),
        ];
        let present = limits
            .into_iter()
            .filter_map(|(price, kind)| Some((price?, kind)));
        present.min_by_key(|(price, _)| *price)
    }
}

/// What limits a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// The ceiling of the hospital's level.
    Ceiling,
    /// The payment standard.
    Standard,
    /// The item's own limit.
    OwnLimit,
}

impl LimitKind {
    /// All of them.
    pub const ALL: [LimitKind; 3] = [LimitKind::Ceiling, LimitKind::Standard, LimitKind::OwnLimit];

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<LimitKind> {
        LimitKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            LimitKind::Ceiling => "ceiling",
            LimitKind::Standard => "standard",
            LimitKind::OwnLimit => "own_limit",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            LimitKind::Ceiling => "医院级别限价",
            LimitKind::Standard => "医保支付标准",
            LimitKind::OwnLimit => "项目单独限额",
        }
    }
}

/// Price ceilings for 一级及以下, 二级 and 三级 (`hilist_lmtpric_type`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ceilings {
    by_level: [Option<UnitPrice>; 3],
}

impl Ceilings {
    /// No ceiling at any level.
    pub const NONE: Ceilings = Ceilings {
        by_level: [None; 3],
    };

    /// The ceilings for 一级及以下, 二级 and 三级.
    #[must_use]
    pub const fn new(by_level: [Option<UnitPrice>; 3]) -> Ceilings {
        Ceilings { by_level }
    }

    /// The ceiling at a hospital of a level.
    #[must_use]
    pub fn at(&self, level: HospitalLevel) -> Option<UnitPrice> {
        self.by_level.get(level.price_place()).copied().flatten()
    }

    /// The ceilings for 一级及以下, 二级 and 三级.
    #[must_use]
    pub const fn by_level(&self) -> [Option<UnitPrice>; 3] {
        self.by_level
    }
}

/// Ratios of the first self-pay by group and price level, exact to a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstSelfPay {
    // by group, then by price level; `NONE` where there is no ratio
    ppm: [u32; PLACES],
}

impl Default for FirstSelfPay {
    fn default() -> FirstSelfPay {
        FirstSelfPay::NONE
    }
}

impl FirstSelfPay {
    /// No ratio for anybody.
    pub const NONE: FirstSelfPay = FirstSelfPay {
        ppm: [NONE; PLACES],
    };

    /// One ratio for everybody everywhere.
    #[must_use]
    pub fn of_all(ratio: Ratio) -> Option<FirstSelfPay> {
        FirstSelfPay::NONE.with(PayGroup::Other, [Some(ratio); 3])
    }

    /// The same with the ratios of a group at 一级及以下, 二级 and 三级. `None` where a ratio is not
    /// between 0 and 1 or no whole number of millionths.
    #[must_use]
    pub fn with(mut self, group: PayGroup, by_level: [Option<Ratio>; 3]) -> Option<FirstSelfPay> {
        let start = group.place().checked_mul(3)?;
        let places = self.ppm.get_mut(start..start.checked_add(3)?)?;
        for (place, ratio) in places.iter_mut().zip(by_level) {
            *place = match ratio {
                Some(ratio) => millionths(ratio)?,
                None => NONE,
            };
        }
        Some(self)
    }

    /// The ratio of a group at a hospital of a level: its own, else that of [`PayGroup::Other`].
    #[must_use]
    pub fn at(&self, group: PayGroup, level: HospitalLevel) -> Option<Ratio> {
        let own = self.stated(group, level.price_place());
        own.or_else(|| self.stated(PayGroup::Other, level.price_place()))
    }

    /// The ratios stated for a group, at 一级及以下, 二级 and 三级.
    #[must_use]
    pub fn of_group(&self, group: PayGroup) -> [Option<Ratio>; 3] {
        [0, 1, 2].map(|level| self.stated(group, level))
    }

    fn stated(&self, group: PayGroup, level: usize) -> Option<Ratio> {
        let place = group.place().checked_mul(3)?.checked_add(level)?;
        let ppm = self.ppm.get(place).filter(|ppm| **ppm != NONE)?;
        Ratio::new(i64::from(*ppm), i64::from(PER_WHOLE)).ok()
    }
}

fn millionths(ratio: Ratio) -> Option<u32> {
    let whole = i64::from(PER_WHOLE);
    if whole.checked_rem(ratio.den()) != Some(0) {
        return None;
    }
    let ppm = ratio.num().checked_mul(whole.checked_div(ratio.den())?)?;
    u32::try_from(ppm).ok().filter(|ppm| *ppm <= PER_WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(text: &str) -> Option<Ratio> {
        Some(Ratio::parse(text).unwrap())
    }

    fn price(text: &str) -> Option<UnitPrice> {
        Some(UnitPrice::parse(text).unwrap())
    }

    #[test]
    fn a_group_without_ratios_of_its_own_has_those_of_others() {
        let first = FirstSelfPay::of_all(ratio("10%").unwrap()).unwrap();
        let first = first
            .with(PayGroup::Employee, [ratio("5%"), None, ratio("8%")])
            .unwrap();
        let at = |group, level| first.at(group, level);
        assert_eq!(at(PayGroup::Employee, HospitalLevel::Ungraded), ratio("5%"));
        assert_eq!(at(PayGroup::Employee, HospitalLevel::Second), ratio("10%"));
        assert_eq!(at(PayGroup::Employee, HospitalLevel::Third), ratio("8%"));
        assert_eq!(at(PayGroup::Resident, HospitalLevel::Third), ratio("10%"));
        assert_eq!(
            FirstSelfPay::NONE.at(PayGroup::Resident, HospitalLevel::First),
            None
        );
    }

    #[test]
    fn a_ratio_that_packages_cannot_hold_is_refused() {
        for text in ["1/3", "-5%", "101%"] {
            assert_eq!(FirstSelfPay::of_all(ratio(text).unwrap()), None, "{text}");
        }
    }

    #[test]
    fn kinds_of_limits_are_read_back_from_rows() {
        for kind in LimitKind::ALL {
            assert_eq!(LimitKind::parse(kind.code()), Some(kind));
        }
    }

    #[test]
    fn the_lowest_limit_decides() {
        let mut terms = PaymentTerms::of_class(Class::B);
        assert_eq!(terms.limit(HospitalLevel::First), None);
        terms.ceilings = Ceilings::new([price("10"), price("12"), None]);
        terms.standard = price("11");
        let limit = |level| terms.limit(level).map(|(price, kind)| (Some(price), kind));
        assert_eq!(
            limit(HospitalLevel::Ungraded),
            Some((price("10"), LimitKind::Ceiling))
        );
        assert_eq!(
            limit(HospitalLevel::Second),
            Some((price("11"), LimitKind::Standard))
        );
        assert_eq!(
            limit(HospitalLevel::Third),
            Some((price("11"), LimitKind::Standard))
        );
    }
}
