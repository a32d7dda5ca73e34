//! Entitlement: derived for residents and employees of a county, given by decisions of two people.

use super::people::{county, somebody};
use super::rules::employee_policy;
use crate::history::History;
use crate::office::{CITY, COUNTIES, day, region, staff};
use access::Verdict;
use base::{MonthDay, YearCalendar};
use enrolment::Scheme;
use enrolment::regime::{Profile, Regimes};
use service::entitlement::{self, Days, Rules};
use std::collections::BTreeMap;
use std::sync::LazyLock;

fn huainan() -> &'static Profile {
    static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
        let shelf = Regimes::shipped().unwrap();
        shelf.of(region(CITY), day("2026-01-01")).unwrap().clone()
    });
    &PROFILE
}

/// The residents of a county.
pub fn residents(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let calendar = YearCalendar::new(MonthDay::JANUARY_FIRST);
    history.call("entitlement.residents", |desk| {
        let mut rules = Rules::of(huainan(), calendar);
        entitlement::derive_residents(desk, &clerk, &mut rules, &mut |_| ())
    });
}

/// The employees of a county.
pub fn employees(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let policy = employee_policy(&BTreeMap::new());
    history.call("entitlement.employees", |desk| {
        entitlement::derive_employees(desk, &clerk, &policy, &[], &mut |_| ())
    });
}

/// Days given by a decision.
pub fn decision(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let (clerk, reviewer) = (
        staff("jb", COUNTIES[one.county]),
        staff("sh", COUNTIES[one.county]),
    );
    let today = history.office.today();
    let days = Days {
        scheme: Scheme::Resident,
        from: today,
        until: today.add_days(30).unwrap(),
    };
    let no = history.call("entitlement.propose", |desk| {
        entitlement::propose_decision(desk, &clerk, one.no, days, "怀远2015 三(三)")
    });
    if let Some(no) = no {
        let verdict = if history.dice.one_in(4) {
            Verdict::Rejected
        } else {
            Verdict::Approved
        };
        history.call("entitlement.decide", |desk| {
            entitlement::decide_decision(desk, &reviewer, no, verdict, "核实")
        });
    }
}
