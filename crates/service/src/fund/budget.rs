//! Budgets and final accounts: drafted, agreed, approved; execution; preparation out of bills and books.

use access::Actor;
use base::{Fen, RegionCode};
use ledger::control::CaseNo;
use ledger::control::budget::{
    Basis, Budget, BudgetKind, BudgetLine, BudgetStage, Cohort, Execution, Imbalance, LineCode,
    Outlay, execution, final_accounts, prepare_income, prepare_spending,
};
use ledger::entry::{Fund, FundYear};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::control::{self as rows, CaseQuery};
use store::{AsOf, Session};

use super::body;
use super::case::{CaseRow, Opening, Rules, StepInput, advance, list, load, open, reader};
use super::sums::Year;
use crate::{Desk, ServiceError};

/// A budget as it is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetDraft {
    /// Whose: a county, or the pooling area for the city's own.
    pub region: RegionCode,
    /// Of which fund.
    pub fund: Fund,
    /// For which year.
    pub year: FundYear,
    /// Budget or final accounts.
    pub kind: BudgetKind,
    /// The lines.
    pub lines: Vec<BudgetLine>,
    /// Why spending is planned above income, or why a budget is adjusted.
    pub justification: Option<String>,
}

/// A version with its number as a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRow {
    /// The case.
    pub no: CaseNo,
    /// Of which fund.
    pub fund: Fund,
    /// The version.
    pub budget: Budget,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    version: u32,
    justification: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BasisBody {
    Heads {
        category: String,
        heads: u64,
        standard: i64,
    },
    Outlay {
        year: i32,
        spent: i64,
    },
    Entered {
        reason: String,
    },
}

impl From<&Basis> for BasisBody {
    fn from(basis: &Basis) -> BasisBody {
        match basis {
            Basis::Heads {
                category,
                heads,
                standard,
            } => BasisBody::Heads {
                category: category.clone(),
                heads: *heads,
                standard: standard.get(),
            },
            Basis::Outlay { year, spent } => BasisBody::Outlay {
                year: *year,
                spent: spent.get(),
            },
            Basis::Entered { reason } => BasisBody::Entered {
                reason: reason.clone(),
            },
        }
    }
}

impl From<BasisBody> for Basis {
    fn from(body: BasisBody) -> Basis {
        match body {
            BasisBody::Heads {
                category,
                heads,
                standard,
            } => Basis::Heads {
                category,
                heads,
                standard: Fen::new(standard),
            },
            BasisBody::Outlay { year, spent } => Basis::Outlay {
                year,
                spent: Fen::new(spent),
            },
            BasisBody::Entered { reason } => Basis::Entered { reason },
        }
    }
}

/// Drafts a version of a budget, or final accounts. A version behind the first is an adjustment.
///
/// # Errors
/// What [`Budget::check`] refuses, the chain, storage.
pub fn draft_budget(
    desk: &Desk<'_>,
    actor: &Actor,
    draft: &BudgetDraft,
) -> Result<(CaseNo, Option<Imbalance>), ServiceError> {
    desk.write(actor, "budget.draft", None, |tx| {
        let query = CaseQuery {
            kind: draft.kind.code(),
            fund: Some(draft.fund),
            year: Some(draft.year),
            region: Some(draft.region),
        };
        let before = rows::list_cases(tx, actor.scope(), query)?.len();
        let version = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
        let justification = draft.justification.as_deref();
        let imbalance = Budget::check(draft.kind, version, &draft.lines, justification)?;
        let opening = Opening {
            kind: draft.kind.code(),
            region: draft.region,
            fund: draft.fund,
            year: draft.year,
            subject: &format!("v{version}"),
            body: body::write(&Body {
                version,
                justification: draft.justification.clone(),
            })?,
        };
        let no = open::<BudgetStage>(desk, tx, actor, &opening, StepInput::default())?;
        let lines: Vec<(BudgetLine, String)> = draft
            .lines
            .iter()
            .map(with_basis)
            .collect::<Result<_, _>>()?;
        rows::put_lines(tx, actor.scope(), draft.region, no, &lines)?;
        Ok((no, imbalance))
    })
}

fn with_basis(line: &BudgetLine) -> Result<(BudgetLine, String), ServiceError> {
    let basis: Vec<BasisBody> = line.basis.iter().map(BasisBody::from).collect();
    Ok((line.clone(), body::write(&basis)?))
}

/// Takes the next step of a version: finance, then the government.
///
/// # Errors
/// The chain, storage.
pub fn step_budget(
    desk: &Desk<'_>,
    actor: &Actor,
    no: CaseNo,
    wanted: BudgetStage,
    input: StepInput<'_>,
) -> Result<(), ServiceError> {
    desk.write(actor, "budget.step", None, |tx| {
        let case = find(tx, actor, no)?;
        advance(desk, tx, actor, &case, wanted, input)?;
        Ok(())
    })
}

fn find(
    session: &mut Session<'_>,
    actor: &Actor,
    no: CaseNo,
) -> Result<CaseRow<BudgetStage>, ServiceError> {
    match load(session, actor, BudgetKind::Budget.code(), no) {
        Err(ServiceError::NotFound(_)) => {
            load(session, actor, BudgetKind::FinalAccounts.code(), no)
        }
        found => found,
    }
}

/// The versions of a fund and year within the actor's scope.
///
/// # Errors
/// Storage.
pub fn budgets(
    desk: &Desk<'_>,
    actor: &Actor,
    kind: BudgetKind,
    fund: Fund,
    year: FundYear,
    region: Option<RegionCode>,
) -> Result<Vec<BudgetRow>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| versions(session, scope, kind, fund, year, region))
}

pub(super) fn versions(
    session: &mut Session<'_>,
    scope: access::Scope,
    kind: BudgetKind,
    fund: Fund,
    year: FundYear,
    region: Option<RegionCode>,
) -> Result<Vec<BudgetRow>, ServiceError> {
    let query = CaseQuery {
        kind: kind.code(),
        fund: Some(fund),
        year: Some(year),
        region,
    };
    let mut found = Vec::new();
    for case in list::<BudgetStage>(session, scope, query)? {
        let body: Body = body::read(&case.head.body)?;
        let mut lines = Vec::new();
        for (line, basis) in rows::lines(session, scope, &case.head)? {
            let basis: Vec<BasisBody> = body::read(&basis)?;
            lines.push(BudgetLine {
                basis: basis.into_iter().map(Basis::from).collect(),
                ..line
            });
        }
        found.push(BudgetRow {
            no: case.head.no,
            fund,
            budget: Budget {
                region: case.head.region,
                year: year.get(),
                kind,
                version: body.version,
                lines,
                justification: body.justification,
                track: case.track,
            },
        });
    }
    Ok(found)
}

/// The version in force of one region; `None` where none is.
pub(super) fn in_force(
    session: &mut Session<'_>,
    scope: access::Scope,
    fund: Fund,
    year: FundYear,
    region: RegionCode,
) -> Result<Option<Budget>, ServiceError> {
    let rows = versions(session, scope, BudgetKind::Budget, fund, year, Some(region))?;
    let all: Vec<Budget> = rows.into_iter().map(|row| row.budget).collect();
    Ok(Budget::in_force(&all).cloned())
}

/// What is to be spent by the budget in force of a region; `None` without one. The figures of the pooling area are those
/// of all its tiers, so its budget is the sum of theirs: of every county's and of the city's own.
pub(super) fn planned_spending(
    session: &mut Session<'_>,
    scope: access::Scope,
    fund: Fund,
    year: FundYear,
    region: RegionCode,
) -> Result<Option<Fen>, ServiceError> {
    let of = |budget: &Budget| ledger::control::budget::totals(&budget.lines).map(|(_, out)| out);
    if region != scope.pool() {
        let own = in_force(session, scope, fund, year, region)?;
        return Ok(own.as_ref().and_then(of));
    }
    let mut by_region: BTreeMap<RegionCode, Vec<Budget>> = BTreeMap::new();
    for row in versions(session, scope, BudgetKind::Budget, fund, year, None)? {
        let of_region = by_region.entry(row.budget.region).or_default();
        of_region.push(row.budget);
    }
    let standing = by_region.values().filter_map(|all| Budget::in_force(all));
    let amounts: Vec<Fen> = standing.filter_map(of).collect();
    let sum = Fen::checked_sum(amounts.iter().copied()).ok_or_else(super::sums::range)?;
    Ok((!amounts.is_empty()).then_some(sum))
}

/// The execution of the budget in force of a region, by line and month up to a month, out of the books.
///
/// # Errors
/// Storage.
pub fn execution_of(
    desk: &Desk<'_>,
    actor: &Actor,
    fund: Fund,
    year: FundYear,
    region: RegionCode,
    until: u32,
) -> Result<Vec<Execution>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| {
        let budget = in_force(session, scope, fund, year, region)?;
        let lines = budget.map(|budget| budget.lines).unwrap_or_default();
        let as_of = AsOf::on(year.last_day());
        let figures = Year::load(session, scope, fund, year, Some(region), as_of)?.figures()?;
        execution(&lines, &figures, until).ok_or_else(super::sums::range)
    })
}

/// Prepares the lines of a budget out of the system: income from the bills of the year before (persons by group and
/// payer, each with its standard), spending from the books of the year before times the growth of the data; or, for
/// final accounts, what the books of the year hold.
///
/// # Errors
/// `fund.parameter.missing`, `fund.budget.range`, storage.
pub fn prepare_budget(
    desk: &Desk<'_>,
    actor: &Actor,
    kind: BudgetKind,
    fund: Fund,
    year: FundYear,
    region: RegionCode,
) -> Result<Vec<BudgetLine>, ServiceError> {
    let scope = reader(actor)?;
    desk.read(|session| match kind {
        BudgetKind::FinalAccounts => {
            let budget = in_force(session, scope, fund, year, region)?;
            let lines = budget.map(|budget| budget.lines).unwrap_or_default();
            let as_of = AsOf::on(year.last_day());
            let figures = Year::load(session, scope, fund, year, Some(region), as_of)?.figures()?;
            final_accounts(&lines, &figures).ok_or_else(super::sums::range)
        }
        BudgetKind::Budget => {
            let last = FundYear::new(year.get() - 1).ok_or(ServiceError::NotFound("上一年度"))?;
            let cohorts = cohorts(session, scope, region, fund, last)?;
            let rules = Rules::load(session, actor)?;
            let growth = rules.parameters(actor, desk).ratio("budget.growth")?;
            let outlays = outlays(session, scope, fund, last, region)?;
            let mut lines = prepare_income(&cohorts)?;
            lines.extend(prepare_spending(&outlays, growth)?);
            Ok(lines)
        }
    })
}

fn cohorts(
    session: &mut Session<'_>,
    scope: access::Scope,
    region: RegionCode,
    fund: Fund,
    last: FundYear,
) -> Result<Vec<Cohort>, ServiceError> {
    let billed = rows::billed_heads(session, scope, region, fund.code(), i64::from(last.get()))?;
    let cohort = |(category, payer, standard, heads): (String, String, Fen, u64)| {
        // Contributions are income of 4001, whoever pays them for a person; subsidies of finance of 4101.
        let account = if is_finance(&payer) { "4101" } else { "4001" };
        let code = LineCode::new(account);
        code.ok().map(|code| Cohort {
            code,
            category: format!("{category}·{payer}"),
            heads,
            standard,
        })
    };
    Ok(billed.into_iter().filter_map(cohort).collect())
}

/// Whether a payer is a level of government.
fn is_finance(payer: &str) -> bool {
    [
        "central",
        "province",
        "provincial",
        "city",
        "county",
        "government",
    ]
    .contains(&payer)
}

fn outlays(
    session: &mut Session<'_>,
    scope: access::Scope,
    fund: Fund,
    last: FundYear,
    region: RegionCode,
) -> Result<Vec<Outlay>, ServiceError> {
    let year = Year::load(
        session,
        scope,
        fund,
        last,
        Some(region),
        AsOf::on(last.last_day()),
    )?;
    let mut outlays: Vec<Outlay> = Vec::new();
    for figure in year
        .figures()?
        .into_iter()
        .filter(|figure| figure.code.as_str() >= "5000")
    {
        match outlays.last_mut().filter(|last| last.code == figure.code) {
            Some(line) => {
                line.spent = line
                    .spent
                    .checked_add(figure.amount)
                    .ok_or_else(super::sums::range)?
            }
            None => outlays.push(Outlay {
                code: figure.code,
                year: last.get(),
                spent: figure.amount,
            }),
        }
    }
    Ok(outlays)
}
