//! Bills on paper: received once, by the office of the member's county, and decided like every claim.

use access::{Actor, Role};
use base::{Date, Fen, PersonNo};
use enrolment::Scheme;
use service::ServiceError;
use service::claim::{self, Received, Taken};
use settlement::claim::paper::{Ground, GroundRule, PaperBill};
use settlement::claim::{Care, ClaimLine, LineKey, Nature, Verdict as Said};
use store::{Deed, StoreError, params};

use crate::house::{CITY, FENGTAI, House, SHOU, day, region};
use crate::on_both;
use crate::scene::*;

fn code<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

/// Person 1 of 凤台, and grounds: emergency and work elsewhere.
fn with_person(house: &House) {
    let deed = Deed {
        pool: region(CITY),
        region: region(CITY),
        user: access::UserName::new("first").unwrap(),
        role: Role::Administrator,
        command: "test".to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    };
    let village = region("340421100201");
    let written = house.store.write::<_, StoreError>(&deed, |tx| {
        let key = params![tx.pool(), 1_i64, 1_i64, village, tx.no()];
        tx.run(
            "INSERT INTO person (pool, bucket, person, region, tx_from) VALUES ($1, $2, $3, $4, $5)",
            &key,
        )?;
        let sex = base::Sex::Male.code();
        let version = params![tx.pool(), 1_i64, 1_i64, village, tx.no(), sex];
        tx.run(
            "INSERT INTO person_version (pool, bucket, person, valid_from, valid_to, name, name_key, block, sex, birth, \
             residence, tx_from, tx_to) VALUES ($1, $2, $3, 19800101, 99991231, '张三丰', '张三丰', 0, $6, 19800101, \
             $4, $5, 9223372036854775807)",
            &version,
        )
        .map(drop)
    });
    written.unwrap();
    let officer = house.user("zc-city", Role::PolicyOfficer, CITY);
    let grounds = [
        (Ground::Emergency, true),
        (Ground::Work, true),
        (Ground::Unconnected, false),
    ];
    for (ground, elsewhere) in grounds {
        let rule = GroundRule {
            ground,
            elsewhere,
            article: "淮南2020 三(五)".to_owned(),
        };
        claim::set_ground(&house.desk(), &officer, &rule, true).unwrap();
    }
}

fn bill(number: &str, amount: i64, on: &str) -> PaperBill {
    PaperBill {
        issuer: "合肥市第一人民医院".to_owned(),
        number: number.to_owned(),
        on: Date::parse(on).unwrap(),
        amount: Fen::new(amount),
        original: true,
    }
}

fn bring(
    house: &House,
    actor: &Actor,
    ground: Ground,
    bill: PaperBill,
) -> Result<Received, ServiceError> {
    let taken = Taken {
        person: PersonNo::new(1).unwrap(),
        care_at: region(if ground == Ground::Unconnected {
            SHOU
        } else {
            "340100"
        }),
        ground,
        by: "李四".to_owned(),
        bills: vec![bill],
    };
    claim::receive(&house.desk(), actor, taken)
}

on_both! {
    /// REQ-235: a claim with originals is registered once, whoever brings it, and its decision letter is printed.
    /// REQ-432: the member of one county is handled there, although the care was in another.
    fn a_bill_on_paper_is_registered_once_and_decided(house: &House) {
        with_person(house);
        let own = window(house);
        let foreign = house.user("sl-shou", Role::Clerk, SHOU);
        let first = || bill("No.00123", 120_000, "2026-02-20");
        assert_eq!(code(bring(house, &foreign, Ground::Emergency, first())), "not_found");
        let city = bring(house, &clerk(house), Ground::Emergency, first());
        assert_eq!(code(city), "paper.office", "it is routed to the member's county");
        assert_eq!(code(bring(house, &own, Ground::OwnChoice, first())), "paper.ground");
        let copy = PaperBill { original: false, ..first() };
        assert_eq!(code(bring(house, &own, Ground::Emergency, copy)), "paper.original");
        let taken = bring(house, &own, Ground::Emergency, first()).unwrap();
        assert_eq!((taken.total, taken.resembling.len()), (Fen::new(120_000), 0));
        let again = bill("00123", 120_000, "2026-02-20");
        assert_eq!(code(bring(house, &examiner(house), Ground::Work, again)), "paper.bill_twice");
        let like = bring(house, &own, Ground::Work, bill("00124", 120_000, "2026-02-20")).unwrap();
        assert_eq!(like.resembling, [("00124".to_owned(), taken.no)]);
        // Care in 寿县: its office does not take it, that of the member's county does.
        let near = || bill("B7", 9_000, "2026-02-21");
        assert_eq!(code(bring(house, &foreign, Ground::Unconnected, near())), "not_found");
        bring(house, &own, Ground::Unconnected, near()).unwrap();
        let listed = claim::applications(&house.desk(), &own).unwrap();
        assert_eq!(listed.len(), 3);
        assert!(listed.iter().all(|one| one.county == region(FENGTAI)));
        assert_eq!(claim::applications(&house.desk(), &foreign).unwrap(), []);

        // What the plan made of it: 800.00 of the 1200.00.
        let line = ClaimLine {
            key: line(901), nature: Nature::Settlement, care: Care::Inpatient, benefit_year: 2026,
            settled_on: day("2026-03-10"), amount: Fen::new(80_000),
        };
        let made = |lines: Vec<ClaimLine>, no| house.desk().write(&own, "test", None, |tx| {
            claim::claim_for(&house.desk(), tx, &own, no, (fund(), Scheme::Resident), lines)
        });
        let no = made(vec![line.clone()], taken.no).unwrap();
        let other = LineKey { settlement: settlement::claim::SettlementId::new("902").unwrap(), ..line.key.clone() };
        let second = made(vec![ClaimLine { key: other, ..line.clone() }], like.no).unwrap();
        assert_ne!(no, second, "two applications of a month are two claims");
        let desk = house.desk();
        assert_eq!(code(claim::letter_of(&desk, &own, taken.no)), "paper.undecided");
        claim::review(&desk, &examiner(house), no, Vec::new()).unwrap();
        let county = house.user("jd-county", Role::Reviewer, FENGTAI);
        let refused = vec![finding(901, Said::Refuse, 5_000)];
        claim::decide_claim(&desk, &county, no, refused).unwrap();
        let text = claim::letter_of(&desk, &own, taken.no).unwrap();
        assert!(text.contains("准予支付 750.00 元") && text.contains("不予支付 50.00 元"), "{text}");
        assert!(text.contains("理由：") && !text.contains("张三丰"), "{text}");
        verified(house);
    }
}
