//! Score sheets of applicants and what the public is told: results of admission, fees of each provider (篇5 五).

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, Fen, ProposalNo, Refused, RegionCode};
use directory::agreement::admission::{Mark, ScoreSheet, results, score as scored};
use directory::agreement::disclosure::{FeeTotals, disclose};
use directory::agreement::{DesignationNo, State};
use serde::{Deserialize, Serialize};
use settlement::visit::VisitKind;
use store::Tx;
use store::counter::usage;
use store::provider::assessment::{self as rows, Publication, PublicationNo, Scored};

use super::body::{self, Deciding, PUBLISH};
use super::designate::found;
use super::directory::{Record, directory, on_record};
use super::rules;
use crate::{Desk, ServiceError, catalogue, proposals};

const ADMISSION: &str = "admission";
const FEES: &str = "fees";

/// Scores an applicant in a round by the criteria of its type; public and private providers have one list.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `designation.transition` where the
/// application is not under way, `admission.…` as [`scored`]; a conflict where it is scored already; storage.
pub fn score(
    desk: &Desk<'_>,
    actor: &Actor,
    (no, round): (DesignationNo, &str),
    marks: &[Mark],
) -> Result<ScoreSheet, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let today = desk.today();
    desk.write(actor, "provider.score", None, |tx| {
        let file = found(tx, scope, no)?;
        if !matches!(file.state(), State::Applied | State::FirstReviewed) {
            let zh = format!(
                "第 {no} 号申请现为“{}”，只有办理中的申请可以评分。",
                file.state().zh()
            );
            return Err(Refused::new("designation.transition", zh).into());
        }
        let held = on_record(tx, scope, &file.provider)?;
        let known = held.institution.on(today);
        let kind = known.ok_or(ServiceError::NotFound("机构登记信息"))?.kind;
        let rules = rules::designation(tx, Scope::whole(held.pool), today)?;
        let sheet = scored(&rules.criteria, &file.provider, kind, marks)?;
        let one = Scored {
            designation: no,
            round: round.to_owned(),
            region: held.region,
            sheet,
        };
        rows::score(tx, scope, &one)?;
        Ok(one.sheet)
    })
}

/// A line of published results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionLine {
    /// The rank, from 1.
    pub rank: u32,
    /// The code.
    pub provider: String,
    /// Its name on the day of publication.
    pub name: String,
    /// The score, hundredths of a point.
    pub score: i32,
    /// Whether admitted.
    pub admitted: bool,
    /// Admitted, or why not, in Chinese.
    pub zh: String,
}

/// A line of published fees. Amounts in 分, days in tenths, shares in 1/10 000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRow {
    /// The code.
    pub provider: String,
    /// The name.
    pub name: String,
    /// Settled stays.
    pub stays: u64,
    /// Average fee of a stay.
    pub per_stay: Option<i64>,
    /// Average days of a stay.
    pub days_tenths: Option<i64>,
    /// Settled visits.
    pub visits: u64,
    /// Average fee of a visit.
    pub per_visit: Option<i64>,
    /// What funds paid of all fees.
    pub funds_bp: Option<i64>,
    /// What drugs cost of all fees.
    pub drugs_bp: Option<i64>,
}

/// Lines that are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Published {
    /// Results of a round of admission.
    Admission(Vec<AdmissionLine>),
    /// Fees of providers in a period.
    Fees(Vec<FeeRow>),
}

#[derive(Serialize, Deserialize)]
struct Body {
    topic: String,
    lines: Published,
}

/// Proposes to publish the results of a round, ranked by score; with `places` at most so many are admitted.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`] for a round in which nobody was scored; storage.
pub fn propose_admission_results(
    desk: &Desk<'_>,
    actor: &Actor,
    round: &str,
    places: Option<u32>,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let today = desk.today();
    desk.write(actor, "provider.results", None, |tx| {
        let sheets: Vec<ScoreSheet> = rows::scores(tx, scope, round)?
            .into_iter()
            .map(|one| one.sheet)
            .collect();
        if sheets.is_empty() {
            return Err(ServiceError::NotFound("这一批次的评分"));
        }
        let mut lines = Vec::with_capacity(sheets.len());
        for line in results(&sheets, places) {
            let held = on_record(tx, scope, &line.provider)?;
            let known = held.institution.on(today);
            lines.push(AdmissionLine {
                rank: line.rank,
                provider: line.provider.to_string(),
                name: known.map_or_else(String::new, |known| known.name.to_string()),
                score: line.score.hundredths(),
                admitted: line.admitted,
                zh: line.zh.to_string(),
            });
        }
        propose(
            tx,
            actor,
            (scope.region(), round),
            Published::Admission(lines),
        )
    })
}

/// What the providers of the actor's region billed in a period, both days included, by what stands settled at the
/// counter: settlements that were taken back are left out.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `disclosure.sum` where sums leave the range of money; storage.
pub fn fee_totals(
    desk: &Desk<'_>,
    actor: &Actor,
    period: (Date, Date),
) -> Result<Vec<FeeTotals>, ServiceError> {
    let scope = actor.may(Permission::ProviderRead)?;
    let (sums, stays, items, city, all) = desk.read(|session| {
        let whole = Scope::whole(scope.pool());
        Ok::<_, ServiceError>((
            usage::fees(session, scope, period)?,
            usage::stays(session, scope, period)?,
            usage::items(session, scope, period)?,
            catalogue::current(session, whole)?,
            directory(session, scope.pool())?,
        ))
    })?;
    let mut totals: BTreeMap<&str, FeeTotals> = BTreeMap::new();
    for sum in &sums {
        let Ok(record) = all.find(&sum.institution) else {
            continue;
        };
        let line = totals
            .entry(&sum.institution)
            .or_insert_with(|| nothing(record, period.1));
        let visits = u64::try_from(sum.visits).unwrap_or(0);
        if sum.kind == VisitKind::Stay {
            (line.stays, line.stay_fees) = (visits, sum.bill);
        } else {
            line.visits = line.visits.saturating_add(visits);
            line.visit_fees = plus(line.visit_fees, sum.bill)?;
        }
        line.funds = plus(line.funds, sum.funds)?;
    }
    for stay in &stays {
        if let (Some(line), Some(ended)) = (totals.get_mut(&*stay.institution), stay.ended) {
            let days = ended.date().day_number() - stay.began.date().day_number();
            let days = u64::try_from(days).unwrap_or(0).max(1);
            line.stay_days = line.stay_days.saturating_add(days);
        }
    }
    for item in &items {
        let found = city.catalogue().find(&item.code, item.on);
        let drug = found.in_force().is_some_and(|item| item.kind.is_drug());
        if let (Some(line), true) = (totals.get_mut(&*item.institution), drug) {
            line.drugs = plus(line.drugs, item.amount)?;
        }
    }
    Ok(totals.into_values().collect())
}

fn nothing(record: &Record, on: Date) -> FeeTotals {
    let known = record.institution.on(on);
    FeeTotals {
        provider: record.institution.code.clone(),
        name: known.map_or_else(Box::default, |known| known.name.clone()),
        stays: 0,
        stay_fees: Fen::ZERO,
        stay_days: 0,
        visits: 0,
        visit_fees: Fen::ZERO,
        funds: Fen::ZERO,
        drugs: Fen::ZERO,
    }
}

fn plus(sum: Fen, more: Fen) -> Result<Fen, Refused> {
    sum.checked_add(more).ok_or_else(|| {
        let zh = "费用合计超出可计算的范围，请缩短统计期间。";
        Refused::new("disclosure.sum", zh)
    })
}

/// Proposes to publish the fees of providers in a period, summed up from totals: [`fee_totals`].
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Refused`] `disclosure.sum`; storage.
pub fn propose_fees(
    desk: &Desk<'_>,
    actor: &Actor,
    period: &str,
    totals: &[FeeTotals],
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::ProviderPropose)?;
    let lines = Published::Fees(fee_rows(totals)?);
    desk.write(actor, "provider.fees", None, |tx| {
        propose(tx, actor, (scope.region(), period), lines)
    })
}

/// Averages and shares of totals, as they are published.
///
/// # Errors
/// [`ServiceError::Refused`] `disclosure.sum`.
pub fn fee_rows(totals: &[FeeTotals]) -> Result<Vec<FeeRow>, ServiceError> {
    let lines = disclose(totals)?.into_iter().map(|line| FeeRow {
        provider: line.provider.to_string(),
        name: line.name.to_string(),
        stays: line.stays,
        per_stay: line.per_stay.map(Fen::get),
        days_tenths: line.days_tenths,
        visits: line.visits,
        per_visit: line.per_visit.map(Fen::get),
        funds_bp: line.funds_bp,
        drugs_bp: line.drugs_bp,
    });
    Ok(lines.collect())
}

fn propose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (region, topic): (RegionCode, &str),
    lines: Published,
) -> Result<ProposalNo, ServiceError> {
    let body = body::write(&Body {
        topic: topic.to_owned(),
        lines,
    })?;
    let needs = Permission::ProviderDecide;
    proposals::propose(tx, actor, PUBLISH, needs, region, 0, &body)
}

pub(super) fn decided(
    tx: &mut Tx<'_>,
    by: &Deciding<'_>,
    text: &str,
) -> Result<String, ServiceError> {
    let asked: Body = body::read(text)?;
    if !by.approved {
        return Ok("已退回，没有公布。".to_owned());
    }
    let kind = match asked.lines {
        Published::Admission(_) => ADMISSION,
        Published::Fees(_) => FEES,
    };
    let one = Publication {
        no: tx.next("provider_publication", PublicationNo::new)?,
        region: by.region,
        kind: kind.to_owned(),
        topic: asked.topic,
        on: by.on,
        body: body::write(&asked.lines)?,
    };
    rows::publish(tx, by.scope, &one, by.proposal)?;
    Ok(format!(
        "第 {} 号公布：{}，自 {} 起向社会公开。",
        one.no, one.topic, one.on
    ))
}

/// What the public may read: all that was published in a pooling area, the latest first. Anybody may ask; it names
/// no person.
///
/// # Errors
/// Storage.
pub fn published(
    desk: &Desk<'_>,
    pool: RegionCode,
) -> Result<Vec<(Publication, Published)>, ServiceError> {
    let all = desk.read(|session| rows::published(session, pool))?;
    let read = |one: Publication| {
        let lines = body::read(&one.body)?;
        Ok((one, lines))
    };
    all.into_iter().map(read).collect()
}
