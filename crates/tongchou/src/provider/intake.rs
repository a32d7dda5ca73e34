//! Files taken in: providers, departments, staff, and the lists of two schemes.

use anyhow::{Result, anyhow};
use base::{Date, DocumentType, IdentityDocument, PersonnelCode, RegionCode, Validity};
use batch::sheet::{BadRow, Column, Flaw, RowOutcome, Sheet, SheetOptions, SheetRow};
use directory::provider::merge::ListedProvider;
use directory::provider::{
    Department, Grade, Institution, Licence, LicenceKind, Ownership, Particulars, Practice,
    Profession, ProviderCode, ProviderKind, Rank, Staff, Staffing,
};
use service::provider::{self, FileOf, ReadRow, RowResult, StaffRow};
use service::{Desk, ServiceError};
use store::batch::Batch;
use store::provider::institution::Registered;

use super::asks::{Intake, Merge};
use super::files;
use crate::exit::Outcome;
use crate::files::Results;
use crate::office::Office;
use crate::rows::{hex, line, refused, told};

/// Rows that are told on the terminal.
const SHOWN: usize = 50;

type Rows<'a, R> = Box<dyn Iterator<Item = ReadRow<R>> + 'a>;
type Tell<'a> = &'a mut dyn FnMut(&RowResult);

/// Takes a file in and tells what became of its rows.
fn take<R>(
    ask: &Intake,
    (command, columns): (&'static str, &'static [Column]),
    read: impl Fn(&SheetRow) -> Result<R, BadRow>,
    work: impl FnOnce(
        &Desk<'_>,
        &access::Actor,
        &FileOf,
        Rows<'_, R>,
        Tell<'_>,
    ) -> Result<Batch, ServiceError>,
) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = Sheet::open(&ask.file, columns, &SheetOptions::default());
    let sheet = sheet.map_err(|error| anyhow!("{}：{}", ask.file.display(), error.zh()))?;
    let file = FileOf {
        region: ask.region,
        digest: hex(sheet.digest().bytes()),
    };
    let rows: Rows<'_, R> = Box::new(sheet.map(|row| {
        let one = row.and_then(|row| Ok((line(row.line), read(&row)?)));
        one.map_err(|bad| refused(&bad))
    }));
    let mut results = Results::create(ask.results.as_deref())?;
    let (mut broken, mut bad) = (None, Vec::new());
    let batch = office.act(command, &ask.region.short(), |desk, actor| {
        work(desk, actor, &file, rows, &mut |result| {
            if let Err(error) = results.row(&outcome(result)) {
                broken = Some(error);
            }
            if let RowResult::Refused(row) = result {
                bad.push(row.clone());
            }
        })
    })?;
    results.finish()?;
    if let Some(error) = broken {
        return Err(error);
    }
    println!(
        "批次 {}：共 {} 行，办理 {} 行，未办理 {} 行。",
        batch.no, batch.done, batch.taken, batch.refused
    );
    for row in bad.iter().take(SHOWN) {
        println!("{}", told(row));
    }
    Ok(if batch.refused == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

fn outcome(result: &RowResult) -> RowOutcome {
    let number = |line: i64| u64::try_from(line).unwrap_or(0);
    match result {
        RowResult::Taken(line, key) => RowOutcome::taken(number(*line), key),
        RowResult::Refused(row) => {
            let mut told = RowOutcome::taken(number(row.line), &row.shown);
            told.outcome = batch::sheet::Outcome::Refused;
            told.code.clone_from(&row.code);
            told.reason.clone_from(&row.reason);
            told
        }
    }
}

/// One of a closed list by its code or its Chinese word.
macro_rules! word {
    ($row:expr, $key:literal, $kind:ident) => {
        $row.read($key, |text| {
            let found = $kind::ALL.iter().copied();
            let found = found
                .into_iter()
                .find(|one| one.code() == text || one.zh() == text);
            found.ok_or_else(|| {
                let words: Vec<&str> = $kind::ALL.iter().map(|one| one.zh()).collect();
                format!("应为：{}。", words.join("、"))
            })
        })
    };
}

fn provider_code(row: &SheetRow) -> Result<ProviderCode, BadRow> {
    row.need("provider")?;
    let code = row.read("provider", |text| {
        ProviderCode::parse(text).map_err(|e| e.zh())
    })?;
    code.ok_or_else(|| row.bad("provider", Flaw::Missing))
}

fn kind(row: &SheetRow) -> Result<ProviderKind, BadRow> {
    row.need("kind")?;
    let by_type = ProviderKind::of_medins_type(row.get("kind"));
    match by_type {
        Some(kind) => Ok(kind),
        None => word!(row, "kind", ProviderKind)?.ok_or_else(|| row.bad("kind", Flaw::Missing)),
    }
}

fn span(row: &SheetRow, from: &'static str, until: &'static str) -> Result<Validity, BadRow> {
    let days = Validity::new(row.date(from)?, row.date(until)?);
    days.map_err(|error| row.bad(until, Flaw::Value(error.zh())))
}

fn count(row: &SheetRow, key: &'static str) -> Result<u32, BadRow> {
    let number = row.read(key, |text| {
        text.parse::<u32>()
            .map_err(|_| "应是不为负的整数。".to_owned())
    })?;
    Ok(number.unwrap_or(0))
}

fn yes(row: &SheetRow, key: &'static str, usual: bool) -> Result<bool, BadRow> {
    let flag = row.read(key, |text| match text {
        "是" | "1" | "yes" => Ok(true),
        "否" | "0" | "no" => Ok(false),
        _ => Err("应填“是”或“否”。".to_owned()),
    })?;
    Ok(flag.unwrap_or(usual))
}

const INSTITUTION: &[Column] = &[
    Column::text("provider", &["机构编码", "定点医药机构编号"]).required(),
    Column::text("name", &["机构名称"]).required(),
    Column::text("credit", &["统一社会信用代码"]),
    Column::text("kind", &["机构类型"]).required(),
    Column::text("grade", &["机构等级", "医院等级"]),
    Column::text("ownership", &["所有制"]),
    Column::text("rank", &["隶属"]),
    Column::text("networked", &["联网结算"]),
    Column::text("place", &["区划代码", "区划"]).required(),
    Column::text("address", &["地址"]),
    Column::number("beds", &["床位数"]),
    Column::text("representative", &["法定代表人"]),
    Column::text("licence", &["许可证号"]).required(),
    Column::text("licence_from", &["许可证起始日期"]),
    Column::text("licence_until", &["许可证截止日期"]),
    Column::text("from", &["登记日期", "开始日期"]).required(),
];

pub fn institutions(ask: &Intake) -> Result<Outcome> {
    let read = |row: &SheetRow| institution(row, ask.region);
    let what = ("provider.import", INSTITUTION);
    take(ask, what, read, |desk, actor, file, rows, tell| {
        provider::take_institutions(desk, actor, file, rows, tell)
    })
}

fn institution(row: &SheetRow, region: RegionCode) -> Result<Registered, BadRow> {
    let (code, kind) = (provider_code(row)?, kind(row)?);
    let place = row.region("place")?.unwrap_or(region);
    let particulars = Particulars {
        holds: Validity::new(row.date("from")?, None).unwrap_or(Validity::OPEN),
        name: row.need("name")?.into(),
        kind,
        grade: word!(row, "grade", Grade)?.unwrap_or(Grade::Ungraded),
        ownership: word!(row, "ownership", Ownership)?.unwrap_or(Ownership::Public),
        rank: word!(row, "rank", Rank)?,
        networked: yes(row, "networked", true)?,
        place,
        address: row.get("address").into(),
        beds: count(row, "beds")?,
        representative: row.get("representative").into(),
    };
    let credit = Some(row.get("credit")).filter(|text| !text.is_empty());
    let new = Institution::new(code, credit, particulars);
    let mut institution = new.map_err(|why| row.bad("provider", Flaw::Value(why.zh())))?;
    institution.licences.push(Licence {
        kind: LicenceKind::needed_by(kind),
        number: row.need("licence")?.into(),
        holds: span(row, "licence_from", "licence_until")?,
    });
    let county = place.at(base::RegionLevel::County).unwrap_or(region);
    Ok(Registered {
        institution,
        region: if region.contains(county) {
            county
        } else {
            region
        },
    })
}

const DEPARTMENT: &[Column] = &[
    Column::text("provider", &["机构编码"]).required(),
    Column::text("code", &["科室编码", "医院科室编码"]).required(),
    Column::text("name", &["科室名称", "医院科室名称"]).required(),
    Column::text("field", &["科别"]).required(),
    Column::text("from", &["开始日期", "开始时间"]).required(),
    Column::text("until", &["截止日期", "结束时间"]),
    Column::text("introduction", &["简介"]),
    Column::text("head", &["负责人", "科室负责人姓名"]).of(base::Personal::Name),
    Column::text("phone", &["电话", "科室负责人电话"]).of(base::Personal::Phone),
    Column::text("scope", &["服务范围"]),
    Column::text("founded", &["成立日期", "科室成立日期"]),
    Column::number("physicians", &["医师人数"]),
    Column::number("pharmacists", &["药师人数"]),
    Column::number("nurses", &["护士人数"]),
    Column::number("technicians", &["技师人数"]),
    Column::number("beds", &["批准床位", "批准床位数量"]),
    Column::number("recognised", &["认可床位", "医保认可床位数"]),
];

pub fn departments(ask: &Intake) -> Result<Outcome> {
    let what = ("department.import", DEPARTMENT);
    take(ask, what, department, |desk, actor, file, rows, tell| {
        provider::take_departments(desk, actor, file, rows, tell)
    })
}

fn department(row: &SheetRow) -> Result<Department, BadRow> {
    Ok(Department {
        provider: provider_code(row)?,
        code: row.need("code")?.into(),
        name: row.need("name")?.into(),
        field: row.need("field")?.into(),
        holds: span(row, "from", "until")?,
        introduction: row.get("introduction").into(),
        head: row.get("head").into(),
        head_phone: row.get("phone").into(),
        scope: row.get("scope").into(),
        founded: row.date("founded")?,
        staffing: Staffing {
            physicians: count(row, "physicians")?,
            pharmacists: count(row, "pharmacists")?,
            nurses: count(row, "nurses")?,
            technicians: count(row, "technicians")?,
        },
        beds: count(row, "beds")?,
        recognised_beds: count(row, "recognised")?,
    })
}

const STAFF: &[Column] = &[
    Column::text("provider", &["机构编码"]).required(),
    Column::text("code", &["人员编码", "执业人员代码"]).required(),
    Column::text("name", &["姓名", "执业人员姓名"])
        .of(base::Personal::Name)
        .required(),
    Column::text("profession", &["人员类别", "执业人员分类"]).required(),
    Column::text("document_type", &["证件类型"]),
    Column::document("document", &["证件号码", "身份证号"]),
    Column::text("title", &["职称"]),
    Column::text("qualification", &["资格证书编号", "资格证号"]),
    Column::text("licence", &["执业证书编号", "执业证号"]),
    Column::text("licence_from", &["执业证起始日期"]),
    Column::text("licence_until", &["执业证截止日期"]),
    Column::text("insured", &["医保医师", "医保服务"]),
    Column::text("department", &["科室编码"]),
    Column::text("from", &["执业起始日期", "开始日期"]).required(),
    Column::text("until", &["执业截止日期", "截止日期"]),
    Column::text("main", &["主执业机构"]),
];

pub fn staff(ask: &Intake) -> Result<Outcome> {
    let what = ("staff.import", STAFF);
    take(ask, what, person, |desk, actor, file, rows, tell| {
        provider::take_staff(desk, actor, file, rows, tell)
    })
}

fn person(row: &SheetRow) -> Result<StaffRow, BadRow> {
    row.need("code")?;
    row.need("profession")?;
    let code = row.read("code", |text| {
        PersonnelCode::parse(text).map_err(|e| e.zh())
    })?;
    let code = code.ok_or_else(|| row.bad("code", Flaw::Missing))?;
    let profession = word!(row, "profession", Profession)?;
    let department = Some(row.get("department")).filter(|text| !text.is_empty());
    let staff = Staff {
        code: code.clone(),
        name: row.need("name")?.into(),
        document: document(row)?,
        profession: profession.ok_or_else(|| row.bad("profession", Flaw::Missing))?,
        title: row.get("title").into(),
        qualification: row.get("qualification").into(),
        licence: row.get("licence").into(),
        licensed: span(row, "licence_from", "licence_until")?,
        insured_service: yes(row, "insured", true)?,
    };
    let practice = Practice {
        staff: code,
        provider: provider_code(row)?,
        department: department.map(Into::into),
        holds: span(row, "from", "until")?,
        main: yes(row, "main", true)?,
    };
    Ok(StaffRow { staff, practice })
}

fn document(row: &SheetRow) -> Result<Option<IdentityDocument>, BadRow> {
    let number = row.get("document");
    if number.is_empty() {
        return Ok(None);
    }
    let kind = row.read("document_type", |text| {
        DocumentType::from_code(text).map_err(|error| error.zh())
    })?;
    let kind = kind.unwrap_or(DocumentType::ResidentCard);
    let read = IdentityDocument::new(kind, number);
    read.map(Some)
        .map_err(|error| row.bad("document", Flaw::Value(error.zh())))
}

const LISTS: &[Column] = &[
    Column::text("list", &["名单"]).required(),
    Column::text("old", &["旧编码", "原编码"]).required(),
    Column::text("name", &["机构名称"]).required(),
    Column::text("kind", &["机构类型"]).required(),
    Column::text("place", &["区划代码", "区划"]).required(),
    Column::text("credit", &["统一社会信用代码"]),
    Column::text("licence", &["许可证号"]),
];

pub fn merge(ask: &Merge) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let rows = files::rows(&ask.file, LISTS, listed)?;
    let merged = office.act("provider.merge", "", |desk, actor| {
        provider::merge_lists(desk, actor, &rows)
    })?;
    println!(
        "{} 行名单归并到 {} 家已登记机构，其中重复 {} 行；新保留旧编码 {} 个。",
        rows.len(),
        merged.providers,
        merged.doubles,
        merged.kept
    );
    for (list, code, name) in merged.unregistered.iter().take(SHOWN) {
        println!("未登记：名单 {list} 的 {code}“{name}”，请先登记机构后再归并。");
    }
    for doubt in merged.doubts.iter().take(SHOWN) {
        println!("待核对：{doubt}");
    }
    let clean = merged.unregistered.is_empty() && merged.doubts.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::Found })
}

fn listed(row: &SheetRow) -> Result<ListedProvider, BadRow> {
    let some = |key: &str| {
        Some(row.get(key))
            .filter(|text| !text.is_empty())
            .map(Into::into)
    };
    let county = row.region("place")?;
    Ok(ListedProvider {
        list: row.need("list")?.into(),
        old_code: row.need("old")?.into(),
        name: row.need("name")?.into(),
        kind: kind(row)?,
        county: county.ok_or_else(|| row.bad("place", Flaw::Missing))?,
        credit_code: some("credit"),
        licence: some("licence"),
    })
}

/// The day asked for, or today.
pub fn day(office: &Office, asked: Option<Date>) -> Date {
    asked.unwrap_or_else(|| office.desk().today())
}
