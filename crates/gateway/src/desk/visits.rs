//! Visits and stays: 2201–2203, 2401–2405.

use base::Refused;
use directory::agreement::{Circumstance, Service};
use service::counter::act::{self, Described, OpenAsk};
use service::counter::{Contact, Needs, World};
use settlement::VisitNo;
use settlement::visit::VisitKind;

use super::call::Call;
use super::fields::{diagnoses, person, presented, said, time, visit};
use super::named::Named;
use super::post::{Acted, Post};
use crate::definition::{Definitions, Row};

/// Medical categories of a stay that began as an emergency (急诊转住院).
const FROM_EMERGENCY: &str = "24";

/// 2201 门诊挂号.
///
/// # Errors
/// A field that cannot be read, here and below.
pub fn register(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    let inside_no: String = row.need("ipt_otp_no")?;
    let ask = OpenAsk {
        person: person(row)?,
        institution: call.sender.institution.clone(),
        inside_no: inside_no.clone(),
        kind: VisitKind::Outpatient,
        insurance: row.need("insutype")?,
        shown: presented(call, row, Contact::Visit)?,
        department: row.text("dept_code").to_owned(),
        physician: said(row, "atddr_no"),
        began: time(row, "begntime")?,
        service: Service::Outpatient,
        circumstance: Circumstance::Ordinary,
        described: None,
        transferred_from: None,
    };
    let named = Named::of(row);
    Ok(Post::new(of_person(&ask), move |world, ids| {
        named.holds(world, (ask.person, ask.began.date()))?;
        let (no, changes) = act::open(world, ids, &ask)?;
        let mut answer = Definitions::shipped().answer("2201")?;
        let mut row = answer.row("data");
        row.put("mdtrt_id", no.to_string());
        row.put("psn_no", ask.person.to_string());
        row.put("ipt_otp_no", inside_no.as_str());
        Ok((answer, changes))
    }))
}

/// 2401 入院办理.
///
/// # Errors
/// As [`register`].
pub fn admit(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("mdtrtinfo")?;
    let med_type: String = row.need("med_type")?;
    let emergency = med_type.starts_with(FROM_EMERGENCY);
    let ask = OpenAsk {
        person: person(row)?,
        institution: call.sender.institution.clone(),
        inside_no: row.need("ipt_no")?,
        kind: VisitKind::Stay,
        insurance: row.need("insutype")?,
        shown: presented(call, row, Contact::Admission)?,
        department: row.text("adm_dept_codg").to_owned(),
        physician: said(row, "atddr_no"),
        began: time(row, "begntime")?,
        service: Service::of_med_type(&med_type).unwrap_or(Service::Inpatient),
        circumstance: if emergency {
            Circumstance::Emergency
        } else {
            Circumstance::Ordinary
        },
        described: Some(described(call, row, med_type, false)?),
        transferred_from: None,
    };
    let needs = Needs {
        // a person lies in one bed at a time: his other stays are asked
        whole_history: true,
        ..of_person(&ask)
    };
    let named = Named::of(row);
    Ok(Post::new(needs, move |world, ids| {
        named.holds(world, (ask.person, ask.began.date()))?;
        let (no, changes) = act::open(world, ids, &ask)?;
        let mut answer = Definitions::shipped().answer("2401")?;
        answer.row("result").put("mdtrt_id", no.to_string());
        Ok((answer, changes))
    }))
}

/// 2202 门诊挂号撤销, 2404 入院撤销.
///
/// # Errors
/// As [`register`].
pub fn cancel(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    on_visit(call, row, act::cancel)
}

/// 2405 出院撤销.
///
/// # Errors
/// As [`register`].
pub fn undo_discharge(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("data")?;
    on_visit(call, row, act::undo_discharge)
}

/// 2203 门诊就诊信息上传.
///
/// # Errors
/// As [`register`].
pub fn describe(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("mdtrtinfo")?;
    let said = described(call, row, row.need("med_type")?, true)?;
    on_visit(call, row, move |world, which| {
        act::describe(world, which, &said)
    })
}

/// 2403 入院信息变更.
///
/// # Errors
/// As [`register`].
pub fn amend(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("adminfo")?;
    let told = described(call, row, row.need("med_type")?, false)?;
    let department = row.text("adm_dept_codg").to_owned();
    let physician = said(row, "atddr_no");
    // a dialect that leaves the time out keeps the one of the admission
    let began = match row.get::<crate::definition::Stamp>("begntime") {
        Some(_) => Some(time(row, "begntime")?),
        None => None,
    };
    on_visit(call, row, move |world, which| {
        let (no, _, institution) = which;
        let began = match began {
            Some(began) => began,
            None => world.visit(no, institution)?.row.visit.opening.began,
        };
        let place = (began, department.as_str(), physician.as_deref());
        act::amend(world, which, place, &told)
    })
}

/// 2402 出院办理.
///
/// # Errors
/// As [`register`].
pub fn discharge(call: &Call<'_>) -> Result<Post, Refused> {
    let row = call.input.row("dscginfo")?;
    let ended = time(row, "endtime")?;
    // the category is that of the admission
    let told = described(call, row, String::new(), false)?;
    on_visit(call, row, move |world, which| {
        let (no, _, institution) = which;
        let stay = &world.visit(no, institution)?.row.visit;
        let described = Described {
            med_type: stay.med_type.clone().unwrap_or_default(),
            disease: told.disease.clone().or_else(|| stay.disease.clone()),
            operation: told.operation.clone().or_else(|| stay.operation.clone()),
            diagnoses: told.diagnoses.clone(),
        };
        act::discharge(world, which, (ended, Some(&described)))
    })
}

/// What the nodes of a visit say of it.
fn described(
    call: &Call<'_>,
    row: &Row<'_>,
    med_type: String,
    has_validity: bool,
) -> Result<Described, Refused> {
    let operation = if has_validity {
        None
    } else {
        said(row, "oprn_oprt_code")
    };
    Ok(Described {
        med_type,
        diagnoses: diagnoses(call.input.rows("diseinfo"), has_validity)?,
        disease: said(row, "dise_codg"),
        operation,
    })
}

fn of_person(ask: &OpenAsk) -> Needs {
    Needs {
        people: vec![(ask.person, ask.began.date())],
        shown: vec![ask.shown.clone()],
        ..Needs::default()
    }
}

/// The visit of a message, its person and its institution.
type Which<'a> = (VisitNo, base::PersonNo, &'a str);

/// An act on a visit that answers nothing.
pub(super) fn on_visit(
    call: &Call<'_>,
    row: &Row<'_>,
    act: impl Fn(&World, Which<'_>) -> Result<Vec<service::counter::Change>, Refused> + Send + 'static,
) -> Result<Post, Refused> {
    let (visit, person) = (visit(row)?, person(row)?);
    let institution = call.sender.institution.clone();
    let infno = call.infno().to_owned();
    let needs = Needs {
        visits: vec![visit],
        ..Needs::default()
    };
    Ok(Post::new(needs, move |world, _| -> Acted {
        let changes = act(world, (visit, person, institution.as_str()))?;
        Ok((Definitions::shipped().answer(&infno)?, changes))
    }))
}
