//! The life of a card: made, handed over, active, lost, released, replaced, cancelled.

use crate::words::words;
use base::{Date, PersonNo, Refused, RegionCode};

base::typed_id! {
    /// The number on a card. A number is given once and to one person.
    CardNo
}

words! {
    /// The state of a card.
    CardState {
        /// 已制卡，未启用.
        Made "made" "已制卡未发放",
        /// 已发放，未启用 (篇6 二(二): 未启用卡).
        HandedOver "handed_over" "已发放未启用",
        /// 正常使用.
        Active "active" "正常",
        /// 已挂失.
        Lost "lost" "已挂失",
        /// 已补换新卡.
        Replaced "replaced" "已补换",
        /// 已注销.
        Cancelled "cancelled" "已注销",
    }
}

impl CardState {
    /// Whether nothing follows any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, CardState::Replaced | CardState::Cancelled)
    }
}

words! {
    /// Which generation a card is of; both are in use side by side (篇6).
    Generation {
        /// 旧卡: of a scheme that was merged.
        Old "old" "旧卡",
        /// 新卡.
        Present "present" "新卡",
    }
}

words! {
    /// How far the bank side of a card is; the insurance side does not wait for it (篇6 二(二)).
    BankSide {
        /// 未提交.
        None "none" "未提交",
        /// 已提交银行.
        Submitted "submitted" "已提交",
        /// 已开户.
        Opened "opened" "已开户",
        /// 银行退回.
        Returned "returned" "银行退回",
    }
}

/// A step in the life of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardStep {
    /// The state it reaches.
    pub to: CardState,
    /// From which day on.
    pub on: Date,
    /// The county whose window or telephone took it.
    pub at: RegionCode,
    /// Why.
    pub reason: Box<str>,
    /// The archived form, by its number (篇6 二(二): 规范业务档案).
    pub form: Box<str>,
}

/// A card with all its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The number.
    pub no: CardNo,
    /// Whose.
    pub person: PersonNo,
    /// Which generation.
    pub generation: Generation,
    /// How far the bank side is.
    pub bank: BankSide,
    /// The card that it takes the place of.
    pub replaces: Option<CardNo>,
    steps: Vec<CardStep>,
}

impl Card {
    /// A card that was made; it is not activated.
    ///
    /// # Errors
    /// `card.form` without reason or archived form.
    pub fn make(
        no: CardNo,
        person: PersonNo,
        generation: Generation,
        step: CardStep,
    ) -> Result<Card, Refused> {
        documented(&step)?;
        Ok(Card {
            no,
            person,
            generation,
            bank: BankSide::None,
            replaces: None,
            steps: vec![CardStep {
                to: CardState::Made,
                ..step
            }],
        })
    }

    /// A card as the store gives it back.
    ///
    /// # Errors
    /// `card.steps` where the first step is not its making; as [`Card::advance`].
    pub fn from_rows(
        (no, person): (CardNo, PersonNo),
        (generation, bank): (Generation, BankSide),
        replaces: Option<CardNo>,
        steps: Vec<CardStep>,
    ) -> Result<Card, Refused> {
        let mut steps = steps.into_iter();
        let Some(first) = steps.next().filter(|step| step.to == CardState::Made) else {
            let zh = format!("卡 {} 没有制卡记录，请核对数据。", shown(&no));
            return Err(Refused::new("card.steps", zh));
        };
        let mut card = Card::make(no, person, generation, first)?;
        steps.try_for_each(|step| card.advance(step))?;
        Ok(Card {
            bank,
            replaces,
            ..card
        })
    }

    /// Its steps, by day.
    #[must_use]
    pub fn steps(&self) -> &[CardStep] {
        &self.steps
    }

    /// The state on a day; `None` before it was made.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<CardState> {
        let reached = self.steps.iter().rev().find(|step| step.on <= day);
        reached.map(|step| step.to)
    }

    /// The state after the last step.
    #[must_use]
    pub fn state(&self) -> CardState {
        self.steps.last().map_or(CardState::Made, |step| step.to)
    }

    /// Takes a step. A lost card that is found goes back to where it was before it was lost.
    ///
    /// # Errors
    /// `card.step` where the step cannot follow, `card.order` where its day is before that of the last
    /// one, `card.form` without reason or archived form.
    pub fn advance(&mut self, step: CardStep) -> Result<(), Refused> {
        let now = self.state();
        if !self.may_become(step.to) {
            return Err(self.cannot_follow(now, step.to));
        }
        if self.steps.last().is_some_and(|last| step.on < last.on) {
            let zh = format!(
                "卡 {} 的“{}”日期 {} 早于上一步，请核对。",
                shown(&self.no),
                step.to.zh(),
                step.on
            );
            return Err(Refused::new("card.order", zh));
        }
        documented(&step)?;
        self.steps.push(step);
        Ok(())
    }

    fn may_become(&self, to: CardState) -> bool {
        use CardState::{Active, Cancelled, HandedOver, Lost, Made, Replaced};
        match (self.state(), to) {
            (Made, HandedOver) | (HandedOver, Active) | (HandedOver | Active, Lost) => true,
            (Lost, HandedOver | Active) => Some(to) == self.before_loss(),
            // A blank card that was spoilt, or one that is worn, is replaced without being lost.
            (Made | HandedOver | Active | Lost, Replaced | Cancelled) => true,
            _ => false,
        }
    }

    fn before_loss(&self) -> Option<CardState> {
        let mut back = self.steps.iter().rev().map(|step| step.to);
        back.find(|state| *state != CardState::Lost)
    }

    fn cannot_follow(&self, now: CardState, to: CardState) -> Refused {
        let zh = if now.is_final() {
            format!(
                "卡 {} {}，不能再变为“{}”；请使用新卡或重新申领。",
                shown(&self.no),
                now.zh(),
                to.zh()
            )
        } else {
            format!(
                "卡 {} 现为“{}”，不能变为“{}”；顺序为制卡、发放、启用，挂失后可解挂、补换或注销。",
                shown(&self.no),
                now.zh(),
                to.zh()
            )
        };
        Refused::new("card.step", zh).under("篇6 一(四)1")
    }
}

/// The number of a card as it may be shown.
pub(super) fn shown(no: &CardNo) -> String {
    base::mask(base::Personal::BankAccount, no.as_str())
}

fn documented(step: &CardStep) -> Result<(), Refused> {
    if step.reason.trim().is_empty() || step.form.trim().is_empty() {
        let zh = format!(
            "卡业务“{}”须写明原因并登记归档表单号，请补填。",
            step.to.zh()
        );
        return Err(Refused::new("card.form", zh).under("篇6 二(二)"));
    }
    Ok(())
}
