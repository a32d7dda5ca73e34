//! Bills on paper: received once by the office of the member's county, and made a claim of the member.
//!
//! What the plan makes of the bills is the counter's to say: it hands in the lines of each fund to [`claim_for`], in the
//! transaction that settles the application. From there the claim goes the way of every claim.

use access::{Actor, Permission, Scope};
use base::{Fen, PersonNo, Refused, RegionCode, RegionLevel};
use enrolment::Scheme;
use settlement::claim::paper::{
    Application, Brought, Ground, GroundRule, LetterPart, Likeness, PaperBill, PayFirst, judge,
    letter, may_claim_by_hand, receive as received,
};
use settlement::claim::{Claim, ClaimLine, ClaimNo, FundCode, ReimbursementNo};
use store::claim::draw::{self, NewClaim, NewLine};
use store::claim::paper::{self as rows, Listed};
use store::claim::read::{self, Wanted};
use store::claim::step;
use store::counter::pay_first;
use store::{AsOf, Tx, people};

use super::steps::signed;
use crate::{Desk, ServiceError, bills};

/// What is brought to the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whose care it was.
    pub person: PersonNo,
    /// Where the care was.
    pub care_at: RegionCode,
    /// Why it was not settled at a counter.
    pub ground: Ground,
    /// Who brings it.
    pub by: String,
    /// What lies on the table.
    pub bills: Vec<PaperBill>,
}

/// An application that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its number.
    pub no: ReimbursementNo,
    /// The sum of the bills, in 分.
    pub total: Fen,
    /// Bills that resemble one that was taken: a person must look at both.
    pub resembling: Vec<(String, ReimbursementNo)>,
}

/// Sets a ground on which the pooling area takes applications, or drops it.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn set_ground(
    desk: &Desk<'_>,
    actor: &Actor,
    rule: &GroundRule,
    stands: bool,
) -> Result<(), ServiceError> {
    actor.may_in(Permission::ClaimSet, actor.scope().pool())?;
    desk.write(actor, "claim.ground", None, |tx| {
        Ok(rows::set_ground(tx, rule, stands)?)
    })
}

/// Receives an application: each bill once in the pooling area, whoever brings it (REQ-235).
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`] for a person outside the actor's region; what
/// [`settlement::claim::paper::receive`] and [`judge`] refuse; storage.
pub fn receive(desk: &Desk<'_>, actor: &Actor, taken: Taken) -> Result<Received, ServiceError> {
    let scope = actor.may(Permission::ClaimSubmit)?;
    desk.write(actor, "claim.receive", None, |tx| {
        let person = rows::person_of(tx, scope, taken.person)?;
        let (bucket, region) = person.ok_or(ServiceError::NotFound("参保人"))?;
        if taken.ground == Ground::PayFirst {
            let rows = pay_first::of_people(tx, scope, &[taken.person])?;
            let changes: Vec<PayFirst> = rows.into_iter().map(|row| row.change).collect();
            for bill in &taken.bills {
                may_claim_by_hand(&changes, bill.on)?;
            }
        }
        let no = tx.next("reimbursement", ReimbursementNo::new)?;
        let county = county_of(region)?;
        let brought = Brought {
            no,
            person: taken.person,
            county,
            care_at: taken.care_at,
            ground: taken.ground,
            by: taken.by,
            bills: taken.bills,
        };
        let grounds = rows::grounds(tx, scope)?;
        let today = signed(desk, actor);
        let application = received(brought, scope.pool(), &grounds, today)?;
        let resembling = resembling(tx, scope, &application)?;
        rows::add(tx, scope, bucket, &application)?;
        Ok(Received {
            no,
            total: application.total()?,
            resembling,
        })
    })
}

/// The county in which a village or township lies.
fn county_of(region: RegionCode) -> Result<RegionCode, ServiceError> {
    let zh = "参保人没有参保县（区），请先核对其参保登记。";
    let county = region.at(RegionLevel::County);
    Ok(county.ok_or_else(|| Refused::new("paper.county", zh))?)
}

fn resembling(
    tx: &mut Tx<'_>,
    scope: Scope,
    application: &Application,
) -> Result<Vec<(String, ReimbursementNo)>, ServiceError> {
    let keys: Vec<_> = application
        .bills
        .iter()
        .map(|(key, _)| key.clone())
        .collect();
    let known = bills::known(tx, Scope::whole(scope.pool()), &keys)?;
    let basic = known
        .into_iter()
        .filter(|(_, layer, _)| layer == bills::BASIC);
    let before: Vec<_> = basic.map(|(key, _, at)| (key, at)).collect();
    let mut like = Vec::new();
    for (key, bill) in &application.bills {
        if let Likeness::Resembles(settlement::claim::paper::Holder::Application(no)) =
            judge(key, &before)?
        {
            like.push((bill.number.clone(), no));
        }
    }
    Ok(like)
}

/// The applications received in the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn applications(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Listed>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    Ok(desk.read(|session| rows::list(session, scope))?)
}

/// The claims of an application, one a fund.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn claims_of(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ReimbursementNo,
) -> Result<Vec<ClaimNo>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let heads = desk.read(|session| read::heads(session, scope, Wanted::default()))?;
    let own = heads.iter().filter(|head| head.key.application == Some(no));
    Ok(own.map(|head| head.no).collect())
}

/// Makes what the plan paid of an application a claim of the member on one fund: drawn up, and submitted under the
/// signature of the clerk who settles it. The caller settles the bills in the same transaction, and hands in a line for
/// each record of the settlement; the bucket of the lines is that of the person.
///
/// # Errors
/// [`ServiceError::NotFound`]; the database refuses a second claim of the application on the fund; storage.
pub fn claim_for(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    no: ReimbursementNo,
    (fund, scheme): (FundCode, Scheme),
    lines: Vec<ClaimLine>,
) -> Result<ClaimNo, ServiceError> {
    let scope = actor.may(Permission::ClaimSubmit)?;
    let found = rows::find(tx, scope, no)?;
    let (bucket, application) = found.ok_or(ServiceError::NotFound("零星报销申请"))?;
    let claim = tx.next("claim", ClaimNo::new)?;
    let draft = application.draft(fund.clone(), scheme, lines);
    let new = NewClaim {
        no: claim,
        key: draft.key.clone(),
        office: draft.office,
        drawn_on: desk.today(),
    };
    draw::add(tx, scope, &[new])?;
    let new_line = |line: &ClaimLine| NewLine {
        claim,
        bucket,
        fund: fund.clone(),
        line: line.clone(),
    };
    let lines: Vec<NewLine> = draft.lines.iter().map(new_line).collect();
    draw::add_lines(tx, &lines)?;
    let mut drawn = Claim::new(claim, draft);
    let declared = drawn.declared()?;
    drawn.submit(signed(desk, actor), declared)?;
    step::submitted(tx, scope, &drawn)?;
    Ok(claim)
}

/// The decision letter of an application over what its funds decided.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; `paper.undecided`; storage.
pub fn letter_of(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ReimbursementNo,
) -> Result<String, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let claims = claims_of(desk, actor, no)?;
    desk.read(|session| {
        let found = rows::find(session, scope, no)?;
        let (_, application) = found.ok_or(ServiceError::NotFound("零星报销申请"))?;
        let as_of = AsOf::on(desk.today());
        let person = people::read::find(session, scope, application.person, as_of)?;
        let person = person.ok_or(ServiceError::NotFound("参保人"))?.person;
        let mut parts = Vec::new();
        for claim in read::load(session, scope, &claims)? {
            let fund = claim.key().pay.fund.clone();
            let zh = ledger::entry::Fund::parse(fund.as_str());
            parts.push(LetterPart {
                fund_zh: zh.map_or_else(|| fund.to_string(), |fund| fund.zh().to_owned()),
                fund,
                outcome: claim.outcome()?,
                findings: claim.refusals(),
            });
        }
        Ok(letter(&application, person.name.as_str(), &parts)?)
    })
}
