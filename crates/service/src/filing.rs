//! Filings at the bureau: what waits, and what is agreed to or refused.
//!
//! An institution files through the interface (2501, 2503, 2505; [`crate::counter::act::filing`]); the bureau of
//! the insured looks at it. Only what it agreed to counts at the counter.

use access::{Actor, Permission};
use base::{Refused, RegionCode};
use settlement::FilingNo;
use settlement::visit::FilingState;
use store::Event;
use store::counter::filing::{self as rows, FilingRow, StepRow};

use crate::{Desk, ServiceError};

/// Filings of a region that nobody has looked at, the earliest first.
///
/// # Errors
/// [`ServiceError`].
pub fn waiting(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
) -> Result<Vec<FilingRow>, ServiceError> {
    let scope = actor.may_in(Permission::FilingReview, region)?;
    desk.read(|session| Ok(rows::waiting(session, scope)?))
}

/// Agrees to a filing, or refuses it with a reason.
///
/// # Errors
/// [`ServiceError::NotFound`]; `filing.reviewed`; `filing.reason`: a refusal without a reason.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    (no, approved): (FilingNo, bool),
    reason: &str,
) -> Result<FilingRow, ServiceError> {
    let scope = actor.may(Permission::FilingReview)?;
    if !approved && reason.trim().is_empty() {
        return Err(Refused::new("filing.reason", "退回备案须写明理由，请补充。").into());
    }
    desk.write(actor, "filing.decide", Some(reason), |tx| {
        let found = rows::find(tx, scope, no)?;
        let mut row = found.ok_or(ServiceError::NotFound("备案"))?;
        row.filing = row.filing.reviewed(approved)?;
        row.steps = row.steps.saturating_add(1);
        let step = StepRow {
            bucket: row.bucket,
            filing: row.no,
            step: row.steps,
            state: row.filing.state,
            reason: reason.to_owned(),
        };
        rows::step(tx, &[step])?;
        tx.emit(&[decided(&row)])?;
        Ok(row)
    })
}

fn decided(row: &FilingRow) -> Event {
    let kind = match row.filing.state {
        FilingState::Approved => "filing_approved",
        _ => "filing_refused",
    };
    Event {
        kind: kind.to_owned(),
        version: 1,
        region: row.region,
        subject: row.no.get(),
        body: serde_json::json!({ "kind": row.filing.kind.code() }).to_string(),
    }
}
