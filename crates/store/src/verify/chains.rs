//! Chains and numbers: the trail's hashes, and transactions without a gap.

use super::{Check, Difference, Outcome};
use crate::{Session, StoreError, audit, params, pool};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "trail.chain",
        zh: "审计轨迹的哈希链",
        run: trail,
    },
    Check {
        name: "tx.numbers",
        zh: "事务编号连续",
        run: transactions,
    },
];

fn trail(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let mut before = [0_u8; 32];
        let mut last = 0;
        let mut first: Option<Difference> = None;
        session.each(
            "SELECT pool, number, wall, user_name, role, region, kind, command, subject, reason, tx, link \
             FROM trail WHERE pool = $1 ORDER BY number",
            &params![pool],
            &mut |row| {
                let entry = audit::read(&row)?;
                let link = audit::link(&row, 11)?;
                examined += 1;
                let zh = if entry.number != last + 1 {
                    Some("序号不连续，有轨迹被删除")
                } else if link != entry.link(&before) {
                    Some("内容与哈希不符，轨迹被改动")
                } else {
                    None
                };
                if let (Some(zh), None) = (zh, &first) {
                    let record = format!("trail pool={} number={}", entry.pool, entry.number);
                    first = Some(Difference { record, zh: zh.to_owned() });
                }
                last = entry.number;
                before = link;
                Ok(())
            },
        )?;
        if first.is_some() {
            return Ok(Outcome { examined, first });
        }
        if last != taken(session, pool, "trail")? {
            let record = format!("trail pool={} number={}", pool.number(), last + 1);
            return Ok(Outcome::differs(examined, record, "末尾的轨迹被删除"));
        }
    }
    Ok(Outcome::sound(examined))
}

fn transactions(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let row = session.row(
            "SELECT COUNT(*), CAST(COALESCE(MAX(tx), 0) AS BIGINT), CAST(COALESCE(MIN(tx), 1) AS BIGINT) \
             FROM tx WHERE pool = $1",
            &params![pool],
        )?;
        let row = row.ok_or_else(|| StoreError::Corrupt("no count".to_owned()))?;
        let (count, last, begin) = (row.int(0)?, row.int(1)?, row.int(2)?);
        examined += u64::try_from(count).unwrap_or_default();
        let record = |number: i64| format!("tx pool={} tx={number}", pool.number());
        if count != last || begin != 1 {
            return Ok(Outcome::differs(
                examined,
                record(last),
                "事务编号不连续，有事务被删除或添加",
            ));
        }
        if last != taken(session, pool, "tx")? {
            return Ok(Outcome::differs(
                examined,
                record(last),
                "最后的事务与编号序列不符",
            ));
        }
    }
    Ok(Outcome::sound(examined))
}

/// The last number that a sequence gave out.
fn taken(session: &mut Session<'_>, pool: base::RegionCode, name: &str) -> Result<i64, StoreError> {
    let sql = "SELECT next - 1 FROM sequence WHERE pool = $1 AND name = $2";
    let row = session.row(sql, &params![pool, name])?;
    row.map_or(Ok(0), |row| row.int(0))
}
