//! Lists to the bank and its answers (篇6 二(二)). Replacing and using a card do not wait for them.

use access::{Actor, Permission};
use enrolment::credential::issue::{BankAnswer, Exchange, take_answers};
use enrolment::credential::{BankSide, Card, CardNo};
use store::credential::{CardRow, bank as rows, card};

use crate::{Desk, ServiceError};

/// Cards of one list.
const LIST: i64 = 5_000;

/// Hands the cards that wait for the bank over: the number of the list and its cards.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn submit(desk: &Desk<'_>, actor: &Actor) -> Result<(i64, Vec<CardNo>), ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    desk.write(actor, "card.bank_submit", None, |tx| {
        let numbers = rows::to_submit(tx, scope, LIST)?;
        if numbers.is_empty() {
            return Ok((0, Vec::new()));
        }
        let exchange = tx.take("card_exchange", 1)?;
        let list: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let cards = card::by_numbers(tx, scope, &list)?;
        let turns: Vec<_> = cards
            .iter()
            .map(|row| (row, BankSide::Submitted, None))
            .collect();
        rows::turn(tx, scope, exchange, &turns)?;
        let numbers = cards.iter().map(|row| row.card.no.clone());
        Ok((exchange, numbers.collect()))
    })
}

/// Takes in the answers of the bank to a list: accounts opened, cards returned with the reasons, cards that it
/// has not answered, and answers to what was not asked.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn answer(
    desk: &Desk<'_>,
    actor: &Actor,
    exchange: i64,
    answers: &[BankAnswer],
) -> Result<Exchange, ServiceError> {
    let scope = actor.may(Permission::CardWrite)?;
    desk.write(actor, "card.bank_answer", None, |tx| {
        let waiting = rows::unanswered(tx, scope, exchange)?;
        let list: Vec<&str> = waiting.iter().map(String::as_str).collect();
        let found: Vec<CardRow> = card::by_numbers(tx, scope, &list)?;
        let mut cards: Vec<Card> = found.iter().map(|row| row.card.clone()).collect();
        let taken = take_answers(&mut cards, answers);
        let row = |no: &CardNo| found.iter().find(|row| row.card.no == *no);
        let opened = taken.opened.iter();
        let opened = opened.filter_map(|no| Some((row(no)?, BankSide::Opened, None)));
        let returned = taken.returned.iter();
        let returned =
            returned.filter_map(|(no, why)| Some((row(no)?, BankSide::Returned, Some(&**why))));
        let turns: Vec<_> = opened.chain(returned).collect();
        rows::turn(tx, scope, exchange, &turns)?;
        Ok(taken)
    })
}
