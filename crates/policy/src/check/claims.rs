//! Random claims: money is conserved, no pot below 0, nothing left without a rule.
//!
//! The generator is a fixed one with a fixed seed: the same package always meets the same claims.

use crate::ast::Document;
use crate::diagnostic::{Draft, Sink};
use base::{Date, Fen};
use benefit::claim::{AccView, Bill, Claim, Facts, Line, Owners};
use benefit::determination::{Determination, Refusal};
use benefit::plan::{FactScope, FactType, Plan, Policy, PotKind};
use benefit::settle::settle;
use std::collections::BTreeMap;

/// Claims per version, and at most for a package.
const PER_VERSION: usize = 200;
const AT_MOST: usize = 3000;

/// Runs the claims and reports what they show.
pub(super) fn run(policy: &Policy, document: &Document, sink: &Sink) {
    let mut source = Source {
        state: 0x746f_6e67_6368_6f75,
        amounts: amounts(policy),
    };
    let mut uncovered: BTreeMap<String, Date> = BTreeMap::new();
    let versions = policy.versions.len().max(1);
    let each = PER_VERSION
        .min(AT_MOST.checked_div(versions).unwrap_or(0))
        .max(10);
    for plan in &policy.versions {
        for _ in 0..each {
            let claim = source.claim(policy, plan);
            let view = source.view(policy);
            if let Err(fault) = judge(policy, plan, &claim, &view, &mut uncovered) {
                sink.push(Draft::error("P0811", document.head.span, fault));
                return;
            }
        }
    }
    for (care, day) in uncovered {
        let message = format!("{care} 的费用可能没有步骤处理，会归入无支付规定（自 {day} 的版本）");
        let help = "补上步骤，或用 assign 明确由个人负担";
        sink.push(Draft::warning("P0804", document.head.span, message).help(help));
    }
}

fn judge(
    policy: &Policy,
    plan: &Plan,
    claim: &Claim,
    view: &AccView,
    uncovered: &mut BTreeMap<String, Date>,
) -> Result<(), String> {
    let result = match settle(policy, claim, view) {
        Ok(result) => result,
        // Random facts may lack what a rule needs: that is the claim's fault.
        Err(Refusal::NotStatic(what)) => {
            return Err(format!("{what} 在结算前就要读取结算中的金额"));
        }
        Err(_) => return Ok(()),
    };
    conserved(policy, claim, &result)?;
    let left = policy
        .pot("uncovered")
        .and_then(|pot| result.pots.get(usize::from(pot)));
    if left.is_some_and(|left| *left > Fen::ZERO) {
        uncovered.entry(care_of(policy, claim)).or_insert(plan.from);
    }
    Ok(())
}

fn conserved(policy: &Policy, claim: &Claim, result: &Determination) -> Result<(), String> {
    let sum = Fen::checked_sum(result.pots.iter().copied());
    if sum != Some(result.total) {
        let sum = sum.map_or_else(|| "超出范围".to_owned(), |sum| sum.to_string());
        return Err(format!(
            "随机结算不平衡：各款项合计 {sum}，总费用 {}（{}）",
            result.total,
            care_of(policy, claim)
        ));
    }
    for (pot, amount) in policy.pots.iter().zip(&result.pots) {
        if *amount < Fen::ZERO || *amount > result.total {
            let message = format!(
                "随机结算中 `{}` 为 {amount}，应在 0 到总费用 {} 之间",
                pot.name, result.total
            );
            return Err(message);
        }
        if pot.kind == PotKind::Open && *amount != Fen::ZERO {
            return Err(format!("随机结算后 `{}` 还有 {amount} 没有分配", pot.name));
        }
    }
    Ok(())
}

fn care_of(policy: &Policy, claim: &Claim) -> String {
    let Some(care) = policy.known.care else {
        return String::new();
    };
    let decl = policy.facts.get(usize::from(care));
    let value = claim.facts.get(care).or_else(|| decl?.default);
    match (decl.map(|decl| &decl.ty), value) {
        (Some(FactType::Enum(values)), Some(index)) => {
            let value = usize::try_from(index)
                .ok()
                .and_then(|index| values.get(index));
            value.map_or(String::new(), |(name, title)| {
                if title.is_empty() {
                    name.clone()
                } else {
                    title.clone()
                }
            })
        }
        _ => String::new(),
    }
}

/// Amounts of the package's tables: claims around them meet the edges of the rules.
fn amounts(policy: &Policy) -> Vec<i64> {
    use benefit::plan::{Scalar, ValueType};
    let tables = policy
        .versions
        .iter()
        .flat_map(|plan| &plan.tables)
        .filter(|table| table.ty == ValueType::Money);
    let values = tables
        .flat_map(|table| &table.rows)
        .filter_map(|row| match row.is {
            Scalar::Int(fen) => Some(fen.clamp(0, 100_000_000)),
            Scalar::Ratio(_) => None,
        });
    values.take(500).collect()
}

/// A fixed pseudo-random sequence (splitmix64).
struct Source {
    state: u64,
    amounts: Vec<i64>,
}

impl Source {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = i128::from(high)
            .saturating_sub(i128::from(low))
            .saturating_add(1)
            .max(1);
        let step = i128::from(self.next()).checked_rem(width).unwrap_or(0);
        i64::try_from(i128::from(low).saturating_add(step)).unwrap_or(low)
    }

    fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// Money: small, large, or next to an amount of the law.
    fn money(&mut self) -> i64 {
        let most = [10_000, 500_000, 10_000_000, 200_000_000];
        if self.chance(30) && !self.amounts.is_empty() {
            let last = i64::try_from(self.amounts.len().saturating_sub(1)).unwrap_or(0);
            let index = usize::try_from(self.between(0, last)).unwrap_or(0);
            let near = self.amounts.get(index).copied().unwrap_or(0);
            return near.saturating_add(self.between(-2, 2)).max(0);
        }
        let index = usize::try_from(self.between(0, 3)).unwrap_or(0);
        self.between(0, most.get(index).copied().unwrap_or(0))
    }

    fn claim(&mut self, policy: &Policy, plan: &Plan) -> Claim {
        let mut facts = Facts::none(policy.facts.len());
        let first = i64::from(plan.from.day_number());
        let last = plan.until.map_or(first.saturating_add(3650), |until| {
            i64::from(until.day_number())
        });
        let day = self.between(first, last.max(first));
        for (id, fact) in (0_u16..).zip(&policy.facts) {
            let own = matches!(fact.of, FactScope::Derived | FactScope::Line);
            if own
                || (fact.nullable && self.chance(40))
                || (fact.default.is_some() && self.chance(30))
            {
                continue;
            }
            let value = self.fact(&fact.ty, day);
            facts.set(id, value);
        }
        let known = &policy.known;
        for date in policy
            .law_date
            .iter()
            .copied()
            .chain(known.service_date)
            .chain(known.settlement_date)
        {
            facts.set(date, day);
        }
        let bill = self.bill(policy);
        let owners = Owners {
            person: "随机".to_owned(),
            disease: "d".to_owned(),
            provider: "p".to_owned(),
            ..Owners::default()
        };
        Claim {
            id: "随机".to_owned(),
            owners,
            facts,
            bill,
            visits: Vec::new(),
        }
    }

    fn fact(&mut self, ty: &FactType, day: i64) -> i64 {
        match ty {
            FactType::Date => {
                let back = if self.chance(50) { 400 } else { 36_500 };
                day.saturating_add(self.between(-back, 60))
                    .max(i64::from(Date::MIN.day_number()))
            }
            FactType::Time => day
                .saturating_mul(1440)
                .saturating_add(self.between(0, 1439)),
            FactType::Int { min, max } => self.between(*min.max(&-10), *max.min(&200)),
            FactType::Money => self.money(),
            FactType::Ratio => self.between(0, 100).saturating_mul(10_000),
            FactType::Bool => self.between(0, 1),
            FactType::Enum(values) => self.between(
                0,
                i64::try_from(values.len()).unwrap_or(1).saturating_sub(1),
            ),
            FactType::Set(values) => {
                let members = (0_i64..).zip(values);
                let held: Vec<i64> = members
                    .map(|(index, _)| crate::resolve::encode::bit(index))
                    .collect();
                held.into_iter()
                    .filter(|_| self.chance(12))
                    .fold(0, |mask, bit| mask | bit)
            }
            FactType::Code => benefit::claim::code(if self.chance(50) { "a" } else { "b" }),
        }
    }

    fn bill(&mut self, policy: &Policy) -> Bill {
        if self.chance(50) {
            return Bill::Amount(Fen::new(self.money()));
        }
        let mut lines = Vec::new();
        for _ in 0..self.between(1, 5) {
            let mut facts = Vec::new();
            for (id, fact) in (0_u16..)
                .zip(&policy.facts)
                .filter(|(_, fact)| fact.of == FactScope::Line)
            {
                if self.chance(60) {
                    facts.push((id, self.fact(&fact.ty, 0)));
                }
            }
            lines.push(Line {
                amount: Fen::new(self.money()),
                facts,
            });
        }
        Bill::Lines(lines)
    }

    fn view(&mut self, policy: &Policy) -> AccView {
        use benefit::plan::AccUnit;
        let mut view = AccView::zero(policy.accs.len());
        for (id, acc) in (0_u16..).zip(&policy.accs) {
            let value = if acc.unit == AccUnit::Money {
                self.money()
            } else {
                self.between(0, 12)
            };
            if self.chance(70) {
                view.set(id, value);
            }
        }
        view
    }
}
