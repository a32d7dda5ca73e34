//! Month-end and year-end of the sets of books of a region and fund.

use access::{Actor, Permission, Scope, UserName};
use base::{Date, ProposalNo, Refused, RegionCode};
use ledger::book::{AsKnown, Balances, BookKey, Closed, closing};
use ledger::entry::{
    Digest, Dimensions, DocumentId, Draft, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund,
    FundYear, Header,
};
use ledger::statement::Counts;
use serde::{Deserialize, Serialize};
use store::ledger::{self as rows, Close, Which};
use store::proposals::Proposal;
use store::{Session, Tx};

use super::library::library;
use super::posting::{json, parse, unreadable};
use super::standing;
use crate::{Desk, ServiceError, proposals};

pub(super) const CARRY: &str = "ledger.carry";
pub(super) const CLOSE: &str = "ledger.close";

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    region: i64,
    fund: String,
    until: i64,
}

impl Body {
    fn new(region: RegionCode, fund: Fund, until: Date) -> Body {
        Body {
            region: region.number(),
            fund: fund.code().to_owned(),
            until: until.number(),
        }
    }

    fn read(&self) -> Result<(RegionCode, Fund, Date), ServiceError> {
        let all = RegionCode::from_number(self.region).zip(Fund::parse(&self.fund));
        let all = all.zip(Date::from_number(self.until));
        let ((region, fund), until) = all.ok_or_else(unreadable)?;
        Ok((region, fund, until))
    }
}

/// The sets of books of a fund in a region.
fn keys(session: &mut Session<'_>, scope: Scope, fund: Fund) -> Result<Vec<BookKey>, ServiceError> {
    let all = rows::set_of_books(session, scope)?;
    Ok(all.into_iter().filter(|key| key.fund == fund).collect())
}

fn within(scope: Scope, region: RegionCode) -> Result<Scope, ServiceError> {
    let inner = Scope::new(scope.pool(), region).filter(|_| scope.covers(region));
    inner.ok_or_else(|| access::Denied::Region { region, scope }.into())
}

fn balances(
    session: &mut Session<'_>,
    scope: Scope,
    key: &BookKey,
    until: Date,
) -> Result<Balances, ServiceError> {
    let which = Which {
        fund: key.fund,
        book: key.book,
        known: AsKnown::until(until),
        counts: Counts::All,
    };
    Ok(rows::balances(session, within(scope, key.county)?, &which)?)
}

/// Proposes to carry income and expense of a year into the surplus (E35, E36), for every set of books of a
/// fund in a region. A year that is not over is not carried; one that is closed or carried already has
/// nothing left. Asked again while the proposal waits, its number is given again.
///
/// # Errors
/// [`ServiceError::Denied`] for another role or region; `ledger.carry_early`, `ledger.carry_nothing`.
pub fn propose_carry(
    desk: &Desk<'_>,
    actor: &Actor,
    (region, fund): (RegionCode, Fund),
    year: FundYear,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, region)?;
    if desk.today() < year.last_day() {
        let zh = format!(
            "{year} 年度尚未终了，{} 起才能办理年末结转。",
            year.last_day()
        );
        return Err(Refused::new("ledger.carry_early", zh).into());
    }
    let body = json(&Body::new(region, fund, year.last_day()))?;
    desk.write(actor, "ledger.propose_carry", None, |tx| {
        let inner = within(scope, region)?;
        if carries(tx, inner, fund, year.last_day())?.is_empty() {
            let (place, fund) = (region.short(), fund.zh());
            let zh = format!("{place} {fund} {year} 年度没有待结转的收入、支出。");
            return Err(Refused::new("ledger.carry_nothing", zh).into());
        }
        proposals::propose_once(tx, actor, CARRY, Permission::BookDecide, region, &body)
    })
}

/// What the hash of a computed document stands for: the balances it was computed from.
fn digest_of(balances: &Balances) -> Digest {
    let mut text = String::new();
    for (key, turnover) in balances.iter() {
        let party = key.counterparty.as_ref();
        let fields = [
            key.county.number().to_string(),
            key.fund.code().to_owned(),
            key.book.code().to_owned(),
            key.account.to_string(),
            key.sub.as_ref().map_or(String::new(), ToString::to_string),
            key.benefit_year
                .map_or(String::new(), |year| year.to_string()),
            party.map_or(String::new(), |party| {
                format!("{}:{}", party.kind.code(), party.name)
            }),
            key.bank_account
                .as_ref()
                .map_or(String::new(), ToString::to_string),
            turnover.debit.get().to_string(),
            turnover.credit.get().to_string(),
        ];
        text.push_str(&fields.join("\u{1f}"));
        text.push('\n');
    }
    Digest::of(text.as_bytes())
}

/// What is to be carried: event, draft, and the hash of the balances that it was computed from.
type Carry = (EventCode, Draft, Digest);

/// What the sets of books of a fund in a region have to carry on the last day of a year.
fn carries(
    session: &mut Session<'_>,
    inner: Scope,
    fund: Fund,
    last: Date,
) -> Result<Vec<Carry>, ServiceError> {
    let mut found = Vec::new();
    for key in keys(session, inner, fund)? {
        let Some(chart) = library()?.charts.on(key.book, key.fund, last) else {
            continue;
        };
        let balances = balances(session, inner, &key, last)?;
        let dims = Dimensions {
            pool: inner.pool(),
            county: key.county,
            fund,
            book: key.book,
            fund_year: FundYear::of(last),
        };
        let computed = digest_of(&balances);
        let carry = closing::carry(dims, chart, &balances).map_err(standing::range)?;
        found.extend(
            carry
                .into_iter()
                .map(|(event, draft)| (event, draft, computed)),
        );
    }
    Ok(found)
}

pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
    checker: &UserName,
) -> Result<Vec<(DocumentId, usize)>, ServiceError> {
    let (region, fund, last) = parse::<Body>(&proposal.body)?.read()?;
    let inner = within(scope, region)?;
    let mut posted = Vec::new();
    for (event, draft, computed) in carries(tx, inner, fund, last)? {
        let id = rows::next_document(tx, event)?;
        let reference = EvidenceRef::new(&format!("结转计算表{}", FundYear::of(last)));
        let header = Header {
            id: id.clone(),
            value_date: last,
            book_date: last,
            evidence: vec![Evidence {
                kind: EvidenceKind::Computation,
                reference: reference.map_err(|_| unreadable())?,
                digest: computed,
            }],
            maker: proposal.maker.clone(),
            checker: checker.clone(),
        };
        let document = closing::carry_document(header, event, vec![draft]);
        let done = standing::post(tx, inner, &document, proposal.no)?;
        posted.push((id, done.entries.len()));
    }
    Ok(posted)
}

/// Proposes to close a month, by its last day, for every set of books of a fund in a region. What hinders
/// the close is said at once. Asked again while the proposal waits, its number is given again.
///
/// # Errors
/// [`ServiceError::Denied`] for another role or region; [`ServiceError::Refused`] with the first hindrance.
pub fn propose_close(
    desk: &Desk<'_>,
    actor: &Actor,
    (region, fund): (RegionCode, Fund),
    last_day: Date,
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, region)?;
    let body = json(&Body::new(region, fund, last_day))?;
    desk.write(actor, "ledger.propose_close", None, |tx| {
        let inner = within(scope, region)?;
        let keys = keys(tx, inner, fund)?;
        if keys.is_empty() {
            return Err(Refused::new(
                "ledger.no_books",
                format!(
                    "{region} 的{}还没有账套，没有可结的账；先记账再结账。",
                    fund.zh()
                ),
            )
            .into());
        }
        let closed = rows::closed(tx, inner)?;
        for key in keys {
            hinder(tx, inner, (&key, &closed), last_day)?;
        }
        proposals::propose_once(tx, actor, CLOSE, Permission::BookDecide, region, &body)
    })
}

/// The balances at the close, if nothing hinders it.
fn hinder(
    session: &mut Session<'_>,
    scope: Scope,
    (key, closed): (&BookKey, &Closed),
    last_day: Date,
) -> Result<Balances, ServiceError> {
    closing::in_order(closed, key, last_day)?;
    let balances = balances(session, scope, key, last_day)?;
    let chart = library()?.charts.on(key.book, key.fund, last_day);
    let chart = chart.ok_or_else(|| {
        Refused::new(
            "ledger.no_chart",
            format!("{last_day} 没有适用的科目表，请核对日期。"),
        )
    })?;
    let ahead_from = rows::switch(session, scope, key.fund)?;
    let found = closing::hindrances(key, chart, &balances, last_day, ahead_from);
    match found.map_err(standing::range)?.into_iter().next() {
        Some(first) => Err(first.into()),
        None => Ok(balances),
    }
}

pub(super) fn carry_out_close(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
) -> Result<Vec<Close>, ServiceError> {
    let (region, fund, last_day) = parse::<Body>(&proposal.body)?.read()?;
    let inner = within(scope, region)?;
    let (before, mut closed) = (rows::closed(tx, inner)?, Vec::new());
    for key in keys(tx, inner, fund)? {
        let digest = digest_of(&hinder(tx, inner, (&key, &before), last_day)?);
        closed.push(rows::close(
            tx,
            inner,
            &key,
            (last_day, digest),
            proposal.no,
        )?);
    }
    Ok(closed)
}
