//! The rules that documents are held to, with the sentences of the law behind them.

mod common;

use base::{Fen, Rounding};
use common::{PartExt, Town, account, day, evidence, part, region, user, year};
use ledger::book::{AsKnown, BookKey, split_interest};
use ledger::entry::{
    BankAccount, Book, CounterpartyKind, Dimensions, Document, Draft, EvidenceKind, Fund, FundMode,
    Leg, Side,
};
use ledger::statement::{Column, Scope, balance_sheet};

const HUAINAN: &str = "3404";
const SHOU: &str = "340422";
const FENGTAI: &str = "340421";

/// Huainan with 1,000 元 of each county in the city's fiscal special account.
fn huainan() -> Town {
    let mut town = Town::new(HUAINAN, FundMode::Unified);
    for county in [SHOU, FENGTAI] {
        town.ok(
            "E1",
            "current",
            county,
            "2026-03-01",
            &[part("个人缴费", 100_000).of_year(2026)],
        );
        town.ok("E2", "", county, "2026-03-05", &[part("个人缴费", 100_000)]);
    }
    town
}

/// A document over entries of one's own, as somebody might try to slip one past the templates.
fn by_hand(town: &Town, event: &str, date: &str, entries: Vec<Draft>) -> Document {
    let mut document = town.header(event, date).over(
        ledger::entry::EventCode::parse(event).unwrap(),
        "by hand",
        entries,
    );
    document.evidence = EvidenceKind::ALL
        .iter()
        .map(|kind| evidence(*kind))
        .collect();
    document
}

fn draft(town: &Town, county: &str, fund: Fund, legs: &[(Side, u16, &str, i64)]) -> Draft {
    let leg = |(side, number, sub, fen): &(Side, u16, &str, i64)| Leg {
        sub: part(sub, 1).sub,
        bank_account: (*number == 1003).then(|| BankAccount::new("city-fiscal").unwrap()),
        ..Leg::new(*side, account(*number), Fen::new(*fen))
    };
    Draft {
        dims: Dimensions {
            pool: town.pool,
            county: region(county),
            fund,
            book: Book::Agency,
            fund_year: year(2026),
        },
        legs: legs.iter().map(leg).collect(),
        reverses: None,
    }
}

fn refused(town: &Town, document: &Document) -> &'static str {
    town.check(document).unwrap_err().code()
}

/// REQ-162: money of the income account goes to the fiscal special account, never to a payment.
#[test]
fn req_162_the_income_account_pays_nobody() {
    let mut town = Town::new(HUAINAN, FundMode::Unified);
    town.ok(
        "E3",
        "current",
        SHOU,
        "2026-03-01",
        &[part("个人缴费", 50_000).of_year(2026)],
    );
    let pay = [
        (Side::Debit, 5001, "住院", 10_000),
        (Side::Credit, 1002, "", 10_000),
    ];
    let document = by_hand(
        &town,
        "E11",
        "2026-03-02",
        vec![draft(&town, SHOU, Fund::ResidentPooled, &pay)],
    );
    let answer = town.check(&document).unwrap_err();
    assert_eq!(answer.code(), "ledger.income_account");
    assert!(answer.zh().contains("收支两条线"), "{}", answer.zh());
    // The same from the fiscal special account: it pays through the expenditure account only.
    let mut town = huainan();
    let pay = [
        (Side::Debit, 5001, "住院", 10_000),
        (Side::Credit, 1003, "", 10_000),
    ];
    let document = by_hand(
        &town,
        "E11",
        "2026-03-06",
        vec![draft(&town, SHOU, Fund::ResidentPooled, &pay)],
    );
    assert_eq!(refused(&town, &document), "ledger.not_payable");
    town.ok("E10", "", SHOU, "2026-03-06", &[part("", 20_000)]);
    town.ok(
        "E11",
        "",
        SHOU,
        "2026-03-07",
        &[part("住院", 20_000).with(CounterpartyKind::Provider, "H1")],
    );
    assert_eq!(
        town.balance(SHOU, Fund::ResidentPooled, Book::Agency, 1004),
        0
    );
}

#[test]
fn a_provider_is_prepaid_from_the_expenditure_account_only() {
    let town = huainan();
    let pay = [
        (Side::Debit, 1101, "医共体预付", 10_000),
        (Side::Credit, 1003, "", 10_000),
    ];
    let mut entry = draft(&town, SHOU, Fund::ResidentPooled, &pay);
    entry.legs[0].counterparty = Some(common::party(CounterpartyKind::Alliance, "A1"));
    let document = by_hand(&town, "E15", "2026-03-06", vec![entry]);
    assert_eq!(refused(&town, &document), "ledger.not_from_expenditure");
}

/// REQ-170: Huainan lets nothing pass from county to county; Yongzhou's risk fund passes through its own
/// accounts, by way of the city's tier.
#[test]
fn req_170_counties_do_not_pay_for_one_another() {
    let town = huainan();
    let give = [
        (Side::Debit, 5301, "", 10_000),
        (Side::Credit, 1003, "", 10_000),
    ];
    let take = [
        (Side::Debit, 1003, "", 10_000),
        (Side::Credit, 4402, "", 10_000),
    ];
    let pair = |town: &Town| {
        vec![
            draft(town, SHOU, Fund::ResidentPooled, &give),
            draft(town, FENGTAI, Fund::ResidentPooled, &take),
        ]
    };
    let document = by_hand(&town, "E8", "2026-03-06", pair(&town));
    let answer = town.check(&document).unwrap_err();
    assert_eq!(answer.code(), "ledger.county_to_county");
    assert!(answer.zh().contains("互不调剂"));
    let document = by_hand(&town, "E28", "2026-03-06", pair(&town));
    assert_eq!(refused(&town, &document), "ledger.event_not_in_mode");

    let mut town = Town::new("4311", FundMode::RiskFund);
    let (dao, city) = ("431124", "4311");
    town.ok(
        "E1",
        "current",
        dao,
        "2026-03-01",
        &[part("个人缴费", 100_000).of_year(2026)],
    );
    town.ok("E2", "", dao, "2026-03-05", &[part("个人缴费", 100_000)]);
    town.ok("E24", "", dao, "2026-04-01", &[part("", 30_000)]);
    let mut answer = town.case("E25", "", city, "2026-04-02", &[part("", 29_999)]);
    answer.document = ledger::entry::DocumentId::new(&format!("D{}", town.documents)).unwrap();
    assert_eq!(town.run(&answer).unwrap_err().code(), "ledger.mirror");
    answer.parts = vec![part("", 30_000)];
    town.must(&answer);
    assert_eq!(
        town.run(&answer).unwrap_err().code(),
        "ledger.mirror",
        "once only"
    );
    town.ok("E27", "", city, "2026-04-03", &[part("", 30_000)]);
    town.ok("E28", "", "431129", "2026-05-01", &[part("", 12_000)]);
    assert_eq!(
        town.balance("431129", Fund::ResidentPooled, Book::Agency, 1003),
        12_000
    );
    assert_eq!(
        town.balance(city, Fund::ResidentPooled, Book::Agency, 3101),
        18_000
    );
    // Even here a county gives to a county only by way of the city.
    let document = by_hand(
        &town,
        "E26",
        "2026-05-02",
        vec![
            draft(
                &town,
                dao,
                Fund::ResidentPooled,
                &[(Side::Debit, 5302, "", 500), (Side::Credit, 1003, "", 500)],
            ),
            draft(
                &town,
                "431129",
                Fund::ResidentPooled,
                &[(Side::Debit, 1003, "", 500), (Side::Credit, 4401, "", 500)],
            ),
        ],
    );
    assert_eq!(refused(&town, &document), "ledger.county_to_county");
}

/// REQ-171: interest of 300 元 on the shared account is split by average daily balance, to the 分.
#[test]
fn req_171_interest_goes_to_the_county_that_owns_the_balance() {
    let mut town = huainan();
    // 寿县 1,000.00 for 31 days; 凤台 1,000.00 for 10 days, then 400.00 for 21.
    let case = town.case("E10", "", FENGTAI, "2026-04-11", &[part("", 60_000)]);
    town.must(&case);
    let tiers = [region(SHOU), region(FENGTAI)];
    let span = (day("2026-04-01"), day("2026-05-01"));
    let of = (Fund::ResidentPooled, account(1003));
    let shares = split_interest(Fen::new(30_000), &town.journal, &tiers, of, span).unwrap();
    let (shou, fengtai) = (100_000_i128 * 31, 100_000_i128 * 10 + 40_000 * 21);
    let exact = Rounding::HalfUp.div(30_000 * shou, shou + fengtai);
    assert_eq!(
        shares,
        [
            (tiers[0], Fen::new(exact as i64)),
            (tiers[1], Fen::new(30_000 - exact as i64))
        ]
    );
    for (tier, share) in shares {
        let case = town.case(
            "E29",
            "earn",
            &tier.short(),
            "2026-05-01",
            &[part("", share.get())],
        );
        let mut case = case;
        case.slots.insert("bank".to_owned(), account(1003));
        town.must(&case);
    }
    let interest: i64 = [SHOU, FENGTAI]
        .iter()
        .map(|county| town.balance(county, Fund::ResidentPooled, Book::Agency, 4201))
        .sum();
    assert_eq!(interest, 30_000);
}

/// REQ-173: what the tax authority collects in a county lies in the city's fiscal special account, with the
/// tag of the county; REQ-169: the city is the sum of its counties.
#[test]
fn req_173_county_tax_is_gathered_in_the_city() {
    let town = huainan();
    let moved: Vec<_> = town
        .journal
        .iter()
        .filter(|entry| entry.dims.book == Book::Fiscal && entry.dims.county == region(SHOU))
        .flat_map(|entry| &entry.legs)
        .filter(|leg| leg.account == account(1003))
        .collect();
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0].amount, Fen::new(100_000));
    let bank = moved[0].bank_account.as_ref().unwrap();
    assert_eq!(town.banks.seat(bank).unwrap().keeper, town.pool);
    let mut elsewhere = town.case("E2", "", SHOU, "2026-03-06", &[part("个人缴费", 1)]);
    elsewhere
        .banks
        .insert("1003".to_owned(), BankAccount::new("shou-own").unwrap());
    let mut town = town;
    town.ok(
        "E1",
        "current",
        SHOU,
        "2026-03-06",
        &[part("个人缴费", 1).of_year(2026)],
    );
    assert_eq!(
        town.run(&elsewhere).unwrap_err().code(),
        "ledger.not_gathered"
    );
}

/// REQ-176: the expenditure account pays benefits; an office cost is refused.
#[test]
fn req_176_no_office_cost_from_the_expenditure_account() {
    let mut town = huainan();
    town.ok("E10", "", SHOU, "2026-03-06", &[part("", 20_000)]);
    let cost = [
        (Side::Debit, 5401, "", 5_000),
        (Side::Credit, 1004, "", 5_000),
    ];
    let document = by_hand(
        &town,
        "E11",
        "2026-03-07",
        vec![draft(&town, SHOU, Fund::ResidentPooled, &cost)],
    );
    let answer = town.check(&document).unwrap_err();
    assert_eq!(answer.code(), "ledger.earmarked");
    assert!(answer.zh().contains("支出专户资金"));
    let disguised = town.case(
        "E11",
        "",
        SHOU,
        "2026-03-07",
        &[part("办公费", 5_000).with(CounterpartyKind::Provider, "H1")],
    );
    assert_eq!(
        town.run(&disguised).unwrap_err().code(),
        "ledger.sub_account_unknown"
    );
}

/// REQ-194: pooled fund and additional fund are listed separately; nothing passes from one to the other.
#[test]
fn req_194_the_pool_pays_nothing_into_the_additional_fund() {
    let mut town = Town::new("3101", FundMode::Single);
    let mut case = town.case(
        "E8",
        "",
        "3101",
        "2026-03-01",
        &[part("市", 100_000).of_year(2026)],
    );
    case.fund = Fund::EmployeePooled;
    town.must(&case);
    let document = by_hand(
        &town,
        "E8",
        "2026-03-02",
        vec![
            draft(
                &town,
                "3101",
                Fund::EmployeePooled,
                &[
                    (Side::Debit, 1101, "其他暂付", 500),
                    (Side::Credit, 1003, "", 500),
                ],
            ),
            draft(
                &town,
                "3101",
                Fund::Additional,
                &[
                    (Side::Debit, 1003, "", 500),
                    (Side::Credit, 2001, "其他暂收", 500),
                ],
            ),
        ],
    );
    assert_eq!(
        refused(&town, &document),
        "ledger.fund_to_fund",
        "a loan is a transfer too"
    );
    let document = by_hand(
        &town,
        "E8",
        "2026-03-02",
        vec![
            draft(
                &town,
                "3101",
                Fund::EmployeePooled,
                &[
                    (Side::Debit, 2001, "其他暂收", 500),
                    (Side::Credit, 1003, "", 500),
                ],
            ),
            draft(
                &town,
                "3101",
                Fund::Additional,
                &[(Side::Debit, 1003, "", 500), (Side::Credit, 4501, "", 500)],
            ),
        ],
    );
    let answer = town.check(&document).unwrap_err();
    assert_eq!(answer.code(), "ledger.fund_to_fund");
    assert!(answer.zh().contains("职工医保统筹基金") && answer.zh().contains("第三十九条"));
}

/// REQ-201: hospital settles, office reviews, finance pays: without the review record nothing is paid.
#[test]
fn req_201_no_payment_without_the_review_record() {
    let mut town = huainan();
    town.ok("E10", "", SHOU, "2026-03-06", &[part("", 20_000)]);
    let paid = [part("住院", 20_000).with(CounterpartyKind::Provider, "H1")];
    let mut case = town.case("E11", "", SHOU, "2026-03-07", &paid);
    case.evidence = vec![
        evidence(EvidenceKind::BankLine),
        evidence(EvidenceKind::Contract),
    ];
    assert_eq!(
        town.run(&case).unwrap_err().code(),
        "ledger.evidence_missing"
    );
    // Nor where an event does not ask for it by name.
    let pay = [
        (Side::Debit, 5001, "住院", 10_000),
        (Side::Credit, 1004, "", 10_000),
    ];
    let mut document = by_hand(
        &town,
        "E4",
        "2026-03-07",
        vec![draft(&town, SHOU, Fund::ResidentPooled, &pay)],
    );
    document.evidence = vec![evidence(EvidenceKind::BankLine)];
    let answer = town.check(&document).unwrap_err();
    assert_eq!(answer.code(), "ledger.not_reviewed");
    assert!(answer.zh().contains("封闭运行"));
    case.evidence = vec![evidence(EvidenceKind::Settlement)];
    town.must(&case);
}

/// REQ-199: a closed period takes nothing; a year closes after income and expense are carried over.
#[test]
fn req_199_a_closed_period_refuses_postings() {
    let mut town = huainan();
    town.close_month("2026-03-31").unwrap();
    let late = town.case("E10", "", SHOU, "2026-03-31", &[part("", 1)]);
    let answer = town.run(&late).unwrap_err();
    assert_eq!(answer.code(), "ledger.period_closed");
    assert!(answer.zh().contains("2026-03-31"));
    assert_eq!(
        town.close_month("2026-05-31").unwrap_err().code(),
        "ledger.out_of_order"
    );
    for last in [
        "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30",
    ] {
        town.close_month(&format!("2026-{last}")).unwrap();
    }
    assert_eq!(
        town.close_month("2026-12-31").unwrap_err().code(),
        "ledger.year_not_carried"
    );
    let before = town.balance(SHOU, Fund::ResidentPooled, Book::Agency, 4001);
    town.carry("2026-12-31");
    town.close_month("2026-12-31").unwrap();
    assert_eq!(
        town.balance(SHOU, Fund::ResidentPooled, Book::Agency, 4001),
        0
    );
    assert_eq!(
        town.balance(SHOU, Fund::ResidentPooled, Book::Agency, 3001),
        before
    );
    let late = town.case("E10", "", SHOU, "2026-12-31", &[part("", 1)]);
    assert_eq!(town.run(&late).unwrap_err().code(), "ledger.period_closed");
    town.ok("E10", "", SHOU, "2027-01-01", &[part("", 1)]);
}

#[test]
fn a_month_does_not_close_while_the_income_account_holds_money() {
    let mut town = huainan();
    town.ok(
        "E3",
        "current",
        SHOU,
        "2026-03-20",
        &[part("个人缴费", 700).of_year(2026)],
    );
    assert_eq!(
        town.close_month("2026-03-31").unwrap_err().code(),
        "ledger.income_account_not_empty"
    );
    town.ok(
        "E4",
        "premium",
        SHOU,
        "2026-03-31",
        &[part("个人缴费", 700)],
    );
    town.close_month("2026-03-31").unwrap();
}

#[test]
fn the_switch_of_2026_decides_where_next_years_premiums_go() {
    let mut town = huainan();
    let now = town.case(
        "E1",
        "current",
        SHOU,
        "2026-10-10",
        &[part("个人缴费", 400).of_year(2027)],
    );
    let ahead = town.case(
        "E1",
        "ahead",
        SHOU,
        "2026-10-10",
        &[part("个人缴费", 400).of_year(2027)],
    );
    assert_eq!(town.run(&ahead).unwrap_err().code(), "ledger.premium_now");
    town.must(&now);
    town.ahead_from = Some(day("2026-10-11"));
    let mut later = now.clone();
    (later.value_date, later.book_date) = (day("2026-10-11"), day("2026-10-11"));
    assert_eq!(town.run(&later).unwrap_err().code(), "ledger.premium_ahead");
    let mut ahead = ahead;
    (ahead.value_date, ahead.book_date) = (day("2026-10-11"), day("2026-10-11"));
    town.must(&ahead);
    // What stands as received in advance must be income by the end of January.
    for last in [
        "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30",
    ] {
        town.close_month(&format!("2026-{last}")).unwrap();
    }
    town.carry("2026-12-31");
    town.close_month("2026-12-31").unwrap();
    assert_eq!(
        town.close_month("2027-01-31").unwrap_err().code(),
        "ledger.ahead_not_recognised"
    );
    town.ok(
        "E5",
        "",
        SHOU,
        "2027-01-02",
        &[part("个人缴费", 400).of_year(2027)],
    );
    town.close_month("2027-01-31").unwrap();
}

#[test]
fn a_county_that_runs_short_does_not_live_on_the_others() {
    let mut town = huainan();
    let case = town.case("E10", "", SHOU, "2026-03-06", &[part("", 100_001)]);
    let answer = town.run(&case).unwrap_err();
    assert_eq!(answer.code(), "ledger.overdrawn");
    assert!(answer.zh().contains("缺 0.01 元"), "{}", answer.zh());
}

#[test]
fn red_letter_undoes_a_document_exactly_and_once() {
    let mut town = huainan();
    let before = town.balances();
    let numbers = town.ok("E10", "", SHOU, "2026-03-06", &[part("", 20_000)]);
    let posted: Vec<_> = town
        .journal
        .iter()
        .filter(|entry| numbers.contains(&entry.no))
        .cloned()
        .collect();
    let half = Document::undoing(town.header("E10", "2026-03-08"), &posted[..1]).unwrap();
    assert_eq!(
        refused(&town, &half),
        "ledger.red_letter",
        "agency and fiscal stand or fall together"
    );
    let mut wrong = Document::undoing(town.header("E10", "2026-03-08"), &posted).unwrap();
    wrong.entries[0].legs[0].amount = Fen::new(-19_999);
    wrong.entries[0].legs[1].amount = Fen::new(-19_999);
    assert_eq!(refused(&town, &wrong), "ledger.red_letter");
    let red = Document::undoing(town.header("E10", "2026-03-08"), &posted).unwrap();
    town.post(&red).unwrap();
    for (key, turnover) in town.balances().iter() {
        let had = before
            .iter()
            .find(|(old, _)| *old == key)
            .map(|(_, turnover)| *turnover);
        assert_eq!(
            turnover.on_debit(),
            had.unwrap_or_default().on_debit(),
            "{key:?}"
        );
    }
    let again = Document::undoing(town.header("E10", "2026-03-09"), &posted).unwrap();
    assert_eq!(refused(&town, &again), "ledger.red_letter");
    town.verify_chains();
}

#[test]
fn maker_and_checker_are_two() {
    let town = huainan();
    let mut case = town.case("E10", "", SHOU, "2026-03-06", &[part("", 1)]);
    case.checker = user("zhang");
    let mut town = town;
    assert_eq!(
        town.run(&case).unwrap_err().code(),
        "ledger.maker_is_checker"
    );
}

/// REQ-169: at any moment the city is the sum of its counties.
#[test]
fn req_169_the_city_is_the_sum_of_its_counties() {
    let mut town = huainan();
    town.ok("E10", "", SHOU, "2026-03-06", &[part("", 20_000)]);
    town.ok(
        "E8",
        "",
        FENGTAI,
        "2026-03-07",
        &[part("县", 5_000).of_year(2026)],
    );
    let chart = town.charts.chart("2017-agency").unwrap();
    for date in ["2026-03-01", "2026-03-05", "2026-03-06", "2026-03-07"] {
        let known = AsKnown::until(day(date));
        let balances = ledger::book::Balances::of(&town.journal, known).unwrap();
        let scope = Scope {
            fund: Fund::ResidentPooled,
            book: Book::Agency,
            tiers: vec![region(SHOU), region(FENGTAI)],
            known,
        };
        let sheet = balance_sheet(scope, chart, &balances).unwrap();
        for row in &sheet.rows {
            let tiers = [SHOU, FENGTAI].map(|county| row.amounts[&Column::Tier(region(county))]);
            assert_eq!(
                Fen::checked_sum(tiers),
                row.amounts.get(&Column::Sum).copied(),
                "{}",
                row.label
            );
        }
        assert_eq!(
            sheet.amount("资产合计", Column::Sum),
            sheet.amount("负债及结余合计", Column::Sum)
        );
    }
    assert_eq!(
        town.books().len(),
        6,
        "{:?}",
        town.books()
            .iter()
            .map(|key: &BookKey| key.book)
            .collect::<Vec<_>>()
    );
}
