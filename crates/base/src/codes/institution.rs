//! Codes of designated institutions and pharmacies (`fixmedins_code` of the national interface).

use std::fmt;

use super::RegionCode;

/// The code of a designated medical institution (定点医疗机构): `H`, six digits of the region, five
/// of the sequence, 12 characters (samples of the interface specification).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstitutionCode(String);

/// The code of a designated pharmacy (定点零售药店): `P` and eleven capital letters or digits.
///
/// The interface states the length; how the eleven are divided no source at hand states, so that
/// no region is read from them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PharmacyCode(String);

/// Why a text is not the code of an institution or pharmacy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstitutionCodeError {
    /// Not 12 characters.
    #[error("the code of the institution does not have 12 characters")]
    Length,
    /// It does not begin with the letter of its kind.
    #[error("the code of the institution begins with another letter")]
    Letter,
    /// A character that may not stand there.
    #[error("the code of the institution contains an unexpected character")]
    Character,
    /// The digits of the region name no province.
    #[error("the code of the institution contains no region")]
    Region,
}

impl InstitutionCodeError {
    /// The sentence for users, in Chinese: what is wrong and how to mend it.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            InstitutionCodeError::Length => "定点医药机构编码应为 12 位，请核对。",
            InstitutionCodeError::Letter => {
                "定点医药机构编码首位不正确：医疗机构应为 H，零售药店应为 P，请核对。"
            }
            InstitutionCodeError::Character => {
                "定点医药机构编码含有不允许的字符，首位字母之后应为数字，请核对。"
            }
            InstitutionCodeError::Region => {
                "定点医药机构编码第 2 至 7 位不是有效的区划代码，请核对。"
            }
        }
        .to_owned()
    }
}

impl InstitutionCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`InstitutionCodeError`] where length, letter, digits or region are not as stated.
    pub fn parse(text: &str) -> Result<InstitutionCode, InstitutionCodeError> {
        let rest = after_letter(text, b'H')?;
        if !rest.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InstitutionCodeError::Character);
        }
        region_of(text).ok_or(InstitutionCodeError::Region)?;
        Ok(InstitutionCode(text.to_owned()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region in the code: where the institution was first registered.
    #[must_use]
    pub fn region(&self) -> Option<RegionCode> {
        region_of(&self.0)
    }
}

impl PharmacyCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`InstitutionCodeError`] where length, letter or characters are not as stated.
    pub fn parse(text: &str) -> Result<PharmacyCode, InstitutionCodeError> {
        let rest = after_letter(text, b'P')?;
        if !rest
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            return Err(InstitutionCodeError::Character);
        }
        Ok(PharmacyCode(text.to_owned()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands behind the letter of a code of 12 characters.
fn after_letter(text: &str, letter: u8) -> Result<&str, InstitutionCodeError> {
    if text.chars().count() != 12 {
        return Err(InstitutionCodeError::Length);
    }
    let rest = text.strip_prefix(char::from(letter));
    rest.ok_or(InstitutionCodeError::Letter)
}

fn region_of(code: &str) -> Option<RegionCode> {
    RegionCode::parse(code.get(1..7)?).ok()
}

impl fmt::Display for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for PharmacyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn institutions_carry_their_region() {
        let code = InstitutionCode::parse("H44010000001").unwrap();
        assert_eq!(code.region(), RegionCode::parse("4401").ok());
        assert_eq!(code.to_string(), code.as_str());
    }

    #[test]
    fn what_is_no_institution() {
        let error = |text| InstitutionCode::parse(text).unwrap_err();
        assert_eq!(error("H4401000000"), InstitutionCodeError::Length);
        assert_eq!(error("P44010000001"), InstitutionCodeError::Letter);
        assert_eq!(error("H4401000000A"), InstitutionCodeError::Character);
        assert_eq!(error("H00010000001"), InstitutionCodeError::Region);
        assert!(InstitutionCodeError::Letter.zh().ends_with('。'));
    }

    #[test]
    fn pharmacies_have_a_letter_and_a_length() {
        assert_eq!(
            PharmacyCode::parse("P44010000001").unwrap().as_str(),
            "P44010000001"
        );
        assert_eq!(
            PharmacyCode::parse("P4401000000药"),
            Err(InstitutionCodeError::Character)
        );
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "H?\\PC{0,12}") {
            let _ = (InstitutionCode::parse(&text), PharmacyCode::parse(&text));
        }
    }
}
