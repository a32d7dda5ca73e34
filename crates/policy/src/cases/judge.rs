//! Comparing what came out with what a case expects.

use super::given;
use super::report::CaseDifference;
use crate::source::{Node, Table};
use base::Fen;
use benefit::determination::{Determination, Refusal, Status};
use benefit::history::Outcome;
use benefit::plan::{Policy, PotKind};
use benefit::render;

/// A difference between two numbers; `None` where they are equal.
pub(super) fn number(
    claim: &str,
    what: &str,
    want: i64,
    have: i64,
    money: bool,
) -> Option<CaseDifference> {
    let show = |value: i64| {
        if money {
            Fen::new(value).to_string()
        } else {
            value.to_string()
        }
    };
    (want != have).then(|| CaseDifference {
        claim: claim.to_owned(),
        what: what.to_owned(),
        expected: show(want),
        got: show(have),
        expected_fen: money.then_some(want),
        got_fen: money.then_some(have),
        ..CaseDifference::default()
    })
}

/// A difference between two texts; `None` where they are equal.
pub(super) fn words(claim: &str, what: &str, want: &str, have: &str) -> Option<CaseDifference> {
    (want != have).then(|| CaseDifference {
        claim: claim.to_owned(),
        what: what.to_owned(),
        expected: want.to_owned(),
        got: have.to_owned(),
        ..CaseDifference::default()
    })
}

/// What a refusal names: a fact, table, parameter or clause.
pub(super) fn named(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::FactMissing { fact, by } => vec![fact.clone(), by.clone()],
        Refusal::NoRow(name)
        | Refusal::Unset(name)
        | Refusal::Amount(name)
        | Refusal::NoEntry(name)
        | Refusal::NotStatic(name)
        | Refusal::NoPot(name)
        | Refusal::Untranslated(name)
        | Refusal::Duplicate(name)
        | Refusal::NotReversible(name, _) => vec![name.clone()],
        Refusal::NoVersion(_) => vec!["law_date".to_owned(), "in_force".to_owned()],
        Refusal::NoLawDate => vec!["law_date".to_owned()],
    }
}

/// Whether a refusal is the expected one.
pub(super) fn refused(
    policy: &Policy,
    claim: &str,
    want: &str,
    refusal: &Refusal,
) -> Option<CaseDifference> {
    let bare = |name: &str| name.strip_prefix("table.").unwrap_or(name).to_owned();
    let fits = named(refusal).iter().any(|name| bare(name) == bare(want));
    if fits {
        None
    } else {
        words(claim, "refused", want, &render::refusal(policy, refusal))
    }
}

/// A refusal that the case does not expect.
pub(super) fn not_wanted(
    policy: &Policy,
    claim: &str,
    refusal: &Refusal,
) -> Option<CaseDifference> {
    words(
        claim,
        "refused",
        "能够结算",
        &render::refusal(policy, refusal),
    )
}

/// A refusal where the case expects nothing at all is a difference too.
pub(super) fn unexpected(
    policy: &Policy,
    id: &str,
    outcomes: &[Outcome],
) -> Option<CaseDifference> {
    outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Refused { refusal, .. } => not_wanted(policy, id, refusal),
        _ => None,
    })
}

/// The outcomes of one event.
pub(super) fn outcomes(
    policy: &Policy,
    id: &str,
    expect: &Table,
    outcomes: &[Outcome],
) -> Result<Vec<CaseDifference>, String> {
    let mut differences = Vec::new();
    let wanted = expect.get("refused").and_then(Node::as_text);
    for outcome in outcomes {
        match (outcome, wanted) {
            (Outcome::Refused { refusal, .. }, Some(want)) => {
                differences.extend(refused(policy, id, want, refusal))
            }
            (Outcome::Refused { refusal, .. }, None) => {
                differences.extend(not_wanted(policy, id, refusal))
            }
            (Outcome::Settled { .. }, Some(want)) => {
                differences.extend(words(id, "refused", want, "已结算"))
            }
            (Outcome::Settled { determination, .. }, None) => {
                differences.extend(settled(policy, id, expect, determination)?);
            }
            // A reversal shows in the accumulators; differences of later claims likewise.
            (Outcome::Reversed { .. } | Outcome::Difference { .. } | Outcome::Opened { .. }, _) => {
            }
        }
    }
    if let Some(node) = expect.get("again") {
        differences.extend(again(policy, node, outcomes)?);
    }
    Ok(differences)
}

/// `again = { c2 = { … } }`: later claims determined anew by a replay.
fn again(
    policy: &Policy,
    node: &Node,
    outcomes: &[Outcome],
) -> Result<Vec<CaseDifference>, String> {
    let mut differences = Vec::new();
    for entry in node
        .as_table()
        .map(|table| table.entries.as_slice())
        .unwrap_or_default()
    {
        let claim = entry.key.value.as_str();
        let found = outcomes.iter().find_map(|outcome| match outcome {
            Outcome::Difference { of, after, .. } if of == claim => Some(after),
            _ => None,
        });
        match (found, entry.node.as_table()) {
            (Some(after), Some(expect)) => {
                differences.extend(settled(policy, claim, expect, after)?)
            }
            _ => differences.extend(words(claim, "again", "重新结算", "没有重新结算")),
        }
    }
    Ok(differences)
}

const KEYS: [&str; 11] = [
    "payers",
    "self",
    "burden",
    "denied",
    "acc",
    "reviews",
    "total",
    "in_policy",
    "refused",
    "again",
    "merged",
];

fn settled(
    policy: &Policy,
    id: &str,
    expect: &Table,
    result: &Determination,
) -> Result<Vec<CaseDifference>, String> {
    if let Some(entry) = expect
        .entries
        .iter()
        .find(|entry| !KEYS.contains(&entry.key.value.as_str()))
    {
        return Err(format!(
            "expect 没有 `{}` 这个键，可用：{}",
            entry.key.value,
            KEYS.join("、")
        ));
    }
    let mut differences = pots(policy, id, expect.get("payers"), result, true)?;
    differences.extend(pots(policy, id, expect.get("burden"), result, false)?);
    let own = burden(policy, result);
    for (key, have) in [
        ("self", own),
        ("total", result.total.get()),
        ("in_policy", result.in_policy.get()),
    ] {
        if let Some(node) = expect.get(key) {
            differences.extend(number(id, key, given::money(node)?, have, true));
        }
    }
    differences.extend(lists(policy, id, expect, result));
    Ok(differences)
}

fn burden(policy: &Policy, result: &Determination) -> i64 {
    let causes = policy
        .pots
        .iter()
        .zip(&result.pots)
        .filter(|(pot, _)| pot.kind == PotKind::Burden);
    causes.fold(0_i64, |sum, (_, amount)| sum.saturating_add(amount.get()))
}

/// Payers that are not named must be 0; causes are checked where named.
fn pots(
    policy: &Policy,
    id: &str,
    node: Option<&Node>,
    result: &Determination,
    payers: bool,
) -> Result<Vec<CaseDifference>, String> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let table = node.as_table().ok_or("payers 和 burden 应当是表")?;
    let group = if payers { "payers" } else { "burden" };
    let is_of = |kind: PotKind| {
        if payers {
            matches!(kind, PotKind::Payer(..))
        } else {
            kind == PotKind::Burden
        }
    };
    for entry in &table.entries {
        let known = policy
            .pots
            .iter()
            .any(|pot| pot.name == entry.key.value && is_of(pot.kind));
        if !known {
            return Err(format!("{group} 里没有 `{}`", entry.key.value));
        }
    }
    let mut differences = Vec::new();
    for (pot, amount) in policy
        .pots
        .iter()
        .zip(&result.pots)
        .filter(|(pot, _)| is_of(pot.kind))
    {
        let want = match table.get(&pot.name) {
            Some(node) => given::money(node)?,
            None if payers => 0,
            None => continue,
        };
        differences.extend(number(
            id,
            &format!("{group}.{}", pot.name),
            want,
            amount.get(),
            true,
        ));
    }
    Ok(differences)
}

fn lists(policy: &Policy, id: &str, expect: &Table, result: &Determination) -> Vec<CaseDifference> {
    let plan = policy.versions.get(usize::from(result.version));
    let names = |indexes: &[u16], name: &dyn Fn(usize) -> Option<String>| {
        let found: Vec<String> = indexes
            .iter()
            .filter_map(|index| name(usize::from(*index)))
            .collect();
        found.join(",")
    };
    let denied = names(&result.denials, &|index| {
        plan?.denials.get(index).map(|deny| deny.reason.clone())
    });
    let reviews = names(&result.reviews, &|index| {
        plan?.reviews.get(index).map(|review| review.id.clone())
    });
    let merged = result.merged.join(",");
    let mut differences = Vec::new();
    for (key, have) in [("denied", denied), ("reviews", reviews), ("merged", merged)] {
        if let Some(want) = expect.get(key) {
            differences.extend(words(
                id,
                key,
                &given::text(want).unwrap_or_default(),
                &have,
            ));
        }
    }
    let expects_denial = expect.get("denied").is_some();
    if result.status == Status::Denied
        && !expects_denial
        && differences.is_empty()
        && expect.get("payers").is_none()
    {
        differences.extend(words(id, "denied", "", "不予支付"));
    }
    differences
}
