//! The rules by which the people of a pooling area are entitled on a day.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::Scope;
use base::{Date, MonthDay, YearCalendar};
use benefit::plan::Policy;
use enrolment::Scheme;
use enrolment::regime::Profile;
use store::Session;
use store::entitlement::law_stamp;

use crate::{ServiceError, package, regime};

/// The rules: the package for members of the employee scheme, the regime profile and the calendar of benefit
/// years for residents. What is `None` entitles nobody.
#[derive(Debug, Clone, Default)]
pub struct Law {
    /// The package that answers for members of the employee scheme.
    pub employee: Option<Arc<Policy>>,
    /// The profile and the calendar of benefit years for residents.
    pub resident: Option<(Profile, YearCalendar)>,
}

type Stamp = (i64, i64, Vec<String>);

/// Rules by what they follow from. The stamp names the content, so an entry never goes stale.
static KNOWN: Mutex<BTreeMap<Stamp, Arc<Law>>> = Mutex::new(BTreeMap::new());

/// More are not kept at a time.
const KEPT: usize = 16;

impl Law {
    /// The rules of a pooling area on a day: one question where they are known already.
    ///
    /// # Errors
    /// [`ServiceError::Input`] where a package or profile cannot be read; storage.
    pub fn of(session: &mut Session<'_>, scope: Scope, on: Date) -> Result<Arc<Law>, ServiceError> {
        let stamp = law_stamp(session, scope, on)?;
        let key = (scope.pool().number(), on.number(), stamp);
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(law) = known().get(&key) {
            return Ok(Arc::clone(law));
        }
        let law = Arc::new(Law::read(session, scope, on)?);
        let mut known = known();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, Arc::clone(&law));
        Ok(law)
    }

    fn read(session: &mut Session<'_>, scope: Scope, on: Date) -> Result<Law, ServiceError> {
        let employee = optional(package::current(session, scope, Scheme::Employee, on))?;
        let profile = optional(regime::of(session, scope, on))?;
        let adopted = optional(package::current(session, scope, Scheme::Resident, on))?;
        let calendar = adopted.map_or_else(
            || YearCalendar::new(MonthDay::JANUARY_FIRST),
            |policy| policy.calendar.clone(),
        );
        Ok(Law {
            employee,
            resident: profile.map(|profile| (profile, calendar)),
        })
    }
}

/// Nothing where none is in force: then nobody is entitled by it.
fn optional<T>(found: Result<T, ServiceError>) -> Result<Option<T>, ServiceError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(ServiceError::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
