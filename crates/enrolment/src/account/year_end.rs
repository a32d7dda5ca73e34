//! The end of the year: interest, and the current year becomes a past one (篇7 第十三条).

use super::entry::{AccountEntry, Balance, EntryKind, Move};
use super::numbers::AccountEntryNo;
use crate::ask::{Basis, Question};
use ::base::{Date, Fen, PersonNo, Refused};
use benefit::plan::Policy;
use std::sync::Arc;

/// Names of the entries in the allowance section of a package, and of its accumulators.
const INTEREST: &str = "account_interest";
const CARRY_OVER: &str = "account_carryover";
const CURRENT: &str = "account_current";
const PAST: &str = "account_past";

/// What the end of a year does to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearEnd {
    /// Interest on the balance of the last day; it goes to the past years.
    pub interest: Fen,
    /// What rolls over from the current year.
    pub carried: Fen,
    /// The rule of the interest.
    pub interest_basis: Arc<Basis>,
    /// The rule of the roll-over.
    pub carry_basis: Arc<Basis>,
}

/// Interest and roll-over of an account on the last day of its year, by the package.
///
/// # Errors
/// [`Refused`] `policy.unset` where no source gives a rate, `account.no_rule` where the package has
/// no such allowance.
pub fn year_end(policy: &Policy, balance: Balance, on: Date) -> Result<YearEnd, Refused> {
    let mut question = Question::new(policy);
    question.holds(CURRENT, balance.current);
    question.holds(PAST, balance.past);
    let section = question.section(on)?;
    let allowance = |name: &str| {
        let found = section.allowances(Some(name));
        let found = found.map_err(|refusal| question.refuse(&refusal))?;
        let ruled = found.into_iter().next().ok_or_else(|| {
            Refused::new(
                "account.no_rule",
                format!("{}没有账户年末规则 {name}，请补全政策包。", policy.title),
            )
        })?;
        Ok::<_, Refused>((ruled.says.amount, Basis::of(policy, ruled.entry)))
    };
    let (interest, interest_basis) = allowance(INTEREST)?;
    let (carried, carry_basis) = allowance(CARRY_OVER)?;
    Ok(YearEnd {
        interest,
        carried,
        interest_basis,
        carry_basis,
    })
}

impl YearEnd {
    /// The entries of a person, interest first; an amount of zero makes none.
    #[must_use]
    pub fn entries(
        &self,
        person: PersonNo,
        on: Date,
        mut next: impl FnMut() -> AccountEntryNo,
    ) -> Vec<AccountEntry> {
        let mut entries = Vec::new();
        let mut add = |kind, moves, basis: &Basis| {
            entries.push(AccountEntry {
                no: next(),
                person,
                on,
                kind,
                month: None,
                moves,
                corrects: None,
                because: format!("{}（{}）", basis.title, basis.articles),
            });
        };
        if self.interest != Fen::ZERO {
            let moves = Move {
                current: Fen::ZERO,
                past: self.interest,
            };
            add(EntryKind::Interest, moves, &self.interest_basis);
        }
        if let Some(out) = self.carried.checked_neg()
            && self.carried != Fen::ZERO
        {
            let moves = Move {
                current: out,
                past: self.carried,
            };
            add(EntryKind::CarryOver, moves, &self.carry_basis);
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::super::balance;
    use super::super::testing::*;
    use super::super::{Heir, inherit};
    use super::*;
    use crate::premium::testing::{day, person, shanghai};

    /// REQ-193: 800 roll over with 9 of interest to 809 of past years; at death it goes to the heirs.
    #[test]
    fn req_193_roll_over_with_interest_then_inheritance() {
        // 9 on 800 is 1.125 %; the rate is a parameter that the source does not give.
        let policy = shanghai(&[("table.interest_rate", "1.125%")]);
        let mut entries = vec![entry(1, "2026-06-01", EntryKind::Credit, 80_000, 0)];
        let before = balance(&entries).unwrap();
        let last = day("2026-12-31");
        let end = year_end(&policy, before, last).unwrap();
        assert_eq!((end.interest.get(), end.carried.get()), (900, 80_000));
        let mut no = 1;
        entries.extend(end.entries(person(1), last, || {
            no += 1;
            AccountEntryNo::new(no).unwrap()
        }));
        let after = balance(&entries).unwrap();
        assert_eq!((after.current.get(), after.past.get()), (0, 80_900));
        let heirs = [heir("甲", 1), heir("乙", 1)];
        let payout = inherit(after, &heirs).unwrap();
        assert_eq!(payout.moves.past.get(), -80_900);
        let paid: i64 = payout.shares.iter().map(|(_, amount)| amount.get()).sum();
        assert_eq!(paid, 80_900);
        assert_eq!(after.after(payout.moves).unwrap(), Balance::default());
    }

    #[test]
    fn without_a_rate_no_interest_is_guessed() {
        let policy = shanghai(&[]);
        let refused = year_end(&policy, Balance::default(), day("2026-12-31")).unwrap_err();
        assert_eq!(refused.code(), "policy.unset");
    }

    fn heir(name: &str, weight: i64) -> Heir {
        Heir {
            name: name.to_owned(),
            weight,
        }
    }
}
