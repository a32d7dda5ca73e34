//! Figures of a fund out of the books, within an actor's scope.

use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use base::{Date, Fen, Refused, RegionCode};
use ledger::control::budget::{LineCode, MonthFigure};
use ledger::entry::{Fund, FundYear};
use store::control::{self as rows, AccountMonth};
use store::{AsOf, Session};

use crate::ServiceError;

/// What a fund of one region, or of all regions of the scope, took in and spent in a year.
pub(super) struct Year {
    pub months: Vec<AccountMonth>,
}

pub(super) fn range() -> ServiceError {
    Refused::new("fund.range", "金额合计超出上限，请核对账簿。").into()
}

impl Year {
    pub fn load(
        session: &mut Session<'_>,
        scope: Scope,
        fund: Fund,
        year: FundYear,
        region: Option<RegionCode>,
        as_of: AsOf,
    ) -> Result<Year, ServiceError> {
        let months = rows::year_by_month(session, scope, fund, year.get(), region, as_of)?;
        Ok(Year { months })
    }

    fn sum(&self, accounts: std::ops::RangeInclusive<i64>) -> Result<Fen, ServiceError> {
        let hits = self
            .months
            .iter()
            .filter(|one| accounts.contains(&one.account));
        Fen::checked_sum(hits.map(|one| one.amount)).ok_or_else(range)
    }

    pub fn income(&self) -> Result<Fen, ServiceError> {
        self.sum(4_000..=4_999)
    }

    pub fn spending(&self) -> Result<Fen, ServiceError> {
        self.sum(5_000..=5_999)
    }

    pub fn of_line(&self, code: &LineCode) -> Result<Fen, ServiceError> {
        match code.as_str().parse::<i64>() {
            Ok(account) => self.sum(account..=account),
            Err(_) => Ok(Fen::ZERO),
        }
    }

    /// By line and month, regions added.
    pub fn figures(&self) -> Result<Vec<MonthFigure>, ServiceError> {
        let mut sums: BTreeMap<(i64, u32), Fen> = BTreeMap::new();
        for one in &self.months {
            let sum = sums.entry((one.account, one.month)).or_default();
            *sum = sum.checked_add(one.amount).ok_or_else(range)?;
        }
        let figure = |((account, month), amount): ((i64, u32), Fen)| {
            let code = LineCode::new(&account.to_string());
            code.ok().map(|code| MonthFigure {
                code,
                month,
                amount,
            })
        };
        Ok(sums.into_iter().filter_map(figure).collect())
    }

    /// Spending of each month from January on, as many months as have passed.
    pub fn spending_by_month(&self, months: u32) -> Result<Vec<Fen>, ServiceError> {
        let of = |month| {
            let hits = self
                .months
                .iter()
                .filter(|one| one.account >= 5_000 && one.month == month);
            Fen::checked_sum(hits.map(|one| one.amount)).ok_or_else(range)
        };
        (1..=months.min(12)).map(of).collect()
    }
}

/// The money of a county's sub-ledger that lies in the fiscal special account (1003) and can be asked for.
pub(super) fn money(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: RegionCode,
    on: Date,
) -> Result<Fen, ServiceError> {
    let all = rows::balances_between(session, scope, fund, (1_003, 1_003), AsOf::on(on))?;
    let own = all.into_iter().find(|(of, _)| *of == region);
    Ok(own.map_or(Fen::ZERO, |(_, amount)| amount))
}

/// What was spent in the twelve months up to a day, and how many of them have figures.
pub(super) fn rolling_outlay(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: Option<RegionCode>,
    on: Date,
) -> Result<(Fen, u32), ServiceError> {
    let spent = rolling(session, scope, fund, region, on)?;
    let spent: Vec<_> = spent
        .into_iter()
        .filter(|(_, one)| one.account >= 5_000)
        .collect();
    let total = Fen::checked_sum(spent.iter().map(|(_, one)| one.amount)).ok_or_else(range)?;
    let months: BTreeSet<_> = spent.iter().map(|(back, one)| (*back, one.month)).collect();
    Ok((total, u32::try_from(months.len()).unwrap_or(12)))
}

/// What came in in the twelve months up to a day.
pub(super) fn rolling_income(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: Option<RegionCode>,
    on: Date,
) -> Result<Fen, ServiceError> {
    let all = rolling(session, scope, fund, region, on)?;
    let income = all.iter().filter(|(_, one)| one.account < 5_000);
    Fen::checked_sum(income.map(|(_, one)| one.amount)).ok_or_else(range)
}

/// The figures of the twelve months up to a day, each with how many years it lies back.
fn rolling(
    session: &mut Session<'_>,
    scope: Scope,
    fund: Fund,
    region: Option<RegionCode>,
    on: Date,
) -> Result<Vec<(i32, AccountMonth)>, ServiceError> {
    let mut found = Vec::new();
    for back in [1, 0] {
        let Some(year) = FundYear::new(on.year() - back) else {
            continue;
        };
        let figures = Year::load(session, scope, fund, year, region, AsOf::on(on))?;
        let recent = figures.months.into_iter().filter(|one| {
            if back == 1 {
                one.month > on.month()
            } else {
                one.month <= on.month()
            }
        });
        found.extend(recent.map(|one| (back, one)));
    }
    Ok(found)
}
