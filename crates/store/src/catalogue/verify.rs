//! Checks of the catalogue: what is kept is what was loaded, and the revisions count what was kept.

use crate::verify::{Check, Outcome};
use crate::{Session, StoreError};

use super::digest::{change_of, digest, next_token};

pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "catalogue.rows",
        zh: "医保目录各次导入的内容与其摘要一致",
        run: rows,
    },
    Check {
        name: "catalogue.revision",
        zh: "医保目录修订号由各版本依次推得",
        run: revisions,
    },
    Check {
        name: "catalogue.days",
        zh: "同一编码每天至多一条目录记录、一条机构对照",
        run: days,
    },
];

fn rows(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let (mut examined, mut first) = (0, None);
    session.each(
        "SELECT pool, release_no, digest, content, row_count FROM catalogue_release ORDER BY pool, release_no",
        &[],
        &mut |row| {
            examined += 1;
            let text = zstd::decode_all(row.bytes(3)?).ok();
            let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
            let (wanted, count) = (row.text(2)?, row.int(4)?);
            let sound = text.is_some_and(|text| {
                digest(&text) == wanted && i64::try_from(text.lines().count()) == Ok(count)
            });
            if !sound && first.is_none() {
                first = Some(format!(
                    "catalogue_release pool={} release_no={}",
                    row.int(0)?,
                    row.int(1)?
                ));
            }
            Ok(())
        },
    )?;
    Ok(match first {
        Some(record) => Outcome::differs(examined, record, "内容与导入时的摘要不符"),
        None => Outcome::sound(examined),
    })
}

/// The revision of a city's catalogue counts its versions, and its token follows from their digests.
fn revisions(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let versions = session.rows(
        "SELECT v.pool, r.list, r.digest, r.effective FROM catalogue_version v JOIN catalogue_release r \
         ON r.pool = v.pool AND r.release_no = v.release_no ORDER BY v.pool, v.version",
        &[],
    )?;
    let kept = session.rows(
        "SELECT pool, revision, token FROM catalogue_revision WHERE part = '' ORDER BY pool",
        &[],
    )?;
    let mut wanted: Vec<(i64, i64, String)> = Vec::new();
    for row in &versions {
        let pool = row.int(0)?;
        let change = change_of(row.text(1)?, row.text(2)?, row.int(3)?);
        match wanted.last_mut() {
            Some((last, count, token)) if *last == pool => {
                *count += 1;
                *token = next_token(token, change.as_bytes());
            }
            _ => wanted.push((pool, 1, next_token("", change.as_bytes()))),
        }
    }
    let examined = versions.len() as u64;
    let mut found = Vec::new();
    for row in &kept {
        found.push((row.int(0)?, row.int(1)?, row.text(2)?.to_owned()));
    }
    let differs = |(pool, ..): &(i64, i64, String)| {
        let record = format!("catalogue_revision pool={pool} part=''");
        Outcome::differs(examined, record, "修订号与已生效的各版本不符")
    };
    let odd = wanted.iter().find(|row| !found.contains(row));
    let odd = odd.or_else(|| found.iter().find(|row| !wanted.contains(row)));
    Ok(odd.map_or_else(|| Outcome::sound(examined), differs))
}

fn days(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let twice = [
        (
            "SELECT a.pool, a.entry FROM catalogue_item a JOIN catalogue_item b ON b.pool = a.pool AND b.list = a.list \
             AND b.code = a.code AND b.entry > a.entry AND b.valid_from <= a.valid_to AND b.valid_to >= a.valid_from \
             AND b.tx_to = 9223372036854775807 WHERE a.tx_to = 9223372036854775807 ORDER BY a.pool, a.entry LIMIT 1",
            "catalogue_item",
        ),
        (
            "SELECT a.pool, a.entry FROM catalogue_term a JOIN catalogue_term b ON b.pool = a.pool AND b.code = a.code \
             AND b.entry > a.entry AND b.valid_from <= a.valid_to AND b.valid_to >= a.valid_from \
             AND b.tx_to = 9223372036854775807 WHERE a.tx_to = 9223372036854775807 ORDER BY a.pool, a.entry LIMIT 1",
            "catalogue_term",
        ),
        (
            "SELECT a.pool, a.mapping FROM own_mapping a JOIN own_mapping b ON b.pool = a.pool \
             AND b.institution = a.institution AND b.own_code = a.own_code AND b.mapping > a.mapping \
             AND b.valid_from <= a.valid_to AND b.valid_to >= a.valid_from AND b.approved_class <> '' \
             AND b.tx_to = 9223372036854775807 WHERE a.tx_to = 9223372036854775807 AND a.approved_class <> '' \
             ORDER BY a.pool, a.mapping LIMIT 1",
            "own_mapping",
        ),
    ];
    let counts = session.row(
        "SELECT (SELECT COUNT(*) FROM catalogue_item) + (SELECT COUNT(*) FROM catalogue_term) \
         + (SELECT COUNT(*) FROM own_mapping)",
        &[],
    )?;
    let examined = counts.map_or(Ok(0), |row| row.int(0))?;
    let examined = u64::try_from(examined).unwrap_or(0);
    for (sql, table) in twice {
        if let Some(row) = session.rows(sql, &[])?.first() {
            let record = format!("{table} pool={} number={}", row.int(0)?, row.int(1)?);
            return Ok(Outcome::differs(examined, record, "同一编码同一天有两条"));
        }
    }
    Ok(Outcome::sound(examined))
}
