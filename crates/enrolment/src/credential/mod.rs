//! Cards and other credentials: their life, and the one person that each leads to.
//!
//! | module | what lives there |
//! |---|---|
//! | [`card`] | the card with all its steps |
//! | [`mod@issue`] | batches, replacement, activation, the exchange with the bank |
//! | [`voucher`] | e-vouchers: short-lived tokens that verify offline |
//! | [`kind`], [`mod@resolve`] | kinds of credential; from what is shown to the person |
//! | [`mod@check`] | the check at each contact, kept whatever its outcome |
//! | [`correction`] | corrections of basic data with evidence and a second user |

pub mod card;
pub mod check;
pub mod correction;
pub mod issue;
pub mod kind;
pub mod resolve;
pub mod voucher;

#[cfg(test)]
mod tests;

pub use card::{BankSide, Card, CardNo, CardState, CardStep, Generation};
pub use check::{Contact, CredentialCheck, check, required};
pub use correction::Correction;
pub use issue::{Issued, issue, replace};
pub use kind::CredentialKind;
pub use resolve::{CredentialLink, Records, When, resolve};
pub use voucher::Voucher;
