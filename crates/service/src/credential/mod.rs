//! Cards and other credentials: who stands behind what is shown, and the life of cards.
//!
//! | module | what it does |
//! |---|---|
//! | [`shown`] | from what is shown to one person, many at once; the checks that are kept |
//! | [`make`] | batches of cards, cards of merged schemes |
//! | [`life`] | handed over, activated, lost, released, replaced, cancelled; the cards of a person |
//! | [`bank`] | lists to the bank and its answers |
//! | [`link`] | other credentials, such as resident health cards |
//! | [`voucher`] | e-vouchers, signed by whoever holds the key |
//! | [`form`] | archived forms: every step names one |
//! | [`correction`] | corrections of basic data, with evidence and a second user |
//! | [`office`] | agreements with banks, self-checks |

pub mod bank;
pub mod correction;
pub mod form;
pub mod life;
pub mod link;
pub mod make;
pub mod office;
pub mod shown;
pub mod voucher;

use base::Date;
use enrolment::credential::{CardState, CardStep};

/// What every act at the card window says: the day, why, and the archived form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act<'a> {
    /// From which day on.
    pub on: Date,
    /// Why.
    pub reason: &'a str,
    /// The number of the archived form.
    pub form: &'a str,
}

impl Act<'_> {
    fn step(&self, to: CardState, at: base::RegionCode) -> CardStep {
        CardStep {
            to,
            on: self.on,
            at,
            reason: self.reason.trim().into(),
            form: self.form.trim().into(),
        }
    }
}
