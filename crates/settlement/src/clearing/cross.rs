//! A case between pooling areas: the insured's area determines and pays, the area of the care has the visit.

use std::collections::BTreeMap;

use base::{Fen, Refused, RegionCode};

use crate::claim::{SettlementId, negated};

base::typed_id! {
    /// A registration of care in another pooling area (备案).
    RegistrationId
}

/// What one side tells the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The insured registers for care there.
    Register {
        /// The registration.
        registration: RegistrationId,
    },
    /// The insured is admitted there on a registration.
    Admit {
        /// The registration.
        registration: RegistrationId,
    },
    /// The area of the care settles.
    Settle {
        /// The settlement.
        settlement: SettlementId,
        /// The bill, in 分.
        bill: Fen,
        /// What the insured's funds pay of it, in 分.
        pool: Fen,
    },
    /// A settlement is taken back.
    Reverse {
        /// The settlement.
        settlement: SettlementId,
    },
    /// The insured's area pays a settlement, or takes back what it paid for a reversed one.
    Clear {
        /// The settlement.
        settlement: SettlementId,
        /// In 分; negative for a reversed one.
        amount: Fen,
    },
}

/// What the other side answers; the same message always has the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Registered.
    Registered,
    /// Admitted.
    Admitted,
    /// Settled: what the insured's funds pay, in 分.
    Settled(Fen),
    /// Taken back: the same as a negative, in 分.
    Reversed(Fen),
    /// Cleared, in 分.
    Cleared(Fen),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Settled {
    bill: Fen,
    pool: Fen,
    reversed: bool,
    cleared: Fen,
}

/// A case of one insured person, one registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossCase {
    /// The pooling area of the insurance.
    pub home: RegionCode,
    /// The pooling area of the care.
    pub care: RegionCode,
    registration: Option<RegistrationId>,
    admitted: bool,
    settlements: BTreeMap<SettlementId, Settled>,
    cleared: BTreeMap<(SettlementId, bool), Fen>,
}

impl CrossCase {
    /// A case between two pooling areas, before anything happened.
    ///
    /// # Errors
    /// `cross.same_pool` where both are one.
    pub fn new(home: RegionCode, care: RegionCode) -> Result<CrossCase, Refused> {
        if home == care {
            let zh = "参保地与就医地属同一统筹区，不属于异地就医。";
            return Err(Refused::new("cross.same_pool", zh));
        }
        Ok(CrossCase {
            home,
            care,
            registration: None,
            admitted: false,
            settlements: BTreeMap::new(),
            cleared: BTreeMap::new(),
        })
    }

    /// Takes a message in. A repeated one is answered as the first time and changes nothing.
    ///
    /// # Errors
    /// `cross.registered` under another registration, `cross.unregistered`, `cross.not_admitted`, `cross.conflict`
    /// where a settlement is told again with other amounts, `cross.unsettled`, `cross.live` where one stands already,
    /// `cross.clear` where the amount is not what is outstanding.
    pub fn take(&mut self, message: &Message) -> Result<Answer, Refused> {
        match message {
            Message::Register { registration } => self.register(registration),
            Message::Admit { registration } => self.admit(registration),
            Message::Settle {
                settlement,
                bill,
                pool,
            } => self.settle(settlement, *bill, *pool),
            Message::Reverse { settlement } => self.reverse(settlement),
            Message::Clear { settlement, amount } => self.clear(settlement, *amount),
        }
    }

    /// What the insured's area has yet to pay, or to take back, by settlement.
    #[must_use]
    pub fn outstanding(&self) -> Vec<(SettlementId, Fen)> {
        let open = |one: &Settled| {
            let due = if one.reversed { Fen::ZERO } else { one.pool };
            due.checked_sub(one.cleared).unwrap_or(Fen::ZERO)
        };
        let all = self.settlements.iter();
        all.map(|(id, one)| (id.clone(), open(one)))
            .filter(|(_, amount)| *amount != Fen::ZERO)
            .collect()
    }

    fn register(&mut self, registration: &RegistrationId) -> Result<Answer, Refused> {
        match &self.registration {
            Some(before) if before != registration => {
                let zh = format!("已有备案 {before}，不能再以 {registration} 备案。");
                Err(Refused::new("cross.registered", zh))
            }
            _ => {
                self.registration = Some(registration.clone());
                Ok(Answer::Registered)
            }
        }
    }

    fn admit(&mut self, registration: &RegistrationId) -> Result<Answer, Refused> {
        if self.registration.as_ref() != Some(registration) {
            let zh = format!("没有备案 {registration}，请先办理异地就医备案。");
            return Err(Refused::new("cross.unregistered", zh));
        }
        self.admitted = true;
        Ok(Answer::Admitted)
    }

    fn settle(&mut self, id: &SettlementId, bill: Fen, pool: Fen) -> Result<Answer, Refused> {
        if !self.admitted {
            let zh = format!("结算 {id} 没有对应的入院登记。");
            return Err(Refused::new("cross.not_admitted", zh));
        }
        if let Some(before) = self.settlements.get(id) {
            if (before.bill, before.pool) == (bill, pool) {
                return Ok(Answer::Settled(pool));
            }
            let zh = format!(
                "结算 {id} 已按总额 {} 元、基金 {} 元登记，与本次内容不符。",
                before.bill, before.pool
            );
            return Err(Refused::new("cross.conflict", zh));
        }
        if pool < Fen::ZERO || pool > bill {
            let zh = format!("结算 {id} 的基金支付 {pool} 元应在 0 与总额 {bill} 元之间。");
            return Err(Refused::new("cross.conflict", zh));
        }
        if let Some((other, _)) = self.settlements.iter().find(|(_, one)| !one.reversed) {
            let zh = format!("结算 {other} 仍然有效，须先撤销才能重新结算。");
            return Err(Refused::new("cross.live", zh));
        }
        let settled = Settled {
            bill,
            pool,
            reversed: false,
            cleared: Fen::ZERO,
        };
        self.settlements.insert(id.clone(), settled);
        Ok(Answer::Settled(pool))
    }

    fn reverse(&mut self, id: &SettlementId) -> Result<Answer, Refused> {
        let settled = self.settlements.get_mut(id).ok_or_else(|| unsettled(id))?;
        let back = negated(settled.pool)?;
        settled.reversed = true;
        Ok(Answer::Reversed(back))
    }

    fn clear(&mut self, id: &SettlementId, amount: Fen) -> Result<Answer, Refused> {
        let key = (id.clone(), amount < Fen::ZERO);
        if self.cleared.get(&key) == Some(&amount) {
            return Ok(Answer::Cleared(amount));
        }
        let settled = self.settlements.get_mut(id).ok_or_else(|| unsettled(id))?;
        // A payment that was on its way when the settlement was taken back is taken in all the same: it was paid, and
        // is then outstanding with the other sign.
        let due = match (settled.cleared == Fen::ZERO, settled.reversed) {
            (true, true) if amount < Fen::ZERO => Fen::ZERO,
            (true, _) => settled.pool,
            (false, true) => negated(settled.cleared)?,
            (false, false) => Fen::ZERO,
        };
        if amount == Fen::ZERO || amount != due {
            let zh = format!("结算 {id} 应清算 {due} 元，收到 {amount} 元，请核对。");
            return Err(Refused::new("cross.clear", zh));
        }
        settled.cleared = if amount > Fen::ZERO {
            amount
        } else {
            Fen::ZERO
        };
        self.cleared.insert(key, amount);
        Ok(Answer::Cleared(amount))
    }
}

fn unsettled(id: &SettlementId) -> Refused {
    Refused::new("cross.unsettled", format!("没有结算 {id} 的记录。"))
}
