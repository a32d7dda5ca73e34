//! Derived figures of contributions worked out again; the first difference is named.

use crate::verify::{Check, Outcome};
use crate::{Session, StoreError, params, pool};

/// The checks of this area.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "bill.parts",
        zh: "账单各来源合计等于账单金额、个人部分等于个人应缴",
        run: bill_parts,
    },
    Check {
        name: "bill.orphan",
        zh: "账单明细都有账单",
        run: bill_orphan,
    },
    Check {
        name: "payment.uses",
        zh: "抵账合计不超过收款、不少于退款",
        run: payment_uses,
    },
    Check {
        name: "payment.refunds",
        zh: "退费不超过收款",
        run: payment_refunds,
    },
    Check {
        name: "payment.over",
        zh: "每个来源的抵账不超过应缴",
        run: payment_over,
    },
    Check {
        name: "bill.ends",
        zh: "作废的账单有且只有作废记录",
        run: bill_ends,
    },
    Check {
        name: "payment.lost",
        zh: "收款不是抵账就是待处理",
        run: payment_lost,
    },
    Check {
        name: "payment.gone",
        zh: "抵账都有收付款",
        run: payment_gone,
    },
    Check {
        name: "payment.balance",
        zh: "收款等于抵账、退费与待处理之和",
        run: payment_balance,
    },
    Check {
        name: "payment.batch",
        zh: "收款文件的批次金额等于其各笔收款",
        run: payment_batch,
    },
];

// Sums are grouped first and then joined: looked up record by record, they cost the square of the rows on an
// engine that knows nothing of the sizes of its tables.

fn bill_parts(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM bill",
        "SELECT MIN(b.bill) FROM bill b LEFT JOIN (SELECT p.bucket AS bucket, p.bill AS bill, SUM(p.amount) AS amount, \
     SUM(CASE WHEN p.payer = 'person' THEN p.amount ELSE 0 END) AS own FROM bill_part p WHERE p.pool = $1 \
     GROUP BY p.bucket, p.bill) q ON q.bucket = b.bucket AND q.bill = b.bill WHERE b.pool = $1 AND \
     (b.amount <> COALESCE(q.amount, 0) OR b.own <> COALESCE(q.own, 0))",
        "bill",
        "各来源合计与账单金额不符",
    )
}

fn bill_orphan(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM bill_part",
        "SELECT MIN(q.bill) FROM (SELECT bucket, bill FROM bill_part WHERE pool = $1 EXCEPT \
     SELECT bucket, bill FROM bill WHERE pool = $1) q",
        "bill",
        "明细没有账单",
    )
}

fn payment_uses(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM payment",
        "SELECT MIN(m.payment) FROM payment m LEFT JOIN (SELECT u.payment AS payment, SUM(u.amount) AS used \
     FROM payment_use u WHERE u.pool = $1 GROUP BY u.payment) q ON q.payment = m.payment WHERE m.pool = $1 AND \
     ((m.kind = 'receipt' AND m.amount < COALESCE(q.used, 0)) OR (m.kind <> 'receipt' AND \
     m.amount > COALESCE(q.used, 0)))",
        "payment",
        "抵账合计与收付金额不符",
    )
}

fn payment_refunds(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM payment",
        "SELECT MIN(m.payment) FROM (SELECT r.of_payment AS payment, -SUM(r.amount) AS back FROM payment r \
     WHERE r.pool = $1 AND r.of_payment IS NOT NULL GROUP BY r.of_payment) q \
     JOIN payment m ON m.pool = $1 AND m.payment = q.payment WHERE m.kind = 'receipt' AND m.amount < q.back",
        "payment",
        "退费超过收款金额",
    )
}

fn payment_over(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM bill",
        "SELECT MIN(u.bill) FROM (SELECT bucket, bill, payer, SUM(amount) AS used FROM payment_use WHERE pool = $1 \
     GROUP BY bucket, bill, payer) u LEFT JOIN (SELECT bucket, bill, payer, SUM(amount) AS due FROM bill_part \
     WHERE pool = $1 GROUP BY bucket, bill, payer) p ON p.bucket = u.bucket AND p.bill = u.bill AND \
     p.payer = u.payer WHERE u.used < 0 OR u.used > COALESCE(p.due, 0)",
        "bill",
        "有来源的抵账为负或超过应缴",
    )
}

fn bill_ends(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM bill",
        "SELECT MIN(b.bill) FROM bill b LEFT JOIN bill_end e ON e.pool = b.pool AND e.bucket = b.bucket AND \
     e.bill = b.bill WHERE b.pool = $1 AND (b.tx_to < 9223372036854775807) <> (e.bill IS NOT NULL)",
        "bill",
        "作废与否和作废记录不一致",
    )
}

fn payment_lost(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM payment",
        "SELECT MIN(q.payment) FROM (SELECT payment FROM payment WHERE pool = $1 AND kind = 'receipt' EXCEPT \
     SELECT payment FROM payment_use WHERE pool = $1 EXCEPT SELECT payment FROM suspense WHERE pool = $1) q",
        "payment",
        "既没有抵账，也不在待处理款项中",
    )
}

fn payment_gone(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM payment_use",
        "SELECT MIN(q.payment) FROM (SELECT payment FROM payment_use WHERE pool = $1 EXCEPT \
     SELECT payment FROM payment WHERE pool = $1) q",
        "payment",
        "有抵账，而收付款记录不存在",
    )
}

// What of a receipt neither counts for a bill nor was paid back stands in suspense. A work item may outlive its
// money: of two for one receipt, the first that is matched takes all that is free.
fn payment_balance(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM payment WHERE kind = 'receipt'",
        // One sum over all that speaks of a receipt: an engine that joins the sums may walk one for each row of another.
        "SELECT MIN(q.payment) FROM (SELECT m.payment AS payment, SUM(m.free) AS free, MAX(m.receipt) AS receipt, \
     MAX(m.waits) AS waits FROM (SELECT payment, amount AS free, 1 AS receipt, 0 AS waits FROM payment \
     WHERE pool = $1 AND kind = 'receipt' \
     UNION ALL SELECT of_payment, amount, 0, 0 FROM payment WHERE pool = $1 AND of_payment IS NOT NULL \
     UNION ALL SELECT COALESCE(p.of_payment, p.payment), -x.amount, 0, 0 FROM payment_use x \
     JOIN payment p ON p.pool = x.pool AND p.payment = x.payment WHERE x.pool = $1 \
     UNION ALL SELECT payment, 0, 0, 1 FROM suspense WHERE pool = $1 AND tx_to = 9223372036854775807) m \
     GROUP BY m.payment) q WHERE q.receipt = 1 AND (q.free < 0 OR (q.free > 0 AND q.waits = 0))",
        "payment",
        "收款与抵账、退费、待处理之和不符",
    )
}

fn payment_batch(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT COUNT(*) FROM batch WHERE kind = 'pay.collect'",
        "SELECT MIN(b.batch) FROM batch b LEFT JOIN (SELECT batch, SUM(amount) AS amount FROM payment \
     WHERE pool = $1 AND batch IS NOT NULL GROUP BY batch) q ON q.batch = b.batch \
     WHERE b.pool = $1 AND b.kind = 'pay.collect' AND b.amount <> COALESCE(q.amount, 0)",
        "batch",
        "批次金额与其各笔收款之和不符",
    )
}

/// The first record that a statement finds in each pooling area. `what` is its table.
fn first(
    session: &mut Session<'_>,
    count: &str,
    sql: &str,
    what: &str,
    zh: &str,
) -> Result<Outcome, StoreError> {
    let examined = session.row(count, &[])?.map_or(Ok(0), |row| row.int(0))?;
    let examined = u64::try_from(examined).unwrap_or_default();
    for (pool, _) in pool::all(session)? {
        let row = session.row(sql, &params![pool])?;
        if let Some(no) = row.map_or(Ok(None), |row| row.maybe_int(0))? {
            let record = format!("{what} pool={} {what}={no}", pool.number());
            return Ok(Outcome::differs(examined, record, zh));
        }
    }
    Ok(Outcome::sound(examined))
}
