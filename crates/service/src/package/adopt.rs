//! Adopting a package: proposed by the city's policy officer, decided by a second person.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope, Verdict};
use base::{Date, ProposalNo, Refused};
use enrolment::Scheme;
use enrolment::contribution::standard::{AdoptionNo, may_decide, may_propose};
use policy::{Files, Package};
use serde::{Deserialize, Serialize};
use settlement::bill::{PlaceInStack, STACK_FILE};
use store::StoreError;
use store::contribution::package::{self as rows, Adoption, StoredPackage};

use super::{archive, compiled};
use crate::{Desk, ServiceError, proposals};

/// The kind of proposal.
const KIND: &str = "package.adopt";

/// What is to be adopted.
#[derive(Debug, Clone)]
pub struct Adopting {
    /// The scheme that will work by it.
    pub scheme: Scheme,
    /// The files of the package.
    pub files: Files,
    /// Values of parameters that no source gives.
    pub parameters: BTreeMap<String, String>,
    /// First day.
    pub from: Date,
    /// Last day; none for open.
    pub until: Option<Date>,
}

/// The body of a proposal.
#[derive(Serialize, Deserialize)]
struct Body {
    scheme: String,
    digest: String,
    parameters: BTreeMap<String, String>,
    from: i64,
    until: Option<i64>,
}

/// Keeps the files and proposes to work by them. The package must compile with these parameters. One with
/// `interface/stack.toml` stands behind the basic package of the scheme, at the stage that it names.
///
/// # Errors
/// `standard.not_yours`, `standard.county`; `package.days`, `package.scheme`, `stack.data`; [`ServiceError::Input`] for a
/// package that does not compile.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    adopting: &Adopting,
) -> Result<ProposalNo, ServiceError> {
    may_propose(actor)?;
    if adopting.until.is_some_and(|until| until < adopting.from) {
        return Err(Refused::new("package.days", "采用的截止日期早于起始日期，请核对。").into());
    }
    let package = Package::load(&adopting.files).map_err(|found| compiled::findings(&found))?;
    let policy = compiled::compile(&package, adopting.parameters.clone())?;
    if let Some(place) = place_of(&adopting.files)? {
        place.fits(&policy)?;
    }
    let files = archive::pack(&adopting.files);
    let stored = StoredPackage {
        digest: archive::digest(&files),
        id: package.id().to_owned(),
        title: package.title().to_owned(),
        files,
    };
    let body = Body {
        scheme: adopting.scheme.code().to_owned(),
        digest: stored.digest.clone(),
        parameters: adopting.parameters.clone(),
        from: adopting.from.number(),
        until: adopting.until.map(Date::number),
    };
    let body =
        serde_json::to_string(&body).map_err(|error| ServiceError::Input(error.to_string()))?;
    let pool = actor.scope().pool();
    desk.write(actor, KIND, None, |tx| {
        rows::keep(tx, &stored)?;
        proposals::propose(tx, actor, KIND, Permission::StandardDecide, pool, 0, &body)
    })
}

/// Decides a proposed adoption; where it is approved the pooling area works by the package from its first
/// day on.
///
/// # Errors
/// Those of [`proposals::decide`], `standard.county`; [`ServiceError::NotFound`] for a proposal of another kind.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<AdoptionNo>, ServiceError> {
    may_decide(actor)?;
    desk.write(actor, "package.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的政策包");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(None);
        };
        let number = tx.next("adoption", AdoptionNo::new)?;
        let adoption = adoption_of(&proposal.body, number, no)?;
        let whole = Scope::whole(tx.pool());
        let place = compiled::file(tx, whole, (&adoption.digest, STACK_FILE))?;
        let place = place.map(|text| PlaceInStack::read(&text)).transpose()?;
        let adoption = Adoption {
            stage: place.map(|place| place.stage),
            ..adoption
        };
        rows::adopt(tx, &adoption)?;
        Ok(Some(adoption.no))
    })
}

/// Its place behind the basic package, where it has one.
fn place_of(files: &Files) -> Result<Option<PlaceInStack>, ServiceError> {
    let Some(bytes) = files.get(STACK_FILE) else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(bytes);
    Ok(Some(PlaceInStack::read(&text)?))
}

fn adoption_of(body: &str, no: AdoptionNo, proposal: ProposalNo) -> Result<Adoption, ServiceError> {
    let broken = || ServiceError::from(StoreError::Corrupt("a proposed package".to_owned()));
    let body: Body = serde_json::from_str(body).map_err(|_| broken())?;
    let date = |number: i64| Date::from_number(number).ok_or_else(broken);
    Ok(Adoption {
        no,
        scheme: Scheme::parse(&body.scheme).ok_or_else(broken)?,
        digest: body.digest,
        parameters: serde_json::to_string(&body.parameters).map_err(|_| broken())?,
        stage: None,
        from: date(body.from)?,
        until: body.until.map(date).transpose()?,
        proposal,
        package: (String::new(), String::new()),
    })
}

/// The adoptions of the pooling area, the earliest first.
///
/// # Errors
/// Storage.
pub fn adoptions(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Adoption>, ServiceError> {
    Ok(desk.read(|session| rows::adoptions(session, actor.scope()))?)
}
