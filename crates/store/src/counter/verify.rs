//! Checks of the counter: what funds owe follows from the records, and what was taken back leaves nothing.

use crate::verify::{Check, Outcome};
use crate::{Session, StoreError};

pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "counter.payables",
        zh: "每次就诊的应付款等于其结算、撤销的基金与账户支付之和",
        run: payables,
    },
    Check {
        name: "counter.reversals",
        zh: "撤销记录与被撤销的结算金额相反",
        run: reversals,
    },
    Check {
        name: "counter.accumulators",
        zh: "撤销了的结算在累计中不留痕迹",
        run: accumulators,
    },
    Check {
        name: "counter.messages",
        zh: "每条已答复的报文，其结算都在",
        run: messages,
    },
];

/// A record that came out otherwise in a replay stands with its new money, and the difference is a record beside
/// it: of the two the first counts here, and both have payables.
fn payables(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let first = session.row(
        "SELECT m.pool, m.bucket, m.visit FROM ( \
         SELECT s.pool, s.bucket, s.visit, s.fund_pay + s.account_pay AS amount FROM settlement s \
         WHERE s.tx_to = 9223372036854775807 AND s.nature <> 'adjustment' \
         UNION ALL SELECT p.pool, p.bucket, s.visit, 0 - p.amount AS amount FROM payable p \
         JOIN settlement s ON s.pool = p.pool AND s.bucket = p.bucket AND s.settlement = p.settlement \
         AND s.tx_to = 9223372036854775807) m \
         GROUP BY m.pool, m.bucket, m.visit HAVING SUM(m.amount) <> 0 \
         ORDER BY m.pool, m.bucket, m.visit LIMIT 1",
        &[],
    )?;
    let orphan = session.row(
        "SELECT p.pool, p.bucket, p.settlement FROM payable p LEFT JOIN settlement s ON s.pool = p.pool \
         AND s.bucket = p.bucket AND s.settlement = p.settlement AND s.tx_to = 9223372036854775807 \
         WHERE s.settlement IS NULL ORDER BY p.pool, p.bucket, p.settlement LIMIT 1",
        &[],
    )?;
    let examined = count(session, "SELECT COUNT(*) FROM payable")?;
    if let Some(row) = orphan {
        let record = format!("payable {}", place(&row, "settlement")?);
        return Ok(Outcome::differs(examined, record, "应付款没有对应的结算"));
    }
    told(
        examined,
        first,
        ("settlement", "visit"),
        "应付款与结算金额不符",
    )
}

fn reversals(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let first = session.row(
        "SELECT r.pool, r.bucket, r.settlement FROM settlement r LEFT JOIN settlement s ON s.settlement = r.about \
         AND s.pool = r.pool AND s.bucket = r.bucket AND s.tx_to = 9223372036854775807 \
         WHERE r.nature = 'reversal' AND r.tx_to = 9223372036854775807 AND (s.settlement IS NULL \
         OR s.bill + r.bill <> 0 OR s.fund_pay + r.fund_pay <> 0 OR s.account_pay + r.account_pay <> 0 \
         OR s.cash + r.cash <> 0 OR s.provider_pay + r.provider_pay <> 0) \
         ORDER BY r.pool, r.bucket, r.settlement LIMIT 1",
        &[],
    )?;
    let examined = count(
        session,
        "SELECT COUNT(*) FROM settlement WHERE nature = 'reversal' AND tx_to = 9223372036854775807",
    )?;
    told(
        examined,
        first,
        ("settlement", "settlement"),
        "撤销金额与原结算不相反",
    )
}

/// What a record added, with its differences and its reversal.
fn accumulators(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let first = session.row(
        "SELECT e.pool, e.bucket, COALESCE(s.about, s.settlement) FROM accumulator_entry e \
         JOIN settlement s ON s.settlement = e.record AND s.pool = e.pool AND s.tx_to = 9223372036854775807 \
         JOIN settlement r ON r.about = COALESCE(s.about, s.settlement) AND r.pool = s.pool \
         AND r.nature = 'reversal' AND r.tx_to = 9223372036854775807 \
         GROUP BY e.pool, e.bucket, e.holder, e.acc, e.owner, e.period, COALESCE(s.about, s.settlement) \
         HAVING SUM(e.amount) <> 0 ORDER BY e.pool, e.bucket, COALESCE(s.about, s.settlement) LIMIT 1",
        &[],
    )?;
    let examined = count(session, "SELECT COUNT(*) FROM accumulator_entry")?;
    told(
        examined,
        first,
        ("settlement", "settlement"),
        "已撤销的结算仍留在累计中",
    )
}

fn messages(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let first = session.row(
        "SELECT m.pool, m.message, m.settlement FROM message m LEFT JOIN settlement s ON s.settlement = m.settlement \
         AND s.pool = m.pool AND s.tx_to = 9223372036854775807 \
         WHERE m.settlement IS NOT NULL AND s.settlement IS NULL ORDER BY m.pool, m.message LIMIT 1",
        &[],
    )?;
    let examined = count(session, "SELECT COUNT(*) FROM message")?;
    match first {
        None => Ok(Outcome::sound(examined)),
        Some(row) => {
            let record = format!("message pool={} message={}", row.int(0)?, row.int(1)?);
            Ok(Outcome::differs(examined, record, "已答复的结算不存在"))
        }
    }
}

fn told(
    examined: u64,
    first: Option<crate::Row>,
    (table, column): (&str, &str),
    why: &str,
) -> Result<Outcome, StoreError> {
    match first {
        None => Ok(Outcome::sound(examined)),
        Some(row) => {
            let record = format!("{table} {}", place(&row, column)?);
            Ok(Outcome::differs(examined, record, why))
        }
    }
}

fn place(row: &crate::Row, column: &str) -> Result<String, StoreError> {
    Ok(format!(
        "pool={} bucket={} {column}={}",
        row.int(0)?,
        row.int(1)?,
        row.int(2)?
    ))
}

fn count(session: &mut Session<'_>, sql: &str) -> Result<u64, StoreError> {
    let row = session.row(sql, &[])?;
    let count = row.map_or(Ok(0), |row| row.int(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}
