//! Facts by name, and the section of a package that reads them.

use super::refused;
use base::{Date, Fen, Refused};
use benefit::claim::{AccView, Facts};
use benefit::determination::Refusal;
use benefit::input::encode;
use benefit::plan::{FactType, Plan, Policy};
use benefit::sections::Section;

/// Facts of one person or employer, under the names that packages use.
#[derive(Debug, Clone)]
pub struct Question<'p> {
    policy: &'p Policy,
    facts: Facts,
    view: AccView,
}

impl<'p> Question<'p> {
    /// No facts yet.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        Self {
            policy,
            facts: Facts::none(policy.facts.len()),
            view: AccView::zero(policy.accs.len()),
        }
    }

    /// The package.
    #[must_use]
    pub const fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// A date, where there is one.
    pub fn date(&mut self, name: &str, date: Option<Date>) {
        if let Some(date) = date {
            self.put(name, i64::from(date.day_number()), |ty| {
                matches!(ty, FactType::Date)
            });
        }
    }

    /// An amount, where there is one.
    pub fn money(&mut self, name: &str, amount: Option<Fen>) {
        if let Some(amount) = amount {
            self.put(name, amount.get(), |ty| matches!(ty, FactType::Money));
        }
    }

    /// A whole number, where there is one.
    pub fn int(&mut self, name: &str, number: Option<i64>) {
        if let Some(number) = number {
            self.put(name, number, |ty| matches!(ty, FactType::Int { .. }));
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, name: &str, yes: bool) {
        self.put(name, i64::from(yes), |ty| matches!(ty, FactType::Bool));
    }

    /// A word, read by the type of the fact: the name of a value, `yes`, `85%`.
    ///
    /// # Errors
    /// [`Refused`] `policy.value` where the package declares the fact and has no such value.
    pub fn word(&mut self, name: &str, word: &str) -> Result<(), Refused> {
        let Some(fact) = self.policy.fact(name) else {
            return Ok(());
        };
        let Some(decl) = self.policy.facts.get(usize::from(fact)) else {
            return Ok(());
        };
        let value = encode(decl, word).map_err(|error| Refused::new("policy.value", error.zh()))?;
        self.facts.set(fact, value);
        Ok(())
    }

    /// The value of an accumulator (a balance) before the question.
    pub fn holds(&mut self, accumulator: &str, amount: Fen) {
        if let Some(acc) = self.policy.acc(accumulator) {
            self.view.set(acc, amount.get());
        }
    }

    /// The law of a day, with these facts; the day stands for service and settlement date.
    ///
    /// # Errors
    /// [`Refused`] `policy.no_version` where no version of the package covers the day.
    pub fn section(&self, on: Date) -> Result<Section<'p>, Refused> {
        let plan = self.plan(on)?;
        let mut facts = self.facts.clone();
        let known = &self.policy.known;
        for fact in [known.service_date, known.settlement_date]
            .into_iter()
            .flatten()
        {
            facts.set(fact, i64::from(on.day_number()));
        }
        Ok(Section::new(self.policy, plan, &facts, &self.view))
    }

    /// The version of a day.
    ///
    /// # Errors
    /// [`Refused`] `policy.no_version` where no version of the package covers the day.
    pub fn plan(&self, on: Date) -> Result<&'p Plan, Refused> {
        self.policy
            .version_on(on)
            .ok_or_else(|| self.refuse(&Refusal::NoVersion(on)))
    }

    /// What the package does not answer, as a refusal.
    #[must_use]
    pub fn refuse(&self, refusal: &Refusal) -> Refused {
        refused(self.policy, refusal)
    }

    /// A date that the package derives from the facts, such as `retiree_from`; `None` where it
    /// derives none or facts are missing.
    #[must_use]
    pub fn derived_date(&self, section: &Section<'_>, name: &str) -> Option<Date> {
        let day = section.facts().get(self.policy.fact(name)?)?;
        Date::from_day_number(i32::try_from(day).ok()?)
    }

    /// A word that the package derives from the facts, such as the class `status`.
    #[must_use]
    pub fn derived_word(&self, section: &Section<'_>, name: &str) -> Option<String> {
        let fact = self.policy.fact(name)?;
        let decl = self.policy.facts.get(usize::from(fact))?;
        benefit::input::decode(decl, section.facts().get(fact)?)
    }

    /// A fact of another type under this name is left out: the package means something else by it.
    fn put(&mut self, name: &str, value: i64, fits: impl Fn(&FactType) -> bool) {
        let Some(fact) = self.policy.fact(name) else {
            return;
        };
        let decl = self.policy.facts.get(usize::from(fact));
        if decl.is_some_and(|decl| fits(&decl.ty)) {
            self.facts.set(fact, value);
        }
    }
}
