//! A person as the counter sees him on a day.

use base::{Date, PersonNo, RegionCode, Sex};
use directory::catalogue::PayGroup;
use enrolment::Scheme;
use enrolment::account::Balance;
use settlement::bill::PersonGiven;

/// A person on a day of care, insured and entitled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Who.
    pub no: PersonNo,
    /// The bucket of his records.
    pub bucket: i64,
    /// The county that bears him.
    pub region: RegionCode,
    /// His scheme on the day.
    pub scheme: Scheme,
    /// His insurance as the interface names it (`insutype`).
    pub insurance: String,
    /// What the register says, by names of facts.
    pub given: PersonGiven,
    /// Codes of his certified categories on the day.
    pub categories: Vec<String>,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// Birth, where known.
    pub birth: Option<Date>,
    /// His own account; `None` where he has none.
    pub account: Option<Balance>,
    /// Under which record the account is kept.
    pub account_of: Option<PersonNo>,
    /// Numbers of all records that are this person: accumulators of each of them are his.
    pub records: Vec<PersonNo>,
}

impl Patient {
    /// Completed years on a day, where the birth is known.
    #[must_use]
    pub fn age(&self, on: Date) -> Option<u16> {
        let birth = self.birth?;
        let before = (on.month(), on.day()) < (birth.month(), birth.day());
        let years = on.year().checked_sub(birth.year())?;
        u16::try_from(years.checked_sub(i32::from(before))?).ok()
    }

    /// The group by which the catalogue has its first self-pay.
    #[must_use]
    pub const fn group(&self) -> PayGroup {
        match self.scheme {
            Scheme::Employee => PayGroup::Employee,
            Scheme::Resident | Scheme::UrbanResident | Scheme::RuralCooperative => {
                PayGroup::Resident
            }
        }
    }
}
