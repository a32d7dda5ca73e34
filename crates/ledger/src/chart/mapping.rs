//! From the charts of old to the chart of today.

use base::Fen;
use serde::Deserialize;

use super::data::Charts;
use super::error::DataError;
use crate::entry::{AccountClass, AccountCode, SubAccount};

const FILE: &str = "mapping.toml";

/// Where one account of old goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingLine {
    /// The account of old.
    pub old: AccountCode,
    /// Its sub-account; `None` takes those that no other line names.
    pub old_sub: Option<SubAccount>,
    /// The account of today.
    pub new: AccountCode,
    /// Its sub-account.
    pub new_sub: Option<SubAccount>,
}

/// The way from one chart to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The key of the chart of old.
    pub from: String,
    /// The key of the chart of today.
    pub to: String,
    /// The lines.
    pub lines: Vec<MappingLine>,
}

/// One line of a trial balance: an account with its balance on the debit side, negative for a credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialLine {
    /// The account.
    pub account: AccountCode,
    /// The sub-account.
    pub sub: Option<SubAccount>,
    /// Debit less credit, in 分.
    pub on_debit: Fen,
}

/// An account of old that no line takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("account {account} of the chart {chart} has no place in the new chart")]
pub struct Unmapped {
    /// The chart of old.
    pub chart: String,
    /// The account.
    pub account: AccountCode,
}

impl Unmapped {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!(
            "旧科目 {}（{}）没有对应的新科目，请先补充对照表。",
            self.account, self.chart
        )
    }
}

impl Mapping {
    /// Where an account of old goes.
    ///
    /// # Errors
    /// [`Unmapped`].
    pub fn line(
        &self,
        account: AccountCode,
        sub: Option<&SubAccount>,
    ) -> Result<&MappingLine, Unmapped> {
        let of_account = || self.lines.iter().filter(|line| line.old == account);
        let exact = of_account().find(|line| sub.is_some() && line.old_sub.as_ref() == sub);
        let found = exact.or_else(|| of_account().find(|line| line.old_sub.is_none()));
        found.ok_or_else(|| Unmapped {
            chart: self.from.clone(),
            account,
        })
    }

    /// A trial balance in the accounts of today, one line for each account and sub-account, in order.
    /// The sum over it is the sum over the old one, so that what balanced balances. `None` in a sum out
    /// of range is an [`Unmapped`] of the account concerned.
    ///
    /// # Errors
    /// [`Unmapped`].
    pub fn apply(&self, trial: &[TrialLine]) -> Result<Vec<TrialLine>, Unmapped> {
        let mut mapped: Vec<TrialLine> = Vec::new();
        for old in trial {
            let line = self.line(old.account, old.sub.as_ref())?;
            let same = |new: &&mut TrialLine| new.account == line.new && new.sub == line.new_sub;
            match mapped.iter_mut().find(same) {
                Some(new) => {
                    new.on_debit =
                        new.on_debit
                            .checked_add(old.on_debit)
                            .ok_or_else(|| Unmapped {
                                chart: self.from.clone(),
                                account: old.account,
                            })?;
                }
                None => mapped.push(TrialLine {
                    account: line.new,
                    sub: line.new_sub.clone(),
                    on_debit: old.on_debit,
                }),
            }
        }
        mapped.sort_by(|a, b| (a.account, &a.sub).cmp(&(b.account, &b.sub)));
        Ok(mapped)
    }
}

/// All mappings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mappings(Vec<Mapping>);

impl Mappings {
    /// The mappings that ship.
    ///
    /// # Errors
    /// [`DataError`]; a test holds that the shipped data has none.
    pub fn shipped(charts: &Charts) -> Result<Mappings, DataError> {
        Mappings::read(include_str!("../../data/mapping.toml"), charts)
    }

    /// Reads mappings and holds them against the charts: every account of the chart of old has a place,
    /// every place exists, assets stay assets and debts stay debts (what was income or expense is carried
    /// into the surplus).
    ///
    /// # Errors
    /// [`DataError`] names the account.
    pub fn read(text: &str, charts: &Charts) -> Result<Mappings, DataError> {
        let raw: RawMappings = toml::from_str(text).map_err(|error| DataError::Form {
            file: FILE,
            what: error.message().to_owned(),
        })?;
        let mappings: Result<Vec<_>, _> = raw.mapping.into_iter().map(RawMapping::parse).collect();
        let mappings = Mappings(mappings?);
        mappings
            .0
            .iter()
            .try_for_each(|mapping| check(mapping, charts))?;
        Ok(mappings)
    }

    /// The way from one chart to another.
    #[must_use]
    pub fn get(&self, from: &str, to: &str) -> Option<&Mapping> {
        self.0
            .iter()
            .find(|mapping| mapping.from == from && mapping.to == to)
    }
}

fn check(mapping: &Mapping, charts: &Charts) -> Result<(), DataError> {
    let chart = |key: &str| {
        charts
            .chart(key)
            .ok_or_else(|| DataError::value(FILE, "mapping", key))
    };
    let (from, to) = (chart(&mapping.from)?, chart(&mapping.to)?);
    for account in from.accounts() {
        let place = format!("{} {}", mapping.from, account.code);
        let line = mapping.line(account.code, None);
        let line = line.map_err(|_| DataError::conflict(FILE, place.clone()))?;
        if !carries(account.code.class(), line.new.class()) {
            return Err(DataError::conflict(FILE, place));
        }
    }
    for line in &mapping.lines {
        let fits = to.account(line.new).is_some_and(|new| match &line.new_sub {
            Some(sub) => new.subs.contains(sub),
            None => new.subs.is_empty() || new.money.is_some(),
        });
        if !fits {
            return Err(DataError::conflict(
                FILE,
                format!("{} {}", mapping.to, line.new),
            ));
        }
    }
    Ok(())
}

fn carries(old: AccountClass, new: AccountClass) -> bool {
    old == new || (old.is_of_the_year() && new == AccountClass::Net)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMappings {
    mapping: Vec<RawMapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMapping {
    from: String,
    to: String,
    lines: Vec<RawLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    old: u16,
    old_sub: Option<String>,
    new: u16,
    new_sub: Option<String>,
}

impl RawMapping {
    fn parse(self) -> Result<Mapping, DataError> {
        let place = format!("{} → {}", self.from, self.to);
        let code = |number: u16| {
            AccountCode::new(number)
                .ok_or_else(|| DataError::value(FILE, place.clone(), &number.to_string()))
        };
        let sub = |name: &Option<String>| match name {
            Some(name) => SubAccount::new(name)
                .map(Some)
                .map_err(|_| DataError::value(FILE, place.clone(), name)),
            None => Ok(None),
        };
        let line = |raw: &RawLine| {
            Ok(MappingLine {
                old: code(raw.old)?,
                old_sub: sub(&raw.old_sub)?,
                new: code(raw.new)?,
                new_sub: sub(&raw.new_sub)?,
            })
        };
        let lines = self
            .lines
            .iter()
            .map(line)
            .collect::<Result<_, DataError>>()?;
        Ok(Mapping {
            lines,
            from: self.from,
            to: self.to,
        })
    }
}
