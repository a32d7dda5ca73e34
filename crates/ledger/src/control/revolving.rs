//! Working capital for settlement outside the area (异地就医结算周转金): an advance that is kept at its target
//! (永州2016 四(二)).

use base::{Date, Fen, Refused};

/// What moves the working capital.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RevolvingKind {
    /// The first advance, or a change of the target.
    Advance,
    /// Bills paid out of it.
    Paid,
    /// Replenished.
    Replenished,
}

impl RevolvingKind {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            RevolvingKind::Advance => "advance",
            RevolvingKind::Paid => "paid",
            RevolvingKind::Replenished => "replenished",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<RevolvingKind> {
        [
            RevolvingKind::Advance,
            RevolvingKind::Paid,
            RevolvingKind::Replenished,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }
}

/// A movement of the working capital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevolvingMove {
    /// What.
    pub kind: RevolvingKind,
    /// How much, in 分, positive.
    pub amount: Fen,
    /// When.
    pub on: Date,
    /// The bill, transfer or agreement behind it.
    pub document: String,
}

/// How the working capital stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revolving {
    /// What it is kept at: the sum of the advances.
    pub target: Fen,
    /// What is in it.
    pub balance: Fen,
}

impl Revolving {
    /// Folds the movements. `None` beyond the range of amounts.
    #[must_use]
    pub fn of(moves: &[RevolvingMove]) -> Option<Revolving> {
        let sum = |kind| {
            let hits = moves.iter().filter(|one| one.kind == kind);
            Fen::checked_sum(hits.map(|one| one.amount))
        };
        let target = sum(RevolvingKind::Advance)?;
        let paid = sum(RevolvingKind::Paid)?;
        let filled = target.checked_add(sum(RevolvingKind::Replenished)?)?;
        Some(Revolving {
            target,
            balance: filled.checked_sub(paid)?,
        })
    }

    /// What brings it back to its target.
    #[must_use]
    pub fn to_replenish(&self) -> Fen {
        let missing = self.target.checked_sub(self.balance);
        missing.map_or(Fen::ZERO, |missing| missing.max(Fen::ZERO))
    }

    /// Checks a movement before it is recorded: bills are paid out of what is there, and it is never filled above
    /// its target.
    ///
    /// # Errors
    /// `fund.revolving.amount`, `fund.revolving.short`, `fund.revolving.target`.
    pub fn admit(&self, one: &RevolvingMove) -> Result<(), Refused> {
        if one.amount <= Fen::ZERO {
            return Err(Refused::new("fund.revolving.amount", "金额必须大于零。"));
        }
        match one.kind {
            RevolvingKind::Paid if one.amount > self.balance => {
                let sentence = format!(
                    "周转金余额 {} 元，不足支付 {} 元，请先补足。",
                    self.balance, one.amount
                );
                Err(Refused::new("fund.revolving.short", sentence).under("永州2016 四(二)"))
            }
            RevolvingKind::Replenished if one.amount > self.to_replenish() => {
                let sentence = format!(
                    "周转金定额 {} 元，现有 {} 元，最多补 {} 元。",
                    self.target,
                    self.balance,
                    self.to_replenish()
                );
                Err(Refused::new("fund.revolving.target", sentence).under("永州2016 四(二)"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the platform's own statement of the balance agrees; the difference otherwise (statement − books).
    ///
    /// # Errors
    /// `fund.revolving.difference`.
    pub fn agrees_with(&self, statement: Fen) -> Result<(), Refused> {
        if statement == self.balance {
            return Ok(());
        }
        let sentence = format!(
            "周转金账面 {} 元，平台对账单 {statement} 元，两者不符，请逐笔核对。",
            self.balance
        );
        Err(Refused::new("fund.revolving.difference", sentence))
    }
}
