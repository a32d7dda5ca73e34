//! Who is insured (1101) and what he enjoys (2001).

use base::Refused;
use enrolment::credential::CredentialKind;
use service::ServiceError;
use service::counter::person::{PersonInfo, Treatment, scheme_of};
use service::counter::{Needs, World};
use service::gateway::{self, NotShown, PersonAsk};

use super::call::{Call, Reply};
use super::fields::{on_field, person, said};
use super::post::Post;
use crate::definition::{Answer, Definitions, Fill, FillRow, Number, Row, Stamp};

/// 1101 人员基本信息获取: the person behind a token, an identity card or a social security card, old or new. The check
/// of the credential and the sight of the person are kept on record.
///
/// # Errors
/// Why the credential leads to nobody, or document or name are another's, each naming its field.
pub fn info(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let kind = CredentialKind::of_mdtrt_cert_type(row.text("mdtrt_cert_type"));
    let kind = kind.ok_or_else(|| {
        let what = "应为01电子凭证、02身份证或03社会保障卡";
        row.refuse("mdtrt_cert_type", "gateway.credential", what)
    })?;
    let from = row.get::<Stamp>("begntime").map(Stamp::day);
    let ask = PersonAsk {
        kind,
        shown: row.need("mdtrt_cert_no")?,
        document: row.need("certno")?,
        name: row.need("psn_name")?,
        on: from.unwrap_or_else(|| call.desk.today()),
    };
    match gateway::person(&call.desk, call.actor, &ask)? {
        Ok(info) => Ok(Reply::Rows(told(call.answer()?, &info))),
        Err(NotShown::Credential(refused)) => Err(on_field(row, "mdtrt_cert_no", &refused).into()),
        Err(NotShown::Named(refused)) => Err(refused.into()),
    }
}

fn told(mut answer: Answer<'static>, info: &PersonInfo) -> Answer<'static> {
    answer
        .row("baseinfo")
        .put("psn_no", info.number.as_str())
        .put("psn_cert_type", info.document_type.as_str())
        .put("certno", info.document.as_str())
        .cut("psn_name", &info.name)
        .put("gend", info.sex.as_str())
        .put("naty", info.ethnicity.clone())
        .put("brdy", info.birth)
        .put("age", Number::whole(i64::from(info.age)));
    for insured in &info.insured {
        answer
            .row("insuinfo")
            .put("balc", insured.balance)
            .put("insutype", insured.insurance)
            .put("psn_type", insured.person_type)
            .put("psn_insu_stas", insured.standing.code())
            .put("psn_insu_date", insured.since)
            .put("paus_insu_date", insured.paused_on)
            .put("cvlserv_flag", insured.civil_servant)
            .put("insuplc_admdvs", insured.place.as_str())
            .cut("emp_name", insured.employer.as_deref().unwrap_or_default());
    }
    for identity in &info.identities {
        let mut row = answer.row("idetinfo");
        row.put("psn_idet_type", identity.code)
            .cut("memo", identity.category.zh())
            .put("begntime", Stamp::day_only(identity.from));
        until(&mut row, "endtime", identity.until);
    }
    answer
}

fn until(row: &mut FillRow<'_, '_>, field: &str, last: Option<base::Date>) {
    const LAST_SECOND: u32 = 86_399;
    let end = last.and_then(|day| Stamp::new(day, LAST_SECOND));
    row.put(field, end);
}

/// What is checked of each fund: whether it pays at all (`trt_chk_type`, 基金项检查).
const FUNDS: &str = "01";

/// 2001 人员待遇享受检查: each fund of the package that settles this kind of care, by the rules and the facts by which
/// a settlement of this moment would be decided.
///
/// # Errors
/// A field that cannot be read; `person.unknown`, `visit.med_type`, `package.none`.
pub fn treatments(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let no = person(row)?;
    let on = row.need::<Stamp>("begntime")?.day();
    if row.text("fixmedins_code") != call.sender.institution {
        let what = "与发送报文的机构不一致，请填写本机构编号";
        return Err(row.refuse("fixmedins_code", "gateway.institution", what));
    }
    let insurance: String = row.need("insutype")?;
    let scheme = scheme_of(&insurance).ok_or_else(|| {
        let what = "不能就诊结算，请按1101返回的险种填写";
        row.refuse("insutype", "person.insurance", what)
    })?;
    let med_type: String = row.need("med_type")?;
    let needs = Needs {
        people: vec![(no, on)],
        ..Needs::default()
    };
    let seen = gateway::saw_treatments(&call.desk, call.actor, no);
    seen.map_err(not_kept)?;
    Ok(Post::new(needs, move |world: &World, _| {
        let file = world.file(no, on)?;
        let care = world.rules.types.get(&med_type)?.care.as_str();
        let policy = world.rules.policy(scheme, on)?;
        let projection = world.rules.projection(policy);
        let rows = file.treatments((&insurance, care), &[policy], projection);
        let mut answer = Definitions::shipped().answer("2001")?;
        for one in &rows {
            let mut row = answer.row("trtinfo");
            row.put("psn_no", no.to_string());
            treatment(&mut row, one);
        }
        Ok((answer, Vec::new()))
    }))
}

fn treatment(row: &mut FillRow<'_, '_>, one: &Treatment) {
    row.put("trt_chk_type", FUNDS)
        .put("fund_pay_type", one.fund.as_str())
        .put("trt_enjymnt_flag", one.enjoys)
        .put("begndate", one.from)
        .put("enddate", Fill::from(one.until))
        .cut("trt_chk_rslt", one.why.as_deref().unwrap_or("可以享受"));
}

/// The sight of a person could not be kept: nothing is shown.
fn not_kept(error: ServiceError) -> Refused {
    match error {
        ServiceError::Refused(refused) => refused,
        other => {
            tracing::error!(target: "gateway", error = other.code(), "audit");
            let zh = "平台暂时不能留存查询记录，未予查询，请稍后原样重发。";
            Refused::new("gateway.failed", zh)
        }
    }
}

/// The text of a field, where the message has it, for forms that are kept.
pub(super) fn form(row: &Row<'_>, fields: &[&str]) -> serde_json::Map<String, serde_json::Value> {
    let fields = fields.iter();
    let said = fields.filter_map(|field| Some(((*field).to_owned(), said(row, field)?.into())));
    said.collect()
}
