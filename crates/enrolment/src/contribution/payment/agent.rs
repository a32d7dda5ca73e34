//! Village and street agents: what they collected against receipts, and what they handed over.

use base::{Date, Fen, OrganisationNo, Refused};

/// Money that an agent handed over to the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The day.
    pub on: Date,
    /// Money, above 0.
    pub amount: Fen,
    /// The bank slip.
    pub reference: String,
}

/// An agent's account with the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentAccount {
    /// The agent.
    pub agent: OrganisationNo,
    /// Receipts given out.
    pub receipts: i64,
    /// Σ of the receipts.
    pub collected: Fen,
    /// Σ of what was handed over.
    pub remitted: Fen,
}

impl AgentAccount {
    /// What the agent still holds; negative where more was handed over than receipts show.
    ///
    /// # Errors
    /// `agent.amount` where amounts leave their range.
    pub fn difference(&self) -> Result<Fen, Refused> {
        let difference = self.collected.checked_sub(self.remitted);
        difference.ok_or_else(|| Refused::new("agent.amount", "代收金额超出范围，请核对。"))
    }

    /// Whether everything that was collected has been handed over.
    ///
    /// # Errors
    /// `agent.difference` names the difference and who has to mend it.
    pub fn settle(&self) -> Result<(), Refused> {
        let difference = self.difference()?;
        if difference == Fen::ZERO {
            return Ok(());
        }
        let sentence = format!(
            "代收点 {} 收据 {} 张、合计 {} 元，上缴 {} 元，差额 {difference} 元，请代收点补缴或核对收据。",
            self.agent, self.receipts, self.collected, self.remitted
        );
        Err(Refused::new("agent.difference", sentence))
    }
}
