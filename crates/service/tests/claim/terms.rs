//! Terms of the package on the calendar of holidays, who is reminded, and who hears of what is late.

use std::collections::BTreeMap;
use std::path::Path;

use access::{Role, Verdict};
use base::{Date, Fen};
use enrolment::{Month, Scheme};
use policy::Files;
use service::{claim, package};
use settlement::claim::{Alarm, Reminder, Verdict as Said};

use crate::house::{CITY, FENGTAI, House, SHOU, day};
use crate::on_both;
use crate::scene::*;

/// The package of 篇7, which states the terms, adopted for the scheme of the scene.
fn with_package(house: &House) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cn.310000.employee");
    let mut files = Vec::new();
    for part in ["", "sources/"] {
        for entry in std::fs::read_dir(root.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy();
                files.push((format!("{part}{name}"), std::fs::read(&path).unwrap()));
            }
        }
    }
    let adopting = package::Adopting {
        scheme: Scheme::Resident,
        files: Files::from_iter(files),
        parameters: BTreeMap::from([("table.city_wage".to_owned(), "5000".to_owned())]),
        from: day("2001-01-01"),
        until: None,
    };
    let officer = house.user("zc-city", Role::PolicyOfficer, CITY);
    let no = package::propose(&house.desk(), &officer, &adopting).unwrap();
    package::decide(&house.desk(), &decider(house), no, Verdict::Approved, "").unwrap();
}

/// What is open today: procedure, last day, how it stands, and which office hears of it.
fn open(house: &House) -> Vec<(&'static str, String, Alarm, String)> {
    let reminder = Reminder { working_days: 2 };
    let all = claim::late(&house.desk(), &decider(house), reminder).unwrap();
    let one = |late: &claim::Late| {
        let term = &late.task.term;
        let told = late.watched.tell.short();
        (
            term.procedure.code(),
            term.due.to_string(),
            late.watched.alarm,
            told,
        )
    };
    all.iter().map(one).collect()
}

fn days(all: &[&str]) -> Vec<Date> {
    all.iter().map(|text| day(text)).collect()
}

on_both! {
    /// REQ-236: received 2025-03-03, due 2025-03-17. Opinion 2025-03-17, decision due 2025-03-31. REQ-238: suspended
    /// 2025-03-31, due 2025-06-29. REQ-239: approved 2025-03-31, holiday 04-04, due 2025-04-10. REQ-241: a task over
    /// the limit goes to the supervisor.
    fn terms_run_and_what_is_late_goes_up(house: &House) {
        house.set_today("2025-03-03");
        with_package(house);
        let officer = house.user("zc-city", Role::PolicyOfficer, CITY);
        let (free, worked) = (days(&["2025-04-04", "2025-05-01"]), days(&["2025-04-27"]));
        let year = (2025, "国办发明电〔2024〕12号");
        let denied = claim::enter_year(&house.desk(), &window(house), year, (&free, &worked));
        assert_eq!(denied.unwrap_err().code(), "denied");
        let both = claim::enter_year(&house.desk(), &officer, year, (&free, &free));
        assert_eq!(both.unwrap_err().code(), "claim.calendar");
        claim::enter_year(&house.desk(), &officer, year, (&free, &worked)).unwrap();
        leave(house, HOSPITAL, &[
            (1, "settlement", None, "2025-02-10", 100_000),
            (2, "settlement", None, "2025-02-20", 50_000),
        ]);
        let month = Month::parse("2025-02").unwrap();
        claim::draw_up(&house.desk(), &clerk(house), month).unwrap();
        assert_eq!(open(house), [], "nothing is due before it is submitted");
        let no = claim::claims(&house.desk(), &decider(house), None, None).unwrap()[0].no;
        let declared = claim::declared(&house.desk(), &window(house), no).unwrap();
        claim::submit(&house.desk(), &window(house), no, declared).unwrap();

        let review = |alarm, told: &str| vec![("first_review", "2025-03-17".to_owned(), alarm, told.to_owned())];
        assert_eq!(open(house), review(Alarm::Calm, FENGTAI));
        house.set_today("2025-03-14");
        assert_eq!(open(house), review(Alarm::Remind, FENGTAI), "the office is reminded");
        house.set_today("2025-03-18");
        assert_eq!(open(house), review(Alarm::Escalate, CITY), "the supervisor hears of it");
        let foreign = house.user("wx-late", Role::Clerk, SHOU);
        let reminder = Reminder { working_days: 2 };
        assert_eq!(claim::late(&house.desk(), &foreign, reminder).unwrap(), []);

        house.set_today("2025-03-17");
        claim::review(&house.desk(), &examiner(house), no, Vec::new()).unwrap();
        let decision = ("decision", "2025-03-31".to_owned(), Alarm::Calm, CITY.to_owned());
        assert_eq!(open(house), [decision]);
        house.set_today("2025-03-31");
        let findings = vec![finding(2, Said::Suspend, 30_000)];
        claim::decide_claim(&house.desk(), &decider(house), no, findings).unwrap();
        house.set_today("2025-04-11");
        let want = [
            ("payment", "2025-04-10".to_owned(), Alarm::Escalate, CITY.to_owned()),
            ("suspended_decision", "2025-06-29".to_owned(), Alarm::Calm, CITY.to_owned()),
        ];
        assert_eq!(open(house), want);
        let outcome = claim::show(&house.desk(), &decider(house), no).unwrap().outcome().unwrap();
        assert_eq!(outcome.suspended(), Fen::new(30_000));
    }
}
