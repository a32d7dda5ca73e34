//! Four eyes and separation of duties, recomputed from the records.

use access::separation::separated;
use access::{Grant, Scope};

use super::{Check, Outcome};
use crate::users::HeldGrant;
use crate::{Session, StoreError, params, pool, proposals, users};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "decision.eyes",
        zh: "拟定人与复核人分开，复核人有权",
        run: decisions,
    },
    Check {
        name: "grant.apart",
        zh: "不相容角色分开",
        run: grants,
    },
    Check {
        name: "role.rules",
        zh: "角色的权限和不相容的角色与程序一致",
        run: roles,
    },
];

/// The guards of the database ask these tables who may do what.
fn roles(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let (examined, first) = users::differs(session)?;
    Ok(match first {
        None => Outcome::sound(examined),
        Some(record) => Outcome::differs(examined, record, "与程序中的角色规则不一致"),
    })
}

fn decisions(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let whole = Scope::whole(pool);
        let held = users::grants(session, whole)?;
        for proposal in proposals::decided(session, whole)? {
            let Some(decision) = &proposal.decision else {
                continue;
            };
            examined += 1;
            let record = format!("decision pool={} proposal={}", pool.number(), proposal.no);
            let own = held.iter().find(|held| held.no == decision.grant);
            let Some(grant) = own.map(|held| &held.grant) else {
                return Ok(Outcome::differs(examined, record, "复核所据的授权不存在"));
            };
            // What the role may do is not asked again: a later version may narrow it.
            let apart = decision.checker != proposal.maker && *grant.user() == decision.checker;
            let place = grant.scope().covers(proposal.region);
            if !apart || !place || !grant.validity().covers(decision.on) {
                return Ok(Outcome::differs(examined, record, "复核人无权复核这一事项"));
            }
        }
    }
    Ok(Outcome::sound(examined))
}

fn grants(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut examined = 0;
    for (pool, _) in pool::all(session)? {
        let held = users::grants(session, Scope::whole(pool))?;
        let live: Vec<&HeldGrant> = held.iter().filter(|held| !held.revoked).collect();
        for (index, one) in live.iter().enumerate() {
            examined += 1;
            let before: Vec<Grant> = live
                .iter()
                .take(index)
                .filter(|other| other.grant.user() == one.grant.user())
                .map(|other| other.grant.clone())
                .collect();
            if separated(&before, &one.grant).is_err() {
                let record = format!("app_grant pool={} grant_no={}", pool.number(), one.no);
                return Ok(Outcome::differs(
                    examined,
                    record,
                    "同一用户持有不相容的角色",
                ));
            }
        }
        let sql = "SELECT user_name FROM app_password WHERE pool = $1 AND tx_to = 9223372036854775807 \
                   GROUP BY user_name HAVING COUNT(*) > 1 ORDER BY user_name";
        if let Some(row) = session.rows(sql, &params![pool])?.first() {
            let record = format!(
                "app_password pool={} user_name={}",
                pool.number(),
                row.text(0)?
            );
            return Ok(Outcome::differs(examined, record, "同一用户有两个有效密码"));
        }
    }
    Ok(Outcome::sound(examined))
}
