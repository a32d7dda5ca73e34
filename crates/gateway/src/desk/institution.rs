//! The register of providers as institutions see it: institutions (1201), their own departments (3401 to 3403, 5101)
//! and people (5102).

use base::{Refused, Validity};
use directory::provider::{Department, Profession, ProviderCode, Staffing};
use service::ServiceError;
use service::provider::gateway::{self, Asked, StaffAsked};

use super::call::{Call, Reply};
use super::fields::on_field;
use crate::definition::{Row, Stamp};

/// The type of a pharmacy in the dictionary `fixmedins_type`; 1 is an institution that treats.
const PHARMACY: &str = "2";
const HOSPITAL: &str = "1";

/// 1201 医药机构信息获取: the institution that fits; nothing where none does.
///
/// # Errors
/// As [`gateway::institutions`].
pub fn institutions(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("medinsinfo")?;
    let kind: &str = row.need("fixmedins_type")?;
    let asked = Asked {
        pharmacies: kind == PHARMACY,
        name: some(row, "fixmedins_name"),
        code: some(row, "fixmedins_code"),
    };
    let mut answer = call.answer()?;
    if !matches!(kind, HOSPITAL | PHARMACY) {
        return Ok(Reply::Rows(answer));
    }
    let found = gateway::institutions(&call.desk, call.actor, &asked)?;
    // The answer has room for one: the one of the code, or the first whose name fits.
    if let Some(one) = found.first() {
        answer
            .row("medinsinfo")
            .put("fixmedins_code", one.code.as_str())
            .put("fixmedins_name", &*one.known.name)
            .put("uscc", one.credit_code.as_deref().unwrap_or(""))
            .put("fixmedins_type", kind)
            .put("hosp_lv", one.known.grade.code());
    }
    Ok(Reply::Rows(answer))
}

fn some(row: &Row<'_>, field: &str) -> Option<String> {
    Some(row.text(field).trim().to_owned()).filter(|text| !text.is_empty())
}

/// 3401 科室信息上传.
///
/// # Errors
/// As [`gateway::register_department`].
pub fn register_department(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("deptinfo")?;
    let done = gateway::register_department(&call.desk, call.actor, department(call)?);
    done.map_err(|error| by_field(row, error))?;
    Ok(Reply::Rows(call.answer()?))
}

/// 3402 科室信息变更.
///
/// # Errors
/// As [`gateway::change_department`].
pub fn change_department(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("deptinfo")?;
    let done = gateway::change_department(&call.desk, call.actor, department(call)?);
    done.map_err(|error| by_field(row, error))?;
    Ok(Reply::Rows(call.answer()?))
}

/// 3403 科室信息撤销: today is the last day on which it takes patients.
///
/// # Errors
/// As [`gateway::withdraw_department`].
pub fn withdraw_department(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let code: &str = row.need("hosp_dept_codg")?;
    let last_day = call.desk.today();
    let done = gateway::withdraw_department(&call.desk, call.actor, (code, last_day));
    done.map_err(|error| by_field(row, error))?;
    Ok(Reply::Rows(call.answer()?))
}

/// A refusal of a department by the field that it is about.
fn by_field(row: &Row<'_>, error: ServiceError) -> ServiceError {
    let ServiceError::Refused(refused) = error else {
        return error;
    };
    let field = match refused.code() {
        "department.name" => "hosp_dept_name",
        "department.beds" => "hi_crtf_bed_cnt",
        "department.from" => "begntime",
        _ => "hosp_dept_codg",
    };
    on_field(row, field, &refused).into()
}

/// The department that a message describes, of the institution that sent it.
fn department(call: &Call<'_>) -> Result<Department, Refused> {
    let row = call.input.row("deptinfo")?;
    let institution = ProviderCode::parse(&call.sender.institution);
    let institution = institution.map_err(|error| Refused::new("provider.code", error.zh()))?;
    let from = row.get::<Stamp>("begntime").map(Stamp::day);
    let until = row.get::<Stamp>("endtime").map(Stamp::day);
    let holds = Validity::new(from, until);
    let holds = holds
        .map_err(|_| row.refuse("endtime", "gateway.value", "早于开始时间，请核对两个时间"))?;
    Ok(Department {
        provider: institution,
        code: row.need::<&str>("hosp_dept_codg")?.trim().into(),
        name: row.text("hosp_dept_name").into(),
        field: row.text("caty").into(),
        holds,
        introduction: row.text("itro").into(),
        head: row.text("dept_resper_name").into(),
        head_phone: row.text("dept_resper_tel").into(),
        scope: row.text("dept_med_serv_scp").into(),
        founded: row.get("dept_estbdat"),
        staffing: Staffing {
            physicians: count(row, "dr_psncnt")?,
            pharmacists: count(row, "phar_psncnt")?,
            nurses: count(row, "nurs_psncnt")?,
            technicians: count(row, "tecn_psncnt")?,
        },
        beds: count(row, "aprv_bed_cnt")?,
        recognised_beds: count(row, "hi_crtf_bed_cnt")?,
    })
}

/// A count; none where it was left empty.
fn count(row: &Row<'_>, field: &str) -> Result<u32, Refused> {
    let number: i64 = row.get(field).unwrap_or(0);
    u32::try_from(number)
        .map_err(|_| row.refuse(field, "gateway.value", "应为不为负的整数，请核对"))
}

/// 5101 科室信息查询: the departments of the institution that asks, closed ones with their last day.
///
/// # Errors
/// As [`gateway::departments`].
pub fn departments(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let found = gateway::departments(&call.desk, call.actor)?;
    let pool = call.actor.scope().pool().admdvs();
    let mut answer = call.answer()?;
    for one in &found {
        let mut row = answer.row("feedetail");
        row.put("hosp_dept_codg", &*one.code)
            .cut("hosp_dept_name", &one.name)
            .cut("itro", &one.introduction)
            .cut("dept_resper_name", &one.head)
            .cut("dept_resper_tel", &one.head_phone)
            .cut("dept_med_serv_scp", &one.scope)
            .put("caty", &*one.field)
            .put("aprv_bed_cnt", i64::from(one.beds))
            .put("hi_crtf_bed_cnt", i64::from(one.recognised_beds))
            .put("poolarea_no", pool.as_str())
            .put("dr_psncnt", i64::from(one.staffing.physicians))
            .put("phar_psncnt", i64::from(one.staffing.pharmacists))
            .put("nurs_psncnt", i64::from(one.staffing.nurses))
            .put("tecn_psncnt", i64::from(one.staffing.technicians));
        span(&mut row, &one.holds);
        if let Some(founded) = one.founded {
            row.put("dept_estbdat", founded);
        }
    }
    Ok(Reply::Rows(answer))
}

/// First and last day as moments: the last lasts to its end.
fn span(row: &mut crate::definition::FillRow<'_, '_>, holds: &Validity) {
    const LAST_SECOND: u32 = 86_399;
    if let Some(from) = holds.from().and_then(|day| Stamp::new(day, 0)) {
        row.put("begntime", from);
    }
    if let Some(until) = holds.until().and_then(|day| Stamp::new(day, LAST_SECOND)) {
        row.put("endtime", until);
    }
}

/// 5102 医执人员信息查询: the people of the institution that asks, by profession.
///
/// # Errors
/// As [`gateway::staff`].
pub fn staff(call: &Call<'_>) -> Result<Reply, ServiceError> {
    let row = call.input.row("data")?;
    let profession = Profession::parse(row.text("prac_psn_type"));
    let asked = StaffAsked {
        profession: profession.ok_or_else(|| {
            row.refuse("prac_psn_type", "gateway.value", "不是执业人员分类的代码")
        })?,
        document: some(row, "certno"),
        name: some(row, "prac_psn_name"),
        code: some(row, "prac_psn_code"),
    };
    let found = gateway::staff(&call.desk, call.actor, &asked)?;
    let mut answer = call.answer()?;
    for (person, practice) in &found {
        let document = person.document.as_ref();
        let mut row = answer.row("feedetail");
        row.put(
            "psn_cert_type",
            document.map_or("", |it| it.document_type().code()),
        )
        .put("certno", document.map_or("", |it| it.number()))
        .put("prac_psn_code", person.code.as_str())
        .cut("prac_psn_name", &person.name)
        .put("prac_psn_type", person.profession.code())
        .cut("prac_psn_cert", &person.qualification)
        .cut("prac_cert_no", &person.licence)
        .put("hi_dr_flag", person.insured_service);
        span(&mut row, &practice.holds);
    }
    Ok(Reply::Rows(answer))
}
