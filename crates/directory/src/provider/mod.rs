//! Providers: institutions and pharmacies, their departments and staff, and how their lists were merged.
//!
//! | module | what lives there |
//! |---|---|
//! | `code`, `kind` | national code; type, grade and level, ownership |
//! | [`institution`], [`change`] | what is registered over time, and the procedure for changing it |
//! | [`licence`] | practice and drug licences |
//! | [`department`], [`staff`] | departments; physicians and others with their places of practice |
//! | [`register`], [`planning`] | counts by type on a day; providers per 10 000 insured by area |
//! | [`merge`] | the lists of two schemes become one, old codes stay findable |

pub mod change;
mod code;
pub mod department;
pub mod institution;
mod kind;
pub mod licence;
pub mod merge;
pub mod planning;
pub mod register;
#[cfg(test)]
pub(crate) mod sample;
pub mod staff;

pub use change::{Change, ChangeRequest, ChangeState};
pub use code::ProviderCode;
pub use department::{Department, Staffing};
pub use institution::{Institution, Particulars};
pub use kind::{Grade, Heading, Ownership, ProviderKind, Rank};
pub use licence::{Licence, LicenceKind, licensed};
pub use staff::{Practice, Profession, Staff};
