//! Clearing between counties and between pooling areas.

use std::collections::BTreeSet;

use base::{Fen, Refused};
use proptest::prelude::*;
use settlement::clearing::{
    Answer, Capital, CrossCase, CrossCost, Journal, Message, Recorded, RegistrationId, Round,
};

use crate::house::{date, fund, id, region};

const COUNTIES: [&str; 4] = ["340402", "340403", "340421", "340422"];

fn cost(settlement: &str, member: &str, care: &str, amount: i64) -> CrossCost {
    CrossCost {
        settlement: id(settlement),
        fund: fund(),
        member_county: region(member),
        care_county: region(care),
        on: date("2025-02-10"),
        amount: Fen::new(amount),
    }
}

/// A's members cost 300 in B, B's 120 in C, C's 50 in A.
fn three() -> Journal {
    let mut journal = Journal::default();
    let (a, b, c) = (COUNTIES[0], COUNTIES[1], COUNTIES[2]);
    for (settlement, member, care, amount) in [
        ("S1", a, b, 30_000),
        ("S2", b, c, 12_000),
        ("S3", c, a, 5_000),
        ("S4", a, a, 99_000),
    ] {
        let recorded = journal.record(cost(settlement, member, care, amount));
        assert_eq!(recorded, Ok(Recorded::New));
    }
    journal
}

fn round(journal: &Journal) -> Round {
    Round::of(journal.of_fund(&fund(), date("2025-02-28"), &BTreeSet::new())).unwrap()
}

/// REQ-250: A −250, B +180, C +70; each cost stands in the member's own county; the sum is zero. REQ-249: the
/// account between the counties shows the amount.
#[test]
fn counties_net_to_zero() {
    let round = round(&three());
    let nets: Vec<_> = round
        .positions()
        .values()
        .map(|one| one.net.get())
        .collect();
    assert_eq!(nets, [-25_000, 18_000, 7_000]);
    let own: Vec<_> = round
        .positions()
        .values()
        .map(|one| one.owes.get())
        .collect();
    assert_eq!(own, [30_000, 12_000, 5_000]);
    assert_eq!(round.sum(), Ok(Fen::ZERO));
}

/// REQ-250: the working capital pays at once and is back at its target.
#[test]
fn the_working_capital_is_replenished_to_its_target() {
    let target = Fen::new(40_000);
    let capital = Capital {
        target,
        balance: target,
    };
    let run = capital.run(&round(&three())).unwrap();
    assert_eq!(run.called, [(region(COUNTIES[0]), Fen::new(25_000))]);
    assert_eq!(run.paid.len(), 2);
    assert_eq!(run.between.missing(), Fen::new(25_000));
    assert_eq!(run.after.balance, target);
    let poor = Capital {
        target,
        balance: Fen::new(24_999),
    };
    let short = poor.run(&round(&three())).unwrap_err();
    assert_eq!(short.code(), "clearing.capital_short");
    let over = capital.replenish(Fen::new(1)).unwrap_err();
    assert_eq!(over.code(), "clearing.capital_target");
}

#[test]
fn a_settlement_is_recorded_once() {
    let mut journal = three();
    let before = round(&journal);
    let again = journal.record(cost("S1", COUNTIES[0], COUNTIES[1], 30_000));
    assert_eq!(again, Ok(Recorded::Again));
    assert_eq!(round(&journal), before);
    let other = journal.record(cost("S1", COUNTIES[0], COUNTIES[1], 30_001));
    assert_eq!(other.unwrap_err().code(), "clearing.conflict");
    let back = journal.record(cost("R1", COUNTIES[0], COUNTIES[1], -30_000));
    assert_eq!(back, Ok(Recorded::New));
    assert_eq!(
        round(&journal).positions()[&region(COUNTIES[0])].net,
        Fen::new(5_000)
    );
}

/// The round of March nets what no round has netted: not February again, but what came late for it.
#[test]
fn a_cost_is_netted_in_one_round() {
    let mut journal = three();
    let february = round(&journal);
    let march = |journal: &Journal| {
        let costs: Vec<_> = {
            let fund = fund();
            let left = journal.of_fund(&fund, date("2025-03-31"), february.costs());
            left.cloned().collect()
        };
        Round::of(&costs).unwrap()
    };
    assert!(march(&journal).positions().is_empty());
    let late = cost("S5", COUNTIES[0], COUNTIES[1], 700);
    journal.record(late.clone()).unwrap();
    let mut new = cost("S6", COUNTIES[0], COUNTIES[1], 300);
    new.on = date("2025-03-02");
    journal.record(new).unwrap();
    let next = march(&journal);
    assert_eq!(next.positions()[&region(COUNTIES[0])].net, Fen::new(-1_000));
    assert_eq!(next.costs().len(), 2);
    let twice = Round::of([&late, &late]).unwrap_err();
    assert_eq!(twice.code(), "clearing.twice");
}

fn registration() -> RegistrationId {
    RegistrationId::new("R1").unwrap()
}

fn settle(settlement: &str) -> Message {
    Message::Settle {
        settlement: id(settlement),
        bill: Fen::new(1_000_000),
        pool: Fen::new(600_000),
    }
}

fn clear(settlement: &str, amount: i64) -> Message {
    Message::Clear {
        settlement: id(settlement),
        amount: Fen::new(amount),
    }
}

fn case() -> CrossCase {
    CrossCase::new(region("3404"), region("3201")).unwrap()
}

/// REQ-251: registration R1, admission, settlement 10000 with pool 6000, reversal, second settlement, clearing of 6000
/// once; each step repeated gives the same answer.
#[test]
fn each_step_repeated_gives_the_same_answer() {
    let mut case = case();
    let steps = [
        (
            Message::Register {
                registration: registration(),
            },
            Answer::Registered,
        ),
        (
            Message::Admit {
                registration: registration(),
            },
            Answer::Admitted,
        ),
        (settle("S1"), Answer::Settled(Fen::new(600_000))),
        (
            Message::Reverse {
                settlement: id("S1"),
            },
            Answer::Reversed(Fen::new(-600_000)),
        ),
        (settle("S2"), Answer::Settled(Fen::new(600_000))),
        (clear("S2", 600_000), Answer::Cleared(Fen::new(600_000))),
    ];
    for (message, answer) in &steps {
        for _ in 0..3 {
            assert_eq!(case.take(message).as_ref(), Ok(answer));
        }
    }
    let done = case.clone();
    for (message, answer) in &steps {
        assert_eq!(case.take(message).as_ref(), Ok(answer));
    }
    assert_eq!(case, done);
    assert_eq!(case.outstanding(), Vec::new());
}

fn code(answer: Result<Answer, Refused>) -> &'static str {
    answer.unwrap_err().code()
}

#[test]
fn steps_out_of_order_are_refused() {
    assert_eq!(
        CrossCase::new(region("3404"), region("3404"))
            .unwrap_err()
            .code(),
        "cross.same_pool"
    );
    let mut case = case();
    let admit = Message::Admit {
        registration: registration(),
    };
    assert_eq!(code(case.take(&admit)), "cross.unregistered");
    assert_eq!(code(case.take(&settle("S1"))), "cross.not_admitted");
    case.take(&Message::Register {
        registration: registration(),
    })
    .unwrap();
    let other = RegistrationId::new("R2").unwrap();
    assert_eq!(
        code(case.take(&Message::Register {
            registration: other
        })),
        "cross.registered"
    );
    case.take(&admit).unwrap();
    assert_eq!(code(case.take(&clear("S1", 1))), "cross.unsettled");
    case.take(&settle("S1")).unwrap();
    assert_eq!(code(case.take(&settle("S2"))), "cross.live");
    let changed = Message::Settle {
        settlement: id("S1"),
        bill: Fen::new(1_000_000),
        pool: Fen::new(600_001),
    };
    assert_eq!(code(case.take(&changed)), "cross.conflict");
    assert_eq!(code(case.take(&clear("S1", 599_999))), "cross.clear");
}

/// Reversed after it was cleared: the negative is cleared once.
#[test]
fn a_reversal_after_clearing_is_cleared_back() {
    let mut case = case();
    case.take(&Message::Register {
        registration: registration(),
    })
    .unwrap();
    case.take(&Message::Admit {
        registration: registration(),
    })
    .unwrap();
    case.take(&settle("S1")).unwrap();
    case.take(&clear("S1", 600_000)).unwrap();
    case.take(&Message::Reverse {
        settlement: id("S1"),
    })
    .unwrap();
    assert_eq!(case.outstanding(), [(id("S1"), Fen::new(-600_000))]);
    for _ in 0..2 {
        let back = case.take(&clear("S1", -600_000));
        assert_eq!(back, Ok(Answer::Cleared(Fen::new(-600_000))));
    }
    assert_eq!(case.outstanding(), Vec::new());
    // The first clearing, told again, does not pay a second time.
    assert_eq!(
        case.take(&clear("S1", 600_000)),
        Ok(Answer::Cleared(Fen::new(600_000)))
    );
    assert_eq!(case.outstanding(), Vec::new());
}

/// The payment was on its way when the settlement was taken back: it is taken in, and cleared back.
#[test]
fn a_clearing_that_crosses_a_reversal_is_cleared_back() {
    let mut case = case();
    for message in [
        Message::Register {
            registration: registration(),
        },
        Message::Admit {
            registration: registration(),
        },
        settle("S1"),
        Message::Reverse {
            settlement: id("S1"),
        },
    ] {
        case.take(&message).unwrap();
    }
    assert_eq!(code(case.take(&clear("S1", -600_000))), "cross.clear");
    for _ in 0..2 {
        let paid = case.take(&clear("S1", 600_000));
        assert_eq!(paid, Ok(Answer::Cleared(Fen::new(600_000))));
    }
    assert_eq!(case.outstanding(), [(id("S1"), Fen::new(-600_000))]);
    case.take(&clear("S1", -600_000)).unwrap();
    assert_eq!(case.outstanding(), Vec::new());
}

proptest! {
    /// Whatever members cost wherever, the positions add up to zero and the capital is back where it was.
    #[test]
    fn any_round_nets_to_zero(costs in prop::collection::vec((0..4_usize, 0..4_usize, -50_000_i64..100_000), 0..40)) {
        let mut journal = Journal::default();
        for (at, (member, care, amount)) in costs.iter().enumerate() {
            let one = cost(&format!("S{at}"), COUNTIES[*member], COUNTIES[*care], *amount);
            prop_assert_eq!(journal.record(one.clone()), Ok(Recorded::New));
            prop_assert_eq!(journal.record(one), Ok(Recorded::Again));
        }
        let round = round(&journal);
        prop_assert_eq!(round.sum(), Ok(Fen::ZERO));
        let full = Capital { target: Fen::new(10_000_000), balance: Fen::new(10_000_000) };
        prop_assert_eq!(full.run(&round).unwrap().after, full);
    }
}
