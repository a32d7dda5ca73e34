//! Where a bill stands.

use crate::words::words;
use base::Fen;

words! {
    /// Where a bill stands; derived from its receivables and what was paid on them.
    BillState {
        /// Nothing of the person's part has arrived.
        Due "due" "待缴",
        /// A part has arrived.
        Partly "partly" "部分缴纳",
        /// The person's part has arrived in full, or there is none.
        Paid "paid" "已缴",
        /// Withdrawn: replaced by another bill, or the enrolment ended before it was paid.
        Cancelled "cancelled" "已作废",
    }
}

/// What a bill asks of the person, and what has arrived for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The person's part.
    pub due: Fen,
    /// Σ of payments minus refunds.
    pub paid: Fen,
    /// Whether it was withdrawn.
    pub cancelled: bool,
}

impl Settled {
    /// The state.
    #[must_use]
    pub fn state(self) -> BillState {
        if self.cancelled {
            BillState::Cancelled
        } else if self.paid >= self.due {
            BillState::Paid
        } else if self.paid > Fen::ZERO {
            BillState::Partly
        } else {
            BillState::Due
        }
    }

    /// What is still to be paid; 0 where nothing is.
    #[must_use]
    pub fn left(self) -> Fen {
        if self.cancelled {
            return Fen::ZERO;
        }
        let left = self.due.checked_sub(self.paid).unwrap_or(Fen::ZERO);
        left.max(Fen::ZERO)
    }
}
