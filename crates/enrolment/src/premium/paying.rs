//! Payments on bills, the oldest first.

use super::dues::out_of_range;
use crate::month::Month;
use ::base::{BillNo, Date, Fen, PaymentNo, Refused};

/// What a bill asks, corrections included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Billed {
    /// For which month.
    pub month: Month,
    /// Number of the bill.
    pub no: BillNo,
    /// Last day in time.
    pub due_on: Date,
    /// Net amount, 分.
    pub due: Fen,
}

/// A payment that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paid {
    /// When.
    pub on: Date,
    /// Number of the payment.
    pub no: PaymentNo,
    /// 分; below zero: a payment taken back by a later record.
    pub amount: Fen,
    /// The bill that the payer named; otherwise the oldest that is open.
    pub bill: Option<BillNo>,
}

/// The payment that filled a bill, and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completion {
    /// The last payment.
    pub payment: PaymentNo,
    /// Its day.
    pub on: Date,
}

/// A bill with the money laid on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The bill.
    pub bill: Billed,
    /// Money on it.
    pub paid: Fen,
    /// Since when it is full; `None` while it is not.
    pub completed: Option<Completion>,
}

impl Settled {
    /// Whether money is missing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.paid < self.bill.due
    }

    /// What is missing, 0 or more.
    #[must_use]
    pub fn open(&self) -> Fen {
        let open = self.bill.due.checked_sub(self.paid);
        open.unwrap_or(Fen::ZERO).max(Fen::ZERO)
    }
}

/// Bills with the money laid on them, and what is left over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payments {
    /// Bills, rising by month.
    pub bills: Vec<Settled>,
    /// Money that found no open bill: it waits for the next one.
    pub ahead: Fen,
}

/// Lays payments on bills: first on the bill that the payer named, then on the oldest open one.
/// The order of both inputs does not matter.
///
/// # Errors
/// [`Refused`] `money.range` where a sum leaves the range of money.
pub fn settle(bills: &[Billed], payments: &[Paid]) -> Result<Payments, Refused> {
    let mut bills: Vec<Settled> = bills.iter().map(open).collect();
    bills.sort_by_key(|settled| settled.bill);
    let mut payments = standing(payments)?;
    payments.sort_unstable();
    let mut ahead = Fen::ZERO;
    for payment in &payments {
        let mut left = payment.amount;
        if let Some(named) = payment.bill {
            let named = bills.iter_mut().filter(|settled| settled.bill.no == named);
            left = lay(named, payment, left)?;
        }
        left = lay(bills.iter_mut(), payment, left)?;
        ahead = ahead.checked_add(left).ok_or_else(out_of_range)?;
    }
    Ok(Payments { bills, ahead })
}

fn open(bill: &Billed) -> Settled {
    Settled {
        bill: *bill,
        paid: Fen::ZERO,
        completed: None,
    }
}

/// The payments that stand: one that was taken back carries the number of its counter-record too.
fn standing(payments: &[Paid]) -> Result<Vec<Paid>, Refused> {
    let mut by_number: std::collections::BTreeMap<PaymentNo, Paid> =
        std::collections::BTreeMap::new();
    for payment in payments {
        match by_number.get_mut(&payment.no) {
            Some(known) => {
                let net = known.amount.checked_add(payment.amount);
                known.amount = net.ok_or_else(out_of_range)?;
                known.on = known.on.min(payment.on);
                known.bill = known.bill.or(payment.bill);
            }
            None => {
                by_number.insert(payment.no, *payment);
            }
        }
    }
    let all = by_number.into_values();
    Ok(all.filter(|payment| payment.amount > Fen::ZERO).collect())
}

fn lay<'a>(
    bills: impl Iterator<Item = &'a mut Settled>,
    payment: &Paid,
    mut left: Fen,
) -> Result<Fen, Refused> {
    for settled in bills {
        let part = settled.open().min(left);
        if part <= Fen::ZERO {
            continue;
        }
        settled.paid = settled.paid.checked_add(part).ok_or_else(out_of_range)?;
        left = left.checked_sub(part).ok_or_else(out_of_range)?;
        if !settled.is_open() {
            settled.completed = Some(Completion {
                payment: payment.no,
                on: payment.on,
            });
        }
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_oldest_bill_is_filled_first() {
        let bills = [billed(2, "2026-04", 500), billed(1, "2026-03", 300)];
        let payments = [paid(2, "2026-05-20", 400), paid(1, "2026-04-02", 200)];
        let settled = settle(&bills, &payments).unwrap();
        let open: Vec<i64> = settled.bills.iter().map(|it| it.open().get()).collect();
        assert_eq!(open, [0, 200]);
        let completed = settled.bills[0].completed.unwrap();
        assert_eq!(
            (completed.on, completed.payment.get()),
            (day("2026-05-20"), 2)
        );
        assert_eq!(settled.bills[1].completed, None);
    }

    #[test]
    fn a_named_bill_goes_before_and_the_rest_waits() {
        let bills = [billed(1, "2026-03", 300), billed(2, "2026-04", 500)];
        let mut payment = paid(1, "2026-04-20", 900);
        payment.bill = Some(bills[1].no);
        let settled = settle(&bills, &[payment]).unwrap();
        assert!(settled.bills.iter().all(|it| !it.is_open()));
        assert_eq!(settled.ahead.get(), 100);
    }

    #[test]
    fn a_payment_taken_back_fills_nothing() {
        let bills = [billed(1, "2026-03", 300)];
        let back = Paid {
            amount: Fen::new(-300),
            ..paid(1, "2026-05-01", 0)
        };
        let settled = settle(&bills, &[paid(1, "2026-03-20", 300), back]).unwrap();
        assert!(settled.bills[0].is_open() && settled.bills[0].completed.is_none());
    }

    proptest! {
        /// No 分 is lost or made: what was paid lies on bills or waits, whatever the order.
        #[test]
        fn payments_are_conserved_and_order_does_not_matter(
            dues in prop::collection::vec(0_i64..1_000, 1..8),
            amounts in prop::collection::vec((1_i64..1_500, 0_i32..200), 0..8),
            turn in 0_usize..8,
        ) {
            let bills: Vec<Billed> = (1_i64..).zip(&dues)
                .map(|(no, due)| billed(no, &format!("2026-{no:02}"), *due)).collect();
            let payments: Vec<Paid> = (1_i64..).zip(&amounts).map(|(no, (amount, days))| {
                let on = day("2026-01-01").add_days(*days).unwrap();
                Paid { on, ..paid(no, "2026-01-01", *amount) }
            }).collect();
            let settled = settle(&bills, &payments).unwrap();
            let laid: i64 = settled.bills.iter().map(|it| it.paid.get()).sum();
            let arrived: i64 = amounts.iter().map(|(amount, _)| amount).sum();
            prop_assert_eq!(laid + settled.ahead.get(), arrived);
            let (mut b, mut p) = (bills.clone(), payments.clone());
            let n = b.len();
            b.rotate_left(turn % n);
            if !p.is_empty() { let n = p.len(); p.rotate_left(turn % n); }
            prop_assert_eq!(settle(&b, &p).unwrap(), settled);
        }
    }
}
