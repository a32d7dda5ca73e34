//! The facts of one case, and the claim made of them.

use base::{Date, PersonNo, Refused};
use benefit::claim::{Bill, Claim, Facts, Owners};
use benefit::plan::Policy;

use crate::fee::{FeeLine, netted};
use crate::named::{NamedFact, lay};
use crate::visit::{FilingKind, Filings, MedTypes, Place, Visit, VisitKind};

/// What the register says of the person on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonGiven {
    /// The person.
    pub number: PersonNo,
    /// Family whose account he shares, where he has one.
    pub family: Option<String>,
    /// Benefit group, where he shares a ceiling.
    pub group: Option<String>,
    /// Facts by name, as text of their type.
    pub facts: Vec<NamedFact>,
}

/// What the directory says of the institution on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderGiven {
    /// Code of 12 characters.
    pub code: String,
    /// Designated on the day the visit began.
    pub designated: bool,
    /// Where it lies, seen from the pool of the insured.
    pub place: Place,
    /// Facts by name: `level`, `provider_kind`, `provider_rank`, `networked`.
    pub facts: Vec<NamedFact>,
}

/// All that a claim is made of, but its lines.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// The person.
    pub person: &'a PersonGiven,
    /// The institution.
    pub provider: &'a ProviderGiven,
    /// Filings of the person.
    pub filings: &'a Filings,
    /// The table of medical categories.
    pub types: &'a MedTypes,
    /// Level of the hospital from which the patient was transferred.
    pub transferred_from_level: Option<i64>,
    /// Facts of the case by name, laid over all others.
    pub more: &'a [NamedFact],
}

impl Case<'_> {
    /// The facts for a policy; without a day of settlement those known at upload.
    ///
    /// # Errors
    /// `visit.no_med_type`, `visit.med_type`; `bill.fact`: a value is none of its fact; `bill.person`: the
    /// visit is another person's; `bill.provider`: it is another institution's.
    pub fn facts(&self, policy: &Policy, settlement: Option<Date>) -> Result<Facts, Refused> {
        self.refuse_mixed_up()?;
        let mut facts = Facts::none(policy.facts.len());
        lay(policy, &mut facts, &self.person.facts)?;
        lay(policy, &mut facts, &self.provider.facts)?;
        lay(policy, &mut facts, &self.of_visit(settlement)?)?;
        lay(policy, &mut facts, &self.of_filings())?;
        lay(policy, &mut facts, self.more)?;
        Ok(facts)
    }

    fn refuse_mixed_up(&self) -> Result<(), Refused> {
        let opening = &self.visit.opening;
        if opening.person != self.person.number {
            return Err(Refused::new(
                "bill.person",
                "就诊登记的参保人与结算的参保人不是同一人，请核对 psn_no 和 mdtrt_id。",
            ));
        }
        if opening.institution != self.provider.code {
            return Err(Refused::new(
                "bill.provider",
                "这次就诊不是在本机构登记的，请核对 fixmedins_code 和 mdtrt_id。",
            ));
        }
        Ok(())
    }

    fn of_visit(&self, settlement: Option<Date>) -> Result<Vec<NamedFact>, Refused> {
        let visit = self.visit;
        let category = visit.category(self.types)?;
        let began = visit.opening.began;
        let mut named = vec![
            fact("care", &category.care),
            fact("service_date", began.date()),
            fact("started_at", minute(began)),
            fact("emergency", yes(category.emergency || visit.emergency)),
            fact("place", self.provider.place.code()),
            fact("provider_id", &self.provider.code),
            fact("designated", yes(self.provider.designated)),
        ];
        named.extend(settlement.map(|day| fact("settlement_date", day)));
        if visit.opening.kind == VisitKind::Stay {
            named.push(fact("admission_date", began.date()));
            let left = visit.ended.map(|ended| ended.date()).or(settlement);
            named.extend(left.map(|left| fact("discharge_date", left)));
        }
        named.extend(visit.ended.map(|ended| fact("ended_at", minute(ended))));
        named.extend(visit.disease.as_ref().map(|code| fact("disease", code)));
        named.extend(visit.operation.as_ref().map(|code| fact("operation", code)));
        let level = self.transferred_from_level;
        named.extend(level.map(|level| fact("transferred_from_level", level)));
        Ok(named)
    }

    fn of_filings(&self) -> Vec<NamedFact> {
        let visit = self.visit;
        let on = visit.service_date();
        let mut named = Vec::new();
        let care = self
            .filings
            .for_care(self.provider.place, &self.provider.code, on);
        if let Some(filing) = care {
            // inside the pool a referral is a fact of its own and no filing for elsewhere
            if self.provider.place != Place::Local {
                named.push(fact("filing", filing.kind.code()));
            }
            named.push(fact("filed_on", filing.filed_on));
            named.push(fact("referred", yes(filing.kind == FilingKind::Referral)));
        }
        let disease = visit.disease.as_deref();
        let chronic = disease.and_then(|disease| self.filings.for_disease(disease, on));
        let certified = chronic.and_then(|filing| filing.certified_on);
        named.extend(certified.map(|day| fact("certified_on", day)));
        let known = self
            .person
            .facts
            .iter()
            .any(|(name, _)| name == "signed_provider");
        if let (false, Some(chosen)) = (known, self.filings.chosen(on)) {
            let code = chosen.institution.as_ref();
            named.extend(code.map(|code| fact("signed_provider", code)));
        }
        named
    }

    /// Whose accumulators move.
    #[must_use]
    pub fn owners(&self) -> Owners {
        let visit = self.visit;
        Owners {
            person: self.person.number.to_string(),
            family: self.person.family.clone().unwrap_or_default(),
            group: self.person.group.clone().unwrap_or_default(),
            disease: visit.disease.clone().unwrap_or_default(),
            provider: self.provider.code.clone(),
            episode: visit.episode.clone(),
        }
    }

    /// The claim of some lines.
    ///
    /// # Errors
    /// As [`Case::facts`], [`netted`] and [`FeeLine::claim_line`].
    pub fn claim(
        &self,
        policy: &Policy,
        id: &str,
        settlement: Date,
        lines: &[&FeeLine],
    ) -> Result<Claim, Refused> {
        let facts = self.facts(policy, Some(settlement))?;
        let lines = netted(lines)?;
        let lines: Result<Vec<_>, Refused> =
            lines.iter().map(|line| line.claim_line(policy)).collect();
        Ok(Claim {
            id: id.to_owned(),
            owners: self.owners(),
            facts,
            bill: Bill::Lines(lines?),
            visits: Vec::new(),
        })
    }

    /// This visit as an earlier one offered to the merge rules of a stay.
    ///
    /// # Errors
    /// As [`Case::claim`].
    pub fn earlier(
        &self,
        policy: &Policy,
        lines: &[&FeeLine],
    ) -> Result<benefit::claim::Visit, Refused> {
        let mut facts = self.facts(policy, None)?;
        let ended = self.visit.ended.unwrap_or(self.visit.opening.began);
        lay(policy, &mut facts, &[fact("ended_at", minute(ended))])?;
        let lines = netted(lines)?;
        let lines: Result<Vec<_>, Refused> =
            lines.iter().map(|line| line.claim_line(policy)).collect();
        Ok(benefit::claim::Visit {
            id: self.visit.opening.id.clone(),
            facts,
            lines: lines?,
        })
    }
}

fn fact(name: &str, value: impl ToString) -> NamedFact {
    (name.to_owned(), value.to_string())
}

const fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// `2026-03-01T08:30`, as facts of the type time are written.
fn minute(time: crate::visit::CivilTime) -> String {
    let text = time.to_string();
    text.get(..16)
        .map_or_else(String::new, |text| text.replace(' ', "T"))
}
