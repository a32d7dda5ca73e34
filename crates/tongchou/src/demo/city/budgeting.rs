//! Budgets of each county and fund, from the draft to the approval, and the requests for money under them.

use super::figures;
use super::scene::{Scene, times};
use super::story::{Story, place};
use crate::office::Fault;
use access::{Actor, Role};
use anyhow::{Result, anyhow};
use base::{Fen, RegionCode};
use enrolment::Month;
use ledger::control::budget::{Basis, BudgetKind, BudgetLine, BudgetStage, Direction, LineCode};
use ledger::control::request::{RequestStage, RequestTerms};
use ledger::entry::{Fund, FundYear};
use service::fund::{self, BudgetDraft, StepInput};

/// The residents' budgets of a year, by the people billed for it and the figures of its notices.
pub fn of_residents(scene: &Scene<'_>, story: &Story, year: i32) -> Result<()> {
    let mut total = Fen::ZERO;
    for county in scene.city.counties() {
        let region = county.region;
        let lines = by_heads(scene, story, year, region)?;
        let spending = lines
            .iter()
            .filter(|line| line.direction == Direction::Spending);
        let spending = Fen::checked_sum(spending.map(|line| line.amount));
        total = total
            .checked_add(spending.unwrap_or(Fen::ZERO))
            .ok_or_else(|| anyhow!("金额合计超出范围"))?;
        put_in_force(scene, Fund::ResidentPooled, year, region, lines)?;
    }
    scene.say(&format!("{year} 年各县区居民医保预算批准，支出 {total} 元"));
    Ok(())
}

/// A line of a budget that somebody enters, with its reason.
pub fn line(code: &str, direction: Direction, amount: Fen, basis: Basis) -> Result<BudgetLine> {
    Ok(BudgetLine {
        code: LineCode::new(code).map_err(|error| anyhow!(error.zh()))?,
        direction,
        amount,
        basis: vec![basis],
    })
}

fn by_heads(
    scene: &Scene<'_>,
    story: &Story,
    year: i32,
    county: RegionCode,
) -> Result<Vec<BudgetLine>> {
    let at = place(scene, year);
    let notice = |name: &str| {
        let row = figures::STANDARDS[at].iter().find(|(key, _)| *key == name);
        let yuan: i64 = row.map_or("0", |(_, yuan)| *yuan).parse().unwrap_or(0);
        Fen::new(yuan * 100)
    };
    let whole = notice("table.standard_total");
    let personal = notice("table.standard_personal");
    let subsidy = whole.checked_sub(personal).unwrap_or(Fen::ZERO);
    let heads = story.heads(year, county);
    let plan = [
        ("4001", Direction::Income, personal),
        ("4101", Direction::Income, subsidy),
        ("5001", Direction::Spending, notice("table.to_basic")),
        (
            "5101",
            Direction::Spending,
            notice("table.to_serious_illness"),
        ),
        (
            "5301",
            Direction::Spending,
            Fen::new(whole.get() / 100 * figures::RISK_PLAN),
        ),
    ];
    let lines = plan.into_iter().map(|(code, direction, standard)| {
        let amount = times(standard, heads)?;
        let basis = Basis::Heads {
            category: "城乡居民".to_owned(),
            heads: u64::try_from(heads)?,
            standard,
        };
        line(code, direction, amount, basis)
    });
    lines.collect()
}

/// A year as the books name it.
pub fn fund_year(year: i32) -> Result<FundYear> {
    FundYear::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))
}

/// Drafts a budget, has it reviewed by finance and approved by the government.
pub fn put_in_force(
    scene: &Scene<'_>,
    fund: Fund,
    year: i32,
    county: RegionCode,
    lines: Vec<BudgetLine>,
) -> Result<()> {
    let desk = scene.desk();
    let draft = BudgetDraft {
        region: county,
        fund,
        year: fund_year(year)?,
        kind: BudgetKind::Budget,
        lines,
        justification: Some("按参保人数、标准和上年决算编制".to_owned()),
    };
    let maker = scene.staff.at(county, Role::Accountant, 0)?;
    let (no, _) = fund::draft_budget(&desk, maker, &draft).map_err(Fault::from)?;
    let finance = scene.staff.at(county, Role::Treasury, 0)?;
    let plain = StepInput::default();
    fund::step_budget(&desk, finance, no, BudgetStage::Finance, plain).map_err(Fault::from)?;
    let checker = scene.staff.at(county, Role::FinanceReviewer, 0)?;
    let paper = format!("{}府〔{year}〕1号", scene.name_of(county));
    let input = StepInput {
        document: Some(&paper),
        ..plain
    };
    fund::step_budget(&desk, checker, no, BudgetStage::InForce, input).map_err(Fault::from)?;
    Ok(())
}

/// Who takes each step of a request: county bureau, city bureau, city finance, county finance, county bureau.
fn office<'s>(scene: &'s Scene<'_>, county: RegionCode, stage: RequestStage) -> Result<&'s Actor> {
    let city = scene.city.spec().pool;
    let (region, role, place) = match stage {
        RequestStage::Draft | RequestStage::Used => (county, Role::Accountant, 0),
        RequestStage::Submitted | RequestStage::Reconciled => (county, Role::FinanceReviewer, 0),
        RequestStage::CityChecked => (city, Role::FinanceReviewer, 0),
        RequestStage::FinanceApproved => (city, Role::Treasury, 0),
        RequestStage::CityPaid => (city, Role::Treasury, 1),
        RequestStage::CountyReceived => (county, Role::Treasury, 0),
        RequestStage::CountyReleased => (county, Role::Treasury, 1),
    };
    scene.staff.at(region, role, place)
}

/// The steps until the money lies in the expenditure account.
const UNTIL_RELEASED: [RequestStage; 6] = [
    RequestStage::Submitted,
    RequestStage::CityChecked,
    RequestStage::FinanceApproved,
    RequestStage::CityPaid,
    RequestStage::CountyReceived,
    RequestStage::CountyReleased,
];

/// Asks for the money of a month by the five steps; with the last it lies in the expenditure account. The
/// payments are made by `pay`, and the request is closed when they agree with the bank.
pub fn request(
    scene: &Scene<'_>,
    (fund, county, month): (Fund, RegionCode, Month),
    amount: Fen,
    pay: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
    if amount <= Fen::ZERO {
        return Ok(());
    }
    let desk = scene.desk();
    let terms = RequestTerms {
        county,
        year: month.year(),
        month: month.first().month(),
    };
    let input = StepInput {
        amount: Some(amount),
        document: None,
        note: "按结算单",
    };
    let year = fund_year(month.year())?;
    let drafter = office(scene, county, RequestStage::Draft)?;
    let no = fund::draft_request(&desk, drafter, fund, year, terms, input).map_err(Fault::from)?;
    let step = |stage| -> Result<()> {
        let actor = office(scene, county, stage)?;
        let plain = StepInput::default();
        fund::step_request(&desk, actor, no, Some(stage), plain).map_err(Fault::from)?;
        Ok(())
    };
    UNTIL_RELEASED.into_iter().try_for_each(&step)?;
    pay()?;
    step(RequestStage::Used)?;
    step(RequestStage::Reconciled)
}
