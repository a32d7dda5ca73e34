//! A proposal for next year's standard, computed from the balance of the fund.

use super::{Level, Year};
use base::{Fen, Ratio, Refused, Rounding, allocate};

/// What the fund did in the year behind the proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// The year.
    pub year: Year,
    /// Insured persons who pay next year.
    pub members: i64,
    /// Spending of the year.
    pub spending: Fen,
    /// Surplus of all years at its end; negative for a deficit.
    pub surplus: Fen,
    /// The standard of the year.
    pub level: Level,
}

/// What a proposal has to keep: numbers of the pooling area's policy, not of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How much spending is expected to grow (105% for 5 % more).
    pub growth: Ratio,
    /// The surplus that a year is to leave, as a share of its income.
    pub reserve: Ratio,
    /// Standards are set in multiples of this amount (such as 10 元); above 0.
    pub step: Fen,
}

/// A proposed standard; the city decides on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjustment {
    /// The year it is for.
    pub year: Year,
    /// Expected spending.
    pub spending: Fen,
    /// Total and personal part a person; neither below the present one.
    pub level: Level,
    /// Expected income at that level.
    pub income: Fen,
    /// Expected result of the year: income − spending.
    pub result: Fen,
}

/// The least standard, in steps, whose income covers expected spending and the reserve after a past deficit
/// is made good; personal part and subsidy rise in their present proportion. Never below the present level.
///
/// # Errors
/// `standard.adjust` where members or step are not above 0, or amounts leave their range.
pub fn adjustment(balance: &Balance, limits: &Limits) -> Result<Adjustment, Refused> {
    compute(balance, limits).ok_or_else(|| {
        Refused::new(
            "standard.adjust",
            "无法测算：参保人数和取整单位应大于 0，准备比例应低于 100%，金额应在范围内，请核对。",
        )
    })
}

fn compute(balance: &Balance, limits: &Limits) -> Option<Adjustment> {
    let spending = balance.spending.share(limits.growth, Rounding::Up, 1)?;
    let deficit = balance.surplus.checked_neg()?.max(Fen::ZERO);
    let needed = i128::from(spending.checked_add(deficit)?.get());
    let (num, den) = (
        i128::from(limits.reserve.num()),
        i128::from(limits.reserve.den()),
    );
    let (members, step) = (i128::from(balance.members), i128::from(limits.step.get()));
    let left = den.checked_sub(num).filter(|left| *left > 0)?;
    if members <= 0 || step <= 0 || num < 0 {
        return None;
    }
    // income × (1 − reserve) ≥ needed, and income = steps × step × members
    let per_step = step.checked_mul(members)?.checked_mul(left)?;
    let steps = needed
        .checked_mul(den)?
        .checked_add(per_step - 1)?
        .div_euclid(per_step);
    let needed_a_head = i64::try_from(steps.checked_mul(step)?).ok()?;
    let total = Fen::new(needed_a_head).max(balance.level.total);
    let level = raised(balance.level, total, limits.step)?;
    let income = Fen::new(i64::try_from(i128::from(total.get()).checked_mul(members)?).ok()?);
    Some(Adjustment {
        year: Year::new(balance.year.get().checked_add(1)?)?,
        spending,
        level,
        income,
        result: income.checked_sub(spending)?,
    })
}

/// The rise, divided as the present standard is; the personal part rises by whole steps, rounded up, and
/// never by more than the rise.
fn raised(now: Level, total: Fen, step: Fen) -> Option<Level> {
    let rise = total.checked_sub(now.total)?;
    let weights = [now.personal.get(), now.subsidy().get()];
    let own = allocate(rise, &weights).first().copied()?;
    let steps = own
        .get()
        .checked_add(step.get())?
        .checked_sub(1)?
        .div_euclid(step.get());
    let own = Fen::new(steps.checked_mul(step.get())?).min(rise);
    Some(Level {
        total,
        personal: now.personal.checked_add(own)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(yuan: i64) -> Fen {
        Fen::new(yuan * 100)
    }

    fn limits() -> Limits {
        Limits {
            growth: Ratio::parse("110%").unwrap(),
            reserve: Ratio::parse("5%").unwrap(),
            step: fen(10),
        }
    }

    /// Spent 55000000 at 100000 persons, 570 a head; ×110 % = 60500000; ÷ 95 % = 63684210.53;
    /// ÷ 100000 = 636.84, in steps of 10: 640. Rise 70, own 70 × 150/570 = 18.42, in steps 20: 170.
    #[test]
    fn a_proposal_follows_from_the_balance() {
        let balance = Balance {
            year: Year::new(2017).unwrap(),
            members: 100_000,
            spending: fen(55_000_000),
            surplus: fen(2_000_000),
            level: Level {
                total: fen(570),
                personal: fen(150),
            },
        };
        let found = adjustment(&balance, &limits()).unwrap();
        assert_eq!(found.year.get(), 2018);
        assert_eq!(found.level.total, fen(640));
        assert_eq!(found.level.personal, fen(170));
        assert_eq!(found.result, fen(64_000_000 - 60_500_000));

        // a deficit of 3000000 is made good: 63500000 ÷ 95 % = 66842105.3 -> 668.42 -> 670
        let short = Balance {
            surplus: fen(-3_000_000),
            ..balance
        };
        assert_eq!(adjustment(&short, &limits()).unwrap().level.total, fen(670));

        // little spending never lowers the standard
        let rich = Balance {
            spending: fen(1_000_000),
            ..balance
        };
        assert_eq!(adjustment(&rich, &limits()).unwrap().level, balance.level);

        let nobody = Balance {
            members: 0,
            ..balance
        };
        assert_eq!(
            adjustment(&nobody, &limits()).unwrap_err().code(),
            "standard.adjust"
        );
    }
}
