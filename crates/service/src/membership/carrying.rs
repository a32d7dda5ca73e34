//! Carrying out a change that was approved.

use access::Scope;
use base::{Date, EnrolmentNo, PersonNo, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{EndReason, Span, Standing, State, may_return};
use store::Tx;
use store::membership::{enrolment as rows, work};
use store::people::links;

use super::change::Change;
use super::moving::{Move, end, file, find_item};
use super::settling::drop_bill;
use super::{merging, tracking, transferring};
use crate::{Desk, ServiceError, regime};

/// Carries out a change; the sentences say what was done.
pub(super) fn carry_out(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    change: &Change,
) -> Result<Vec<String>, ServiceError> {
    match change {
        Change::ToEmployee {
            person,
            region,
            day,
            standing,
            employer,
        } => {
            let move_to = Move {
                person: *person,
                region: *region,
                scheme: Scheme::Employee,
                standing: *standing,
                span: Span::open(*day),
                reason: EndReason::Employment,
                employer: *employer,
                wait_until: None,
            };
            move_to.carry_out(desk, tx, scope)
        }
        Change::ToResident {
            person,
            region,
            day,
            scheme,
        } => to_resident(desk, tx, scope, *person, *region, *day, *scheme),
        Change::End {
            enrolment,
            last_day,
            reason,
        } => {
            end(tx, scope, *enrolment, *last_day, *reason)?;
            Ok(vec![format!(
                "参保登记 {enrolment} 于 {last_day} 终止（{}）。",
                reason.zh()
            )])
        }
        Change::TransferOut {
            enrolment,
            last_day,
            to,
        } => transferring::certify(tx, scope, *enrolment, *last_day, *to),
        Change::TransferIn {
            message,
            scheme,
            standing,
            first_day,
        } => transferring::take_in(desk, tx, scope, message, *scheme, *standing, *first_day),
        Change::Resolve { item, keeps } => resolve(desk, tx, scope, *item, *keeps),
        Change::Track { item, track } => tracking::by_hand(tx, scope, *item, *track),
    }
}

fn to_resident(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    person: PersonNo,
    region: RegionCode,
    day: Date,
    scheme: Scheme,
) -> Result<Vec<String>, ServiceError> {
    let profile = regime::of(tx, scope, desk.today())?;
    let year = profile.calendar.year_of(day);
    let span = Span::new(day, year.until)?;
    let (_, dossier) = file(tx, scope, person)?;
    may_return(&profile, scheme, &dossier, span)?;
    let back = Move {
        person,
        region,
        scheme,
        standing: Standing::Resident,
        span,
        reason: EndReason::EmploymentOver,
        employer: None,
        wait_until: None,
    };
    back.carry_out(desk, tx, scope)
}

/// Ends a contest: the one that stays runs, every other ends as a duplicate.
fn resolve(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    scope: Scope,
    item: i64,
    keeps: EnrolmentNo,
) -> Result<Vec<String>, ServiceError> {
    let item = find_item(tx, scope, item, merging::CONTESTED)?;
    let whole = Scope::whole(scope.pool());
    let records = links::cluster(tx, whole, item.person, desk.today())?;
    let all = merging::enrolments(tx, whole, &records)?;
    let anchor = item.subject.unwrap_or_default();
    let of_contest = |kept: &&rows::Kept| {
        kept.is.no.get() == anchor || kept.is.contested_with.is_some_and(|no| no.get() == anchor)
    };
    let contest: Vec<_> = all.iter().filter(of_contest).cloned().collect();
    if !contest.iter().any(|kept| kept.is.no == keeps) {
        let zh = format!("登记 {keeps} 不在本次争议之中，请核对。");
        return Err(Refused::new("enrolment.not_contested", zh).into());
    }
    free(&all, &contest, keeps)?;
    let mut done = Vec::new();
    // What ends goes first, so that what stays finds the time free.
    for kept in contest.iter().filter(|kept| kept.is.no != keeps) {
        let mut ended = kept.clone();
        ended.is.state = State::Ended;
        ended.is.runs = false;
        ended.is.end = Some(EndReason::Duplicate);
        rows::replace(tx, whole, &ended)?;
        drop_bill(tx, whole, &ended)?;
        done.push(format!(
            "参保登记 {} 作为重复记录终止，已缴金额按退费办理。",
            kept.is.no
        ));
    }
    for kept in contest.iter().filter(|kept| kept.is.no == keeps) {
        let mut stays = kept.clone();
        // What was loaded as a double is in force; what was contested later goes on where it stood.
        if kept.is.state == State::Contested {
            stays.is.state = merging::former(desk, tx, kept)?.unwrap_or(State::Active);
        }
        stays.is.runs = true;
        stays.is.contested_with = None;
        rows::replace(tx, whole, &stays)?;
        done.push(format!("参保登记 {keeps}（{}）保留。", kept.is.scheme.zh()));
    }
    work::decide(tx, scope, &item, &format!("keeps {keeps}"))?;
    Ok(done)
}

/// What stays must find its days free of every enrolment outside the contest.
fn free(all: &[rows::Kept], contest: &[rows::Kept], keeps: EnrolmentNo) -> Result<(), Refused> {
    let stays = contest.iter().find(|kept| kept.is.no == keeps);
    let beside = stays.and_then(|stays| {
        let mut others = all
            .iter()
            .filter(|kept| kept.is.runs && !contest.contains(kept));
        others.find(|kept| kept.is.span.overlaps(stays.is.span))
    });
    beside.map_or(Ok(()), |beside| {
        let zh = format!(
            "登记 {keeps} 与另一条运行中的登记 {} 日期重叠，不能保留；请先办理与该登记的争议。",
            beside.is.no
        );
        Err(Refused::new("enrolment.contested_elsewhere", zh))
    })
}
