//! `tongchou person import`: a list of persons, row by row, resumable.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use base::RegionCode;
use batch::sheet::{Column, Outcome as RowEnd, RowOutcome, Sheet, SheetOptions, SheetRow};
use clap::Args;
use enrolment::people::{Fate, Field, RawPerson};
use service::people::import::{self, Import, InRow, Order, RowResult};
use store::batch::{Batch, BatchRow};

use crate::exit::Outcome;
use crate::files::Results;
use crate::office::{Fault, Office, OfficeArgs, region};

/// Options of `person import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(flatten)]
    pub office: OfficeArgs,
    /// 名册文件（CSV、TSV、TXT 或 Excel）
    pub file: PathBuf,
    /// 名册所属区划
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: RegionCode,
    /// 旧制度移交的名册：校验不通过的号码按原样保留待核
    #[arg(long)]
    pub legacy: bool,
    /// 移交清单中的名册名称（先用 person handover 登记）
    #[arg(long, value_name = "NAME")]
    pub list: Option<String>,
    /// 每行结果写入这个 CSV 文件
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
    /// 每次提交的行数
    #[arg(long, value_name = "N", default_value_t = 4000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub chunk: u32,
}

const COLUMNS: &[Column] = &[
    Column::text("name", &["姓名"]).required(),
    Column::text("document_type", &["证件类型"]),
    Column::document("document_number", &["证件号码", "身份证号", "身份证号码"]).required(),
    Column::text("sex", &["性别"]),
    Column::text("birth", &["出生日期"]),
    Column::text("ethnicity", &["民族代码"]),
    Column::text("huji", &["户籍地区划"]),
    Column::text("huji_kind", &["户口性质"]),
    Column::text("residence", &["居住地区划", "区划代码"]).required(),
    Column::text("address", &["住址"]).of(base::Personal::Address),
    Column::text("phone", &["联系电话"]).of(base::Personal::Phone),
    Column::text("household", &["户号"]),
    Column::text("relation", &["与户主关系"]),
    Column::document("guardian_number", &["监护人身份证号码"]),
];

/// Takes a list in.
///
/// # Errors
/// Where the file cannot be read at all, the actor may not, or the results cannot be written.
pub fn run(ask: &ImportArgs) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default())
        .map_err(|error| anyhow!("{}：{}", ask.file.display(), error.zh()))?;
    let key: String = sheet
        .digest()
        .bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let order = Order {
        region: ask.region,
        key,
        legacy: ask.legacy,
        list: ask.list.clone(),
    };
    let desk = office.desk();
    let mut import = office.act("person.import", &ask.region.short(), |desk, actor| {
        Import::open(desk, actor, &order)
    })?;
    let writer = Results::create(ask.results.as_deref())?;
    let done = import.done();
    if import.batch().finished {
        println!(
            "此文件已全部导入（第 {} 批，{done} 行），没有重复办理。",
            import.no()
        );
        tell(&office, import.batch(), writer)?;
        return Ok(Outcome::Done);
    }
    if done > 0 {
        println!(
            "接续第 {} 批：前 {done} 行已办理，从后面继续。",
            import.no()
        );
    }
    let has_huji = sheet.has("huji");
    let bar = bar(sheet.expected(), done);
    let mut now = [0_u64; Fate::ALL.len()];
    let mut rows = sheet
        .skip(usize::try_from(done).unwrap_or(usize::MAX))
        .peekable();
    loop {
        let chunk: Vec<_> = rows.by_ref().take(ask.chunk as usize).collect();
        let last = rows.peek().is_none();
        let read: Vec<InRow<'_>> = chunk.iter().map(|row| in_row(row, has_huji)).collect();
        let results = import
            .take(&desk, office.actor(), &read, last)
            .map_err(Fault::from)?;
        bar.inc(chunk.len() as u64);
        for result in &results {
            now[result.fate as usize] += 1;
        }
        if last {
            break;
        }
    }
    bar.finish_and_clear();
    let batch = import.batch();
    println!(
        "第 {} 批：共 {} 行，接收 {} 行（其中本次新建 {}、已有 {}、待核 {}），未接收 {} 行。",
        batch.no,
        batch.done,
        batch.taken,
        now[Fate::New as usize],
        now[Fate::Known as usize],
        now[Fate::Queued as usize],
        batch.refused
    );
    tell(&office, batch, writer)?;
    Ok(if batch.refused == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

/// Lists the rows that were not taken, and writes what became of every row where that is asked for: of the
/// whole batch, whichever run dealt with them.
fn tell(office: &Office, batch: &Batch, mut writer: Results) -> Result<()> {
    let scope = office.actor().scope();
    let rows = office
        .desk()
        .read(|session| store::batch::rows(session, scope, batch.no))
        .map_err(Fault::from)?;
    let refused: Vec<&BatchRow> = rows.iter().filter(|row| row.refused).collect();
    crate::rows::print(&refused);
    if writer.is_wanted() {
        let subject = batch.no.to_string();
        let results = office.act("person.results", &subject, |desk, actor| {
            import::results(desk, actor, batch)
        })?;
        for result in &results {
            writer.row(&outcome(result))?;
        }
    }
    writer.finish()
}

fn in_row(row: &Result<SheetRow, batch::sheet::BadRow>, has_huji: bool) -> InRow<'_> {
    match row {
        Err(bad) => InRow {
            line: i64::try_from(bad.line).unwrap_or(i64::MAX),
            items: Err((bad.flaw.code().to_owned(), bad.reason())),
        },
        Ok(row) => {
            let mut raw = RawPerson::new();
            for field in Field::ALL {
                raw.set(*field, row.get(field.code()));
            }
            // A list of one place for each person means the registered household lives there.
            if !has_huji {
                raw.set(Field::Huji, row.get("residence"));
            }
            InRow {
                line: i64::try_from(row.line).unwrap_or(i64::MAX),
                items: Ok(raw),
            }
        }
    }
}

fn bar(expected: u64, done: u64) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(expected);
    bar.set_position(done);
    bar
}

fn outcome(result: &RowResult) -> RowOutcome {
    let key = match result.person {
        Some(person) => format!("人员 {person}"),
        None => result.shown.clone(),
    };
    let line = u64::try_from(result.line).unwrap_or(0);
    let (code, reason) = result.remark.clone().unwrap_or_default();
    RowOutcome {
        outcome: match result.fate {
            Fate::New => RowEnd::Taken,
            Fate::Known => RowEnd::Already,
            Fate::Queued => RowEnd::Waiting,
            Fate::Refused => RowEnd::Refused,
        },
        code,
        reason,
        ..RowOutcome::taken(line, &key)
    }
}
