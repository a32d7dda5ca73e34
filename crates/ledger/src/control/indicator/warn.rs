//! From indicators to graded warnings.

use base::{Date, Ratio, RegionCode, Rounding};

use super::figures::FundFigures;
use super::measure_of::{Indicator, Unit, measure};
use crate::control::ladder::{Level, Rung, Side, grade, in_force};
use crate::control::measure::Measure;

/// An indicator with its value, its limit and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Which indicator.
    pub indicator: Indicator,
    /// Its exact value.
    pub measure: Measure,
    /// How serious; [`Level::None`] is no warning.
    pub level: Level,
    /// The bound that is shown beside the value: the one reached, else the first of the ladder.
    pub limit: Option<(Side, Ratio)>,
    /// The article behind that bound.
    pub article: Option<String>,
}

impl Warning {
    /// The value as users read it: `7.53%`, `5.9 个月`, `12 天`, or a dash. Percentages are rounded half up to two
    /// decimals, months down to one.
    #[must_use]
    pub fn value(&self) -> String {
        let shown = match self.indicator.unit() {
            Unit::Percent => self
                .measure
                .basis_points(Rounding::HalfUp)
                .map(|rate| rate.to_string()),
            Unit::Months => self.measure.scaled(10, Rounding::Down).map(months),
            Unit::Days => self
                .measure
                .scaled(1, Rounding::Down)
                .map(|days| format!("{days} 天")),
        };
        shown.unwrap_or_else(|| "—".to_owned())
    }

    /// The limit as users read it.
    #[must_use]
    pub fn limit_zh(&self) -> String {
        let Some((side, bound)) = self.limit else {
            return "未设定".to_owned();
        };
        let word = match side {
            Side::Above => "≤",
            Side::Below => "≥",
        };
        let measure = Measure::new(bound.num(), bound.den());
        let shown = Warning {
            measure,
            ..self.clone()
        };
        format!("{word}{}", shown.value())
    }
}

fn months(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{} 个月", tenths / 10, tenths % 10)
}

/// Every indicator of a fund with its warning, in the order of [`Indicator::ALL`]. `None` beyond the range of
/// amounts.
#[must_use]
pub fn warnings(
    figures: &FundFigures,
    rungs: &[Rung],
    pool: RegionCode,
    on: Date,
) -> Option<Vec<Warning>> {
    let mut found = Vec::with_capacity(Indicator::ALL.len());
    for indicator in Indicator::ALL {
        let measure = measure(*indicator, figures)?;
        let graded = grade(rungs, indicator.code(), measure, pool, on);
        let first = in_force(rungs, indicator.code(), pool, on)
            .into_iter()
            .min_by_key(|rung| rung.level);
        let shown = graded.rung.or(first);
        found.push(Warning {
            indicator: *indicator,
            measure,
            level: graded.level,
            limit: shown.map(|rung| (rung.side, rung.bound)),
            article: shown.map(|rung| rung.ground.article.clone()),
        });
    }
    Some(found)
}
