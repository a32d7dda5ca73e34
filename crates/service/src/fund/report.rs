//! Reports that counties owe, and those that are late.

use access::{Actor, Permission};
use base::{Date, Refused, RegionCode};
use ledger::control::timely::{Duty, ReportDue, dues};
use ledger::entry::Digest;
use store::control as rows;

use super::case::{Rules, reader};
use crate::{Desk, ServiceError};

/// Records that a county's report was handed in today, with the hash of what was handed in.
///
/// # Errors
/// `fund.report.unknown` for a report that the data does not name, `fund.report.early` before its period has ended,
/// storage where it was handed in before.
pub fn hand_in_report(
    desk: &Desk<'_>,
    actor: &Actor,
    region: RegionCode,
    report: &str,
    period_end: Date,
    content: &[u8],
) -> Result<Digest, ServiceError> {
    desk.write(actor, "report.hand_in", None, |tx| {
        let scope = actor.may_in(Permission::BookPropose, region)?;
        let rules = Rules::load(tx, actor)?;
        duty(&rules, actor, desk, report)?;
        if period_end >= desk.today() {
            let refused = Refused::new("fund.report.early", "报表所属期间尚未结束，不能上报。");
            return Err(refused.into());
        }
        let digest = Digest::of(content);
        rows::hand_in(
            tx,
            scope,
            region,
            report,
            period_end,
            desk.today(),
            &digest.to_string(),
        )?;
        Ok(digest)
    })
}

fn duty(rules: &Rules, actor: &Actor, desk: &Desk<'_>, report: &str) -> Result<Duty, ServiceError> {
    let holding = rules.catalogue.duties.iter().filter(|duty| {
        duty.report == report && duty.ground.holds(actor.scope().pool(), desk.today())
    });
    let found = holding.max_by_key(|duty| duty.ground.rank()).cloned();
    found.ok_or_else(|| {
        let sentence = format!("没有名为“{report}”的报表，请核对报表代码。");
        Refused::new("fund.report.unknown", sentence).into()
    })
}

/// A report of each county for the periods that end between two days, and how it stands today.
///
/// # Errors
/// `fund.report.unknown`, storage.
pub fn report_list(
    desk: &Desk<'_>,
    actor: &Actor,
    counties: &[RegionCode],
    report: &str,
    (from, until): (Date, Date),
) -> Result<Vec<ReportDue>, ServiceError> {
    let scope = reader(actor)?;
    let own: Vec<RegionCode> = counties
        .iter()
        .copied()
        .filter(|county| scope.covers(*county))
        .collect();
    desk.read(|session| {
        let rules = Rules::load(session, actor)?;
        let duty = duty(&rules, actor, desk, report)?;
        let handed = rows::handed_in(session, scope, report, from, until)?;
        let when = |county: RegionCode, end: Date| {
            let hit = handed
                .iter()
                .find(|(region, period, _)| *region == county && *period == end);
            hit.map(|(_, _, on)| *on)
        };
        Ok(dues(&duty, &own, from, until, when))
    })
}

/// The late list: what was handed in late, and what is overdue.
///
/// # Errors
/// As [`report_list`].
pub fn late_reports(
    desk: &Desk<'_>,
    actor: &Actor,
    counties: &[RegionCode],
    report: &str,
    period: (Date, Date),
) -> Result<Vec<ReportDue>, ServiceError> {
    let mut all = report_list(desk, actor, counties, report, period)?;
    all.retain(|due| due.state(desk.today()).is_late());
    Ok(all)
}
