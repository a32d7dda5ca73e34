//! The premium of a month: what each person and the employer owe, and into which fund.

use super::dues::{Due, PersonDue, sum};
use super::rules::{Rules, Worker};
use super::variant::PlanVariant;
use crate::ask::Basis;
use crate::month::Month;
use ::base::{Fen, OrganisationNo, PersonNo, Refused};
use std::sync::Arc;

/// The bill of an employer for a month. It is never changed: see [`super::Resolution`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PremiumBill {
    /// Who owes.
    pub employer: OrganisationNo,
    /// For which month.
    pub month: Month,
    /// The plan variant, where the employer is not on the general plan.
    pub variant: Option<String>,
    /// What each person owes, rising by person.
    pub people: Vec<PersonDue>,
    /// Σ of the bases (篇7 第六条第一款).
    pub unit_base: Fen,
    /// What the employer owes.
    pub parts: Vec<Due>,
    /// Σ of everything.
    pub total: Fen,
    /// The rule for the employer.
    pub basis: Arc<Basis>,
}

/// Makes the bill of an employer for a month; the order of the workers does not matter.
///
/// # Errors
/// [`Refused`] where a person's or the employer's dues cannot be had; `premium.twice` where a person
/// stands on the roll twice, `money.range` where a sum leaves the range of money.
pub fn bill(
    rules: &Rules<'_>,
    employer: OrganisationNo,
    month: Month,
    workers: &[Worker],
    variant: Option<&PlanVariant>,
) -> Result<PremiumBill, Refused> {
    let mut people = Vec::with_capacity(workers.len());
    for worker in workers {
        let mut due = rules.person(worker, month)?;
        if let Some(variant) = variant {
            due = variant.person(due, rules.rounding(month))?;
        }
        people.push(due);
    }
    people.sort_by_key(|due| due.person);
    let twice = people.iter().zip(people.iter().skip(1));
    if let Some((due, _)) = twice.into_iter().find(|(a, b)| a.person == b.person) {
        return Err(Refused::new(
            "premium.twice",
            format!("人员 {} 在职工名册中出现两次，请只保留一行。", due.person),
        ));
    }
    let unit_base = sum(people.iter().filter_map(|due| due.base))?;
    let (parts, basis) = match variant {
        Some(variant) => variant.employer(unit_base, rules.rounding(month))?,
        None => rules.employer(unit_base, month)?,
    };
    let own = people.iter().flat_map(|due| &due.parts);
    let total = sum(own.chain(&parts).map(|due| due.amount))?;
    Ok(PremiumBill {
        employer,
        month,
        variant: variant.map(|variant| variant.code.clone()),
        people,
        unit_base,
        parts,
        total,
        basis,
    })
}

impl PremiumBill {
    /// What one person owes.
    #[must_use]
    pub fn person(&self, person: PersonNo) -> Option<&PersonDue> {
        let found = self.people.binary_search_by_key(&person, |due| due.person);
        self.people.get(found.ok()?)
    }

    /// How many people have a base.
    #[must_use]
    pub fn active(&self) -> usize {
        self.people.iter().filter(|due| due.base.is_some()).count()
    }

    /// Σ of what goes into one fund, in the words of the package.
    ///
    /// # Errors
    /// [`Refused`] `money.range` where the sum leaves the range of money.
    pub fn into_fund(&self, fund: &str) -> Result<Fen, Refused> {
        let own = self.people.iter().flat_map(|due| &due.parts);
        let all = own.chain(&self.parts).filter(|due| due.to == fund);
        sum(all.map(|due| due.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn april() -> Month {
        Month::new(2003, 4).unwrap()
    }

    fn amounts(parts: &[Due]) -> Vec<(&str, i64)> {
        let parts = parts.iter();
        parts
            .map(|due| (due.to.as_str(), due.amount.get()))
            .collect()
    }

    /// REQ-071: base 8000 owes 160; a retired person owes nothing.
    #[test]
    fn req_071_active_people_pay_2_percent_and_retired_people_nothing() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let rules = Rules::new(&policy);
        let active = rules.person(&worker(1, Some(800_000)), april()).unwrap();
        assert_eq!(amounts(&active.parts), [("account", 16_000)]);
        assert!(active.basis.articles.contains("5"));
        let retired = rules.person(&retiree(2, "1998-01-01"), april()).unwrap();
        assert_eq!(amounts(&retired.parts), [("account", 0)]);
        assert_eq!(retired.base, None);
    }

    /// REQ-072: bases of 26000 in all owe 2600 to the basic and 520 to the additional fund.
    #[test]
    fn req_072_the_employer_pays_10_and_2_percent_of_the_sum_of_bases() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let workers = [
            worker(3, Some(2_000_000)),
            worker(1, Some(200_000)),
            retiree(4, "1998-01-01"),
            worker(2, Some(800_000)),
        ];
        let bill = bill(&Rules::new(&policy), employer(7), april(), &workers, None).unwrap();
        assert_eq!(bill.unit_base.get(), 2_600_000);
        assert_eq!(
            amounts(&bill.parts),
            [("basic", 260_000), ("additional", 52_000)]
        );
        // 2600 + 520 of the employer; 60 + 160 + 300 of the people.
        assert_eq!(bill.total.get(), 260_000 + 52_000 + 52_000);
        assert_eq!(bill.active(), 3);
        assert_eq!(bill.into_fund("account").unwrap().get(), 52_000);
        assert_eq!(
            bill.person(person(2)).unwrap().base,
            Some(Fen::new(800_000))
        );
        assert_eq!(bill.person(person(9)), None);
    }

    #[test]
    fn a_person_stands_on_the_roll_once() {
        let policy = shanghai(&[("table.city_wage", "5000")]);
        let workers = [worker(1, Some(200_000)), worker(1, Some(200_000))];
        let refused = bill(&Rules::new(&policy), employer(7), april(), &workers, None).unwrap_err();
        assert_eq!(refused.code(), "premium.twice");
    }
}
