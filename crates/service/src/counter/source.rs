//! The rules of a pooling area as the store has them, read again where something moved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use access::Scope;
use base::{Date, RegionCode};
use settlement::answer::Projection;
use settlement::bill::{PlaceInStack, STACK_FILE, YearEnd};
use settlement::visit::{ContractBy, MedTypes};
use store::Session;
use store::contribution::package as rows;

use super::rules::{Adopted, Listing, Listings, Rules, RulesSource};
use crate::provider::{Directories, Directory};
use crate::{ServiceError, catalogue, insurer, package};

/// The rules of a pooling area.
pub struct StoredRules {
    pool: RegionCode,
    year_end: YearEnd,
    contract_by: ContractBy,
    directories: Directories,
    known: Mutex<Option<Known>>,
}

/// What was read last, and what it was read from.
struct Known {
    adoptions: (i64, i64),
    providers: Arc<Directory>,
    rules: Arc<Rules>,
}

impl StoredRules {
    /// The rules of a pooling area. `year_end`: what it does with stays over the end of a year.
    #[must_use]
    pub fn new(pool: RegionCode, year_end: YearEnd) -> StoredRules {
        StoredRules {
            pool,
            year_end,
            contract_by: ContractBy::Service,
            directories: Directories::default(),
            known: Mutex::new(None),
        }
    }

    /// With the day by which an insurer's contract is found; unless told, the day the visit began.
    #[must_use]
    pub const fn contract_by(mut self, by: ContractBy) -> StoredRules {
        self.contract_by = by;
        self
    }

    /// Packages and projections; adoptions are only ever added.
    fn read(
        &self,
        session: &mut Session<'_>,
        providers: Arc<Directory>,
    ) -> Result<Rules, ServiceError> {
        let scope = Scope::whole(self.pool);
        let shipped = Projection::read(Projection::SHIPPED)?;
        let mut adopted = Vec::new();
        let mut projections = BTreeMap::new();
        for adoption in rows::adoptions(session, scope)? {
            let policy = package::adopted(session, scope, adoption.no)?;
            let own = package::file(session, scope, (&adoption.digest, INTERFACE))?;
            if let Some(text) = own {
                let own = Projection::read(&text)?;
                projections.insert(policy.id.clone(), shipped.clone().under(own));
            }
            let place = package::file(session, scope, (&adoption.digest, STACK_FILE))?;
            let place = place.map(|text| PlaceInStack::read(&text)).transpose()?;
            adopted.push(Adopted {
                scheme: adoption.scheme,
                from: adoption.from,
                until: adoption.until.unwrap_or(Date::MAX),
                policy,
                place,
            });
        }
        Ok(Rules {
            adopted,
            types: MedTypes::read(MedTypes::SHIPPED)?,
            projections,
            projection: shipped,
            contracts: insurer::contracts(session, scope)?,
            contract_by: self.contract_by,
            year_end: self.year_end,
            providers,
        })
    }
}

/// Where a package keeps its own lines of the projection.
const INTERFACE: &str = "interface/projection.toml";

impl RulesSource for StoredRules {
    fn current(&self, session: &mut Session<'_>) -> Result<Arc<Rules>, ServiceError> {
        let scope = Scope::whole(self.pool);
        let adoptions = rows::count(session, scope)?;
        let providers = self.directories.current(session, self.pool)?;
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*lock()
            && known.adoptions == adoptions
            && Arc::ptr_eq(&known.providers, &providers)
        {
            return Ok(Arc::clone(&known.rules));
        }
        let rules = Arc::new(self.read(session, Arc::clone(&providers))?);
        *lock() = Some(Known {
            adoptions,
            providers,
            rules: Arc::clone(&rules),
        });
        Ok(rules)
    }

    fn listings(
        &self,
        session: &mut Session<'_>,
        institutions: &BTreeSet<String>,
    ) -> Result<Listings, ServiceError> {
        let found = catalogue::at_counters(session, self.pool, institutions)?;
        let listings = found.into_iter().map(|(institution, at)| {
            let listing: Arc<dyn Listing> = Arc::new(at);
            (institution, listing)
        });
        Ok(listings.collect())
    }
}
