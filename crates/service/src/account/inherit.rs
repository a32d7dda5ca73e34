//! Inheritance of an account: proposed with the deed, decided by another.

use access::{Actor, Permission, Verdict};
use base::{Fen, PersonNo, ProposalNo};
use enrolment::account::{EntryKind, Heir, Payout, inherit};
use serde::{Deserialize, Serialize};
use store::account::{self as rows, NewEntry};
use store::premium::roll;

use crate::premium::of_kind;
use crate::{Desk, ServiceError, proposals};
use base::Refused;

const KIND: &str = "account.inheritance";

/// An heir as proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeirLine {
    /// Name as on the deed.
    pub name: String,
    /// Weight of the share, 1 or more.
    pub weight: i64,
}

#[derive(Serialize, Deserialize)]
struct Body {
    heirs: Vec<HeirLine>,
    document: String,
}

/// Proposes to pay the account of somebody who died to the heirs of a deed.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `account.alive` where
/// no end of the membership is registered, `account.no_heir`, `account.empty`; storage.
pub fn propose_inheritance(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    heirs: Vec<HeirLine>,
    document: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(actor, "account.inherit", Some(document), |tx| {
        let account = rows::find(tx, scope, person)?;
        let account = account.ok_or(ServiceError::NotFound("个人账户"))?;
        let career = roll::career(tx, scope, person)?;
        if career.is_none_or(|row| row.ended_on.is_none()) {
            let sentence = "没有登记参保关系终止（死亡）的日期，不能办理账户继承；请先登记。";
            return Err(Refused::new("account.alive", sentence)
                .under("篇7 第十三条")
                .into());
        }
        let balance = rows::last(tx, scope, &[person])?;
        let balance = balance.get(&person).copied().unwrap_or_default();
        inherit(balance, &named(&heirs))?;
        let body = Body {
            heirs,
            document: document.trim().to_owned(),
        };
        let body = serde_json::to_string(&body).map_err(|_| unread())?;
        let needs = Permission::ContributionDecide;
        proposals::propose(tx, actor, KIND, needs, account.region, person.get(), &body)
    })
}

/// Decides a proposed payout; where approved the account is emptied in the same step.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `proposal.decided`,
/// `proposal.kind`, `account.empty`; storage.
pub fn decide_inheritance(
    desk: &Desk<'_>,
    actor: &Actor,
    proposal: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<Payout>, ServiceError> {
    let scope = actor.may(Permission::ContributionDecide)?;
    let today = desk.today();
    desk.write(actor, "account.decide_inheritance", Some(reason), |tx| {
        let decided = proposals::decide(desk, tx, actor, proposal, verdict, reason)?;
        of_kind(&decided.kind, KIND)?;
        if verdict == Verdict::Rejected {
            return Ok(None);
        }
        let body: Body = serde_json::from_str(&decided.body).map_err(|_| unread())?;
        let person = PersonNo::new(decided.subject).ok_or_else(unread)?;
        let account = rows::find(tx, scope, person)?;
        let account = account.ok_or(ServiceError::NotFound("个人账户"))?;
        let balance = rows::last(tx, scope, &[person])?;
        let balance = balance.get(&person).copied().unwrap_or_default();
        let payout = inherit(balance, &named(&body.heirs))?;
        let entry = NewEntry {
            account: account.place(),
            on: today,
            kind: EntryKind::Inheritance,
            period: 0,
            moves: payout.moves,
            after: balance.after(payout.moves)?,
            corrects: None,
            bill: None,
            because: format!("继承：{}〔篇7 第十三条〕", body.document),
        };
        rows::add(tx, scope, &[entry])?;
        let shares: &[(Heir, Fen)] = &payout.shares;
        rows::add_heirs(tx, &account, shares, &body.document, proposal)?;
        Ok(Some(payout))
    })
}

fn named(lines: &[HeirLine]) -> Vec<Heir> {
    let lines = lines.iter();
    lines
        .map(|line| Heir {
            name: line.name.clone(),
            weight: line.weight,
        })
        .collect()
}

fn unread() -> ServiceError {
    ServiceError::Input("待复核事项的内容不能读取，请重新拟定。".to_owned())
}
