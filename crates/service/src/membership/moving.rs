//! The acts that changes are made of: going over, ending, opening.

use access::Scope;
use base::{Date, EnrolmentNo, PersonNo, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{
    Channel, Dossier, EndReason, Enrolment, Funding, Ground, Span, Standing, State, TakeOver,
    Timeline,
};
use store::Tx;
use store::membership::work::ItemNo;
use store::membership::{dossier, enrolment as rows, work};

use super::settling::drop_bill;
use super::telling::tell;
use crate::{Desk, ServiceError};

/// A person goes over from what runs to something new.
pub(super) struct Move {
    pub(super) person: PersonNo,
    pub(super) region: RegionCode,
    pub(super) scheme: Scheme,
    pub(super) standing: Standing,
    pub(super) span: Span,
    pub(super) reason: EndReason,
    pub(super) employer: Option<i64>,
    pub(super) wait_until: Option<Date>,
}

impl Move {
    /// What runs ends the day before; the new one begins.
    pub(super) fn carry_out(
        &self,
        desk: &Desk<'_>,
        tx: &mut Tx<'_>,
        scope: Scope,
    ) -> Result<Vec<String>, ServiceError> {
        let (bucket, dossier) = file(tx, scope, self.person)?;
        if let Some(leader) = dossier.merged_into {
            let zh = format!("此人员记录已并入编号 {leader}，请用编号 {leader} 办理。");
            return Err(Refused::new("enrolment.merged_record", zh).into());
        }
        let take_over = Timeline::new(&dossier.held)?.take_over(self.span, self.reason)?;
        let mut done = Vec::new();
        done.extend(close(tx, scope, &take_over)?);
        let follows = take_over.closed.map(|(no, _)| no);
        let no = self.open(desk, tx, scope, bucket, follows)?;
        done.push(format!(
            "新参保登记 {no}（{}，{}）。",
            self.scheme.zh(),
            self.span.zh()
        ));
        Ok(done)
    }

    /// Adds the new enrolment; it is active at once, since the change was decided by a second person.
    pub(super) fn open(
        &self,
        desk: &Desk<'_>,
        tx: &mut Tx<'_>,
        scope: Scope,
        bucket: i64,
        follows: Option<EnrolmentNo>,
    ) -> Result<EnrolmentNo, ServiceError> {
        let no = tx.next("enrolment", EnrolmentNo::new)?;
        let channel = match self.reason {
            EndReason::Transferred => Channel::Transfer,
            _ if self.employer.is_some() => Channel::Employer,
            _ => Channel::Person,
        };
        let kept = rows::Kept {
            bucket,
            is: Enrolment {
                no,
                person: self.person,
                region: self.region,
                scheme: self.scheme,
                year: self.span.from().year(),
                span: self.span,
                state: State::Active,
                runs: true,
                standing: self.standing,
                channel,
                collective: self.employer,
                batch: None,
                ground: Ground::Decision,
                place_reason: None,
                funding: Funding::Standard,
                applied_on: desk.today(),
                missed_years: 0,
                wait_until: self.wait_until,
                follows,
                contested_with: None,
                end: None,
            },
        };
        rows::add(tx, scope, std::slice::from_ref(&kept))?;
        tell(tx, self.region, "enrolled", no)?;
        Ok(no)
    }
}

/// Ends what ran, the day before. It may lie in another county: one person has one enrolment in the whole
/// pooling area, and who takes over ends the other.
fn close(
    tx: &mut Tx<'_>,
    scope: Scope,
    take_over: &TakeOver,
) -> Result<Option<String>, ServiceError> {
    let Some((no, shorter)) = take_over.closed else {
        return Ok(None);
    };
    let whole = Scope::whole(scope.pool());
    let kept = rows::find(tx, whole, no)?;
    let mut kept = kept.ok_or(ServiceError::NotFound("参保登记"))?;
    kept.is.span = shorter;
    kept.is.end = Some(take_over.reason);
    rows::replace(tx, whole, &kept)?;
    tell(tx, kept.is.region, "enrolment_shortened", no)?;
    Ok(Some(format!(
        "参保登记 {no}（{}）到 {} 为止（{}）。",
        kept.is.scheme.zh(),
        shorter.until(),
        take_over.reason.zh()
    )))
}

/// Ends an enrolment on its last day. What has not begun yet is ended as a whole and no longer runs.
pub(super) fn end(
    tx: &mut Tx<'_>,
    scope: Scope,
    no: EnrolmentNo,
    last_day: Date,
    reason: EndReason,
) -> Result<rows::Kept, ServiceError> {
    let found = rows::find(tx, scope, no)?;
    let mut kept = found.ok_or(ServiceError::NotFound("参保登记"))?;
    if !kept.is.runs || kept.is.end.is_some() {
        let zh = format!("参保登记 {no} 已经终止或不在运行，不能再次终止。");
        return Err(Refused::new("enrolment.ended", zh).into());
    }
    let next = last_day.add_days(1).unwrap_or(last_day);
    match kept.is.span.before(next) {
        Some(shorter) => kept.is.span = shorter,
        None => {
            kept.is.state = State::Ended;
            kept.is.runs = false;
        }
    }
    kept.is.end = Some(reason);
    rows::replace(tx, scope, &kept)?;
    if !kept.is.runs {
        drop_bill(tx, scope, &kept)?;
    }
    tell(tx, kept.is.region, "enrolment_shortened", no)?;
    Ok(kept)
}

/// An open work item of a kind.
pub(super) fn find_item(
    tx: &mut Tx<'_>,
    scope: Scope,
    item: i64,
    kind: &str,
) -> Result<work::WorkItem, ServiceError> {
    let no = ItemNo::new(item).ok_or(ServiceError::NotFound("待办事项"))?;
    let found = work::find(tx, scope, no)?;
    let fits = |item: &work::WorkItem| item.kind == kind && item.outcome.is_none();
    found.filter(fits).ok_or(ServiceError::NotFound("待办事项"))
}

/// The file of one person.
pub(super) fn file(
    tx: &mut Tx<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<(i64, Dossier), ServiceError> {
    let mut found = dossier::load(tx, scope, &[person])?;
    found.remove(&person).ok_or(ServiceError::NotFound("此人"))
}
