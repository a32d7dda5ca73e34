//! Income and expenditure.

use base::{Date, Fen};

use super::column::Column;
use super::row::{Row, Scope, Statement, accounts_of, carries_over, class_rows, fill};
use crate::book::{AsKnown, Balances, OutOfRange};
use crate::chart::{Chart, Clearing};
use crate::entry::{AccountClass, Entry};

/// The entries without those that only carry income and expense into the surplus (E35, E36), or that
/// take a surplus over (E37): what income and expenditure of a period are drawn from.
pub fn without_closing<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
) -> impl Iterator<Item = &'a Entry> {
    entries.into_iter().filter(|entry| !carries_over(entry))
}

/// Income and expenditure (收支表) of a fund and book over a period, by tier, summed, and consolidated:
/// what tiers passed to one another is taken out. `period` holds the movements of the period without
/// closing, `opening` the balances of all days before it.
///
/// # Errors
/// [`OutOfRange`].
pub fn income_and_expenditure(
    scope: Scope,
    chart: &Chart,
    (opening, period): (&Balances, &Balances),
    clearing: &[Clearing],
) -> Result<Statement, OutOfRange> {
    use AccountClass::{Expense, Income, Net};
    let total = |label: &str, balances: &Balances, classes: &[(AccountClass, bool)]| {
        let accounts = classes
            .iter()
            .flat_map(|(class, plus)| accounts_of(chart, *class, *plus));
        fill(
            &scope,
            balances,
            (label.to_owned(), 0),
            accounts.collect(),
            None,
        )
    };
    let all = [(Net, true), (Income, true), (Expense, false)];
    let mut before = total("期初结余", opening, &all)?;
    let mut rows = class_rows(&scope, chart, period, Income)?;
    rows.push(total("收入合计", period, &[(Income, true)])?);
    rows.extend(class_rows(&scope, chart, period, Expense)?);
    rows.push(total("支出合计", period, &[(Expense, true)])?);
    rows.push(total(
        "本期结余",
        period,
        &[(Income, true), (Expense, false)],
    )?);
    eliminate(&mut rows, clearing)?;
    let after = closing(&before, period, &scope)?;
    for row in &mut rows {
        row.without_closing = true;
    }
    before.known = until_eve(scope.known);
    rows.insert(0, before);
    rows.push(after);
    for row in &mut rows {
        consolidate(row)?;
    }
    let last = [Column::Sum, Column::Eliminated, Column::Consolidated];
    let tiers = scope.tiers.iter().map(|tier| Column::Tier(*tier));
    Ok(Statement {
        title: format!(
            "收支表 {} {} 截至 {}",
            scope.fund.zh(),
            scope.book.zh(),
            scope.known.until
        ),
        columns: tiers.chain(last).collect(),
        scope,
        rows,
    })
}

/// All days before the period.
fn until_eve(known: AsKnown) -> AsKnown {
    let eve = known.from.and_then(|from| from.add_days(-1));
    AsKnown {
        from: None,
        until: eve.unwrap_or(Date::MIN),
        tx: known.tx,
    }
}

/// The balance after the period: the one before, and what the period moved on surplus accounts too.
fn closing(before: &Row, period: &Balances, scope: &Scope) -> Result<Row, OutOfRange> {
    let label = ("期末结余".to_owned(), 0);
    let mut after = fill(scope, period, label, before.accounts.clone(), None)?;
    for (column, amount) in &mut after.amounts {
        let opening = before.amounts.get(column).copied().unwrap_or(Fen::ZERO);
        *amount = amount.checked_add(opening).ok_or(OutOfRange)?;
    }
    after.known.from = None;
    Ok(after)
}

/// What givers and takers both booked is taken out of both rows and of the totals; what only one of them
/// booked stays visible.
fn eliminate(rows: &mut [Row], clearing: &[Clearing]) -> Result<(), OutOfRange> {
    for pair in clearing {
        let sum = |rows: &[Row], account| {
            let row = rows
                .iter()
                .find(|row| row.level == 1 && row.accounts == [(account, true)]);
            row.and_then(|row| row.amounts.get(&Column::Sum).copied())
                .unwrap_or(Fen::ZERO)
        };
        let (paid, received) = (sum(rows, pair.paid), sum(rows, pair.received));
        let both = paid
            .min(received)
            .max(Fen::ZERO)
            .checked_neg()
            .ok_or(OutOfRange)?;
        for row in rows.iter_mut() {
            for account in [pair.paid, pair.received] {
                let Some((_, plus)) = row.accounts.iter().find(|(own, _)| *own == account) else {
                    continue;
                };
                let amount = if *plus {
                    both
                } else {
                    both.checked_neg().ok_or(OutOfRange)?
                };
                let slot = row.amounts.entry(Column::Eliminated).or_insert(Fen::ZERO);
                *slot = slot.checked_add(amount).ok_or(OutOfRange)?;
            }
        }
    }
    Ok(())
}

fn consolidate(row: &mut Row) -> Result<(), OutOfRange> {
    let sum = row.amounts.get(&Column::Sum).copied().unwrap_or(Fen::ZERO);
    let out = *row.amounts.entry(Column::Eliminated).or_insert(Fen::ZERO);
    let whole = sum.checked_add(out).ok_or(OutOfRange)?;
    row.amounts.insert(Column::Consolidated, whole);
    Ok(())
}
