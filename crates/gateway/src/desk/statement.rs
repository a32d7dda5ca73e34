//! Reconciliation: 3201 医药机构费用结算对总账, 3202 医药机构费用结算对明细账.

use base::{Date, EpisodeId, Fen, PersonId, Refused};
use service::ServiceError;
use service::gateway::{self, Upload};
use service::statement::{self, Period};
use settlement::claim::SettlementId;
use settlement::statement::{Claimed, Compared, TheirRow};

use super::call::{Call, Reply};
use crate::definition::archive::{pack, unpack};
use crate::definition::txt::{TxtRow, TxtWriter};
use crate::definition::{Row, Value};
use crate::frame::Moment;

/// Largest file of lines, unpacked.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// 3201 医药机构费用结算对总账. `refd_setl_flag` picks refunds (1) or what is none (0); left empty both count.
///
/// # Errors
/// As [`statement::totals`].
pub fn totals(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let period = Period {
        insurance: Some(row.need("insutype")?),
        ..period(row)?
    };
    let theirs = Claimed {
        account: row.get("acct_pay"),
        ..claimed(row)?
    };
    let told = statement::totals(&call.desk, call.actor, &period, &theirs)?;
    let mut answer = call.answer()?;
    answer
        .row("stmtinfo")
        .put("setl_optins", period.office.as_str())
        .put("stmt_rslt", told.result.code())
        .cut("stmt_rslt_dscr", &told.description);
    Ok(Reply::Rows(answer))
}

fn period(row: &Row<'_>) -> Result<Period, Refused> {
    let flag = row.text("refd_setl_flag");
    let days: (Date, Date) = (row.need("stmt_begndate")?, row.need("stmt_enddate")?);
    Ok(Period {
        office: row.need("setl_optins")?,
        days,
        clearing: row.need("clr_type")?,
        insurance: None,
        refunds: (!flag.is_empty()).then(|| flag == "1"),
    })
}

fn claimed(row: &Row<'_>) -> Result<Claimed, Refused> {
    let count: i64 = row.need("fixmedins_setl_cnt")?;
    Ok(Claimed {
        count: u64::try_from(count).map_err(|_| {
            row.refuse(
                "fixmedins_setl_cnt",
                "gateway.value",
                "应为不为负的整数，请核对",
            )
        })?,
        bill: row.need("medfee_sumamt")?,
        fund: row.need("fund_pay_sumamt")?,
        account: None,
        cash: row.get("cash_payamt"),
    })
}

/// 3202 医药机构费用结算对明细账: the lines of the uploaded file (9101) against ours. The answer names a file with a row
/// for each line, what differs first; it is fetched with 9102.
///
/// # Errors
/// `gateway.file…` where the file cannot be read; else as [`statement::lines`].
pub fn lines(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let digest = call.asked.digest.to_string();
    let message = (call.message.envelope.msgid.as_str(), digest.as_str());
    let before = gateway::answered_file(&call.desk, call.actor, message)?;
    let file = match before {
        Some(file) => file,
        None => {
            let period = period(row)?;
            let theirs = uploaded(call, row)?;
            let ask = (theirs.as_slice(), &claimed(row)?);
            let compared = statement::lines(&call.desk, call.actor, &period, ask)?;
            let (from, until) = period.days;
            let name = format!("3202_{from}_{until}.txt");
            let upload = Upload {
                filename: &format!("{name}.zip"),
                msgid: message.0,
                digest: message.1,
                content: pack(&name, written(call, compared)?.as_bytes())?,
            };
            gateway::answer_file(&call.desk, call.actor, upload)?
        }
    };
    let mut answer = call.answer()?;
    answer
        .row("fileinfo")
        .put("file_qury_no", file.number)
        .put("filename", file.filename)
        .put("dld_endtime", Moment::from_millis(file.until).stamp());
    Ok(Reply::Rows(answer))
}

/// The rows of the file that the institution uploaded.
fn uploaded(call: &Call<'_>, row: &Row<'_>) -> Result<Vec<TheirRow>, ServiceError> {
    let number: &str = row.need("file_qury_no")?;
    let (_, content) = gateway::download(&call.desk, call.actor, number)?;
    let text = unpack(&content, MOST_BYTES)?;
    let rows = call.definitions.read_file("3202", &text)?;
    let theirs = rows.iter().enumerate().map(|(at, row)| {
        their_row(row).ok_or_else(|| {
            Refused::new(
                "gateway.file",
                format!(
                    "交易3202的文件第{}行的结算ID、就诊ID或人员编号不能读取，请核对。",
                    at + 1
                ),
            )
        })
    });
    Ok(theirs.collect::<Result<_, Refused>>()?)
}

/// setl_id, mdtrt_id, psn_no, medfee_sumamt, fund_pay_sumamt, acct_pay, refd_setl_flag.
fn their_row(row: &TxtRow) -> Option<TheirRow> {
    let text = |at: usize| match row.get(at)?.as_ref()? {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let money = |at: usize| -> Option<Fen> {
        match row.get(at)?.as_ref()? {
            Value::Money(amount) => Some(*amount),
            _ => None,
        }
    };
    Some(TheirRow {
        settlement: SettlementId::new(text(0)?).ok()?,
        visit: EpisodeId::new(text(1)?).ok()?,
        person: PersonId::new(text(2)?).ok()?,
        bill: money(3)?,
        fund: money(4)?,
        account: money(5)?,
        refund: text(6)? == "1",
    })
}

/// The file of results: what differs first. The figures are ours where we have the record, else theirs.
fn written(call: &Call<'_>, mut compared: Vec<Compared>) -> Result<String, Refused> {
    compared.sort_by_key(|one| one.difference.is_none());
    let columns = &call.definitions.find("3202")?.download;
    let mut file = TxtWriter::new(columns);
    for one in &compared {
        let cells = cells(one);
        file.row(|name| {
            let found = cells.iter().find(|(column, _)| *column == name);
            found.map(|(_, text)| text.as_str())
        });
    }
    Ok(file.finish())
}

fn cells(one: &Compared) -> Vec<(&'static str, String)> {
    let mut cells = vec![
        ("stmt_rslt", one.result().code().to_owned()),
        ("memo", one.memo()),
    ];
    let flag = |refund: bool| if refund { "1" } else { "0" }.to_owned();
    if let Some(our) = &one.ours {
        cells.extend([
            ("psn_no", our.person.as_str().to_owned()),
            ("mdtrt_id", our.visit.as_str().to_owned()),
            ("setl_id", our.settlement.as_str().to_owned()),
            ("msgid", our.msgid.clone()),
            ("refd_setl_flag", flag(our.is_refund())),
            ("medfee_sumamt", our.bill.to_string()),
            ("fund_pay_sumamt", our.fund.to_string()),
            ("acct_pay", our.account.to_string()),
        ]);
    } else if let Some(their) = &one.theirs {
        cells.extend([
            ("psn_no", their.person.as_str().to_owned()),
            ("mdtrt_id", their.visit.as_str().to_owned()),
            ("setl_id", their.settlement.as_str().to_owned()),
            ("refd_setl_flag", flag(their.refund)),
            ("medfee_sumamt", their.bill.to_string()),
            ("fund_pay_sumamt", their.fund.to_string()),
            ("acct_pay", their.account.to_string()),
        ]);
    }
    cells
}
