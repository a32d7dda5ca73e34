//! Indicators, alerts, late money and reports, publication, reconciliation.

use base::{Date, Fen};
use ledger::chart::MoneyPlace;
use ledger::control::indicator::Indicator;
use ledger::control::publish::Topic;
use ledger::control::{AlertStage, Level, ProposalKind};
use ledger::entry::BankAccount;
use ledger::reconcile::{ExceptionKind, ExceptionState, OutstandingKind, Statement, StatementLine};
use service::ServiceError;
use service::fund::*;

use crate::house::{CITY, FENGTAI, FUND, House, SHOU, day, region, year, yuan};
use crate::money::{budget, income};
use crate::on_both;

/// Spends an amount of a county in March.
fn spend(house: &House, amount: i64) {
    house.bank("凤台支出户", FENGTAI, MoneyPlace::Expenditure);
    let banks = [("1003", "市财政专户"), ("1004", "凤台支出户")];
    house.post(("E10", "", FENGTAI, "2026-03-05"), "", yuan(amount), &banks);
    house.post(
        ("E11", "", FENGTAI, "2026-03-06"),
        "住院",
        yuan(amount),
        &banks,
    );
}

fn line(no: i64, on: &str, key: &str, amount: i64) -> StatementLine {
    StatementLine {
        line: no,
        on: day(on),
        key: key.into(),
        amount: yuan(amount),
        balance: None,
        county: None,
        year: None,
        text: String::new(),
    }
}

on_both! {
    /// REQ-164, REQ-165, REQ-166: rates and months out of the books, graded; an alert is raised once, analysed, met by a
    /// measure and followed up by users that differ. REQ-196: too much surplus leads to a proposal with its cost.
    fn indicators_come_from_the_books(house: &House) {
        income(house, FENGTAI, 100);
        budget(house, FENGTAI, 100, 100);
        spend(house, 60);
        let desk = house.desk();
        let seen = warnings_of(&desk, &house.auditor(FENGTAI), FUND, region(FENGTAI), day("2026-06-30")).unwrap();
        let of = |indicator| seen.iter().find(|one| one.indicator == indicator).unwrap();
        assert_eq!((of(Indicator::AheadOfPlan).value().as_str(), of(Indicator::AheadOfPlan).level), ("20.00%", Level::Two));
        assert_eq!((of(Indicator::SurplusBooked).value().as_str(), of(Indicator::SurplusBooked).level), ("40.00%", Level::One));
        assert_eq!(of(Indicator::CumulativeRate).value(), "40.00%");
        assert_eq!(of(Indicator::MonthsOfCover).value(), "0.6 个月");
        let whole = warnings_of(&desk, &house.auditor(CITY), FUND, region(CITY), day("2026-06-30")).unwrap();
        let whole = whole.iter().find(|one| one.indicator == Indicator::Execution).unwrap();
        assert_eq!(whole.value(), "60.00%", "the city's budget is the sum of its tiers'");
        house.set_today("2026-06-30");
        let (maker, checker) = (house.maker(FENGTAI), house.checker(FENGTAI));
        let raised = raise_alerts(&desk, &maker, FUND, region(FENGTAI)).unwrap();
        assert!(raised.len() >= 3);
        assert_eq!(raise_alerts(&desk, &maker, FUND, region(FENGTAI)).unwrap(), [], "once a month");
        let own = step_alert(&desk, &maker, raised[0], AlertStage::Analysed, "住院增长").unwrap_err();
        assert_eq!(own.code(), "fund.chain.role");
        step_alert(&desk, &checker, raised[0], AlertStage::Analysed, "住院增长").unwrap();
        step_alert(&desk, &maker, raised[0], AlertStage::Measured, "约谈机构").unwrap();
        assert_eq!(step_alert(&desk, &checker, raised[0], AlertStage::FollowedUp, " ").unwrap_err().code(), "fund.alert.note");
        step_alert(&desk, &checker, raised[0], AlertStage::FollowedUp, "增幅回落").unwrap();
        assert_eq!(alerts(&desk, &house.auditor(CITY), FUND, year()).unwrap().len(), raised.len());
        assert_eq!(alerts(&desk, &house.auditor(SHOU), FUND, year()).unwrap().len(), 0);
        let proposal = surplus_proposal(&desk, &maker, (FUND, year()), region(FENGTAI)).unwrap().unwrap();
        assert_eq!((proposal.kind, proposal.amount), (ProposalKind::BetterBenefits, yuan(30)));
    }

    /// REQ-177: money in the income account over the days allowed. REQ-178: the late list. REQ-206: a score.
    fn what_is_late_is_told(house: &House) {
        house.bank("凤台收入户", FENGTAI, MoneyPlace::Income);
        let banks = [("1002", "凤台收入户"), ("1003", "市财政专户")];
        house.post(("E3", "current", FENGTAI, "2026-03-01"), "个人缴费", yuan(500), &banks);
        house.post(("E4", "", FENGTAI, "2026-03-05"), "个人缴费", yuan(300), &banks);
        let desk = house.desk();
        assert_eq!(late_transfers(&desk, &house.auditor(CITY), FUND).unwrap(), [], "the ninth day");
        house.set_today("2026-03-12");
        let late = late_transfers(&desk, &house.auditor(CITY), FUND).unwrap();
        assert_eq!((late.len(), late[0].amount, late[0].days), (1, yuan(200), 11));
        assert_eq!(late_transfers(&desk, &house.auditor(SHOU), FUND).unwrap(), []);
        let counties = [region(FENGTAI), region(SHOU)];
        let (from, until) = (day("2026-02-01"), day("2026-02-28"));
        let hand = |place: &str, end: Date| {
            hand_in_report(&desk, &house.maker(place), region(place), "budget_execution", end, b"report")
        };
        assert_eq!(hand(FENGTAI, day("2026-12-31")).unwrap_err().code(), "fund.report.early");
        hand(FENGTAI, until).unwrap();
        assert!(matches!(hand(FENGTAI, until), Err(ServiceError::Store(_))));
        let list = late_reports(&desk, &house.auditor(CITY), &counties, "budget_execution", (from, until)).unwrap();
        let shown: Vec<String> = list.iter().map(|due| due.state(desk.today()).zh()).collect();
        assert_eq!(shown, ["迟报 2 天", "逾期未报 2 天"]);
        let own = late_reports(&desk, &house.auditor(SHOU), &counties, "budget_execution", (from, until)).unwrap();
        assert_eq!(own.len(), 1, "a county sees itself");
        let score = assessment(&desk, &house.auditor(CITY), (FUND, year()), region(FENGTAI)).unwrap();
        let reports = score.items.iter().find(|item| item.item == "reports_in_time").unwrap();
        assert_eq!(reports.earned, Some(0), "January was never handed in, February late");
        assert!(score.total.is_some());
    }

    /// A statement is matched line by line; what only one side has meets in the balance table; differences are explained
    /// by one user and cleared by another; the next statement takes what was open.
    fn a_bank_statement_is_reconciled(house: &House) {
        income(house, FENGTAI, 500);
        income(house, SHOU, 300);
        let account = BankAccount::new("市财政专户").unwrap();
        let maker = house.maker(CITY);
        let desk = house.desk();
        let none = reconcile(&desk, &maker, (FUND, &account), day("2026-03-31")).unwrap_err();
        assert_eq!(none.code(), "fund.statement.none");
        let statement = |from: &str, until: &str, opening: i64, closing: i64, lines| Statement {
            from: day(from), until: day(until), opening: yuan(opening), closing: yuan(closing), lines,
        };
        let take = |one: &Statement, content: &[u8]| {
            import_statement(&desk, &maker, (FUND, region(CITY)), ("fiscal", &account), one, content)
        };
        let march = statement("2026-03-01", "2026-03-05", 0, 507, vec![
            line(1, "2026-03-02", "", 500), line(2, "2026-03-05", "利息", 7),
        ]);
        assert!(take(&march, b"march").unwrap().breaks.is_empty());
        assert!(take(&march, b"march").is_err(), "the same file twice");
        let unknown = import_statement(&desk, &maker, (FUND, region(CITY)), ("moon", &account), &march, b"x").unwrap_err();
        assert_eq!(unknown.code(), "fund.statement.pair");
        let result = reconcile(&desk, &maker, (FUND, &account), day("2026-03-31")).unwrap();
        assert_eq!(result.linked, 1);
        let kinds: Vec<OutstandingKind> = result.outstanding.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [OutstandingKind::BookReceived, OutstandingKind::BankReceived]);
        assert!(result.table.agrees());
        assert_eq!((result.table.book, result.table.book_corrected), (yuan(800), yuan(807)));
        assert_eq!(result.new_exceptions, 2);
        let again = reconcile(&desk, &maker, (FUND, &account), day("2026-03-31")).unwrap();
        assert_eq!((again.linked, again.new_exceptions), (0, 0), "a second run finds nothing new");
        let open = differences(&desk, &house.auditor(CITY), Some(&account)).unwrap();
        let interest = open.iter().find(|one| one.amount == yuan(7)).unwrap();
        assert_eq!(interest.kind, ExceptionKind::InTransit);
        let handle = |actor, state| handle_difference(&desk, actor, interest.no.unwrap(), state, "利息未入账，凭证 8");
        assert_eq!(handle(&maker, ExceptionState::Cleared).unwrap_err().code(), "fund.exception.order");
        handle(&maker, ExceptionState::Explained).unwrap();
        assert_eq!(handle(&maker, ExceptionState::Cleared).unwrap_err().code(), "fund.exception.same_user");
        handle(&house.checker(CITY), ExceptionState::Cleared).unwrap();
        let later = statement("2026-03-06", "2026-03-09", 507, 807, vec![line(1, "2026-03-06", "", 300)]);
        take(&later, b"later").unwrap();
        let next = reconcile(&desk, &maker, (FUND, &account), day("2026-03-31")).unwrap();
        assert_eq!((next.linked, next.outstanding.len()), (1, 1));
        assert!(next.table.agrees());
        assert_eq!(differences(&desk, &house.auditor(SHOU), None).unwrap(), []);
        house.verified();
    }

    /// REQ-187: what the public reads comes from the books by county and adds up.
    fn the_fund_is_published_by_county(house: &House) {
        income(house, FENGTAI, 100);
        income(house, SHOU, 50);
        let desk = house.desk();
        let no = generate(&desk, &house.maker(CITY), (FUND, year()), Topic::Fund, day("2026-03-10")).unwrap();
        let page = publication(&desk, &house.auditor(CITY), no).unwrap().publication.page;
        assert_eq!(page.rows[0], ["340421", "100.00", "0.00", "100.00", "100.00"]);
        assert_eq!(page.rows[2], ["合计", "150.00", "0.00", "150.00", "150.00"]);
        assert!(matches!(publication(&desk, &house.auditor(SHOU), no), Err(ServiceError::NotFound(_))));
        assert_eq!(publications(&desk, &house.auditor(CITY)).unwrap().len(), 1);
        let empty = generate(&desk, &house.maker(CITY), (FUND, ledger::entry::FundYear::new(2025).unwrap()), Topic::Fund, day("2025-12-31"));
        assert_eq!(empty.unwrap_err().code(), "fund.publish.empty");
        let figures = figures_of(&desk, &house.auditor(CITY), FUND, region(CITY), day("2026-03-10")).unwrap();
        assert_eq!((figures.income, figures.spending), (yuan(150), Fen::ZERO));
    }
}
