//! Entitlement: every span has a ground among the records of the person that covers it.

use access::Scope;

use super::{Check, Outcome};
use crate::{Session, StoreError, entitlement, params, pool};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "entitlement.ground",
    zh: "每段待遇都有依据，依据存在并覆盖该段",
    run: grounds,
}];

fn grounds(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let count = session.row(
            "SELECT COUNT(*) FROM entitlement_span WHERE pool = $1 AND tx_to = 9223372036854775807",
            &params![pool],
        )?;
        let count = count.map_or(Ok(0), |row| row.int(0))?;
        examined += u64::try_from(count).unwrap_or(0);
        let first = entitlement::unfounded(session, Scope::whole(pool), 1)?;
        if let Some((person, from)) = first.first() {
            let record = format!(
                "entitlement_span pool={} person={person} valid_from={from}",
                pool.number()
            );
            let zh = "这段待遇的依据不存在，或不覆盖这段日期";
            return Ok(Outcome::differs(examined, record, zh));
        }
    }
    Ok(Outcome::sound(examined))
}
