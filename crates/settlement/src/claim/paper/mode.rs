//! Settlement mode of a person changed to pay first and claim later (篇7 第三十五条).

use base::{Date, PersonNo, Refused};

use crate::claim::{Signed, required};

base::number_id! {
    /// A change of the way in which a person's bills are settled.
    ModeNo
}

/// The person pays at the counter and claims by hand, from a day until it is lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayFirst {
    /// Its number.
    pub no: ModeNo,
    /// Who.
    pub person: PersonNo,
    /// The first day.
    pub from: Date,
    /// Why; never empty.
    pub reason: String,
    /// Who proposed it.
    pub made: Signed,
    /// Who decided it; another user.
    pub checked: Signed,
    /// Who lifted it; from that day on the counter settles again.
    pub lifted: Option<Signed>,
}

impl PayFirst {
    /// Refuses a change that may not stand.
    ///
    /// # Errors
    /// `claim.reason`, `settlement.same_user`, `settlement.step_day`.
    pub fn check(&self) -> Result<(), Refused> {
        required(
            &self.reason,
            "claim.reason",
            "改变结算方式须写明理由，请补填。",
        )?;
        self.checked.after(&self.made, "改变结算方式的决定", "提出")
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && self.lifted.as_ref().is_none_or(|lifted| on < lifted.on)
    }

    /// Lifts it.
    ///
    /// # Errors
    /// `mode.lifted` where it is lifted already.
    pub fn lift(&mut self, signed: Signed) -> Result<(), Refused> {
        if let Some(lifted) = &self.lifted {
            let zh = format!("结算方式变更 {} 已于 {} 解除。", self.no, lifted.on);
            return Err(Refused::new("mode.lifted", zh));
        }
        self.lifted = Some(signed);
        Ok(())
    }
}

/// Whether a counter may settle at once for a person on a day.
///
/// # Errors
/// `mode.pay_first` while a change holds (REQ-245).
pub fn may_book(changes: &[PayFirst], on: Date) -> Result<(), Refused> {
    let Some(change) = changes.iter().find(|change| change.holds(on)) else {
        return Ok(());
    };
    let zh = format!(
        "该参保人自 {} 起改为先付后报，请先收取全部费用，由本人凭票据到参保地经办机构报销。",
        change.from
    );
    Err(Refused::new("mode.pay_first", zh).under("篇7 第三十五条"))
}

/// Whether the ground of paying first holds for a bill of a day.
///
/// # Errors
/// `mode.none` where no change held on that day.
pub fn may_claim_by_hand(changes: &[PayFirst], on: Date) -> Result<&PayFirst, Refused> {
    changes
        .iter()
        .find(|change| change.holds(on))
        .ok_or_else(|| {
            let zh = format!("{on} 该参保人未被改为先付后报，应在定点机构即时结算。");
            Refused::new("mode.none", zh).under("篇7 第三十五条")
        })
}
