//! What was decided is paid, county by county: the accountant plans it, finance approves it, the money is asked for,
//! the bank's file goes out and its answer comes back.

use super::super::budgeting;
use super::super::scene::{Scene, sum};
use crate::office::Fault;
use crate::payout::tables;
use access::{Actor, Role, Verdict};
use anyhow::{Context, Result, anyhow};
use base::{Fen, RegionCode};
use enrolment::Month;
use ledger::control::budget::{LineCode, PermitGround, PermitStage};
use ledger::entry::Fund;
use service::ServiceError;
use service::fund::{self, PermitTerms, StepInput};
use service::payout::{self, Approved, Planned};
use settlement::claim::FundCode;
use settlement::payout::BankRow;

/// The line of the budget that benefits are paid from.
const SPENDING: &str = "5001";

/// What a payment is stopped for until more is approved.
const GROUNDS: [(&str, PermitGround); 2] = [
    ("fund.budget.over", PermitGround::OverBudget),
    ("fund.budget.past_surplus", PermitGround::PastSurplus),
];

/// Pays everything that is due; what was paid.
pub fn pay(scene: &Scene<'_>, month: Month) -> Result<Fen> {
    let accountant = scene.staff.of("kuaiji")?;
    let all = payout::due(&scene.desk(), accountant).map_err(Fault::from)?;
    println!("{}", report::drawn(&tables::due(&all)));
    let mut paid = Fen::ZERO;
    for county in scene.city.counties() {
        let accountant = scene.staff.at(county.region, Role::Accountant, 0)?;
        for planned in payout::due(&scene.desk(), accountant).map_err(Fault::from)? {
            paid = sum(paid, of_fund(scene, (county.region, month), &planned)?)?;
        }
    }
    let heads = payout::payouts(&scene.desk(), accountant).map_err(Fault::from)?;
    println!("{}", report::drawn(&tables::heads(&heads)));
    if let Some(head) = heads.first() {
        let kept = payout::show(&scene.desk(), accountant, head.no).map_err(Fault::from)?;
        println!("{}", report::drawn(&tables::transfers(&kept)));
    }
    Ok(paid)
}

/// What a county's fund owes: nothing where nothing is due.
fn of_fund(
    scene: &Scene<'_>,
    (county, month): (RegionCode, Month),
    planned: &Planned,
) -> Result<Fen> {
    let net = planned
        .due
        .iter()
        .map(|one| one.sheet.net)
        .try_fold(Fen::ZERO, sum)?;
    if net <= Fen::ZERO {
        return Ok(Fen::ZERO);
    }
    let fund = Fund::parse(planned.fund.as_str()).context("a fund of the books")?;
    let approved = approve(scene, (county, month), (fund, &planned.fund), net)?;
    let cashier = scene.staff.of("chuna")?;
    let mut hand_over = || bank(scene, cashier, &approved);
    budgeting::request(scene, (fund, county, month), approved.total, &mut hand_over)?;
    Ok(approved.total)
}

/// The payout of what is due, once finance approves it; where the budget has not enough left, once the government and
/// the city have agreed to more.
fn approve(
    scene: &Scene<'_>,
    (county, month): (RegionCode, Month),
    (fund, code): (Fund, &FundCode),
    net: Fen,
) -> Result<Approved> {
    let desk = scene.desk();
    let maker = scene.staff.at(county, Role::Accountant, 0)?;
    let checker = scene.staff.at(county, Role::FinanceReviewer, 0)?;
    let (no, _) = payout::propose(&desk, maker, code).map_err(Fault::from)?;
    let decide = || payout::decide(&desk, checker, no, Verdict::Approved, "与审核决定一致");
    let mut done = decide();
    for (code, ground) in GROUNDS {
        if matches!(&done, Err(ServiceError::Refused(why)) if why.code() == code) {
            permit(scene, (county, month), (fund, ground), net)?;
            done = decide();
        }
    }
    done.map_err(Fault::from)?.context("an approved payout")
}

/// More than the budget: asked for by the county, agreed to by its government, approved by the city.
fn permit(
    scene: &Scene<'_>,
    (county, month): (RegionCode, Month),
    (fund, ground): (Fund, PermitGround),
    amount: Fen,
) -> Result<()> {
    let desk = scene.desk();
    let terms = PermitTerms {
        region: county,
        fund,
        year: budgeting::fund_year(month.year())?,
        ground,
        line: match ground {
            PermitGround::OverBudget => {
                Some(LineCode::new(SPENDING).map_err(|error| anyhow!(error.zh()))?)
            }
            PermitGround::PastSurplus => None,
        },
        amount,
        reason: "住院费用超过年初测算".to_owned(),
    };
    let maker = scene.staff.at(county, Role::Accountant, 0)?;
    let no = fund::request_permit(&desk, maker, &terms).map_err(Fault::from)?;
    let steps = [
        (
            scene.staff.at(county, Role::FinanceReviewer, 0)?,
            PermitStage::GovernmentAgreed,
        ),
        (
            scene.staff.at(scene.city.spec().pool, Role::Treasury, 1)?,
            PermitStage::Approved,
        ),
    ];
    for (actor, stage) in steps {
        let paper = format!("{}批〔{}〕7号", scene.name_of(county), month.year());
        let input = StepInput {
            document: Some(&paper),
            ..StepInput::default()
        };
        fund::step_permit(&desk, actor, no, stage, input).map_err(Fault::from)?;
    }
    let name = scene.name_of(county);
    scene.say(&format!(
        "{name}超预算 {amount} 元，经政府审核、市级批准后支付"
    ));
    Ok(())
}

/// The bank pays every transfer of the file on the same day.
fn bank(scene: &Scene<'_>, cashier: &Actor, approved: &Approved) -> Result<()> {
    let desk = scene.desk();
    payout::file(&desk, cashier, approved.no).map_err(Fault::from)?;
    let kept = payout::show(&desk, cashier, approved.no).map_err(Fault::from)?;
    let transfers = kept.payout.iter().flat_map(|payout| payout.transfers());
    let row = |(place, one): (usize, &settlement::payout::Transfer)| BankRow {
        no: one.no,
        amount: one.amount,
        on: desk.today(),
        paid: true,
        remark: format!("流水{:06}", place + 1),
    };
    let rows: Vec<BankRow> = transfers.enumerate().map(row).collect();
    payout::answer(&desk, cashier, approved.no, &rows).map_err(Fault::from)?;
    Ok(())
}
