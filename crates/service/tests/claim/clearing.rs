//! Clearing: between counties to zero, between pooling areas each step once.

use access::{Role, Verdict};
use base::Fen;
use service::ServiceError;
use service::clearing::{self, Passed, Registered, Simulated};
use settlement::claim::SettlementId;
use settlement::clearing::{Answer, Message, RegistrationId};
use store::{Deed, StoreError, params};

use crate::house::{CITY, FENGTAI, House, SHOU, day, region};
use crate::on_both;
use crate::scene::*;

/// A third county of the city.
const DATONG: &str = "340402";

fn code<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

/// One hospital in each county: 凤台, 寿县, 大通.
fn with_hospitals(house: &House) {
    let deed = Deed {
        pool: region(CITY),
        region: region(CITY),
        user: access::UserName::new("first").unwrap(),
        role: Role::Administrator,
        command: "test".to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    };
    let written = house.store.write::<_, StoreError>(&deed, |tx| {
        let (pool, now) = (tx.pool(), tx.no());
        let row = |code: &str, county: &str| {
            params![pool, code, region(county), None::<&str>, now].to_vec()
        };
        let rows = [row(A, FENGTAI), row(B, SHOU), row(C, DATONG)];
        let columns = ["pool", "provider", "region", "credit_code", "tx_from"];
        tx.insert("provider", &columns, &rows)
    });
    written.unwrap();
}

const A: &str = "H34042100001";
const B: &str = "H34042200001";
const C: &str = "H34040200001";

fn said(settlement: &str) -> Message {
    Message::Settle {
        settlement: SettlementId::new(settlement).unwrap(),
        bill: Fen::new(1_000_000),
        pool: Fen::new(600_000),
    }
}

on_both! {
    /// REQ-250: A's members cost 300 in B, B's 120 in C, C's 50 in A: A −250, B +180, C +70; each cost stands in the
    /// member's own county, the sum is zero, and no later round nets it again. The working capital pays at once and is
    /// replenished to its target.
    fn counties_net_to_zero_and_each_cost_once(house: &House) {
        with_hospitals(house);
        let one = |no: i64, amount: i64| (no, "settlement", None, "2026-02-10", amount * 100);
        leave_of(house, FENGTAI, B, &[one(1, 300)]);
        leave_of(house, SHOU, C, &[one(2, 120)]);
        leave_of(house, DATONG, A, &[one(3, 50)]);
        leave_of(house, FENGTAI, A, &[one(4, 900)]);
        let (desk, maker, checker) = (house.desk(), house.maker(CITY), house.checker(CITY));
        let county = clearing::propose_round(&desk, &house.maker(FENGTAI), &fund(), day("2026-02-28"));
        assert_eq!(code(county), "denied");
        let money = |amount: i64| Fen::new(amount * 100);
        let capital = clearing::propose_capital(&desk, &maker, &fund(), (money(200), money(201)));
        assert_eq!(code(capital), "clearing.capital_target");
        let no = clearing::propose_capital(&desk, &maker, &fund(), (money(300), money(300))).unwrap();
        clearing::decide(&desk, &checker, no, Verdict::Approved, "").unwrap();

        let (no, _) = clearing::propose_round(&desk, &maker, &fund(), day("2026-02-28")).unwrap();
        assert_eq!(code(clearing::decide(&desk, &maker, no, Verdict::Approved, "")), "denied");
        let done = clearing::decide(&desk, &checker, no, Verdict::Approved, "").unwrap().unwrap();
        let nets: Vec<_> = done.positions.iter().map(|(county, one)| (county.short(), one.net.get())).collect();
        let want = [(DATONG, 7_000), (FENGTAI, -25_000), (SHOU, 18_000)];
        assert_eq!(nets, want.map(|(county, net)| (county.to_owned(), net)));
        assert_eq!(nets.iter().map(|(_, net)| net).sum::<i64>(), 0);
        assert_eq!((done.capital.target, done.capital.balance), (money(300), money(300)));
        // Each cost stands in the sub-ledger of the member's own county.
        let standing = service::claim::payables(&desk, &decider(house)).unwrap();
        let own = |county: &str| -> i64 {
            let of = standing.iter().filter(|one| one.county == region(county));
            of.map(|one| one.settled.get()).sum()
        };
        assert_eq!([own(FENGTAI), own(SHOU), own(DATONG)], [120_000, 12_000, 5_000]);
        let again = clearing::propose_round(&desk, &maker, &fund(), day("2026-02-28"));
        assert_eq!(code(again), "clearing.nothing");
        let seen = clearing::positions(&desk, &house.maker(SHOU)).unwrap();
        assert_eq!(seen.len(), 1, "a county sees its own position");
        verified(house);
    }

    /// What came since a round was proposed is not slipped into it.
    fn a_round_is_approved_as_it_was_proposed(house: &House) {
        with_hospitals(house);
        leave_of(house, FENGTAI, B, &[(1, "settlement", None, "2026-02-10", 30_000)]);
        let (desk, maker, checker) = (house.desk(), house.maker(CITY), house.checker(CITY));
        let (no, _) = clearing::propose_round(&desk, &maker, &fund(), day("2026-02-28")).unwrap();
        leave_of(house, FENGTAI, B, &[(2, "reversal", Some(1), "2026-02-11", -30_000)]);
        let late = clearing::decide(&desk, &checker, no, Verdict::Approved, "");
        assert_eq!(code(late), "clearing.changed");
    }

    /// REQ-251: registration, admission, settlement of 10000 with 6000 of the pool, reversal, second settlement, clearing
    /// of 6000 once; each step repeated gives the same answer. What is told while the other side is away waits in the
    /// outbox and is sent when it is back.
    fn a_case_between_pooling_areas_goes_through_once(house: &House) {
        let (desk, actor) = (house.desk(), window(house));
        let registration = RegistrationId::new("R1").unwrap();
        let of = Registered {
            registration: registration.clone(), home: region(CITY), care: region("3401"), region: region(FENGTAI),
        };
        let id = |text: &str| SettlementId::new(text).unwrap();
        let clear = |settlement, amount| Message::Clear { settlement: id(settlement), amount: Fen::new(amount) };
        let mut port = Simulated::default();
        let early = clearing::tell(&desk, &actor, &of, &said("S1"), &mut port);
        assert_eq!(code(early), "cross.not_admitted");
        let walk = [
            (Message::Register { registration: registration.clone() }, Answer::Registered),
            (Message::Admit { registration: registration.clone() }, Answer::Admitted),
            (said("S1"), Answer::Settled(Fen::new(600_000))),
            (Message::Reverse { settlement: id("S1") }, Answer::Reversed(Fen::new(-600_000))),
            (said("S2"), Answer::Settled(Fen::new(600_000))),
            (clear("S2", 600_000), Answer::Cleared(Fen::new(600_000))),
        ];
        for (message, answer) in &walk {
            for _ in 0..2 {
                let passed = clearing::tell(&desk, &actor, &of, message, &mut port).unwrap();
                assert_eq!(passed, Passed::Answered(answer.clone()));
            }
        }
        assert_eq!((port.taken, port.outstanding()), (walk.len(), 0), "each was sent once, and 6000 cleared once");
        let wrong = clearing::tell(&desk, &actor, &of, &clear("S2", 1), &mut port);
        assert_eq!(code(wrong), "cross.clear");

        port.away = true;
        let back = Message::Reverse { settlement: id("S2") };
        let passed = clearing::tell(&desk, &actor, &of, &back, &mut port).unwrap();
        assert_eq!(passed, Passed::Waiting(Answer::Reversed(Fen::new(-600_000))));
        assert_eq!(clearing::flush(&desk, &actor, &mut port).unwrap(), 1);
        port.away = false;
        assert_eq!(clearing::flush(&desk, &actor, &mut port).unwrap(), 0);
        assert_eq!(port.outstanding(), 1, "what was cleared has to come back");
        let rebuilt = clearing::counterpart(&desk, &actor, Some(&registration)).unwrap();
        assert_eq!((rebuilt.outstanding(), rebuilt.taken), (1, 0), "another process knows what was answered");
        let told = clearing::hear(&desk, &actor, &of, &clear("S2", -600_000)).unwrap();
        assert_eq!(told, Answer::Cleared(Fen::new(-600_000)));
        assert_eq!(clearing::hear(&desk, &actor, &of, &clear("S2", -600_000)).unwrap(), told);
        let foreign = house.user("sl-shou", Role::Clerk, SHOU);
        assert_eq!(code(clearing::tell(&desk, &foreign, &of, &back, &mut port)), "denied");
    }
}
