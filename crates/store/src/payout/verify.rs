//! Payouts, recomputed: transfers against their parts and sheets, what the bank paid against the books.

use crate::claim::first;
use crate::verify::{Check, Outcome};
use crate::{Session, StoreError};

/// The checks of payouts.
pub const CHECKS: &[Check] = &[
    Check {
        name: "payout.transfers",
        zh: "付款等于其各部分之和，也等于付款单的实付额",
        run: transfers,
    },
    Check {
        name: "payout.confirmed",
        zh: "银行确认支付的款项都已入账，未支付的没有入账",
        run: confirmed,
    },
    Check {
        name: "payout.expense",
        zh: "支付入账的凭证所列支出等于确认支付的金额",
        run: expense,
    },
];

fn transfers(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT t.pool, t.transfer, t.amount, CAST(COALESCE(o.amount, 0) AS BIGINT), COALESCE(s.net, t.amount) \
         FROM payout_transfer t LEFT JOIN (SELECT pool, transfer, SUM(amount) AS amount FROM payout_portion \
         WHERE kind = 'paid' GROUP BY pool, transfer) o ON o.pool = t.pool AND o.transfer = t.transfer \
         LEFT JOIN payout_sheet s ON s.pool = t.pool AND s.sheet = t.sheet ORDER BY t.pool, t.transfer",
        &[],
    )?;
    first(
        &rows,
        "付款金额与其各部分或付款单不符",
        |row| {
            let amount = row.int(2)?;
            let record = format!(
                "payout_transfer pool={} transfer={}",
                row.int(0)?,
                row.int(1)?
            );
            Ok((amount == row.int(3)? && amount == row.int(4)?, record))
        },
    )
}

fn confirmed(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT t.pool, t.transfer, CASE WHEN a.state = 'paid' THEN t.amount ELSE 0 END, \
         CAST(COALESCE(b.amount, 0) AS BIGINT) FROM payout_transfer t LEFT JOIN payout_answer a ON a.pool = t.pool \
         AND a.transfer = t.transfer AND NOT EXISTS (SELECT 1 FROM payout_answer n WHERE n.pool = a.pool \
         AND n.transfer = a.transfer AND n.place > a.place) \
         LEFT JOIN (SELECT pool, transfer, SUM(CASE WHEN red = 1 THEN -amount ELSE amount END) AS amount \
         FROM payout_booking WHERE event IN ('E11/pay', 'E23/pay', 'E12/release', 'E12/memo-release', 'E21/pay') \
         GROUP BY pool, transfer) b ON b.pool = t.pool AND b.transfer = t.transfer ORDER BY t.pool, t.transfer",
        &[],
    )?;
    first(&rows, "银行确认的金额与入账金额不符", |row| {
        let record = format!(
            "payout_transfer pool={} transfer={}",
            row.int(0)?,
            row.int(1)?
        );
        Ok((row.int(2)? == row.int(3)?, record))
    })
}

/// 5001 (and 5101) = Σ payments confirmed, document by document.
fn expense(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT b.pool, b.booking, CASE WHEN (b.red = 1) <> (b.event = 'E12/keep') THEN -b.amount ELSE b.amount END, \
         CAST(COALESCE(SUM(CASE WHEN l.side = 'debit' THEN l.amount ELSE -l.amount END), 0) AS BIGINT) \
         FROM payout_booking b LEFT JOIN ledger_entry e ON e.pool = b.pool AND e.document = b.document \
         LEFT JOIN ledger_leg l ON l.pool = e.pool AND l.entry = e.entry AND l.book = 'agency' \
         AND l.account BETWEEN 5000 AND 5999 \
         WHERE b.event IN ('E11/pay', 'E23/pay', 'E21/pay', 'E12/booked', 'E12/memo-release', 'E12/keep', 'E14/offset') \
         GROUP BY b.pool, b.booking, b.red, b.event, b.amount ORDER BY b.pool, b.booking",
        &[],
    )?;
    first(
        &rows,
        "凭证所列支出与确认支付的金额不符",
        |row| {
            let record = format!(
                "payout_booking pool={} booking={}",
                row.int(0)?,
                row.int(1)?
            );
            Ok((row.int(2)? == row.int(3)?, record))
        },
    )
}
