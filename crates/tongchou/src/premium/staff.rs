//! `tongchou employer staff`: who works where, and the bases declared, from one file.

use anyhow::{Result, anyhow};
use base::{OrganisationNo, PersonNo};
use batch::sheet::{
    BadRow, Column, Flaw, Outcome as Fate, OutcomeWriter, RowOutcome, Sheet, SheetOptions, SheetRow,
};
use enrolment::organisation::CreditCode;
use service::premium::{self, Named, StaffFile, StaffResult, StaffRow};

use super::asks::Staff;
use crate::exit::{Outcome, Unwritable};
use crate::office::Office;
use crate::rows::{document, hex, line, refused};
use crate::tally::table;

const COLUMNS: &[Column] = &[
    Column::text("employer", &["单位编号"]),
    Column::text("code", &["单位信用代码", "统一社会信用代码"]),
    Column::text("name", &["姓名"]),
    Column::document("document", &["证件号码", "身份证号", "身份证号码"]).required(),
    Column::text("from", &["起始日期", "入职日期"]),
    Column::number("wage", &["月工资", "月平均工资", "工资"]),
];

/// Declarations listed at most.
const SHOWN: usize = 50;

pub fn import(ask: &Staff) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = Sheet::open(&ask.file, COLUMNS, &SheetOptions::default());
    let sheet = sheet.map_err(|error| anyhow!("{}：{}", ask.file.display(), error.zh()))?;
    let file = StaffFile {
        region: ask.region,
        year: ask.year,
        digest: hex(sheet.digest().bytes()),
    };
    let rows = sheet.map(|row| row.and_then(|row| read(&row)).map_err(|bad| refused(&bad)));
    let mut results = Results::open(ask)?;
    let (mut joined, mut broken) = (0_u64, None);
    let (batch, declared) = office.act("employer.staff", &ask.region.short(), |desk, actor| {
        premium::take_staff(desk, actor, &file, rows, &mut |line, result| {
            if matches!(result, StaffResult::Joined(..)) {
                joined += 1;
            }
            if let Err(error) = results.row(line, result) {
                broken = Some(error);
            }
        })
    })?;
    results.finish()?;
    if let Some(error) = broken {
        return Err(error.into());
    }
    println!(
        "批次 {}：共 {} 行，办理 {} 行（本次增员 {joined} 人），未办理 {} 行。",
        batch.no, batch.done, batch.taken, batch.refused
    );
    if !declared.is_empty() {
        let mut shown = table(&["申报", "单位", "人数"]);
        for one in declared.iter().take(SHOWN) {
            shown.add_row([
                one.no.to_string(),
                one.employer.to_string(),
                one.persons.to_string(),
            ]);
        }
        println!("{shown}");
        println!(
            "缴费基数申报 {} 份，列出 {} 份；请在 6 月逐份运行 tongchou employer check。",
            declared.len(),
            declared.len().min(SHOWN)
        );
    }
    if batch.refused == 0 {
        return Ok(Outcome::Done);
    }
    let rows = office.act("employer.staff", "", |desk, actor| {
        service::membership::batch_rows(desk, actor, batch.no)
    })?;
    for row in rows.iter().take(SHOWN) {
        println!("{}", crate::rows::told(row));
    }
    println!(
        "未办理 {} 行，列出 {} 行。",
        rows.len(),
        rows.len().min(SHOWN)
    );
    Ok(Outcome::Found)
}

fn read(row: &SheetRow) -> Result<StaffRow, BadRow> {
    let employer = match (row.get("employer"), row.get("code")) {
        ("", "") => {
            return Err(row.bad(
                "code",
                Flaw::Value("单位编号和单位信用代码至少填一个。".to_owned()),
            ));
        }
        ("", code) => CreditCode::parse(code)
            .map(Named::Code)
            .map_err(|error| row.bad("code", Flaw::Value(error.zh())))?,
        (number, _) => number
            .parse::<OrganisationNo>()
            .map(Named::Number)
            .map_err(|zh| row.bad("employer", Flaw::Value(zh)))?,
    };
    Ok(StaffRow {
        line: line(row.line),
        employer,
        document: document(row, "document")?,
        from: row.date("from")?,
        wage: row.fen("wage")?,
    })
}

/// The file of results, where one is asked for. A run that goes on writes the rows that it deals with.
struct Results(Option<(String, OutcomeWriter)>);

impl Results {
    fn open(ask: &Staff) -> Result<Results, Unwritable> {
        let Some(path) = &ask.results else {
            return Ok(Results(None));
        };
        let shown = path.display().to_string();
        let writer = OutcomeWriter::create(path).map_err(|error| unwritable(&shown, &error))?;
        Ok(Results(Some((shown, writer))))
    }

    fn row(&mut self, line: i64, result: &StaffResult) -> Result<(), Unwritable> {
        let Some((path, writer)) = &mut self.0 else {
            return Ok(());
        };
        let key = |person: &PersonNo, employer: &OrganisationNo| {
            format!("人员 {person}，单位 {employer}")
        };
        let mut row = RowOutcome::taken(u64::try_from(line).unwrap_or(0), "");
        match result {
            StaffResult::Joined(person, employer) => row.key = key(person, employer),
            StaffResult::OnRoll(person, employer) => {
                row.key = key(person, employer);
                row.outcome = Fate::Already;
            }
            StaffResult::Refused(why) => {
                row.outcome = Fate::Refused;
                row.key.clone_from(&why.shown);
                row.code.clone_from(&why.code);
                row.reason.clone_from(&why.reason);
            }
        }
        writer.row(&row).map_err(|error| unwritable(path, &error))
    }

    fn finish(self) -> Result<(), Unwritable> {
        match self.0 {
            Some((path, writer)) => writer.finish().map_err(|error| unwritable(&path, &error)),
            None => Ok(()),
        }
    }
}

fn unwritable(path: &str, error: &std::io::Error) -> Unwritable {
    Unwritable {
        path: path.to_owned(),
        why: ::batch::why(error),
    }
}
