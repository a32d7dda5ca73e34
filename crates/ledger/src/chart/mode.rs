//! What the ways of keeping the money over counties allow.

use serde::Deserialize;

use super::error::DataError;
use crate::entry::{AccountCode, FundMode};

const FILE: &str = "modes.toml";

/// A pair of accounts through which money passes between the city's tier and a county: what the giver
/// books as paid, the taker books as received, in equal amount under one document id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// The giver's expense account.
    pub paid: AccountCode,
    /// The taker's income account.
    pub received: AccountCode,
}

/// One fund mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Which.
    pub code: FundMode,
    /// The article behind it.
    pub article: String,
    /// Whether premiums and subsidies are gathered in the city's fiscal special account.
    pub gathered: bool,
    /// The pairs of accounts; without one nothing passes between tiers.
    pub clearing: Vec<Clearing>,
}

/// All fund modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modes(Vec<Mode>);

impl Modes {
    /// The modes that ship.
    ///
    /// # Errors
    /// [`DataError`]; a test holds that the shipped data has none.
    pub fn shipped() -> Result<Modes, DataError> {
        Modes::read(include_str!("../../data/modes.toml"))
    }

    /// Reads modes; every one must be there, once.
    ///
    /// # Errors
    /// [`DataError`] names the mode.
    pub fn read(text: &str) -> Result<Modes, DataError> {
        let raw: RawModes = toml::from_str(text).map_err(|error| DataError::Form {
            file: FILE,
            what: error.message().to_owned(),
        })?;
        let modes: Result<Vec<Mode>, _> = raw.mode.into_iter().map(RawMode::parse).collect();
        let modes = Modes(modes?);
        for code in FundMode::ALL {
            if modes.0.iter().filter(|mode| mode.code == *code).count() != 1 {
                return Err(DataError::conflict(FILE, code.code()));
            }
        }
        Ok(modes)
    }

    /// What a mode allows; `None` only where the data lacks it, which reading refuses.
    #[must_use]
    pub fn get(&self, code: FundMode) -> Option<&Mode> {
        self.0.iter().find(|mode| mode.code == code)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModes {
    mode: Vec<RawMode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMode {
    code: String,
    article: String,
    gathered: bool,
    clearing: Vec<RawClearing>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClearing {
    paid: u16,
    received: u16,
}

impl RawMode {
    fn parse(self) -> Result<Mode, DataError> {
        let code = FundMode::parse(&self.code)
            .ok_or_else(|| DataError::value(FILE, "mode", &self.code))?;
        let account = |number: u16| {
            AccountCode::new(number)
                .ok_or_else(|| DataError::value(FILE, self.code.clone(), &number.to_string()))
        };
        let pair = |raw: &RawClearing| {
            Ok(Clearing {
                paid: account(raw.paid)?,
                received: account(raw.received)?,
            })
        };
        Ok(Mode {
            code,
            clearing: self
                .clearing
                .iter()
                .map(pair)
                .collect::<Result<_, DataError>>()?,
            article: self.article.clone(),
            gathered: self.gathered,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_adjustment_fund_lets_money_pass_between_tiers() {
        let modes = Modes::shipped().unwrap();
        let pairs = |code| modes.get(code).map(|mode| mode.clearing.len());
        assert_eq!(pairs(FundMode::Unified), Some(0));
        assert_eq!(pairs(FundMode::RiskFund), Some(2));
        assert_eq!(pairs(FundMode::Single), Some(0));
    }
}
