//! Fee lines: 2204, 2205, 2301, 2302.

use base::{Count, Fen, Refused, UnitPrice};
use directory::catalogue::Approval;
use service::counter::Needs;
use service::counter::act::{self, Charged, LineAsk};
use settlement::fee::{FeeLine, Undo};

use super::call::Call;
use super::fields::{person, said, time, visit};
use super::post::Post;
use super::visits::on_visit;
use crate::definition::{Answer, Definitions, Number, Row};

/// What undoes all lines of a visit that are not settled.
const ALL: &str = "0000";

/// 2204 门诊费用明细信息上传, 2301 住院费用明细上传: all lines of one visit.
///
/// # Errors
/// A field that cannot be read; `gateway.several_visits` where the lines are of several.
pub fn charge(call: &Call<'_>) -> Result<Post, Refused> {
    let rows = call.input.rows("feedetail");
    let first = call.input.row("feedetail")?;
    let (no, person) = (visit(first)?, person(first)?);
    for row in rows {
        if visit(row)? != no || super::fields::person(row)? != person {
            let what = "与第一行不是同一次就诊，请按就诊分别上传";
            return Err(row.refuse("mdtrt_id", "gateway.several_visits", what));
        }
    }
    let stay = call.infno() == "2301";
    let lines: Vec<LineAsk> = rows
        .iter()
        .map(|row| line(row, stay))
        .collect::<Result<_, _>>()?;
    let institution = call.sender.institution.clone();
    let infno = call.infno().to_owned();
    let needs = Needs {
        visits: vec![no],
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, _| {
        let (charged, changes) = act::charge(world, (no, person, institution.as_str()), &lines)?;
        Ok((told(&infno, &charged)?, changes))
    }))
}

/// A line as it is sent; of a stay without a batch, of a visit without a correction.
fn line(row: &Row<'_>, stay: bool) -> Result<LineAsk, Refused> {
    let approval = Approval::parse(row.text("hosp_appr_flag"));
    let wrong = || row.refuse("hosp_appr_flag", "gateway.approval", "应为0、1或2");
    let corrects = if stay {
        said(row, "init_feedetl_sn")
    } else {
        None
    };
    Ok(LineAsk {
        number: FeeLine::number_of(row.need("feedetl_sn")?)?,
        corrects: corrects.map(|text| FeeLine::number_of(&text)).transpose()?,
        batch: if stay {
            String::new()
        } else {
            row.need("chrg_bchno")?
        },
        occurred: time(row, "fee_ocur_time")?,
        code: row.need("med_list_codg")?,
        own_code: row.need("medins_list_codg")?,
        count: row.need::<Count>("cnt")?,
        price: row.need::<UnitPrice>("pric")?,
        amount: row.need::<Fen>("det_item_fee_sumamt")?,
        disease: if stay { None } else { said(row, "dise_codg") },
        approval: approval.ok_or_else(wrong)?,
        physician: said(row, "bilg_dr_codg"),
    })
}

/// The prices of lines as they are told at upload.
fn told(infno: &str, charged: &Charged) -> Result<Answer<'static>, Refused> {
    let mut answer = Definitions::shipped().answer(infno)?;
    for (line, quote) in charged.lines.iter().zip(&charged.quotes) {
        let facts = &line.listed.facts;
        let fact = |name: &str| {
            let found = facts.iter().find(|(fact, _)| **fact == *name);
            found.map(|(_, value)| value.to_string())
        };
        let ceiling = quote
            .price_limit
            .and_then(|fen| UnitPrice::parse(&fen.to_string()).ok());
        answer
            .row("result")
            .put("feedetl_sn", line.number.to_string())
            .put("det_item_fee_sumamt", line.amount)
            .put("cnt", line.count)
            .put("pric", line.price)
            .put("pric_uplmt_amt", ceiling)
            .put("selfpay_prop", Number::new(quote.self_pay_ratio, 4))
            .put("fulamt_ownpay_amt", quote.full_own_pay)
            .put("overlmt_amt", quote.over_limit)
            .put("preselfpay_amt", quote.first_self_pay)
            .put("inscp_scp_amt", quote.in_scope)
            .put("chrgitm_lv", line.listed.class.code())
            .put("med_chrgitm_type", fact("med_chrgitm_type"))
            .put("lmt_used_flag", line.listed.limit.is_some());
    }
    Ok(answer)
}

/// 2205 门诊费用明细信息撤销.
///
/// # Errors
/// As [`charge`].
pub fn uncharge_batch(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let undo = match row.text("chrg_bchno") {
        ALL => Undo::All,
        batch => Undo::Batch(batch.to_owned()),
    };
    on_visit(call, row, move |world, which| {
        act::uncharge(world, which, &undo)
    })
}

/// 2302 住院费用明细撤销.
///
/// # Errors
/// As [`charge`].
pub fn uncharge_line(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let undo = match row.text("feedetl_sn") {
        ALL => Undo::All,
        number => Undo::Line(FeeLine::number_of(number)?),
    };
    on_visit(call, row, move |world, which| {
        act::uncharge(world, which, &undo)
    })
}
