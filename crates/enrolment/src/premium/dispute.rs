//! Disputes about a bill: recorded, recomputed, resolved (篇7 第八条).

use super::bill::PremiumBill;
use super::dues::out_of_range;
use super::numbers::DisputeNo;
use ::base::{BillNo, Date, Fen, ProposalNo, Refused};

/// How far a dispute has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisputeState {
    /// 处理中: the bill is marked.
    Open,
    /// 应缴数额已更正.
    Corrected,
    /// 维持原数额.
    Upheld,
}

impl DisputeState {
    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DisputeState::Open => "open",
            DisputeState::Corrected => "corrected",
            DisputeState::Upheld => "upheld",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<DisputeState> {
        [
            DisputeState::Open,
            DisputeState::Corrected,
            DisputeState::Upheld,
        ]
        .into_iter()
        .find(|state| state.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            DisputeState::Open => "处理中",
            DisputeState::Corrected => "已更正",
            DisputeState::Upheld => "维持原数额",
        }
    }
}

/// The outcome of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// The decision.
    pub by: ProposalNo,
    /// When.
    pub on: Date,
    /// What the bill comes to when computed again.
    pub recomputed: Fen,
    /// Recomputed less billed: the amount of the correction that names the bill.
    pub difference: Fen,
}

/// A dispute between an employer and the collecting agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Number of the record.
    pub no: DisputeNo,
    /// The bill.
    pub bill: BillNo,
    /// When raised.
    pub raised_on: Date,
    /// What the employer says.
    pub claim: String,
    resolved: Option<Resolution>,
}

impl Dispute {
    /// Records a dispute; from here on the bill is marked.
    ///
    /// # Errors
    /// [`Refused`] `premium.reason` where nothing is said.
    pub fn raise(
        no: DisputeNo,
        bill: BillNo,
        raised_on: Date,
        claim: &str,
    ) -> Result<Dispute, Refused> {
        if claim.trim().is_empty() {
            return Err(Refused::new("premium.reason", "提出争议请写明争议的内容。"));
        }
        Ok(Dispute {
            no,
            bill,
            raised_on,
            claim: claim.trim().to_owned(),
            resolved: None,
        })
    }

    /// A dispute as the store kept it.
    #[must_use]
    pub fn kept(self, resolved: Option<Resolution>) -> Dispute {
        Dispute { resolved, ..self }
    }

    /// Resolves it with the bill computed again from what was found.
    ///
    /// # Errors
    /// [`Refused`] `premium.decided` where it was resolved before, `premium.other_bill` where the
    /// computed bill is of another employer or month.
    pub fn resolve(
        &mut self,
        (by, on): (ProposalNo, Date),
        billed: &PremiumBill,
        again: &PremiumBill,
    ) -> Result<Resolution, Refused> {
        if self.resolved.is_some() {
            return Err(Refused::new(
                "premium.decided",
                format!("争议 {} 已经有处理结果，不能再次处理。", self.no),
            ));
        }
        if (billed.employer, billed.month) != (again.employer, again.month) {
            return Err(Refused::new(
                "premium.other_bill",
                "重新计算的账单与争议账单的单位或月份不同，请核对。",
            ));
        }
        let difference = again.total.checked_sub(billed.total);
        let resolution = Resolution {
            by,
            on,
            recomputed: again.total,
            difference: difference.ok_or_else(out_of_range)?,
        };
        self.resolved = Some(resolution);
        Ok(resolution)
    }

    /// The outcome, where there is one.
    #[must_use]
    pub const fn resolution(&self) -> Option<Resolution> {
        self.resolved
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> DisputeState {
        match self.resolved {
            None => DisputeState::Open,
            Some(resolution) if resolution.difference == Fen::ZERO => DisputeState::Upheld,
            Some(_) => DisputeState::Corrected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Rules, bill};
    use super::*;
    use crate::month::Month;

    /// REQ-073: a disputed bill is marked, and its resolution computes the dues again.
    #[test]
    fn req_073_a_dispute_is_recorded_and_recomputes_the_dues() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let rules = Rules::new(&policy);
        let month = Month::new(2003, 4).unwrap();
        let make = |wage| bill(&rules, employer(7), month, &[worker(1, Some(wage))], None).unwrap();
        let billed = make(900_000);
        let no = DisputeNo::new(1).unwrap();
        let bill_no = BillNo::new(11).unwrap();
        let mut dispute =
            Dispute::raise(no, bill_no, day("2003-05-08"), "工资应为 8000 元").unwrap();
        assert_eq!(dispute.state(), DisputeState::Open);
        let by = ProposalNo::new(3).unwrap();
        let resolution = dispute
            .resolve((by, day("2003-05-20")), &billed, &make(800_000))
            .unwrap();
        // 14 % of 9000 is 1260, of 8000 is 1120.
        assert_eq!(billed.total.get(), 126_000);
        assert_eq!(resolution.recomputed.get(), 112_000);
        assert_eq!(resolution.difference.get(), -14_000);
        assert_eq!(dispute.state(), DisputeState::Corrected);
        let again = dispute.resolve((by, day("2003-05-21")), &billed, &billed);
        assert_eq!(again.unwrap_err().code(), "premium.decided");
    }

    #[test]
    fn an_upheld_bill_keeps_its_amount() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let month = Month::new(2003, 4).unwrap();
        let workers = [worker(1, Some(900_000))];
        let billed = bill(&Rules::new(&policy), employer(7), month, &workers, None).unwrap();
        let no = DisputeNo::new(1).unwrap();
        let bill_no = BillNo::new(11).unwrap();
        assert!(Dispute::raise(no, bill_no, day("2003-05-08"), "").is_err());
        let mut dispute = Dispute::raise(no, bill_no, day("2003-05-08"), "人数不对").unwrap();
        let by = ProposalNo::new(3).unwrap();
        dispute
            .resolve((by, day("2003-05-20")), &billed, &billed)
            .unwrap();
        assert_eq!(dispute.state(), DisputeState::Upheld);
    }
}
