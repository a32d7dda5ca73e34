//! Figures of a year and of a month in the form in which agencies report them.

use base::{Date, Fen, RegionCode};

use super::flow::without_closing;
use super::rate::Rate;
use crate::book::{AsKnown, Balances, OutOfRange, Pick, Turnover};
use crate::chart::Clearing;
use crate::entry::{AccountClass, Book, Entry, Fund};

/// Income, expenditure and surplus over a period, in 分.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearFigures {
    /// Income of the period.
    pub income: Fen,
    /// Expenditure of the period.
    pub expense: Fen,
    /// Income less expenditure; negative for a deficit.
    pub surplus: Fen,
    /// 当期结余率: surplus of the period over income of the period.
    pub surplus_rate: Option<Rate>,
    /// 累计结余: all that is left at the end.
    pub cumulative: Fen,
    /// 累计结余率: what is left over income of the period.
    pub cumulative_rate: Option<Rate>,
}

impl YearFigures {
    fn new(income: Fen, expense: Fen, cumulative: Fen) -> Result<YearFigures, OutOfRange> {
        let surplus = income.checked_sub(expense).ok_or(OutOfRange)?;
        Ok(YearFigures {
            income,
            expense,
            surplus,
            surplus_rate: Rate::of(surplus, income),
            cumulative,
            cumulative_rate: Rate::of(cumulative, income),
        })
    }

    /// Both added, such as the figures of two funds that are reported as one.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn plus(self, other: YearFigures) -> Result<YearFigures, OutOfRange> {
        let add = |a: Fen, b: Fen| a.checked_add(b).ok_or(OutOfRange);
        YearFigures::new(
            add(self.income, other.income)?,
            add(self.expense, other.expense)?,
            add(self.cumulative, other.cumulative)?,
        )
    }
}

/// The figures of a fund over a period from its agency's entries: of one tier, or of all of them, in which
/// case what tiers passed to one another (`clearing`) does not count.
///
/// # Errors
/// [`OutOfRange`].
pub fn year_figures(
    entries: &[Entry],
    (fund, tier): (Fund, Option<RegionCode>),
    (from, until): (Date, Date),
    clearing: &[Clearing],
) -> Result<YearFigures, OutOfRange> {
    let known = AsKnown::between(from, until);
    let period = Balances::of(without_closing(entries), known)?;
    let all = Balances::of(entries, AsKnown::until(until))?;
    figures_from_balances((&period, &all), (fund, tier), clearing)
}

/// The same from balances: the movements of the period without closing, and all until its end.
///
/// # Errors
/// [`OutOfRange`].
pub fn figures_from_balances(
    (period, all): (&Balances, &Balances),
    (fund, tier): (Fund, Option<RegionCode>),
    clearing: &[Clearing],
) -> Result<YearFigures, OutOfRange> {
    let pick = Pick {
        county: tier,
        fund: Some(fund),
        book: Some(Book::Agency),
        ..Pick::default()
    };
    let inner = |account| {
        let mut pairs = clearing.iter();
        tier.is_none() && pairs.any(|pair| pair.paid == account || pair.received == account)
    };
    let sum = |balances: &Balances, class: AccountClass, leave_out: bool| {
        let mut sum = Turnover::ZERO;
        for (key, turnover) in balances.iter().filter(|(key, _)| pick.takes(key)) {
            if key.account.class() == class && !(leave_out && inner(key.account)) {
                sum = sum.plus(*turnover)?;
            }
        }
        let on_debit = sum.on_debit()?;
        if class.grows_on_debit() {
            Ok(on_debit)
        } else {
            on_debit.checked_neg().ok_or(OutOfRange)
        }
    };
    let income = sum(period, AccountClass::Income, true)?;
    let expense = sum(period, AccountClass::Expense, true)?;
    let net = sum(all, AccountClass::Net, false)?;
    let open = sum(all, AccountClass::Income, false)?;
    let spent = sum(all, AccountClass::Expense, false)?;
    let left = net.checked_add(open).and_then(|sum| sum.checked_sub(spent));
    YearFigures::new(income, expense, left.ok_or(OutOfRange)?)
}

/// The figures of one month of one tier and fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthFigures {
    /// The tier.
    pub tier: RegionCode,
    /// The fund.
    pub fund: Fund,
    /// The first day of the month.
    pub month: Date,
    /// The figures.
    pub figures: YearFigures,
}

/// The monthly report: for each tier and fund that has agency's books, the figures of the month that
/// begins on `month`.
///
/// # Errors
/// [`OutOfRange`].
pub fn month_figures(entries: &[Entry], month: Date) -> Result<Vec<MonthFigures>, OutOfRange> {
    let next = month.first_of_next_month();
    let until = next.and_then(|next| next.add_days(-1)).unwrap_or(Date::MAX);
    let agency = entries
        .iter()
        .filter(|entry| entry.dims.book == Book::Agency);
    let mut places: Vec<_> = agency
        .map(|entry| (entry.dims.county, entry.dims.fund))
        .collect();
    places.sort_unstable();
    places.dedup();
    let figures = |(tier, fund): (RegionCode, Fund)| {
        Ok(MonthFigures {
            tier,
            fund,
            month,
            figures: year_figures(entries, (fund, Some(tier)), (month, until), &[])?,
        })
    };
    places.into_iter().map(figures).collect()
}
