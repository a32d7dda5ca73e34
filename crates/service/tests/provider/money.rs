//! Grades and what follows; score sheets; what the public is told.

use base::{Fen, Ratio};
use directory::agreement::admission::Mark;
use directory::agreement::assess::Measured;
use directory::agreement::disclosure::FeeTotals;
use directory::agreement::{AssessmentScheme, DesignationRules, Points, Standing};
use directory::provider::{Ownership, ProviderCode, ProviderKind};
use service::provider::{self, Published, RuleKind};

use crate::in_town as on_both;
use crate::people_support::{day, region};
use crate::scene::{Town, one};

/// Values that bring so many points for service; all else is full.
fn measured(service: i64) -> Vec<Measured> {
    let values = [
        ("fee_growth", 0),
        ("drug_share", 0),
        ("outside_catalogue", 0),
        ("violations", 0),
        ("credential", 0),
        ("service", service * 100),
    ];
    let one = |(indicator, value): (&str, i64)| Measured {
        indicator: indicator.into(),
        value,
        evidence: "检查记录".into(),
    };
    values.into_iter().map(one).collect()
}

/// The worst of everything.
fn worst() -> Vec<Measured> {
    let bad = |one: Measured| match &*one.indicator {
        "service" => Measured { value: 0, ..one },
        "violations" | "credential" => Measured { value: 100, ..one },
        _ => Measured {
            value: 9_000,
            ..one
        },
    };
    measured(0).into_iter().map(bad).collect()
}

fn assessed(town: &Town, code: &ProviderCode, on: &str, values: &[Measured]) -> String {
    let desk = town.office.desk();
    let made = provider::propose_assessment(&desk, &town.clerk, code, day(on), values);
    town.county_says(made.unwrap().0, access::Verdict::Approved)
}

fn scheme() -> &'static str {
    std::str::from_utf8(AssessmentScheme::EXAMPLE).unwrap()
}

on_both! {
    /// REQ-145: another grade is another share paid in advance and another number of inspections; REQ-154, the
    /// arithmetic: a score of 85 brings back of the deposit what the rule says.
    fn req_145_another_grade_has_other_terms(town: &Town) {
        let (code, _) = town.designated();
        let desk = town.office.desk();
        let none = provider::propose_assessment(&desk, &town.clerk, &code, day("2026-03-02"), &measured(20));
        assert_eq!(none.unwrap_err().code(), "assessment.no_scheme");
        town.rules(RuleKind::Assessment, scheme());
        let terms = |on: &str| {
            let read = |session: &mut store::Session<'_>| provider::terms(session, town.clerk.scope(), &code, day(on));
            desk.read(read).unwrap()
        };
        assert_eq!(terms("2026-03-02"), None);
        assessed(town, &code, "2026-03-02", &measured(20));
        let told = assessed(town, &code, "2026-09-30", &measured(5));
        assert!(told.contains("预付比例：100% → 80%") && told.contains("每年检查次数：1 → 2"), "{told}");
        let (before, after) = (terms("2026-09-29").unwrap(), terms("2026-09-30").unwrap());
        assert_eq!((before.grade.as_str(), before.inspections), ("A", 1));
        assert_eq!((after.grade.as_str(), after.inspections), ("B", 2));
        assert_eq!(after.prepayment, Ratio::parse("80%").unwrap());
        let deposit = |session: &mut store::Session<'_>| {
            let which = (&code, day("2026-12-31"));
            provider::settle_deposit(session, town.clerk.scope(), which, Fen::new(1_000_001))
        };
        let settled = desk.read(deposit).unwrap();
        assert_eq!((settled.returned, settled.kept), (Fen::new(900_001), Fen::new(100_000)));
    }

    /// REQ-147: the lowest class twice in a row leads to a proposal to exit, and to a warning the first time.
    fn req_147_the_lowest_class_twice_is_a_proposal_to_exit(town: &Town) {
        let (code, _) = town.designated();
        town.rules(RuleKind::Assessment, scheme());
        let first = assessed(town, &code, "2026-03-02", &worst());
        assert!(first.contains("评为 D") && first.contains("警告") && !first.contains("建议退出"), "{first}");
        let desk = town.office.desk();
        let all = provider::providers(&desk, &town.clerk, day("2026-03-02")).unwrap();
        assert_eq!(all[0].standing, Standing::Warned);
        let second = assessed(town, &code, "2026-09-30", &worst());
        assert!(second.contains("连续 2 次评为最低等级 D") && second.contains("建议退出定点"), "{second}");
        assert!(!second.contains("第 2 号处理"), "one warning is enough");
        let kept = provider::assessments(&desk, &town.clerk, Some(&code)).unwrap();
        assert_eq!(kept.iter().map(|one| one.exit_proposed).collect::<Vec<_>>(), [false, true]);
        let wai = town.office.user("wai", access::Role::Clerk, "340422");
        assert!(provider::assessments(&desk, &wai, None).unwrap().is_empty());
    }

    /// REQ-148, REQ-150: private and public are scored by one list, and the results with the scores are published.
    fn req_148_req_150_one_list_and_published_scores(town: &Town) {
        let desk = town.office.desk();
        let mut private = one(ProviderKind::Clinic, "H34042100011", "样例民办诊所");
        private.institution.particulars[0].ownership = Ownership::Private;
        let public = one(ProviderKind::Clinic, "H34042100012", "样例公办诊所");
        let rules = DesignationRules::read(DesignationRules::EXAMPLE).unwrap();
        let criteria: Vec<_> = rules.criteria.of(ProviderKind::Clinic).cloned().collect();
        let mut lists = Vec::new();
        for (new, short) in [(&private, 0), (&public, 1_500)] {
            let code = town.registered(new);
            let (no, _) = provider::apply(&desk, &town.clerk, &code, "申请书").unwrap();
            let marks: Vec<Mark> = criteria
                .iter()
                .map(|criterion| Mark {
                    criterion: criterion.id.clone(),
                    points: if &*criterion.id == "drugs" { criterion.full.less(Points::from_hundredths(short)) } else { criterion.full },
                    evidence: "现场评估".into(),
                })
                .collect();
            let sheet = provider::score(&desk, &town.clerk, (no, "2026年第一批"), &marks).unwrap();
            lists.push(sheet.lines.iter().map(|line| line.criterion.clone()).collect::<Vec<_>>());
            assert!(provider::score(&desk, &town.clerk, (no, "2026年第一批"), &marks).is_err(), "scored once");
        }
        assert_eq!(lists[0], lists[1]);
        let no = provider::propose_admission_results(&desk, &town.clerk, "2026年第一批", None).unwrap();
        assert!(provider::published(&desk, region("3404")).unwrap().is_empty());
        town.county_says(no, access::Verdict::Approved);
        let public = provider::published(&desk, region("3404")).unwrap();
        let Published::Admission(lines) = &public[0].1 else {
            panic!("{public:?}");
        };
        let told: Vec<_> = lines.iter().map(|line| (line.rank, line.name.as_str(), line.score, line.admitted)).collect();
        assert_eq!(told, [(1, "样例民办诊所", 10_000, true), (2, "样例公办诊所", 8_500, true)]);
    }

    /// REQ-146, the page: the average fee of a stay by hospital, from the totals of settled visits.
    fn req_146_the_average_fee_of_a_stay_is_on_the_page(town: &Town) {
        let (code, _) = town.designated();
        let desk = town.office.desk();
        let totals = FeeTotals {
            provider: code.clone(),
            name: "样例县医院".into(),
            stays: 3,
            stay_fees: Fen::new(1_000_000),
            stay_days: 20,
            visits: 0,
            visit_fees: Fen::ZERO,
            funds: Fen::new(700_000),
            drugs: Fen::new(250_000),
        };
        let no = provider::propose_fees(&desk, &town.clerk, "2026年上半年", &[totals]).unwrap();
        town.county_says(no, access::Verdict::Approved);
        let public = provider::published(&desk, region("3404")).unwrap();
        let Published::Fees(rows) = &public[0].1 else {
            panic!("{public:?}");
        };
        assert_eq!((rows[0].per_stay, rows[0].funds_bp), (Some(333_333), Some(7_000)));
    }
}
