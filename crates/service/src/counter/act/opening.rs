//! Registration (2201), admission (2401) and purchases (2102).

use base::{PersonNo, PersonnelCode, Refused};
use directory::agreement::{Circumstance, Entry, Service};
use settlement::VisitNo;
use settlement::visit::{CivilTime, Visit, VisitKind, VisitOpening};
use store::counter::visit::VisitRow;

use super::describing::Described;
use super::{LineAsk, SettleAsk, Settled, charging, settling};
use crate::counter::{Change, Ids, Shown, VisitFile, World};

/// What a visit is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAsk {
    /// The person.
    pub person: PersonNo,
    /// The institution.
    pub institution: String,
    /// Its own number of the visit (`ipt_otp_no`).
    pub inside_no: String,
    /// Kind of visit.
    pub kind: VisitKind,
    /// Insurance under which the person comes (`insutype`).
    pub insurance: String,
    /// The credential shown.
    pub shown: Shown,
    /// Code of the department, empty at a pharmacy.
    pub department: String,
    /// Code of the physician.
    pub physician: Option<String>,
    /// When it began.
    pub began: CivilTime,
    /// The service of the agreement that it falls under.
    pub service: Service,
    /// The circumstances.
    pub circumstance: Circumstance,
    /// What is known of it from the start: of a registration nothing.
    pub described: Option<Described>,
    /// The stay from which the patient was transferred.
    pub transferred_from: Option<VisitNo>,
}

/// Opens a visit: the person is insured and entitled on the day it began, the institution may begin it.
///
/// # Errors
/// Those of [`World::verified`] and [`World::may_book`], `person.…`, `visit.future`, `visit.stay_open`, `entry.…` and those of [`Visit::open`].
pub fn open(world: &World, ids: Ids, ask: &OpenAsk) -> Result<(VisitNo, Vec<Change>), Refused> {
    let row = opened(world, ids, ask)?;
    Ok((row.no, vec![Change::Opened(Box::new(row))]))
}

fn opened(world: &World, ids: Ids, ask: &OpenAsk) -> Result<VisitRow, Refused> {
    let on = ask.began.date();
    // who is brought in as an emergency is taken in first and shows his credential before he settles
    let later = ask.circumstance == Circumstance::Emergency && ask.shown.is_nothing();
    if !later {
        world.verified(ask.person, &ask.shown)?;
    }
    if on > world.today() {
        return Err(Refused::new(
            "visit.future",
            format!("开始日期 {on} 在今天之后，不能登记，请核对 begntime。"),
        ));
    }
    world.may_book(ask.person, on)?;
    let patient = world.patient((ask.person, &ask.insurance), (on, on))?;
    refuse_second_stay(world, ask)?;
    let ground = may_begin(world, ask)?;
    let opening = VisitOpening {
        id: ids.visit.to_string(),
        person: ask.person,
        institution: ask.institution.clone(),
        inside_no: ask.inside_no.clone(),
        kind: ask.kind,
        insurance: ask.insurance.clone(),
        credential: ask.shown.kind,
        department: ask.department.clone(),
        physician: ask.physician.clone(),
        began: ask.began,
    };
    let mut visit = Visit::open(opening)?;
    visit.emergency = ask.circumstance == Circumstance::Emergency;
    if let Some(described) = &ask.described {
        visit = described.on(world, &visit)?;
    }
    if let Some(from) = ask.transferred_from {
        visit = visit.continuing(&earlier_stay(world, ask, from)?)?;
    }
    Ok(VisitRow {
        no: ids.visit,
        bucket: patient.bucket,
        region: patient.region,
        ground,
        visit,
    })
}

fn may_begin(world: &World, ask: &OpenAsk) -> Result<directory::agreement::Ground, Refused> {
    let physician = ask.physician.as_deref();
    let physician = physician.and_then(|code| PersonnelCode::parse(code).ok());
    let entry = Entry {
        department: Some(ask.department.as_str()).filter(|code| !code.is_empty()),
        physician: physician.as_ref(),
        on: ask.began.date(),
        service: ask.service,
        circumstance: ask.circumstance,
    };
    world.rules.providers.may_begin(&ask.institution, &entry)
}

/// A person lies in one bed at a time.
fn refuse_second_stay(world: &World, ask: &OpenAsk) -> Result<(), Refused> {
    if ask.kind != VisitKind::Stay {
        return Ok(());
    }
    let open = world.visits_of(ask.person).find(|file| {
        let visit = &file.row.visit;
        visit.opening.kind == VisitKind::Stay && visit.state == settlement::visit::VisitState::Open
    });
    match open {
        None => Ok(()),
        Some(file) => Err(Refused::new(
            "visit.stay_open",
            format!(
                "该参保人自 {} 起有一次住院尚未出院，不能重复入院登记，请先办理那次住院的出院或撤销。",
                file.row.visit.opening.began.date()
            ),
        )),
    }
}

fn earlier_stay(world: &World, ask: &OpenAsk, from: VisitNo) -> Result<Visit, Refused> {
    let mut his = world.visits_of(ask.person);
    let found = his.find(|file| file.row.no == from);
    found.map(|file| file.row.visit.clone()).ok_or_else(|| {
        Refused::new(
            "visit.transfer",
            "没有转院前的那次住院，请核对转院前就诊 ID。",
        )
    })
}

/// A purchase at a pharmacy: opened, charged and settled in one message (2102).
///
/// # Errors
/// As [`open`], [`super::charge`] and [`super::settle`].
pub fn purchase(
    world: &World,
    ids: Ids,
    (ask, lines, how): (&OpenAsk, &[LineAsk], &SettleAsk),
) -> Result<(Settled, Vec<Change>), Refused> {
    let row = opened(world, ids, ask)?;
    let file = VisitFile {
        row,
        lines: Vec::new(),
        records: Vec::new(),
    };
    let (file, _) = charging::charged(world, &file, lines)?;
    let (settled, visit, mut changes) = settling::settled(world, ids, &file, how)?;
    // the visit is kept once, as it stands after the settlement
    let mut row = file.row;
    row.visit = visit;
    let mut all = vec![Change::Opened(Box::new(row)), Change::Lines(file.lines)];
    changes.retain(|change| !matches!(change, Change::Visit(_)));
    all.append(&mut changes);
    Ok((settled, all))
}
