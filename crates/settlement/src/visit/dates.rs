//! The dates that decide, named apart.
//!
//! | date | what it decides | whence |
//! |---|---|---|
//! | designation | whether the institution may begin the visit, under which agreement | the day the visit began |
//! | law | which version of the rules | the package (`law_date`) |
//! | contract | which commissioned insurer of the serious-illness or supplementary layer pays | the pooling area's choice, [`ContractBy`] |
//! | benefit year | which year's accumulators move | the package (`[year]`) |

use base::{BenefitYear, Date, Refused};
use benefit::claim::Facts;
use benefit::facts::{benefit_year, law_date, with_defaults};
use benefit::plan::Policy;

use super::Visit;

/// The day by which an insurer's contract term is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContractBy {
    /// The day the visit began.
    Service,
    /// The day the patient left; where there is none, the day of settlement.
    Discharge,
    /// The day of settlement.
    Settlement,
}

impl ContractBy {
    /// All of them.
    pub const ALL: [ContractBy; 3] = [Self::Service, Self::Discharge, Self::Settlement];

    /// Code that data and rows keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ContractBy::Service => "service",
            ContractBy::Discharge => "discharge",
            ContractBy::Settlement => "settlement",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<ContractBy> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }
}

/// The dates of one settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// The day on which the institution had to be designated.
    pub designation: Date,
    /// The day that chose the version of the rules.
    pub law: Date,
    /// The day that chooses the insurer's contract.
    pub contract: Date,
    /// The year whose accumulators move.
    pub year: BenefitYear,
    /// The day of settlement.
    pub settlement: Date,
}

impl Dates {
    /// The dates of a visit settled on a day, by its facts.
    ///
    /// # Errors
    /// `bill.no_law_date`: none of the dates by which the package picks its version is known.
    pub fn of(
        policy: &Policy,
        facts: &Facts,
        visit: &Visit,
        settlement: Date,
        by: ContractBy,
    ) -> Result<Dates, Refused> {
        let facts = with_defaults(policy, facts);
        let missing = || {
            Refused::new(
                "bill.no_law_date",
                "缺少决定适用政策版本的日期，请补全就诊、入院或出院时间。",
            )
        };
        let law = law_date(policy, &facts).map_err(|_| missing())?;
        let year = benefit_year(policy, &facts).ok_or_else(missing)?;
        let contract = match by {
            ContractBy::Service => visit.service_date(),
            ContractBy::Discharge => visit.ended.map_or(settlement, |ended| ended.date()),
            ContractBy::Settlement => settlement,
        };
        Ok(Dates {
            designation: visit.service_date(),
            law,
            contract,
            year,
            settlement,
        })
    }
}
