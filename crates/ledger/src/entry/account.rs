//! Codes of accounts.

use std::fmt;

base::typed_id! {
    /// A sub-account (明细科目) by its name, such as `住院` under 5001. Which names an account has
    /// stands in the chart; no official code of them was seen.
    SubAccount
}

/// The code of an account: 3 or 4 digits, the first of which is its class. Whether it exists on a day
/// is said by the chart of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountCode(u16);

/// What an account is, by its first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountClass {
    /// 资产, grows on the debit side.
    Asset,
    /// 负债, grows on the credit side.
    Liability,
    /// 净资产（基金结余）, grows on the credit side.
    Net,
    /// 收入, grows on the credit side; empty after the year's close.
    Income,
    /// 支出, grows on the debit side; empty after the year's close.
    Expense,
}

impl AccountCode {
    /// The code of a number; `None` unless it has 3 or 4 digits and begins with 1 to 5.
    #[must_use]
    pub const fn new(number: u16) -> Option<AccountCode> {
        if matches!(number, 100..=599 | 1000..=5999) {
            Some(AccountCode(number))
        } else {
            None
        }
    }

    /// The code of a text such as `1003`.
    #[must_use]
    pub fn parse(text: &str) -> Option<AccountCode> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .then(|| text.parse().ok())
            .flatten()
            .and_then(AccountCode::new)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The class, by the first digit.
    #[must_use]
    pub const fn class(self) -> AccountClass {
        let first = if self.0 < 1000 {
            self.0 / 100
        } else {
            self.0 / 1000
        };
        match first {
            1 => AccountClass::Asset,
            2 => AccountClass::Liability,
            3 => AccountClass::Net,
            4 => AccountClass::Income,
            _ => AccountClass::Expense,
        }
    }
}

impl fmt::Display for AccountCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl AccountClass {
    /// Whether it grows on the debit side.
    #[must_use]
    pub const fn grows_on_debit(self) -> bool {
        matches!(self, AccountClass::Asset | AccountClass::Expense)
    }

    /// Whether the year's close empties it.
    #[must_use]
    pub const fn is_of_the_year(self) -> bool {
        matches!(self, AccountClass::Income | AccountClass::Expense)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            AccountClass::Asset => "资产",
            AccountClass::Liability => "负债",
            AccountClass::Net => "基金结余",
            AccountClass::Income => "收入",
            AccountClass::Expense => "支出",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_digit_is_the_class() {
        let class = |text| AccountCode::parse(text).map(AccountCode::class);
        assert_eq!(class("1003"), Some(AccountClass::Asset));
        assert_eq!(class("301"), Some(AccountClass::Net));
        assert_eq!(class("5001"), Some(AccountClass::Expense));
        assert_eq!(class("6001"), None);
        assert_eq!(class("+101"), None);
        assert_eq!(class("12"), None);
    }
}
