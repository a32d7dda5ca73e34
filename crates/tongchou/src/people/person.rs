//! `tongchou person`: register, import, look up, change, merge.

use access::{Reason, Sight, Verdict};
use anyhow::{Result, anyhow};
use base::{Date, DocumentType, PersonNo, ProposalNo, RegionCode};
use clap::{Args, Subcommand};
use enrolment::people::matching::Verdict as Match;
use enrolment::people::{Field, PersonName, RawPerson};
use service::people::change::{PaperChange, PersonChange};
use service::people::shown::Shown;
use service::people::{change, coverage, merge, register, view};
use store::AsOf;

use super::handover::{self, Form, Handover, Lists, Regions};
use super::import::{self, ImportArgs};
use super::values::{document_type, number, shown};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::tally::table;

/// Commands about persons.
#[derive(Debug, Subcommand)]
pub enum Person {
    /// 登记一人
    Add(Box<Add>),
    /// 导入人员名册，逐行给出结果；中断后重新运行同一命令即可接续
    Import(ImportArgs),
    /// 查看一人：证件、家庭、单位、身份类别（默认脱敏，每次查看留痕）
    Show(Show),
    /// 按证件号码查人，曾用号码也可查到
    Find(Find),
    /// 列出一个区划的人员（脱敏）
    List(List),
    /// 变更姓名、居住地、户籍、电话、住址，或登记死亡
    Change(Change),
    /// 增加、更正或更换证件
    Document(Document),
    /// 待核对是否同一人的记录
    Queue(Listing),
    /// 拟定归并两条人员记录（或认定为不同的人），由另一人复核
    Merge(Merge),
    /// 拟定拆分一条被归并的记录，由另一人复核
    Unmerge(Unmerge),
    /// 复核归并或拆分
    Decide(Decide),
    /// 全民参保登记：各村（居）参保率和未参保人员
    Coverage(Coverage),
    /// 登记区划代码和名称；此后名册中的区划须在其中
    Regions(Regions),
    /// 登记旧制度移交的名册及其行数
    Handover(Handover),
    /// 移交名册的接收情况；--check 逐册核平
    Lists(Lists),
    /// 打印统一样式的表、证、卡
    Form(Form),
}

/// Options of `person add`.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 姓名
    #[arg(long)]
    pub name: String,
    /// 证件类型（国家字典代码）
    #[arg(long = "type", default_value = "01")]
    pub document_type: String,
    /// 证件号码；新生儿可缺，须填监护人
    #[arg(long, default_value = "")]
    pub number: String,
    /// 性别（有有效身份证号码时可缺）
    #[arg(long, default_value = "")]
    pub sex: String,
    /// 出生日期（有有效身份证号码时可缺）
    #[arg(long, default_value = "")]
    pub birth: String,
    /// 居住地区划（村居）
    #[arg(long)]
    pub residence: String,
    /// 户籍地区划；与居住地相同时可缺
    #[arg(long)]
    pub huji: Option<String>,
    /// 住址
    #[arg(long, default_value = "")]
    pub address: String,
    /// 联系电话
    #[arg(long, default_value = "")]
    pub phone: String,
    /// 户号
    #[arg(long, default_value = "")]
    pub household: String,
    /// 与户主关系
    #[arg(long, default_value = "")]
    pub relation: String,
    /// 监护人身份证号码
    #[arg(long, default_value = "")]
    pub guardian: String,
}

/// Options of `person show`.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 人员编号
    pub person: PersonNo,
    /// 哪一天的情况（缺省为今天）
    #[arg(long, value_parser = date)]
    pub on: Option<Date>,
    /// 显示完整身份信息，须写明理由
    #[arg(long, value_name = "REASON")]
    pub full: Option<String>,
}

/// Options of `person find`.
#[derive(Debug, Args)]
pub struct Find {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 证件号码
    pub number: String,
    /// 证件类型
    #[arg(long = "type", default_value = "01", value_parser = document_type)]
    pub document_type: DocumentType,
}

/// Options of `person list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 区划
    #[arg(long, value_parser = region)]
    pub region: RegionCode,
    /// 从哪个编号之后列起
    #[arg(long)]
    pub after: Option<PersonNo>,
    /// 最多几人
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

/// Options of a list without any of its own.
#[derive(Debug, Args)]
pub struct Listing {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 最多几条
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

/// Options of `person change`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Change {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 人员编号
    pub person: PersonNo,
    /// 新姓名
    #[arg(long, group = "what")]
    pub name: Option<String>,
    /// 新居住地区划
    #[arg(long, group = "what", value_parser = region)]
    pub residence: Option<RegionCode>,
    /// 新户籍地区划
    #[arg(long, group = "what", value_parser = region)]
    pub huji: Option<RegionCode>,
    /// 新电话
    #[arg(long, group = "what")]
    pub phone: Option<String>,
    /// 新住址
    #[arg(long, group = "what")]
    pub address: Option<String>,
    /// 登记死亡：信息来源（民政、公安、医院、家属）；日期写在 --from
    #[arg(long, group = "what", value_name = "SOURCE")]
    pub died: Option<String>,
    /// 从哪天起（缺省为今天）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
    /// 变更依据
    #[arg(long)]
    pub reason: String,
}

/// Options of `person document`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("paper").required(true))]
pub struct Document {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 人员编号
    pub person: PersonNo,
    /// 新证件号码
    pub number: String,
    /// 新证件类型
    #[arg(long = "type", default_value = "01", value_parser = document_type)]
    pub document_type: DocumentType,
    /// 增加一种证件
    #[arg(long, group = "paper")]
    pub add: bool,
    /// 更正：原来登记错的号码（保留为曾用号码）
    #[arg(long, group = "paper", value_name = "OLD")]
    pub correct: Option<String>,
    /// 换证：被替换的号码
    #[arg(long, group = "paper", value_name = "OLD")]
    pub replace: Option<String>,
    /// 原证件类型（缺省与新证件相同）
    #[arg(long, value_parser = document_type)]
    pub old_type: Option<DocumentType>,
    /// 从哪天起（缺省为今天）
    #[arg(long, value_parser = date)]
    pub from: Option<Date>,
    /// 依据
    #[arg(long)]
    pub reason: String,
}

/// Options of `person merge`.
#[derive(Debug, Args)]
pub struct Merge {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 一条记录
    pub one: PersonNo,
    /// 另一条记录
    pub other: PersonNo,
    /// 认定为不同的人
    #[arg(long)]
    pub distinct: bool,
    /// 依据
    #[arg(long)]
    pub reason: String,
}

/// Options of `person unmerge`.
#[derive(Debug, Args)]
pub struct Unmerge {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 被归并的记录
    pub person: PersonNo,
    /// 依据
    #[arg(long)]
    pub reason: String,
}

/// Options of `person decide`.
#[derive(Debug, Args)]
pub struct Decide {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 事项编号
    pub proposal: ProposalNo,
    /// 退回（缺省为同意）
    #[arg(long)]
    pub reject: bool,
    /// 意见；退回须填
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// Options of `person coverage`.
#[derive(Debug, Args)]
pub struct Coverage {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 列出这个区划的未参保人员
    #[arg(long, value_parser = region)]
    pub region: Option<RegionCode>,
    /// 哪一天（缺省为今天）
    #[arg(long, value_parser = date)]
    pub on: Option<Date>,
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Person) -> Result<Outcome> {
    match ask {
        Person::Add(ask) => add(ask),
        Person::Import(ask) => import::run(ask),
        Person::Show(ask) => show(ask),
        Person::Find(ask) => find(ask),
        Person::List(ask) => list(ask),
        Person::Change(ask) => change(ask),
        Person::Document(ask) => document(ask),
        Person::Queue(ask) => queue(ask),
        Person::Merge(ask) => merge(ask),
        Person::Unmerge(ask) => unmerge(ask),
        Person::Decide(ask) => decide(ask),
        Person::Coverage(ask) => coverage(ask),
        Person::Regions(ask) => handover::regions(ask),
        Person::Handover(ask) => handover::declare(ask),
        Person::Lists(ask) => handover::lists(ask),
        Person::Form(ask) => handover::form(ask),
    }
}

fn add(ask: &Add) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let huji = ask.huji.as_deref().unwrap_or(&ask.residence);
    let row = RawPerson::new()
        .with(Field::Name, &ask.name)
        .with(Field::DocumentType, &ask.document_type)
        .with(Field::DocumentNumber, &ask.number)
        .with(Field::Sex, &ask.sex)
        .with(Field::Birth, &ask.birth)
        .with(Field::Huji, huji)
        .with(Field::Residence, &ask.residence)
        .with(Field::Address, &ask.address)
        .with(Field::Phone, &ask.phone)
        .with(Field::Household, &ask.household)
        .with(Field::Relation, &ask.relation)
        .with(Field::GuardianNumber, &ask.guardian);
    let done = office.act("person.register", "", |desk, actor| {
        register::register(desk, actor, &row)
    })?;
    println!("已登记，人员编号 {}。", done.person);
    if let Some(remark) = done.remark {
        println!("{}", remark.zh());
    }
    Ok(Outcome::Done)
}

fn show(ask: &Show) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let sight = match &ask.full {
        None => Sight::Masked,
        Some(reason) => {
            let reason =
                Reason::parse(reason).map_err(|refused| anyhow!("--full：{}", refused.zh()))?;
            Sight::Full(reason)
        }
    };
    let seen = office.act(
        "person.show",
        &format!("person {}", ask.person),
        |desk, actor| view::show(desk, actor, ask.person, AsOf::on(on), &sight),
    )?;
    print_person(&seen.person);
    if seen.leader != seen.person.no {
        println!("此记录已归入人员 {}。", seen.leader);
    }
    for other in &seen.others {
        println!("—— 同一人的另一条记录 ——");
        print_person(other);
    }
    for (household, belongs) in &seen.households {
        println!("家庭户 {household}：{}", shown(*belongs));
    }
    for one in &seen.affiliations {
        let stage = one.stage.map_or("", |stage| stage.zh());
        println!(
            "单位 {}：{}{stage}，{}",
            one.organisation,
            one.role.zh(),
            shown(one.belongs)
        );
    }
    for one in &seen.categories {
        println!(
            "身份类别：{}，{}，{}认定",
            one.category.zh(),
            shown(one.holds),
            one.authority.zh()
        );
    }
    Ok(Outcome::Done)
}

fn print_person(person: &Shown) {
    println!(
        "人员 {}：{}，{}，{}出生，居住地 {}",
        person.no,
        person.name,
        sex(person.sex),
        person.birth,
        person.residence.short()
    );
    for (name, borne) in &person.former_names {
        println!("曾用名：{name}（{}）", shown(*borne));
    }
    if let Some(death) = &person.death {
        println!("已于 {} 死亡（{}）", death.on, death.source);
    }
    for paper in &person.papers {
        println!(
            "{}：{}（{}，{}）",
            paper.document_type.label(),
            paper.number,
            paper.standing.zh(),
            shown(paper.held)
        );
    }
}

const fn sex(sex: base::Sex) -> &'static str {
    match sex {
        base::Sex::Male => "男",
        base::Sex::Female => "女",
        base::Sex::Unknown | base::Sex::NotStated => "性别不详",
    }
}

fn find(ask: &Find) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let found = office.act("person.find", "", |desk, actor| {
        view::find(desk, actor, ask.document_type, &ask.number)
    })?;
    if found.is_empty() {
        println!("在您的管辖范围内没有此号码。");
    }
    for one in &found {
        let led = match one.person == one.record {
            true => String::new(),
            false => format!("，已归入人员 {}", one.person),
        };
        println!("人员 {}（{}{led}）", one.record, one.standing.zh());
    }
    Ok(Outcome::Done)
}

fn list(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let people = office.act("person.list", &ask.region.short(), |desk, actor| {
        view::list(desk, actor, ask.region, ask.after, ask.limit.into())
    })?;
    let mut table = table(&["编号", "姓名", "性别", "出生年", "居住地", "证件"]);
    for person in people {
        let paper = person.primary.map(|paper| paper.number);
        table.add_row([
            person.no.to_string(),
            person.name,
            sex(person.sex).to_owned(),
            person.birth.year().to_string(),
            person.residence.short(),
            paper.unwrap_or_else(|| "无证件".to_owned()),
        ]);
    }
    println!("{table}");
    Ok(Outcome::Done)
}

fn change(ask: &Change) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let from = ask.from.unwrap_or_else(|| office.desk().today());
    let what = wanted(ask)?;
    office.act(
        "person.change",
        &format!("person {}", ask.person),
        |desk, actor| change::change(desk, actor, ask.person, &what, from, &ask.reason),
    )?;
    println!("人员 {} 的变更已登记，自 {from} 起。", ask.person);
    Ok(Outcome::Done)
}

fn wanted(ask: &Change) -> Result<PersonChange> {
    if let Some(name) = &ask.name {
        let name = PersonName::new(name).map_err(|error| anyhow!("--name：{}", error.zh()))?;
        return Ok(PersonChange::Name(name));
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(match (ask.residence, ask.huji) {
        (Some(region), _) => PersonChange::Residence(region),
        (_, Some(region)) => PersonChange::Huji(region),
        _ if ask.phone.is_some() => PersonChange::Phone(text(&ask.phone)),
        _ if ask.address.is_some() => PersonChange::Address(text(&ask.address)),
        _ => PersonChange::Death(text(&ask.died)),
    })
}

fn document(ask: &Document) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let from = ask.from.unwrap_or_else(|| office.desk().today());
    let new = number(ask.document_type, &ask.number)?;
    let old = |text: &str| number(ask.old_type.unwrap_or(ask.document_type), text);
    let what = match (&ask.correct, &ask.replace) {
        (Some(wrong), _) => PaperChange::Correct(old(wrong)?, new),
        (_, Some(before)) => PaperChange::Replace(old(before)?, new),
        _ => PaperChange::Add(new),
    };
    office.act(
        "person.papers",
        &format!("person {}", ask.person),
        |desk, actor| change::papers(desk, actor, ask.person, &what, from, &ask.reason),
    )?;
    println!("人员 {} 的证件已登记，自 {from} 起。", ask.person);
    Ok(Outcome::Done)
}

fn queue(ask: &Listing) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let pairs = office.act("person.queue", "", |desk, actor| {
        merge::queue(desk, actor, ask.limit.into())
    })?;
    for pair in &pairs {
        let conflict = pair.conflict.map_or("", |conflict| conflict.zh());
        println!(
            "人员 {} 与 {}：{} {conflict}",
            pair.pair.0, pair.pair.1, pair.features
        );
    }
    println!("共 {} 对待核。", pairs.len());
    Ok(Outcome::Done)
}

fn merge(ask: &Merge) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let verdict = if ask.distinct {
        Match::Distinct
    } else {
        Match::Same
    };
    let subject = format!("person {} {}", ask.one, ask.other);
    let no = office.act("person.merge.propose", &subject, |desk, actor| {
        merge::propose(desk, actor, (ask.one, ask.other), verdict, &ask.reason)
    })?;
    println!(
        "第 {no} 号事项已拟定：{}。请复核人员运行 tongchou person decide {no}。",
        verdict.zh()
    );
    Ok(Outcome::Done)
}

fn unmerge(ask: &Unmerge) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let subject = format!("person {}", ask.person);
    let no = office.act("person.unmerge.propose", &subject, |desk, actor| {
        merge::propose_apart(desk, actor, ask.person, &ask.reason)
    })?;
    println!("第 {no} 号事项已拟定：拆分。请复核人员运行 tongchou person decide {no}。");
    Ok(Outcome::Done)
}

fn decide(ask: &Decide) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let verdict = if ask.reject {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    let subject = format!("proposal {}", ask.proposal);
    let moved = office.act("person.merge.decide", &subject, |desk, actor| {
        merge::decide(desk, actor, ask.proposal, verdict, &ask.reason)
    })?;
    println!("第 {} 号事项已{}。", ask.proposal, verdict.zh());
    if !moved.is_empty() {
        let moved: Vec<String> = moved.iter().map(ToString::to_string).collect();
        println!(
            "因重复参保列为争议，或争议因拆分而消除的参保登记：{}；待决的争议见 tongchou enrol items。",
            moved.join("、")
        );
    }
    Ok(Outcome::Done)
}

fn coverage(ask: &Coverage) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    if let Some(region) = ask.region {
        let missing = office.act("person.missing", &region.short(), |desk, actor| {
            coverage::missing(desk, actor, region, on)
        })?;
        for person in &missing {
            println!("人员 {person}");
        }
        println!(
            "{} 共 {} 人未参加任何制度（{on}）。",
            region.short(),
            missing.len()
        );
        return Ok(Outcome::Done);
    }
    let villages = office.act("person.coverage", "", |desk, actor| {
        coverage::villages(desk, actor, on)
    })?;
    let mut table = table(&["区划", "名称", "登记人数", "参保人数", "未参保", "参保率"]);
    for village in &villages {
        table.add_row([
            village.region.short(),
            village.name.clone(),
            village.registered.to_string(),
            village.enrolled.to_string(),
            village.missing().to_string(),
            coverage::rate(std::slice::from_ref(village)),
        ]);
    }
    println!("{table}");
    println!("合计参保率 {}（{on}）", coverage::rate(&villages));
    Ok(Outcome::Done)
}
