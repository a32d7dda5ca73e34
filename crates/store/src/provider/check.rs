//! Providers recomputed: files that follow the steps of the law, agreements word for word on the one text, one
//! agreement at a time, and a revision behind which nothing hides.

use access::Scope;

use super::{Which, agreement, file};
use crate::verify::{Check, Outcome};
use crate::{Session, StoreError, params, pool};

/// The checks of this area.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "provider.files",
        zh: "定点档案的步骤依次成立，协议与统一文本一致，同一时间只有一份协议",
        run: files,
    },
    Check {
        name: "provider.revision",
        zh: "机构目录的修订号不早于其中任何一条记录",
        run: revision,
    },
];

fn files(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let whole = Scope::whole(pool);
        // Steps that cannot follow one another end the reading as a difference.
        let files = file::all(session, whole, Which::All)?;
        let templates = agreement::templates(session, whole)?;
        let agreements = agreement::all(session, whole, Which::All)?;
        let mut placed = Vec::with_capacity(agreements.len());
        for one in agreements {
            examined += 1;
            let record = format!(
                "provider_agreement pool={} agreement={}",
                pool.number(),
                one.no
            );
            let text = templates.iter().find(|text| text.version == one.template);
            if text.is_none_or(|text| text.digest != one.digest) {
                return Ok(Outcome::differs(examined, record, "与统一文本不一致"));
            }
            let signed = |file: &&directory::agreement::Designation| {
                let mut steps = file.steps().iter();
                file.no == one.designation && steps.any(|step| step.agreement == Some(one.no))
            };
            if files.iter().find(signed).is_none() {
                return Ok(Outcome::differs(
                    examined,
                    record,
                    "定点档案中没有签订这份协议的步骤",
                ));
            }
            if directory::agreement::contract::put(&mut placed, one).is_err() {
                return Ok(Outcome::differs(
                    examined,
                    record,
                    "与同一机构的另一份协议同时有效",
                ));
            }
        }
    }
    Ok(Outcome::sound(examined))
}

fn revision(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let row = session.row(
            "SELECT CAST(MAX(x.tx) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM (\
             SELECT tx_from AS tx FROM provider WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_particulars WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_licence WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM designation_step WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_agreement WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_supplement WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_agreement_end WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_sanction WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_sanction_lift WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM provider_department WHERE pool = $1 \
             UNION ALL SELECT tx_to FROM provider_department WHERE pool = $1 AND tx_to < 9223372036854775807 \
             UNION ALL SELECT tx_from FROM medic WHERE pool = $1 \
             UNION ALL SELECT tx_from FROM medic_practice WHERE pool = $1 \
             UNION ALL SELECT tx_to FROM medic_practice WHERE pool = $1 AND tx_to < 9223372036854775807 \
             UNION ALL SELECT tx_from FROM provider_rules WHERE pool = $1) x",
            &params![pool],
        )?;
        let Some(row) = row else {
            continue;
        };
        examined += u64::try_from(row.int(1)?).unwrap_or_default();
        let last = row.maybe_int(0)?.unwrap_or(0);
        if super::revision::revision(session, Scope::whole(pool))? < last {
            let record = format!("provider_revision pool={}", pool.number());
            let zh = "修订号早于目录中最后一次改动，窗口不会重新读取";
            return Ok(Outcome::differs(examined, record, zh));
        }
    }
    Ok(Outcome::sound(examined))
}
