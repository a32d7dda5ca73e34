//! What institutions file for a person: referrals (2501), chronic diseases (2503), chosen institutions (2505), and
//! what they take back before the bureau looked at it (2502, 2504, 2506).

use base::{Date, PersonNo, Refused};
use service::counter::Needs;
use service::counter::act::{self, FileAsk};
use settlement::FilingNo;
use settlement::visit::{FilingKind, Place};

use super::call::Call;
use super::fields::{person, said};
use super::persons::form;
use super::post::Post;
use crate::definition::{Definitions, Row};

/// Fields of 2501 that are kept for the reviewer. Telephone numbers, addresses and names of people are not.
const REFERRAL: [&str; 9] = [
    "insutype",
    "diag_code",
    "diag_name",
    "dise_cond_dscr",
    "mdtrtarea_admdvs",
    "hosp_agre_refl_flag",
    "refl_type",
    "refl_rea",
    "refl_opnn",
];

/// Likewise of 2503.
const CHRONIC: [&str; 5] = [
    "insutype",
    "opsp_dise_name",
    "ide_fixmedins_no",
    "diag_dr_codg",
    "memo",
];

/// Likewise of 2505.
const CHOSEN: [&str; 4] = ["biz_appy_type", "fix_srt_no", "agnter_rlts", "memo"];

/// 2501 转院备案.
///
/// # Errors
/// A field that cannot be read, here and below.
pub fn refer(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("refmedin")?;
    let place = match row.text("refl_type") {
        "1" => Place::Local,
        "2" => Place::InProvince,
        "3" => Place::OutProvince,
        _ => return Err(row.refuse("refl_type", "gateway.value", "应为1、2或3")),
    };
    let referred: Date = row.need("refl_date")?;
    let ask = FileAsk {
        place,
        from: row.get("begndate").unwrap_or(referred),
        leads_to: Some(row.need("reflin_medins_no")?),
        from_visit: said(row, "refl_old_mdtrt_id"),
        detail: detail(row, &REFERRAL),
        ..ask(call, row, FilingKind::Referral)?
    };
    file(call, row, ask)
}

/// 2503 人员慢特病备案.
///
/// # Errors
/// As [`refer`].
pub fn chronic(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let ask = FileAsk {
        from: row.need("begndate")?,
        disease: Some(row.need("opsp_dise_code")?),
        certified_on: row.get("hosp_ide_date"),
        detail: detail(row, &CHRONIC),
        ..ask(call, row, FilingKind::Chronic)?
    };
    file(call, row, ask)
}

/// 2505 人员定点备案.
///
/// # Errors
/// As [`refer`].
pub fn choose(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let ask = FileAsk {
        from: row.need("begndate")?,
        leads_to: Some(row.need("fixmedins_code")?),
        detail: detail(row, &CHOSEN),
        ..ask(call, row, FilingKind::ChosenInstitution)?
    };
    file(call, row, ask)
}

/// What every filing has.
fn ask(call: &Call<'_>, row: &Row<'_>, kind: FilingKind) -> Result<FileAsk, Refused> {
    Ok(FileAsk {
        person: person(row)?,
        institution: call.sender.institution.clone(),
        kind,
        from: call.received.day(),
        until: row.get("enddate"),
        place: Place::Local,
        leads_to: None,
        disease: None,
        certified_on: None,
        from_visit: None,
        detail: String::new(),
    })
}

fn detail(row: &Row<'_>, fields: &[&str]) -> String {
    serde_json::Value::Object(form(row, fields)).to_string()
}

fn needs(call: &Call<'_>, person: PersonNo) -> Needs {
    Needs {
        people: vec![(person, call.received.day())],
        ..Needs::default()
    }
}

fn file(call: &Call<'_>, row: &Row<'_>, ask: FileAsk) -> Result<Post, Refused> {
    let infno = call.infno().to_owned();
    // 2505 names no insurance: whoever is insured may choose
    let insurance = match row.has("insutype") {
        true => said(row, "insutype"),
        false => None,
    };
    Ok(Post::new(needs(call, ask.person), move |world, ids| {
        if let Some(insurance) = &insurance {
            world.file(ask.person, world.today())?.insured(insurance)?;
        }
        let (no, changes) = act::file(world, ids, &ask)?;
        let mut answer = Definitions::shipped().answer(&infno)?;
        let number = no.to_string();
        answer.row("result").put("trt_dcla_detl_sn", number);
        Ok((answer, changes))
    }))
}

/// 2502 转院备案撤销.
///
/// # Errors
/// As [`refer`].
pub fn withdraw_referral(call: &Call<'_>) -> Result<Post, Refused> {
    withdraw(call, FilingKind::Referral)
}

/// 2504 人员慢特病备案撤销.
///
/// # Errors
/// As [`refer`].
pub fn withdraw_chronic(call: &Call<'_>) -> Result<Post, Refused> {
    withdraw(call, FilingKind::Chronic)
}

/// 2506 人员定点备案撤销.
///
/// # Errors
/// As [`refer`].
pub fn withdraw_choice(call: &Call<'_>) -> Result<Post, Refused> {
    withdraw(call, FilingKind::ChosenInstitution)
}

fn withdraw(call: &Call<'_>, kind: FilingKind) -> Result<Post, Refused> {
    const UNKNOWN: &str = "不是本平台返回的流水号，请核对备案时的返回值";
    let row = call.input.row("data")?;
    let person = person(row)?;
    let number: &str = row.need("trt_dcla_detl_sn")?;
    let other = |what: &str| row.refuse("trt_dcla_detl_sn", "filing.unknown", what);
    let no = number.parse().ok().and_then(FilingNo::new);
    let no = no.ok_or_else(|| other(UNKNOWN))?;
    let of_another_kind = other("是另一类备案的流水号，请用对应的撤销交易");
    let reason = said(row, "memo").unwrap_or_else(|| "医药机构撤销".to_owned());
    let institution = call.sender.institution.clone();
    let infno = call.infno().to_owned();
    Ok(Post::new(needs(call, person), move |world, _| {
        let filed = world.filing(no, &institution)?;
        if filed.filing.person == person && filed.filing.kind != kind {
            return Err(of_another_kind.clone());
        }
        let changes = act::withdraw(world, (no, person, &institution), &reason)?;
        Ok((Definitions::shipped().answer(&infno)?, changes))
    }))
}
