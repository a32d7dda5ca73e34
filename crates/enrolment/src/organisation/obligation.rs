//! Employment obligations: whom an active employer registration keeps in the employee scheme.

use super::affiliation::{Affiliation, MemberRole};
use base::{Date, OrganisationNo, PersonNo, Refused, Validity};

/// The duty of a person to be insured as an employee, from an employer's registration of that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Who.
    pub person: PersonNo,
    /// Through which employer.
    pub employer: OrganisationNo,
    /// From when until when.
    pub holds: Validity,
}

impl Obligation {
    /// The obligation that an affiliation brings: active work at an employer of 篇7 第二条. Retired and other
    /// members are insured there without a duty of their own; students work for nobody.
    #[must_use]
    pub fn of(affiliation: &Affiliation) -> Option<Obligation> {
        (affiliation.role == MemberRole::Active).then_some(Obligation {
            person: affiliation.person,
            employer: affiliation.organisation,
            holds: affiliation.belongs,
        })
    }
}

/// The obligation of a person on a date, among what the person belongs to.
#[must_use]
pub fn obligation_on(affiliations: &[Affiliation], date: Date) -> Option<Obligation> {
    let mut duties = affiliations.iter().filter_map(Obligation::of);
    duties.find(|duty| duty.holds.covers(date))
}

/// Refuses the resident scheme to somebody with an obligation that covers the first day of enrolment.
///
/// # Errors
/// `enrolment.employment_obligation`, with the employer and the day from which it would do.
pub fn refuse_obliged(obligation: Option<&Obligation>, from: Date) -> Result<(), Refused> {
    let Some(duty) = obligation.filter(|duty| duty.holds.covers(from)) else {
        return Ok(());
    };
    let mend = match duty.holds.until().and_then(|until| until.add_days(1)) {
        Some(free) => format!("可自 {free} 起参加居民医保"),
        None => "须先由该单位办理减员".to_owned(),
    };
    let zh = format!(
        "此人在 {from} 由单位 {} 登记为在职职工，应参加职工医保，不能参加居民医保；{mend}。",
        duty.employer
    );
    Err(Refused::new("enrolment.employment_obligation", zh)
        .under("永州2016 三(二)1；南京2017 三(一)；淮南2020 三(一)"))
}

#[cfg(test)]
mod tests {
    use super::super::affiliation::tests::{span, works};
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    /// REQ-001: an active employer registration refuses the resident scheme with a reason; the same person
    /// is accepted after it has ended.
    #[test]
    fn req_001_an_employee_is_refused_until_the_registration_ends() {
        let work = works(7, MemberRole::Active, span("2020-01-01", "2020-06-30"));
        let refuse = |on: &str| {
            let duty = obligation_on(std::slice::from_ref(&work), day(on));
            refuse_obliged(duty.as_ref(), day(on))
        };
        let refused = refuse("2020-06-30").unwrap_err();
        assert_eq!(refused.code(), "enrolment.employment_obligation");
        assert!(refused.zh().contains("单位 7") && refused.zh().contains("2020-07-01"));
        assert!(refuse("2020-07-01").is_ok());
        assert!(refuse("2019-12-31").is_ok());
    }

    #[test]
    fn only_active_work_obliges() {
        for role in [MemberRole::Retired, MemberRole::Other, MemberRole::Student] {
            let other = works(7, role, span("2020-01-01", ""));
            assert_eq!(obligation_on(&[other], day("2020-02-01")), None);
        }
        let open = works(7, MemberRole::Active, span("2020-01-01", ""));
        let duty = obligation_on(&[open], day("2020-02-01"));
        let refused = refuse_obliged(duty.as_ref(), day("2020-02-01")).unwrap_err();
        assert!(refused.zh().contains("办理减员"));
    }
}
