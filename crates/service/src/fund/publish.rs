//! The publication pack: generated from the books, approved, published, frozen.

use access::{Actor, Scope};
use base::{Date, Fen, RegionCode};
use ledger::control::CaseNo;
use ledger::control::publish::{Page, Publication, PublishStage, Topic};
use ledger::control::risk::AuditPack;
use ledger::entry::{Digest, Fund, FundYear};
use serde::{Deserialize, Serialize};
use store::control::{self as rows, CaseQuery};
use store::{AsOf, Session, StoreError};

use super::body;
use super::case::{CaseRow, Opening, StepInput, advance, list, load, open, reader};
use super::sums::{Year, range};
use crate::{Desk, ServiceError};

const KIND: &str = "publication";

/// A publication with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The case.
    pub no: CaseNo,
    /// The publication; its page is checked against its hash.
    pub publication: Publication,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    topic: String,
    from: i64,
    until: i64,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    digest: String,
}

/// Generates the page of a year up to a day: income, use and surplus of the fund by county, or the risk fund.
///
/// # Errors
/// `fund.publish.empty` without figures, the chain, storage.
pub fn generate(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, year): (Fund, FundYear),
    topic: Topic,
    until: Date,
) -> Result<CaseNo, ServiceError> {
    let pack = match topic {
        Topic::Fund => None,
        Topic::RiskFund => Some(super::risk::risk_audit(
            desk,
            actor,
            fund,
            (year.first_day(), until),
        )?),
    };
    desk.write(actor, "publish.generate", None, |tx| {
        let region = actor.scope().region();
        let (heads, rows) = match &pack {
            None => fund_table(tx, actor.scope(), (fund, year), until)?,
            Some(pack) => risk_table(pack),
        };
        let page = Page {
            topic,
            region,
            from: year.first_day(),
            until,
            heads: heads.into_iter().map(str::to_owned).collect(),
            rows,
        };
        page.check()?;
        let opening = Opening {
            kind: KIND,
            region,
            fund,
            year,
            subject: topic.zh(),
            body: body::write(&Body {
                topic: topic.code().to_owned(),
                from: page.from.number(),
                until: page.until.number(),
                digest: page.digest().to_string(),
                heads: page.heads.clone(),
                rows: page.rows.clone(),
            })?,
        };
        open::<PublishStage>(desk, tx, actor, &opening, StepInput::default())
    })
}

type Table = (Vec<&'static str>, Vec<Vec<String>>);

/// Income, spending and what is left, by county and in all.
fn fund_table(
    session: &mut Session<'_>,
    scope: Scope,
    (fund, year): (Fund, FundYear),
    until: Date,
) -> Result<Table, ServiceError> {
    let as_of = AsOf::on(until);
    let books = Year::load(session, scope, fund, year, None, as_of)?;
    let left = rows::balances_between(session, scope, fund, (1_001, 2_999), as_of)?;
    let mut regions: Vec<RegionCode> = books.months.iter().map(|one| one.region).collect();
    regions.extend(left.iter().map(|(region, _)| *region));
    regions.sort_unstable();
    regions.dedup();
    let mut table = Vec::new();
    let mut totals = [Fen::ZERO; 4];
    for region in regions {
        let own = Year {
            months: books
                .months
                .iter()
                .copied()
                .filter(|one| one.region == region)
                .collect(),
        };
        let (income, spending) = (own.income()?, own.spending()?);
        let surplus = income.checked_sub(spending).ok_or_else(range)?;
        let held = left
            .iter()
            .find(|(of, _)| *of == region)
            .map_or(Fen::ZERO, |(_, held)| *held);
        let amounts = [income, spending, surplus, held];
        for (total, amount) in totals.iter_mut().zip(amounts) {
            *total = total.checked_add(amount).ok_or_else(range)?;
        }
        table.push(row(region.short(), &amounts));
    }
    if !table.is_empty() {
        table.push(row("合计".to_owned(), &totals));
    }
    let heads = vec![
        "地区",
        "筹集（元）",
        "使用（元）",
        "当期结余（元）",
        "累计结余（元）",
    ];
    Ok((heads, table))
}

fn row(name: String, amounts: &[Fen]) -> Vec<String> {
    let shown = amounts.iter().map(ToString::to_string);
    std::iter::once(name).chain(shown).collect()
}

fn risk_table(pack: &AuditPack) -> Table {
    let one = |name: &str, amount: Fen| row(name.to_owned(), &[amount]);
    let rows = vec![
        one("期初余额", pack.opening),
        one("本期提取", pack.extracted),
        one("本期调剂使用", pack.granted),
        one("期末余额", pack.closing),
    ];
    (vec!["项目", "金额（元）"], rows)
}

/// Takes the next step of a publication, after its page was checked against its hash.
///
/// # Errors
/// `fund.publish.changed`, the chain, storage.
pub fn step_publication(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: PublishStage,
    input: StepInput<'_>,
) -> Result<(), ServiceError> {
    desk.write(actor, "publish.step", None, |tx| {
        let case = load::<PublishStage>(tx, actor, KIND, no)?;
        published(&case)?;
        advance(desk, tx, actor, &case, wanted, input)?;
        Ok(())
    })
}

fn published(case: &CaseRow<PublishStage>) -> Result<Published, ServiceError> {
    let body: Body = body::read(&case.head.body)?;
    let odd = || ServiceError::from(StoreError::Corrupt(format!("publication {}", case.head.no)));
    let day = |number| Date::from_number(number).ok_or_else(odd);
    let publication = Publication {
        page: Page {
            topic: Topic::parse(&body.topic).ok_or_else(odd)?,
            region: case.head.region,
            from: day(body.from)?,
            until: day(body.until)?,
            heads: body.heads,
            rows: body.rows,
        },
        digest: Digest::parse(&body.digest).ok_or_else(odd)?,
        track: case.track.clone(),
    };
    publication.verify()?;
    Ok(Published {
        no: case.head.no,
        publication,
    })
}

/// One publication.
///
/// # Errors
/// `fund.publish.changed`, storage.
pub fn publication(desk: &Desk<'_>, actor: &Actor, no: CaseNo) -> Result<Published, ServiceError> {
    reader(actor)?;
    desk.read(|session| published(&load(session, actor, KIND, no)?))
}

/// The publications within the actor's scope.
///
/// # Errors
/// `fund.publish.changed`, storage.
pub fn publications(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<Published>, ServiceError> {
    let scope = reader(actor)?;
    let query = CaseQuery {
        kind: KIND,
        ..CaseQuery::default()
    };
    let cases = desk.read(|session| list::<PublishStage>(session, scope, query))?;
    cases.iter().map(published).collect()
}
