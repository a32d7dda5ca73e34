//! Queries of what is filed for a person: 5301 慢特病备案, 5302 定点, 5304 转院. They are answered wherever the person was
//! treated, since the next hospital goes by them.

use base::{Date, PersonNo};
use service::ServiceError;
use service::queries::person::{self as filings, Filed};
use settlement::visit::{FilingKind, Place};

use super::call::{Call, Reply};
use super::fields::{person, time};
use super::queries::{last_moment_or_now, who};
use crate::definition::FillRow;

/// `biz_appy_type` of what 5302 answers: 就医定点医疗机构登记. Clients leave the zero out.
const CHOSEN: [&str; 2] = ["03", "3"];

/// 5301 人员慢特病备案查询: what the bureau agreed to and still holds.
///
/// # Errors
/// As [`filings::filings`].
pub fn chronic(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let person = person(call.input.row("data")?)?;
    let asked = ("gateway.5301", person);
    let found = filings::filings(&call.desk, call.actor, asked, FilingKind::Chronic)?;
    let mut answer = call.answer()?;
    for one in &found {
        let disease = one.row.filing.disease.as_deref().unwrap_or("");
        let mut row = answer.row("feedetail");
        row.put("opsp_dise_code", disease)
            .cut("opsp_dise_name", &said(one, "opsp_dise_name"));
        span(&mut row, one);
    }
    Ok(Reply::Rows(answer))
}

/// 5302 人员定点信息查询: the institutions that a person chose. Other kinds of application have no institution here.
///
/// # Errors
/// As [`filings::filings`].
pub fn chosen(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let who = person(row)?;
    let mut answer = call.answer()?;
    if !CHOSEN.contains(&row.text("biz_appy_type")) {
        return Ok(Reply::Rows(answer));
    }
    let asked = ("gateway.5302", who);
    let found = filings::filings(&call.desk, call.actor, asked, FilingKind::ChosenInstitution)?;
    for (at, one) in (1_u32..).zip(&found) {
        let mut row = answer.row("psnfixmedin");
        row.put("psn_no", who.to_string())
            .put("insutype", said(one, "insutype"))
            .put("fix_srt_no", at.to_string())
            .put(
                "fixmedins_code",
                one.row.filing.institution.as_deref().unwrap_or(""),
            );
        let name = one.place.as_ref().map_or("", |place| place.name.as_str());
        row.cut("fixmedins_name", name);
        span(&mut row, one);
    }
    Ok(Reply::Rows(answer))
}

/// 5304 转院信息查询: referrals of a person that were filed and stand.
///
/// # Errors
/// As [`filings::transfers`].
pub fn transfers(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let no: PersonNo = person(row)?;
    let when: (Date, Date) = (
        time(row, "begntime")?.date(),
        last_moment_or_now(call, row)?.date(),
    );
    let (found, info) = filings::transfers(&call.desk, call.actor, no, when)?;
    let insured = info.insured.first();
    let mut answer = call.answer()?;
    for one in &found {
        let filing = &one.row.filing;
        let mut row = answer.row("refmedin");
        row.put("psn_no", no.to_string());
        who(&mut row, &info);
        let insurance = said(one, "insutype");
        let insurance = if insurance.is_empty() {
            insured.map_or("", |it| it.insurance).to_owned()
        } else {
            insurance
        };
        let name = one.place.as_ref().map(|place| place.name.clone());
        row.put("insutype", insurance)
            .put("insu_optins", one.row.region.admdvs())
            .put(
                "reflin_medins_no",
                filing.institution.as_deref().unwrap_or(""),
            )
            .cut(
                "reflin_medins_name",
                &name.unwrap_or_else(|| said(one, "reflin_medins_name")),
            )
            .put("out_flag", filing.place != Place::Local)
            .put("refl_date", filing.filed_on)
            .put("hosp_agre_refl_flag", true);
        for field in ["diag_code", "diag_name", "dise_cond_dscr", "refl_rea"] {
            row.cut(field, &said(one, field));
        }
        span(&mut row, one);
    }
    Ok(Reply::Rows(answer))
}

/// What the form says in a field.
fn said(one: &Filed, field: &str) -> String {
    let form: serde_json::Value = serde_json::from_str(&one.row.detail).unwrap_or_default();
    let text = form.get(field).and_then(serde_json::Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn span(row: &mut FillRow<'_, '_>, one: &Filed) {
    row.put("begndate", one.row.filing.from)
        .put("enddate", one.row.filing.until);
}
