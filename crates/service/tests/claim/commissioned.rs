//! What a commissioned insurer may do, and how it is looked after.

use std::collections::BTreeMap;

use access::{Actor, Grant, Role, Scope, UserName};
use base::Validity;
use enrolment::Month;
use service::{claim, insurer};
use settlement::claim::ClaimNo;
use settlement::insurer::{Contract, InsuredLayer};
use store::{Deed, StoreError, users};

use crate::house::{CITY, FENGTAI, House, SHOU, day, region};
use crate::insurers::{code, contract, made, percent};
use crate::on_both;
use crate::scene::*;

/// A user of an insurer, with a grant over a county.
fn agent(house: &House, name: &str, insurer: &str, place: &str) -> Actor {
    let (pool, place) = (region(CITY), region(place));
    let name = UserName::new(name).unwrap();
    let user = users::User {
        name: name.clone(),
        real_name: format!("用户{name}"),
        staff_no: format!("S-{name}"),
        organisation: insurer.to_owned(),
        region: place,
        left_on: None,
    };
    let all = Validity::new(Some(day("2020-01-01")), Some(day("2030-12-31"))).unwrap();
    let scope = Scope::new(pool, place).unwrap();
    let grant = Grant::new(name, Role::Insurer, scope, all).unwrap();
    let deed = Deed {
        pool,
        region: pool,
        user: UserName::new("first").unwrap(),
        role: Role::Administrator,
        command: "test".to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    };
    let given = house.store.write::<_, StoreError>(&deed, |tx| {
        users::add(tx, Scope::whole(pool), &user)?;
        users::give(tx, Scope::whole(pool), &grant)
    });
    given.unwrap();
    grant.actor()
}

/// Claims of both counties, submitted, by county.
fn submitted_of(house: &House) -> BTreeMap<String, ClaimNo> {
    let one = |no: i64, amount: i64| (no, "settlement", None, "2026-02-10", amount * 100);
    leave_of(house, FENGTAI, HOSPITAL, &[one(1, 300)]);
    leave_of(house, SHOU, HOSPITAL, &[one(2, 120)]);
    let desk = house.desk();
    claim::draw_up(&desk, &clerk(house), month()).unwrap();
    let heads = claim::claims(&desk, &decider(house), Some(month()), None).unwrap();
    let mut all = BTreeMap::new();
    for head in heads {
        let county = head.key.pay.county.short();
        let window = house.user("sl-city", Role::Clerk, CITY);
        let declared = claim::declared(&desk, &window, head.no).unwrap();
        claim::submit(&desk, &window, head.no, declared).unwrap();
        all.insert(county, head.no);
    }
    all
}

on_both! {
    /// REQ-094: registered with tender document, layer, districts and term; its user processes claims of the contracted
    /// layer and district only, and decides none; of what it reviewed the agency draws a share and looks again.
    fn req_094_an_insurer_works_within_its_contract_and_is_sampled(house: &House) {
        let basic = |insurer: &str, district: &str, until: &str| Contract {
            layer: InsuredLayer::Basic,
            ..contract(insurer, district, until)
        };
        let first = made(house, &basic("甲公司", FENGTAI, "2027-12-31"));
        made(house, &basic("乙公司", SHOU, "2027-12-31"));
        made(house, &contract("丙公司", FENGTAI, "2027-12-31"));
        made(house, &basic("丁公司", "340402", "2025-12-31"));
        let claims = submitted_of(house);
        let (own, other) = (claims[FENGTAI], claims[SHOU]);
        let desk = house.desk();
        let jia = agent(house, "jia-1", "甲公司", FENGTAI);
        // its grant reaches over the city: the contract does not
        let wide = agent(house, "jia-2", "甲公司", CITY);
        for actor in [&jia, &wide] {
            let seen = insurer::claims(&desk, actor, None).unwrap();
            assert_eq!(seen.iter().map(|one| one.no).collect::<Vec<_>>(), [own]);
            assert_eq!(code(insurer::review(&desk, actor, other, Vec::new())), "not_found");
        }
        let bing = agent(house, "bing-1", "丙公司", FENGTAI);
        assert!(insurer::claims(&desk, &bing, None).unwrap().is_empty(), "another layer of the same district");
        assert_eq!(code(insurer::review(&desk, &bing, own, Vec::new())), "not_found");
        for (name, of) in [("ding-1", "丁公司"), ("wu-1", "戊公司")] {
            let actor = agent(house, name, of, CITY);
            assert_eq!(code(insurer::claims(&desk, &actor, None)), "insurer.no_contract", "{of}");
        }
        assert_eq!(code(claim::review(&desk, &jia, own, Vec::new())), "denied");
        assert_eq!(code(claim::claims(&desk, &jia, None, None)), "denied");
        insurer::review(&desk, &jia, own, Vec::new()).unwrap();
        assert_eq!(code(claim::decide_claim(&desk, &jia, own, Vec::new())), "denied");
        // the second look
        let of = (first, Month::of(desk.today()));
        let half = percent("50%");
        assert_eq!(code(insurer::draw_sample(&desk, &jia, of, half)), "denied");
        let none = insurer::draw_sample(&desk, &decider(house), of, percent("0%"));
        assert_eq!(code(none), "insurer.sample_share");
        assert_eq!(insurer::draw_sample(&desk, &decider(house), of, half).unwrap(), [own]);
        assert!(insurer::draw_sample(&desk, &decider(house), of, half).unwrap().is_empty(), "each once");
        let judged = |claim, agrees, reason| insurer::judge(&desk, &decider(house), claim, (agrees, reason));
        assert_eq!(code(judged(other, true, "")), "not_found", "it was not drawn");
        assert_eq!(code(judged(own, false, " ")), "insurer.reason");
        judged(own, false, "漏审一条超限用药").unwrap();
        assert_eq!(code(judged(own, true, "")), "insurer.judged");
        let kept = insurer::samples(&desk, &decider(house)).unwrap();
        assert_eq!(kept[0].judged, Some((false, "漏审一条超限用药".to_owned())));
        let foreign = house.user("jd-shou", Role::Reviewer, SHOU);
        assert!(insurer::samples(&desk, &foreign).unwrap().is_empty());
        // the agency decides all the same
        claim::decide_claim(&desk, &decider(house), own, Vec::new()).unwrap();
    }
}
