//! One flow for each service item: states, forms, clocks, and the versions of it.
//!
//! A flow belongs to the pooling area, never to a county, so that a new version begins everywhere on the
//! same day.

use super::article::Article;
use crate::words::words;
use base::{Date, Refused};

words! {
    /// A service item.
    ServiceItem {
        /// 参保登记.
        Enrolment "enrolment" "参保登记",
        /// 缴费申报.
        Declaration "declaration" "缴费申报",
        /// 信息变更.
        Change "change" "信息变更",
        /// 缴费.
        Payment "payment" "缴费",
        /// 费用报销.
        Reimbursement "reimbursement" "费用报销",
        /// 关系转移.
        Transfer "transfer" "关系转移接续",
        /// 档案管理.
        Archive "archive" "档案管理",
        /// 财务核算.
        Accounting "accounting" "财务核算",
    }
}

/// A step of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowStep {
    /// The state that it reaches.
    pub state: Box<str>,
    /// Its name for users.
    pub zh: Box<str>,
    /// The forms that it needs.
    pub forms: Vec<Box<str>>,
    /// Working days within which it is reached, where a source gives a number.
    pub working_days: Option<u32>,
}

/// A version of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The service item.
    pub item: ServiceItem,
    /// 1 and up.
    pub version: u32,
    /// The day on which it begins in every county.
    pub from: Date,
    /// The steps, in order.
    pub steps: Vec<FlowStep>,
    /// Where it is written.
    pub article: Article,
}

impl Flow {
    /// The step of a state.
    #[must_use]
    pub fn step(&self, state: &str) -> Option<&FlowStep> {
        self.steps.iter().find(|step| &*step.state == state)
    }

    /// The step after a state; the first step after `None`.
    #[must_use]
    pub fn next(&self, after: Option<&str>) -> Option<&FlowStep> {
        let Some(state) = after else {
            return self.steps.first();
        };
        let mut steps = self.steps.iter();
        steps.find(|step| &*step.state == state)?;
        steps.next()
    }

    /// Whether a case has passed the states of this flow from the first on; the last may still be ahead.
    ///
    /// # Errors
    /// Refused where a state is missing, extra or out of order.
    pub fn check(&self, passed: &[&str]) -> Result<(), Refused> {
        let mut expected = self.steps.iter();
        for (place, state) in (1_usize..).zip(passed) {
            match expected.next() {
                Some(step) if &*step.state == *state => {}
                Some(step) if self.step(state).is_some() => {
                    return Err(self.refuse(
                        "flow.missing_state",
                        format!(
                            "第 {place} 步应为“{}”，却到了“{state}”，中间的环节缺失或次序颠倒。",
                            step.zh
                        ),
                    ));
                }
                _ => {
                    return Err(self.refuse(
                        "flow.extra_state",
                        format!("第 {place} 步“{state}”不在流程之内，请删去多余环节。"),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whether a case has passed every state of this flow.
    ///
    /// # Errors
    /// As [`Flow::check`], and where the case stops early.
    pub fn check_finished(&self, passed: &[&str]) -> Result<(), Refused> {
        self.check(passed)?;
        match self.steps.get(passed.len()) {
            None => Ok(()),
            Some(step) => Err(self.refuse(
                "flow.missing_state",
                format!("还缺少环节“{}”，不能办结。", step.zh),
            )),
        }
    }

    fn refuse(&self, code: &'static str, what: String) -> Refused {
        self.article.refuse(
            code,
            format!("“{}”流程第 {} 版：{what}", self.item.zh(), self.version),
        )
    }
}

/// The flows of a pooling area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlowBook {
    flows: Vec<Flow>,
}

impl FlowBook {
    /// Issues a version; it takes the place of the one before from its day on.
    ///
    /// # Errors
    /// Refused where it has no step, its number does not follow, or its day is not after the one before.
    pub fn issue(&mut self, flow: Flow) -> Result<(), Refused> {
        if flow.steps.is_empty() {
            return Err(flow.refuse("flow.empty", "没有环节。".to_owned()));
        }
        let last = self.flows.iter().rev().find(|old| old.item == flow.item);
        let follows = last.is_none_or(|old| old.from < flow.from && old.version < flow.version);
        if !follows {
            return Err(flow.refuse(
                "flow.version",
                "版本号和启用日期都应晚于上一版，请核对。".to_owned(),
            ));
        }
        self.flows.push(flow);
        Ok(())
    }

    /// The version in force on a day, the same for every county.
    ///
    /// # Errors
    /// Refused where the item has none yet.
    pub fn on(&self, item: ServiceItem, day: Date) -> Result<&Flow, Refused> {
        let mut flows = self.flows.iter().rev();
        let found = flows.find(|flow| flow.item == item && flow.from <= day);
        found.ok_or_else(|| {
            Refused::new(
                "flow.none",
                format!(
                    "“{}”在 {day} 没有生效的统一流程，请由市级经办机构发布。",
                    item.zh()
                ),
            )
        })
    }

    /// Every version, in the order of issue.
    #[must_use]
    pub fn all(&self) -> &[Flow] {
        &self.flows
    }
}
