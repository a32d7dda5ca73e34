//! 1101 and 2001: who stands behind what was shown, on both engines.

use access::{Moment, Role, Scope, TrailKind};
use base::PersonNo;
use enrolment::credential::issue::CardOrder;
use enrolment::credential::{CardNo, CardState, Voucher};
use serde_json::{Value, json};
use service::Desk;
use service::credential::{Act, form, life, make};
use store::StoreError;

use crate::City;
use crate::client::Answer;
use crate::common::{self, Fixture, Still, day, deed, region};
use crate::papers::number;
use crate::support::now;
use crate::world::PLAIN;

fn ask(city: &City<'_>, kind: &str, shown: &str, (who, name): (i64, &str)) -> Answer {
    let data = json!({
        "mdtrt_cert_type": kind, "mdtrt_cert_no": shown, "card_sn": "1", "psn_cert_type": "01", "certno": number(who),
        "psn_name": name, "begntime": "",
    });
    city.tell(PLAIN, ("1101", "M1"), json!({ "data": data }))
}

/// The number of the person that an answer shows.
fn shown(answer: &Answer) -> Value {
    answer.output()["baseinfo"]["psn_no"].clone()
}

/// Cards of the first resident: one of a scheme that was merged, and one of today that is in use.
fn cards(fixture: &Fixture) {
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let today = Still(day("2026-11-22"));
    let desk = Desk::new(&fixture.store, &today);
    let act = |on: &str| Act {
        on: day(on),
        reason: "持卡人申请",
        form: "表-001",
    };
    let order = |card: &str| CardOrder {
        person: PersonNo::new(1).unwrap(),
        no: CardNo::new(card).unwrap(),
    };
    let paper = ("表-001", "社会保障卡申领表");
    form::file(&desk, &clerk, paper, b"scan".to_vec()).unwrap();
    let old = [(order("OLD-1"), CardState::Active)];
    make::take_over_old(&desk, &clerk, &old, &act("2026-10-01")).unwrap();
    make::make(&desk, &clerk, &[order("F1")], &act("2026-10-01")).unwrap();
    let card = CardNo::new("F1").unwrap();
    for step in [life::Deed::HandOver, life::Deed::Activate] {
        life::step(&desk, &clerk, &card, step, &act("2026-10-02")).unwrap();
    }
}

/// A token of the first resident, issued a minute ago.
fn token(fixture: &Fixture) -> String {
    let issued = Moment::from_millis(now().millis() - 60_000);
    let person = PersonNo::new(1).unwrap();
    let nonce = "0123456789abcdef0123456789abcdef";
    let voucher = Voucher::issue(person, issued, 5, nonce).unwrap();
    let key = store::people::PersonKey { bucket: 1, person };
    let place = (key, region("340421"));
    let add = |tx: &mut store::Tx<'_>| {
        store::credential::voucher::add(tx, Scope::whole(region("3404")), place, &voucher)
    };
    fixture
        .store
        .write::<_, StoreError>(&deed("scene"), add)
        .unwrap();
    nonce.to_owned()
}

/// What the trail has of persons that were seen in full.
fn seen(fixture: &Fixture) -> Vec<(String, String)> {
    let filter = store::audit::Filter {
        limit: 100,
        ..Default::default()
    };
    let whole = Scope::whole(region("3404"));
    let trail = fixture
        .store
        .read(|session| store::audit::list(session, whole, &filter));
    let trail = trail.unwrap().into_iter();
    let full = trail.filter(|one| one.kind == TrailKind::Unmasked);
    full.map(|one| (one.command, one.subject)).collect()
}

on_both! {
    fn every_credential_of_a_person_leads_to_the_same_number(fixture: &Fixture) {
        let city = City::over(fixture);
        cards(fixture);
        let token = token(fixture);
        for (kind, value) in [("02", number(1).as_str()), ("03", "F1"), ("03", "OLD-1"), ("01", token.as_str())] {
            assert_eq!(shown(&ask(&city, kind, value, (1, "某"))), json!("1"), "{kind} {value}");
        }
        let told = ask(&city, "02", &number(1), (1, "某")).output();
        let base = &told["baseinfo"];
        assert_eq!((base["certno"].as_str(), &base["psn_name"]), (Some(number(1).as_str()), &json!("某")));
        assert_eq!((&base["brdy"], &base["age"], &base["gend"]), (&json!("1980-01-01"), &json!(46), &json!("1")));
        let insured = &told["insuinfo"][0];
        assert_eq!((&insured["insutype"], &insured["psn_type"]), (&json!("390"), &json!("15")));
        assert_eq!((&insured["psn_insu_stas"], &insured["insuplc_admdvs"]), (&json!("1"), &json!("340421")));
        let trail = seen(fixture);
        assert_eq!(trail.len(), 5, "{trail:?}");
        assert!(trail.iter().all(|one| *one == ("gateway.person".to_owned(), "人员 1".to_owned())), "{trail:?}");
    }

    fn who_is_not_he_is_not_shown_and_the_check_is_kept(fixture: &Fixture) {
        let city = City::over(fixture);
        cards(fixture);
        let named = ask(&city, "02", &number(1), (1, "张三")).refusal();
        assert!(named.contains("psn_name") && !named.contains('某'), "{named}");
        let document = ask(&city, "03", "F1", (2, "某")).refusal();
        assert!(document.contains("certno") && !document.contains(&number(1)), "{document}");
        for (kind, value) in [("02", "11010519491231002X"), ("03", "F9"), ("01", "f".repeat(32).as_str())] {
            let nobody = ask(&city, kind, value, (1, "某")).refusal();
            assert!(nobody.contains("mdtrt_cert_no") && !nobody.contains(value), "{kind} {value}: {nobody}");
        }
        assert_eq!(seen(fixture), [], "nobody was seen");
        let whole = Scope::whole(region("3404"));
        let read = |session: &mut store::Session<'_>| {
            store::credential::check::of_place(session, whole, PLAIN, day("2026-11-22"))
        };
        let kept = fixture.store.read::<_, StoreError>(read).unwrap();
        assert_eq!(kept.len(), 5, "each check is kept whatever its outcome: {kept:?}");
        assert!(kept.iter().all(|one| one.shown.contains('*')), "{kept:?}");
    }

    fn treatments_are_those_of_a_settlement_of_the_moment(fixture: &Fixture) {
        let city = City::over(fixture);
        let ask = |who: &str, more: Value| {
            let mut data = json!({
                "psn_no": who, "insutype": "390", "fixmedins_code": PLAIN, "med_type": "11",
                "begntime": "2026-11-22 02:00:00",
            });
            for (name, value) in more.as_object().unwrap() {
                data[name] = value.clone();
            }
            city.tell(PLAIN, ("2001", "M1"), json!({ "data": data }))
        };
        let told = ask("1", json!({})).output();
        let row = &told["trtinfo"][0];
        assert_eq!((&row["trt_enjymnt_flag"], &row["enddate"]), (&json!("1"), &json!("2026-12-31")), "{told}");
        let early = ask("1", json!({"begntime": "2025-06-01 00:00:00"})).output();
        let row = &early["trtinfo"][0];
        assert_eq!(row["trt_enjymnt_flag"], json!("0"), "{early}");
        assert!(row["trt_chk_rslt"].as_str().unwrap().chars().count() > 8, "it says why: {early}");
        let employee = ask("1", json!({"insutype": "310"}));
        assert!(!employee.refusal().is_empty(), "nobody adopted a package for employees");
        assert!(ask("999999", json!({})).refusal().contains("psn_no"));
        assert!(ask("1", json!({"insutype": "320"})).refusal().contains("insutype"));
        assert!(ask("1", json!({"fixmedins_code": "H44010000001"})).refusal().contains("fixmedins_code"));
    }
}
