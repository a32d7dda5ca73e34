//! `tongchou category`: certified categories, identity lists, work items.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use base::{Date, DocumentType, PersonNo, RegionCode};
use batch::sheet::{BadRow, Column, Flaw, Sheet, SheetOptions, SheetRow};
use clap::{Args, Subcommand};
use enrolment::category::{Authority, Category as Kind, Certified, Evidence, ListRow};
use enrolment::people::{DocumentNumber, PersonName};
use service::people::category::{self as cases, InListRow, ListOrder};
use store::people::work::WorkNo;

use super::values::{shown, span};
use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, date, region};
use crate::tally::table;

/// Commands about categories.
#[derive(Debug, Subcommand)]
pub enum Category {
    /// 列出身份类别、认定部门和依据
    List,
    /// 认定一人的身份类别
    Certify(Certify),
    /// 导入民政、残联等部门的身份名单：相符的直接认定，不符的转待办
    Import(Import),
    /// 待办事项
    Work(Work),
    /// 办结待办事项
    Close(Close),
}

/// Options of `category certify`.
#[derive(Debug, Args)]
pub struct Certify {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 人员编号
    pub person: PersonNo,
    /// 身份类别
    #[arg(value_parser = kind)]
    pub category: Kind,
    /// 起始日期
    #[arg(long, value_parser = date)]
    pub from: Date,
    /// 截止日期
    #[arg(long, value_parser = date)]
    pub until: Option<Date>,
}

/// Options of `category import`.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 名单文件：姓名、证件号码、身份类别、起始日期、截止日期、认定部门
    pub file: PathBuf,
    /// 名单所属区划
    #[arg(long, value_parser = region)]
    pub region: RegionCode,
    /// 认定部门（名单没有“认定部门”一列时）
    #[arg(long, value_parser = authority)]
    pub authority: Option<Authority>,
}

/// Options of `category work`.
#[derive(Debug, Args)]
pub struct Work {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 最多几条
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

/// Options of `category close`.
#[derive(Debug, Args)]
pub struct Close {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 待办编号
    pub item: WorkNo,
    /// 核对结果
    #[arg(long)]
    pub resolution: String,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text)
        .ok_or_else(|| format!("没有身份类别“{text}”，请运行 tongchou category list 查看。"))
}

fn authority(text: &str) -> Result<Authority, String> {
    Authority::parse(text).ok_or_else(|| {
        let all: Vec<&str> = Authority::ALL.iter().map(|one| one.zh()).collect();
        format!("没有认定部门“{text}”，可选：{}。", all.join("、"))
    })
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Category) -> Result<Outcome> {
    match ask {
        Category::List => {
            let mut table = table(&["代码", "身份类别", "认定部门", "依据"]);
            for one in Kind::ALL {
                table.add_row([
                    one.code(),
                    one.zh(),
                    one.authority().zh(),
                    one.rule().unwrap_or("办法另行规定（篇7 第四十条）"),
                ]);
            }
            println!("{table}");
            Ok(Outcome::Done)
        }
        Category::Certify(ask) => certify(ask),
        Category::Import(ask) => import(ask),
        Category::Work(ask) => work(ask),
        Category::Close(ask) => {
            let office = Office::open(&ask.office)?;
            let subject = format!("work {}", ask.item);
            office.act("category.close", &subject, |desk, actor| {
                cases::close(desk, actor, ask.item, &ask.resolution)
            })?;
            println!("第 {} 号待办已办结。", ask.item);
            Ok(Outcome::Done)
        }
    }
}

fn certify(ask: &Certify) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let new = Certified {
        person: ask.person,
        category: ask.category,
        holds: span(Some(ask.from), ask.until)?,
        authority: ask.category.authority(),
        evidence: Evidence::Application,
    };
    let subject = format!("person {}", ask.person);
    let added = office.act("category.certify", &subject, |desk, actor| {
        cases::certify(desk, actor, &new)
    })?;
    println!(
        "人员 {}：{}，{}。",
        added.person,
        added.category.zh(),
        shown(added.holds)
    );
    Ok(Outcome::Done)
}

const COLUMNS: &[Column] = &[
    Column::text("name", &["姓名"]).required(),
    Column::document("number", &["证件号码", "身份证号"]).required(),
    Column::text("category", &["身份类别", "类别"]).required(),
    Column::text("from", &["起始日期"]).required(),
    Column::text("until", &["截止日期"]),
    Column::text("authority", &["认定部门"]),
    Column::text("certificate", &["认定文号"]),
];

fn import(ask: &Import) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default())
        .map_err(|error| anyhow!("{}：{}", ask.file.display(), error.zh()))?;
    let key: String = sheet
        .digest()
        .bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let order = ListOrder {
        region: ask.region,
        key,
    };
    let mut batch = office.act("category.import", &ask.region.short(), |desk, actor| {
        cases::open_list(desk, actor, &order)
    })?;
    if batch.finished {
        println!("此名单已全部导入（第 {} 批），没有重复办理。", batch.no);
        return Ok(Outcome::Done);
    }
    let done = usize::try_from(batch.done).unwrap_or(usize::MAX);
    let mut rows = sheet.skip(done).peekable();
    let mut waiting = 0_usize;
    while !batch.finished {
        let chunk: Vec<InListRow> = rows
            .by_ref()
            .take(2000)
            .map(|row| in_row(row, ask))
            .collect();
        let last = rows.peek().is_none();
        let (after, results) = office.act("category.import", "", |desk, actor| {
            cases::take_list(desk, actor, &order, &batch, &chunk, last)
        })?;
        waiting += results.iter().filter(|row| row.waits).count();
        for row in results.iter().filter(|row| row.remark.is_some()) {
            let (_, why) = row.remark.clone().unwrap_or_default();
            println!("第 {} 行：{why}", row.line);
        }
        batch = after;
    }
    println!(
        "第 {} 批：共 {} 行，转待办 {waiting} 行，无法读取 {} 行。",
        batch.no, batch.done, batch.refused
    );
    let clean = waiting == 0 && batch.refused == 0;
    Ok(if clean { Outcome::Done } else { Outcome::Found })
}

fn in_row(row: Result<SheetRow, BadRow>, ask: &Import) -> InListRow {
    let read = row.and_then(|row| {
        let line = row.line;
        list_row(&row, ask).map(|read| (line, read))
    });
    match read {
        Ok((line, row)) => (i64::try_from(line).unwrap_or(i64::MAX), Ok(row)),
        Err(bad) => (
            i64::try_from(bad.line).unwrap_or(i64::MAX),
            Err((bad.flaw.code().to_owned(), bad.reason())),
        ),
    }
}

fn list_row(row: &SheetRow, ask: &Import) -> Result<ListRow, BadRow> {
    let bad = |key: &str, zh: String| row.bad(key, Flaw::Value(zh));
    let name = PersonName::new(row.get("name")).map_err(|e| bad("name", e.zh()))?;
    let number = DocumentNumber::read(DocumentType::ResidentCard, row.get("number"))
        .map_err(|e| bad("number", e.zh()))?;
    let category = kind(row.get("category")).map_err(|zh| bad("category", zh))?;
    let (from, until) = (row.date("from")?, row.date("until")?);
    let holds = base::Validity::new(from, until).map_err(|e| bad("until", e.zh()))?;
    let certified_by = match (row.get("authority"), ask.authority) {
        ("", Some(authority)) => authority,
        ("", None) => {
            return Err(bad(
                "authority",
                "缺少认定部门，请补填，或用 --authority 指明。".to_owned(),
            ));
        }
        (text, _) => authority(text).map_err(|zh| bad("authority", zh))?,
    };
    Ok(ListRow {
        name,
        number,
        category,
        holds,
        authority: certified_by,
        region: ask.region,
    })
}

fn work(ask: &Work) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let items = office.act("category.work", "", |desk, actor| {
        cases::waiting(desk, actor, ask.limit.into())
    })?;
    for item in &items {
        println!(
            "第 {} 号（{}）：{}。{}",
            item.no, item.opened, item.new.shown, item.new.reason
        );
    }
    println!("共 {} 项待办。", items.len());
    Ok(Outcome::Done)
}
