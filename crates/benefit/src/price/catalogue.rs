//! Pricing by the catalogue of another place: facts and pots meet by name.

use super::{Placed, Priced, price};
use crate::claim::{AccView, Facts, Line};
use crate::determination::Refusal;
use crate::facts::{law_date, prepare, version};
use crate::plan::{FactDecl, FactId, FactType, Policy, PotId, PotKind};
use base::Fen;

/// Prices the lines by the catalogue of `place` and gives the result in the pots of `policy`.
///
/// Facts are carried over by name, values of enumerations and sets too. `facts` are those of
/// `policy`. An open part that `policy` lacks becomes its main part.
///
/// # Errors
/// As [`price`], and [`Refusal::NoPot`] for a cause that `policy` does not have.
pub fn priced_for(
    policy: &Policy,
    place: &Policy,
    facts: &Facts,
    lines: &[Line],
) -> Result<Priced, Refusal> {
    let given = translate(policy, place, facts);
    let (_, plan) = version(place, law_date(place, &given)?)?;
    let there = prepare(place, plan, &given, &AccView::zero(place.accs.len()));
    let lines: Vec<Line> = lines
        .iter()
        .map(|line| line_there(policy, place, line))
        .collect();
    let mut priced = price(place, plan, &there, &lines)?;
    let mut pots = vec![Fen::ZERO; policy.pots.len()];
    for line in &mut priced.lines {
        let placed = [
            &mut line.excluded,
            &mut line.over_limit,
            &mut line.first_self_pay,
            &mut line.rest,
        ];
        for part in placed {
            bring_home(policy, place, part)?;
            if let Some(pot) = pots.get_mut(usize::from(part.pot)) {
                *pot = Fen::new(pot.get().saturating_add(part.amount.get()));
            }
        }
    }
    priced.pots = pots;
    Ok(priced)
}

/// A pot without money needs no counterpart; it becomes main.
fn bring_home(policy: &Policy, place: &Policy, part: &mut Placed) -> Result<(), Refusal> {
    let Some(pot) = place.pots.get(usize::from(part.pot)) else {
        return Err(Refusal::NoPot(part.pot.to_string()));
    };
    let here: Option<PotId> = policy.pot(&pot.name);
    part.pot = match here {
        Some(id) => id,
        None if pot.kind == PotKind::Open || part.amount == Fen::ZERO => 0,
        None => return Err(Refusal::NoPot(pot.name.clone())),
    };
    Ok(())
}

fn line_there(from: &Policy, to: &Policy, line: &Line) -> Line {
    let carried = line
        .facts
        .iter()
        .filter_map(|(fact, value)| carry(from, to, *fact, *value));
    Line {
        amount: line.amount,
        facts: carried.collect(),
    }
}

/// The facts of one policy in the slots of another, by name. What the other does not know, or
/// knows with another type, is left out; derived facts are left to the other policy.
#[must_use]
pub fn translate(from: &Policy, to: &Policy, facts: &Facts) -> Facts {
    let mut there = Facts::none(to.facts.len());
    for (fact, decl) in (0_u16..).zip(&from.facts) {
        if decl.of == crate::plan::FactScope::Derived {
            continue;
        }
        let carried = facts
            .get(fact)
            .and_then(|value| carry(from, to, fact, value));
        if let Some((id, value)) = carried {
            there.set(id, value);
        }
    }
    there
}

fn carry(from: &Policy, to: &Policy, fact: FactId, value: i64) -> Option<(FactId, i64)> {
    let decl = from.facts.get(usize::from(fact))?;
    let id = to.fact(&decl.name)?;
    let there = to.facts.get(usize::from(id))?;
    Some((id, recode(decl, there, value)?))
}

/// The same value in the encoding of another declaration.
fn recode(from: &FactDecl, to: &FactDecl, value: i64) -> Option<i64> {
    match (&from.ty, &to.ty) {
        (FactType::Enum(ours), FactType::Enum(theirs)) => {
            index_of(theirs, &ours.get(usize::try_from(value).ok()?)?.0)
        }
        (FactType::Set(ours), FactType::Set(theirs)) => {
            let held = ours
                .iter()
                .enumerate()
                .filter(|(bit, _)| value >> bit & 1 == 1);
            let there = held.filter_map(|(_, (name, _))| index_of(theirs, name));
            Some(there.fold(0, |mask, bit| {
                mask | 1_i64
                    .checked_shl(u32::try_from(bit).unwrap_or(0))
                    .unwrap_or(0)
            }))
        }
        (FactType::Int { .. }, FactType::Int { .. }) => Some(value),
        (ours, theirs) => (ours == theirs).then_some(value),
    }
}

fn index_of(values: &[(String, String)], name: &str) -> Option<i64> {
    let index = values.iter().position(|(value, _)| value == name)?;
    i64::try_from(index).ok()
}
