//! Fee lines (2204, 2205, 2301, 2302).

use base::{Count, Date, Fen, PersonNo, Refused, UnitPrice};
use directory::catalogue::Approval;
use settlement::VisitNo;
use settlement::fee::{FeeLine, LineState, Quote, Undo, quote};
use settlement::visit::{Act, CivilTime, Standing};
use store::counter::line::LineRow;
use store::counter::visit::VisitRow;

use super::facts::Facts;
use super::sheet::{fee_line, of_line, sheet};
use super::{refuse_other, standing, unsettled};
use crate::counter::{Change, VisitFile, World};

/// A fee line as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineAsk {
    /// Number within the visit (`feedetl_sn`).
    pub number: u64,
    /// The line that it corrects (`init_feedetl_sn`).
    pub corrects: Option<u64>,
    /// Charge batch (`chrg_bchno`); of a stay empty.
    pub batch: String,
    /// When the cost arose.
    pub occurred: CivilTime,
    /// National code.
    pub code: String,
    /// Code of the institution's own list.
    pub own_code: String,
    /// How many.
    pub count: Count,
    /// Price of one.
    pub price: UnitPrice,
    /// Amount.
    pub amount: Fen,
    /// Disease that the line names.
    pub disease: Option<String>,
    /// What the hospital says of a restricted item.
    pub approval: Approval,
    /// Who ordered it (`bilg_dr_codg`), where somebody is named.
    pub physician: Option<String>,
}

/// What is told at upload.
#[derive(Debug, Clone, PartialEq)]
pub struct Charged {
    /// The lines as they are listed.
    pub lines: Vec<FeeLine>,
    /// Their prices, in the same order.
    pub quotes: Vec<Quote>,
}

/// Takes lines in and tells their prices.
///
/// # Errors
/// `visit.unknown`, `bill.person`, `line.…`, and those of [`settlement::fee::FeeSheet::with`].
pub fn charge(
    world: &World,
    (visit, person, institution): (VisitNo, PersonNo, &str),
    lines: &[LineAsk],
) -> Result<(Charged, Vec<Change>), Refused> {
    let file = world.visit(visit, institution)?;
    refuse_other(file, person)?;
    let (after, charged) = charged(world, file, lines)?;
    let mut changes = Vec::new();
    if after.row != file.row {
        changes.push(Change::Visit(Box::new(after.row.clone())));
    }
    let new = after.lines.get(file.lines.len()..).unwrap_or_default();
    changes.push(Change::Lines(new.to_vec()));
    Ok((charged, changes))
}

/// The visit with further lines behind those that it had.
pub(super) fn charged(
    world: &World,
    file: &VisitFile,
    lines: &[LineAsk],
) -> Result<(VisitFile, Charged), Refused> {
    let visit = &file.row.visit;
    let mut after = file.clone();
    after.row.visit = visit.after(Act::Charge, standing(file, unsettled(file)))?;
    let facts = Facts::of(world, file)?;
    let mut rows: Vec<LineRow> = lines
        .iter()
        .map(|line| row(file, line, world.today()))
        .collect();
    let mut upload = Vec::with_capacity(rows.len());
    for row in &rows {
        refuse_out_of_time(file, row)?;
        refuse_stranger(world, file, row)?;
        upload.push(fee_line(world, &facts.patient, visit, row)?);
    }
    let next = sheet(world, &facts.patient, file)?.with(visit.opening.kind, upload)?;
    let upload: Vec<FeeLine> = rows
        .iter()
        .filter_map(|row| next.line(row.number).cloned())
        .collect();
    let quotes = quotes(world, file, &facts, &upload)?;
    for (row, quote) in rows.iter_mut().zip(&quotes) {
        row.quote_day = quote.law_date;
        row.quoted = [
            quote.full_own_pay,
            quote.over_limit,
            quote.first_self_pay,
            quote.in_scope,
        ];
    }
    after.lines.append(&mut rows);
    let charged = Charged {
        lines: upload,
        quotes,
    };
    Ok((after, charged))
}

fn quotes(
    world: &World,
    file: &VisitFile,
    facts: &Facts<'_>,
    lines: &[FeeLine],
) -> Result<Vec<Quote>, Refused> {
    let case = facts.case(world, &file.row.visit);
    let stack = &facts.stack;
    let given = case.facts(stack.base, Some(world.today()))?;
    let told = lines
        .iter()
        .map(|line| quote(stack.base, stack.place, &given, line));
    told.collect()
}

fn row(file: &VisitFile, ask: &LineAsk, today: Date) -> LineRow {
    LineRow {
        visit: file.row.no,
        bucket: file.row.bucket,
        number: ask.number,
        corrects: ask.corrects,
        batch: ask.batch.clone(),
        occurred: ask.occurred,
        code: ask.code.clone(),
        own_code: ask.own_code.clone(),
        count: ask.count,
        price: ask.price,
        amount: ask.amount,
        disease: ask.disease.clone(),
        approval: ask.approval,
        physician: ask.physician.clone(),
        quote_day: today,
        quoted: [Fen::ZERO; 4],
        undone: false,
    }
}

/// Who orders for the insured practises at the institution on the day (REQ-423).
fn refuse_stranger(world: &World, file: &VisitFile, row: &LineRow) -> Result<(), Refused> {
    let Some(physician) = row.physician.as_deref() else {
        return Ok(());
    };
    let opening = &file.row.visit.opening;
    let of = (opening.institution.as_str(), file.row.ground);
    let held = world
        .rules
        .providers
        .may_order(of, physician, row.occurred.date());
    held.map_err(|refused| of_line(&refused, row.number))
}

/// A cost arises while the visit lasts.
fn refuse_out_of_time(file: &VisitFile, row: &LineRow) -> Result<(), Refused> {
    let visit = &file.row.visit;
    let on = row.occurred.date();
    let late = visit.ended.is_some_and(|ended| on > ended.date());
    if on < visit.service_date() || late {
        return Err(Refused::new(
            "fee.time",
            format!(
                "第 {} 号明细的费用发生日期 {on} 不在本次就诊期间，请核对 fee_ocur_time。",
                row.number
            ),
        ));
    }
    Ok(())
}

/// Undoes unsettled lines (2205, 2302).
///
/// # Errors
/// `visit.unknown`, `bill.person`, and those of [`settlement::fee::FeeSheet::without`].
pub fn uncharge(
    world: &World,
    (visit, person, institution): (VisitNo, PersonNo, &str),
    undo: &Undo,
) -> Result<Vec<Change>, Refused> {
    let file = world.visit(visit, institution)?;
    refuse_other(file, person)?;
    let visit = &file.row.visit;
    let facts = Facts::of(world, file)?;
    let before = sheet(world, &facts.patient, file)?;
    let next = before.without(undo)?;
    let undone: Vec<u64> = next
        .all()
        .filter(|line| line.state == LineState::Undone)
        .map(|line| line.number)
        .filter(|number| {
            before
                .line(*number)
                .is_some_and(|line| line.state == LineState::Open)
        })
        .collect();
    let hangs = Standing {
        left_unsettled: next.unsettled().count(),
        ..standing(file, before.unsettled().count())
    };
    let after = visit.after(Act::Uncharge, hangs)?;
    let mut changes = vec![Change::Undone {
        bucket: file.row.bucket,
        visit: file.row.no,
        lines: undone,
    }];
    if after != *visit {
        let row = VisitRow {
            visit: after,
            ..file.row.clone()
        };
        changes.push(Change::Visit(Box::new(row)));
    }
    Ok(changes)
}
