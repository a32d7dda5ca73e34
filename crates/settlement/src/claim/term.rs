//! The terms of a claim: days and articles of the pool's package, counted on a calendar of holidays.

use base::{Date, Refused, WorkingCalendar};
use benefit::claim::{AccView, Facts};
use benefit::determination::Refusal;
use benefit::plan::{Cite, DeadlineUnit, Policy};
use benefit::sections::Section;

use super::coded::coded;

coded! {
    /// The procedures of a claim that have a term; the code is the id of the `deadline` entry of the package.
    Procedure {
        /// From receipt to the opinion of the office.
        FirstReview "first_review" "初审",
        /// From the opinion to the decision of the city.
        Decision "decision" "审核决定",
        /// From a suspension to the second decision.
        SuspendedDecision "suspended_decision" "暂缓支付后的决定",
        /// From the approval to the payment.
        Payment "payment" "拨付",
    }
}

/// A term, worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Of which procedure.
    pub procedure: Procedure,
    /// The event that starts it; the day itself does not count.
    pub starts: Date,
    /// How many units.
    pub days: i64,
    /// Whether working days are counted.
    pub working: bool,
    /// The last day on which it is kept.
    pub due: Date,
    /// Document and article.
    pub article: String,
    /// Working days were counted into a year whose holidays are not entered: the day may move.
    pub provisional: bool,
}

impl Term {
    /// Whether what was done on a day came too late.
    #[must_use]
    pub fn is_late(&self, done: Date) -> bool {
        done > self.due
    }
}

/// The terms of a pooling area: its package and its calendar.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    policy: &'a Policy,
    calendar: &'a WorkingCalendar,
}

impl<'a> Terms<'a> {
    /// The terms of a package, counted on a calendar.
    #[must_use]
    pub const fn new(policy: &'a Policy, calendar: &'a WorkingCalendar) -> Terms<'a> {
        Terms { policy, calendar }
    }

    /// The calendar.
    #[must_use]
    pub const fn calendar(&self) -> &'a WorkingCalendar {
        self.calendar
    }

    /// The term of a procedure that an event starts, by the version of the package in force on that day; `None`
    /// where the package states none.
    ///
    /// # Errors
    /// `claim.term_version` where no version of the package is in force, `claim.term` where the package cannot say.
    pub fn term(&self, procedure: Procedure, starts: Date) -> Result<Option<Term>, Refused> {
        let Some(plan) = self.policy.version_on(starts) else {
            let zh = format!(
                "{starts} 没有生效的政策版本，无法计算{}期限。",
                procedure.zh()
            );
            return Err(Refused::new("claim.term_version", zh));
        };
        let mut facts = Facts::none(self.policy.facts.len());
        if let Some(slot) = self.policy.fact("service_date") {
            facts.set(slot, i64::from(starts.day_number()));
        }
        let view = AccView::zero(self.policy.accs.len());
        let section = Section::new(self.policy, plan, &facts, &view);
        let found = section
            .deadline(Some(procedure.code()), starts, self.calendar)
            .map_err(|why| unsaid(procedure, &why))?;
        Ok(found.map(|ruled| {
            let working = ruled.says.unit == DeadlineUnit::Working;
            Term {
                procedure,
                starts,
                days: ruled.says.days,
                working,
                due: ruled.says.due,
                article: self.article(&ruled.entry.cite),
                provisional: working && !self.calendar.is_entered(ruled.says.due),
            }
        }))
    }

    fn article(&self, cites: &[Cite]) -> String {
        let one = |cite: &Cite| {
            let source = self.policy.sources.get(usize::from(cite.source));
            let title = source.map_or("", |source| source.title.as_str());
            format!("{title} {}", cite.article).trim().to_owned()
        };
        cites.iter().map(one).collect::<Vec<_>>().join("、")
    }
}

fn unsaid(procedure: Procedure, why: &Refusal) -> Refused {
    let zh = format!(
        "政策包的期限条目“{}”（{}）无法计算，请检查该条目：{why}。",
        procedure.code(),
        procedure.zh()
    );
    Refused::new("claim.term", zh)
}
