//! The contribution section of a pool's package, asked for people and for employers.

use super::dues::{Due, PersonDue};
use crate::ask::{Basis, Career, Question};
use crate::month::Month;
use ::base::{Fen, PersonNo, Refused, Rounding};
use benefit::plan::{Entry, EntryKind, Policy};
use benefit::sections::{Contribution, Section};
use std::sync::Arc;

/// Who pays, in the words of the packages.
const PERSON: &str = "person";
const EMPLOYER: &str = "employer";

/// A person on the roll of an employer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub person: PersonNo,
    /// The working life, as far as known at the month.
    pub career: Career,
    /// Own average monthly wage of the year before; `None` for retired people.
    pub wage: Option<Fen>,
}

/// The rules of a pool: its package and the variants that it has approved.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'p> {
    policy: &'p Policy,
}

impl<'p> Rules<'p> {
    /// The rules of a compiled package.
    #[must_use]
    pub const fn new(policy: &'p Policy) -> Self {
        Self { policy }
    }

    /// What a person owes for a month by the general plan.
    ///
    /// # Errors
    /// [`Refused`] where facts or parameters are missing, or no contribution applies.
    pub fn person(&self, worker: &Worker, month: Month) -> Result<PersonDue, Refused> {
        let mut question = Question::new(self.policy);
        worker.career.lay(&mut question)?;
        question.money("wage", worker.wage);
        let (says, basis) = self.first(&question, month, PERSON)?;
        let parts = dues(&says);
        Ok(PersonDue {
            person: worker.person,
            wage: says.base.and(worker.wage),
            base: says.base,
            parts,
            basis,
        })
    }

    /// What an employer owes on a base.
    ///
    /// # Errors
    /// [`Refused`] where parameters are missing, or no contribution applies.
    pub fn employer(
        &self,
        unit_base: Fen,
        month: Month,
    ) -> Result<(Vec<Due>, Arc<Basis>), Refused> {
        let mut question = Question::new(self.policy);
        question.money("unit_base", Some(unit_base));
        let (says, basis) = self.first(&question, month, EMPLOYER)?;
        Ok((dues(&says), basis))
    }

    /// How shares of a month are rounded.
    pub(super) fn rounding(&self, month: Month) -> Rounding {
        let plan = self.policy.version_on(month.first());
        plan.map_or(Rounding::HalfUp, |plan| plan.rounding.mode)
    }

    /// The first contribution that applies and is paid by one payer alone.
    fn first(
        &self,
        question: &Question<'p>,
        month: Month,
        payer: &str,
    ) -> Result<(Contribution, Arc<Basis>), Refused> {
        let section: Section<'p> = question.section(month.first())?;
        let plan = question.plan(month.first())?;
        for entry in plan.entries.iter().filter(|entry| paid_by(entry, payer)) {
            let found = section.contributions(Some(&entry.id));
            let found = found.map_err(|refusal| question.refuse(&refusal))?;
            if let Some(ruled) = found.into_iter().next() {
                let basis = Basis::of(self.policy, ruled.entry);
                // A share of no base would be a premium of nothing.
                if has_base(ruled.entry) && ruled.says.base.is_none() {
                    return Err(no_wage(month, &basis));
                }
                return Ok((ruled.says, basis));
            }
        }
        Err(Refused::new(
            "premium.no_rule",
            format!(
                "{}在 {month} 没有适用的缴费规则，请核对人员身份或补全政策包。",
                self.policy.title
            ),
        ))
    }
}

fn paid_by(entry: &Entry, payer: &str) -> bool {
    match &entry.kind {
        EntryKind::Contribution { pay, .. } => pay.iter().all(|line| line.by == payer),
        _ => false,
    }
}

fn has_base(entry: &Entry) -> bool {
    matches!(&entry.kind, EntryKind::Contribution { base: Some(_), .. })
}

fn no_wage(month: Month, basis: &Basis) -> Refused {
    Refused::new(
        "premium.no_wage",
        format!("没有 {month} 所用的月平均工资，不能计算缴费基数；请先申报并启用缴费基数。"),
    )
    .under(&basis.articles)
}

fn dues(says: &Contribution) -> Vec<Due> {
    let parts = says.pay.iter().map(|part| Due {
        by: part.by.clone(),
        to: part.to.clone(),
        amount: part.amount,
    });
    parts.collect()
}
