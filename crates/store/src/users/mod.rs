//! Users, what they hold and how they prove who they are.
//!
//! A user is never changed or deleted: who leaves gets a day of leaving, a password that changes is
//! closed and followed by another, a grant that is taken back is closed.

mod grant;
mod password;
mod roles;
mod session;
mod user;

pub use grant::{HeldGrant, give, grants, held_by, live_grant, revoke};
pub use password::{Password, password, set_password};
pub(crate) use roles::{differs, sync as sync_roles};
pub use session::{SessionRow, close_sessions, find_session, open_session, touch_session};
pub use user::{User, add, any, find, leave, list};
