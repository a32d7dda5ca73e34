//! From decided claims to the bank and back, and what the books hold of it.

use std::collections::BTreeSet;

use base::{Fen, Ratio, Rounding};
use ledger::entry::{Book, Document, EventCode, Fund, Side};
use ledger::event::Events;
use settlement::claim::{
    Care, Claim, ClaimNo, Deduction, DeductionKind, DeductionNo, DepositRule, Earlier, Fault,
    FundCode, Part, Payable, StepNo, Verdict,
};
use settlement::payout::{
    BankRow, Bearing, BookCase, BookEvent, Carried, DepositBooking, Order, Party, PartyKind, Payee,
    PaymentFile, Payout, PayoutNo, Portion, Purpose, Sheet, Transfer, TransferNo, TransferState,
    released_portions, sheet,
};

use crate::house::{
    city, county, date, decided, finding, fund, payable, reversal, signed, submitted,
};

fn nothing() -> Earlier {
    Earlier::default()
}

/// No payment before.
static UNPAID: BTreeSet<(ClaimNo, StepNo)> = BTreeSet::new();

fn of_fund(amount: i64) -> Carried {
    Carried {
        fund: Fen::new(amount),
        account: Fen::ZERO,
    }
}

fn tn(number: i64) -> TransferNo {
    TransferNo::new(number).unwrap()
}

fn five_percent() -> DepositRule {
    DepositRule {
        share: Ratio::parse("5%").unwrap(),
        rounding: Rounding::HalfUp,
        article: "服务协议 第二十条".to_owned(),
    }
}

fn deduction(number: i64, amount: i64, claim: &Claim) -> Deduction {
    Deduction {
        no: DeductionNo::new(number).unwrap(),
        key: claim.key().pay.clone(),
        kind: DeductionKind::Audit,
        amount: Fen::new(amount),
        taken: Fen::ZERO,
        reason: "重复收费，稽核查实".to_owned(),
        made: signed("auditor", county(), "2025-03-20"),
        checked: signed("chief", city(), "2025-03-21"),
    }
}

fn payee() -> Payee {
    Payee {
        name: "怀远县人民医院".to_owned(),
        account: "6222021234567890".to_owned(),
        bank: "建设银行怀远支行".to_owned(),
    }
}

fn transfer(number: i64, purpose: Purpose, sheet: &Sheet) -> Transfer {
    let order = Order {
        purpose,
        county: county(),
        party: Party {
            kind: PartyKind::Provider,
            code: sheet.key.claimant.code(),
        },
        payee: payee(),
        portions: sheet.portions.clone(),
        withheld: sheet.withheld_portions.clone(),
        note: "2025年2月医疗费".to_owned(),
    };
    Transfer::new(tn(number), fund(), order).unwrap()
}

fn approved(transfers: Vec<Transfer>, booking: DepositBooking) -> Payout {
    let made = signed("payer", city(), "2025-04-01");
    let no = PayoutNo::new(1).unwrap();
    let mut payout = Payout::propose(no, fund(), made.clone(), booking, transfers).unwrap();
    assert_eq!(
        payout.send([0; 32]).unwrap_err().code(),
        "payout.unapproved"
    );
    assert_eq!(
        payout.approve(made).unwrap_err().code(),
        "settlement.same_user"
    );
    payout
        .approve(signed("treasurer", city(), "2025-04-02"))
        .unwrap();
    payout
}

fn row(number: i64, amount: i64, paid: bool) -> BankRow {
    BankRow {
        no: tn(number),
        amount: Fen::new(amount),
        on: date("2025-04-03"),
        paid,
        remark: "流水 20250403001".to_owned(),
    }
}

/// The document that a case makes in the fund's books.
fn booked(case: &BookCase) -> Document {
    let (event, variant) = case.event.event();
    let party = ledger::entry::Counterparty {
        kind: ledger::entry::CounterpartyKind::parse(case.party.kind.code()).unwrap(),
        name: ledger::entry::CounterpartyName::new(&case.party.code).unwrap(),
    };
    let part = |part: &settlement::payout::BookPart| ledger::event::Part {
        sub: part
            .sub
            .map(|sub| ledger::entry::SubAccount::new(sub).unwrap()),
        benefit_year: part.benefit_year.and_then(ledger::entry::FundYear::new),
        counterparty: Some(party.clone()),
        ..ledger::event::Part::new(part.amount)
    };
    let bank = || ledger::entry::BankAccount::new("支出户").unwrap();
    let case = ledger::event::Case {
        document: ledger::entry::DocumentId::new(&case.reference).unwrap(),
        event: EventCode::parse(event).unwrap(),
        variant: variant.into(),
        pool: city(),
        county: case.county,
        fund: Fund::parse(case.fund.as_str()).unwrap(),
        value_date: case.value_date,
        book_date: case.value_date,
        parts: case.parts.iter().map(part).collect(),
        slots: Default::default(),
        banks: [("1004".to_owned(), bank())].into(),
        evidence: Vec::new(),
        maker: access::UserName::new("accountant").unwrap(),
        checker: access::UserName::new("reviewer").unwrap(),
    };
    ledger::event::fill(&Events::shipped().unwrap(), &case).unwrap()
}

/// What documents debit to an account in the agency's book, red letter as a negative.
fn debited(cases: &[BookCase], account: u16) -> i64 {
    let legs = |case: &BookCase| {
        let sign = if case.red { -1 } else { 1 };
        let entries = booked(case).entries;
        let agency = entries
            .into_iter()
            .filter(|entry| entry.dims.book == Book::Agency);
        let of = agency.flat_map(|entry| entry.legs);
        of.filter(|leg| leg.account.get() == account && leg.side == Side::Debit)
            .map(|leg| leg.amount.get() * sign)
            .sum::<i64>()
    };
    cases.iter().map(legs).sum()
}

/// Every word of an event leads to a variant of the books.
#[test]
fn events_are_those_of_the_books() {
    let events = Events::shipped().unwrap();
    for event in BookEvent::ALL {
        let (code, variant) = event.event();
        let found = events.get(EventCode::parse(code).unwrap()).unwrap();
        assert!(found.variant(variant).is_some(), "{code} {variant}");
    }
}

/// REQ-438: no payment line without a review record.
#[test]
fn an_undecided_claim_is_not_paid() {
    let claim = submitted(1, &[payable("S1", "2025-02-10", 100_000)]);
    let refused = sheet(&claim.key().pay, &[&claim], &Bearing::after(&UNPAID)).unwrap_err();
    assert_eq!(refused.code(), "claim.no_review");
}

/// 1000.00 − 100.00 refused = 900.00; deductions 30.00; 5 % deposit of 870.00 is 43.50; 826.50 is paid.
#[test]
fn a_sheet_says_how_a_payment_comes_about() {
    let refused = finding("S1", Verdict::Refuse, 10_000, Fault::Provider);
    let claim = decided(
        1,
        &[payable("S1", "2025-02-10", 100_000)],
        vec![refused],
        &nothing(),
    );
    let rule = five_percent();
    let deductions = [deduction(2, 2_000, &claim), deduction(1, 1_000, &claim)];
    let bearing = Bearing {
        deductions: &deductions,
        deposit: Some(&rule),
        ..Bearing::after(&UNPAID)
    };
    let sheet = sheet(&claim.key().pay, &[&claim], &bearing).unwrap();
    let parts = [sheet.approved, sheet.withheld, sheet.deducted, sheet.net];
    assert_eq!(parts.map(Fen::get), [90_000, 4_350, 3_000, 82_650]);
    assert_eq!(sheet.carried_out, Carried::default());
    assert_eq!(sheet.taken[0].no, DeductionNo::new(1).unwrap());
    assert_eq!(sheet.steps, [(claim.no(), 0)].into());
}

/// A month in which reversals outweigh is carried on, and the next payment makes up for it.
#[test]
fn a_negative_month_is_carried_on() {
    let original = payable("S1", "2025-02-10", 100_000);
    let first = decided(1, std::slice::from_ref(&original), Vec::new(), &nothing());
    let earlier = Earlier::of([&first]).unwrap();
    let back = reversal("R1", "2025-02-20", &original);
    let small = payable("S2", "2025-02-21", 30_000);
    let negative = decided(2, &[back, small], Vec::new(), &earlier);
    let rule = five_percent();
    let with = |carried_in| Bearing {
        deposit: Some(&rule),
        carried_in,
        ..Bearing::after(&UNPAID)
    };
    let key = &negative.key().pay;
    let sheet_of = |claim: &Claim, carried| sheet(key, &[claim], &with(carried)).unwrap();
    let month = sheet_of(&negative, Carried::default());
    assert_eq!((month.net, month.withheld), (Fen::ZERO, Fen::ZERO));
    assert_eq!(month.carried_out, of_fund(-70_000));
    let next = decided(
        3,
        &[payable("S3", "2025-02-22", 90_000)],
        Vec::new(),
        &nothing(),
    );
    let paid = sheet_of(&next, month.carried_out);
    // 900.00 − 700.00, less 5 % of it
    assert_eq!(
        (paid.net, paid.withheld),
        (Fen::new(19_000), Fen::new(1_000))
    );
    let positive = sheet(key, &[&next], &with(of_fund(1))).unwrap_err();
    assert_eq!(positive.code(), "payout.carried");
}

/// What is handed in twice is refused, and what was paid before is not paid again.
#[test]
fn nothing_is_paid_or_deducted_twice() {
    let claim = decided(
        1,
        &[payable("S1", "2025-02-10", 100_000)],
        Vec::new(),
        &nothing(),
    );
    let key = &claim.key().pay;
    let bearing = Bearing::after(&UNPAID);
    let twice = sheet(key, &[&claim, &claim], &bearing).unwrap_err();
    assert_eq!(twice.code(), "payout.claim_twice");
    let deductions = [deduction(1, 1_000, &claim), deduction(1, 1_000, &claim)];
    let with = Bearing {
        deductions: &deductions,
        ..bearing
    };
    let twice = sheet(key, &[&claim], &with).unwrap_err();
    assert_eq!(twice.code(), "payout.deduction_twice");
    let paid = sheet(key, &[&claim], &bearing).unwrap().steps;
    let again = sheet(key, &[&claim], &Bearing::after(&paid)).unwrap();
    assert_eq!((again.net, again.steps.len()), (Fen::ZERO, 0));
}

/// Fund money 1000.00 and account money 400.00 under one fund: a deduction of 100.00 and 5 % of 900.00 come off the fund
/// money alone, and a negative rest of the fund does not touch the accounts.
#[test]
fn money_of_accounts_is_paid_whole() {
    let account = Payable {
        part: Part::Account,
        ..payable("S1", "2025-02-10", 40_000)
    };
    let all = [payable("S1", "2025-02-10", 100_000), account];
    let claim = decided(1, &all, Vec::new(), &nothing());
    let rule = five_percent();
    let deductions = [deduction(1, 10_000, &claim)];
    let bearing = Bearing {
        deductions: &deductions,
        deposit: Some(&rule),
        ..Bearing::after(&UNPAID)
    };
    let amounts = |sheet: &Sheet| -> Vec<(Part, i64)> {
        let all = sheet.portions.iter();
        all.map(|one| (one.part, one.amount.get())).collect()
    };
    let paid = sheet(&claim.key().pay, &[&claim], &bearing).unwrap();
    let want = [(Part::Fund, 85_500), (Part::Account, 40_000)];
    assert_eq!(amounts(&paid), want);
    assert_eq!(paid.net, Fen::new(125_500));
    assert!(
        paid.withheld_portions
            .iter()
            .all(|one| one.part == Part::Fund)
    );
    let owing = Bearing {
        carried_in: of_fund(-150_000),
        ..Bearing::after(&UNPAID)
    };
    let paid = sheet(&claim.key().pay, &[&claim], &owing).unwrap();
    assert_eq!(amounts(&paid), [(Part::Account, 40_000)]);
    assert_eq!(paid.carried_out, of_fund(-50_000));
}

fn two_transfers(booking: DepositBooking) -> (Payout, PaymentFile) {
    let rule = five_percent();
    let sheets = [100_000, 40_000].map(|amount| {
        let claim = decided(
            1,
            &[payable("S1", "2025-02-10", amount)],
            Vec::new(),
            &nothing(),
        );
        let bearing = Bearing {
            deposit: Some(&rule),
            ..Bearing::after(&UNPAID)
        };
        sheet(&claim.key().pay, &[&claim], &bearing).unwrap()
    });
    let transfers = (1..).zip(&sheets);
    let transfers = transfers.map(|(no, sheet)| transfer(no, Purpose::Claim, sheet));
    let mut payout = approved(transfers.collect(), booking);
    let file = PaymentFile::write(&payout, date("2025-04-02")).unwrap();
    payout.send(file.digest).unwrap();
    (payout, file)
}

#[test]
fn the_file_has_control_totals_and_a_digest() {
    let (payout, file) = two_transfers(DepositBooking::Noted);
    assert_eq!((file.count, file.total), (2, Fen::new(133_000)));
    let want = "H\t1\temployee\t20250402\t2\t1330.00\n\
                D\t1\t怀远县人民医院\t6222021234567890\t建设银行怀远支行\t950.00\t2025年2月医疗费\n\
                D\t2\t怀远县人民医院\t6222021234567890\t建设银行怀远支行\t380.00\t2025年2月医疗费\n\
                T\t2\t1330.00\n";
    assert_eq!(file.text, want);
    let again = PaymentFile::write(&payout, date("2025-04-02")).unwrap();
    assert_eq!(again.digest, file.digest);
    let other = PaymentFile::write(&payout, date("2025-04-03")).unwrap();
    assert_ne!(other.digest, file.digest);
    let shown = payout.transfers()[0].payee_masked();
    assert!(!shown.contains("6222021234567890"), "{shown}");
}

/// 5001 = Σ payments confirmed; a row is confirmed once; what the bank gave back is paid anew.
#[test]
fn the_answer_of_the_bank_moves_the_books_once() {
    let (mut payout, file) = two_transfers(DepositBooking::Noted);
    let foreign = payout
        .confirm([7; 32], &[row(1, 95_000, true)])
        .unwrap_err();
    assert_eq!(foreign.code(), "payout.file");
    let wrong = payout.confirm(file.digest, &[row(1, 95_000, true), row(2, 1, true)]);
    assert_eq!(wrong.unwrap_err().code(), "payout.amount");
    let twice = payout.confirm(file.digest, &[row(1, 95_000, true), row(1, 95_000, true)]);
    assert_eq!(twice.unwrap_err().code(), "payout.twice");
    let unknown = payout.confirm(file.digest, &[row(9, 1, true)]).unwrap_err();
    assert_eq!(unknown.code(), "payout.unknown");
    let first = payout
        .confirm(file.digest, &[row(1, 95_000, true)])
        .unwrap();
    assert_eq!(
        (first.paid, first.pending),
        (Fen::new(95_000), Fen::new(38_000))
    );
    assert_eq!(debited(&first.cases, 5001), 95_000);
    let events: Vec<_> = first.cases.iter().map(|case| case.event).collect();
    assert_eq!(events, [BookEvent::Settled, BookEvent::DepositNoted]);
    // Told otherwise than before.
    let again = payout
        .confirm(file.digest, &[row(1, 95_000, false)])
        .unwrap_err();
    assert_eq!(again.code(), "payout.confirmed");

    // The answer of the next day repeats the first row: only what is new counts.
    let both = [row(1, 95_000, true), row(2, 38_000, false)];
    let back = payout.confirm(file.digest, &both).unwrap();
    assert_eq!((back.returned, back.cases.len()), (Fen::new(38_000), 0));
    assert_eq!((back.paid, back.repeated), (Fen::ZERO, 1));
    let unpaid = payout.reissue(tn(1), tn(3), payee()).unwrap_err();
    assert_eq!(unpaid.code(), "payout.not_returned");
    let other = Payee {
        account: "6222029876543210".to_owned(),
        ..payee()
    };
    let anew = payout.reissue(tn(2), tn(3), other).unwrap();
    assert_eq!(
        (anew.amount, anew.state),
        (Fen::new(38_000), TransferState::Proposed)
    );
    let gone = payout.reissue(tn(2), tn(4), payee()).unwrap_err();
    assert_eq!(gone.code(), "payout.not_returned");
    assert_eq!(payout.sum_of(TransferState::Paid), Ok(Fen::new(95_000)));
}

/// Rows make the payout again, and rows that tell of money sent without a second signature do not.
#[test]
fn a_payout_is_made_again_from_its_rows() {
    let (mut payout, file) = two_transfers(DepositBooking::Noted);
    payout
        .confirm(file.digest, &[row(1, 95_000, true)])
        .unwrap();
    let rows: Vec<Transfer> = payout.transfers().into_iter().cloned().collect();
    let proposed = || {
        let (no, booking) = (payout.no(), DepositBooking::Noted);
        Payout::propose(no, fund(), payout.made().clone(), booking, rows.clone()).unwrap()
    };
    let approved = payout.approval().unwrap().clone();
    let again = Payout::restore(proposed(), Some(approved), payout.sent()).unwrap();
    assert_eq!(again, payout);
    let unsigned = Payout::restore(proposed(), None, payout.sent()).unwrap_err();
    assert_eq!(unsigned.code(), "payout.unapproved");
    let unsent = Payout::restore(proposed(), None, None).unwrap_err();
    assert_eq!(unsent.code(), "payout.unapproved");
    let by_one = Payout::restore(proposed(), Some(payout.made().clone()), None).unwrap_err();
    assert_eq!(by_one.code(), "settlement.same_user");
}

/// What bounces after it was paid is undone in red letter.
#[test]
fn what_bounces_is_undone_in_red() {
    let (mut payout, file) = two_transfers(DepositBooking::Noted);
    let paid = payout
        .confirm(file.digest, &[row(1, 95_000, true)])
        .unwrap();
    let early = payout
        .bounce(tn(1), date("2025-04-01"), "账号不符")
        .unwrap_err();
    assert_eq!(early.code(), "payout.day");
    let undone = payout
        .bounce(tn(1), date("2025-04-07"), "账号不符")
        .unwrap();
    assert_eq!(debited(&undone, 5001), -95_000);
    let all = [paid.cases, undone].concat();
    assert_eq!(debited(&all, 5001), 0);
    let twice = payout
        .bounce(tn(1), date("2025-04-08"), "账号不符")
        .unwrap_err();
    assert_eq!(twice.code(), "payout.not_paid");
    assert_eq!(payout.transfers()[0].state, TransferState::Returned);
}

/// Where the deposit is booked it is an expense when it is withheld; where it is noted, when it is given back.
#[test]
fn a_deposit_is_an_expense_once() {
    for (booking, at_payment, at_release) in [
        (DepositBooking::Booked, 100_000, 0),
        (DepositBooking::Noted, 95_000, 5_000),
    ] {
        let (mut payout, file) = two_transfers(booking);
        let paid = payout
            .confirm(file.digest, &[row(1, 95_000, true)])
            .unwrap();
        assert_eq!(debited(&paid.cases, 5001), at_payment);
        let withheld = payout.transfers()[0].order.withheld.clone();
        let order = Order {
            portions: withheld,
            withheld: Vec::new(),
            purpose: Purpose::Deposit,
            ..payout.transfers()[0].order.clone()
        };
        let release = Transfer::new(tn(5), fund(), order).unwrap();
        let mut second = approved(vec![release], booking);
        let file = PaymentFile::write(&second, date("2025-04-02")).unwrap();
        second.send(file.digest).unwrap();
        let given = second.confirm(file.digest, &[row(5, 5_000, true)]).unwrap();
        assert_eq!(debited(&given.cases, 5001), at_release);
    }
}

/// 1000.00 approved and 300.00 of them prepaid: 700.00 go to the bank and the books hold an expense of 1000.00, the
/// prepaid part against the prepayment.
#[test]
fn a_prepayment_settles_a_part() {
    let claim = decided(
        1,
        &[payable("S1", "2025-02-10", 100_000)],
        Vec::new(),
        &nothing(),
    );
    let prepaid = Deduction {
        kind: DeductionKind::Prepaid,
        ..deduction(1, 30_000, &claim)
    };
    let bearing = Bearing {
        deductions: &[prepaid],
        ..Bearing::after(&UNPAID)
    };
    let sheet = sheet(&claim.key().pay, &[&claim], &bearing).unwrap();
    assert_eq!(sheet.net, Fen::new(70_000));
    let party = transfer(1, Purpose::Claim, &sheet).order.party;
    let offset = sheet.offset(party, date("2025-04-02"), "付款单1").unwrap();
    assert_eq!(offset.amount(), Some(Fen::new(30_000)));
    let of = |case: &BookCase, account: u16, side: Side| {
        let legs = booked(case).entries.remove(0).legs;
        let of = legs
            .into_iter()
            .filter(|leg| leg.account.get() == account && leg.side == side);
        of.map(|leg| leg.amount.get()).sum::<i64>()
    };
    assert_eq!(of(&offset, 5001, Side::Debit), 30_000);
    assert_eq!(of(&offset, 1101, Side::Credit), 30_000);
    let plain = Bearing::after(&UNPAID);
    let whole = settlement::payout::sheet(&claim.key().pay, &[&claim], &plain).unwrap();
    let party = transfer(1, Purpose::Claim, &whole).order.party;
    assert_eq!(whole.offset(party, date("2025-04-02"), "付款单1"), None);
}

/// What the fund keeps of a deposit after an assessment: an expense that was booked is taken back, one that was only
/// noted never was one.
#[test]
fn a_deposit_that_is_kept_is_no_expense() {
    let portion = Portion {
        part: Part::Fund,
        care: Care::Inpatient,
        benefit_year: 2025,
        amount: Fen::new(1_500),
    };
    let claim = submitted(1, &[payable("S1", "2025-02-10", 100)]);
    let party = || Party {
        kind: PartyKind::Provider,
        code: claim.key().pay.claimant.code(),
    };
    for (booking, expense) in [(DepositBooking::Booked, -1_500), (DepositBooking::Noted, 0)] {
        let what = (booking, "考核2025");
        let key = &claim.key().pay;
        let kept = settlement::payout::kept(key, party(), date("2026-03-20"), what, &[portion]);
        let kept = kept.unwrap();
        assert_eq!(debited(std::slice::from_ref(&kept), 5001), expense);
        assert!(!booked(&kept).memos.is_empty() || expense != 0);
        let none = settlement::payout::kept(key, party(), date("2026-03-20"), what, &[]);
        assert_eq!(none, None);
    }
}

/// What an assessment gives back is parted as it was withheld, to the 分.
#[test]
fn a_part_of_a_deposit_goes_back_in_proportion() {
    let portion = |care, amount| Portion {
        part: Part::Fund,
        care,
        benefit_year: 2025,
        amount: Fen::new(amount),
    };
    let withheld = [
        portion(Care::Inpatient, 2_000),
        portion(Care::Outpatient, 1_000),
    ];
    let back = released_portions(Fen::new(2_551), &withheld);
    let amounts: Vec<i64> = back.iter().map(|one| one.amount.get()).collect();
    assert_eq!(amounts, [1_701, 850]);
    assert_eq!(back[0].care, Care::Inpatient);
}

/// A settlement of another pooling area is an expense of the insured's county, and red letter when cleared back; the
/// surplus of an insurer comes back into the fund.
#[test]
fn clearings_and_surpluses_fit_the_events_of_the_books() {
    let cleared = |amount| settlement::clearing::ClearedCost {
        settlement: crate::house::id("S1"),
        fund: fund(),
        county: county(),
        part: Part::Fund,
        care: Care::Inpatient,
        benefit_year: 2025,
        amount: Fen::new(amount),
        on: date("2025-04-20"),
        platform: "省异地就医结算平台".to_owned(),
    };
    let cash = cleared(600_000).case(false).unwrap();
    assert_eq!(debited(std::slice::from_ref(&cash), 5001), 600_000);
    let back = cleared(-600_000).case(false).unwrap();
    assert_eq!(debited(&[cash, back], 5001), 0);
    let offset = cleared(600_000).case(true).unwrap();
    let agency = |case: &BookCase| booked(case).entries.remove(0).legs;
    let credit = agency(&offset)
        .into_iter()
        .find(|leg| leg.side == Side::Credit);
    assert_eq!(credit.map(|leg| leg.account.get()), Some(1101));
    assert_eq!(cleared(0).case(true), None);

    let shared = settlement::insurer::Shared {
        result: Fen::new(70_000),
        insurer: Fen::new(50_000),
        fund: Fen::new(20_000),
    };
    let received = settlement::insurer::Received {
        contract: settlement::insurer::ContractNo::new(1).unwrap(),
        insurer: settlement::insurer::InsurerCode::new("甲公司").unwrap(),
        fund: FundCode::new("serious-illness").unwrap(),
        county: city(),
        benefit_year: 2025,
        on: date("2025-12-20"),
    };
    let returned = shared.returned(&received).unwrap();
    assert_eq!(returned.amount(), Some(Fen::new(20_000)));
    assert_eq!(debited(&[returned], 5101), -20_000);
    let loss = settlement::insurer::Shared {
        fund: Fen::new(-1),
        ..shared
    };
    assert_eq!(loss.returned(&received), None);
}

#[test]
fn a_payee_fits_into_a_file() {
    let claim = decided(
        1,
        &[payable("S1", "2025-02-10", 100)],
        Vec::new(),
        &nothing(),
    );
    let sheet = sheet(&claim.key().pay, &[&claim], &Bearing::after(&UNPAID)).unwrap();
    let good = transfer(1, Purpose::Claim, &sheet).order;
    for bad in ["", "a\tb", "a\nb", "=SUM(A1)"] {
        let order = Order {
            payee: Payee {
                name: bad.to_owned(),
                ..payee()
            },
            ..good.clone()
        };
        let refused = Transfer::new(tn(1), fund(), order).unwrap_err();
        assert_eq!(refused.code(), "payout.payee", "{bad:?}");
    }
}
