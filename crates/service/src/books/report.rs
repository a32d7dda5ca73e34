//! What is drawn from the books.

use access::{Actor, Permission, Scope};
use base::{Date, Refused, RegionCode, TxNo};
use ledger::book::{AsKnown, Balances};
use ledger::entry::{Book, Fund};
use ledger::statement::{
    Column, Counts, MonthFigures, Row, Scope as Subject, Statement, balance_sheet,
    figures_from_balances, income_and_expenditure,
};
use store::Session;
use store::ledger::{self as rows, LegOf, MemoLine, Which};

use super::library::library;
use super::mode::mode;
use super::standing;
use crate::{Desk, ServiceError};

/// Which statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 资产负债表 on a day.
    BalanceSheet,
    /// 收支表 of the days from one to another.
    IncomeAndExpenditure {
        /// The first day.
        from: Date,
    },
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which statement.
    pub paper: Paper,
    /// Of which fund.
    pub fund: Fund,
    /// Out of which book.
    pub book: Book,
    /// The last day.
    pub until: Date,
    /// As it was known after this step; `None` for what is known now.
    pub tx: Option<TxNo>,
}

impl Asked {
    fn which(&self, from: Option<Date>, until: Date, counts: Counts) -> Which {
        Which {
            fund: self.fund,
            book: self.book,
            known: AsKnown {
                from,
                until,
                tx: self.tx,
            },
            counts,
        }
    }

    fn from(&self) -> Option<Date> {
        match self.paper {
            Paper::BalanceSheet => None,
            Paper::IncomeAndExpenditure { from } => Some(from),
        }
    }
}

/// Draws a statement of the actor's region, by tier and summed.
///
/// # Errors
/// [`ServiceError::Denied`] for another role; [`ServiceError::Refused`] where no chart holds on the day.
pub fn drawn(desk: &Desk<'_>, actor: &Actor, asked: &Asked) -> Result<Statement, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    desk.read(|session| draw(session, scope, asked))
}

fn draw(session: &mut Session<'_>, scope: Scope, asked: &Asked) -> Result<Statement, ServiceError> {
    let library = library()?;
    let chart = library
        .charts
        .on(asked.book, asked.fund, asked.until)
        .ok_or_else(|| {
            let zh = format!("{} 在 {} 没有适用的科目表。", asked.fund.zh(), asked.until);
            Refused::new("ledger.no_chart", zh)
        })?;
    let all = rows::balances(session, scope, &asked.which(None, asked.until, Counts::All))?;
    let subject = Subject {
        fund: asked.fund,
        book: asked.book,
        tiers: all.counties(),
        known: asked.which(asked.from(), asked.until, Counts::All).known,
    };
    let Paper::IncomeAndExpenditure { from } = asked.paper else {
        return balance_sheet(subject, chart, &all).map_err(standing::range);
    };
    let activity = asked.which(Some(from), asked.until, Counts::Activity);
    let period = rows::balances(session, scope, &activity)?;
    let opening = match from.add_days(-1) {
        Some(eve) => rows::balances(session, scope, &asked.which(None, eve, Counts::All))?,
        None => Balances::default(),
    };
    let clearing = &mode(session, scope, library, asked.until)?.clearing;
    let three = (&opening, &period, &all);
    income_and_expenditure(subject, chart, three, clearing).map_err(standing::range)
}

/// The legs behind a figure of a statement that was asked for: of one tier, or of all.
///
/// # Errors
/// As [`drawn`].
pub fn trace(
    desk: &Desk<'_>,
    actor: &Actor,
    asked: &Asked,
    (row, column): (&Row, Column),
) -> Result<Vec<LegOf>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    let scope = match column {
        Column::Tier(region) => actor.may_in(Permission::BookRead, region).and_then(|_| {
            Scope::new(scope.pool(), region).ok_or(access::Denied::Region { region, scope })
        })?,
        _ => scope,
    };
    let which = Which {
        known: row.known,
        counts: row.counts,
        ..asked.which(None, asked.until, Counts::All)
    };
    let accounts: Vec<_> = row.accounts.iter().map(|(account, _)| *account).collect();
    let legs = desk.read(|session| rows::legs_of(session, scope, &which, &accounts))?;
    let own = |leg: &LegOf| match column {
        Column::Tier(region) => leg.county == region,
        _ => true,
    };
    let of_sub = |leg: &LegOf| row.sub.is_none() || leg.leg.sub == row.sub;
    Ok(legs
        .into_iter()
        .filter(|leg| own(leg) && of_sub(leg))
        .collect())
}

/// The monthly report of the actor's region: income, expenditure, surplus of each tier and fund.
///
/// # Errors
/// As [`drawn`].
pub fn figures_of_month(
    desk: &Desk<'_>,
    actor: &Actor,
    month: Date,
) -> Result<Vec<MonthFigures>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    let next = month.first_of_next_month();
    let until = next.and_then(|next| next.add_days(-1)).unwrap_or(Date::MAX);
    desk.read(|session| {
        let mut report = Vec::new();
        let mut places: Vec<(RegionCode, Fund)> = Vec::new();
        for key in rows::set_of_books(session, scope)? {
            if key.book == Book::Agency {
                places.push((key.county, key.fund));
            }
        }
        let mut funds: Vec<Fund> = places.iter().map(|(_, fund)| *fund).collect();
        funds.sort_unstable();
        funds.dedup();
        for fund in funds {
            let which = |from, counts| Which {
                fund,
                book: Book::Agency,
                known: AsKnown {
                    from,
                    until,
                    tx: None,
                },
                counts,
            };
            let period = rows::balances(session, scope, &which(Some(month), Counts::Activity))?;
            let all = rows::balances(session, scope, &which(None, Counts::All))?;
            for (tier, _) in places.iter().filter(|(_, own)| *own == fund) {
                let figures = figures_from_balances((&period, &all), (fund, Some(*tier)), &[]);
                report.push(MonthFigures {
                    tier: *tier,
                    fund,
                    month,
                    figures: figures.map_err(standing::range)?,
                });
            }
        }
        report.sort_by_key(|line| (line.tier, line.fund));
        Ok(report)
    })
}

/// What stands open in the memo register of the actor's region.
///
/// # Errors
/// [`ServiceError::Denied`] for another role.
pub fn memo_register(desk: &Desk<'_>, actor: &Actor) -> Result<Vec<MemoLine>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    Ok(desk.read(|session| rows::memo_balance(session, scope))?)
}
