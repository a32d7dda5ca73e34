//! Residents: by the year, from the day that the regime of the pooling area says.

use super::record::Record;
use super::span::{Bar, Claim, Derived, earlier};
use super::weave::weave;
use crate::ask::Basis;
use base::{Date, EnrolmentNo, PaymentNo, Validity};
use std::sync::Arc;

/// From when a payment gives entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StartMode {
    /// Paid within the collection window: the whole benefit year. Paid outside: as the next month.
    Window,
    /// From the first day of the month after the payment (篇10 一(一)).
    NextMonth,
}

impl StartMode {
    /// The word in regime profiles.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            StartMode::Window => "window",
            StartMode::NextMonth => "next_month",
        }
    }

    /// The mode of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<StartMode> {
        [StartMode::Window, StartMode::NextMonth]
            .into_iter()
            .find(|mode| mode.code() == code)
    }
}

/// The rules of a pooling area for residents, with what stands behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentRules {
    /// From when a payment gives entitlement.
    pub start: StartMode,
    /// Behind the start.
    pub start_basis: Arc<Basis>,
    /// Behind the entitlement of newborns.
    pub newborn_basis: Arc<Basis>,
    /// Behind the entitlement of certified people whose share the state pays.
    pub certified_basis: Arc<Basis>,
}

/// A bill for a benefit year that is paid in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearPayment {
    /// The payment that filled the bill.
    pub payment: PaymentNo,
    /// Its day.
    pub on: Date,
    /// First day of the benefit year.
    pub from: Date,
    /// Last day of the benefit year.
    pub until: Date,
    /// Within the collection window.
    pub in_window: bool,
}

/// The cover of a newborn from birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewbornCover {
    /// The enrolment in time.
    pub enrolment: EnrolmentNo,
    /// Day of birth.
    pub birth: Date,
    /// Last day: the end of the benefit year of birth.
    pub until: Date,
}

/// The cover of somebody whose whole share is paid by the state while an identity is certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertifiedCover {
    /// Number of the certificate.
    pub certificate: i64,
    /// Its validity.
    pub valid: Validity,
    /// First day of the benefit year for which the person is enrolled.
    pub from: Date,
    /// Last day of that year.
    pub until: Date,
}

/// A waiting period, from the continuity of the person's membership.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The rule.
    pub basis: Arc<Basis>,
}

/// What is known of a resident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResidentFacts {
    /// Years paid.
    pub payments: Vec<YearPayment>,
    /// Cover from birth.
    pub newborn: Vec<NewbornCover>,
    /// Cover by certified identity.
    pub certified: Vec<CertifiedCover>,
    /// Decisions that give entitlement for some days.
    pub decisions: Vec<Claim>,
    /// Waiting periods. They hold back payments only.
    pub waiting: Vec<Waiting>,
    /// Last day of the membership: death, transfer, employment.
    pub ended_on: Option<Date>,
}

/// Derives the spans of a resident.
#[must_use]
pub fn resident(rules: &ResidentRules, facts: &ResidentFacts) -> Derived {
    let paid = facts
        .payments
        .iter()
        .filter_map(|paid| started(rules, paid));
    let waiting: Vec<Bar> = facts.waiting.iter().map(bar).collect();
    // Who waits has paid: newborns, certified people and decisions are not held back.
    let mut claims = held_back(paid.collect(), &waiting);
    claims.extend(facts.newborn.iter().map(|newborn| Claim {
        from: newborn.birth,
        until: Some(newborn.until),
        record: Record::Newborn(newborn.enrolment),
        basis: rules.newborn_basis.clone(),
    }));
    claims.extend(
        facts
            .certified
            .iter()
            .filter_map(|cover| certified(rules, cover)),
    );
    claims.extend(facts.decisions.iter().cloned());
    let mut bars = waiting;
    if let Some(after) = facts.ended_on.and_then(|last| last.add_days(1)) {
        bars.push(Bar {
            from: after,
            until: None,
            basis: Basis::new("ended", "参保关系终止", "登记"),
        });
    }
    let ended = bars.iter().filter(|bar| bar.until.is_none()).cloned();
    let mut derived = weave(claims, ended.collect());
    bars.sort();
    bars.dedup();
    derived.bars = bars;
    derived
}

/// What a payment claims: from the start of the regime to the end of the year.
fn started(rules: &ResidentRules, paid: &YearPayment) -> Option<Claim> {
    let next_month = paid.on.first_of_next_month()?.max(paid.from);
    let from = match rules.start {
        StartMode::Window if paid.in_window => paid.from,
        StartMode::Window | StartMode::NextMonth => next_month,
    };
    (from <= paid.until).then(|| Claim {
        from,
        until: Some(paid.until),
        record: Record::Payment(paid.payment),
        basis: rules.start_basis.clone(),
    })
}

fn certified(rules: &ResidentRules, cover: &CertifiedCover) -> Option<Claim> {
    let from = cover
        .valid
        .from()
        .map_or(cover.from, |from| from.max(cover.from));
    let until = earlier(cover.valid.until(), Some(cover.until));
    until.is_some_and(|until| from <= until).then(|| Claim {
        from,
        until,
        record: Record::Certified(cover.certificate),
        basis: rules.certified_basis.clone(),
    })
}

fn bar(waiting: &Waiting) -> Bar {
    Bar {
        from: waiting.from,
        until: Some(waiting.until),
        basis: waiting.basis.clone(),
    }
}

/// Claims less the bars, still as claims.
fn held_back(claims: Vec<Claim>, bars: &[Bar]) -> Vec<Claim> {
    if bars.is_empty() {
        return claims;
    }
    let left = weave(claims, bars.to_vec()).spans.into_iter();
    left.map(|span| Claim {
        from: span.from,
        until: span.until,
        record: span.record,
        basis: span.basis,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Ground, explain_day};
    use super::*;
    use crate::premium::testing::day;
    use base::ProposalNo;
    use proptest::prelude::*;

    fn rules(start: StartMode) -> ResidentRules {
        ResidentRules {
            start,
            start_basis: Basis::new("start", "缴费次月起享受", "篇10 一(一)"),
            newborn_basis: Basis::new("newborn", "新生儿自出生享受", "篇5 六"),
            certified_basis: Basis::new("certified", "政府全额资助", "篇2 一4"),
        }
    }

    fn paid(no: i64, on: &str, year: i32, in_window: bool) -> YearPayment {
        YearPayment {
            payment: PaymentNo::new(no).unwrap(),
            on: day(on),
            from: day(&format!("{year}-01-01")),
            until: day(&format!("{year}-12-31")),
            in_window,
        }
    }

    /// REQ-011: paid on 15 March: 31 March is not covered, 1 April is.
    #[test]
    fn req_011_residents_from_the_month_after_payment() {
        let facts = ResidentFacts {
            payments: vec![paid(1, "2009-03-15", 2009, false)],
            ..ResidentFacts::default()
        };
        for mode in [StartMode::NextMonth, StartMode::Window] {
            let derived = resident(&rules(mode), &facts);
            assert!(!derived.is_entitled(day("2009-03-31")));
            assert!(derived.is_entitled(day("2009-04-01")));
            assert!(derived.is_entitled(day("2009-12-31")));
            assert!(!derived.is_entitled(day("2010-01-01")));
        }
    }

    #[test]
    fn paid_in_the_window_covers_the_whole_year() {
        let facts = ResidentFacts {
            payments: vec![paid(1, "2016-11-20", 2017, true)],
            ..ResidentFacts::default()
        };
        let derived = resident(&rules(StartMode::Window), &facts);
        assert_eq!(derived.canonical(), "20170101|20171231|payment|1|start\n");
    }

    #[test]
    fn a_waiting_period_holds_a_payment_back_but_no_newborn() {
        let waiting = Waiting {
            from: day("2026-03-15"),
            until: day("2026-06-14"),
            basis: Basis::new("waiting", "断保后参保的等待期", "国办发〔2024〕38号"),
        };
        let facts = ResidentFacts {
            payments: vec![paid(1, "2026-03-15", 2026, false)],
            waiting: vec![waiting],
            ..ResidentFacts::default()
        };
        let derived = resident(&rules(StartMode::NextMonth), &facts);
        assert!(!derived.is_entitled(day("2026-06-14")));
        assert!(derived.is_entitled(day("2026-06-15")));
        let told = explain_day(&derived, day("2026-05-01")).concat();
        assert!(told.contains("等待期"), "{told}");
        let newborn = ResidentFacts {
            newborn: vec![NewbornCover {
                enrolment: EnrolmentNo::new(9).unwrap(),
                birth: day("2026-03-20"),
                until: day("2026-12-31"),
            }],
            ..facts
        };
        let derived = resident(&rules(StartMode::NextMonth), &newborn);
        let span = derived.on(day("2026-03-20")).unwrap();
        assert_eq!(span.record.ground(), Ground::Newborn);
        let span = derived.on(day("2026-06-15")).unwrap();
        assert_eq!(span.record.ground(), Ground::Payment);
    }

    #[test]
    fn a_certificate_covers_while_it_is_valid_and_death_ends_all() {
        let cover = CertifiedCover {
            certificate: 5,
            valid: Validity::new(Some(day("2026-02-10")), Some(day("2026-09-30"))).unwrap(),
            from: day("2026-01-01"),
            until: day("2026-12-31"),
        };
        let mut facts = ResidentFacts {
            certified: vec![cover],
            ..ResidentFacts::default()
        };
        let lines = |facts: &ResidentFacts| resident(&rules(StartMode::Window), facts).canonical();
        assert_eq!(lines(&facts), "20260210|20260930|certified|5|certified\n");
        facts.ended_on = Some(day("2026-05-05"));
        assert_eq!(lines(&facts), "20260210|20260505|certified|5|certified\n");
    }

    proptest! {
        /// No span without a ground that is among the facts and covers it; the order of facts does not
        /// matter; the same facts give the same bytes.
        #[test]
        fn every_span_has_its_ground(
            years in prop::collection::vec((2015_i32..2022, 0_i32..500, any::<bool>()), 0..6),
            decided in prop::collection::vec((0_i32..2000, 0_i32..300), 0..3),
            ended in prop::option::of(0_i32..2500),
            mode in any::<bool>(),
        ) {
            let mode = if mode { StartMode::Window } else { StartMode::NextMonth };
            let payments: Vec<YearPayment> = (1_i64..).zip(&years).map(|(no, (year, days, window))| {
                let on = day(&format!("{}-09-01", year - 1)).add_days(*days).unwrap();
                paid(no, &on.to_string(), *year, *window)
            }).collect();
            let decisions: Vec<Claim> = (1_i64..).zip(&decided).map(|(no, (from, days))| {
                let from = day("2015-01-01").add_days(*from).unwrap();
                Claim { from, until: from.add_days(*days), record: Record::Decision(ProposalNo::new(no).unwrap()),
                    basis: Basis::new("decision", "决定", "") }
            }).collect();
            let ended_on = ended.and_then(|days| day("2015-01-01").add_days(days));
            let facts = ResidentFacts { payments, decisions, ended_on, ..ResidentFacts::default() };
            let derived = resident(&rules(mode), &facts);
            for span in &derived.spans {
                let last = span.until.unwrap();
                let covers = match span.record {
                    Record::Payment(no) => facts.payments.iter().any(|paid| paid.payment == no
                        && paid.from <= span.from && last <= paid.until
                        && (paid.in_window || paid.on < span.from)),
                    Record::Decision(_) => facts.decisions.iter().any(|it| it.record == span.record
                        && it.from <= span.from && it.until.is_none_or(|until| last <= until)),
                    _ => false,
                };
                prop_assert!(covers, "{span:?}");
                prop_assert!(ended_on.is_none_or(|ended| last <= ended));
            }
            let mut turned = facts.clone();
            turned.payments.reverse();
            turned.decisions.reverse();
            prop_assert_eq!(resident(&rules(mode), &turned).canonical(), derived.canonical());
        }
    }
}
