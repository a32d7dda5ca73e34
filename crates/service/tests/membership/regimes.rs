//! Regime profiles: proposed by one, adopted by another; what counties practise; the self-check.

use access::{Actor, Role, Verdict};
use enrolment::regime::{Basis, CountySetting, UnifiedItem};
use service::{ServiceError, regime};

use crate::fixture::{Fixture, at, date, region};
use crate::on_both;

const DAY: &str = "2022-03-01";

const SHORT: &str = r#"
format = "tongchou-regime/1"
pool = "340400"
title = "淮南市（样例）"
from = 2023-01-01
[[source]]
id = "样例1"
title = "样例文件"
[[scheme]]
code = "resident"
cite = ["样例1 一"]
[basis]
is = "voluntary"
cite = ["样例1 二"]
"#;

fn practise(
    fixture: &Fixture,
    actor: &Actor,
    county: &str,
    value: &str,
) -> Result<(), ServiceError> {
    let setting = CountySetting {
        county: region(county),
        item: UnifiedItem::Financing,
        name: "contribution.adult".into(),
        value: value.into(),
    };
    at(fixture, DAY, |desk| {
        regime::practise(desk, actor, &setting, date("2022-01-01"))
    })
}

on_both! {
    /// REQ-468: a profile is data that one user of the city proposes and another adopts; the former one ends.
    fn req_468_a_profile_is_adopted_by_two(fixture: &Fixture) {
        let city = fixture.user("chen", Role::PolicyOfficer, "3404", "3404");
        let county = fixture.user("qian", Role::PolicyOfficer, "3404", "340421");
        let checker = fixture.user("zhaofu", Role::Reviewer, "3404", "3404");
        let propose = |actor: &Actor, text: &str| {
            at(fixture, DAY, |desk| regime::propose(desk, actor, "样例.toml", text))
        };
        assert_eq!(propose(&county, SHORT).unwrap_err().code(), "regime.city_only");
        let other = SHORT.replace("340400", "431100");
        assert_eq!(propose(&city, &other).unwrap_err().code(), "regime.other_pool");
        let broken = propose(&city, &SHORT.replace("voluntary", "wish")).unwrap_err();
        assert!(broken.zh().contains("样例.toml 第"), "{}", broken.zh());
        let decide = |no| at(fixture, DAY, |desk| regime::decide(desk, &checker, no, Verdict::Approved, "同意"));
        decide(propose(&city, &SHORT.replace("2023-01-01", "2020-01-01")).unwrap()).unwrap();
        decide(propose(&city, SHORT).unwrap()).unwrap();
        let shelf = fixture.store.read(|session| regime::shelf(session, city.scope())).unwrap();
        assert_eq!(shelf.all().len(), 2);
        let before = shelf.of(region("3404"), date("2022-12-31")).unwrap();
        assert_eq!(before.during.until(), Some(date("2022-12-31")));
        assert_eq!(before.basis.as_ref().map(|one| one.says), Some(Basis::Voluntary));
    }

    /// REQ-450: the report lists each of the six with the number of counties that deviate; the target is 0.
    fn req_450_the_self_check_of_a_city(fixture: &Fixture) {
        let city = fixture.user("chen", Role::PolicyOfficer, "3404", "3404");
        let county = fixture.user("qian", Role::PolicyOfficer, "3404", "340421");
        let refused = practise(fixture, &county, "340421", "250.00").unwrap_err();
        assert_eq!(refused.code(), "regime.county_parameter");
        practise(fixture, &city, "3404", "280.00").unwrap();
        practise(fixture, &city, "340421", "250.00").unwrap();
        practise(fixture, &city, "340422", "280.00").unwrap();
        let report = |actor: &Actor| {
            let lines = at(fixture, DAY, |desk| regime::self_check(desk, actor, date(DAY))).unwrap();
            lines.iter().map(|line| (line.item.says, line.counties)).collect::<Vec<_>>()
        };
        let expected = |financing| [
            (UnifiedItem::Coverage, 0),
            (UnifiedItem::Financing, financing),
            (UnifiedItem::Benefits, 0),
            (UnifiedItem::Service, 0),
            (UnifiedItem::Fund, 0),
            (UnifiedItem::InformationSystem, 0),
        ];
        assert_eq!(report(&city), expected(1));
        practise(fixture, &city, "340421", "280.00").unwrap();
        assert_eq!(report(&city), expected(0));
        let other = fixture.user("li", Role::PolicyOfficer, "3404", "340422");
        assert_eq!(report(&other), expected(0));
    }
}
