use access::UserName;
use base::{Date, Fen};
use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn item(no: i64, key: &str, on: &str, amount: i64) -> Item {
    Item {
        no,
        key: key.into(),
        year: None,
        on: date(on),
        amount: Fen::new(amount),
    }
}

#[test]
fn lines_are_matched_by_key_then_by_amount_and_day() {
    let book = [
        item(1, "B-1", "2026-04-01", 700),
        item(2, "B-1", "2026-04-01", 300),
        item(3, "", "2026-04-05", -250),
        item(4, "B-9", "2026-04-30", -80),
    ];
    let statement = [
        item(11, "B-1", "2026-04-02", 1_000),
        item(12, "", "2026-04-07", -250),
        item(13, "", "2026-04-12", 60),
    ];
    let matching = match_items(&book, &statement, 5);
    let pairs: Vec<_> = matching
        .matched
        .iter()
        .map(|one| (one.book.clone(), one.statement.clone(), one.by_key))
        .collect();
    assert_eq!(
        pairs,
        [(vec![1, 2], vec![11], true), (vec![3], vec![12], false)]
    );
    let kinds: Vec<_> = outstanding(&matching)
        .iter()
        .map(|one| (one.kind, one.item.no))
        .collect();
    assert_eq!(
        kinds,
        [
            (OutstandingKind::BookPaid, 4),
            (OutstandingKind::BankReceived, 13)
        ]
    );
}

#[test]
fn what_is_doubtful_is_left_to_a_person() {
    let two = [
        item(1, "", "2026-04-01", 100),
        item(2, "", "2026-04-02", 100),
    ];
    let one = [item(11, "", "2026-04-03", 100)];
    assert!(match_items(&two, &one, 5).matched.is_empty());
    assert!(match_items(&one, &two, 5).matched.is_empty());
    let far = [item(11, "", "2026-04-20", 100)];
    assert!(match_items(&two[..1], &far, 5).matched.is_empty());
    let named = [item(11, "B-7", "2026-04-01", 100)];
    let other = [item(1, "B-8", "2026-04-01", 100)];
    assert!(
        match_items(&other, &named, 5).matched.is_empty(),
        "two keys are two things"
    );
    assert_eq!(match_items(&two[..1], &named, 5).matched.len(), 1);
}

#[test]
fn equal_amounts_are_told_apart_by_their_day() {
    let day = |no: i64, day: u8| item(no, "", &format!("2026-04-{day:02}"), 40_000);
    let book = [day(1, 1), day(2, 2), day(3, 3)];
    let statement = [day(11, 1), day(12, 2), day(13, 4)];
    let matching = match_items(&book, &statement, 5);
    let pairs: Vec<_> = matching
        .matched
        .iter()
        .map(|one| (one.book[0], one.statement[0]))
        .collect();
    assert_eq!(pairs, [(1, 11), (2, 12), (3, 13)]);
    let twice = [day(11, 1), day(12, 1)];
    assert!(match_items(&book[..1], &twice, 5).matched.is_empty());
}

#[test]
fn all_four_kinds_meet_in_the_balance_table() {
    let book = [
        item(1, "A", "2026-04-29", 500),
        item(2, "B", "2026-04-30", -200),
    ];
    let statement = [
        item(11, "C", "2026-04-30", 70),
        item(12, "D", "2026-04-30", -30),
    ];
    let items = outstanding(&match_items(&book, &statement, 5));
    let table = BalanceTable::new(Fen::new(1_300), Fen::new(1_040), &items).unwrap();
    assert_eq!(
        (table.bank_received, table.bank_paid),
        (Fen::new(70), Fen::new(30))
    );
    assert_eq!(
        (table.book_received, table.book_paid),
        (Fen::new(500), Fen::new(200))
    );
    assert_eq!(
        (table.book_corrected, table.statement_corrected),
        (Fen::new(1_340), Fen::new(1_340))
    );
    assert!(table.agrees());
    let wrong = BalanceTable::new(Fen::new(1_301), Fen::new(1_040), &items).unwrap();
    assert_eq!((wrong.agrees(), wrong.difference), (false, Fen::new(1)));
    assert_eq!(items[0].age(date("2026-05-29")), 30);
}

#[test]
fn differences_are_named() {
    let year = |item: Item, year| Item {
        year: Some(year),
        ..item
    };
    let book = [
        year(item(1, "P1", "2026-01-05", 380), 2026),
        year(item(2, "P2", "2026-01-05", 380), 2026),
        year(item(3, "P3", "2026-01-05", 380), 2026),
    ];
    let statement = [
        year(item(11, "P1", "2026-01-05", 380), 2025),
        year(item(12, "P2", "2026-01-05", 350), 2026),
        year(item(13, "P4", "2026-01-05", 380), 2026),
        year(item(14, "P4", "2026-01-05", 380), 2026),
        year(item(15, "P5", "2026-01-06", -380), 2026),
        item(16, "", "2026-01-06", 1),
    ];
    let found = classify(&match_items(&book, &statement, 5), &[]);
    let of = |no| {
        found
            .iter()
            .find(|one| one.item.no == no)
            .map(|one| one.kind)
    };
    assert_eq!(of(1), Some(ExceptionKind::WrongYear));
    assert_eq!(of(11), Some(ExceptionKind::WrongYear));
    assert_eq!(
        (of(2), of(12)),
        (Some(ExceptionKind::Amount), Some(ExceptionKind::Amount))
    );
    assert_eq!(of(3), Some(ExceptionKind::InTransit));
    assert_eq!(of(14), Some(ExceptionKind::Duplicate));
    assert_eq!(of(15), Some(ExceptionKind::Refund));
    assert_eq!(of(16), Some(ExceptionKind::Ownerless));
    let again = classify(&match_items(&[], &statement[2..3], 5), &statement[3..4]);
    assert_eq!(
        again[0].kind,
        ExceptionKind::Duplicate,
        "seen in an earlier statement"
    );
    for kind in ExceptionKind::ALL {
        assert_eq!(ExceptionKind::parse(kind.code()), Some(kind));
    }
}

#[test]
fn a_statement_that_misses_a_line_says_where() {
    let line = |no: i64, amount: i64, balance: i64| StatementLine {
        line: no,
        on: date("2026-04-10"),
        key: format!("S{no}"),
        amount: Fen::new(amount),
        balance: Some(Fen::new(balance)),
        county: None,
        year: None,
        text: String::new(),
    };
    let mut statement = Statement {
        from: date("2026-04-01"),
        until: date("2026-04-30"),
        opening: Fen::new(100),
        closing: Fen::new(120),
        lines: vec![line(1, 50, 150), line(2, -30, 120)],
    };
    assert!(statement.breaks().is_empty());
    statement.lines[1].balance = Some(Fen::new(110));
    let breaks = statement.breaks();
    assert_eq!(breaks.len(), 2);
    assert!(breaks[0].zh().contains("第 2 行") && breaks[1].zh().contains("期末"));
    statement.lines[1].balance = None;
    statement.lines[0].on = date("2026-03-31");
    assert_eq!(
        statement.breaks(),
        [Break::Day {
            line: 1,
            on: date("2026-03-31")
        }]
    );
}

#[test]
fn who_explains_a_difference_does_not_clear_it() {
    let user = |name: &str| UserName::new(name).unwrap();
    let step = |state, name: &str, note: &str| Handled {
        state,
        user: user(name),
        on: date("2026-05-06"),
        note: note.into(),
    };
    let open = ExceptionState::Open;
    let skip = handle(open, None, step(ExceptionState::Cleared, "a", "x"));
    assert_eq!(skip.unwrap_err().code(), "fund.exception.order");
    assert!(handle(open, None, step(ExceptionState::Explained, "a", " ")).is_err());
    assert!(handle(open, None, step(ExceptionState::Explained, "a", "次月到账")).is_ok());
    let own = handle(
        ExceptionState::Explained,
        Some(&user("a")),
        step(ExceptionState::Cleared, "a", "凭证 9"),
    );
    assert_eq!(own.unwrap_err().code(), "fund.exception.same_user");
    assert!(
        handle(
            ExceptionState::Explained,
            Some(&user("a")),
            step(ExceptionState::Cleared, "b", "凭证 9")
        )
        .is_ok()
    );
    assert!(
        handle(
            ExceptionState::Cleared,
            None,
            step(ExceptionState::Cleared, "b", "凭证 9")
        )
        .is_err()
    );
}

fn items(start: i64) -> impl Strategy<Value = Vec<Item>> {
    let one = (0_u8..6, -5_i64..6, 0_i32..20);
    prop::collection::vec(one, 0..25).prop_map(move |list| {
        let make = |(at, (key, amount, day)): (usize, (u8, i64, i32))| Item {
            no: start + i64::try_from(at).unwrap(),
            key: if key == 0 {
                String::new()
            } else {
                format!("K{key}")
            },
            year: None,
            on: date("2026-04-01").add_days(day).unwrap(),
            amount: Fen::new(amount),
        };
        list.into_iter().enumerate().map(make).collect()
    })
}

proptest! {
    /// Whatever the lines: every line is matched once or outstanding once, what is matched agrees, and where both
    /// balances come from the lines the table agrees.
    #[test]
    fn nothing_is_lost_and_the_table_agrees(book in items(1), statement in items(1_000)) {
        let matching = match_items(&book, &statement, 5);
        let mut seen: Vec<i64> = matching.matched.iter().flat_map(|one| one.book.iter().chain(&one.statement)).copied().collect();
        seen.extend(matching.book.iter().chain(&matching.statement).map(|item| item.no));
        seen.sort_unstable();
        let mut all: Vec<i64> = book.iter().chain(&statement).map(|item| item.no).collect();
        all.sort_unstable();
        prop_assert_eq!(seen, all);
        let sum = |list: &[Item]| Fen::checked_sum(list.iter().map(|item| item.amount)).unwrap();
        let table = BalanceTable::new(sum(&book), sum(&statement), &outstanding(&matching)).unwrap();
        prop_assert!(table.agrees());
    }
}
