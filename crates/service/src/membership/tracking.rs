//! The choice of track while two run (怀远2015 三(三)).

use access::{Actor, Permission, Scope};
use base::{Date, PersonNo, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::regime::{Residence, TrackCase, TrackDecision};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::membership::work::{self, Choice, ItemNo};

use super::moving::{file, find_item};
use crate::{Desk, ServiceError, regime};

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracked {
    /// Bound to a scheme.
    Bound(Scheme),
    /// The person may choose among these and has not.
    Open(Vec<Scheme>),
    /// A person of the agency decides.
    Item(ItemNo),
}

#[derive(Serialize, Deserialize)]
struct Body {
    residence: String,
    paid_on: Option<i64>,
    recorded_on: Option<i64>,
}

/// Puts a person on a track, or into the queue of cases that the text does not decide.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `enrolment.track_fixed`, `enrolment.track_choice`,
/// `enrolment.no_tracks`; storage, `StoreError::Conflict` where the person has a track already.
pub fn choose(
    desk: &Desk<'_>,
    actor: &Actor,
    person: PersonNo,
    region: RegionCode,
    case: TrackCase,
) -> Result<Tracked, ServiceError> {
    let scope = actor.may_in(Permission::EnrolmentPropose, region)?;
    desk.write(actor, "enrol.track", None, |tx| {
        let profile = regime::of(tx, scope, desk.today())?;
        let tracks = profile.dual_track.as_ref().ok_or_else(|| {
            let zh = "本统筹区没有双轨运行，不需要选择类别，请直接办理参保。";
            Refused::new("enrolment.no_tracks", zh)
        })?;
        let (bucket, _) = file(tx, scope, person)?;
        match tracks.decide(case)? {
            TrackDecision::Open(open) => Ok(Tracked::Open(open.says)),
            TrackDecision::Bound(track) => {
                let choice = Choice {
                    key: (bucket, person),
                    region,
                    case,
                    track: track.says,
                    by_hand: false,
                };
                work::choose(tx, &choice)?;
                Ok(Tracked::Bound(track.says))
            }
            TrackDecision::Manual { .. } => {
                let body = Body {
                    residence: case.residence.code().to_owned(),
                    paid_on: case.paid_on.map(Date::number),
                    recorded_on: case.recorded_on.map(Date::number),
                };
                let body = serde_json::to_string(&body)
                    .map_err(|_| ServiceError::Input("事项内容无法记录，请重试。".to_owned()))?;
                let item = work::open(tx, region, "half_complete", person, None, &body)?;
                Ok(Tracked::Item(item))
            }
        }
    })
}

/// Puts a half-complete case on a track, as was decided.
pub(super) fn by_hand(
    tx: &mut Tx<'_>,
    scope: Scope,
    item: i64,
    track: Scheme,
) -> Result<Vec<String>, ServiceError> {
    let item = find_item(tx, scope, item, "half_complete")?;
    if !track.is_for_residents() || track == Scheme::Resident {
        let zh = format!("不能把人工决定的类别定为{}，请选择两轨之一。", track.zh());
        return Err(Refused::new("enrolment.track_choice", zh).into());
    }
    let body: Body = serde_json::from_str(&item.body)
        .map_err(|_| ServiceError::Input("事项内容无法识别，请重新登记。".to_owned()))?;
    let (bucket, _) = file(tx, scope, item.person)?;
    let choice = Choice {
        key: (bucket, item.person),
        region: item.region,
        case: TrackCase {
            residence: Residence::parse(&body.residence).unwrap_or(Residence::Urban),
            paid_on: body.paid_on.and_then(Date::from_number),
            recorded_on: body.recorded_on.and_then(Date::from_number),
            choice: Some(track),
        },
        track,
        by_hand: true,
    };
    work::choose(tx, &choice)?;
    work::decide(tx, scope, &item, track.code())?;
    Ok(vec![format!("人员 {} 按{}参保。", item.person, track.zh())])
}
