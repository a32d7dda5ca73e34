//! Plan variants and the employers on them, by four eyes.

use access::{Actor, Permission, Verdict};
use base::{Date, OrganisationNo, ProposalNo, Ratio, Refused};
use enrolment::premium::PlanVariant;
use serde::{Deserialize, Serialize};
use store::premium::plan;

use super::load;
use crate::{Desk, ServiceError, proposals};

const VARIANT: &str = "premium.variant";
const PLAN: &str = "premium.plan";

#[derive(Serialize, Deserialize)]
struct VariantBody {
    code: String,
    title: String,
    employer_rate: String,
    person_rate: String,
    has_account: bool,
    article: String,
}

#[derive(Serialize, Deserialize)]
struct PlanBody {
    employer: i64,
    region: i64,
    code: String,
    from: i64,
    until: Option<i64>,
}

/// An employer that is to be on a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmployerPlan<'a> {
    /// The employer.
    pub employer: OrganisationNo,
    /// The variant.
    pub code: &'a str,
    /// First day.
    pub from: Date,
    /// Last day; `None`: open.
    pub until: Option<Date>,
}

/// Proposes a variant for the pool.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `premium.article` without a document; storage.
pub fn propose_variant(
    desk: &Desk<'_>,
    actor: &Actor,
    variant: &PlanVariant,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::StandardPropose)?;
    if variant.article.trim().is_empty() {
        return Err(Refused::new("premium.article", "请写明缴费办法所依据的文件与条款。").into());
    }
    let body = VariantBody {
        code: variant.code.clone(),
        title: variant.title.clone(),
        employer_rate: variant.employer_rate.to_string(),
        person_rate: variant.person_rate.to_string(),
        has_account: variant.has_account,
        article: variant.article.clone(),
    };
    let (body, needs) = (json(&body)?, Permission::StandardDecide);
    desk.write(actor, "premium.variant", None, |tx| {
        proposals::propose(tx, actor, VARIANT, needs, scope.pool(), 0, &body)
    })
}

/// Proposes to put an employer on a variant.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for the employer or the variant; storage.
pub fn propose_plan(
    desk: &Desk<'_>,
    actor: &Actor,
    wanted: EmployerPlan<'_>,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(actor, "premium.plan", None, |tx| {
        let employer = load::employer(tx, scope, wanted.employer)?;
        let variant = plan::variant(tx, scope, wanted.code)?;
        let variant = variant.ok_or(ServiceError::NotFound("参保办法"))?;
        let body = json(&PlanBody {
            employer: wanted.employer.get(),
            region: employer.region.number(),
            code: variant.code,
            from: wanted.from.number(),
            until: wanted.until.map(Date::number),
        })?;
        let needs = Permission::ContributionDecide;
        let subject = wanted.employer.get();
        proposals::propose(tx, actor, PLAN, needs, employer.region, subject, &body)
    })
}

/// Decides a proposed variant, or a proposal to put an employer on one.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `proposal.decided`,
/// `proposal.kind`; storage.
pub fn decide_plan(
    desk: &Desk<'_>,
    actor: &Actor,
    proposal: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<(), ServiceError> {
    desk.write(actor, "premium.decide_plan", Some(reason), |tx| {
        let decided = proposals::decide(desk, tx, actor, proposal, verdict, reason)?;
        let approved = verdict == Verdict::Approved;
        match decided.kind.as_str() {
            VARIANT if approved => {
                let variant = read_variant(&decided.body)?;
                Ok(plan::set_variant(tx, &variant, proposal)?)
            }
            PLAN if approved => {
                let body: PlanBody = serde_json::from_str(&decided.body).map_err(|_| unread())?;
                let employer = OrganisationNo::new(body.employer).ok_or_else(unread)?;
                let region = base::RegionCode::from_number(body.region).ok_or_else(unread)?;
                let from = Date::from_number(body.from).ok_or_else(unread)?;
                let until = body.until.and_then(Date::from_number);
                let scope = actor.may_in(Permission::ContributionDecide, region)?;
                let days = (from, until);
                Ok(plan::put_on(
                    tx,
                    scope,
                    (employer, region),
                    &body.code,
                    days,
                    proposal,
                )?)
            }
            VARIANT | PLAN => Ok(()),
            _ => Err(super::defer::of_kind(&decided.kind, PLAN)
                .err()
                .map_or_else(unread, ServiceError::from)),
        }
    })
}

fn read_variant(body: &str) -> Result<PlanVariant, ServiceError> {
    let body: VariantBody = serde_json::from_str(body).map_err(|_| unread())?;
    let rate = |text: &str| Ratio::parse(text).map_err(|error| ServiceError::Input(error.zh()));
    Ok(PlanVariant {
        employer_rate: rate(&body.employer_rate)?,
        person_rate: rate(&body.person_rate)?,
        code: body.code,
        title: body.title,
        has_account: body.has_account,
        article: body.article,
    })
}

fn json(body: &impl Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(body).map_err(|_| unread())
}

fn unread() -> ServiceError {
    ServiceError::Input("待复核事项的内容不能读取，请重新拟定。".to_owned())
}
