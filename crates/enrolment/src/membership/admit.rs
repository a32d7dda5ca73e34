//! Whether an application is accepted, from when until when.

use super::{Channel, Funding, Ground, Held, Span, Standing, Timeline, gap_before};
use crate::Scheme;
use crate::regime::{Basis, PlaceCase, Profile};
use base::{BenefitYear, Date, OrganisationNo, PersonNo, Refused, RegionCode, Validity};

/// Somebody asks to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Who.
    pub person: PersonNo,
    /// Where.
    pub region: RegionCode,
    /// In which scheme.
    pub scheme: Scheme,
    /// As what.
    pub standing: Standing,
    /// How it comes in.
    pub channel: Channel,
    /// Consent or another ground, where there is one.
    pub ground: Option<Ground>,
    /// Why away from the household registration.
    pub place_reason: Option<Box<str>>,
    /// Who pays.
    pub funding: Funding,
    /// The day of the application.
    pub applied_on: Date,
    /// The first day wanted; needed in the employee scheme, where it is the first day of work, of
    /// retirement or of flexible contribution.
    pub from: Option<Date>,
}

/// An obligation to join the employee scheme: an employer has registered the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// The employer.
    pub employer: OrganisationNo,
    /// From when until when.
    pub during: Validity,
}

/// What is known of a person when an application is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dossier {
    /// The record that stands for this one since the two were merged.
    pub merged_into: Option<PersonNo>,
    /// Household registration.
    pub huji: Option<RegionCode>,
    /// Birth.
    pub birth: Option<Date>,
    /// Death.
    pub died: Option<Date>,
    /// Obligations to join the employee scheme.
    pub obligations: Vec<Obligation>,
    /// Running enrolments, of every scheme and region.
    pub held: Vec<Held>,
    /// Earlier spans of enrolment here and elsewhere, for the record of continuity.
    pub earlier: Vec<Span>,
    /// The track that the person is bound to, where two run.
    pub track: Option<Scheme>,
}

/// An application that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The days of enrolment.
    pub span: Span,
    /// On what it rests.
    pub ground: Ground,
    /// Whether it is an exception from the rule of place, to be reported.
    pub exception: bool,
    /// Benefit years missed before it.
    pub missed_years: u32,
    /// The last day of a waiting period.
    pub wait_until: Option<Date>,
    /// A remark for users: an interruption.
    pub remark: Option<String>,
}

/// The answer to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Enrolled.
    Enrolled(Accepted),
    /// Nobody agreed yet where enrolment is voluntary: the person is kept as a prospect.
    Prospect,
}

/// Judges an application for the benefit year of its entitlement.
///
/// # Errors
/// Refused with the first rule that does not allow it: death, scheme not open, employee obligation (REQ-001),
/// track, place (REQ-006), window (REQ-010), an enrolment that runs already (REQ-002).
pub fn decide(
    profile: &Profile,
    year: &BenefitYear,
    application: &Application,
    dossier: &Dossier,
) -> Result<Verdict, Refused> {
    own_record(dossier)?;
    let span = wanted(profile, year, application, dossier)?;
    alive(dossier, application.applied_on)?;
    profile.scheme_open(application.scheme, span.from())?;
    let mut exception = false;
    let mut ground = application.ground;
    if application.scheme.is_for_residents() {
        unobliged(profile, dossier, span)?;
        on_track(profile, application.scheme, dossier, span)?;
        exception = profile.place_of(PlaceCase {
            region: application.region,
            huji: dossier.huji,
            by_school: application.channel == Channel::School,
            reason: application.place_reason.as_deref(),
        })?;
        ground = based(profile, ground)?;
    }
    Timeline::new(&dossier.held)?.free(span)?;
    let Some(ground) = ground else {
        return Ok(Verdict::Prospect);
    };
    let earlier: Vec<Span> = dossier.held.iter().map(|held| held.span).collect();
    let earlier = [earlier.as_slice(), dossier.earlier.as_slice()].concat();
    let gap = gap_before(profile, &earlier, span.from());
    Ok(Verdict::Enrolled(Accepted {
        span,
        ground,
        exception,
        missed_years: gap.as_ref().map_or(0, |gap| gap.missed_years),
        wait_until: gap.as_ref().and_then(|gap| gap.wait_until),
        remark: gap.map(|gap| gap.zh),
    }))
}

fn wanted(
    profile: &Profile,
    year: &BenefitYear,
    application: &Application,
    dossier: &Dossier,
) -> Result<Span, Refused> {
    if !application.scheme.is_for_residents() {
        let from = application.from.ok_or_else(|| {
            Refused::new(
                "enrolment.no_start",
                "参加职工医保应写明起始日期（就业、退休或灵活就业缴费之日），请补充。",
            )
        })?;
        return Ok(Span::open(from));
    }
    if let Some(birth) = dossier.birth.filter(|birth| year.covers(*birth))
        && let Some(from) = profile.newborn_from(birth, application.applied_on)?
    {
        return Span::new(from, year.until);
    }
    let from = profile.entitled_from(year, application.applied_on)?;
    Span::new(from.max(application.from.unwrap_or(from)), year.until)
}

fn own_record(dossier: &Dossier) -> Result<(), Refused> {
    match dossier.merged_into {
        None => Ok(()),
        Some(leader) => Err(Refused::new(
            "enrolment.merged_record",
            format!("此人员记录已并入编号 {leader}，请用编号 {leader} 办理。"),
        )),
    }
}

fn alive(dossier: &Dossier, on: Date) -> Result<(), Refused> {
    match dossier.died {
        Some(died) if died <= on => Err(Refused::new(
            "enrolment.deceased",
            format!("此人已于 {died} 登记死亡，不能参保；如登记有误，请先更正人员信息。"),
        )),
        _ => Ok(()),
    }
}

/// Who must join the employee scheme on the first day of entitlement is not taken into the resident scheme.
fn unobliged(profile: &Profile, dossier: &Dossier, span: Span) -> Result<(), Refused> {
    let obliged = dossier.obligations.iter();
    let Some(one) = obliged
        .into_iter()
        .find(|one| one.during.covers(span.from()))
    else {
        return Ok(());
    };
    let zh = format!(
        "此人由单位 {} 登记用工，应参加职工医保，不能参加居民医保；用工终止后可以申请。",
        one.employer
    );
    Err(match &profile.employees_excluded {
        Some(article) => article.refuse("enrolment.employee_obligation", zh),
        None => Refused::new("enrolment.employee_obligation", zh),
    })
}

fn on_track(
    profile: &Profile,
    scheme: Scheme,
    dossier: &Dossier,
    span: Span,
) -> Result<(), Refused> {
    let Some(tracks) = profile.dual_track.as_ref() else {
        return Ok(());
    };
    if !tracks.during.covers(span.from()) || dossier.track == Some(scheme) {
        return Ok(());
    }
    Err(tracks.bound.refuse(
        "enrolment.track",
        match dossier.track {
            Some(other) => format!("此人本年度按{}参保，不能改按{}。", other.zh(), scheme.zh()),
            None => "双轨运行期间须先确定参保类别，请先办理类别选择。".to_owned(),
        },
    ))
}

/// The ground that counts: what was given, else the duty of the regime; `None` makes a prospect.
fn based(profile: &Profile, given: Option<Ground>) -> Result<Option<Ground>, Refused> {
    if given.is_some_and(|ground| ground != Ground::Duty) {
        return Ok(given);
    }
    let basis = profile.basis.as_ref();
    let basis = basis.ok_or_else(|| profile.unset("basis", "参保是自愿还是义务"))?;
    match (basis.says, given) {
        (Basis::Duty, _) => Ok(Some(Ground::Duty)),
        (Basis::Voluntary, None) => Ok(None),
        (Basis::Voluntary, Some(_)) => Err(basis.article.refuse(
            "enrolment.no_duty",
            "本统筹区实行自愿参保，不能以“应当参保”为依据，请取得本人同意。",
        )),
    }
}

/// Whether somebody whose work has ended may go back into a scheme for residents from a day on: no window is
/// asked for, since nobody may be left without insurance between two schemes.
///
/// # Errors
/// Refused where the person has died, an employer still has them registered, or the scheme is not open.
pub fn may_return(
    profile: &Profile,
    scheme: Scheme,
    dossier: &Dossier,
    span: Span,
) -> Result<(), Refused> {
    own_record(dossier)?;
    alive(dossier, span.from())?;
    profile.scheme_open(scheme, span.from())?;
    unobliged(profile, dossier, span)
}
