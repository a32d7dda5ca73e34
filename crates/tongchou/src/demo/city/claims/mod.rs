//! The month's bills become claims: drawn up, submitted, reviewed, decided, paid through the bank, booked; what
//! members of one county cost in another is cleared.
//!
//! | module | what it does |
//! |---|---|
//! | [`deciding`] | draws up, takes in, reviews, decides: some lines are refused in part |
//! | [`paying`] | plans, asks for the money, pays through the bank's file and its answer |

mod deciding;
mod paying;

use super::scene::{Scene, day};
use crate::demo::station::Station;
use crate::office::Fault;
use access::Verdict;
use anyhow::{Result, bail};
use enrolment::Month;
use report::{Cell, Column, Table};
use service::claim::{self, Ask};
use service::clearing;
use service::maintenance;
use settlement::claim::{Claimant, FundCode};
use settlement::payout::Payee;

/// Carries the claims of a month through the month that follows it. The last day of the work comes back.
pub fn carry(scene: &Scene<'_>, stations: &[Station], month: Month) -> Result<base::Date> {
    let next = month.next().unwrap_or(month);
    let on = |of_month| day(next.year(), next.first().month(), of_month);
    scene.clock.set(on(3)?);
    settle_payees(scene, stations)?;
    let claims = deciding::draw(scene, month)?;
    deciding::submit(scene, &claims)?;
    scene.clock.move_to(on(6)?);
    deciding::review(scene, &claims)?;
    scene.clock.move_to(on(11)?);
    deciding::decide(scene, &claims, month)?;
    scene.clock.move_to(on(16)?);
    let paid = paying::pay(scene, next)?;
    scene.say(&format!("{}申报支付 {paid} 元，银行回盘后入账", month.zh()));
    scene.clock.move_to(on(20)?);
    for fund in ["resident", "employee"] {
        clear(scene, fund, month)?;
    }
    verify(scene)?;
    on(20)
}

/// The accounts of the institutions, and the holidays that terms are counted by.
fn settle_payees(scene: &Scene<'_>, stations: &[Station]) -> Result<()> {
    let (clerk, reviewer) = (scene.staff.of("shibanjing")?, scene.staff.of("shihe")?);
    let desk = scene.desk();
    for (number, one) in (1_u32..).zip(stations) {
        let id = base::ProviderId::new(one.institution.as_str());
        let Ok(id) = id else { continue };
        let payee = Payee {
            name: one.name.clone(),
            account: format!("62288900{number:08}"),
            bank: "青禾银行营业部".to_owned(),
        };
        let ask = Ask::Payee(Claimant::Institution(id), one.region, payee);
        let no = claim::propose(&desk, clerk, &ask).map_err(Fault::from)?;
        claim::decide(&desk, reviewer, no, Verdict::Approved, "与开户证明一致")
            .map_err(Fault::from)?;
    }
    let year = service::Clock::today(scene.clock).year();
    let free = [day(year, 1, 1)?, day(year, 10, 1)?, day(year, 10, 2)?];
    let officer = scene.staff.of("zhengce")?;
    let days = (free.as_slice(), &[][..]);
    claim::enter_year(&desk, officer, (year, "青政办放假安排"), days).map_err(Fault::from)?;
    Ok(())
}

/// What members of one county cost in another is netted; the nets add up to zero.
fn clear(scene: &Scene<'_>, fund: &'static str, month: Month) -> Result<()> {
    let (desk, code) = (scene.desk(), FundCode::new(fund));
    let Ok(code) = code else { return Ok(()) };
    let (maker, checker) = (scene.staff.of("kuaiji")?, scene.staff.of("caihe")?);
    let proposed = clearing::propose_round(&desk, maker, &code, month.last());
    let no = match proposed {
        Ok((no, _)) => no,
        // nobody went to another county
        Err(service::ServiceError::Refused(why)) if why.code() == "clearing.nothing" => {
            return Ok(());
        }
        Err(error) => return Err(Fault::from(error).into()),
    };
    let done = clearing::decide(&desk, checker, no, Verdict::Approved, "已核对");
    let Some(cleared) = done.map_err(Fault::from)? else {
        return Ok(());
    };
    let name = ledger::entry::Fund::parse(fund).map_or(fund, ledger::entry::Fund::zh);
    let columns = vec![
        Column::text("县区"),
        Column::money("别处参保人在本地（元）"),
        Column::money("本地参保人在别处（元）"),
        Column::money("净额（元）"),
    ];
    let mut table = Table::new(format!("县区间清算 {name}"), columns);
    for (county, position) in &cleared.positions {
        table.push(vec![
            Cell::Text(scene.name_of(*county).to_owned()),
            Cell::Money(position.owed),
            Cell::Money(position.owes),
            Cell::Money(position.net),
        ]);
    }
    println!("{}", report::drawn(&table));
    Ok(())
}

/// Everything is recomputed, as `db verify` does it.
fn verify(scene: &Scene<'_>) -> Result<()> {
    let all = maintenance::verify_all(&scene.desk(), scene.staff.of("shenji")?, &mut |_, _| ());
    let all = all.map_err(Fault::from)?;
    let wrong = all.iter().find_map(|(check, outcome)| {
        let first = outcome.first.as_ref()?;
        Some((check.zh, first.record.clone(), first.zh.clone()))
    });
    if let Some((check, record, zh)) = wrong {
        bail!("核验不符：{check}：{record}：{zh}");
    }
    scene.say(&format!("数据库核验 {} 项，全部一致", all.len()));
    Ok(())
}
