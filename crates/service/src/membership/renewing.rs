//! Last year's members into the next year: renewed by debit, failed, not renewed.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, EnrolmentNo, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{
    Application, Channel, Enrolment, Funding, Ground, Member, Standing, Verdict, decide,
    renew as sort,
};
use enrolment::regime::Profile;
use store::Tx;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::membership::{dossier, enrolment as rows, renewal, report};

use super::batching::row;
use super::enrolling::{coming, period};
use super::submitted;
use crate::{Desk, ServiceError, regime};

/// Members in one transaction.
const CHUNK: i64 = 4_000;

/// Renews the members of `year` of a region into the next year. The three lists add up: taken rows of the batch
/// are renewed; refused rows say `renewal.failed`, `renewal.*` for why not, or the rule that stands in the way.
/// Cut off at any moment, the same call goes on.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] where the regime is unknown; storage.
pub fn renew(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    year: i32,
    scheme: Scheme,
    applied_on: Date,
    progress: &mut dyn FnMut(&Batch),
) -> Result<Batch, ServiceError> {
    let scope = actor.may_in(Permission::EnrolmentPropose, region)?;
    let within = Scope::new(scope.pool(), region).unwrap_or(scope);
    let profile = desk.read(|session| regime::of(session, scope, applied_on))?;
    coming(&profile, year.saturating_add(1), desk.today())?;
    let key = format!("{year}|{region}|{}", scheme.code());
    loop {
        let run = desk.write(actor, "enrol.renew", None, |tx| {
            let open = batch::open(tx, region, "enrol.renewal", &key)?;
            if open.finished {
                return Ok(open);
            }
            let after = report::renewal_cursor(tx, within, open.no)?;
            let members = renewal::members(tx, within, year, after, CHUNK)?;
            let job = Job {
                within,
                profile: &profile,
                year: year.saturating_add(1),
                scheme,
                applied_on,
            };
            job.run(tx, &open, &members)
        })?;
        progress(&run);
        if run.finished {
            return Ok(run);
        }
    }
}

struct Job<'a> {
    within: Scope,
    profile: &'a Profile,
    year: i32,
    scheme: Scheme,
    applied_on: Date,
}

impl Job<'_> {
    fn run(
        &self,
        tx: &mut Tx<'_>,
        open: &Batch,
        members: &[Member],
    ) -> Result<Batch, ServiceError> {
        let lists = sort(members);
        let mut told: Vec<BatchRow> = Vec::new();
        for member in &lists.failed {
            told.push(refused(
                member,
                "renewal.failed",
                "代扣失败，请通知本人另行缴费。",
            ));
        }
        for (member, why) in &lists.not_renewed {
            told.push(refused(member, "renewal.not_renewed", why.zh()));
        }
        let taken = self.enrol(tx, open, &lists.renewed, &mut told)?;
        told.sort_by_key(|row| row.line);
        let chunk = Chunk {
            taken,
            rows: told,
            last: i64::try_from(members.len()).unwrap_or(i64::MAX) < CHUNK,
            ..Chunk::default()
        };
        Ok(batch::advance(tx, open, &chunk)?)
    }

    fn enrol(
        &self,
        tx: &mut Tx<'_>,
        open: &Batch,
        renewed: &[Member],
        told: &mut Vec<BatchRow>,
    ) -> Result<i64, ServiceError> {
        if renewed.is_empty() {
            return Ok(0);
        }
        let period = period(self.profile, self.year)?;
        let persons: Vec<PersonNo> = renewed.iter().map(|member| member.person).collect();
        let dossiers = dossier::load(tx, self.within, &persons)?;
        let former = self.former(tx, renewed)?;
        let count = u32::try_from(renewed.len()).unwrap_or(u32::MAX);
        let mut next = tx.take("enrolment", count)?;
        let mut new = Vec::with_capacity(renewed.len());
        for member in renewed {
            let (Some((bucket, dossier)), Some(last)) =
                (dossiers.get(&member.person), former.get(&member.last_year))
            else {
                told.push(refused(
                    member,
                    "renewal.unknown",
                    "人员登记中没有此人，请核实。",
                ));
                continue;
            };
            let application = self.application(member, last);
            match decide(self.profile, &period, &application, dossier) {
                Err(why) => told.push(refused(member, why.code(), &why.zh())),
                Ok(Verdict::Prospect) => {
                    told.push(refused(member, "enrolment.prospect", "未取得本人同意。"));
                }
                Ok(Verdict::Enrolled(accepted)) => {
                    let Some(no) = EnrolmentNo::new(next) else {
                        continue;
                    };
                    next = next.saturating_add(1);
                    let mut kept = submitted(no, *bucket, self.year, &application, &accepted);
                    kept.is.batch = Some(open.no);
                    kept.is.follows = Some(member.last_year);
                    new.push(kept);
                }
            }
        }
        rows::add(tx, self.within, &new)?;
        Ok(i64::try_from(new.len()).unwrap_or(i64::MAX))
    }

    fn former(
        &self,
        tx: &mut Tx<'_>,
        renewed: &[Member],
    ) -> Result<BTreeMap<EnrolmentNo, Enrolment>, ServiceError> {
        let numbers: Vec<_> = renewed.iter().map(|member| member.last_year).collect();
        let all = rows::many(tx, self.within, &numbers)?;
        Ok(all.into_iter().map(|kept| (kept.is.no, kept.is)).collect())
    }

    fn application(&self, member: &Member, last: &Enrolment) -> Application {
        Application {
            person: member.person,
            region: last.region,
            scheme: self.scheme,
            standing: Standing::Resident,
            channel: match last.channel {
                Channel::School => Channel::School,
                _ => Channel::Person,
            },
            ground: Some(Ground::Consent),
            place_reason: last.place_reason.clone(),
            funding: Funding::Standard,
            applied_on: self.applied_on,
            from: None,
        }
    }
}

fn refused(member: &Member, code: &str, zh: &str) -> BatchRow {
    let person = member.person;
    row(person.get(), true, code, &format!("人员 {person}"), zh)
}
