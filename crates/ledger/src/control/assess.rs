//! How well a county manages its fund: points of a year by standards that are data (永州2016 四(二); 淮南2020 二).

use std::collections::BTreeMap;

use base::{Ratio, Rounding};

use super::measure::Measure;
use super::parameter::Ground;

/// A standard: an item and how its measure earns points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// The item, by the code of its measure.
    pub item: String,
    /// What users read.
    pub zh: String,
    /// The points it can earn.
    pub points: u32,
    /// The value that earns all of them.
    pub full_at: Ratio,
    /// The value that earns none; between the two the points are proportional.
    pub none_at: Ratio,
    /// Where and when, and on what it rests.
    pub ground: Ground,
}

/// What an item has earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemScore {
    /// The item.
    pub item: String,
    /// What users read.
    pub zh: String,
    /// What it could earn, in hundredths of a point.
    pub possible: i64,
    /// What it earned, in hundredths of a point; `None` where there is no measure: the item then does not count.
    pub earned: Option<i64>,
}

/// The score of a county and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The items, in the order of the standards.
    pub items: Vec<ItemScore>,
    /// Points of a hundred, in hundredths, over the items that count; `None` where none does.
    pub total: Option<i64>,
}

/// Scores measures by the standards, points rounded down to the hundredth.
#[must_use]
pub fn score(standards: &[Standard], measures: &BTreeMap<String, Measure>) -> Score {
    let item = |standard: &Standard| ItemScore {
        item: standard.item.clone(),
        zh: standard.zh.clone(),
        possible: i64::from(standard.points) * 100,
        earned: measures
            .get(&standard.item)
            .and_then(|measure| earned(standard, *measure)),
    };
    let items: Vec<ItemScore> = standards.iter().map(item).collect();
    let counted: Vec<(i64, i64)> = items
        .iter()
        .filter_map(|item| Some((item.earned?, item.possible)))
        .collect();
    let earned: i64 = counted.iter().map(|(earned, _)| earned).sum();
    let possible: i64 = counted.iter().map(|(_, possible)| possible).sum();
    Score {
        items,
        total: Measure::new(earned, possible).scaled(10_000, Rounding::Down),
    }
}

/// Points in hundredths: (value − none_at) / (full_at − none_at) of all, held between nothing and all.
fn earned(standard: &Standard, measure: Measure) -> Option<i64> {
    // A millionth is finer than any standard is given.
    let value = Ratio::new(measure.scaled(1_000_000, Rounding::Down)?, 1_000_000).ok()?;
    let span = standard.full_at.checked_sub(standard.none_at)?;
    let above = value.checked_sub(standard.none_at)?;
    let full = i128::from(standard.points) * 100;
    if span == Ratio::ZERO {
        let reached = value >= standard.full_at;
        return i64::try_from(if reached { full } else { 0 }).ok();
    }
    let numerator = i128::from(above.num()) * i128::from(span.den()) * full;
    let denominator = i128::from(above.den()) * i128::from(span.num());
    let points = Rounding::Down.div(numerator, denominator);
    i64::try_from(points.clamp(0, full)).ok()
}
