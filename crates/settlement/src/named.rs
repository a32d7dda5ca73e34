//! How this crate speaks to the rules: facts by name as text, refusals as sentences.

use base::Refused;
use benefit::claim::Facts;
use benefit::determination::{Irreversible, Refusal};
use benefit::input::encode;
use benefit::plan::{FactId, FactScope, Policy};

/// A fact by its name in the registry or the package, with its value as files write it.
pub type NamedFact = (String, String);

/// The slot and encoded value of a fact; `None` where the policy does not know the name.
///
/// # Errors
/// `bill.fact`: the text is no value of the fact, or the fact is one that the engine derives.
pub(crate) fn slot(
    policy: &Policy,
    name: &str,
    value: &str,
) -> Result<Option<(FactId, i64)>, Refused> {
    let Some(id) = policy.fact(name) else {
        return Ok(None);
    };
    let Some(decl) = policy.facts.get(usize::from(id)) else {
        return Ok(None);
    };
    if decl.of == FactScope::Derived {
        return Err(Refused::new(
            "bill.fact",
            format!(
                "“{}”（{name}）由系统推算，不能填写，请从资料中去掉。",
                decl.title
            ),
        ));
    }
    let value = encode(decl, value).map_err(|error| Refused::new("bill.fact", error.zh()))?;
    Ok(Some((id, value)))
}

/// Lays facts by name over others; names that the policy does not know are left out.
pub(crate) fn lay(policy: &Policy, facts: &mut Facts, named: &[NamedFact]) -> Result<(), Refused> {
    for (name, value) in named {
        if let Some((id, value)) = slot(policy, name, value)? {
            facts.set(id, value);
        }
    }
    Ok(())
}

/// A refusal of the rules as users read it.
#[must_use]
pub fn refused(policy: &Policy, refusal: &Refusal) -> Refused {
    let code = match refusal {
        Refusal::NoVersion(_) => "bill.no_version",
        Refusal::NoLawDate => "bill.no_law_date",
        Refusal::FactMissing { .. } => "bill.fact_missing",
        Refusal::NoRow(_) => "bill.no_row",
        Refusal::Unset(_) => "bill.parameter_unset",
        Refusal::Amount(_) => "bill.amount",
        Refusal::NoEntry(_) => "bill.no_entry",
        Refusal::NotStatic(_) => "bill.policy",
        Refusal::NoPot(_) => "bill.no_pot",
        Refusal::Untranslated(_) => "bill.by_hand",
        Refusal::Duplicate(_) => "settlement.duplicate",
        Refusal::NotReversible(_, Irreversible::Unknown) => "reversal.unknown",
        Refusal::NotReversible(_, Irreversible::Reversed) => "reversal.reversed",
        Refusal::NotReversible(_, Irreversible::NotLast) => "reversal.not_last",
    };
    Refused::new(code, benefit::render::refusal(policy, refusal))
}
