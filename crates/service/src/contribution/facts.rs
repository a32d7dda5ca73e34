//! What a package is told about a person.

use base::Sex;
use benefit::claim::Facts;
use benefit::plan::{FactScope, FactType, Policy};
use store::contribution::billing::ToBill;

/// The facts of a person as the package names them: birth, sex, student; and each certified category or
/// chosen track as the value of the same name of whatever fact of the person has it.
pub(super) fn facts(policy: &Policy, person: &ToBill) -> Facts {
    let mut facts = Facts::none(policy.facts.len());
    let mut set = |name: &str, value: i64| {
        if let Some(id) = policy.fact(name) {
            facts.set(id, value);
        }
    };
    if let Some(birth) = person.birth {
        set("birth", i64::from(birth.day_number()));
    }
    match person.sex {
        Some(Sex::Male) => set("sex", 0),
        Some(Sex::Female) => set("sex", 1),
        _ => {}
    }
    if person.student {
        set("student", 1);
    }
    for category in &person.categories {
        certify(policy, &mut facts, category);
    }
    facts
}

fn certify(policy: &Policy, facts: &mut Facts, category: &str) {
    for (id, decl) in (0..).zip(&policy.facts) {
        if decl.of != FactScope::Person {
            continue;
        }
        let place = |values: &[(String, String)]| {
            let found = values.iter().position(|(name, _)| name == category)?;
            u32::try_from(found).ok()
        };
        match &decl.ty {
            FactType::Set(values) => {
                let bit = place(values).and_then(|place| 1_i64.checked_shl(place));
                if let Some(bit) = bit {
                    facts.set(id, facts.get(id).unwrap_or(0) | bit);
                }
            }
            FactType::Enum(values) => {
                if let Some(place) = place(values) {
                    facts.set(id, i64::from(place));
                }
            }
            _ => {}
        }
    }
}
