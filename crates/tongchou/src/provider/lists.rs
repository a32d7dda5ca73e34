//! Lists of providers and what is on record of them.

use anyhow::Result;
use base::{Personal, mask};
use batch::sheet::{BadRow, Column as SheetColumn, Flaw, SheetRow};
use directory::provider::planning::Population;
use directory::provider::{Heading, ProviderKind};
use report::{Cell, Column, Table};
use service::provider::{self, Record};

use super::asks::{CodeAsk, Counts, Lists, MaybeCode, Period, Planning};
use super::files::{self, show as shown};
use super::intake::day;
use crate::exit::Outcome;
use crate::office::Office;

pub fn list(ask: &Lists) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = day(&office, ask.on);
    let all = office.act("provider.list", "", |desk, actor| {
        provider::providers(desk, actor, on)
    })?;
    let heads = ["机构编码", "名称", "类型", "等级", "区划", "定点状态"];
    let mut columns: Vec<Column> = heads.into_iter().map(Column::text).collect();
    columns.extend(["定点自", "协议至", "许可证至"].map(Column::date));
    let mut table = Table::new(format!("定点机构（{on}）"), columns);
    for one in &all {
        table.push(vec![
            Cell::from(one.code.as_str()),
            Cell::from(&*one.known.name),
            Cell::from(one.known.kind.zh()),
            Cell::from(one.known.grade.zh()),
            Cell::from(one.known.place.short()),
            Cell::from(one.standing.zh()),
            Cell::from(one.designated_from),
            Cell::from(one.agreed_until),
            Cell::from(one.licensed_until),
        ]);
    }
    table.note(format!(
        "共 {} 家。市级确认并签订协议的，全市各县区互认。",
        all.len()
    ));
    shown(&[table], ask.output.as_deref())
}

pub fn counts(ask: &Counts) -> Result<Outcome> {
    let office = Office::open(&ask.list.office)?;
    let on = day(&office, ask.list.on);
    let region = ask.region.unwrap_or_else(|| office.actor().scope().pool());
    let counts = office.act("provider.count", &region.short(), |desk, actor| {
        provider::counts(desk, actor, region, (on, ask.designated))
    })?;
    let columns = vec![Column::text("类别"), Column::number("家数")];
    let mut table = Table::new(format!("{} 机构数（{on}）", region.short()), columns);
    for kind in ProviderKind::ALL {
        if let Some(number) = counts.by_kind.get(kind) {
            table.push(vec![Cell::from(kind.zh()), Cell::from(i64::from(*number))]);
        }
    }
    table.note(format!(
        "医疗机构 {} 家（其中乡镇 {} 家），社区（村）卫生机构 {} 家，零售药店 {} 家，合计 {} 家。",
        counts.institutions(),
        counts.under(Heading::Township),
        counts.under(Heading::Community),
        counts.under(Heading::Pharmacy),
        counts.total()
    ));
    shown(&[table], ask.list.output.as_deref())
}

pub fn show(ask: &CodeAsk) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let held = office.act("provider.show", ask.code.as_str(), |desk, actor| {
        provider::dossier(desk, actor, &ask.code)
    })?;
    let today = office.desk().today();
    println!("{}：{}", ask.code, held.dossier().standing(today).zh());
    let mut known = columns(
        "登记内容",
        &["名称", "类型", "等级", "所有制", "区划", "地址"],
        &["自", "至"],
    );
    for one in &held.institution.particulars {
        known.push(vec![
            Cell::from(&*one.name),
            Cell::from(one.kind.zh()),
            Cell::from(one.grade.zh()),
            Cell::from(one.ownership.zh()),
            Cell::from(one.place.short()),
            Cell::from(&*one.address),
            Cell::from(one.holds.from()),
            Cell::from(one.holds.until()),
        ]);
    }
    let mut licences = columns("许可证", &["种类", "证号"], &["自", "至"]);
    for one in &held.institution.licences {
        licences.push(vec![
            Cell::from(one.kind.zh()),
            Cell::from(&*one.number),
            Cell::from(one.holds.from()),
            Cell::from(one.holds.until()),
        ]);
    }
    shown(
        &[
            known,
            licences,
            steps(&held),
            agreements(&held),
            departments(&held),
        ],
        None,
    )
}

fn columns(title: &str, texts: &[&str], dates: &[&str]) -> Table {
    let mut all: Vec<Column> = texts.iter().map(|text| Column::text(text)).collect();
    all.extend(dates.iter().map(|text| Column::date(text)));
    Table::new(title, all)
}

fn steps(held: &Record) -> Table {
    let mut table = columns(
        "定点档案",
        &["申请", "步骤", "办理区划", "理由", "依据"],
        &["日期"],
    );
    for file in &held.designations {
        for step in file.steps() {
            table.push(vec![
                Cell::from(file.no.to_string()),
                Cell::from(step.to.zh()),
                Cell::from(step.by.short()),
                Cell::from(&*step.reason),
                Cell::from(&*step.evidence),
                Cell::from(step.on),
            ]);
        }
    }
    table
}

fn agreements(held: &Record) -> Table {
    let heads = ["协议", "文本", "服务", "补充协议", "终止原因"];
    let mut table = columns("协议", &heads, &["自", "至", "最后一日"]);
    for one in &held.agreements {
        let services: Vec<&str> = one.services.iter().map(|service| service.zh()).collect();
        let ending = one.ending.as_ref().map_or("", |ending| ending.reason.zh());
        table.push(vec![
            Cell::from(one.no.to_string()),
            Cell::from(&*one.template),
            Cell::from(services.join("、")),
            Cell::from(one.supplements.len().to_string()),
            Cell::from(ending),
            Cell::from(one.term.from()),
            Cell::from(one.term.until()),
            Cell::from(one.last_day()),
        ]);
    }
    table
}

fn departments(held: &Record) -> Table {
    let mut table = columns("科室", &["编码", "名称", "科别", "负责人"], &["自", "至"]);
    for one in &held.departments {
        table.push(vec![
            Cell::from(&*one.code),
            Cell::from(&*one.name),
            Cell::from(&*one.field),
            Cell::from(mask(Personal::Name, &one.head)),
            Cell::from(one.holds.from()),
            Cell::from(one.holds.until()),
        ]);
    }
    table
}

pub fn changes(ask: &Lists) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("provider.changes", "", provider::changes)?;
    let heads = ["变更", "机构编码", "项目", "新内容", "依据", "状态"];
    let mut table = columns("变更申请", &heads, &["自"]);
    for one in &all {
        let request = &one.request;
        table.push(vec![
            Cell::from(one.no.to_string()),
            Cell::from(request.provider.as_str()),
            Cell::from(request.change.zh()),
            Cell::from(request.change.value()),
            Cell::from(&*request.evidence),
            Cell::from(request.state.zh()),
            Cell::from(request.from),
        ]);
    }
    shown(&[table], ask.output.as_deref())
}

pub fn texts(ask: &Lists) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("provider.texts", "", provider::templates)?;
    let mut table = columns("统一协议文本", &["版本", "适用", "校验值"], &["自", "至"]);
    for one in &all {
        table.push(vec![
            Cell::from(&*one.version),
            Cell::from(if one.pharmacies {
                "零售药店"
            } else {
                "医疗机构"
            }),
            Cell::from(one.digest.to_string()),
            Cell::from(one.holds.from()),
            Cell::from(one.holds.until()),
        ]);
    }
    shown(&[table], ask.output.as_deref())
}

pub fn sanctions(ask: &Lists) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let all = office.act("provider.sanctions", "", provider::sanctions)?;
    let heads = ["处理", "机构编码", "对象", "措施", "原因", "依据"];
    let mut table = columns("处理决定", &heads, &["自", "至", "解除"]);
    table.columns.push(Column::money("罚款"));
    for one in &all {
        table.push(vec![
            Cell::from(one.no.to_string()),
            Cell::from(one.provider.as_str()),
            Cell::from(one.target.zh()),
            Cell::from(one.measure.zh()),
            Cell::from(&*one.reason),
            Cell::from(&*one.article),
            Cell::from(one.holds.from()),
            Cell::from(one.holds.until()),
            Cell::from(one.lifted),
            Cell::from(one.fine),
        ]);
    }
    shown(&[table], ask.output.as_deref())
}

pub fn old_codes(ask: &MaybeCode) -> Result<Outcome> {
    let office = Office::open(&ask.list.office)?;
    let all = office.act("provider.old_codes", "", |desk, actor| {
        provider::old_codes(desk, actor, ask.code.as_ref())
    })?;
    let mut table = columns("旧编码", &["名单", "旧编码", "机构编码", "区划"], &[]);
    for one in &all {
        table.push(vec![
            Cell::from(one.list.as_str()),
            Cell::from(one.code.as_str()),
            Cell::from(one.provider.as_str()),
            Cell::from(one.region.short()),
        ]);
    }
    shown(&[table], ask.list.output.as_deref())
}

const POPULATION: &[SheetColumn] = &[
    SheetColumn::text("area", &["区划代码", "区划"]).required(),
    SheetColumn::number("insured", &["参保人数", "人数"]).required(),
];

pub fn planning(ask: &Planning) -> Result<Outcome> {
    let office = Office::open(&ask.list.office)?;
    let on = day(&office, ask.list.on);
    let people = files::rows(&ask.file, POPULATION, population)?;
    let view = office.act("provider.planning", "", |desk, actor| {
        provider::planning(desk, actor, &people, (ask.level, on), &[])
    })?;
    let numbers = ["参保人数", "定点机构"].map(Column::number);
    let mut columns = vec![Column::text("区划")];
    columns.extend(numbers);
    columns.push(Column::text("每万参保人家数"));
    let mut table = Table::new(format!("定点机构规划视图（{on}）"), columns);
    for line in &view.areas {
        let per = line
            .per_ten_thousand
            .map(|per| format!("{}.{:02}", per / 100, per % 100));
        table.push(vec![
            Cell::from(line.area.short()),
            Cell::from(i64::try_from(line.insured).unwrap_or(i64::MAX)),
            Cell::from(i64::from(line.providers)),
            Cell::from(per),
        ]);
    }
    table.note(format!(
        "区划不够细或不在表中的定点机构 {} 家。",
        view.elsewhere
    ));
    shown(&[table], ask.list.output.as_deref())
}

fn population(row: &SheetRow) -> Result<Population, BadRow> {
    let area = row.region("area")?;
    let insured = row.read("insured", |text| {
        text.parse::<u64>()
            .map_err(|_| "应是不为负的整数。".to_owned())
    })?;
    Ok(Population {
        area: area.ok_or_else(|| row.bad("area", Flaw::Missing))?,
        insured: insured.ok_or_else(|| row.bad("insured", Flaw::Missing))?,
    })
}

pub fn violations(ask: &Period) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let lists = office.act("provider.violations", "", |desk, actor| {
        provider::violations(desk, actor, (ask.from, ask.until))
    })?;
    let heads = ["所有制", "处理", "机构编码", "对象", "措施", "事由", "依据"];
    let mut columns: Vec<Column> = heads.into_iter().map(Column::text).collect();
    columns.extend([Column::date("自"), Column::money("罚款")]);
    let mut table = Table::new(format!("{} 至 {} 违规处理", ask.from, ask.until), columns);
    for (ownership, all) in &lists {
        for one in all {
            table.push(vec![
                Cell::from(ownership.zh()),
                Cell::from(one.no.to_string()),
                Cell::from(one.provider.as_str()),
                Cell::from(one.target.zh()),
                Cell::from(one.measure.zh()),
                Cell::from(&*one.reason),
                Cell::from(&*one.article),
                Cell::from(one.holds.from()),
                Cell::from(one.fine),
            ]);
        }
        table.note(format!("{}：{} 件。", ownership.zh(), all.len()));
    }
    shown(&[table], ask.output.as_deref())
}
