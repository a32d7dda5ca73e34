//! What the counter decides by: packages, categories, catalogue, providers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Date, Refused, RegionCode};
use benefit::plan::Policy;
use directory::agreement::{Entry, Ground};
use directory::catalogue::{Charge, HospitalLevel, LineContext, LineFacts};
use enrolment::Scheme;
use settlement::answer::Projection;
use settlement::bill::{Later, PlaceInStack, ProviderGiven, Stack, YearEnd};
use settlement::insurer::Contracts;
use settlement::visit::{ContractBy, MedTypes};
use store::Session;

use crate::ServiceError;
use crate::catalogue::{AtCounter, Turned};
use crate::provider::Directory;

/// The catalogue as the counter asks it.
pub trait Listing: Send + Sync {
    /// What the catalogue of the day says of a line, by the institution's own code and the national one.
    ///
    /// # Errors
    /// Nobody has heard of the code, or count, price and amount do not agree; with a note for the queue where nobody
    /// has mapped the own code (REQ-136).
    fn list(
        &self,
        codes: (&str, &str),
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Turned>;
}

impl Listing for AtCounter {
    fn list(
        &self,
        codes: (&str, &str),
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Turned> {
        self.line(codes, context, charge).map(|(_, facts)| facts)
    }
}

/// The designated institutions as the counter asks them.
pub trait Providers: Send + Sync {
    /// Whether an institution may begin a visit, and on what ground.
    ///
    /// # Errors
    /// Why it may not.
    fn may_begin(&self, institution: &str, entry: &Entry<'_>) -> Result<Ground, Refused>;

    /// Whether a visit that began on a ground may be settled.
    ///
    /// # Errors
    /// Why it may not.
    fn may_settle(&self, institution: &str, ground: Ground, began: Date) -> Result<(), Refused>;

    /// What the directory says of an institution for a visit that began on a day on a ground.
    ///
    /// # Errors
    /// Nobody has heard of it.
    fn given(
        &self,
        institution: &str,
        ground: Ground,
        began: Date,
    ) -> Result<ProviderGiven, Refused>;

    /// Whether somebody may order for the insured at an institution on a day, by the code that a line names. Who has
    /// no national code is not on record and is not judged; neither is anybody of an institution elsewhere.
    ///
    /// # Errors
    /// `staff.…`, `entry.person_suspended`.
    fn may_order(&self, of: (&str, Ground), physician: &str, on: Date) -> Result<(), Refused>;

    /// The level that decides price limits.
    fn level(&self, institution: &str, on: Date) -> HospitalLevel;

    /// Its name as invoices print it, where it is known here.
    fn name(&self, _institution: &str, _on: Date) -> Option<String> {
        None
    }

    /// The county where it lies, where it is known here.
    fn region(&self, institution: &str) -> Option<RegionCode>;
}

impl Providers for Directory {
    fn may_begin(&self, institution: &str, entry: &Entry<'_>) -> Result<Ground, Refused> {
        Directory::may_begin(self, institution, entry)
    }

    fn may_settle(&self, institution: &str, ground: Ground, began: Date) -> Result<(), Refused> {
        Directory::may_settle(self, institution, ground, began)
    }

    fn given(
        &self,
        institution: &str,
        ground: Ground,
        began: Date,
    ) -> Result<ProviderGiven, Refused> {
        Directory::given(self, institution, ground, began)
    }

    fn may_order(&self, of: (&str, Ground), physician: &str, on: Date) -> Result<(), Refused> {
        Directory::may_order(self, of, physician, on)
    }

    fn level(&self, institution: &str, on: Date) -> HospitalLevel {
        let known = self.find(institution).ok();
        let known = known.and_then(|record| record.institution.on(on));
        known.map_or(HospitalLevel::Ungraded, |known| known.grade.level())
    }

    fn name(&self, institution: &str, on: Date) -> Option<String> {
        let known = self.find(institution).ok()?.institution.on(on)?;
        Some(known.name.to_string())
    }

    fn region(&self, institution: &str) -> Option<RegionCode> {
        let record = self.find(institution).ok()?;
        Some(record.region)
    }
}

/// A package that a scheme works by over a time.
#[derive(Debug, Clone)]
pub struct Adopted {
    /// The scheme.
    pub scheme: Scheme,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The package.
    pub policy: Arc<Policy>,
    /// Its place behind the basic package; `None`: it is the basic one.
    pub place: Option<PlaceInStack>,
}

/// What a pooling area decides by.
pub struct Rules {
    /// Packages, in the order of adoption: the later of a day counts.
    pub adopted: Vec<Adopted>,
    /// Medical categories.
    pub types: MedTypes,
    /// Payers as fields of the interface, of each package with its own lines before the shipped ones.
    pub projections: BTreeMap<String, Projection>,
    /// The shipped projection.
    pub projection: Projection,
    /// The contracts of commissioned insurers.
    pub contracts: Contracts,
    /// By which day a contract is found.
    pub contract_by: ContractBy,
    /// What becomes of a stay over the end of a year.
    pub year_end: YearEnd,
    /// The institutions.
    pub providers: Arc<dyn Providers>,
}

impl Rules {
    /// The package of a scheme on a day.
    ///
    /// # Errors
    /// `package.none`.
    pub fn policy(&self, scheme: Scheme, on: Date) -> Result<&Policy, Refused> {
        let mut found = self.holding(scheme, on);
        found
            .find(|it| it.place.is_none())
            .map(|it| &*it.policy)
            .ok_or_else(|| {
                Refused::new(
                    "package.none",
                    format!(
                        "{}没有 {on} 有效的政策包，不能结算，请联系医保经办机构。",
                        scheme.zh()
                    ),
                )
            })
    }

    /// The packages that a scheme works by on a day, the latest adoption first.
    fn holding(&self, scheme: Scheme, on: Date) -> impl Iterator<Item = &Adopted> {
        let all = self.adopted.iter().rev();
        all.filter(move |it| it.scheme == scheme && it.from <= on && on <= it.until)
    }

    /// The packages that an answer runs through: the basic one, then one of each stage that is in force.
    ///
    /// # Errors
    /// As [`Rules::policy`].
    pub fn stack(&self, scheme: Scheme, on: Date) -> Result<Stack<'_>, Refused> {
        let mut later = BTreeMap::new();
        for adopted in self.holding(scheme, on) {
            if let Some(place) = &adopted.place {
                later.entry(place.stage).or_insert(Later {
                    policy: &adopted.policy,
                    enters_at: place.enters_at.clone(),
                    payers: place.payers.clone(),
                });
            }
        }
        Ok(Stack {
            later: later.into_values().collect(),
            ..Stack::of(self.policy(scheme, on)?)
        })
    }

    /// A package by its hash in hexadecimal, whenever it was in force.
    #[must_use]
    pub fn by_hash(&self, hash: &str) -> Option<&Policy> {
        let mut all = self.adopted.iter();
        let found = all.find(|it| hex(&it.policy.hash) == hash);
        found.map(|it| &*it.policy)
    }

    /// The projection of a package.
    #[must_use]
    pub fn projection(&self, policy: &Policy) -> &Projection {
        self.projections.get(&policy.id).unwrap_or(&self.projection)
    }
}

/// A hash as records keep it.
pub(super) fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The catalogue by institution.
pub type Listings = BTreeMap<String, Arc<dyn Listing>>;

/// Where the rules of a pooling area come from; asked in every batch, so that a new package, catalogue or
/// agreement counts from the next batch on.
pub trait RulesSource: Send + Sync {
    /// The rules as they stand in the snapshot of the session.
    ///
    /// # Errors
    /// [`ServiceError`].
    fn current(&self, session: &mut Session<'_>) -> Result<Arc<Rules>, ServiceError>;

    /// The catalogue as some institutions ask it, with their own lists.
    ///
    /// # Errors
    /// [`ServiceError`].
    fn listings(
        &self,
        session: &mut Session<'_>,
        institutions: &BTreeSet<String>,
    ) -> Result<Listings, ServiceError>;
}
