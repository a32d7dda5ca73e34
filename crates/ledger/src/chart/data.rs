//! Charts and their accounts.

use std::collections::BTreeMap;

use base::{Date, Validity};
use serde::Deserialize;

use super::error::DataError;
use crate::entry::{AccountCode, Book, Fund, SubAccount};

const FILE: &str = "chart.toml";

/// How sure a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Seen in a public copy.
    Confirmed,
    /// General knowledge; to be checked against the text of the ministry.
    Unconfirmed,
}

impl Mark {
    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Mark::Confirmed => "已核",
            Mark::Unconfirmed => "待核",
        }
    }
}

/// A source that lines refer to by its key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The key.
    pub key: String,
    /// What it is, for users.
    pub title: String,
}

/// In which of the places of money an account lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MoneyPlace {
    /// Cash; normally none.
    Cash,
    /// 收入户: takes in, passes on to the fiscal special account, empty at the end of a month.
    Income,
    /// 财政专户.
    Fiscal,
    /// 支出户: pays benefits, and nothing else does.
    Expenditure,
    /// 国库.
    Treasury,
}

impl MoneyPlace {
    /// Every place.
    pub const ALL: [MoneyPlace; 5] = [
        MoneyPlace::Cash,
        MoneyPlace::Income,
        MoneyPlace::Fiscal,
        MoneyPlace::Expenditure,
        MoneyPlace::Treasury,
    ];

    /// The word in files and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            MoneyPlace::Cash => "cash",
            MoneyPlace::Income => "income",
            MoneyPlace::Fiscal => "fiscal",
            MoneyPlace::Expenditure => "expenditure",
            MoneyPlace::Treasury => "treasury",
        }
    }

    /// The place of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<MoneyPlace> {
        MoneyPlace::ALL
            .into_iter()
            .find(|place| place.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            MoneyPlace::Cash => "库存现金",
            MoneyPlace::Income => "收入户",
            MoneyPlace::Fiscal => "财政专户",
            MoneyPlace::Expenditure => "支出户",
            MoneyPlace::Treasury => "国库",
        }
    }
}

/// The accounts that the program itself looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// The surplus that a year is closed into.
    pub surplus: AccountCode,
    /// Premiums.
    pub premium: AccountCode,
    /// What was received and is not yet income.
    pub received: AccountCode,
    /// Its detail of premiums for later years.
    pub ahead: SubAccount,
    /// What was paid and is not yet expense.
    pub advanced: AccountCode,
    /// Its detail that must be settled by the end of the year.
    pub prepaid: SubAccount,
    /// Its details that are paid for care to come: they count against the budget line of `benefit` until
    /// they are settled.
    pub committed: Vec<SubAccount>,
    /// What benefits are spent on.
    pub benefit: AccountCode,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The code.
    pub code: AccountCode,
    /// The name.
    pub name: String,
    /// How sure the line is.
    pub mark: Mark,
    /// The key of the source.
    pub source: String,
    /// What is to be known of the line, for users.
    pub note: Option<String>,
    /// Where its money lies, if it holds any; it is then never overdrawn.
    pub money: Option<MoneyPlace>,
    /// The sub-accounts that it may have; none where it is empty.
    pub subs: Vec<SubAccount>,
    /// What may stand against it when money leaves it; `None` for anything.
    pub pays: Option<Vec<AccountCode>>,
    /// Where that is written.
    pub article: Option<String>,
}

/// A chart: the accounts of a book over a span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Its key, such as `2017-agency`.
    pub key: String,
    /// The regulation, for users.
    pub title: String,
    /// The book it is for.
    pub book: Book,
    /// The fund it is for; `None` for any that has no chart of its own on the day.
    pub fund: Option<Fund>,
    /// When it holds.
    pub validity: Validity,
    /// The key of its source.
    pub source: String,
    /// The accounts that the program looks for; `None` for a chart that nothing is posted to any more,
    /// or that holds money in passing only.
    pub roles: Option<Roles>,
    accounts: BTreeMap<AccountCode, Account>,
}

impl Chart {
    /// An account.
    #[must_use]
    pub fn account(&self, code: AccountCode) -> Option<&Account> {
        self.accounts.get(&code)
    }

    /// Every account by its code.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The accounts of money in a place.
    pub fn money(&self, place: MoneyPlace) -> impl Iterator<Item = AccountCode> {
        let there = move |account: &&Account| account.money == Some(place);
        self.accounts
            .values()
            .filter(there)
            .map(|account| account.code)
    }

    /// The name of an account, or its code where the chart lacks it.
    #[must_use]
    pub fn name(&self, code: AccountCode) -> String {
        self.account(code)
            .map_or_else(|| code.to_string(), |account| account.name.clone())
    }
}

/// All charts with their sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charts {
    charts: Vec<Chart>,
    sources: Vec<Source>,
}

impl Charts {
    /// The charts that ship.
    ///
    /// # Errors
    /// [`DataError`]; a test holds that the shipped data has none.
    pub fn shipped() -> Result<Charts, DataError> {
        Charts::read(
            include_str!("../../data/chart.toml"),
            include_str!("../../data/sources.toml"),
        )
    }

    /// Reads charts and sources.
    ///
    /// # Errors
    /// [`DataError`] names the line.
    pub fn read(charts: &str, sources: &str) -> Result<Charts, DataError> {
        let form = |error: toml::de::Error| DataError::Form {
            file: FILE,
            what: error.message().to_owned(),
        };
        let raw: RawCharts = toml::from_str(charts).map_err(form)?;
        let sources: RawSources = toml::from_str(sources).map_err(form)?;
        let charts: Result<Vec<_>, _> = raw.chart.into_iter().map(RawChart::parse).collect();
        let all = Charts {
            charts: charts?,
            sources: sources.source,
        };
        all.check_keys()?;
        Ok(all)
    }

    fn check_keys(&self) -> Result<(), DataError> {
        for (index, chart) in self.charts.iter().enumerate() {
            let rest = self.charts.iter().skip(index.saturating_add(1));
            let clashes = |other: &&Chart| {
                other.key == chart.key
                    || (other.book == chart.book
                        && other.fund == chart.fund
                        && other.validity.overlaps(&chart.validity))
            };
            if rest.into_iter().any(|other| clashes(&other)) {
                return Err(DataError::conflict(FILE, chart.key.clone()));
            }
            let lines = chart.accounts().map(|account| &account.source);
            if let Some(key) = lines
                .chain([&chart.source])
                .find(|key| self.source(key).is_none())
            {
                return Err(DataError::value(FILE, chart.key.clone(), key));
            }
        }
        Ok(())
    }

    /// The chart that holds for a book of a fund on a day: the fund's own, or the general one.
    #[must_use]
    pub fn on(&self, book: Book, fund: Fund, date: Date) -> Option<&Chart> {
        let holds = |chart: &&Chart| chart.book == book && chart.validity.covers(date);
        let own = self
            .charts
            .iter()
            .filter(holds)
            .find(|chart| chart.fund == Some(fund));
        own.or_else(|| {
            self.charts
                .iter()
                .filter(holds)
                .find(|chart| chart.fund.is_none())
        })
    }

    /// The chart of a key.
    #[must_use]
    pub fn chart(&self, key: &str) -> Option<&Chart> {
        self.charts.iter().find(|chart| chart.key == key)
    }

    /// Every chart.
    pub fn iter(&self) -> impl Iterator<Item = &Chart> {
        self.charts.iter()
    }

    /// The source of a key.
    #[must_use]
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSources {
    source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCharts {
    chart: Vec<RawChart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChart {
    key: String,
    title: String,
    book: String,
    fund: Option<String>,
    from: String,
    until: Option<String>,
    source: String,
    roles: Option<RawRoles>,
    account: Vec<RawAccount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    code: u16,
    name: String,
    mark: Mark,
    source: String,
    note: Option<String>,
    money: Option<MoneyPlace>,
    #[serde(default)]
    subs: Vec<String>,
    pays: Option<Vec<u16>>,
    article: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRoles {
    surplus: u16,
    premium: u16,
    received: u16,
    ahead: String,
    advanced: u16,
    prepaid: String,
    committed: Vec<String>,
    benefit: u16,
}

impl RawChart {
    fn parse(self) -> Result<Chart, DataError> {
        let wrong = |value: &str| DataError::value(FILE, self.key.clone(), value);
        let date = |text: &str| Date::parse(text).map_err(|_| wrong(text));
        let book = Book::parse(&self.book).ok_or_else(|| wrong(&self.book))?;
        let fund = match &self.fund {
            Some(fund) => Some(Fund::parse(fund).ok_or_else(|| wrong(fund))?),
            None => None,
        };
        let until = self.until.as_deref().map(date).transpose()?;
        let validity = Validity::new(Some(date(&self.from)?), until);
        let validity = validity.map_err(|_| wrong(&self.from))?;
        let mut accounts = BTreeMap::new();
        for raw in &self.account {
            let account = raw.parse(&self.key)?;
            if accounts.insert(account.code, account).is_some() {
                return Err(DataError::conflict(
                    FILE,
                    format!("{} {}", self.key, raw.code),
                ));
            }
        }
        let roles = self
            .roles
            .as_ref()
            .map(|roles| roles.parse(&self.key, &accounts))
            .transpose()?;
        Ok(Chart {
            book,
            fund,
            validity,
            accounts,
            roles,
            key: self.key,
            title: self.title,
            source: self.source,
        })
    }
}

impl RawAccount {
    fn parse(&self, chart: &str) -> Result<Account, DataError> {
        let place = || format!("{chart} {}", self.code);
        let code = |number: u16| {
            AccountCode::new(number)
                .ok_or_else(|| DataError::value(FILE, place(), &number.to_string()))
        };
        let subs = self
            .subs
            .iter()
            .map(|name| SubAccount::new(name).map_err(|_| DataError::value(FILE, place(), name)));
        let pays = match &self.pays {
            Some(pays) => Some(pays.iter().copied().map(code).collect::<Result<_, _>>()?),
            None => None,
        };
        Ok(Account {
            code: code(self.code)?,
            name: self.name.clone(),
            mark: self.mark,
            source: self.source.clone(),
            note: self.note.clone(),
            money: self.money,
            subs: subs.collect::<Result<_, _>>()?,
            pays,
            article: self.article.clone(),
        })
    }
}

impl RawRoles {
    fn parse(
        &self,
        chart: &str,
        accounts: &BTreeMap<AccountCode, Account>,
    ) -> Result<Roles, DataError> {
        let account = |number: u16| {
            let code = AccountCode::new(number).filter(|code| accounts.contains_key(code));
            code.ok_or_else(|| DataError::value(FILE, chart, &number.to_string()))
        };
        let sub = |number: u16, name: &str| {
            let line = accounts.get(&account(number)?);
            let found = line.and_then(|line| line.subs.iter().find(|sub| sub.as_str() == name));
            found
                .cloned()
                .ok_or_else(|| DataError::value(FILE, chart, name))
        };
        Ok(Roles {
            surplus: account(self.surplus)?,
            premium: account(self.premium)?,
            received: account(self.received)?,
            ahead: sub(self.received, &self.ahead)?,
            advanced: account(self.advanced)?,
            prepaid: sub(self.advanced, &self.prepaid)?,
            committed: self
                .committed
                .iter()
                .map(|name| sub(self.advanced, name))
                .collect::<Result<_, _>>()?,
            benefit: account(self.benefit)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_charts_hold_together() {
        let charts = Charts::shipped().unwrap();
        let day = |text| Date::parse(text).unwrap();
        let on = |book, fund, text| {
            charts
                .on(book, fund, day(text))
                .map(|chart| chart.key.as_str())
        };
        assert_eq!(
            on(Book::Agency, Fund::ResidentPooled, "2026-01-01"),
            Some("2017-agency")
        );
        assert_eq!(
            on(Book::Agency, Fund::Nrcms, "2016-01-01"),
            Some("2008-nrcms")
        );
        assert_eq!(on(Book::Agency, Fund::UrbanResident, "2016-01-01"), None);
        assert_eq!(
            on(Book::Fiscal, Fund::UrbanResident, "2016-01-01"),
            Some("1999-fiscal")
        );
    }

    #[test]
    fn every_line_of_the_agencys_chart_is_there_with_its_mark() {
        let charts = Charts::shipped().unwrap();
        let chart = charts.chart("2017-agency").unwrap();
        let confirmed: Vec<_> = chart
            .accounts()
            .filter(|account| account.mark == Mark::Confirmed)
            .map(|account| account.code.get())
            .collect();
        assert_eq!(confirmed, [1004, 5001]);
        assert_eq!(chart.accounts().count(), 30);
    }

    #[test]
    fn a_line_that_names_no_source_is_refused() {
        let chart = include_str!("../../data/chart.toml");
        let error = Charts::read(chart, "source = []").unwrap_err();
        assert!(error.zh().contains("2017-agency"));
    }
}
