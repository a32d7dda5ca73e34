//! The agency decides what institutions have uploaded: approved, or refused with a reason that the institution reads.

use std::collections::BTreeMap;

use access::{Actor, Denied, Permission, Scope};
use base::Refused;
use directory::catalogue::own::{Mapping, MappingWarning, QueueState, examine};
use directory::catalogue::{Item, MappingNo};
use store::catalogue::own::{self as rows, KeptMapping};
use store::catalogue::queue as queue_rows;
use store::{StoreError, Tx};

use super::compiled::{City, current};
use super::mapping::{CHECKS, moved};
use crate::{Desk, ServiceError};

/// An uploaded mapping as a reviewer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The mapping.
    pub kept: KeptMapping,
    /// The item that the national code means; `None` where it means none by now.
    pub item: Option<Item>,
    /// What to look at: sentences.
    pub remarks: Vec<String>,
}

/// What became of a decision: either something cannot be decided and nothing is, or all is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapped {
    /// What cannot be decided.
    pub refused: Vec<(MappingNo, Refused)>,
    /// What was.
    pub decided: Vec<MappingNo>,
}

/// What waits for the agency, at most so many; of one institution where it is named.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn to_review(
    desk: &Desk<'_>,
    actor: &Actor,
    institution: &str,
    most: u32,
) -> Result<Vec<Look>, ServiceError> {
    let scope = actor.may(Permission::OwnListDecide)?;
    let (city, waiting) = desk.read(|session| {
        let waiting = rows::waiting(session, scope, institution, i64::from(most))?;
        Ok::<_, ServiceError>((current(session, scope)?, waiting))
    })?;
    let look = |kept: KeptMapping| {
        let examined = examine(&kept.mapping, city.catalogue(), CHECKS, desk.today());
        let (item, remarks) = match examined {
            Ok((item, warnings)) => {
                let remarks = warnings.iter().map(MappingWarning::zh).collect();
                (Some(item.clone()), remarks)
            }
            Err(why) => (None, vec![why.sentence().to_owned()]),
        };
        Look {
            kept,
            item,
            remarks,
        }
    };
    Ok(waiting.into_iter().map(look).collect())
}

/// Approves mappings; codes that waited for them in the queue are settled.
///
/// # Errors
/// [`ServiceError::Denied`], also for what the actor uploaded; [`ServiceError::NotFound`] for a number that the actor
/// may not see; storage. What cannot be approved stands in the answer: `mapping.state`, `mapping.expired`,
/// `mapping.target`, `mapping.kind`.
pub fn approve(
    desk: &Desk<'_>,
    actor: &Actor,
    numbers: &[MappingNo],
) -> Result<Mapped, ServiceError> {
    let scope = actor.may(Permission::OwnListDecide)?;
    let city = desk.read(|session| current(session, scope))?;
    let today = desk.today();
    decided(desk, actor, (scope, numbers), "own_list.approve", |kept| {
        next_approved(&kept.mapping, &city, today)
    })
}

fn next_approved(mapping: &Mapping, city: &City, today: base::Date) -> Result<Mapping, Refused> {
    let (item, _) = examine(mapping, city.catalogue(), CHECKS, today)?;
    mapping.approve(item.terms.class, today)
}

/// Refuses mappings for a reason.
///
/// # Errors
/// As [`approve`]; `mapping.reason` stands in the answer.
pub fn refuse(
    desk: &Desk<'_>,
    actor: &Actor,
    numbers: &[MappingNo],
    reason: &str,
) -> Result<Mapped, ServiceError> {
    let scope = actor.may(Permission::OwnListDecide)?;
    let today = desk.today();
    decided(desk, actor, (scope, numbers), "own_list.refuse", |kept| {
        kept.mapping.refuse(reason, today)
    })
}

fn decided(
    desk: &Desk<'_>,
    actor: &Actor,
    (scope, numbers): (Scope, &[MappingNo]),
    command: &str,
    next: impl Fn(&KeptMapping) -> Result<Mapping, Refused>,
) -> Result<Mapped, ServiceError> {
    let mut numbers = numbers.to_vec();
    numbers.sort();
    numbers.dedup();
    desk.write(actor, command, None, |tx| {
        let standing = rows::by_numbers(tx, scope, &numbers)?;
        if standing.len() != numbers.len() {
            return Err(ServiceError::NotFound("目录对照"));
        }
        if standing.iter().any(|kept| kept.by == actor.user().as_str()) {
            return Err(Denied::OwnProposal.into());
        }
        let mut answer = Mapped::default();
        let mut steps = Vec::new();
        for kept in standing {
            match next(&kept) {
                Ok(mapping) => steps.push((kept, mapping)),
                Err(why) => answer.refused.push((kept.no, why)),
            }
        }
        if answer.refused.is_empty() {
            rows::step(tx, scope, &steps, actor.user().as_str())?;
            follow(tx, scope, &steps, (actor.user().as_str(), desk.today()))?;
            answer.decided = steps.iter().map(|(before, _)| before.no).collect();
        }
        Ok(answer)
    })
}

/// Moves the revisions of the lists on, and settles the queue where something was approved.
fn follow(
    tx: &mut Tx<'_>,
    scope: Scope,
    steps: &[(KeptMapping, Mapping)],
    (by, today): (&str, base::Date),
) -> Result<(), ServiceError> {
    let mut by_site: BTreeMap<&str, (Vec<MappingNo>, Vec<String>)> = BTreeMap::new();
    for (before, next) in steps {
        let (numbers, owns) = by_site.entry(&next.institution).or_default();
        numbers.push(before.no);
        if next.approved_class.is_some() {
            owns.push(next.own.to_string());
        }
    }
    for (institution, (numbers, owns)) in by_site {
        moved(tx, institution, &numbers)?;
        let state = QueueState::Mapped;
        settled(queue_rows::settle(
            tx,
            scope,
            (institution, &owns),
            state,
            (by, today, ""),
        ))?;
    }
    Ok(())
}

/// How many codes waited for a mapping does not matter.
fn settled(waited: Result<u64, StoreError>) -> Result<(), StoreError> {
    waited.map(|_| ())
}
