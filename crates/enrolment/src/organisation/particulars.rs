//! An organisation as it is registered.

use super::kind::OrganisationKind;
use base::{Date, OrganisationNo, RegionCode};

/// A unified social credit code (GB 32100): 18 characters, the last checks the others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(Box<str>);

/// The characters of the code in the order of their values: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A text that is no unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters of the alphabet.
    #[error("the credit code has not 18 characters of its alphabet")]
    Form,
    /// The last character does not fit the others.
    #[error("the check character of the credit code is wrong")]
    CheckCharacter,
}

impl CreditCodeError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            CreditCodeError::Form => {
                "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），请核对。"
            }
            CreditCodeError::CheckCharacter => {
                "统一社会信用代码的校验码不正确，请逐位核对是否录错或颠倒。"
            }
        }
        .to_owned()
    }
}

impl CreditCode {
    /// Reads a code; lower-case letters are taken as upper-case.
    ///
    /// # Errors
    /// [`CreditCodeError`].
    pub fn parse(text: &str) -> Result<CreditCode, CreditCodeError> {
        let upper = text.trim().to_ascii_uppercase();
        let value = |c: u8| ALPHABET.iter().position(|one| *one == c);
        let values: Option<Vec<usize>> = upper.bytes().map(value).collect();
        let values = values.ok_or(CreditCodeError::Form)?;
        let (body, last) = match values.split_last() {
            Some((last, body)) if body.len() == 17 => (body, *last),
            _ => return Err(CreditCodeError::Form),
        };
        // Weights are powers of 3 modulo 31; folded from the left, the weight of the first is 1.
        let (sum, _) = body
            .iter()
            .fold((0_usize, 1_usize), |(sum, weight), value| {
                ((sum + value * weight) % 31, weight * 3 % 31)
            });
        if (31 - sum) % 31 == last {
            Ok(CreditCode(upper.into()))
        } else {
            Err(CreditCodeError::CheckCharacter)
        }
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where an organisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationState {
    /// Registration filed, not yet reviewed.
    Filed,
    /// Registered.
    Registered,
    /// Cancelled.
    Cancelled,
    /// Registration rejected.
    Rejected,
}

impl OrganisationState {
    /// Every state.
    pub const ALL: [OrganisationState; 4] = [
        OrganisationState::Filed,
        OrganisationState::Registered,
        OrganisationState::Cancelled,
        OrganisationState::Rejected,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            OrganisationState::Filed => "filed",
            OrganisationState::Registered => "registered",
            OrganisationState::Cancelled => "cancelled",
            OrganisationState::Rejected => "rejected",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<OrganisationState> {
        OrganisationState::ALL
            .into_iter()
            .find(|state| state.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            OrganisationState::Filed => "待审核",
            OrganisationState::Registered => "已登记",
            OrganisationState::Cancelled => "已注销",
            OrganisationState::Rejected => "未通过",
        }
    }
}

/// An organisation with its particulars of today; how they came about is in its acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its number.
    pub no: OrganisationNo,
    /// What type.
    pub kind: OrganisationKind,
    /// Name: of a firm, not of a person.
    pub name: Box<str>,
    /// Unified social credit code, where it has one.
    pub credit_code: Option<CreditCode>,
    /// Where it is registered.
    pub region: RegionCode,
    /// When it was founded.
    pub founded: Option<Date>,
    /// When it ended.
    pub ended: Option<Date>,
    /// Where it stands.
    pub state: OrganisationState,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code whose last character is computed here by the weights as GB 32100 prints them.
    fn code_of(body: &str) -> String {
        let weights = [
            1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
        ];
        let at = |c: u8| ALPHABET.iter().position(|one| *one == c).unwrap();
        let sum: usize = body.bytes().zip(weights).map(|(c, w)| at(c) * w).sum();
        format!("{body}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
    }

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        let code = code_of("91310000MA1FL0000");
        assert_eq!(CreditCode::parse(&code).unwrap().as_str(), code);
        assert!(CreditCode::parse(&code.to_lowercase()).is_ok());
        let slip = code.replacen('3', "4", 1);
        assert_eq!(
            CreditCode::parse(&slip),
            Err(CreditCodeError::CheckCharacter)
        );
        for text in ["", "9131", "91310000MA1FL0000O"] {
            let error = CreditCode::parse(text).unwrap_err();
            assert_eq!(error, CreditCodeError::Form, "{text}");
            assert!(error.zh().ends_with('。'));
        }
    }
}
