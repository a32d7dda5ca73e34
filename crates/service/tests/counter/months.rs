//! A month that is claimed, decided and paid through the bank's file, and what is taken back after it.

use access::Verdict;
use base::Fen;
use enrolment::Month;
use service::{claim, payout};
use settlement::claim::Verdict as Said;
use settlement::payout::BankRow;

use crate::common::{Fixture, day};
use crate::days::{live, owed, packages};
use crate::hall::{Hall, key, reversal};
use crate::house::{CITY, House};
use crate::month_end::{
    cashier, clerk, decider, examiner, finding, fund, verified, window, with_account, with_money,
};
use crate::sound;

/// Draws a month up and has its claims decided; of one settlement a fen is refused.
fn decided(hall: &Hall<'_>, house: &House, (month, today): (&str, &str)) {
    house.set_today(today);
    let (desk, month) = (house.desk(), Month::parse(month).unwrap());
    let drawn = claim::draw_up(&desk, &clerk(house), month).unwrap();
    assert_eq!(drawn.aside, []);
    for head in claim::claims(&desk, &decider(house), Some(month), None).unwrap() {
        let declared = claim::declared(&desk, &window(house), head.no).unwrap();
        claim::submit(&desk, &window(house), head.no, declared).unwrap();
        claim::review(&desk, &examiner(house), head.no, Vec::new()).unwrap();
        let first = format!(
            "SELECT COALESCE(MIN(settlement), 0) FROM claim_line WHERE nature = 'settlement' AND amount > 1 AND claim = {} \
             AND NOT EXISTS (SELECT 1 FROM settlement r WHERE r.about = claim_line.settlement)",
            head.no
        );
        let findings = match hall.number(&first) {
            0 => Vec::new(),
            settlement => vec![finding(settlement, Said::Refuse, 1)],
        };
        claim::decide_claim(&desk, &decider(house), head.no, findings).unwrap();
    }
}

/// Pays what was decided; what the bank confirmed.
fn paid(house: &House) -> i64 {
    let desk = house.desk();
    let (no, _) = payout::propose(&desk, &house.maker(CITY), &fund()).unwrap();
    let checker = house.checker(CITY);
    let done = payout::decide(&desk, &checker, no, Verdict::Approved, "")
        .unwrap()
        .unwrap();
    payout::file(&desk, &cashier(house), done.no).unwrap();
    let kept = payout::show(&desk, &checker, done.no).unwrap();
    let rows: Vec<BankRow> = kept
        .payout
        .unwrap()
        .transfers()
        .iter()
        .map(|transfer| BankRow {
            no: transfer.no,
            amount: transfer.amount,
            on: house.desk().today(),
            paid: true,
            remark: "流水1".to_owned(),
        })
        .collect();
    let answered = payout::answer(&desk, &cashier(house), done.no, &rows).unwrap();
    answered.paid.get()
}

/// 5001 of the statutory books, in 分.
const EXPENSE: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) \
                       FROM ledger_leg WHERE book = 'agency' AND account BETWEEN 5001 AND 5001";

/// What is settled and decided, over everything that is owed.
fn standing(house: &House) -> (i64, i64) {
    let all = claim::payables(&house.desk(), &decider(house)).unwrap();
    let sum =
        |of: fn(&store::claim::payable::Standing) -> Fen| all.iter().map(|it| of(it).get()).sum();
    (sum(|it| it.settled), sum(|it| it.decided))
}

pub fn claimed_and_paid(fixture: &Fixture) {
    let hall = Hall::with(fixture, 3, packages("keep"));
    let (answered, settled) = live(&hall, (11, 90), false);
    let house = House::beside(&fixture.store).with_books();
    with_money(&house);
    with_account(&house);
    assert_eq!((owed(&hall), standing(&house)), (answered, (answered, 0)));
    decided(&hall, &house, ("2026-11", "2026-12-01"));
    assert_eq!(
        standing(&house),
        (answered, answered),
        "nothing is payable any more"
    );
    assert_eq!(hall.number(EXPENSE), 0, "decided is not paid");
    let confirmed = paid(&house);
    assert_eq!(
        (hall.number(EXPENSE), confirmed),
        (answered - 1, answered - 1)
    );
    // after clearing: what is taken back enters the next claim as a negative
    let later = hall.on("2026-12-05");
    let mut back = 0;
    for (at, (no, visit, who)) in settled.iter().enumerate().rev() {
        let at = format!("late{at}");
        if let Ok(taken) = later.carry_out(key("2208", &at, &at), reversal(*no, *visit, *who)) {
            back += crate::hall::number(&Ok(taken), "fund");
        }
    }
    assert!(back < 0);
    sound(&hall);
    assert_eq!(
        standing(&house),
        (answered + back, answered),
        "payables are what is settled less what is decided"
    );
    decided(&hall, &house, ("2026-12", "2027-01-04"));
    assert_eq!(standing(&house), (answered + back, answered + back));
    assert_eq!(
        hall.number(EXPENSE),
        confirmed,
        "5001 is what the bank confirmed"
    );
    verified(&house);
    assert_eq!(day("2027-01-04"), house.desk().today());
}
