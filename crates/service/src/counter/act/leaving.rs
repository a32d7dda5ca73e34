//! The end of a visit: registration undone (2202, 2404), discharge and its undoing (2402, 2405), and changes of
//! what a stay was opened with (2403).

use base::{PersonNo, Refused};
use settlement::VisitNo;
use settlement::visit::{Act, CivilTime, Visit};
use store::counter::visit::VisitRow;

use super::describing::Described;
use super::{refuse_other, standing, unsettled};
use crate::counter::{Change, VisitFile, World};

/// Which visit of whom at which institution.
pub type Which<'a> = (VisitNo, PersonNo, &'a str);

/// Undoes the registration or admission.
///
/// # Errors
/// `visit.unknown`, `bill.person`, `visit.settled`, `visit.lines`, `visit.state`.
pub fn cancel(world: &World, which: Which<'_>) -> Result<Vec<Change>, Refused> {
    let file = find(world, which)?;
    let after = file
        .row
        .visit
        .after(Act::Cancel, standing(file, unsettled(file)))?;
    Ok(changed(file, after))
}

/// The patient leaves.
///
/// # Errors
/// `visit.unknown`, `bill.person`, `visit.ended_before`, `visit.future`, and those of [`Visit::described`].
pub fn discharge(
    world: &World,
    which: Which<'_>,
    (ended, described): (CivilTime, Option<&Described>),
) -> Result<Vec<Change>, Refused> {
    let file = find(world, which)?;
    if ended.date() > world.today() {
        return Err(Refused::new(
            "visit.future",
            format!(
                "出院日期 {} 在今天之后，不能办理出院，请核对 endtime。",
                ended.date()
            ),
        ));
    }
    let late = file.lines.iter().filter(|line| !line.undone);
    if let Some(line) = late
        .filter(|line| line.occurred.date() > ended.date())
        .max_by_key(|line| line.occurred)
    {
        return Err(Refused::new(
            "fee.time",
            format!(
                "第 {} 号明细发生在 {}，晚于出院日期 {}，请先更正明细或出院时间。",
                line.number,
                line.occurred.date(),
                ended.date()
            ),
        ));
    }
    let visit = match described {
        Some(described) => described.on(world, &file.row.visit)?,
        None => file.row.visit.clone(),
    };
    Ok(changed(file, visit.discharged(ended)?))
}

/// Undoes the discharge.
///
/// # Errors
/// `visit.unknown`, `bill.person`, `visit.settled`, `visit.state`.
pub fn undo_discharge(world: &World, which: Which<'_>) -> Result<Vec<Change>, Refused> {
    let file = find(world, which)?;
    let after = file
        .row
        .visit
        .after(Act::UndoDischarge, standing(file, unsettled(file)))?;
    Ok(changed(file, after))
}

/// Changes what a stay was opened with.
///
/// # Errors
/// `visit.unknown`, `bill.person`, `visit.began_after`, and those of [`Visit::amended`] and [`Visit::described`].
pub fn amend(
    world: &World,
    which: Which<'_>,
    (began, department, physician): (CivilTime, &str, Option<&str>),
    described: &Described,
) -> Result<Vec<Change>, Refused> {
    let file = find(world, which)?;
    let lines = file.lines.iter().filter(|line| !line.undone);
    if let Some(first) = lines.map(|line| line.occurred.date()).min()
        && began.date() > first
    {
        return Err(Refused::new(
            "visit.began_after",
            format!(
                "入院日期 {} 晚于已上传费用的最早日期 {first}，请先撤销那些明细。",
                began.date()
            ),
        ));
    }
    let opening = &file.row.visit.opening;
    let day = began.date();
    world.patient((opening.person, &opening.insurance), (day, day))?;
    let amended = file.row.visit.amended(began, department, physician)?;
    let after = described.on(world, &amended)?;
    Ok(changed(file, after))
}

fn find<'w>(
    world: &'w World,
    (visit, person, institution): Which<'_>,
) -> Result<&'w VisitFile, Refused> {
    let file = world.visit(visit, institution)?;
    refuse_other(file, person)?;
    Ok(file)
}

fn changed(file: &VisitFile, visit: Visit) -> Vec<Change> {
    let row = VisitRow {
        visit,
        ..file.row.clone()
    };
    vec![Change::Visit(Box::new(row))]
}
