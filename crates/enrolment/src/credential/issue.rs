//! Cards in numbers: issued in batches, replaced one by one.

use super::card::{BankSide, Card, CardNo, CardState, CardStep, Generation, shown};
use access::Scope;
use base::{Date, PersonNo, Refused, RegionCode};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a card is to be made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardOrder {
    /// Who.
    pub person: PersonNo,
    /// The number that the new card bears.
    pub no: CardNo,
}

/// What came of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// The cards made, in the order of the orders.
    pub cards: Vec<Card>,
    /// The orders that were not carried out, by their place, with the reason.
    pub refused: Vec<(usize, Refused)>,
}

/// Makes cards for a batch of people; one order that cannot be carried out stops no other.
///
/// Refused are `card.number_taken` (a number is given once) and `card.held` (the person has a card of the
/// present generation that is not at its end: it is replaced, not issued anew).
#[must_use]
pub fn issue(known: &[Card], orders: &[CardOrder], step: &CardStep) -> Issued {
    let mut numbers: BTreeSet<&CardNo> = known.iter().map(|card| &card.no).collect();
    let living = known.iter().filter(|card| lives(card));
    let mut holders: BTreeMap<PersonNo, &CardNo> =
        living.map(|card| (card.person, &card.no)).collect();
    let mut issued = Issued::default();
    for (place, order) in orders.iter().enumerate() {
        let made = if numbers.contains(&order.no) {
            Err(number_taken(&order.no))
        } else if let Some(held) = holders.get(&order.person) {
            Err(already_held(held))
        } else {
            Card::make(
                order.no.clone(),
                order.person,
                Generation::Present,
                step.clone(),
            )
        };
        match made {
            Ok(card) => {
                numbers.insert(&order.no);
                holders.insert(order.person, &order.no);
                issued.cards.push(card);
            }
            Err(refused) => issued.refused.push((place, refused)),
        }
    }
    issued
}

/// Takes over a card of a scheme that was merged, with the state it had there.
///
/// # Errors
/// `card.number_taken` where the number is known: whose it is, a clerk must settle.
pub fn take_over(known: &mut Vec<Card>, card: Card) -> Result<(), Refused> {
    if known.iter().any(|one| one.no == card.no) {
        return Err(number_taken(&card.no));
    }
    known.push(card);
    Ok(())
}

/// Replaces a card: the old one is blocked and a new one made in one act. It does not ask for the bank
/// side of either card (篇6 二(二): 由空白卡更换为新开卡), so that it works while the bank does not.
///
/// # Errors
/// `card.unknown`, `card.number_taken`, `card.held` where the person has another card of the present generation
/// (an old one is cancelled then), `card.other_county` where the person is insured outside the scope of who
/// replaces, as [`Card::advance`] for a card at its end.
pub fn replace(
    known: &mut Vec<Card>,
    (old, new): (&CardNo, CardNo),
    (scope, insured_at): (Scope, RegionCode),
    step: &CardStep,
) -> Result<(), Refused> {
    if !scope.covers(insured_at) {
        let zh = format!(
            "卡 {} 的参保地 {} 不在 {} 的经办范围内，请到参保地补换。",
            shown(old),
            insured_at.short(),
            scope.region().short()
        );
        return Err(Refused::new("card.other_county", zh).under("篇6 二(二)"));
    }
    if known.iter().any(|card| card.no == new) {
        return Err(number_taken(&new));
    }
    let unknown = || {
        let zh = format!("没有卡号 {}，请核对。", shown(old));
        Refused::new("card.unknown", zh)
    };
    let standing = known.iter().find(|card| card.no == *old);
    let standing = standing.ok_or_else(unknown)?;
    let (person, ended) = (standing.person, standing.state().is_final());
    let other = |card: &&Card| card.person == person && card.no != *old && lives(card);
    if let Some(held) = known.iter().find(other).filter(|_| !ended) {
        return Err(already_held(&held.no));
    }
    let card = known.iter_mut().find(|card| card.no == *old);
    let card = card.ok_or_else(unknown)?;
    let mut made = Card::make(new, card.person, Generation::Present, step.clone())?;
    made.replaces = Some(old.clone());
    card.advance(CardStep {
        to: CardState::Replaced,
        ..step.clone()
    })?;
    known.push(made);
    Ok(())
}

/// What the bank says of a card that was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAnswer {
    /// The card.
    pub no: CardNo,
    /// Nothing where the account was opened, else the reason of the bank.
    pub error: Option<Box<str>>,
}

/// What came of an exchange with the bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Cards whose account was opened.
    pub opened: Vec<CardNo>,
    /// Cards that the bank returned, with its reasons.
    pub returned: Vec<(CardNo, Box<str>)>,
    /// Cards that were submitted and not answered.
    pub unanswered: Vec<CardNo>,
    /// Answers to cards that were not submitted, or second answers.
    pub strange: Vec<CardNo>,
}

/// Takes in the answers of the bank to the cards that were submitted.
#[must_use]
pub fn take_answers(cards: &mut [Card], answers: &[BankAnswer]) -> Exchange {
    let mut exchange = Exchange::default();
    let mut waiting: BTreeMap<CardNo, usize> = BTreeMap::new();
    for (place, card) in cards.iter().enumerate() {
        if card.bank == BankSide::Submitted {
            waiting.insert(card.no.clone(), place);
        }
    }
    for answer in answers {
        let found = waiting
            .remove(&answer.no)
            .and_then(|place| cards.get_mut(place));
        match (found, &answer.error) {
            (None, _) => exchange.strange.push(answer.no.clone()),
            (Some(card), None) => {
                card.bank = BankSide::Opened;
                exchange.opened.push(answer.no.clone());
            }
            (Some(card), Some(error)) => {
                card.bank = BankSide::Returned;
                exchange.returned.push((answer.no.clone(), error.clone()));
            }
        }
    }
    exchange.unanswered = waiting.into_keys().collect();
    exchange
}

/// Activates a card that its holder has in hand.
///
/// # Errors
/// `card.second_active` where another card of the present generation of the same person is in use;
/// as [`Card::advance`], `card.unknown`.
pub fn activate(known: &mut [Card], no: &CardNo, step: &CardStep) -> Result<(), Refused> {
    let person = known
        .iter()
        .find(|card| card.no == *no)
        .map(|card| card.person);
    let in_use = |card: &&Card| {
        card.no != *no
            && Some(card.person) == person
            && card.generation == Generation::Present
            && matches!(card.state(), CardState::Active | CardState::Lost)
    };
    if let Some(other) = known.iter().find(in_use) {
        let zh = format!(
            "此人的卡 {} {}，请先补换或注销后再启用新卡。",
            shown(&other.no),
            other.state().zh()
        );
        return Err(Refused::new("card.second_active", zh));
    }
    let Some(card) = known.iter_mut().find(|card| card.no == *no) else {
        let zh = format!("没有卡号 {}，请核对。", shown(no));
        return Err(Refused::new("card.unknown", zh));
    };
    card.advance(CardStep {
        to: CardState::Active,
        ..step.clone()
    })
}

fn lives(card: &Card) -> bool {
    card.generation == Generation::Present && !card.state().is_final()
}

fn number_taken(no: &CardNo) -> Refused {
    let zh = format!(
        "卡号 {} 已经用过，一个卡号只发一次、只属一人；请换号。",
        shown(no)
    );
    Refused::new("card.number_taken", zh)
}

fn already_held(no: &CardNo) -> Refused {
    let zh = format!("此人已有卡 {}，遗失或损坏请办理补换。", shown(no));
    Refused::new("card.held", zh)
}

/// The cards of a person that are not at their end on a day, the present generation first.
#[must_use]
pub fn cards_of(known: &[Card], person: PersonNo, on: Date) -> Vec<&Card> {
    let mut found: Vec<&Card> = known
        .iter()
        .filter(|card| card.person == person)
        .filter(|card| card.on(on).is_some_and(|state| !state.is_final()))
        .collect();
    found.sort_by_key(|card| (std::cmp::Reverse(card.generation), &card.no));
    found
}
