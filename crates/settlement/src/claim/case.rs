//! A claim and its way: drawn up, submitted, reviewed, decided; what was suspended is decided again.

use base::{Fen, Refused, RegionCode};

use super::coded::coded;
use super::draw::Draft;
use super::earlier::Earlier;
use super::finding::Finding;
use super::ids::{ClaimKey, ClaimNo, Part};
use super::line::ClaimLine;
use super::outcome::{Outcome, Outcomes};
use super::ruling::{self, Ruling};
use super::signed::Signed;
use super::sums::total;

coded! {
    /// How far a claim has come. Whether it is paid is said by its payments.
    Stage {
        /// Drawn up, not yet submitted.
        Drawn "drawn" "已生成",
        /// Submitted by the claimant: the office has received it.
        Submitted "submitted" "已申报",
        /// The office has given its opinion.
        Reviewed "reviewed" "已初审",
        /// The city has decided.
        Decided "decided" "已决定",
    }
}

/// Findings under a signature: the opinion of the office, or the decision of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Who, where, when.
    pub signed: Signed,
    /// What is not paid at once; none where all is.
    pub findings: Vec<Finding>,
}

/// A second decision, on what was suspended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Who, where, when.
    pub signed: Signed,
    /// Line by line.
    pub rulings: Vec<Ruling>,
}

/// What the claimant says the claim comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// How many lines.
    pub count: usize,
    /// Fund money, in 分.
    pub fund: Fen,
    /// Money of accounts, in 分.
    pub account: Fen,
}

/// The steps of a claim as rows keep them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// By the claimant.
    pub submission: Option<Signed>,
    /// By the office.
    pub review: Option<Opinion>,
    /// By the city.
    pub decision: Option<Opinion>,
    /// On what was suspended.
    pub resolutions: Vec<Resolution>,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    no: ClaimNo,
    draft: Draft,
    steps: Steps,
}

impl Claim {
    /// A claim that was drawn up, under its number.
    #[must_use]
    pub fn new(no: ClaimNo, mut draft: Draft) -> Claim {
        // Lines are found by their key.
        draft.lines.sort_by(|one, other| one.key.cmp(&other.key));
        Claim {
            no,
            draft,
            steps: Steps::default(),
        }
    }

    /// A claim as rows have it: refused where they tell of steps that no claim takes.
    ///
    /// # Errors
    /// `claim.no_review` where a decision stands without a review (REQ-438), `settlement.same_user`,
    /// `settlement.step_day`, `claim.no_line` where a finding or ruling is about a line that is not there,
    /// `claim.outcome`.
    pub fn restore(no: ClaimNo, draft: Draft, steps: Steps) -> Result<Claim, Refused> {
        let claim = Claim {
            steps,
            ..Claim::new(no, draft)
        };
        if claim.steps.review.is_some() {
            claim.received()?;
        }
        if claim.steps.decision.is_some() || !claim.steps.resolutions.is_empty() {
            claim.decided()?;
        }
        let opinions = [&claim.steps.review, &claim.steps.decision];
        let findings = opinions.into_iter().flatten().flat_map(|one| &one.findings);
        ruling::all_known(claim.lines(), findings.map(|finding| &finding.line))?;
        let rulings = claim.steps.resolutions.iter().flat_map(|one| &one.rulings);
        ruling::all_known(claim.lines(), rulings.map(|ruling| &ruling.line))?;
        claim.outcomes()?;
        Ok(claim)
    }

    /// The claimant submits it, with the sums it has of its own (REQ-234).
    ///
    /// # Errors
    /// `claim.submitted` the second time, `claim.declared` where its sums differ from the counter's.
    pub fn submit(&mut self, signed: Signed, declared: Declared) -> Result<(), Refused> {
        if let Some(before) = &self.steps.submission {
            let zh = format!(
                "{} 的申报 {} 已于 {} 提交，同一月份不能重复申报；漏报的结算请列入下月。",
                self.draft.key.month.zh(),
                self.no,
                before.on
            );
            return Err(Refused::new("claim.submitted", zh).under("篇7 第三十一条"));
        }
        let ours = self.declared()?;
        if ours != declared {
            let zh = format!(
                "申报 {} 条、基金 {} 元、账户 {} 元，与结算记录的 {} 条、{} 元、{} 元不符，请先对账。",
                declared.count,
                declared.fund,
                declared.account,
                ours.count,
                ours.fund,
                ours.account
            );
            return Err(Refused::new("claim.declared", zh));
        }
        self.steps.submission = Some(signed);
        Ok(())
    }

    /// The office gives its opinion (篇7 第三十二条 初审).
    ///
    /// # Errors
    /// `claim.stage`, `claim.office` where another office signs, `settlement.same_user`, `settlement.step_day`, and
    /// those of the findings.
    pub fn review(&mut self, signed: Signed, findings: Vec<Finding>) -> Result<(), Refused> {
        self.stands_at(Stage::Submitted, "初审")?;
        if signed.office != self.draft.office {
            let zh = format!(
                "申报 {} 由 {} 初审，{} 不能办理。",
                self.no,
                self.draft.office.short(),
                signed.office.short()
            );
            return Err(Refused::new("claim.office", zh));
        }
        signed.after(self.received()?, "初审", "申报")?;
        let only_own = self
            .draft
            .lines
            .iter()
            .filter(|line| line.original().is_none());
        ruling::known(&self.draft.lines, &findings)?;
        ruling::outcomes(only_own, &findings)?;
        self.steps.review = Some(Opinion { signed, findings });
        Ok(())
    }

    /// The city decides: what no finding is against is paid. `earlier` has what claims decided before say of lines that
    /// are reversed or lowered here.
    ///
    /// # Errors
    /// `claim.no_review` without an opinion (REQ-438), `claim.stage`, `claim.office` where the office that signs does
    /// not cover that of the claim (which level decides is a matter of roles), `settlement.same_user`, `settlement.step_day`, and those of the findings.
    pub fn decide(
        &mut self,
        signed: Signed,
        findings: Vec<Finding>,
        earlier: &Earlier,
    ) -> Result<(), Refused> {
        self.stands_at(Stage::Reviewed, "审核决定")?;
        self.is_over(&signed)?;
        self.may_decide(&signed)?;
        let findings = ruling::complete(&self.draft.lines, findings, earlier)?;
        self.steps.decision = Some(Opinion { signed, findings });
        Ok(())
    }

    /// The city decides on what was suspended: pay or refuse, no further delay (篇7 第三十二条). Lines that reverse
    /// a settlement follow it.
    ///
    /// # Errors
    /// `claim.stage`, `claim.office`, `settlement.step_day`, `claim.not_suspended`, `claim.reason`, `claim.outcome`,
    /// `claim.nothing_to_resolve`.
    pub fn resolve(
        &mut self,
        signed: Signed,
        rulings: Vec<Ruling>,
        earlier: &Earlier,
    ) -> Result<(), Refused> {
        self.stands_at(Stage::Decided, "暂缓支付后的决定")?;
        self.is_over(&signed)?;
        self.may_decide(&signed)?;
        signed.not_before(&self.decided()?.signed, "暂缓支付后的决定", "审核决定")?;
        let now = self.outcomes()?;
        let rulings = ruling::resolve(&self.draft.lines, &now, rulings, earlier)?;
        self.steps.resolutions.push(Resolution { signed, rulings });
        Ok(())
    }

    /// The number.
    #[must_use]
    pub const fn no(&self) -> ClaimNo {
        self.no
    }

    /// Whose, and of which month.
    #[must_use]
    pub const fn key(&self) -> &ClaimKey {
        &self.draft.key
    }

    /// The office that reviews it.
    #[must_use]
    pub const fn office(&self) -> RegionCode {
        self.draft.office
    }

    /// The lines, by settlement and part.
    #[must_use]
    pub fn lines(&self) -> &[ClaimLine] {
        &self.draft.lines
    }

    /// The steps taken.
    #[must_use]
    pub const fn steps(&self) -> &Steps {
        &self.steps
    }

    /// How far it has come.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        let steps = &self.steps;
        if steps.decision.is_some() {
            Stage::Decided
        } else if steps.review.is_some() {
            Stage::Reviewed
        } else if steps.submission.is_some() {
            Stage::Submitted
        } else {
            Stage::Drawn
        }
    }

    /// What the lines come to.
    ///
    /// # Errors
    /// `settlement.amount_range`.
    pub fn declared(&self) -> Result<Declared, Refused> {
        Ok(Declared {
            count: self.draft.lines.len(),
            fund: self.draft.total(Part::Fund)?,
            account: self.draft.total(Part::Account)?,
        })
    }

    /// What became of every line so far.
    ///
    /// # Errors
    /// `claim.outcome` where the rows contradict each other.
    pub fn outcomes(&self) -> Result<Outcomes, Refused> {
        let Some(decision) = &self.steps.decision else {
            let open = self.draft.lines.iter();
            return Ok(open
                .map(|line| (line.key.clone(), Outcome::undecided(line.amount)))
                .collect());
        };
        let mut now = ruling::outcomes(self.draft.lines.iter(), &decision.findings)?;
        for resolution in &self.steps.resolutions {
            now = ruling::after(now, &resolution.rulings)?;
        }
        Ok(now)
    }

    /// What became of the claim so far, over all lines.
    ///
    /// # Errors
    /// As [`Claim::outcomes`].
    pub fn outcome(&self) -> Result<Outcome, Refused> {
        let all: Vec<Outcome> = self.outcomes()?.into_values().collect();
        Outcome::sum(&all)
    }

    /// The decision.
    ///
    /// # Errors
    /// `claim.no_review` where there is none, or none that rests on a review by another user (REQ-438).
    pub fn decided(&self) -> Result<&Opinion, Refused> {
        let no_review = || {
            let zh = format!("申报 {} 没有经过初审和审核决定，不能支付。", self.no);
            Refused::new("claim.no_review", zh).under("淮南2020 五(三)")
        };
        let decision = self.steps.decision.as_ref().ok_or_else(no_review)?;
        if self.steps.review.is_none() {
            return Err(no_review());
        }
        self.may_decide(&decision.signed)?;
        Ok(decision)
    }

    /// The amount refused of the claim, over all lines.
    ///
    /// # Errors
    /// As [`Claim::outcomes`].
    pub fn refused(&self) -> Result<Fen, Refused> {
        total(self.outcomes()?.values().map(Outcome::refused))
    }

    fn received(&self) -> Result<&Signed, Refused> {
        self.steps.submission.as_ref().ok_or_else(|| {
            let zh = format!("申报 {} 尚未提交。", self.no);
            Refused::new("claim.stage", zh)
        })
    }

    fn may_decide(&self, signed: &Signed) -> Result<(), Refused> {
        let submission = self.received()?;
        signed.after(submission, "审核决定", "申报")?;
        if let Some(review) = &self.steps.review {
            review.signed.after(submission, "初审", "申报")?;
            signed.after(&review.signed, "审核决定", "初审")?;
        }
        Ok(())
    }

    fn is_over(&self, signed: &Signed) -> Result<(), Refused> {
        if signed.office.contains(self.draft.office) {
            return Ok(());
        }
        let zh = format!(
            "申报 {} 由 {} 初审，{} 不管辖该经办机构，不能决定。",
            self.no,
            self.draft.office.short(),
            signed.office.short()
        );
        Err(Refused::new("claim.office", zh))
    }

    fn stands_at(&self, wanted: Stage, step: &str) -> Result<(), Refused> {
        let now = self.stage();
        if now == wanted {
            return Ok(());
        }
        let zh = format!("申报 {} 当前为“{}”，不能办理“{step}”。", self.no, now.zh());
        let skips = wanted == Stage::Reviewed && now < Stage::Reviewed;
        let code = if skips {
            "claim.no_review"
        } else {
            "claim.stage"
        };
        Err(Refused::new(code, zh).under("篇7 第三十二条"))
    }
}
