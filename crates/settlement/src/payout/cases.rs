//! From a transfer that the bank paid to the cases of the books.

use base::Date;

use super::books::{BookCase, BookEvent, BookPart, DepositBooking, sub_account};
use super::sheet::Portion;
use super::transfer::{Purpose, Transfer};
use crate::claim::{Care, Part};

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
