//! What the public is told of the fees of each provider (篇5 五: 医疗费用信息披露制度).

use crate::provider::ProviderCode;
use base::{Fen, Refused, Rounding};

/// What a provider billed in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeTotals {
    /// Who.
    pub provider: ProviderCode,
    /// Its name on the last day of the period.
    pub name: Box<str>,
    /// Settled stays, reversed ones left out.
    pub stays: u64,
    /// Their fees.
    pub stay_fees: Fen,
    /// The days of those stays.
    pub stay_days: u64,
    /// Settled visits.
    pub visits: u64,
    /// Their fees.
    pub visit_fees: Fen,
    /// What funds paid of all of it.
    pub funds: Fen,
    /// What drugs cost of all of it.
    pub drugs: Fen,
}

/// A line of the public page. Averages are rounded half up to 分, tenths of days half up; `None` where
/// there is nothing to divide by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeLine {
    /// Who.
    pub provider: ProviderCode,
    /// Its name.
    pub name: Box<str>,
    /// Settled stays.
    pub stays: u64,
    /// The average fee of a stay.
    pub per_stay: Option<Fen>,
    /// The average days of a stay, in tenths.
    pub days_tenths: Option<i64>,
    /// Settled visits.
    pub visits: u64,
    /// The average fee of a visit.
    pub per_visit: Option<Fen>,
    /// What funds paid of all fees, in 1/10 000.
    pub funds_bp: Option<i64>,
    /// What drugs cost of all fees, in 1/10 000.
    pub drugs_bp: Option<i64>,
}

/// Summarises the totals of each provider, by code; several totals of one provider are added.
///
/// # Errors
/// `disclosure.sum` where the amounts of a provider cannot be added up: no provider is left out in silence.
pub fn disclose(totals: &[FeeTotals]) -> Result<Vec<FeeLine>, Refused> {
    let mut sorted: Vec<&FeeTotals> = totals.iter().collect();
    sorted.sort_by(|a, b| a.provider.cmp(&b.provider));
    let runs = sorted.chunk_by(|a, b| a.provider == b.provider);
    runs.map(|same| line(same).ok_or_else(|| too_large(same)))
        .collect()
}

fn too_large(same: &[&FeeTotals]) -> Refused {
    let who = same.last().map_or("", |one| &*one.name);
    Refused::new(
        "disclosure.sum",
        format!("“{who}”的费用合计超出可计算的范围，请核对金额。"),
    )
}

fn line(same: &[&FeeTotals]) -> Option<FeeLine> {
    let last = same.last()?;
    let count =
        |of: fn(&FeeTotals) -> u64| same.iter().map(|one| of(one)).fold(0, u64::saturating_add);
    let sum = |of: fn(&FeeTotals) -> Fen| Fen::checked_sum(same.iter().map(|one| of(one)));
    let (stays, visits) = (count(|one| one.stays), count(|one| one.visits));
    let (stay_fees, visit_fees) = (sum(|one| one.stay_fees)?, sum(|one| one.visit_fees)?);
    let all = stay_fees.checked_add(visit_fees)?;
    let per = |part: i128, whole: i128| {
        let divided = (whole > 0).then(|| Rounding::HalfUp.div(part, whole));
        divided.and_then(|value| i64::try_from(value).ok())
    };
    let average = |fees: Fen, count: u64| per(fees.get().into(), count.into()).map(Fen::new);
    let of_all = |part: Fen| {
        per(
            i128::from(part.get()).checked_mul(10_000)?,
            all.get().into(),
        )
    };
    let days = i128::from(count(|one| one.stay_days)).checked_mul(10)?;
    Some(FeeLine {
        provider: last.provider.clone(),
        name: last.name.clone(),
        stays,
        per_stay: average(stay_fees, stays),
        days_tenths: per(days, stays.into()),
        visits,
        per_visit: average(visit_fees, visits),
        funds_bp: of_all(sum(|one| one.funds)?),
        drugs_bp: of_all(sum(|one| one.drugs)?),
    })
}
