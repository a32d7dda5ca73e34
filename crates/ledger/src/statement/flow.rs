//! Income and expenditure.

use base::{Date, Fen};

use super::column::Column;
use super::row::{Counts, Row, Scope, Statement, accounts_of, class_rows, fill};
use crate::book::{AsKnown, Balances, OutOfRange};
use crate::chart::{Chart, Clearing};
use crate::entry::{AccountClass, Entry};

/// The entries without those that only carry income and expense into the surplus (E35, E36), or that
/// take a surplus over (E37): what income and expenditure of a period are drawn from.
pub fn without_closing<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
) -> impl Iterator<Item = &'a Entry> {
    entries
        .into_iter()
        .filter(|entry| Counts::Activity.takes(entry))
}

/// Income and expenditure (收支表) of a fund and book over a period, by tier, summed, and consolidated:
/// what tiers passed to one another is taken out. `period` holds the movements of the period without
/// closing and takeover, `opening` the balances of all days before it, `closing` those of all days until
/// its end. What was taken over from other books in the period (E37) stands as a row of its own.
///
/// # Errors
/// [`OutOfRange`].
pub fn income_and_expenditure(
    scope: Scope,
    chart: &Chart,
    (opening, period, closing): (&Balances, &Balances, &Balances),
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
    let mut after = total("期末结余", closing, &all)?;
    after.known.from = None;
    let taken = taken_over(&before, rows.last(), &after)?;
    let taken = taken.map(|row| Row {
        known: scope.known,
        counts: Counts::Takeover,
        ..row
    });
    for row in &mut rows {
        row.counts = Counts::Activity;
    }
    before.known = until_eve(scope.known);
    rows.insert(0, before);
    rows.extend(taken);
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

/// What the balance gained beside income and expenditure; no row where it gained nothing.
fn taken_over(before: &Row, surplus: Option<&Row>, after: &Row) -> Result<Option<Row>, OutOfRange> {
    let mut taken = Row {
        label: "本期承接结余".to_owned(),
        ..after.clone()
    };
    for (column, amount) in &mut taken.amounts {
        let of = |row: &Row| row.amounts.get(column).copied().unwrap_or(Fen::ZERO);
        let known = of(before)
            .checked_add(surplus.map_or(Fen::ZERO, of))
            .ok_or(OutOfRange)?;
        *amount = amount.checked_sub(known).ok_or(OutOfRange)?;
    }
    Ok(taken
        .amounts
        .values()
        .any(|amount| *amount != Fen::ZERO)
        .then_some(taken))
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
