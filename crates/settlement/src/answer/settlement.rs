//! The figures and funds of one settlement.

use base::{Fen, Refused};
use benefit::determination::{Determination, Status};
use benefit::plan::{FactType, Plan, Policy, PotKind};
use std::collections::BTreeMap;

use super::funds::{FundShare, course, limit_before};
use super::{Field, Figures, Projection};
use crate::bill::{AccountUse, Posting, SettlementRecord, Stack, Stage, Why};
use crate::fee::priced_parts;

/// What an institution gets back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `setlinfo`.
    pub figures: Figures,
    /// `setldetail`: one row for each kind of fund that pays (or, of a difference, has paid).
    pub funds: Vec<FundShare>,
    /// Why a package of the answer pays nothing, in its words; empty where none denies. The basic package's
    /// denial is that of the whole bill ([`crate::bill::Adjudicated::is_denied`]).
    pub denied: Vec<String>,
    /// Why a person must look at it, later packages that could not decide included; empty where none must.
    pub reviews: Vec<String>,
}

impl Answer {
    /// Balance of the person's own account after the settlement (`balc`).
    #[must_use]
    pub fn balance_after(&self, before: Fen) -> Option<Fen> {
        let own = self
            .figures
            .acct_pay
            .checked_sub(self.figures.acct_mulaid_pay)?;
        before.checked_sub(own)
    }
}

/// The answer to a settlement: of one that replaces another, the difference.
///
/// # Errors
/// `projection.payer`: a payer of the package has no field. `answer.range`: an amount out of range.
/// `answer.identity`: the figures do not add up; never, for figures made here.
pub fn answer(
    projection: &Projection,
    insurance: &str,
    record: &SettlementRecord<'_>,
    before: Option<&SettlementRecord<'_>>,
) -> Result<Answer, Refused> {
    let taken = before.map(|before| before.adjudicated.postings(&before.stack));
    let taken = taken.unwrap_or_default();
    let mut whole = cumulative(projection, insurance, record, &taken)?;
    if let Some(before) = before {
        let earlier = cumulative(projection, insurance, before, &[])?;
        whole.figures = whole.figures.minus(&earlier.figures).ok_or_else(range)?;
        for (fund, amount) in earlier.funds {
            let left = whole.funds.entry(fund).or_default();
            *left = left.checked_sub(amount).ok_or_else(range)?;
        }
    }
    whole.figures.check()?;
    let funds = whole
        .funds
        .into_iter()
        .filter(|(_, amount)| *amount != Fen::ZERO);
    let funds = funds.map(|(fund, amount)| FundShare {
        name: projection.fund_name(&fund).to_owned(),
        in_scope: whole.figures.inscp_scp_amt,
        limit_before: whole.limits.get(&fund).copied(),
        course: whole.courses.remove(&fund).unwrap_or_default(),
        fund,
        amount,
    });
    let funds = funds.collect();
    Ok(Answer {
        figures: whole.figures,
        funds,
        denied: denials(record),
        reviews: reviews(record),
    })
}

/// Figures over all lines of a settlement, those of the ones before included.
#[derive(Default)]
struct Whole {
    figures: Figures,
    funds: BTreeMap<String, Fen>,
    limits: BTreeMap<String, Fen>,
    courses: BTreeMap<String, String>,
}

/// `taken`: what the settlement that it replaces had posted, which its own accumulators do not show.
fn cumulative(
    projection: &Projection,
    insurance: &str,
    record: &SettlementRecord<'_>,
    taken: &[Posting],
) -> Result<Whole, Refused> {
    let stack = &record.stack;
    let stages = &record.adjudicated.stages;
    let mut whole = Whole::default();
    let figures = &mut whole.figures;
    figures.medfee_sumamt = record.adjudicated.total();
    let care = stages
        .first()
        .map_or("", |stage| care_of(stack.base, stage));
    if let Some(first) = stages.first() {
        let [full, over, pre, scope] = parts(first).ok_or_else(range)?;
        (figures.fulamt_ownpay_amt, figures.overlmt_selfpay) = (full, over);
        (figures.preselfpay_amt, figures.inscp_scp_amt) = (pre, scope);
        figures.act_pay_dedc = deductible(projection, stack.base, first).ok_or_else(range)?;
    }
    for share in stack.shares(&record.adjudicated) {
        if share.payer.is_none() {
            figures.cash(share.amount).ok_or_else(range)?;
            continue;
        }
        let (field, fund) = projection.of(insurance, care, &share)?;
        figures.pay(field, share.amount).ok_or_else(range)?;
        if field.is_fund() {
            let sum = whole.funds.entry(fund.to_owned()).or_default();
            *sum = sum.checked_add(share.amount).ok_or_else(range)?;
            if let (Some(policy), Some(stage)) = (
                stack.policy(share.stage),
                stages.iter().find(|it| it.place == share.stage),
            ) {
                let limit = limit_before((policy, stage), taken, share.pot);
                if let Some(limit) = limit {
                    let least = whole.limits.entry(fund.to_owned()).or_insert(limit);
                    *least = (*least).min(limit);
                }
                let text = course(policy, &stage.determination, share.pot);
                whole
                    .courses
                    .entry(fund.to_owned())
                    .or_default()
                    .push_str(&text);
            }
        }
    }
    at_the_counter(figures, record).ok_or_else(range)?;
    Ok(whole)
}

/// What the account paid of the cash at the counter.
fn at_the_counter(figures: &mut Figures, record: &SettlementRecord<'_>) -> Option<()> {
    let paid = record.account_paid;
    figures.cash(paid.checked_neg()?)?;
    let field = match record.using {
        AccountUse::Relative => Field::AcctMulaidPay,
        AccountUse::No | AccountUse::Own => Field::AcctPay,
    };
    figures.pay(field, paid)
}

/// Full own pay, above ceilings, first self-pay, within the policy. A denied bill is full own pay; one
/// that entered at a later layer is within the policy as far as that layer sees.
fn parts(stage: &Stage) -> Option<[Fen; 4]> {
    let total = stage.determination.total;
    let Some(priced) = &stage.priced else {
        return Some(match stage.determination.status {
            Status::Denied => [total, Fen::ZERO, Fen::ZERO, Fen::ZERO],
            Status::Settled | Status::Review => [Fen::ZERO, Fen::ZERO, Fen::ZERO, total],
        });
    };
    let mut sums = [Fen::ZERO; 4];
    for line in &priced.lines {
        for (sum, part) in sums.iter_mut().zip(priced_parts(line)) {
            *sum = sum.checked_add(part)?;
        }
    }
    Some(sums)
}

/// What was charged as deductible, whoever paid it in the end: by the trace, or where none was kept by
/// what stands in the pot.
fn deductible(projection: &Projection, policy: &Policy, stage: &Stage) -> Option<Fen> {
    let is_deductible = |pot: u16| {
        let decl = policy.pots.get(usize::from(pot));
        decl.is_some_and(|decl| {
            decl.kind == PotKind::Burden && projection.is_deductible(&decl.name)
        })
    };
    let is_open = |pot: u16| {
        let decl = policy.pots.get(usize::from(pot));
        decl.is_some_and(|decl| decl.kind == PotKind::Open)
    };
    let determination = &stage.determination;
    if determination.receipt.trace.is_empty() {
        let pots = (0_u16..).zip(&determination.pots);
        return Fen::checked_sum(
            pots.filter(|(pot, _)| is_deductible(*pot))
                .map(|(_, held)| *held),
        );
    }
    let moves = determination
        .receipt
        .trace
        .iter()
        .flat_map(|step| &step.moves);
    let charged = moves.filter(|(from, to, _)| is_open(*from) && is_deductible(*to));
    Fen::checked_sum(charged.map(|(_, _, amount)| *amount))
}

/// The kind of care of a claim, by its name.
pub(super) fn care_of<'a>(policy: &'a Policy, stage: &Stage) -> &'a str {
    let Some(fact) = policy.known.care else {
        return "";
    };
    let facts = &stage.determination.receipt.facts;
    let value = facts
        .iter()
        .find(|(known, _)| *known == fact)
        .map(|(_, value)| *value);
    let decl = policy.facts.get(usize::from(fact));
    match (
        decl.map(|decl| &decl.ty),
        value.and_then(|value| usize::try_from(value).ok()),
    ) {
        (Some(FactType::Enum(values)), Some(index)) => {
            values.get(index).map_or("", |(name, _)| name.as_str())
        }
        _ => "",
    }
}

fn denials(record: &SettlementRecord<'_>) -> Vec<String> {
    let adjudicated = &record.adjudicated;
    let stages = adjudicated.stages.iter();
    let stages = stages.map(|it| (it.place, &it.determination));
    let aside = adjudicated.aside.iter().filter_map(|it| match &it.why {
        Why::Denied(determination) => Some((it.place, &**determination)),
        Why::Refused(_) => None,
    });
    let mut texts = Vec::new();
    for (place, determination) in stages.chain(aside) {
        let all = plan(&record.stack, place, determination).map_or(&[][..], |plan| &plan.denials);
        let held = determination.denials.iter();
        let held = held.filter_map(|index| all.get(usize::from(*index)));
        texts.extend(held.map(|deny| deny.title.clone()));
    }
    texts
}

fn reviews(record: &SettlementRecord<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    for stage in &record.adjudicated.stages {
        let plan = plan(&record.stack, stage.place, &stage.determination);
        let all = plan.map_or(&[][..], |plan| &plan.reviews);
        let held = stage.determination.reviews.iter();
        let held = held.filter_map(|index| all.get(usize::from(*index)));
        texts.extend(held.map(|clause| clause.text.clone()));
    }
    for aside in &record.adjudicated.aside {
        if let (Why::Refused(said), Some(policy)) = (&aside.why, record.stack.policy(aside.place)) {
            texts.push(format!("{}：{}", policy.title, said.sentence()));
        }
    }
    texts
}

fn plan<'a>(stack: &Stack<'a>, place: usize, determination: &Determination) -> Option<&'a Plan> {
    let versions = &stack.policy(place)?.versions;
    versions.get(usize::from(determination.version))
}

fn range() -> Refused {
    Refused::new("answer.range", "结算金额超出系统范围，请核对明细金额。")
}
