//! Agreements with the banks that make and serve cards, and self-checks of quality and safety (篇6).

use access::{Actor, Permission, Verdict};
use base::{Date, ProposalNo, Refused, Validity};
use serde::{Deserialize, Serialize};
use store::credential::office::{self as rows, Agreement, Inspected, Inspection};

use crate::{Desk, ServiceError, proposals};

/// The kind of the proposal.
pub const KIND: &str = "card.bank_agreement";

#[derive(Serialize, Deserialize)]
struct Body {
    bank: String,
    selection: String,
    from: i64,
    until: i64,
    form: String,
}

/// What is agreed with a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreeing<'a> {
    /// The bank.
    pub bank: &'a str,
    /// How it was chosen: the plan and its result (合作银行选定方案).
    pub selection: &'a str,
    /// First day.
    pub from: Date,
    /// Last day: an agreement always ends.
    pub until: Date,
    /// The archived agreement.
    pub form: &'a str,
}

/// Proposes an agreement with a bank.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `bank.agreement`, `card.no_form`; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    one: &Agreeing<'_>,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    let empty = one.bank.trim().is_empty() || one.selection.trim().is_empty();
    if empty || one.until < one.from {
        let zh = "请写明合作银行、选定方案，截止日期不得早于起始日期。";
        return Err(Refused::new("bank.agreement", zh).into());
    }
    let body = Body {
        bank: one.bank.trim().to_owned(),
        selection: one.selection.trim().to_owned(),
        from: one.from.number(),
        until: one.until.number(),
        form: one.form.trim().to_owned(),
    };
    let body = serde_json::to_string(&body).map_err(|_| unread())?;
    desk.write(actor, "card.bank_agreement.propose", None, |tx| {
        super::form::archived(tx, scope, one.form)?;
        let (needs, region) = (Permission::CardDecide, scope.region());
        proposals::propose(tx, actor, KIND, needs, region, 0, &body)
    })
}

/// Decides an agreement; its number where it was approved.
///
/// # Errors
/// As of [`proposals::decide`]; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<i64>, ServiceError> {
    desk.write(actor, "card.bank_agreement.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的合作银行协议");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(None);
        };
        let body: Body = serde_json::from_str(&proposal.body).map_err(|_| unread())?;
        let days = (Date::from_number(body.from), Date::from_number(body.until));
        let agreement = Agreement {
            no: tx.take("bank_agreement", 1)?,
            region: proposal.region,
            bank: body.bank,
            selection: body.selection,
            holds: Validity::new(days.0, days.1).map_err(|_| unread())?,
            form: body.form,
            proposal: no,
        };
        rows::agree(tx, actor.scope(), &agreement)?;
        Ok(Some(agreement.no))
    })
}

/// The agreements of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn agreements(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Agreement>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| rows::agreements(session, scope))?)
}

/// Enters a self-check: each item with its result and its evidence; its number.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `inspection.items`, `inspection.finding`, `card.no_form`;
/// storage.
pub fn inspect(
    desk: &Desk<'_>,
    actor: &Actor,
    on: Date,
    items: &[Inspected],
) -> Result<i64, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    if items.is_empty() {
        let zh = "自查清单没有项目，请逐项填写结果和证据。";
        return Err(Refused::new("inspection.items", zh).into());
    }
    if let Some(one) = items
        .iter()
        .find(|one| !one.passed && one.finding.trim().is_empty())
    {
        let zh = format!("“{}”不合格，请写明发现的问题。", one.subject);
        return Err(Refused::new("inspection.finding", zh).into());
    }
    desk.write(actor, "card.inspect", None, |tx| {
        for one in items {
            super::form::archived(tx, scope, &one.form)?;
        }
        let no = tx.take("card_inspection", 1)?;
        rows::inspect(tx, scope, (no, scope.region(), on), items)?;
        Ok(no)
    })
}

/// The self-checks of the actor's region, item by item.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn inspections(
    desk: &Desk<'_>,
    actor: &Actor,
) -> Result<Vec<(Inspection, Inspected)>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| rows::inspections(session, scope))?)
}

fn unread() -> ServiceError {
    ServiceError::Input("待复核事项的内容不能读取，请重新拟定。".to_owned())
}
