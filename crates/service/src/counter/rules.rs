//! What the counter decides by: packages, categories, catalogue, providers.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Refused};
use benefit::plan::Policy;
use directory::agreement::{Entry, Ground};
use directory::catalogue::{Catalogue, Charge, HospitalLevel, LineContext, LineFacts, line_facts};
use enrolment::Scheme;
use settlement::answer::Projection;
use settlement::bill::{ProviderGiven, Stack, YearEnd};
use settlement::visit::MedTypes;

/// The catalogue as the counter asks it.
pub trait Listing: Send + Sync {
    /// What the catalogue of the day says of a line.
    ///
    /// # Errors
    /// `line.…`: nobody has heard of the code, or count, price and amount do not agree.
    fn list(
        &self,
        code: &str,
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Refused>;
}

impl Listing for Catalogue {
    fn list(
        &self,
        code: &str,
        context: &LineContext<'_>,
        charge: &Charge,
    ) -> Result<LineFacts, Refused> {
        let found = self.find_for(code, context.on, context.categories);
        line_facts(found, context, charge)
    }
}

/// The designated institutions as the counter asks them.
pub trait Providers: Send + Sync {
    /// Whether an institution may begin a visit, and on what ground.
    ///
    /// # Errors
    /// Why it may not.
    fn may_begin(&self, institution: &str, entry: &Entry<'_>) -> Result<Ground, Refused>;

    /// What the directory says of an institution on a day.
    ///
    /// # Errors
    /// `provider.unknown`: nobody has heard of it.
    fn given(&self, institution: &str, on: Date) -> Result<ProviderGiven, Refused>;

    /// The level that decides price limits.
    fn level(&self, institution: &str, on: Date) -> HospitalLevel;
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
    /// What becomes of a stay over the end of a year.
    pub year_end: YearEnd,
    /// The catalogue.
    pub listing: Arc<dyn Listing>,
    /// The institutions.
    pub providers: Arc<dyn Providers>,
}

impl Rules {
    /// The package of a scheme on a day.
    ///
    /// # Errors
    /// `package.none`.
    pub fn policy(&self, scheme: Scheme, on: Date) -> Result<&Policy, Refused> {
        let holds = |it: &&Adopted| it.scheme == scheme && it.from <= on && on <= it.until;
        let found = self.adopted.iter().rev().find(holds);
        found.map(|it| &*it.policy).ok_or_else(|| {
            Refused::new(
                "package.none",
                format!(
                    "{}没有 {on} 有效的政策包，不能结算，请联系医保经办机构。",
                    scheme.zh()
                ),
            )
        })
    }

    /// The packages that an answer runs through.
    ///
    /// # Errors
    /// As [`Rules::policy`].
    pub fn stack(&self, scheme: Scheme, on: Date) -> Result<Stack<'_>, Refused> {
        Ok(Stack::of(self.policy(scheme, on)?))
    }

    /// The projection of a package.
    #[must_use]
    pub fn projection(&self, policy: &Policy) -> &Projection {
        self.projections.get(&policy.id).unwrap_or(&self.projection)
    }
}
