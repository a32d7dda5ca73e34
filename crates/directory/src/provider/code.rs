//! The national code of a designated provider.

use base::{InstitutionCode, InstitutionCodeError, PharmacyCode, RegionCode};
use std::fmt;

/// The code of a designated institution or of a designated pharmacy (`fixmedins_code` of the
/// national interface).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderCode {
    /// 定点医疗机构, `H…`.
    Institution(InstitutionCode),
    /// 定点零售药店, `P…`.
    Pharmacy(PharmacyCode),
}

impl ProviderCode {
    /// Reads a code: one that begins with `P` is that of a pharmacy.
    ///
    /// # Errors
    /// [`InstitutionCodeError`] where length, letter, digits or region are not as stated.
    pub fn parse(text: &str) -> Result<ProviderCode, InstitutionCodeError> {
        if text.starts_with('P') {
            PharmacyCode::parse(text).map(ProviderCode::Pharmacy)
        } else {
            InstitutionCode::parse(text).map(ProviderCode::Institution)
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            ProviderCode::Institution(code) => code.as_str(),
            ProviderCode::Pharmacy(code) => code.as_str(),
        }
    }

    /// The region in the code of an institution, where it was first registered; that of a pharmacy names none.
    #[must_use]
    pub fn region(&self) -> Option<RegionCode> {
        match self {
            ProviderCode::Institution(code) => code.region(),
            ProviderCode::Pharmacy(_) => None,
        }
    }

    /// Whether it is that of a pharmacy.
    #[must_use]
    pub const fn is_pharmacy(&self) -> bool {
        matches!(self, ProviderCode::Pharmacy(_))
    }
}

impl fmt::Display for ProviderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_says_which() {
        let hospital = ProviderCode::parse("H34040000001").unwrap();
        assert!(!hospital.is_pharmacy());
        let pharmacy = ProviderCode::parse("P34040000001").unwrap();
        assert!(pharmacy.is_pharmacy());
        assert_eq!(pharmacy.to_string(), "P34040000001");
        assert_eq!(
            ProviderCode::parse("X34040000001"),
            Err(InstitutionCodeError::Letter)
        );
    }
}
