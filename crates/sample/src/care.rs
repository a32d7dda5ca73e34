//! Hospitals, and what a county's people cost the fund month by month.

use base::{Fen, RegionCode};

use crate::city::City;
use crate::draw::Draw;

/// A hospital that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hospital {
    /// Code of the form of providers: H and eleven digits, the first six those of the county.
    pub code: String,
    /// Name.
    pub name: String,
    /// County, 12 digits.
    pub region: RegionCode,
    /// Share of the county's cost, in per cent.
    share: u32,
}

/// Kinds of care, as the budget's line is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Care {
    /// 住院
    Inpatient,
    /// 门诊统筹
    Outpatient,
    /// 门诊慢特病
    Chronic,
}

impl Care {
    /// What settlement lists say.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Care::Inpatient => "住院",
            Care::Outpatient => "门诊统筹",
            Care::Chronic => "门诊慢特病",
        }
    }
}

/// What a hospital is to be paid for a month and kind of care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Place among the hospitals of the county.
    pub hospital: usize,
    /// Kind of care.
    pub care: Care,
    /// Above 0.
    pub amount: Fen,
}

/// Name and share of the hospitals of a county, the largest first.
const HOSPITALS: [(&str, u32); 3] = [("人民医院", 55), ("中医院", 30), ("中心卫生院", 15)];
/// Kinds of care with their share of the cost, in per cent.
const CARE: [(Care, u32); 3] = [
    (Care::Inpatient, 68),
    (Care::Outpatient, 18),
    (Care::Chronic, 14),
];
/// What a month costs in per cent of the mean: winter fills the wards, the spring festival empties them.
const SEASON: [u32; 12] = [108, 92, 101, 99, 98, 97, 96, 97, 98, 100, 104, 110];

/// The hospitals of a county, by its place in the city.
#[must_use]
pub fn hospitals(city: &City, county: usize) -> Vec<Hospital> {
    let Some(county) = city.counties().get(county) else {
        return Vec::new();
    };
    let hospital = |(place, (name, share)): (usize, &(&str, u32))| Hospital {
        code: format!("H{}{:05}", county.region.admdvs(), place.saturating_add(1)),
        name: format!("{}{name}", county.name),
        region: county.region,
        share: *share,
    };
    HOSPITALS.iter().enumerate().map(hospital).collect()
}

/// What the hospitals of a county are to be paid for a month (1 to 12), where a month costs `mean` on
/// average. Amounts of nothing are left out.
#[must_use]
pub fn settlements(
    city: &City,
    county: usize,
    (year, month): (i32, u32),
    mean: Fen,
) -> Vec<Settlement> {
    let place = u64::from(year.unsigned_abs()) * 12 + u64::from(month);
    let mut settlements = Vec::new();
    for (hospital, one) in hospitals(city, county).iter().enumerate() {
        for (care, part) in CARE {
            let topic = 9_u64.saturating_add((county * 16 + hospital * 4 + care as usize) as u64);
            let mut draw = Draw::at(city.spec().seed, topic, place);
            let season = month.checked_sub(1).and_then(|at| SEASON.get(at as usize));
            // per cent of per cent of per cent, and no two months alike
            let weight = u64::from(one.share)
                * u64::from(part)
                * u64::from(*season.unwrap_or(&100))
                * u64::from(draw.between(96, 104));
            let amount = i128::from(mean.get()) * i128::from(weight) / 100_000_000;
            let amount = Fen::new(i64::try_from(amount).unwrap_or(0));
            if amount > Fen::ZERO {
                settlements.push(Settlement {
                    hospital,
                    care,
                    amount,
                });
            }
        }
    }
    settlements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;

    #[test]
    fn a_year_costs_about_twelve_means_and_every_hospital_is_paid() {
        let city = City::new(Spec::demo(1_000, 2025).unwrap()).unwrap();
        let mean = Fen::new(10_000_000);
        let mut paid = [0_i64; 3];
        for month in 1..=12 {
            let list = settlements(&city, 1, (2025, month), mean);
            assert_eq!(list.len(), 9, "{month}");
            assert_eq!(list, settlements(&city, 1, (2025, month), mean));
            for one in list {
                paid[one.hospital] += one.amount.get();
            }
        }
        let year: i64 = paid.iter().sum();
        assert!((115_000_000..125_000_000).contains(&year), "{year}");
        assert!(paid[0] > paid[1] && paid[1] > paid[2], "{paid:?}");
    }

    #[test]
    fn hospitals_have_codes_of_their_county() {
        let city = City::new(Spec::demo(1_000, 2025).unwrap()).unwrap();
        let all: Vec<Hospital> = (0..5).flat_map(|at| hospitals(&city, at)).collect();
        assert_eq!(all.len(), 12);
        for hospital in &all {
            assert_eq!(hospital.code.len(), 12);
            assert!(
                hospital
                    .code
                    .starts_with(&format!("H{}", hospital.region.admdvs()))
            );
        }
        assert!(settlements(&city, 0, (2025, 1), Fen::ZERO).is_empty());
    }
}
