//! What a commissioned insurer does itself, and how it is supervised (怀远2015 四, 南京2017 五(二), 篇8 一14): its users
//! review claims of the layer and the districts of their contract and nothing else; of what they reviewed the agency draws
//! a share and looks at it again.

use access::{Actor, Permission, Scope};
use base::{Date, Ratio, Refused, RegionCode, Rounding};
use enrolment::Month;
use settlement::claim::{Claim, ClaimNo, Finding, FundCode};
use settlement::insurer::{Contract, ContractNo, InsuredLayer};
use store::claim::read::{self, Head, Wanted};
use store::insurer::sample::{self as rows, SampleRow};
use store::{Session, users};

use super::contracts;
use crate::claim::{give_opinion, signed};
use crate::{Desk, ServiceError};

/// The fund that pays serious illness; all others are basic.
const SERIOUS: &str = "serious-illness";

/// Which layer a fund pays.
fn layer_of(fund: &FundCode) -> InsuredLayer {
    if fund.as_str() == SERIOUS {
        InsuredLayer::SeriousIllness
    } else {
        InsuredLayer::Basic
    }
}

/// Whether a claim is within a contract: its fund and the county of its members.
fn is_within(contract: &Contract, fund: &FundCode, county: RegionCode) -> bool {
    contract.layer == layer_of(fund) && contract.covers(county)
}

/// The contracts of the insurer that a user works for which hold on a day; the user's organisation is the insurer.
fn own(session: &mut Session<'_>, actor: &Actor, on: Date) -> Result<Vec<Contract>, ServiceError> {
    let whole = Scope::whole(actor.scope().pool());
    let user = users::find(session, whole, actor.user())?;
    let insurer = user.map(|user| user.organisation).unwrap_or_default();
    let all = contracts(session, whole)?;
    let mine = all
        .all()
        .iter()
        .filter(|one| one.insurer.as_str() == insurer && one.holds(on));
    let mine: Vec<Contract> = mine.cloned().collect();
    if mine.is_empty() {
        let zh = format!(
            "{on} 没有与“{insurer}”有效的承办合同，不能办理业务；请核对用户的单位和合同期限。"
        );
        return Err(Refused::new("insurer.no_contract", zh)
            .under("南京2017 五(二)")
            .into());
    }
    Ok(mine)
}

/// The claims that the actor's insurer has to do with: those of its layer, of members of its districts.
///
/// # Errors
/// [`ServiceError::Denied`]; `insurer.no_contract`; storage.
pub fn claims(
    desk: &Desk<'_>,
    actor: &Actor,
    month: Option<Month>,
) -> Result<Vec<Head>, ServiceError> {
    let scope = actor.may(Permission::InsurerReview)?;
    let today = desk.today();
    desk.read(|session| {
        let contracts = own(session, actor, today)?;
        let wanted = Wanted {
            month,
            ..Wanted::default()
        };
        let mut all = read::heads(session, scope, wanted)?;
        all.retain(|head| {
            let pay = &head.key.pay;
            let within = |contract: &Contract| is_within(contract, &pay.fund, pay.county);
            contracts.iter().any(within)
        });
        Ok(all)
    })
}

/// The insurer gives its opinion on a claim of its contract, in the place of the agency's first review; the agency
/// decides.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`] for a claim of another layer or district; `insurer.no_contract`;
/// what [`Claim::review`] refuses; storage.
pub fn review(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ClaimNo,
    findings: Vec<Finding>,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::InsurerReview)?;
    let today = desk.today();
    desk.write(actor, "insurer.review", None, |tx| {
        let contracts = own(tx, actor, today)?;
        let found = read::find(tx, scope, no)?;
        let found = found.filter(|claim| {
            let pay = &claim.key().pay;
            let within = |contract: &Contract| is_within(contract, &pay.fund, pay.county);
            contracts.iter().any(within)
        });
        let claim: Claim = found.ok_or(ServiceError::NotFound("结算申报"))?;
        let scope = actor.may_in(Permission::InsurerReview, claim.office())?;
        give_opinion(tx, scope, claim, (signed(desk, actor), findings))
    })
}

/// Draws a share of the claims that an insurer reviewed in a month for a second look: at least one where there is any,
/// the same ones whoever draws; what was drawn before stays drawn. The claims drawn now are answered.
///
/// # Errors
/// [`ServiceError::Denied`]; `insurer.unknown`; `insurer.sample_share` for a share of nothing or more than the whole;
/// storage.
pub fn draw_sample(
    desk: &Desk<'_>,
    actor: &Actor,
    (no, month): (ContractNo, Month),
    share: Ratio,
) -> Result<Vec<ClaimNo>, ServiceError> {
    let scope = actor.may(Permission::InsurerSample)?;
    if share.num() <= 0 || share.num() > share.den() {
        let zh = "抽查比例应大于 0、不超过 100%，请核对。";
        return Err(Refused::new("insurer.sample_share", zh).into());
    }
    desk.write(actor, "insurer.sample", None, |tx| {
        let all = contracts(tx, Scope::whole(scope.pool()))?;
        let contract = all.find(no)?;
        let days = (month.first(), month.last());
        let reviewed = rows::reviewed(tx, scope, contract.insurer.as_str(), days)?;
        let mut heads = read::load(tx, scope, &reviewed)?;
        heads.retain(|claim| is_within(contract, &claim.key().pay.fund, claim.key().pay.county));
        let wanted = part_of(heads.len(), share);
        heads.sort_by_key(|claim| order(claim.no(), month));
        let drawn: Vec<ClaimNo> = rows::samples(tx, scope)?
            .into_iter()
            .map(|one| one.claim)
            .collect();
        let chosen = heads
            .iter()
            .take(wanted)
            .filter(|claim| !drawn.contains(&claim.no()));
        let mut chosen: Vec<(ClaimNo, RegionCode)> =
            chosen.map(|claim| (claim.no(), claim.office())).collect();
        chosen.sort();
        rows::draw(tx, scope, (no, month, actor.user()), &chosen)?;
        Ok(chosen.into_iter().map(|(claim, _)| claim).collect())
    })
}

/// How many of so many a share is, rounded up.
fn part_of(count: usize, share: Ratio) -> usize {
    let count = i128::try_from(count).unwrap_or(i128::MAX);
    let part = count.saturating_mul(share.num().into());
    usize::try_from(Rounding::Up.div(part, share.den().into())).unwrap_or(usize::MAX)
}

/// An order of claims that an insurer cannot foresee from their numbers, and that is the same for everybody.
fn order(no: ClaimNo, month: Month) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(format!("{}/{no}", month.number())).into()
}

/// Keeps what the second look at a claim says.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for a claim that was not drawn; `insurer.judged` a second time;
/// `insurer.reason` for a disagreement without a reason; storage.
pub fn judge(
    desk: &Desk<'_>,
    actor: &Actor,
    claim: ClaimNo,
    (agrees, reason): (bool, &str),
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::InsurerSample)?;
    if !agrees && reason.trim().is_empty() {
        let zh = "抽查认为初审有误的，须写明理由，请补填。";
        return Err(Refused::new("insurer.reason", zh).into());
    }
    let today = desk.today();
    desk.write(actor, "insurer.judge", Some(reason), |tx| {
        let all = rows::samples(tx, scope)?;
        let one = all.into_iter().find(|one| one.claim == claim);
        let one = one.ok_or(ServiceError::NotFound("抽查的申报"))?;
        if one.judged.is_some() {
            let zh = format!("申报 {claim} 的抽查结论已经登记。");
            return Err(Refused::new("insurer.judged", zh).into());
        }
        let of = (claim, one.region);
        Ok(rows::judge(
            tx,
            scope,
            of,
            (agrees, reason),
            (actor.user(), today),
        )?)
    })
}

/// What was drawn in the actor's region, and what the second looks say.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn samples(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<SampleRow>, ServiceError> {
    let scope = actor.may(Permission::InsurerSample)?;
    Ok(desk.read(|session| rows::samples(session, scope))?)
}
