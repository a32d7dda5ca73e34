//! Sponsors, collectors' accounts, progress of a year's collection.

use access::{Actor, Permission};
use base::{Date, Fen, OrganisationNo, PersonNo, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::contribution::bill::Sponsorship;
use enrolment::contribution::payment::{AgentAccount, Handover, HandoverNo, Progress};
use enrolment::contribution::{Channel, Source, Year};
use store::contribution::billing::{self, Promise, SponsorshipNo};
use store::contribution::report;

use super::billing::benefit_year;
use crate::{Desk, ServiceError, regime};

/// What a sponsor promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    /// The scheme.
    pub scheme: Scheme,
    /// The year.
    pub year: Year,
    /// For everybody enrolled here.
    pub region: RegionCode,
    /// For this person alone, where one is named.
    pub person: Option<PersonNo>,
    /// What the sponsor is.
    pub source: Source,
    /// Which one.
    pub sponsor: OrganisationNo,
    /// How much a person, above 0.
    pub amount: Fen,
}

/// Records what a sponsor takes over; bills drawn up from now on have it as a source of its own.
///
/// # Errors
/// `bill.sponsor_kind`, `bill.sponsor_amount`; denied outside the actor's region.
pub fn promise(
    desk: &Desk<'_>,
    actor: &Actor,
    promised: &Promised,
) -> Result<SponsorshipNo, ServiceError> {
    actor.may_in(Permission::ContributionPropose, promised.region)?;
    if !promised.source.is_sponsor() {
        let sentence = format!(
            "资助来源应为集体、单位或社会资助，不能是{}。",
            promised.source.zh()
        );
        return Err(Refused::new("bill.sponsor_kind", sentence).into());
    }
    if promised.amount <= Fen::ZERO {
        return Err(Refused::new("bill.sponsor_amount", "资助金额应大于 0，请核对。").into());
    }
    let promise = Promise {
        region: promised.region,
        person: promised.person,
        sponsorship: Sponsorship {
            source: promised.source,
            sponsor: promised.sponsor,
            amount: promised.amount,
        },
    };
    desk.write(actor, "sponsor.promise", None, |tx| {
        Ok(billing::promise(
            tx,
            promised.scheme,
            promised.year,
            &promise,
        )?)
    })
}

/// Records what an agent or a school handed over.
///
/// # Errors
/// `agent.amount`; denied outside the actor's region; a slip that is recorded already.
pub fn hand_over(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    collector: OrganisationNo,
    year: Year,
    handover: &Handover,
) -> Result<HandoverNo, ServiceError> {
    let scope = actor.may_in(Permission::ContributionCollect, region)?;
    if handover.amount <= Fen::ZERO {
        return Err(Refused::new("agent.amount", "上缴金额应大于 0，请核对。").into());
    }
    desk.write(actor, "agent.hand_over", None, |tx| {
        Ok(report::hand_over(
            tx, scope, region, collector, year, handover,
        )?)
    })
}

/// The accounts of the collectors of the actor's region in a year.
///
/// # Errors
/// Denied; storage.
pub fn agents(
    desk: &Desk<'_>,
    actor: &Actor,
    year: Year,
) -> Result<Vec<AgentAccount>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::agents(session, scope, year))?)
}

/// The day by which contributions of a year are due, by the regime profile of the pooling area.
///
/// # Errors
/// `regime.none`, `regime.unset`; denied; storage.
pub fn due_date(desk: &Desk<'_>, actor: &Actor, year: Year) -> Result<Date, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    desk.read(|session| {
        let profile = regime::of(session, scope, desk.today())?;
        Ok(profile.due_date(&benefit_year(&profile, year)?)?)
    })
}

/// Progress of a year's collection in each county of the actor's region on a day.
///
/// # Errors
/// Denied; storage.
pub fn progress(
    desk: &Desk<'_>,
    actor: &Actor,
    year: Year,
    on: Date,
    deadline: Date,
) -> Result<Vec<Progress>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::progress(session, scope, year, on, deadline))?)
}

/// Money of each day and channel in the actor's region.
///
/// # Errors
/// Denied; storage.
pub fn by_channel(
    desk: &Desk<'_>,
    actor: &Actor,
    days: (Date, Date),
) -> Result<Vec<(Date, Channel, i64, Fen)>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| report::by_channel(session, scope, days))?)
}
