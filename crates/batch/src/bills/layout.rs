//! The columns of a file of bills under a policy.

use benefit::plan::{FactId, FactScope, FactType, Policy, PotId, PotKind};

use crate::record::Layout;
use crate::unused::unused_of;

/// What a column of a file of bills fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    ClaimId,
    Owner(Owner),
    Fact(FactId),
    Amount,
    Total,
    /// Total of one value of the line fact `item`, by its index.
    ClassTotal(i64),
    LineAmount,
    LineFact(FactId),
    Enter,
    Pot(PotId),
    Reverse,
    /// A fact of the registry that the policy does not ask about.
    Unused(u16),
    /// Likewise, of a line.
    UnusedOfLine(u16),
}

/// An owner that is not a fact too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Person,
    Family,
    Group,
    Episode,
    Provider,
    Disease,
}

const OWNERS: [(&str, Owner); 6] = [
    ("person_id", Owner::Person),
    ("family_id", Owner::Family),
    ("group_id", Owner::Group),
    ("episode_id", Owner::Episode),
    ("provider_id", Owner::Provider),
    ("disease", Owner::Disease),
];

/// The column that names an owner; `provider_id` and `disease` are facts as well.
pub(super) fn owner_of(name: &str) -> Option<Owner> {
    OWNERS
        .iter()
        .find(|(column, _)| *column == name)
        .map(|(_, owner)| *owner)
}

/// All columns of a file of bills.
pub(super) fn layout(policy: &Policy) -> Layout<Target> {
    let mut layout = Layout::new();
    for (name, owner) in OWNERS {
        layout.column(name, Target::Owner(owner));
    }
    facts(policy, &mut layout);
    pots(policy, &mut layout);
    layout.column("claim_id", Target::ClaimId);
    layout.column("id", Target::ClaimId);
    layout.column("amount", Target::Amount);
    layout.column("total", Target::Total);
    layout.column("line_amount", Target::LineAmount);
    layout.line("amount", Target::LineAmount);
    layout.column("enter", Target::Enter);
    layout.column("reverse", Target::Reverse);
    layout
}

fn facts(policy: &Policy, layout: &mut Layout<Target>) {
    for (index, decl) in (0..).zip(&policy.facts) {
        match decl.of {
            FactScope::Line => {
                layout.column(&decl.name, Target::LineFact(index));
                layout.line(&decl.name, Target::LineFact(index));
            }
            FactScope::Derived => layout.computed(&decl.name),
            // An owner's column fills the fact of the same name too.
            _ if owner_of(&decl.name).is_some() => {}
            _ => layout.column(&decl.name, Target::Fact(index)),
        }
    }
    use FactScope::{Claim, Line, Person, Provider};
    for (index, name) in unused_of(policy, &[Claim, Person, Provider]) {
        if owner_of(name).is_none() {
            layout.column(name, Target::Unused(index));
        }
    }
    for (index, name) in unused_of(policy, &[Line]) {
        layout.column(name, Target::UnusedOfLine(index));
        layout.line(name, Target::UnusedOfLine(index));
    }
    for (value, name) in (0..).zip(items(policy)) {
        layout.column(format!("amount_{name}"), Target::ClassTotal(value));
    }
}

fn pots(policy: &Policy, layout: &mut Layout<Target>) {
    for (index, pot) in (0..).zip(&policy.pots) {
        let prefix = match pot.kind {
            PotKind::Open => "open",
            PotKind::Burden => "burden",
            PotKind::Payer(..) => "paid",
        };
        layout.column(format!("{prefix}_{}", pot.name), Target::Pot(index));
    }
}

/// Names of the values of the line fact `item`, in the order of their indices.
pub(super) fn items(policy: &Policy) -> impl Iterator<Item = &str> {
    let decl = policy
        .known
        .item
        .and_then(|fact| policy.facts.get(usize::from(fact)));
    let values = match decl.map(|decl| &decl.ty) {
        Some(FactType::Enum(values)) => values.as_slice(),
        _ => &[],
    };
    values.iter().map(|(name, _)| name.as_str())
}
