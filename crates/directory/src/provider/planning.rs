//! The planning view: how many providers an area has for the people insured there (篇5 五:
//! 方便就医、控制总量、统筹规划).

use super::institution::Institution;
use super::kind::ProviderKind;
use base::{Date, RegionCode, RegionLevel, Rounding};
use std::collections::BTreeMap;

/// Insured people of one area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Population {
    /// The area: a street, a township, a county.
    pub area: RegionCode,
    /// How many are insured there.
    pub insured: u64,
}

/// One area of the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLine {
    /// The area.
    pub area: RegionCode,
    /// The insured.
    pub insured: u64,
    /// The providers that count.
    pub providers: u32,
    /// Hundredths of a provider per 10 000 insured, rounded half up; `None` where nobody is insured.
    pub per_ten_thousand: Option<i64>,
}

/// The view: every area of `populations`, and providers that lie in none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanningView {
    /// One line an area, by code.
    pub areas: Vec<AreaLine>,
    /// Providers whose place is not known as finely as the view asks, or lies in no area of it: they
    /// are told, not spread.
    pub elsewhere: u32,
}

/// Providers per 10 000 insured by area on a day, for those types that `counts` takes.
#[must_use]
pub fn planning_view<'a>(
    providers: impl IntoIterator<Item = &'a Institution>,
    populations: &[Population],
    level: RegionLevel,
    on: Date,
    counts: impl Fn(ProviderKind) -> bool,
) -> PlanningView {
    let mut areas: BTreeMap<RegionCode, (u64, u32)> = BTreeMap::new();
    for one in populations {
        let area = areas.entry(one.area).or_default();
        area.0 = area.0.saturating_add(one.insured);
    }
    let mut elsewhere = 0_u32;
    for provider in providers {
        let Some(known) = provider.on(on).filter(|known| counts(known.kind)) else {
            continue;
        };
        let place = known.place.at(level);
        match place.and_then(|place| areas.get_mut(&place)) {
            Some(area) => area.1 = area.1.saturating_add(1),
            None => elsewhere = elsewhere.saturating_add(1),
        }
    }
    let areas = areas
        .into_iter()
        .map(|(area, (insured, providers))| AreaLine {
            area,
            insured,
            providers,
            per_ten_thousand: per_ten_thousand(providers, insured),
        });
    PlanningView {
        areas: areas.collect(),
        elsewhere,
    }
}

/// Hundredths per 10 000, half up.
fn per_ten_thousand(providers: u32, insured: u64) -> Option<i64> {
    if insured == 0 {
        return None;
    }
    let scaled = i128::from(providers).checked_mul(1_000_000)?;
    i64::try_from(Rounding::HalfUp.div(scaled, i128::from(insured))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::sample::provider;

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    /// REQ-439: providers per 10 000 insured by street.
    #[test]
    fn req_439_providers_per_ten_thousand_insured_by_street() {
        let all = [
            provider(ProviderKind::Pharmacy, "P34040000001", "340403001"),
            provider(ProviderKind::Pharmacy, "P34040000002", "340403001002"),
            provider(ProviderKind::Pharmacy, "P34040000003", "340403002"),
            provider(ProviderKind::Hospital, "H34040000001", "340403002"),
            provider(ProviderKind::Pharmacy, "P34040000004", "340403"),
        ];
        let people = [
            ("340403001", 30_000),
            ("340403002", 8_000),
            ("340403003", 0),
            ("340403004", 12_000),
        ];
        let people = people.map(|(area, insured)| Population {
            area: region(area),
            insured,
        });
        let day = Date::parse("2020-01-01").unwrap();
        let pharmacies = |kind: ProviderKind| kind.is_pharmacy();
        let view = planning_view(&all, &people, RegionLevel::Township, day, pharmacies);
        let lines: Vec<_> = view
            .areas
            .iter()
            .map(|line| (line.area.short(), line.providers, line.per_ten_thousand))
            .collect();
        let expected = [
            ("340403001", 2, Some(67)),
            ("340403002", 1, Some(125)),
            ("340403003", 0, None),
            ("340403004", 0, Some(0)),
        ];
        let expected = expected.map(|(area, n, per)| (area.to_owned(), n, per));
        assert_eq!(lines, expected);
        assert_eq!(view.elsewhere, 1);
    }
}
