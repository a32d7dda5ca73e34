//! Sums that answer with a refusal instead of wrapping.

use base::{Fen, Refused};

/// The sum of amounts.
///
/// # Errors
/// `settlement.amount_range` where it leaves the range of money.
pub(crate) fn total<I: IntoIterator<Item = Fen>>(amounts: I) -> Result<Fen, Refused> {
    Fen::checked_sum(amounts).ok_or_else(out_of_range)
}

/// One amount less another.
///
/// # Errors
/// As [`total`].
pub(crate) fn less(amount: Fen, other: Fen) -> Result<Fen, Refused> {
    amount.checked_sub(other).ok_or_else(out_of_range)
}

/// An amount with its sign turned.
///
/// # Errors
/// As [`total`].
pub(crate) fn negated(amount: Fen) -> Result<Fen, Refused> {
    amount.checked_neg().ok_or_else(out_of_range)
}

/// The refusal for amounts beyond the range of money.
pub(crate) fn out_of_range() -> Refused {
    Refused::new(
        "settlement.amount_range",
        "金额合计超出可表示的范围，请核对明细金额。",
    )
}

/// Refuses a text that is blank.
///
/// # Errors
/// The given code and sentence.
pub(crate) fn required(text: &str, code: &'static str, zh: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::new(code, zh));
    }
    Ok(())
}
