//! Enrolments of the merging schemes. Doubles are taken in too: the first runs, the others are contested, with
//! their track and money, until somebody resolves them.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{BatchNo, EnrolmentNo, Fen, PersonNo, RegionCode};
use enrolment::Scheme;
use enrolment::membership::{
    Channel, Dossier, Enrolment, Funding, Ground, Held, Span, Standing, State,
};
use serde::Serialize;
use store::Tx;
use store::batch::{self, Batch, BatchRow, Chunk};
use store::membership::{dossier, enrolment as rows, work};

use super::batching::{BadLine, Who, row};
use crate::{Desk, ServiceError, running};

/// Lines in one transaction.
const CHUNK: usize = 4_000;

/// A record of old data.
#[derive(Debug, Clone)]
pub struct OldLine {
    /// The line of the file.
    pub line: i64,
    /// Whom it means.
    pub who: Who,
    /// The scheme it comes from.
    pub scheme: Scheme,
    /// Where.
    pub region: RegionCode,
    /// When.
    pub span: Span,
    /// What was paid on it.
    pub paid: Fen,
}

#[derive(Serialize)]
struct Side<'a> {
    enrolment: i64,
    scheme: &'a str,
    region: i64,
    paid_fen: Option<i64>,
}

/// Takes in old records. Cut off at any moment, the same call goes on.
///
/// # Errors
/// [`ServiceError::Denied`]; storage. A line that is refused is told in the rows of the batch.
pub fn load(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    digest: &str,
    lines: impl Iterator<Item = Result<OldLine, BadLine>>,
    progress: &mut dyn FnMut(&Batch),
) -> Result<Batch, ServiceError> {
    let scope = actor.may_in(Permission::EnrolmentPropose, region)?;
    let open = |tx: &mut Tx<'_>| batch::open(tx, region, "enrol.old_data", digest);
    let mut known = desk.write(actor, "enrol.old_data", None, open)?;
    if known.finished {
        return Ok(known);
    }
    let already = usize::try_from(known.done).unwrap_or(usize::MAX);
    let mut lines = lines.skip(already).peekable();
    loop {
        let chunk: Vec<_> = lines.by_ref().take(CHUNK).collect();
        let last = lines.peek().is_none();
        known = desk.write::<_, ServiceError>(actor, "enrol.old_data", None, |tx| {
            running::hold(tx, &known)?;
            take(tx, scope, region, &known, &chunk, last)
        })?;
        progress(&known);
        if last {
            return Ok(known);
        }
    }
}

fn take(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    open: &Batch,
    chunk: &[Result<OldLine, BadLine>],
    last: bool,
) -> Result<Batch, ServiceError> {
    let known = persons(tx, scope, chunk)?;
    let asked: Vec<_> = known.values().copied().collect();
    let direct = chunk
        .iter()
        .filter_map(|line| match &line.as_ref().ok()?.who {
            Who::Person(person) => Some(*person),
            Who::Document(_) => None,
        });
    let asked: Vec<_> = asked.into_iter().chain(direct).collect();
    let mut dossiers = dossier::load(tx, scope, &asked)?;
    let count = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
    let first = if count == 0 {
        1
    } else {
        tx.take("enrolment", count)?
    };
    let mut taking = Taking::default();
    for (number, line) in (first..).zip(chunk) {
        let line = match line {
            Ok(line) => line,
            Err(bad) => {
                taking
                    .told
                    .push(row(bad.line, true, &bad.code, &bad.shown, &bad.reason));
                continue;
            }
        };
        let person = match &line.who {
            Who::Person(person) => Some(*person),
            Who::Document(text) => known.get(text).copied(),
        };
        let file = person.and_then(|person| Some((person, dossiers.get_mut(&person)?)));
        let number = EnrolmentNo::new(number);
        match (file, number) {
            (Some((person, (bucket, dossier))), Some(no)) if region.contains(line.region) => {
                taking.one(open.no, no, person, *bucket, dossier, line);
            }
            (None, _) => taking.refuse(
                line,
                "enrolment.unknown_person",
                "人员登记中没有此人，请先登记人员信息。",
            ),
            _ => taking.refuse(
                line,
                "enrolment.outside_list",
                "参保地不在本名单的地区内，请核对。",
            ),
        }
    }
    rows::add(tx, scope, &taking.new)?;
    for (region, person, anchor, body) in &taking.contests {
        work::open(tx, *region, "contested", *person, Some(*anchor), body)?;
    }
    let taken = i64::try_from(taking.new.len()).unwrap_or(i64::MAX);
    let chunk = Chunk {
        taken,
        amount: taking.paid,
        rows: taking.told,
        last,
    };
    Ok(batch::advance(tx, open, &chunk)?)
}

fn persons(
    tx: &mut Tx<'_>,
    scope: Scope,
    chunk: &[Result<OldLine, BadLine>],
) -> Result<BTreeMap<String, PersonNo>, ServiceError> {
    let numbers = chunk
        .iter()
        .filter_map(|line| match &line.as_ref().ok()?.who {
            Who::Document(number) => Some(number.clone()),
            Who::Person(_) => None,
        });
    let numbers: Vec<_> = numbers.collect();
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(dossier::by_numbers(tx, scope, numbers)?)
}

/// What a chunk brings.
#[derive(Default)]
struct Taking {
    new: Vec<rows::Kept>,
    contests: Vec<(RegionCode, PersonNo, i64, String)>,
    told: Vec<BatchRow>,
    paid: Fen,
}

impl Taking {
    fn one(
        &mut self,
        batch: BatchNo,
        no: EnrolmentNo,
        person: PersonNo,
        bucket: i64,
        dossier: &mut Dossier,
        line: &OldLine,
    ) {
        let Some(sum) = self.paid.checked_add(line.paid) else {
            self.refuse(line, "enrolment.amount", "已缴金额过大，请核对。");
            return;
        };
        self.paid = sum;
        let first = dossier
            .held
            .iter()
            .find(|held| held.span.overlaps(line.span))
            .copied();
        let state = if first.is_some() {
            State::Contested
        } else {
            State::Active
        };
        self.new.push(rows::Kept {
            bucket,
            is: record(batch, no, person, line, state, first),
        });
        match first {
            None => dossier.held.push(Held {
                no,
                scheme: line.scheme,
                region: line.region,
                span: line.span,
            }),
            Some(first) => self.contest(no, person, line, first),
        }
    }

    fn contest(&mut self, no: EnrolmentNo, person: PersonNo, line: &OldLine, first: Held) {
        let sides = [
            Side {
                enrolment: first.no.get(),
                scheme: first.scheme.code(),
                region: first.region.number(),
                paid_fen: None,
            },
            Side {
                enrolment: no.get(),
                scheme: line.scheme.code(),
                region: line.region.number(),
                paid_fen: Some(line.paid.get()),
            },
        ];
        let body = serde_json::to_string(&sides).unwrap_or_default();
        self.contests
            .push((line.region, person, first.no.get(), body));
        let zh = format!(
            "与登记 {}（{}，{}）重复：按该登记运行，本条列为争议，已缴 {} 分记录在案。",
            first.no,
            first.scheme.zh(),
            first.region.short(),
            line.paid.get()
        );
        self.told.push(row(
            line.line,
            false,
            "enrolment.contested",
            &format!("人员 {person}"),
            &zh,
        ));
    }

    fn refuse(&mut self, line: &OldLine, code: &str, zh: &str) {
        let shown = match &line.who {
            Who::Person(person) => format!("人员 {person}"),
            Who::Document(number) => base::mask(base::Personal::DocumentNumber, number),
        };
        self.told.push(row(line.line, true, code, &shown, zh));
    }
}

fn record(
    batch: BatchNo,
    no: EnrolmentNo,
    person: PersonNo,
    line: &OldLine,
    state: State,
    first: Option<Held>,
) -> Enrolment {
    Enrolment {
        no,
        person,
        region: line.region,
        scheme: line.scheme,
        year: line.span.from().year(),
        span: line.span,
        state,
        runs: first.is_none(),
        standing: Standing::Resident,
        channel: Channel::OldData,
        collective: None,
        batch: Some(batch),
        ground: Ground::TakenOver,
        place_reason: None,
        funding: Funding::Standard,
        applied_on: line.span.from(),
        missed_years: 0,
        wait_until: None,
        follows: None,
        contested_with: first.map(|held| held.no),
        end: None,
    }
}
