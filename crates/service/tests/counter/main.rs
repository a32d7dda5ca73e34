//! The counter on both engines: carried out once, in order, to the 分, whoever sends at the same time.

#[macro_use]
#[path = "../common/mod.rs"]
mod common;
mod days;
mod hall;
#[allow(dead_code, reason = "shared with the tests of fund control")]
#[path = "../fund/house.rs"]
mod house;
#[allow(dead_code, reason = "shared with the tests of claims")]
#[path = "../claim/scene.rs"]
mod month_end;
mod months;
mod onestop;
#[allow(dead_code, reason = "each test uses its part")]
#[path = "../common/premium_scene.rs"]
mod scene;
mod shown;

use common::Fixture;
use hall::*;
use settlement::bill::AccountUse;
use std::thread;

/// Fund and deductible of bills of one person, in 分, one after the other.
fn bills(counter: &service::counter::Counter, who: i64, amounts: &[&str]) -> Vec<(i64, i64)> {
    let mut told = Vec::new();
    for (place, amount) in amounts.iter().enumerate() {
        let at = format!("{who}.{place}");
        let visit = ready(counter, who, &at, amount);
        let settled = counter.carry_out(key("2207", &at, &at), settlement(visit, who));
        told.push((number(&settled, "fund"), number(&settled, "deductible")));
    }
    told
}

/// What was recorded contradicts nothing; each check has looked at something.
fn consistent(hall: &Hall<'_>) {
    let mut told = |_: &store::verify::Check, _: &store::verify::Outcome| ();
    let found = store::verify::run(&hall.fixture.store, &mut told).unwrap();
    let mine = found
        .iter()
        .filter(|(check, _)| check.name.starts_with("counter."));
    for (check, outcome) in mine {
        assert_eq!(outcome.first, None, "{}", check.name);
    }
    let proven = hall.proven();
    let all = hall.number("SELECT COUNT(*) FROM settlement WHERE tx_to = 9223372036854775807");
    assert_eq!(
        (proven.first, proven.examined),
        (None, u64::try_from(all).unwrap())
    );
}

/// The same, and the accumulator of the one package is what was paid.
fn sound(hall: &Hall<'_>) {
    consistent(hall);
    let records = hall.number(
        "SELECT CAST(COALESCE(SUM(fund_pay), 0) AS BIGINT) FROM settlement \
         WHERE nature <> 'adjustment' AND tx_to = 9223372036854775807",
    );
    let paid = hall.number(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM accumulator_entry WHERE acc = 'op_paid'",
    );
    assert_eq!(records, paid);
}

/// The first difference of a check, after somebody changed a row past all guards.
fn tampered(hall: &Hall<'_>, table: &str, sql: &str, check: &str) -> Option<String> {
    hall.past_guards(table, sql);
    let mut told = |_: &store::verify::Check, _: &store::verify::Outcome| ();
    let found = store::verify::run(&hall.fixture.store, &mut told).unwrap();
    let mut mine = found.into_iter().filter(|(it, _)| it.name == check);
    mine.next().unwrap().1.first.map(|first| first.record)
}

on_both! {
    fn three_bills_of_50_against_a_deductible_of_100(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("100", "100000", "60%"));
        let told = bills(&hall.counter, 1, &["50", "50", "50"]);
        assert_eq!(told, [(0, 5_000), (0, 5_000), (3_000, 0)]);
        sound(&hall);
    }

    fn two_bills_against_a_ceiling_of_60_and_no_fen_is_lost(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "60", "100%"));
        assert_eq!(bills(&hall.counter, 1, &["50", "50"]), [(5_000, 0), (1_000, 0)]);
        assert_eq!(bills(&hall.counter, 2, &["10.99"]), [(1_099, 0)]);
        sound(&hall);
    }

    fn two_hundred_bills_at_once_on_two_servers_never_pass_the_ceiling(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let other = hall.another();
        let visits: Vec<_> = (0..200).map(|n| ready(&hall.counter, 1, &format!("m{n}"), "1.10")).collect();
        thread::scope(|scope| {
            for (n, visit) in visits.iter().enumerate() {
                let counter = if n % 2 == 0 { &hall.counter } else { &other };
                scope.spawn(move || {
                    let at = format!("m{n}");
                    let settled = counter.carry_out(key("2207", &at, &at), settlement(*visit, 1));
                    assert_eq!(number(&settled, "bill"), 110);
                });
            }
        });
        assert_eq!(hall.number("SELECT COUNT(*) FROM settlement"), 200);
        assert_eq!(hall.number("SELECT CAST(SUM(fund_pay) AS BIGINT) FROM settlement"), 6_000);
        sound(&hall);
    }

    fn a_message_sent_many_times_is_carried_out_once(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let other = hall.another();
        let visit = ready(&hall.counter, 1, "one", "50");
        let answers: Vec<_> = thread::scope(|scope| {
            let send = |n: usize| {
                let counter = if n.is_multiple_of(2) { &hall.counter } else { &other };
                scope.spawn(move || counter.carry_out(key("2207", "same", "d"), settlement(visit, 1)))
            };
            let sent: Vec<_> = (0..20).map(send).collect();
            sent.into_iter().map(|one| one.join().unwrap().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|it| !it.again).count(), 1);
        assert!(answers.iter().all(|it| it.answer == answers[0].answer));
        assert_eq!(hall.number("SELECT COUNT(*) FROM settlement"), 1);
        let reused = hall.counter.carry_out(key("2207", "same", "other"), settlement(visit, 1));
        assert_eq!(code(reused), "gateway.msgid_reused");
        let mut repeating = key("2207", "same", "other");
        repeating.unique = false;
        let again = hall.counter.carry_out(repeating, settlement(visit, 1));
        assert_eq!(code(again), "visit.no_lines", "another message, and everything is settled already");
    }

    fn a_settlement_taken_back_leaves_nothing_behind(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("20", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let settled = hall.counter.carry_out(key("2207", "a", "a"), settlement(visit, 1));
        let no = record(&settled);
        let taken = hall.counter.carry_out(key("2208", "a", "a"), reversal(no, visit, 1));
        assert_eq!(number(&taken, "fund"), -3_000);
        for table in ["accumulator_entry", "payable"] {
            let sum = format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM {table}");
            assert_eq!(hall.number(&sum), 0, "{table}");
        }
        let twice = hall.counter.carry_out(key("2208", "b", "b"), reversal(no, visit, 1));
        assert_eq!(code(twice), "reversal.reversed");
        let anew = hall.counter.carry_out(key("2207", "c", "c"), settlement(visit, 1));
        assert_eq!(number(&anew, "fund"), 3_000, "the lines are open again");
        sound(&hall);
    }

    fn an_uncertain_settlement_is_undone_whether_it_came_or_not(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let of_person = |mut key: service::counter::Key, who: i64| {
            key.person = Some(who.to_string());
            key
        };
        let settle = || hall.counter.carry_out(of_person(key("2207", "a", "a"), 1), settlement(visit, 1));
        assert_eq!(number(&settle(), "fund"), 5_000);
        let other = hall.counter.carry_out(key("2601", "z", "z"), undoing("a", 2));
        assert_eq!(code(other), "undo.person");
        let undone = hall.counter.carry_out(key("2601", "u", "u"), undoing("a", 1));
        assert_eq!(told(&undone)["said"], "taken back");
        assert_eq!(hall.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payable"), 0);
        assert_eq!(code(settle()), "counter.undone", "the lost message comes late");
        let again = hall.counter.carry_out(key("2601", "v", "v"), undoing("a", 1));
        assert_eq!(told(&again)["said"], "already");
        let never = hall.counter.carry_out(key("2601", "w", "w"), undoing("b", 1));
        assert_eq!(told(&never)["said"], "never came");
        let late = hall.counter.carry_out(of_person(key("2207", "b", "b"), 1), settlement(visit, 1));
        assert_eq!(code(late), "counter.undone");
        let anew = hall.counter.carry_out(of_person(key("2207", "c", "c"), 1), settlement(visit, 1));
        assert_eq!(number(&anew, "fund"), 5_000);
        sound(&hall);
    }

    /// Ids of institution and second are shared: what 2601 takes back is one message, not the id.
    fn where_ids_repeat_an_undone_message_does_not_block_others_of_its_id(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "1000", "100%"));
        let (first, second) = (ready(&hall.counter, 1, "a", "50"), ready(&hall.counter, 2, "b", "30"));
        let sent = |digest: &str, who: i64, visit| {
            let mut key = key("2207", "second", digest);
            (key.unique, key.person) = (false, Some(who.to_string()));
            hall.counter.carry_out(key, settlement(visit, who))
        };
        let undone = |at: &str, who: i64| {
            let outcome = hall.counter.carry_out(key("2601", at, at), undoing_as("second", who, false));
            told(&outcome)["said"].clone()
        };
        assert_eq!(number(&sent("d1", 1, first), "fund"), 5_000);
        assert_eq!(number(&sent("d2", 2, second), "fund"), 3_000);
        assert_eq!(undone("u1", 1), "taken back");
        assert_eq!(code(sent("d1", 1, first)), "counter.undone", "the message that was taken back");
        assert_eq!(number(&sent("d3", 1, first), "fund"), 5_000, "another message of the same person");
        assert_eq!(undone("u2", 2), "taken back", "a second message under the id is undone too");
        let both = hall.counter.carry_out(key("2601", "u3", "u3"), undoing_as("second", 1, false));
        assert_eq!(code(both), "undo.ambiguous", "one was undone and one stands");
        assert_eq!(hall.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payable"), 5_000);
        sound(&hall);
    }

    fn a_filing_counts_once_the_bureau_of_the_insured_agreed(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "60", "100%"));
        let file = |msgid: &str, who: i64| hall.counter.carry_out(key("2503", msgid, msgid), chronic_filing(who));
        let first = number(&file("a", 1), "trt_dcla_detl_sn");
        assert_eq!(code(file("b", 1)), "filing.twice");
        let second = number(&file("c", 2), "trt_dcla_detl_sn");
        let back = hall.counter.carry_out(key("2504", "d", "d"), withdrawal(second, 2));
        assert!(back.is_ok(), "{back:?}");
        assert!(file("e", 2).is_ok(), "what was taken back may be filed again");
        let today = common::Still(common::day(TODAY));
        let desk = service::Desk::new(&fixture.store, &today);
        let own = fixture.user("qian", access::Role::Reviewer, "340421");
        let other = fixture.user("sun", access::Role::Reviewer, "340422");
        let county = common::region("340421");
        let waiting = service::filing::waiting(&desk, &own, county).unwrap();
        assert_eq!(waiting.len(), 2);
        let no = settlement::FilingNo::new(first).unwrap();
        let foreign = service::filing::decide(&desk, &other, (no, true), "同意").unwrap_err();
        assert_eq!(foreign.code(), "not_found");
        let silent = service::filing::decide(&desk, &own, (no, false), " ").unwrap_err();
        assert_eq!(silent.code(), "filing.reason");
        service::filing::decide(&desk, &own, (no, true), "材料齐全").unwrap();
        let again = service::filing::decide(&desk, &own, (no, true), "同意").unwrap_err();
        assert_eq!(again.code(), "filing.reviewed");
        let late = hall.counter.carry_out(key("2504", "f", "f"), withdrawal(first, 1));
        assert_eq!(code(late), "filing.reviewed");
    }

    /// REQ-136, in part: the line is refused, and its code waits to be mapped.
    fn a_code_that_nobody_mapped_goes_to_the_queue_though_its_line_is_refused(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let refused = hall.counter.carry_out(key("2204", "b", "b"), fee(visit, 1, (2, "?", "9")));
        assert_eq!(code(refused), "mapping.missing");
        assert_eq!(hall.number("SELECT COUNT(*) FROM fee_line"), 1);
        assert_eq!(hall.number("SELECT COUNT(*) FROM unmapped_code"), 1);
    }

    /// Σ payers = what funds owe, state = Σ deltas of what stands, trials tell what settlements do: over days by dice.
    fn random_days_leave_everything_sound(fixture: &Fixture) {
        days::lived(fixture, "keep", (20_261_122, 110));
    }

    /// The same where a reversal determines again what was settled after it.
    fn random_days_of_a_place_that_replays_leave_everything_sound(fixture: &Fixture) {
        days::lived(fixture, "replay", (2, 150));
    }

    /// Payables = Σ settlements − Σ decided; 5001 = Σ payments confirmed; also after a reversal of what was paid.
    fn a_month_is_claimed_paid_and_partly_taken_back(fixture: &Fixture) {
        months::claimed_and_paid(fixture);
    }

    fn what_was_tampered_with_is_named(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let settled = hall.counter.carry_out(key("2207", "a", "a"), settlement(visit, 1));
        let no = record(&settled);
        sound(&hall);
        let found = tampered(&hall, "payable", "UPDATE payable SET amount = amount + 1", "counter.payables");
        assert_eq!(found, Some(format!("settlement pool=340400000000 bucket=1 visit={visit}")));
        hall.past_guards("payable", "UPDATE payable SET amount = amount - 1");
        hall.counter.carry_out(key("2208", "a", "a"), reversal(no, visit, 1)).unwrap();
        sound(&hall);
        let sql = "UPDATE accumulator_entry SET amount = amount - 1 WHERE amount < 0";
        let found = tampered(&hall, "accumulator_entry", sql, "counter.accumulators");
        assert_eq!(found, Some(format!("settlement pool=340400000000 bucket=1 settlement={no}")));
        let sql = "UPDATE settlement SET cash = cash + 1, fund_pay = fund_pay - 1 WHERE nature = 'reversal'";
        let found = tampered(&hall, "settlement", sql, "counter.reversals");
        assert!(found.is_some());
    }

    /// What went into a determination, what came out of it, and what it added: each is named where it was changed.
    fn a_determination_that_does_not_follow_from_its_receipt_is_named(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("20", "60", "70%"));
        let mut settled = Vec::new();
        for at in ["a", "b"] {
            let visit = ready(&hall.counter, 1, at, "50");
            settled.push(record(&hall.counter.carry_out(key("2207", at, at), settlement(visit, 1))));
        }
        sound(&hall);
        let of = |which: usize| Some(format!("settlement pool=340400000000 settlement={}", settled[which]));
        let second = format!("UPDATE settlement SET {{}} WHERE settlement = {}", settled[1]);
        let change = |what: &str| {
            hall.past_guards("settlement", &second.replace("{}", what));
            let found = hall.proven().first;
            (found.as_ref().map(|it| it.record.clone()), found.map(|it| it.zh).unwrap_or_default())
        };
        // the amount of a line, and back again
        let (found, said) = change("kept = REPLACE(kept, '[[5000,', '[[4000,')");
        assert_eq!(found, of(1));
        assert!(said.contains("凭证不符"), "{said}");
        assert_eq!(change("kept = REPLACE(kept, '[[4000,', '[[5000,')").0, None);
        // what it says of the fund, and of who paid the rest
        let (found, said) = change("figures = REPLACE(figures, '\"hifp_pay\":3500', '\"hifp_pay\":3600')");
        assert_eq!((found, said.contains("金额")), (of(1), true), "{said}");
        assert_eq!(change("figures = REPLACE(figures, '\"hifp_pay\":3600', '\"hifp_pay\":3500')").0, None);
        let (found, _) = change("fund_pay = fund_pay - 1, cash = cash + 1");
        assert_eq!(found, of(1));
        assert_eq!(change("fund_pay = fund_pay + 1, cash = cash - 1").0, None);
        // what stands in the accumulators is not what was added
        let first = format!("UPDATE accumulator_entry SET amount = amount + 1 WHERE acc = 'op_paid' AND record = {}", settled[0]);
        hall.past_guards("accumulator_entry", &first);
        let found = hall.proven().first.unwrap();
        assert_eq!((Some(found.record), found.zh.contains("op_paid")), (of(0), true));
        let away = format!("UPDATE accumulator_entry SET record = 99 WHERE acc = 'op_paid' AND record = {}", settled[0]);
        hall.past_guards("accumulator_entry", &away);
        let found = hall.proven().first.unwrap();
        assert!(found.record.ends_with("settlement=99"), "{}", found.record);
    }

    /// REQ-457: balance 30, due 100: the account is debited 30, and 70 are collected.
    fn the_account_pays_first_and_only_what_is_missing_is_collected(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("100", "60", "100%"));
        hall.account(1, "10", "20");
        let visit = ready(&hall.counter, 1, "a", "100");
        let ask = || settlement_as(visit, 1, (false, AccountUse::Own));
        let told = |answer: &service::counter::Outcome| {
            ["account", "cash", "balance"].map(|field| number(answer, field))
        };
        assert_eq!(told(&hall.counter.trial(&*ask())), [3_000, 7_000, 0]);
        let settled = hall.counter.carry_out(key("2207", "a", "a"), ask());
        assert_eq!(told(&settled), [3_000, 7_000, 0]);
        let balance = "SELECT current_after + past_after FROM account_entry ORDER BY account_entry DESC LIMIT 1";
        assert_eq!(hall.number(balance), 0);
        let taken = hall.counter.carry_out(key("2208", "a", "a"), reversal(record(&settled), visit, 1));
        assert!(taken.is_ok(), "{taken:?}");
        assert_eq!(hall.number(balance), 3_000, "what was taken back is in the account again");
        let accounts = "SELECT CAST(SUM(amount) AS BIGINT) FROM payable WHERE part = 'account'";
        assert_eq!(hall.number(accounts), 0);
        sound(&hall);
    }

    fn a_stay_settled_twice_is_charged_its_deductible_once(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("100", "100000", "50%"));
        let sent = |infno: &str, at: &str, work: Box<Message>| hall.counter.carry_out(key(infno, at, at), work);
        let visit = visit(&sent("2401", "a", admission(1)));
        assert_eq!(code(sent("2401", "b", admission(1))), "visit.stay_open");
        sent("2301", "c", stay_fee(visit, 1, (1, None, "3", "100"))).unwrap();
        let mid = sent("2304", "d", settlement_as(visit, 1, (true, AccountUse::No)));
        assert_eq!([number(&mid, "bill"), number(&mid, "fund"), number(&mid, "deductible")], [30_000, 10_000, 10_000]);
        sent("2301", "e", stay_fee(visit, 1, (2, None, "1", "200"))).unwrap();
        sent("2301", "f", stay_fee(visit, 1, (3, Some(1), "-1", "100"))).unwrap();
        let too_much = sent("2301", "g", stay_fee(visit, 1, (4, Some(1), "-3", "100")));
        assert_eq!(code(too_much), "fee.below_nothing");
        assert_eq!(code(sent("2304", "h", settlement(visit, 1))), "visit.state", "nobody has left yet");
        sent("2402", "i", leaving(visit, 1)).unwrap();
        let last = sent("2304", "j", settlement(visit, 1));
        assert_eq!([number(&last, "bill"), number(&last, "fund"), number(&last, "deductible")], [10_000, 5_000, 0]);
        sound(&hall);
        let early = sent("2305", "k", reversal(record(&mid), visit, 1));
        assert_eq!(code(early), "reversal.replaced");
        sent("2305", "l", reversal(record(&last), visit, 1)).unwrap();
        sent("2305", "m", reversal(record(&mid), visit, 1)).unwrap();
        assert_eq!(hall.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payable"), 0);
        sound(&hall);
    }

    fn a_visit_with_lines_or_settlements_is_not_undone(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let undone = |at: &str| hall.counter.carry_out(key("2202", at, at), cancelling(visit, 1));
        assert_eq!(code(undone("a")), "visit.lines");
        hall.counter.carry_out(key("2207", "a", "a"), settlement(visit, 1)).unwrap();
        assert_eq!(code(undone("b")), "visit.settled");
    }

    fn a_pre_settlement_keeps_nothing(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let before = hall.number("SELECT next FROM sequence WHERE name = 'tx'");
        for _ in 0..3 {
            let trial = hall.counter.trial(&*settlement(visit, 1));
            assert_eq!(number(&trial, "fund"), 5_000);
        }
        assert_eq!(hall.number("SELECT COUNT(*) FROM settlement"), 0);
        assert_eq!(hall.number("SELECT next FROM sequence WHERE name = 'tx'"), before);
    }

    fn who_is_not_designated_or_not_entitled_begins_nothing(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let outside = hall.counter.carry_out(key("2201", "a", "a"), registration(1, "H34042100009"));
        assert_eq!(code(outside), "entry.not_designated");
        let unknown = hall.counter.carry_out(key("2201", "b", "b"), registration(77, HOSPITAL));
        assert_eq!(code(unknown), "credential.unknown");
        assert_eq!(hall.number("SELECT COUNT(*) FROM visit"), 0);
        assert_eq!(hall.number("SELECT COUNT(*) FROM message"), 0, "what was refused may be sent again");
    }

    fn another_persons_visit_is_not_charged(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let slip = hall.counter.carry_out(key("2204", "b", "b"), fee(visit, 2, (2, DRUG, "9")));
        assert_eq!(code(slip), "bill.person");
        let settled = hall.counter.carry_out(key("2207", "c", "c"), settlement(visit, 2));
        assert_eq!(code(settled), "bill.person");
        assert_eq!(hall.number("SELECT COUNT(*) FROM fee_line"), 1);
    }

    fn a_defect_in_one_message_leaves_the_others_alone(fixture: &Fixture) {
        let hall = Hall::new(fixture, 2, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        thread::scope(|scope| {
            let broken = scope.spawn(|| hall.counter.carry_out(key("2204", "x", "x"), fee(visit, 1, (2, DEFECT, "9"))));
            let sound = scope.spawn(|| hall.counter.carry_out(key("2207", "y", "y"), settlement(visit, 1)));
            assert_eq!(code(broken.join().unwrap()), "counter.defect");
            assert_eq!(number(&sound.join().unwrap(), "fund"), 5_000);
        });
    }

    fn a_closed_counter_finishes_what_it_took_and_takes_nothing_more(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let visit = ready(&hall.counter, 1, "a", "50");
        let (sender, answers) = std::sync::mpsc::channel();
        let reply = move |outcome| sender.send(outcome).unwrap();
        hall.counter.submit(key("2207", "a", "a"), settlement(visit, 1), Box::new(reply));
        hall.counter.close();
        assert_eq!(number(&answers.recv().unwrap(), "fund"), 5_000);
        let late = hall.counter.carry_out(key("2207", "b", "b"), settlement(visit, 1));
        assert!(matches!(late, Err(service::counter::Turned::Closed)));
    }
}

/// `cargo xtask soak days`: so many days of 150 messages, each of a seed of its own that is printed.
#[test]
#[ignore = "for cargo xtask soak days"]
fn many_random_days() {
    let asked = |name: &str, otherwise: u64| {
        std::env::var(name).map_or(otherwise, |it| it.parse().unwrap())
    };
    let seed = asked("SOAK_SEED", 1);
    let ways = ["keep", "replay", "last_only"].into_iter().cycle();
    for (seed, reversal) in (seed..seed.saturating_add(asked("SOAK_CASES", 12))).zip(ways) {
        println!("days of seed {seed} under {reversal}");
        days::lived(&Fixture::sqlite(), reversal, (seed, 150));
    }
}
