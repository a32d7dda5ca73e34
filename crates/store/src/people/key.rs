//! Where the rows of a person lie.

use base::{HouseholdNo, PersonNo};

/// The key of a person's rows within the pooling area: the bucket is given once and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey {
    /// 0 to 63.
    pub bucket: i64,
    /// The person.
    pub person: PersonNo,
}

impl PersonKey {
    /// The key of a new person: in the bucket of the household, or by the own number.
    #[must_use]
    pub const fn new(person: PersonNo, household: Option<HouseholdNo>) -> PersonKey {
        let number = match household {
            Some(household) => household.get(),
            None => person.get(),
        };
        PersonKey {
            bucket: number % crate::BUCKETS,
            person,
        }
    }
}
