//! Tests of cards and credentials.

mod batches;
mod checks;
mod life;
mod paths;
mod persons;
mod vouchers;

use super::card::{Card, CardNo, CardState, CardStep, Generation};
use super::resolve::{CredentialLink, Records, When};
use super::voucher::Voucher;
use crate::people::{Linkage, Papers};
use access::Moment;
use base::{Date, PersonNo, RegionCode};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

fn number(text: &str) -> CardNo {
    CardNo::new(text).unwrap()
}

fn step(to: CardState, on: &str) -> CardStep {
    CardStep {
        to,
        on: day(on),
        at: RegionCode::parse("410502").unwrap(),
        reason: "持卡人申请".into(),
        form: "表-001".into(),
    }
}

fn made(no: &str, whose: i64) -> Card {
    let step = step(CardState::Made, "2020-01-01");
    Card::make(number(no), person(whose), Generation::Present, step).unwrap()
}

/// A card in use since 2020-02-01.
fn active(no: &str, whose: i64) -> Card {
    let mut card = made(no, whose);
    card.advance(step(CardState::HandedOver, "2020-01-20"))
        .unwrap();
    card.advance(step(CardState::Active, "2020-02-01")).unwrap();
    card
}

fn when(on: &str) -> When {
    When {
        day: day(on),
        moment: Moment::from_millis(1_000_000),
    }
}

/// What is known, owned.
#[derive(Default)]
struct Known {
    cards: Vec<Card>,
    papers: Vec<(PersonNo, Papers)>,
    vouchers: Vec<Voucher>,
    links: Vec<CredentialLink>,
    linkage: Linkage,
}

impl Known {
    fn records(&self) -> Records<'_> {
        Records {
            cards: &self.cards,
            papers: &self.papers,
            vouchers: &self.vouchers,
            links: &self.links,
            linkage: &self.linkage,
        }
    }
}
