//! Which batches can be settled by the column: one date decides everything, and no rule compares a
//! fact of the claim with one of the person. Others are settled claim by claim.

use std::collections::BTreeSet;

use benefit::plan::{AccOwner, AccWindow, DerivedHow, FactId, FactScope, Policy};

use super::clock::date_facts;
use super::input::FactColumn;
use super::needs::{Needs, Pair, entitlement_needs, person_facts};

/// What all versions ask together, with what the owners of accumulators need.
pub(super) fn needs_of(policy: &Policy) -> Needs {
    let mut needs = Needs::default();
    for plan in &policy.versions {
        needs.join(Needs::of(policy, plan));
    }
    for acc in &policy.accs {
        let fact = match acc.owner {
            AccOwner::PersonDisease => policy.fact("disease"),
            AccOwner::PersonProvider => policy.fact("provider_id"),
            _ => None,
        };
        fact.into_iter().for_each(|fact| needs.exact(fact));
    }
    needs
}

/// Whether the columns are enough to settle by the column; else why not.
pub(super) fn columns_suffice(
    policy: &Policy,
    needs: &Needs,
    columns: &[FactColumn],
) -> Result<(), &'static str> {
    let given: BTreeSet<FactId> = columns.iter().map(|column| column.fact).collect();
    let refuse = |why| Err(why);
    let known = &policy.known;
    let is_day =
        |fact: FactId| Some(fact) == known.service_date || Some(fact) == known.settlement_date;
    if known
        .settlement_date
        .is_some_and(|fact| given.contains(&fact))
    {
        return refuse("a settlement date of its own");
    }
    let mut law = policy
        .law_date
        .iter()
        .filter(|fact| is_day(**fact) || given.contains(fact));
    if !law.next().is_some_and(|fact| is_day(*fact)) || !policy.year_by.is_none_or(is_day) {
        return refuse("another date than the service date decides");
    }
    let stays = [known.admission_date, known.discharge_date]
        .into_iter()
        .flatten();
    let uses_stay = known.stay_days.is_some_and(|fact| needs.uses(fact));
    if uses_stay && stays.into_iter().all(|fact| given.contains(&fact)) {
        return refuse("the days of a stay decide");
    }
    if !policy
        .accs
        .iter()
        .all(|acc| acc.window != AccWindow::Episode || acc.owner == AccOwner::Episode)
    {
        return refuse("an accumulator of an episode that has no owner of its own");
    }
    if !needs.pairs.iter().all(|pair| fits(policy, *pair)) || !entitlement_fits(policy, needs) {
        return refuse("a rule compares facts of claim and person");
    }
    Ok(())
}

/// Both of the person, the day and one of the person, or both of the claim.
fn fits(policy: &Policy, pair: Pair) -> bool {
    let persons: BTreeSet<FactId> = policy
        .versions
        .iter()
        .flat_map(|plan| person_facts(policy, plan))
        .collect();
    let is_day = |fact: FactId| date_facts(policy).any(|day| day == fact);
    let of_claim = |fact: FactId| {
        let scope = policy.facts.get(usize::from(fact)).map(|decl| decl.of);
        matches!(scope, Some(FactScope::Claim | FactScope::Provider))
    };
    let both = |is: &dyn Fn(FactId) -> bool| is(pair.left) && is(pair.right);
    let of_person = |fact: FactId| persons.contains(&fact);
    let day_and_person = (is_day(pair.left) && of_person(pair.right))
        || (of_person(pair.left) && is_day(pair.right));
    both(&of_person) || day_and_person || (both(&of_claim) && !both(&is_day))
}

/// Entitlement rests on the person alone.
fn entitlement_fits(policy: &Policy, needs: &Needs) -> bool {
    if !policy.known.entitled.is_some_and(|fact| needs.uses(fact)) {
        return true;
    }
    policy.versions.iter().all(|plan| {
        let derived = plan
            .derived
            .iter()
            .any(|derived| matches!(derived.how, DerivedHow::Entitled));
        let persons = person_facts(policy, plan);
        match entitlement_needs(plan) {
            Some(needs) => needs.all().all(|fact| persons.contains(&fact)),
            None => !derived || policy.known.entitled_from.is_some(),
        }
    })
}
