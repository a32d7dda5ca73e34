//! What was decided is paid, county by county: the accountant plans it, finance approves it, the money is asked for,
//! the bank's file goes out and its answer comes back.

use super::super::budgeting;
use super::super::scene::{Scene, sum};
use crate::office::Fault;
use crate::payout::tables;
use access::{Actor, Role, Verdict};
use anyhow::{Context, Result};
use base::{Fen, RegionCode};
use enrolment::Month;
use ledger::entry::Fund;
use service::payout::{self, Approved, Planned};
use settlement::claim::FundCode;
use settlement::payout::BankRow;

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
    let approved = approve(scene, county, &planned.fund)?;
    let fund = Fund::parse(planned.fund.as_str()).context("a fund of the books")?;
    let cashier = scene.staff.of("chuna")?;
    let mut hand_over = || bank(scene, cashier, &approved);
    budgeting::request(scene, (fund, county, month), approved.total, &mut hand_over)?;
    Ok(approved.total)
}

fn approve(scene: &Scene<'_>, county: RegionCode, fund: &FundCode) -> Result<Approved> {
    let desk = scene.desk();
    let maker = scene.staff.at(county, Role::Accountant, 0)?;
    let checker = scene.staff.at(county, Role::FinanceReviewer, 0)?;
    let (no, _) = payout::propose(&desk, maker, fund).map_err(Fault::from)?;
    let done = payout::decide(&desk, checker, no, Verdict::Approved, "与审核决定一致");
    done.map_err(Fault::from)?.context("an approved payout")
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
