//! Packages and standards: who may set them, what they must keep, versions.

use crate::on_both;
use crate::scene::{LEVELS, code, date, files, owned, proposed, region, year, yuan};
use access::{Role, Verdict};
use enrolment::Scheme;
use enrolment::contribution::Source;
use enrolment::contribution::standard::{Former, Level};
use service::contribution::standard;
use service::{audit, package};

on_both! {
    /// REQ-078: a county's user who would change the standard is refused, and the attempt is on record.
    fn req_078_a_county_cannot_set_a_standard(scene: &Scene) {
        scene.set_standard(LEVELS);
        let county = scene.user("zhou", Role::PolicyOfficer, "340421");
        let desk = scene.desk();
        let ask = proposed(Scheme::Resident, 2027, "2026-11-01");
        let attempt = audit::watched(&desk, &county, "standard.propose", "2027", || {
            standard::propose(&desk, &county, &ask)
        });
        assert_eq!(code(attempt), "standard.county");
        let auditor = scene.user("wu", Role::Auditor, "3404");
        let filter = store::audit::Filter { limit: 100, ..store::audit::Filter::default() };
        let trail = audit::read(&desk, &auditor, &filter).unwrap();
        let refused: Vec<_> = trail.iter().filter(|entry| entry.command == "standard.propose").collect();
        assert_eq!(refused.len(), 1);
        assert!(refused[0].reason.contains("standard.county"));
        assert_eq!(standard::list(&desk, &county).unwrap().len(), 1, "nothing changed");
    }

    /// A package is adopted by two persons of the city; a package that does not compile by nobody.
    fn adopting_a_package_takes_two(scene: &Scene) {
        let (officer, reviewer) = scene.city();
        let desk = scene.desk();
        let mut adopting = package::Adopting {
            scheme: Scheme::Resident,
            files: files("cn.340400.resident"),
            parameters: owned(LEVELS),
            from: date("2021-01-01"),
            until: None,
        };
        let no = package::propose(&desk, &officer, &adopting).unwrap();
        let scope = access::Scope::whole(region("3404"));
        let current = || desk.read(|session| package::current(session, scope, Scheme::Resident, date("2027-01-01")));
        assert_eq!(current().unwrap_err().code(), "package.none");
        let own = scene.pretend("zhao", Role::Reviewer, "3404");
        assert!(package::decide(&desk, &own, no, Verdict::Approved, "同意").is_err());
        package::decide(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        assert_eq!(current().unwrap().id, "cn.340400.resident");
        assert_eq!(package::adoptions(&desk, &officer).unwrap().len(), 1);

        adopting.parameters.insert("table.unknown".to_owned(), "1".to_owned());
        assert_eq!(code(package::propose(&desk, &officer, &adopting)), "input");
        let county = scene.user("zhou", Role::PolicyOfficer, "340421");
        assert_eq!(code(package::propose(&desk, &county, &adopting)), "standard.county");
    }

    /// A standard with a split that does not add up, below a former scheme or without a package is refused.
    fn what_a_standard_must_keep_is_checked_before_it_is_proposed(scene: &Scene) {
        let (officer, _) = scene.city();
        let desk = scene.desk();
        assert_eq!(code(scene.propose_standard(Scheme::Resident, 2027, "2026-01-01")), "package.none");
        let mut odd = LEVELS.to_vec();
        odd[5].1 = "499";
        scene.adopt("cn.340400.resident", Scheme::Resident, &odd, "2021-01-01");
        assert_eq!(code(scene.propose_standard(Scheme::Resident, 2027, "2026-01-01")), "standard.split");
        scene.adopt("cn.340400.resident", Scheme::Resident, LEVELS, "2021-01-01");
        let mut ask = proposed(Scheme::Resident, 2027, "2026-01-01");
        ask.former = vec![Former {
            scheme: Scheme::UrbanResident,
            year: year(2020),
            level: Level { total: yuan(500), personal: yuan(160) },
        }];
        assert_eq!(code(standard::propose(&desk, &officer, &ask)), "standard.below_former_personal");
        ask.former[0].level.personal = yuan(150);
        assert!(standard::propose(&desk, &officer, &ask).is_ok());
    }

    /// REQ-067: the series of Tai'an is stored by year: 20 + 80 = 100 in 2009, 10 + 10 in the pilot year.
    fn req_067_a_series_by_year(scene: &Scene) {
        scene.adopt("cn.370900.nrcms", Scheme::RuralCooperative, &[], "2003-01-01");
        for year in [2003, 2009] {
            scene.approve_standard(Scheme::RuralCooperative, year, "2003-01-01");
        }
        let (officer, _) = scene.city();
        let series = standard::list(&scene.desk(), &officer).unwrap();
        let shown: Vec<_> = series.iter().map(|(version, levels)| {
            let parts: Vec<_> = levels[0].parts.iter().map(|part| (part.source, part.amount)).collect();
            (version.year.get(), parts, levels[0].level.total)
        }).collect();
        let by = |own, subsidy| vec![(Source::Government, yuan(subsidy)), (Source::Person, yuan(own))];
        assert_eq!(shown, [(2003, by(10, 10), yuan(20)), (2009, by(20, 80), yuan(100))]);
    }

    /// REQ-080: 570 = basic 500 + serious illness 70, recorded with the standard.
    fn req_080_the_split_is_recorded(scene: &Scene) {
        scene.set_standard(LEVELS);
        let (officer, _) = scene.city();
        let listed = standard::list(&scene.desk(), &officer).unwrap();
        let ordinary = listed[0].1.iter().find(|level| {
            level.group.as_ref().is_some_and(|group| group.as_str() == "ordinary")
        }).unwrap();
        let split: Vec<_> = ordinary.split.iter().map(|share| share.amount).collect();
        assert_eq!(split, [yuan(500), yuan(70)]);
        assert_eq!(ordinary.level.total, yuan(570));
        assert_eq!(listed[0].1.len(), 3, "特困、建档立卡、一般居民");
    }
}
