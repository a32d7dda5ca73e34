//! The balance sheet.

use super::column::Column;
use super::row::{Scope, Statement, accounts_of, class_rows, fill};
use crate::book::{Balances, OutOfRange};
use crate::chart::Chart;
use crate::entry::AccountClass;

/// The balance sheet (资产负债表) of a fund and book on a day, by tier and summed. `balances` are those
/// of all days until then. What of the year is not yet carried over stands as a row of its own, so that
/// both sides agree on any day.
///
/// # Errors
/// [`OutOfRange`].
pub fn balance_sheet(
    scope: Scope,
    chart: &Chart,
    balances: &Balances,
) -> Result<Statement, OutOfRange> {
    use AccountClass::{Asset, Expense, Income, Liability, Net};
    let mut rows = class_rows(&scope, chart, balances, Asset)?;
    let total = |label: &str, classes: &[(AccountClass, bool)]| {
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
    rows.push(total("资产合计", &[(Asset, true)])?);
    rows.extend(class_rows(&scope, chart, balances, Liability)?);
    rows.push(total("负债合计", &[(Liability, true)])?);
    rows.extend(class_rows(&scope, chart, balances, Net)?);
    rows.push(total(
        "本年收支差额（未结转）",
        &[(Income, true), (Expense, false)],
    )?);
    let net = [(Net, true), (Income, true), (Expense, false)];
    rows.push(total("基金结余合计", &net)?);
    let all = [
        (Liability, true),
        (Net, true),
        (Income, true),
        (Expense, false),
    ];
    rows.push(total("负债及结余合计", &all)?);
    let tiers = scope.tiers.iter().map(|tier| Column::Tier(*tier));
    Ok(Statement {
        title: format!(
            "资产负债表 {} {} {}",
            scope.fund.zh(),
            scope.book.zh(),
            scope.known.until
        ),
        columns: tiers.chain([Column::Sum]).collect(),
        scope,
        rows,
    })
}
