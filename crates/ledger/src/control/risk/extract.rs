//! Extraction: a rate on the income of each county.

use base::{Fen, Ratio, Refused, RegionCode, Rounding};

/// What is extracted from a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extraction {
    /// The county.
    pub county: RegionCode,
    /// Its income of the period.
    pub income: Fen,
    /// Rate × income, rounded half up to the 分.
    pub amount: Fen,
}

/// Extracts from each county. A county without income gives nothing.
///
/// # Errors
/// `fund.risk.rate` for a rate below nothing or above the whole, `fund.risk.range`.
pub fn extract(rate: Ratio, incomes: &[(RegionCode, Fen)]) -> Result<Vec<Extraction>, Refused> {
    if rate < Ratio::ZERO || rate > Ratio::ONE {
        return Err(Refused::new(
            "fund.risk.rate",
            "风险调剂金提取比例应在 0 到 100% 之间，请核对参数。",
        ));
    }
    let one = |(county, income): &(RegionCode, Fen)| {
        let base = (*income).max(Fen::ZERO);
        let amount = base.share(rate, Rounding::HalfUp, 1);
        let amount = amount.ok_or_else(|| Refused::new("fund.risk.range", "提取金额超出上限。"))?;
        Ok(Extraction {
            county: *county,
            income: *income,
            amount,
        })
    };
    incomes.iter().map(one).collect()
}
