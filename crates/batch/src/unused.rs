//! Columns of the registry that a policy does not ask about: their values must be right, and are
//! then left aside, so that one file serves several policies.

use benefit::plan::{FactDecl, FactScope, FactType, Policy};
use benefit::registry::{FACTS, RegistryFact, RegistryType};

use crate::encode;
use crate::error::Problem;
use crate::record::Cell;

/// The registry's facts that the policy does not know: index in the registry, scope and name.
pub(crate) fn unused(policy: &Policy) -> impl Iterator<Item = (u16, &'static RegistryFact)> {
    (0..)
        .zip(FACTS)
        .filter(|(_, fact)| policy.fact(fact.name).is_none())
}

/// The registry's facts of these scopes that the policy does not know.
pub(crate) fn unused_of(policy: &Policy, scopes: &[FactScope]) -> Vec<(u16, &'static str)> {
    let of = |fact: &RegistryFact| scopes.contains(&fact.of);
    unused(policy)
        .filter(|(_, fact)| of(fact))
        .map(|(index, fact)| (index, fact.name))
        .collect()
}

/// Whether a cell is a value of a fact of the registry.
pub(crate) fn check(index: u16, cell: &Cell<'_>) -> Result<(), Problem> {
    match FACTS.get(usize::from(index)) {
        Some(fact) => encode::fact(&decl(fact), cell).map(drop),
        None => Ok(()),
    }
}

/// Name of a fact of the registry.
pub(crate) fn name(index: u16) -> &'static str {
    FACTS.get(usize::from(index)).map_or("", |fact| fact.name)
}

fn decl(fact: &RegistryFact) -> FactDecl {
    let named = |values: &[(&str, &str)]| {
        values
            .iter()
            .map(|(name, title)| ((*name).to_owned(), (*title).to_owned()))
            .collect()
    };
    let ty = match fact.ty {
        RegistryType::Date => FactType::Date,
        RegistryType::Time => FactType::Time,
        RegistryType::Int(min, max) => FactType::Int { min, max },
        RegistryType::Money => FactType::Money,
        RegistryType::Ratio => FactType::Ratio,
        RegistryType::Bool => FactType::Bool,
        RegistryType::Enum(values) => FactType::Enum(named(values)),
        RegistryType::Set(values) => FactType::Set(named(values)),
        RegistryType::Code => FactType::Code,
    };
    FactDecl {
        name: fact.name.to_owned(),
        title: fact.title.to_owned(),
        of: fact.of,
        ty,
        nullable: fact.nullable,
        default: None,
    }
}
