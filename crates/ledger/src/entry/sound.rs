//! What makes a single entry sound, whatever it is about.

use base::Fen;

use super::document::Draft;
use super::kinds::Side;

/// Why an entry is not sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Fewer than two legs.
    #[error("an entry has {0} legs, two are needed")]
    TooFewLegs(usize),
    /// A leg of no money.
    #[error("leg {0} has no amount")]
    EmptyLeg(usize),
    /// The sides differ.
    #[error("debit {debit:?} differs from credit {credit:?}")]
    Unbalanced {
        /// Σ of the debit side.
        debit: Fen,
        /// Σ of the credit side.
        credit: Fen,
    },
    /// A sum leaves the range of 64 bits.
    #[error("the sum of a side leaves the range")]
    OutOfRange,
    /// The county lies outside the pool.
    #[error("the county lies outside the pooling area")]
    ForeignCounty,
}

impl Unsound {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Unsound::TooFewLegs(count) => format!("分录只有 {count} 行，至少应有一借一贷。"),
            Unsound::EmptyLeg(leg) => format!("分录第 {leg} 行金额为零，请删除该行或填写金额。"),
            Unsound::Unbalanced { debit, credit } => {
                format!("借方合计 {debit} 元与贷方合计 {credit} 元不等，请核对金额。")
            }
            Unsound::OutOfRange => "金额合计超出范围，请核对金额。".to_owned(),
            Unsound::ForeignCounty => "县区不在本统筹区内，请核对区划。".to_owned(),
        }
    }
}

/// Checks a draft: two legs or more, none empty, Σ debit = Σ credit, county within the pool.
///
/// One fund, one county and one book an entry hold by construction: they stand once, on the entry.
///
/// # Errors
/// [`Unsound`], the first thing that is wrong.
pub fn check_draft(draft: &Draft) -> Result<(), Unsound> {
    if draft.legs.len() < 2 {
        return Err(Unsound::TooFewLegs(draft.legs.len()));
    }
    if let Some(index) = draft.legs.iter().position(|leg| leg.amount == Fen::ZERO) {
        return Err(Unsound::EmptyLeg(index.saturating_add(1)));
    }
    if !draft.dims.pool.contains(draft.dims.county) {
        return Err(Unsound::ForeignCounty);
    }
    let sum = |side: Side| {
        let legs = draft.legs.iter().filter(|leg| leg.side == side);
        Fen::checked_sum(legs.map(|leg| leg.amount)).ok_or(Unsound::OutOfRange)
    };
    let (debit, credit) = (sum(Side::Debit)?, sum(Side::Credit)?);
    if debit == credit {
        Ok(())
    } else {
        Err(Unsound::Unbalanced { debit, credit })
    }
}
