//! Who may do what, and where.
//!
//! Start with [`Actor`]: an authenticated user in one role over one region. Every use case takes one,
//! every repository method takes its [`Scope`].
//!
//! | module | what lives there |
//! |---|---|
//! | `actor`, `scope` | [`Actor`], [`Scope`], why one may not ([`Denied`]) |
//! | `role`, `permission` | the roles, the acts, and which role holds which |
//! | `grant` | a role held for some time ([`Grant`]); which one a user works in today ([`choose`]) |
//! | [`separation`] | roles that one user may not hold together |
//! | `decision` | four eyes: [`may_decide`] |
//! | `password`, `session` | what a password must be; how long a session lasts; the lock after failures |
//! | `trail` | the audit trail's entries and their hash chain; masked and full sight |
//! | `command` | what a use case is called to those who read the trail ([`command_zh`]) |
#![forbid(unsafe_code)]

mod actor;
mod command;
mod decision;
mod grant;
mod moment;
mod password;
mod permission;
mod role;
mod scope;
pub mod separation;
mod session;
mod trail;

pub use actor::{Actor, Denied, UserName};
pub use command::command_zh;
pub use decision::{Proposed, Verdict, may_decide};
pub use grant::{Grant, GrantNo, Wanted, choose};
pub use moment::Moment;
pub use password::PasswordPolicy;
pub use permission::Permission;
pub use role::{Duty, Role};
pub use scope::Scope;
pub use session::{Session, SessionPolicy, not_locked};
pub use trail::{Reason, Sight, TrailEntry, TrailKind};
