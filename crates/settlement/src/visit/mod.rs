//! Visits: from registration or admission to settlement, and back.
//!
//! | file | what lives there |
//! |---|---|
//! | `state` | the state machine: which act is allowed when, and what undoes it |
//! | `record` | the visit itself, its medical category and its diagnoses |
//! | `diagnosis` | sequence, validity, main diagnosis (2203, 2401–2403) |
//! | `med_type` | the medical category and the kind of care that rules call it, as data |
//! | `filing` | referral, chronic disease and chosen institution (2501–2506) as records |
//! | `dates` | the dates that decide: designation, law, contract, benefit year |
//! | `civil_time` | times of the interface |
//!
//! The transactions behind it are told in the interface's own numbers, since institutions call them so.

mod civil_time;
mod dates;
mod diagnosis;
mod filing;
mod med_type;
mod record;
mod state;

pub use civil_time::CivilTime;
pub use dates::{ContractBy, Dates};
pub use diagnosis::{Diagnoses, Diagnosis, DiagnosisKind};
pub use filing::{Filing, FilingKind, FilingState, Filings, Place};
pub use med_type::{MedType, MedTypes};
pub use record::{Credential, Visit, VisitOpening};
pub use state::{Act, Standing, VisitKind, VisitState, next};
