//! Leave to spend over the budget, or out of past surplus: the government of the same level agrees, then the chain
//! approves (淮南2020 三(四)).

use base::{Fen, RegionCode};

use super::line::LineCode;
use crate::control::chain::{Track, stages};

stages! {
    /// How far a permit has come.
    PermitStage "permit" {
        /// The agency asks.
        Requested "requested" "经办机构申请",
        /// First approval: the government of the same level agrees.
        GovernmentAgreed "government_agreed" "同级政府审核同意",
        /// Second approval: the procedure behind it.
        Approved "approved" "按程序批准",
    }
}

/// What a permit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermitGround {
    /// 支出超预算.
    OverBudget,
    /// 动用历年结余.
    PastSurplus,
}

impl PermitGround {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            PermitGround::OverBudget => "over_budget",
            PermitGround::PastSurplus => "past_surplus",
        }
    }

    /// The ground of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<PermitGround> {
        [PermitGround::OverBudget, PermitGround::PastSurplus]
            .into_iter()
            .find(|ground| ground.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            PermitGround::OverBudget => "支出超预算",
            PermitGround::PastSurplus => "动用历年结余",
        }
    }
}

/// Leave to spend more, up to an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Whose.
    pub region: RegionCode,
    /// Which fund year.
    pub year: i32,
    /// For what.
    pub ground: PermitGround,
    /// On which line; past surplus is asked for a whole fund, so that it has none.
    pub line: Option<LineCode>,
    /// How much, in 分.
    pub amount: Fen,
    /// The steps so far.
    pub track: Track<PermitStage>,
}

impl Permit {
    /// What it allows: the amount after both approvals, nothing before.
    #[must_use]
    pub fn allows(&self) -> Fen {
        if self.track.has_reached(PermitStage::Approved) {
            self.amount
        } else {
            Fen::ZERO
        }
    }

    /// What the permits of one ground, and of one line where it has lines, allow together.
    #[must_use]
    pub fn sum(permits: &[Permit], ground: PermitGround, line: &LineCode) -> Option<Fen> {
        let counts = permits.iter().filter(|permit| {
            permit.ground == ground && permit.line.as_ref().is_none_or(|own| own == line)
        });
        Fen::checked_sum(counts.map(Permit::allows))
    }
}
