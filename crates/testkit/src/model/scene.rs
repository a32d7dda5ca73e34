//! What a rule sees: the package, one claim (or one line of it), the record before it, the pots.

use super::exact::{Exact, whole};
use super::fact::{Fact, declared, read};
use super::fault::{Fault, package};
use super::package::{Package, covers, text};
use super::record::{Delta, Record};
use super::year::{Days, year_of};
use crate::plain::{Claim, Given};
use base::Date;
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// Evaluates a fact by the rules of the package; `None` where no rule derives it. Rules look at
/// facts and facts come from rules: the scene is handed the second half of that ring.
pub type Derive = fn(&Scene<'_>, &str) -> Result<Option<Option<Fact>>, Fault>;

/// One claim being judged.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    /// The package.
    pub package: &'a Package,
    /// The claim.
    pub claim: &'a Claim,
    /// Facts of the line being priced.
    pub line: Option<&'a Given>,
    /// The date that picks the law.
    pub law: Date,
    /// Evaluates the facts that rules derive; see [`Derive`].
    derive: Derive,
    /// What was recorded before the claim.
    pub before: &'a Record,
    /// What the claim itself has added so far.
    pub added: Vec<Delta>,
    /// Pots that the running step took money from.
    pub drained: BTreeSet<String>,
    /// Money by pot, with the pot's prefix.
    pub pots: BTreeMap<String, Exact>,
    /// Total of the bill.
    pub total: Exact,
    /// What entered the open parts.
    pub in_policy: Exact,
}

impl<'a> Scene<'a> {
    /// The claim before anything has moved.
    pub fn new(
        package: &'a Package,
        claim: &'a Claim,
        before: &'a Record,
        derive: Derive,
    ) -> Result<Self, Fault> {
        let law = law_date(package, claim)?;
        if !in_force(package, law) {
            return Err(Fault::NotInForce);
        }
        Ok(Self {
            package,
            claim,
            line: None,
            law,
            derive,
            before,
            added: Vec::new(),
            drained: BTreeSet::new(),
            pots: BTreeMap::new(),
            total: Exact::zero(),
            in_policy: Exact::zero(),
        })
    }

    /// The scene of one line.
    pub fn of_line(&self, line: &'a Given) -> Self {
        Self {
            line: Some(line),
            ..self.clone()
        }
    }

    /// The value of a fact, `None` where it is absent and may be.
    pub fn fact(&self, name: &str) -> Result<Option<Fact>, Fault> {
        match name {
            "age" => self.age(),
            "year" => Ok(Some(Fact::Number(whole(self.year()?.number())))),
            "stay_days" => self.stay_days(),
            _ => match (self.derive)(self, name)? {
                Some(derived) => Ok(derived),
                None => self.given(name),
            },
        }
    }

    fn given(&self, name: &str) -> Result<Option<Fact>, Fault> {
        let fact = declared(self.package, name)?;
        let of_line = self.line.and_then(|line| line.get(name));
        match of_line
            .or_else(|| self.claim.facts.get(name))
            .or(fact.default.as_ref())
        {
            Some(text) => read(&fact.kind, text).map(Some),
            None if name == "settlement_date" => self.given("service_date"),
            None if fact.nullable => Ok(None),
            None => Err(Fault::Missing(name.to_owned())),
        }
    }

    /// A class by its name.
    pub fn class(&self, name: &str) -> Option<&'a Table> {
        self.package
            .list("class")
            .into_iter()
            .find(|class| text(class, "name") == Some(name))
    }

    /// A date fact.
    pub fn day(&self, name: &str) -> Result<Option<Date>, Fault> {
        Ok(match self.fact(name)? {
            Some(Fact::Date(day)) => Some(day),
            _ => None,
        })
    }

    fn age(&self) -> Result<Option<Fact>, Fault> {
        let birth = self
            .day("birth")?
            .ok_or_else(|| Fault::Missing("birth".to_owned()))?;
        let on = match self.package.head("age_at").and_then(Value::as_str) {
            Some("law_date") => self.law,
            Some("year_end") => self.year()?.until,
            _ => self.year()?.from,
        };
        Ok(Some(Fact::Number(whole(i64::from(birth.age_on(on))))))
    }

    /// The benefit year of the claim.
    pub fn year(&self) -> Result<super::year::Year, Fault> {
        year_of(self.package, self.days()?.year)
    }

    /// What places the claim in its windows.
    pub fn days(&self) -> Result<Days<'a>, Fault> {
        let by = self.package.head("year").and_then(Value::as_table);
        let by = by.and_then(|year| text(year, "by"));
        let year = match by {
            Some(name) => self.given_day(name)?.unwrap_or(self.law),
            None => self.law,
        };
        let service = self.given_day("service_date")?.unwrap_or(self.law);
        Ok(Days {
            year,
            service,
            episode: &self.claim.owners.episode,
        })
    }

    fn given_day(&self, name: &str) -> Result<Option<Date>, Fault> {
        Ok(match self.given(name)? {
            Some(Fact::Date(day)) => Some(day),
            _ => None,
        })
    }

    fn stay_days(&self) -> Result<Option<Fact>, Fault> {
        let stay = (self.day("admission_date")?, self.day("discharge_date")?);
        let days = match stay {
            (Some(from), Some(until)) => (until.day_number() - from.day_number()).max(1),
            _ => 0,
        };
        Ok(Some(Fact::Number(whole(i64::from(days)))))
    }

    /// An accumulator as it stood before the claim.
    pub fn acc_before(&self, acc: &str) -> Result<Exact, Fault> {
        self.before
            .standing(self.package, acc, &self.claim.owners, &self.days()?)
    }

    /// An accumulator at this moment.
    pub fn acc_now(&self, acc: &str) -> Result<Exact, Fault> {
        let own: Exact = self
            .added
            .iter()
            .filter(|delta| delta.acc == acc)
            .map(|d| &d.amount)
            .sum();
        Ok(self.acc_before(acc)? + own)
    }

    /// Money in a pot.
    pub fn pot(&self, name: &str) -> Exact {
        self.pots.get(name).cloned().unwrap_or_else(Exact::zero)
    }
}

/// `in_force` is a span or a list of them; without it a package always is.
fn in_force(package: &Package, law: Date) -> bool {
    match package.head("in_force") {
        Some(Value::Table(span)) => covers(span, law),
        Some(Value::Array(spans)) => spans
            .iter()
            .filter_map(Value::as_table)
            .any(|span| covers(span, law)),
        _ => true,
    }
}

/// The first present of the date facts that the head names.
fn law_date(package_: &Package, claim: &Claim) -> Result<Date, Fault> {
    let mut names = super::package::texts(package_.head("law_date"));
    if names.is_empty() {
        names.push("service_date");
    }
    let given = |name: &&str| {
        let named = claim.facts.get(*name);
        let settled = || {
            claim
                .facts
                .get("service_date")
                .filter(|_| **name == *"settlement_date")
        };
        named.or_else(settled)
    };
    let first = names.iter().find_map(given).ok_or(Fault::NoLawDate)?;
    Date::parse(first).map_err(|_| package(format!("date `{first}`")))
}
