//! An enrolment and the small words of it.

use super::{EndReason, Span, State};
use crate::Scheme;
use crate::words::words;
use base::{BatchNo, Date, EnrolmentNo, PersonNo, RegionCode};

words! {
    /// As what somebody is insured.
    Standing {
        /// 居民.
        Resident "resident" "居民",
        /// 在职职工.
        Working "working" "在职",
        /// 退休人员.
        Retired "retired" "退休",
        /// 灵活就业人员.
        Flexible "flexible" "灵活就业",
    }
}

words! {
    /// How the enrolment came in.
    Channel {
        /// By the person.
        Person "person" "个人",
        /// By the family.
        Family "family" "家庭",
        /// By the school, from a roster.
        School "school" "学校",
        /// By street or village.
        Village "village" "街道、行政村",
        /// By the employer.
        Employer "employer" "用人单位",
        /// From a list handed in by another authority.
        List "list" "名单导入",
        /// From old data.
        OldData "old_data" "历史数据",
        /// By transfer from another region.
        Transfer "transfer" "关系转入",
        /// Retirees of a restructured firm.
        Restructuring "restructuring" "改制企业退休人员",
    }
}

words! {
    /// On what an enrolment rests.
    Ground {
        /// The person, or who stands for a child, has agreed.
        Consent "consent" "本人同意",
        /// A duty in the regime of the pooling area.
        Duty "duty" "应当参保",
        /// An act of an authority that names the person.
        Decision "decision" "有关部门决定",
        /// Old data, taken over as it was.
        TakenOver "taken_over" "历史参保关系",
    }
}

words! {
    /// Who pays the contribution that is not subsidy.
    Funding {
        /// The person, family or employer, as the standard says.
        Standard "standard" "按标准缴费",
        /// What was set aside when a firm was restructured.
        Restructuring "restructuring" "企业改制资金",
    }
}

/// An enrolment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Its number.
    pub no: EnrolmentNo,
    /// Who.
    pub person: PersonNo,
    /// Where.
    pub region: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
    /// The calendar year in which the benefit year begins.
    pub year: i32,
    /// The days of enrolment. Entitlement may begin later, see `wait_until`.
    pub span: Span,
    /// The state.
    pub state: State,
    /// Whether it takes up the person's time: a contested record may be told not to.
    pub runs: bool,
    /// As what the person is insured.
    pub standing: Standing,
    /// How it came in.
    pub channel: Channel,
    /// The household, school, village agent or employer it came through.
    pub collective: Option<i64>,
    /// The batch it came in.
    pub batch: Option<BatchNo>,
    /// On what it rests.
    pub ground: Ground,
    /// Why it is away from the household registration.
    pub place_reason: Option<Box<str>>,
    /// Who pays.
    pub funding: Funding,
    /// The day of the application.
    pub applied_on: Date,
    /// Benefit years missed before it; more than 0 flags an interruption.
    pub missed_years: u32,
    /// The last day of a waiting period.
    pub wait_until: Option<Date>,
    /// The enrolment that it goes on from without a gap.
    pub follows: Option<EnrolmentNo>,
    /// The enrolment with which it is in contest.
    pub contested_with: Option<EnrolmentNo>,
    /// Why it ended.
    pub end: Option<EndReason>,
}

impl Enrolment {
    /// What of it takes up the person's time.
    #[must_use]
    pub const fn held(&self) -> super::Held {
        super::Held {
            no: self.no,
            scheme: self.scheme,
            region: self.region,
            span: self.span,
        }
    }
}
