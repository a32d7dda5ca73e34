//! Queries of visits, settlements and sums: 5201 to 5206, 5303. They read a snapshot and never wait for the counter.

use base::Refused;
use service::ServiceError;
use service::counter::person::PersonInfo;
use service::queries::care::{self, Seen, VisitsAsk};
use service::queries::person as sums;
use service::queries::settled::{self, Found, Line, Which};
use service::queries::{MOST, Names};
use settlement::statement::clearing_type;
use settlement::visit::{CivilTime, VisitKind, VisitState};

use super::call::{Call, Reply};
use super::fields::{last_moment, person, record, time, visit};
use super::first_answer::FirstAnswer;
use crate::definition::{FillRow, Number, Row, Stamp};
use crate::frame::Moment;

/// 5201 就诊信息查询: the visits of a person at the institution that asks.
///
/// # Errors
/// As [`care::visits`].
pub fn visits(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let named = !row.text("mdtrt_id").is_empty();
    let ask = VisitsAsk {
        person: person(row)?,
        began: (time(row, "begntime")?, last_moment(row, "endtime")?),
        med_type: row.need("med_type")?,
        visit: if named { Some(visit(row)?) } else { None },
    };
    let (found, names) = care::visits(&call.desk, call.actor, &ask)?;
    let mut answer = call.answer()?;
    for one in &found {
        seen(&mut answer.row("mdtrtinfo"), one, &names);
    }
    Ok(Reply::Rows(answer))
}

fn seen(row: &mut FillRow<'_, '_>, one: &Seen, names: &Names) {
    let visit = &one.row.visit;
    let opening = &visit.opening;
    row.put("mdtrt_id", one.row.no.to_string())
        .put("psn_no", opening.person.to_string());
    who(row, &one.person);
    if let Some(insured) = one.insured() {
        row.put("psn_type", insured.person_type)
            .put("cvlserv_flag", insured.civil_servant)
            .cut("emp_name", insured.employer.as_deref().unwrap_or(""));
    }
    row.put("insutype", opening.insurance.as_str())
        .put("insu_optins", one.row.region.admdvs())
        .put("begntime", stamp(opening.began))
        .put("mdtrt_cert_type", opening.credential.code())
        .put("med_type", visit.med_type.as_deref().unwrap_or(""))
        .put("pre_pay_flag", false)
        .put("ipt_otp_no", opening.inside_no.as_str())
        .put("atddr_no", opening.physician.as_deref().unwrap_or(""))
        .put("adm_dept_codg", opening.department.as_str())
        .cut("adm_dept_name", names.department(&opening.department))
        .put("dise_codg", visit.disease.as_deref().unwrap_or(""))
        .put("oprn_oprt_code", visit.operation.as_deref().unwrap_or(""));
    let physician = opening.physician.as_deref().unwrap_or("");
    row.cut("chfpdr_name", names.physician(physician));
    let is_stay = opening.kind == VisitKind::Stay;
    // an outpatient visit ends on its day
    let ended = visit.ended.or((!is_stay).then_some(opening.began));
    row.put("endtime", ended.map(stamp)).put(
        "inhosp_stas",
        if is_stay && visit.state == VisitState::Open {
            "1"
        } else {
            "0"
        },
    );
    let Some(main) = visit.diagnoses.main() else {
        return;
    };
    match visit.ended.filter(|_| is_stay) {
        Some(ended) => {
            let (from, until) = (opening.began.date(), ended.date());
            let days = until.day_number().saturating_sub(from.day_number()).max(1);
            row.put("dscg_maindiag_code", main.code.as_str())
                .cut("dscg_maindiag_name", &main.name)
                .put("ipt_days", i64::from(days))
                .put("ars_year_ipt_flag", from.year() != until.year());
        }
        None => {
            row.cut("otp_diag_info", &main.name);
        }
    }
}

/// The person, with the fields that every query of this family names alike.
pub(super) fn who(row: &mut FillRow<'_, '_>, person: &PersonInfo) {
    row.put("psn_cert_type", person.document_type.as_str())
        .put("certno", person.document.as_str())
        .cut("psn_name", &person.name)
        .put("gend", person.sex.as_str())
        .put("brdy", person.birth);
}

fn age(row: &mut FillRow<'_, '_>, person: &PersonInfo) {
    row.put("age", Number::whole(i64::from(person.age)));
}

fn stamp(at: CivilTime) -> Option<Stamp> {
    let second = u32::try_from(at.number().rem_euclid(1_000_000)).ok()?;
    Stamp::new(
        at.date(),
        second / 10_000 * 3_600 + second / 100 % 100 * 60 + second % 100,
    )
}

/// 5202 诊断信息查询: the diagnoses of a visit that hold.
///
/// # Errors
/// As [`care::visit`].
pub fn diagnoses(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let (found, names) = care::visit(&call.desk, call.actor, (visit(row)?, person(row)?))?;
    let has_left = found.visit.ended.is_some();
    let mut answer = call.answer()?;
    for one in found.visit.diagnoses.valid() {
        let number = format!("{}{}{:02}", found.no, one.kind.code(), one.sequence);
        answer
            .row("diseinfo")
            .put("diag_info_id", number)
            .put("mdtrt_id", found.no.to_string())
            .put("psn_no", found.visit.opening.person.to_string())
            // what discharge (2402) sent stands in the place of what admission sent
            .put("inout_diag_type", if has_left { "2" } else { "1" })
            .put("diag_type", one.kind.code())
            .put("maindiag_flag", one.main)
            .put("diag_srt_no", i64::from(one.sequence))
            .put("diag_code", one.code.as_str())
            .cut("diag_name", &one.name)
            .cut("diag_dept", &one.department)
            .put("dise_dor_no", one.physician.as_str())
            .cut("dise_dor_name", names.physician(&one.physician))
            .put("diag_time", stamp(one.made_at));
    }
    Ok(Reply::Rows(answer))
}

fn which(row: &Row<'_>) -> Result<Which, Refused> {
    Ok(Which {
        person: person(row)?,
        record: record(row)?,
        visit: visit(row)?,
    })
}

/// 5203 结算信息查询: a settlement or a reversal as it stands now, with what each kind of fund pays.
///
/// # Errors
/// As [`settled::settlement`].
pub fn settlement(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let found = settled::settlement(&call.desk, call.actor, which(call.input.row("data")?)?)?;
    let first = FirstAnswer::of(found.answer.as_deref());
    let mut answer = call.answer()?;
    let mut row = answer.row("setlinfo");
    about(&mut row, &found);
    money(&mut row, &found);
    row.put("balc", first.balance());
    for (fund, amount) in &found.funds {
        let told = first.fund(fund);
        answer
            .row("setldetail")
            .put("fund_pay_type", fund.as_str())
            .put("inscp_scp_amt", found.figures.inscp_scp_amt)
            .put("crt_payb_lmt_amt", told.limit)
            .put("fund_payamt", *amount)
            .cut("fund_pay_type_name", &told.name)
            .cut("setl_proc_info", &told.course);
    }
    Ok(Reply::Rows(answer))
}

/// Who, where and when.
fn about(row: &mut FillRow<'_, '_>, found: &Found) {
    let (record, visit) = (&found.record, &found.visit.visit);
    let opening = &visit.opening;
    row.put("setl_id", record.no.to_string())
        .put("mdtrt_id", record.visit.to_string())
        .put("psn_no", opening.person.to_string());
    who(row, &found.person);
    age(row, &found.person);
    let insured = found.person.insured.iter();
    if let Some(insured) = insured.clone().find(|it| it.insurance == record.insurance) {
        row.put("psn_type", insured.person_type)
            .put("cvlserv_flag", insured.civil_servant)
            .cut("emp_name", insured.employer.as_deref().unwrap_or(""));
    }
    let med_type = visit.med_type.as_deref().unwrap_or("");
    let ended = visit.ended.map_or(opening.began.date(), CivilTime::date);
    let made = Moment::from_millis(found.made_at).stamp();
    row.put("naty", found.person.ethnicity.as_deref())
        .put("insutype", record.insurance.as_str())
        .put("insu_optins", record.region.admdvs())
        .put("pay_loc", "2")
        .put("fixmedins_code", record.institution.as_str())
        .cut("fixmedins_name", &found.place.name)
        .put("hosp_lv", found.place.grade)
        .put(
            "fixmedins_poolarea",
            found.place.region.map(|it| it.admdvs()),
        )
        .put("begndate", opening.began.date())
        .put("enddate", ended)
        .put("setl_time", made)
        .put("mdtrt_cert_type", opening.credential.code())
        .put("med_type", med_type)
        .put("clr_type", clearing_type(med_type))
        .put("clr_way", "1")
        .put("clr_optins", record.region.admdvs())
        .put(
            "medins_setl_id",
            record.msgid.chars().take(30).collect::<String>(),
        )
        .put("refd_setl_flag", found.refunded)
        .put("year", record.benefit_year.to_string())
        .put("dise_codg", visit.disease.as_deref().unwrap_or(""))
        .put("opt_time", made);
}

fn money(row: &mut FillRow<'_, '_>, found: &Found) {
    let figures = &found.figures;
    // this edition has no field for 大病 funds of others (hifdm_pay): they are 其他支出 here
    let other = figures.oth_pay.checked_add(figures.hifdm_pay);
    row.put("medfee_sumamt", figures.medfee_sumamt)
        .put("fulamt_ownpay_amt", figures.fulamt_ownpay_amt)
        .put("overlmt_selfpay", figures.overlmt_selfpay)
        .put("preselfpay_amt", figures.preselfpay_amt)
        .put("inscp_scp_amt", figures.inscp_scp_amt)
        .put("act_pay_dedc", figures.act_pay_dedc)
        .put("hifp_pay", figures.hifp_pay)
        .put("pool_prop_selfpay", Number::new(figures.pool_ratio(), 4))
        .put("cvlserv_pay", figures.cvlserv_pay)
        .put("hifes_pay", figures.hifes_pay)
        .put("hifmi_pay", figures.hifmi_pay)
        .put("hifob_pay", figures.hifob_pay)
        .put("maf_pay", figures.maf_pay)
        .put("oth_pay", other)
        .put("fund_pay_sumamt", figures.fund_pay_sumamt)
        .put("psn_pay", figures.psn_part_amt)
        .put("acct_pay", figures.acct_pay)
        .put("cash_payamt", figures.psn_cash_pay)
        .put("acct_mulaid_pay", figures.acct_mulaid_pay);
}

/// 5204 费用明细查询: the lines that a settlement covers.
///
/// # Errors
/// As [`settled::lines`].
pub fn lines(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let which = which(call.input.row("data")?)?;
    let (visit, found) = settled::lines(&call.desk, call.actor, which)?;
    let mut answer = call.answer()?;
    for line in &found {
        let mut row = answer.row("");
        row.put("mdtrt_id", visit.no.to_string())
            .put("setl_id", which.record.to_string())
            .put("med_type", visit.visit.med_type.as_deref().unwrap_or(""));
        charged(&mut row, line);
        let [own, over, first, scope] = line.row.quoted;
        row.put("det_item_fee_sumamt", line.row.amount)
            .put("selfpay_prop", Number::new(ratio(line), 4))
            .put("fulamt_ownpay_amt", own)
            .put("overlmt_amt", over)
            .put("preselfpay_amt", first)
            .put("inscp_scp_amt", scope)
            .put("bilg_dr_codg", line.row.physician.as_deref().unwrap_or(""))
            .put("drt_reim_flag", true);
    }
    Ok(Reply::Rows(answer))
}

/// Share of the first self-pay in what is neither out of the catalogue nor above a ceiling, in parts of 10,000.
fn ratio(line: &Line) -> i64 {
    let [_, _, first, scope] = line.row.quoted;
    let base = i128::from(first.get()) + i128::from(scope.get());
    if base == 0 {
        return 0;
    }
    let parts = i128::from(first.get()) * 10_000;
    i64::try_from(base::Rounding::HalfUp.div(parts, base)).unwrap_or(0)
}

/// What 5204 and 5205 tell of a line alike.
fn charged(row: &mut FillRow<'_, '_>, line: &Line) {
    let kept = &line.row;
    row.put("feedetl_sn", kept.number.to_string())
        .put("fee_ocur_time", stamp(kept.occurred))
        .put("cnt", kept.count)
        .put("pric", kept.price)
        .put("med_list_codg", kept.code.as_str())
        .put("hilist_code", kept.code.as_str())
        .put("medins_list_codg", kept.own_code.as_str())
        .cut("medins_list_name", &line.own_name)
        .put("hosp_appr_flag", kept.approval.code())
        .put("etip_flag", false);
    let Some(item) = &line.item else {
        return;
    };
    row.put("hilist_code", item.code.as_str())
        .cut("hilist_name", &item.name)
        .put("list_type", item.kind.list_type().unwrap_or(""))
        .put("chrgitm_lv", item.terms.class.code())
        .put("med_chrgitm_type", item.fee.code())
        .cut("spec", &item.spec)
        .put("bas_medn_flag", item.flags.essential)
        .put("hi_nego_drug_flag", item.flags.negotiated)
        .put("chld_medc_flag", item.flags.children);
}

/// 5205 人员慢特病用药记录查询: drugs of settled visits for chronic diseases, wherever dispensed.
///
/// # Errors
/// As [`sums::chronic_drugs`].
pub fn chronic_drugs(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let who = person(row)?;
    let when = (time(row, "begntime")?, last_moment_or_now(call, row)?);
    let found = sums::chronic_drugs(&call.desk, call.actor, who, when)?;
    let mut answer = call.answer()?;
    for one in &found {
        let mut row = answer.row("feedetail");
        row.put("psn_no", who.to_string())
            .put("fixmedins_code", one.institution.as_str())
            .cut("fixmedins_name", &one.institution_name)
            .put("med_type", one.med_type.as_str());
        charged(&mut row, &one.line);
    }
    Ok(Reply::Rows(answer))
}

/// The last moment of `endtime`; the present where it was left empty.
pub(super) fn last_moment_or_now(call: &Call<'_>, row: &Row<'_>) -> Result<CivilTime, Refused> {
    if row.get::<Stamp>("endtime").is_some() {
        return last_moment(row, "endtime");
    }
    let day = call.desk.today();
    Ok(CivilTime::at(day, 23, 59, 59).unwrap_or_else(|| CivilTime::start_of(day)))
}

/// 5206 人员累计信息查询: what a person has used of deductibles, limits and counts.
///
/// # Errors
/// `gateway.cum_ym` for a month that the calendar lacks; else as [`sums::cumulated`].
pub fn cumulated(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let month = month(row)?;
    let found = sums::cumulated(&call.desk, call.actor, person(row)?, month)?;
    let mut answer = call.answer()?;
    for one in found.iter().take(MOST) {
        answer
            .row("cuminfo")
            .put("insutype", one.insurance.as_str())
            .put("year", format!("{:04}", one.year))
            .put("cum_ym", format!("{:04}{:02}", one.month.0, one.month.1))
            .put("cum_type_code", cum_type(&one.id))
            .put("cum", one.value);
    }
    Ok(Reply::Rows(answer))
}

fn month(row: &Row<'_>) -> Result<Option<(i32, u32)>, Refused> {
    let text = row.text("cum_ym");
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.len() == 6 && text.bytes().all(|it| it.is_ascii_digit());
    let parts = text.get(..4).zip(text.get(4..)).filter(|_| digits);
    let month = parts.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    let month = month.filter(|(_, month)| (1..=12).contains(month));
    let wrong = || row.refuse("cum_ym", "gateway.cum_ym", "应为年月yyyyMM，如202605");
    month.map(Some).ok_or_else(wrong)
}

/// `cum_type_code` has ten characters at most: the id of the accumulator, of a longer one its beginning and four digits
/// that tell it apart (docs/data/interface.md).
fn cum_type(id: &str) -> String {
    const LENGTH: usize = 10;
    if id.len() <= LENGTH {
        return id.to_owned();
    }
    // FNV-1a, which needs no library and never changes
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let head: String = id.chars().take(6).collect();
    format!("{head}{:04x}", hash & 0xffff)
}

/// 5303 在院信息查询: who lies in the institution that asks, admitted within a time.
///
/// # Errors
/// As [`care::in_patients`].
pub fn in_patients(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let named = !row.text("psn_no").is_empty();
    let one = if named { Some(person(row)?) } else { None };
    let when = (time(row, "begntime")?, last_moment(row, "endtime")?);
    let found = care::in_patients(&call.desk, call.actor, one, when)?;
    let mut answer = call.answer()?;
    for one in &found {
        let opening = &one.row.visit.opening;
        let mut row = answer.row("data");
        row.put("mdtrt_id", one.row.no.to_string())
            .put("psn_no", opening.person.to_string());
        who(&mut row, &one.person);
        age(&mut row, &one.person);
        row.put("insutype", opening.insurance.as_str())
            .put("begndate", opening.began.date())
            .put("med_type", one.row.visit.med_type.as_deref().unwrap_or(""))
            .put("ipt_otp_no", opening.inside_no.as_str())
            .put("out_flag", false);
    }
    Ok(Reply::Rows(answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use benefit::registry::ACCUMULATORS;

    #[test]
    fn every_accumulator_of_the_registry_has_a_code_of_its_own() {
        let codes: std::collections::BTreeSet<String> =
            ACCUMULATORS.iter().map(|it| cum_type(it.id)).collect();
        assert_eq!(codes.len(), ACCUMULATORS.len());
        assert!(codes.iter().all(|code| code.len() <= 10), "{codes:?}");
        assert_eq!(cum_type("pool_paid"), "pool_paid");
    }

    #[test]
    fn a_moment_is_its_stamp() {
        let at = CivilTime::parse("begntime", "2026-11-22 08:05:09").unwrap();
        assert_eq!(stamp(at).unwrap().to_string(), "2026-11-22 08:05:09");
    }
}
