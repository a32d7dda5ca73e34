//! Lists of merging schemes, the register of region codes, printed forms.

use std::collections::BTreeMap;
use std::path::PathBuf;

use access::Sight;
use anyhow::{Result, anyhow};
use base::{PersonNo, RegionCode};
use batch::sheet::{Column, Sheet, SheetOptions};
use clap::Args;
use enrolment::Scheme;
use enrolment::people::form::{FormItem, Template};
use enrolment::people::{Fate, Field, SourceList};
use service::people::{register, takeover, view};
use store::AsOf;

use crate::exit::Outcome;
use crate::office::{Office, OfficeArgs, region};
use crate::tally::table;

/// Options of `person regions`.
#[derive(Debug, Args)]
pub struct Regions {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 区划文件：区划代码、名称
    pub file: PathBuf,
}

/// Options of `person handover`.
#[derive(Debug, Args)]
pub struct Handover {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 名册名称
    pub name: String,
    /// 原制度：resident、urban_resident、nrcms、employee
    #[arg(long, value_parser = scheme)]
    pub scheme: Scheme,
    /// 名册所属区划
    #[arg(long, value_parser = region)]
    pub region: RegionCode,
    /// 移交方清点的行数
    #[arg(long)]
    pub rows: u64,
}

/// Options of `person lists`.
#[derive(Debug, Args)]
pub struct Lists {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 有名册未核平时以退出码 5 结束
    #[arg(long)]
    pub check: bool,
}

/// Options of `person form`.
#[derive(Debug, Args)]
pub struct Form {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 样式：enrolment、change、employer、certificate、card
    pub form: String,
    /// 为谁打印（缺省为空表）
    #[arg(long)]
    pub person: Option<PersonNo>,
}

fn scheme(text: &str) -> Result<Scheme, String> {
    Scheme::parse(text).ok_or_else(|| {
        let all: Vec<_> = Scheme::ALL
            .iter()
            .map(|scheme| format!("{}（{}）", scheme.code(), scheme.zh()))
            .collect();
        format!("没有制度“{text}”，可选：{}。", all.join("、"))
    })
}

/// Enters region codes.
///
/// # Errors
/// Where the file or a row of it cannot be read, or the actor may not.
pub fn regions(ask: &Regions) -> Result<Outcome> {
    const COLUMNS: &[Column] = &[
        Column::text("region", &["区划代码"]).required(),
        Column::text("name", &["名称", "区划名称"]).required(),
    ];
    let office = Office::open(&ask.office)?;
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default())
        .map_err(|error| anyhow!("{}：{}", ask.file.display(), error.zh()))?;
    let mut list = Vec::new();
    for row in sheet {
        let row = row.map_err(|bad| anyhow!("{}", bad.zh()))?;
        let code = RegionCode::parse(row.get("region"))
            .map_err(|error| anyhow!("第 {} 行：{}", row.line, error.zh()))?;
        list.push((code, row.get("name").to_owned()));
    }
    office.act("person.regions", "", |desk, actor| {
        register::declare_regions(desk, actor, &list)
    })?;
    println!("已登记 {} 个区划。", list.len());
    Ok(Outcome::Done)
}

/// Records a list that is handed over.
///
/// # Errors
/// What the use case answers.
pub fn declare(ask: &Handover) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let list = SourceList {
        id: ask.name.as_str().into(),
        scheme: ask.scheme,
        region: ask.region,
        stated: ask.rows,
    };
    office.act("takeover.declare", &ask.name, |desk, actor| {
        takeover::declare(desk, actor, &list)
    })?;
    println!("名册“{}”已登记，移交 {} 行。", ask.name, ask.rows);
    Ok(Outcome::Done)
}

/// How the lists stand.
///
/// # Errors
/// What the use case answers; with `--check`, that a list falls short.
pub fn lists(ask: &Lists) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let stands = office.act("takeover.stands", "", takeover::stands)?;
    let mut table = table(&[
        "名册",
        "区划",
        "移交",
        "新建",
        "已有",
        "待核",
        "未接收",
        "核平",
    ]);
    for stand in &stands {
        let of = |fate| stand.taken.of(fate).to_string();
        table.add_row([
            stand.list.id.to_string(),
            stand.list.region.short(),
            stand.list.stated.to_string(),
            of(Fate::New),
            of(Fate::Known),
            of(Fate::Queued),
            of(Fate::Refused),
            if stand.is_complete() { "是" } else { "否" }.to_owned(),
        ]);
    }
    println!("{table}");
    if ask.check {
        office.act("takeover.reconcile", "", takeover::reconcile)?;
    }
    Ok(Outcome::Done)
}

/// Prints a form.
///
/// # Errors
/// Where there is no such form, or the person is not found.
pub fn form(ask: &Form) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let templates =
        Template::parse_all(Template::SHIPPED).map_err(|error| anyhow!("{}", error.zh()))?;
    let template = templates.get(ask.form.as_str()).ok_or_else(|| {
        let all: Vec<&str> = templates.keys().map(AsRef::as_ref).collect();
        anyhow!("没有样式“{}”，可选：{}。", ask.form, all.join("、"))
    })?;
    let mut values = BTreeMap::new();
    let mut place = office.actor().scope().region();
    if let Some(no) = ask.person {
        let today = office.desk().today();
        let seen = office.act("person.form", &format!("person {no}"), |desk, actor| {
            view::show(desk, actor, no, AsOf::on(today), &Sight::Masked)
        })?;
        place = seen.person.residence;
        let mut set = |field, value: String| values.insert(FormItem::Field(field), value);
        set(Field::Name, seen.person.name);
        set(Field::Residence, seen.person.residence.short());
        if let Some(paper) = seen.person.primary {
            set(Field::DocumentType, paper.document_type.label().to_owned());
            set(Field::DocumentNumber, paper.number);
        }
    }
    print!("{}", template.print(place, &values));
    Ok(Outcome::Done)
}
