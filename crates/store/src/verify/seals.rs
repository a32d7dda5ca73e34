//! Seals: what was sealed is still there, as it was.

use base::RegionCode;

use super::references::named;
use super::{Check, Difference, Outcome};
use crate::seal::{MARK, Seal, Series, digest, marks, series};
use crate::{Session, StoreError, audit, backup, params, pool};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "seal.runs",
        zh: "封存记录与审计轨迹一致",
        run: runs,
    },
    Check {
        name: "seal.rows",
        zh: "封存以来没有记录被改动、添加或删除",
        run: rows,
    },
];

/// Runs follow one another, their seals give their digests, and the trail names each digest.
fn runs(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let list = session.rows(
            "SELECT run, tx_after, tx_upto, digest FROM seal_run WHERE pool = $1 ORDER BY run",
            &params![pool],
        )?;
        let mut last = (0, 0);
        for row in &list {
            examined += 1;
            let (run, after, upto) = (row.int(0)?, row.int(1)?, row.int(2)?);
            let record = format!("seal_run pool={} run={run}", pool.number());
            let kept = audit::link(row, 3)?;
            if run != last.0 + 1 || after != last.1 {
                return Ok(Outcome::differs(
                    examined,
                    record,
                    "封存不连续，有封存被删除",
                ));
            }
            if digest(&seals_of(session, pool, run)?) != kept {
                return Ok(Outcome::differs(examined, record, "封存内容与其校验值不符"));
            }
            let sql =
                "SELECT COUNT(*) FROM trail WHERE pool = $1 AND kind = 'sealed' AND reason = $2";
            let told = session.row(sql, &params![pool, backup::hex(&kept)])?;
            if told.map_or(Ok(0), |row| row.int(0))? == 0 {
                return Ok(Outcome::differs(examined, record, "审计轨迹中没有这次封存"));
            }
            last = (run, upto);
        }
    }
    Ok(Outcome::sound(examined))
}

fn seals_of(
    session: &mut Session<'_>,
    pool: RegionCode,
    run: i64,
) -> Result<Vec<Seal>, StoreError> {
    let rows = session.rows(
        "SELECT series, tx, marks FROM seal WHERE pool = $1 AND run = $2 ORDER BY series, tx",
        &params![pool, run],
    )?;
    let seal = |row: &crate::Row| {
        Ok(Seal {
            series: row.text(0)?.to_owned(),
            tx: row.int(1)?,
            marks: row.bytes(2)?.to_vec(),
        })
    };
    rows.iter().map(seal).collect()
}

fn rows(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let sql = "SELECT COALESCE(MAX(tx_upto), 0) FROM seal_run WHERE pool = $1";
        let upto = session.row(sql, &params![pool])?;
        let upto = upto.map_or(Ok(0), |row| row.int(0))?;
        for series in series(session)? {
            let first = compare(session, pool, &series, upto, &mut examined)?;
            if first.is_some() {
                return Ok(Outcome { examined, first });
            }
        }
    }
    Ok(Outcome::sound(examined))
}

/// Holds the rows of a series against its seals, both by transaction and key.
fn compare(
    session: &mut Session<'_>,
    pool: RegionCode,
    series: &Series,
    upto: i64,
    examined: &mut u64,
) -> Result<Option<Difference>, StoreError> {
    let kept = session.rows(
        "SELECT tx, marks FROM seal WHERE pool = $1 AND series = $2 ORDER BY tx",
        &params![pool, series.name.as_str()],
    )?;
    let mut sealed = Vec::new();
    for row in &kept {
        let (tx, all) = (row.int(0)?, row.bytes(1)?);
        sealed.extend(all.chunks(MARK).map(|mark| (tx, mark.to_vec())));
    }
    let mut sealed = sealed.into_iter();
    let mut first = None;
    marks(session, pool, series, (0, upto), &mut |tx, mark, key| {
        *examined += 1;
        if first.is_some() {
            return Ok(());
        }
        let zh = match sealed.next() {
            Some((wanted, kept)) if wanted == tx && kept == mark => return Ok(()),
            Some((wanted, _)) if wanted == tx => {
                format!("第 {tx} 号事务写入的这一行被改动，或它前面有行被删除或添加")
            }
            Some((wanted, _)) if wanted < tx => {
                format!("第 {wanted} 号事务写入的行被删除，在这一行之前")
            }
            _ => format!("封存之后添加了第 {tx} 号事务的这一行"),
        };
        let record = named(&series.table, &key);
        first = Some(Difference { record, zh });
        Ok(())
    })?;
    if let (None, Some((tx, _))) = (&first, sealed.next()) {
        let record = format!("{} pool={} tx={tx}", series.name, pool.number());
        let zh = format!("第 {tx} 号事务写入的行被删除");
        first = Some(Difference { record, zh });
    }
    Ok(first)
}
