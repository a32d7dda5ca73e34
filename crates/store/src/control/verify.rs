//! Fund control, recomputed: steps, accounts beside the books, promises, what was matched.

use crate::verify::{Check, Outcome};
use crate::{Row, Session, StoreError};

/// The checks of fund control.
pub const CHECKS: &[Check] = &[
    Check {
        name: "fund.steps",
        zh: "基金事项逐级办理，前后不是同一人，金额不增加",
        run: steps,
    },
    Check {
        name: "fund.items",
        zh: "应收款和备查事项收回不超过发生，上划不超过收回",
        run: items,
    },
    Check {
        name: "fund.promises",
        zh: "预算占用不为负",
        run: promises,
    },
    Check {
        name: "fund.books",
        zh: "基金管理台账与会计账相符",
        run: books,
    },
    Check {
        name: "fund.links",
        zh: "已勾对的账与对账单金额相等",
        run: links,
    },
];

fn steps(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT pool, fund_case, seq, stage, user_name, amount FROM fund_step ORDER BY pool, fund_case, seq",
        &[],
    )?;
    let mut examined = 0;
    let mut before: Option<&Row> = None;
    for row in &rows {
        examined += 1;
        let first = row.int(2)? == 1;
        let sound = match before.filter(|_| !first) {
            None => first,
            Some(last) => follows(last, row)?,
        };
        if !sound {
            let record = format!(
                "fund_step pool={} fund_case={} seq={}",
                row.int(0)?,
                row.int(1)?,
                row.int(2)?
            );
            return Ok(Outcome::differs(
                examined,
                record,
                "这一步不能接在上一步之后",
            ));
        }
        before = Some(row);
    }
    Ok(Outcome::sound(examined))
}

/// Whether a step may follow another of the same case: the next number, not behind a rejection, by another user, with no
/// more money.
fn follows(last: &Row, row: &Row) -> Result<bool, StoreError> {
    let same = last.int(0)? == row.int(0)? && last.int(1)? == row.int(1)?;
    let next = last.int(2)?.checked_add(1) == Some(row.int(2)?);
    let open = last.maybe_text(3)?.is_some();
    let another = last.text(4)? != row.text(4)?;
    let grows = match (last.maybe_int(5)?, row.maybe_int(5)?) {
        (Some(before), Some(now)) => now > before,
        _ => false,
    };
    Ok(same && next && open && another && !grows)
}

fn items(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT i.pool, i.item, \
         COALESCE(CAST(SUM(CASE m.kind WHEN 'raised' THEN m.amount WHEN 'cancelled' THEN -m.amount ELSE 0 END) AS BIGINT), 0), \
         COALESCE(CAST(SUM(CASE WHEN m.kind IN ('collected', 'cleared') THEN m.amount ELSE 0 END) AS BIGINT), 0), \
         COALESCE(CAST(SUM(CASE WHEN m.kind = 'passed_on' THEN m.amount ELSE 0 END) AS BIGINT), 0) \
         FROM fund_item i LEFT JOIN fund_movement m ON m.pool = i.pool AND m.item = i.item \
         WHERE i.ledger IN ('receivable', 'memo') GROUP BY i.pool, i.item ORDER BY i.pool, i.item",
        &[],
    )?;
    let mut examined = 0;
    for row in &rows {
        examined += 1;
        let (raised, collected, passed) = (row.int(2)?, row.int(3)?, row.int(4)?);
        if collected > raised || passed > collected {
            let record = format!("fund_item pool={} item={}", row.int(0)?, row.int(1)?);
            return Ok(Outcome::differs(
                examined,
                record,
                "收回或上划的金额超过应收",
            ));
        }
    }
    Ok(Outcome::sound(examined))
}

fn promises(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT pool, region, fund, fund_year, code, CAST(SUM(amount) AS BIGINT) FROM budget_commitment \
         GROUP BY pool, region, fund, fund_year, code ORDER BY pool, region, fund, fund_year, code",
        &[],
    )?;
    let mut examined = 0;
    for row in &rows {
        examined += 1;
        if row.int(5)? < 0 {
            let record = format!(
                "budget_commitment pool={} region={} fund={} fund_year={} code={}",
                row.int(0)?,
                row.int(1)?,
                row.text(2)?,
                row.int(3)?,
                row.text(4)?
            );
            return Ok(Outcome::differs(examined, record, "核销的占用超过占用"));
        }
    }
    Ok(Outcome::sound(examined))
}

/// What each case moved on its account beside the books, or released, against what it booked: only those movements
/// that are money. Red letter that undoes a document counts against it.
fn books(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT a.pool, a.fund_case, CAST(SUM(a.beside) AS BIGINT), CAST(SUM(a.booked) AS BIGINT) FROM ( \
         SELECT m.pool AS pool, m.fund_case AS fund_case, m.amount AS beside, 0 AS booked FROM fund_movement m \
         JOIN fund_item i ON i.pool = m.pool AND i.item = m.item WHERE m.fund_case IS NOT NULL \
         AND ((i.ledger = 'risk' AND m.kind IN ('extraction', 'grant')) OR i.ledger IN ('revolving', 'holding') \
         OR (i.ledger = 'receivable' AND m.kind = CASE WHEN i.kind = 'historic_arrear' THEN 'passed_on' ELSE 'collected' END)) \
         UNION ALL SELECT s.pool, s.fund_case, s.amount, 0 FROM fund_step s \
         JOIN fund_case c ON c.pool = s.pool AND c.fund_case = s.fund_case \
         WHERE (c.kind = 'fund_request' AND s.stage = 'county_released') OR (c.kind = 'alliance_prepay' AND s.stage = 'paid') \
         UNION ALL SELECT d.pool, d.fund_case, 0, l.amount FROM ledger_document d \
         JOIN ledger_entry o ON o.pool = d.pool AND o.document = d.document AND o.part = d.part \
         JOIN ledger_entry e ON e.pool = o.pool AND (e.entry = o.entry OR e.reverses = o.entry) \
         JOIN ledger_leg l ON l.pool = e.pool AND l.entry = e.entry WHERE d.fund_case IS NOT NULL AND l.book = 'agency' \
         AND ((d.event = 27 AND l.account = 3101 AND l.side = 'credit') OR (d.event = 28 AND l.account = 3101) \
         OR (d.event IN (15, 32) AND l.account = 1101) OR (d.event = 33 AND l.account = 5001) \
         OR (d.event = 34 AND (l.account = 1201 OR l.sub <> '')) OR (d.event IN (38, 40) AND l.account = 4101) \
         OR (d.event = 10 AND l.account = 1004)) \
         ) a GROUP BY a.pool, a.fund_case ORDER BY a.pool, a.fund_case",
        &[],
    )?;
    let mut examined = 0;
    for row in &rows {
        examined += 1;
        if row.int(2)? != row.int(3)? {
            let record = format!("fund_case pool={} fund_case={}", row.int(0)?, row.int(1)?);
            let what = "台账金额与该事项的记账凭证不符";
            return Ok(Outcome::differs(examined, record, what));
        }
    }
    Ok(Outcome::sound(examined))
}

fn links(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT k.pool, k.link_group, CAST(SUM(CASE WHEN k.side = 'statement' THEN -o.amount \
         WHEN l.side = 'debit' THEN l.amount ELSE -l.amount END) AS BIGINT) FROM reconcile_link k \
         LEFT JOIN outside_line o ON k.side = 'statement' AND o.pool = k.pool AND o.statement = k.record AND o.line = k.part \
         LEFT JOIN ledger_leg l ON k.side = 'book' AND l.pool = k.pool AND l.entry = k.record AND l.leg = k.part \
         GROUP BY k.pool, k.link_group ORDER BY k.pool, k.link_group",
        &[],
    )?;
    let mut examined = 0;
    for row in &rows {
        examined += 1;
        if row.maybe_int(2)? != Some(0) {
            let record = format!(
                "reconcile_link pool={} link_group={}",
                row.int(0)?,
                row.int(1)?
            );
            return Ok(Outcome::differs(
                examined,
                record,
                "勾对的双方金额不相等，或有一方已不存在",
            ));
        }
    }
    Ok(Outcome::sound(examined))
}
