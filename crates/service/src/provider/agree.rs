//! The one text of the agreement; agreements signed on it, supplemented and ended.

use access::{Actor, Permission};
use base::{Date, ProposalNo, Refused};
use directory::agreement::contract::{Draft, EndReason, Ending, Supplement, SupplementReason, put};
use directory::agreement::template::{publish, to_sign};
use directory::agreement::{
    Agreement, AgreementNo, Clause, DesignationNo, Service, State, Step, Template, Term,
};
use directory::provider::ProviderCode;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::provider::{agreement, file};

use super::body::{self, Clauses, Deciding, END, SIGN, SUPPLEMENT, TEXT};
use super::designate::found;
use super::directory::{Record, on_record};
use crate::{Desk, ServiceError, proposals};

/// A version of the text that somebody wants to issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    /// The version, such as `2026-1`.
    pub version: String,
    /// For pharmacies, or for institutions that treat.
    pub pharmacies: bool,
    /// From which day on it is signed; the version before it ends the day before.
    pub from: Date,
    /// The clauses.
    pub clauses: Vec<Clause>,
}

#[derive(Serialize, Deserialize)]
struct TextBody {
    version: String,
    pharmacies: bool,
    from: i64,
    clauses: Clauses,
}

/// Proposes a version of the one text. A county cannot: there is one text, and it is the city's.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `agreement.city_text` for a county, `agreement.empty_clause`
/// with the mandatory fields that have no text; storage.
pub fn propose_text(
    desk: &Desk<'_>,
    actor: &Actor,
    new: &NewText,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::StandardPropose)?;
    issue(new, (scope.region(), scope.pool()))?;
    let body = body::write(&TextBody {
        version: new.version.clone(),
        pharmacies: new.pharmacies,
        from: new.from.number(),
        clauses: Clauses::of(&new.clauses),
    })?;
    desk.write(actor, "provider.text", None, |tx| {
        let needs = Permission::StandardDecide;
        proposals::propose(tx, actor, TEXT, needs, scope.pool(), 0, &body)
    })
}

fn issue(
    new: &NewText,
    place: (base::RegionCode, base::RegionCode),
) -> Result<Template, ServiceError> {
    let holds = body::span(Some(new.from.number()), None)?;
    let clauses = new.clauses.clone();
    Ok(Template::issue(
        &new.version,
        new.pharmacies,
        place,
        holds,
        clauses,
    )?)
}

pub(super) fn text_decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: TextBody = body::read(text)?;
    if !by.approved {
        return Ok("已退回。".to_owned());
    }
    let new = NewText {
        version: asked.version,
        pharmacies: asked.pharmacies,
        from: body::date(asked.from)?,
        clauses: asked.clauses.read()?,
    };
    let template = issue(&new, (by.region, tx.pool()))?;
    let mut issued = agreement::templates(tx, by.scope)?;
    let before = new.from.add_days(-1);
    let runs = |one: &&mut Template| one.pharmacies == new.pharmacies && one.holds.covers(new.from);
    if let Some(old) = issued.iter_mut().find(runs)
        && let Ok(shorter) = base::Validity::new(old.holds.from(), before)
    {
        old.holds = shorter;
        agreement::limit(tx, old, by.proposal)?;
    }
    let told = format!(
        "统一文本 {} 自 {} 起使用，校验值 {}。",
        template.version, new.from, template.digest
    );
    publish(&mut issued, template.clone())?;
    agreement::issue(tx, &template, by.proposal)?;
    Ok(told)
}

/// The versions of the text, by first day.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn templates(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Template>, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    Ok(desk.read(|session| agreement::templates(session, scope))?)
}

/// What the parties want to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// The designation, confirmed by the city or signed before.
    pub designation: DesignationNo,
    /// The text that lies before them; `None` takes the one in use.
    pub text: Option<Vec<Clause>>,
    /// The services.
    pub services: Vec<Service>,
    /// First and last day.
    pub days: (Date, Date),
    /// Who signs for the agency.
    pub for_agency: String,
    /// Who signs for the provider.
    pub for_provider: String,
}

#[derive(Serialize, Deserialize)]
struct SignBody {
    designation: i64,
    text: Option<Clauses>,
    services: Vec<String>,
    from: i64,
    until: i64,
    for_agency: String,
    for_provider: String,
}

/// Proposes an agreement, the first or a renewal; the county's reviewer decides, and it is signed then.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `designation.transition` before the
/// city has confirmed, `agreement.…` as [`Agreement::sign`], word for word, and `agreement.second`; storage.
pub fn propose_agreement(
    desk: &Desk<'_>,
    actor: &Actor,
    wanted: &Signing,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let body = body::write(&SignBody {
        designation: wanted.designation.get(),
        text: wanted.text.as_deref().map(Clauses::of),
        services: body::words(&wanted.services),
        from: wanted.days.0.number(),
        until: wanted.days.1.number(),
        for_agency: wanted.for_agency.clone(),
        for_provider: wanted.for_provider.clone(),
    })?;
    desk.write(actor, "provider.sign", None, |tx| {
        let file = found(tx, scope, wanted.designation)?;
        let held = on_record(tx, scope, &file.provider)?;
        let tried = AgreementNo::new(i64::MAX).ok_or_else(body::odd)?;
        signed(tx, &held, wanted, (tried, desk.today()))?;
        let (needs, subject) = (Permission::ProviderDecide, file.no.get());
        proposals::propose(tx, actor, SIGN, needs, file.county, subject, &body)
    })
}

/// The agreement as it would be signed on a day, and the file with that step.
fn signed(
    tx: &mut Tx<'_>,
    held: &Record,
    wanted: &Signing,
    (no, on): (AgreementNo, Date),
) -> Result<(Agreement, directory::agreement::Designation), ServiceError> {
    let code = &held.institution.code;
    held.dossier().licence(on)?;
    let kind = held.institution.on(on).map(|known| known.kind);
    let kind = kind.ok_or(ServiceError::NotFound("机构登记信息"))?;
    let issued = agreement::templates(tx, access::Scope::whole(held.pool))?;
    let template = to_sign(&issued, kind, on)?;
    let draft = Draft {
        no,
        designation: wanted.designation,
        provider: code.clone(),
        kind,
        text: wanted
            .text
            .clone()
            .unwrap_or_else(|| template.clauses.clone()),
        services: wanted.services.clone(),
        term: Term::new(wanted.days.0, wanted.days.1)?,
        for_agency: wanted.for_agency.as_str().into(),
        for_provider: wanted.for_provider.as_str().into(),
    };
    let agreement = Agreement::sign(draft, template, on)?;
    put(&mut held.agreements.clone(), agreement.clone())?;
    let mut files = held.designations.iter();
    let file = files.find(|file| file.no == wanted.designation);
    let mut file = file.cloned().ok_or(ServiceError::NotFound("定点申请"))?;
    file.advance(Step {
        to: State::Signed,
        on,
        by: file.county,
        reason: "签订服务协议".into(),
        evidence: format!(
            "统一文本 {}，校验值 {}",
            agreement.template, agreement.digest
        )
        .into(),
        agreement: Some(no),
    })?;
    Ok((agreement, file))
}

pub(super) fn sign_decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: SignBody = body::read(text)?;
    if !by.approved {
        return Ok("已退回，没有签订。".to_owned());
    }
    let wanted = Signing {
        designation: DesignationNo::new(asked.designation).ok_or_else(body::odd)?,
        text: asked.text.map(|text| text.read()).transpose()?,
        services: body::services(&asked.services)?,
        days: (body::date(asked.from)?, body::date(asked.until)?),
        for_agency: asked.for_agency,
        for_provider: asked.for_provider,
    };
    let file = found(tx, by.scope, wanted.designation)?;
    let held = on_record(tx, by.scope, &file.provider)?;
    let no = tx.next("provider_agreement", AgreementNo::new)?;
    let (one, file) = signed(tx, &held, &wanted, (no, by.on))?;
    agreement::sign(tx, by.scope, held.region, &one, by.proposal)?;
    file::advanced(tx, by.scope, &file, Some(by.proposal))?;
    Ok(format!(
        "第 {no} 号协议已签订：{}，{} 至 {}。",
        one.provider,
        one.term.from(),
        one.term.until()
    ))
}

/// What a supplement agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplementing {
    /// The provider, whose agreement in force on the first day is supplemented.
    pub provider: ProviderCode,
    /// Why.
    pub reason: SupplementReason,
    /// From which day on.
    pub from: Date,
    /// What is agreed besides the text.
    pub clauses: Vec<Clause>,
    /// Services added.
    pub services: Vec<Service>,
}

#[derive(Serialize, Deserialize)]
struct SupplementBody {
    provider: String,
    reason: String,
    from: i64,
    clauses: Clauses,
    services: Vec<String>,
}

/// Proposes a supplementary agreement; it adds to the text and leaves it as it is.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] as [`Agreement::supplement`];
/// storage.
pub fn propose_supplement(
    desk: &Desk<'_>,
    actor: &Actor,
    wanted: &Supplementing,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let body = body::write(&SupplementBody {
        provider: wanted.provider.as_str().to_owned(),
        reason: wanted.reason.code().to_owned(),
        from: wanted.from.number(),
        clauses: Clauses::of(&wanted.clauses),
        services: body::words(&wanted.services),
    })?;
    desk.write(actor, "provider.supplement", None, |tx| {
        let held = on_record(tx, scope, &wanted.provider)?;
        let one = supplemented(&held, wanted, desk.today())?;
        let (needs, subject) = (Permission::ProviderDecide, one.no.get());
        proposals::propose(tx, actor, SUPPLEMENT, needs, held.region, subject, &body)
    })
}

fn supplemented(
    held: &Record,
    wanted: &Supplementing,
    on: Date,
) -> Result<Agreement, ServiceError> {
    let mut one = running(held, wanted.from)?;
    one.supplement(Supplement {
        reason: wanted.reason,
        signed: on,
        from: wanted.from,
        clauses: wanted.clauses.clone(),
        services: wanted.services.clone(),
    })?;
    Ok(one)
}

/// The agreement of a provider in force on a day.
fn running(held: &Record, on: Date) -> Result<Agreement, ServiceError> {
    let code = &held.institution.code;
    let found = directory::agreement::contract::in_force(&held.agreements, code, on);
    found.cloned().ok_or_else(|| {
        Refused::new(
            "agreement.not_in_force",
            format!("{code} 在 {on} 没有有效的协议，请核对日期或签订新协议。"),
        )
        .into()
    })
}

pub(super) fn supplement_decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: SupplementBody = body::read(text)?;
    if !by.approved {
        return Ok("已退回，没有签订。".to_owned());
    }
    let wanted = Supplementing {
        provider: body::code(&asked.provider)?,
        reason: SupplementReason::parse(&asked.reason).ok_or_else(body::odd)?,
        from: body::date(asked.from)?,
        clauses: asked.clauses.read()?,
        services: body::services(&asked.services)?,
    };
    let held = on_record(tx, by.scope, &wanted.provider)?;
    let one = supplemented(&held, &wanted, by.on)?;
    agreement::supplemented(tx, by.scope, held.region, &one, by.proposal)?;
    Ok(format!(
        "第 {} 号协议的补充协议自 {} 起有效。",
        one.no, wanted.from
    ))
}

/// Why and when a provider leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Who.
    pub provider: ProviderCode,
    /// The last day on which new visits may begin.
    pub last_day: Date,
    /// Why.
    pub reason: EndReason,
    /// The document behind it.
    pub evidence: String,
    /// Whether the agreement only runs to its term and is not renewed.
    pub not_renewed: bool,
}

#[derive(Serialize, Deserialize)]
struct EndBody {
    provider: String,
    last_day: i64,
    reason: String,
    evidence: String,
    not_renewed: bool,
}

/// Proposes that a provider leave. Patients already in are settled to discharge; nobody new is admitted after the
/// last day.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `agreement.…` as
/// [`Agreement::end`]; storage.
pub fn propose_end(
    desk: &Desk<'_>,
    actor: &Actor,
    wanted: &Leaving,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let body = body::write(&EndBody {
        provider: wanted.provider.as_str().to_owned(),
        last_day: wanted.last_day.number(),
        reason: wanted.reason.code().to_owned(),
        evidence: wanted.evidence.clone(),
        not_renewed: wanted.not_renewed,
    })?;
    desk.write(actor, "provider.end", None, |tx| {
        let held = on_record(tx, scope, &wanted.provider)?;
        let (one, _) = left(&held, wanted, desk.today())?;
        let (needs, subject) = (Permission::ProviderDecide, one.no.get());
        proposals::propose(tx, actor, END, needs, held.region, subject, &body)
    })
}

/// The agreement with its ending, and the file with the step out.
pub(super) fn left(
    held: &Record,
    wanted: &Leaving,
    on: Date,
) -> Result<(Agreement, directory::agreement::Designation), ServiceError> {
    let mut one = last_agreement(held, wanted.last_day)?;
    if !wanted.not_renewed {
        one.end(Ending {
            last_day: wanted.last_day,
            reason: wanted.reason,
            evidence: wanted.evidence.as_str().into(),
        })?;
    }
    let after = one.last_day().add_days(1).unwrap_or(Date::MAX);
    let to = match (wanted.reason, wanted.not_renewed) {
        (_, true) => State::NotRenewed,
        (EndReason::StruckOff, _) => State::StruckOff,
        _ => State::Ended,
    };
    let mut files = held.designations.iter();
    let file = files.find(|file| file.no == one.designation);
    let mut file = file.cloned().ok_or(ServiceError::NotFound("定点申请"))?;
    let by = if to == State::StruckOff {
        file.pool
    } else {
        file.county
    };
    file.advance(Step {
        to,
        on: on.max(after),
        by,
        reason: wanted.reason.zh().into(),
        evidence: wanted.evidence.as_str().into(),
        agreement: None,
    })?;
    Ok((one, file))
}

/// The agreement in force on a day, or the first one to come: one that is ended before it began.
fn last_agreement(held: &Record, on: Date) -> Result<Agreement, ServiceError> {
    running(held, on).or_else(|refused| {
        let coming = held.agreements.iter().filter(|one| one.term.from() > on);
        let first = coming.min_by_key(|one| one.term.from());
        first.cloned().ok_or(refused)
    })
}

pub(super) fn end_decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: EndBody = body::read(text)?;
    if !by.approved {
        return Ok("已退回，协议继续有效。".to_owned());
    }
    let wanted = Leaving {
        provider: body::code(&asked.provider)?,
        last_day: body::date(asked.last_day)?,
        reason: EndReason::parse(&asked.reason).ok_or_else(body::odd)?,
        evidence: asked.evidence,
        not_renewed: asked.not_renewed,
    };
    let held = on_record(tx, by.scope, &wanted.provider)?;
    let (one, file) = left(&held, &wanted, by.on)?;
    if one.ending.is_some() {
        agreement::ended(tx, by.scope, held.region, &one, by.proposal)?;
    }
    file::advanced(tx, by.scope, &file, Some(by.proposal))?;
    Ok(format!(
        "{} {}，{} 为办理新就诊的最后一日；已在院的结算至出院。",
        wanted.provider,
        file.state().zh(),
        one.last_day()
    ))
}
