//! Enrolments worked through again; the first that cannot be is named.

use crate::verify::{Check, Outcome};
use crate::{Session, StoreError, params, pool};

/// The checks of this area.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "enrolment.one",
        zh: "同一人同一天只有一条运行中的参保登记",
        run: one,
    },
    Check {
        name: "enrolment.merged",
        zh: "归并为一人的各条记录同一天只有一条运行中的参保登记",
        run: merged,
    },
    Check {
        name: "enrolment.version",
        zh: "每条参保登记有且只有一个现行版本",
        run: version,
    },
    Check {
        name: "enrolment.state",
        zh: "不予参保、已终止、争议中的登记不占用参保时间",
        run: state,
    },
];

fn one(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        // By person in order of their first days: one that begins before an earlier one has ended overlaps it.
        "SELECT MIN(e.enrolment) FROM (SELECT enrolment, valid_from, MAX(valid_to) OVER (PARTITION BY person \
         ORDER BY valid_from, enrolment ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach FROM enrolment \
         WHERE pool = $1 AND tx_to = 9223372036854775807 AND runs = 1) e WHERE e.reach >= e.valid_from",
        "与同一人的另一条登记日期重叠",
    )
}

// Links form trees, so that a record is followed up to the one that stands for the person. Only records that follow
// another, and those they follow, are looked at: in a city they are few.
fn merged(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "WITH RECURSIVE link (member, leader) AS (SELECT member, leader FROM person_link WHERE pool = $1 \
         AND tx_to = 9223372036854775807 AND valid_to = 99991231 AND void = 0), \
         climb (record, person) AS (SELECT member, leader FROM link UNION \
         SELECT c.record, l.leader FROM climb c JOIN link l ON l.member = c.person), \
         root (record, person) AS (SELECT c.record, c.person FROM climb c \
         WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.member = c.person)), \
         everyone (record, person) AS (SELECT record, person FROM root UNION SELECT person, person FROM root) \
         SELECT MIN(q.enrolment) FROM (SELECT e.enrolment, e.valid_from, MAX(e.valid_to) OVER (PARTITION BY r.person \
         ORDER BY e.valid_from, e.enrolment ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach \
         FROM everyone r JOIN enrolment e ON e.person = r.record WHERE e.pool = $1 \
         AND e.tx_to = 9223372036854775807 AND e.runs = 1) q WHERE q.reach >= q.valid_from",
        "与归并为同一人的另一条登记日期重叠",
    )
}

fn version(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT MIN(x.enrolment) FROM (SELECT enrolment FROM enrolment WHERE pool = $1 \
         GROUP BY bucket, enrolment HAVING SUM(CASE WHEN tx_to = 9223372036854775807 THEN 1 ELSE 0 END) <> 1) x",
        "没有现行版本，或有几个",
    )
}

fn state(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    first(
        session,
        "SELECT MIN(enrolment) FROM enrolment WHERE pool = $1 AND tx_to = 9223372036854775807 AND runs = 1 \
         AND state IN ('draft', 'rejected', 'ended', 'contested')",
        "状态不应占用参保时间",
    )
}

fn first(session: &mut Session<'_>, sql: &str, zh: &str) -> Result<Outcome, StoreError> {
    let count = "SELECT COUNT(*) FROM enrolment WHERE tx_to = 9223372036854775807";
    let examined = session.row(count, &[])?.map_or(Ok(0), |row| row.int(0))?;
    let examined = u64::try_from(examined).unwrap_or_default();
    for (pool, _) in pool::all(session)? {
        let row = session.row(sql, &params![pool])?;
        if let Some(no) = row.map_or(Ok(None), |row| row.maybe_int(0))? {
            let record = format!("enrolment pool={} enrolment={no}", pool.number());
            return Ok(Outcome::differs(examined, record, zh));
        }
    }
    Ok(Outcome::sound(examined))
}
