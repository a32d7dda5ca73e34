//! Money against bills.

use super::*;
use crate::contribution::bill::Settled;
use crate::contribution::source::Channel;
use crate::contribution::standard::Year;
use base::{BillNo, Date, Fen, OrganisationNo, PaymentNo, PersonNo, RegionCode, Validity};
use proptest::prelude::*;

fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn year(year: i32) -> Year {
    Year::new(year).unwrap()
}

fn open(of: i32, paid: i64) -> Open {
    Open {
        bill: BillNo::new(i64::from(of)).unwrap(),
        year: year(of),
        settled: Settled {
            due: yuan(150),
            paid: yuan(paid),
            cancelled: false,
        },
        window: Validity::new(Some(date("2016-09-01")), Some(date("2016-12-31"))).unwrap(),
    }
}

fn arrival() -> Arrival {
    Arrival {
        person: PersonNo::new(1),
        year: year(2017),
        amount: yuan(150),
        on: date("2016-10-08"),
        channel: Channel::PostOutlet,
        reference: "Y0001".to_owned(),
        seen: None,
    }
}

#[test]
fn money_pays_the_bill_of_its_year_in_full() {
    let bill = open(2017, 0);
    assert_eq!(judge(&arrival(), &[bill]), Taken::For(bill.bill));
}

#[test]
fn whatever_does_not_fit_says_why() {
    let fine = arrival();
    let bill = open(2017, 0);
    let cancelled = Open {
        settled: Settled {
            cancelled: true,
            ..bill.settled
        },
        ..bill
    };
    let cases: [(Arrival, Vec<Open>, Mismatch); 9] = [
        (
            Arrival {
                seen: PaymentNo::new(3),
                ..fine.clone()
            },
            vec![bill],
            Mismatch::Duplicate,
        ),
        (
            Arrival {
                person: None,
                ..fine.clone()
            },
            vec![],
            Mismatch::UnknownPerson,
        ),
        (fine.clone(), vec![], Mismatch::NoBill),
        (fine.clone(), vec![cancelled], Mismatch::NoBill),
        (
            Arrival {
                year: year(2018),
                ..fine.clone()
            },
            vec![bill],
            Mismatch::WrongYear,
        ),
        (fine.clone(), vec![open(2017, 150)], Mismatch::AlreadyPaid),
        (
            Arrival {
                amount: yuan(149),
                ..fine.clone()
            },
            vec![bill],
            Mismatch::WrongAmount,
        ),
        (
            Arrival {
                on: date("2017-01-01"),
                ..fine.clone()
            },
            vec![bill],
            Mismatch::OutsideWindow,
        ),
        (
            Arrival {
                on: date("2016-08-31"),
                ..fine
            },
            vec![bill],
            Mismatch::OutsideWindow,
        ),
    ];
    for (arrival, bills, why) in cases {
        assert_eq!(judge(&arrival, &bills), Taken::Suspense(why), "{arrival:?}");
        assert!(why.refuse(&arrival, &bills).zh().ends_with('。'));
    }
}

/// REQ-041: an agent collected 120 x 150 = 18000 and handed over 18000: the difference is 0.
#[test]
fn an_agent_hands_over_what_was_collected() {
    let account = AgentAccount {
        agent: OrganisationNo::new(3).unwrap(),
        receipts: 120,
        collected: yuan(120 * 150),
        remitted: yuan(18_000),
    };
    assert_eq!(account.difference(), Ok(Fen::ZERO));
    assert_eq!(account.settle(), Ok(()));
    let short = AgentAccount {
        remitted: yuan(17_850),
        ..account
    };
    let refused = short.settle().unwrap_err();
    assert!(refused.zh().contains("差额 150.00"));
}

fn result(row: u64, line: i64, amount: i64, answer: DebitAnswer) -> DebitResult {
    DebitResult {
        row,
        line,
        bill: BillNo::new(line + 100).unwrap(),
        amount: yuan(amount),
        answer,
        on: date("2016-11-01"),
    }
}

fn lines(count: i64) -> Vec<DebitLine> {
    (1..=count)
        .map(|line| DebitLine {
            line,
            bill: BillNo::new(line + 100).unwrap(),
            amount: yuan(150),
        })
        .collect()
}

/// REQ-057: of 3 x 150 two are debited, one has not enough money: 300 received, 1 still due.
#[test]
fn answers_of_the_bank() {
    use DebitAnswer::{InsufficientFunds, Paid};
    let results = [
        result(1, 1, 150, Paid),
        result(2, 2, 150, InsufficientFunds),
        result(3, 3, 150, Paid),
    ];
    let report = match_results(&lines(3), &results).unwrap();
    assert_eq!((report.received, report.still_due), (yuan(300), yuan(150)));
    assert_eq!(report.count(DebitOutcome::Received), 2);
    assert_eq!(report.count(DebitOutcome::StillDue), 1);
    assert_eq!(report.count(DebitOutcome::Unanswered), 0);
}

#[test]
fn odd_answers_book_nothing() {
    use DebitAnswer::Paid;
    let results = [
        result(1, 1, 149, Paid),
        result(2, 2, 150, Paid),
        result(3, 2, 150, Paid),
        result(4, 9, 150, Paid),
    ];
    let report = match_results(&lines(3), &results).unwrap();
    let outcomes: Vec<_> = report.rows.iter().map(|(_, outcome)| *outcome).collect();
    use DebitOutcome::{Differs, Received, Repeated, Unknown};
    assert_eq!(outcomes, [Differs, Received, Repeated, Unknown]);
    assert_eq!(report.count(DebitOutcome::Unanswered), 2);
    assert_eq!((report.received, report.still_due), (yuan(150), yuan(300)));
}

/// REQ-047: on 20 December: paid, unpaid, and 11 days left to 31 December.
#[test]
fn progress_towards_the_deadline() {
    let county = |code: &str, bills, paid| Progress {
        region: RegionCode::parse(code).unwrap(),
        year: year(2016),
        today: date("2015-12-20"),
        deadline: date("2015-12-31"),
        bills,
        paid,
        due: yuan(bills * 120),
        received: yuan(paid * 120),
    };
    let parts = [county("340321", 1000, 900), county("340322", 500, 499)];
    let city = progress(RegionCode::parse("3403").unwrap(), &parts)
        .unwrap()
        .unwrap();
    assert_eq!(
        (city.paid, city.unpaid(), city.days_left()),
        (1399, 101, 11)
    );
    assert_eq!(city.outstanding(), yuan(101 * 120));
    assert_eq!(city.per_mille(), Some(932));
    let over = Progress {
        today: date("2016-01-01"),
        ..city
    };
    assert_eq!(over.days_left(), 0);
    let other = Progress {
        deadline: date("2016-01-31"),
        ..parts[1]
    };
    assert!(progress(city.region, &[parts[0], other]).is_err());
}

#[test]
fn a_refund_names_its_payment_and_never_exceeds_it() {
    let refund = |amount, reason: &str| Refund {
        of: PaymentNo::new(9).unwrap(),
        amount: yuan(amount),
        channel: Channel::Counter,
        reason: reason.to_owned(),
    };
    assert_eq!(
        refundable(&refund(150, "重复缴费"), yuan(150), Fen::ZERO),
        Ok(())
    );
    let code =
        |refund: &Refund, refunded| refundable(refund, yuan(150), refunded).unwrap_err().code();
    assert_eq!(code(&refund(150, "重复缴费"), yuan(1)), "refund.too_much");
    assert_eq!(code(&refund(0, "重复缴费"), Fen::ZERO), "refund.amount");
    assert_eq!(code(&refund(1, " "), Fen::ZERO), "refund.reason");
}

fn book(payment: i64, reference: &str, amount: i64) -> BookLine {
    BookLine {
        payment: PaymentNo::new(payment).unwrap(),
        reference: reference.to_owned(),
        amount: yuan(amount),
        on: date("2016-11-01"),
    }
}

fn row(row: u64, reference: &str, amount: i64, on: &str) -> StatementLine {
    StatementLine {
        row,
        reference: reference.to_owned(),
        amount: yuan(amount),
        on: date(on),
    }
}

#[test]
fn every_kind_of_difference_is_told_apart() {
    let books = [
        book(1, "A", 150),
        book(2, "B", 150),
        book(3, "C", 150),
        book(4, "D", 150),
    ];
    let statement = [
        row(1, "A", 150, "2016-11-02"),
        row(2, "A", 150, "2016-11-02"),
        row(3, "B", 140, "2016-11-02"),
        row(4, "D", 150, "2017-01-03"),
        row(5, "E", 150, "2016-11-02"),
        row(6, "A", -150, "2016-11-05"),
    ];
    let result = reconcile(&books, &statement).unwrap();
    assert_eq!(result.matched, [(PaymentNo::new(1).unwrap(), 1)]);
    for kind in Difference::ALL {
        assert_eq!(result.count(*kind), 1, "{kind:?}");
    }
    assert!(result.adds_up());
}

proptest! {
    /// Every line is in one list, and the differences explain the difference of the sums.
    #[test]
    fn a_reconciliation_adds_up(
        ours in prop::collection::vec((0_u8..6, 1_i64..400), 0..12),
        theirs in prop::collection::vec((0_u8..6, -200_i64..400), 0..12),
    ) {
        let name = |of: &u8| format!("R{of}");
        let books: Vec<_> = (1..).zip(&ours).map(|(no, (of, amount))| book(no, &name(of), *amount)).collect();
        let rows: Vec<_> = (1..).zip(&theirs).map(|(no, (of, amount))| row(no, &name(of), *amount, "2016-11-02")).collect();
        let result = reconcile(&books, &rows).unwrap();
        prop_assert!(result.adds_up());
        let seen = |ours: bool| result.differences.iter().filter(|(_, book, row)| if ours { book.is_some() } else { row.is_some() }).count() + result.matched.len();
        prop_assert_eq!(seen(true), books.len());
        prop_assert_eq!(seen(false), rows.len());
    }
}
