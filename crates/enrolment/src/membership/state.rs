//! States of an enrolment and the transitions between them.
//!
//! Due, paid, partly paid and failed are states of a *bill*; an enrolment becomes active with its payment.

use crate::regime::Flow;
use crate::words::words;
use access::UserName;
use base::Refused;

words! {
    /// The state of an enrolment.
    State {
        /// 草稿.
        Draft "draft" "草稿",
        /// 已申报.
        Submitted "submitted" "已申报",
        /// 已初审.
        FirstReviewed "first_reviewed" "已初审",
        /// 已核准: the contribution is due.
        Approved "approved" "已核准",
        /// 市级已确认: where the flow asks for it.
        Confirmed "confirmed" "市级已确认",
        /// 参保中: paid, or nothing to pay. Paid back in part, the contribution is due again.
        Active "active" "参保中",
        /// 争议: a double of old data that does not run.
        Contested "contested" "争议待决",
        /// 不予参保.
        Rejected "rejected" "不予参保",
        /// 已终止.
        Ended "ended" "已终止",
    }
}

words! {
    /// Why an enrolment ended.
    EndReason {
        /// 期满.
        Expired "expired" "期满",
        /// 转出.
        Transferred "transferred" "转出",
        /// 就业参加职工医保.
        Employment "employment" "就业转职工医保",
        /// 职工医保终止，回到居民医保.
        EmploymentOver "employment_over" "职工参保终止",
        /// 死亡.
        Deceased "deceased" "死亡",
        /// 重复记录清理.
        Duplicate "duplicate" "重复参保清理",
        /// 本人撤回.
        Withdrawn "withdrawn" "本人撤回",
    }
}

impl State {
    /// Whether an enrolment in this state takes up the person's time.
    #[must_use]
    pub const fn runs(self) -> bool {
        matches!(
            self,
            State::Submitted
                | State::FirstReviewed
                | State::Approved
                | State::Confirmed
                | State::Active
        )
    }

    /// Whether nothing follows any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, State::Rejected | State::Ended)
    }

    /// Whether an enrolment may go from this state to another under a flow.
    ///
    /// # Errors
    /// Refused where a state of the flow is left out, is none of the flow, or nothing may follow.
    pub fn may_become(self, to: State, flow: &Flow) -> Result<(), Refused> {
        let last = flow.steps.last().map(|step| &*step.state);
        let allowed = match (self, to) {
            (State::Draft, State::Submitted) => true,
            (State::Draft | State::Contested, State::Ended) => true,
            (State::Submitted | State::FirstReviewed, State::Rejected) => true,
            (_, State::Active) => Some(self.code()) == last || self == State::Contested,
            (_, State::Ended) => self.runs(),
            // Paid back in part, or billed anew for more: due again.
            (State::Active, _) if Some(to.code()) == last => true,
            (State::Active | State::Contested | State::Rejected | State::Ended, _) => false,
            _ => return self.follows_flow(to, flow),
        };
        if allowed {
            return Ok(());
        }
        Err(Refused::new(
            "enrolment.transition",
            format!(
                "参保登记现为“{}”，不能直接变为“{}”，请按流程逐步办理。",
                self.zh(),
                to.zh()
            ),
        ))
    }

    fn follows_flow(self, to: State, flow: &Flow) -> Result<(), Refused> {
        let mut passed: Vec<&str> = flow
            .steps
            .iter()
            .map(|step| &*step.state)
            .take_while(|state| *state != self.code())
            .collect();
        if flow.step(self.code()).is_some() {
            passed.push(self.code());
        }
        passed.push(to.code());
        flow.check(&passed)
    }
}

/// A transition that was made: what the trail of an enrolment consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The state it reached.
    pub to: State,
    /// Why it ended, where it did.
    pub end: Option<EndReason>,
    /// Who.
    pub user: UserName,
    /// When, milliseconds since 1970-01-01 UTC.
    pub wall: i64,
    /// Why.
    pub reason: Box<str>,
}

impl Transition {
    /// A transition with its actor, time and reason.
    ///
    /// # Errors
    /// Refused without a reason.
    pub fn new(
        to: State,
        end: Option<EndReason>,
        user: UserName,
        wall: i64,
        reason: &str,
    ) -> Result<Transition, Refused> {
        if reason.trim().is_empty() {
            return Err(Refused::new(
                "enrolment.no_reason",
                format!("变为“{}”需要写明原因，请补充。", to.zh()),
            ));
        }
        Ok(Transition {
            to,
            end,
            user,
            wall,
            reason: reason.trim().into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::{FlowBook, Regimes, ServiceItem};
    use base::{Date, RegionCode};

    fn flow(pool: &str, day: &str) -> Flow {
        let day = Date::parse(day).unwrap();
        let shelf = Regimes::shipped().unwrap();
        let profile = shelf.of(RegionCode::parse(pool).unwrap(), day).unwrap();
        let book: &FlowBook = &profile.flows;
        book.on(ServiceItem::Enrolment, day).unwrap().clone()
    }

    #[test]
    fn a_state_is_neither_left_out_nor_added() {
        let huainan = flow("340400", "2021-01-01");
        assert!(
            State::Submitted
                .may_become(State::FirstReviewed, &huainan)
                .is_ok()
        );
        let skipped = State::Submitted.may_become(State::Approved, &huainan);
        assert_eq!(skipped.unwrap_err().code(), "flow.missing_state");
        let added = State::Approved.may_become(State::Confirmed, &huainan);
        assert_eq!(added.unwrap_err().code(), "flow.extra_state");
        assert!(State::Approved.may_become(State::Active, &huainan).is_ok());
    }

    #[test]
    fn nanjing_confirms_before_anybody_is_active() {
        let nanjing = flow("320100", "2018-01-01");
        assert!(State::Approved.may_become(State::Active, &nanjing).is_err());
        assert!(
            State::Approved
                .may_become(State::Confirmed, &nanjing)
                .is_ok()
        );
        assert!(State::Confirmed.may_become(State::Active, &nanjing).is_ok());
    }

    #[test]
    fn what_is_paid_back_is_due_again_and_nothing_earlier() {
        let (huainan, nanjing) = (flow("340400", "2021-01-01"), flow("320100", "2018-01-01"));
        assert!(State::Active.may_become(State::Approved, &huainan).is_ok());
        let earlier = State::Active.may_become(State::FirstReviewed, &huainan);
        assert_eq!(earlier.unwrap_err().code(), "enrolment.transition");
        assert!(State::Active.may_become(State::Confirmed, &nanjing).is_ok());
        assert!(State::Active.may_become(State::Approved, &nanjing).is_err());
    }

    #[test]
    fn nothing_follows_an_end() {
        let huainan = flow("340400", "2021-01-01");
        for to in State::ALL {
            assert!(State::Ended.may_become(*to, &huainan).is_err());
            assert!(State::Rejected.may_become(*to, &huainan).is_err());
        }
        assert!(State::Active.may_become(State::Ended, &huainan).is_ok());
    }

    #[test]
    fn a_transition_needs_a_reason() {
        let user = UserName::new("wangli").unwrap();
        let made = Transition::new(State::Ended, Some(EndReason::Deceased), user, 0, " ");
        assert_eq!(made.unwrap_err().code(), "enrolment.no_reason");
    }
}
