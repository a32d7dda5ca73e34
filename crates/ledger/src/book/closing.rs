//! Month-end and year-end.
//!
//! A month closes when what must be empty is empty. A year closes after E35 and E36 have carried income
//! and expense into the surplus; the opening of the next year is the closing of this one, since nothing
//! is written in between.

use base::{Date, Fen, Refused};

use super::{BalanceKey, Balances, BookKey, Closed, OutOfRange, Pick};
use crate::chart::{Chart, MoneyPlace};
use crate::entry::{
    AccountClass, Book, Dimensions, Document, Draft, EventCode, FundYear, Header, Leg, Side,
    SubAccount,
};

/// What hinders the close of a month: the income account holds money, premiums of a year that has begun
/// still stand as received in advance, prepayments are open at the end of the year, or income and
/// expense of the year are not carried over. `balances` are those until the last day of the month.
///
/// # Errors
/// [`OutOfRange`].
pub fn hindrances(
    key: &BookKey,
    chart: &Chart,
    balances: &Balances,
    last_day: Date,
    ahead_from: Option<Date>,
) -> Result<Vec<Refused>, OutOfRange> {
    let mut found = Vec::new();
    if key.book == Book::Agency {
        income_account(key, chart, balances, &mut found)?;
        received_ahead(key, chart, balances, (last_day, ahead_from), &mut found)?;
        if last_day.month() == 12 {
            prepaid(key, chart, balances, &mut found)?;
        }
    }
    if last_day.month() == 12 {
        of_the_year(key, balances, &mut found)?;
    }
    Ok(found)
}

fn place(key: &BookKey) -> String {
    format!("{} {}{}", key.county.short(), key.fund.zh(), key.book.zh())
}

fn income_account(
    key: &BookKey,
    chart: &Chart,
    balances: &Balances,
    found: &mut Vec<Refused>,
) -> Result<(), OutOfRange> {
    for account in chart.money(MoneyPlace::Income) {
        let left = balances.balance(key.county, key.fund, key.book, account)?;
        if left != Fen::ZERO {
            let zh = format!(
                "{}收入户月末余额 {left} 元，应为零，请先划入财政专户。",
                place(key)
            );
            found
                .push(Refused::new("ledger.income_account_not_empty", zh).under("南京2017 三(六)"));
        }
    }
    Ok(())
}

/// The balance of a detail, over those benefit years that `wanted` takes, on the side on which it grows.
fn detail(
    key: &BookKey,
    balances: &Balances,
    (account, sub): (crate::entry::AccountCode, &SubAccount),
    wanted: impl Fn(&BalanceKey) -> bool,
) -> Result<Fen, OutOfRange> {
    let pick = Pick {
        sub: Some(sub.clone()),
        ..Pick::account(key.county, key.fund, key.book, account)
    };
    let picked = balances
        .iter()
        .filter(|(key, _)| pick.takes(key) && wanted(key));
    let mut sum = super::Turnover::ZERO;
    for (_, turnover) in picked {
        sum = sum.plus(*turnover)?;
    }
    sum.natural(account)
}

fn received_ahead(
    key: &BookKey,
    chart: &Chart,
    balances: &Balances,
    (last_day, ahead_from): (Date, Option<Date>),
    found: &mut Vec<Refused>,
) -> Result<(), OutOfRange> {
    let Some(roles) = chart
        .roles
        .as_ref()
        .filter(|_| ahead_from.is_some_and(|from| from <= last_day))
    else {
        return Ok(());
    };
    let year = FundYear::of(last_day);
    let begun = |key: &BalanceKey| key.benefit_year.is_none_or(|benefit| benefit <= year);
    let left = detail(key, balances, (roles.received, &roles.ahead), begun)?;
    if left != Fen::ZERO {
        let zh = format!(
            "{}预收 {year} 年及以前保费仍有 {left} 元未确认收入，请先办理事项 E5。",
            place(key)
        );
        let refused = Refused::new("ledger.ahead_not_recognised", zh);
        found.push(refused.under("《〈社会保险基金会计制度〉补充规定》（2026年）"));
    }
    Ok(())
}

fn prepaid(
    key: &BookKey,
    chart: &Chart,
    balances: &Balances,
    found: &mut Vec<Refused>,
) -> Result<(), OutOfRange> {
    let Some(roles) = &chart.roles else {
        return Ok(());
    };
    let left = detail(key, balances, (roles.advanced, &roles.prepaid), |_| true)?;
    if left != Fen::ZERO {
        let zh = format!(
            "{}年末医保预付金余额 {left} 元，请先办理事项 E14 收回。",
            place(key)
        );
        found.push(Refused::new("ledger.prepaid_open", zh).under("医保办函〔2024〕101号"));
    }
    Ok(())
}

fn of_the_year(
    key: &BookKey,
    balances: &Balances,
    found: &mut Vec<Refused>,
) -> Result<(), OutOfRange> {
    for (balance, turnover) in balances.iter() {
        if BookKey::of_balance(balance) == *key
            && balance.account.class().is_of_the_year()
            && turnover.on_debit()? != Fen::ZERO
        {
            let zh = format!(
                "{}科目 {} 尚未结转，请先办理年末结转。",
                place(key),
                balance.account
            );
            found.push(Refused::new("ledger.year_not_carried", zh));
            break;
        }
    }
    Ok(())
}

/// Whether a day can be the next to close: the last day of a month, the month after the one closed last.
///
/// # Errors
/// A refusal that names the day that is next.
pub fn in_order(closed: &Closed, key: &BookKey, last_day: Date) -> Result<(), Refused> {
    let end_of_month = last_day.add_days(1).is_none_or(|next| next.day() == 1);
    if !end_of_month {
        return Err(Refused::new(
            "ledger.not_month_end",
            format!("{last_day} 不是月末，请按月结账。"),
        ));
    }
    let Some(until) = closed.until(key) else {
        return Ok(());
    };
    let next = until.add_days(1).and_then(Date::first_of_next_month);
    let next = next.and_then(|first| first.add_days(-1));
    if until >= last_day {
        return Err(Refused::new(
            "ledger.already_closed",
            format!("{}已结账至 {until}。", place(key)),
        ));
    }
    match next.filter(|next| *next != last_day) {
        Some(next) => Err(Refused::new(
            "ledger.out_of_order",
            format!("{}应先结 {next}，再结 {last_day}。", place(key)),
        )),
        None => Ok(()),
    }
}

/// E35 and E36 for one set of books: every balance of income, then of expense, is carried into the
/// surplus, detail by detail. None where there is nothing to carry. The day is the last of the year.
///
/// # Errors
/// [`OutOfRange`].
pub fn carry(
    dims: Dimensions,
    chart: &Chart,
    balances: &Balances,
) -> Result<Vec<(EventCode, Draft)>, OutOfRange> {
    let Some(roles) = &chart.roles else {
        return Ok(Vec::new());
    };
    let mut drafts = Vec::new();
    for (number, class) in [(35, AccountClass::Income), (36, AccountClass::Expense)] {
        let legs = carrying(dims, class, balances)?;
        let sum = legs.iter().try_fold(super::Turnover::ZERO, |sum, leg| {
            sum.plus(super::Turnover::of(leg.side, leg.amount))
        })?;
        let surplus = sum.on_debit()?;
        let legs = with_surplus(legs, class, roles.surplus, surplus)?;
        if let (Some(code), false) = (EventCode::new(number), legs.is_empty()) {
            let draft = Draft {
                dims,
                legs,
                reverses: None,
            };
            drafts.push((code, draft));
        }
    }
    Ok(drafts)
}

/// The legs that empty the accounts of a class.
fn carrying(
    dims: Dimensions,
    class: AccountClass,
    balances: &Balances,
) -> Result<Vec<Leg>, OutOfRange> {
    let key = BookKey::of(&dims);
    let side = if class.grows_on_debit() {
        Side::Credit
    } else {
        Side::Debit
    };
    let mut legs = Vec::new();
    for (balance, turnover) in balances.iter() {
        if BookKey::of_balance(balance) != key || balance.account.class() != class {
            continue;
        }
        let amount = turnover.natural(balance.account)?;
        if amount != Fen::ZERO {
            legs.push(Leg {
                sub: balance.sub.clone(),
                benefit_year: balance.benefit_year,
                counterparty: balance.counterparty.clone(),
                bank_account: balance.bank_account.clone(),
                ..Leg::new(side, balance.account, amount)
            });
        }
    }
    Ok(legs)
}

/// Details that cancel out leave nothing for the surplus, and no empty leg.
fn with_surplus(
    mut legs: Vec<Leg>,
    class: AccountClass,
    account: crate::entry::AccountCode,
    on_debit: Fen,
) -> Result<Vec<Leg>, OutOfRange> {
    if on_debit == Fen::ZERO {
        return Ok(legs);
    }
    let (side, amount) = if class.grows_on_debit() {
        (Side::Debit, on_debit.checked_neg().ok_or(OutOfRange)?)
    } else {
        (Side::Credit, on_debit)
    };
    legs.push(Leg::new(side, account, amount));
    Ok(legs)
}

/// The document of a carry, one for income and one for expense.
#[must_use]
pub fn carry_document(header: Header, event: EventCode, drafts: Vec<Draft>) -> Document {
    header.over(event, "close", drafts)
}
