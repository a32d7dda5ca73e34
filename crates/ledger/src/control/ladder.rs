//! Ladders: from which value on a figure is a warning, and of which level. The rungs are data.

use base::{Date, Ratio, RegionCode};

use super::measure::Measure;
use super::parameter::Ground;

/// How serious: none, then 1 (attention, 黄) to 3 (alarm, 红).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 绿: within the limits.
    None,
    /// 黄, level 1.
    One,
    /// 橙, level 2.
    Two,
    /// 红, level 3.
    Three,
}

impl Level {
    /// 0 to 3.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Level::None => 0,
            Level::One => 1,
            Level::Two => 2,
            Level::Three => 3,
        }
    }

    /// The level of a number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Level> {
        [Level::None, Level::One, Level::Two, Level::Three]
            .into_iter()
            .find(|level| level.number() == number)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Level::None => "绿",
            Level::One => "黄（一级）",
            Level::Two => "橙（二级）",
            Level::Three => "红（三级）",
        }
    }
}

/// On which side of a bound the warning lies. The bound itself is still without warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above the bound.
    Above,
    /// Below the bound.
    Below,
}

/// One rung: on this side of this bound the figure is of this level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// Which figure, by the code of the indicator.
    pub indicator: String,
    /// Which level.
    pub level: Level,
    /// On which side.
    pub side: Side,
    /// Of which bound: a ratio, a number of months or of days.
    pub bound: Ratio,
    /// Where and when, and on what it rests.
    pub ground: Ground,
}

/// What a ladder says of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded<'a> {
    /// How serious; [`Level::None`] also where there is no value.
    pub level: Level,
    /// The rung that was reached.
    pub rung: Option<&'a Rung>,
}

/// Grades a measure by the rungs of an indicator that hold for the pool on the day. The most serious rung that is
/// reached counts. Rungs of a pool replace the general ones of the same indicator.
#[must_use]
pub fn grade<'a>(
    rungs: &'a [Rung],
    indicator: &str,
    measure: Measure,
    pool: RegionCode,
    on: Date,
) -> Graded<'a> {
    let own = in_force(rungs, indicator, pool, on);
    let reached = own
        .into_iter()
        .filter(|rung| is_reached(rung, measure))
        .max_by_key(|rung| rung.level);
    Graded {
        level: reached.map_or(Level::None, |rung| rung.level),
        rung: reached,
    }
}

/// The rungs of an indicator for a pool on a day: those of the narrowest region that has any.
#[must_use]
pub fn in_force<'a>(
    rungs: &'a [Rung],
    indicator: &str,
    pool: RegionCode,
    on: Date,
) -> Vec<&'a Rung> {
    let holding: Vec<&Rung> = rungs
        .iter()
        .filter(|rung| rung.indicator == indicator && rung.ground.holds(pool, on))
        .collect();
    let narrowest = holding.iter().map(|rung| rung.ground.rank()).max();
    holding
        .into_iter()
        .filter(|rung| Some(rung.ground.rank()) == narrowest)
        .collect()
}

/// The tightest bound of an indicator on one side: the limit itself, below any grading.
#[must_use]
pub fn limit(
    rungs: &[Rung],
    indicator: &str,
    side: Side,
    pool: RegionCode,
    on: Date,
) -> Option<Ratio> {
    let bounds = in_force(rungs, indicator, pool, on)
        .into_iter()
        .filter(|rung| rung.side == side)
        .map(|rung| rung.bound);
    match side {
        Side::Above => bounds.min(),
        Side::Below => bounds.max(),
    }
}

fn is_reached(rung: &Rung, measure: Measure) -> bool {
    let reached = match rung.side {
        Side::Above => measure.above(rung.bound),
        Side::Below => measure.below(rung.bound),
    };
    reached.unwrap_or(false)
}
