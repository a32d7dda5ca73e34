//! The ways of money: two lines for income and expenditure, earmarking, no overdraft.

use std::collections::BTreeSet;

use base::{Fen, Refused};

use super::rules::{Rules, Standing, is_computed, range};
use crate::book::{Balances, BookKey, Pick, Turnover};
use crate::chart::{Account, Chart, MoneyPlace};
use crate::entry::{AccountCode, Book, CounterpartyKind, Document, Draft, Leg, Side};

/// Money leaves an account only against what the chart allows, and a provider is paid from the
/// expenditure account alone. What undoes an entry goes the way back and is held to the entry itself;
/// closing and takeover are written by the program.
pub(super) fn ways(document: &Document, rules: &Rules<'_>) -> Result<(), Refused> {
    let event = rules.events.get(document.event);
    if event.is_some_and(is_computed) {
        return Ok(());
    }
    for draft in document
        .entries
        .iter()
        .filter(|draft| draft.reverses.is_none())
    {
        let chart = rules
            .charts
            .on(draft.dims.book, draft.dims.fund, document.book_date);
        let Some(chart) = chart else { continue };
        for (index, leg) in draft.legs.iter().enumerate() {
            let account = chart
                .account(leg.account)
                .filter(|account| account.money.is_some());
            if let Some(account) = account.filter(|_| leg.takes()) {
                let others = draft.legs.iter().enumerate();
                let others = others
                    .filter(|(other, _)| *other != index)
                    .map(|(_, leg)| leg);
                against(account, others, chart)?;
                provider(account, draft, document)?;
            }
        }
    }
    Ok(())
}

/// What stands against money that leaves.
fn against<'a>(
    account: &Account,
    mut others: impl Iterator<Item = &'a Leg>,
    chart: &Chart,
) -> Result<(), Refused> {
    let Some(pays) = &account.pays else {
        return Ok(());
    };
    let Some(wrong) = others.find(|leg| !pays.contains(&leg.account)) else {
        return Ok(());
    };
    let code = match account.money {
        Some(MoneyPlace::Income) => "ledger.income_account",
        Some(MoneyPlace::Expenditure) => "ledger.earmarked",
        _ => "ledger.not_payable",
    };
    let refused = Refused::new(
        code,
        format!(
            "{} {} 不能用于 {} {}，请改由规定的账户办理，或核对科目。",
            account.code,
            account.name,
            wrong.account,
            chart.name(wrong.account)
        ),
    );
    Err(match &account.article {
        Some(article) => refused.under(article),
        None => refused,
    })
}

fn provider(account: &Account, draft: &Draft, document: &Document) -> Result<(), Refused> {
    let care = [CounterpartyKind::Provider, CounterpartyKind::Alliance];
    let party = draft
        .legs
        .iter()
        .filter_map(|leg| leg.counterparty.as_ref());
    let to_care = party.into_iter().any(|party| care.contains(&party.kind));
    if to_care && account.money != Some(MoneyPlace::Expenditure) {
        return Err(Refused::new(
            "ledger.not_from_expenditure",
            format!(
                "凭证 {} 从 {} {} 向定点机构付款；待遇只能从支出户支付，请先拨入支出户。",
                document.id, account.code, account.name
            ),
        )
        .under("淮南2020 三(四)、五(三)"));
    }
    Ok(())
}

/// Under 统收统支 what comes into the fiscal special account comes into the city's, with the tag of the
/// county.
pub(super) fn gathered(document: &Document, rules: &Rules<'_>) -> Result<(), Refused> {
    if !rules.mode.gathered {
        return Ok(());
    }
    for draft in document
        .entries
        .iter()
        .filter(|draft| draft.reverses.is_none())
    {
        let chart = rules
            .charts
            .on(draft.dims.book, draft.dims.fund, document.book_date);
        let fiscal = |leg: &&Leg| {
            let account = chart.and_then(|chart| chart.account(leg.account));
            account.is_some_and(|account| account.money == Some(MoneyPlace::Fiscal))
        };
        let received = |leg: &&Leg| leg.side == Side::Debit && leg.amount.get() > 0;
        for leg in draft.legs.iter().filter(fiscal).filter(received) {
            let seat = leg
                .bank_account
                .as_ref()
                .and_then(|bank| rules.banks.seat(bank));
            let of_city = seat.is_some_and(|seat| {
                seat.keeper == draft.dims.pool
                    && seat.place == MoneyPlace::Fiscal
                    && seat.validity.covers(document.book_date)
            });
            if !of_city {
                return Err(Refused::new(
                    "ledger.not_gathered",
                    "保费和补助应归集到市本级财政专户，请填写市本级财政专户账户。",
                )
                .under(&rules.mode.article));
            }
        }
    }
    Ok(())
}

/// No account of money is overdrawn, in any tier: each balances itself. Where all money is gathered, the
/// benefits of a county that has nothing left are paid on out of the expenditure account, as far as it
/// reaches (淮南2020 三(四) “基金缺口由同级财政承担”).
pub(super) fn overdraft(
    document: &Document,
    rules: &Rules<'_>,
    standing: &Standing<'_>,
) -> Result<(), Refused> {
    let mut touched: BTreeSet<(BookKey, AccountCode)> = BTreeSet::new();
    for draft in &document.entries {
        let chart = rules
            .charts
            .on(draft.dims.book, draft.dims.fund, document.book_date);
        for leg in draft.legs.iter().filter(|leg| leg.takes()) {
            let account = chart.and_then(|chart| chart.account(leg.account));
            if account.is_some_and(|account| account.money.is_some()) {
                touched.insert((BookKey::of(&draft.dims), leg.account));
            }
        }
    }
    for (key, account) in touched {
        let after = after(document, standing.balances, key, account)?;
        if after < Fen::ZERO && !goes_on(document, rules, standing, (key, account))? {
            return Err(overdrawn(key, account, after));
        }
    }
    Ok(())
}

/// The balance of an account of money of a tier behind a document.
fn after(
    document: &Document,
    balances: &Balances,
    key: BookKey,
    account: AccountCode,
) -> Result<Fen, Refused> {
    let before = balances.sum(&Pick::account(key.county, key.fund, key.book, account));
    let own = |draft: &&Draft| BookKey::of(&draft.dims) == key;
    moved(document, account, before.map_err(range)?, &own)
}

/// A balance moved by the entries of a document that `wanted` takes.
fn moved(
    document: &Document,
    account: AccountCode,
    mut sum: Turnover,
    wanted: &dyn Fn(&&Draft) -> bool,
) -> Result<Fen, Refused> {
    for draft in document.entries.iter().filter(wanted) {
        for leg in draft.legs.iter().filter(|leg| leg.account == account) {
            sum = sum
                .plus(Turnover::of(leg.side, leg.amount))
                .map_err(range)?;
        }
    }
    sum.on_debit().map_err(range)
}

/// Whether a county's payment goes on although it has nothing left: benefits out of the expenditure account
/// that all share, nothing of its own in the fiscal special account, and money enough in all.
fn goes_on(
    document: &Document,
    rules: &Rules<'_>,
    standing: &Standing<'_>,
    (key, account): (BookKey, AccountCode),
) -> Result<bool, Refused> {
    let chart = rules.charts.on(key.book, key.fund, document.book_date);
    let (Some(all), Some(chart)) = (standing.gathered, chart) else {
        return Ok(false);
    };
    let mut place = chart.money(MoneyPlace::Expenditure);
    let pool = document.entries.first().map(|draft| draft.dims.pool);
    if !place.any(|own| own == account) || pool == Some(key.county) {
        return Ok(false);
    }
    for fiscal in chart.money(MoneyPlace::Fiscal) {
        if after(document, standing.balances, key, fiscal)? > Fen::ZERO {
            return Ok(false);
        }
    }
    let of_all = all
        .iter()
        .filter(|(of, _)| (of.fund, of.book, of.account) == (key.fund, key.book, account));
    let sum = of_all
        .map(|(_, turnover)| *turnover)
        .try_fold(Turnover::ZERO, Turnover::plus);
    let same = |draft: &&Draft| (draft.dims.fund, draft.dims.book) == (key.fund, key.book);
    Ok(moved(document, account, sum.map_err(range)?, &same)? >= Fen::ZERO)
}

fn overdrawn(key: BookKey, account: AccountCode, after: Fen) -> Refused {
    let lacks = after.checked_neg().unwrap_or(Fen::ZERO);
    let book = if key.book == Book::Agency {
        ""
    } else {
        key.book.zh()
    };
    Refused::new(
        "ledger.overdrawn",
        format!(
            "{} {}{book}科目 {account} 余额不足，缺 {lacks} 元。各县区自求平衡，缺口请同级财政弥补后再付。",
            key.county.short(),
            key.fund.zh()
        ),
    )
}
