//! The grounds of entitlement and the records that are them.

use crate::premium::DeferralNo;
use base::{EnrolmentNo, PaymentNo, ProposalNo};

/// Why somebody is entitled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// 退休.
    Retirement,
    /// 缴费.
    Payment,
    /// 批准的缓缴.
    Deferral,
    /// 新生儿.
    Newborn,
    /// 身份认定.
    Certified,
    /// 决定.
    Decision,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Ground; 6] = [
        Ground::Retirement,
        Ground::Payment,
        Ground::Deferral,
        Ground::Newborn,
        Ground::Certified,
        Ground::Decision,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Ground::Retirement => "retirement",
            Ground::Payment => "payment",
            Ground::Deferral => "deferral",
            Ground::Newborn => "newborn",
            Ground::Certified => "certified",
            Ground::Decision => "decision",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Ground::Retirement => "退休",
            Ground::Payment => "缴费",
            Ground::Deferral => "批准的缓缴",
            Ground::Newborn => "新生儿",
            Ground::Certified => "身份认定",
            Ground::Decision => "审批决定",
        }
    }
}

/// The record that is the ground of a span. Where several cover a day the smallest is named: retirement
/// before payment, an earlier record before a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    /// A registered retirement.
    Retirement(i64),
    /// A payment of a resident.
    Payment(PaymentNo),
    /// A premium payment of an employer.
    Premium(PaymentNo),
    /// An approved deferral.
    Deferral(DeferralNo),
    /// The enrolment of a newborn.
    Newborn(EnrolmentNo),
    /// A certified category.
    Certified(i64),
    /// A decision by two people.
    Decision(ProposalNo),
}

impl Record {
    /// The ground that it is.
    #[must_use]
    pub const fn ground(self) -> Ground {
        match self {
            Record::Retirement(_) => Ground::Retirement,
            Record::Payment(_) | Record::Premium(_) => Ground::Payment,
            Record::Deferral(_) => Ground::Deferral,
            Record::Newborn(_) => Ground::Newborn,
            Record::Certified(_) => Ground::Certified,
            Record::Decision(_) => Ground::Decision,
        }
    }

    /// The word of the kind of record, in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Record::Retirement(_) => "retirement",
            Record::Payment(_) => "payment",
            Record::Premium(_) => "premium",
            Record::Deferral(_) => "deferral",
            Record::Newborn(_) => "newborn",
            Record::Certified(_) => "certified",
            Record::Decision(_) => "decision",
        }
    }

    /// The number of the record.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Record::Retirement(no) | Record::Certified(no) => no,
            Record::Payment(no) | Record::Premium(no) => no.get(),
            Record::Deferral(no) => no.get(),
            Record::Newborn(no) => no.get(),
            Record::Decision(no) => no.get(),
        }
    }

    /// The record of a kind and a number, as the store kept it.
    #[must_use]
    pub fn kept(code: &str, number: i64) -> Option<Record> {
        match code {
            "retirement" => (number > 0).then_some(Record::Retirement(number)),
            "certified" => (number > 0).then_some(Record::Certified(number)),
            "payment" => PaymentNo::new(number).map(Record::Payment),
            "premium" => PaymentNo::new(number).map(Record::Premium),
            "deferral" => DeferralNo::new(number).map(Record::Deferral),
            "newborn" => EnrolmentNo::new(number).map(Record::Newborn),
            "decision" => ProposalNo::new(number).map(Record::Decision),
            _ => None,
        }
    }

    /// What users read.
    #[must_use]
    pub fn zh(self) -> String {
        let what = match self {
            Record::Retirement(_) => "退休登记",
            Record::Payment(_) => "缴费记录",
            Record::Premium(_) => "单位缴费",
            Record::Deferral(_) => "缓缴批准",
            Record::Newborn(_) => "新生儿参保",
            Record::Certified(_) => "身份认定",
            Record::Decision(_) => "审批决定",
        };
        format!("{what} {}", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_lead_back() {
        for code in [
            "retirement",
            "certified",
            "payment",
            "premium",
            "deferral",
            "newborn",
            "decision",
        ] {
            let record = Record::kept(code, 7).unwrap();
            assert_eq!((record.code(), record.number()), (code, 7));
            assert!(record.zh().ends_with(" 7"));
            assert!(Ground::ALL.contains(&record.ground()));
            assert_eq!(Record::kept(code, 0), None);
        }
        assert_eq!(Record::kept("word", 7), None);
    }
}
