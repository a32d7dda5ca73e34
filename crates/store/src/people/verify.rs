//! Checks of the register: what is derived from names, numbers and lists is recomputed.

use base::{Date, DocumentType};
use enrolment::people::matching::block;
use enrolment::people::{DocumentNumber, PersonName};

use crate::verify::{Check, Outcome};
use crate::{Row, Session, StoreError};

/// The checks of the register.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "person.derived",
        zh: "比对用的姓名、分组和所在区划与登记内容一致",
        run: versions,
    },
    Check {
        name: "person.number",
        zh: "比对用的证件号码和校验结论与登记的号码一致",
        run: documents,
    },
    Check {
        name: "person.source",
        zh: "名册接收的行数与逐行去向一致，没有遗漏",
        run: sources,
    },
];

/// The first row of which `wrong` says something; every row is looked at one after the other.
fn first(
    session: &mut Session<'_>,
    sql: &str,
    mut wrong: impl FnMut(&Row) -> Result<Option<(String, &'static str)>, StoreError>,
) -> Result<Outcome, StoreError> {
    let (mut examined, mut found) = (0_u64, None);
    session.each(sql, &[], &mut |row| {
        if found.is_none() {
            examined += 1;
            found = wrong(&row)?;
        }
        Ok(())
    })?;
    Ok(match found {
        None => Outcome::sound(examined),
        Some((record, zh)) => Outcome::differs(examined, record, zh),
    })
}

fn versions(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let sql = "SELECT v.pool, v.person, v.valid_from, v.name, v.name_key, v.block, v.birth, v.residence, v.valid_to, p.region \
               FROM person_version v JOIN person p ON p.pool = v.pool AND p.bucket = v.bucket AND p.person = v.person \
               WHERE v.tx_to = 9223372036854775807 ORDER BY v.pool, v.person, v.valid_from";
    first(session, sql, |row| {
        let record = format!(
            "person_version pool={} person={} valid_from={}",
            row.int(0)?,
            row.int(1)?,
            row.int(2)?
        );
        let Ok(name) = PersonName::new(row.text(3)?) else {
            return Ok(Some((record, "姓名无法读取")));
        };
        let (key, birth): (String, Date) = (name.canonical(), row.date(6)?);
        let zh = if key != row.text(4)? {
            "比对用的姓名不是由姓名得出的"
        } else if block(&key, birth) != row.int(5)? {
            "比对分组不是由姓名和出生日期得出的"
        } else if row.int(8)? == crate::OPEN_DATE && row.int(7)? != row.int(9)? {
            "所在区划与现居住地不一致"
        } else {
            return Ok(None);
        };
        Ok(Some((record, zh)))
    })
}

fn documents(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let sql = "SELECT pool, person, document_type, number_key, number, original, sound FROM person_document \
               WHERE tx_to = 9223372036854775807 ORDER BY pool, person, document_type, number_key";
    first(session, sql, |row| {
        let record = format!(
            "person_document pool={} person={} type={}",
            row.int(0)?,
            row.int(1)?,
            row.text(2)?
        );
        let document_type = row.code(2, |code| DocumentType::from_code(code).ok())?;
        let text = match row.maybe_text(5)? {
            Some(original) => original,
            None => row.text(4)?,
        };
        let Ok(number) = DocumentNumber::read(document_type, text) else {
            return Ok(Some((record, "证件号码无法读取")));
        };
        let zh = if number.canonical() != row.text(3)? {
            "比对用的号码不是由登记的号码得出的"
        } else if number.is_sound() != row.flag(6)? {
            "号码的校验结论不对"
        } else {
            return Ok(None);
        };
        Ok(Some((record, zh)))
    })
}

fn sources(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let sql = "SELECT b.pool, b.batch, b.taken, COALESCE(s.listed, 0) FROM batch b LEFT JOIN \
               (SELECT pool, batch, COUNT(*) AS listed FROM person_source GROUP BY pool, batch) s \
               ON s.pool = b.pool AND s.batch = b.batch WHERE b.kind = 'person.import' ORDER BY b.pool, b.batch";
    first(session, sql, |row| {
        let record = format!("batch pool={} batch={}", row.int(0)?, row.int(1)?);
        let short = row.int(2)? != row.int(3)?;
        Ok(short.then_some((record, "接收的行数与有去向的行数不符")))
    })
}
