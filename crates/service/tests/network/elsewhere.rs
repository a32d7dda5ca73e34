//! Care outside the pooling area: emergency, work elsewhere, referral, own choice.

use base::Fen;
use benefit::plan::Policy;
use directory::agreement::Circumstance;
use policy::{CompileOptions, Files, Package};
use service::counter::act::FileAsk;
use service::filing;
use settlement::FilingNo;
use settlement::visit::{FilingKind, Place};

use crate::in_town as on_both;
use crate::listed::SERVICE;
use crate::network::settled_town;
use crate::people_support::day;
use crate::town::{HOSPITAL, Town};
use crate::visits::{Hall, person, stay_of};

/// A hospital of the province outside the city, and one of another province.
const PROVINCE: &str = "H34010000001";
const OUTSIDE: &str = "H31010000001";

/// 60 % of what is left after the first own share: nothing of it in the city, 5 % on a referral within the province, 10 %
/// on one beyond it, as 篇10 has it for its employees; emergency and work elsewhere as at home; own choice nothing.
fn plan() -> Policy {
    let text = r#"
format = "tongchou-policy/1"
id = "test"
title = "测试"
scheme = "resident"
in_force = { from = 2000-01-01 }
law_date = "service_date"
[year]
starts = "01-01"
by = "settlement_date"
[[source]]
id = "t"
title = "办法"
tier = "D"
file = "sources/t.md"
[payer.pool]
title = "统筹基金"
kind = "fund"
[[step]]
id = "province"
title = "转省属医院先自付"
do = "carve"
when = "place == in_province and filing == referral"
ratio = "5%"
to = "referral"
cite = ["t#1"]
[[step]]
id = "outside"
title = "转省外先自付"
do = "carve"
when = "place == out_province and filing == referral"
ratio = "10%"
to = "referral"
cite = ["t#1"]
[[step]]
id = "pool"
title = "支付"
do = "share"
when = "place == local or emergency == yes or filing == referral or filing == long_term"
payer = "pool"
ratio = "60%"
cite = ["t#1"]
"#;
    let files = Files::from_iter([
        ("policy.toml", text),
        ("sources/t.md", "# 办法\n\n## 1 总则\n"),
    ]);
    let package = Package::load(&files).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

fn filed(town: &Town, hall: &Hall, (who, kind): (i64, FilingKind), to: (&str, Place)) -> FilingNo {
    let no = hall.file(FileAsk {
        person: person(who),
        institution: HOSPITAL.to_owned(),
        kind,
        from: day("2026-03-03"),
        until: Some(day("2026-06-30")),
        place: to.1,
        leads_to: Some(to.0.to_owned()),
        disease: None,
        certified_on: None,
        from_visit: None,
        detail: "{}".to_owned(),
    });
    let no = FilingNo::new(no).unwrap();
    let desk = town.office.desk();
    filing::decide(&desk, &town.reviewer, (no, true), "同意").unwrap();
    no
}

/// What funds pay of a stay of 1000 elsewhere.
fn paid(hall: &Hall, (who, code): (i64, &str), began: &str, med_type: &str) -> Fen {
    let mut ask = stay_of(who, code, &format!("{began} 08:00:00"));
    ask.circumstance = Circumstance::FiledElsewhere;
    if let Some(described) = &mut ask.described {
        described.med_type = med_type.to_owned();
    }
    let visit = hall.begin(ask).unwrap();
    let of = (visit, who, code);
    hall.charge(of, (1, SERVICE, "1000", None), &format!("{began} 09:00:00"))
        .unwrap();
    hall.discharge(of, &format!("{began} 20:00:00"));
    Fen::new(hall.settle(of).unwrap().fund)
}

on_both! {
    /// REQ-252: outside the city an emergency is paid as at home and so is who works there and filed it; own choice is
    /// recorded, and the funds pay nothing of it. A provider of the city is nowhere else.
    fn req_252_emergency_elsewhere_is_paid_own_choice_is_not(town: &Town) {
        settled_town(town);
        let hall = Hall::open(town, "2026-03-20", plan());
        let sixty = Fen::new(60_000);
        assert_eq!(paid(&hall, (1, OUTSIDE), "2026-03-10", "24"), sixty, "an emergency");
        filed(town, &hall, (2, FilingKind::LongTerm), (OUTSIDE, Place::OutProvince));
        let ordinary = "2101";
        assert_eq!(paid(&hall, (2, OUTSIDE), "2026-03-20", ordinary), sixty, "work elsewhere");
        assert_eq!(paid(&hall, (3, OUTSIDE), "2026-03-10", ordinary), Fen::ZERO, "own choice");
        let mut here = stay_of(4, HOSPITAL, "2026-03-10 08:00:00");
        here.circumstance = Circumstance::FiledElsewhere;
        assert_eq!(hall.begin(here).unwrap_err().code(), "entry.filed_here");
        let desk = town.office.desk();
        let grounds = desk.read(|session| {
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM visit WHERE ground = 'filed_elsewhere'";
            session.row(sql, &[])?.unwrap().int(0)
        });
        assert_eq!(grounds.unwrap(), 3, "the ground stands with each visit");
    }

    /// REQ-253: registered before the treatment, to a class of destination, for a time: 5 % first within the province and
    /// 10 % beyond it; without a referral, before it begins, after its end or where the bureau has not agreed, not at
    /// this rate.
    fn req_253_a_referral_counts_for_its_destination_and_time(town: &Town) {
        settled_town(town);
        let hall = Hall::open(town, "2026-03-20", plan());
        filed(town, &hall, (1, FilingKind::Referral), (PROVINCE, Place::InProvince));
        filed(town, &hall, (2, FilingKind::Referral), (OUTSIDE, Place::OutProvince));
        let ordinary = "2101";
        let on = "2026-03-20";
        assert_eq!(paid(&hall, (1, PROVINCE), on, ordinary), Fen::new(57_000), "(1000 - 5 %) x 60 %");
        assert_eq!(paid(&hall, (2, OUTSIDE), on, ordinary), Fen::new(54_000), "(1000 - 10 %) x 60 %");
        assert_eq!(paid(&hall, (3, PROVINCE), on, ordinary), Fen::ZERO, "no referral");
        assert_eq!(paid(&hall, (1, OUTSIDE), on, ordinary), Fen::ZERO, "a referral to another destination");
        assert_eq!(paid(&hall, (1, PROVINCE), "2026-03-19", ordinary), Fen::ZERO, "filed after it began");
        let late = Hall::open(town, "2026-07-10", plan());
        assert_eq!(paid(&late, (1, PROVINCE), "2026-06-30", ordinary), Fen::new(57_000), "the last day");
        assert_eq!(paid(&late, (1, PROVINCE), "2026-07-01", ordinary), Fen::ZERO, "it has ended");
    }
}
