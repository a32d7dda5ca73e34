//! `tongchou organisation`: employers, schools, villages; their people and agents.

use std::path::PathBuf;

use access::UserName;
use anyhow::{Result, anyhow};
use base::{Date, OrganisationNo, PersonNo, RegionCode};
use batch::sheet::{Column, Flaw, Sheet, SheetOptions};
use clap::{Args, Subcommand};
use enrolment::organisation::registration::{ActNo, NoticeNo};
use enrolment::organisation::roster::RosterLine;
use enrolment::organisation::{Act, ActKind, Affiliation, Change, MemberRole, Stage};
use service::people::number::unknown;
use service::people::organisation::Application;
use service::people::{members, organisation as cases};

use super::values::{shown, span};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::rows::document;
use crate::tally::table;

/// Commands about organisations.
#[derive(Debug, Subcommand)]
pub enum Organisation {
    /// 用人单位申请登记；学校、村居、街道直接建立
    File(File),
    /// 申请变更登记
    Change(ChangeArgs),
    /// 申请注销登记
    Cancel(Cancel),
    /// 审核登记、变更或注销；通过后即通知医保局
    Review(Review),
    /// 列出登记申请
    Acts(Acts),
    /// 列出发给医保局的通知
    Notices(Plain),
    /// 医保局签收通知
    Acknowledge(Acknowledge),
    /// 列出一个区划的单位
    List(List),
    /// 单位增员
    Join(Join),
    /// 单位减员
    Leave(Leave),
    /// 列出单位人员
    Members(Members),
    /// 导入学校名册（姓名、证件号码、阶段）；不在名册上的视为离校
    Roster(Roster),
    /// 指定村居、街道、学校的协办员
    Appoint(Appoint),
}

/// Options of `organisation file`.
#[derive(Debug, Args)]
pub struct File {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位名称
    #[arg(long)]
    pub name: String,
    /// 单位类型：城镇企业、机关、事业单位、社会团体、民办非企业单位、学校、村（居）委会、乡镇（街道）
    #[arg(long)]
    pub kind: String,
    /// 统一社会信用代码
    #[arg(long)]
    pub code: Option<String>,
    /// 所在区划
    #[arg(long, value_parser = region)]
    pub region: RegionCode,
    /// 设立日期（用人单位必填）
    #[arg(long, value_parser = date)]
    pub founded: Option<Date>,
}

/// Options of `organisation change`.
#[derive(Debug, Args)]
pub struct ChangeArgs {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位编号
    pub organisation: OrganisationNo,
    /// 事由发生日期
    #[arg(long, value_parser = date)]
    pub event: Date,
    /// 新名称
    #[arg(long)]
    pub name: Option<String>,
    /// 新区划
    #[arg(long, value_parser = region)]
    pub region: Option<RegionCode>,
}

/// Options of `organisation cancel`.
#[derive(Debug, Args)]
pub struct Cancel {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位编号
    pub organisation: OrganisationNo,
    /// 终止日期
    #[arg(long, value_parser = date)]
    pub event: Date,
    /// 并入哪个单位
    #[arg(long)]
    pub into: Option<OrganisationNo>,
}

/// Options of `organisation review`.
#[derive(Debug, Args)]
pub struct Review {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 申请编号
    pub act: ActNo,
    /// 退回（缺省为通过）
    #[arg(long)]
    pub reject: bool,
    /// 意见；退回须填
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// Options of `organisation acts`.
#[derive(Debug, Args)]
pub struct Acts {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 只列待审核的
    #[arg(long)]
    pub waiting: bool,
}

/// Options of a command without any of its own.
#[derive(Debug, Args)]
pub struct Plain {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `organisation acknowledge`.
#[derive(Debug, Args)]
pub struct Acknowledge {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 通知编号
    pub notice: NoticeNo,
}

/// Options of `organisation list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 区划
    #[arg(long, value_parser = region)]
    pub region: RegionCode,
}

/// Options of `organisation join`.
#[derive(Debug, Args)]
pub struct Join {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位编号
    pub organisation: OrganisationNo,
    /// 人员编号
    #[arg(required = true)]
    pub persons: Vec<PersonNo>,
    /// 身份：active 在职、retired 退休、other 其他
    #[arg(long = "member", default_value = "active", value_parser = member)]
    pub member: MemberRole,
    /// 从哪天起（缺省为今天）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
}

/// Options of `organisation leave`.
#[derive(Debug, Args)]
pub struct Leave {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位编号
    pub organisation: OrganisationNo,
    /// 人员编号
    pub person: PersonNo,
    /// 身份
    #[arg(long = "member", default_value = "active", value_parser = member)]
    pub member: MemberRole,
    /// 最后一天
    #[arg(long, value_parser = date)]
    pub last: Date,
    /// 原因
    #[arg(long)]
    pub reason: String,
}

/// Options of `organisation members`.
#[derive(Debug, Args)]
pub struct Members {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位编号
    pub organisation: OrganisationNo,
}

/// Options of `organisation roster`.
#[derive(Debug, Args)]
pub struct Roster {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 学校编号
    pub school: OrganisationNo,
    /// 名册文件
    pub file: PathBuf,
    /// 名册日期
    #[arg(long, value_parser = date)]
    pub on: Date,
}

/// Options of `organisation appoint`.
#[derive(Debug, Args)]
pub struct Appoint {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 单位编号
    pub organisation: OrganisationNo,
    /// 用户名
    pub user: String,
    /// 从哪天起（缺省为今天）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
    /// 到哪天止
    #[arg(long, value_parser = date)]
    pub until: Option<Date>,
}

fn member(text: &str) -> Result<MemberRole, String> {
    MemberRole::parse(text).ok_or_else(|| {
        let all: Vec<_> = MemberRole::ALL
            .iter()
            .map(|role| format!("{}（{}）", role.code(), role.zh()))
            .collect();
        format!("没有身份“{text}”，可选：{}。", all.join("、"))
    })
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Organisation) -> Result<Outcome> {
    match ask {
        Organisation::File(ask) => file(ask),
        Organisation::Change(ask) => change(ask),
        Organisation::Cancel(ask) => cancel(ask),
        Organisation::Review(ask) => review(ask),
        Organisation::Acts(ask) => acts(ask),
        Organisation::Notices(ask) => notices(ask),
        Organisation::Acknowledge(ask) => acknowledge(ask),
        Organisation::List(ask) => list(ask),
        Organisation::Join(ask) => join(ask),
        Organisation::Leave(ask) => leave(ask),
        Organisation::Members(ask) => list_members(ask),
        Organisation::Roster(ask) => roster(ask),
        Organisation::Appoint(ask) => appoint(ask),
    }
}

fn file(ask: &File) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let application = Application {
        kind: &ask.kind,
        name: &ask.name,
        credit_code: ask.code.as_deref(),
        region: ask.region,
        founded: ask.founded,
    };
    let filed = office.act("organisation.file", &ask.region.short(), |desk, actor| {
        cases::file(desk, actor, &application)
    })?;
    println!("单位编号 {}。", filed.organisation);
    match &filed.act {
        Some(act) => print_act(act),
        None => println!("已建立，无需审核。"),
    }
    Ok(Outcome::Done)
}

fn print_act(act: &Act) {
    print!("第 {} 号申请（{}）待审核", act.no, act.kind.zh());
    match act.due {
        Some(due) if act.is_late() => {
            println!("；应在 {due} 前办理，逾期 {} 日。", act.days_late());
        }
        Some(due) => println!("；期限 {due}，按时。"),
        None => println!("；统筹区采用的职工医保政策包没有规定期限。"),
    }
}

fn change(ask: &ChangeArgs) -> Result<Outcome> {
    let mut changes = Vec::new();
    changes.extend(ask.name.as_deref().map(|name| Change::Name(name.into())));
    changes.extend(ask.region.map(Change::Region));
    if changes.is_empty() {
        return Err(anyhow!("请用 --name 或 --region 写明变更内容。"));
    }
    let what = (ActKind::Change, ask.event, changes);
    file_change(&ask.office, ask.organisation, what)
}

fn cancel(ask: &Cancel) -> Result<Outcome> {
    let what = (
        ActKind::Cancellation,
        ask.event,
        vec![Change::Ended(ask.into)],
    );
    file_change(&ask.office, ask.organisation, what)
}

fn file_change(
    office: &OfficeArgs,
    no: OrganisationNo,
    what: (ActKind, Date, Vec<Change>),
) -> Result<Outcome> {
    let office = Office::open(office)?;
    let subject = format!("organisation {no}");
    let act = office.act("organisation.change", &subject, |desk, actor| {
        cases::file_change(desk, actor, no, what)
    })?;
    print_act(&act);
    Ok(Outcome::Done)
}

fn review(ask: &Review) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("act {}", ask.act);
    let notice = office.act("organisation.review", &subject, |desk, actor| {
        cases::review(desk, actor, ask.act, !ask.reject, &ask.reason)
    })?;
    match notice {
        Some(notice) => println!("已通过，第 {} 号通知已发医保局。", notice.no),
        None => println!("已退回。"),
    }
    Ok(Outcome::Done)
}

fn acts(ask: &Acts) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let acts = office.act("organisation.acts", "", |desk, actor| {
        cases::list_acts(desk, actor, ask.waiting)
    })?;
    let mut table = table(&[
        "申请",
        "单位",
        "类别",
        "事由日期",
        "申请日期",
        "期限",
        "逾期",
        "审核",
    ]);
    for kept in &acts {
        let act = &kept.act;
        let state = match &kept.review {
            None => "待审核",
            Some(review) if review.approved => "通过",
            Some(_) => "退回",
        };
        table.add_row([
            act.no.to_string(),
            act.organisation.to_string(),
            act.kind.zh().to_owned(),
            act.event.to_string(),
            act.filed.to_string(),
            act.due.map_or(String::new(), |due| due.to_string()),
            if act.is_late() { "逾期" } else { "" }.to_owned(),
            state.to_owned(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn notices(ask: &Plain) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let notices = office.act("organisation.notices", "", cases::notices)?;
    for notice in &notices {
        let state = match &notice.acknowledged {
            Some((user, on)) => format!("{user} 于 {on} 签收"),
            None => "未签收".to_owned(),
        };
        println!(
            "第 {} 号通知（申请 {}），{} 发出，{state}",
            notice.no, notice.act, notice.sent
        );
    }
    Ok(Outcome::Done)
}

fn acknowledge(ask: &Acknowledge) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("notice {}", ask.notice);
    office.act("organisation.acknowledge", &subject, |desk, actor| {
        cases::acknowledge(desk, actor, ask.notice)
    })?;
    println!("第 {} 号通知已签收。", ask.notice);
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("organisation.list", &ask.region.short(), |desk, actor| {
        cases::list(desk, actor, ask.region, None)
    })?;
    let mut table = table(&["编号", "名称", "类型", "区划", "状态"]);
    for one in &all {
        table.add_row([
            one.no.to_string(),
            one.name.to_string(),
            one.kind.zh().to_owned(),
            one.region.short(),
            one.state.zh().to_owned(),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn join(ask: &Join) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let from = ask.from.unwrap_or_else(|| office.desk().today());
    let belongs = span(Some(from), None)?;
    let new: Vec<Affiliation> = ask
        .persons
        .iter()
        .map(|person| Affiliation {
            person: *person,
            organisation: ask.organisation,
            role: ask.member,
            stage: None,
            belongs,
        })
        .collect();
    let subject = format!("organisation {}", ask.organisation);
    let answers = office.act("organisation.join", &subject, |desk, actor| {
        members::join(desk, actor, ask.organisation, &new)
    })?;
    let mut refused = false;
    for (person, answer) in ask.persons.iter().zip(&answers) {
        match answer {
            Ok(()) => println!("人员 {person}：已登记为{}，自 {from} 起。", ask.member.zh()),
            Err(why) => {
                refused = true;
                println!("人员 {person}：{}", why.zh());
            }
        }
    }
    Ok(if refused {
        Outcome::Found
    } else {
        Outcome::Done
    })
}

fn leave(ask: &Leave) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("organisation {} person {}", ask.organisation, ask.person);
    office.act("organisation.leave", &subject, |desk, actor| {
        let who = (ask.person, ask.member);
        members::leave(desk, actor, ask.organisation, who, ask.last, &ask.reason)
    })?;
    println!("人员 {} 已办理减员，最后一天 {}。", ask.person, ask.last);
    Ok(Outcome::Done)
}

fn list_members(ask: &Members) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("organisation {}", ask.organisation);
    let all = office.act("organisation.members", &subject, |desk, actor| {
        members::list(desk, actor, ask.organisation)
    })?;
    for one in &all {
        let stage = one.stage.map_or("", |stage| stage.zh());
        println!(
            "人员 {}：{}{stage}，{}",
            one.person,
            one.role.zh(),
            shown(one.belongs)
        );
    }
    println!("共 {} 条。", all.len());
    Ok(Outcome::Done)
}

fn roster(ask: &Roster) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let (listed, mut bad) = listed(&ask.file)?;
    let numbers: Vec<String> = listed.iter().map(|one| one.number.clone()).collect();
    let known = office.act("organisation.roster", "", |desk, actor| {
        members::identify(desk, actor, &numbers)
    })?;
    let mut lines = Vec::with_capacity(listed.len());
    for one in &listed {
        match known.get(&one.number) {
            Some(person) => lines.push(RosterLine {
                person: *person,
                stage: one.stage,
            }),
            None => bad.push((one.line, unknown(&one.number))),
        }
    }
    // Who is not on a roster leaves the school, so a roster with a row left out is not taken.
    if !bad.is_empty() {
        bad.sort();
        for (line, why) in &bad {
            eprintln!("第 {line} 行：{why}");
        }
        eprintln!(
            "名册有 {} 行不能办理，没有导入；请改正后重新导入。",
            bad.len()
        );
        return Ok(Outcome::BadInput);
    }
    let subject = format!("organisation {}", ask.school);
    let result = office.act("organisation.roster", &subject, |desk, actor| {
        members::roster(desk, actor, ask.school, &lines, ask.on)
    })?;
    println!(
        "名册已导入：新增 {}，离校或升段 {}，不变 {}。",
        result.joined, result.left, result.stayed
    );
    Ok(Outcome::Done)
}

/// A row of a roster.
struct Listed {
    line: u64,
    number: String,
    stage: Stage,
}

/// Lines that cannot be taken, with the reason.
type Flawed = Vec<(u64, String)>;

/// The rows of a roster, and those that cannot be read.
fn listed(file: &std::path::Path) -> Result<(Vec<Listed>, Flawed)> {
    const COLUMNS: &[Column] = &[
        Column::text("name", &["姓名"]),
        Column::document("number", &["证件号码", "身份证号"]).required(),
        Column::text("stage", &["阶段", "学段"]).required(),
    ];
    let sheet = Sheet::open(file, COLUMNS, &SheetOptions::default())
        .map_err(|error| anyhow!("{}：{}", file.display(), error.zh()))?;
    let (mut listed, mut bad) = (Vec::new(), Vec::new());
    for row in sheet {
        let read = row.and_then(|row| {
            let stage = Stage::parse(row.get("stage")).ok_or_else(|| {
                let zh = "阶段无法识别，可填小学生、中学生、大中专学生、研究生等。";
                row.bad("stage", Flaw::Value(zh.to_owned()))
            })?;
            Ok(Listed {
                line: row.line,
                number: document(&row, "number")?,
                stage,
            })
        });
        match read {
            Ok(one) => listed.push(one),
            Err(flawed) => bad.push((flawed.line, flawed.reason())),
        }
    }
    Ok((listed, bad))
}

fn appoint(ask: &Appoint) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let user = UserName::new(&ask.user).map_err(|error| anyhow!("用户名：{}", error.zh()))?;
    let from = ask.from.unwrap_or_else(|| office.desk().today());
    let acts = span(Some(from), ask.until)?;
    let subject = format!("organisation {}", ask.organisation);
    let agent = office.act("organisation.appoint", &subject, |desk, actor| {
        cases::appoint(desk, actor, ask.organisation, &user, acts)
    })?;
    println!(
        "{} 为单位 {}（{}）的协办员，{}。",
        agent.user,
        agent.organisation,
        agent.region.short(),
        shown(agent.acts)
    );
    Ok(Outcome::Done)
}
