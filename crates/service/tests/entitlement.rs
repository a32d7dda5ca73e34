//! Residents' entitlement from payments, certificates, births and decisions, on both engines.

mod common;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "common/premium_scene.rs"]
mod scene;

use access::{Role, Scope, Verdict};
use base::{MonthDay, YearCalendar};
use common::{Fixture, Still, day, deed, region};
use enrolment::Scheme;
use enrolment::entitlement::Ground;
use enrolment::regime::{Profile, Regimes};
use scene::{Enrolled, enrol, on, pay, person};
use service::entitlement::{self, Days, Derivation, Rules};
use service::{Desk, ServiceError};
use store::{AsOf, StoreError, params};

fn huainan() -> Profile {
    let shelf = Regimes::shipped().unwrap();
    shelf.of(region("3404"), day("2026-01-01")).unwrap().clone()
}

fn calendar() -> YearCalendar {
    YearCalendar::new(MonthDay::JANUARY_FIRST)
}

const IN_TIME: Enrolled<'static> = Enrolled {
    no: 11,
    place: "340421",
    birth: 19_800_101,
    from: 20_260_101,
    wait_until: None,
    own: 35_000,
    paid: &[(1, 20_251_120, 20_000), (2, 20_251_210, 15_000)],
};
const LATE: Enrolled<'static> = Enrolled {
    no: 12,
    paid: &[(3, 20_260_315, 35_000)],
    ..IN_TIME
};
const UNPAID: Enrolled<'static> = Enrolled {
    no: 13,
    paid: &[],
    ..IN_TIME
};
const BORN: Enrolled<'static> = Enrolled {
    no: 14,
    birth: 20_260_610,
    from: 20_260_610,
    paid: &[(4, 20_260_701, 35_000)],
    ..IN_TIME
};
const SPONSORED: Enrolled<'static> = Enrolled {
    no: 15,
    own: 0,
    paid: &[],
    ..IN_TIME
};
const WAITS: Enrolled<'static> = Enrolled {
    no: 16,
    wait_until: Some(20_260_331),
    paid: &[(5, 20_251_120, 35_000)],
    ..IN_TIME
};

fn scene(fixture: &Fixture) {
    fixture
        .store
        .write::<_, StoreError>(&deed("scene"), |tx| {
            for who in [IN_TIME, LATE, UNPAID, BORN, SPONSORED, WAITS] {
                enrol(tx, &who)?;
            }
            let (pool, now) = (tx.pool(), tx.no());
            let row = params![
                pool,
                15,
                15,
                region("340421"),
                "dibao",
                20_250_701,
                20_260_930,
                "民政局",
                "名单",
                now,
                store::OPEN_TX
            ];
            let columns = [
                "pool",
                "bucket",
                "person",
                "region",
                "category",
                "valid_from",
                "valid_to",
                "authority",
                "evidence",
                "tx_from",
                "tx_to",
            ];
            tx.insert("category_span", &columns, &[row.to_vec()])
        })
        .unwrap();
}

fn derive(desk: &Desk<'_>, actor: &access::Actor) -> Derivation {
    let profile = huainan();
    let mut rules = Rules::of(&profile, calendar());
    entitlement::derive_residents(desk, actor, &mut rules, &mut |_| ()).unwrap()
}

/// Ground, first and last day of the spans of a person.
fn spans(desk: &Desk<'_>, actor: &access::Actor, no: i64) -> Vec<(Ground, i64, i64)> {
    let shown = entitlement::show(desk, actor, person(no), AsOf::on(on(20_260_101))).unwrap();
    let line = |it: &entitlement::Shown| {
        (
            it.row.record.ground(),
            it.row.from.number(),
            it.row.until.unwrap().number(),
        )
    };
    shown.iter().map(line).collect()
}

on_both! {
    /// REQ-011: paid on 15 March, covered from 1 April; what was paid in the window covers the year.
    fn residents_are_entitled_by_what_is_on_record(fixture: &Fixture) {
        scene(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let today = Still(day("2026-08-01"));
        let desk = Desk::new(&fixture.store, &today);
        let done = derive(&desk, &clerk);
        assert_eq!((done.people, done.closed, done.written), (6, 0, 6));
        assert_eq!(spans(&desk, &clerk, 11), [(Ground::Payment, 20_260_101, 20_261_231)]);
        assert_eq!(spans(&desk, &clerk, 12), [(Ground::Payment, 20_260_401, 20_261_231)]);
        assert_eq!(spans(&desk, &clerk, 13), []);
        assert_eq!(
            spans(&desk, &clerk, 14),
            [(Ground::Newborn, 20_260_610, 20_260_731), (Ground::Payment, 20_260_801, 20_261_231)]
        );
        assert_eq!(spans(&desk, &clerk, 15), [(Ground::Certified, 20_260_101, 20_260_930)]);
        assert_eq!(spans(&desk, &clerk, 16), [(Ground::Payment, 20_260_401, 20_261_231)]);
        let again = derive(&desk, &clerk);
        assert_eq!((again.people, again.closed, again.written), (6, 0, 0), "the same facts change nothing");
        let profile = huainan();
        let mut rules = Rules::of(&profile, calendar());
        let explain = |no, text: &str, rules: &mut Rules<'_>| {
            entitlement::explain(&desk, &clerk, person(no), day(text), (None, Some(rules))).unwrap().concat()
        };
        assert!(explain(12, "2026-04-01", &mut rules).contains("缴费记录 3"));
        assert!(explain(12, "2026-03-31", &mut rules).contains("不享受待遇"));
        assert!(explain(16, "2026-03-31", &mut rules).contains("等待期"));
    }

    /// A payment that came later opens the days from then on; what was known before can still be read.
    fn a_later_payment_moves_the_spans_and_the_past_can_be_read(fixture: &Fixture) {
        scene(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let today = Still(day("2026-08-01"));
        let desk = Desk::new(&fixture.store, &today);
        derive(&desk, &clerk);
        let before = fixture.store.write::<_, StoreError>(&deed("pay"), |tx| {
            pay(tx, &UNPAID, 9, 20_260_805, 35_000)?;
            Ok(tx.no())
        }).unwrap();
        let done = derive(&desk, &clerk);
        assert_eq!((done.closed, done.written), (0, 1));
        assert_eq!(spans(&desk, &clerk, 13), [(Ground::Payment, 20_260_901, 20_261_231)]);
        let then = AsOf { valid: day("2026-09-01"), tx: Some(before) };
        assert!(entitlement::show(&desk, &clerk, person(13), then).unwrap().is_empty());
        assert!(spans(&desk, &clerk, 13).len() == 1);
    }

    /// A foreign county derives nothing, sees nothing, and its spans are refused.
    fn a_foreign_county_gets_no_entitlement(fixture: &Fixture) {
        scene(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let foreign = fixture.user("liuyang", Role::Clerk, "340422");
        let today = Still(day("2026-08-01"));
        let desk = Desk::new(&fixture.store, &today);
        assert_eq!(derive(&desk, &foreign), Derivation::default());
        derive(&desk, &clerk);
        assert!(spans(&desk, &foreign, 11).is_empty());
        let profile = huainan();
        let mut rules = Rules::of(&profile, calendar());
        let asked = entitlement::explain(&desk, &foreign, person(11), day("2026-02-01"), (None, Some(&mut rules)));
        assert!(matches!(asked, Err(ServiceError::NotFound(_))));
    }

    /// More people than one range holds: everybody once, and a second run has nothing to do.
    fn many_residents_are_derived_range_by_range(fixture: &Fixture) {
        let count = std::env::var("TONGCHOU_TEST_RESIDENTS").ok().and_then(|text| text.parse().ok());
        let count: i64 = count.unwrap_or(9_001);
        scene::residents(fixture, count);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let today = Still(day("2026-08-01"));
        let desk = Desk::new(&fixture.store, &today);
        let started = std::time::Instant::now();
        let done = derive(&desk, &clerk);
        println!("{count} residents: {} ms", started.elapsed().as_millis());
        let all = usize::try_from(count).unwrap();
        assert_eq!((done.people, done.closed, done.written), (all, 0, all));
        let again = derive(&desk, &clerk);
        assert_eq!((again.people, again.closed, again.written), (all, 0, 0));
        for no in [1, 4_000, 4_001, count] {
            assert_eq!(spans(&desk, &clerk, no), [(Ground::Payment, 20_260_101, 20_261_231)], "{no}");
        }
    }

    /// A decision of two people gives days; alone nobody decides.
    fn a_decision_gives_days(fixture: &Fixture) {
        scene(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let today = Still(day("2026-08-01"));
        let desk = Desk::new(&fixture.store, &today);
        let days = Days { scheme: Scheme::Resident, from: day("2026-05-01"), until: day("2026-05-31") };
        let bare = entitlement::propose_decision(&desk, &clerk, person(13), days, " ").unwrap_err();
        assert_eq!(bare.code(), "entitlement.article");
        let no = entitlement::propose_decision(&desk, &clerk, person(13), days, "怀远2015 三(三)").unwrap();
        let own = entitlement::decide_decision(&desk, &clerk, no, Verdict::Approved, "");
        assert!(matches!(own, Err(ServiceError::Denied(_))));
        derive(&desk, &clerk);
        assert!(spans(&desk, &clerk, 13).is_empty(), "a proposal is no ground");
        entitlement::decide_decision(&desk, &reviewer, no, Verdict::Approved, "").unwrap();
        derive(&desk, &clerk);
        assert_eq!(spans(&desk, &clerk, 13), [(Ground::Decision, 20_260_501, 20_260_531)]);
    }

    /// Every span has its ground; one that was slipped in without is found and named.
    fn a_span_without_ground_is_found(fixture: &Fixture) {
        scene(fixture);
        let clerk = fixture.user("wangli", Role::Clerk, "340421");
        let today = Still(day("2026-08-01"));
        let desk = Desk::new(&fixture.store, &today);
        derive(&desk, &clerk);
        let whole = Scope::whole(region("3404"));
        let found = || fixture.store.read(|session| store::entitlement::unfounded(session, whole, 5)).unwrap();
        assert_eq!(found(), []);
        let sound = |name: &str| {
            let all = store::verify::run(&fixture.store, &mut |_, _| ()).unwrap();
            all.into_iter().find(|(check, _)| check.name == name).unwrap().1
        };
        assert_eq!(sound("entitlement.ground").first, None);
        fixture.store.write::<_, StoreError>(&deed("slip"), |tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let row = params![
                pool, 13, 13, "resident", region("340421"), 20_260_101, 20_261_231, "payment", 1, 1, now, store::OPEN_TX
            ];
            let columns = [
                "pool", "bucket", "person", "scheme", "region", "valid_from", "valid_to", "ground", "record",
                "rule_no", "tx_from", "tx_to",
            ];
            tx.insert("entitlement_span", &columns, &[row.to_vec()])
        }).unwrap();
        assert_eq!(found(), [(person(13), day("2026-01-01"))], "the payment is somebody else's");
        let named = sound("entitlement.ground").first.unwrap().record;
        assert!(named.contains("person=13"), "{named}");
    }
}
