//! The rules of a pooling area as the store has them, read again where something moved.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::Scope;
use base::{Date, RegionCode};
use settlement::answer::Projection;
use settlement::bill::YearEnd;
use settlement::visit::MedTypes;
use store::Session;
use store::contribution::package as rows;

use super::rules::{Adopted, Listing, Providers, Rules};
use super::sequencer::RulesSource;
use crate::{ServiceError, package};

/// Where the catalogue comes from: whoever gives it reads it again where its revision moved.
pub type ListingOf =
    Box<dyn Fn(&mut Session<'_>) -> Result<Arc<dyn Listing>, ServiceError> + Send + Sync>;
/// Where the institutions come from.
pub type ProvidersOf =
    Box<dyn Fn(&mut Session<'_>) -> Result<Arc<dyn Providers>, ServiceError> + Send + Sync>;

/// The rules of a pooling area.
pub struct StoredRules {
    pool: RegionCode,
    year_end: YearEnd,
    listing: ListingOf,
    providers: ProvidersOf,
    known: Mutex<Option<Known>>,
}

/// What was read last, and what it was read from.
struct Known {
    adoptions: i64,
    rules: Arc<Rules>,
}

impl StoredRules {
    /// The rules of a pooling area. `year_end`: what it does with stays over the end of a year.
    #[must_use]
    pub fn new(
        pool: RegionCode,
        year_end: YearEnd,
        (listing, providers): (ListingOf, ProvidersOf),
    ) -> StoredRules {
        StoredRules {
            pool,
            year_end,
            listing,
            providers,
            known: Mutex::new(None),
        }
    }

    /// Packages and projections; adoptions are only ever added.
    fn read(&self, session: &mut Session<'_>) -> Result<Rules, ServiceError> {
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
            adopted.push(Adopted {
                scheme: adoption.scheme,
                from: adoption.from,
                until: adoption.until.unwrap_or(Date::MAX),
                policy,
            });
        }
        Ok(Rules {
            adopted,
            types: MedTypes::read(MedTypes::SHIPPED)?,
            projections,
            projection: shipped,
            year_end: self.year_end,
            listing: (self.listing)(session)?,
            providers: (self.providers)(session)?,
        })
    }
}

/// Where a package keeps its own lines of the projection.
const INTERFACE: &str = "interface/projection.toml";

impl RulesSource for StoredRules {
    fn current(&self, session: &mut Session<'_>) -> Result<Arc<Rules>, ServiceError> {
        let scope = Scope::whole(self.pool);
        let adoptions = rows::count(session, scope)?;
        let listing = (self.listing)(session)?;
        let providers = (self.providers)(session)?;
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*lock() {
            let same = known.adoptions == adoptions
                && Arc::ptr_eq(&known.rules.listing, &listing)
                && Arc::ptr_eq(&known.rules.providers, &providers);
            if same {
                return Ok(Arc::clone(&known.rules));
            }
        }
        let rules = Arc::new(self.read(session)?);
        *lock() = Some(Known {
            adoptions,
            rules: Arc::clone(&rules),
        });
        Ok(rules)
    }
}
