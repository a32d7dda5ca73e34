//! The merger of two schemes and the upload of a surplus (E37).

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope, UserName};
use base::{Date, Fen, ProposalNo, Refused, RegionCode};
use ledger::book::BookKey;
use ledger::book::opening::{Handover, carried, from_audit, hand_over, opened, upload};
use ledger::chart::{Mapping, MoneyPlace, TrialLine};
use ledger::control::CaseNo;
use ledger::entry::{
    AccountCode, BankAccount, Book, Dimensions, Document, DocumentId, EventCode, Evidence,
    EvidenceKind, Fund, FundYear, Header, SubAccount,
};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::ledger as rows;
use store::proposals::Proposal;

use super::library::library;
use super::posting::{json, parse, unreadable};
use super::standing;
use super::wish::EvidenceBody;
use crate::{Desk, ServiceError, proposals};

pub(super) const TAKEOVER: &str = "ledger.takeover";
pub(super) const UPLOAD: &str = "ledger.upload";

/// One line of an audited balance, of a tier, fund and book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// The tier.
    pub county: RegionCode,
    /// The fund of old.
    pub fund: Fund,
    /// The book.
    pub book: Book,
    /// The account, of the chart of old where one is named.
    pub account: AccountCode,
    /// The sub-account.
    pub sub: Option<SubAccount>,
    /// Debit less credit, in 分.
    pub on_debit: Fen,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    to: String,
    book_date: i64,
    chart: Option<String>,
    lines: Vec<(i64, String, String, u16, Option<String>, i64)>,
    evidence: Vec<EvidenceBody>,
}

/// Proposes that a fund takes the books of others over, as they were audited. Books that are kept here are
/// emptied here; those of another system come in through the mapping of its chart (`chart`, such as
/// `2008-nrcms`).
///
/// # Errors
/// [`ServiceError::Denied`] for another role, and for staff of a county where lines are of several;
/// `ledger.evidence_missing` without the report of the audit.
pub fn propose_takeover(
    desk: &Desk<'_>,
    actor: &Actor,
    (to, book_date, chart): (Fund, Date, Option<&str>),
    lines: &[AuditLine],
    evidence: &[Evidence],
) -> Result<ProposalNo, ServiceError> {
    let scope = actor.may(Permission::BookPropose)?;
    let audit = EvidenceKind::AuditReport;
    if !evidence.iter().any(|one| one.kind == audit) {
        let zh = format!("承接账套缺少“{}”，请补充后再办理。", audit.zh());
        return Err(Refused::new("ledger.evidence_missing", zh).into());
    }
    let line = |line: &AuditLine| {
        let sub = line.sub.as_ref().map(ToString::to_string);
        let (fund, book) = (line.fund.code().to_owned(), line.book.code().to_owned());
        (
            line.county.number(),
            fund,
            book,
            line.account.get(),
            sub,
            line.on_debit.get(),
        )
    };
    for one in lines {
        actor.may_in(Permission::BookPropose, one.county)?;
    }
    let body = json(&Body {
        to: to.code().to_owned(),
        book_date: book_date.number(),
        chart: chart.map(str::to_owned),
        lines: lines.iter().map(line).collect(),
        evidence: evidence.iter().map(EvidenceBody::of).collect(),
    })?;
    let region = scope.region();
    desk.write(actor, "ledger.propose_takeover", None, |tx| {
        proposals::propose(
            tx,
            actor,
            TAKEOVER,
            Permission::BookDecide,
            region,
            0,
            &body,
        )
    })
}

/// The audited lines of each set of books.
type Audits = BTreeMap<BookKey, Vec<TrialLine>>;

impl Body {
    fn audits(&self) -> Option<Audits> {
        let mut audits = Audits::new();
        for (county, fund, book, account, sub, amount) in &self.lines {
            let key = BookKey {
                county: RegionCode::from_number(*county)?,
                fund: Fund::parse(fund)?,
                book: Book::parse(book)?,
            };
            let sub = match sub {
                Some(sub) => Some(SubAccount::new(sub).ok()?),
                None => None,
            };
            audits.entry(key).or_default().push(TrialLine {
                account: AccountCode::new(*account)?,
                sub,
                on_debit: Fen::new(*amount),
            });
        }
        Some(audits)
    }
}

fn header(
    id: &DocumentId,
    date: Date,
    evidence: &[EvidenceBody],
    (maker, checker): (&UserName, &UserName),
) -> Result<Header, ServiceError> {
    let evidence: Option<Vec<Evidence>> = evidence.iter().map(EvidenceBody::read).collect();
    Ok(Header {
        id: id.clone(),
        value_date: date,
        book_date: date,
        evidence: evidence.ok_or_else(unreadable)?,
        maker: maker.clone(),
        checker: checker.clone(),
    })
}

pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
    checker: &UserName,
) -> Result<Vec<(DocumentId, usize)>, ServiceError> {
    let body: Body = parse(&proposal.body)?;
    let (to, date) = Fund::parse(&body.to)
        .zip(Date::from_number(body.book_date))
        .ok_or_else(unreadable)?;
    let audits = body.audits().ok_or_else(unreadable)?;
    let mut handovers = Vec::new();
    let banks = BTreeMap::new();
    for (key, audited) in &audits {
        let from = Dimensions {
            pool: scope.pool(),
            county: key.county,
            fund: key.fund,
            book: key.book,
            fund_year: FundYear::of(date),
        };
        let mapping = mapping(body.chart.as_deref(), key.book)?;
        let balances = rows::cached(tx, scope, key)?;
        let own = carried(&balances, *key).map_err(standing::range)?;
        handovers.push(Handover {
            from,
            to: from.of_fund(to),
            carried: if mapping.is_some() {
                from_audit(audited, *key)
            } else {
                own
            },
            audited,
            mapping,
            banks: &banks,
            kept_here: mapping.is_none(),
        });
    }
    let event = EventCode::new(37).ok_or_else(unreadable)?;
    let id = rows::next_document(tx, event)?;
    let header = header(&id, date, &body.evidence, (&proposal.maker, checker))?;
    let mut posted = Vec::new();
    for document in hand_over(&header, &handovers)? {
        let done = standing::post(tx, scope, &document, proposal.no)?;
        posted.push((id.clone(), done.entries.len()));
    }
    Ok(posted)
}

/// The mapping from a chart of old to the chart of a book.
fn mapping(chart: Option<&str>, book: Book) -> Result<Option<&'static Mapping>, ServiceError> {
    let Some(chart) = chart else { return Ok(None) };
    let to = match book {
        Book::Agency => "2017-agency",
        Book::Fiscal => "2018-fiscal",
        Book::Treasury => "treasury",
    };
    let found = library()?.mappings.get(chart, to);
    let lacking = || {
        let zh = format!("没有从科目表 {chart} 到 {to} 的对照，请先补充。");
        Refused::new("ledger.unmapped", zh)
    };
    Ok(Some(found.ok_or_else(lacking)?))
}

#[derive(Debug, Serialize, Deserialize)]
struct UploadBody {
    county: i64,
    fund: String,
    book_date: i64,
    amount: i64,
    from: String,
    to: String,
    evidence: Vec<EvidenceBody>,
}

/// Proposes the upload of a county's surplus into the city's fiscal special account; the county keeps its
/// share.
///
/// # Errors
/// [`ServiceError::Denied`] for another role or region.
pub fn propose_upload(
    desk: &Desk<'_>,
    actor: &Actor,
    (county, fund): (RegionCode, Fund),
    (book_date, amount): (Date, Fen),
    (from, to): (&BankAccount, &BankAccount),
    evidence: &[Evidence],
) -> Result<ProposalNo, ServiceError> {
    actor.may_in(Permission::BookPropose, county)?;
    let body = json(&UploadBody {
        county: county.number(),
        fund: fund.code().to_owned(),
        book_date: book_date.number(),
        amount: amount.get(),
        from: from.to_string(),
        to: to.to_string(),
        evidence: evidence.iter().map(EvidenceBody::of).collect(),
    })?;
    desk.write(actor, "ledger.propose_upload", None, |tx| {
        proposals::propose(tx, actor, UPLOAD, Permission::BookDecide, county, 0, &body)
    })
}

pub(super) fn carry_out_upload(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
    checker: &UserName,
) -> Result<Vec<(DocumentId, usize)>, ServiceError> {
    let body: UploadBody = parse(&proposal.body)?;
    let bank = |name: &str| BankAccount::new(name).map_err(|_| unreadable());
    let (from, to) = (bank(&body.from)?, bank(&body.to)?);
    let place = RegionCode::from_number(body.county).zip(Fund::parse(&body.fund));
    let ((county, fund), date) = place
        .zip(Date::from_number(body.book_date))
        .ok_or_else(unreadable)?;
    let id = next_takeover(tx)?;
    let header = header(&id, date, &body.evidence, (&proposal.maker, checker))?;
    let place = ((county, fund), Fen::new(body.amount));
    let document = upload_document(scope, header, place, (Some(&from), &to))?;
    let posted = standing::post(tx, scope, &document, proposal.no)?;
    Ok(vec![(id, posted.entries.len())])
}

fn next_takeover(tx: &mut Tx<'_>) -> Result<DocumentId, ServiceError> {
    let event = EventCode::new(37).ok_or_else(unreadable)?;
    Ok(rows::next_document(tx, event)?)
}

/// The upload of a surplus in the agency's book and that of the fiscal special account: from a bank account of the
/// county; or, where the county's books were not kept here, as their opening balance.
fn upload_document(
    scope: Scope,
    header: Header,
    ((county, fund), amount): ((RegionCode, Fund), Fen),
    (from, to): (Option<&BankAccount>, &BankAccount),
) -> Result<Document, ServiceError> {
    let date = header.book_date;
    let books = [Book::Agency, Book::Fiscal].map(|book| Dimensions {
        pool: scope.pool(),
        county,
        fund,
        book,
        fund_year: FundYear::of(date),
    });
    let chart = library()?.charts.on(Book::Agency, fund, date);
    let chart = chart.ok_or_else(unreadable)?;
    let account = chart.money(MoneyPlace::Fiscal).next();
    let account = account.ok_or_else(unreadable)?;
    let document = match (from, &chart.roles) {
        (Some(from), _) => upload(header, &books, account, amount, (from, to)),
        (None, Some(roles)) => opened(header, &books, (account, roles.surplus), amount, to),
        (None, None) => None,
    };
    document.ok_or_else(unreadable)
}

/// Posts the upload that a case of fund control has approved.
///
/// # Errors
/// As the rules of the books refuse; storage.
pub(crate) fn take_up(
    tx: &mut Tx<'_>,
    scope: Scope,
    header: impl FnOnce(DocumentId) -> Header,
    place: ((RegionCode, Fund), Fen),
    banks: (Option<&BankAccount>, &BankAccount),
    case: CaseNo,
) -> Result<(), ServiceError> {
    let id = next_takeover(tx)?;
    let document = upload_document(scope, header(id), place, banks)?;
    standing::post(tx, scope, &document, case)?;
    Ok(())
}
