//! The way to a designation and out of it: 县区初审、市级确认、全市互认 (篇1 二(四)).
//!
//! A designation is the file of one application. It keeps only what somebody decided. Whether a
//! provider is active, warned, suspended or has let its agreement run out follows from the file, the
//! agreements and the sanctions on the day that is asked for ([`standing`](super::standing)).

use super::contract::{AgreementNo, DesignationNo};
use crate::provider::ProviderCode;
use crate::words::words;
use base::{Date, Refused, RegionCode};

const STEPS: &str = "篇1 二(四)";

words! {
    /// How far a designation is.
    State {
        /// 已申请.
        Applied "applied" "已申请",
        /// 县区已初审.
        FirstReviewed "first_reviewed" "县区已初审",
        /// 市级已确认: recognised in every county of the pooling area.
        Confirmed "confirmed" "市级已确认",
        /// 已签订协议.
        Signed "signed" "已签订协议",
        /// 不予定点.
        Rejected "rejected" "不予定点",
        /// 已撤回.
        Withdrawn "withdrawn" "已撤回",
        /// 已退出.
        Ended "ended" "已退出",
        /// 不再续签.
        NotRenewed "not_renewed" "不再续签",
        /// 已取消定点.
        StruckOff "struck_off" "已取消定点",
    }
}

impl State {
    /// Whether nothing follows any more: who wants to come back applies anew.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            State::Rejected
                | State::Withdrawn
                | State::Ended
                | State::NotRenewed
                | State::StruckOff
        )
    }

    /// Whether one state may follow another. Signed may follow signed: a renewal, with another
    /// agreement.
    #[must_use]
    pub const fn may_become(self, to: State) -> bool {
        matches!(
            (self, to),
            (State::Applied, State::FirstReviewed)
                | (State::FirstReviewed, State::Confirmed)
                | (State::Confirmed | State::Signed, State::Signed)
                | (State::Applied | State::FirstReviewed, State::Rejected)
                | (
                    State::Applied | State::FirstReviewed | State::Confirmed,
                    State::Withdrawn
                )
                | (
                    State::Signed,
                    State::Ended | State::NotRenewed | State::StruckOff
                )
        )
    }
}

/// A step of a designation: no actor, the use case adds who and when it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The state it reaches.
    pub to: State,
    /// From which day on.
    pub on: Date,
    /// The region whose agency decided.
    pub by: RegionCode,
    /// Why.
    pub reason: Box<str>,
    /// The document behind it: score sheet, notice, request.
    pub evidence: Box<str>,
    /// The agreement, where it was signed.
    pub agreement: Option<AgreementNo>,
}

/// The file of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Designation {
    /// Its number.
    pub no: DesignationNo,
    /// Who applied.
    pub provider: ProviderCode,
    /// The county that reviews first; the pooling area itself for what the city runs.
    pub county: RegionCode,
    /// The pooling area.
    pub pool: RegionCode,
    steps: Vec<Step>,
}

impl Designation {
    /// An application.
    ///
    /// # Errors
    /// `designation.county` where the county does not lie in the pooling area; as [`Designation::advance`]
    /// for what is missing.
    pub fn apply(
        no: DesignationNo,
        provider: ProviderCode,
        (county, pool): (RegionCode, RegionCode),
        on: Date,
        evidence: &str,
    ) -> Result<Designation, Refused> {
        if !pool.contains(county) {
            return Err(Refused::new(
                "designation.county",
                format!(
                    "{} 不在统筹区 {} 内，请向所在统筹区申请定点。",
                    county.short(),
                    pool.short()
                ),
            ));
        }
        let first = Step {
            to: State::Applied,
            on,
            by: county,
            reason: "申请定点".into(),
            evidence: evidence.trim().into(),
            agreement: None,
        };
        if first.evidence.is_empty() {
            return Err(missing(&first, "申请材料"));
        }
        Ok(Designation {
            no,
            provider,
            county,
            pool,
            steps: vec![first],
        })
    }

    /// A designation as the store gives it back.
    ///
    /// # Errors
    /// As [`Designation::advance`], for steps that cannot follow one another.
    pub fn from_rows(
        no: DesignationNo,
        provider: ProviderCode,
        place: (RegionCode, RegionCode),
        steps: Vec<Step>,
    ) -> Result<Designation, Refused> {
        let mut steps = steps.into_iter();
        let begun = steps.next().filter(|step| step.to == State::Applied);
        let Some(first) = begun else {
            return Err(Refused::new(
                "designation.no_application",
                format!("定点档案 {no} 没有申请记录，请核对数据。"),
            ));
        };
        let mut read = Designation::apply(no, provider, place, first.on, &first.evidence)?;
        steps.try_for_each(|step| read.advance(step))?;
        Ok(read)
    }

    /// Its steps, by day.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Where it stands after its last step.
    #[must_use]
    pub fn state(&self) -> State {
        self.steps.last().map_or(State::Applied, |step| step.to)
    }

    /// The step in force on a day; `None` before the application.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.on <= day)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// `designation.transition` where the step cannot follow, `designation.order` where its day is
    /// before that of the last one, `designation.reason` without reason or evidence,
    /// `designation.first_review` or `designation.city_confirms` where another agency decides than the
    /// one whose turn it is, `designation.agreement` where a signature names no new agreement.
    pub fn advance(&mut self, step: Step) -> Result<(), Refused> {
        let now = self.state();
        if !now.may_become(step.to) {
            return Err(self.cannot_follow(now, step.to));
        }
        if self.steps.last().is_some_and(|last| step.on < last.on) {
            return Err(Refused::new(
                "designation.order",
                format!(
                    "“{}”的日期 {} 早于上一步，请核对日期。",
                    step.to.zh(),
                    step.on
                ),
            ));
        }
        if step.reason.trim().is_empty() {
            return Err(missing(&step, "原因"));
        }
        if step.evidence.trim().is_empty() {
            return Err(missing(&step, "依据材料"));
        }
        self.whose_turn(&step)?;
        let signs = step.to == State::Signed;
        let again = self.steps.iter().any(|one| one.agreement == step.agreement);
        if signs != step.agreement.is_some() || (signs && again) {
            return Err(Refused::new(
                "designation.agreement",
                "签订须写明一份新的协议编号，其他步骤不写；请核对。",
            ));
        }
        self.steps.push(step);
        Ok(())
    }

    fn cannot_follow(&self, now: State, to: State) -> Refused {
        let zh = if now.is_final() {
            format!(
                "{} 的定点{}，不能恢复为“{}”；请重新申请，经初审、确认并签订新协议。",
                self.provider,
                now.zh(),
                to.zh()
            )
        } else {
            format!(
                "{} 的定点现为“{}”，不能直接变为“{}”；顺序为申请、县区初审、市级确认、签订协议。",
                self.provider,
                now.zh(),
                to.zh()
            )
        };
        Refused::new("designation.transition", zh).under(STEPS)
    }

    fn whose_turn(&self, step: &Step) -> Result<(), Refused> {
        let county_turn = step.to == State::FirstReviewed;
        let city_turn = matches!(step.to, State::Confirmed | State::StruckOff);
        if county_turn && step.by != self.county {
            return Err(Refused::new(
                "designation.first_review",
                format!(
                    "初审由机构所在地 {} 的经办机构办理，不能由 {} 办理。",
                    self.county.short(),
                    step.by.short()
                ),
            )
            .under(STEPS));
        }
        if city_turn && step.by != self.pool {
            return Err(Refused::new(
                "designation.city_confirms",
                format!(
                    "“{}”由统筹区 {} 办理，{} 只能初审。",
                    step.to.zh(),
                    self.pool.short(),
                    step.by.short()
                ),
            )
            .under(STEPS));
        }
        if step.by != self.county && step.by != self.pool {
            return Err(Refused::new(
                "designation.region",
                format!(
                    "{} 与该定点档案无关，请由所在县区或统筹区办理。",
                    step.by.short()
                ),
            ));
        }
        Ok(())
    }
}

fn missing(step: &Step, what: &str) -> Refused {
    Refused::new(
        "designation.reason",
        format!("“{}”缺少{what}，请补充。", step.to.zh()),
    )
}
