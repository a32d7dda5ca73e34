//! `tongchou household`: families and who belongs to them.

use anyhow::Result;
use base::{Date, Fen, HouseholdNo, PersonNo, RegionCode};
use clap::{Args, Subcommand};
use enrolment::people::{HouseholdKind, IncomeSpan, Relation};
use service::people::household::{self as cases, HouseholdChange};

use super::values::{relation, shown, span};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};

/// Commands about households.
#[derive(Debug, Subcommand)]
pub enum Household {
    /// 建立家庭户或集体户
    Open(Open),
    /// 查看一户的成员和收入
    Show(Show),
    /// 成员迁入
    Join(Join),
    /// 成员迁出
    Leave(Leave),
    /// 变更户主
    Head(Head),
    /// 登记家庭收入
    Income(Income),
}

/// Options of `household open`.
#[derive(Debug, Args)]
pub struct Open {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 所在村居
    #[arg(long, value_parser = region)]
    pub region: RegionCode,
    /// 户号
    #[arg(long)]
    pub mark: Option<String>,
    /// 集体户
    #[arg(long)]
    pub collective: bool,
}

/// Options of `household show`.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 户编号
    pub household: HouseholdNo,
}

/// Options of `household join`.
#[derive(Debug, Args)]
pub struct Join {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 户编号
    pub household: HouseholdNo,
    /// 人员编号
    pub person: PersonNo,
    /// 与户主关系
    #[arg(value_parser = relation)]
    pub relation: Relation,
    /// 从哪天起（缺省为今天）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
}

/// Options of `household leave`.
#[derive(Debug, Args)]
pub struct Leave {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 户编号
    pub household: HouseholdNo,
    /// 人员编号
    pub person: PersonNo,
    /// 最后一天（缺省为今天）
    #[arg(long, value_parser = date)]
    pub last: Option<Date>,
}

/// Options of `household head`.
#[derive(Debug, Args)]
pub struct Head {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 户编号
    pub household: HouseholdNo,
    /// 新户主
    pub person: PersonNo,
    /// 原户主与新户主的关系
    #[arg(long, value_parser = relation)]
    pub was: Relation,
    /// 从哪天起（缺省为今天）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
}

/// Options of `household income`.
#[derive(Debug, Args)]
pub struct Income {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 户编号
    pub household: HouseholdNo,
    /// 全家年收入（元）
    #[arg(value_parser = yuan)]
    pub yearly: Fen,
    /// 从哪天起
    #[arg(long, value_parser = date)]
    pub from: Date,
    /// 到哪天止
    #[arg(long, value_parser = date)]
    pub until: Option<Date>,
    /// 谁认定
    #[arg(long)]
    pub by: String,
}

fn yuan(text: &str) -> Result<Fen, String> {
    Fen::parse_yuan(text).map_err(|error| error.zh())
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Household) -> Result<Outcome> {
    match ask {
        Household::Open(ask) => open(ask),
        Household::Show(ask) => {
            let office = Office::open(&ask.office)?;
            let subject = format!("household {}", ask.household);
            let household = office.act("household.show", &subject, |desk, actor| {
                cases::show(desk, actor, ask.household)
            })?;
            print(&household);
            Ok(Outcome::Done)
        }
        Household::Join(ask) => change(&ask.office, ask.household, |today| {
            let from = ask.from.unwrap_or(today);
            Ok(HouseholdChange::Join(ask.person, ask.relation, from))
        }),
        Household::Leave(ask) => change(&ask.office, ask.household, |today| {
            Ok(HouseholdChange::Leave(
                ask.person,
                ask.last.unwrap_or(today),
            ))
        }),
        Household::Head(ask) => change(&ask.office, ask.household, |today| {
            let from = ask.from.unwrap_or(today);
            Ok(HouseholdChange::Head(ask.person, ask.was, from))
        }),
        Household::Income(ask) => change(&ask.office, ask.household, |_| {
            Ok(HouseholdChange::Income(IncomeSpan {
                yearly: ask.yearly,
                counts: span(Some(ask.from), ask.until)?,
                certified_by: ask.by.as_str().into(),
            }))
        }),
    }
}

fn open(ask: &Open) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let kind = match ask.collective {
        true => HouseholdKind::Collective,
        false => HouseholdKind::Family,
    };
    let no = office.act("household.open", &ask.region.short(), |desk, actor| {
        cases::open(desk, actor, ask.region, kind, ask.mark.as_deref())
    })?;
    println!("已建立，户编号 {no}。");
    Ok(Outcome::Done)
}

fn change(
    office: &OfficeArgs,
    no: HouseholdNo,
    what: impl FnOnce(Date) -> Result<HouseholdChange>,
) -> Result<Outcome> {
    let office = Office::open(office)?;
    let what = what(office.desk().today())?;
    let household = office.act(
        "household.change",
        &format!("household {no}"),
        |desk, actor| cases::change(desk, actor, no, &what),
    )?;
    print(&household);
    Ok(Outcome::Done)
}

fn print(household: &enrolment::people::Household) {
    println!("户 {}，所在地 {}", household.no, household.region.short());
    for member in &household.members {
        println!(
            "人员 {}：{}，{}",
            member.person,
            member.relation.zh(),
            shown(member.belongs)
        );
    }
    for income in &household.incomes {
        println!(
            "年收入 {} 元，{}，{}认定",
            income.yearly,
            shown(income.counts),
            income.certified_by
        );
    }
}
