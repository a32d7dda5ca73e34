//! Disputes about a bill: raised, recomputed, decided (篇7 第八条).

use crate::words::words;
use base::{BillNo, Date, Fen, Refused};

words! {
    /// Where a dispute stands. A disputed bill stays due; it is marked.
    DisputeState {
        /// Raised; the bill is marked.
        Open "open" "处理中",
        /// Upheld: the dues were recomputed.
        Upheld "upheld" "成立，已重算",
        /// Dismissed: the bill stands.
        Dismissed "dismissed" "不成立",
        /// Taken back by the one who raised it.
        Withdrawn "withdrawn" "已撤回",
    }
}

/// A dispute about a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The bill.
    pub bill: BillNo,
    /// When it was raised.
    pub raised_on: Date,
    /// What is disputed, in words.
    pub ground: String,
    /// Where it stands.
    pub state: DisputeState,
}

/// The person's part before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recomputed {
    /// As billed.
    pub billed: Fen,
    /// As the facts now known ask.
    pub right: Fen,
    /// What has been paid.
    pub paid: Fen,
}

/// What follows from a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Where the dispute stands now.
    pub state: DisputeState,
    /// The bill is withdrawn and another drawn up.
    pub new_bill: bool,
    /// What is paid back.
    pub refund: Fen,
    /// What is still to be paid on the bill that stands.
    pub left: Fen,
}

impl Dispute {
    /// Raises a dispute.
    ///
    /// # Errors
    /// `dispute.ground` without a reason.
    pub fn raise(bill: BillNo, ground: &str, today: Date) -> Result<Dispute, Refused> {
        let ground = ground.trim();
        if ground.is_empty() {
            return Err(Refused::new("dispute.ground", "请写明争议的理由。"));
        }
        Ok(Dispute {
            bill,
            raised_on: today,
            ground: ground.to_owned(),
            state: DisputeState::Open,
        })
    }

    /// Decides it by recomputed dues: upheld where they differ from the bill, else dismissed.
    ///
    /// # Errors
    /// `dispute.closed` where it is not open, `dispute.amount` where amounts leave their range.
    pub fn resolve(&self, now: Recomputed) -> Result<Outcome, Refused> {
        self.open()?;
        let range = || Refused::new("dispute.amount", "重算的金额超出范围，请核对。");
        let upheld = now.right != now.billed;
        let stands = if upheld { now.right } else { now.billed };
        let over = now.paid.checked_sub(stands).ok_or_else(range)?;
        let left = stands.checked_sub(now.paid).ok_or_else(range)?;
        Ok(Outcome {
            state: if upheld {
                DisputeState::Upheld
            } else {
                DisputeState::Dismissed
            },
            new_bill: upheld,
            refund: over.max(Fen::ZERO),
            left: left.max(Fen::ZERO),
        })
    }

    /// Takes it back.
    ///
    /// # Errors
    /// `dispute.closed`.
    pub fn withdraw(&self) -> Result<DisputeState, Refused> {
        self.open()?;
        Ok(DisputeState::Withdrawn)
    }

    fn open(&self) -> Result<(), Refused> {
        if self.state == DisputeState::Open {
            return Ok(());
        }
        let sentence = format!(
            "账单 {} 的争议{}，不能再次处理；如有新情况请另行提出。",
            self.bill,
            self.state.zh()
        );
        Err(Refused::new("dispute.closed", sentence))
    }
}
