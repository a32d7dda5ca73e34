//! Regions: province, city, county, township, village.

use std::fmt;

use crate::calendar::Validity;

/// From when until when a region code is in use, both ends included: counties merge and are
/// renamed, and a code of then must stay readable.
pub type RegionValidity = Validity;

/// The level of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionLevel {
    /// 省级, digits 1–2.
    Province,
    /// 地级, digits 3–4.
    City,
    /// 县级, digits 5–6.
    County,
    /// 乡级, digits 7–9.
    Township,
    /// 村级, digits 10–12.
    Village,
}

impl RegionLevel {
    /// Every level, the widest first.
    pub const ALL: [RegionLevel; 5] = [
        RegionLevel::Province,
        RegionLevel::City,
        RegionLevel::County,
        RegionLevel::Township,
        RegionLevel::Village,
    ];

    /// How many leading digits name a region of this level: 2, 4, 6, 9 or 12.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            RegionLevel::Province => 2,
            RegionLevel::City => 4,
            RegionLevel::County => 6,
            RegionLevel::Township => 9,
            RegionLevel::Village => 12,
        }
    }

    /// What divides a 12-digit code so that this level is its last part.
    const fn unit(self) -> u64 {
        match self {
            RegionLevel::Province => 10_000_000_000,
            RegionLevel::City => 100_000_000,
            RegionLevel::County => 1_000_000,
            RegionLevel::Township => 1_000,
            RegionLevel::Village => 1,
        }
    }
}

/// A region code of 12 digits: the six of GB/T 2260, three of the township, three of the village
/// (GB/T 10114, 《统计用区划代码和城乡划分代码编制规则》); trailing zeros stand for "all of it".
///
/// A level may be empty between others: 东莞 (441900) has townships and no counties. The insurance
/// area of a city itself is coded with county 99 (`430299`); by the digits it lies in the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(u64);

/// Why a text is not a region code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionCodeError {
    /// Not 2, 4, 6, 9 or 12 characters.
    #[error("the region code has neither 2, 4, 6, 9 nor 12 digits")]
    Length,
    /// A character that is no ASCII digit.
    #[error("the region code contains a character that is no digit")]
    Character,
    /// The province part is 00.
    #[error("the region code names no province")]
    NoProvince,
}

impl RegionCodeError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            RegionCodeError::Length => {
                "区划代码位数不正确，应为 2（省）、4（市）、6（县）、9（乡）或 12（村）位数字。"
            }
            RegionCodeError::Character => "区划代码只能是半角数字，请核对。",
            RegionCodeError::NoProvince => "区划代码前两位不能为 00，请填写省级代码。",
        }
        .to_owned()
    }
}

impl RegionCode {
    /// Reads 2, 4, 6, 9 or 12 digits; what is missing is filled with zeros.
    ///
    /// # Errors
    /// [`RegionCodeError`] for another length, another character, or province 00.
    pub fn parse(text: &str) -> Result<RegionCode, RegionCodeError> {
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(RegionCodeError::Character);
        }
        let mut levels = RegionLevel::ALL.into_iter();
        let level = levels.find(|level| level.digits() == text.len());
        let level = level.ok_or(RegionCodeError::Length)?;
        let value: u64 = text.parse().map_err(|_| RegionCodeError::Character)?;
        let code = RegionCode(value.saturating_mul(level.unit()));
        if code.truncated(RegionLevel::Province).0 == 0 {
            return Err(RegionCodeError::NoProvince);
        }
        Ok(code)
    }

    /// The level: that of the last part that is not zero.
    #[must_use]
    pub fn level(self) -> RegionLevel {
        let mut levels = RegionLevel::ALL.into_iter();
        let found = levels.find(|level| self.0.is_multiple_of(level.unit()));
        found.unwrap_or(RegionLevel::Village)
    }

    /// The region it lies in, `None` for a province. Empty levels are passed over.
    #[must_use]
    pub fn parent(self) -> Option<RegionCode> {
        let level = self.level();
        let wider = RegionLevel::ALL
            .into_iter()
            .rev()
            .find(|wider| *wider < level)?;
        Some(self.truncated(wider))
    }

    /// The region of `level` it lies in, or itself where it is that wide already; `None` where it
    /// is wider. Where that level is empty the answer is the region that stands in for it, so that
    /// the county of a township of 东莞 is 东莞.
    #[must_use]
    pub fn at(self, level: RegionLevel) -> Option<RegionCode> {
        if level > self.level() {
            None
        } else {
            Some(self.truncated(level))
        }
    }

    /// Whether `other` is this region or lies in it.
    #[must_use]
    pub fn contains(self, other: RegionCode) -> bool {
        other.truncated(self.level()) == self
    }

    /// The first six digits: the `admdvs` of the national interface, zeros included.
    #[must_use]
    pub fn admdvs(self) -> String {
        format!("{:06}", self.0 / RegionLevel::County.unit())
    }

    /// The digits down to its own level: `43`, `4311`, `431103`, `431103001`.
    #[must_use]
    pub fn short(self) -> String {
        let level = self.level();
        format!("{:0width$}", self.0 / level.unit(), width = level.digits())
    }

    /// All 12 digits as one number, as the store keeps it.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0.cast_signed()
    }

    /// The region of a number of 12 digits; `None` for a number that is no region.
    #[must_use]
    pub fn from_number(number: i64) -> Option<RegionCode> {
        RegionCode::parse(&format!("{number:012}")).ok()
    }

    /// The smallest and the largest number of a region that is this one or lies in it.
    #[must_use]
    pub fn span(self) -> (i64, i64) {
        let unit = self.level().unit().cast_signed();
        (
            self.number(),
            self.number().saturating_add(unit.saturating_sub(1)),
        )
    }

    /// Whether this is the code of a city's own insurance area (county part 99).
    #[must_use]
    pub const fn is_city_insurance_area(self) -> bool {
        self.0 / RegionLevel::County.unit() % 100 == 99
    }

    const fn truncated(self, level: RegionLevel) -> RegionCode {
        RegionCode(self.0 - self.0 % level.unit())
    }
}

/// All 12 digits.
impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:012}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn a_region_is_a_span_of_numbers() {
        let county = region("431103");
        assert_eq!(county.span(), (431_103_000_000, 431_103_999_999));
        assert_eq!(RegionCode::from_number(county.number()), Some(county));
        assert_eq!(RegionCode::from_number(-5), None);
        assert_eq!(RegionCode::from_number(1), None);
        assert_eq!(
            region("431103001002").span().0,
            region("431103001002").span().1
        );
    }

    #[test]
    fn levels_and_parents() {
        let village = region("431103001002");
        let levels = ["431103001", "431103", "4311", "43"];
        let mut above = village;
        for text in levels {
            above = above.parent().unwrap();
            assert_eq!(above, region(text));
            assert_eq!(above.short(), text);
            assert!(above.contains(village) && !village.contains(above));
        }
        assert_eq!(above.parent(), None);
        assert_eq!(village.level(), RegionLevel::Village);
        assert_eq!(village.to_string(), "431103001002");
        assert_eq!(village.admdvs(), "431103");
        assert_eq!(region("431100"), region("4311"));
    }

    #[test]
    fn a_city_without_counties() {
        let township = region("441900003000");
        assert_eq!(township.level(), RegionLevel::Township);
        assert_eq!(township.parent(), Some(region("441900")));
        assert_eq!(township.at(RegionLevel::County), Some(region("4419")));
        assert_eq!(township.at(RegionLevel::Village), None);
    }

    #[test]
    fn the_insurance_area_of_a_city_lies_in_it() {
        assert!(region("430299").is_city_insurance_area());
        assert!(region("4302").contains(region("430299")));
        assert!(!region("430202").is_city_insurance_area());
    }

    #[test]
    fn what_is_no_region() {
        let error = |text| RegionCode::parse(text).unwrap_err();
        assert_eq!(error(""), RegionCodeError::Length);
        assert_eq!(error("43110"), RegionCodeError::Length);
        assert_eq!(error("4311０3"), RegionCodeError::Character);
        assert_eq!(error("001103"), RegionCodeError::NoProvince);
        assert!(RegionCodeError::Length.zh().ends_with('。'));
    }

    proptest! {
        #[test]
        fn printing_and_reading_round_trip(code in 10_000_000_000_u64..1_000_000_000_000) {
            let code = RegionCode(code);
            prop_assert_eq!(RegionCode::parse(&code.to_string()), Ok(code));
            prop_assert_eq!(RegionCode::parse(&code.short()), Ok(code));
        }

        #[test]
        fn the_way_up_ends_and_contains_the_start(code in 10_000_000_000_u64..1_000_000_000_000) {
            let start = RegionCode(code);
            let way: Vec<_> = std::iter::successors(Some(start), |code| code.parent()).collect();
            prop_assert!(way.len() <= 5);
            prop_assert!(way.iter().all(|above| above.contains(start)));
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = RegionCode::parse(&text);
        }
    }
}
