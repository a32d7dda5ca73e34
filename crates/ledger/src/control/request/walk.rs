//! The request itself: it walks the chain, and its amount never grows.

use access::Actor;
use base::{Fen, Refused, RegionCode};

use super::check::{Means, check_means};
use super::stage::RequestStage;
use crate::control::chain::{Chain, Given, Taken, Track};

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTerms {
    /// The county that asks.
    pub county: RegionCode,
    /// The fund year.
    pub year: i32,
    /// The month for which the money is needed, 1 to 12.
    pub month: u32,
}

/// A request for money with the steps it has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundRequest {
    /// What it is about.
    pub terms: RequestTerms,
    /// The steps; each carries the amount at that point.
    pub track: Track<RequestStage>,
}

impl FundRequest {
    /// Writes a request.
    ///
    /// # Errors
    /// What [`Chain::open`] refuses; `fund.request.amount`, `fund.request.month`.
    pub fn draft(
        chain: &Chain<'_>,
        terms: RequestTerms,
        actor: &Actor,
        given: &Given<'_>,
    ) -> Result<FundRequest, Refused> {
        if !(1..=12).contains(&terms.month) {
            return Err(Refused::new("fund.request.month", "用款月份应为 1 到 12。"));
        }
        if given.amount.is_none_or(|amount| amount <= Fen::ZERO) {
            return Err(Refused::new("fund.request.amount", "申请金额必须大于零。"));
        }
        let track = chain.open(terms.county, actor, given)?;
        Ok(FundRequest { terms, track })
    }

    /// The amount as it stands.
    #[must_use]
    pub fn amount(&self) -> Fen {
        let carried = self.track.steps().iter().rev().find_map(|step| step.amount);
        carried.unwrap_or(Fen::ZERO)
    }

    /// Takes the next step. Without an amount the amount of the step before is carried on. The city bureau and city
    /// finance may lower it, nobody may raise it; from the payment of city finance on it arrives unchanged.
    /// Handing in and the check of the city bureau look at the county's means.
    ///
    /// # Errors
    /// What [`Chain::step`] and [`check_means`] refuse; `fund.request.grows`, `fund.request.changed`.
    pub fn step(
        &self,
        chain: &Chain<'_>,
        wanted: RequestStage,
        actor: &Actor,
        given: &Given<'_>,
        means: Option<(&Means, base::Ratio)>,
    ) -> Result<Taken<RequestStage>, Refused> {
        let before = self.amount();
        let amount = given.amount.unwrap_or(before);
        let carried = Given {
            amount: Some(amount),
            ..given.clone()
        };
        // The chain speaks first: an amount is judged only on a step that may be taken.
        let taken = chain.step(&self.track, wanted, self.terms.county, actor, &carried)?;
        unchanged(before, amount, wanted)?;
        let looks = matches!(wanted, RequestStage::Submitted | RequestStage::CityChecked);
        if looks {
            let Some((means, lead)) = means else {
                return Err(Refused::new(
                    "fund.request.means",
                    "缺少县区余额和支出进度，无法审核。",
                ));
            };
            let reasons = self.track.steps().iter().map(|step| step.note.as_str());
            let reason: String = reasons.chain([given.note]).collect();
            check_means(amount, means, lead, &reason)?;
        }
        Ok(taken)
    }

    /// Rejects the request, with a reason.
    ///
    /// # Errors
    /// What [`Chain::reject`] refuses; `fund.request.paid` once city finance has paid.
    pub fn reject(
        &self,
        chain: &Chain<'_>,
        actor: &Actor,
        reason: &str,
    ) -> Result<Taken<RequestStage>, Refused> {
        if self.track.has_reached(RequestStage::CityPaid) {
            return Err(Refused::new(
                "fund.request.paid",
                "资金已经拨出，不能退回申请；请由县区财政局办理退款。",
            ));
        }
        chain.reject(&self.track, self.terms.county, actor, reason)
    }

    /// What is promised and still lies in the fiscal special account: the amount between handing in and the
    /// release to the expenditure account, where the books take it over.
    #[must_use]
    pub fn promised(&self) -> Fen {
        let open = self.track.has_reached(RequestStage::Submitted)
            && !self.track.has_reached(RequestStage::CountyReleased);
        if open { self.amount() } else { Fen::ZERO }
    }
}

fn unchanged(before: Fen, amount: Fen, wanted: RequestStage) -> Result<(), Refused> {
    if amount <= Fen::ZERO {
        return Err(Refused::new(
            "fund.request.amount",
            "金额必须大于零；不同意请退回。",
        ));
    }
    if amount > before {
        let sentence =
            format!("金额由 {before} 元增加到 {amount} 元，审批中金额只能核减，不能增加。");
        return Err(Refused::new("fund.request.grows", sentence));
    }
    if wanted >= RequestStage::CityPaid && amount != before {
        let sentence =
            format!("批准金额为 {before} 元，拨付环节必须原数到账，不能改为 {amount} 元。");
        return Err(Refused::new("fund.request.changed", sentence));
    }
    Ok(())
}
