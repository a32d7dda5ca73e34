//! Money that a bill gives up, and money that is paid back, in the statutory books.

use std::collections::BTreeMap;

use crate::money::{billed, of, row, take};
use crate::on_both;
use crate::posting::{fiscal_account, held};
use crate::scene::{Scene, bill, code, date, region, year, yuan};
use access::{Actor, Role, Verdict};
use base::{BillNo, Date, Fen, PaymentNo};
use enrolment::Scheme;
use enrolment::contribution::payment::Refund;
use enrolment::contribution::{Channel, Source};
use ledger::entry::{
    BankAccount, Digest, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, SubAccount,
};
use ledger::event::Part;
use service::books;
use service::contribution::collect::{PaidRow, ReadRow};
use service::contribution::{dispute, money, sponsor};
use service::posting;
use store::posting::Item;
use store::{StoreError, params};

struct Office {
    accountant: Actor,
    reviewer: Actor,
}

impl Office {
    fn of(scene: &Scene) -> Office {
        Office {
            accountant: scene.user("he", Role::Accountant, "340421"),
            reviewer: scene.user("lyu", Role::FinanceReviewer, "340421"),
        }
    }

    fn propose(&self, scene: &Scene, on: &str) -> Result<(i64, Vec<Item>), service::ServiceError> {
        let (county, day) = (region("340421"), date(on));
        let (run, items) = posting::propose(&scene.desk(), &self.accountant, county, day, "记-1")?;
        Ok((run.no, items))
    }

    /// What a run booked: event, variant and amount of each document.
    fn post(&self, scene: &Scene) -> Vec<(u8, String, Fen)> {
        let (run, items) = self.propose(scene, "2026-11-22").unwrap();
        let done = posting::decide(&scene.desk(), &self.reviewer, run, Verdict::Approved, "");
        for (_, done) in done.unwrap() {
            done.unwrap();
        }
        items.into_iter().map(booked).collect()
    }
}

fn booked(item: Item) -> (u8, String, Fen) {
    (item.event.get(), item.variant, item.amount)
}

fn told(event: u8, variant: &str, amount: i64) -> (u8, String, Fen) {
    (event, variant.to_owned(), yuan(amount))
}

/// Income of 2027, suspense and the income account, each as a balance in the agency's book.
fn books_of(scene: &Scene) -> [Fen; 3] {
    let income = held(scene, 4001, 2027);
    [income, held(scene, 2001, 0), held(scene, 1002, 0)]
}

fn settle(scene: &Scene, (clerk, reviewer): (&Actor, &Actor), of: BillNo) -> BillNo {
    let desk = scene.desk();
    let (_, no) = dispute::raise(&desk, clerk, of, "应缴金额有误").unwrap();
    let decided = dispute::decide(&desk, reviewer, no, Verdict::Approved, "属实").unwrap();
    decided.new_bill.unwrap()
}

/// Somebody pays 50 of what the first person owes.
fn promise(scene: &Scene, clerk: &Actor) {
    let promised = sponsor::Promised {
        scheme: Scheme::Resident,
        year: year(2027),
        region: region("340421"),
        person: base::PersonNo::new(1),
        source: Source::Collective,
        sponsor: base::OrganisationNo::new(7).unwrap(),
        amount: yuan(50),
    };
    sponsor::promise(&scene.desk(), clerk, &promised).unwrap();
}

fn give_back(scene: &Scene, (clerk, reviewer): (&Actor, &Actor), payment: i64, amount: i64) {
    let refund = Refund {
        of: PaymentNo::new(payment).unwrap(),
        amount: yuan(amount),
        channel: Channel::BankOutlet,
        reason: "多缴".to_owned(),
    };
    let desk = scene.desk();
    let no = money::propose_refund(&desk, clerk, &refund).unwrap();
    money::decide_refund(&desk, reviewer, no, Verdict::Approved, "属实").unwrap();
}

fn uncertify(scene: &Scene) {
    scene.write(|tx| {
        let (pool, now) = (tx.pool(), tx.no());
        tx.run(
            "UPDATE category_span SET tx_to = $2 WHERE pool = $1 AND person = 1 AND tx_to = 9223372036854775807",
            &params![pool, now],
        )?;
        Ok::<(), StoreError>(())
    });
}

fn document(scene: &Scene, event: &str, variant: &str, parts: Vec<Part>) {
    let code = EventCode::parse(event).unwrap();
    let kinds = &books::library().unwrap().events.get(code).unwrap().evidence;
    let evidence = |kind: &EvidenceKind| Evidence {
        kind: *kind,
        reference: EvidenceRef::new("回单1号").unwrap(),
        digest: Digest::of(b"x"),
    };
    let wish = books::Wish {
        event: code,
        variant: variant.to_owned(),
        county: region("340421"),
        fund: Fund::ResidentPooled,
        value_date: date("2026-11-22"),
        book_date: date("2026-11-22"),
        parts,
        slots: BTreeMap::new(),
        banks: BTreeMap::from([("1003".to_owned(), BankAccount::new("市财政专户").unwrap())]),
        evidence: kinds.iter().map(evidence).collect(),
        answers: None,
    };
    let office = Office::of(scene);
    let no = books::propose(&scene.desk(), &office.accountant, &wish).unwrap();
    let treasury = scene.user("cai", Role::Treasury, "340421");
    let checker = match event {
        "E10" => &treasury,
        _ => &office.reviewer,
    };
    books::decide(&scene.desk(), checker, no, Verdict::Approved, "").unwrap();
}

on_both! {
    /// A disputed bill goes down before it was booked: what its successor takes is income, the rest waits.
    fn a_dispute_within_the_span_of_a_run(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let office = Office::of(scene);
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        promise(scene, &clerk);
        settle(scene, (&clerk, &reviewer), bill(1));
        assert_eq!(office.post(scene), [told(3, "current", 100), told(30, "arrive", 50)]);
        assert_eq!(books_of(scene), [yuan(-100), yuan(-50), yuan(150)]);
        assert_eq!(code(office.propose(scene, "2026-11-22")), "posting.nothing");
        give_back(scene, (&clerk, &reviewer), 1, 50);
        assert_eq!(office.post(scene), [told(31, "returned", 50)]);
        assert_eq!(books_of(scene), [yuan(-100), Fen::ZERO, yuan(100)]);
        scene.sound();
    }

    /// A disputed bill goes down after it was booked: income turns into suspense, no money leaves; and a refund of more
    /// than the free rest is from both.
    fn a_dispute_about_a_booked_payment(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let office = Office::of(scene);
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        assert_eq!(office.post(scene), [told(3, "current", 150)]);
        promise(scene, &clerk);
        settle(scene, (&clerk, &reviewer), bill(1));
        assert_eq!(office.post(scene), [told(31, "reopened", 50)]);
        assert_eq!(books_of(scene), [yuan(-100), yuan(-50), yuan(150)]);
        give_back(scene, (&clerk, &reviewer), 1, 70);
        assert_eq!(office.post(scene), [told(7, "refund", 20), told(31, "returned", 50)]);
        assert_eq!(books_of(scene), [yuan(-80), Fen::ZERO, yuan(80)]);
        scene.sound();
    }

    /// Down to nothing and up again: the free money is counted for the bill once more.
    fn a_dispute_down_and_up(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let office = Office::of(scene);
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        office.post(scene);
        scene.certify(1, "340421", "tekun");
        let free = settle(scene, (&clerk, &reviewer), bill(1));
        assert_eq!(office.post(scene), [told(31, "reopened", 150)]);
        assert_eq!(books_of(scene), [Fen::ZERO, yuan(-150), yuan(150)]);
        uncertify(scene);
        let due = settle(scene, (&clerk, &reviewer), free);
        assert_eq!(code(office.propose(scene, "2026-11-22")), "posting.nothing");
        let item = money::waiting(&scene.desk(), &clerk).unwrap()[0].item.no;
        money::match_to(&scene.desk(), &clerk, item, due).unwrap();
        assert_eq!(office.post(scene), [told(31, "identified", 150)]);
        assert_eq!(books_of(scene), [yuan(-150), Fen::ZERO, yuan(150)]);

        // All of it once more within one span: nothing has changed at its end.
        scene.certify(1, "340421", "tekun");
        let free = settle(scene, (&clerk, &reviewer), due);
        uncertify(scene);
        let due = settle(scene, (&clerk, &reviewer), free);
        let item = money::waiting(&scene.desk(), &clerk).unwrap()[0].item.no;
        money::match_to(&scene.desk(), &clerk, item, due).unwrap();
        assert_eq!(code(office.propose(scene, "2026-11-22")), "posting.nothing");
        scene.sound();
    }

    /// After the sweep of the income account a refund waits for money and holds nothing else up; it is paid out of the
    /// expenditure account once that has it.
    fn a_refund_without_money_holds_up_nothing(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 3);
        let office = Office::of(scene);
        fiscal_account(scene);
        let bank = |reference: &str, line, person| {
            take(scene, &clerk, &of(Channel::BankOutlet, None, reference), vec![row(line, person, 150)])
        };
        bank("one", 2, 1);
        office.post(scene);
        let sub = |amount| Part { sub: Some(SubAccount::new("个人缴费").unwrap()), ..Part::new(yuan(amount)) };
        document(scene, "E4", "premium", vec![sub(150)]);
        assert_eq!(held(scene, 1002, 0), Fen::ZERO);

        give_back(scene, (&clerk, &reviewer), 1, 150);
        take(scene, &clerk, &of(Channel::Tax, None, "tax"), vec![row(3, 2, 150)]);
        let (run, items) = office.propose(scene, "2026-11-22").unwrap();
        let waits: Vec<bool> = items.iter().map(|item| item.refused.is_some()).collect();
        let events: Vec<u8> = items.iter().map(|item| item.event.get()).collect();
        assert_eq!((events, waits), (vec![1, 7], vec![false, true]), "receipts come first");
        let listed = posting::list(&scene.desk(), &office.accountant).unwrap();
        assert!(listed[0].1[1].refused.as_ref().unwrap().contains("1004 余额不足"));
        let decide = || posting::decide(&scene.desk(), &office.reviewer, run, Verdict::Approved, "");
        let done = decide().unwrap();
        assert!(done[0].1.is_ok());
        assert_eq!(done[1].1.as_ref().unwrap_err().code(), "ledger.overdrawn");
        assert_eq!((held(scene, 1005, 0), held(scene, 4001, 2027)), (yuan(150), yuan(-300)));
        assert_eq!(code(decide()), "ledger.overdrawn", "it still waits");

        // Later money is booked all the same, and a refund out of it is paid out of the income account.
        bank("two", 4, 3);
        give_back(scene, (&clerk, &reviewer), 4, 150);
        assert_eq!(office.post(scene), [told(3, "current", 150), told(7, "refund", 150)]);
        document(scene, "E10", "", vec![Part::new(yuan(150))]);
        decide().unwrap().remove(0).1.unwrap();
        assert_eq!((held(scene, 1004, 0), held(scene, 4001, 2027)), (Fen::ZERO, yuan(-150)));
        scene.sound();
    }

    /// A refund out of the treasury for which there is no money waits, and the list says for what and what to do.
    fn a_refund_out_of_an_empty_treasury_says_what_to_do(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let office = Office::of(scene);
        fiscal_account(scene);
        take(scene, &clerk, &of(Channel::Tax, None, "tax"), vec![row(2, 1, 150)]);
        office.post(scene);
        let sub = Part { sub: Some(SubAccount::new("个人缴费").unwrap()), ..Part::new(yuan(150)) };
        document(scene, "E2", "transfer", vec![sub]);
        let refund = Refund {
            of: PaymentNo::new(1).unwrap(),
            amount: yuan(150),
            channel: Channel::Tax,
            reason: "多缴".to_owned(),
        };
        let desk = scene.desk();
        let no = money::propose_refund(&desk, &clerk, &refund).unwrap();
        money::decide_refund(&desk, &reviewer, no, Verdict::Approved, "属实").unwrap();
        office.propose(scene, "2026-11-22").unwrap();
        let listed = posting::list(&desk, &office.accountant).unwrap();
        let told = listed[0].1[0].refused.clone().unwrap();
        let words = ["1005 余额不足", "国库", "待以后税款入库后", "tongchou posting approve"];
        assert_eq!(words.map(|word| told.contains(word)), [true; 4], "{told}");
    }

    /// A document that is proposed by hand once more while it waits is refused, with the number that waits; another
    /// voucher is another document.
    fn what_waits_already_is_not_proposed_again(scene: &Scene) {
        billed(scene, 1);
        let office = Office::of(scene);
        let wish = |reference: &str| books::Wish {
            event: EventCode::parse("E30").unwrap(),
            variant: "arrive".to_owned(),
            county: region("340421"),
            fund: Fund::ResidentPooled,
            value_date: date("2026-11-22"),
            book_date: date("2026-11-22"),
            parts: vec![Part::new(yuan(150))],
            slots: BTreeMap::new(),
            banks: BTreeMap::new(),
            evidence: vec![Evidence {
                kind: EvidenceKind::BankLine,
                reference: EvidenceRef::new(reference).unwrap(),
                digest: Digest::of(b"x"),
            }],
            answers: None,
        };
        let propose = |reference| books::propose(&scene.desk(), &office.accountant, &wish(reference));
        let first = propose("回单1号").unwrap();
        let again = propose("回单1号").unwrap_err();
        assert_eq!(again.code(), "ledger.waiting");
        assert!(again.zh().contains(&format!("第 {first} 号")), "{}", again.zh());
        propose("回单2号").unwrap();
        let desk = scene.desk();
        books::decide(&desk, &office.reviewer, first, Verdict::Rejected, "重报").unwrap();
        propose("回单1号").unwrap();
    }

    /// Unknown money stands in the residents' fund. Where it pays a bill of another fund it leaves the one and comes into
    /// the other on the account where it lies, each document within its fund; a bill that gives it up sends it back.
    fn suspense_of_one_fund_pays_a_bill_of_another(scene: &Scene) {
        let clerk = billed_by_the_cooperative(scene);
        let office = Office::of(scene);
        take(scene, &clerk, &of(Channel::Tax, None, "tax"), vec![of_2012(2, 88, 30)]);
        assert_eq!(office.post(scene), [told(30, "arrive", 30)]);
        let of = |fund: &'static str, account| in_fund(scene, "agency", fund, account);
        assert_eq!((of("resident", 2001), of("nrcms", 4001)), (-30, 0));
        let item = money::waiting(&scene.desk(), &clerk).unwrap()[0].item.no;
        money::match_to(&scene.desk(), &clerk, item, bill(1)).unwrap();
        let all = [told(30, "arrive", 30), told(31, "identified", 30), told(31, "other-fund", 30)];
        assert_eq!(office.post(scene), all);
        assert_eq!((of("resident", 2001), of("resident", 1005)), (0, 0), "it left where it stood");
        assert_eq!((of("nrcms", 4001), of("nrcms", 1005), of("nrcms", 2001)), (-30, 30, 0));
        assert_eq!(in_fund(scene, "treasury", "resident", 1005), 0);
        assert_eq!(in_fund(scene, "treasury", "nrcms", 1005), 30);
        scene.certify(1, "340421", "tekun");
        let reviewer = scene.county().1;
        settle(scene, (&clerk, &reviewer), bill(1));
        let back = [told(30, "arrive", 30), told(31, "reopened", 30), told(31, "other-fund", 30)];
        assert_eq!(office.post(scene), back);
        assert_eq!((of("resident", 2001), of("resident", 1005)), (-30, 30));
        assert_eq!((of("nrcms", 4001), of("nrcms", 1005), of("nrcms", 2001)), (0, 0, 0));
        scene.sound();
    }

    /// After the sweep the money of suspense lies in the fiscal special account, and that is what it leaves.
    fn suspense_that_was_swept_leaves_the_fiscal_account(scene: &Scene) {
        let clerk = billed_by_the_cooperative(scene);
        let office = Office::of(scene);
        fiscal_account(scene);
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![of_2012(2, 88, 30)]);
        office.post(scene);
        document(scene, "E4", "other", vec![Part::new(yuan(30))]);
        let item = money::waiting(&scene.desk(), &clerk).unwrap()[0].item.no;
        money::match_to(&scene.desk(), &clerk, item, bill(1)).unwrap();
        office.post(scene);
        for book in ["agency", "fiscal"] {
            let of = |fund: &'static str, account| in_fund(scene, book, fund, account);
            assert_eq!((of("resident", 1003), of("resident", 2001)), (0, 0), "{book}");
            assert_eq!((of("nrcms", 1003), of("nrcms", 4001), of("nrcms", 2001)), (30, -30, 0), "{book}");
        }
        scene.sound();
    }

    /// Two unknown receipts of one day and amount, one in the treasury, one in the income account: sent back and asked
    /// for again, each stays where its money is.
    fn what_is_asked_for_again_stays_where_it_was(scene: &Scene) {
        let (clerk, _) = billed(scene, 1);
        let office = Office::of(scene);
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 77, 420)]);
        take(scene, &clerk, &of(Channel::Tax, None, "tax"), vec![row(3, 78, 420)]);
        let (run, items) = office.propose(scene, "2026-11-22").unwrap();
        assert_eq!(items.len(), 2);
        let desk = scene.desk();
        posting::decide(&desk, &office.reviewer, run, Verdict::Rejected, "凭证号不对").unwrap();
        let day = date("2026-11-22");
        let again = posting::propose_again(&desk, &office.accountant, run, day, "记-2").unwrap();
        assert_eq!(again.iter().map(|item| item.follows).collect::<Vec<_>>(), [Some(1), Some(2)]);
        posting::decide(&desk, &office.reviewer, run, Verdict::Approved, "").unwrap();
        assert_eq!((held(scene, 1002, 0), held(scene, 1005, 0)), (yuan(420), yuan(420)));
        assert_eq!(scene.number("SELECT COUNT(*) FROM ledger_evidence WHERE reference = '记-1'"), 0);
    }

    /// A county that keeps premiums of later years until their year: what was ahead by the first day of booking is
    /// of the year by the next.
    fn asked_for_again_in_the_year_of_the_premium(scene: &Scene) {
        let (clerk, _) = billed(scene, 1);
        let office = Office::of(scene);
        kept_ahead(scene, date("2026-01-01"));
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        let (run, items) = office.propose(scene, "2026-12-31").unwrap();
        assert_eq!(items.into_iter().map(booked).collect::<Vec<_>>(), [told(3, "ahead", 150)]);
        let desk = scene.desk();
        posting::decide(&desk, &office.reviewer, run, Verdict::Rejected, "日期不对").unwrap();
        let day = date("2027-01-04");
        let again = posting::propose_again(&desk, &office.accountant, run, day, "记-2").unwrap();
        assert_eq!(again.into_iter().map(booked).collect::<Vec<_>>(), [told(3, "current", 150)]);
        posting::decide(&desk, &office.reviewer, run, Verdict::Approved, "").unwrap();
        assert_eq!(books_of(scene), [yuan(-150), Fen::ZERO, yuan(150)]);
    }
}

/// One person of the rural cooperative of 2012 with a bill.
fn billed_by_the_cooperative(scene: &Scene) -> Actor {
    scene.adopt(
        "cn.650100.nrcms",
        Scheme::RuralCooperative,
        &[],
        "2012-01-01",
    );
    scene.approve_standard(Scheme::RuralCooperative, 2012, "2012-01-01");
    scene.enrol(1, 1, "340421", Scheme::RuralCooperative, 2012);
    let (clerk, _) = scene.county();
    let run = service::contribution::billing::Run {
        region: region("340421"),
        scheme: Scheme::RuralCooperative,
        year: year(2012),
        window: Some(crate::scene::window_of_2012()),
    };
    service::contribution::billing::make(&scene.desk(), &clerk, &run, &mut |_| ()).unwrap();
    clerk
}

/// A row for the year 2012.
fn of_2012(line: i64, person: i64, amount: i64) -> ReadRow {
    row(line, person, amount).map(|row| PaidRow {
        year: year(2012),
        ..row
    })
}

/// What a book of a fund holds on an account, debit less credit, in 元.
fn in_fund(scene: &Scene, book: &str, fund: &str, account: i64) -> i64 {
    scene.number(&format!(
        "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) / 100 \
         FROM ledger_leg WHERE book = '{book}' AND fund = '{fund}' AND account = {account}"
    ))
}

/// The city's switch: premiums of later years are received in advance from a day on.
fn kept_ahead(scene: &Scene, from: Date) {
    let (maker, checker) = (
        scene.user("jin", Role::Accountant, "3404"),
        scene.user("wei", Role::FinanceReviewer, "3404"),
    );
    let what = (Fund::ResidentPooled, from);
    let desk = scene.desk();
    let no = books::propose_switch(&desk, &maker, what, "医保函〔2026〕1号").unwrap();
    books::decide(&desk, &checker, no, Verdict::Approved, "").unwrap();
}
