//! The ground floor of Tongchou: values every other crate speaks in, and nothing else.
//!
//! Nothing here reads a clock, a file, the environment or a random source, nothing uses floating
//! point, and nothing panics on data. What can fail answers with `Option` (arithmetic that would
//! leave its range) or with an error enum (text that cannot be understood); every such error has a
//! second sentence for users, in Chinese, from its `zh()` method.
//!
//! | module | what lives there |
//! |---|---|
//! | [`money`] | [`Fen`], [`UnitPrice`] and [`Count`], [`Ratio`], [`Rounding`], [`allocate`] |
//! | [`calendar`] | [`Date`], completed years of age, [`YearCalendar`], [`WorkingCalendar`] |
//! | [`codes`] | [`RegionCode`], codes of institutions and personnel, [`typed_id!`], [`number_id!`] |
//! | [`identity`] | [`IdentityDocument`] and what is wrong with its number, [`ResidentId`] |
//! | [`masking`] | [`mask`]: what is shown of a name, a number, an address |
#![forbid(unsafe_code)]

pub mod calendar;
pub mod codes;
pub mod identity;
pub mod masking;
pub mod money;
mod refused;

pub use calendar::{
    BenefitYear, Date, DateError, MonthDay, Validity, ValidityError, WorkingCalendar,
    WorkingCalendarError, YearCalendar, YearCalendarError,
};
pub use codes::{
    BatchNo, BillNo, ClaimId, EnrolmentNo, EntryNo, EpisodeId, FamilyId, HouseholdNo, IdError,
    InstitutionCode, InstitutionCodeError, OrganisationNo, PaymentNo, PersonId, PersonNo,
    PersonnelCode, PersonnelCodeError, PersonnelKind, PharmacyCode, ProposalNo, ProviderId,
    RegionCode, RegionCodeError, RegionLevel, RegionValidity, TxNo, checked_id,
};
pub use identity::{
    Checked, DocumentError, DocumentType, DocumentTypeError, IdentityDocument, NumberFlaw,
    ResidentId, Sex,
};
pub use masking::{Personal, mask, show_id, show_value};
pub use money::{
    Count, DecimalError, Fen, MoneyError, Ratio, RatioError, Rounding, RoundingError, UnitPrice,
    allocate,
};
pub use refused::Refused;
