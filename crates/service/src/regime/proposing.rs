//! A profile is proposed by one user of the city and adopted by another.

use access::{Actor, Permission, Verdict};
use base::{ProposalNo, Refused};
use enrolment::regime::{FlowBook, Profile};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::membership::regime::{self as rows, ProfileText};

use super::unreadable;
use crate::{Desk, ServiceError, proposals};

/// The kind of the proposal.
pub const KIND: &str = "regime.adopt";

#[derive(Serialize, Deserialize)]
struct Body {
    file: String,
    text: String,
}

/// Proposes a profile. Its findings are told before anything is written.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Input`] with every finding; [`ServiceError::Refused`]
/// `regime.other_pool`, `regime.city_only`; storage.
pub fn propose(
    desk: &Desk<'_>,
    actor: &Actor,
    file: &str,
    text: &str,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::StandardPropose)?;
    let profile = read(file, text)?;
    if profile.pool != scope.pool() {
        let zh = format!(
            "档案属于统筹区 {}，您所在的统筹区为 {}，请由当地办理。",
            profile.pool.short(),
            scope.pool().short()
        );
        return Err(Refused::new("regime.other_pool", zh).into());
    }
    if scope.region() != scope.pool() {
        let zh = "制度档案由统筹区一级制定，县区不得自行制定，请由市级政策管理人员办理。";
        return Err(Refused::new("regime.city_only", zh).into());
    }
    let body = Body {
        file: file.to_owned(),
        text: text.to_owned(),
    };
    let body = serde_json::to_string(&body).map_err(|_| broken())?;
    desk.write(actor, "regime.propose", None, |tx| {
        let needs = Permission::StandardDecide;
        proposals::propose(tx, actor, KIND, needs, scope.pool(), 0, &body)
    })
}

/// Decides a proposed profile; an approved one is in force from its first day, and the one that held before
/// ends the day before.
///
/// # Errors
/// As [`proposals::decide`]; [`ServiceError::Refused`] `regime.overlap` where a later profile stands in the way.
pub fn decide(
    desk: &Desk<'_>,
    actor: &Actor,
    no: ProposalNo,
    verdict: Verdict,
    reason: &str,
) -> Result<(), ServiceError> {
    let scope = actor.may(Permission::StandardDecide)?;
    desk.write(actor, "regime.decide", Some(reason), |tx| {
        let kind = (KIND, "待复核的制度档案");
        let proposal = proposals::approved(desk, tx, actor, kind, no, verdict, reason)?;
        let Some(proposal) = proposal else {
            return Ok(());
        };
        let body: Body = serde_json::from_str(&proposal.body).map_err(|_| broken())?;
        let profile = read(&body.file, &body.text)?;
        if let Some(from) = profile.during.from() {
            rows::end_before(tx, from)?;
        }
        let later = rows::all(tx, scope)?;
        if later.iter().any(|one| one.during.overlaps(&profile.during)) {
            let zh = "已有适用期更晚的制度档案，请给本档案写上截止日期。";
            return Err(Refused::new("regime.overlap", zh).into());
        }
        let digest = Sha256::digest(body.text.as_bytes());
        let text = ProfileText {
            title: profile.title.to_string(),
            during: profile.during,
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            body: body.text,
        };
        Ok(rows::adopt(tx, &text, Some(no))?)
    })
}

fn read(file: &str, text: &str) -> Result<Profile, ServiceError> {
    let common = FlowBook::shipped().map_err(unreadable)?;
    Profile::read(file, text, &common).map_err(unreadable)
}

fn broken() -> ServiceError {
    ServiceError::Input("待复核事项的内容无法识别，请重新提交。".to_owned())
}
