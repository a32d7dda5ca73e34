//! One application.

use access::{Actor, Permission};
use base::{BenefitYear, Date, EnrolmentNo, Refused};
use enrolment::membership::{Accepted, Application, Enrolment, Verdict, decide};
use enrolment::regime::Profile;
use store::Event;
use store::membership::{dossier, enrolment as rows, report};

use super::submitted;
use crate::{Desk, ServiceError, regime};

/// What became of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Submitted, with what was found.
    Submitted(Box<Enrolment>, Accepted),
    /// Kept as a prospect until somebody agrees.
    Prospect,
}

/// Submits an application for the benefit year that begins in `year`. `collective` is the household, school,
/// agent or employer it comes through.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] with the rule that does not allow it, `enrolment.second_active`
/// among them with the number of the first; [`ServiceError::NotFound`]; storage.
pub fn enrol(
    desk: &Desk<'_>,
    actor: &Actor,
    application: &Application,
    year: i32,
    collective: Option<i64>,
) -> Result<Answer, ServiceError> {
    let scope = actor.may_in(Permission::EnrolmentPropose, application.region)?;
    desk.write(actor, "enrol.submit", None, |tx| {
        let profile = regime::of(tx, scope, application.applied_on)?;
        let period = coming(&profile, year, desk.today())?;
        let mut found = dossier::load(tx, scope, &[application.person])?;
        let (bucket, dossier) = found
            .remove(&application.person)
            .ok_or(ServiceError::NotFound("此人"))?;
        match decide(&profile, &period, application, &dossier)? {
            Verdict::Prospect => {
                let prospect = ((bucket, application.person), application.region);
                report::add_prospects(tx, year, &[prospect])?;
                Ok(Answer::Prospect)
            }
            Verdict::Enrolled(accepted) => {
                let no = tx.next("enrolment", EnrolmentNo::new)?;
                let mut kept = submitted(no, bucket, year, application, &accepted);
                kept.is.collective = collective;
                rows::add(tx, scope, std::slice::from_ref(&kept))?;
                tx.emit(&[Event {
                    kind: "enrolment_submitted".to_owned(),
                    version: 1,
                    region: application.region,
                    subject: no.get(),
                    body: "{}".to_owned(),
                }])?;
                Ok(Answer::Submitted(Box::new(kept.is), accepted))
            }
        }
    })
}

/// The benefit year that begins in a calendar year: the next at the latest, for a year beyond that is a slip of
/// the pen, and nobody enrols for it yet.
pub(super) fn coming(profile: &Profile, year: i32, today: Date) -> Result<BenefitYear, Refused> {
    let asked = period(profile, year)?;
    let this = profile.calendar.year_of(today);
    let next = this.until.add_days(1);
    let next = next.map_or(this, |day| profile.calendar.year_of(day));
    if asked.from > next.from {
        let zh = format!(
            "年度 {year} 还不能办理：今天最远可办到 {} 年度，请核对年度。",
            next.label
        );
        return Err(Refused::new("enrolment.year_ahead", zh));
    }
    Ok(asked)
}

/// The benefit year that begins in a calendar year.
pub(super) fn period(profile: &Profile, year: i32) -> Result<BenefitYear, Refused> {
    profile.benefit_year(year).ok_or_else(|| {
        Refused::new(
            "enrolment.year",
            format!("年度 {year} 不在可办理的范围内，请核对。"),
        )
    })
}
