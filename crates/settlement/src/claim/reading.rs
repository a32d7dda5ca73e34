//! What is read off a claim: what its steps award, who bears what was refused, what is to be done by when.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Fen, Refused, RegionCode};

use super::award::{Award, StepNo};
use super::case::{Claim, Stage};
use super::earlier::{Earlier, Lowered};
use super::finding::{Bearer, Finding, LineKey, Verdict};
use super::ids::{Care, Part};
use super::line::ClaimLine;
use super::outcome::{Outcome, Outcomes};
use super::ruling;
use super::sums::{less, negated, total};
use super::term::{Procedure, Terms};
use super::watch::Task;

type Group = (Part, Care, i32);

impl Claim {
    /// What the steps of the claim award, each by part, care and benefit year; the sum of all is what is approved.
    ///
    /// # Errors
    /// `claim.outcome`, `settlement.amount_range`.
    pub fn awards(&self) -> Result<Vec<Award>, Refused> {
        let Some(decision) = &self.steps().decision else {
            return Ok(Vec::new());
        };
        let mut before: Outcomes = self.lines().iter().map(nothing_yet).collect();
        let mut now = ruling::outcomes(self.lines().iter(), &decision.findings)?;
        let mut awards = self.awarded(0, decision.signed.on, &before, &now)?;
        for (step, resolution) in (1..).zip(&self.steps().resolutions) {
            before.clone_from(&now);
            now = ruling::after(now, &resolution.rulings)?;
            awards.extend(self.awarded(step, resolution.signed.on, &before, &now)?);
        }
        Ok(awards)
    }

    fn awarded(
        &self,
        step: StepNo,
        on: Date,
        before: &Outcomes,
        now: &Outcomes,
    ) -> Result<Vec<Award>, Refused> {
        let mut groups: BTreeMap<Group, Fen> = BTreeMap::new();
        for line in self.lines() {
            let approved = |all: &Outcomes| all.get(&line.key).map_or(Fen::ZERO, Outcome::approved);
            let more = less(approved(now), approved(before))?;
            if more != Fen::ZERO {
                let group = (line.key.part, line.care, line.benefit_year);
                let sum = groups.entry(group).or_default();
                *sum = total([*sum, more])?;
            }
        }
        let award = |((part, care, benefit_year), amount)| Award {
            claim: self.no(),
            step,
            on,
            part,
            care,
            benefit_year,
            amount,
        };
        // what was settled and taken back in the same claim awards nothing
        let awarding = groups
            .into_iter()
            .filter(|(_, amount)| *amount != Fen::ZERO);
        Ok(awarding.map(award).collect())
    }

    /// What of the refused amounts each bears (篇7 第三十二条), over all lines: the sum is what the claim has refused.
    /// What a line takes back of a refusal, because it reverses or lowers the refused line, is taken off those who
    /// bear that one, in the order in which it was refused; `others` are the claims in which such lines stand.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn borne<'a>(
        &'a self,
        others: impl IntoIterator<Item = &'a Claim>,
    ) -> Result<BTreeMap<Bearer, Fen>, Refused> {
        let claimant = &self.key().pay.claimant;
        let own = self.lasting();
        let theirs: Vec<Finding> = others.into_iter().flat_map(Claim::refusals).collect();
        let mut left: BTreeMap<&LineKey, Vec<(Bearer, Fen)>> = BTreeMap::new();
        for finding in theirs
            .iter()
            .chain(&own)
            .filter(|one| one.amount > Fen::ZERO)
        {
            let of_line = left.entry(&finding.line).or_default();
            of_line.push((finding.bearer(claimant), finding.amount));
        }
        let about: BTreeMap<&LineKey, LineKey> = self
            .lines()
            .iter()
            .filter_map(|line| Some((&line.key, line.original().or_else(|| line.lowers())?)))
            .collect();
        let mut borne: BTreeMap<Bearer, Fen> = BTreeMap::new();
        for finding in &own {
            let mut shares = Vec::new();
            let mut back = finding.amount;
            let original = about.get(&finding.line).and_then(|key| left.get_mut(key));
            let original = original.filter(|_| back < Fen::ZERO);
            for (bearer, rest) in original.into_iter().flatten() {
                let part = back.max(negated(*rest)?);
                *rest = total([*rest, part])?;
                back = less(back, part)?;
                shares.push((*bearer, part));
            }
            shares.push((finding.bearer(claimant), back));
            for (bearer, share) in shares {
                let sum = borne.entry(bearer).or_default();
                *sum = total([*sum, share])?;
            }
        }
        borne.retain(|_, sum| *sum != Fen::ZERO);
        Ok(borne)
    }

    /// The refusals of the claim without those of lines that are reversed in it, and of the reversing ones: a line and
    /// the one that reverses it come to nothing.
    fn lasting(&self) -> Vec<Finding> {
        let known: BTreeSet<&LineKey> = self.lines().iter().map(|line| &line.key).collect();
        let reversing = |line: &ClaimLine| Some((line.key.clone(), line.original()?));
        let pairs = self.lines().iter().filter_map(reversing);
        let pairs = pairs.filter(|(_, original)| known.contains(original));
        let gone: BTreeSet<LineKey> = pairs.flat_map(|(line, of)| [line, of]).collect();
        let mut all = self.refusals();
        all.retain(|one| !gone.contains(&one.line));
        all
    }

    /// Every refusal of the claim, of the decision and of the second decisions.
    #[must_use]
    pub fn refusals(&self) -> Vec<Finding> {
        let steps = self.steps();
        let first = steps.decision.iter().flat_map(|one| &one.findings);
        let first = first.filter(|one| one.verdict == Verdict::Refuse).cloned();
        let second = steps.resolutions.iter().flat_map(|one| &one.rulings);
        let second = second
            .filter(|one| one.refused != Fen::ZERO)
            .map(|one| Finding {
                line: one.line.clone(),
                verdict: Verdict::Refuse,
                amount: one.refused,
                fault: one.fault,
                reason: one.reason.clone(),
            });
        first.chain(second).collect()
    }

    /// What is to be done next on the claim, with its term: the review, the decision, the second decision, and the
    /// payment of each step that `paid` does not name. Nothing where the package states no term.
    ///
    /// # Errors
    /// Those of [`Terms::term`] and of [`Claim::outcomes`].
    pub fn tasks(
        &self,
        terms: &Terms<'_>,
        city: RegionCode,
        paid: &BTreeSet<StepNo>,
    ) -> Result<Vec<Task>, Refused> {
        let steps = self.steps();
        let mut due: Vec<(Procedure, Date)> = Vec::new();
        match (self.stage(), &steps.submission, &steps.review) {
            (Stage::Submitted, Some(received), _) => {
                due.push((Procedure::FirstReview, received.on));
            }
            (Stage::Reviewed, _, Some(review)) => {
                due.push((Procedure::Decision, review.signed.on));
            }
            _ => {}
        }
        if let Some(decision) = &steps.decision {
            if self.outcome()?.suspended() != Fen::ZERO {
                due.push((Procedure::SuspendedDecision, decision.signed.on));
            }
            due.extend(self.unpaid(paid)?.map(|on| (Procedure::Payment, on)));
        }
        let mut tasks = Vec::new();
        for (procedure, starts) in due {
            let office = match procedure {
                Procedure::FirstReview => self.office(),
                Procedure::Decision | Procedure::SuspendedDecision | Procedure::Payment => city,
            };
            tasks.extend(terms.term(procedure, starts)?.map(|term| Task {
                subject: format!("申报 {}", self.no()),
                term,
                office,
                supervisor: city,
            }));
        }
        Ok(tasks)
    }

    fn unpaid(&self, paid: &BTreeSet<StepNo>) -> Result<impl Iterator<Item = Date>, Refused> {
        let awards = self.awards()?;
        let steps: BTreeMap<StepNo, Date> = awards
            .into_iter()
            .filter(|award| !paid.contains(&award.step))
            .map(|award| (award.step, award.on))
            .collect();
        Ok(steps.into_values())
    }
}

impl Earlier {
    /// What claims of one fund bring.
    ///
    /// # Errors
    /// Those of [`Claim::outcomes`].
    pub fn of<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> Result<Earlier, Refused> {
        let mut earlier = Earlier::default();
        let mut reversed = BTreeSet::new();
        for claim in claims {
            earlier.outcomes.extend(claim.outcomes()?);
            for line in claim.lines() {
                reversed.extend(line.original());
                if let Some(of) = line.lowers() {
                    let by = negated(line.amount)?;
                    earlier.lowered.insert(line.key.clone(), Lowered { of, by });
                }
            }
        }
        earlier.lowered.retain(|line, _| !reversed.contains(line));
        Ok(earlier)
    }
}

fn nothing_yet(line: &ClaimLine) -> (LineKey, Outcome) {
    (line.key.clone(), Outcome::undecided(line.amount))
}
