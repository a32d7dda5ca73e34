//! The rows of both sides.

use base::{EpisodeId, Fen, PersonId};

use crate::claim::SettlementId;

/// A row of the institution's file (3202).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirRow {
    /// `setl_id`; of a refund that of the record that reverses, or of the settlement it reverses.
    pub settlement: SettlementId,
    /// `mdtrt_id`.
    pub visit: EpisodeId,
    /// `psn_no`.
    pub person: PersonId,
    /// `medfee_sumamt`, in 分.
    pub bill: Fen,
    /// `fund_pay_sumamt`, in 分.
    pub fund: Fen,
    /// `acct_pay`, in 分.
    pub account: Fen,
    /// `refd_setl_flag`.
    pub refund: bool,
}

/// A row of the counter's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurRow {
    /// The settlement, or the record that reverses one.
    pub settlement: SettlementId,
    /// The settlement that it reverses: then the row is a refund.
    pub reverses: Option<SettlementId>,
    /// The visit.
    pub visit: EpisodeId,
    /// The person.
    pub person: PersonId,
    /// The message that asked for it, by which an institution may reverse it.
    pub msgid: String,
    /// The bill, in 分; negative for a refund.
    pub bill: Fen,
    /// What funds pay, in 分; negative for a refund.
    pub fund: Fen,
    /// What accounts pay, in 分; negative for a refund.
    pub account: Fen,
    /// What was paid in cash, in 分; negative for a refund.
    pub cash: Fen,
    /// The settlement that a replay changed: then the row is the difference, which no message of the institution
    /// asked for.
    pub adjusts: Option<SettlementId>,
}

impl OurRow {
    /// Whether it is a refund.
    #[must_use]
    pub const fn is_refund(&self) -> bool {
        self.reverses.is_some()
    }
}
