//! Premiums and personal accounts: parts add up to bills, entries to balances.

use super::{Check, Outcome};
use crate::{Row, Session, StoreError};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "premium.parts",
        zh: "单位缴费账单的各项之和等于应缴金额",
        run: parts,
    },
    Check {
        name: "premium.people",
        zh: "单位缴费账单上各人应缴之和等于个人部分",
        run: people,
    },
    Check {
        name: "account.balance",
        zh: "个人账户流水逐笔累加等于余额",
        run: balances,
    },
];

fn parts(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let all = session.rows(
        "SELECT b.pool, b.premium_bill, b.amount, CAST(COALESCE(q.amount, 0) AS BIGINT) FROM premium_bill b LEFT JOIN \
         (SELECT pool, premium_bill, SUM(amount) AS amount FROM premium_part GROUP BY pool, premium_bill) q \
         ON q.pool = b.pool AND q.premium_bill = b.premium_bill WHERE b.kind = 'bill' ORDER BY b.pool, b.premium_bill",
        &[],
    )?;
    equal(&all, "账单金额与各项之和不符")
}

fn people(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let all = session.rows(
        "SELECT b.pool, b.premium_bill, CAST(COALESCE(q.amount, 0) AS BIGINT), CAST(COALESCE(d.own, 0) AS BIGINT) \
         FROM premium_bill b LEFT JOIN (SELECT pool, premium_bill, SUM(amount) AS amount FROM premium_part \
         WHERE payer = 'person' GROUP BY pool, premium_bill) q ON q.pool = b.pool AND q.premium_bill = b.premium_bill \
         LEFT JOIN (SELECT pool, premium_bill, SUM(own) AS own FROM premium_due GROUP BY pool, premium_bill) d \
         ON d.pool = b.pool AND d.premium_bill = b.premium_bill WHERE b.kind = 'bill' ORDER BY b.pool, b.premium_bill",
        &[],
    )?;
    equal(&all, "个人部分与各人应缴之和不符")
}

fn equal(all: &[Row], zh: &str) -> Result<Outcome, StoreError> {
    for (index, row) in all.iter().enumerate() {
        if row.int(2)? != row.int(3)? {
            let record = format!(
                "premium_bill pool={} premium_bill={}",
                row.int(0)?,
                row.int(1)?
            );
            return Ok(Outcome::differs(index as u64 + 1, record, zh));
        }
    }
    Ok(Outcome::sound(all.len() as u64))
}

fn balances(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let (mut examined, mut first) = (0_u64, None);
    let mut whose = (0, 0, 0);
    let mut balance = (0_i64, 0_i64);
    session.each(
        "SELECT pool, bucket, person, account_entry, current_move, past_move, current_after, past_after FROM account_entry \
         ORDER BY pool, bucket, person, account_entry",
        &[],
        &mut |row| {
            examined += 1;
            let owner = (row.int(0)?, row.int(1)?, row.int(2)?);
            if owner != whose {
                (whose, balance) = (owner, (0, 0));
            }
            balance = (
                balance.0.saturating_add(row.int(4)?),
                balance.1.saturating_add(row.int(5)?),
            );
            if first.is_none() && balance != (row.int(6)?, row.int(7)?) {
                first = Some(format!(
                    "account_entry pool={} person={} account_entry={}",
                    owner.0,
                    owner.2,
                    row.int(3)?
                ));
            }
            Ok(())
        },
    )?;
    Ok(match first {
        Some(record) => Outcome::differs(examined, record, "余额与逐笔累加不符"),
        None => Outcome::sound(examined),
    })
}
