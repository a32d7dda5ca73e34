//! What bears on claims and their payment: holidays and offices, and by four eyes the accounts of payees, deductions
//! and the deposit that is withheld.

use access::{Actor, Permission, Verdict};
use base::{Date, Fen, ProposalNo, ProviderId, Ratio, Refused, RegionCode, Rounding};
use enrolment::Scheme;
use serde::{Deserialize, Serialize};
use settlement::claim::{
    Claimant, Deduction, DeductionKind, DeductionNo, DepositRule, FundCode, PayKey, Signed,
};
use settlement::payout::{DepositBooking, Payee};
use store::Tx;
use store::claim::deposit::{self, Ruled};
use store::claim::{calendar, deduction, office, payee};
use store::proposals::Proposal;

use super::steps::signed;
use crate::{Desk, ServiceError, proposals};

/// The kind of proposal.
const KIND: (&str, &str) = ("claim.setting", "结算支付设置");

/// Enters the holidays of a year and the days made up for them; entered anew, the latest counts.
///
/// # Errors
/// [`ServiceError::Denied`]; `claim.calendar` where the days contradict each other or lie in another year; storage.
pub fn enter_year(
    desk: &Desk<'_>,
    actor: &Actor,
    (year, document): (i32, &str),
    (free, worked): (&[Date], &[Date]),
) -> Result<(), ServiceError> {
    actor.may_in(Permission::ClaimSet, actor.scope().pool())?;
    let checked = base::WorkingCalendar::weekends_only().with_year(year, free, worked);
    checked.map_err(|error| Refused::new("claim.calendar", error.zh()))?;
    if document.trim().is_empty() {
        let zh = "请注明放假通知的文号，以便查对。";
        return Err(Refused::new("claim.calendar", zh).into());
    }
    desk.write(actor, "claim.calendar", None, |tx| {
        Ok(calendar::enter(tx, year, document.trim(), (free, worked))?)
    })
}

/// Names the office at which an institution claims.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn assign_office(
    desk: &Desk<'_>,
    actor: &Actor,
    institution: &ProviderId,
    at: RegionCode,
) -> Result<(), ServiceError> {
    let scope = actor.may_in(Permission::ClaimSet, actor.scope().pool())?;
    desk.write(actor, "claim.office", None, |tx| {
        Ok(office::assign(tx, scope, institution, at)?)
    })
}

/// What is asked for and decided by a second user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The account of a claimant; the county is that of the claimant.
    Payee(Claimant, RegionCode, Payee),
    /// A deduction from what an institution is paid.
    Deduction {
        /// Of whose payments.
        key: PayKey,
        /// Why.
        kind: DeductionKind,
        /// In 分.
        amount: Fen,
        /// What for.
        reason: String,
    },
    /// The deposit that is withheld, of one institution or of all.
    Deposit(Ruled),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Body {
    Payee {
        kind: String,
        code: String,
        region: i64,
        name: String,
        account: String,
        bank: String,
    },
    Deduction {
        kind: String,
        code: String,
        county: i64,
        fund: String,
        scheme: String,
        why: String,
        amount: i64,
        reason: String,
        made_at: i64,
        made_on: i64,
    },
    Deposit {
        institution: String,
        from: i64,
        share: String,
        rounding: String,
        booked: bool,
        article: String,
    },
}

/// Proposes a setting.
///
/// # Errors
/// [`ServiceError::Denied`]; `claim.deduction_amount`, `claim.reason`, `claim.deposit_share`; storage.
pub fn propose(desk: &Desk<'_>, actor: &Actor, ask: &Ask) -> Result<ProposalNo, ServiceError> {
    let (body, region) = body(&signed(desk, actor), actor, ask)?;
    actor.may_in(Permission::ClaimPropose, region)?;
    let text = serde_json::to_string(&body).map_err(|_| unreadable())?;
    desk.write(actor, "claim.propose", None, |tx| {
        let needs = Permission::ClaimDecide;
        proposals::propose(tx, actor, KIND.0, needs, region, 0, &text)
    })
}

fn body(made: &Signed, actor: &Actor, ask: &Ask) -> Result<(Body, RegionCode), ServiceError> {
    Ok(match ask {
        Ask::Payee(claimant, region, payee) => {
            let texts = [&payee.name, &payee.account, &payee.bank];
            if texts.iter().any(|text| text.trim().is_empty()) {
                let zh = "请填写收款户名、账号和开户行。";
                return Err(Refused::new("payout.payee", zh).into());
            }
            let body = Body::Payee {
                kind: claimant.kind().to_owned(),
                code: claimant.code(),
                region: region.number(),
                name: payee.name.clone(),
                account: payee.account.clone(),
                bank: payee.bank.clone(),
            };
            (body, *region)
        }
        Ask::Deduction {
            key,
            kind,
            amount,
            reason,
        } => {
            if *amount <= Fen::ZERO || reason.trim().is_empty() {
                let zh = "扣款须写明理由和大于零的金额，请补填。";
                return Err(Refused::new("claim.deduction_amount", zh).into());
            }
            let body = Body::Deduction {
                kind: key.claimant.kind().to_owned(),
                code: key.claimant.code(),
                county: key.county.number(),
                fund: key.fund.to_string(),
                scheme: key.scheme.code().to_owned(),
                why: kind.code().to_owned(),
                amount: amount.get(),
                reason: reason.trim().to_owned(),
                made_at: made.office.number(),
                made_on: made.on.number(),
            };
            (body, key.county)
        }
        Ask::Deposit(ruled) => {
            // A share of more than the whole is refused when it is set, not when it is paid.
            ruled.rule.withhold(Fen::new(10_000))?;
            let body = Body::Deposit {
                institution: ruled.institution.clone(),
                from: ruled.from.number(),
                share: ruled.rule.share.to_string(),
                rounding: ruled.rule.rounding.name().to_owned(),
                booked: ruled.booking == DepositBooking::Booked,
                article: ruled.rule.article.clone(),
            };
            (body, actor.scope().pool())
        }
    })
}

/// Decides a setting; what was approved holds at once.
///
/// # Errors
/// As [`proposals::decide`]; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<(), ServiceError> {
    actor.may(Permission::ClaimDecide)?;
    desk.write(actor, "claim.decide_setting", Some(reason), |tx| {
        let approved = proposals::approved(desk, tx, actor, KIND, no, verdict, reason)?;
        match approved {
            None => Ok(()),
            Some(proposal) => carry_out(desk, tx, actor, &proposal),
        }
    })
}

fn carry_out(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    proposal: &Proposal,
) -> Result<(), ServiceError> {
    let body: Body = serde_json::from_str(&proposal.body).map_err(|_| unreadable())?;
    let scope = actor.scope();
    match body {
        Body::Payee {
            kind,
            code,
            region,
            name,
            account,
            bank,
        } => {
            let claimant = Claimant::parse(&kind, &code).ok_or_else(unreadable)?;
            let region = RegionCode::from_number(region).ok_or_else(unreadable)?;
            let account = Payee {
                name,
                account,
                bank,
            };
            let whose = (&claimant, region);
            Ok(payee::set(tx, scope, whose, &account, proposal.no)?)
        }
        Body::Deposit {
            institution,
            from,
            share,
            rounding,
            booked,
            article,
        } => {
            let ruled = Ruled {
                institution,
                from: Date::from_number(from).ok_or_else(unreadable)?,
                rule: DepositRule {
                    share: Ratio::parse(&share).map_err(|_| unreadable())?,
                    rounding: Rounding::parse(&rounding).map_err(|_| unreadable())?,
                    article,
                },
                booking: if booked {
                    DepositBooking::Booked
                } else {
                    DepositBooking::Noted
                },
            };
            let region = scope.pool();
            Ok(deposit::set_rule(tx, scope, region, &ruled, proposal.no)?)
        }
        Body::Deduction { .. } => {
            let no = tx.next("claim_deduction", DeductionNo::new)?;
            let checked = signed(desk, actor);
            let deduction = deduction_of(no, &body, proposal, checked).ok_or_else(unreadable)?;
            deduction.check()?;
            let region = deduction.key.county;
            Ok(deduction::add(tx, scope, region, &deduction, proposal.no)?)
        }
    }
}

fn deduction_of(
    no: DeductionNo,
    body: &Body,
    proposal: &Proposal,
    checked: Signed,
) -> Option<Deduction> {
    let Body::Deduction {
        kind,
        code,
        county,
        fund,
        scheme,
        why,
        amount,
        reason,
        made_at,
        made_on,
    } = body
    else {
        return None;
    };
    Some(Deduction {
        no,
        key: PayKey {
            claimant: Claimant::parse(kind, code)?,
            county: RegionCode::from_number(*county)?,
            fund: FundCode::new(fund).ok()?,
            scheme: Scheme::parse(scheme)?,
        },
        kind: DeductionKind::parse(why)?,
        amount: Fen::new(*amount),
        taken: Fen::ZERO,
        reason: reason.clone(),
        made: Signed {
            by: proposal.maker.clone(),
            office: RegionCode::from_number(*made_at)?,
            on: Date::from_number(*made_on)?,
        },
        checked,
    })
}

fn unreadable() -> ServiceError {
    Refused::new("claim.body", "待复核事项的内容无法识别，请退回重办。").into()
}
