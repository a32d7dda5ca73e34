//! Between pooling areas: a message is written before it is sent, and sent until it is answered; each side takes it once.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Refused, RegionCode};
use settlement::clearing::{Answer, CrossCase, Message, RegistrationId};
use store::clearing::cross::{self as rows, CaseRow};
use store::{StoreError, Tx};

use crate::{Desk, ServiceError};

/// A registration with both pooling areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// What the case is known by on both sides.
    pub registration: RegistrationId,
    /// The pooling area of the insurance.
    pub home: RegionCode,
    /// The pooling area of the care.
    pub care: RegionCode,
    /// The county on our side: of the insured, or of the institution.
    pub region: RegionCode,
}

/// Why the other side did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortError {
    /// It was not reached; the message waits in the outbox.
    Away,
    /// It refused the message.
    Refused(Refused),
}

/// How the other pooling area is reached: the national or provincial platform, or [`Simulated`].
pub trait CrossRegionPort {
    /// Sends a message; the same message always has the same answer.
    ///
    /// # Errors
    /// [`PortError`].
    fn send(&mut self, case: &Registered, message: &Message) -> Result<Answer, PortError>;
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passed {
    /// Both sides hold it; the answer.
    Answered(Answer),
    /// We hold it, and it waits for the other side.
    Waiting(Answer),
}

/// A counterpart for tests and the demo: it keeps its own cases, and can be out of reach.
#[derive(Debug, Default)]
pub struct Simulated {
    cases: BTreeMap<RegistrationId, CrossCase>,
    /// Whether it is out of reach.
    pub away: bool,
    /// How many messages it took, repeated ones too.
    pub taken: usize,
}

impl Simulated {
    /// What it holds to be paid yet, over all cases.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        let all = self.cases.values();
        all.map(|case| case.outstanding().len()).sum()
    }
}

impl CrossRegionPort for Simulated {
    fn send(&mut self, of: &Registered, message: &Message) -> Result<Answer, PortError> {
        if self.away {
            return Err(PortError::Away);
        }
        self.taken = self.taken.saturating_add(1);
        let known = self.cases.get(&of.registration).cloned();
        let mut case = match known {
            Some(case) => case,
            None => CrossCase::new(of.home, of.care).map_err(PortError::Refused)?,
        };
        let answer = case.take(message).map_err(PortError::Refused)?;
        self.cases.insert(of.registration.clone(), case);
        Ok(answer)
    }
}

/// The simulated counterpart as it stands after what was told and answered: of the cases in the outbox of the actor's
/// region, and of one more.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn counterpart(
    desk: &Desk<'_>,
    actor: &Actor,
    registration: Option<&RegistrationId>,
) -> Result<Simulated, ServiceError> {
    let scope = actor.may(Permission::ClaimSubmit)?;
    desk.read(|session| {
        let mut cases = rows::outbox(session, scope)?;
        if let Some(registration) = registration {
            let more = rows::find(session, scope, registration)?;
            cases.extend(more.filter(|row| cases.iter().all(|one| one.no != row.no)));
        }
        let mut port = Simulated::default();
        for row in cases {
            let mut case = CrossCase::new(row.home, row.care)?;
            let told = rows::messages(session, scope, &row)?;
            for one in told.iter().filter(|one| one.answered || !one.ours) {
                case.take(&one.message)?;
            }
            port.cases.insert(row.registration, case);
        }
        Ok(port)
    })
}

/// Tells the other side: the message is taken into our case and written first, then sent with whatever waits before it.
///
/// # Errors
/// [`ServiceError::Denied`]; what [`CrossCase::take`] refuses, on our side or on theirs; storage.
pub fn tell(
    desk: &Desk<'_>,
    actor: &Actor,
    of: &Registered,
    message: &Message,
    port: &mut dyn CrossRegionPort,
) -> Result<Passed, ServiceError> {
    let scope = actor.may_in(Permission::ClaimSubmit, of.region)?;
    let answer = desk.write(actor, "cross.tell", None, |tx| {
        take(desk, tx, scope, of, (message, true))
    })?;
    let left = flush(desk, actor, port)?;
    Ok(if left == 0 {
        Passed::Answered(answer)
    } else {
        Passed::Waiting(answer)
    })
}

/// Takes in what the other side tells us; told again, it is answered as the first time and changes nothing.
///
/// # Errors
/// As [`tell`].
pub fn hear(
    desk: &Desk<'_>,
    actor: &Actor,
    of: &Registered,
    message: &Message,
) -> Result<Answer, ServiceError> {
    let scope = actor.may_in(Permission::ClaimSubmit, of.region)?;
    desk.write(actor, "cross.hear", None, |tx| {
        take(desk, tx, scope, of, (message, false))
    })
}

fn take(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    of: &Registered,
    (message, ours): (&Message, bool),
) -> Result<Answer, ServiceError> {
    let row = match rows::find(tx, scope, &of.registration)? {
        Some(row) if (row.home, row.care) == (of.home, of.care) => row,
        Some(_) => {
            let zh = format!("备案 {} 的参保地或就医地与登记不符。", of.registration);
            return Err(Refused::new("cross.conflict", zh).into());
        }
        None => {
            let row = CaseRow {
                no: tx.take("cross_case", 1)?,
                region: of.region,
                home: of.home,
                care: of.care,
                registration: of.registration.clone(),
            };
            rows::open(tx, scope, &row, desk.today())?;
            row
        }
    };
    let told = rows::messages(tx, scope, &row)?;
    let mut case = CrossCase::new(row.home, row.care)?;
    for one in &told {
        let again = case.take(&one.message);
        again.map_err(|_| StoreError::Corrupt(format!("cross_case {}", row.no)))?;
    }
    let answer = case.take(message)?;
    if !told.iter().any(|one| one.message == *message) {
        let place = told.last().map_or(1, |one| one.place + 1);
        rows::add(tx, scope, &row, (place, ours), message)?;
    }
    Ok(answer)
}

/// Sends what waits in the outbox, in the order of each case; how many messages still wait.
///
/// # Errors
/// [`ServiceError::Denied`]; what the other side refuses; storage.
pub fn flush(
    desk: &Desk<'_>,
    actor: &Actor,
    port: &mut dyn CrossRegionPort,
) -> Result<usize, ServiceError> {
    let scope = actor.may(Permission::ClaimSubmit)?;
    let cases = desk.read(|session| rows::outbox(session, scope))?;
    let mut left = 0;
    for row in cases {
        let told = desk.read(|session| rows::messages(session, scope, &row))?;
        let of = Registered {
            registration: row.registration.clone(),
            home: row.home,
            care: row.care,
            region: row.region,
        };
        let mut waiting = told
            .iter()
            .filter(|one| one.ours && !one.answered)
            .peekable();
        while let Some(one) = waiting.peek() {
            match port.send(&of, &one.message) {
                Ok(_) => {}
                Err(PortError::Away) => break,
                Err(PortError::Refused(refused)) => return Err(refused.into()),
            }
            let place = one.place;
            desk.write(actor, "cross.answered", None, |tx| {
                Ok::<_, ServiceError>(rows::answered(tx, scope, &row, place)?)
            })?;
            waiting.next();
        }
        left += waiting.count();
    }
    Ok(left)
}
