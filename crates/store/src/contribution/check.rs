//! Derived figures worked out again; the first difference is named.

use base::{BillNo, PaymentNo, RegionCode};

use crate::{Session, StoreError, Value};

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The parts of a bill do not add up to it, or the person's parts not to its own part.
    Parts(BillNo),
    /// More of a payment counts for bills than arrived, or a refund counts the wrong way.
    Uses(PaymentNo),
    /// More was paid back than arrived.
    Refunds(PaymentNo),
    /// A payer's part of a bill is paid more than it is.
    Overpaid(BillNo),
    /// A withdrawn bill has no reason, or a live one has.
    End(BillNo),
    /// Money that neither counts for a bill nor waits as a work item.
    Lost(PaymentNo),
}

impl Flaw {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Flaw::Parts(bill) => format!("账单 {bill} 各来源合计与账单金额不符。"),
            Flaw::Uses(payment) => format!("缴费 {payment} 抵账合计超过收款金额。"),
            Flaw::Refunds(payment) => format!("缴费 {payment} 的退费超过收款金额。"),
            Flaw::Overpaid(bill) => format!("账单 {bill} 有来源的抵账超过应缴。"),
            Flaw::End(bill) => format!("账单 {bill} 作废与否和作废记录不一致。"),
            Flaw::Lost(payment) => format!("缴费 {payment} 既没有抵账，也不在待处理款项中。"),
        }
    }
}

/// A statement that finds the first record of a kind of flaw, and the flaw.
type Check = (&'static str, fn(i64) -> Option<Flaw>);

/// Works out every derived figure of a pooling area again; the first of each kind that differs.
///
/// # Errors
/// [`StoreError`].
pub fn check(session: &mut Session<'_>, pool: RegionCode) -> Result<Vec<Flaw>, StoreError> {
    let bill: fn(i64) -> Option<Flaw> = |no| BillNo::new(no).map(Flaw::Parts);
    let checks: [Check; 7] = [
        (
            "SELECT MIN(b.bill) FROM bill b WHERE b.pool = $1 AND (b.amount <> (SELECT COALESCE(SUM(p.amount), 0) FROM bill_part p \
             WHERE p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill) OR b.own <> (SELECT COALESCE(SUM(p.amount), 0) FROM bill_part p \
             WHERE p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill AND p.payer = 'person'))",
            bill,
        ),
        (
            "SELECT MIN(p.bill) FROM bill_part p WHERE p.pool = $1 AND NOT EXISTS (SELECT 1 FROM bill b \
             WHERE b.pool = p.pool AND b.bucket = p.bucket AND b.bill = p.bill)",
            bill,
        ),
        (
            "SELECT MIN(m.payment) FROM payment m WHERE m.pool = $1 AND ((m.kind = 'receipt' AND m.amount < \
             (SELECT COALESCE(SUM(u.amount), 0) FROM payment_use u WHERE u.pool = m.pool AND u.payment = m.payment)) \
             OR (m.kind <> 'receipt' AND m.amount > (SELECT COALESCE(SUM(u.amount), 0) FROM payment_use u \
             WHERE u.pool = m.pool AND u.payment = m.payment)))",
            |no| PaymentNo::new(no).map(Flaw::Uses),
        ),
        (
            "SELECT MIN(m.payment) FROM payment m WHERE m.pool = $1 AND m.kind = 'receipt' AND m.amount < \
             (SELECT COALESCE(-SUM(r.amount), 0) FROM payment r WHERE r.pool = m.pool AND r.of_payment = m.payment)",
            |no| PaymentNo::new(no).map(Flaw::Refunds),
        ),
        (
            "SELECT MIN(q.bill) FROM (SELECT u.bill AS bill FROM payment_use u WHERE u.pool = $1 GROUP BY u.pool, u.bucket, u.bill, u.payer \
             HAVING SUM(u.amount) < 0 OR SUM(u.amount) > (SELECT COALESCE(SUM(p.amount), 0) FROM bill_part p \
             WHERE p.pool = u.pool AND p.bucket = u.bucket AND p.bill = u.bill AND p.payer = u.payer)) q",
            |no| BillNo::new(no).map(Flaw::Overpaid),
        ),
        (
            "SELECT MIN(b.bill) FROM bill b WHERE b.pool = $1 AND (CASE WHEN b.tx_to = 9223372036854775807 THEN 0 ELSE 1 END) <> \
             (SELECT COUNT(*) FROM bill_end e WHERE e.pool = b.pool AND e.bucket = b.bucket AND e.bill = b.bill)",
            |no| BillNo::new(no).map(Flaw::End),
        ),
        (
            "SELECT MIN(m.payment) FROM payment m WHERE m.pool = $1 AND m.kind = 'receipt' \
             AND NOT EXISTS (SELECT 1 FROM payment_use u WHERE u.pool = m.pool AND u.payment = m.payment) \
             AND NOT EXISTS (SELECT 1 FROM suspense s WHERE s.pool = m.pool AND s.payment = m.payment)",
            |no| PaymentNo::new(no).map(Flaw::Lost),
        ),
    ];
    let mut flaws = Vec::new();
    for (sql, flaw) in checks {
        let row = session.row(sql, &[Value::from(pool)])?;
        let first = row.map_or(Ok(None), |row| row.maybe_int(0))?;
        flaws.extend(first.and_then(flaw));
    }
    Ok(flaws)
}
