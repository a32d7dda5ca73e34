//! The lines of a visit as the catalogue lists them now.

use base::Refused;
use directory::catalogue::{Charge, LineContext, LineFacts};
use settlement::fee::{FeeLine, FeeSheet, LineState};
use settlement::visit::{Visit, VisitKind};
use store::counter::line::LineRow;

use crate::counter::{Patient, VisitFile, World};

/// The sheet of a visit: every line listed by the catalogue of the day on which its cost arose, corrections as
/// their lines are, settled where a standing settlement covers it.
pub(super) fn sheet(
    world: &World,
    patient: &Patient,
    file: &VisitFile,
) -> Result<FeeSheet, Refused> {
    let mut lines = Vec::with_capacity(file.lines.len());
    for row in &file.lines {
        let mut line = fee_line(world, patient, &file.row.visit, row)?;
        let settled = file.live().find(|it| it.lines.contains(&row.number));
        line.state = match (row.undone, settled) {
            (true, _) => LineState::Undone,
            (false, Some(record)) => LineState::Settled(record.no.to_string()),
            (false, None) => LineState::Open,
        };
        lines.push(line);
    }
    // nothing is named to be listed again: corrections take over what their lines are listed as
    let sheet = FeeSheet::from_rows(lines);
    sheet.listed_anew(&[], |line| Ok(line.listed.clone()))
}

/// One line, open.
pub(super) fn fee_line(
    world: &World,
    patient: &Patient,
    visit: &Visit,
    row: &LineRow,
) -> Result<FeeLine, Refused> {
    Ok(FeeLine {
        number: row.number,
        corrects: row.corrects,
        batch: row.batch.clone(),
        occurred: row.occurred,
        code: row.code.clone(),
        own_code: row.own_code.clone(),
        count: row.count,
        price: row.price,
        amount: row.amount,
        disease: row.disease.clone(),
        listed: listed(world, patient, visit, row)
            .map_err(|refused| of_line(&refused, row.number))?,
        state: LineState::Open,
    })
}

fn listed(
    world: &World,
    patient: &Patient,
    visit: &Visit,
    row: &LineRow,
) -> Result<LineFacts, Refused> {
    let on = row.occurred.date();
    let categories: Vec<&str> = patient.categories.iter().map(String::as_str).collect();
    let diagnoses: Vec<&str> = visit.diagnoses.valid().map(|it| it.code.as_str()).collect();
    let context = LineContext {
        on,
        group: patient.group(),
        categories: &categories,
        level: world.rules.providers.level(&visit.opening.institution, on),
        inpatient: visit.opening.kind == VisitKind::Stay,
        sex: patient.sex,
        age: patient.age(on),
        diagnoses: &diagnoses,
        approval: row.approval,
    };
    let charge = Charge {
        price: row.price,
        count: row.count,
        stated: Some(row.amount),
    };
    let codes = (
        visit.opening.institution.as_str(),
        row.own_code.as_str(),
        row.code.as_str(),
    );
    world.list(codes, &context, &charge)
}

/// The same refusal with the number of its line.
pub(super) fn of_line(refused: &Refused, number: u64) -> Refused {
    Refused::new(
        refused.code(),
        format!("第 {number} 号明细：{}", refused.zh()),
    )
}
