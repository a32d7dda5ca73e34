//! Budgets, the stop at their lines, requests for money, the risk fund.

use access::Actor;
use base::Fen;
use ledger::control::CaseNo;
use ledger::control::budget::*;
use ledger::control::publish::{PublishStage, Topic};
use ledger::control::request::{RequestStage, RequestTerms};
use ledger::control::risk::RiskStage;
use service::ServiceError;
use service::fund::*;

use crate::house::{CITY, FENGTAI, FUND, House, SHOU, day, region, year, yuan};
use crate::on_both;

pub fn line(code: &str, direction: Direction, amount: i64) -> BudgetLine {
    BudgetLine {
        code: LineCode::new(code).unwrap(),
        direction,
        amount: yuan(amount),
        basis: vec![Basis::Entered {
            reason: "测试".into(),
        }],
    }
}

fn with<'a>(document: &'a str) -> StepInput<'a> {
    StepInput {
        document: Some(document),
        ..StepInput::default()
    }
}

/// A budget of a county in force: so much income, so much spending on benefits.
pub fn budget(house: &House, county: &str, income: i64, spending: i64) -> CaseNo {
    budget_for(house, county, income, ("5001", spending))
}

/// The same with spending on another line.
pub fn budget_for(house: &House, county: &str, income: i64, spending: (&str, i64)) -> CaseNo {
    let draft = BudgetDraft {
        region: region(county),
        fund: FUND,
        year: year(),
        kind: BudgetKind::Budget,
        lines: vec![
            line("4001", Direction::Income, income),
            line(spending.0, Direction::Spending, spending.1),
        ],
        justification: Some("年初预算".into()),
    };
    let desk = house.desk();
    let (no, _) = draft_budget(&desk, &house.maker(county), &draft).unwrap();
    step_budget(
        &desk,
        &house.finance(county, 1),
        no,
        BudgetStage::Finance,
        StepInput::default(),
    )
    .unwrap();
    step_budget(
        &desk,
        &house.checker(county),
        no,
        BudgetStage::InForce,
        with("府〔2026〕1号"),
    )
    .unwrap();
    no
}

/// Money of a county in the city's fiscal special account, as income of the year.
pub fn income(house: &House, county: &str, amount: i64) {
    house.post(
        ("E8", "", county, "2026-03-01"),
        "省",
        yuan(amount),
        &[("1003", "市财政专户")],
    );
}

fn request(house: &House, amount: i64) -> Result<CaseNo, ServiceError> {
    let terms = RequestTerms {
        county: region(FENGTAI),
        year: 2026,
        month: 3,
    };
    let input = StepInput {
        amount: Some(yuan(amount)),
        ..StepInput::default()
    };
    draft_request(
        &house.desk(),
        &house.maker(FENGTAI),
        FUND,
        year(),
        terms,
        input,
    )
}

fn office(house: &House, stage: RequestStage) -> Actor {
    match stage {
        RequestStage::Draft | RequestStage::Used => house.maker(FENGTAI),
        RequestStage::Submitted | RequestStage::Reconciled => house.checker(FENGTAI),
        RequestStage::CityChecked => house.checker(CITY),
        RequestStage::FinanceApproved => house.finance(CITY, 1),
        RequestStage::CityPaid => house.finance(CITY, 2),
        RequestStage::CountyReceived => house.finance(FENGTAI, 1),
        RequestStage::CountyReleased => house.finance(FENGTAI, 2),
    }
}

fn step(house: &House, no: CaseNo, stage: RequestStage) -> Result<RequestRow, ServiceError> {
    step_request(
        &house.desk(),
        &office(house, stage),
        no,
        Some(stage),
        StepInput::default(),
    )
}

on_both! {
    /// REQ-174, REQ-175: a request walks county bureau, city bureau, city finance, county finance, county bureau; no
    /// step is skipped, each has its actor and day, the amount arrives unchanged; above the balance it is refused.
    fn a_request_walks_the_offices(house: &House) {
        income(house, FENGTAI, 1_000);
        budget(house, FENGTAI, 4_800, 4_800);
        let large = request(house, 1_001).unwrap();
        assert_eq!(step(house, large, RequestStage::Submitted).unwrap_err().code(), "fund.request.balance");
        let no = request(house, 700).unwrap();
        assert_eq!(step(house, no, RequestStage::CityPaid).unwrap_err().code(), "fund.chain.order");
        step(house, no, RequestStage::Submitted).unwrap();
        let second = request(house, 301).unwrap();
        let refused = step(house, second, RequestStage::Submitted).unwrap_err();
        assert_eq!(refused.code(), "fund.request.balance", "700 of the 1000 are promised");
        for stage in [
            RequestStage::CityChecked, RequestStage::FinanceApproved, RequestStage::CityPaid,
            RequestStage::CountyReceived, RequestStage::CountyReleased, RequestStage::Used, RequestStage::Reconciled,
        ] {
            step(house, no, stage).unwrap_or_else(|error| panic!("{stage:?}: {}", error.zh()));
        }
        let desk = house.desk();
        let seen = requests(&desk, &house.auditor(CITY), FUND, None).unwrap();
        let done = seen.iter().find(|row| row.no == no).unwrap();
        assert!(done.request.track.has_reached(RequestStage::Reconciled));
        assert!(done.request.track.steps().iter().all(|step| step.amount == Some(yuan(700))));
        assert_eq!(done.request.track.steps().len(), 9);
        assert_eq!((house.held(FUND, FENGTAI, 1003), house.held(FUND, FENGTAI, 1004)), (300, 700), "E10 with the release");
        house.verified();
        // What is undone in the books alone no longer agrees with the request, and is named.
        house.undo("E10-000002", "E10", "2026-03-10");
        assert_eq!(house.held(FUND, FENGTAI, 1004), 0);
        assert!(house.found("fund.books").is_some_and(|found| found.contains("fund_case")));
        assert_eq!(requests(&desk, &house.auditor(SHOU), FUND, None).unwrap(), []);
        let foreign = step_request(&desk, &house.checker(SHOU), second, Some(RequestStage::Submitted), StepInput::default());
        assert!(matches!(foreign, Err(ServiceError::NotFound(_))));
    }

    /// REQ-172, REQ-195: paid plus committed counts; over the line nothing goes without both approvals; a budget binds
    /// only once the government has approved it; an adjustment is a new version.
    fn the_budget_stops_what_goes_over_it(house: &House) {
        income(house, FENGTAI, 500);
        let desk = house.desk();
        let payable = |amount| Payable {
            region: region(FENGTAI), fund: FUND, year: year(), line: LineCode::new("5001").unwrap(),
            amount: yuan(amount), document: "结算 2026-03".into(),
        };
        let maker = house.maker(FENGTAI);
        let none = admit_payment(&desk, &maker, &payable(1)).unwrap_err();
        assert_eq!(none.code(), "fund.budget.none", "no budget is in force");
        budget(house, FENGTAI, 500, 100);
        assert_eq!(admit_payment(&desk, &maker, &payable(60)).unwrap().left, yuan(40));
        assert_eq!(admit_payment(&desk, &maker, &payable(50)).unwrap_err().code(), "fund.budget.over");
        let terms = PermitTerms {
            region: region(FENGTAI), fund: FUND, year: year(), ground: PermitGround::OverBudget,
            line: Some(LineCode::new("5001").unwrap()), amount: yuan(10), reason: "春季流感".into(),
        };
        let permit = request_permit(&desk, &maker, &terms).unwrap();
        step_permit(&desk, &house.checker(FENGTAI), permit, PermitStage::GovernmentAgreed, with("府批 3 号")).unwrap();
        assert_eq!(admit_payment(&desk, &maker, &payable(50)).unwrap_err().code(), "fund.budget.over", "one is not enough");
        let same = step_permit(&desk, &house.checker(FENGTAI), permit, PermitStage::Approved, with("批 4 号"));
        assert_eq!(same.unwrap_err().code(), "fund.chain.role");
        step_permit(&desk, &house.finance(CITY, 1), permit, PermitStage::Approved, with("批 4 号")).unwrap();
        assert_eq!(admit_payment(&desk, &maker, &payable(50)).unwrap().over_budget, yuan(10));
        assert_eq!(admit_payment(&desk, &maker, &payable(1)).unwrap_err().code(), "fund.budget.over");
        release_commitment(&desk, &maker, &payable(50)).unwrap();
        assert_eq!(release_commitment(&desk, &maker, &payable(61)).unwrap_err().code(), "fund.budget.promise");
        let adjusted = BudgetDraft {
            region: region(FENGTAI), fund: FUND, year: year(), kind: BudgetKind::Budget,
            lines: vec![line("4001", Direction::Income, 500), line("5001", Direction::Spending, 200)],
            justification: Some("年中调整".into()),
        };
        let (no, imbalance) = draft_budget(&desk, &maker, &adjusted).unwrap();
        assert_eq!(imbalance, None);
        assert_eq!(admit_payment(&desk, &maker, &payable(80)).unwrap_err().code(), "fund.budget.over", "a draft binds nobody");
        step_budget(&desk, &house.finance(FENGTAI, 1), no, BudgetStage::Finance, StepInput::default()).unwrap();
        let without = step_budget(&desk, &house.checker(FENGTAI), no, BudgetStage::InForce, StepInput::default());
        assert_eq!(without.unwrap_err().code(), "fund.chain.document");
        step_budget(&desk, &house.checker(FENGTAI), no, BudgetStage::InForce, with("府〔2026〕5号")).unwrap();
        admit_payment(&desk, &maker, &payable(80)).unwrap();
        let versions = budgets(&desk, &house.auditor(FENGTAI), BudgetKind::Budget, FUND, year(), None).unwrap();
        assert_eq!(versions.iter().map(|row| row.budget.version).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(versions[0].budget.lines[0].basis.len(), 1);
        assert_eq!(budgets(&desk, &house.auditor(SHOU), BudgetKind::Budget, FUND, year(), None).unwrap(), []);
    }

    /// REQ-188: the execution of each line by month comes out of the books; final accounts and the next budget
    /// are prepared from them.
    fn execution_and_preparation_come_from_the_books(house: &House) {
        house.bank("凤台支出户", FENGTAI, ledger::chart::MoneyPlace::Expenditure);
        income(house, FENGTAI, 500);
        budget(house, FENGTAI, 600, 400);
        let banks = [("1003", "市财政专户"), ("1004", "凤台支出户")];
        house.post(("E10", "", FENGTAI, "2026-03-05"), "", yuan(200), &banks);
        house.post(("E11", "", FENGTAI, "2026-03-06"), "住院", yuan(100), &banks);
        let desk = house.desk();
        let table = execution_of(&desk, &house.auditor(FENGTAI), FUND, year(), region(FENGTAI), 3).unwrap();
        let row = |code: &str, month| table.iter().find(|row| row.code.as_str() == code && row.month == month).unwrap();
        assert_eq!(row("5001", 2).to_date, Fen::ZERO);
        assert_eq!((row("5001", 3).to_date, row("5001", 3).rate.unwrap().get()), (yuan(100), 2_500));
        assert_eq!(row("4101", 3).budget, Fen::ZERO, "income outside the budget is shown");
        let last = prepare_budget(&desk, &house.auditor(CITY), BudgetKind::FinalAccounts, FUND, year(), region(FENGTAI)).unwrap();
        let spent = last.iter().find(|line| line.code.as_str() == "5001").unwrap();
        assert_eq!(spent.amount, yuan(100));
        let next = ledger::entry::FundYear::new(2027).unwrap();
        let plan = prepare_budget(&desk, &house.auditor(CITY), BudgetKind::Budget, FUND, next, region(FENGTAI)).unwrap();
        assert_eq!(plan.iter().find(|line| line.code.as_str() == "5001").unwrap().amount, yuan(105));
        assert_eq!(execution_of(&desk, &house.auditor(SHOU), FUND, year(), region(FENGTAI), 3).unwrap(), []);
    }

    /// REQ-170: where counties balance themselves and nothing passes between them, the risk fund books nothing.
    fn self_balancing_counties_have_no_risk_fund(house: &House) {
        income(house, FENGTAI, 3_000);
        let desk = house.desk();
        let (maker, checker, finance) = (house.maker(CITY), house.checker(CITY), house.finance(CITY, 1));
        let own = "[[parameter]]\nid = \"risk.extraction.rate\"\nzh = \"提取比例\"\nratio = \"10%\"\npool = \"3404\"\n\
                   article = \"市医保〔2026〕3号\"\nstanding = \"source\"\n";
        let parameters = propose_parameters(&desk, &maker, year(), own).unwrap();
        confirm_case(&desk, &checker, parameters).unwrap();
        let no = propose_risk(&desk, &maker, (FUND, year()), RiskAct::Extract, "年度").unwrap();
        step_risk(&desk, &checker, no, RiskStage::Checked, StepInput::default()).unwrap();
        let refused = step_risk(&desk, &finance, no, RiskStage::Agreed, with("市财〔2026〕8号")).unwrap_err();
        assert_eq!(refused.code(), "ledger.event_not_in_mode");
        assert_eq!(risk_books(&desk, &house.auditor(CITY), FUND).unwrap(), [], "nothing beside the books either");
    }
}

on_both! {
    with_risk_fund:

    /// REQ-183 to REQ-187: extracted by the pool's own rate from the income of each county, used by decision of the city
    /// alone, settled among counties, packed for the audit, published.
    fn the_risk_fund_runs_its_year(house: &House) {
        income(house, FENGTAI, 3_000);
        income(house, SHOU, 1_000);
        let desk = house.desk();
        let (maker, checker, finance) = (house.maker(CITY), house.checker(CITY), house.finance(CITY, 1));
        let place = (FUND, year());
        let without = propose_risk(&desk, &maker, place, RiskAct::Extract, "").unwrap_err();
        assert_eq!(without.code(), "fund.parameter.missing", "no source gives the rate");
        let own = "[[parameter]]\nid = \"risk.extraction.rate\"\nzh = \"提取比例\"\nratio = \"10%\"\npool = \"3404\"\n\
                   article = \"市医保〔2026〕3号\"\nstanding = \"source\"\n";
        let parameters = propose_parameters(&desk, &maker, year(), own).unwrap();
        assert_eq!(propose_risk(&desk, &maker, place, RiskAct::Extract, "").unwrap_err().code(), "fund.parameter.missing");
        assert_eq!(pending(&desk, &checker).unwrap().len(), 1);
        confirm_case(&desk, &checker, parameters).unwrap();
        let county = propose_risk(&desk, &house.maker(FENGTAI), place, RiskAct::Extract, "").unwrap_err();
        assert_eq!(county.code(), "fund.risk.county");
        let carry = |act| {
            let no = propose_risk(&desk, &maker, place, act, "年度").unwrap();
            step_risk(&desk, &checker, no, RiskStage::Checked, StepInput::default()).unwrap();
            step_risk(&desk, &finance, no, RiskStage::Agreed, with("市财〔2026〕8号")).unwrap();
        };
        budget_for(house, FENGTAI, 3_000, ("5301", 300));
        budget_for(house, SHOU, 1_000, ("5301", 100));
        budget_for(house, CITY, 400, ("5302", 200));
        carry(RiskAct::Extract);
        let statutory = |place, account| house.held(FUND, place, account);
        assert_eq!((statutory(FENGTAI, 5301), statutory(SHOU, 5301), statutory(CITY, 4402)), (300, 100, -400), "E24, E25");
        assert_eq!((statutory(CITY, 3101), statutory(CITY, 1003)), (-400, 400), "E27: put into the risk fund");
        let books = || risk_books(&desk, &house.auditor(CITY), FUND).unwrap();
        assert_eq!(books(), [(region(FENGTAI), yuan(300)), (region(SHOU), yuan(100))]);
        let too_much = propose_risk(&desk, &maker, place, RiskAct::Grant(region(SHOU), yuan(401)), "").unwrap_err();
        assert_eq!(too_much.code(), "fund.risk.short");
        carry(RiskAct::Grant(region(SHOU), yuan(200)));
        assert_eq!((statutory(CITY, 3101), statutory(CITY, 5302)), (-200, 200), "E28: out of the risk fund");
        assert_eq!((statutory(SHOU, 4401), statutory(SHOU, 1003)), (-200, 1_100), "E28: income of the county");
        let cleared = risk_settlement(&desk, &house.finance(CITY, 1), place).unwrap();
        assert_eq!(cleared.iter().map(|one| one.clearing).collect::<Vec<_>>(), [yuan(-150), yuan(150)]);
        carry(RiskAct::Settle);
        assert_eq!(statutory(CITY, 3101), -200, "a settlement moves no money");
        assert_eq!(books(), [(region(FENGTAI), yuan(150)), (region(SHOU), yuan(50))], "what each put in less its share");
        assert_eq!(risk_books(&desk, &house.auditor(SHOU), FUND).unwrap(), [(region(SHOU), yuan(50))]);
        let pack = risk_audit(&desk, &house.auditor(CITY), FUND, (day("2026-01-01"), day("2026-12-31"))).unwrap();
        assert_eq!((pack.extracted, pack.granted, pack.closing), (yuan(400), yuan(200), yuan(200)));
        let no = generate(&desk, &maker, place, Topic::RiskFund, day("2026-03-10")).unwrap();
        let walk = [(PublishStage::Approved, &checker), (PublishStage::Published, &maker), (PublishStage::Frozen, &checker)];
        for (stage, actor) in walk {
            step_publication(&desk, actor, no, stage, StepInput::default()).unwrap();
        }
        let page = publication(&desk, &house.auditor(CITY), no).unwrap();
        assert!(page.publication.is_frozen());
        assert_eq!(page.publication.page.rows[1], ["本期提取", "400.00"]);
        house.verified();
    }
    /// What was agreed since a case was proposed counts when finance agrees to it: the same money is granted once, the
    /// same year extracted and settled once, and always what the case says by county.
    fn a_case_is_held_against_what_was_agreed_since(house: &House) {
        income(house, FENGTAI, 3_000);
        income(house, SHOU, 1_000);
        let desk = house.desk();
        let (maker, checker, finance) = (house.maker(CITY), house.checker(CITY), house.finance(CITY, 1));
        let place = (FUND, year());
        let own = "[[parameter]]\nid = \"risk.extraction.rate\"\nzh = \"提取比例\"\nratio = \"10%\"\npool = \"3404\"\n\
                   article = \"市医保〔2026〕3号\"\nstanding = \"source\"\n";
        let parameters = propose_parameters(&desk, &maker, year(), own).unwrap();
        confirm_case(&desk, &checker, parameters).unwrap();
        budget_for(house, FENGTAI, 3_000, ("5301", 900));
        budget_for(house, SHOU, 1_000, ("5301", 900));
        budget_for(house, CITY, 400, ("5302", 900));
        let twice = |act| [(); 2].map(|()| {
            let no = propose_risk(&desk, &maker, place, act, "年度").unwrap();
            step_risk(&desk, &checker, no, RiskStage::Checked, StepInput::default()).unwrap();
            no
        });
        let agree = |no| step_risk(&desk, &finance, no, RiskStage::Agreed, with("市财〔2026〕8号"));
        let [first, second] = twice(RiskAct::Extract);
        let less = StepInput { amount: Some(yuan(300)), ..with("市财〔2026〕8号") };
        let refused = step_risk(&desk, &finance, first, RiskStage::Agreed, less).unwrap_err();
        assert_eq!(refused.code(), "fund.risk.amount", "the case says how much of each county");
        agree(first).unwrap();
        assert_eq!(agree(second).unwrap_err().code(), "fund.risk.changed", "extracted already");
        assert_eq!(propose_risk(&desk, &maker, place, RiskAct::Extract, "").unwrap_err().code(), "fund.risk.nothing");
        assert_eq!(house.held(FUND, CITY, 3101), -400);
        income(house, FENGTAI, 500);
        let more = propose_risk(&desk, &maker, place, RiskAct::Extract, "增收").unwrap();
        step_risk(&desk, &checker, more, RiskStage::Checked, StepInput::default()).unwrap();
        agree(more).unwrap();
        assert_eq!((house.held(FUND, CITY, 3101), house.held(FUND, FENGTAI, 5301)), (-450, 350), "a tenth of what came in since");
        let [first, second] = twice(RiskAct::Grant(region(SHOU), yuan(300)));
        agree(first).unwrap();
        assert_eq!(agree(second).unwrap_err().code(), "fund.risk.short", "150 are left");
        assert_eq!(house.held(FUND, CITY, 3101), -150);
        let [first, second] = twice(RiskAct::Settle);
        agree(first).unwrap();
        assert_eq!(agree(second).unwrap_err().code(), "fund.risk.changed", "settled already");
        assert_eq!(propose_risk(&desk, &maker, place, RiskAct::Settle, "").unwrap_err().code(), "fund.risk.nothing");
        let books = risk_books(&desk, &house.auditor(CITY), FUND).unwrap();
        let left: Vec<_> = books.iter().map(|(_, amount)| *amount).collect();
        assert_eq!(Fen::checked_sum(left).unwrap(), yuan(150));
        house.verified();
    }
}
