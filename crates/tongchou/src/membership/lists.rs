//! Lists of any length: read row by row, taken in chunks, taken up again where they were cut off.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow};
use base::{BatchNo, EnrolmentNo, Fen, PersonNo};
use batch::sheet::{
    BadRow, Column, Flaw, Outcome as Fate, OutcomeWriter, RowOutcome, Sheet, SheetOptions, SheetRow,
};
use enrolment::membership::{Channel, Debit, Funding, Ground, Span};
use service::membership::{
    self as use_case, BadLine, DebitLine, Line, MandateLine, OldLine, Order, Who,
};
use store::batch::{Batch, BatchRow};

use super::args::{Debits, List, Mandates, OldData, Renew};
use super::words::scheme;
use crate::exit::Outcome;
use crate::office::Office;
use crate::rows::{document, hex, line as number};

const PERSON: Column = Column::text("person", &["人员编号"]);
const DOCUMENT: Column = Column::document("document", &["证件号码", "身份证号", "身份证号码"]);
const REGION: Column = Column::text("region", &["参保地", "区划"]);
const REASON: Column = Column::text("place_reason", &["异地参保理由"]);
const CONSENT: Column = Column::text("consent", &["同意", "本人同意"]);

const LIST: &[Column] = &[PERSON, DOCUMENT, REGION, REASON, CONSENT];
const OLD: &[Column] = &[
    PERSON,
    DOCUMENT,
    REGION.required(),
    Column::text("scheme", &["制度"]).required(),
    Column::text("from", &["起始日"]).required(),
    Column::text("until", &["截止日"]).required(),
    Column::number("paid", &["已缴金额"]),
];
const MANDATES: &[Column] = &[
    PERSON.required(),
    Column::text("bank", &["银行"]).required(),
    Column::text("account", &["账号"])
        .of(base::Personal::BankAccount)
        .required(),
    Column::text("from", &["起始日"]),
];
const DEBITS: &[Column] = &[
    PERSON.required(),
    Column::text("outcome", &["结果"]).required(),
    Column::text("reason", &["原因"]),
];

pub fn batch(ask: &List) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = open(&ask.file, LIST)?;
    let mut digest = hex(sheet.digest().bytes());
    if let Some(on) = ask.on {
        digest = format!("{digest}@{on}");
    }
    let funding = match ask.by {
        Channel::Restructuring => Funding::Restructuring,
        _ => Funding::Standard,
    };
    let ground = match (ask.by, ask.consent) {
        (Channel::Restructuring | Channel::Employer, _) => Some(Ground::Decision),
        (_, true) => Some(Ground::Consent),
        (_, false) => None,
    };
    let order = Order {
        region: ask.at,
        scheme: ask.scheme,
        standing: ask.standing,
        channel: ask.by,
        ground,
        funding,
        year: ask.year,
        applied_on: ask.on.unwrap_or_else(|| office.desk().today()),
        from: ask.from,
        collective: ask.collective,
        digest,
    };
    let lines = sheet.map(|row| row.and_then(|row| line(&row)).map_err(|bad| told(&bad)));
    let done = office.act("enrol.batch", "", |desk, actor| {
        use_case::run(desk, actor, &order, lines, &mut progress)
    })?;
    summary(&done, "申报");
    refusals(&office, done.no)?;
    if let Some(path) = &ask.results {
        results(&office, done.no, ask, path)?;
    }
    Ok(ended(&done))
}

pub fn old_data(ask: &OldData) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let sheet = open(&ask.file, OLD)?;
    let digest = hex(sheet.digest().bytes());
    let lines = sheet.map(|row| row.and_then(|row| old(&row)).map_err(|bad| told(&bad)));
    let done = office.act("enrol.old_data", "", |desk, actor| {
        use_case::load_old_data(desk, actor, ask.at, &digest, lines, &mut progress)
    })?;
    summary(&done, "导入");
    println!("已缴金额合计 {} 元。", done.amount);
    refusals(&office, done.no)?;
    Ok(ended(&done))
}

pub fn renew(ask: &Renew) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let on = ask.on.unwrap_or_else(|| office.desk().today());
    let done = office.act("enrol.renew", "", |desk, actor| {
        use_case::renew(desk, actor, ask.at, ask.year, ask.scheme, on, &mut progress)
    })?;
    eprintln!();
    let rows = rows(&office, done.no)?;
    let failed = rows
        .iter()
        .filter(|row| row.code == "renewal.failed")
        .count();
    let rest = rows.len().saturating_sub(failed);
    println!(
        "批次 {}：上年参保 {} 人，续保 {} 人，代扣失败 {failed} 人，未续保 {rest} 人。",
        done.no, done.done, done.taken
    );
    for row in rows {
        println!("{}：{}", row.shown, row.reason);
    }
    Ok(Outcome::Done)
}

pub fn mandates(ask: &Mandates) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let today = office.desk().today();
    let mut lines = Vec::new();
    for row in open(&ask.file, MANDATES)? {
        let row = row.map_err(|bad| anyhow!(bad.zh()))?;
        let read = || -> Result<MandateLine, BadRow> {
            Ok(MandateLine {
                person: person(&row)?,
                bank: row.need("bank")?.to_owned(),
                account: row.need("account")?.to_owned(),
                from: row.date("from")?.unwrap_or(today),
            })
        };
        lines.push(read().map_err(|bad| anyhow!(bad.zh()))?);
    }
    let count = office.act("enrol.mandates", "", |desk, actor| {
        use_case::add_mandates(desk, actor, ask.at, &lines)
    })?;
    println!("登记代扣协议 {count} 份。");
    Ok(Outcome::Done)
}

pub fn debits(ask: &Debits) -> Result<Outcome> {
    let office = Office::open(&ask.office)?;
    let mut lines = Vec::new();
    for row in open(&ask.file, DEBITS)? {
        let row = row.map_err(|bad| anyhow!(bad.zh()))?;
        let read = || -> Result<DebitLine, BadRow> {
            let outcome = Debit::parse(row.need("outcome")?);
            let outcome = outcome.ok_or_else(|| {
                let zh = "结果应为 debited（成功）或 failed（失败）。";
                row.bad("outcome", Flaw::Value(zh.to_owned()))
            })?;
            let reason = row.get("reason");
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            Ok((person(&row)?, outcome, reason))
        };
        lines.push(read().map_err(|bad| anyhow!(bad.zh()))?);
    }
    let count = office.act("enrol.debits", "", |desk, actor| {
        use_case::record_debits(desk, actor, ask.year, &lines)
    })?;
    println!("登记代扣结果 {count} 条。");
    Ok(Outcome::Done)
}

fn open(path: &Path, columns: &[Column]) -> Result<Sheet> {
    Sheet::open(path, columns, &SheetOptions::default()).map_err(|error| anyhow!(error.zh()))
}

fn person(row: &SheetRow) -> Result<PersonNo, BadRow> {
    let no = row.need("person")?.parse::<PersonNo>();
    no.map_err(|zh| row.bad("person", Flaw::Value(zh)))
}

/// Whom a row means: by number where it has one, else by document.
fn who(row: &SheetRow) -> Result<Who, BadRow> {
    if row.get("person").is_empty() {
        return Ok(Who::Document(document(row, "document")?));
    }
    Ok(Who::Person(person(row)?))
}

fn line(row: &SheetRow) -> Result<Line, BadRow> {
    let reason = row.get("place_reason");
    let agrees = matches!(row.get("consent"), "是" | "同意" | "1" | "yes");
    Ok(Line {
        line: number(row.line),
        who: who(row)?,
        region: row.region("region")?,
        place_reason: (!reason.is_empty()).then(|| reason.to_owned()),
        ground: agrees.then_some(Ground::Consent),
    })
}

fn old(row: &SheetRow) -> Result<OldLine, BadRow> {
    let missing = |key: &'static str| row.bad(key, Flaw::Value("不能为空。".to_owned()));
    let from = row.date("from")?.ok_or_else(|| missing("from"))?;
    let until = row.date("until")?.ok_or_else(|| missing("until"))?;
    let span = Span::new(from, until);
    let scheme = scheme(row.need("scheme")?);
    Ok(OldLine {
        line: number(row.line),
        who: who(row)?,
        scheme: scheme.map_err(|zh| row.bad("scheme", Flaw::Value(zh)))?,
        region: row.region("region")?.ok_or_else(|| missing("region"))?,
        span: span.map_err(|refused| row.bad("until", Flaw::Value(refused.zh())))?,
        paid: row.fen("paid")?.unwrap_or(Fen::ZERO),
    })
}

fn told(bad: &BadRow) -> BadLine {
    BadLine {
        line: number(bad.line),
        code: bad.flaw.code().to_owned(),
        shown: bad.value.clone(),
        reason: bad.reason(),
    }
}

fn progress(batch: &Batch) {
    eprint!("\r已办理 {} 行", batch.done);
}

fn summary(done: &Batch, what: &str) {
    eprintln!();
    println!(
        "批次 {}：共 {} 行，{what} {} 人，未受理 {} 行。",
        done.no, done.done, done.taken, done.refused
    );
}

fn ended(done: &Batch) -> Outcome {
    if done.refused == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    }
}

fn rows(office: &Office, no: BatchNo) -> Result<Vec<BatchRow>> {
    office.act("enrol.batch_rows", "", |desk, actor| {
        use_case::batch_rows(desk, actor, no)
    })
}

fn refusals(office: &Office, no: BatchNo) -> Result<()> {
    for row in rows(office, no)? {
        println!("{}", crate::rows::told(&row));
    }
    Ok(())
}

/// Writes one row for each row of the file, in its order: what became of it, under its own line.
fn results(office: &Office, no: BatchNo, ask: &List, path: &Path) -> Result<()> {
    const PAGE: usize = 4_000;
    let failed = |error: std::io::Error| crate::exit::Unwritable {
        path: path.display().to_string(),
        why: ::batch::why(&error),
    };
    let mut told: BTreeMap<i64, BatchRow> = BTreeMap::new();
    told.extend(rows(office, no)?.into_iter().map(|row| (row.line, row)));
    let mut writer = OutcomeWriter::create(path).map_err(failed)?;
    let mut sheet = open(&ask.file, LIST)?;
    loop {
        let page: Vec<_> = sheet.by_ref().take(PAGE).collect();
        if page.is_empty() {
            break;
        }
        let read: Vec<(u64, Option<Who>)> = page
            .iter()
            .map(|row| match row {
                Ok(row) => (row.line, who(row).ok()),
                Err(bad) => (bad.line, None),
            })
            .collect();
        let named: Vec<Who> = read.iter().filter_map(|(_, who)| who.clone()).collect();
        let mut found = office
            .act("enrol.batch_rows", "", |desk, actor| {
                use_case::batch_results(desk, actor, no, &named)
            })?
            .into_iter();
        for (line, who) in read {
            let enrolled = who.and_then(|_| found.next()).flatten();
            let row = result(line, told.remove(&number(line)), enrolled);
            writer.row(&row).map_err(failed)?;
        }
    }
    Ok(writer.finish().map_err(failed)?)
}

/// What became of a line: refused, or taken, with a remark where there is one.
fn result(
    line: u64,
    told: Option<BatchRow>,
    enrolled: Option<(PersonNo, EnrolmentNo)>,
) -> RowOutcome {
    let key = enrolled.map(|(person, no)| format!("人员 {person}，参保登记 {no}"));
    let Some(row) = told else {
        return RowOutcome::taken(line, &key.unwrap_or_default());
    };
    if row.refused {
        return RowOutcome {
            line,
            key: row.shown,
            outcome: Fate::Refused,
            code: row.code,
            reason: row.reason,
        };
    }
    RowOutcome {
        line,
        key: key.unwrap_or(row.shown),
        outcome: Fate::Taken,
        code: row.code,
        reason: row.reason,
    }
}
