//! From awards to what is paid: deductions, the deposit, and what a negative month carries on.

use std::collections::{BTreeMap, BTreeSet};

use base::{Fen, Refused, allocate};

use crate::claim::{
    Award, Care, Claim, ClaimNo, Deduction, DeductionNo, DepositRule, Part, PayKey, StepNo, less,
    total,
};

/// What is taken of a deduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Which deduction.
    pub no: DeductionNo,
    /// In 分, positive.
    pub amount: Fen,
}

/// A portion of a payment, as the books part it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// Fund or account.
    pub part: Part,
    /// Which kind of care.
    pub care: Care,
    /// The benefit year.
    pub benefit_year: i32,
    /// In 分, positive.
    pub amount: Fen,
}

/// What one claimant is paid from one fund for one county and scheme, and how it comes about:
/// `net + carried_out = approved + carried_in − withheld − deducted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Whose money to whom.
    pub key: PayKey,
    /// The claims and steps that it pays.
    pub steps: BTreeSet<(ClaimNo, StepNo)>,
    /// What they award, in 分; negative where reversals outweigh.
    pub approved: Fen,
    /// The negative rest of the payment before, in 分, zero or negative.
    pub carried_in: Fen,
    /// The deposit withheld, in 分.
    pub withheld: Fen,
    /// What deductions take, in 分.
    pub deducted: Fen,
    /// Which deductions.
    pub taken: Vec<Taken>,
    /// What is paid, in 分, zero or more.
    pub net: Fen,
    /// What the next payment has to make up for, in 分, zero or negative.
    pub carried_out: Fen,
    /// The net by part, care and benefit year.
    pub portions: Vec<Portion>,
    /// The deposit by part, care and benefit year.
    pub withheld_portions: Vec<Portion>,
}

/// What bears on a payment besides the claims.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bearing<'a> {
    /// Steps that earlier payments took.
    pub paid: Option<&'a BTreeSet<(ClaimNo, StepNo)>>,
    /// Deductions of this claimant, county, fund and scheme.
    pub deductions: &'a [Deduction],
    /// The rule of the deposit; `None` where the agreement has none.
    pub deposit: Option<&'a DepositRule>,
    /// The negative rest of the payment before.
    pub carried_in: Fen,
}

/// Makes the sheet of one claimant, county, fund and scheme over its decided claims.
///
/// # Errors
/// `claim.no_review` where a claim was not reviewed and decided (REQ-438), `payout.other_key` where a claim or
/// deduction is somebody else's, `payout.carried` where the carried amount is positive, and those of claims and
/// deductions.
pub fn sheet(key: &PayKey, claims: &[&Claim], bearing: &Bearing<'_>) -> Result<Sheet, Refused> {
    check(key, claims, bearing)?;
    let awards = due(claims, bearing.paid)?;
    let of_fund = awards.iter().filter(|award| award.part == Part::Fund);
    let from_fund = total(of_fund.map(|award| award.amount))?;
    let approved = total(awards.iter().map(|award| award.amount))?;
    let before = total([approved, bearing.carried_in])?;
    let taken = take(before, bearing.deductions)?;
    let deducted = total(taken.iter().map(|one| one.amount))?;
    let left = less(before, deducted)?;
    // Withheld is a share of what would be paid, so that there is always a payment to withhold it from.
    let withheld = match bearing.deposit {
        Some(rule) => rule.withhold(from_fund.min(left))?,
        None => Fen::ZERO,
    };
    let rest = less(left, withheld)?;
    let net = rest.max(Fen::ZERO);
    let groups = groups(&awards)?;
    Ok(Sheet {
        key: key.clone(),
        steps: awards
            .iter()
            .map(|award| (award.claim, award.step))
            .collect(),
        approved,
        carried_in: bearing.carried_in,
        withheld,
        deducted,
        taken,
        net,
        carried_out: rest.min(Fen::ZERO),
        portions: portions(net, &groups),
        withheld_portions: portions(withheld, &groups),
    })
}

fn check(key: &PayKey, claims: &[&Claim], bearing: &Bearing<'_>) -> Result<(), Refused> {
    let other = |what: String| {
        let zh = format!("{what}与本次支付的对象、区县、基金或险种不同，请分开办理。");
        Refused::new("payout.other_key", zh)
    };
    for claim in claims {
        claim.decided()?;
        if claim.key().pay != *key {
            return Err(other(format!("申报 {} ", claim.no())));
        }
    }
    for deduction in bearing.deductions {
        deduction.check()?;
        if deduction.key != *key {
            return Err(other(format!("扣款 {} ", deduction.no)));
        }
    }
    if bearing.carried_in > Fen::ZERO {
        return Err(Refused::new(
            "payout.carried",
            "上次结转只能是应抵扣的负数，请核对。",
        ));
    }
    Ok(())
}

fn due(
    claims: &[&Claim],
    paid: Option<&BTreeSet<(ClaimNo, StepNo)>>,
) -> Result<Vec<Award>, Refused> {
    let mut due = Vec::new();
    for claim in claims {
        let awards = claim.awards()?.into_iter();
        due.extend(
            awards
                .filter(|award| paid.is_none_or(|paid| !paid.contains(&(award.claim, award.step)))),
        );
    }
    Ok(due)
}

/// Takes deductions in the order of their numbers, as far as there is money.
fn take(left: Fen, deductions: &[Deduction]) -> Result<Vec<Taken>, Refused> {
    let mut order: Vec<&Deduction> = deductions.iter().collect();
    order.sort_by_key(|deduction| deduction.no);
    let mut left = left.max(Fen::ZERO);
    let mut taken = Vec::new();
    for deduction in order {
        let amount = deduction.open().min(left);
        if amount > Fen::ZERO {
            left = less(left, amount)?;
            taken.push(Taken {
                no: deduction.no,
                amount,
            });
        }
    }
    Ok(taken)
}

type Group = (Part, Care, i32);

fn groups(awards: &[Award]) -> Result<BTreeMap<Group, Fen>, Refused> {
    let mut groups: BTreeMap<Group, Fen> = BTreeMap::new();
    for award in awards {
        let group = (award.part, award.care, award.benefit_year);
        let sum = groups.entry(group).or_default();
        *sum = total([*sum, award.amount])?;
    }
    Ok(groups)
}

/// Parts what is given back of a deposit by the portions that were withheld, in proportion.
#[must_use]
pub fn released_portions(amount: Fen, withheld: &[Portion]) -> Vec<Portion> {
    let weights: Vec<i64> = withheld.iter().map(|one| one.amount.get()).collect();
    let parts = allocate(amount, &weights);
    let all = withheld.iter().zip(parts);
    all.map(|(one, amount)| Portion { amount, ..*one })
        .filter(|portion| portion.amount != Fen::ZERO)
        .collect()
}

/// Parts an amount by what the groups were awarded: what reduces a payment reduces every group in proportion, and a
/// group that is negative has no portion. The portions add up to the amount.
fn portions(amount: Fen, groups: &BTreeMap<Group, Fen>) -> Vec<Portion> {
    let weights: Vec<i64> = groups.values().map(|sum| sum.get()).collect();
    let parts = allocate(amount, &weights);
    let of = |((part, care, benefit_year), amount): (&Group, Fen)| Portion {
        part: *part,
        care: *care,
        benefit_year: *benefit_year,
        amount,
    };
    let all = groups.keys().zip(parts).map(of);
    all.filter(|portion| portion.amount != Fen::ZERO).collect()
}
