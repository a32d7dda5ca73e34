//! The end of a month and of a year: interest, premiums received in advance, the risk fund, carry-over, close.

use super::booking::{self, Happened, Piece, approve};
use super::figures;
use super::posting::balances;
use super::scene::{Scene, day};
use super::story::Story;
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{Fen, Ratio, Rounding};
use enrolment::{Month, Scheme};
use ledger::control::risk::RiskStage;
use ledger::entry::Fund;
use service::fund::{self, RiskAct, StepInput};
use service::{ServiceError, account, books, package};

/// The funds of the story.
pub const FUNDS: [Fund; 4] = [
    Fund::ResidentPooled,
    Fund::EmployeePooled,
    Fund::EmployeeAccounts,
    Fund::Additional,
];

/// From the day of the filing on premiums of later years are kept as received in advance.
pub fn keep_ahead(scene: &Scene<'_>, month: Month) -> Result<()> {
    let (filing, year) = figures::FILING;
    let begins = scene.city.spec().year - 1;
    let late = year < begins && (month.year(), month.first().month()) == (begins, 9);
    if !late && (month.year(), month.first().month()) != (year - 1, 12) {
        return Ok(());
    }
    let from = day(year, 1, 1)?;
    let (maker, checker) = (scene.staff.of("kuaiji")?, scene.staff.of("caihe")?);
    let of = (Fund::ResidentPooled, from);
    let no = books::propose_switch(&scene.desk(), maker, of, filing).map_err(Fault::from)?;
    approve(scene, checker, no)
}

/// Premiums received in advance for the year that begins are income of its first month.
pub fn recognise(scene: &Scene<'_>, story: &mut Story, month: Month) -> Result<()> {
    let year = month.year();
    for county in scene.city.counties() {
        let kept = story.ahead.remove(&(county.region, year));
        let happened = Happened {
            event: "E5",
            variant: "recognise",
            fund: Fund::ResidentPooled,
            county: county.region,
            on: month.first(),
            slot: None,
            reference: &format!("预收保费计算表{year}"),
        };
        let piece = Piece {
            sub: "个人缴费",
            year: Some(year),
            party: None,
            amount: kept.unwrap_or(Fen::ZERO),
        };
        booking::book(scene, &happened, &[piece])?;
    }
    Ok(())
}

/// Closes a month of every fund, and in December the year.
pub fn month(scene: &Scene<'_>, month: Month) -> Result<()> {
    let of_year = month.first().month();
    if of_year.is_multiple_of(3) {
        interest(scene, month)?;
    }
    if of_year == 12 {
        if month.year() >= scene.city.spec().year {
            risk_fund(scene, month)?;
        }
        for fund in FUNDS {
            carry(scene, fund, month)?;
        }
    }
    let (maker, checker) = (scene.staff.of("kuaiji")?, scene.staff.of("caihe")?);
    let pool = scene.city.spec().pool;
    for fund in FUNDS {
        match books::propose_close(&scene.desk(), maker, (pool, fund), month.last()) {
            // A fund has no books before its first money.
            Err(ServiceError::Refused(refused)) if refused.code() == "ledger.no_books" => (),
            no => approve(scene, checker, no.map_err(Fault::from)?)?,
        }
    }
    Ok(())
}

/// The quarter's interest of the fiscal special accounts belongs to the county whose money it is.
fn interest(scene: &Scene<'_>, month: Month) -> Result<()> {
    let rate = Ratio::parse(figures::INTEREST).map_err(|error| anyhow!(error.zh()))?;
    for fund in FUNDS {
        for ((account, county), balance) in balances(scene, fund, month.last())? {
            if account != 1003 || county == scene.city.spec().pool {
                continue;
            }
            let happened = Happened {
                event: "E29",
                variant: "earn",
                fund,
                county,
                on: month.last(),
                slot: Some(("bank", 1003)),
                reference: &format!("结息单{}-{}", county.short(), month.first()),
            };
            let piece = Piece {
                sub: "",
                year: None,
                party: None,
                amount: balance
                    .share(rate, Rounding::HalfUp, 1)
                    .ok_or_else(|| anyhow!("利息超出范围"))?,
            };
            booking::book(scene, &happened, &[piece])?;
        }
    }
    Ok(())
}

/// The risk adjustment fund of the year: worked out by the city's accountant, checked, agreed by finance; with
/// that it goes up from every county.
fn risk_fund(scene: &Scene<'_>, month: Month) -> Result<()> {
    let desk = scene.desk();
    let year = super::budgeting::fund_year(month.year())?;
    let of = (Fund::ResidentPooled, year);
    let maker = scene.staff.of("kuaiji")?;
    let no = fund::propose_risk(&desk, maker, of, RiskAct::Extract, "年度提取");
    let no = no.map_err(Fault::from)?;
    let paper = format!("青财社〔{year}〕12号");
    let agreed = StepInput {
        document: Some(&paper),
        ..StepInput::default()
    };
    for (name, stage, input) in [
        ("caihe", RiskStage::Checked, StepInput::default()),
        ("caizheng", RiskStage::Agreed, agreed),
    ] {
        let actor = scene.staff.of(name)?;
        fund::step_risk(&desk, actor, no, stage, input).map_err(Fault::from)?;
    }
    let books = fund::risk_books(&desk, maker, Fund::ResidentPooled).map_err(Fault::from)?;
    let held = Fen::checked_sum(books.iter().map(|(_, amount)| *amount));
    let held = held.ok_or_else(|| anyhow!("金额合计超出范围"))?;
    scene.say(&format!("{year} 年风险调剂金提取后，市本级结存 {held} 元"));
    Ok(())
}

/// Interest and carry-over of the personal accounts, once the year is over.
pub fn accounts(scene: &Scene<'_>, year: i32) -> Result<()> {
    let (desk, maker) = (scene.desk(), scene.staff.of("kuaiji")?);
    let last = day(year, 12, 31)?;
    let policy =
        desk.read(|session| package::current(session, maker.scope(), Scheme::Employee, last));
    let policy = policy.map_err(Fault::from)?;
    let ended = account::year_end(&desk, maker, &policy, year, &mut |_| ()).map_err(Fault::from)?;
    scene.say(&format!(
        "{year} 年个人账户结转：{} 户，结转 {} 元，计息 {} 元",
        ended.accounts, ended.carried, ended.interest
    ));
    Ok(())
}

fn carry(scene: &Scene<'_>, fund: Fund, month: Month) -> Result<()> {
    let (maker, checker) = (scene.staff.of("kuaiji")?, scene.staff.of("caihe")?);
    let of = (scene.city.spec().pool, fund);
    let year = super::budgeting::fund_year(month.year())?;
    match books::propose_carry(&scene.desk(), maker, of, year) {
        // A fund that took nothing in has nothing to carry.
        Err(ServiceError::Refused(refused)) if refused.code() == "ledger.carry_nothing" => Ok(()),
        no => approve(scene, checker, no.map_err(Fault::from)?),
    }
}
