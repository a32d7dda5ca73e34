//! What others are told of a message: one event a thing that happened, with the numbers that later parts join by. What
//! each kind holds stands in docs/data/interface.md. No name, no number of a document, no code of a disease.

use base::RegionCode;
use serde_json::{Value, json};
use settlement::visit::VisitState;
use settlement::{RecordNo, VisitNo};
use store::Event;
use store::counter::filing::FilingRow;
use store::counter::record::{Nature, RecordRow};
use store::counter::visit::VisitRow;
use store::list::{ListRow, NewVersion, StepRow};

use super::{Change, World};

/// The events of the changes of one message, on the world after it.
#[must_use]
pub fn events(changes: &[Change], world: &World) -> Vec<Event> {
    changes.iter().filter_map(|it| event(it, world)).collect()
}

fn event(change: &Change, world: &World) -> Option<Event> {
    match change {
        Change::Opened(row) => Some(opened(row)),
        Change::Visit(row) => left(row),
        Change::Lines(lines) => {
            let visit = lines.first()?.visit;
            let amount: i64 = lines.iter().map(|it| it.amount.get()).sum();
            fees(world, visit, ("fees_charged", lines.len()), amount)
        }
        Change::Undone { visit, lines, .. } => {
            let kept = world.visits().find(|file| file.row.no == *visit)?;
            let gone = kept.lines.iter().filter(|it| lines.contains(&it.number));
            let amount: i64 = gone.map(|it| it.amount.get()).sum();
            fees(world, *visit, ("fees_undone", lines.len()), amount)
        }
        Change::Record(row) => Some(settled(row)),
        Change::Filed(row) => Some(filed(row)),
        Change::List(version) => Some(list_came(version)),
        Change::ListStep(step) => {
            let head = world.list_numbered(step.list)?;
            Some(list_moved(&head.list, step))
        }
        _ => None,
    }
}

fn told(kind: &str, (region, subject): (RegionCode, i64), body: &Value) -> Event {
    Event {
        kind: kind.to_owned(),
        version: 1,
        region,
        subject,
        body: body.to_string(),
    }
}

fn opened(row: &VisitRow) -> Event {
    let opening = &row.visit.opening;
    let body = json!({
        "person": opening.person.get(),
        "institution": opening.institution,
        "kind": opening.kind.code(),
        "insurance": opening.insurance,
        "ground": row.ground.code(),
        "began": opening.began.number(),
    });
    told("visit_opened", (row.region, row.no.get()), &body)
}

/// A stay that ended, or a visit that was undone.
fn left(row: &VisitRow) -> Option<Event> {
    let kind = match row.visit.state {
        VisitState::Discharged => "visit_discharged",
        VisitState::Cancelled => "visit_cancelled",
        VisitState::Open | VisitState::Settled => return None,
    };
    let body = json!({
        "person": row.visit.opening.person.get(),
        "institution": row.visit.opening.institution,
        "ended": row.visit.ended.map(settlement::visit::CivilTime::number),
    });
    Some(told(kind, (row.region, row.no.get()), &body))
}

fn fees(world: &World, visit: VisitNo, (kind, count): (&str, usize), amount: i64) -> Option<Event> {
    let row = &world.visits().find(|file| file.row.no == visit)?.row;
    let body = json!({
        "person": row.visit.opening.person.get(),
        "institution": row.visit.opening.institution,
        "lines": count,
        "amount": amount,
    });
    Some(told(kind, (row.region, visit.get()), &body))
}

fn settled(row: &RecordRow) -> Event {
    let kind = match row.nature {
        Nature::Settlement => "settled",
        Nature::Reversal(_) => "reversed",
        Nature::Adjustment(_) => "adjusted",
    };
    let body = json!({
        "visit": row.visit.get(),
        "person": row.person.get(),
        "about": row.nature.about().map(RecordNo::get),
        "replaces": row.replaces.map(RecordNo::get),
        "institution": row.institution,
        "scheme": row.scheme.code(),
        "care": row.care,
        "year": row.benefit_year,
        "on": row.on.number(),
        "bill": row.bill.get(),
        "fund": row.fund_pay.get(),
        "account": row.account_pay.get(),
        "cash": row.cash.get(),
        "provider": row.provider_pay.get(),
    });
    told(kind, (row.region, row.no.get()), &body)
}

fn filed(row: &FilingRow) -> Event {
    let body = json!({
        "person": row.filing.person.get(),
        "institution": row.by,
        "kind": row.filing.kind.code(),
        "from": row.filing.from.number(),
    });
    told("filed", (row.region, row.no.get()), &body)
}

fn list_came(version: &NewVersion) -> Event {
    let list = &version.list;
    let body = json!({
        "version": version.version,
        "state": version.state.code(),
        "settlement": list.record.get(),
        "visit": list.visit.get(),
        "person": list.person.get(),
        "institution": list.institution,
        "bill": version.bill.get(),
    });
    told("list_uploaded", (list.region, list.no.get()), &body)
}

/// That a version of a list took a step.
#[must_use]
pub fn list_moved(list: &ListRow, step: &StepRow) -> Event {
    let body = json!({
        "version": step.version,
        "state": step.state.code(),
        "settlement": list.record.get(),
        "institution": list.institution,
    });
    told("list_moved", (list.region, list.no.get()), &body)
}
