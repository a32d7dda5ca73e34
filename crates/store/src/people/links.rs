//! Which record stands for a person.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, PersonNo, ProposalNo};
use enrolment::people::{Link, Linkage};

use super::span;
use crate::{AsOf, OPEN_TX, Row, Session, StoreError, Tx, params};

/// The links around some records, as far as they reach.
///
/// Whether two records are one person concerns the whole pooling area: the scope says which, and its region
/// is not asked. What the records say is read with the region.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn around(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
    as_of: AsOf,
) -> Result<Linkage, StoreError> {
    let mut seen: BTreeSet<i64> = persons.iter().map(|person| person.get()).collect();
    let mut links: BTreeMap<(i64, i64), Link> = BTreeMap::new();
    let mut new: Vec<i64> = seen.iter().copied().collect();
    while !new.is_empty() {
        let rows = session.rows(
            "SELECT member, leader, valid_from, valid_to, void, proposal, ended, tx_from FROM person_link \
             WHERE pool = $1 AND (member IN {ints $2} OR leader IN {ints $2}) AND tx_from <= $3 AND tx_to > $3 \
             ORDER BY member, tx_from",
            &params![scope.pool(), new, as_of.known()],
        )?;
        new = Vec::new();
        for row in &rows {
            let (member, leader) = (row.int(0)?, row.int(1)?);
            new.extend([member, leader].into_iter().filter(|no| seen.insert(*no)));
            links.insert((member, row.int(7)?), link(row)?);
        }
    }
    Ok(Linkage::from_rows(links.into_values().collect()))
}

fn link(row: &Row) -> Result<Link, StoreError> {
    Ok(Link {
        member: row.no(0, PersonNo::new)?,
        leader: row.no(1, PersonNo::new)?,
        holds: span::read(row, 2)?,
        void: row.flag(4)?,
        decision: row.maybe_int(5)?.and_then(ProposalNo::new),
        ended: row.maybe_text(6)?.map(Into::into),
    })
}

/// The record that stands for each of some records on a day.
///
/// # Errors
/// As [`around`].
pub fn leaders(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
    as_of: AsOf,
) -> Result<BTreeMap<PersonNo, PersonNo>, StoreError> {
    let linkage = around(session, scope, persons, as_of)?;
    let leader = |person: &PersonNo| (*person, linkage.leader(*person, as_of.valid));
    Ok(persons.iter().map(leader).collect())
}

/// Every record of a person on a day.
///
/// # Errors
/// As [`around`].
pub fn cluster(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
    on: Date,
) -> Result<BTreeSet<PersonNo>, StoreError> {
    let linkage = around(session, scope, &[person], AsOf::on(on))?;
    Ok(linkage.cluster(person, on))
}

/// Writes a new link.
///
/// # Errors
/// As [`around`].
pub fn join(tx: &mut Tx<'_>, link: &Link) -> Result<(), StoreError> {
    insert(tx, link)
}

/// Writes a link as it ended: the row of before is closed and kept.
///
/// # Errors
/// As [`around`]; [`StoreError::Conflict`] where the member follows none.
pub fn part(tx: &mut Tx<'_>, ended: &Link) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE person_link SET tx_to = $4 WHERE pool = $1 AND member = $2 AND leader = $3 AND ended IS NULL \
         AND tx_to = 9223372036854775807",
        &params![pool, ended.member, ended.leader, now],
    )?;
    insert(tx, ended)
}

fn insert(tx: &mut Tx<'_>, link: &Link) -> Result<(), StoreError> {
    let row = params![
        tx.pool(),
        link.member,
        link.leader,
        span::from_column(link.holds),
        span::to_column(link.holds),
        link.void,
        link.decision,
        link.ended.as_deref(),
        tx.no(),
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO person_link (pool, member, leader, valid_from, valid_to, void, proposal, ended, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &row,
    )?;
    Ok(())
}
