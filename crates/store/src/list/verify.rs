//! Checks of settlement lists: each belongs to a settlement, says its money, and its versions and steps have no gap.

use crate::verify::{Check, Outcome};
use crate::{Session, StoreError};

pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "list.settlements",
        zh: "每份结算清单都属于一笔结算，就诊、人员、机构一致",
        run: settlements,
    },
    Check {
        name: "list.money",
        zh: "每版清单的支付方之和等于费用总额，并与上传时的结算金额一致",
        run: money,
    },
    Check {
        name: "list.versions",
        zh: "清单的版本和步骤连续，状态变更合乎规则",
        run: versions,
    },
];

fn settlements(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let first = session.row(
        "SELECT l.pool, l.bucket, l.list FROM settlement_list l LEFT JOIN settlement s ON s.settlement = l.settlement \
         AND s.pool = l.pool AND s.tx_to = 9223372036854775807 \
         WHERE s.settlement IS NULL OR s.nature <> 'settlement' OR s.visit <> l.visit OR s.person <> l.person \
         OR s.institution <> l.institution OR s.region <> l.region OR s.settled_on <> l.settled_on \
         OR s.care <> l.care ORDER BY l.pool, l.bucket, l.list LIMIT 1",
        &[],
    )?;
    told(
        session,
        "SELECT COUNT(*) FROM settlement_list",
        first,
        "清单与其结算不一致",
    )
}

/// The money of the settlement as it was known when the version came.
fn money(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let payers = session.row(
        "SELECT v.pool, v.bucket, v.list FROM settlement_list_version v LEFT JOIN settlement_list_payer p \
         ON p.pool = v.pool AND p.bucket = v.bucket AND p.list = v.list AND p.version = v.version \
         GROUP BY v.pool, v.bucket, v.list, v.version, v.bill, v.fund_pay, v.account_pay, v.cash, v.provider_pay \
         HAVING COALESCE(SUM(p.amount), 0) <> v.bill \
         OR COALESCE(SUM(CASE WHEN p.payer = 'fund' THEN p.amount ELSE 0 END), 0) <> v.fund_pay \
         OR COALESCE(SUM(CASE WHEN p.payer = 'account' THEN p.amount ELSE 0 END), 0) <> v.account_pay \
         OR COALESCE(SUM(CASE WHEN p.payer = 'person' THEN p.amount ELSE 0 END), 0) <> v.cash \
         ORDER BY v.pool, v.bucket, v.list LIMIT 1",
        &[],
    )?;
    let settled = session.row(
        "SELECT v.pool, v.bucket, v.list FROM settlement_list_version v JOIN settlement_list l ON l.pool = v.pool \
         AND l.bucket = v.bucket AND l.list = v.list WHERE NOT EXISTS (SELECT 1 FROM settlement s \
         WHERE s.pool = v.pool AND s.bucket = v.bucket AND s.settlement = l.settlement AND s.tx_from <= v.tx_from \
         AND s.tx_to >= v.tx_from AND s.bill = v.bill AND s.fund_pay = v.fund_pay \
         AND s.account_pay = v.account_pay AND s.cash = v.cash AND s.provider_pay = v.provider_pay) \
         ORDER BY v.pool, v.bucket, v.list LIMIT 1",
        &[],
    )?;
    let all = "SELECT COUNT(*) FROM settlement_list_version";
    told(session, all, payers.or(settled), "清单金额与结算不符")
}

fn versions(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let gap = session.row(
        "SELECT l.pool, l.bucket, l.list FROM settlement_list l LEFT JOIN settlement_list_version v \
         ON v.pool = l.pool AND v.bucket = l.bucket AND v.list = l.list GROUP BY l.pool, l.bucket, l.list \
         HAVING COUNT(v.version) = 0 OR MAX(v.version) <> COUNT(v.version) ORDER BY l.pool, l.bucket, l.list LIMIT 1",
        &[],
    )?;
    let step = session.row(
        "SELECT v.pool, v.bucket, v.list FROM settlement_list_version v LEFT JOIN settlement_list_step s \
         ON s.pool = v.pool AND s.bucket = v.bucket AND s.list = v.list AND s.version = v.version \
         GROUP BY v.pool, v.bucket, v.list, v.version \
         HAVING COUNT(s.step) = 0 OR MAX(s.step) <> COUNT(s.step) ORDER BY v.pool, v.bucket, v.list LIMIT 1",
        &[],
    )?;
    let jump = session.row(
        "SELECT n.pool, n.bucket, n.list FROM settlement_list_step n LEFT JOIN settlement_list_step s \
         ON s.pool = n.pool AND s.bucket = n.bucket AND s.list = n.list AND s.version = n.version \
         AND s.step = n.step - 1 WHERE (n.step = 1 AND n.state NOT IN ('0', '1')) \
         OR (n.step > 1 AND COALESCE(s.state, '') || n.state NOT IN ('01', '30', '31', '12', '13')) \
         ORDER BY n.pool, n.bucket, n.list LIMIT 1",
        &[],
    )?;
    let all = "SELECT COUNT(*) FROM settlement_list_step";
    told(
        session,
        all,
        gap.or(step).or(jump),
        "清单版本或状态步骤有误",
    )
}

fn told(
    session: &mut Session<'_>,
    all: &str,
    first: Option<crate::Row>,
    why: &str,
) -> Result<Outcome, StoreError> {
    let count = session.row(all, &[])?;
    let count = count.map_or(Ok(0), |row| row.int(0))?;
    let examined = u64::try_from(count).unwrap_or(0);
    match first {
        None => Ok(Outcome::sound(examined)),
        Some(row) => {
            let (pool, bucket, list) = (row.int(0)?, row.int(1)?, row.int(2)?);
            let record = format!("settlement_list pool={pool} bucket={bucket} list={list}");
            Ok(Outcome::differs(examined, record, why))
        }
    }
}
