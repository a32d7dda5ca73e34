//! Users: the first administrators, proposals of users and grants, signing in, passwords, leaving.
//!
//! Nothing here draws a random number: salts and tokens come from the binary. No password is kept,
//! logged or repeated.

mod first;
mod leaving;
mod proposing;
mod report;
mod secret;
mod signing;

pub use first::{NewUser, found};
pub use leaving::{leave, revoke};
pub use proposing::{
    GrantAsked, KINDS, approve, propose_grant, propose_reset, propose_user, reject,
};
pub use report::{UserReport, rights};
pub use secret::Salt;
pub use signing::{Asked, change_password, open_session, sign_in, sign_out, with_session};
