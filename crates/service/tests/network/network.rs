//! Who may serve, and what may be charged.

use access::{Role, Verdict};
use base::{Date, PersonnelCode, Validity};
use directory::agreement::Service;
use directory::provider::{Ownership, Practice, Profession, ProviderCode, ProviderKind, Staff};
use service::provider::{self, FileOf, ReadRow, StaffRow};
use settlement::visit::VisitKind;
use store::provider::institution::Registered;

use crate::hall::{cards_in, policy};
use crate::in_town as on_both;
use crate::listed::{DRUG, PATENT, SERVICE};
use crate::people_support::{day, region};
use crate::scene::residents_in;
use crate::town::{self, HOSPITAL, Town, hospital, one, signing, span};
use crate::visits::{Hall, visit_of, with_catalogue};

/// A hospital of another county.
pub const OTHER: &str = "H34042200001";
const PHARMACY: &str = "P34042200001";

/// A provider of the second county.
pub fn other(kind: ProviderKind, code: &str, name: &str) -> Registered {
    let mut new = one(kind, code, name);
    new.region = region("340422");
    for particulars in &mut new.institution.particulars {
        particulars.place = region("340422");
    }
    new
}

/// Registers a provider of the second county, and designates it for the rest of the year.
pub fn designated_there(town: &Town, new: &Registered) -> ProviderCode {
    let desk = town.office.desk();
    let clerk = &town.foreign;
    let name = format!("fu{}", new.institution.code.as_str().to_lowercase());
    let reviewer = town.office.user(&name, Role::Reviewer, "340422");
    let code = new.institution.code.clone();
    provider::register(&desk, clerk, new).unwrap();
    let (no, first) = provider::apply(&desk, clerk, &code, "申请书").unwrap();
    provider::decide(&desk, &reviewer, first, Verdict::Approved, "齐全").unwrap();
    let second = provider::propose_confirm(&desk, &town.city, no, ("合格", "评估表")).unwrap();
    town.city_says(second);
    let mut wanted = signing(no, ("2026-03-02", "2026-12-31"));
    if code.is_pharmacy() {
        wanted.services = vec![Service::Pharmacy];
    }
    let third = provider::propose_agreement(&desk, clerk, &wanted).unwrap();
    provider::decide(&desk, &reviewer, third, Verdict::Approved, "同意").unwrap();
    code
}

/// A town with residents, a catalogue and its own hospital designated.
pub fn settled_town(town: &Town) {
    residents_in(&town.office.store, 20);
    cards_in(&town.office.store, 20);
    with_catalogue(town);
    town.designated();
}

fn physician(town: &Town, at: &[&str]) -> &'static str {
    let code = PersonnelCode::parse("D340421000011").unwrap();
    let staff = Staff {
        code: code.clone(),
        name: "张三".into(),
        document: None,
        profession: Profession::Physician,
        title: "231".into(),
        qualification: "Q1".into(),
        licence: "L1".into(),
        licensed: span("2015-01-01", ""),
        insured_service: true,
    };
    for (place, provider) in at.iter().enumerate() {
        let row = StaffRow {
            staff: staff.clone(),
            practice: Practice {
                staff: code.clone(),
                provider: ProviderCode::parse(provider).unwrap(),
                department: None,
                holds: Validity::new(Date::parse("2026-01-01").ok(), None).unwrap(),
                main: place == 0,
            },
        };
        let file = FileOf {
            region: region("3404"),
            digest: format!("staff-{place}"),
        };
        let rows: [ReadRow<StaffRow>; 1] = [Ok((2, row))];
        let mut told = Vec::new();
        let mut tell = |row: &provider::RowResult| told.push(format!("{row:?}"));
        let desk = town.office.desk();
        let batch =
            provider::take_staff(&desk, &town.city, &file, rows.into_iter(), &mut tell).unwrap();
        assert_eq!(batch.refused, 0, "{told:?}");
    }
    "D340421000011"
}

on_both! {
    /// REQ-140: one text in versions, signed, with a period, renewed: care on a day without a valid agreement is
    /// refused at the counter, so that no claim of it can arise; before the first day, after the last, and between.
    fn req_140_no_valid_agreement_no_claim(town: &Town) {
        residents_in(&town.office.store, 3);
        cards_in(&town.office.store, 3);
        with_catalogue(town);
        let (code, no) = town.designated();
        let desk = town.office.desk();
        let hall = Hall::open(town, "2026-12-31", policy("0", "100000", "60%"));
        let line = (1, DRUG, "50", None);
        let early = hall.treated((1, HOSPITAL, "2026-03-01"), line).unwrap_err();
        assert_eq!(early.code(), "entry.not_designated");
        assert_eq!(hall.treated((1, HOSPITAL, "2026-03-02"), line).unwrap().fund, 3_000);
        let none = hall.treated((1, OTHER, "2026-03-02"), line).unwrap_err();
        assert_eq!(none.code(), "entry.unknown");
        // The agreement ends in June, and is signed anew from September on, on the text that holds then.
        let leaving = provider::Leaving {
            provider: code.clone(),
            last_day: day("2026-06-30"),
            reason: directory::agreement::contract::EndReason::Provider,
            evidence: "退出申请".to_owned(),
            not_renewed: false,
        };
        let out = provider::propose_end(&desk, &town.clerk, &leaving).unwrap();
        town.county_says(out, Verdict::Approved);
        let gap = hall.treated((2, HOSPITAL, "2026-07-01"), line).unwrap_err();
        assert!(gap.zh().contains("不能开始新的就诊"), "{}", gap.zh());
        assert_ne!(town.confirmed(&code), no);
        let files = provider::dossier(&desk, &town.clerk, &code).unwrap().designations;
        let anew = signing(files.last().unwrap().no, ("2026-09-01", "2026-12-31"));
        let proposal = provider::propose_agreement(&desk, &town.clerk, &anew).unwrap();
        town.county_says(proposal, Verdict::Approved);
        assert_eq!(hall.treated((3, HOSPITAL, "2026-09-01"), line).unwrap().fund, 3_000);
        let owed = desk.read(|session| {
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM payable";
            session.row(sql, &[])?.unwrap().int(0)
        });
        assert_eq!(owed.unwrap(), 2, "nothing is owed for what was refused");
    }

    /// REQ-156: a line outside the list is refused with the sentence that says so, and leaves nothing to be claimed.
    fn req_156_a_line_outside_the_list_is_refused(town: &Town) {
        settled_town(town);
        let hall = Hall::open(town, "2026-03-05", policy("0", "100000", "60%"));
        let visit = hall.begin(visit_of(1, HOSPITAL, "2026-03-05 08:00:00")).unwrap();
        let of = (visit, 1, HOSPITAL);
        hall.describe(of, "11");
        let at = "2026-03-05 09:00:00";
        let outside = hall.charge(of, (1, "XA01ABC001A001010109999", "70", None), at).unwrap_err();
        assert_eq!(outside.code(), "line.unknown_item");
        assert!(outside.zh().contains("XA01ABC001A001010109999"), "{}", outside.zh());
        hall.charge(of, (1, DRUG, "50", None), at).unwrap();
        let came = hall.settle(of).unwrap();
        assert_eq!((came.bill, came.fund), (5_000, 3_000));
        // a service that the agreement does not cover begins nothing
        let mut outside = visit_of(2, HOSPITAL, at);
        outside.service = Service::Pharmacy;
        assert_eq!(hall.begin(outside).unwrap_err().code(), "entry.service");
    }

    /// REQ-158: a member of one county is treated at any designated hospital and buys at any designated pharmacy of the
    /// city.
    fn req_158_any_designated_provider_is_accepted(town: &Town) {
        settled_town(town);
        designated_there(town, &other(ProviderKind::Hospital, OTHER, "寿县医院"));
        designated_there(town, &other(ProviderKind::Pharmacy, PHARMACY, "寿县药房"));
        let hall = Hall::open(town, "2026-03-05", policy("0", "100000", "60%"));
        for (who, code) in [(1, HOSPITAL), (2, OTHER)] {
            let came = hall.treated((who, code, "2026-03-05"), (1, DRUG, "50", None)).unwrap();
            assert_eq!(came.fund, 3_000, "{code}");
        }
        let mut bought = visit_of(3, PHARMACY, "2026-03-05 10:00:00");
        (bought.kind, bought.service) = (VisitKind::Pharmacy, Service::Pharmacy);
        assert!(hall.begin(bought).is_ok());
    }

    /// REQ-423: a physician practises at two hospitals, and lines of both may name the physician; those of a third may
    /// not, nor may any once the physician is suspended there.
    fn req_423_a_physician_of_several_providers_orders_at_each(town: &Town) {
        settled_town(town);
        designated_there(town, &other(ProviderKind::Hospital, OTHER, "寿县医院"));
        let third = "H34042200002";
        designated_there(town, &other(ProviderKind::Hospital, third, "寿县二院"));
        let doctor = physician(town, &[HOSPITAL, OTHER]);
        let hall = Hall::open(town, "2026-03-05", policy("0", "100000", "60%"));
        for (who, code) in [(1, HOSPITAL), (2, OTHER)] {
            let line = (1, DRUG, "50", Some(doctor));
            assert!(hall.treated((who, code, "2026-03-05"), line).is_ok(), "{code}");
        }
        let refused = |code: &str, doctor: &str| {
            let line = (1, DRUG, "50", Some(doctor));
            hall.treated((3, code, "2026-03-05"), line).unwrap_err()
        };
        let elsewhere = refused(third, doctor);
        assert_eq!(elsewhere.code(), "staff.unknown", "nobody of that name practises there");
        assert!(elsewhere.zh().contains("第 1 号明细"), "{}", elsewhere.zh());
        assert_eq!(refused(HOSPITAL, "D340421000099").code(), "staff.unknown");
        let kept = town.office.desk().read(|session| {
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM fee_line WHERE physician = $1";
            session.row(sql, &store::params![doctor])?.unwrap().int(0)
        });
        assert_eq!(kept.unwrap(), 2, "the line keeps who ordered it");
    }

    /// REQ-138: of what was charged for drugs and settled, the share of essential ones, institution by institution.
    fn req_138_the_share_of_essential_drugs_in_use(town: &Town) {
        settled_town(town);
        let hall = Hall::open(town, "2026-03-05", policy("0", "100000", "60%"));
        let visit = hall.begin(visit_of(1, HOSPITAL, "2026-03-05 08:00:00")).unwrap();
        let of = (visit, 1, HOSPITAL);
        hall.describe(of, "11");
        let at = "2026-03-05 09:00:00";
        for line in [(1, DRUG, "90", None), (2, PATENT, "30", None), (3, SERVICE, "500", None)] {
            hall.charge(of, line, at).unwrap();
        }
        let desk = town.office.desk();
        let used = |until: &str| {
            let period = (day("2026-03-01"), day(until));
            let all = service::catalogue::essential_stock(&desk, &town.clerk, day("2026-03-05"), period);
            all.unwrap().get(HOSPITAL).and_then(|one| one.use_share())
        };
        assert_eq!(used("2026-03-31"), None, "nothing is settled yet");
        hall.settle(of).unwrap();
        // what was taken back does not count
        let back = hall.begin(visit_of(2, HOSPITAL, "2026-03-05 08:00:00")).unwrap();
        let second = (back, 2, HOSPITAL);
        hall.describe(second, "11");
        hall.charge(second, (1, PATENT, "700", None), at).unwrap();
        let came = hall.settle(second).unwrap();
        hall.reverse(second, came.record);
        assert_eq!(used("2026-03-31"), base::Ratio::parse("75%").ok());
        assert_eq!(used("2026-03-04"), None, "the day of service counts");
        let foreign = service::catalogue::essential_stock(
            &desk, &town.foreign, day("2026-03-05"), (day("2026-03-01"), day("2026-03-31")),
        );
        assert!(foreign.unwrap().is_empty());
    }

    /// REQ-160: two institutions are designated later; the network has grown by two, and the list says since when.
    fn req_160_the_network_grows_by_two_with_its_dates(town: &Town) {
        town.designated();
        let desk = town.office.desk();
        let counted = |on: &str| {
            let asked = (day(on), true);
            let counts = provider::counts(&desk, &town.clerk, region("3404"), asked).unwrap();
            counts.total()
        };
        assert_eq!(counted("2026-03-31"), 1);
        for code in [OTHER, "H34042200002"] {
            designated_there(town, &other(ProviderKind::Hospital, code, "寿县医院"));
        }
        assert_eq!((counted("2026-03-31"), counted("2026-03-01")), (3, 0));
        let all = provider::providers(&desk, &town.clerk, day("2026-03-31")).unwrap();
        let since: Vec<_> = all.iter().map(|one| one.designated_from).collect();
        assert_eq!(since, vec![Some(day("2026-03-02")); 3]);
    }

    /// REQ-159: what was sanctioned in a time, by ownership.
    fn req_159_violations_by_ownership(town: &Town) {
        let (public, _) = town.designated();
        let mut private = one(ProviderKind::Clinic, "H34042100011", "样例民办诊所");
        private.institution.particulars[0].ownership = Ownership::Private;
        let private = town.registered(&private);
        let desk = town.office.desk();
        for (code, from) in [(&private, "2026-03-02"), (&private, "2026-03-10"), (&public, "2026-03-03")] {
            let charge = provider::Charge {
                violation: directory::agreement::sanction::Violation {
                    provider: code.clone(),
                    target: directory::agreement::Target::Provider,
                    found: day("2026-03-02"),
                    facts: "串换药品".into(),
                    broken: "篇9 四(一)5".into(),
                    loss: base::Fen::new(50_000),
                    serious: false,
                    evidence: "检查笔录".into(),
                },
                measure: directory::agreement::Measure::Warning,
                days: (day(from), None),
                fine: base::Fen::ZERO,
            };
            let no = provider::propose_sanction(&desk, &town.clerk, &charge).unwrap();
            town.county_says(no, Verdict::Approved);
        }
        let listed = |actor, until: &str| {
            let lists = provider::violations(&desk, actor, (day("2026-03-01"), day(until))).unwrap();
            lists.into_iter().map(|(owner, all)| (owner, all.len())).collect::<Vec<_>>()
        };
        let mut all = vec![(Ownership::Public, 1), (Ownership::Private, 2)];
        all.sort();
        assert_eq!(listed(&town.clerk, "2026-03-31"), all);
        assert_eq!(listed(&town.clerk, "2026-03-02"), [(Ownership::Private, 1)]);
        assert!(listed(&town.foreign, "2026-03-31").is_empty());
        assert_eq!(hospital().institution.code, public);
        assert_eq!(town::county(), region("340421"));
    }
}
