//! Rows and statements.

use std::collections::BTreeMap;

use base::{Fen, RegionCode};

use super::column::Column;
use crate::book::{AsKnown, Balances, OutOfRange, Pick, trace};
use crate::chart::Chart;
use crate::entry::{
    AccountClass, AccountCode, Book, Entry, EventCode, Fund, Leg, LegRef, SubAccount,
};

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The fund.
    pub fund: Fund,
    /// The book.
    pub book: Book,
    /// The tiers, in order; the city's own among them.
    pub tiers: Vec<RegionCode>,
    /// The entries that count.
    pub known: AsKnown,
}

/// Which entries a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// All of them.
    All,
    /// Those that bring income and expenditure: no closing (E35, E36), no takeover (E37).
    Activity,
    /// Those that take books over (E37).
    Takeover,
}

impl Counts {
    /// Whether an entry counts.
    #[must_use]
    pub const fn takes(self, entry: &Entry) -> bool {
        self.takes_event(entry.event)
    }

    /// Whether entries of an event count.
    #[must_use]
    pub const fn takes_event(self, event: EventCode) -> bool {
        match self {
            Counts::All => true,
            Counts::Activity => !matches!(event.get(), 35..=37),
            Counts::Takeover => event.get() == 37,
        }
    }
}

/// One row: a label and an amount for each column, and the accounts that it is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What users read.
    pub label: String,
    /// How deep it is set in: 0 for a total, 1 for an account, 2 for a detail.
    pub level: u8,
    /// The accounts, each with its sign in this row (true: it counts positive).
    pub accounts: Vec<(AccountCode, bool)>,
    /// The detail, where the row is one.
    pub sub: Option<SubAccount>,
    /// The entries that this row counts.
    pub known: AsKnown,
    /// Which of them.
    pub counts: Counts,
    /// An amount for each column, in 分.
    pub amounts: BTreeMap<Column, Fen>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The title, for users.
    pub title: String,
    /// What it is about.
    pub scope: Scope,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows, in order.
    pub rows: Vec<Row>,
}

impl Statement {
    /// The row of a label.
    #[must_use]
    pub fn row(&self, label: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.label == label)
    }

    /// The amount of a label in a column.
    #[must_use]
    pub fn amount(&self, label: &str, column: Column) -> Option<Fen> {
        self.row(label)?.amounts.get(&column).copied()
    }

    /// The legs behind a figure of a tier, or of all tiers for the sum, out of the journal of the pooling
    /// area.
    pub fn trace<'a>(
        &self,
        row: &Row,
        column: Column,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Vec<(LegRef, Leg)> {
        let county = match column {
            Column::Tier(region) => Some(region),
            _ => None,
        };
        let pick = Pick {
            county,
            fund: Some(self.scope.fund),
            book: Some(self.scope.book),
            accounts: row.accounts.iter().map(|(account, _)| *account).collect(),
            sub: row.sub.clone(),
            ..Pick::default()
        };
        let entries = entries.filter(|entry| row.counts.takes(entry));
        trace(entries, row.known, &pick)
    }
}

impl Row {
    /// What traced legs add up to in this row.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn total(&self, legs: &[(LegRef, Leg)]) -> Result<Fen, OutOfRange> {
        let mut sum = Fen::ZERO;
        for (_, leg) in legs {
            let turnover = crate::book::Turnover::of(leg.side, leg.amount);
            let plus = self
                .accounts
                .iter()
                .any(|(account, plus)| *account == leg.account && *plus);
            let amount = signed(turnover.natural(leg.account)?, plus)?;
            sum = sum.checked_add(amount).ok_or(OutOfRange)?;
        }
        Ok(sum)
    }
}

fn signed(amount: Fen, plus: bool) -> Result<Fen, OutOfRange> {
    if plus {
        Ok(amount)
    } else {
        amount.checked_neg().ok_or(OutOfRange)
    }
}

/// Fills a row with the amounts of the tiers and their sum.
pub(super) fn fill(
    scope: &Scope,
    balances: &Balances,
    (label, level): (String, u8),
    accounts: Vec<(AccountCode, bool)>,
    sub: Option<SubAccount>,
) -> Result<Row, OutOfRange> {
    let mut amounts = BTreeMap::new();
    let mut whole = Fen::ZERO;
    for tier in &scope.tiers {
        let mut amount = Fen::ZERO;
        for (account, plus) in &accounts {
            let pick = Pick {
                sub: sub.clone(),
                ..Pick::account(*tier, scope.fund, scope.book, *account)
            };
            let natural = balances.sum(&pick)?.natural(*account)?;
            amount = amount
                .checked_add(signed(natural, *plus)?)
                .ok_or(OutOfRange)?;
        }
        whole = whole.checked_add(amount).ok_or(OutOfRange)?;
        amounts.insert(Column::Tier(*tier), amount);
    }
    amounts.insert(Column::Sum, whole);
    Ok(Row {
        label,
        level,
        accounts,
        sub,
        known: scope.known,
        counts: Counts::All,
        amounts,
    })
}

/// The rows of a class: each account that was ever moved, with its details.
pub(super) fn class_rows(
    scope: &Scope,
    chart: &Chart,
    balances: &Balances,
    class: AccountClass,
) -> Result<Vec<Row>, OutOfRange> {
    let mut rows = Vec::new();
    for account in chart
        .accounts()
        .filter(|account| account.code.class() == class)
    {
        let mut moved = balances
            .iter()
            .filter(|(key, _)| key.account == account.code);
        let label = (format!("{} {}", account.code, account.name), 1);
        if !moved.any(|(key, _)| (key.fund, key.book) == (scope.fund, scope.book)) {
            continue;
        }
        rows.push(fill(
            scope,
            balances,
            label,
            vec![(account.code, true)],
            None,
        )?);
        for sub in &account.subs {
            let label = (format!("{} {}—{sub}", account.code, account.name), 2);
            let row = fill(
                scope,
                balances,
                label,
                vec![(account.code, true)],
                Some(sub.clone()),
            )?;
            if row.amounts.values().any(|amount| *amount != Fen::ZERO) {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

/// The accounts of a class with a sign.
pub(super) fn accounts_of(
    chart: &Chart,
    class: AccountClass,
    plus: bool,
) -> impl Iterator<Item = (AccountCode, bool)> {
    let own = chart
        .accounts()
        .filter(move |account| account.code.class() == class);
    own.map(move |account| (account.code, plus))
}
