//! A gathered claim as one of the forms of a bill, and what must hold for each.

use std::collections::BTreeMap;

use base::{Date, Fen};
use benefit::claim::{Bill, EnterAt, Line};
use benefit::plan::{FactId, Policy};

use super::group::{Draft, pot_name};
use super::{BillRow, BillWhat};
use crate::error::{Errors, Problem};

/// Turns a draft into a row, or says what is wrong with it.
pub(super) fn finish(policy: &Policy, draft: Draft, errors: &mut Errors) -> Option<BillRow> {
    if draft.bad {
        return None;
    }
    let place = draft.place;
    match finished(policy, draft) {
        Ok(row) => Some(row),
        Err((column, value, problem)) => {
            errors.add(place, &column, &value, problem);
            None
        }
    }
}

type Bad = (String, String, Problem);

fn bad(column: &str, value: impl ToString, problem: Problem) -> Bad {
    (column.to_owned(), value.to_string(), problem)
}

fn finished(policy: &Policy, draft: Draft) -> Result<BillRow, Bad> {
    let what = if let Some(reversed) = &draft.reverse {
        BillWhat::Reversal(reversed.clone())
    } else {
        check_law_date(policy, &draft)?;
        if draft.owners.person.is_empty() {
            return Err(bad("person_id", "", Problem::Missing));
        }
        BillWhat::Claim(bill(policy, &draft)?, draft.visits)
    };
    Ok(BillRow {
        place: draft.place,
        id: draft.id,
        owners: draft.owners,
        facts: draft.facts,
        what,
    })
}

fn check_law_date(policy: &Policy, draft: &Draft) -> Result<(), Bad> {
    let service = policy.known.service_date;
    let given = |fact: FactId| {
        draft
            .facts
            .iter()
            .find(|(known, _)| *known == fact)
            .map(|(_, day)| *day)
    };
    let candidates = policy.law_date.iter().copied().chain(service);
    let Some((fact, day)) = candidates
        .filter_map(|fact| Some((fact, given(fact)?)))
        .next()
    else {
        let name = policy
            .law_date
            .first()
            .or(service.as_ref())
            .and_then(|fact| fact_name(policy, *fact));
        return Err(bad(name.unwrap_or("service_date"), "", Problem::Missing));
    };
    let date = i32::try_from(day).ok().and_then(Date::from_day_number);
    match date {
        Some(date) if policy.version_on(date).is_none() => Err(bad(
            fact_name(policy, fact).unwrap_or_default(),
            date,
            Problem::OutsideVersions(date),
        )),
        _ => Ok(()),
    }
}

fn fact_name(policy: &Policy, fact: FactId) -> Option<&str> {
    policy
        .facts
        .get(usize::from(fact))
        .map(|decl| decl.name.as_str())
}

/// The one form in which the bill is given.
fn bill(policy: &Policy, draft: &Draft) -> Result<Bill, Bad> {
    let forms = [
        ("amount", draft.amount.is_some()),
        ("amount_…", !draft.classes.is_empty()),
        ("line_amount", !draft.lines.is_empty()),
        ("enter", draft.enter.is_some()),
    ];
    let mut given = forms.iter().filter(|(_, is)| *is).map(|(name, _)| *name);
    match (given.next(), given.next()) {
        (None, _) => return Err(bad("", &draft.id, Problem::NoBill)),
        (Some(one), Some(other)) => return Err(bad("", &draft.id, Problem::TwoBills(one, other))),
        (Some(_), None) => {}
    }
    if let Some(at) = &draft.enter {
        return enter(policy, draft, at);
    }
    if let Some((pot, fen)) = draft.pots.first() {
        return Err(bad(
            "enter",
            format!("{} = {fen}", pot_name(policy, *pot)),
            Problem::Missing,
        ));
    }
    if let Some(amount) = draft.amount {
        check_total(draft, amount)?;
        return Ok(Bill::Amount(amount));
    }
    let lines = if draft.lines.is_empty() {
        class_lines(policy, draft)
    } else {
        draft.lines.clone()
    };
    check_classes(policy, &lines)?;
    let sum = Fen::checked_sum(lines.iter().map(|line| line.amount))
        .filter(|sum| sum.get() <= Fen::MAX_ABS)
        .ok_or_else(|| bad("total", "", Problem::Overflow))?;
    check_total(draft, sum)?;
    Ok(Bill::Lines(lines))
}

fn check_total(draft: &Draft, sum: Fen) -> Result<(), Bad> {
    match draft.total {
        Some(total) if total != sum => {
            Err(bad("total", total, Problem::NotTheTotal { sum, total }))
        }
        _ => Ok(()),
    }
}

/// In the order of the classes, whatever the order of the columns: a receipt must not depend on it.
fn class_lines(policy: &Policy, draft: &Draft) -> Vec<Line> {
    let mut classes = draft.classes.clone();
    classes.sort_unstable();
    let line = |(item, amount): &(i64, Fen)| Line {
        amount: *amount,
        facts: policy
            .known
            .item
            .map(|fact| (fact, *item))
            .into_iter()
            .collect(),
    };
    classes.iter().map(line).collect()
}

/// Corrections may not take back more of a class than was billed.
fn check_classes(policy: &Policy, lines: &[Line]) -> Result<(), Bad> {
    let mut sums: BTreeMap<Option<i64>, Fen> = BTreeMap::new();
    for line in lines {
        let item = line
            .facts
            .iter()
            .find(|(fact, _)| Some(*fact) == policy.known.item);
        let sum = sums.entry(item.map(|(_, value)| *value)).or_default();
        *sum = sum
            .checked_add(line.amount)
            .ok_or_else(|| bad("line_amount", line.amount, Problem::Overflow))?;
    }
    match sums.values().find(|sum| **sum < Fen::ZERO) {
        Some(sum) => Err(bad("line_amount", sum, Problem::NegativeClass(*sum))),
        None => Ok(()),
    }
}

fn enter(policy: &Policy, draft: &Draft, at: &str) -> Result<Bill, Bad> {
    let is_layer = policy.layers.iter().any(|layer| layer == at);
    let is_step = || {
        policy
            .versions
            .iter()
            .flat_map(|plan| &plan.steps)
            .any(|step| step.id == at)
    };
    let step = if is_layer {
        EnterAt::Layer(at.to_owned())
    } else if is_step() {
        EnterAt::Step(at.to_owned())
    } else {
        return Err(bad("enter", at, Problem::UnknownEntry));
    };
    let sum = Fen::checked_sum(draft.pots.iter().map(|(_, fen)| *fen))
        .filter(|sum| sum.get() <= Fen::MAX_ABS);
    check_total(
        draft,
        sum.ok_or_else(|| bad("enter", at, Problem::Overflow))?,
    )?;
    let mut pots = draft.pots.clone();
    pots.sort_unstable();
    Ok(Bill::Enter { step, pots })
}
