//! What institutions ask about visits, settlements, sums and filings (5201–5206, 5301–5304).
//!
//! | module | transactions |
//! |---|---|
//! | [`care`] | 5201 visits, 5202 diagnoses, 5303 in-patients: of the institution that asks |
//! | [`settled`] | 5203 a settlement, 5204 its lines: of the institution that asks |
//! | [`person`] | 5205 chronic drugs, 5206 sums, 5301, 5302, 5304 filings: of the person, wherever treated |
//!
//! Each reads one snapshot and never enters the counter's queue. Personal data is answered in full, since the
//! hospital has the patient and his card before it; who asked about whom is kept in the audit trail before anything
//! is answered. A person whose records were merged is found by the number of any of them.

pub mod care;
mod names;
pub mod person;
pub mod settled;

use std::collections::BTreeSet;

use access::{Actor, Permission, Scope, TrailKind};
use base::{PersonNo, Refused};
use store::Session;
use store::people::links;

use crate::{Desk, ServiceError, audit};

pub use names::{Names, Place};

/// An institution that asks.
struct Asker<'a> {
    desk: &'a Desk<'a>,
    actor: &'a Actor,
    /// The whole pooling area: an institution treats the insured of every county.
    scope: Scope,
}

impl<'a> Asker<'a> {
    fn of(desk: &'a Desk<'a>, actor: &'a Actor) -> Result<Asker<'a>, ServiceError> {
        let scope = actor.may(Permission::GatewaySpeak)?;
        Ok(Asker {
            desk,
            actor,
            scope: Scope::whole(scope.pool()),
        })
    }

    fn institution(&self) -> &'a str {
        self.actor.user().as_str()
    }

    /// Every record of a person.
    fn records_of(
        &self,
        session: &mut Session<'_>,
        person: PersonNo,
    ) -> Result<Vec<PersonNo>, ServiceError> {
        let all = links::cluster(session, self.scope, person, self.desk.today())?;
        Ok(all.into_iter().collect())
    }

    /// Keeps on record that the institution sees persons in full, and allows it.
    fn sees(
        &self,
        command: &str,
        people: impl IntoIterator<Item = PersonNo>,
    ) -> Result<(), ServiceError> {
        let people: BTreeSet<i64> = people.into_iter().map(PersonNo::get).collect();
        let people: Vec<i64> = people.into_iter().collect();
        let subject = audit::named("人员", &people);
        let (kind, reason) = (TrailKind::Unmasked, "定点医药机构经接口查询");
        audit::note(self.desk, self.actor, kind, command, &subject, reason)
    }
}

/// Most rows of an answer whose length the question decides.
pub const MOST: usize = 500;

/// The rows, where there are not too many for one answer.
///
/// # Errors
/// `query.too_many`.
fn bounded<T>(rows: Vec<T>) -> Result<Vec<T>, Refused> {
    if rows.len() <= MOST {
        return Ok(rows);
    }
    Err(Refused::new(
        "query.too_many",
        format!("符合条件的记录超过{MOST}条，一次不能返回，请缩短查询的起止时间后分次查询。"),
    ))
}

/// One row more than [`MOST`] tells that there are too many.
fn one_more() -> i64 {
    i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1)
}

fn no_visit() -> Refused {
    Refused::new(
        "query.visit",
        "本机构没有此人员的这个就诊，请核对 mdtrt_id 和 psn_no。",
    )
}
