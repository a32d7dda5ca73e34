//! Opening cases and taking their steps.

use access::{Actor, Permission, Role, Scope};
use base::{Fen, RegionCode, WorkingCalendar};
use ledger::control::{CaseNo, Chain, Given, Stage, Taken, Track, catalogue::Catalogue};
use ledger::entry::{Fund, FundYear};
use store::control::{self as rows, CaseHead, CaseQuery, NewCase};
use store::{Session, Tx};

use crate::{Desk, ServiceError};

/// What a user brings to a step.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepInput<'a> {
    /// The amount, where the case has one and it changes.
    pub amount: Option<Fen>,
    /// The number of the document behind it.
    pub document: Option<&'a str>,
    /// A reason or remark.
    pub note: &'a str,
}

impl<'a> StepInput<'a> {
    pub(super) const fn given(self) -> Given<'a> {
        Given {
            amount: self.amount,
            document: self.document,
            note: self.note,
        }
    }
}

/// A case with its steps, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow<S> {
    /// What it is about.
    pub head: CaseHead,
    /// The steps so far.
    pub track: Track<S>,
}

/// The permission that a role uses on cases of fund control: makers propose, checkers decide, finance releases.
pub(super) fn scope_of(actor: &Actor, region: RegionCode) -> Result<Scope, ServiceError> {
    let wanted = match actor.role() {
        Role::FinanceReviewer => Permission::BookDecide,
        Role::Treasury => Permission::TreasuryDecide,
        _ => Permission::BookPropose,
    };
    Ok(actor.may_in(wanted, region)?)
}

/// Whoever may see the books sees cases.
pub(super) fn reader(actor: &Actor) -> Result<Scope, ServiceError> {
    Ok(actor.may(Permission::BookRead)?)
}

/// The rules of one step: the data of the pooling area, asked today.
pub(super) struct Rules {
    pub catalogue: Catalogue,
    calendar: WorkingCalendar,
}

impl Rules {
    pub fn new(catalogue: Catalogue) -> Rules {
        Rules {
            catalogue,
            // Holidays differ by year and are not in the store; weekends are the time limits' lower bound.
            calendar: WorkingCalendar::weekends_only(),
        }
    }

    pub fn chain(&self, actor: &Actor, desk: &Desk<'_>) -> Chain<'_> {
        let pool = actor.scope().pool();
        self.catalogue.chain(&self.calendar, pool, desk.today())
    }

    pub fn parameters(&self, actor: &Actor, desk: &Desk<'_>) -> ledger::control::Parameters<'_> {
        self.catalogue
            .parameters(actor.scope().pool(), desk.today())
    }
}

/// What a new case is about.
pub(super) struct Opening<'a> {
    pub kind: &'a str,
    pub region: RegionCode,
    pub fund: Fund,
    pub year: FundYear,
    pub subject: &'a str,
    pub body: String,
}

pub(super) fn open<S: Stage>(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    opening: &Opening<'_>,
    input: StepInput<'_>,
) -> Result<CaseNo, ServiceError> {
    let scope = scope_of(actor, opening.region)?;
    let rules = Rules::load(tx, actor)?;
    let track: Track<S> = rules
        .chain(actor, desk)
        .open(opening.region, actor, &input.given())?;
    let first = track.last().ok_or(ServiceError::NotFound("事项"))?;
    Ok(rows::open_case(tx, scope, &new_case(opening), first)?)
}

pub(super) fn new_case<'a>(opening: &'a Opening<'_>) -> NewCase<'a> {
    NewCase {
        kind: opening.kind,
        region: opening.region,
        fund: opening.fund,
        year: opening.year,
        subject: opening.subject,
        body: &opening.body,
    }
}

/// A case of a kind with its steps, within the actor's scope.
pub(super) fn load<S: Stage>(
    session: &mut Session<'_>,
    actor: &Actor,
    kind: &str,
    no: CaseNo,
) -> Result<CaseRow<S>, ServiceError> {
    let found = rows::find_case(session, actor.scope(), no)?;
    let head = found.filter(|head| head.kind == kind);
    let head = head.ok_or(ServiceError::NotFound("该事项"))?;
    let track = rows::track(session, &head, actor.scope())?;
    Ok(CaseRow { head, track })
}

/// The cases of a kind within a scope, with their steps.
pub(super) fn list<S: Stage>(
    session: &mut Session<'_>,
    scope: Scope,
    query: CaseQuery<'_>,
) -> Result<Vec<CaseRow<S>>, ServiceError> {
    let mut found = Vec::new();
    for head in rows::list_cases(session, scope, query)? {
        let track = rows::track(session, &head, scope)?;
        found.push(CaseRow { head, track });
    }
    Ok(found)
}

/// Takes the next step of a case and keeps it.
pub(super) fn advance<S: Stage>(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow<S>,
    wanted: S,
    input: StepInput<'_>,
) -> Result<Taken<S>, ServiceError> {
    let scope = scope_of(actor, case.head.region)?;
    let rules = Rules::load(tx, actor)?;
    let chain = rules.chain(actor, desk);
    let taken = chain.step(&case.track, wanted, case.head.region, actor, &input.given())?;
    rows::step_case(tx, scope, &case.head, case.track.steps().len(), &taken)?;
    Ok(taken)
}

/// Rejects a case of a kind at its next step, with a reason.
///
/// # Errors
/// [`ServiceError::NotFound`] outside the scope, [`ServiceError::Refused`] by the chain, storage.
pub fn reject_case<S: Stage>(
    desk: &Desk<'_>,
    actor: &Actor,
    kind: &str,
    no: CaseNo,
    reason: &str,
) -> Result<(), ServiceError> {
    desk.write(actor, "fund.reject", Some(reason), |tx| {
        let case: CaseRow<S> = load(tx, actor, kind, no)?;
        let scope = scope_of(actor, case.head.region)?;
        let rules = Rules::load(tx, actor)?;
        let chain = rules.chain(actor, desk);
        let taken = chain.reject(&case.track, case.head.region, actor, reason)?;
        Ok(rows::step_case(
            tx,
            scope,
            &case.head,
            case.track.steps().len(),
            &taken,
        )?)
    })
}
