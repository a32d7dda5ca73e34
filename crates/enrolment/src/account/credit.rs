//! What a month credits to an account, by the package's account_credit section (篇7 第十一条、第十二条).

use crate::ask::{Basis, Question};
use crate::month::Month;
use crate::premium::{PersonDue, Worker};
use ::base::{Date, Fen, PersonNo, Refused};
use benefit::plan::Policy;
use std::sync::Arc;

/// The word of the packages for what people pay into their own account.
const ACCOUNT: &str = "account";

/// Why and since when a month is unpaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpaid {
    /// First month that is due and unpaid.
    pub since: Month,
    /// Last day of an approved deferral.
    pub deferred_until: Option<Date>,
}

/// The credit of a person for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthCredit {
    /// Whose.
    pub person: PersonNo,
    /// For which month.
    pub month: Month,
    /// The band of the package: `active_le34`, `stopped`.
    pub band: String,
    /// In all, 0 or more.
    pub amount: Fen,
    /// Out of what the person paid.
    pub own: Fen,
    /// Out of what the employer paid.
    pub employer: Fen,
    /// The rule.
    pub basis: Arc<Basis>,
}

/// The credits of a pool, by a package compiled with the table that is in force.
#[derive(Debug, Clone, Copy)]
pub struct Crediting<'p> {
    policy: &'p Policy,
}

impl<'p> Crediting<'p> {
    /// Credits by a compiled package.
    #[must_use]
    pub const fn new(policy: &'p Policy) -> Self {
        Self { policy }
    }

    /// The credit of a person for a month. `due` is what the person owed for it, `unpaid` says
    /// whether anything due up to that month is missing; a month that was repaid later is credited
    /// when it is full.
    ///
    /// # Errors
    /// [`Refused`] where facts or parameters are missing, `account.no_rule` where no credit applies.
    pub fn month(
        &self,
        worker: &Worker,
        due: &PersonDue,
        month: Month,
        unpaid: Option<Unpaid>,
    ) -> Result<MonthCredit, Refused> {
        let mut question = Question::new(self.policy);
        worker.career.lay(&mut question)?;
        question.money("wage", worker.wage);
        if let Some(unpaid) = unpaid {
            question.date("arrears_from", Some(unpaid.since.first()));
            question.date("deferred_until", unpaid.deferred_until);
        }
        let section = question.section(month.first())?;
        let found = section.account_credit(None);
        let found = found.map_err(|refusal| question.refuse(&refusal))?;
        let ruled = found.ok_or_else(|| no_rule(self.policy, month))?;
        let amount = ruled.says.amount;
        let own = due.parts.iter().filter(|part| part.to == ACCOUNT);
        let own = Fen::checked_sum(own.map(|part| part.amount));
        // A stopped credit stops the own part too (第十二条).
        let own = own.unwrap_or(Fen::ZERO).min(amount);
        Ok(MonthCredit {
            person: worker.person,
            month,
            band: ruled.says.band,
            amount,
            own,
            employer: amount.checked_sub(own).unwrap_or(Fen::ZERO),
            basis: Basis::of(self.policy, ruled.entry),
        })
    }
}

fn no_rule(policy: &Policy, month: Month) -> Refused {
    Refused::new(
        "account.no_rule",
        format!(
            "{}在 {month} 没有适用的账户计入规则，请核对人员身份或补全政策包。",
            policy.title
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::{Career, Retirement};
    use crate::premium::testing::*;
    use crate::premium::{FundSplit, Rules, bill};

    /// The amounts are invented; only 240 for 35 to 44 comes from REQ-190's example.
    const TABLE: [(&str, &str); 6] = [
        ("table.city_wage", "5000"),
        ("table.credit_active_le34", "200"),
        ("table.credit_active_35_44", "240"),
        ("table.credit_active_ge45", "280"),
        ("table.credit_retired_le74", "300"),
        ("table.credit_retired_ge75", "320"),
    ];

    fn april() -> Month {
        Month::new(2003, 4).unwrap()
    }

    fn born(birth: &str, retired_on: Option<&str>) -> Worker {
        let retirement = retired_on.map(|on| Retirement {
            no: 1,
            retired_on: day(on),
            pension_from: None,
        });
        Worker {
            person: person(1),
            wage: retired_on.is_none().then_some(Fen::new(800_000)),
            career: Career {
                employed_on: Some(day("1950-01-01")),
                retirement,
                ..Career::born(day(birth))
            },
        }
    }

    fn credit(worker: &Worker, month: Month, unpaid: Option<Unpaid>) -> MonthCredit {
        let policy = shanghai(&TABLE);
        let due = Rules::new(&policy).person(worker, month).unwrap();
        Crediting::new(&policy)
            .month(worker, &due, month, unpaid)
            .unwrap()
    }

    /// REQ-190: own 160 and 240 of the employer are credited, 560 go to the pool.
    /// REQ-189: in a month 10 % of the employer less the credits go to the pool, 2 % to the
    /// additional fund.
    #[test]
    fn req_190_own_160_and_240_credited_560_to_the_pool() {
        let policy = shanghai(&TABLE);
        // Born 1965: 37 at the start of 2003.
        let worker = born("1965-07-01", None);
        let bill = bill(
            &Rules::new(&policy),
            employer(7),
            april(),
            std::slice::from_ref(&worker),
            None,
        )
        .unwrap();
        let credit = Crediting::new(&policy)
            .month(&worker, bill.person(worker.person).unwrap(), april(), None)
            .unwrap();
        let parts = (credit.own.get(), credit.employer.get(), credit.amount.get());
        assert_eq!(parts, (16_000, 24_000, 40_000));
        let split = FundSplit::of(&bill, credit.amount).unwrap();
        assert_eq!(split.pool.get(), 56_000);
        assert_eq!(split.additional.get(), 16_000);
        assert_eq!(split.total().unwrap(), bill.total);
    }

    /// REQ-191: 34, 35, 44, 45 and 74, 75 fall in their bands.
    #[test]
    fn req_191_age_bands() {
        let band =
            |birth: &str, retired: Option<&str>| credit(&born(birth, retired), april(), None).band;
        // Age at the start of 2003.
        assert_eq!(band("1968-07-01", None), "active_le34");
        assert_eq!(band("1967-07-01", None), "active_35_44");
        assert_eq!(band("1958-07-01", None), "active_35_44");
        assert_eq!(band("1957-07-01", None), "active_ge45");
        assert_eq!(band("1928-07-01", Some("1998-01-01")), "retired_le74");
        assert_eq!(band("1927-07-01", Some("1998-01-01")), "retired_ge75");
    }

    /// REQ-192: an unpaid month credits 0, and so does an interrupted pension.
    #[test]
    fn req_192_no_credit_while_premiums_or_the_pension_are_missing() {
        let unpaid = Unpaid {
            since: april(),
            deferred_until: None,
        };
        let worker = born("1965-07-01", None);
        let stopped = credit(&worker, april(), Some(unpaid));
        assert_eq!((stopped.amount, stopped.own), (Fen::ZERO, Fen::ZERO));
        assert!(stopped.basis.articles.contains("12"));
        let deferred = Unpaid {
            deferred_until: Some(day("2003-06-30")),
            ..unpaid
        };
        assert!(credit(&worker, april(), Some(deferred)).amount > Fen::ZERO);
        let mut retired = born("1940-07-01", Some("2000-07-01"));
        assert_eq!(credit(&retired, april(), None).amount.get(), 30_000);
        retired.career.pension_interrupted = true;
        assert_eq!(credit(&retired, april(), None).amount, Fen::ZERO);
    }

    /// The credit in the month of the first pension is that of the last active month's standard.
    #[test]
    fn the_pension_month_credits_by_the_last_active_standard() {
        let mut worker = born("1945-03-01", None);
        worker.career.retirement = Some(Retirement {
            no: 1,
            retired_on: day("2005-03-20"),
            pension_from: Some(day("2005-04-15")),
        });
        let of = |month: &str| credit(&worker, Month::parse(month).unwrap(), None);
        assert_eq!(of("2005-03").amount.get(), 16_000 + 28_000);
        let april = of("2005-04");
        assert_eq!((april.amount.get(), april.own.get()), (28_000, 0));
        assert_eq!(of("2005-05").amount.get(), 30_000);
    }
}
