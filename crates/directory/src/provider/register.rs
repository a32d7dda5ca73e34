//! The register of providers: how many of each type there are on a day.

use super::code::ProviderCode;
use super::institution::Institution;
use super::kind::{Heading, ProviderKind};
use base::{Date, RegionCode};
use std::collections::BTreeMap;

/// How many providers there are on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By type, those with at least one.
    pub by_kind: BTreeMap<ProviderKind, u32>,
    /// By heading: [`Heading::Institution`] without the township and community ones.
    pub by_heading: BTreeMap<Heading, u32>,
}

impl Counts {
    /// How many stand under a heading.
    #[must_use]
    pub fn under(&self, heading: Heading) -> u32 {
        self.by_heading.get(&heading).copied().unwrap_or(0)
    }

    /// Institutions as 篇10 一(四) counts them: township ones among them, community ones apart.
    #[must_use]
    pub fn institutions(&self) -> u32 {
        self.under(Heading::Institution)
            .saturating_add(self.under(Heading::Township))
    }

    /// All together.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.by_kind
            .values()
            .fold(0, |sum, one| sum.saturating_add(*one))
    }
}

/// Counts the providers of a region on a day, of whom `counted` says that they count: those with a
/// designation in force that day, or all. The same records and the same day give the same counts,
/// whenever they are asked for.
#[must_use]
pub fn count<'a>(
    providers: impl IntoIterator<Item = &'a Institution>,
    region: RegionCode,
    on: Date,
    counted: impl Fn(&ProviderCode) -> bool,
) -> Counts {
    let mut counts = Counts::default();
    for provider in providers {
        let Some(known) = provider.on(on) else {
            continue;
        };
        if !region.contains(known.place) || !counted(&provider.code) {
            continue;
        }
        let kind = counts.by_kind.entry(known.kind).or_default();
        *kind = kind.saturating_add(1);
        let heading = counts.by_heading.entry(known.kind.heading()).or_default();
        *heading = heading.saturating_add(1);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::sample::{provider, span};

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    /// As many providers of a type as asked for, registered from a day on.
    fn some(
        kind: ProviderKind,
        letter: char,
        first: u32,
        many: u32,
        from: &str,
    ) -> Vec<Institution> {
        let codes = (first..first.saturating_add(many)).map(|n| format!("{letter}370903{n:05}"));
        codes
            .map(|code| {
                let mut one = provider(kind, &code, "370903001");
                one.particulars[0].holds = span(from, "");
                one
            })
            .collect()
    }

    /// REQ-152: 23 institutions, 8 of them of townships, 68 of communities, 47 pharmacies, at any date.
    #[test]
    fn req_152_counts_by_type_are_reproducible_at_any_date() {
        let mut all = some(ProviderKind::Hospital, 'H', 0, 15, "2009-01-01");
        all.extend(some(
            ProviderKind::TownshipCentre,
            'H',
            100,
            8,
            "2009-01-01",
        ));
        all.extend(some(
            ProviderKind::CommunityStation,
            'H',
            200,
            68,
            "2009-01-01",
        ));
        all.extend(some(ProviderKind::Pharmacy, 'P', 0, 47, "2009-01-01"));
        all.extend(some(ProviderKind::Pharmacy, 'P', 100, 3, "2012-01-01"));
        let at = |text| count(&all, region("370903"), Date::parse(text).unwrap(), |_| true);
        let then = at("2010-06-30");
        assert_eq!(then.institutions(), 23);
        assert_eq!(then.under(Heading::Township), 8);
        assert_eq!(then.under(Heading::Community), 68);
        assert_eq!(then.under(Heading::Pharmacy), 47);
        assert_eq!(then.total(), 138);
        assert_eq!(at("2012-06-30").under(Heading::Pharmacy), 50);
        assert_eq!(at("2010-06-30"), then);
        assert_eq!(at("2008-12-31"), Counts::default());
        let none = count(
            &all,
            region("370902"),
            Date::parse("2010-06-30").unwrap(),
            |_| true,
        );
        assert_eq!(none.total(), 0);
    }

    #[test]
    fn those_that_do_not_count_are_left_out() {
        let all = some(ProviderKind::Clinic, 'H', 0, 3, "2009-01-01");
        let first = all[0].code.clone();
        let day = Date::parse("2010-01-01").unwrap();
        let counts = count(&all, region("3709"), day, |code| *code == first);
        assert_eq!(counts.by_kind.get(&ProviderKind::Clinic), Some(&1));
    }
}
