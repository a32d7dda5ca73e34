//! Claims, recomputed: lines against payables, awards against lines and findings.

use crate::verify::{Check, Outcome};
use crate::{Row, Session, StoreError};

/// The checks of claims.
pub const CHECKS: &[Check] = &[
    Check {
        name: "claim.lines",
        zh: "月度申报的每条明细与结算时的应付款一致",
        run: lines,
    },
    Check {
        name: "claim.awards",
        zh: "申报额等于准予支付、不予支付与暂缓支付之和",
        run: awards,
    },
];

fn lines(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT l.pool, l.claim, l.settlement, l.part, CAST(CASE WHEN p.amount IS NOT NULL AND p.amount = l.amount \
         AND p.nature = l.nature AND p.care = l.care AND p.benefit_year = l.benefit_year AND p.settled_on = l.settled_on \
         AND p.institution = c.claimant AND p.region = c.county AND p.scheme = c.scheme AND c.fund = l.fund \
         THEN 1 ELSE 0 END AS BIGINT) FROM claim_line l JOIN claim c ON c.pool = l.pool AND c.claim = l.claim \
         LEFT JOIN payable p ON p.pool = l.pool AND p.bucket = l.bucket AND p.settlement = l.settlement \
         AND p.part = l.part AND p.fund = l.fund WHERE c.claimant_kind = 'institution' \
         ORDER BY l.pool, l.claim, l.settlement, l.part",
        &[],
    )?;
    first(&rows, "申报明细与结算时的应付款不符", |row| {
        let record = format!(
            "claim_line pool={} claim={} settlement={} part={}",
            row.int(0)?,
            row.int(1)?,
            row.int(2)?,
            row.text(3)?
        );
        Ok((row.flag(4)?, record))
    })
}

/// A claim that was decided: what its lines come to, less what is refused and what is still suspended, is awarded.
fn awards(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let rows = session.rows(
        "SELECT c.pool, c.claim, CAST(COALESCE(l.amount, 0) AS BIGINT), CAST(COALESCE(f.amount, 0) AS BIGINT), \
         CAST(COALESCE(r.paid, 0) AS BIGINT), CAST(COALESCE(a.amount, 0) AS BIGINT) FROM claim c \
         JOIN claim_step s ON s.pool = c.pool AND s.claim = c.claim AND s.kind = 'decided' \
         LEFT JOIN (SELECT pool, claim, SUM(amount) AS amount FROM claim_line GROUP BY pool, claim) l \
         ON l.pool = c.pool AND l.claim = c.claim \
         LEFT JOIN (SELECT pool, claim, step, SUM(amount) AS amount FROM claim_finding GROUP BY pool, claim, step) f \
         ON f.pool = s.pool AND f.claim = s.claim AND f.step = s.step \
         LEFT JOIN (SELECT u.pool, u.claim, SUM(u.suspended - u.refused) AS paid FROM (SELECT g.pool, g.claim, g.refused, \
         (SELECT CAST(COALESCE(SUM(q.amount), 0) AS BIGINT) FROM claim_finding q WHERE q.pool = g.pool AND q.claim = g.claim AND q.step = 3 \
         AND q.verdict = 'suspend' AND q.settlement = g.settlement AND q.part = g.part) AS suspended FROM claim_ruling g) u \
         GROUP BY u.pool, u.claim) r ON r.pool = c.pool AND r.claim = c.claim \
         LEFT JOIN (SELECT pool, claim, SUM(amount) AS amount FROM claim_award GROUP BY pool, claim) a \
         ON a.pool = c.pool AND a.claim = c.claim ORDER BY c.pool, c.claim",
        &[],
    )?;
    first(
        &rows,
        "准予支付与申报额减不予支付、暂缓支付不符",
        |row| {
            let due = row
                .int(2)?
                .saturating_sub(row.int(3)?)
                .saturating_add(row.int(4)?);
            let record = format!("claim pool={} claim={}", row.int(0)?, row.int(1)?);
            Ok((due == row.int(5)?, record))
        },
    )
}

/// The first row that is not sound, by what `tell` says of each.
pub(crate) fn first(
    rows: &[Row],
    zh: &str,
    tell: impl Fn(&Row) -> Result<(bool, String), StoreError>,
) -> Result<Outcome, StoreError> {
    for (index, row) in rows.iter().enumerate() {
        let (sound, record) = tell(row)?;
        if !sound {
            return Ok(Outcome::differs(index as u64 + 1, record, zh));
        }
    }
    Ok(Outcome::sound(rows.len() as u64))
}
