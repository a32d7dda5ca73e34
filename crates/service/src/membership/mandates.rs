//! Mandates to debit, and what the bank reports.

use access::{Actor, Permission, Scope};
use base::{Date, PersonNo, Refused, RegionCode};
use enrolment::membership::Debit;
use store::membership::{dossier, renewal as rows};

use crate::{Desk, ServiceError};

/// A mandate of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateLine {
    /// Whose contribution is debited.
    pub person: PersonNo,
    /// The bank.
    pub bank: String,
    /// The account.
    pub account: String,
    /// From when on.
    pub from: Date,
}

/// What the bank reports of one person: outcome, and the reason of a failure.
pub type DebitLine = (PersonNo, Debit, Option<String>);

/// Keeps mandates; all or none. How many.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `mandate.unknown_person`; storage.
pub fn add_mandates(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    lines: &[MandateLine],
) -> Result<usize, ServiceError> {
    let scope = actor.may_in(Permission::ContributionCollect, region)?;
    desk.write(actor, "enrol.mandates", None, |tx| {
        let persons: Vec<_> = lines.iter().map(|line| line.person).collect();
        let known = dossier::load(tx, scope, &persons)?;
        let mut new = Vec::with_capacity(lines.len());
        for line in lines {
            let Some((bucket, _)) = known.get(&line.person) else {
                let zh = format!(
                    "人员登记中没有编号 {}，请核对名单，本次没有写入。",
                    line.person
                );
                return Err(Refused::new("mandate.unknown_person", zh).into());
            };
            new.push(rows::Mandate {
                key: (*bucket, line.person),
                region,
                bank: line.bank.clone(),
                account: line.account.clone(),
                from: line.from,
            });
        }
        rows::add_mandates(tx, &new)?;
        Ok(new.len())
    })
}

/// Keeps what the bank reports for a year; all or none. How many.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `mandate.missing` where a person has no mandate in the actor's
/// region; storage, `StoreError::Conflict` where a person's outcome is known already.
pub fn record_debits(
    desk: &Desk<'_>,
    actor: &Actor,
    year: i32,
    lines: &[DebitLine],
) -> Result<usize, ServiceError> {
    let scope: Scope = actor.may(Permission::ContributionCollect)?;
    desk.write(
        actor,
        "enrol.debits",
        None,
        |tx| match rows::record_debits(tx, scope, year, lines) {
            Err(store::StoreError::Reference(_)) => {
                let zh = "回盘中有人在您的管辖范围内没有代扣协议，请核对，本次没有写入。";
                Err(Refused::new("mandate.missing", zh).into())
            }
            other => Ok(other.map(|()| lines.len())?),
        },
    )
}
