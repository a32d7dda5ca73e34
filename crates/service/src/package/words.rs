//! What a package calls the names that records keep of it.

use std::sync::Arc;

use access::Actor;
use base::Date;
use benefit::plan::{FactType, Policy, PotKind};
use enrolment::Scheme;
use enrolment::contribution::standard::GROUP;

use super::compiled::current;
use crate::{Desk, ServiceError};

/// The identities that authorities certify, as the registry of facts names them.
const IDENTITIES: &str = "identities";

/// The Chinese words of the package that a scheme works by.
pub struct Words(Option<Arc<Policy>>);

impl Words {
    /// Of the actor's pooling area on a day of the records; where no package is in force then, names stay as they are.
    ///
    /// # Errors
    /// Storage.
    pub fn of(
        desk: &Desk<'_>,
        actor: &Actor,
        (scheme, on): (Scheme, Date),
    ) -> Result<Self, ServiceError> {
        let scope = actor.scope();
        match desk.read(|session| current(session, scope, scheme, on)) {
            Ok(policy) => Ok(Self(Some(policy))),
            Err(ServiceError::Refused(_)) => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }

    /// What a fund or another payer is called.
    #[must_use]
    pub fn payer<'a>(&'a self, name: &'a str) -> &'a str {
        let mut pots = self.0.iter().flat_map(|policy| &policy.pots);
        let found = pots.find(|pot| matches!(pot.kind, PotKind::Payer(..)) && pot.name == name);
        titled(found.map(|pot| pot.title.as_str()), name)
    }

    /// What a group with a standard of its own is called.
    #[must_use]
    pub fn group<'a>(&'a self, name: &'a str) -> &'a str {
        let value = |fact: &str| self.value(fact, name).filter(|title| !title.is_empty());
        titled(value(GROUP).or_else(|| value(IDENTITIES)), name)
    }

    fn value(&self, fact: &str, name: &str) -> Option<&str> {
        let mut facts = self.0.iter().flat_map(|policy| &policy.facts);
        let decl = facts.find(|decl| decl.name == fact)?;
        let (FactType::Enum(values) | FactType::Set(values)) = &decl.ty else {
            return None;
        };
        let (_, title) = values.iter().find(|(known, _)| known == name)?;
        Some(title)
    }
}

fn titled<'a>(title: Option<&'a str>, name: &'a str) -> &'a str {
    title.filter(|title| !title.is_empty()).unwrap_or(name)
}
