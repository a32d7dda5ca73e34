//! The registers of the store as the counter asks them: the catalogue of the city, the directory of institutions, the
//! packages that the pool adopted.

use std::sync::Arc;

use access::Scope;
use base::{Date, Refused, RegionCode};
use directory::agreement::{Entry, Ground};
use directory::catalogue::{Charge, HospitalLevel, LineContext, LineFacts};
use settlement::bill::{ProviderGiven, YearEnd};

use super::rules::{Listing, Providers};
use super::source::StoredRules;
use crate::catalogue::{self, City};
use crate::provider::{Directories, Directory};

/// The rules of a pooling area from its registers, read again where one of them moved.
#[must_use]
pub fn stored(pool: RegionCode, year_end: YearEnd) -> StoredRules {
    let directories = Directories::default();
    StoredRules::new(
        pool,
        year_end,
        (
            Box::new(move |session| {
                let city = catalogue::current(session, Scope::whole(pool))?;
                Ok(city as Arc<dyn Listing>)
            }),
            Box::new(move |session| {
                let directory = directories.current(session, pool)?;
                Ok(directory as Arc<dyn Providers>)
            }),
        ),
    )
}

impl Listing for City {
    fn list(
        &self,
        code: &str,
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Refused> {
        self.catalogue().list(code, context, charge)
    }
}

impl Providers for Directory {
    fn may_begin(&self, institution: &str, entry: &Entry<'_>) -> Result<Ground, Refused> {
        Directory::may_begin(self, institution, entry)
    }

    fn given(&self, institution: &str, on: Date) -> Result<ProviderGiven, Refused> {
        // whether it was designated on that day follows from where it stood, not from a ground
        let given = Directory::given(self, institution, Ground::Emergency, on)?;
        let designated = self.standing(institution, on)?.serves();
        Ok(ProviderGiven {
            designated,
            ..given
        })
    }

    fn level(&self, institution: &str, on: Date) -> HospitalLevel {
        let found = self.find(institution).ok();
        let level = found.and_then(|record| record.institution.level(on));
        level.unwrap_or(HospitalLevel::Ungraded)
    }
}
