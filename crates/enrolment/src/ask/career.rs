//! The working life of a member of the employee scheme, as packages read it.

use super::Question;
use base::{Date, Refused};

/// As what somebody is insured in the employee scheme (篇7 第二条、第四十条).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Membership {
    /// 用人单位的职工，退休人员在内.
    #[default]
    Employee,
    /// 个体业主、自由职业者.
    SelfEmployed,
    /// 领取失业保险金的人员.
    Unemployed,
}

impl Membership {
    /// Every kind.
    pub const ALL: [Membership; 3] = [
        Membership::Employee,
        Membership::SelfEmployed,
        Membership::Unemployed,
    ];

    /// The word in packages and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Membership::Employee => "employee",
            Membership::SelfEmployed => "self_employed",
            Membership::Unemployed => "unemployed",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Membership> {
        Membership::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Membership::Employee => "用人单位职工",
            Membership::SelfEmployed => "个体业主、自由职业者",
            Membership::Unemployed => "领取失业保险金人员",
        }
    }
}

/// The retirement of a person, as registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retirement {
    /// Number of the record.
    pub no: i64,
    /// Day of the retirement procedure.
    pub retired_on: Date,
    /// Day from which the pension can first be drawn.
    pub pension_from: Option<Date>,
}

/// The working life of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Career {
    /// Day of birth.
    pub birth: Date,
    /// Day of the first employment.
    pub employed_on: Option<Date>,
    /// Day on which the statutory retirement age was reached.
    pub retirement_age_on: Option<Date>,
    /// Works on after that age by the rules of the state (延长工作年限).
    pub extended_service: bool,
    /// Retirement, where registered.
    pub retirement: Option<Retirement>,
    /// The pension is interrupted at present.
    pub pension_interrupted: bool,
    /// As what the person is insured.
    pub membership: Membership,
}

impl Career {
    /// A working person of whom no more is known.
    #[must_use]
    pub const fn born(birth: Date) -> Career {
        Career {
            birth,
            employed_on: None,
            retirement_age_on: None,
            extended_service: false,
            retirement: None,
            pension_interrupted: false,
            membership: Membership::Employee,
        }
    }

    /// Lays the facts under a question.
    ///
    /// # Errors
    /// [`Refused`] `policy.value` where the package knows no such membership.
    pub fn lay(&self, question: &mut Question<'_>) -> Result<(), Refused> {
        question.date("birth", Some(self.birth));
        question.date("employed_on", self.employed_on);
        question.date("retirement_age_on", self.retirement_age_on);
        question.flag("extended_service", self.extended_service);
        question.flag("pension_interrupted", self.pension_interrupted);
        if let Some(retirement) = self.retirement {
            question.date("retired_on", Some(retirement.retired_on));
            question.date("pension_from", retirement.pension_from);
        }
        question.word("membership", self.membership.code())
    }
}
