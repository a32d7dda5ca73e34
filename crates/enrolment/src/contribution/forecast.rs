//! Needed financing for a target ratio and a ceiling, within the limits of surplus (篇2 三1).

use base::{Fen, Ratio, Refused, Rounding};

/// People with about the same yearly cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostGroup {
    /// How many persons.
    pub persons: i64,
    /// In-policy cost of one of them a year.
    pub cost: Fen,
}

/// What the financing has to achieve and may not exceed; all numbers come from the plan of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Everybody insured, by yearly cost; people without cost included.
    pub groups: Vec<CostGroup>,
    /// The share of in-policy cost that the fund is to pay.
    pub ratio: Ratio,
    /// The most that the fund pays for one person a year.
    pub ceiling: Option<Fen>,
    /// Spending beside these costs, a year.
    pub other_spending: Fen,
    /// Surplus of all years before.
    pub opening_surplus: Fen,
    /// The most that may be left of a year's income.
    pub year_limit: Ratio,
    /// The most that may be left over all years, as a share of a year's income.
    pub total_limit: Ratio,
    /// The amount a person is set in multiples of this; above 0.
    pub step: Fen,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Persons.
    pub persons: i64,
    /// In-policy cost of all.
    pub cost: Fen,
    /// What the fund pays of it, after the ceiling.
    pub benefit: Fen,
    /// What is paid of the cost, in tenths of a percent rounded half up; below the target where the
    /// ceiling bites.
    pub reached: i64,
    /// Spending in all.
    pub spending: Fen,
    /// Needed amount a person and year, in whole steps.
    pub per_head: Fen,
    /// Income at that amount.
    pub income: Fen,
    /// What the year leaves.
    pub surplus: Fen,
    /// The same as a share of income, in tenths of a percent, rounded half up.
    pub surplus_rate: i64,
    /// Surplus of all years as a share of the year's income, in tenths of a percent.
    pub total_rate: i64,
    /// Whether both limits of surplus are kept.
    pub within_limits: bool,
}

/// The least amount a person, in whole steps, whose income covers the spending of the target.
///
/// # Errors
/// `forecast.input` where persons, costs or step are not as described, or amounts leave their range.
pub fn forecast(target: &Target) -> Result<Forecast, Refused> {
    compute(target).ok_or_else(|| {
        Refused::new(
            "forecast.input",
            "无法测算：人数和取整单位应大于 0，费用、比例、限额不能为负，合计应在范围内，请核对。",
        )
    })
}

fn compute(target: &Target) -> Option<Forecast> {
    let (mut persons, mut cost, mut benefit) = (0_i64, 0_i128, 0_i128);
    for group in &target.groups {
        if group.persons < 0 || group.cost < Fen::ZERO {
            return None;
        }
        let paid = group.cost.share(target.ratio, Rounding::HalfUp, 1)?;
        let paid = target.ceiling.map_or(paid, |ceiling| paid.min(ceiling));
        let times = i128::from(group.persons);
        persons = persons.checked_add(group.persons)?;
        cost = cost.checked_add(times.checked_mul(i128::from(group.cost.get()))?)?;
        benefit = benefit.checked_add(times.checked_mul(i128::from(paid.get()))?)?;
    }
    let step = i128::from(target.step.get());
    if persons <= 0 || step <= 0 || target.other_spending < Fen::ZERO {
        return None;
    }
    let spending = benefit.checked_add(i128::from(target.other_spending.get()))?;
    let per_step = step.checked_mul(i128::from(persons))?;
    let steps = spending.checked_add(per_step - 1)?.div_euclid(per_step);
    let per_head = steps.checked_mul(step)?;
    let income = per_head.checked_mul(i128::from(persons))?;
    let surplus = income.checked_sub(spending)?;
    let total = surplus.checked_add(i128::from(target.opening_surplus.get()))?;
    let kept = |left: i128, limit: Ratio| {
        let bound = income.checked_mul(i128::from(limit.num()))?;
        Some(left.checked_mul(i128::from(limit.den()))? <= bound)
    };
    Some(Forecast {
        persons,
        cost: fen(cost)?,
        benefit: fen(benefit)?,
        reached: per_mille(benefit, cost)?,
        spending: fen(spending)?,
        per_head: fen(per_head)?,
        income: fen(income)?,
        surplus: fen(surplus)?,
        surplus_rate: per_mille(surplus, income)?,
        total_rate: per_mille(total, income)?,
        within_limits: kept(surplus, target.year_limit)? && kept(total, target.total_limit)?,
    })
}

fn fen(amount: i128) -> Option<Fen> {
    i64::try_from(amount).ok().map(Fen::new)
}

/// Tenths of a percent, rounded half up; 0 of nothing.
fn per_mille(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return Some(0);
    }
    let rounded = part.checked_mul(2_000)?.checked_add(whole)?;
    i64::try_from(rounded.div_euclid(whole.checked_mul(2)?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(amount: i64) -> Fen {
        Fen::new(amount * 100)
    }

    fn target() -> Target {
        Target {
            groups: vec![
                CostGroup {
                    persons: 90_000,
                    cost: Fen::ZERO,
                },
                CostGroup {
                    persons: 9_900,
                    cost: yuan(5_000),
                },
                CostGroup {
                    persons: 100,
                    cost: yuan(100_000),
                },
            ],
            ratio: Ratio::parse("75%").unwrap(),
            ceiling: None,
            other_spending: yuan(2_000_000),
            opening_surplus: Fen::ZERO,
            year_limit: Ratio::parse("10%").unwrap(),
            total_limit: Ratio::parse("15%").unwrap(),
            step: yuan(10),
        }
    }

    /// REQ-079: 100000 persons, cost 59500000, target 75 %: benefit 44625000, with 2000000 more 46625000,
    /// 466.25 a head, in steps of 10 470; income 47000000, surplus 375000, 0.8 %.
    #[test]
    fn needed_financing_and_the_surplus_rate() {
        let found = forecast(&target()).unwrap();
        assert_eq!((found.persons, found.cost), (100_000, yuan(59_500_000)));
        assert_eq!((found.benefit, found.reached), (yuan(44_625_000), 750));
        assert_eq!(found.per_head, yuan(470));
        assert_eq!((found.surplus, found.surplus_rate), (yuan(375_000), 8));
        assert!(found.within_limits);
    }

    #[test]
    fn a_ceiling_lowers_what_is_reached_and_a_full_chest_breaks_the_limit() {
        let mut capped = target();
        capped.ceiling = Some(yuan(50_000));
        let found = forecast(&capped).unwrap();
        assert_eq!(found.benefit, yuan(9_900 * 3_750 + 100 * 50_000));
        assert_eq!(found.reached, 708);
        let mut rich = target();
        rich.opening_surplus = yuan(8_000_000);
        let found = forecast(&rich).unwrap();
        assert_eq!((found.total_rate, found.within_limits), (178, false));
        let mut broken = target();
        broken.step = Fen::ZERO;
        assert_eq!(forecast(&broken).unwrap_err().code(), "forecast.input");
    }
}
