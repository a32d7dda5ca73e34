//! What is owed to the fund, uploads, money put away and kept ready.

use access::Actor;
use base::{Fen, Ratio, Validity};
use ledger::control::deposit::{AccountRate, DepositStage, HoldingKind};
use ledger::control::prepay::{Alliance, AlliancePlan, Kind, PrepayStage};
use ledger::control::receivable::{ChangeKind, MemoKind, ReceivableKind};
use ledger::control::upload::UploadStage;
use ledger::control::{BasisPoints, RevolvingKind};
use ledger::entry::{BankAccount, Fund, FundYear};
use service::ServiceError;
use service::fund::*;
use store::AsOf;

use crate::house::{CITY, FENGTAI, FUND, House, SHOU, day, region, year, yuan};
use crate::money::{budget, income};
use crate::on_both;

fn open_amount(house: &House, place: &str) -> Vec<(ReceivableKind, Option<Fen>)> {
    let rows = receivables(
        &house.desk(),
        &house.auditor(place),
        None,
        AsOf::on(day("2030-12-31")),
    )
    .unwrap();
    rows.iter()
        .map(|row| (row.receivable.kind, row.receivable.open()))
        .collect()
}

on_both! {
    /// REQ-168, REQ-182: a gap is owed by the county's own finance until paid; arrears are collected and passed on.
    fn gaps_and_arrears_are_owed_until_paid(house: &House) {
        let desk = house.desk();
        let (maker, checker) = (house.maker(FENGTAI), house.checker(FENGTAI));
        let place = (FUND, year(), region(FENGTAI));
        let gap = propose_gap(&desk, &maker, place, ReceivableKind::AuditGap, yuan(500_000), "审计报告 7").unwrap();
        assert_eq!(open_amount(house, FENGTAI), [], "one user alone raises nothing");
        assert_eq!(confirm_collection(&desk, &maker, gap).unwrap_err().code(), "fund.chain.role");
        let item = confirm_collection(&desk, &checker, gap).unwrap();
        assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::AuditGap, Some(yuan(500_000)))]);
        assert_eq!(open_amount(house, SHOU), []);
        let early = collect(&desk, &maker, item, ChangeKind::Collected, yuan(500_001), "回单 1").unwrap_err();
        assert_eq!(early.code(), "fund.receivable.too_much");
        let paid = collect(&desk, &maker, item, ChangeKind::Collected, yuan(500_000), "回单 1").unwrap();
        confirm_collection(&desk, &checker, paid).unwrap();
        assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::AuditGap, Some(Fen::ZERO))]);
        let arrear = propose_gap(&desk, &maker, place, ReceivableKind::HistoricArrear, yuan(20_000), "清册 2").unwrap();
        let arrear = confirm_collection(&desk, &checker, arrear).unwrap();
        let act = |kind, document| {
            let no = collect(&desk, &maker, arrear, kind, yuan(20_000), document)?;
            confirm_collection(&desk, &checker, no)
        };
        assert_eq!(act(ChangeKind::PassedOn, "回单 2").unwrap_err().code(), "fund.receivable.too_much");
        act(ChangeKind::Collected, "回单 2").unwrap();
        let rows = || receivables(&desk, &house.auditor(CITY), Some(FUND), AsOf::on(day("2026-12-31"))).unwrap();
        assert_eq!(rows()[1].receivable.to_pass_on(), Some(yuan(20_000)));
        act(ChangeKind::PassedOn, "回单 3").unwrap();
        assert!(rows().iter().all(|row| row.receivable.is_cleared()));
        let arrived = (house.held(FUND, FENGTAI, 1003), house.held(FUND, FENGTAI, 4101));
        assert_eq!(arrived, (520_000, -520_000), "the gap covered (E40), the arrear in the city's account (E38)");
        house.verified();
    }

    /// What is owed reads on an earlier day, and at an earlier step of knowledge, as it read then.
    fn what_is_raised_later_was_not_owed_before(house: &House) {
        let desk = house.desk();
        let (maker, checker) = (house.maker(FENGTAI), house.checker(FENGTAI));
        let place = (FUND, year(), region(FENGTAI));
        let raise = |document: &str| {
            let no = propose_gap(&desk, &maker, place, ReceivableKind::AuditGap, yuan(1), document).unwrap();
            confirm_collection(&desk, &checker, no).unwrap();
        };
        let count = |valid: &str, tx| {
            let as_of = AsOf { valid: day(valid), tx };
            receivables(&desk, &house.auditor(CITY), Some(FUND), as_of).unwrap().len()
        };
        raise("审计报告 1");
        let sql = "SELECT MAX(tx) FROM tx";
        let last = |session: &mut store::Session<'_>| session.row(sql, &[])?.unwrap().no(0, base::TxNo::new);
        let then = house.store.read::<_, store::StoreError>(last).unwrap();
        raise("审计报告 2");
        assert_eq!((count("2026-03-10", None), count("2026-03-10", Some(then))), (2, 1));
        assert_eq!(count("2026-03-09", None), 0, "the day before nothing was owed");
    }

    /// REQ-469: balance 100, approved 130: 130 are paid, 30 are owed by the county's finance, shown until paid.
    fn a_county_that_runs_short_owes_its_deficit(house: &House) {
        let desk = house.desk();
        let maker = house.maker(FENGTAI);
        let place = (FUND, year(), region(FENGTAI));
        let first = cover_deficit(&desk, &maker, place, yuan(100), yuan(130), "结算 1").unwrap();
        assert_eq!((first.paid, first.receivable), (yuan(130), yuan(30)));
        cover_deficit(&desk, &maker, place, first.balance, yuan(20), "结算 2").unwrap();
        cover_deficit(&desk, &maker, place, yuan(5), yuan(5), "结算 3").unwrap();
        assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::Deficit, Some(yuan(50)))]);
        let foreign = cover_deficit(&desk, &house.maker(SHOU), place, yuan(0), yuan(1), "结算 4");
        assert!(matches!(foreign, Err(ServiceError::Denied(_))));
        let by_hand = propose_gap(&desk, &maker, place, ReceivableKind::Deficit, yuan(1), "x").unwrap_err();
        assert_eq!(by_hand.code(), "fund.receivable.kind");
    }

    /// REQ-469: it is the posting of the payment that finds the county short: its members are paid on, its finance owes
    /// the rest from here on; when it pays, the gap is covered in the books.
    fn a_payment_goes_on_and_raises_what_is_short(house: &House) {
        house.bank("市支出户", CITY, ledger::chart::MoneyPlace::Expenditure);
        let banks = [("1003", "市财政专户"), ("1004", "市支出户")];
        for (county, amount) in [(FENGTAI, 100), (SHOU, 200)] {
            income(house, county, amount);
            budget(house, county, 500, 500);
        }
        let draw = |county, amount| house.post(("E10", "", county, "2026-03-05"), "", yuan(amount), &banks);
        let pay = |county, amount| house.try_post(("E11", "", county, "2026-03-06"), "住院", yuan(amount), &banks);
        draw(SHOU, 150);
        draw(FENGTAI, 80);
        assert_eq!(pay(FENGTAI, 90).unwrap_err().code(), "ledger.overdrawn", "20 wait in the fiscal special account");
        draw(FENGTAI, 20);
        pay(FENGTAI, 130).unwrap();
        assert_eq!(house.held(FUND, FENGTAI, 1004), -30);
        assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::Deficit, Some(yuan(30)))]);
        assert_eq!(pay(FENGTAI, 121).unwrap_err().code(), "ledger.overdrawn", "there is no money for it at all");
        pay(FENGTAI, 5).unwrap();
        assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::Deficit, Some(yuan(35)))], "what is added is new");
        pay(SHOU, 50).unwrap();
        assert_eq!(open_amount(house, SHOU), [], "who has enough owes nothing");
        let (desk, maker, checker) = (house.desk(), house.maker(FENGTAI), house.checker(FENGTAI));
        let rows = receivables(&desk, &maker, Some(FUND), AsOf::on(day("2026-12-31"))).unwrap();
        let paid = collect(&desk, &maker, rows[0].no, ChangeKind::Collected, yuan(35), "县财〔2026〕5号").unwrap();
        confirm_collection(&desk, &checker, paid).unwrap();
        assert_eq!((house.held(FUND, FENGTAI, 1003), house.held(FUND, FENGTAI, 4101)), (35, -135), "E40");
        assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::Deficit, Some(Fen::ZERO))]);
        house.verified();
    }

    /// What a payment raised falls away when red letter undoes it, and is not owed twice when it is paid again; what
    /// later payments raised falls away as far as its money comes back, what finance paid stays.
    fn what_an_undone_payment_raised_falls_away(house: &House) {
        house.bank("市支出户", CITY, ledger::chart::MoneyPlace::Expenditure);
        let banks = [("1003", "市财政专户"), ("1004", "市支出户")];
        for (county, amount) in [(FENGTAI, 100), (SHOU, 500)] {
            income(house, county, amount);
            budget(house, county, 900, 900);
            house.post(("E10", "", county, "2026-03-05"), "", yuan(amount), &banks);
        }
        let pay = |amount| house.post(("E11", "", FENGTAI, "2026-03-06"), "住院", yuan(amount), &banks);
        let owes = |amount| assert_eq!(open_amount(house, FENGTAI), [(ReceivableKind::Deficit, Some(yuan(amount)))]);
        pay(140);
        owes(40);
        house.undo("E11-000005", "E11", "2026-03-07");
        owes(0);
        pay(140);
        owes(40);
        pay(5);
        owes(45);
        house.verified();
        house.undo("E11-000007", "E11", "2026-03-08");
        assert_eq!(house.held(FUND, FENGTAI, 1004), 95);
        owes(0);
        pay(140);
        owes(45);
        let (desk, maker, checker) = (house.desk(), house.maker(FENGTAI), house.checker(FENGTAI));
        let rows = receivables(&desk, &maker, Some(FUND), AsOf::on(day("2026-12-31"))).unwrap();
        let act = |kind, amount| collect(&desk, &maker, rows[0].no, kind, yuan(amount), "县财〔2026〕5号");
        assert_eq!(act(ChangeKind::Cancelled, 1).unwrap_err().code(), "fund.receivable.change");
        assert_eq!(act(ChangeKind::Collected, 46).unwrap_err().code(), "fund.receivable.too_much");
        confirm_collection(&desk, &checker, act(ChangeKind::Collected, 30).unwrap()).unwrap();
        owes(15);
        house.undo("E11-000010", "E11", "2026-03-09");
        owes(0);
        assert_eq!(open_amount(house, SHOU), []);
        house.verified();
    }

    /// REQ-180, REQ-181: the book balance is posted provisionally in December, the audit finds more, the difference is
    /// owed until paid; open items block the closing without a signed exception.
    fn an_upload_closes_when_nothing_is_open(house: &House) {
        house.set_today("2020-11-30");
        let desk = house.desk();
        let (maker, city, second) = (house.maker(SHOU), house.checker(CITY), house.maker(CITY));
        let terms = UploadTerms {
            county: region(SHOU),
            fund: Fund::Nrcms,
            year: FundYear::new(2020).unwrap(),
            book_balance: yuan(1_000),
            open_items: vec![(MemoKind::UnpaidProvider, yuan(200), "清册 5".into())],
        };
        let no = open_upload(&desk, &maker, &terms).unwrap();
        let step = |actor: &Actor, stage, amount: Option<i64>, document| {
            let input = StepInput { amount: amount.map(yuan), document, note: "" };
            step_upload(&desk, actor, no, stage, input)
        };
        let early = step(&city, UploadStage::Provisional, None, None).unwrap_err();
        assert_eq!(early.code(), "fund.upload.window", "the window opens on 1 December 2020");
        house.set_today("2020-12-15");
        step(&city, UploadStage::Provisional, None, None).unwrap();
        house.set_today("2021-05-10");
        assert_eq!(step(&second, UploadStage::Audited, None, Some("审 9")).unwrap_err().code(), "fund.upload.audit");
        let audited = step(&second, UploadStage::Audited, Some(1_030), Some("审 9")).unwrap();
        assert_eq!(audited.upload.owed(), yuan(30));
        assert_eq!(open_amount(house, SHOU), [(ReceivableKind::UploadDifference, Some(yuan(30)))]);
        step(&house.finance(CITY, 1), UploadStage::Signed, None, Some("交接书 1")).unwrap();
        let blocked = step(&city, UploadStage::Closed, None, None).unwrap_err();
        assert_eq!(blocked.code(), "fund.upload.open_items");
        assert!(blocked.zh().contains("拖欠医疗机构费用 200.00") && blocked.zh().contains("审计差额 30.00"));
        let rows = receivables(&desk, &second, None, AsOf::on(day("2021-12-31"))).unwrap();
        let paid = collect(&desk, &maker, rows[0].no, ChangeKind::Collected, yuan(30), "回单 4").unwrap();
        confirm_collection(&desk, &house.checker(SHOU), paid).unwrap();
        let memo = audited.items[0].0;
        let cleared = note_memo(&desk, &maker, memo, yuan(200), "付款 6", None).unwrap();
        note_memo(&desk, &house.checker(SHOU), memo, yuan(200), "付款 6", Some(cleared)).unwrap();
        let closed = step(&city, UploadStage::Closed, None, None).unwrap();
        assert!(closed.upload.track.has_reached(UploadStage::Closed) && closed.upload.obstacles().is_empty());
        assert_eq!(uploads(&desk, &house.auditor(FENGTAI)).unwrap(), []);
        let fund = |account| house.held(Fund::Nrcms, SHOU, account);
        assert_eq!((fund(1003), fund(3001), fund(4101)), (1_030, -1_000, -30), "E37 provisionally, E38 what the audit found");
        house.verified();
    }

    /// REQ-197, REQ-202: a deposit only where the remaining cash covers the months; it enters the register with its
    /// yield by year.
    fn surplus_is_put_away_only_where_cash_remains(house: &House) {
        house.bank("凤台支出户", FENGTAI, ledger::chart::MoneyPlace::Expenditure);
        income(house, FENGTAI, 1_000);
        let banks = [("1003", "市财政专户"), ("1004", "凤台支出户")];
        house.post(("E10", "", FENGTAI, "2026-03-05"), "", yuan(100), &banks);
        budget(house, FENGTAI, 1_000, 1_000);
        house.post(("E11", "", FENGTAI, "2026-03-06"), "住院", yuan(100), &banks);
        let desk = house.desk();
        let terms = |principal| DepositTerms {
            region: region(FENGTAI), fund: FUND, kind: HoldingKind::TermDeposit, at: "甲银行".into(), principal: yuan(principal),
            rate: Ratio::from_bp(200).unwrap(), from: day("2026-03-11"), until: day("2027-03-11"),
        };
        let maker = house.maker(FENGTAI);
        let refused = propose_deposit(&desk, &maker, &terms(601)).unwrap_err();
        assert_eq!(refused.code(), "fund.deposit.liquidity", "900 less 601 do not cover three months of 100");
        let no = propose_deposit(&desk, &maker, &terms(600)).unwrap();
        step_deposit(&desk, &house.checker(FENGTAI), no, DepositStage::Checked, StepInput::default()).unwrap();
        let (empty, _) = deposits(&desk, &house.auditor(FENGTAI), (year(), year())).unwrap();
        assert_eq!(empty, []);
        step_deposit(&desk, &house.finance(FENGTAI, 1), no, DepositStage::Placed, StepInput::default()).unwrap();
        assert_eq!(house.held(FUND, FENGTAI, 1003), 900, "E34: still in the fiscal special account, at term");
        house.verified();
        house.set_today("2027-03-11");
        let (held, table) = deposits(&desk, &house.auditor(FENGTAI), (year(), FundYear::new(2027).unwrap())).unwrap();
        assert_eq!((held.len(), held[0].received[0].1), (1, yuan(12)));
        assert_eq!(table[1].income, yuan(12));
        assert_eq!(table[0].rate, Some(BasisPoints::new(0)));
        assert_eq!(deposits(&desk, &house.auditor(SHOU), (year(), year())).unwrap().0, []);
    }

    /// REQ-198, REQ-205, REQ-207: a rate kept for each account; working capital at its target; a target by month.
    fn rates_working_capital_and_targets_need_two(house: &House) {
        let desk = house.desk();
        let (maker, checker) = (house.maker(CITY), house.checker(CITY));
        let account = BankAccount::new("支出户-浦发").unwrap();
        let terms = TermsOfRate {
            region: region(CITY), fund: FUND,
            rate: AccountRate {
                account: account.clone(), rate: Ratio::from_bp(115).unwrap(),
                validity: Validity::new(Some(day("2026-01-01")), None).unwrap(), agreement: "协定存款 1 号".into(),
            },
        };
        let no = propose_rate(&desk, &maker, &terms).unwrap();
        assert_eq!(account_rate(&desk, &checker, &account, day("2026-03-01")).unwrap(), None);
        confirm_case(&desk, &checker, no).unwrap();
        assert_eq!(account_rate(&desk, &checker, &account, day("2026-03-01")).unwrap(), Some(terms.rate));
        let place = (FUND, year(), region(CITY));
        income(house, CITY, 500);
        budget(house, CITY, 500, 100);
        let act = |kind, amount: i64| {
            let no = propose_revolving(&desk, &maker, place, kind, yuan(amount), "清算单 3")?;
            confirm_revolving(&desk, &checker, no)
        };
        act(RevolvingKind::Advance, 100).unwrap();
        assert_eq!(act(RevolvingKind::Paid, 101).unwrap_err().code(), "fund.revolving.short");
        assert_eq!(act(RevolvingKind::Paid, 80).unwrap().to_replenish(), yuan(80));
        assert_eq!(act(RevolvingKind::Replenished, 80).unwrap().balance, yuan(100));
        assert!(revolving(&desk, &checker, (FUND, region(CITY)), Some(yuan(100))).is_ok());
        let statutory = |account| house.held(FUND, CITY, account);
        assert_eq!((statutory(1003), statutory(1101), statutory(5001)), (320, 100, 80), "E32, E33, E32");
        house.verified();
        let other = revolving(&desk, &checker, (FUND, region(CITY)), Some(yuan(99))).unwrap_err();
        assert_eq!(other.code(), "fund.revolving.difference");
        let target = Target { county: region(FENGTAI), fund: FUND, year: year(), amount: yuan(1_200), weights: Vec::new() };
        let county = propose_target(&desk, &house.maker(FENGTAI), &target).unwrap_err();
        assert_eq!(county.code(), "fund.chain.seat");
        let no = propose_target(&desk, &maker, &target).unwrap();
        confirm_case(&desk, &checker, no).unwrap();
        let used = target_use(&desk, &house.auditor(FENGTAI), (FUND, year(), region(FENGTAI))).unwrap();
        assert_eq!((used.len(), used[2].planned), (3, yuan(300)));
        assert_eq!(target_use(&desk, &house.auditor(SHOU), (FUND, year(), region(FENGTAI))).unwrap(), []);
    }

    /// Alliances are paid a quarter at a time, each quarter once, and settled at the end of the year.
    fn alliances_are_paid_by_quarters(house: &House) {
        let desk = house.desk();
        let (maker, checker) = (house.maker(SHOU), house.checker(SHOU));
        let alliance = Alliance::new("寿县第一医共体").unwrap();
        let plan = AlliancePlan {
            alliance: alliance.clone(), county: region(SHOU), kind: Kind::CloseKnit, year: 2026, budget: yuan(400), decision: None,
        };
        let no = propose_alliance(&desk, &maker, FUND, &plan).unwrap();
        let pay = |quarter| propose_prepay(&desk, &maker, (FUND, year()), &alliance, quarter);
        assert!(matches!(pay(1), Err(ServiceError::NotFound(_))), "not confirmed yet");
        confirm_case(&desk, &checker, no).unwrap();
        let (first, amount) = pay(1).unwrap();
        assert_eq!(amount, yuan(100));
        assert_eq!(pay(1).unwrap_err().code(), "fund.alliance.twice");
        step_prepay(&desk, &checker, first, PrepayStage::Approved, StepInput::default()).unwrap();
        let paid = || step_prepay(&desk, &maker, first, PrepayStage::Paid, StepInput::default());
        assert_eq!(paid().unwrap_err().code(), "ledger.overdrawn", "nothing was drawn yet");
        income(house, SHOU, 500);
        house.post(("E10", "", SHOU, "2026-03-05"), "", yuan(200), &[("1003", "市财政专户")]);
        assert_eq!(paid().unwrap_err().code(), "fund.budget.none");
        budget(house, SHOU, 500, 400);
        paid().unwrap();
        assert_eq!((house.held(FUND, SHOU, 1101), house.held(FUND, SHOU, 1004)), (100, 100), "E15");
        house.verified();
        let end = settle_alliance(&desk, &checker, (FUND, year()), &alliance, yuan(380)).unwrap();
        assert_eq!((end.prepaid, end.kept, end.balance), (yuan(100), yuan(20), yuan(300)));
        assert_eq!(alliances(&desk, &house.auditor(SHOU), (FUND, year())).unwrap(), [plan]);
        assert_eq!(alliances(&desk, &house.auditor(FENGTAI), (FUND, year())).unwrap(), []);
    }
}
