//! Paying back.

use crate::contribution::source::Channel;
use base::{Fen, PaymentNo, Refused};

/// Money to be paid back: a record of its own that names the payment; nothing is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The payment that is paid back, whole or in part.
    pub of: PaymentNo,
    /// How much, above 0.
    pub amount: Fen,
    /// The way back.
    pub channel: Channel,
    /// Why.
    pub reason: String,
}

/// What may still be paid back of a payment.
///
/// # Errors
/// `refund.amount` where it is not above 0, `refund.too_much` where it is more than is left of the payment,
/// `refund.reason` without a reason.
pub fn refundable(refund: &Refund, paid: Fen, refunded: Fen) -> Result<(), Refused> {
    if refund.reason.trim().is_empty() {
        return Err(Refused::new("refund.reason", "请写明退费原因。"));
    }
    if refund.amount <= Fen::ZERO {
        return Err(Refused::new("refund.amount", "退费金额应大于 0，请核对。"));
    }
    let left = paid.checked_sub(refunded).unwrap_or(Fen::ZERO);
    if refund.amount > left {
        let sentence = format!(
            "退费 {} 元超过该笔缴费 {} 尚可退的 {left} 元，请核对。",
            refund.amount, refund.of
        );
        return Err(Refused::new("refund.too_much", sentence));
    }
    Ok(())
}
