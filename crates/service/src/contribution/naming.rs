//! Whether the name on a receipt is the name of the person whom its number means.

use std::collections::BTreeMap;

use access::Scope;
use base::PersonNo;
use enrolment::people::PersonName;
use store::Tx;
use store::contribution::named;

use crate::ServiceError;

/// The names that the register has for some persons, in the spelling by which names are compared.
pub(super) struct Names(BTreeMap<PersonNo, Vec<String>>);

impl Names {
    /// Looks them up, in one statement.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        scope: Scope,
        persons: &[PersonNo],
    ) -> Result<Names, ServiceError> {
        let mut known: BTreeMap<PersonNo, Vec<String>> = BTreeMap::new();
        for (person, name) in named::names(tx, scope, persons)? {
            known.entry(person).or_default().push(name);
        }
        Ok(Names(known))
    }

    /// Whether a receipt names somebody else. One without a name names nobody else, and nothing is said of a
    /// person whose names are not known here.
    pub(super) fn differ(&self, person: PersonNo, given: &str) -> bool {
        let given = given.trim();
        if given.is_empty() {
            return false;
        }
        let given = PersonName::new(given).map_or(given.to_owned(), |name| name.canonical());
        let known = self.0.get(&person);
        known.is_some_and(|names| !names.contains(&given))
    }
}
