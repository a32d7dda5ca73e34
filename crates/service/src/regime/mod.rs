//! Regime profiles: which holds, proposing another, what counties practise, the self-check.

mod practice;
mod proposing;

use access::Scope;
use base::Date;
use enrolment::regime::{FlowBook, Profile, Regimes};
use store::Session;
use store::membership::regime as rows;

pub use practice::{practise, self_check};
pub use proposing::{KIND, decide, propose};

use crate::ServiceError;

/// The profiles of the scope's pooling area: those adopted there, else those that ship.
///
/// # Errors
/// [`ServiceError::Input`] where what ships or was adopted cannot be read; storage.
pub fn shelf(session: &mut Session<'_>, scope: Scope) -> Result<Regimes, ServiceError> {
    let adopted = rows::all(session, scope)?;
    if adopted.is_empty() {
        return Regimes::shipped().map_err(unreadable);
    }
    let common = FlowBook::shipped().map_err(unreadable)?;
    let mut shelf = Regimes::new();
    for text in &adopted {
        let mut profile = Profile::read(&text.title, &text.body, &common).map_err(unreadable)?;
        // An adopted profile may have been ended by a later one since its text was written.
        profile.during = text.during;
        shelf.add(profile)?;
    }
    Ok(shelf)
}

/// The profile of the scope's pooling area on a day.
///
/// # Errors
/// [`ServiceError::Refused`] `regime.none`; as [`shelf`].
pub fn of(session: &mut Session<'_>, scope: Scope, on: Date) -> Result<Profile, ServiceError> {
    Ok(shelf(session, scope)?.of(scope.pool(), on)?.clone())
}

fn unreadable(findings: Vec<enrolment::regime::Finding>) -> ServiceError {
    let lines: Vec<_> = findings.iter().map(|finding| finding.zh()).collect();
    ServiceError::Input(lines.join("\n"))
}
