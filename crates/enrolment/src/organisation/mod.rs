//! Employers, schools, villages and streets, and who belongs to them.
//!
//! | module | what lives there |
//! |---|---|
//! | [`kind`] | the types of organisation, those the employee scheme covers among them |
//! | [`particulars`] | an organisation and its unified social credit code |
//! | [`registration`] | registration, change, cancellation: deadline, review, notice to the bureau |
//! | [`affiliation`] | who belongs to an organisation, as what and when |
//! | [`roster`] | a school's list of pupils and students |
//! | [`agent`] | users who enrol and collect for a village, street or school |

pub mod affiliation;
pub mod agent;
pub mod kind;
pub mod particulars;
pub mod registration;
pub mod roster;

pub use affiliation::{Affiliation, MemberRole, Stage};
pub use agent::Agent;
pub use kind::{OrganisationKind, Route, route};
pub use particulars::{CreditCode, Organisation, OrganisationState};
pub use registration::{Act, ActKind, Change, Notice, Review, due};
