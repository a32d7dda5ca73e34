//! Asking a policy package: named facts in, rulings with their articles out.
//!
//! The packages hold every number of the law. A [`Question`] lays the facts of one person or
//! employer under the names that packages use; a fact that a package does not declare is left out,
//! since no rule of that package can read it.

mod basis;
mod career;
mod question;

pub use basis::{Basis, refused};
pub use career::{Career, Membership, Retirement};
pub use question::Question;
