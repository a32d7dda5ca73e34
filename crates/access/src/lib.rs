//! Who may do what, and where.
//!
//! Start with [`Actor`]: an authenticated user in one role over one region. Every use case takes one,
//! every repository method takes its [`Scope`].
#![forbid(unsafe_code)]

mod actor;
mod permission;
mod role;
mod scope;

pub use actor::{Actor, Denied, UserName};
pub use permission::Permission;
pub use role::Role;
pub use scope::Scope;
