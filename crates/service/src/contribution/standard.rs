//! The financing standards of a year.

use std::sync::Arc;

use access::{Actor, Permission, Verdict};
use base::{Date, ProposalNo, Refused};
use benefit::claim::Facts;
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::contribution::standard::{
    Adjustment, AdoptionNo, Balance, Level, Limits, adjustment,
};
use enrolment::contribution::standard::{
    Former, Question, Standard, StandardNo, Tiers, floors, may_decide, may_propose,
    not_below_former, one_tier, split_adds_up, survey,
};
use enrolment::contribution::{Year, forecast};
use serde::{Deserialize, Serialize};
use store::contribution::standard::{self as rows, StoredLevel, StoredStandard};
use store::contribution::{package, report};
use store::{Session, StoreError};

use crate::{Desk, ServiceError, proposals};

/// The kind of proposal.
const KIND: &str = "standard.set";

/// What is proposed: the standards that the adopted package gives for a scheme and year.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The scheme.
    pub scheme: Scheme,
    /// The insurance year.
    pub year: Year,
    /// First day on which bills are drawn up by them.
    pub bill_from: Date,
    /// Last day; none for open.
    pub bill_to: Option<Date>,
    /// Schemes before the merge, with their levels, where this unifies them.
    pub former: Vec<Former>,
    /// The year from which there is one tier, where the plan of the merger sets one.
    pub unified_from: Option<Year>,
}

#[derive(Serialize, Deserialize)]
struct Body {
    scheme: String,
    year: i64,
    adoption: i64,
    bill_from: i64,
    bill_to: Option<i64>,
}

/// What a package says of a year, checked against everything a standard must keep.
#[derive(Debug, Clone)]
pub struct Checked {
    /// By group and tier.
    pub standards: Vec<Standard>,
    /// The adoption behind it.
    pub adoption: AdoptionNo,
}

/// Works out the standards and checks them, without proposing anything.
///
/// # Errors
/// The refusals of [`floors`], [`not_below_former`], [`split_adds_up`], [`one_tier`]; `package.none`.
pub fn check(
    session: &mut Session<'_>,
    actor: &Actor,
    proposed: &Proposed,
) -> Result<Checked, ServiceError> {
    let (scope, on) = (actor.scope(), proposed.year.first());
    let policy = crate::package::current(session, scope, proposed.scheme, on)?;
    let adoption = package::current(session, scope, proposed.scheme, on)?;
    let adoption = adoption.ok_or(ServiceError::NotFound("政策包"))?.no;
    let standards = survey(&policy, proposed.year)?;
    for standard in &standards {
        split_adds_up(standard)?;
        not_below_former(standard.level, &former_of(standard, &proposed.former))?;
    }
    ordinary(&policy, proposed.year)?;
    if let Some(unified_from) = proposed.unified_from {
        one_tier(&Tiers::of(proposed.year, &standards), unified_from)?;
    }
    Ok(Checked {
        standards,
        adoption,
    })
}

/// The floors hold for an ordinary person: parameters, not people, decide them.
fn ordinary(policy: &Arc<Policy>, year: Year) -> Result<(), Refused> {
    let nobody = Facts::none(policy.facts.len());
    let question = Question::new(policy, year, &nobody)?;
    match enrolment::contribution::standard::standard(&question) {
        Ok(standard) => floors(&question, &standard).map(|_| ()),
        // People without any fact have no standard of their own (a tier must be chosen): nothing to hold.
        Err(refused) if refused.code() == "standard.none" => Ok(()),
        Err(refused) if refused.code() == "standard.fact_missing" => Ok(()),
        Err(refused) => Err(refused),
    }
}

/// Former levels bind the ordinary standard; groups with a lower one had theirs before too.
fn former_of(standard: &Standard, former: &[Former]) -> Vec<Former> {
    let name = standard.group.as_ref().map(|group| group.as_str());
    let is_ordinary = matches!(name, None | Some("ordinary" | "adult"));
    if is_ordinary {
        former.to_vec()
    } else {
        Vec::new()
    }
}

/// Proposes the standards of a year for a second person of the city to decide.
///
/// # Errors
/// `standard.not_yours`, `standard.county`, `standard.days`, and those of [`check`].
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    proposed: &Proposed,
) -> Result<ProposalNo, ServiceError> {
    may_propose(actor)?;
    if proposed
        .bill_to
        .is_some_and(|last| last < proposed.bill_from)
    {
        return Err(Refused::new("standard.days", "开单截止日期早于起始日期，请核对。").into());
    }
    desk.write(actor, "standard.propose", None, |tx| {
        let checked = check(tx, actor, proposed)?;
        let body = Body {
            scheme: proposed.scheme.code().to_owned(),
            year: proposed.year.number(),
            adoption: checked.adoption.get(),
            bill_from: proposed.bill_from.number(),
            bill_to: proposed.bill_to.map(Date::number),
        };
        let body = serde_json::to_string(&body);
        let body = body.map_err(|error| ServiceError::Input(error.to_string()))?;
        let (pool, subject) = (actor.scope().pool(), proposed.year.number());
        proposals::propose(
            tx,
            actor,
            KIND,
            Permission::StandardDecide,
            pool,
            subject,
            &body,
        )
    })
}

/// Decides proposed standards. Approved ones become the next version of their year; what was billed by an
/// earlier version stays as it is.
///
/// # Errors
/// Those of [`proposals::decide`], `standard.county`; [`ServiceError::NotFound`] for another kind of proposal.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<StandardNo>, ServiceError> {
    may_decide(actor)?;
    desk.write(actor, "standard.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的筹资标准");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(None);
        };
        let broken = || ServiceError::from(StoreError::Corrupt("a proposed standard".to_owned()));
        let body: Body = serde_json::from_str(&proposal.body).map_err(|_| broken())?;
        let scheme = Scheme::parse(&body.scheme).ok_or_else(broken)?;
        let year = Year::from_number(body.year).ok_or_else(broken)?;
        let adoption = AdoptionNo::new(body.adoption).ok_or_else(broken)?;
        let scope = actor.scope();
        let policy = crate::package::adopted(tx, scope, adoption)?;
        let standard = StoredStandard {
            no: tx.next("standard", StandardNo::new)?,
            scheme,
            year,
            version: rows::last_version(tx, scope, scheme, year)?.saturating_add(1),
            adoption,
            bill_from: Date::from_number(body.bill_from).ok_or_else(broken)?,
            bill_to: body.bill_to.and_then(Date::from_number),
            proposal: no,
        };
        rows::insert(tx, &standard, &by_group(survey(&policy, year)?))?;
        Ok(Some(standard.no))
    })
}

/// One standard a group and tier: entries of a package that give the same group and tier differ by facts
/// that bills read again; the first is kept for reports.
fn by_group(standards: Vec<Standard>) -> Vec<Standard> {
    let mut kept: Vec<Standard> = Vec::with_capacity(standards.len());
    for one in standards {
        if !kept
            .iter()
            .any(|old| old.group == one.group && old.tier == one.tier)
        {
            kept.push(one);
        }
    }
    kept
}

/// Every approved version with what each group pays.
///
/// # Errors
/// Storage.
pub fn list(
    desk: &Desk<'_>,
    actor: &Actor,
) -> Result<Vec<(StoredStandard, Vec<StoredLevel>)>, ServiceError> {
    let scope = actor.scope();
    desk.read(|session| {
        let versions = rows::all(session, scope)?;
        let with = versions.into_iter().map(|one| {
            let levels = rows::levels(session, scope, one.no)?;
            Ok((one, levels))
        });
        with.collect()
    })
}

/// The financing of each year by live bills of the actor's region: bills, total and personal part.
///
/// # Errors
/// [`ServiceError::Denied`].
pub fn shares(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<(Year, i64, Level)>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::financing(session, scope))?)
}

/// A proposal for next year's standard, computed from the balance. It changes nothing.
///
/// # Errors
/// `standard.not_yours`, `standard.county`, `standard.adjust`.
pub fn adjust(
    actor: &Actor,
    balance: &Balance,
    limits: &Limits,
) -> Result<Adjustment, ServiceError> {
    may_propose(actor)?;
    Ok(adjustment(balance, limits)?)
}

/// What a target ratio and ceiling need. It changes nothing.
///
/// # Errors
/// `standard.not_yours`, `standard.county`, `forecast.input`.
pub fn what_if(
    actor: &Actor,
    target: &forecast::Target,
) -> Result<forecast::Forecast, ServiceError> {
    may_propose(actor)?;
    Ok(forecast::forecast(target)?)
}
