//! The life of a card at the window, on the telephone, at the counties.

use access::{Actor, Permission, Scope, Sight};
use base::{PersonNo, Refused};
use enrolment::credential::card::Generation;
use enrolment::credential::issue::{activate, cards_of, replace};
use enrolment::credential::{Card, CardNo, CardState};
use store::Tx;
use store::credential::card::{self as rows, CardRow};

use super::Act;
use crate::{Desk, ServiceError, audit};

/// What is done with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// 发放: the holder, or a station for the holder, has it in hand.
    HandOver,
    /// 启用: by the holder.
    Activate,
    /// 挂失.
    Lose,
    /// 解挂: it was found.
    Release,
    /// 注销.
    Cancel,
}

impl Deed {
    /// The name of the use case in the trail.
    const fn command(self) -> &'static str {
        match self {
            Deed::HandOver => "card.hand_over",
            Deed::Activate => "card.activate",
            Deed::Lose => "card.lose",
            Deed::Release => "card.release",
            Deed::Cancel => "card.cancel",
        }
    }
}

/// Takes a step of a card of a member of the actor's region; the state it has then.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] as of [`Card::advance`],
/// `card.second_active`, `card.not_lost`, `card.no_form`; storage.
pub fn step(
    desk: &Desk<'_>,
    actor: &Actor,
    no: &CardNo,
    deed: Deed,
    act: &Act<'_>,
) -> Result<CardState, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    desk.write(actor, deed.command(), Some(act.reason), |tx| {
        super::form::archived(tx, scope, act.form)?;
        let (mut row, had) = mine(tx, scope, no)?;
        let taken = |to| act.step(to, scope.region());
        match deed {
            Deed::HandOver => row.card.advance(taken(CardState::HandedOver))?,
            Deed::Lose => row.card.advance(taken(CardState::Lost))?,
            Deed::Cancel => row.card.advance(taken(CardState::Cancelled))?,
            Deed::Activate => activated(tx, scope, &mut row, act)?,
            Deed::Release => {
                let back = before_loss(&row.card)?;
                row.card.advance(taken(back))?;
            }
        }
        let state = row.card.state();
        rows::step(tx, scope, &[(row, had)])?;
        Ok(state)
    })
}

fn mine(tx: &mut Tx<'_>, scope: Scope, no: &CardNo) -> Result<(CardRow, usize), ServiceError> {
    let found = rows::by_numbers(tx, scope, &[no.as_str()])?;
    let row = found.into_iter().next();
    let row = row.ok_or(ServiceError::NotFound("社会保障卡"))?;
    let had = row.card.steps().len();
    Ok((row, had))
}

/// Activates a card beside the other cards of its holder.
fn activated(
    tx: &mut Tx<'_>,
    scope: Scope,
    row: &mut CardRow,
    act: &Act<'_>,
) -> Result<(), ServiceError> {
    let whole = Scope::whole(scope.pool());
    let held = rows::of_persons(tx, whole, &[row.card.person])?;
    let mut known: Vec<Card> = held.into_iter().map(|one| one.card).collect();
    let step = act.step(CardState::Active, scope.region());
    activate(&mut known, &row.card.no, &step)?;
    let after = known.into_iter().find(|card| card.no == row.card.no);
    if let Some(after) = after {
        row.card = after;
    }
    Ok(())
}

/// The state in which a lost card was before.
fn before_loss(card: &Card) -> Result<CardState, Refused> {
    let lost = card.state() == CardState::Lost;
    let mut back = card.steps().iter().rev().map(|step| step.to);
    back.find(|state| *state != CardState::Lost)
        .filter(|_| lost)
        .ok_or_else(|| {
            let zh = format!("此卡现为“{}”，没有挂失，不需要解挂。", card.state().zh());
            Refused::new("card.not_lost", zh).under("篇6 一(四)1")
        })
}

/// Replaces a card by a new number in one act: the old one is blocked, the new one is made. The bank is not asked
/// (篇6 二(二)).
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for a card that nobody has;
/// [`ServiceError::Refused`] `card.other_county`, `card.number_taken`, `card.held`, `card.step`, `card.no_form`;
/// storage.
pub fn replace_by(
    desk: &Desk<'_>,
    actor: &Actor,
    (old, new): (&CardNo, &CardNo),
    act: &Act<'_>,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    let whole = Scope::whole(scope.pool());
    desk.write(actor, "card.replace", Some(act.reason), |tx| {
        super::form::archived(tx, scope, act.form)?;
        let found = rows::by_numbers(tx, whole, &[old.as_str(), new.as_str()])?;
        let row = found.iter().find(|row| row.card.no == *old).cloned();
        let row = row.ok_or(ServiceError::NotFound("社会保障卡"))?;
        let mut known: Vec<Card> = rows::of_persons(tx, whole, &[row.card.person])?
            .into_iter()
            .map(|one| one.card)
            .collect();
        let others = found
            .into_iter()
            .filter(|one| one.card.person != row.card.person);
        known.extend(others.map(|one| one.card));
        let step = act.step(CardState::Made, scope.region());
        replace(&mut known, (old, new.clone()), (scope, row.region), &step)?;
        for card in known {
            let one = |card| CardRow {
                card,
                ..row.clone()
            };
            if card.no == *new {
                rows::add(tx, scope, &[one(card)], None)?;
            } else if card.no == *old {
                rows::step(tx, scope, &[(one(card), row.card.steps().len())])?;
            }
        }
        Ok(())
    })
}

/// The cards of a person with all their steps, the ones in use first; that they were seen is on record.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn of_person(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
) -> Result<Vec<Card>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    let today = desk.today();
    let found = desk.read(|session| rows::of_persons(session, scope, &[person]))?;
    let cards: Vec<Card> = found.into_iter().map(|row| row.card).collect();
    let live: Vec<CardNo> = cards_of(&cards, person, today)
        .iter()
        .map(|card| card.no.clone())
        .collect();
    let mut cards = cards;
    cards.sort_by_key(|card| {
        let place = live.iter().position(|no| *no == card.no);
        (place.is_none(), place, card.generation == Generation::Old)
    });
    let seen = [person.get()];
    audit::saw(desk, actor, "card.show", "人员", &seen, &Sight::Masked)?;
    Ok(cards)
}
