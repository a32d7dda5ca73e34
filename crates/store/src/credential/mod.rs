//! Cards and other credentials, their steps and forms, the checks at each contact.
//!
//! | module | what lives there |
//! |---|---|
//! | [`card`] | cards with their steps |
//! | [`bank`] | the bank side of cards |
//! | [`form`] | archived forms |
//! | [`link`] | other credentials linked to persons |
//! | [`voucher`] | e-vouchers |
//! | [`check`] | checks at each contact |
//! | [`shown`] | all that is known of what is shown, for many at once |
//! | [`office`] | agreements with banks, self-checks |

pub mod bank;
pub mod card;
pub mod check;
pub mod form;
pub mod link;
pub mod office;
pub mod shown;
pub mod voucher;

mod verify;

pub use card::CardRow;
pub(crate) use verify::CHECKS;
