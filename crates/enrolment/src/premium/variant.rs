//! Plan variants of a pool: employers in difficulty on inpatient pooling only (篇10 一(一)).

use super::dues::{Due, PersonDue, out_of_range};
use crate::ask::Basis;
use ::base::{Fen, Ratio, Refused, Rounding};
use std::sync::Arc;

/// The unit to which a share is rounded: 1 分.
const TO_FEN: i64 = 1;

/// A plan with other rates, approved for the pool; the bases stay those of the general plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVariant {
    /// Stable name, such as `inpatient_pooling`.
    pub code: String,
    /// Chinese title, such as 单建统筹.
    pub title: String,
    /// What the employer pays of the base into the basic fund.
    pub employer_rate: Ratio,
    /// What the person pays of the own base into the basic fund.
    pub person_rate: Ratio,
    /// Whether its members have a personal account.
    pub has_account: bool,
    /// Document and article, or the decision that approved it.
    pub article: String,
}

impl PlanVariant {
    /// The rule behind its figures.
    #[must_use]
    pub fn basis(&self) -> Arc<Basis> {
        Basis::new(&self.code, &self.title, &self.article)
    }

    /// The dues of a person under the variant; who pays nothing by the general plan pays nothing.
    ///
    /// # Errors
    /// [`Refused`] `money.range` where the amount leaves the range of money.
    pub(super) fn person(&self, due: PersonDue, rounding: Rounding) -> Result<PersonDue, Refused> {
        let to = if self.has_account { "account" } else { "basic" };
        let parts = match due.base {
            Some(base) => vec![part("person", to, base, self.person_rate, rounding)?],
            None => due.parts,
        };
        Ok(PersonDue {
            parts,
            basis: self.basis(),
            ..due
        })
    }

    /// The dues of the employer under the variant.
    ///
    /// # Errors
    /// [`Refused`] `money.range` where the amount leaves the range of money.
    pub(super) fn employer(
        &self,
        unit_base: Fen,
        rounding: Rounding,
    ) -> Result<(Vec<Due>, Arc<Basis>), Refused> {
        let due = part("employer", "basic", unit_base, self.employer_rate, rounding)?;
        Ok((vec![due], self.basis()))
    }
}

fn part(by: &str, to: &str, base: Fen, rate: Ratio, rounding: Rounding) -> Result<Due, Refused> {
    let amount = base.share(rate, rounding, TO_FEN);
    Ok(Due {
        by: by.to_owned(),
        to: to.to_owned(),
        amount: amount.ok_or_else(out_of_range)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Rules, bill};
    use super::*;
    use crate::month::Month;

    /// REQ-068: an employer on inpatient pooling is billed at the configured lower rate, and its
    /// people have no account.
    #[test]
    fn req_068_inpatient_pooling_at_the_configured_lower_rate() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let rules = Rules::new(&policy);
        let plan = inpatient_pooling();
        let month = Month::new(2003, 4).unwrap();
        let workers = [worker(1, Some(800_000)), retiree(2, "1998-01-01")];
        let lower = bill(&rules, employer(7), month, &workers, Some(&plan)).unwrap();
        let general = bill(&rules, employer(7), month, &workers, None).unwrap();
        // 8000 at the configured 6 % instead of 10 % + 2 %.
        assert_eq!(lower.unit_base, general.unit_base);
        assert_eq!(lower.total.get(), 48_000);
        assert!(lower.total < general.total);
        assert_eq!(lower.into_fund("account").unwrap(), Fen::ZERO);
        assert_eq!(lower.variant.as_deref(), Some("inpatient_pooling"));
        assert!(!plan.has_account);
        let refused = crate::account::may_open(
            Some(day("2003-01-05")),
            Some(day("2003-04-20")),
            Some(&plan),
        )
        .unwrap_err();
        assert_eq!(refused.code(), "account.plan_without");
    }
}
