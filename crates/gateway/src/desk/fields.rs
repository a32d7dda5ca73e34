//! Fields of inputs as the types of the counter.

use base::{PersonNo, Refused};
use service::counter::{Contact, Shown};
use settlement::visit::{CivilTime, Credential, Diagnosis, DiagnosisKind};
use settlement::{RecordNo, VisitNo};

use super::call::Call;
use crate::definition::{Row, Stamp};

/// A person by number (`psn_no`).
pub(super) fn person(row: &Row<'_>) -> Result<PersonNo, Refused> {
    let text: &str = row.need("psn_no")?;
    text.parse().map_err(|_| {
        let what = "不是本统筹区的人员编号，请先用1101获取";
        row.refuse("psn_no", "gateway.psn_no", what)
    })
}

/// A visit (`mdtrt_id`).
pub(super) fn visit(row: &Row<'_>) -> Result<VisitNo, Refused> {
    let text: &str = row.need("mdtrt_id")?;
    text.parse().map_err(|_| {
        let what = "不是本平台返回的就诊ID，请核对登记时的返回值";
        row.refuse("mdtrt_id", "gateway.mdtrt_id", what)
    })
}

/// A settlement (`setl_id`).
pub(super) fn record(row: &Row<'_>) -> Result<RecordNo, Refused> {
    let text: &str = row.need("setl_id")?;
    text.parse().map_err(|_| {
        let what = "不是本平台返回的结算ID，请核对结算时的返回值";
        row.refuse("setl_id", "gateway.setl_id", what)
    })
}

/// A moment; a day alone is its midnight.
pub(super) fn time(row: &Row<'_>, field: &str) -> Result<CivilTime, Refused> {
    let stamp: Stamp = row.need(field)?;
    let (day, second) = stamp.from();
    let at = CivilTime::at(day, second / 3_600, second / 60 % 60, second % 60);
    Ok(at.unwrap_or_else(|| CivilTime::start_of(day)))
}

/// The last moment of a field: a day alone lasts to its end.
pub(super) fn last_moment(row: &Row<'_>, field: &str) -> Result<CivilTime, Refused> {
    let stamp: Stamp = row.need(field)?;
    let (day, second) = stamp.until();
    let at = CivilTime::at(day, second / 3_600, second / 60 % 60, second % 60);
    Ok(at.unwrap_or_else(|| CivilTime::start_of(day)))
}

/// The kind of credential (`mdtrt_cert_type`).
fn credential(row: &Row<'_>) -> Result<Credential, Refused> {
    Credential::parse(row.text("mdtrt_cert_type")).ok_or_else(|| {
        let what = "应为01电子凭证、02身份证或03社会保障卡";
        row.refuse("mdtrt_cert_type", "gateway.credential", what)
    })
}

/// What was shown at a contact; an empty number shows nothing.
pub(super) fn presented(
    call: &Call<'_>,
    row: &Row<'_>,
    contact: Contact,
) -> Result<Shown, Refused> {
    Ok(Shown {
        place: call.sender.institution.clone(),
        contact,
        kind: credential(row)?,
        value: row.text("mdtrt_cert_no").trim().to_owned(),
    })
}

/// A text, where it says something.
pub(super) fn said(row: &Row<'_>, field: &str) -> Option<String> {
    Some(row.text(field).trim().to_owned()).filter(|text| !text.is_empty())
}

/// The rows of `diseinfo`. A row that does not say whether it is valid is.
pub(super) fn diagnoses(rows: &[Row<'_>], has_validity: bool) -> Result<Vec<Diagnosis>, Refused> {
    rows.iter()
        .map(|row| diagnosis(row, has_validity))
        .collect()
}

fn diagnosis(row: &Row<'_>, has_validity: bool) -> Result<Diagnosis, Refused> {
    let wrong = |field: &str, what: &str| row.refuse(field, "gateway.diagnosis", what);
    let kind = DiagnosisKind::parse(row.text("diag_type"));
    let kind = kind.ok_or_else(|| wrong("diag_type", "应为1西医诊断、2中医主病或3中医主证"))?;
    let number: i64 = row.need("diag_srt_no")?;
    let sequence = u8::try_from(number);
    Ok(Diagnosis {
        kind,
        sequence: sequence.map_err(|_| wrong("diag_srt_no", "应为1至99"))?,
        code: row.need("diag_code")?,
        name: row.need("diag_name")?,
        main: row.flag("maindiag_flag"),
        department: row.text("diag_dept").to_owned(),
        physician: row.text("dise_dor_no").to_owned(),
        made_at: time(row, "diag_time")?,
        valid: !has_validity || row.flag("vali_flag"),
    })
}

/// A refusal of a use case as one of a field.
pub(super) fn on_field(row: &Row<'_>, field: &str, refused: &Refused) -> Refused {
    let what = format!("不能办理：{}", refused.sentence().trim_end_matches('。'));
    let named = row.refuse(field, refused.code(), &what);
    match refused.article() {
        Some(article) => named.under(article),
        None => named,
    }
}
