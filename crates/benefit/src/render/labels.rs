//! Names of pots, payers and values.

use crate::determination::Determination;
use crate::plan::{FactDecl, FactType, PayerKind, Policy, PotId, PotKind};
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
