//! The national codes of regions, institutions and personnel, and typed ids.
//!
//! Only what a published document states is checked. Whether a code exists is for the register of
//! codes to say, which is data.

mod id;
mod institution;
mod number;
mod personnel;
mod region;

pub use id::{ClaimId, EpisodeId, FamilyId, IdError, PersonId, ProviderId, checked_id};
pub use institution::{InstitutionCode, InstitutionCodeError, PharmacyCode};
pub use number::{
    BatchNo, BillNo, EnrolmentNo, EntryNo, HouseholdNo, OrganisationNo, PaymentNo, PersonNo,
    ProposalNo, TxNo,
};
pub use personnel::{PersonnelCode, PersonnelCodeError, PersonnelKind};
pub use region::{RegionCode, RegionCodeError, RegionLevel, RegionValidity};
