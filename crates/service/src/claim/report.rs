//! What is read of claims: lists, one claim, payables, and what is late.

use std::collections::BTreeMap;

use access::{Actor, Permission};
use base::Date;
use benefit::plan::Policy;
use enrolment::{Month, Scheme};
use settlement::claim::{Claim, ClaimNo, Reminder, Task, Terms, Watched};
use std::sync::Arc;
use store::Session;
use store::claim::draw::SetAside;
use store::claim::payable::{self, Standing};
use store::claim::read::{Head, Wanted};
use store::claim::{calendar, draw, read, task};

use super::steps::find;
use crate::{Desk, ServiceError, package};

/// The claims of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn claims(
    desk: &Desk<'_>,
    actor: &Actor,
    month: Option<Month>,
    claimant: Option<&str>,
) -> Result<Vec<Head>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let wanted = Wanted {
        month,
        claimant,
        nos: None,
    };
    Ok(desk.read(|session| read::heads(session, scope, wanted))?)
}

/// One claim with its lines and steps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; storage.
pub fn show(desk: &Desk<'_>, actor: &Actor, no: ClaimNo) -> Result<Claim, ServiceError> {
    actor.may(Permission::ClaimRead)?;
    desk.read(|session| find(session, actor, no))
}

/// What stands aside of a month.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn asides(desk: &Desk<'_>, actor: &Actor, month: Month) -> Result<Vec<SetAside>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    Ok(desk.read(|session| draw::asides(session, scope, month))?)
}

/// Payables = Σ settlements − Σ decided, by institution, county, fund and scheme.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn payables(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Standing>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    Ok(desk.read(|session| payable::standing(session, scope))?)
}

/// A task that is open on a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// On which claim.
    pub claim: ClaimNo,
    /// What is to be done by when, and by whom.
    pub task: Task,
    /// How it stands today.
    pub watched: Watched,
}

/// What is to be done on claims of the actor's region, the most urgent first: its term by the package of the pooling
/// area on the calendar of holidays, who is reminded, and what went to the supervisor.
///
/// # Errors
/// [`ServiceError::Denied`]; what [`Terms::term`] refuses; storage.
pub fn late(desk: &Desk<'_>, actor: &Actor, reminder: Reminder) -> Result<Vec<Late>, ServiceError> {
    let scope = actor.may(Permission::ClaimRead)?;
    let (today, city) = (desk.today(), scope.pool());
    desk.read(|session| {
        let calendar = calendar::calendar(session, scope)?;
        let mut packages = Packages::default();
        let mut all = Vec::new();
        for open in task::open(session, scope)? {
            let policy = packages.of(session, actor, (open.scheme, today))?;
            let terms = Terms::new(&policy, &calendar);
            let Some(term) = terms.term(open.procedure, open.starts)? else {
                continue;
            };
            let task = Task {
                subject: format!("申报 {}", open.claim),
                term,
                office: open.office,
                supervisor: city,
            };
            let watched = task.watch(today, reminder, &calendar);
            all.push(Late {
                claim: open.claim,
                task,
                watched,
            });
        }
        all.sort_by_key(|one| (one.task.term.due, one.claim));
        Ok(all)
    })
}

/// Compiled packages by scheme.
#[derive(Default)]
struct Packages(BTreeMap<Scheme, Arc<Policy>>);

impl Packages {
    fn of(
        &mut self,
        session: &mut Session<'_>,
        actor: &Actor,
        (scheme, on): (Scheme, Date),
    ) -> Result<Arc<Policy>, ServiceError> {
        if let Some(policy) = self.0.get(&scheme) {
            return Ok(Arc::clone(policy));
        }
        let policy = package::current(session, actor.scope(), scheme, on)?;
        self.0.insert(scheme, Arc::clone(&policy));
        Ok(policy)
    }
}
