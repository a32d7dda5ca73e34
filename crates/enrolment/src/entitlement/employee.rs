//! Employees: the entitlement section of the package, asked once for every stretch of employment and
//! every spell of arrears, over the records that are there.

use super::history::History;
use super::record::Record;
use super::rules_on::{retired_from, rule_set};
use super::span::{Bar, Claim, Derived, earlier};
use super::weave::weave;
use crate::ask::{Basis, Career, Membership, Question};
use crate::premium::{Deferral, Settled, Spell};
use base::{Date, Refused};
use benefit::plan::{EntryKind, Policy};
use std::sync::Arc;

/// The word of the packages for the bar of arrears, whose articles rule deferral too.
const ARREARS: &str = "arrears";
/// The word of the packages for the bar of a short record, whose articles rule retirement too.
const SHORT_RECORD: &str = "short_record";

/// A stretch of employment with one employer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Employment {
    /// The bills on which the person stands, with the money laid on them.
    pub bills: Vec<Settled>,
    /// The spells of arrears of the employer while the person stands on its bills.
    pub spells: Vec<Spell>,
    /// The approved deferrals of the employer.
    pub deferrals: Vec<Deferral>,
    /// Last day of the employment; `None`: it goes on.
    pub ended_on: Option<Date>,
}

/// What is known of an employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeFacts {
    /// The working life.
    pub career: Career,
    /// Stretches of employment.
    pub employments: Vec<Employment>,
    /// The contribution history.
    pub history: History,
    /// Decisions that give entitlement for some days.
    pub decisions: Vec<Claim>,
    /// Last day of the membership: death, transfer away.
    pub ended_on: Option<Date>,
    /// The law of which day is asked: today, or the day of a visit.
    pub on: Date,
    /// Memberships beside the general one for which the pool has rules.
    pub rule_sets: Vec<Membership>,
}

/// Derives the spans of an employee.
///
/// Each paid month gives the month after its payment, or after its own month where it was paid late
/// (缴费的次月起); arrears, deferral, retirement and the 15 years are as the package says. Arrears of
/// an employer stop nobody who is retired by then: art. 21(4) asks retired people for years alone.
///
/// # Errors
/// [`Refused`] `entitlement.no_rule_set` for a group without rules, or where the package does not answer.
pub fn employee(policy: &Policy, facts: &EmployeeFacts) -> Result<Derived, Refused> {
    rule_set(facts.career.membership, &facts.rule_sets)?;
    let asked = Asked::new(policy, facts)?;
    let mut claims = facts.decisions.clone();
    let mut bars = Vec::new();
    for employment in &facts.employments {
        for run in runs(&employment.bills) {
            let own = asked.run(employment, &run)?;
            claims.extend(own.spans.into_iter().map(|span| Claim {
                from: span.from,
                until: span.until,
                record: span.record,
                basis: span.basis,
            }));
            bars.extend(own.bars);
        }
    }
    let retired = asked.retired()?;
    claims.extend(retired.spans.into_iter().map(|span| Claim {
        from: span.from,
        until: span.until,
        record: span.record,
        basis: span.basis,
    }));
    bars.extend(retired.bars);
    if let Some(after) = facts.ended_on.and_then(|last| last.add_days(1)) {
        claims = clipped(claims, facts.ended_on);
        bars.push(Bar {
            from: after,
            until: None,
            basis: Basis::new("ended", "参保关系终止", "登记"),
        });
    }
    // Bars were taken off already, stretch by stretch: those of one employer do not touch another.
    let mut derived = weave(claims, Vec::new());
    bars.sort();
    bars.dedup();
    derived.bars = bars;
    Ok(derived)
}

fn clipped(claims: Vec<Claim>, last: Option<Date>) -> Vec<Claim> {
    let kept = claims
        .iter()
        .filter_map(|claim| claim.within(claim.from, last));
    kept.collect()
}

/// Bills of months that follow each other, as runs.
fn runs(bills: &[Settled]) -> Vec<Vec<Settled>> {
    let mut sorted = bills.to_vec();
    sorted.sort_by_key(|settled| settled.bill);
    let mut runs: Vec<Vec<Settled>> = Vec::new();
    for settled in sorted {
        let month = settled.bill.month;
        let follows =
            |last: &Settled| last.bill.month == month || last.bill.month.next() == Some(month);
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(follows) => run.push(settled),
            _ => runs.push(vec![settled]),
        }
    }
    runs
}

/// The package with the facts of the person that hold for all stretches.
struct Asked<'p, 'f> {
    policy: &'p Policy,
    facts: &'f EmployeeFacts,
    question: Question<'p>,
    retired_from: Option<Date>,
}

/// What the package says for one question: grounds and bars.
struct Says {
    grounds: Vec<(Date, Option<Date>, Arc<Basis>)>,
    bars: Vec<Bar>,
}

impl<'p, 'f> Asked<'p, 'f> {
    fn new(policy: &'p Policy, facts: &'f EmployeeFacts) -> Result<Self, Refused> {
        let mut question = Question::new(policy);
        facts.career.lay(&mut question)?;
        question.int("paid_months", Some(facts.history.total()));
        let section = question.section(facts.on)?;
        let retired_from = retired_from(&question, &section, &facts.career);
        Ok(Self {
            policy,
            facts,
            question,
            retired_from,
        })
    }

    /// The spans of one run of months.
    fn run(&self, employment: &Employment, run: &[Settled]) -> Result<Derived, Refused> {
        let completions = run.iter().filter_map(|settled| settled.completed);
        let Some(first_paid) = completions.map(|completion| completion.on).min() else {
            return Ok(Derived::default());
        };
        let mut question = self.question.clone();
        question.date("first_paid_on", Some(first_paid));
        let says = self.ask(&question)?;
        let mut bars = says.bars;
        for spell in touching(&employment.spells, run) {
            let mut question = question.clone();
            question.date("arrears_from", Some(spell.from));
            question.date("arrears_repaid_on", spell.repaid_on);
            question.date("deferred_until", spell.deferral.map(|(_, until)| until));
            bars.extend(self.ask(&question)?.bars);
        }
        let bars = self.of_working_time(bars);
        let claims = self.claims(employment, run);
        Ok(weave(within(&claims, &says.grounds), bars))
    }

    /// The spans that a registered retirement gives.
    fn retired(&self) -> Result<Derived, Refused> {
        let (Some(from), Some(retirement)) = (self.retired_from, self.facts.career.retirement)
        else {
            return Ok(Derived::default());
        };
        let says = self.ask(&self.question)?;
        let basis = self.basis_of(SHORT_RECORD);
        let claims: Vec<Claim> = says
            .grounds
            .iter()
            .map(|(start, until, ground)| Claim {
                from: from.max(*start),
                until: *until,
                record: Record::Retirement(retirement.no),
                basis: basis.clone().unwrap_or_else(|| ground.clone()),
            })
            .collect();
        Ok(weave(claims, says.bars))
    }

    /// What payments and deferrals of a run claim.
    fn claims(&self, employment: &Employment, run: &[Settled]) -> Vec<Claim> {
        let paid = Basis::new("paid", "缴费次月起享受", "");
        let mut claims = Vec::new();
        for settled in run {
            let (Some(completion), Some(next)) = (settled.completed, settled.bill.month.next())
            else {
                continue;
            };
            let after_payment = completion.on.first_of_next_month();
            claims.push(Claim {
                from: after_payment.map_or(next.first(), |day| day.min(next.first())),
                until: Some(next.last()),
                record: Record::Premium(completion.payment),
                basis: paid.clone(),
            });
        }
        let basis = self.basis_of(ARREARS);
        let basis = basis.unwrap_or_else(|| Basis::new("deferral", "批准的缓缴期内不停止享受", ""));
        let (first, last) = (run.first(), run.last());
        let from = first.map(|settled| settled.bill.month.first());
        let until = last.and_then(|settled| settled.bill.month.next());
        for deferral in employment.deferrals.iter().filter(|it| it.is_approved()) {
            // Nobody is kept entitled who has left the employer, or had not come yet.
            let end = match (employment.ended_on, until) {
                (Some(_), Some(until)) => earlier(Some(deferral.until), Some(until.last())),
                _ => Some(deferral.until),
            };
            let start = from.map_or(deferral.from, |from| from.max(deferral.from));
            claims.push(Claim {
                from: start,
                until: end,
                record: Record::Deferral(deferral.no),
                basis: basis.clone(),
            });
        }
        claims
    }

    /// Bars of arrears end with the working time; others stay.
    fn of_working_time(&self, bars: Vec<Bar>) -> Vec<Bar> {
        let Some(last) = self.retired_from.and_then(|from| from.add_days(-1)) else {
            return bars;
        };
        let arrears = |bar: &Bar| self.ground_of(&bar.basis.rule) == Some(ARREARS);
        let kept = bars.into_iter().filter_map(|bar| {
            if !arrears(&bar) {
                return Some(bar);
            }
            let until = earlier(bar.until, Some(last));
            (bar.from <= last).then_some(Bar { until, ..bar })
        });
        kept.collect()
    }

    fn ask(&self, question: &Question<'p>) -> Result<Says, Refused> {
        let section = question.section(self.facts.on)?;
        let found = section.entitlement(None);
        let found = found.map_err(|refusal| question.refuse(&refusal))?;
        let mut says = Says {
            grounds: Vec::new(),
            bars: Vec::new(),
        };
        for span in &found.spans {
            let basis = Basis::of(self.policy, span.entry);
            if span.bars {
                says.bars.push(Bar {
                    from: span.from,
                    until: span.until,
                    basis,
                });
            } else {
                says.grounds.push((span.from, span.until, basis));
            }
        }
        Ok(says)
    }

    /// The rule of the entries with a ground.
    fn basis_of(&self, ground: &str) -> Option<Arc<Basis>> {
        let plan = self.policy.version_on(self.facts.on)?;
        let mut entries = plan.entries.iter();
        let entry = entries.find(|entry| {
            matches!(&entry.kind, EntryKind::Entitlement { ground: own, .. } if own == ground)
        })?;
        let title = match ground {
            ARREARS => "批准的缓缴期内不停止享受",
            _ => "退休后享受",
        };
        let articles = benefit::render::citations(self.policy, &entry.cite);
        Some(Basis::new(&entry.id, title, &articles))
    }

    fn ground_of(&self, rule: &str) -> Option<&'p str> {
        let plan = self.policy.version_on(self.facts.on)?;
        let entry = plan.entries.iter().find(|entry| entry.id == rule)?;
        match &entry.kind {
            EntryKind::Entitlement { ground, .. } => Some(ground),
            _ => None,
        }
    }
}

/// The claims within the grounds of the package. A payment takes the rule of the ground; the other
/// records have rules of their own.
fn within(claims: &[Claim], grounds: &[(Date, Option<Date>, Arc<Basis>)]) -> Vec<Claim> {
    let mut kept = Vec::new();
    for claim in claims {
        for (from, until, basis) in grounds {
            kept.extend(claim.within(*from, *until).map(|part| match part.record {
                Record::Premium(_) => Claim {
                    basis: basis.clone(),
                    ..part
                },
                _ => part,
            }));
        }
    }
    kept
}

/// The spells that begin before the cover of a run ends.
fn touching<'s>(spells: &'s [Spell], run: &[Settled]) -> Vec<&'s Spell> {
    let last = run.last().and_then(|settled| settled.bill.month.next());
    let first = run.first().map(|settled| settled.bill.month.first());
    let mut touching = Vec::new();
    for spell in spells {
        let begins = last.is_none_or(|last| spell.from <= last.last());
        let goes_on = first.is_none_or(|first| spell.last().is_none_or(|last| first <= last));
        if begins && goes_on {
            touching.push(spell);
        }
    }
    touching
}

#[cfg(test)]
#[path = "employee_tests.rs"]
mod tests;
