//! Lists of any length: judged and stored in chunks that commit together with their progress.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{BatchNo, BenefitYear, Date, EnrolmentNo, PersonNo, Refused, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{
    Application, BatchLine, Channel, Dossier, Funding, Ground, LineOutcome, Standing, Verdict,
    decide_batch,
};
use enrolment::regime::Profile;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::membership::{dossier, enrolment as rows, report};
use store::{Event, Tx};

use super::enrolling::coming;
use super::submitted;
use crate::people::number::unknown;
use crate::{Desk, ServiceError, regime, running};

/// Lines in one transaction.
const CHUNK: usize = 4_000;

/// What the lines of a list have in common.
#[derive(Debug, Clone)]
pub struct Order {
    /// The region the list is for; every line lies in it.
    pub region: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
    /// As what.
    pub standing: Standing,
    /// How it comes in.
    pub channel: Channel,
    /// Consent or another ground, where the whole list has one.
    pub ground: Option<Ground>,
    /// Who pays.
    pub funding: Funding,
    /// The calendar year in which the benefit year begins.
    pub year: i32,
    /// The day of the application.
    pub applied_on: Date,
    /// The first day, in the employee scheme.
    pub from: Option<Date>,
    /// The school, agent or household it comes through.
    pub collective: Option<i64>,
    /// The digest of the file, and the day of the application where one was named: with the rest of the order it
    /// makes the batch found again.
    pub digest: String,
}

/// Whom a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By the number in the register.
    Person(PersonNo),
    /// By a document number in its canonical form.
    Document(String),
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The line of the file.
    pub line: i64,
    /// Whom it means.
    pub who: Who,
    /// Where, if not the region of the list.
    pub region: Option<RegionCode>,
    /// Why away from the household registration.
    pub place_reason: Option<String>,
    /// Consent of this person, where the list has none as a whole.
    pub ground: Option<Ground>,
}

/// A line that could not be read.
#[derive(Debug, Clone)]
pub struct BadLine {
    /// The line of the file.
    pub line: i64,
    /// The stable code.
    pub code: String,
    /// What the line is about, masked.
    pub shown: String,
    /// The sentence for users.
    pub reason: String,
}

impl Order {
    /// What the batch is found again by: everything that changes what becomes of a line. Only the day of the
    /// application is left to [`Order::digest`], for it is today's where nobody names it.
    fn key(&self) -> String {
        let from = self.from.map(|from| from.to_string());
        let collective = self.collective.map(|no| no.to_string());
        [
            self.digest.as_str(),
            self.scheme.code(),
            self.channel.code(),
            &self.year.to_string(),
            &self.region.to_string(),
            self.standing.code(),
            self.ground.map_or("", Ground::code),
            self.funding.code(),
            from.as_deref().unwrap_or_default(),
            collective.as_deref().unwrap_or_default(),
        ]
        .join("|")
    }

    fn kind(&self) -> String {
        format!("enrol.{}", self.channel.code())
    }
}

/// Enrols a list. Lines that were dealt with by an earlier call are passed over, so that the same call
/// finishes what was cut off; a list that is finished changes nothing.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] where the regime or the year is unknown; storage. A line that
/// is refused is no error: it is told in the rows of the batch.
pub fn run(
    desk: &Desk<'_>,
    actor: &Actor,
    order: &Order,
    lines: impl Iterator<Item = Result<Line, BadLine>>,
    progress: &mut dyn FnMut(&Batch),
) -> Result<Batch, ServiceError> {
    let scope = actor.may_in(Permission::EnrolmentPropose, order.region)?;
    // Before the batch is opened: one for a year that cannot be is none.
    let profile = desk.read(|session| regime::of(session, scope, order.applied_on))?;
    let period = coming(&profile, order.year, desk.today())?;
    let mut known = desk.write(actor, "enrol.batch", None, |tx| {
        Ok::<_, ServiceError>(batch::open(tx, order.region, &order.kind(), &order.key())?)
    })?;
    if known.finished {
        return Ok(known);
    }
    let already = usize::try_from(known.done).unwrap_or(usize::MAX);
    let mut lines = lines.skip(already).peekable();
    loop {
        let chunk: Vec<_> = lines.by_ref().take(CHUNK).collect();
        let last = lines.peek().is_none();
        let job = Job {
            scope,
            order,
            profile: &profile,
            period: &period,
            last,
        };
        known = desk.write(actor, "enrol.batch", None, |tx| {
            running::hold(tx, &known)?;
            job.run(tx, &known, &chunk)
        })?;
        progress(&known);
        if last {
            return Ok(known);
        }
    }
}

struct Job<'a> {
    scope: Scope,
    order: &'a Order,
    profile: &'a Profile,
    period: &'a BenefitYear,
    last: bool,
}

impl Job<'_> {
    fn run(
        &self,
        tx: &mut Tx<'_>,
        open: &Batch,
        chunk: &[Result<Line, BadLine>],
    ) -> Result<Batch, ServiceError> {
        let mut told = Vec::new();
        let lines = self.judged(tx, chunk, &mut told)?;
        let persons: Vec<_> = lines.iter().map(|line| line.application.person).collect();
        let mut buckets = BTreeMap::new();
        let mut dossiers: BTreeMap<PersonNo, Dossier> = BTreeMap::new();
        for (person, (bucket, dossier)) in dossier::load(tx, self.scope, &persons)? {
            buckets.insert(person, bucket);
            dossiers.insert(person, dossier);
        }
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let first = if count == 0 {
            1
        } else {
            tx.take("enrolment", count)?
        };
        let outcomes = decide_batch(self.profile, self.period, &lines, &mut dossiers, first);
        let taken = self.keep(tx, open.no, &lines, &outcomes, &buckets, &mut told)?;
        told.sort_by_key(|row| row.line);
        let chunk = Chunk {
            taken,
            rows: told,
            last: self.last,
            ..Chunk::default()
        };
        let done = batch::advance(tx, open, &chunk)?;
        if self.last {
            tx.emit(&[Event {
                kind: "enrolment_list".to_owned(),
                version: 1,
                region: self.order.region,
                subject: done.no.get(),
                body: format!("{{\"taken\":{},\"refused\":{}}}", done.taken, done.refused),
            }])?;
        }
        Ok(done)
    }

    /// The lines that can be judged; the others are told at once.
    fn judged(
        &self,
        tx: &mut Tx<'_>,
        chunk: &[Result<Line, BadLine>],
        told: &mut Vec<BatchRow>,
    ) -> Result<Vec<BatchLine>, ServiceError> {
        let numbers = chunk
            .iter()
            .filter_map(|line| match &line.as_ref().ok()?.who {
                Who::Document(number) => Some(number.clone()),
                Who::Person(_) => None,
            });
        let numbers: Vec<_> = numbers.collect();
        let known = if numbers.is_empty() {
            BTreeMap::new()
        } else {
            dossier::by_numbers(tx, self.scope, numbers)?
        };
        let mut lines = Vec::with_capacity(chunk.len());
        for line in chunk {
            match line {
                Err(bad) => told.push(row(bad.line, true, &bad.code, &bad.shown, &bad.reason)),
                Ok(line) => match self.line(line, &known) {
                    Ok(ready) => lines.push(ready),
                    Err(refused) => told.push(row(
                        line.line,
                        true,
                        refused.code(),
                        &shown(&line.who),
                        &refused.zh(),
                    )),
                },
            }
        }
        Ok(lines)
    }

    fn line(&self, line: &Line, known: &BTreeMap<String, PersonNo>) -> Result<BatchLine, Refused> {
        let order = self.order;
        let person = match &line.who {
            Who::Person(person) => *person,
            Who::Document(number) => *known
                .get(number)
                .ok_or_else(|| Refused::new("enrolment.unknown_person", unknown(number)))?,
        };
        let region = line.region.unwrap_or(order.region);
        if !order.region.contains(region) {
            return Err(Refused::new(
                "enrolment.outside_list",
                format!(
                    "参保地 {} 不在本名单的地区 {} 内，请核对或另行上报。",
                    region.short(),
                    order.region.short()
                ),
            ));
        }
        Ok(BatchLine {
            line: u64::try_from(line.line).unwrap_or(0),
            application: Application {
                person,
                region,
                scheme: order.scheme,
                standing: order.standing,
                channel: order.channel,
                ground: line.ground.or(order.ground),
                place_reason: line.place_reason.as_deref().map(Into::into),
                funding: order.funding,
                applied_on: order.applied_on,
                from: order.from,
            },
        })
    }

    /// Stores what was accepted; how many lines were taken.
    fn keep(
        &self,
        tx: &mut Tx<'_>,
        batch: BatchNo,
        lines: &[BatchLine],
        outcomes: &[LineOutcome],
        buckets: &BTreeMap<PersonNo, i64>,
        told: &mut Vec<BatchRow>,
    ) -> Result<i64, ServiceError> {
        let mut new = Vec::with_capacity(lines.len());
        let mut prospects = Vec::new();
        let mut taken = 0_i64;
        for (line, outcome) in lines.iter().zip(outcomes) {
            let asked = &line.application;
            let bucket = buckets.get(&asked.person).copied().unwrap_or_default();
            let number = i64::try_from(line.line).unwrap_or(i64::MAX);
            let shown = format!("人员 {}", asked.person);
            match (&outcome.answer, outcome.no) {
                (Ok(Verdict::Enrolled(accepted)), Some(no)) => {
                    new.push(self.kept(batch, no, bucket, asked, accepted));
                    taken += 1;
                    if let Some(remark) = &accepted.remark {
                        told.push(row(number, false, "enrolment.interrupted", &shown, remark));
                    }
                }
                (Ok(_), _) => {
                    prospects.push(((bucket, asked.person), asked.region));
                    taken += 1;
                    let zh = "未取得本人同意，只登记为潜在参保人。";
                    told.push(row(number, false, "enrolment.prospect", &shown, zh));
                }
                (Err(refused), _) => {
                    told.push(row(number, true, refused.code(), &shown, &refused.zh()));
                }
            }
        }
        rows::add(tx, self.scope, &new)?;
        report::add_prospects(tx, self.order.year, &prospects)?;
        Ok(taken)
    }

    fn kept(
        &self,
        batch: BatchNo,
        no: EnrolmentNo,
        bucket: i64,
        asked: &Application,
        accepted: &enrolment::membership::Accepted,
    ) -> rows::Kept {
        let mut kept = submitted(no, bucket, self.order.year, asked, accepted);
        kept.is.batch = Some(batch);
        kept.is.collective = self.order.collective;
        kept
    }
}

fn shown(who: &Who) -> String {
    match who {
        Who::Person(person) => format!("人员 {person}"),
        Who::Document(number) => base::mask(base::Personal::DocumentNumber, number),
    }
}

pub(super) fn row(line: i64, refused: bool, code: &str, shown: &str, reason: &str) -> BatchRow {
    BatchRow {
        line,
        refused,
        code: code.to_owned(),
        shown: shown.to_owned(),
        reason: reason.to_owned(),
    }
}
