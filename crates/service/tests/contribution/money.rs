//! Money: agents, tax receipts, debits, outlets, suspense, refunds, reconciliation, progress.

use crate::on_both;
use crate::scene::{LEVELS, Scene, bill, code, date, offer, paper, region, year, yuan};
use access::Verdict;
use base::{Fen, OrganisationNo, PaymentNo};
use enrolment::Scheme;
use enrolment::contribution::Channel;
use enrolment::contribution::bill::BillState;
use enrolment::contribution::payment::{
    DebitAnswer, DebitOutcome, DebitResult, Difference, Handover, Mismatch, Refund, StatementLine,
};
use service::contribution::collect::{self, Collection, PaidRow, ReadRow, RowResult, Whom};
use service::contribution::{billing, counter, debit, money, sponsor};
use store::batch::{Batch, BatchRow};
use store::{OPEN_DATE, OPEN_TX, params};

pub fn row(line: i64, person: i64, amount: i64) -> ReadRow {
    Ok(PaidRow {
        line,
        reference: format!("R{line}"),
        whom: Whom::Document(paper(person)),
        name: format!("测试{person}"),
        year: year(2027),
        amount: yuan(amount),
        on: date("2026-11-20"),
    })
}

pub fn of(channel: Channel, collector: Option<i64>, digest: &str) -> Collection {
    Collection {
        region: region("340421"),
        channel,
        collector: collector.and_then(OrganisationNo::new),
        digest: digest.to_owned(),
    }
}

pub fn billed(scene: &Scene, people: i64) -> (access::Actor, access::Actor) {
    scene.set_standard(LEVELS);
    scene.enrol(1, people, "340421", Scheme::Resident, 2027);
    let county = scene.county();
    scene.bill_all(&county.0, "340421");
    county
}

pub fn take(
    scene: &Scene,
    actor: &access::Actor,
    from: &Collection,
    rows: Vec<ReadRow>,
) -> (Batch, Vec<RowResult>) {
    let mut told = Vec::new();
    let batch = collect::collect(
        &scene.desk(),
        actor,
        from,
        rows.into_iter(),
        &mut |_, result| {
            told.push(result.clone());
        },
    );
    (batch.unwrap(), told)
}

on_both! {
    /// REQ-041: an agent collects 120 x 150 = 18000 against receipts and hands over 18000: difference 0.
    fn req_041_an_agent_settles(scene: &Scene) {
        let (clerk, _) = billed(scene, 120);
        let from = of(Channel::Agent, Some(9), "village");
        let (batch, _) = take(scene, &clerk, &from, (1..=120).map(|no| row(no, no, 150)).collect());
        assert_eq!((batch.taken, batch.amount), (120, yuan(18_000)));
        let desk = scene.desk();
        let account = |actor| sponsor::agents(&desk, actor, year(2027)).unwrap();
        assert_eq!(account(&clerk)[0].difference(), Ok(yuan(18_000)));
        let handover = Handover {
            on: date("2026-11-21"),
            amount: yuan(18_000),
            reference: "缴款单1".to_owned(),
        };
        let agent = OrganisationNo::new(9).unwrap();
        let give = || sponsor::hand_over(&desk, &clerk, region("340421"), agent, year(2027), &handover);
        give().unwrap();
        assert_eq!(code(give()), "store", "one slip is recorded once");
        let settled = account(&clerk)[0];
        assert_eq!((settled.receipts, settled.collected, settled.remitted), (120, yuan(18_000), yuan(18_000)));
        assert_eq!(settled.difference(), Ok(Fen::ZERO));
        assert_eq!(settled.settle(), Ok(()));
        let foreign = scene.user("zheng", access::Role::Clerk, "340422");
        assert_eq!(account(&foreign), []);
        scene.sound();
    }

    /// REQ-075: three tax receipts, one without a matching bill: it becomes a work item in suspense.
    fn req_075_tax_receipts(scene: &Scene) {
        let (clerk, _) = billed(scene, 2);
        let rows = vec![row(2, 1, 150), row(3, 77, 150), row(4, 2, 150)];
        let (batch, told) = take(scene, &clerk, &of(Channel::Tax, None, "tax"), rows);
        assert_eq!((batch.taken, batch.refused, batch.amount), (3, 0, yuan(450)));
        assert_eq!(told[0], RowResult::Paid(bill(1)));
        assert_eq!(told[2], RowResult::Paid(bill(2)));
        let desk = scene.desk();
        let waiting = money::waiting(&desk, &clerk).unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].item.reason, waiting[0].amount), (Mismatch::UnknownPerson, yuan(150)));
        assert_eq!(told[1], RowResult::Waiting(waiting[0].item.no, Mismatch::UnknownPerson));

        // the person is enrolled and billed later; the money is found and counted
        scene.enrol(77, 1, "340421", Scheme::Resident, 2027);
        scene.bill_all(&clerk, "340421");
        let foreign = scene.user("zheng", access::Role::Clerk, "340422");
        assert_eq!(money::waiting(&desk, &foreign).unwrap(), []);
        assert_eq!(code(money::match_to(&desk, &foreign, waiting[0].item.no, bill(3))), "not_found");
        money::match_to(&desk, &clerk, waiting[0].item.no, bill(3)).unwrap();
        assert_eq!(billing::show(&desk, &clerk, bill(3)).unwrap().0.settled.state(), BillState::Paid);
        assert_eq!(money::waiting(&desk, &clerk).unwrap(), []);
        assert_eq!(code(money::match_to(&desk, &clerk, waiting[0].item.no, bill(3))), "not_found");
        scene.sound();
    }

    /// Wrong amount, wrong year, unknown person, a bill paid before, a second receipt number, a day outside
    /// the window, a row that cannot be read: each told with its row; the batch says exactly what it took.
    fn every_odd_row_is_told(scene: &Scene) {
        let (clerk, _) = billed(scene, 5);
        let change = |row: ReadRow, change: fn(&mut PaidRow)| row.map(|mut row| { change(&mut row); row });
        let unreadable = BatchRow {
            line: 9,
            refused: true,
            code: "row.formula".to_owned(),
            shown: String::new(),
            reason: "单元格是公式。".to_owned(),
        };
        let rows = vec![
            row(2, 1, 150),
            row(3, 2, 149),
            change(row(4, 2, 150), |row| row.year = year(2028)),
            row(5, 99, 150),
            row(6, 1, 150),
            change(row(7, 3, 150), |row| row.reference = "R2".to_owned()),
            change(row(8, 4, 150), |row| row.on = date("2026-08-31")),
            Err(unreadable.clone()),
            change(row(10, 5, 150), |row| row.amount = Fen::ZERO),
            change(row(11, 5, 150), |row| row.on = date("2026-11-23")),
        ];
        let (batch, told) = take(scene, &clerk, &of(Channel::Tax, None, "odd"), rows.clone());
        assert_eq!((batch.done, batch.taken, batch.refused), (10, 6, 4));
        assert_eq!(batch.amount, yuan(150 + 149 + 150 + 150 + 150 + 150));
        let shown: Vec<_> = told.iter().map(|result| match result {
            RowResult::Paid(_) => "paid",
            RowResult::Waiting(_, why) => why.code(),
            RowResult::Refused(row) => row.code.as_str(),
        }).collect();
        assert_eq!(shown, [
            "paid", "wrong_amount", "wrong_year", "unknown_person", "already_paid", "pay.duplicate",
            "outside_window", "row.formula", "pay.amount", "pay.future",
        ]);
        let scope = access::Scope::whole(region("3404"));
        let kept = scene.store.read(|session| store::batch::rows(session, scope, batch.no)).unwrap();
        let lines: Vec<_> = kept.iter().map(|row| (row.line, row.refused)).collect();
        assert_eq!(lines, [(3, false), (4, false), (5, false), (6, false), (7, true), (8, false), (9, true), (10, true), (11, true)]);
        assert!(kept.iter().all(|row| !row.shown.contains(&paper(99))), "numbers are masked");
        assert_eq!(money::waiting(&scene.desk(), &clerk).unwrap().len(), 5);
        let (again, told) = take(scene, &clerk, &of(Channel::Tax, None, "odd"), rows);
        assert_eq!((again, told.len()), (batch, 0), "the same file is taken once");
        scene.sound();
    }

    /// REQ-057: a debit file of 3 x 150; two debited, one has not enough money: 300 received, 1 still due.
    fn req_057_a_debit_file(scene: &Scene) {
        let (clerk, _) = billed(scene, 3);
        mandates(scene, 3);
        let desk = scene.desk();
        let make = |actor| debit::make(&desk, actor, region("340421"), "建设银行", year(2027));
        let (file, lines) = make(&clerk).unwrap();
        assert_eq!((file.lines, file.amount), (3, yuan(450)));
        assert_eq!(lines[0].account, "6227000000000000001");
        assert_eq!(make(&clerk).unwrap(), (file.clone(), lines), "not written out yet: the same file once more");
        assert_eq!(scene.number("SELECT COUNT(*) FROM debit"), 1);
        debit::written(&desk, &clerk, file.no).unwrap();
        debit::written(&desk, &clerk, file.no).unwrap();
        assert_eq!(code(make(&clerk)), "debit.empty", "what is asked for is not asked for twice");
        let foreign = scene.user("zheng", access::Role::Clerk, "340422");
        assert_eq!(code(debit::waiting(&desk, &foreign, file.no)), "not_found");

        let (_, waiting) = debit::waiting(&desk, &clerk, file.no).unwrap();
        let answers = [DebitAnswer::Paid, DebitAnswer::InsufficientFunds, DebitAnswer::Paid];
        let results: Vec<_> = (1..).zip(waiting.iter().zip(answers)).map(|(row, (line, answer))| DebitResult {
            row,
            line: line.line,
            bill: line.bill,
            amount: line.amount,
            answer,
            on: date("2026-11-22"),
        }).collect();
        let report = debit::answer(&desk, &clerk, file.no, &results).unwrap();
        assert_eq!((report.received, report.still_due), (yuan(300), yuan(150)));
        assert_eq!(report.count(DebitOutcome::StillDue), 1);
        let due = billing::unpaid(&desk, &clerk, year(2027), None, 10).unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].key.bill, bill(2));
        let again = debit::answer(&desk, &clerk, file.no, &results).unwrap();
        assert_eq!(again.count(DebitOutcome::Unknown), 3, "nothing waits any more");
        assert_eq!(scene.number("SELECT COUNT(*) FROM payment"), 2);
        let (second, _) = make(&clerk).unwrap();
        assert_eq!((second.lines, second.amount), (1, yuan(150)));

        // paid at the counter meanwhile: the debit waits to be paid back
        counter::pay(&desk, &clerk, bill(2), &offer(Channel::Counter)).unwrap();
        let late = DebitResult { row: 1, line: 1, answer: DebitAnswer::Paid, ..results[1] };
        debit::answer(&desk, &clerk, second.no, &[late]).unwrap();
        assert_eq!(money::waiting(&desk, &clerk).unwrap()[0].item.reason, Mismatch::AlreadyPaid);
        scene.sound();
    }

    /// Of two mandates with one bank the later counts, and the bill is asked for once; a file that asks for it twice pays it
    /// once, and the other debit waits to be paid back.
    fn two_mandates_debit_a_bill_once(scene: &Scene) {
        let (clerk, _) = billed(scene, 1);
        mandates(scene, 1);
        let desk = scene.desk();
        let county = region("340421");
        let later = service::membership::MandateLine {
            person: base::PersonNo::new(1).unwrap(),
            bank: "建设银行".to_owned(),
            account: "6227000000000000099".to_owned(),
            from: date("2026-11-01"),
        };
        scene.write(|tx| tx.take("mandate", 1).map(drop));
        service::membership::add_mandates(&desk, &clerk, county, &[later]).unwrap();
        let (file, lines) = debit::make(&desk, &clerk, county, "建设银行", year(2027)).unwrap();
        assert_eq!((file.lines, file.amount), (1, yuan(150)));
        assert_eq!(lines[0].account, "6227000000000000099");
        // as a file of former days would have it
        scene.write(|tx| {
            let row = params![tx.pool(), file.no.get(), 2, 1, 1, 15_000, tx.no()];
            let columns = ["pool", "debit", "line", "bucket", "bill", "amount", "tx_from"];
            tx.insert("debit_line", &columns, &[row.to_vec()])
        });
        let (_, waiting) = debit::waiting(&desk, &clerk, file.no).unwrap();
        let results: Vec<_> = (1..).zip(&waiting).map(|(row, line)| DebitResult {
            row,
            line: line.line,
            bill: line.bill,
            amount: line.amount,
            answer: DebitAnswer::Paid,
            on: date("2026-11-22"),
        }).collect();
        assert_eq!(debit::answer(&desk, &clerk, file.no, &results).unwrap().received, yuan(300));
        assert_eq!(billing::show(&desk, &clerk, bill(1)).unwrap().0.settled.state(), BillState::Paid);
        let waiting = money::waiting(&desk, &clerk).unwrap();
        assert_eq!((waiting.len(), waiting[0].item.reason), (1, Mismatch::AlreadyPaid));
        scene.sound();
    }

    /// REQ-058: a payment at a post outlet appears the same day with its channel.
    fn req_058_a_post_outlet(scene: &Scene) {
        let (clerk, _) = billed(scene, 2);
        let desk = scene.desk();
        counter::pay(&desk, &clerk, bill(1), &offer(Channel::PostOutlet)).unwrap();
        counter::pay(&desk, &clerk, bill(2), &offer(Channel::BankOutlet)).unwrap();
        let today = date("2026-11-22");
        let seen = sponsor::by_channel(&desk, &clerk, (today, today)).unwrap();
        assert_eq!(seen, [
            (today, Channel::BankOutlet, 1, yuan(150)),
            (today, Channel::PostOutlet, 1, yuan(150)),
        ]);
    }

    /// A refund takes two persons, names its payment, withdraws the bill that it paid and is booked once.
    fn a_refund_takes_two(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let desk = scene.desk();
        let receipt = counter::pay(&desk, &clerk, bill(1), &offer(Channel::Counter)).unwrap();
        let refund = |amount| Refund {
            of: receipt.payment,
            amount: yuan(amount),
            channel: Channel::Counter,
            reason: "缴费后转为职工参保".to_owned(),
        };
        assert_eq!(code(money::propose_refund(&desk, &clerk, &refund(151))), "refund.too_much");
        let first = money::propose_refund(&desk, &clerk, &refund(150)).unwrap();
        let second = money::propose_refund(&desk, &clerk, &refund(150)).unwrap();
        let paid = money::decide_refund(&desk, &reviewer, first, Verdict::Approved, "同意").unwrap();
        let late = money::decide_refund(&desk, &reviewer, second, Verdict::Approved, "同意");
        assert_eq!(code(late), "refund.too_much");
        let own = scene.pretend("sun", access::Role::Reviewer, "340421");
        assert_eq!(code(money::decide_refund(&desk, &own, second, Verdict::Rejected, "自审")), "denied");
        let scope = access::Scope::whole(region("3404"));
        let found = scene.store.read(|session| {
            store::contribution::payment::find(session, scope, paid.unwrap())
        }).unwrap().unwrap();
        assert_eq!((found.amount, found.of), (yuan(-150), PaymentNo::new(receipt.payment.get())));
        let (stored, _) = billing::show(&desk, &clerk, bill(1)).unwrap();
        assert_eq!((stored.settled.state(), stored.settled.paid), (BillState::Cancelled, Fen::ZERO));
        scene.sound();
    }

    /// REQ-056: money that pays a bill a second time waits in suspense and is paid back.
    fn a_second_payment_is_refunded(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let desk = scene.desk();
        take(scene, &clerk, &of(Channel::Tax, None, "twice"), vec![row(2, 1, 150), row(3, 1, 150)]);
        let waiting = money::waiting(&desk, &clerk).unwrap();
        assert_eq!(waiting[0].item.reason, Mismatch::AlreadyPaid);
        let refund = Refund {
            of: waiting[0].item.payment,
            amount: yuan(150),
            channel: Channel::Tax,
            reason: "重复缴费".to_owned(),
        };
        let no = money::propose_refund(&desk, &clerk, &refund).unwrap();
        money::decide_refund(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        assert_eq!(money::waiting(&desk, &clerk).unwrap(), []);
        let (stored, _) = billing::show(&desk, &clerk, bill(1)).unwrap();
        assert_eq!(stored.settled.state(), BillState::Paid, "the first payment stands");
        assert_eq!(scene.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payment"), 15_000);
        scene.sound();
    }

    /// Money that came in one county and counts for a bill of another is paid back by the city alone: the county does
    /// not see the bill, which would stay paid.
    fn a_refund_of_money_counted_in_another_county_is_the_citys(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let (_, city) = scene.city();
        let whole = scene.user("chen", access::Role::Clerk, "3404");
        scene.enrol(50, 1, "340422", Scheme::Resident, 2027);
        scene.bill_all(&whole, "340422");
        let desk = scene.desk();
        take(scene, &clerk, &of(Channel::Tax, None, "far"), vec![row(2, 77, 150)]);
        let item = money::waiting(&desk, &clerk).unwrap().remove(0);
        let refund = Refund {
            of: item.item.payment,
            amount: yuan(150),
            channel: Channel::Tax,
            reason: "本人申请退费".to_owned(),
        };
        let early = money::propose_refund(&desk, &clerk, &refund).unwrap();
        assert_eq!(code(money::match_to(&desk, &whole, item.item.no, bill(2))), "pay.other_county");
        count_for(scene, item.item.payment, &[bill(2)]);
        let state = || billing::show(&desk, &whole, bill(2)).unwrap().0.settled.state();
        assert_eq!(code(money::propose_refund(&desk, &clerk, &refund)), "refund.other_county");
        let decided = money::decide_refund(&desk, &reviewer, early, Verdict::Approved, "同意");
        assert_eq!(code(decided), "refund.other_county");
        assert_eq!((state(), scene.number("SELECT COUNT(*) FROM payment")), (BillState::Paid, 1));
        let no = money::propose_refund(&desk, &whole, &refund).unwrap();
        money::decide_refund(&desk, &city, no, Verdict::Approved, "同意").unwrap();
        assert_eq!((state(), scene.in_state("active"), scene.in_state("ended")), (BillState::Cancelled, 0, 1));
        scene.sound();
    }

    /// What a county received pays no bill of another county, for each balances itself: the refusal says what to do.
    fn suspense_pays_bills_of_its_own_county_only(scene: &Scene) {
        let (clerk, _) = billed(scene, 1);
        let whole = scene.user("chen", access::Role::Clerk, "3404");
        scene.enrol(50, 1, "340422", Scheme::Resident, 2027);
        scene.bill_all(&whole, "340422");
        let desk = scene.desk();
        take(scene, &clerk, &of(Channel::Tax, None, "far"), vec![row(2, 77, 150)]);
        let item = money::waiting(&desk, &clerk).unwrap().remove(0).item.no;
        let refused = money::match_to(&desk, &whole, item, bill(2)).unwrap_err().zh();
        let told = ["340421", "340422", "退费", "重新缴纳"].map(|word| refused.contains(word));
        assert_eq!(told, [true; 4], "{refused}");
        assert_eq!(money::waiting(&desk, &whole).unwrap().len(), 1, "it still waits");
        money::match_to(&desk, &whole, item, bill(1)).unwrap();
        scene.sound();
    }

    /// A file of the whole city is taken in county by county: money for a bill is the county's of the bill, money that
    /// waits the county's of the person; what leads to no county could never come into the books and is refused.
    fn a_file_of_the_city_goes_to_the_counties(scene: &Scene) {
        let (clerk, _) = billed(scene, 1);
        let whole = scene.user("chen", access::Role::Clerk, "3404");
        let file = Collection { region: region("3404"), ..of(Channel::Tax, None, "city") };
        let rows = [row(2, 1, 140), row(3, 1, 150), row(4, 99, 150)];
        let mut told = Vec::new();
        let mut hear = |line: i64, result: &RowResult| told.push((line, result.clone()));
        collect::collect(&scene.desk(), &whole, &file, rows.into_iter(), &mut hear).unwrap();
        assert!(matches!(told[0], (2, RowResult::Waiting(_, Mismatch::WrongAmount))), "{told:?}");
        assert!(matches!(told[1], (3, RowResult::Paid(_))), "{told:?}");
        let (4, RowResult::Refused(refused)) = &told[2] else { panic!("{told:?}") };
        assert_eq!(refused.code, "pay.county");
        let of_counties = "SELECT COUNT(*) FROM payment WHERE region BETWEEN 340421000000 AND 340421999999";
        assert_eq!((scene.number(of_counties), scene.number("SELECT COUNT(*) FROM payment")), (2, 2));
        assert_eq!(money::waiting(&scene.desk(), &clerk).unwrap().len(), 1, "it waits in the county");
        scene.sound();
    }

    /// While a dispute about the bill is open nothing is paid back out of it: the dispute could not be decided any more.
    fn a_refund_waits_for_the_dispute_about_its_bill(scene: &Scene) {
        use service::contribution::dispute;
        let (clerk, reviewer) = billed(scene, 1);
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        let desk = scene.desk();
        let refund = Refund {
            of: PaymentNo::new(1).unwrap(),
            amount: yuan(150),
            channel: Channel::BankOutlet,
            reason: "重复参保".to_owned(),
        };
        let early = money::propose_refund(&desk, &clerk, &refund).unwrap();
        let (_, disputed) = dispute::raise(&desk, &clerk, bill(1), "应缴金额有误").unwrap();
        assert_eq!(code(money::propose_refund(&desk, &clerk, &refund)), "refund.disputed");
        let decided = || money::decide_refund(&desk, &reviewer, early, Verdict::Approved, "属实");
        let refused = decided().unwrap_err();
        assert!(refused.zh().contains("争议正在处理"), "{}", refused.zh());
        scene.certify(1, "340421", "tekun");
        let decision = dispute::decide(&desk, &reviewer, disputed, Verdict::Approved, "属实").unwrap();
        assert!(decision.new_bill.is_some());
        decided().unwrap();
        assert_eq!(money::waiting(&desk, &clerk).unwrap(), []);
        scene.sound();
    }

    /// Books and statement are put to each other line by line, and the result is kept.
    fn a_reconciliation_is_kept(scene: &Scene) {
        let (clerk, _) = billed(scene, 3);
        let rows = (1..=3).map(|no| row(no, no, 150)).collect();
        take(scene, &clerk, &of(Channel::Tax, None, "tax"), rows);
        let line = |row, reference: &str, amount| StatementLine {
            row,
            reference: reference.to_owned(),
            amount: yuan(amount),
            on: date("2026-11-20"),
        };
        let statement = [line(2, "R1", 150), line(3, "R2", 140), line(4, "X", 150)];
        let days = (date("2026-11-01"), date("2026-11-30"));
        let reconcile = |actor| {
            money::reconcile_with(&scene.desk(), actor, region("340421"), Channel::Tax, days, &statement)
        };
        let (_, result) = reconcile(&clerk).unwrap();
        assert_eq!(result.matched.len(), 1);
        for kind in [Difference::Amount, Difference::Ownerless, Difference::InTransit] {
            assert_eq!(result.count(kind), 1, "{kind:?}");
        }
        assert!(result.adds_up());
        assert_eq!(scene.number("SELECT COUNT(*) FROM pay_check_line"), 3);
        let foreign = scene.user("zheng", access::Role::Clerk, "340422");
        assert_eq!(code(reconcile(&foreign)), "denied");
    }

    /// A receipt that names somebody else than the register has for its number waits for a person; the spelling
    /// of the name does not count, nor a name that is missing or the one before a change of name.
    fn a_receipt_in_another_name_waits(scene: &Scene) {
        let (clerk, _) = billed(scene, 6);
        scene.write(|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let former = params![
                pool, 3, 3, 19_700_101, 19_791_231, "买买提·艾力", "买买提·艾力", 0, "male", 19_800_101,
                region("340421"), now, OPEN_TX
            ];
            let columns = [
                "pool", "bucket", "person", "valid_from", "valid_to", "name", "name_key", "block", "sex",
                "birth", "residence", "tx_from", "tx_to",
            ];
            tx.insert("person_version", &columns, &[former.to_vec()])
        });
        let given = |line: i64, person: i64, name: &str| row(line, person, 150).map(|row| PaidRow { name: name.to_owned(), ..row });
        let rows = vec![
            given(2, 1, "李四"),
            given(3, 2, ""),
            given(4, 3, "　买买提 • 艾力 "),
            row(5, 4, 150).map(|row| PaidRow { whom: Whom::Bill(bill(5)), name: "李四".to_owned(), ..row }),
            row(6, 6, 150).map(|row| PaidRow { whom: Whom::Person(base::PersonNo::new(6).unwrap()), ..row }),
        ];
        let (batch, told) = take(scene, &clerk, &of(Channel::Agent, Some(9), "names"), rows);
        assert_eq!((batch.taken, batch.refused), (5, 0));
        let became: Vec<_> = told.iter().map(|result| match result {
            RowResult::Paid(bill) => bill.to_string(),
            RowResult::Waiting(_, why) => why.code().to_owned(),
            RowResult::Refused(row) => row.code.clone(),
        }).collect();
        assert_eq!(became, ["other_name", "2", "3", "other_name", "6"]);
        let desk = scene.desk();
        let waiting = money::waiting(&desk, &clerk).unwrap();
        assert_eq!(waiting[0].item.reason.zh(), "姓名不符");
        assert_eq!(waiting[0].item.person.map(base::PersonNo::get), Some(1));
        money::match_to(&desk, &clerk, waiting[0].item.no, bill(1)).unwrap();
        let (of_batch, rows) = collect::told(&desk, &clerk, batch.no).unwrap();
        assert_eq!((of_batch, rows.len()), (batch.clone(), 2));
        let foreign = scene.user("zheng", access::Role::Clerk, "340422");
        assert_eq!(code(collect::told(&desk, &foreign, batch.no)), "not_found");
        scene.sound();
    }

    /// REQ-047: paid, unpaid and days left to the deadline, by county and day.
    fn req_047_progress(scene: &Scene) {
        let (clerk, _) = billed(scene, 4);
        let desk = scene.desk();
        counter::pay(&desk, &clerk, bill(1), &offer(Channel::Counter)).unwrap();
        counter::pay(&desk, &clerk, bill(3), &offer(Channel::Counter)).unwrap();
        let on = |actor, day| sponsor::progress(&desk, actor, year(2027), date(day), date("2026-12-31")).unwrap();
        let seen = on(&clerk, "2026-12-20");
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].region, seen[0].paid, seen[0].unpaid(), seen[0].days_left()), (region("340421"), 2, 2, 11));
        assert_eq!((seen[0].due, seen[0].received), (yuan(600), yuan(300)));
        let foreign = scene.user("zheng", access::Role::Clerk, "340422");
        assert_eq!(on(&foreign, "2026-12-20"), []);
    }
}

fn mandates(scene: &Scene, people: i64) {
    scene.write(|tx| {
        let (pool, now) = (tx.pool(), tx.no());
        let rows: Vec<_> = (1..=people)
            .map(|person| {
                params![
                    pool,
                    person % 64,
                    person,
                    person,
                    region("340421"),
                    "建设银行",
                    format!("62270000000000{person:05}"),
                    20_260_101,
                    OPEN_DATE,
                    now,
                    OPEN_TX
                ]
                .to_vec()
            })
            .collect();
        let columns = [
            "pool",
            "bucket",
            "mandate",
            "person",
            "region",
            "bank",
            "account",
            "valid_from",
            "valid_to",
            "tx_from",
            "tx_to",
        ];
        tx.insert("mandate", &columns, &rows)
    });
}

/// Counts a payment for bills, as a record of an older system might.
fn count_for(scene: &Scene, payment: PaymentNo, bills: &[base::BillNo]) {
    scene.write(|tx| {
        let whole = access::Scope::whole(tx.pool());
        for bill in bills {
            let found = store::contribution::bill::find(tx, whole, *bill)?.unwrap();
            let used = store::contribution::payment::Use {
                key: found.key,
                payment,
                payer: enrolment::contribution::Source::Person,
                amount: found.settled.left(),
            };
            store::contribution::payment::count(tx, &[used])?;
        }
        Ok::<(), store::StoreError>(())
    });
}
