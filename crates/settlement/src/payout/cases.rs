//! From a transfer that the bank paid to the cases of the books.

use base::Date;

use super::books::{BookCase, BookEvent, BookPart, DepositBooking, Party, sub_account};
use super::sheet::{Portion, Sheet};
use super::transfer::{Purpose, Transfer};
use crate::claim::{Care, Part, PayKey};

/// What the books hold of a transfer that was paid: the payment, and the deposit withheld with it.
pub(super) fn cases(transfer: &Transfer, on: Date, booking: DepositBooking) -> Vec<BookCase> {
    let order = &transfer.order;
    let mut cases = Vec::new();
    match (order.purpose, booking) {
        (Purpose::Claim, _) => {
            let self_run =
                |one: &&Portion| one.care == Care::SeriousIllness && one.part == Part::Fund;
            let (serious, basic): (Vec<&Portion>, _) = order.portions.iter().partition(self_run);
            cases.extend(case(transfer, on, BookEvent::Settled, basic));
            cases.extend(case(transfer, on, BookEvent::SeriousIllnessPaid, serious));
            let event = match booking {
                DepositBooking::Booked => BookEvent::DepositBooked,
                DepositBooking::Noted => BookEvent::DepositNoted,
            };
            cases.extend(case(transfer, on, event, order.withheld.iter().collect()));
        }
        (Purpose::Deposit, DepositBooking::Booked) => {
            let all = order.portions.iter().collect();
            cases.extend(case(transfer, on, BookEvent::DepositReleased, all));
        }
        (Purpose::Deposit, DepositBooking::Noted) => {
            let all = order.portions.iter().collect();
            cases.extend(case(transfer, on, BookEvent::DepositNoteReleased, all));
        }
        (Purpose::Insurer, _) => {
            let all = order.portions.iter().collect();
            cases.extend(case(transfer, on, BookEvent::PremiumPaid, all));
        }
    }
    cases
}

impl Sheet {
    /// What the books hold of the prepayment that it settles, which no bank moves; `None` where there is none.
    #[must_use]
    pub fn offset(&self, party: Party, on: Date, reference: &str) -> Option<BookCase> {
        let what = (BookEvent::PrepaidOffset, reference);
        unmoved(&self.key, party, on, what, &self.offset_portions)
    }
}

/// What the books hold of a deposit that the fund keeps after an assessment, which no bank moves; `None` where it
/// keeps nothing.
#[must_use]
pub fn kept(
    key: &PayKey,
    party: Party,
    on: Date,
    (booking, reference): (DepositBooking, &str),
    portions: &[Portion],
) -> Option<BookCase> {
    let event = match booking {
        DepositBooking::Booked => BookEvent::DepositKept,
        DepositBooking::Noted => BookEvent::DepositNoteKept,
    };
    unmoved(key, party, on, (event, reference), portions)
}

fn unmoved(
    key: &PayKey,
    party: Party,
    on: Date,
    (event, reference): (BookEvent, &str),
    portions: &[Portion],
) -> Option<BookCase> {
    (!portions.is_empty()).then(|| BookCase {
        event,
        red: false,
        fund: key.fund.clone(),
        county: key.county,
        value_date: on,
        party,
        parts: portions.iter().map(|one| part(event, one)).collect(),
        reference: reference.to_owned(),
    })
}

fn case(
    transfer: &Transfer,
    on: Date,
    event: BookEvent,
    portions: Vec<&Portion>,
) -> Option<BookCase> {
    let parts: Vec<BookPart> = portions.into_iter().map(|one| part(event, one)).collect();
    (!parts.is_empty()).then(|| BookCase {
        event,
        red: false,
        fund: transfer.fund.clone(),
        county: transfer.order.county,
        value_date: on,
        party: transfer.order.party.clone(),
        parts,
        reference: format!("付款{}", transfer.no),
    })
}

const fn part(event: BookEvent, portion: &Portion) -> BookPart {
    let sub = match event {
        // Templates that name the sub-account themselves.
        BookEvent::DepositReleased | BookEvent::PremiumPaid | BookEvent::SeriousIllnessPaid => None,
        _ => Some(sub_account(portion.part, portion.care)),
    };
    BookPart {
        sub,
        benefit_year: Some(portion.benefit_year),
        amount: portion.amount,
    }
}
