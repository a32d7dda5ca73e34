//! Cards in numbers: batches, and those of schemes that were merged.

use access::{Actor, Permission, Scope};
use base::{BatchNo, PersonNo, Refused};
use enrolment::credential::card::Generation;
use enrolment::credential::issue::{CardOrder, issue, take_over};
use enrolment::credential::{Card, CardState};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use store::batch::{self, BatchRow, Chunk};
use store::credential::card::{self as rows, CardRow};
use store::people::read;
use store::{AsOf, Tx};

use super::Act;
use crate::running::hold;
use crate::{Desk, ServiceError};

/// Cards of one commit.
const CHUNK: usize = 2_000;

/// What came of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The batch.
    pub batch: BatchNo,
    /// Cards made by it, by earlier runs of the same orders too.
    pub cards: i64,
    /// Orders that were not carried out, with the line and the reason.
    pub refused: Vec<BatchRow>,
}

/// Makes cards for people of the actor's region; they are not activated. One order that cannot be carried out
/// stops no other; the same orders again go on where they were cut off.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `card.no_form`, `batch.busy`; storage.
pub fn make(
    desk: &Desk<'_>,
    actor: &Actor,
    orders: &[CardOrder],
    act: &Act<'_>,
) -> Result<Made, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    desk.read(|session| super::form::archived(session, scope, act.form))?;
    let key = key(orders, act);
    let opened = desk.write(actor, "card.make", Some(act.reason), |tx| {
        batch::open(tx, scope.region(), "card.make", &key)
    })?;
    let mut state = opened;
    while !state.finished {
        let done = usize::try_from(state.done).unwrap_or(usize::MAX);
        let rest = orders.get(done..).unwrap_or_default();
        let part = rest.get(..CHUNK.min(rest.len())).unwrap_or_default();
        state = desk.write::<_, ServiceError>(actor, "card.make", Some(act.reason), |tx| {
            hold(tx, &state)?;
            let first = state.done + 1;
            let mut chunk = chunk(tx, scope, (part, first), (state.no, act))?;
            chunk.last = part.len() == rest.len();
            Ok(batch::advance(tx, &state, &chunk)?)
        })?;
    }
    let refused = desk.read(|session| batch::rows(session, scope, state.no))?;
    Ok(Made {
        batch: state.no,
        cards: state.taken,
        refused,
    })
}

fn key(orders: &[CardOrder], act: &Act<'_>) -> String {
    let mut digest = Sha256::new();
    for part in [act.reason, act.form, &act.on.to_string()] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    for order in orders {
        digest.update(order.person.get().to_be_bytes());
        digest.update(order.no.as_str().as_bytes());
        digest.update([0]);
    }
    let bytes = digest.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn chunk(
    tx: &mut Tx<'_>,
    scope: Scope,
    (orders, first): (&[CardOrder], i64),
    (batch, act): (BatchNo, &Act<'_>),
) -> Result<Chunk, ServiceError> {
    let persons: BTreeSet<PersonNo> = orders.iter().map(|order| order.person).collect();
    let persons: Vec<PersonNo> = persons.into_iter().collect();
    let on = AsOf::on(act.on);
    let people = read::load(tx, scope, &persons, on)?;
    let whole = Scope::whole(scope.pool());
    let mut known: Vec<Card> = rows::of_persons(tx, whole, &persons)?
        .into_iter()
        .map(|row| row.card)
        .collect();
    let numbers: Vec<&str> = orders.iter().map(|order| order.no.as_str()).collect();
    // A number of somebody else of the pooling area is taken too, wherever that person is insured.
    let others = rows::by_numbers(tx, whole, &numbers)?;
    known.extend(others.into_iter().map(|row| row.card));
    let step = act.step(CardState::Made, scope.region());
    let mut refused = Vec::new();
    let mut good: Vec<(i64, &CardOrder)> = Vec::new();
    for (line, order) in (first..).zip(orders) {
        match people.get(&order.person) {
            Some(record) if record.person.is_alive(act.on) => good.push((line, order)),
            Some(_) => refused.push(row(line, order, &deceased())),
            None => refused.push(row(line, order, &nobody())),
        }
    }
    let asked: Vec<CardOrder> = good.iter().map(|(_, order)| (*order).clone()).collect();
    let issued = issue(&known, &asked, &step);
    for (place, why) in &issued.refused {
        if let Some((line, order)) = good.get(*place) {
            refused.push(row(*line, order, why));
        }
    }
    refused.sort_by_key(|row| row.line);
    let made: Vec<CardRow> = issued
        .cards
        .into_iter()
        .filter_map(|card| {
            let record = people.get(&card.person)?;
            Some(CardRow {
                key: record.key,
                region: record.person.residence,
                card,
            })
        })
        .collect();
    rows::add(tx, scope, &made, Some(batch))?;
    Ok(Chunk {
        taken: i64::try_from(made.len()).unwrap_or(i64::MAX),
        rows: refused,
        ..Chunk::default()
    })
}

fn row(line: i64, order: &CardOrder, why: &Refused) -> BatchRow {
    BatchRow {
        line,
        refused: true,
        code: why.code().to_owned(),
        shown: order.person.to_string(),
        reason: why.zh(),
    }
}

fn nobody() -> Refused {
    Refused::new(
        "card.person",
        "辖区内没有此人员编号，请核对编号，或由参保地经办机构制卡。",
    )
}

fn deceased() -> Refused {
    Refused::new("card.deceased", "此人已登记死亡，不能制卡，请核对。")
}

/// Takes over cards of a scheme that was merged: each with the state it had there, as an old card (篇6: 新旧卡并行).
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for somebody outside the actor's region;
/// [`ServiceError::Refused`] `card.number_taken`, `card.steps`, as of [`Card::advance`]; storage. Then none is
/// taken over.
pub fn take_over_old(
    desk: &Desk<'_>,
    actor: &Actor,
    old: &[(CardOrder, CardState)],
    act: &Act<'_>,
) -> Result<usize, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    desk.write(actor, "card.take_over", Some(act.reason), |tx| {
        super::form::archived(tx, scope, act.form)?;
        let persons: Vec<PersonNo> = old.iter().map(|(order, _)| order.person).collect();
        let people = read::load(tx, scope, &persons, AsOf::on(act.on))?;
        let numbers: Vec<&str> = old.iter().map(|(order, _)| order.no.as_str()).collect();
        let whole = Scope::whole(scope.pool());
        let standing = rows::by_numbers(tx, whole, &numbers)?;
        let mut known: Vec<Card> = standing.into_iter().map(|row| row.card).collect();
        let had = known.len();
        for (order, state) in old {
            let step = |to| act.step(to, scope.region());
            let made = step(CardState::Made);
            let mut card = Card::make(order.no.clone(), order.person, Generation::Old, made)?;
            for to in way_to(*state) {
                card.advance(step(*to))?;
            }
            take_over(&mut known, card)?;
        }
        let places: BTreeMap<PersonNo, _> = people.into_iter().collect();
        let mut new = Vec::with_capacity(old.len());
        for card in known.into_iter().skip(had) {
            let record = places
                .get(&card.person)
                .ok_or(ServiceError::NotFound("人员"))?;
            new.push(CardRow {
                key: record.key,
                region: record.person.residence,
                card,
            });
        }
        rows::add(tx, scope, &new, None)?;
        Ok(new.len())
    })
}

/// The steps behind its making by which a card is in a state.
const fn way_to(state: CardState) -> &'static [CardState] {
    use CardState::{Active, Cancelled, HandedOver, Lost, Made, Replaced};
    match state {
        Made => &[],
        HandedOver => &[HandedOver],
        Active => &[HandedOver, Active],
        Lost => &[HandedOver, Active, Lost],
        Replaced => &[HandedOver, Active, Replaced],
        Cancelled => &[HandedOver, Active, Cancelled],
    }
}
