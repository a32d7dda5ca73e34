//! What the residents' fund pays: hospitals month by month, the serious-illness contract once a year.

use super::booking::{self, Happened, Piece};
use super::scene::{Scene, day, sum, times};
use super::story::{Story, place};
use super::{budgeting, figures};
use anyhow::Result;
use base::{Date, Fen, RegionCode};
use enrolment::Month;
use ledger::entry::{CounterpartyKind, Fund};
use sample::care;

/// The month in which the serious-illness contract is paid.
const CONTRACT: u32 = 3;

/// A month of the residents' fund in every county.
pub fn of_residents(scene: &Scene<'_>, story: &Story, month: Month) -> Result<()> {
    let (year, of_year) = (month.year(), month.first().month());
    scene.clock.move_to(day(year, of_year, 8)?);
    let at = place(scene, year);
    let mut total = Fen::ZERO;
    for (index, county) in scene.city.counties().iter().enumerate() {
        let heads = story.heads(year, county.region);
        let mean = Fen::new(times(Fen::new(figures::COST[at]), heads)?.get() / 12);
        let of = (Fund::ResidentPooled, county.region, month);
        total = sum(total, hospitals(scene, of, (index, mean), None)?)?;
        if of_year == CONTRACT {
            let premium = times(Fen::new(figures::INSURANCE[at]), heads)?;
            insurance(scene, month, county.region, premium)?;
        }
    }
    scene.say(&format!("{}医疗待遇支付 {total} 元", month.zh()));
    Ok(())
}

/// Pays the hospitals of a county for a month that costs `mean` on average; what was paid. `detail` replaces
/// the kinds of care as the detail of the account.
pub fn hospitals(
    scene: &Scene<'_>,
    (fund, county, month): (Fund, RegionCode, Month),
    (index, mean): (usize, Fen),
    detail: Option<&str>,
) -> Result<Fen> {
    let (year, of_year) = (month.year(), month.first().month());
    let list = care::settlements(scene.city, index, (year, of_year), mean);
    let total = list.iter().map(|one| one.amount).try_fold(Fen::ZERO, sum)?;
    let hospitals = care::hospitals(scene.city, index);
    let pieces = list.iter().filter_map(|one| {
        let hospital = hospitals.get(one.hospital)?;
        Some(Piece {
            sub: detail.unwrap_or(one.care.zh()),
            year: Some(year),
            party: Some((CounterpartyKind::Provider, hospital.code.as_str())),
            amount: one.amount,
        })
    });
    let pieces: Vec<Piece<'_>> = pieces.collect();
    let reference = format!("结算单{}-{}", county.short(), month.first());
    let mut pay = || {
        let on = later(scene, month)?;
        let happened = Happened {
            event: "E11",
            variant: "pay",
            fund,
            county,
            on,
            slot: None,
            reference: &reference,
        };
        booking::book(scene, &happened, &pieces)
    };
    budgeting::request(scene, (fund, county, month), total, &mut pay)?;
    Ok(total)
}

/// The day of payment: today, and never behind the month.
fn later(scene: &Scene<'_>, month: Month) -> Result<Date> {
    Ok(service::Clock::today(scene.clock).min(month.last()))
}

fn insurance(scene: &Scene<'_>, month: Month, county: RegionCode, amount: Fen) -> Result<()> {
    let happened = Happened {
        event: "E21",
        variant: "pay",
        fund: Fund::ResidentPooled,
        county,
        on: later(scene, month)?,
        slot: Some(("bank", 1003)),
        reference: &format!("大病保险合同{}", month.year()),
    };
    let piece = Piece {
        sub: "",
        year: Some(month.year()),
        party: Some((CounterpartyKind::Insurer, figures::INSURER)),
        amount,
    };
    booking::book(scene, &happened, &[piece])
}
