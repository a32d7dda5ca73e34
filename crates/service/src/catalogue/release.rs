//! A list is loaded, compared, and waits as a proposal; approved by another user it takes effect, whole.

use std::sync::Arc;

use access::{Actor, Permission, Scope, Verdict};
use base::{Date, ProposalNo, Refused};
use benefit::plan::Policy;
use directory::catalogue::row::RowFlaw;
use directory::catalogue::{DraftRow, Extent, Kind, ReleaseNo};
use enrolment::Scheme;
use store::Session;
use store::catalogue::release::{self as rows, Loaded};
use store::catalogue::revision::{self, CITY};

use super::compiled::{City, current};
use super::content::{Parsed, clean, pack, parse, unpack};
use super::plan::{Coming, Plan, plan};
use super::report::{self, Report};
use super::sort::Sort;
use crate::{Desk, ServiceError, package, proposals};

/// The kind of proposal.
const KIND: &str = "catalogue.release";

/// A list to be loaded.
#[derive(Debug, Clone)]
pub struct Loading {
    /// Which list.
    pub sort: Sort,
    /// Name of the version, as its publisher gives it: 1 to 100 characters.
    pub title: String,
    /// The kinds that it speaks of; empty: those of its rows.
    pub kinds: Vec<Kind>,
    /// How much it says of them.
    pub extent: Extent,
    /// First day on which it holds.
    pub effective: Date,
}

/// What became of a list that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// Something is wrong with its rows: nothing was kept.
    Flawed {
        /// What, by line.
        flaws: Vec<RowFlaw>,
        /// The line after which nothing more was read, because enough was wrong.
        stopped_at: Option<u64>,
    },
    /// It waits for another user.
    Waiting {
        /// The proposal.
        proposal: ProposalNo,
        /// The list.
        release: ReleaseNo,
        /// What it changes.
        report: Report,
    },
}

/// Reads a list, compares it with the catalogue, and proposes to let it take effect.
///
/// # Errors
/// [`ServiceError::Denied`] but for a policy officer of the whole city; [`ServiceError::Refused`]
/// `catalogue.title`, `catalogue.empty`, `catalogue.backdated`, `catalogue.kind`, `catalogue.category`,
/// `recode.overlap`, `recode.circle`; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    loading: &Loading,
    drafts: Vec<DraftRow>,
) -> Result<Proposed, ServiceError> {
    let pool = actor.scope().pool();
    let scope = actor.may_in(Permission::CataloguePropose, pool)?;
    refuse_title(&loading.title)?;
    let (city, policies) = desk.read(|session| {
        let policies = policies(session, scope, loading.effective)?;
        Ok::<_, ServiceError>((current(session, scope)?, policies))
    })?;
    let drafts = clean(drafts);
    let content = pack(&drafts);
    let count = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
    let parsed = match parse(&loading.sort, drafts, &policies) {
        Ok(parsed) => parsed,
        Err((flaws, stopped_at)) => return Ok(Proposed::Flawed { flaws, stopped_at }),
    };
    let coming = Coming {
        sort: &loading.sort,
        title: loading.title.trim(),
        kinds: kinds(loading, &parsed)?,
        extent: loading.extent,
        effective: loading.effective,
    };
    let plan = plan(&city, &coming, parsed, desk.today())?;
    let report = report::of(&coming, &plan);
    let loaded = |no, proposal| Loaded {
        no,
        list: loading.sort.code(),
        title: coming.title.to_owned(),
        kinds: coming.kinds.clone(),
        extent: loading.extent,
        effective: loading.effective,
        rows: count,
        digest: rows::digest(&content),
        base: city.revision(),
        counts: report.counts,
        loaded_on: desk.today(),
        proposal,
        version: None,
    };
    let (proposal, release) = desk.write(actor, "catalogue.propose", None, |tx| {
        refuse_moved(tx, scope, city.revision())?;
        let release = tx.next("catalogue_release", ReleaseNo::new)?;
        let body = body(release, &loaded)?;
        let needs = Permission::CatalogueDecide;
        let subject = release.get();
        let proposal = proposals::propose(tx, actor, KIND, needs, pool, subject, &body)?;
        rows::keep(tx, &loaded(release, proposal), &content)?;
        Ok::<_, ServiceError>((proposal, release))
    })?;
    Ok(Proposed::Waiting {
        proposal,
        release,
        report,
    })
}

/// What the decider agrees to: the list by its digest, and how much it changes.
fn body(
    release: ReleaseNo,
    loaded: &impl Fn(ReleaseNo, ProposalNo) -> Loaded,
) -> Result<String, ServiceError> {
    let first = ProposalNo::new(1).ok_or(ServiceError::NotFound("待复核的目录"))?;
    let list = loaded(release, first);
    let body = serde_json::json!({
        "release": release.get(),
        "list": list.list,
        "title": list.title,
        "effective": list.effective.number(),
        "extent": list.extent.code(),
        "digest": list.digest,
        "added": list.counts.added,
        "changed": list.counts.changed,
        "ended": list.counts.ended,
        "concerned": list.counts.concerned,
        "backdated": list.counts.backdated,
    });
    Ok(body.to_string())
}

/// Decides a list that waits; approved it takes effect, whole. The number of the version then.
///
/// # Errors
/// Those of [`proposals::decide`]; [`ServiceError::Refused`] `catalogue.moved_on` where the catalogue has another
/// version by now, `catalogue.late` where more days are over than when it was proposed; storage.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<u32>, ServiceError> {
    let scope = actor.may_in(Permission::CatalogueDecide, actor.scope().pool())?;
    // the long work is done before the pooling area is held up
    let prepared = match verdict {
        Verdict::Approved => Some(prepared(desk, scope, no)?),
        Verdict::Rejected => None,
    };
    desk.write(actor, "catalogue.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的目录");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some((Prepared { loaded, city, plan }, _)) = prepared.as_ref().zip(proposal) else {
            return Ok(None);
        };
        refuse_moved(tx, scope, loaded.base)?;
        let version = rows::take_effect(tx, loaded)?;
        plan.write(tx, city, version)?;
        Ok(Some(version))
    })
}

/// A list that waits, compared with the catalogue as it stands.
struct Prepared {
    loaded: Loaded,
    city: Arc<City>,
    plan: Plan,
}

fn prepared(desk: &Desk<'_>, scope: Scope, no: ProposalNo) -> Result<Prepared, ServiceError> {
    let (loaded, content, city) = desk.read(|session| {
        let (loaded, content) = kept(session, scope, no)?;
        Ok::<_, ServiceError>((loaded, content, current(session, scope)?))
    })?;
    if loaded.base != city.revision() {
        return Err(moved().into());
    }
    let (_, plan) = compared(&loaded, &content, &city, desk.today())?;
    if plan.counts().backdated > loaded.counts.backdated {
        return Err(Refused::new(
            "catalogue.late",
            format!(
                "目录“{}”的生效日 {} 已过，期间可能已按原目录结算；请退回后重新拟定：改用以后的生效日，或由差异报告列明追溯的项目后再复核。",
                loaded.title, loaded.effective
            ),
        )
        .into());
    }
    Ok(Prepared { loaded, city, plan })
}

/// What a list that was loaded changes, as seen today.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; `catalogue.moved_on` where the catalogue has another version
/// by now, so that there is nothing to compare with, `catalogue.in_effect` where it took effect; storage.
pub fn report(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
) -> Result<(Loaded, Report), ServiceError> {
    let scope = actor.may(Permission::CatalogueRead)?;
    let (loaded, content, city) = desk.read(|session| {
        let (loaded, content) = kept(session, scope, no)?;
        Ok::<_, ServiceError>((loaded, content, current(session, scope)?))
    })?;
    if let Some(version) = loaded.version {
        return Err(Refused::new(
            "catalogue.in_effect",
            format!("目录“{}”已作为第 {version} 版生效；某一编码的前后变化请用 tongchou catalogue show 查看。", loaded.title),
        )
        .into());
    }
    if loaded.base != city.revision() {
        return Err(moved().into());
    }
    let (sort, plan) = compared(&loaded, &content, &city, desk.today())?;
    let report = report::of(&coming_of(&sort, &loaded), &plan);
    Ok((loaded, report))
}

/// All lists that were loaded, the latest first.
///
/// # Errors
/// [`ServiceError::Denied`], storage.
pub fn releases(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Loaded>, ServiceError> {
    let scope = actor.may(Permission::CatalogueRead)?;
    Ok(desk.read(|session| rows::list(session, scope))?)
}

fn kept(
    session: &mut Session<'_>,
    scope: Scope,
    no: ProposalNo,
) -> Result<(Loaded, String), ServiceError> {
    const WHAT: &str = "待复核的目录";
    let loaded = rows::of_proposal(session, scope, no)?;
    let loaded = loaded.ok_or(ServiceError::NotFound(WHAT))?;
    let content = rows::content(session, scope, loaded.no)?;
    Ok((loaded, content.ok_or(ServiceError::NotFound(WHAT))?))
}

fn compared(
    loaded: &Loaded,
    content: &str,
    city: &City,
    today: Date,
) -> Result<(Sort, Plan), ServiceError> {
    let broken = || store::StoreError::Corrupt(format!("catalogue release {}", loaded.no));
    let sort = Sort::parse(&loaded.list).ok_or_else(broken)?;
    let parsed = parse(&sort, unpack(content), &[]).map_err(|_| broken())?;
    let plan = plan(city, &coming_of(&sort, loaded), parsed, today)?;
    Ok((sort, plan))
}

fn coming_of<'a>(sort: &'a Sort, loaded: &'a Loaded) -> Coming<'a> {
    Coming {
        sort,
        title: &loaded.title,
        kinds: loaded.kinds.clone(),
        extent: loaded.extent,
        effective: loaded.effective,
    }
}

/// Refuses where the catalogue is not the one that a list was compared with.
fn refuse_moved(session: &mut Session<'_>, scope: Scope, base: i64) -> Result<(), ServiceError> {
    let now = revision::of(session, scope, &[CITY])?
        .pop()
        .unwrap_or_default();
    if now.number == base {
        Ok(())
    } else {
        Err(moved().into())
    }
}

fn moved() -> Refused {
    Refused::new(
        "catalogue.moved_on",
        "差异报告之后目录已有新版本，请重新导入比对后再复核。",
    )
}

fn refuse_title(title: &str) -> Result<(), Refused> {
    let length = title.trim().chars().count();
    if (1..=100).contains(&length) && !title.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Refused::new(
        "catalogue.title",
        "请写明目录版本名称，1 至 100 个字，如“国家医保药品目录 2025 年版”。",
    ))
}

/// The kinds that a list speaks of: as asked, else those of its rows.
fn kinds(loading: &Loading, parsed: &Parsed) -> Result<Vec<Kind>, Refused> {
    let mut kinds: Vec<Kind> = match parsed {
        Parsed::Recodes(list) if list.is_empty() && loading.extent == Extent::Changes => {
            return Err(empty());
        }
        Parsed::Recodes(_) => return Ok(Vec::new()),
        _ if !loading.kinds.is_empty() => loading.kinds.clone(),
        Parsed::Items(entries) => entries.iter().map(|entry| entry.record.kind).collect(),
        Parsed::Terms(entries) => entries.iter().map(|entry| entry.record.kind).collect(),
    };
    kinds.sort();
    kinds.dedup();
    if kinds.is_empty() {
        return Err(empty());
    }
    match kinds.iter().find(|kind| !loading.sort.takes(**kind)) {
        None => Ok(kinds),
        Some(kind) => Err(Refused::new(
            "catalogue.kind",
            format!(
                "{}不在{}之内，请核对目录类别。",
                kind.zh(),
                loading.sort.zh()
            ),
        )),
    }
}

fn empty() -> Refused {
    Refused::new(
        "catalogue.empty",
        "文件没有任何目录行；要停用整类目录，请用 --kinds 写明类别。",
    )
}

/// The packages that schemes work by on a day, as far as any is adopted.
fn policies(
    session: &mut Session<'_>,
    scope: Scope,
    on: Date,
) -> Result<Vec<Arc<Policy>>, ServiceError> {
    let mut policies = Vec::new();
    for scheme in Scheme::ALL {
        match package::current(session, scope, scheme, on) {
            Ok(policy) => policies.push(policy),
            Err(ServiceError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(policies)
}
