//! Names of pots, payers and values.

use crate::determination::Determination;
use crate::plan::{
    FactDecl, FactType, Lookup, LookupRow, PayerKind, Policy, PotId, PotKind, Table,
};
use base::Fen;

/// The Chinese title of a pot, or its name where it has none.
#[must_use]
pub fn pot_label(policy: &Policy, pot: PotId) -> &str {
    let decl = policy.pots.get(usize::from(pot));
    decl.map_or("", |decl| or_name(&decl.title, &decl.name))
}

/// What a kind of payer is called.
#[must_use]
pub const fn label_of_kind(kind: PayerKind) -> &'static str {
    match kind {
        PayerKind::Fund => "医保基金",
        PayerKind::Account => "个人账户",
        PayerKind::FamilyAccount => "家庭账户",
        PayerKind::Employer => "用人单位",
        PayerKind::Provider => "医疗机构",
        PayerKind::Insurer => "商业保险",
        PayerKind::Assistance => "医疗救助",
        PayerKind::Government => "财政",
        PayerKind::MutualAid => "互助",
    }
}

/// Σ of the payers.
#[must_use]
pub fn payer_total(policy: &Policy, determination: &Determination) -> Fen {
    sum(policy, determination, |kind| {
        matches!(kind, PotKind::Payer(..))
    })
}

/// Σ of the burden: what the person bears.
#[must_use]
pub fn burden_total(policy: &Policy, determination: &Determination) -> Fen {
    sum(policy, determination, |kind| kind == PotKind::Burden)
}

fn sum(policy: &Policy, determination: &Determination, wanted: impl Fn(PotKind) -> bool) -> Fen {
    let pots = policy.pots.iter().zip(&determination.pots);
    let amounts = pots
        .filter(|(decl, _)| wanted(decl.kind))
        .map(|(_, amount)| *amount);
    // The pots are parts of a total that is in range.
    Fen::checked_sum(amounts).unwrap_or_default()
}

/// What the key of a table's row says: titles where the package gives them. `None` for a parameter
/// without keys.
pub(super) fn row_label(policy: &Policy, table: &Table, row: &LookupRow) -> Option<String> {
    if table.keys.is_empty() {
        return Some(row.label.clone()).filter(|label| !label.is_empty());
    }
    let keys = table.keys.iter().zip(&row.keys);
    let told: Option<Vec<String>> = keys
        .filter(|(_, key)| **key != Lookup::Any)
        .map(|(fact, key)| key_label(policy.facts.get(usize::from(*fact))?, key))
        .collect();
    Some(match told {
        Some(told) if told.is_empty() => "其他".to_owned(),
        Some(told) => told.join("、"),
        // a code or a date stands as the package writes it
        None => row.label.clone(),
    })
}

fn key_label(decl: &FactDecl, key: &Lookup) -> Option<String> {
    let title = or_name(&decl.title, &decl.name);
    let title = title.split('（').next().unwrap_or(title);
    let (low, high) = match *key {
        Lookup::Any => return None,
        Lookup::Is(value) => (value, value),
        Lookup::Range(low, high) => (low, high),
    };
    let (min, max) = match &decl.ty {
        FactType::Enum(_) => return value_title(decl, low).map(str::to_owned),
        FactType::Bool => {
            return Some(format!("{title}：{}", if low == 0 { "否" } else { "是" }));
        }
        FactType::Int { min, max } => (*min, *max),
        _ => return None,
    };
    Some(if low == high {
        format!("{title} {low}")
    } else if low <= min {
        format!("{title} {high} 及以下")
    } else if high >= max {
        format!("{title} {low} 及以上")
    } else {
        format!("{title} {low} 至 {high}")
    })
}

/// What a name of the package is called: a fact, a class, a step or a table; else the name itself.
pub(super) fn called<'a>(policy: &'a Policy, name: &'a str) -> &'a str {
    let facts = policy
        .facts
        .iter()
        .map(|fact| (fact.name.as_str(), fact.title.as_str()));
    let steps = policy.versions.iter().flat_map(|plan| &plan.steps);
    let steps = steps.map(|step| (step.id.as_str(), step.title.as_str()));
    let tables = policy.versions.iter().flat_map(|plan| &plan.tables);
    let tables = tables.map(|table| (table.name.as_str(), table.title.as_str()));
    let found = facts
        .chain(steps)
        .chain(tables)
        .find(|(known, title)| *known == name && !title.is_empty());
    found.map_or(name, |(_, title)| title)
}

/// The title of an encoded value of an enumeration.
pub(super) fn value_title(decl: &FactDecl, value: i64) -> Option<&str> {
    let FactType::Enum(values) = &decl.ty else {
        return None;
    };
    let (name, title) = values.get(usize::try_from(value).ok()?)?;
    Some(or_name(title, name))
}

pub(super) const fn or_name<'a>(title: &'a str, name: &'a str) -> &'a str {
    if title.is_empty() { name } else { title }
}
