//! When a fund may pay in advance, and how much (医保办函〔2024〕101号, seen in news copies only).

use base::{Fen, Ratio, Refused, Rounding};

use crate::control::measure::Measure;

/// How strong a fund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundStrength {
    /// Months of cover: cumulative surplus over mean monthly outlay.
    pub cover: Measure,
    /// Whether the last year ended in a deficit.
    pub deficit_last_year: bool,
    /// Whether the rolling twelve months ahead end in a deficit.
    pub deficit_forecast: bool,
}

/// Whether the fund may pay in advance: cover of at least `months`, no deficit last year, none forecast.
///
/// # Errors
/// `fund.prepay.cover`, `fund.prepay.deficit`, `fund.prepay.forecast`.
pub fn may_prepay(strength: &FundStrength, months: u32, article: &str) -> Result<(), Refused> {
    let refuse = |code, sentence: String| Err(Refused::new(code, sentence).under(article));
    let bound = Ratio::new(i64::from(months), 1).unwrap_or(Ratio::ONE);
    if strength.cover.below(bound).unwrap_or(true) {
        let tenths = strength.cover.scaled(10, Rounding::Down);
        let shown = tenths.map_or("无法计算".to_owned(), |tenths| {
            format!("{}.{} 个月", tenths / 10, (tenths % 10).abs())
        });
        return refuse(
            "fund.prepay.cover",
            format!("累计结余可支付{shown}，低于 {months} 个月，不能预付。"),
        );
    }
    if strength.deficit_last_year {
        return refuse(
            "fund.prepay.deficit",
            "上年当期出现赤字，不能预付。".to_owned(),
        );
    }
    if strength.deficit_forecast {
        return refuse(
            "fund.prepay.forecast",
            "按 12 个月滚动预测将出现赤字，不能预付。".to_owned(),
        );
    }
    Ok(())
}

/// The scale of an advance: the mean monthly outlay of the months given times `months_of_outlay`, rounded down to
/// the 分. `None` without months or beyond the range.
#[must_use]
pub fn prepay_scale(outlay: Fen, months: u32, months_of_outlay: u32) -> Option<Fen> {
    let mean = Ratio::new(i64::from(months_of_outlay), i64::from(months)).ok()?;
    outlay.share(mean, Rounding::Down, 1)
}
