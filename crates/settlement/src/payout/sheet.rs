//! From awards to what is paid: deductions, the deposit, and what a negative month carries on.

use std::collections::{BTreeMap, BTreeSet};

use base::{Fen, Refused, allocate};

use crate::claim::{
    Award, Care, Claim, ClaimNo, Deduction, DeductionKind, DeductionNo, DepositRule, Part, PayKey,
    StepNo, less, total,
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

/// What a payment leaves to the next one, zero or negative: money of the fund and of accounts apart, since what is owed
/// of the one is not taken from the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Of the fund, in 分.
    pub fund: Fen,
    /// Of accounts, in 分.
    pub account: Fen,
}

/// What one claimant is paid from one fund for one county and scheme, and how it comes about:
/// `net + carried_out = approved + carried_in − withheld − deducted`. Deductions and the deposit are taken from money of
/// the fund alone; money of accounts is the persons' own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Whose money to whom.
    pub key: PayKey,
    /// The claims and steps that it pays.
    pub steps: BTreeSet<(ClaimNo, StepNo)>,
    /// What they award, in 分; negative where reversals outweigh.
    pub approved: Fen,
    /// The negative rest of the payment before.
    pub carried_in: Carried,
    /// The deposit withheld, in 分.
    pub withheld: Fen,
    /// What deductions take, in 分.
    pub deducted: Fen,
    /// Which deductions.
    pub taken: Vec<Taken>,
    /// What is paid, in 分, zero or more.
    pub net: Fen,
    /// What the next payment has to make up for.
    pub carried_out: Carried,
    /// The net by part, care and benefit year.
    pub portions: Vec<Portion>,
    /// The deposit by part, care and benefit year.
    pub withheld_portions: Vec<Portion>,
    /// What a prepayment settles of it, by part, care and benefit year: an expense, without money moving.
    pub offset_portions: Vec<Portion>,
}

/// What bears on a payment besides the claims.
#[derive(Debug, Clone, Copy)]
pub struct Bearing<'a> {
    /// Steps that earlier payments took: they are not paid again.
    pub paid: &'a BTreeSet<(ClaimNo, StepNo)>,
    /// Deductions of this claimant, county, fund and scheme.
    pub deductions: &'a [Deduction],
    /// The rule of the deposit; `None` where the agreement has none.
    pub deposit: Option<&'a DepositRule>,
    /// The negative rest of the payment before.
    pub carried_in: Carried,
}

impl<'a> Bearing<'a> {
    /// Nothing but the steps that earlier payments took.
    #[must_use]
    pub fn after(paid: &'a BTreeSet<(ClaimNo, StepNo)>) -> Bearing<'a> {
        Bearing {
            paid,
            deductions: &[],
            deposit: None,
            carried_in: Carried::default(),
        }
    }
}

/// Makes the sheet of one claimant, county, fund and scheme over its decided claims.
///
/// # Errors
/// `claim.no_review` where a claim was not reviewed and decided (REQ-438), `payout.other_key` where a claim or
/// deduction is somebody else's, `payout.claim_twice` or `payout.deduction_twice` where one is handed in twice,
/// `payout.carried` where a carried amount is positive, and those of claims and deductions.
pub fn sheet(key: &PayKey, claims: &[&Claim], bearing: &Bearing<'_>) -> Result<Sheet, Refused> {
    check(key, claims, bearing)?;
    let awards = due(claims, bearing.paid)?;
    let of_fund = total(amounts(&awards, Part::Fund))?;
    let of_accounts = total(amounts(&awards, Part::Account))?;
    let before = total([of_fund, bearing.carried_in.fund])?;
    let taken = take(before, bearing.deductions)?;
    let deducted = total(taken.iter().map(|one| one.amount))?;
    let offset = prepaid(&taken, bearing.deductions)?;
    let left = less(before, deducted)?;
    // Withheld is a share of what would be paid, so that there is always a payment to withhold it from.
    let withheld = match bearing.deposit {
        Some(rule) => rule.withhold(left)?,
        None => Fen::ZERO,
    };
    let rest = Carried {
        fund: less(left, withheld)?,
        account: total([of_accounts, bearing.carried_in.account])?,
    };
    let groups = groups(&awards)?;
    let mut paid = portions(rest.fund.max(Fen::ZERO), &groups, Part::Fund);
    let of_account = rest.account.max(Fen::ZERO);
    paid.extend(portions(of_account, &groups, Part::Account));
    let steps = awards.iter().map(|award| (award.claim, award.step));
    Ok(Sheet {
        key: key.clone(),
        steps: steps.collect(),
        approved: total([of_fund, of_accounts])?,
        carried_in: bearing.carried_in,
        withheld,
        deducted,
        taken,
        net: total([rest.fund.max(Fen::ZERO), of_account])?,
        carried_out: Carried {
            fund: rest.fund.min(Fen::ZERO),
            account: rest.account.min(Fen::ZERO),
        },
        portions: paid,
        withheld_portions: portions(withheld, &groups, Part::Fund),
        offset_portions: portions(offset, &groups, Part::Fund),
    })
}

/// What of the deductions settles a prepayment.
fn prepaid(taken: &[Taken], deductions: &[Deduction]) -> Result<Fen, Refused> {
    let is_prepaid = |one: &&Taken| {
        let mut of = deductions.iter().filter(|deduction| deduction.no == one.no);
        of.any(|deduction| deduction.kind == DeductionKind::Prepaid)
    };
    total(taken.iter().filter(is_prepaid).map(|one| one.amount))
}

fn amounts(awards: &[Award], part: Part) -> impl Iterator<Item = Fen> {
    let of_part = awards.iter().filter(move |award| award.part == part);
    of_part.map(|award| award.amount)
}

fn check(key: &PayKey, claims: &[&Claim], bearing: &Bearing<'_>) -> Result<(), Refused> {
    let other = |what: String| {
        let zh = format!("{what}与本次支付的对象、区县、基金或险种不同，请分开办理。");
        Refused::new("payout.other_key", zh)
    };
    let mut seen = BTreeSet::new();
    for claim in claims {
        claim.decided()?;
        if !seen.insert(claim.no()) {
            let zh = format!("申报 {} 重复出现，每份申报只能支付一次。", claim.no());
            return Err(Refused::new("payout.claim_twice", zh));
        }
        if claim.key().pay != *key {
            return Err(other(format!("申报 {} ", claim.no())));
        }
    }
    let mut seen = BTreeSet::new();
    for deduction in bearing.deductions {
        deduction.check()?;
        if !seen.insert(deduction.no) {
            let zh = format!("扣款 {} 重复出现，每笔只能扣一次。", deduction.no);
            return Err(Refused::new("payout.deduction_twice", zh));
        }
        if deduction.key != *key {
            return Err(other(format!("扣款 {} ", deduction.no)));
        }
    }
    let carried = bearing.carried_in;
    if carried.fund > Fen::ZERO || carried.account > Fen::ZERO {
        return Err(Refused::new(
            "payout.carried",
            "上次结转只能是应抵扣的负数，请核对。",
        ));
    }
    Ok(())
}

fn due(claims: &[&Claim], paid: &BTreeSet<(ClaimNo, StepNo)>) -> Result<Vec<Award>, Refused> {
    let mut due = Vec::new();
    for claim in claims {
        let awards = claim.awards()?.into_iter();
        due.extend(awards.filter(|award| !paid.contains(&(award.claim, award.step))));
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

/// Parts an amount by what the groups of a part were awarded: what reduces a payment reduces every group in proportion, and a
/// group that is negative has no portion. The portions add up to the amount.
fn portions(amount: Fen, groups: &BTreeMap<Group, Fen>, part: Part) -> Vec<Portion> {
    let of_part = || groups.iter().filter(|((one, ..), _)| *one == part);
    let weights: Vec<i64> = of_part().map(|(_, sum)| sum.get()).collect();
    let parts = allocate(amount, &weights);
    let of = |((part, care, benefit_year), amount): (&Group, Fen)| Portion {
        part: *part,
        care: *care,
        benefit_year: *benefit_year,
        amount,
    };
    let all = of_part().map(|(group, _)| group).zip(parts).map(of);
    all.filter(|portion| portion.amount != Fen::ZERO).collect()
}
