//! Employers and others: filed, reviewed by another, notified to the bureau; agents.

use access::{Actor, Permission, UserName};
use base::{Date, OrganisationNo, Refused, RegionCode, Validity, WorkingCalendar};
use benefit::claim::{AccView, Facts};
use benefit::plan::Policy;
use benefit::sections::Section;
use enrolment::Scheme;
use enrolment::organisation::registration::{ActNo, NoticeNo, after, may_file, notice};
use enrolment::organisation::{
    Act, ActKind, Agent, Change, CreditCode, Notice, Organisation, OrganisationKind,
    OrganisationState, Review, Route, due, route,
};
use store::Tx;
use store::people::acts::{self, KeptAct};
use store::people::organisations as rows;

use crate::{Desk, ServiceError, package};

/// An organisation that applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application<'a> {
    /// The type, in words: routed or refused where it is none of the scheme's.
    pub kind: &'a str,
    /// Name.
    pub name: &'a str,
    /// Unified social credit code, where there is one.
    pub credit_code: Option<&'a str>,
    /// Where it is.
    pub region: RegionCode,
    /// When it was founded; employers must say it.
    pub founded: Option<Date>,
}

/// What was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The organisation.
    pub organisation: OrganisationNo,
    /// The act that waits for review; none for villages, streets and schools, which are entered at once.
    pub act: Option<Act>,
}

/// Files the registration of an organisation. The act is measured by the deadline of the employee package that
/// the pooling area works by today; where none is adopted it has no deadline.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `employer.kind`, `employer.elsewhere`,
/// `organisation.credit_code`, `organisation.known`, `organisation.founded`; storage.
pub fn file(
    desk: &Desk<'_>,
    actor: &Actor,
    application: &Application<'_>,
) -> Result<Filed, ServiceError> {
    let scope = actor.may_in(Permission::PersonWrite, application.region)?;
    let route = route(application.kind)?;
    let (kind, state) = match route {
        Route::Employer(kind) => (kind, OrganisationState::Filed),
        Route::Collector(kind) => (kind, OrganisationState::Registered),
    };
    let code = application.credit_code.map(CreditCode::parse).transpose();
    let code = code.map_err(|error| Refused::new("organisation.credit_code", error.zh()))?;
    if application.founded.is_none() && kind.is_employer() {
        return Err(Refused::new(
            "organisation.founded",
            "缺少单位设立日期，无法计算登记期限，请补填。",
        )
        .into());
    }
    desk.write(actor, "organisation.file", None, |tx| {
        if let Some(code) = &code
            && let Some(known) = rows::by_code(tx, scope, code)?
        {
            let zh = format!("该统一社会信用代码已由单位 {known} 登记，不能重复登记。");
            return Err(Refused::new("organisation.known", zh).into());
        }
        let organisation = Organisation {
            no: tx.next("organisation", OrganisationNo::new)?,
            kind,
            name: application.name.trim().into(),
            credit_code: code.clone(),
            region: application.region,
            founded: application.founded,
            ended: None,
            state,
        };
        rows::add(tx, scope, &organisation)?;
        let act = match application.founded.filter(|_| kind.is_employer()) {
            None => None,
            Some(founded) => {
                let what = (ActKind::Registration, founded, Vec::new());
                Some(write_act(desk, tx, actor, &organisation, what)?)
            }
        };
        Ok(Filed {
            organisation: organisation.no,
            act,
        })
    })
}

/// Files a change or the cancellation of an employer's registration.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `organisation.state`,
/// `organisation.event_later`; storage.
pub fn file_change(
    desk: &Desk<'_>,
    actor: &Actor,
    no: OrganisationNo,
    (kind, event, changes): (ActKind, Date, Vec<Change>),
) -> Result<Act, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "organisation.change", None, |tx| {
        let found = rows::find(tx, scope, no)?;
        let organisation = found.ok_or(ServiceError::NotFound("单位"))?;
        write_act(desk, tx, actor, &organisation, (kind, event, changes))
    })
}

fn write_act(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: &Organisation,
    (kind, event, changes): (ActKind, Date, Vec<Change>),
) -> Result<Act, ServiceError> {
    let today = desk.today();
    may_file(organisation, kind, event, today)?;
    let policy = match package::current(tx, actor.scope(), Scheme::Employee, today) {
        Ok(policy) => Some(policy),
        Err(ServiceError::Refused(_)) => None,
        Err(error) => return Err(error),
    };
    let act = Act {
        no: tx.next("registration_act", ActNo::new)?,
        organisation: organisation.no,
        kind,
        event,
        filed: today,
        due: policy
            .as_deref()
            .map(|policy| deadline(policy, kind, event))
            .transpose()?
            .flatten(),
        changes,
    };
    let package = policy.as_deref().map(|policy| policy.id.as_str());
    acts::file(tx, actor.scope(), organisation.region, &act, package)?;
    Ok(act)
}

/// The last day for an act by a package; `None` where no version of it covers the event, or none of its
/// deadlines applies.
fn deadline(policy: &Policy, kind: ActKind, event: Date) -> Result<Option<Date>, ServiceError> {
    let Some(plan) = policy.version_on(event) else {
        return Ok(None);
    };
    let facts = Facts::none(policy.facts.len());
    let view = AccView::zero(policy.accs.len());
    let section = Section::new(policy, plan, &facts, &view);
    let found = due(&section, kind, event, &WorkingCalendar::default());
    let found = found.map_err(|refusal| {
        ServiceError::Input(format!(
            "政策包 {} 的登记期限无法计算：{refusal}。",
            policy.id
        ))
    })?;
    Ok(found.map(|(due, _)| due))
}

/// Reviews an act; an approval takes effect and brings the notice to the bureau.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `act.reviewed`,
/// `act.reason` for a rejection without one; storage, which refuses the one who filed the act.
pub fn review(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ActNo,
    approved: bool,
    reason: &str,
) -> Result<Option<Notice>, ServiceError> {
    let scope = actor.may(Permission::PersonDecide)?;
    if !approved && reason.trim().is_empty() {
        return Err(Refused::new("act.reason", "退回须写明原因，请填写后重试。").into());
    }
    desk.write(actor, "organisation.review", Some(reason), |tx| {
        let kept = acts::find(tx, scope, no)?.ok_or(ServiceError::NotFound("登记申请"))?;
        if kept.review.is_some() {
            let zh = format!("登记申请 {no} 已审核，不能再次审核。");
            return Err(Refused::new("act.reviewed", zh).into());
        }
        let found = rows::find(tx, scope, kept.act.organisation)?;
        let organisation = found.ok_or(ServiceError::NotFound("单位"))?;
        let review = Review {
            act: no,
            approved,
            reason: reason.trim().into(),
            by: actor.user().clone(),
            on: desk.today(),
        };
        acts::review(tx, scope, kept.region, &review)?;
        rows::change(tx, scope, &after(&organisation, &kept.act, &review))?;
        let number = match approved {
            true => Some(tx.next("bureau_notice", NoticeNo::new)?),
            false => None,
        };
        let notice = number.and_then(|number| notice(number, &review));
        if let Some(notice) = &notice {
            acts::send(tx, scope, kept.region, notice)?;
        }
        Ok(notice)
    })
}

/// The bureau acknowledges a notice.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `notice.acknowledged`;
/// storage.
pub fn acknowledge(desk: &Desk<'_>, actor: &Actor, no: NoticeNo) -> Result<Notice, ServiceError> {
    let scope = actor.may(Permission::PersonDecide)?;
    desk.write(actor, "organisation.acknowledge", None, |tx| {
        let mut notices = acts::notices(tx, scope)?.into_iter();
        let found = notices.find(|notice| notice.no == no);
        let mut notice = found.ok_or(ServiceError::NotFound("登记通知"))?;
        notice.acknowledge(actor.user().clone(), desk.today())?;
        acts::acknowledge(tx, no, actor.user(), desk.today())?;
        Ok(notice)
    })
}

/// The acts of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn list_acts(
    desk: &Desk<'_>,
    actor: &Actor,
    waiting_only: bool,
) -> Result<Vec<KeptAct>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| acts::list(session, scope, waiting_only))?)
}

/// The notices of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn notices(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Notice>, ServiceError> {
    let scope = actor.may(Permission::PersonRead)?;
    Ok(desk.read(|session| acts::notices(session, scope))?)
}

/// The organisations of a region.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn list(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    kind: Option<OrganisationKind>,
) -> Result<Vec<Organisation>, ServiceError> {
    let scope = actor.may_in(Permission::PersonRead, region)?;
    Ok(desk.read(|session| rows::in_region(session, scope, region, kind))?)
}

/// Appoints a user to act for a village, street or school.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] `agent.organisation` for
/// an employer; storage.
pub fn appoint(
    desk: &Desk<'_>,
    actor: &Actor,
    no: OrganisationNo,
    user: &UserName,
    acts: Validity,
) -> Result<Agent, ServiceError> {
    let scope = actor.may(Permission::PersonWrite)?;
    desk.write(actor, "organisation.appoint", None, |tx| {
        let found = rows::find(tx, scope, no)?;
        let organisation = found.ok_or(ServiceError::NotFound("单位"))?;
        if organisation.kind.is_employer() {
            let zh = "协办员只能为村（居）委会、乡镇（街道）或学校指定，用人单位自行申报。";
            return Err(Refused::new("agent.organisation", zh).into());
        }
        let agent = Agent {
            organisation: no,
            user: user.clone(),
            region: organisation.region,
            acts,
        };
        rows::appoint(tx, scope, &agent)?;
        Ok(agent)
    })
}
